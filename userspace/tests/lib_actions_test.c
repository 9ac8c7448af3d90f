// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib_testing.h"

#define ROUNDS	10000

static int parse(const char *text, struct flow_actions *actions, struct flow_error *error)
{
	struct testing_words words = testing_words(text);
	int code = flow_actions_parse(&words.words, NULL, actions, error);

	testing_words_free(&words);
	return code;
}

static void assert_error(const char *text, const char *sentence)
{
	struct flow_error error = { "" };
	struct flow_actions actions;

	assert_int_equal(parse(text, &actions, &error), -EINVAL);
	assert_string_equal(error.text, sentence);
}

static void words_become_actions(void **state)
{
	struct flow_actions actions;

	(void)state;
	assert_int_equal(parse("push_vlan tpid 802.1ad vid 20 pcp 3 set eth_dst 52:54:00:00:00:01 "
			       "upcall class learn userdata 0x99 bytes 64 output 4 group 7 goto 2",
			       &actions, NULL), 0);
	assert_int_equal(actions.count, 6);
	assert_int_equal(actions.list[0].push.tpid, ETH_P_8021AD);
	assert_int_equal(actions.list[0].push.tci, 3 << 13 | 20);
	assert_int_equal(actions.list[1].set.field, FLOWDP_A_FIELD_ETH_DST);
	assert_int_equal(actions.list[2].upcall.class, FLOWDP_UPCALL_LEARN);
	assert_int_equal(actions.list[2].upcall.userdata, 0x99);
	assert_int_equal(actions.list[2].upcall.bytes, 64);
	assert_int_equal(actions.list[3].port, 4);
	assert_int_equal(actions.list[4].group, 7);
	assert_int_equal(actions.list[5].table, 2);
}

/* Else flowd would leave flows in place that are not its own. */
static void what_differs_in_one_value_is_not_equal(void **state)
{
	static const char *const texts[] = {
		"drop", "flood", "pop_vlan", "output 1", "output 2", "group 1", "group 2",
		"goto 1", "goto 2", "push_vlan vid 1", "push_vlan vid 2", "push_vlan vid 1 pcp 1",
		"push_vlan tpid 802.1ad vid 1", "set vid 1", "set vid 2", "set pcp 1",
		"set eth_src 2:0:0:0:0:1", "set eth_src 2:0:0:0:0:2", "set eth_dst 2:0:0:0:0:1",
		"upcall", "upcall class learn", "upcall bytes 64", "upcall userdata 1", "flood flood",
	};
	const size_t count = sizeof(texts) / sizeof(*texts);
	struct flow_actions a, b;
	size_t i, j;

	(void)state;
	for (i = 0; i < count; i++) {
		for (j = 0; j < count; j++) {
			assert_int_equal(parse(texts[i], &a, NULL), 0);
			assert_int_equal(parse(texts[j], &b, NULL), 0);
			if (flow_actions_equal(&a, &b) != (i == j))
				fail_msg("%s, %s", texts[i], texts[j]);
		}
	}
}

static void parsing_stops_at_a_word_that_is_no_action(void **state)
{
	struct testing_words words = testing_words("flood pop_vlan bucket drop");
	struct flow_actions actions;

	(void)state;
	assert_int_equal(flow_actions_parse(&words.words, NULL, &actions, NULL), 0);
	assert_int_equal(actions.count, 2);
	assert_string_equal(flow_words_peek(&words.words), "bucket");
	testing_words_free(&words);
}

static void errors_name_the_word(void **state)
{
	(void)state;
	assert_error("output", "\"output\" needs a value");
	assert_error("output tap0",
		     "output takes a port of the switch by name or number, not \"tap0\"");
	assert_error("set in_port 1",
		     "set takes a field that can be written, such as eth_dst or vid, not \"in_port\"");
	assert_error("set", "set takes a field that can be written, such as eth_dst or vid, not \"\"");
	assert_error("goto 16", "\"16\" is wrong for goto, which takes a number from 0 to 15");
	assert_error("push_vlan tpid 802.1X",
		     "\"802.1X\" is wrong for tpid, which takes 802.1Q or 802.1ad");
	assert_error("push_vlan vid 4095",
		     "\"4095\" is wrong for vid, which takes a number from 0 to 4094");
	assert_error("upcall class protocol",
		     "unknown class \"protocol\"; it can be learn or action");
}

static void more_than_fit_are_refused(void **state)
{
	char text[FLOWDP_ACTIONS_MAX * 9 + 16] = "";
	unsigned int i;

	(void)state;
	for (i = 0; i <= FLOWDP_ACTIONS_MAX; i++)
		strcat(text, "output 1 ");
	assert_error(text, "there are more than 64 actions");
}

static void no_actions_are_a_drop(void **state)
{
	char *text = flow_actions_format(NULL, 0, NULL);

	(void)state;
	assert_string_equal(text, "drop");
	free(text);
}

static void text_round_trip(void **state)
{
	struct flow_error error = { "" };
	unsigned int round;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		struct flow_actions actions = testing_random_actions(), again;
		char *text = flow_actions_format(actions.list, actions.count, NULL);

		if (parse(text, &again, &error))
			fail_msg("round %u: %s: %s", round, text, error.text);
		if (!flow_actions_equal(&actions, &again))
			fail_msg("round %u: %s", round, text);
		free(text);
	}
}

static void json_has_an_object_for_each(void **state)
{
	json_t *json, *expected = json_pack("[{s:{s:s, s:i}}, {s:b}, {s:{s:s}}, {s:{s:i}}, "
		"{s:{s:s, s:s}}, {s:{s:s, s:s, s:i}}, {s:i}, {s:i}, {s:b}, {s:i}]",
		"push_vlan", "tpid", "802.1ad", "tci", 3 << 13 | 20, "pop_vlan", true,
		"set", "eth_dst", "52:54:00:00:00:01", "set", "vid", 10,
		"upcall", "class", "action", "userdata", "0x0",
		"upcall", "class", "learn", "userdata", "0xfedcba9876543210", "bytes", 64,
		"output", 4, "group", 7, "flood", true, "goto", 2);
	struct flow_actions actions;

	(void)state;
	assert_int_equal(parse("push_vlan tpid 802.1ad vid 20 pcp 3 pop_vlan set eth_dst 52:54:00:00:00:01 "
			       "set vid 10 upcall upcall class learn userdata 0xfedcba9876543210 bytes 64 "
			       "output 4 group 7 flood goto 2", &actions, NULL), 0);
	json = flow_actions_to_json(actions.list, actions.count);
	assert_true(json_equal(json, expected));
	json_decref(expected);
	json_decref(json);
}

static void netlink_round_trip(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	unsigned int round;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		struct flow_actions actions = testing_random_actions(), again;
		const struct nlattr *table[2];

		flow_message_start(&message, 1, 0);
		flow_actions_put(&message, 1, actions.list, actions.count);
		assert_int_equal(flow_message_error(&message), 0);
		assert_int_equal(flow_message_parse_generic(flow_message_header(&message), table, 1), 0);
		assert_int_equal(flow_actions_get(table[1], &again), 0);
		assert_true(flow_actions_equal(&actions, &again));
	}
	flow_message_clear(&message);
}

/* Actions that a kernel could send, but not ours. */
static void netlink_is_checked(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_actions actions;
	const struct nlattr *table[2];
	unsigned int kind;
	size_t nest;

	(void)state;
	for (kind = 1; kind <= FLOWDP_A_ACTION_MAX + 1; kind++) {
		if (kind == FLOWDP_A_ACTION_FLOOD || kind == FLOWDP_A_ACTION_DROP ||
		    kind == FLOWDP_A_ACTION_POP_VLAN || kind == FLOWDP_A_ACTION_UPCALL)
			continue;
		flow_message_start(&message, 1, 0);
		nest = flow_message_nest(&message, 1);
		flow_message_put(&message, kind, "", 0);
		flow_message_nest_end(&message, nest);
		assert_int_equal(flow_message_parse_generic(flow_message_header(&message), table, 1), 0);
		assert_int_equal(flow_actions_get(table[1], &actions), -EBADMSG);
	}
	flow_message_clear(&message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_become_actions),
		cmocka_unit_test(what_differs_in_one_value_is_not_equal),
		cmocka_unit_test(parsing_stops_at_a_word_that_is_no_action),
		cmocka_unit_test(errors_name_the_word),
		cmocka_unit_test(more_than_fit_are_refused),
		cmocka_unit_test(no_actions_are_a_drop),
		cmocka_unit_test(text_round_trip),
		cmocka_unit_test(json_has_an_object_for_each),
		cmocka_unit_test(netlink_round_trip),
		cmocka_unit_test(netlink_is_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
