// SPDX-License-Identifier: GPL-2.0-or-later
/* Names in tables, and what is said of words that are none of them. */
#include "lib_testing.h"

#include "names.h"

static const char *const objects[] = { "switch", "port", "vlan", "flow", "status", NULL };

/* Two columns of names. */
static const struct row {
	const char *name;
	int number;
	const char *key;
} rows[] = {
	{ "fail_mode", 1, "FailMode" },
	{ "ageing", 2, "Ageing" },
	{ NULL, 0, NULL }
};

static void a_name_is_found_in_its_column(void **state)
{
	(void)state;
	assert_int_equal(flow_names_find(FLOW_NAMES(objects), "vlan"), 2);
	assert_int_equal(flow_names_find(FLOW_NAMES(objects), "vlans"), -1);
	assert_int_equal(flow_names_find(FLOW_NAMES(rows), "ageing"), 1);
	assert_int_equal(flow_names_find(FLOW_NAMES(rows), "Ageing"), -1);
	assert_int_equal(flow_names_find(FLOW_NAMES_IN(rows, key), "Ageing"), 1);
}

static void nearest_finds_what_was_meant(void **state)
{
	struct flow_names names = FLOW_NAMES(objects);

	(void)state;
	assert_string_equal(flow_names_nearest(names, "swich"), "switch");
	assert_string_equal(flow_names_nearest(names, "prot"), "port");
	assert_string_equal(flow_names_nearest(names, "vlans"), "vlan");
	assert_string_equal(flow_names_nearest(names, "VLAN"), "vlan");
	assert_string_equal(flow_names_nearest(names, "Prot"), "port");
	assert_string_equal(flow_names_nearest(names, "stauts"), "status");
	assert_string_equal(flow_names_nearest(names, "sw"), "switch");
	assert_string_equal(flow_names_nearest(names, "stat"), "status");
	assert_null(flow_names_nearest(names, "s"));
	assert_null(flow_names_nearest(names, ""));
	assert_null(flow_names_nearest(names, "show"));
	assert_null(flow_names_nearest(names, "log"));
	assert_null(flow_names_nearest(names, "elephant"));
	assert_null(flow_names_nearest(names, "a-word-that-is-longer-than-any-of-ours"));
}

static void nearest_prefers_a_swap_to_two_replacements(void **state)
{
	static const char *const words[] = { "ba__", "abcd", NULL };

	(void)state;
	assert_string_equal(flow_names_nearest(FLOW_NAMES(words), "bacd"), "abcd");
}

static void an_unknown_word_gets_one_sentence(void **state)
{
	struct flow_error error;

	(void)state;
	assert_int_equal(flow_names_unknown(FLOW_NAMES(objects), "object", "prot", NULL, &error),
			 -EINVAL);
	assert_string_equal(error.text, "unknown object \"prot\"; did you mean \"port\"?");
	flow_names_unknown(FLOW_NAMES(objects), "object", "prot", "the manual", &error);
	assert_string_equal(error.text, "unknown object \"prot\"; did you mean \"port\"?");
	flow_names_unknown(FLOW_NAMES(objects), "object", "elephant", "the manual", &error);
	assert_string_equal(error.text, "unknown object \"elephant\"; the manual lists them");
	flow_names_unknown(FLOW_NAMES(objects), "object", "elephant", NULL, &error);
	assert_string_equal(error.text,
			    "unknown object \"elephant\"; it can be switch, port, vlan, flow or status");
	flow_names_unknown(FLOW_NAMES_IN(rows, key), "key", "Aging", NULL, &error);
	assert_string_equal(error.text, "unknown key \"Aging\"; did you mean \"Ageing\"?");
}

static void assert_meant(struct flow_names names, const char *word, const char *meant)
{
	struct flow_error error;
	char expected[160];

	flow_names_unknown(names, "word", word, NULL, &error);
	snprintf(expected, sizeof(expected), "unknown word \"%s\"; did you mean \"%s\"?", word,
		 meant);
	assert_string_equal(error.text, expected);
}

static void words_of_other_tools_are_translated(void **state)
{
	static const char *const settings[] = {
		"vlan", "trunk", "flood_unicast", "isolated", "priority", "actions", "eth_type", NULL
	};
	static const char *const fields[] = { "in_port", "vid", "eth_type", NULL };
	struct flow_names names = FLOW_NAMES(settings);
	struct flow_error error;

	(void)state;
	assert_meant(FLOW_NAMES(objects), "add-br", "switch add NAME");
	assert_meant(FLOW_NAMES(objects), "dump-flows", "flow show SWITCH");
	assert_meant(FLOW_NAMES(objects), "bridge", "switch");
	assert_meant(names, "tag=10", "vlan 10");
	assert_meant(names, "tag", "vlan");
	assert_meant(names, "trunks=10,20", "trunk 10,20");
	assert_meant(names, "flood", "flood_unicast");
	assert_meant(names, "priority=9,tcp,actions=drop", "priority 9");
	assert_meant(names, "actions=drop", "actions drop");
	assert_meant(names, "isolated:on", "isolated on");
	assert_meant(names, "isolated=", "isolated");
	assert_meant(names, "tcp,tp_dst=25", "eth_type ipv4 ip_proto tcp");
	assert_meant(FLOW_NAMES(fields), "vlan", "vid");
	assert_meant(FLOW_NAMES(fields), "port=3", "in_port 3");
	assert_meant(FLOW_NAMES(fields), "dl_vlan", "vid");
	/* What these names have no place for is none of theirs. */
	flow_names_unknown(FLOW_NAMES(objects), "object", "tcp", "the manual", &error);
	assert_string_equal(error.text, "unknown object \"tcp\"; the manual lists them");
}

static void a_value_without_its_key_gets_it(void **state)
{
	static const char *const keys[] = { "port", "switch", "vlan", "mac", NULL };
	static const char *const settings[] = { "vlan", "trunk", "switch", NULL };
	static const struct {
		const char *value;
		const char *of_keys;
		const char *of_settings;
	} cases[] = {
		{ "10", "did you mean \"vlan 10\"?", "did you mean \"vlan 10\"?" },
		{ "10,20-29", "it can be port, switch, vlan or mac",
		  "did you mean \"trunk 10,20-29\"?" },
		{ "2:0:0:0:0:1", "did you mean \"mac 2:0:0:0:0:1\"?", "it can be vlan, trunk or switch" },
		{ "tap1", "did you mean \"port tap1\" or \"switch tap1\"?",
		  "it can be vlan, trunk or switch" },
		{ "vlan1", "did you mean \"port vlan1\" or \"switch vlan1\"?",
		  "did you mean \"vlan\"?" },
		{ "10.0.0.1", "it can be port, switch, vlan or mac", "it can be vlan, trunk or switch" },
		{ "tag=10", "did you mean \"vlan 10\"?", "did you mean \"vlan 10\"?" },
		{ "prot", "did you mean \"port\"?", "it can be vlan, trunk or switch" },
		{ "", "it can be port, switch, vlan or mac", "it can be vlan, trunk or switch" },
	};
	struct flow_error error;
	char expected[160];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(expected, sizeof(expected), "unknown word \"%s\"; %s", cases[i].value,
			 cases[i].of_keys);
		assert_int_equal(flow_names_unknown_key(FLOW_NAMES(keys), "word", cases[i].value,
							&error), -EINVAL);
		assert_string_equal(error.text, expected);
		snprintf(expected, sizeof(expected), "unknown setting \"%s\"; %s", cases[i].value,
			 cases[i].of_settings);
		flow_names_unknown_key(FLOW_NAMES(settings), "setting", cases[i].value, &error);
		assert_string_equal(error.text, expected);
	}
}

/* What others wrote may be as long as they like. */
static void a_long_word_is_cut(void **state)
{
	static const char *const ports[] = { "port", "switch", NULL };
	struct flow_error error;
	char word[1000];

	(void)state;
	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	flow_names_unknown(FLOW_NAMES(objects), "object", word, NULL, &error);
	assert_non_null(strstr(error.text, "xxx\"; it can be switch, port, vlan, flow or status"));
	word[0] = '1';
	flow_names_unknown_key(FLOW_NAMES(ports), "word", word, &error);
	assert_non_null(strstr(error.text, "xxx\" or \"switch 1xxx"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_found_in_its_column),
		cmocka_unit_test(nearest_finds_what_was_meant),
		cmocka_unit_test(nearest_prefers_a_swap_to_two_replacements),
		cmocka_unit_test(an_unknown_word_gets_one_sentence),
		cmocka_unit_test(words_of_other_tools_are_translated),
		cmocka_unit_test(a_value_without_its_key_gets_it),
		cmocka_unit_test(a_long_word_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
