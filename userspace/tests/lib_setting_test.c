// SPDX-License-Identifier: GPL-2.0-or-later
/* The settings in words, files and JSON, and the manual pages that tell of them. */
#include "lib_testing.h"

#include <ctype.h>
#include "setting.h"

static const struct flow_setting *const tables[] = {
	flow_setting_switch, flow_setting_vlan, flow_setting_port, flow_setting_static,
	flow_setting_neighbour
};

static void what_is_set_comes_back(void **state)
{
	struct flow_settings settings, again;
	json_t *json = json_object();
	unsigned int row;

	(void)state;
	flow_settings_init_all(&settings, flow_setting_port);
	flow_settings_init(&again, flow_setting_port);
	assert_int_equal(flow_settings_parse(&settings, FLOW_PORT_NUMBER, "number", "0x10", NULL), 0);
	assert_int_equal(flow_settings_parse(&settings, FLOW_PORT_STATE, "state", "blocking", NULL), 0);
	assert_int_equal(flow_settings_parse(&settings, FLOW_PORT_HAIRPIN, "hairpin", "Yes", NULL), 0);
	assert_int_equal(flow_settings_parse(&settings, FLOW_PORT_VLANS, "trunk", "5-7", NULL), 0);
	flow_settings_to_json(&settings, json);
	for (row = 0; flow_setting_port[row].json; row++)
		if (flow_settings_has(&settings, row))
			assert_int_equal(flow_settings_from_json(&again, row,
				json_object_get(json, flow_setting_port[row].json), NULL), 0);
	assert_memory_equal(&again, &settings, sizeof(settings));
	assert_string_equal(json_string_value(json_object_get(json, "vlans")), "5-7");
	assert_int_equal(json_integer_value(json_object_get(json, "number")), 16);
	json_decref(json);
}

/* The place of a word is the kernel's number. */
static void words_are_those_of_the_kernel(void **state)
{
	const char *const *states = flow_setting_port[FLOW_PORT_STATE].choices;
	const char *const *modes = flow_setting_port[FLOW_PORT_VLAN_MODE].choices;

	(void)state;
	assert_string_equal(states[FLOWDP_PORT_STATE_DISABLED], "disabled");
	assert_string_equal(states[FLOWDP_PORT_STATE_FORWARDING], "forwarding");
	assert_null(states[__FLOWDP_PORT_STATE_MAX]);
	assert_string_equal(modes[FLOWDP_VLAN_MODE_TRUNK], "trunk");
	assert_null(modes[__FLOWDP_VLAN_MODE_MAX]);
	assert_null(flow_setting_switch[FLOW_SWITCH_FAIL_MODE].choices[__FLOWDP_FAIL_MODE_MAX]);
}

static void assert_refused(const struct flow_setting *table, unsigned int row, const char *text,
			   const char *sentence)
{
	struct flow_settings settings;
	struct flow_error error;

	flow_settings_init(&settings, table);
	assert_int_equal(flow_settings_parse(&settings, row, table[row].word, text, &error),
			 -EINVAL);
	assert_string_equal(error.text, sentence);
	assert_int_equal(settings.present, 0);
}

static void a_sentence_names_setting_and_values(void **state)
{
	(void)state;
	assert_refused(flow_setting_switch, FLOW_SWITCH_AGEING, "8388608",
		       "\"8388608\" is wrong for ageing, which takes a number of seconds from 0 to 8388607");
	assert_refused(flow_setting_switch, FLOW_SWITCH_FLOWS_MAX, "many",
		       "\"many\" is wrong for flows_max, which takes a number from 1 to 16777216");
	assert_refused(flow_setting_port, FLOW_PORT_STATE, "blocked",
		       "unknown state \"blocked\"; did you mean \"blocking\"?");
	assert_refused(flow_setting_port, FLOW_PORT_LEARNING, "maybe",
		       "\"maybe\" is wrong for learning, which takes on or off, or yes or no");
}

/* A state of a newer kernel. */
static void a_value_without_a_word_is_unknown(void **state)
{
	struct flow_settings settings;
	json_t *json = json_object();

	(void)state;
	flow_settings_init(&settings, flow_setting_port);
	flow_settings_set(&settings, FLOW_PORT_STATE, 77);
	flow_settings_to_json(&settings, json);
	assert_string_equal(json_string_value(json_object_get(json, "state")), "unknown");
	json_decref(json);
}

static char *read_page(const char *path)
{
	FILE *in = fopen(path, "re");
	char *text = calloc(1, 1 << 20);

	assert_non_null(in);
	assert_true(fread(text, 1, (1 << 20) - 1, in) > 0);
	fclose(in);
	return text;
}

/* Whether a paragraph of the page begins with this word, maybe behind others. */
static bool explains(const char *page, const char *word)
{
	const char *at = page, *line;
	size_t length = strlen(word);

	while ((at = strstr(at, word))) {
		for (line = at; line > page && line[-1] != '\n'; line--)
			;
		if (!strncmp(line, ".B", 2) && !isalnum((unsigned char)at[length]) &&
		    at[length] != '_' && (at[-1] == ' ' || at[-1] == '"'))
			return true;
		at += length;
	}
	return false;
}

static void the_manual_explains_each(void **state)
{
	char *flowctl = read_page("../packaging/man/flowctl.8");
	char *conf = read_page("../packaging/man/flowd.conf.5");
	const struct flow_setting *row;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		for (row = tables[i]; row->json; row++) {
			if (*row->word && !explains(flowctl, row->word))
				fail_msg("flowctl.8 does not explain %s", row->word);
			if (*row->key && !explains(conf, row->key))
				fail_msg("flowd.conf.5 does not explain %s", row->key);
		}
	}
	free(flowctl);
	free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_set_comes_back),
		cmocka_unit_test(words_are_those_of_the_kernel),
		cmocka_unit_test(a_sentence_names_setting_and_values),
		cmocka_unit_test(a_value_without_a_word_is_unknown),
		cmocka_unit_test(the_manual_explains_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
