// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What flows match: each field, masks, priorities, and the rules about which
 * field may stand beside which.  A frame into port 1 that matches leaves by
 * port 2, any other by port 3.
 */
#include <linux/flowdp.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"

#define HIT	TESTBED_PORT(2)
#define MISS	TESTBED_PORT(3)

FIXTURE(match) {
	struct testbed bed;
};

FIXTURE_SETUP(match)
{
	ASSERT_TRUE(testbed_open(&self->bed, 4, 0));
	ASSERT_EQ(0, testbed_table(&self->bed, 0, "output 3"));
}

FIXTURE_TEARDOWN(match)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* A flow, a frame that it matches, and one that differs in what it looks at. */
struct field_case {
	const char *match;
	const char *right;
	const char *wrong;
};

static const struct field_case ethernet_cases[] = {
	{ "in_port 1", "", NULL },
	{ "in_port 4", NULL, "" },
	{ "eth_dst 02:00:00:00:00:77", "eth_dst 02:00:00:00:00:77", "eth_dst 02:00:00:00:00:76" },
	{ "eth_src 02:00:00:00:00:77", "eth_src 02:00:00:00:00:77", "eth_src 06:00:00:00:00:77" },
	{ "eth_dst 02:00:00:00:00:00/ff:ff:ff:00:00:00", "eth_dst 02:00:00:99:99:99",
	  "eth_dst 02:00:01:00:00:00" },
	{ "eth_dst 01:00:00:00:00:00/01:00:00:00:00:00", "eth_dst 33:33:00:00:00:01",
	  "eth_dst 32:33:00:00:00:01" },
	{ "eth_type arp", "eth_type arp", "eth_type ipv4" },
	{ "eth_type 0x1234", "eth_type 0x1234", "eth_type 0x1235" },
	{ "eth_type 0", "eth_type 0x0100", "eth_type 0x0600" },
	{ "eth_type 0x88a0/0xfff0", "eth_type 0x88a4", "eth_type 0x88b5" },
	{ "vlan_tpid none", "", "vlan_tci 10" },
	{ "vlan_tpid 802.1Q", "vlan_tci 10", "vlan_tpid 802.1ad vlan_tci 10" },
	{ "vlan_tci 0x200a", "vlan_tci 0x200a", "vlan_tci 0x400a" },
	{ "vlan_tci 0x000a/0x0fff", "vlan_tci 0xf00a", "vlan_tci 0xf00b" },
	{ "vlan_tci 0", "vlan_tci 0", "" },
	{ "vlan_tci 0/0x0fff", "vlan_tci 0x2000", "" },
	{ "inner_vlan_tpid none", "vlan_tci 10", "vlan_tci 10 inner_vlan_tci 5" },
	{ "inner_vlan_tpid 802.1ad", "vlan_tci 1 inner_vlan_tpid 802.1ad inner_vlan_tci 2",
	  "vlan_tci 1 inner_vlan_tci 2" },
	{ "inner_vlan_tci 20", "vlan_tci 10 inner_vlan_tci 20", "vlan_tci 20 inner_vlan_tci 10" },
	{ "inner_vlan_tci 0", "vlan_tci 10 inner_vlan_tci 0", "vlan_tci 0" },
	{ "eth_type ipv4", "vlan_tci 10 inner_vlan_tci 20", "vlan_tci 10 eth_type ipv6" },
};

static const struct field_case ip_cases[] = {
	{ "eth_type ipv4 ip_proto tcp", "eth_type ipv4 ip_proto tcp",
	  "eth_type ipv4 ip_proto udp" },
	{ "eth_type ipv4 ip_proto tcp", "eth_type ipv4 ip_proto tcp",
	  "eth_type ipv6 ip_proto tcp" },
	{ "eth_type ipv6 ip_proto 59", "eth_type ipv6 ip_proto 59", "eth_type ipv6 ip_proto 58" },
	{ "eth_type ipv4 ip_tos 0xb8", "eth_type ipv4 ip_tos 0xb8", "eth_type ipv4 ip_tos 0xba" },
	{ "eth_type ipv4 ip_tos 0xb8/0xfc", "eth_type ipv4 ip_tos 0xbb",
	  "eth_type ipv4 ip_tos 0xc0" },
	{ "eth_type ipv6 ip_tos 0x2e", "eth_type ipv6 ip_tos 0x2e", "eth_type ipv6 ip_tos 0xe2" },
	{ "eth_type ipv4 ip_ttl 1", "eth_type ipv4 ip_ttl 1", "eth_type ipv4 ip_ttl 2" },
	{ "eth_type ipv6 ip_ttl 255", "eth_type ipv6 ip_ttl 255", "eth_type ipv6 ip_ttl 254" },
	{ "ipv4_src 10.0.0.1", "ipv4_src 10.0.0.1", "ipv4_src 10.0.0.2" },
	{ "ipv4_dst 10.0.0.0/24", "ipv4_dst 10.0.0.255", "ipv4_dst 10.0.1.0" },
	{ "ipv4_dst 10.0.0.1/0.255.0.255", "ipv4_dst 99.0.77.1", "ipv4_dst 10.1.0.1" },
	{ "ipv4_src 10.0.0.1", "ipv4_src 10.0.0.1", "arp_spa 10.0.0.1" },
	{ "ipv6_src 2001:db8::1", "ipv6_src 2001:db8::1", "ipv6_src 2001:db8::2" },
	{ "ipv6_dst fe80::/10", "ipv6_dst febf::1", "ipv6_dst fec0::1" },
	{ "ipv6_dst 2001:db8::7/ffff::ffff", "ipv6_dst 2001:1::7", "ipv6_dst 2001:db8::8" },
	{ "ipv6_label 0x12345", "ipv6_label 0x12345", "ipv6_label 0x12344" },
	{ "ipv6_label 0x12000/0xff000", "ipv6_label 0x12fff", "ipv6_label 0x13000" },
	{ "eth_type ipv4 ip_frag no", "", "eth_type ipv4 ip_frag first" },
	{ "eth_type ipv4 ip_frag first", "eth_type ipv4 ip_frag first",
	  "eth_type ipv4 ip_frag later" },
	{ "eth_type ipv4 ip_frag later", "eth_type ipv4 ip_frag later",
	  "eth_type ipv4 ip_frag first" },
	{ "eth_type ipv6 ip_frag first", "eth_type ipv6 ip_frag first", "eth_type ipv6" },
	{ "eth_type ipv6 ip_frag later", "eth_type ipv6 ip_frag later",
	  "eth_type ipv6 ip_frag first" },
	{ "eth_type ipv4 ip_frag 0/2", "eth_type ipv4 ip_frag first",
	  "eth_type ipv4 ip_frag later" },
};

static const struct field_case transport_cases[] = {
	{ "eth_type ipv4 ip_proto tcp tp_dst 80", "eth_type ipv4 ip_proto tcp tp_dst 80",
	  "eth_type ipv4 ip_proto tcp tp_src 80" },
	{ "eth_type ipv4 ip_proto tcp tp_dst 80", "eth_type ipv4 ip_proto tcp tp_dst 80",
	  "eth_type ipv4 ip_proto udp tp_dst 80" },
	{ "eth_type ipv4 ip_proto udp tp_src 53", "eth_type ipv4 ip_proto udp tp_src 53",
	  "eth_type ipv4 ip_proto udp tp_src 54" },
	{ "eth_type ipv4 ip_proto udp tp_dst 0x0400/0xfc00",
	  "eth_type ipv4 ip_proto udp tp_dst 0x7ff",
	  "eth_type ipv4 ip_proto udp tp_dst 0x800" },
	{ "eth_type ipv4 ip_proto sctp tp_dst 36412", "eth_type ipv4 ip_proto sctp tp_dst 36412",
	  "eth_type ipv4 ip_proto sctp tp_dst 36413" },
	{ "eth_type ipv6 ip_proto tcp tp_src 1", "eth_type ipv6 ip_proto tcp tp_src 1",
	  "eth_type ipv6 ip_proto tcp tp_src 2" },
	{ "eth_type ipv6 ip_proto sctp tp_src 1", "eth_type ipv6 ip_proto sctp tp_src 1",
	  "eth_type ipv6 ip_proto udp tp_src 1" },
	{ "eth_type ipv4 ip_proto udp tp_dst 53",
	  "eth_type ipv4 ip_proto udp tp_dst 53 ip_frag first",
	  "eth_type ipv4 ip_proto udp tp_dst 53 ip_frag later" },
	{ "eth_type ipv4 ip_proto udp tp_dst 0", "eth_type ipv4 ip_proto udp tp_dst 0",
	  "eth_type ipv4 ip_proto udp ip_frag later" },
	{ "eth_type ipv6 ip_proto udp tp_dst 0/1", "eth_type ipv6 ip_proto udp tp_dst 2",
	  "eth_type ipv6 ip_proto udp ip_frag later" },
	{ "eth_type ipv4 tcp_flags syn", "eth_type ipv4 tcp_flags syn",
	  "eth_type ipv4 tcp_flags syn+ack" },
	{ "eth_type ipv4 tcp_flags syn/syn+ack", "eth_type ipv4 tcp_flags syn+ece+cwr",
	  "eth_type ipv4 tcp_flags syn+ack" },
	{ "eth_type ipv6 tcp_flags 0xf00", "eth_type ipv6 tcp_flags 0xf00",
	  "eth_type ipv6 tcp_flags 0x700" },
	{ "eth_type ipv4 tcp_flags none", "eth_type ipv4 tcp_flags none",
	  "eth_type ipv4 ip_proto tcp ip_frag later" },
	{ "eth_type ipv4 icmp_type 8", "eth_type ipv4 icmp_type 8", "eth_type ipv4 icmp_type 0" },
	{ "eth_type ipv4 icmp_code 3", "eth_type ipv4 icmp_type 3 icmp_code 3",
	  "eth_type ipv4 icmp_type 3 icmp_code 1" },
	{ "eth_type ipv4 icmp_type 0", "eth_type ipv4 icmp_type 0",
	  "eth_type ipv4 ip_proto icmp ip_frag later" },
	{ "eth_type ipv6 icmp_type 128", "eth_type ipv6 icmp_type 128",
	  "eth_type ipv6 icmp_type 129" },
	{ "eth_type ipv6 icmp_code 1", "eth_type ipv6 icmp_type 1 icmp_code 1",
	  "eth_type ipv6 icmp_type 1 icmp_code 0" },
	{ "eth_type ipv6 icmp_type 128", "eth_type ipv6 icmp_type 128",
	  "eth_type ipv6 ip_proto 1" },
};

#define NS	"icmp_type 135 nd_target 2001:db8::5 "
#define NA	"icmp_type 136 nd_target 2001:db8::5 "

static const struct field_case neighbour_cases[] = {
	{ "arp_op request", "arp_op request", "arp_op reply" },
	{ "arp_op 0x8000/0x8000", "arp_op 0x8001", "arp_op 1" },
	{ "arp_spa 10.0.0.1", "arp_spa 10.0.0.1", "arp_tpa 10.0.0.1" },
	{ "arp_tpa 10.0.0.0/8", "arp_tpa 10.9.9.9", "arp_spa 10.9.9.9" },
	{ "arp_spa 10.0.0.1", "arp_spa 10.0.0.1", "ipv4_src 10.0.0.1" },
	{ "arp_sha 02:00:00:00:00:05", "arp_sha 02:00:00:00:00:05", "eth_type arp" },
	{ "arp_tha 02:00:00:00:00:05", "arp_tha 02:00:00:00:00:05", "arp_sha 02:00:00:00:00:05" },
	{ NS, NS, "icmp_type 135 nd_target 2001:db8::6" },
	{ NS, NS, NA },
	{ "icmp_type 136 nd_target 2001:db8::/32", NA, "icmp_type 136 nd_target 2001:db9::5" },
	{ "nd_sll 02:00:00:00:00:05", NS "nd_sll 02:00:00:00:00:05", NS },
	{ "nd_sll 00:00:00:00:00:00", NS "nd_sll 00:00:00:00:00:00", NS },
	{ "nd_sll 02:00:00:00:00:05", NS "nd_sll 02:00:00:00:00:05",
	  NS "nd_sll 02:00:00:00:00:06" },
	{ "nd_tll 02:00:00:00:00:05", NA "nd_tll 02:00:00:00:00:05", NA },
	{ "nd_tll 00:00:00:00:00:00", NA "nd_tll 00:00:00:00:00:00", NA },
	{ "malformed 0", "", NULL },
	{ "malformed 1", NULL, "" },
};

static bool passes(struct testbed *bed, const char *words, uint32_t to)
{
	const struct flow_frame *frame;

	if (!words)
		return true;
	frame = frame_of("%s", words);
	/* Twice: by a walk of the tables, then from the cache. */
	return testbed_forwards(bed, 1, frame, to, frame) &&
	       testbed_forwards(bed, 1, frame, to, frame);
}

static bool run_field_case(struct testbed *bed, const struct field_case *test)
{
	return !testbed_flow(bed, "priority 5 %s actions output 2", test->match) &&
	       passes(bed, test->right, HIT) && passes(bed, test->wrong, MISS) &&
	       !testbed_flow_flush(bed, NULL);
}

#define RUN_FIELD_CASES(cases)						\
	do {								\
		unsigned int index;					\
									\
		for (index = 0; index < ARRAY_SIZE(cases); index++) {	\
			EXPECT_TRUE(run_field_case(&self->bed, &(cases)[index])) \
				TH_LOG("case %u: %s", index, (cases)[index].match); \
		}							\
	} while (0)

TEST_F(match, ethernet)
{
	RUN_FIELD_CASES(ethernet_cases);
}

TEST_F(match, ip)
{
	RUN_FIELD_CASES(ip_cases);
}

TEST_F(match, transport)
{
	RUN_FIELD_CASES(transport_cases);
}

TEST_F(match, neighbour)
{
	RUN_FIELD_CASES(neighbour_cases);
}

/* VLAN and priority are what ingress found, not what the bytes say. */
TEST_F(match, vlan_of_ingress)
{
	const struct flow_frame *plain = frame_of("%s", "");
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 1; i <= 4; i++)
		ASSERT_EQ(0, testbed_port_vlan(bed, i, "trunk 10,20 native 10"));
	ASSERT_EQ(0, testbed_flow(bed, "vid 20 pcp 5 vlan_tpid none actions output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_tagged(plain, ETH_P_8021Q, 0xa014), HIT,
				     frame_tagged(plain, ETH_P_8021Q, 0xa014)));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_tagged(plain, ETH_P_8021Q, 0x8014), MISS,
				     frame_tagged(plain, ETH_P_8021Q, 0x8014)));
	EXPECT_TRUE(testbed_forwards(bed, 1, plain, MISS, plain));
	ASSERT_EQ(0, testbed_flow(bed, "vid 10 pcp 0 actions output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, plain, HIT, plain));
}

TEST_F(match, highest_priority_wins)
{
	static const char dns[] = "eth_type ipv4 ip_proto udp tp_dst 53";
	const struct flow_frame *frame = frame_of("ipv4_dst 10.0.0.2 %s", dns);
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "priority 0 actions output 4"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, TESTBED_PORT(4), frame));
	ASSERT_EQ(0, testbed_flow(bed, "priority 10 eth_type ipv4 actions output 3"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, TESTBED_PORT(3), frame));
	ASSERT_EQ(0, testbed_flow(bed, "priority 30 ipv4_dst 10.0.0.0/8 actions output 2"));
	ASSERT_EQ(0, testbed_flow(bed, "priority 20 ipv4_dst 10.0.0.2 actions output 4"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, TESTBED_PORT(2), frame));
	ASSERT_EQ(0, testbed_flow(bed, "priority 65535 %s actions output 3", dns));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, TESTBED_PORT(3), frame));
	/* The same match at two priorities is two flows. */
	ASSERT_EQ(0, testbed_flow(bed, "priority 40 ipv4_dst 10.0.0.0/8 actions output 4"));
	ASSERT_EQ(0, testbed_flow_delete(bed, "priority 65535 %s", dns));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, TESTBED_PORT(4), frame));
	ASSERT_EQ(0, testbed_flow_delete(bed, "priority 40 ipv4_dst 10.0.0.0/8"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, TESTBED_PORT(2), frame));
	EXPECT_EQ(2, testbed_flow_packets(bed, "priority 30 ipv4_dst 10.0.0.0/8"));
	EXPECT_EQ(0, testbed_flow_packets(bed, "priority 20 ipv4_dst 10.0.0.2"));
	EXPECT_EQ(1, testbed_flow_packets(bed, "priority 10 eth_type ipv4"));
}

/* One mask for each prefix length: the flow of the longest one wins by priority. */
TEST_F(match, many_masks)
{
	struct testbed *bed = &self->bed;
	unsigned int length;

	for (length = 1; length <= 32; length++)
		ASSERT_EQ(0, testbed_flow(bed, "priority %u ipv4_dst 255.255.255.255/%u "
					  "actions output %u", length, length, length % 2 ? 2 : 4));
	for (length = 1; length <= 32; length++) {
		uint32_t address = length == 32 ? 0xffffffff : ~(0x80000000U >> length);
		const struct flow_frame *frame = frame_of("ipv4_dst %u.%u.%u.%u", address >> 24,
							  address >> 16 & 255, address >> 8 & 255,
							  address & 255);

		EXPECT_TRUE(testbed_forwards(bed, 1, frame,
					     length % 2 ? HIT : TESTBED_PORT(4), frame));
		EXPECT_EQ(1, testbed_flow_packets(bed, "priority %u ipv4_dst 255.255.255.255/%u",
						  length, length));
	}
	EXPECT_TRUE(passes(bed, "ipv4_dst 127.0.0.1", MISS));
}

/* A field without what it needs, or with it but not compared in full. */
static int add_bare(struct testbed *bed, unsigned int field, unsigned int need, uint32_t value,
		    uint32_t mask)
{
	struct flow_entry entry = { .switch_ifindex = bed->switch_ifindex };
	union flow_value zero = { .bytes = { 0 } };
	union flow_value all = flow_field_exact(field);

	flow_match_set_masked(&entry.identity.match, field, &zero, &all);
	if (need) {
		union flow_value wanted = flow_field_value(need, value & mask);
		union flow_value bits = flow_field_value(need, mask);

		flow_match_set_masked(&entry.identity.match, need, &wanted, &bits);
	}
	return flow_entry_new(bed->netlink, &entry, NLM_F_CREATE);
}

TEST_F(match, needs)
{
	static const struct {
		unsigned int first, last, need;
		uint32_t value;
	} cases[] = {
		{ FLOWDP_A_FIELD_IP_PROTO, FLOWDP_A_FIELD_IP_FRAG, FLOWDP_A_FIELD_ETH_TYPE,
		  ETH_P_ARP },
		{ FLOWDP_A_FIELD_IPV4_SRC, FLOWDP_A_FIELD_IPV4_DST, FLOWDP_A_FIELD_ETH_TYPE,
		  ETH_P_IPV6 },
		{ FLOWDP_A_FIELD_IPV6_SRC, FLOWDP_A_FIELD_IPV6_LABEL, FLOWDP_A_FIELD_ETH_TYPE,
		  ETH_P_IP },
		{ FLOWDP_A_FIELD_ARP_OP, FLOWDP_A_FIELD_ARP_THA, FLOWDP_A_FIELD_ETH_TYPE,
		  ETH_P_IP },
		{ FLOWDP_A_FIELD_TP_SRC, FLOWDP_A_FIELD_ICMP_CODE, FLOWDP_A_FIELD_ETH_TYPE,
		  ETH_P_IP },
		{ FLOWDP_A_FIELD_ND_TARGET, FLOWDP_A_FIELD_ND_TLL, FLOWDP_A_FIELD_ETH_TYPE,
		  ETH_P_IPV6 },
	};
	struct testbed *bed = &self->bed;
	unsigned int i, field;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (field = cases[i].first; field <= cases[i].last; field++) {
			EXPECT_EQ(-EINVAL, add_bare(bed, field, 0, 0, 0));
			EXPECT_EQ(-EINVAL, add_bare(bed, field, cases[i].need, cases[i].value,
						    0xffff));
		}
	}
	EXPECT_EQ(0, testbed_flow_count(bed, NULL));
	/* The right type, but not compared in full. */
	EXPECT_EQ(-EINVAL, add_bare(bed, FLOWDP_A_FIELD_IP_TOS, FLOWDP_A_FIELD_ETH_TYPE,
				    ETH_P_IP, 0xff00));
	EXPECT_EQ(0, add_bare(bed, FLOWDP_A_FIELD_IP_TOS, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IP,
			      0xffff));
}

TEST_F(match, malformed_values_are_refused)
{
	struct testbed *bed = &self->bed;
	struct flow_entry entry = testbed_parse_flow("ipv4_dst 10.0.0.0/8");

	entry.switch_ifindex = bed->switch_ifindex;
	entry.identity.match.key[FLOWDP_A_FIELD_IPV4_DST].bytes[3] = 1;
	EXPECT_EQ(-EINVAL, flow_entry_new(bed->netlink, &entry, NLM_F_CREATE));
	entry = testbed_parse_flow("vid 1");
	entry.switch_ifindex = bed->switch_ifindex;
	entry.identity.match.key[FLOWDP_A_FIELD_VID].u16 = 4095;
	EXPECT_EQ(-ERANGE, flow_entry_new(bed->netlink, &entry, NLM_F_CREATE));
	entry.identity.match.key[FLOWDP_A_FIELD_VID].u16 = 4096;
	EXPECT_EQ(-ERANGE, flow_entry_new(bed->netlink, &entry, NLM_F_CREATE));
	EXPECT_EQ(0, testbed_flow_count(bed, NULL));
}

TEST_HARNESS_MAIN
