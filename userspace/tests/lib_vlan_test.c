// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib_testing.h"
#include "vlan.h"

static void assert_text(const char *text, const char *expected)
{
	flow_vlan_bitmap bitmap = { 0 };
	struct flow_error error = { "" };
	char *again;

	if (flow_vlan_parse(text, bitmap, &error))
		fail_msg("%s: %s", text, error.text);
	again = flow_vlan_format(bitmap);
	assert_string_equal(again, expected);
	free(again);
}

static void lists_come_back_in_their_shortest_form(void **state)
{
	(void)state;
	assert_text("10", "10");
	assert_text("20,10,11,12", "10-12,20");
	assert_text("1-2,4094", "1-2,4094");
	assert_text("all", "1-4094");
	assert_text("none", "none");
}

static void members_come_one_after_the_other(void **state)
{
	static const uint16_t vids[] = { 1, 7, 8, 9, 16, 4088, 4094 };
	flow_vlan_bitmap bitmap = { 0 };
	uint16_t vid = 0;
	size_t i;

	(void)state;
	assert_int_equal(flow_vlan_next(bitmap, 0), 0);
	for (i = 0; i < sizeof(vids) / sizeof(*vids); i++)
		flow_vlan_add(bitmap, vids[i]);
	for (i = 0; i < sizeof(vids) / sizeof(*vids); i++) {
		vid = flow_vlan_next(bitmap, vid);
		assert_int_equal(vid, vids[i]);
	}
	assert_int_equal(flow_vlan_next(bitmap, vid), 0);
	memset(bitmap, 0, sizeof(bitmap));
	flow_vlan_add_all(bitmap);
	for (vid = 0, i = 0; (vid = flow_vlan_next(bitmap, vid)); i++)
		assert_int_equal(vid, i + 1);
	assert_int_equal(i, FLOWDP_VID_MAX);
}

static void bits_are_where_the_kernel_looks(void **state)
{
	flow_vlan_bitmap bitmap;

	(void)state;
	assert_int_equal(flow_vlan_parse("10,4094", bitmap, NULL), 0);
	assert_int_equal(bitmap[1], 1 << 2);
	assert_int_equal(bitmap[511], 1 << 6);
	flow_vlan_remove(bitmap, 10);
	flow_vlan_remove(bitmap, 4094);
	assert_true(flow_vlan_is_empty(bitmap));
}

static void mistakes_are_named(void **state)
{
	static const struct {
		const char *text;
		const char *sentence;
	} cases[] = {
		{ "0", "\"0\" is no VLAN: they go from 1 to 4094" },
		{ "4095", "\"4095\" is no VLAN: they go from 1 to 4094" },
		{ "4096", "\"4096\" is no VLAN: they go from 1 to 4094" },
		{ "", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
		{ "10,", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
		{ "10-", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
		{ "20-10", "VLAN range 20-10 is backwards; write 10-20" },
		{ "10,5-15", "VLAN 10 is given twice; name it once" },
	};
	flow_vlan_bitmap bitmap = { 1 };
	struct flow_error error;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(flow_vlan_parse(cases[i].text, bitmap, &error), -EINVAL);
		assert_string_equal(error.text, cases[i].sentence);
		assert_int_equal(bitmap[0], 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_come_back_in_their_shortest_form),
		cmocka_unit_test(members_come_one_after_the_other),
		cmocka_unit_test(bits_are_where_the_kernel_looks),
		cmocka_unit_test(mistakes_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
