// SPDX-License-Identifier: GPL-2.0-or-later
/* Frames that the daemon gives to the switch: with actions, or to enter by a port. */
#include <linux/flowdp.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"
#include "upcall.h"

#define PORTS	4
#define P(n)	TESTBED_PORT(n)
#define NONE	FLOW_PACKET_NO_PORT

FIXTURE(packet_out) {
	struct testbed bed;
};

FIXTURE_SETUP(packet_out)
{
	ASSERT_TRUE(testbed_open(&self->bed, PORTS, 0));
}

FIXTURE_TEARDOWN(packet_out)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* With actions, in this VLAN. */
static int send_out(struct testbed *bed, uint32_t in_port, uint16_t vid, const char *words,
		    const struct flow_frame *frame)
{
	struct flow_actions actions = testbed_parse_actions(words);
	const struct flow_packet packet = {
		.switch_ifindex = bed->switch_ifindex,
		.in_port = in_port,
		.vid = vid,
		.actions = &actions,
		.data = frame->data,
		.length = frame->length,
	};

	return flow_packet_out(bed->netlink, &packet);
}

/* @frame leaves by all of @to, and by no other port. */
static bool leaves(struct testbed *bed, uint32_t to, const struct flow_frame *frame)
{
	unsigned int i;

	for (i = 1; i <= PORTS; i++) {
		if (to & P(i) && !testbed_expect(bed, i, frame))
			return false;
	}
	return testbed_silent(bed);
}

TEST_F(packet_out, actions)
{
	const struct flow_frame *frame = frame_of("length 100"), *other;
	static const char *const buckets[] = { "output 2", "output 3", NULL };
	struct testbed *bed = &self->bed;

	other = frame_of("length 100 eth_dst 02:00:00:00:00:77");
	EXPECT_EQ(0, send_out(bed, NONE, 0, "output 2 output 3", frame));
	EXPECT_TRUE(leaves(bed, P(2) | P(3), frame));
	EXPECT_EQ(0, send_out(bed, NONE, 0, "set eth_dst 02:00:00:00:00:77 output 4", frame));
	EXPECT_TRUE(leaves(bed, P(4), other));
	EXPECT_EQ(0, send_out(bed, NONE, 0, "flood", frame));
	EXPECT_TRUE(leaves(bed, P(1) | P(2) | P(3) | P(4), frame));
	ASSERT_EQ(0, testbed_group(bed, 1, buckets));
	EXPECT_EQ(0, send_out(bed, NONE, 0, "group 1", frame));
	EXPECT_TRUE(leaves(bed, P(2) | P(3), frame));
	EXPECT_EQ(0, send_out(bed, NONE, 0, "push_vlan vid 5 output 2", frame));
	EXPECT_TRUE(leaves(bed, P(2), frame_tagged(frame, 0x8100, 5)));
	EXPECT_EQ(0, send_out(bed, NONE, 0, "pop_vlan output 2", frame_tagged(frame, 0x8100, 5)));
	EXPECT_TRUE(leaves(bed, P(2), frame));
	EXPECT_EQ(0, send_out(bed, NONE, 0, "drop", frame));
	EXPECT_TRUE(testbed_silent(bed));
	/* It came from nowhere: no port counts that it entered. */
	EXPECT_EQ(0, testbed_port_get(bed, 1).stats.rx_packets);
}

/* The port that it is said to come from is left out, like the sender of any frame. */
TEST_F(packet_out, actions_from_a_port)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;

	EXPECT_EQ(0, send_out(bed, 1, 0, "flood", frame));
	EXPECT_TRUE(leaves(bed, P(2) | P(3) | P(4), frame));
	EXPECT_EQ(0, send_out(bed, 1, 0, "output 1 output 2", frame));
	EXPECT_TRUE(leaves(bed, P(2), frame));
	EXPECT_EQ(1, testbed_tx_drops(bed, 1, FLOWDP_DROP_SAME_PORT));
	ASSERT_EQ(0, testbed_port_flags(bed, 1, FLOWDP_PORT_F_ISOLATED, FLOWDP_PORT_F_ISOLATED));
	ASSERT_EQ(0, testbed_port_flags(bed, 2, FLOWDP_PORT_F_ISOLATED, FLOWDP_PORT_F_ISOLATED));
	EXPECT_EQ(0, send_out(bed, 1, 0, "flood", frame));
	EXPECT_TRUE(leaves(bed, P(3) | P(4), frame));
	EXPECT_EQ(0, send_out(bed, NONE, 0, "flood", frame));
	EXPECT_TRUE(leaves(bed, P(1) | P(2) | P(3) | P(4), frame));
	/* Nothing entered there. */
	EXPECT_EQ(0, testbed_port_get(bed, 1).stats.rx_packets);
	EXPECT_EQ(0, testbed_port_get(bed, 1).stats.forwarded);
}

TEST_F(packet_out, actions_in_a_vlan)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "access 10"));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "access 20"));
	ASSERT_EQ(0, testbed_port_vlan(bed, 3, "trunk 10,20"));
	EXPECT_EQ(0, send_out(bed, NONE, 10, "output 1", frame));
	EXPECT_TRUE(leaves(bed, P(1), frame));
	EXPECT_EQ(0, send_out(bed, NONE, 20, "output 1", frame));
	EXPECT_TRUE(testbed_silent(bed));
	EXPECT_EQ(1, testbed_tx_drops(bed, 1, FLOWDP_DROP_EGRESS_VLAN));
	EXPECT_EQ(0, send_out(bed, NONE, 20, "output 3", frame));
	EXPECT_TRUE(leaves(bed, P(3), frame_tagged(frame, 0x8100, 20)));
	EXPECT_EQ(0, send_out(bed, NONE, 0, "flood", frame));
	EXPECT_TRUE(leaves(bed, P(4), frame));
	/* A tag of its own is none of the VLAN's, and no access port lets it lead. */
	EXPECT_EQ(0, send_out(bed, NONE, 20, "output 2 output 3 output 4",
			      frame_tagged(frame, 0x8100, 10)));
	EXPECT_TRUE(leaves(bed, P(3), frame_tagged(frame_tagged(frame, 0x8100, 10), 0x8100, 20)));
	EXPECT_EQ(1, testbed_tx_drops(bed, 2, FLOWDP_DROP_EGRESS_VLAN));
	EXPECT_EQ(-ERANGE, send_out(bed, NONE, 4095, "output 3", frame));
}

/* As if the port had received it: its settings, the tables and its counters. */
TEST_F(packet_out, enters_by_a_port)
{
	const struct flow_frame *frame = frame_of("length 100"), *tagged;
	struct testbed *bed = &self->bed;

	tagged = frame_tagged(frame, 0x8100, 10);
	EXPECT_EQ(0, testbed_packet_out(bed, 1, NULL, frame));
	EXPECT_EQ(1, testbed_rx_drops(bed, 1, FLOWDP_DROP_NO_MATCH));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 1 actions flood"));
	EXPECT_EQ(0, testbed_packet_out(bed, 1, NULL, frame));
	EXPECT_TRUE(leaves(bed, P(2) | P(3) | P(4), frame));
	EXPECT_EQ(1, testbed_port_get(bed, 1).stats.forwarded);
	EXPECT_EQ(2, testbed_port_get(bed, 1).stats.rx_packets);
	EXPECT_EQ(200, testbed_port_get(bed, 1).stats.rx_bytes);
	EXPECT_EQ(1, testbed_flow_packets(bed, "in_port 1"));
	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "trunk 10"));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "access 10"));
	EXPECT_EQ(0, testbed_packet_out(bed, 1, NULL, tagged));
	EXPECT_TRUE(leaves(bed, P(2), frame));
	EXPECT_EQ(0, testbed_packet_out(bed, 1, NULL, frame));
	EXPECT_EQ(1, testbed_rx_drops(bed, 1, FLOWDP_DROP_INGRESS_UNTAGGED));
	ASSERT_EQ(0, testbed_port_state(bed, 1, FLOWDP_PORT_STATE_BLOCKING));
	EXPECT_EQ(0, testbed_packet_out(bed, 1, NULL, tagged));
	EXPECT_EQ(1, testbed_rx_drops(bed, 1, FLOWDP_DROP_INGRESS_STATE));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 0 actions output 3"));
	EXPECT_EQ(0, testbed_packet_out(bed, 0, NULL, frame));
	EXPECT_TRUE(leaves(bed, P(3), frame));
}

TEST_F(packet_out, refused)
{
	static struct flow_frame longest = { .length = FLOWDP_PACKET_MAX };
	const struct flow_frame *frame = frame_of("length 100");
	struct flow_frame *cut = frame_of("length 100 vlan_tci 5"), *header = frame_copy(frame);
	struct testbed *bed = &self->bed;

	cut->length = 16;
	header->length = 14;
	EXPECT_EQ(-EINVAL, testbed_packet_out(bed, NONE, NULL, frame));
	EXPECT_EQ(-ENOENT, testbed_packet_out(bed, 99, NULL, frame));
	EXPECT_EQ(-ENOENT, send_out(bed, 99, 0, "output 2", frame));
	EXPECT_EQ(-ENOENT, send_out(bed, NONE, 0, "output 99", frame));
	EXPECT_EQ(-ENOENT, send_out(bed, NONE, 0, "group 99", frame));
	EXPECT_EQ(-EOPNOTSUPP, send_out(bed, NONE, 0, "goto 1", frame));
	EXPECT_EQ(-EINVAL, send_out(bed, NONE, 0, "drop output 2", frame));
	EXPECT_EQ(-EINVAL, send_out(bed, NONE, 0, "output 2", cut));
	EXPECT_EQ(-EINVAL, testbed_packet_out(bed, 1, NULL, cut));
	EXPECT_TRUE(testbed_silent(bed));
	/* The shortest and the longest there are. */
	EXPECT_EQ(0, send_out(bed, NONE, 0, "output 2", header));
	EXPECT_TRUE(leaves(bed, P(2), header));
	memcpy(longest.data, frame->data, 100);
	EXPECT_EQ(0, send_out(bed, NONE, 0, "output 2", &longest));
	EXPECT_EQ(1, testbed_tx_drops(bed, 2, FLOWDP_DROP_EGRESS_MTU));
	header->length = 13;
	EXPECT_EQ(-ERANGE, send_out(bed, NONE, 0, "output 2", header));
}

static int count_upcall(const struct flow_upcall_packet *packet, void *data)
{
	(void)packet;
	++*(unsigned int *)data;
	return 0;
}

/* Upcalls of a frame from the daemon: none without a port to ask about. */
TEST_F(packet_out, upcall)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	struct flow_upcall *daemon;
	unsigned int heard = 0;

	ASSERT_EQ(0, flow_upcall_open(&daemon, NULL, count_upcall, &heard));
	ASSERT_EQ(0, flow_upcall_bind(daemon, bed->switch_ifindex, 1U << FLOWDP_UPCALL_ACTION));
	EXPECT_EQ(0, send_out(bed, NONE, 0, "upcall output 2", frame));
	EXPECT_TRUE(leaves(bed, P(2), frame));
	EXPECT_EQ(0, send_out(bed, 1, 0, "upcall output 2", frame));
	EXPECT_TRUE(leaves(bed, P(2), frame));
	EXPECT_EQ(1, testbed_port_get(bed, 1).stats.upcalls);
	flow_upcall_close(daemon);
}

TEST_HARNESS_MAIN
