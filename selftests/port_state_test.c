// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The states of spanning tree (IEEE 802.1Q-2022, 8.4): what enters by a port in
 * each, what leaves by it, and what is learned there.
 */
#include <linux/flowdp.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_daemon.h"
#include "testbed_rules.h"

#define P(n)	TESTBED_PORT(n)
#define STATES	4
#define BYTES	64	/* of a frame in the learning state that the daemon sees */

FIXTURE(port_state) {
	struct testbed bed;
	struct testbed_daemon daemon;
};

FIXTURE_SETUP(port_state)
{
	ASSERT_TRUE(testbed_open(&self->bed, 3, 0));
	ASSERT_TRUE(testbed_daemon_open(&self->daemon, &self->bed));
}

FIXTURE_TEARDOWN(port_state)
{
	testbed_daemon_close(&self->daemon);
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* So many sources were learned, and no upcall is on its way. */
static bool hears(FIXTURE_DATA(port_state) *self, unsigned int count)
{
	return testbed_daemon_hears_all(&self->daemon) && self->daemon.heard == count;
}

TEST_F(port_state, entering)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	uint8_t state;

	ASSERT_EQ(0, testbed_flow(bed, "in_port 1 actions output 2"));
	for (state = 0; state < STATES; state++) {
		ASSERT_EQ(0, testbed_port_state(bed, 1, state));
		EXPECT_EQ(state, testbed_port_get(bed, 1).state);
		if (state == FLOWDP_PORT_STATE_FORWARDING) {
			EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
		} else {
			EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_INGRESS_STATE));
		}
	}
	/* A frame that did not enter matched nothing. */
	EXPECT_EQ(1, testbed_flow_packets(bed, "in_port 1"));
	EXPECT_EQ(-ERANGE, testbed_port_state(bed, 1, STATES));
}

TEST_F(port_state, leaving)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	uint64_t dropped = 0;
	uint8_t state;

	for (state = 0; state < STATES; state++) {
		bool forwarding = state == FLOWDP_PORT_STATE_FORWARDING;

		ASSERT_EQ(0, testbed_port_state(bed, 2, state));
		ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
		if (forwarding) {
			EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
		} else {
			EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_EGRESS_STATE));
			dropped++;
		}
		ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
		EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(3) | (forwarding ? P(2) : 0),
					     frame));
		EXPECT_EQ(dropped, testbed_tx_drops(bed, 2, FLOWDP_DROP_EGRESS_STATE));
	}
}

/* A disabled port is as good as unplugged; a blocked one still hears its neighbours. */
TEST_F(port_state, link_local)
{
	const struct flow_frame *frame = frame_of("length 100 eth_dst 01:80:c2:00:00:00 "
						  "eth_type 0x0027");
	const struct flow_port forward_all = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_LINK_LOCAL_FORWARD),
		.link_local_forward = 0xffff,
	};
	struct testbed *bed = &self->bed;
	uint8_t state;

	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	for (state = 0; state < STATES; state++) {
		ASSERT_EQ(0, testbed_port_state(bed, 1, state));
		EXPECT_TRUE(testbed_drops(bed, 1, frame, state == FLOWDP_PORT_STATE_DISABLED ?
					  (int)FLOWDP_DROP_INGRESS_STATE : TESTBED_CONSUMED));
	}
	/* Forwarded like other frames it needs the state that they need. */
	ASSERT_EQ(0, testbed_port_set(bed, 1, &forward_all));
	ASSERT_EQ(0, testbed_port_state(bed, 1, FLOWDP_PORT_STATE_BLOCKING));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_INGRESS_STATE));
}

/* Sources are learned in the learning state, whatever the tables say. */
TEST_F(port_state, learning)
{
	const struct flow_frame *frame = frame_of("length 100 eth_src 02:00:00:00:00:77");
	struct testbed *bed = &self->bed;
	uint8_t state;

	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "access 10"));
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_LEARN));
	for (state = 0; state < FLOWDP_PORT_STATE_FORWARDING; state++) {
		ASSERT_EQ(0, testbed_port_state(bed, 1, state));
		EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_INGRESS_STATE));
		EXPECT_TRUE(hears(self, state == FLOWDP_PORT_STATE_LEARNING));
	}
	EXPECT_EQ(FLOWDP_UPCALL_LEARN, self->daemon.last.class);
	EXPECT_EQ(1, self->daemon.last.in_port);
	EXPECT_EQ(10, self->daemon.last.vid);
	EXPECT_EQ(100, self->daemon.last.length);
	EXPECT_TRUE(testbed_daemon_heard(&self->daemon, frame, BYTES));
	/* Not from a VLAN that the port does not have, nor without the flag. */
	EXPECT_TRUE(testbed_drops(bed, 1, frame_tagged(frame, 0x8100, 20),
				  FLOWDP_DROP_INGRESS_TAGGED));
	ASSERT_EQ(0, testbed_port_flags(bed, 1, 0, FLOWDP_PORT_F_LEARNING));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_INGRESS_STATE));
	EXPECT_TRUE(hears(self, 1));
}

/* The host's own port has states too. */
TEST_F(port_state, local_port)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;

	ASSERT_TRUE(testbed_open_local(bed));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 0 actions output 1"));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 1 actions output 0"));
	EXPECT_TRUE(testbed_forwards(bed, 0, frame, P(1), frame));
	ASSERT_EQ(0, testbed_port_state(bed, 0, FLOWDP_PORT_STATE_BLOCKING));
	EXPECT_TRUE(testbed_drops(bed, 0, frame, FLOWDP_DROP_INGRESS_STATE));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_EGRESS_STATE));
	ASSERT_EQ(0, testbed_port_state(bed, 0, FLOWDP_PORT_STATE_FORWARDING));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(0), frame));
}

TEST_HARNESS_MAIN
