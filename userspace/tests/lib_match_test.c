// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib_testing.h"

#define ROUNDS	20000

static int parse(const char *text, struct flow_match *match, struct flow_error *error)
{
	struct testing_words words = testing_words(text);
	int code = testing_parse_match(&words.words, NULL, match, error);

	if (!code)
		assert_null(flow_words_peek(&words.words));
	testing_words_free(&words);
	return code;
}

static struct flow_match parsed(const char *text)
{
	struct flow_error error = { "" };
	struct flow_match match;

	if (parse(text, &match, &error))
		fail_msg("%s: %s", text, error.text);
	return match;
}

static void assert_error(const char *text, const char *sentence)
{
	struct flow_error error = { "" };
	struct flow_match match;

	assert_int_equal(parse(text, &match, &error), -EINVAL);
	assert_string_equal(error.text, sentence);
}

static void words_become_bytes(void **state)
{
	static const uint8_t mac[] = { 0x52, 0x54, 0, 0, 0, 1 }, mask[] = { 0xff, 0xff, 0xff, 0, 0, 0 };
	struct flow_match match = parsed("in_port 3 vid 10 eth_dst 52:54:00:00:00:00/ff:ff:ff:00:00:00 "
					 "eth_src 52:54:00:00:00:01 ipv4_dst 10.0.0.5/24");

	(void)state;
	assert_true(flow_match_is(&match, FLOWDP_A_FIELD_IN_PORT, 3));
	assert_int_equal(match.key[FLOWDP_A_FIELD_IN_PORT].u32, 3);
	assert_int_equal(match.key[FLOWDP_A_FIELD_VID].u16, 10);
	assert_memory_equal(match.key[FLOWDP_A_FIELD_ETH_SRC].bytes, mac, 6);
	assert_memory_equal(match.mask[FLOWDP_A_FIELD_ETH_DST].bytes, mask, 6);
	assert_memory_equal(match.key[FLOWDP_A_FIELD_IPV4_DST].bytes, "\x0a\0\0\0", 4);
	assert_memory_equal(match.mask[FLOWDP_A_FIELD_IPV4_DST].bytes, "\xff\xff\xff\0", 4);
	assert_memory_equal(match.key[FLOWDP_A_FIELD_ETH_TYPE].bytes, "\x08\0", 2);
}

static void unambiguous_needs_are_added(void **state)
{
	static const struct {
		const char *text;
		unsigned int field;
		uint32_t value;
	} cases[] = {
		{ "ipv4_dst 10.0.0.1", FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IP },
		{ "ipv6_label 5", FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IPV6 },
		{ "arp_op request", FLOWDP_A_FIELD_ETH_TYPE, ETH_P_ARP },
		{ "ip_proto icmp", FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IP },
		{ "eth_type ipv4 tcp_flags syn", FLOWDP_A_FIELD_IP_PROTO, IPPROTO_TCP },
		{ "eth_type ipv6 icmp_type 1", FLOWDP_A_FIELD_IP_PROTO, IPPROTO_ICMPV6 },
		{ "nd_sll 52:54:00:00:00:01", FLOWDP_A_FIELD_ICMP_TYPE, 135 },
		{ "nd_tll 52:54:00:00:00:01", FLOWDP_A_FIELD_ICMP_TYPE, 136 },
		{ "nd_tll 52:54:00:00:00:01", FLOWDP_A_FIELD_IP_PROTO, IPPROTO_ICMPV6 },
		{ "nd_tll 52:54:00:00:00:01", FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IPV6 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct flow_match match = parsed(cases[i].text);

		assert_true(flow_match_is(&match, cases[i].field, cases[i].value));
	}
}

static void errors_name_the_word_and_what_is_expected(void **state)
{
	(void)state;
	assert_error("vid", "\"vid\" needs a value");
	assert_error("vid 10 vid 11", "vid is said twice; say it once");
	assert_error("vid 4095", "\"4095\" is too large for vid, which goes up to 4094");
	assert_error("vid x", "\"x\" is wrong for vid, which takes a number");
	assert_error("eth_dst 52:54:00",
		     "\"52:54:00\" is wrong for eth_dst, which takes a MAC address such as 52:54:00:00:00:01");
	assert_error("eth_dst 52:54:00:00:00:1g",
		     "\"52:54:00:00:00:1g\" is wrong for eth_dst, which takes a MAC address such as 52:54:00:00:00:01");
	assert_error("ipv4_src 10.0.0.1/33",
		     "\"10.0.0.1/33\" is wrong for ipv4_src, which takes an IPv4 address or prefix such as 10.0.0.0/24");
	assert_error("ip_frag maybe", "\"maybe\" is wrong for ip_frag, which takes no, first or later");
	assert_error("in_port tap0",
		     "\"tap0\" is wrong for in_port, which takes an interface that is a port of the switch, or a port number");
	assert_error("tp_dst 80/0xf", "the value of tp_dst has bits that its mask leaves out; clear them");
	assert_error("malformed 2", "\"2\" is too large for malformed, which goes up to 1");
}

static void ambiguous_needs_say_what_to_add(void **state)
{
	(void)state;
	assert_error("ip_proto tcp",
		     "ip_proto needs \"eth_type ipv4\" or \"eth_type ipv6\" beside it");
	assert_error("eth_type ipv4 tp_dst 80",
		     "tp_dst needs \"ip_proto tcp\", \"ip_proto udp\" or \"ip_proto sctp\" beside it");
	assert_error("nd_target fe80::1",
		     "nd_target needs \"icmp_type 135\" (solicitation) or \"icmp_type 136\" (advertisement) beside it");
	assert_error("ipv4_src 10.0.0.1 ipv6_src ::1",
		     "ipv6_src needs \"eth_type ipv6\" beside it");
	assert_error("nd_sll 52:54:00:00:00:01 nd_tll 52:54:00:00:00:01",
		     "nd_tll needs \"icmp_type 136\" beside it");
	assert_error("eth_type ipv6 ip_proto icmp icmp_type 8",
		     "ICMP is of \"eth_type ipv4\" and ICMPv6 of \"eth_type ipv6\"");
	assert_error("eth_type 0x800/0xff00 ip_ttl 1",
		     "ip_ttl needs \"eth_type ipv4\" or \"eth_type ipv6\" beside it");
}

static void format_leaves_out_what_is_implied(void **state)
{
	struct flow_match match = parsed("eth_type ipv4 ipv4_dst 10.0.0.0/24 ip_proto tcp tcp_flags syn/syn+ack");

	(void)state;
	testing_assert_match(&match, "ipv4_dst 10.0.0.0/24 tcp_flags syn/syn+ack");
	match = parsed("nd_sll 52:54:00:00:00:01 nd_target fe80::1");
	testing_assert_match(&match, "nd_target fe80::1 nd_sll 52:54:00:00:00:01");
	match = parsed("eth_type ipv6 ip_proto udp tp_dst 53 ip_frag no vlan_tpid 802.1ad vlan_tci 0x2005");
	testing_assert_match(&match,
		      "eth_type ipv6 vlan_tpid 802.1ad vlan_tci 0x2005 ip_proto udp ip_frag no tp_dst 53");
	match = parsed("");
	testing_assert_match(&match, "");
}

static int name_of(void *data, uint32_t number, char *name)
{
	(void)data;
	if (number > 2)
		return -ENOENT;
	strcpy(name, number == 1 ? "tap0" : "17");
	return 0;
}

static int number_of(void *data, const char *name, uint32_t *number)
{
	(void)data;
	if (strcmp(name, "tap0"))
		return -ENOENT;
	*number = 1;
	return 0;
}

static void ports_have_names(void **state)
{
	const struct flow_ports ports = { .name = name_of, .number = number_of };
	struct testing_words words = testing_words("in_port tap0");
	struct flow_match match;
	char *text;

	(void)state;
	assert_int_equal(testing_parse_match(&words.words, &ports, &match, NULL), 0);
	testing_words_free(&words);
	assert_true(flow_match_is(&match, FLOWDP_A_FIELD_IN_PORT, 1));
	text = flow_match_format(&match, &ports);
	assert_string_equal(text, "in_port tap0");
	free(text);
	/* An interface called 17 is not printed, as 17 would be read as a number. */
	flow_match_set_number(&match, FLOWDP_A_FIELD_IN_PORT, 2);
	text = flow_match_format(&match, &ports);
	assert_string_equal(text, "in_port 2");
	free(text);
}

static void text_round_trip(void **state)
{
	unsigned int round;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		struct flow_match match = testing_random_match(), again;
		char *text = flow_match_format(&match, NULL);

		again = parsed(text);
		if (!flow_match_equal(&match, &again))
			fail_msg("round %u: %s", round, text);
		free(text);
	}
}

static void numbers_are_numbers_in_json(void **state)
{
	struct flow_match match = parsed("in_port 3 vid 10 pcp 0/0x4 eth_dst 52:54:00:00:00:01 ipv4_dst 10.0.0.0/24 "
					 "tcp_flags syn/syn+ack");
	json_t *json = flow_match_to_json(&match);
	json_t *expected = json_pack("{s:i, s:i, s:s, s:s, s:s, s:s, s:s, s:s}", "in_port", 3, "vid", 10,
				     "pcp", "0/0x4", "eth_dst", "52:54:00:00:00:01", "eth_type", "ipv4",
				     "ip_proto", "tcp", "ipv4_dst", "10.0.0.0/24", "tcp_flags", "syn/syn+ack");

	(void)state;
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
		struct flow_match match = testing_random_match(), again;
		const struct nlattr *table[3];

		flow_message_start(&message, 1, 0);
		flow_match_put(&message, 1, 2, &match);
		assert_int_equal(flow_message_error(&message), 0);
		assert_int_equal(flow_message_parse_generic(flow_message_header(&message), table, 2), 0);
		assert_int_equal(flow_match_get(table[1], table[2], &again), 0);
		assert_true(flow_match_equal(&match, &again));
	}
	flow_message_clear(&message);
}

static void netlink_lengths_are_checked(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_match match = { .fields = 99 };
	const struct nlattr *table[2];
	size_t nest;

	(void)state;
	flow_message_start(&message, 1, 0);
	nest = flow_message_nest(&message, 1);
	flow_message_put_u32(&message, FLOWDP_A_FIELD_VID, 10);
	flow_message_nest_end(&message, nest);
	assert_int_equal(flow_message_parse_generic(flow_message_header(&message), table, 1), 0);
	assert_int_equal(flow_match_get(table[1], NULL, &match), -EBADMSG);
	assert_int_equal(match.fields, 99);
	flow_message_clear(&message);
}

static void every_field_is_described(void **state)
{
	unsigned int id;

	(void)state;
	assert_null(flow_field(0));
	assert_null(flow_field(FLOWDP_A_FIELD_MAX + 1));
	for (id = 1; id <= FLOWDP_A_FIELD_MAX; id++) {
		assert_non_null(flow_field(id)->name);
		assert_int_equal(flow_field_find(flow_field(id)->name), id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_is_described),
		cmocka_unit_test(words_become_bytes),
		cmocka_unit_test(unambiguous_needs_are_added),
		cmocka_unit_test(errors_name_the_word_and_what_is_expected),
		cmocka_unit_test(ambiguous_needs_say_what_to_add),
		cmocka_unit_test(format_leaves_out_what_is_implied),
		cmocka_unit_test(ports_have_names),
		cmocka_unit_test(text_round_trip),
		cmocka_unit_test(numbers_are_numbers_in_json),
		cmocka_unit_test(netlink_round_trip),
		cmocka_unit_test(netlink_lengths_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
