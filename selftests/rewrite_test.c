// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Actions that change packets.  What leaves has to be, byte for byte, the frame
 * that libflow builds with the new value from the start, checksums included.
 */
#include <arpa/inet.h>
#include <linux/flowdp.h>
#include <netinet/in.h>
#include <string.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"

#define OUT	TESTBED_PORT(2)

FIXTURE(rewrite) {
	struct testbed bed;
};

FIXTURE_SETUP(rewrite)
{
	ASSERT_TRUE(testbed_open(&self->bed, 4, 0));
}

FIXTURE_TEARDOWN(rewrite)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

struct set_case {
	const char *frame;	/* what is in it all along */
	const char *before;
	const char *set;
	const char *after;
};

#define V4	"length 101 eth_type ipv4 "
#define V6	"length 120 eth_type ipv6 "

static const struct set_case link_cases[] = {
	{ V4, "eth_dst 02:00:00:00:00:05", "set eth_dst 02:01:02:03:04:05",
	  "eth_dst 02:01:02:03:04:05" },
	{ V4, "", "set eth_src 02:01:02:03:04:05", "eth_src 02:01:02:03:04:05" },
	{ V4, "eth_dst 02:11:22:33:44:55", "set eth_dst 00:00:00:00:00:07/00:00:00:00:00:0f",
	  "eth_dst 02:11:22:33:44:57" },
	{ V4, "vlan_tci 0x600a", "set vlan_tci 0x2014", "vlan_tci 0x2014" },
	{ V4, "vlan_tci 0x600a", "set vlan_tci 0x0014/0x0fff", "vlan_tci 0x6014" },
	{ V4, "vlan_tci 1 inner_vlan_tci 2", "set vlan_tci 3", "vlan_tci 3 inner_vlan_tci 2" },
	{ "", "arp_spa 10.0.0.1", "set arp_spa 10.0.0.2", "arp_spa 10.0.0.2" },
	{ "", "arp_tpa 10.0.0.1", "set arp_tpa 10.0.0.2", "arp_tpa 10.0.0.2" },
	{ "", "arp_tpa 10.0.7.1", "set arp_tpa 10.0.0.0/255.255.0.0", "arp_tpa 10.0.7.1" },
	{ "", "arp_sha 02:00:00:00:00:01", "set arp_sha 02:00:00:00:00:09",
	  "arp_sha 02:00:00:00:00:09" },
	{ "", "arp_tha 02:00:00:00:00:01", "set arp_tha 02:00:00:00:00:09",
	  "arp_tha 02:00:00:00:00:09" },
	{ "vlan_tci 5", "arp_op reply arp_tha 02:00:00:00:00:01",
	  "set arp_tha 02:00:00:00:00:09", "arp_op reply arp_tha 02:00:00:00:00:09" },
};

static const struct set_case ipv4_cases[] = {
	{ V4 "ip_proto tcp", "ipv4_src 10.0.0.1", "set ipv4_src 172.16.3.4",
	  "ipv4_src 172.16.3.4" },
	{ V4 "ip_proto tcp", "ipv4_dst 10.0.0.1", "set ipv4_dst 255.255.255.254",
	  "ipv4_dst 255.255.255.254" },
	{ V4 "ip_proto udp", "ipv4_dst 10.0.0.1", "set ipv4_dst 0.0.0.9", "ipv4_dst 0.0.0.9" },
	{ V4 "ip_proto udp", "ipv4_src 10.1.2.3", "set ipv4_src 192.168.0.0/16",
	  "ipv4_src 192.168.2.3" },
	{ V4 "ip_proto icmp", "ipv4_dst 10.0.0.1", "set ipv4_dst 10.0.0.2",
	  "ipv4_dst 10.0.0.2" },
	{ V4 "ip_proto sctp", "ipv4_dst 10.0.0.1", "set ipv4_dst 10.0.0.2",
	  "ipv4_dst 10.0.0.2" },
	{ V4 "ip_proto 47", "ipv4_dst 10.0.0.1", "set ipv4_dst 10.0.0.2", "ipv4_dst 10.0.0.2" },
	{ V4 "ip_frag later", "ipv4_dst 10.0.0.1", "set ipv4_dst 10.0.0.2",
	  "ipv4_dst 10.0.0.2" },
	{ V4, "ip_tos 0x00", "set ip_tos 0xb8", "ip_tos 0xb8" },
	{ V4, "ip_tos 0x03", "set ip_tos 0xb8/0xfc", "ip_tos 0xbb" },
	{ V4, "ip_ttl 64", "set ip_ttl 1", "ip_ttl 1" },
	{ V4 "vlan_tci 10 inner_vlan_tci 20 ip_proto tcp", "ipv4_dst 10.0.0.1",
	  "set ipv4_dst 10.0.0.2", "ipv4_dst 10.0.0.2" },
	{ V4 "ip_proto tcp", "tp_src 1", "set tp_src 65535", "tp_src 65535" },
	{ V4 "ip_proto tcp", "tp_dst 8080", "set tp_dst 80", "tp_dst 80" },
	{ V4 "ip_proto tcp", "tp_dst 0x1234", "set tp_dst 0x0056/0x00ff", "tp_dst 0x1256" },
	{ V4 "ip_proto udp", "tp_src 53", "set tp_src 5353", "tp_src 5353" },
	{ V4 "ip_proto udp", "tp_dst 0", "set tp_dst 1", "tp_dst 1" },
	{ V4 "ip_proto sctp", "tp_src 36412", "set tp_src 1", "tp_src 1" },
	{ V4 "ip_proto sctp", "tp_dst 36412", "set tp_dst 0x0100/0xff00", "tp_dst 0x013c" },
	/* Padded to the least that Ethernet has; the sum does not cover the padding. */
	{ "eth_type ipv4 ip_proto sctp", "tp_dst 36412", "set tp_dst 1", "tp_dst 1" },
	{ "eth_type ipv4 ip_proto udp", "tp_dst 53", "set tp_dst 1", "tp_dst 1" },
};

static const struct set_case ipv6_cases[] = {
	{ V6 "ip_proto tcp", "ipv6_src 2001:db8::1", "set ipv6_src fd00:1:2:3:4:5:6:7",
	  "ipv6_src fd00:1:2:3:4:5:6:7" },
	{ V6 "ip_proto udp", "ipv6_dst 2001:db8::1", "set ipv6_dst fd00::7",
	  "ipv6_dst fd00::7" },
	{ V6 "ip_proto sctp", "ipv6_dst 2001:db8::1", "set ipv6_dst fd00::7",
	  "ipv6_dst fd00::7" },
	{ V6 "ip_proto icmpv6", "ipv6_dst 2001:db8::1", "set ipv6_dst fd00::7",
	  "ipv6_dst fd00::7" },
	{ V6 "ip_frag later", "ipv6_dst 2001:db8::1", "set ipv6_dst fd00::7",
	  "ipv6_dst fd00::7" },
	{ V6 "ip_proto 59", "ipv6_src 2001:db8::1", "set ipv6_src fd00::7", "ipv6_src fd00::7" },
	{ V6 "ip_proto tcp", "ipv6_dst 2001:db8::1:2", "set ipv6_dst fd00::/64",
	  "ipv6_dst fd00::1:2" },
	{ V6, "ipv6_label 0x00000", "set ipv6_label 0xfffff", "ipv6_label 0xfffff" },
	{ V6 "ip_tos 0xff", "ipv6_label 0xabcde", "set ipv6_label 0x00001/0x0000f",
	  "ipv6_label 0xabcd1" },
	{ V6 "ipv6_label 0xfffff", "ip_tos 0x12", "set ip_tos 0xb8", "ip_tos 0xb8" },
	{ V6 "ipv6_label 0xfffff", "ip_tos 0x12", "set ip_tos 0x01/0x03", "ip_tos 0x11" },
	{ V6, "ip_ttl 64", "set ip_ttl 255", "ip_ttl 255" },
	{ V6 "ip_proto tcp", "tp_dst 8080", "set tp_dst 80", "tp_dst 80" },
	{ V6 "ip_proto udp", "tp_src 8080", "set tp_src 80", "tp_src 80" },
	{ V6 "ip_proto sctp", "tp_src 8080", "set tp_src 80", "tp_src 80" },
	{ "eth_type ipv6 icmp_type 135", "nd_target fe80::1", "set nd_target fe80::2:3",
	  "nd_target fe80::2:3" },
	{ "icmp_type 136 nd_tll 02:00:00:00:00:01", "nd_target fe80::1",
	  "set nd_target fd00::/64", "nd_target fd00::1" },
	{ "eth_type ipv6 icmp_type 135", "ipv6_src fe80::1", "set ipv6_src fe80::2",
	  "ipv6_src fe80::2" },
};

static bool run_set_case(struct testbed *bed, const struct set_case *test)
{
	if (testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE, "actions %s output 2", test->set))
		return false;
	return testbed_forwards(bed, 1, frame_of("%s %s", test->frame, test->before), OUT,
				frame_of("%s %s", test->frame, test->after));
}

#define RUN_SET_CASES(cases)						\
	do {								\
		unsigned int index;					\
									\
		for (index = 0; index < ARRAY_SIZE(cases); index++) {	\
			EXPECT_TRUE(run_set_case(&self->bed, &(cases)[index])) \
				TH_LOG("case %u: %s", index, (cases)[index].set); \
		}							\
	} while (0)

TEST_F(rewrite, set_link_fields)
{
	RUN_SET_CASES(link_cases);
}

TEST_F(rewrite, set_ipv4_fields)
{
	RUN_SET_CASES(ipv4_cases);
}

TEST_F(rewrite, set_ipv6_fields)
{
	RUN_SET_CASES(ipv6_cases);
}

/* Behind options and extension headers, which stay as they are. */
TEST_F(rewrite, behind_options)
{
	static const char v4[] = V4 "ip_proto tcp ipv4_dst 10.0.0.%u tp_dst %u";
	static const char v6[] = V6 "ip_proto udp ipv6_dst fd00::%u tp_dst %u";
	struct flow_frame *before = frame_of(v4, 1, 1), *after = frame_of(v4, 2, 80);
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "eth_type ipv4 actions "
				  "set ipv4_dst 10.0.0.2 set tp_dst 80 output 2"));
	frame_add_ipv4_options(before, 7);
	frame_add_ipv4_options(after, 7);
	EXPECT_TRUE(testbed_forwards(bed, 1, before, OUT, after));
	ASSERT_EQ(0, testbed_flow(bed, "eth_type ipv6 actions "
				  "set ipv6_dst fd00::2 set tp_dst 80 output 2"));
	before = frame_of(v6, 1, 1);
	after = frame_of(v6, 2, 80);
	frame_add_ipv6_header(before, FRAME_IP6_DSTOPTS, 16);
	frame_add_ipv6_header(before, FRAME_IP6_HOPOPTS, 8);
	frame_add_ipv6_header(after, FRAME_IP6_DSTOPTS, 16);
	frame_add_ipv6_header(after, FRAME_IP6_HOPOPTS, 8);
	EXPECT_TRUE(testbed_forwards(bed, 1, before, OUT, after));
}

/*
 * RFC 8200, 8.1: while a routing header holds the final destination, that one is summed
 * up, and not the one that is set.
 */
TEST_F(rewrite, behind_a_routing_header)
{
	static const char words[] = V6 "ip_proto udp ipv6_dst fd00::%u";
	const size_t destination = FRAME_L3 + 24;
	struct testbed *bed = &self->bed;
	uint8_t segments_left;

	ASSERT_EQ(0, testbed_flow(bed, "actions set ipv6_dst fd00::2 output 2"));
	for (segments_left = 0; segments_left < 2; segments_left++) {
		struct flow_frame *before = frame_of(words, 1), *after = frame_of(words, 2);

		frame_add_ipv6_header(before, FRAME_IP6_ROUTING, 24);
		before->data[FRAME_IPV6_L4 + 3] = segments_left;
		frame_add_ipv6_header(after, FRAME_IP6_ROUTING, 24);
		if (segments_left) {
			memcpy(before->data + destination, after->data + destination, 16);
			after = frame_copy(before);
			before->data[destination + 15] = 1;
		}
		EXPECT_TRUE(testbed_forwards(bed, 1, before, OUT, after))
			TH_LOG("%u segments left", segments_left);
	}
}

/* And behind a length, in a frame of 802.3. */
TEST_F(rewrite, behind_a_length)
{
	static const char words[] = V4 "ip_proto udp ipv4_dst 10.0.0.%u tp_dst %u";
	struct flow_frame *before = frame_of(words, 1, 1), *after = frame_of(words, 2, 80);
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "actions set ipv4_dst 10.0.0.2 set tp_dst 80 output 2"));
	frame_add_snap(before, FRAME_L3 - 2);
	frame_add_snap(after, FRAME_L3 - 2);
	EXPECT_TRUE(testbed_forwards(bed, 1, before, OUT, after));
}

/* Changes a word at @at to @value, and the sum at @sum that covers it (RFC 1624). */
static void change_word(struct flow_frame *frame, size_t at, uint16_t value, size_t sum)
{
	uint32_t total = (uint16_t)~frame_get16(frame, sum) +
			 (uint16_t)~frame_get16(frame, at) + value;

	frame_set16(frame, at, value);
	total = (total & 0xffff) + (total >> 16);
	frame_set16(frame, sum, ~(total + (total >> 16)));
}

/*
 * Makes another protocol of UDP whose sum is in the same place and covers the same: the
 * protocol is in IPv4's sum, and in that of the pseudo header.
 */
static struct flow_frame *as_protocol(struct flow_frame *frame, uint8_t proto)
{
	bool ipv6 = frame->data[FRAME_L3] >> 4 == 6;
	size_t sum = (ipv6 ? FRAME_IPV6_L4 : FRAME_IPV4_L4) + 6;
	/* A word of payload that is 0 stands for that of the pseudo header. */
	size_t spare = sum + 8;

	change_word(frame, spare, proto - IPPROTO_UDP, sum);
	frame_set16(frame, spare, 0);
	if (ipv6)
		frame->data[FRAME_L3 + 6] = proto;
	else
		change_word(frame, FRAME_L3 + 8, frame->data[FRAME_L3 + 8] << 8 | proto,
			    FRAME_L3 + 10);
	return frame;
}

/* Sums of transports whose ports rules do not know cover addresses, too. */
TEST_F(rewrite, sums_of_other_transports)
{
	static const uint8_t protos[] = { IPPROTO_UDPLITE, IPPROTO_DCCP };
	static const struct set_case cases[] = {
		{ V4 "ip_proto udp", "ipv4_dst 10.0.0.1", "set ipv4_dst 172.16.3.4",
		  "ipv4_dst 172.16.3.4" },
		{ V6 "ip_proto udp", "ipv6_src 2001:db8::1", "set ipv6_src fd00::7",
		  "ipv6_src fd00::7" },
	};
	struct testbed *bed = &self->bed;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct set_case *test = &cases[i];

		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
					      "actions %s output 2", test->set));
		for (j = 0; j < ARRAY_SIZE(protos); j++) {
			struct flow_frame *before = frame_of("%s %s", test->frame, test->before);
			struct flow_frame *after = frame_of("%s %s", test->frame, test->after);

			EXPECT_TRUE(testbed_forwards(bed, 1, as_protocol(before, protos[j]), OUT,
						     as_protocol(after, protos[j])));
		}
	}
}

/* RFC 768: a sum of 0 says that there is none, and one that comes to 0 is sent as ffff. */
TEST_F(rewrite, udp_sum_of_zero)
{
	static const char words[] = V4 "ip_proto udp tp_src %u";
	struct flow_frame *none = frame_of(words, 1), *none_after = frame_of(words, 5);
	struct testbed *bed = &self->bed;
	unsigned int port;

	ASSERT_EQ(0, testbed_flow(bed, "actions set tp_src 5 output 2"));
	frame_set16(none, FRAME_IPV4_L4 + 6, 0);
	frame_set16(none_after, FRAME_IPV4_L4 + 6, 0);
	EXPECT_TRUE(testbed_forwards(bed, 1, none, OUT, none_after));

	for (port = 1; port < 65536; port++) {
		if (frame_get16(frame_of(words, port), FRAME_IPV4_L4 + 6) == 0xffff)
			break;
	}
	ASSERT_LT(port, 65536);
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions set tp_src %u output 2", port));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_of(words, 1), OUT, frame_of(words, port)));
}

/* What was wrong stays wrong by as much: the receiver must see it. */
TEST_F(rewrite, wrong_sums_stay_wrong)
{
	static const char *const protos[] = { "tcp", "udp", "sctp" };
	static const size_t sums[] = { 16, 6, 8 };
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, testbed_flow(bed, "actions set tp_dst 9 output 2"));
	for (i = 0; i < ARRAY_SIZE(protos); i++) {
		struct flow_frame *frame = frame_of(V4 "ip_proto %s tp_dst 7", protos[i]);
		struct flow_frame seen;

		frame->data[FRAME_IPV4_L4 + sums[i]] ^= 0x5a;
		ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, frame));
		ASSERT_TRUE(testbed_receive(bed, 2, &seen, NULL));
		EXPECT_EQ(9, frame_get16(&seen, FRAME_IPV4_L4 + 2));
		EXPECT_FALSE(frame_is_right(&seen));
	}
}

/* Tags move between the bytes and their place beside them. */
static const struct tag_case {
	const char *before, *actions, *after;
} tag_cases[] = {
	{ "", "push_vlan vid 5", "vlan_tci 5" },
	{ "", "push_vlan tpid 802.1ad vid 5 pcp 3", "vlan_tpid 802.1ad vlan_tci 0x6005" },
	{ "", "push_vlan tci 0xffff", "vlan_tci 0xffff" },
	{ "", "push_vlan vid 5 push_vlan tpid 802.1ad vid 6",
	  "vlan_tpid 802.1ad vlan_tci 6 inner_vlan_tci 5" },
	{ "vlan_tci 5", "push_vlan vid 6", "vlan_tci 6 inner_vlan_tci 5" },
	{ "vlan_tci 5", "pop_vlan", "" },
	{ "vlan_tpid 802.1ad vlan_tci 5 inner_vlan_tci 6", "pop_vlan", "vlan_tci 6" },
	{ "vlan_tci 5 inner_vlan_tci 6", "pop_vlan pop_vlan", "" },
	{ "vlan_tci 5", "push_vlan vid 6 pop_vlan", "vlan_tci 5" },
	{ "vlan_tci 5", "push_vlan vid 6 set vlan_tci 7 pop_vlan set vlan_tci 8", "vlan_tci 8" },
	{ "vlan_tci 5 inner_vlan_tci 6", "pop_vlan set vlan_tci 9", "vlan_tci 9" },
	{ "", "push_vlan vid 5 set ipv4_dst 10.0.0.9", "vlan_tci 5 ipv4_dst 10.0.0.9" },
	{ "vlan_tci 5 inner_vlan_tci 6", "pop_vlan set ipv4_dst 10.0.0.9",
	  "vlan_tci 6 ipv4_dst 10.0.0.9" },
};

TEST_F(rewrite, tags)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tag_cases); i++) {
		const struct tag_case *test = &tag_cases[i];
		size_t tags = strstr(test->before, "inner") ? 8 : *test->before ? 4 : 0;
		struct flow_frame *before = frame_of("length %zu %s", 60 + tags, test->before);
		struct flow_frame *after;

		tags = strstr(test->after, "inner") ? 8 : strstr(test->after, "vlan") ? 4 : 0;
		after = frame_of("length %zu %s", 60 + tags, test->after);
		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
					      "actions %s output 2", test->actions));
		EXPECT_TRUE(testbed_forwards(bed, 1, before, OUT, after))
			TH_LOG("case %u: %s", i, test->actions);
	}
}

/* An action that the packet has nothing for ends its way; copies made before have left. */
static const struct {
	const char *frame, *action;
} failing_cases[] = {
	{ "", "pop_vlan" },
	{ "", "set vlan_tci 1" },
	{ "vlan_tci 5", "pop_vlan pop_vlan" },
	{ "arp_op request", "set ipv4_dst 10.0.0.1" },
	{ "arp_op request", "set ip_ttl 1" },
	{ "eth_type ipv6", "set ipv4_dst 10.0.0.1" },
	{ "eth_type ipv4", "set ipv6_dst fd00::1" },
	{ "eth_type ipv4", "set ipv6_label 1" },
	{ "eth_type ipv4", "set arp_spa 10.0.0.1" },
	{ "eth_type ipv4 ip_proto icmp", "set tp_dst 1" },
	{ "eth_type ipv4 ip_proto udp ip_frag later", "set tp_dst 1" },
	{ "eth_type ipv4 ip_proto sctp ip_frag first", "set tp_dst 1" },
	{ "eth_type ipv6 icmp_type 128", "set nd_target fe80::1" },
	{ "eth_type 0x88cc", "set ip_tos 4" },
	/* Zeroes where options of neighbour discovery should be: malformed. */
	{ "length 120 eth_type ipv6 icmp_type 135", "set ipv6_src fd00::1" },
};

TEST_F(rewrite, actions_that_do_not_apply)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(failing_cases); i++) {
		const struct flow_frame *frame = frame_of("%s", failing_cases[i].frame);

		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
					      "actions %s output 2", failing_cases[i].action));
		EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_ACTION_FAILED))
			TH_LOG("case %u: %s", i, failing_cases[i].action);
		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions output 3 %s output 2",
					      failing_cases[i].action));
		EXPECT_TRUE(testbed_forwards(bed, 1, frame, TESTBED_PORT(3), frame));
	}
}

/* Nor can the next tag take the first one's place beside the bytes. */
TEST_F(rewrite, tag_behind_which_one_is_cut_short)
{
	struct flow_frame *frame = frame_of("vlan_tci 5 inner_vlan_tci 6");
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "actions pop_vlan output 2"));
	/* Shorter ones do not get as far as the switch. */
	for (frame->length = 20; frame->length < 22; frame->length++)
		EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_ACTION_FAILED));
}

TEST_F(rewrite, what_cannot_be_set)
{
	struct testbed *bed = &self->bed;
	struct flow_entry entry = testbed_parse_flow("actions set tp_dst 1");
	union flow_value *value = &entry.actions.list[0].set.value;
	unsigned int field, refused = 0;

	entry.switch_ifindex = bed->switch_ifindex;
	for (field = 1; field <= FLOWDP_A_FIELD_MAX; field++) {
		if (flow_field(field)->settable)
			continue;
		entry.actions.list[0].set.field = field;
		entry.actions.list[0].set.mask = flow_field_exact(field);
		*value = flow_field_value(field, 1);
		EXPECT_EQ(-EOPNOTSUPP, flow_entry_new(bed->netlink, &entry, NLM_F_CREATE));
		refused++;
	}
	EXPECT_EQ(14, refused);
	EXPECT_EQ(-EOPNOTSUPP, testbed_flow(bed, "actions set vid 0/0x00f"));
	EXPECT_EQ(0, testbed_flow_count(bed, NULL));
}

TEST_HARNESS_MAIN
