// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib_testing.h"
#include "translation.h"

static void lists_come_back_in_order(void **state)
{
	struct flow_translations translations = { 0 };
	char *text;

	(void)state;
	assert_int_equal(flow_translations_add(&translations, "200:20,10:100,4094:1", NULL), 0);
	assert_int_equal(flow_translations_add(&translations, "none", NULL), 0);
	assert_int_equal(flow_translations_add(&translations, "100:10", NULL), 0);
	text = flow_translations_format(&translations);
	assert_string_equal(text, "10:100,100:10,200:20,4094:1");
	free(text);
	assert_true(flow_translations_has_relay(&translations, 20));
	assert_false(flow_translations_has_relay(&translations, 200));
	text = flow_translations_format(&(struct flow_translations){ 0 });
	assert_string_equal(text, "none");
	free(text);
}

/* What is refused changes nothing, not even by the pairs before it. */
static void mistakes_are_named(void **state)
{
	static const struct {
		const char *text;
		const char *sentence;
	} cases[] = {
		{ "", "\"\" is no translation; write the VID on the wire and that in the switch, such as 100:10" },
		{ "7", "\"7\" is no translation; write the VID on the wire and that in the switch, such as 100:10" },
		{ "9:8,", "\"\" is no translation; write the VID on the wire and that in the switch, such as 100:10" },
		{ "0:7", "\"0\" is no VLAN: they go from 1 to 4094" },
		{ "7:0", "\"0\" is no VLAN: they go from 1 to 4094" },
		{ "4095:7", "\"4095\" is no VLAN: they go from 1 to 4094" },
		{ "7:4096", "\"4096\" is no VLAN: they go from 1 to 4094" },
		{ "7:", "\"\" is no VLAN: they go from 1 to 4094" },
		{ "7:8:9", "\"8:9\" is no VLAN: they go from 1 to 4094" },
		{ "7-8:9", "\"7-8\" is no VLAN: they go from 1 to 4094" },
		{ "9:9", "VLAN 9 is translated to itself; leave that out" },
		{ "9:8,100:7", "VID 100 on the wire is translated twice; give it one VLAN" },
		{ "9:8,7:10", "VLAN 10 has two VIDs on the wire; give it one" },
	};
	struct flow_translations translations = { 0 }, before;
	struct flow_error error;
	size_t i;

	(void)state;
	assert_int_equal(flow_translations_add(&translations, "100:10", NULL), 0);
	before = translations;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(flow_translations_add(&translations, cases[i].text, &error),
				 -EINVAL);
		assert_string_equal(error.text, cases[i].sentence);
		assert_true(flow_translations_same(&translations, &before));
	}
}

static void there_is_an_upper_limit(void **state)
{
	struct flow_translations translations = { 0 };
	struct flow_error error;
	char text[16];
	unsigned int i;

	(void)state;
	for (i = 0; i < FLOWDP_TRANSLATIONS_MAX; i++) {
		snprintf(text, sizeof(text), "%u:%u", 4094 - i, i + 1);
		assert_int_equal(flow_translations_add(&translations, text, NULL), 0);
	}
	assert_int_equal(flow_translations_add(&translations, "2000:2001", &error), -EINVAL);
	assert_string_equal(error.text, "a port translates up to 256 VLANs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_come_back_in_order),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(there_is_an_upper_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
