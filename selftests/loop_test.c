// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Switches that lead into each other.  A frame goes round for ever, as with any
 * bridges without a spanning tree, but harms nothing beside.
 *
 *    tap1, tap2 --- sw0 === sw1
 *
 * The links between are veth pairs, which queue frames, or dummies of which a
 * filter hands the frames over to the other switch's own netdev: then the second
 * switch begins before the first is done, which the stack allows a few times only.
 */
#include <linux/flowdp.h>
#include <net/if.h>
#include <stdlib.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "table.h"
#include "testbed.h"
#include "testbed_rules.h"

#define DEPTH_MAX	4	/* switches that a frame is in at once */
#define ROUNDS		1000	/* that are enough */

FIXTURE(loop) {
	struct testbed bed;
	struct flow_frame *frame;
};

FIXTURE_SETUP(loop)
{
	ASSERT_TRUE(testbed_open(&self->bed, 2, 0));
	ASSERT_EQ(0, system("ip link set sw0 up && ip link add sw1 up type flowdp"));
	self->frame = frame_of("length 100 eth_dst ff:ff:ff:ff:ff:ff");
}

FIXTURE_TEARDOWN(loop)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* The port that the netdev @device is in the switch @name. */
static struct flow_port port_of(struct testbed *bed, const char *name, const char *device)
{
	struct flow_port port = { 0 };

	flow_port_get(bed->netlink, if_nametoindex(name), -1, if_nametoindex(device), &port);
	return port;
}

/* What enters sw1 leaves by all its other ports. */
static bool flood_second(struct testbed *bed)
{
	const struct flow_table table = {
		.switch_ifindex = if_nametoindex("sw1"),
		.default_actions = testbed_parse_actions("flood"),
	};

	return !flow_table_set(bed->netlink, &table);
}

static uint64_t loops(struct testbed *bed)
{
	return testbed_rx_drops(bed, FLOWDP_PORT_LOCAL, FLOWDP_DROP_LOOP);
}

/* The frame is in sw0 and sw1 by turns, and leaves by tap2 each time it is in sw0. */
TEST_F(loop, without_queues)
{
	struct testbed *bed = &self->bed;
	unsigned int round, i, out;

	ASSERT_EQ(0, system("ip link add d0 up type dummy && ip link set d0 master sw0 &&"
			    "ip link add d1 up type dummy && ip link set d1 master sw1 &&"
			    "tc qdisc add dev d0 clsact && tc qdisc add dev d1 clsact &&"
			    "tc filter add dev d0 egress matchall "
			    "action mirred egress redirect dev sw1 &&"
			    "tc filter add dev d1 egress matchall "
			    "action mirred egress redirect dev sw0"));
	ASSERT_TRUE(flood_second(bed));
	out = port_of(bed, "sw0", "d0").number;
	ASSERT_EQ(0, testbed_flow(bed, "actions output 2 output %u", out));
	for (round = 1; round <= 3; round++) {
		ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, self->frame));
		for (i = 0; i < DEPTH_MAX; i += 2)
			EXPECT_TRUE(testbed_expect(bed, 2, self->frame));
		EXPECT_TRUE(testbed_silent(bed));
		EXPECT_EQ(round, loops(bed));
	}
	EXPECT_EQ(1, testbed_port_get(bed, FLOWDP_PORT_LOCAL).drops_count);
	EXPECT_EQ(0, port_of(bed, "sw1", "sw1").drops_count);
	ASSERT_EQ(0, system("ip link delete d0"));
	EXPECT_TRUE(testbed_forwards(bed, 1, self->frame, TESTBED_PORT(2), self->frame));
	EXPECT_EQ(3, loops(bed));
}

static bool wait_for_rounds(struct testbed *bed)
{
	unsigned int i;

	for (i = 0; i < TESTBED_WAIT_MS; i++) {
		if (port_of(bed, "sw1", "b1").stats.rx_packets > ROUNDS)
			return true;
		usleep(1000);
	}
	return false;
}

/* There is no end to it but the end of the ring. */
TEST_F(loop, with_queues)
{
	struct testbed *bed = &self->bed;
	static struct flow_frame seen;

	ASSERT_EQ(0, system("ip link add a1 up type veth peer name b1 && "
			    "ip link add a2 up type veth peer name b2 && "
			    "ip link set a1 master sw0 && ip link set a2 master sw0 && "
			    "ip link set b1 up master sw1 && ip link set b2 up master sw1"));
	ASSERT_TRUE(flood_second(bed));
	ASSERT_EQ(0, testbed_port_flags(bed, FLOWDP_PORT_LOCAL, 0,
					FLOWDP_PORT_F_FLOOD_BROADCAST));
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	ASSERT_TRUE(testbed_send(bed, 1, self->frame));
	EXPECT_TRUE(wait_for_rounds(bed));
	ASSERT_EQ(0, system("ip link delete a1 && ip link delete a2"));
	/* What is too much for a TAP is lost there, behind the switch. */
	while (read(bed->port[1].fd, seen.data, sizeof(seen.data)) > 0 ||
	       read(bed->port[2].fd, seen.data, sizeof(seen.data)) > 0)
		;
	bed->port[1].read = testbed_port_get(bed, 1).stats.tx_packets;
	bed->port[2].read = testbed_port_get(bed, 2).stats.tx_packets;
	EXPECT_TRUE(testbed_forwards(bed, 1, self->frame, TESTBED_PORT(2), self->frame));
	EXPECT_EQ(0, loops(bed));
}

TEST_HARNESS_MAIN
