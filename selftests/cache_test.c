// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The paths of packets like others before: whatever decided one holds for the
 * next packet only as long as nothing of it changes.
 *
 *    port 1 (access 10) ---- table 0: output 2 ---- port 2 (trunk 10,20)
 */
#include <linux/flowdp.h>
#include <linux/if_ether.h>
#include <stdlib.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "netns.h"
#include "switch.h"
#include "testbed.h"
#include "testbed_rules.h"

#define P(n)	TESTBED_PORT(n)
#define PCP(n)	((n) << 13)
#define TIMES	3	/* by the second time, the path of the first one is known */

/* So many frames meet one of another switch in their place of the cache, some five times. */
#define ROUNDS	100
#define FRAMES	50

/* After so many misses in a row a switch leaves the cache alone for so many packets. */
#define IN_VAIN_MAX	32
#define REST		512

FIXTURE(cache) {
	struct testbed bed;
	struct flow_frame plain;
};

FIXTURE_SETUP(cache)
{
	ASSERT_TRUE(testbed_run_on(0));
	ASSERT_TRUE(testbed_open(&self->bed, 3, 0));
	ASSERT_EQ(0, testbed_port_vlan(&self->bed, 1, "access 10"));
	ASSERT_EQ(0, testbed_port_vlan(&self->bed, 2, "trunk 10,20"));
	ASSERT_EQ(0, testbed_port_vlan(&self->bed, 3, "access 10"));
	ASSERT_EQ(0, testbed_table(&self->bed, 0, "output 2"));
	self->plain = *frame_of("length 1000 ipv4_dst 10.0.0.1 ip_proto udp");
}

FIXTURE_TEARDOWN(cache)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* So many untagged frames into port 1 leave by port @to, with a tag unless @tci is 0. */
static bool all_leave(FIXTURE_DATA(cache) *self, unsigned int times, unsigned int to, uint16_t tci)
{
	const struct flow_frame *out = tci ? frame_tagged(&self->plain, ETH_P_8021Q, tci) :
					     &self->plain;
	unsigned int i;

	for (i = 0; i < times; i++) {
		if (!testbed_forwards(&self->bed, 1, &self->plain, P(to), out))
			return false;
	}
	return true;
}

static bool leaves(FIXTURE_DATA(cache) *self, unsigned int to, uint16_t tci)
{
	return all_leave(self, TIMES, to, tci);
}

static bool dropped(FIXTURE_DATA(cache) *self, int reason)
{
	unsigned int i;

	for (i = 0; i < TIMES; i++) {
		if (!testbed_drops(&self->bed, 1, &self->plain, reason))
			return false;
	}
	return true;
}

/* As the fixture has set it up. */
static bool repeat(FIXTURE_DATA(cache) *self, unsigned int times)
{
	return all_leave(self, times, 2, 10);
}

static bool known(FIXTURE_DATA(cache) *self)
{
	return repeat(self, TIMES);
}

TEST_F(cache, vlans)
{
	struct testbed *bed = &self->bed;

	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "access 20"));
	EXPECT_TRUE(leaves(self, 2, 20));
	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "access 10 pcp 5"));
	EXPECT_TRUE(leaves(self, 2, PCP(5) | 10));
	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "trunk 10"));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_INGRESS_UNTAGGED));
	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "access 10"));
	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "trunk 20"));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_EGRESS_VLAN));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "trunk 10 translate 110:10"));
	EXPECT_TRUE(leaves(self, 2, 110));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "access 10"));
	EXPECT_TRUE(leaves(self, 2, 0));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "trunk 10"));
	EXPECT_TRUE(known(self));
}

TEST_F(cache, states)
{
	struct testbed *bed = &self->bed;

	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, testbed_port_state(bed, 1, FLOWDP_PORT_STATE_LEARNING));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_INGRESS_STATE));
	ASSERT_EQ(0, testbed_port_state(bed, 1, FLOWDP_PORT_STATE_FORWARDING));
	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, testbed_port_state(bed, 2, FLOWDP_PORT_STATE_BLOCKING));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_EGRESS_STATE));
	ASSERT_EQ(0, testbed_port_state(bed, 2, FLOWDP_PORT_STATE_FORWARDING));
	EXPECT_TRUE(known(self));
}

TEST_F(cache, flags)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	EXPECT_TRUE(known(self));
	for (i = 1; i <= 2; i++)
		ASSERT_EQ(0, testbed_port_flags(bed, i, FLOWDP_PORT_F_ISOLATED,
						FLOWDP_PORT_F_ISOLATED));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_ISOLATED));
	for (i = 1; i <= 2; i++)
		ASSERT_EQ(0, testbed_port_flags(bed, i, 0, FLOWDP_PORT_F_ISOLATED));
	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 1"));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_SAME_PORT));
	ASSERT_EQ(0, testbed_port_flags(bed, 1, FLOWDP_PORT_F_HAIRPIN, FLOWDP_PORT_F_HAIRPIN));
	EXPECT_TRUE(leaves(self, 1, 0));
	ASSERT_EQ(0, testbed_port_flags(bed, 1, 0, FLOWDP_PORT_F_HAIRPIN));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_SAME_PORT));
}

/* What netdevs say of themselves is asked for each frame. */
TEST_F(cache, netdevs)
{
	struct testbed *bed = &self->bed;

	EXPECT_TRUE(known(self));
	ASSERT_TRUE(testbed_port_mtu(bed, 2, 900));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_EGRESS_MTU));
	ASSERT_TRUE(testbed_port_mtu(bed, 2, 1500));
	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, netns_link_set_up(bed->route, bed->port[2].ifindex, false));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_EGRESS_DOWN));
	ASSERT_EQ(0, netns_link_set_up(bed->route, bed->port[2].ifindex, true));
	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, system("ip link set tap1 state dormant"));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_INGRESS_STATE));
	ASSERT_EQ(0, system("ip link set tap1 state up"));
	EXPECT_TRUE(known(self));
}

TEST_F(cache, tables)
{
	struct testbed *bed = &self->bed;

	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 1 vid 10 actions output 3"));
	EXPECT_TRUE(leaves(self, 3, 0));
	EXPECT_EQ(TIMES, testbed_flow_packets(bed, "in_port 1 vid 10"));
	ASSERT_EQ(0, testbed_flow_delete(bed, "in_port 1 vid 10"));
	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, testbed_table(bed, 0, "drop"));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_POLICY));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	EXPECT_TRUE(known(self));
}

/* No rule looks at addresses here, but a frame with such as these is another one. */
TEST_F(cache, addresses)
{
	struct testbed *bed = &self->bed;

	EXPECT_TRUE(known(self));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_of("length 1000 eth_src 00:00:00:00:00:00"),
				  FLOWDP_DROP_BAD_SOURCE));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_of("length 1000 eth_src 03:00:00:00:00:01"),
				  FLOWDP_DROP_BAD_SOURCE));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_of("length 1000 eth_dst 01:80:c2:00:00:0e"),
				  TESTBED_CONSUMED));
	EXPECT_TRUE(known(self));
}

/* The port of this number that comes later is another one. */
TEST_F(cache, ports)
{
	struct testbed *bed = &self->bed;
	uint32_t ifindex = bed->port[2].ifindex;

	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, netns_link_set_master(bed->route, ifindex, 0));
	bed->port[2].read = 0;
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_NO_PORT));
	ASSERT_EQ(0, netns_link_set_master(bed->route, ifindex, bed->switch_ifindex));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_EGRESS_VLAN));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "trunk 10"));
	EXPECT_TRUE(known(self));
}

/* Did the switch count so many of its packets as known, and so many as new? */
static bool counts(struct testbed *bed, uint64_t hits, uint64_t misses)
{
	struct flow_switch sw;

	return !flow_switch_get(bed->netlink, bed->switch_ifindex, &sw) &&
	       sw.cache_hits == hits && sw.cache_misses == misses;
}

/* Each frame is counted once wherever it comes through, whether its path is known or not. */
TEST_F(cache, counters)
{
	struct testbed *bed = &self->bed;
	struct flow_entry entry;

	ASSERT_EQ(0, testbed_flow(bed, "in_port 1 actions goto 1"));
	ASSERT_EQ(0, testbed_flow(bed, "table 1 vid 10 actions output 2"));
	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, testbed_flow_get(bed, &entry, "in_port 1"));
	EXPECT_EQ(TIMES, entry.packets);
	EXPECT_EQ(TIMES * 1000, entry.bytes);
	ASSERT_EQ(0, testbed_flow_get(bed, &entry, "table 1 vid 10"));
	EXPECT_EQ(TIMES, entry.packets);
	EXPECT_EQ(TIMES * 1000, entry.bytes);
	EXPECT_EQ(TIMES, testbed_port_get(bed, 1).stats.rx_packets);
	EXPECT_EQ(TIMES * 1000, testbed_port_get(bed, 1).stats.rx_bytes);
	EXPECT_EQ(TIMES, testbed_port_get(bed, 2).stats.tx_packets);
	EXPECT_EQ(TIMES * (1000 + 4), testbed_port_get(bed, 2).stats.tx_bytes);
	EXPECT_TRUE(counts(bed, TIMES - 1, 1));
	/* A path that does more than to send to one port. */
	ASSERT_EQ(0, testbed_flow(bed, "table 1 priority 9 vid 10 actions set pcp 0 output 2"));
	EXPECT_TRUE(known(self));
	EXPECT_TRUE(counts(bed, 2 * (TIMES - 1), 2));
}

/* Sends frames of so many stations, others with each @round from 1 on. */
static bool send_all(struct testbed *bed, unsigned int round, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		const struct flow_frame *frame =
			frame_of("length 100 eth_src 02:00:00:00:%02x:%02x", round, i);

		if (!testbed_send(bed, 1, frame) ||
		    !testbed_expect(bed, 2, frame_tagged(frame, ETH_P_8021Q, 10)))
			return false;
	}
	return true;
}

/* Begins a generation: what the cache holds is void then, and no path finds its place taken. */
static bool make_room(struct testbed *bed)
{
	return !testbed_table(bed, 0, "output 2");
}

/* Packets of which none is like another before only cost more if each asks the cache. */
TEST_F(cache, rest)
{
	struct testbed *bed = &self->bed;
	unsigned int round;

	ASSERT_EQ(0, testbed_flow(bed, "eth_src 02:00:00:00:ff:ff actions drop"));
	for (round = 1; round <= 2; round++) {
		ASSERT_TRUE(send_all(bed, round, IN_VAIN_MAX));
		EXPECT_TRUE(repeat(self, REST));
		EXPECT_TRUE(counts(bed, 0, round * (IN_VAIN_MAX + REST)));
	}
	/* Then it is asked again. */
	ASSERT_TRUE(make_room(bed));
	EXPECT_TRUE(known(self));
	EXPECT_TRUE(counts(bed, TIMES - 1, 2 * (IN_VAIN_MAX + REST) + 1));
}

/* What decides the path of a packet is looked at while the cache rests, too. */
TEST_F(cache, changes_in_rest)
{
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "eth_src 02:00:00:00:ff:ff actions drop"));
	ASSERT_TRUE(send_all(bed, 1, IN_VAIN_MAX));
	EXPECT_TRUE(known(self));
	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "access 20"));
	EXPECT_TRUE(leaves(self, 2, 20));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "trunk 10,20 native 20"));
	EXPECT_TRUE(leaves(self, 2, 0));
	ASSERT_EQ(0, testbed_port_state(bed, 2, FLOWDP_PORT_STATE_BLOCKING));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_EGRESS_STATE));
	ASSERT_EQ(0, testbed_port_state(bed, 2, FLOWDP_PORT_STATE_FORWARDING));
	ASSERT_EQ(0, testbed_port_state(bed, 1, FLOWDP_PORT_STATE_BLOCKING));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_INGRESS_STATE));
	ASSERT_EQ(0, testbed_port_state(bed, 1, FLOWDP_PORT_STATE_FORWARDING));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 3"));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_EGRESS_VLAN));
	ASSERT_EQ(0, testbed_table(bed, 0, "drop"));
	EXPECT_TRUE(dropped(self, FLOWDP_DROP_POLICY));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	EXPECT_TRUE(leaves(self, 2, 0));
}

TEST_F(cache, no_rest_after_a_hit)
{
	struct testbed *bed = &self->bed;
	unsigned int round;

	ASSERT_EQ(0, testbed_flow(bed, "eth_src 02:00:00:00:ff:ff actions drop"));
	for (round = 1; round <= 2; round++) {
		ASSERT_TRUE(send_all(bed, round, IN_VAIN_MAX - 2));
		ASSERT_TRUE(make_room(bed));
		EXPECT_TRUE(repeat(self, 2));
		EXPECT_TRUE(counts(bed, round, round * (IN_VAIN_MAX - 1)));
	}
}

/* Rules that read sources, and more masks than a switch has in which the cache may rest. */
static int add_rules(struct testbed *bed)
{
	return testbed_flow(bed, "eth_src 02:00:00:00:ff:ff actions drop") ||
	       testbed_flow(bed, "eth_dst 02:00:00:00:ff:ff actions drop");
}

/* To walk through several masks costs more than to ask. */
TEST_F(cache, no_rest_with_many_masks)
{
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, add_rules(bed));
	ASSERT_TRUE(send_all(bed, 1, IN_VAIN_MAX));
	ASSERT_TRUE(make_room(bed));
	EXPECT_TRUE(known(self));
	EXPECT_TRUE(counts(bed, TIMES - 1, IN_VAIN_MAX + 1));
	ASSERT_EQ(0, testbed_flow_delete(bed, "eth_dst 02:00:00:00:ff:ff"));
	ASSERT_TRUE(send_all(bed, 2, IN_VAIN_MAX));
	EXPECT_TRUE(known(self));
	EXPECT_TRUE(counts(bed, TIMES - 1, 2 * IN_VAIN_MAX + 1 + TIMES));
}

/* A switch sw1, whose port 1 is the end of a patch from port 4, and whose rules read sources. */
static bool add_patched_switch(struct testbed *bed)
{
	uint32_t sw0 = bed->switch_ifindex;
	bool ok;

	if (system("ip link add sw1 up type flowdp && ip link add p0 type flowdp-patch && "
		   "ip link add link p0 name p1 type flowdp-patch && "
		   "ip link set p0 up master sw0 && ip link set p1 up master sw1"))
		return false;
	bed->switch_ifindex = if_nametoindex("sw1");
	ok = !add_rules(bed);
	bed->switch_ifindex = sw0;
	return ok && !testbed_port_vlan(bed, 4, "access 10") &&
	       !add_rules(bed) &&
	       !testbed_table(bed, 1, "output 2");
}

static bool set_state_in_patched_switch(struct testbed *bed, uint8_t state)
{
	uint32_t sw0 = bed->switch_ifindex;
	bool ok;

	bed->switch_ifindex = if_nametoindex("sw1");
	ok = !testbed_port_state(bed, 1, state);
	bed->switch_ifindex = sw0;
	return ok;
}

/*
 * A path that is known, and while a packet takes it, another switch that the packet comes
 * to on its way finds a path for it, and puts that in the same place of the cache.
 */
TEST_F(cache, overwritten_on_the_way)
{
	struct testbed *bed = &self->bed;
	unsigned int round;

	ASSERT_TRUE(add_patched_switch(bed));
	for (round = 1; round <= ROUNDS; round++) {
		/* Makes room, too. */
		ASSERT_EQ(0, testbed_table(bed, 0, "output 4 goto 1"));
		ASSERT_TRUE(set_state_in_patched_switch(bed, FLOWDP_PORT_STATE_BLOCKING));
		ASSERT_TRUE(send_all(bed, round, FRAMES));
		ASSERT_TRUE(set_state_in_patched_switch(bed, FLOWDP_PORT_STATE_FORWARDING));
		ASSERT_TRUE(send_all(bed, round, FRAMES));
	}
}

TEST_HARNESS_MAIN
