// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Switches that lead into each other.  In a row, linked so that the next begins
 * before the one before is done, a frame gets as far as the stack allows:
 *
 *    tap1 --- sw0 --- sw1 --- sw2 --- sw3 --- sw4
 *
 * And so in a ring, linked by patches:
 *
 *    tap1 --- sw0 --- sw1 --- sw0   or   tap1 --- sw0 --- sw1 --- sw2 --- sw0
 *
 * In a ring, linked by veth pairs, which queue frames, one goes round for ever, as
 * with any bridges without a spanning tree, but harms nothing beside:
 *
 *    tap1 --- sw0 === sw1
 */
#include <linux/flowdp.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "table.h"
#include "testbed.h"
#include "testbed_rules.h"

#define DEPTH_MAX	4	/* switches that a frame can be in at once */
#define ROUNDS		1000	/* that are enough */

FIXTURE(loop) {
	struct testbed bed;
	struct flow_frame *frame;
};

FIXTURE_SETUP(loop)
{
	ASSERT_TRUE(testbed_open(&self->bed, 2, 0));
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

/* Runs a command of the shell, formatted as by printf; true if it succeeds. */
static __attribute__((format(printf, 1, 2))) bool shell(const char *format, ...)
{
	char command[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	return !system(command);
}

/* Waits till the netdev @name can send. */
static bool wait_for_carrier(const char *name)
{
	unsigned int i;

	for (i = 0; i < TESTBED_WAIT_MS / 10; i++) {
		if (shell("ip -o link show %s | grep -q 'state UP'", name))
			return true;
		usleep(10000);
	}
	return false;
}

/* A switch with a port, end-NAME, of which what enters leaves by all its other ports. */
static bool add_switch(struct testbed *bed, const char *name)
{
	struct flow_table table = { .default_actions = testbed_parse_actions("flood") };

	if (!shell("ip link add %s up type flowdp && ip link add end-%s type dummy && "
		   "ip link set end-%s up master %s", name, name, name, name) ||
	    !wait_for_carrier(name))
		return false;
	table.switch_ifindex = if_nametoindex(name);
	return !flow_table_set(bed->netlink, &table);
}

/*
 * What leaves @from is sent by the netdev of @to: a filter takes it from a dummy
 * that is a port.
 */
static bool lead(const char *from, const char *to)
{
	return shell("ip link add to-%s up type dummy && ip link set to-%s master %s && "
		     "tc qdisc add dev to-%s clsact && "
		     "tc filter add dev to-%s egress matchall "
		     "action mirred egress redirect dev %s", to, to, from, to, to, to);
}

/* What the netdev @name sent into its own switch. */
static struct flow_port sent_by(struct testbed *bed, const char *name)
{
	return port_of(bed, name, name);
}

TEST_F(loop, row)
{
	static const char *const row[] = { "sw0", "sw1", "sw2", "sw3", "sw4" };
	struct testbed *bed = &self->bed;
	struct flow_port port;
	unsigned int i, round;

	for (i = 1; i <= DEPTH_MAX; i++) {
		ASSERT_TRUE(add_switch(bed, row[i]));
		ASSERT_TRUE(lead(row[i - 1], row[i]));
	}
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	for (round = 1; round <= 3; round++) {
		EXPECT_TRUE(testbed_forwards(bed, 1, self->frame, TESTBED_PORT(2), self->frame));
		for (i = 1; i < DEPTH_MAX; i++)
			EXPECT_EQ(round, sent_by(bed, row[i]).stats.forwarded);
		port = sent_by(bed, row[DEPTH_MAX]);
		EXPECT_EQ(round, port.stats.rx_packets);
		ASSERT_EQ(1, port.drops_count);
		EXPECT_EQ(FLOWDP_DROP_LOOP, port.drops[0].reason);
		EXPECT_EQ(round, port.drops[0].rx_packets);
	}
}

/* A patch between two switches: @first is a port of @from, and @second one of @to. */
static bool patch_ends(const char *from, const char *first, const char *to, const char *second)
{
	return shell("ip link add %s type flowdp-patch && "
		     "ip link add link %s name %s type flowdp-patch && "
		     "ip link set %s up master %s && ip link set %s up master %s",
		     first, first, second, first, from, second, to) &&
	       wait_for_carrier(first);
}

/* The same, with the ends @from-@to and @to-@from. */
static bool patch(const char *from, const char *to)
{
	char first[IF_NAMESIZE], second[IF_NAMESIZE];

	snprintf(first, sizeof(first), "%s-%s", from, to);
	snprintf(second, sizeof(second), "%s-%s", to, from);
	return patch_ends(from, first, to, second);
}

/* What entered the switch @of by its patch to @from. */
static struct flow_port entered(struct testbed *bed, const char *of, const char *from)
{
	char name[IF_NAMESIZE];

	snprintf(name, sizeof(name), "%s-%s", of, from);
	return port_of(bed, of, name);
}

/* Of what entered @of from @from, @drops went too deep, and that is all that was dropped. */
static bool ended(struct testbed *bed, const char *of, const char *from, unsigned int drops)
{
	const struct flow_port port = entered(bed, of, from);

	if (!drops)
		return port.drops_count == 0;
	return port.drops_count == 1 && port.drops[0].reason == FLOWDP_DROP_LOOP &&
	       port.drops[0].rx_packets == drops;
}

TEST_F(loop, row_of_patches)
{
	static const char *const row[] = { "sw0", "sw1", "sw2", "sw3", "sw4" };
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 1; i <= DEPTH_MAX; i++) {
		ASSERT_TRUE(add_switch(bed, row[i]));
		ASSERT_TRUE(patch(row[i - 1], row[i]));
	}
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	EXPECT_TRUE(testbed_forwards(bed, 1, self->frame, TESTBED_PORT(2), self->frame));
	for (i = 1; i < DEPTH_MAX; i++)
		EXPECT_EQ(1, entered(bed, row[i], row[i - 1]).stats.forwarded);
	EXPECT_TRUE(ended(bed, row[DEPTH_MAX], row[DEPTH_MAX - 1], 1));
}

/* The frame comes round both ways before it ends: twice to whom it came from. */
static void expect_rounds(struct __test_metadata *_metadata, FIXTURE_DATA(loop) *self)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	ASSERT_TRUE(testbed_send(bed, 1, self->frame));
	for (i = 0; i < 3; i++)
		EXPECT_TRUE(testbed_expect(bed, 2, self->frame));
	for (i = 0; i < 2; i++)
		EXPECT_TRUE(testbed_expect(bed, 1, self->frame));
	EXPECT_TRUE(testbed_silent(bed));
}

TEST_F(loop, ring_of_two)
{
	struct testbed *bed = &self->bed;
	struct flow_port port;

	ASSERT_TRUE(add_switch(bed, "sw1"));
	ASSERT_TRUE(patch("sw0", "sw1"));
	ASSERT_TRUE(patch_ends("sw0", "a0", "sw1", "b0"));
	expect_rounds(_metadata, self);
	EXPECT_TRUE(ended(bed, "sw0", "sw1", 1));
	EXPECT_TRUE(ended(bed, "sw1", "sw0", 0));
	port = port_of(bed, "sw0", "a0");
	ASSERT_EQ(1, port.drops_count);
	EXPECT_EQ(FLOWDP_DROP_LOOP, port.drops[0].reason);
	EXPECT_EQ(1, port.drops[0].rx_packets);
}

/* Without an end of its own: each rule sends the frame on.  Its paths are known soon. */
TEST_F(loop, ring_of_outputs)
{
	struct flow_table table = { .default_actions = testbed_parse_actions("output 3") };
	struct testbed *bed = &self->bed;
	struct flow_port port;
	unsigned int i;

	ASSERT_TRUE(add_switch(bed, "sw1"));
	ASSERT_TRUE(patch("sw0", "sw1"));
	ASSERT_TRUE(patch_ends("sw0", "a0", "sw1", "b0"));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 3"));
	table.switch_ifindex = if_nametoindex("sw1");
	ASSERT_EQ(0, flow_table_set(bed->netlink, &table));
	for (i = 1; i <= 3; i++) {
		ASSERT_TRUE(testbed_send(bed, 1, self->frame));
		EXPECT_TRUE(testbed_silent(bed));
		EXPECT_EQ(2 * i, entered(bed, "sw1", "sw0").stats.rx_packets);
		port = port_of(bed, "sw0", "a0");
		EXPECT_EQ(2 * i, port.stats.rx_packets);
		EXPECT_EQ(i, port.stats.forwarded);
		ASSERT_EQ(1, port.drops_count);
		EXPECT_EQ(FLOWDP_DROP_LOOP, port.drops[0].reason);
		EXPECT_EQ(i, port.drops[0].rx_packets);
	}
}

TEST_F(loop, ring_of_three)
{
	struct testbed *bed = &self->bed;

	ASSERT_TRUE(add_switch(bed, "sw1"));
	ASSERT_TRUE(add_switch(bed, "sw2"));
	ASSERT_TRUE(patch("sw0", "sw1"));
	ASSERT_TRUE(patch("sw1", "sw2"));
	ASSERT_TRUE(patch("sw2", "sw0"));
	expect_rounds(_metadata, self);
	EXPECT_TRUE(ended(bed, "sw1", "sw0", 1));
	EXPECT_TRUE(ended(bed, "sw2", "sw0", 1));
	EXPECT_TRUE(ended(bed, "sw0", "sw1", 0));
	EXPECT_TRUE(ended(bed, "sw0", "sw2", 0));
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
TEST_F(loop, ring)
{
	struct testbed *bed = &self->bed;
	static struct flow_frame seen;

	ASSERT_TRUE(add_switch(bed, "sw1"));
	ASSERT_EQ(0, system("ip link add a1 up type veth peer name b1 && "
			    "ip link add a2 up type veth peer name b2 && "
			    "ip link set a1 master sw0 && ip link set a2 master sw0 && "
			    "ip link set b1 up master sw1 && ip link set b2 up master sw1"));
	/* The kernel lets them send some time after the other end came up. */
	ASSERT_TRUE(wait_for_carrier("a1") && wait_for_carrier("a2") &&
		    wait_for_carrier("b1") && wait_for_carrier("b2"));
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
	EXPECT_EQ(0, testbed_port_get(bed, 1).drops_count);
}

TEST_HARNESS_MAIN
