// SPDX-License-Identifier: GPL-2.0-or-later
/* Upcalls: what is asked, who is asked, and when nobody is there. */
#include <linux/flowdp.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "switch.h"
#include "testbed.h"
#include "testbed_daemon.h"
#include "testbed_rules.h"

#define PORTS		4
#define P(n)		TESTBED_PORT(n)
#define ALL		(TESTBED_LEARN | TESTBED_ACTION | TESTBED_PROTOCOL)

FIXTURE(upcall) {
	struct testbed bed;
	struct testbed_daemon daemon;
};

FIXTURE_SETUP(upcall)
{
	ASSERT_TRUE(testbed_open(&self->bed, PORTS, 0));
	ASSERT_TRUE(testbed_daemon_open(&self->daemon, &self->bed));
}

FIXTURE_TEARDOWN(upcall)
{
	testbed_daemon_close(&self->daemon);
	EXPECT_TRUE(testbed_close(&self->bed));
}

static uint32_t bound_classes(struct testbed *bed)
{
	struct flow_switch object;

	if (flow_switch_get(bed->netlink, bed->switch_ifindex, &object))
		return UINT32_MAX;
	return object.upcall_classes;
}

TEST_F(upcall, what_is_told)
{
	const struct flow_frame *frame = frame_of("length 200"), *tagged, *popped;
	struct testbed *bed = &self->bed;

	tagged = frame_tagged(frame_tagged(frame, 0x8100, 7), 0x8100, 0xa00a);
	popped = frame_tagged(frame, 0x8100, 7);
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_LEARN | TESTBED_ACTION));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "trunk 10"));
	ASSERT_EQ(0, testbed_table(bed, 0, "goto 3"));
	ASSERT_EQ(0, testbed_flow(bed, "table 3 actions upcall userdata 0x123456789abcdef0"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, TESTBED_CONSUMED));
	EXPECT_TRUE(testbed_daemon_hears(&self->daemon, 1));
	EXPECT_EQ(bed->switch_ifindex, self->daemon.last.switch_ifindex);
	EXPECT_EQ(1, self->daemon.last.in_port);
	EXPECT_EQ(0, self->daemon.last.vid);
	EXPECT_EQ(FLOWDP_UPCALL_ACTION, self->daemon.last.class);
	EXPECT_TRUE(self->daemon.last.has_action);
	EXPECT_EQ(3, self->daemon.last.table);
	EXPECT_EQ(0x123456789abcdef0, self->daemon.last.userdata);
	EXPECT_EQ(200, self->daemon.last.length);
	EXPECT_TRUE(testbed_daemon_heard(&self->daemon, frame, 200));
	/* The tag that said the VLAN is gone; the others are there. */
	EXPECT_TRUE(testbed_drops(bed, 2, tagged, TESTBED_CONSUMED));
	EXPECT_TRUE(testbed_daemon_hears(&self->daemon, 2));
	EXPECT_EQ(10, self->daemon.last.vid);
	EXPECT_TRUE(testbed_daemon_heard(&self->daemon, popped, 204));
	EXPECT_TRUE(testbed_drops(bed, 1, tagged, TESTBED_CONSUMED));
	EXPECT_TRUE(testbed_daemon_hears(&self->daemon, 3));
	EXPECT_TRUE(testbed_daemon_heard(&self->daemon, tagged, 208));
}

/* The copy is made as the packet is when the action's turn comes. */
TEST_F(upcall, among_actions)
{
	const struct flow_frame *before = frame_of("length 100"), *after;
	struct testbed *bed = &self->bed;

	after = frame_of("length 100 eth_dst 02:00:00:00:00:77");
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_LEARN | TESTBED_ACTION));
	ASSERT_EQ(0, testbed_flow(bed, "actions output 2 set eth_dst 02:00:00:00:00:77 upcall "
				  "set eth_dst 02:00:00:00:00:78"));
	EXPECT_TRUE(testbed_forwards(bed, 1, before, P(2), before));
	EXPECT_TRUE(testbed_daemon_hears(&self->daemon, 1));
	EXPECT_TRUE(testbed_daemon_heard(&self->daemon, after, 100));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions upcall output 2 upcall"));
	EXPECT_TRUE(testbed_forwards(bed, 1, before, P(2), before));
	EXPECT_TRUE(testbed_daemon_hears(&self->daemon, 3));
	/* One that asks about the source goes its way whatever is heard. */
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions upcall class learn goto 1"));
	EXPECT_TRUE(testbed_drops(bed, 1, before, FLOWDP_DROP_NO_MATCH));
	EXPECT_TRUE(testbed_daemon_hears(&self->daemon, 4));
	EXPECT_EQ(FLOWDP_UPCALL_LEARN, self->daemon.last.class);
	ASSERT_EQ(0, testbed_port_flags(bed, 1, 0, FLOWDP_PORT_F_LEARNING));
	EXPECT_TRUE(testbed_drops(bed, 1, before, FLOWDP_DROP_NO_MATCH));
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
	EXPECT_EQ(4, self->daemon.heard);
}

TEST_F(upcall, truncation)
{
	static const unsigned int bytes[] = { 14, 15, 16, 17, 64, 100, 103, 104, 105, 9216 };
	const struct flow_frame *frame = frame_of("length 100"), *tagged;
	struct testbed *bed = &self->bed;
	unsigned int i;

	tagged = frame_tagged(frame, 0x8100, 5);
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_ACTION));
	for (i = 0; i < ARRAY_SIZE(bytes); i++) {
		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
					      "actions upcall bytes %u", bytes[i]));
		EXPECT_TRUE(testbed_drops(bed, 1, tagged, TESTBED_CONSUMED));
		EXPECT_TRUE(testbed_daemon_hears(&self->daemon, i + 1));
		EXPECT_EQ(104, self->daemon.last.length);
		EXPECT_TRUE(testbed_daemon_heard(&self->daemon, tagged,
						 bytes[i] < 104 ? bytes[i] : 104));
	}
	EXPECT_EQ(-ERANGE, testbed_flow_new(bed, NLM_F_REPLACE, "actions upcall bytes 13"));
}

/* Opens and closes a socket of rtnetlink that has the same number as the daemon's. */
static bool close_namesake(struct testbed_daemon *daemon)
{
	struct sockaddr_nl address;
	socklen_t length = sizeof(address);
	struct sockaddr *any = (struct sockaddr *)&address;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	bool bound;

	bound = !getsockname(flow_upcall_fd(daemon->upcall), any, &length) &&
		!bind(fd, any, length);
	close(fd);
	return bound;
}

TEST_F(upcall, binding)
{
	struct testbed *bed = &self->bed;
	static struct testbed_daemon other;

	ASSERT_TRUE(testbed_daemon_open(&other, bed));
	EXPECT_EQ(0, bound_classes(bed));
	EXPECT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_LEARN | TESTBED_PROTOCOL));
	EXPECT_EQ(TESTBED_LEARN | TESTBED_PROTOCOL, bound_classes(bed));
	EXPECT_EQ(-EBUSY, testbed_daemon_bind(&other, TESTBED_LEARN | TESTBED_ACTION));
	EXPECT_EQ(-EBUSY, testbed_daemon_bind(&other, TESTBED_PROTOCOL));
	EXPECT_EQ(TESTBED_LEARN | TESTBED_PROTOCOL, bound_classes(bed));
	EXPECT_EQ(0, testbed_daemon_bind(&other, TESTBED_ACTION));
	EXPECT_EQ(ALL, bound_classes(bed));
	EXPECT_EQ(-EBUSY, testbed_daemon_bind(&self->daemon, TESTBED_LEARN | TESTBED_ACTION));
	/* Asking again is fine; what is not asked for any more is given up. */
	EXPECT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_LEARN | TESTBED_PROTOCOL));
	EXPECT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_PROTOCOL));
	EXPECT_EQ(TESTBED_PROTOCOL | TESTBED_ACTION, bound_classes(bed));
	EXPECT_EQ(0, testbed_daemon_bind(&self->daemon, 0));
	EXPECT_EQ(TESTBED_ACTION, bound_classes(bed));
	EXPECT_EQ(0, testbed_daemon_bind(&other, ALL));
	/* The binding ends with the socket, and with no other. */
	EXPECT_TRUE(close_namesake(&other));
	EXPECT_EQ(ALL, bound_classes(bed));
	testbed_daemon_close(&other);
	EXPECT_EQ(0, bound_classes(bed));
	EXPECT_EQ(0, testbed_daemon_bind(&self->daemon, ALL));
	EXPECT_LT(testbed_daemon_bind(&self->daemon, 8), 0);
}

/* Each class goes to the socket that asked for it. */
TEST_F(upcall, two_daemons)
{
	const struct flow_frame *frame;
	struct testbed *bed = &self->bed;
	static struct testbed_daemon other;
	unsigned int i;

	ASSERT_TRUE(testbed_daemon_open(&other, bed));
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_ACTION));
	ASSERT_EQ(0, testbed_daemon_bind(&other, TESTBED_LEARN));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall upcall class learn upcall output 2"));
	for (i = 0; i < 20; i++) {
		frame = frame_of("length 100 eth_src 02:00:00:00:01:%02x", i);
		EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	}
	EXPECT_TRUE(testbed_daemon_hears(&self->daemon, 40));
	EXPECT_EQ(FLOWDP_UPCALL_ACTION, self->daemon.last.class);
	EXPECT_TRUE(testbed_daemon_hears(&other, 20));
	EXPECT_EQ(FLOWDP_UPCALL_LEARN, other.last.class);
	testbed_daemon_close(&other);
}

static uint64_t asked(struct testbed *bed)
{
	return testbed_port_get(bed, 1).stats.upcalls;
}

/*
 * A flow that goes may be that of the station behind port 1, so that its five frames raise
 * a question; one that comes changes nothing.  False if that took too long to be sure of.
 */
static bool ask_once(struct testbed *bed, const struct flow_frame *frame)
{
	static const char *const flow = "priority 7 eth_src 02:00:00:00:01:09";
	struct timespec began, now;
	unsigned int i;

	if (testbed_flow(bed, "%s actions drop", flow) || testbed_flow_delete(bed, "%s", flow))
		return false;
	clock_gettime(CLOCK_MONOTONIC, &began);
	for (i = 0; i < 5; i++)
		testbed_forwards(bed, 1, frame, P(2), frame);
	testbed_flow(bed, "%s actions drop", flow);
	testbed_forwards(bed, 1, frame, P(2), frame);
	clock_gettime(CLOCK_MONOTONIC, &now);
	testbed_flow_delete(bed, "%s", flow);
	return now.tv_sec - began.tv_sec + (now.tv_nsec - began.tv_nsec) / 1e9 < 0.9;
}

/* One question about a station, until something may have changed its answer. */
TEST_F(upcall, repeats)
{
	const struct flow_frame *frame = frame_of("length 100"), *other;
	struct flow_port_stats before, after;
	struct testbed *bed = &self->bed;
	unsigned int i, tries = 0;
	uint64_t count;

	other = frame_of("length 100 eth_src 02:00:00:00:01:02");
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_LEARN));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall class learn output 2"));
	do {
		before = testbed_port_get(bed, 1).stats;
	} while (!ask_once(bed, frame) && ++tries < 10);
	after = testbed_port_get(bed, 1).stats;
	EXPECT_EQ(6, after.forwarded - before.forwarded);
	EXPECT_EQ(1, after.upcalls - before.upcalls);
	EXPECT_EQ(5, after.upcalls_repeated - before.upcalls_repeated);
	/* Another station, another port. */
	count = asked(bed);
	EXPECT_TRUE(testbed_forwards(bed, 1, other, P(2), other));
	EXPECT_EQ(count + 1, asked(bed));
	EXPECT_TRUE(testbed_forwards(bed, 3, frame, P(2), frame));
	EXPECT_EQ(1, testbed_port_get(bed, 3).stats.upcalls);
	/* The flow has gone. */
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(count + 2, asked(bed));
	/* Nor was it this daemon that was asked. */
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_LEARN));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(count + 3, asked(bed));
	/* Nor were the tables as they are now. */
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall class learn output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(count + 4, asked(bed));
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
	/* A daemon that did nothing is asked again after a while. */
	do {
		EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	} while (asked(bed) == count + 4);
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
	/* With userdata the question is about more than the station. */
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall class learn userdata 1 output 2"));
	for (i = 0; i < 5; i++)
		EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(count + 10, asked(bed));
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
}

/* The same address in another VLAN is another station. */
TEST_F(upcall, repeats_in_another_vlan)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_LEARN));
	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "trunk 10,20"));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall class learn"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_tagged(frame, 0x8100, 10), FLOWDP_DROP_POLICY));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_tagged(frame, 0x8100, 20), FLOWDP_DROP_POLICY));
	EXPECT_EQ(2, asked(bed));
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
}

TEST_F(upcall, nobody_is_there)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "actions upcall output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(1, testbed_port_get(bed, 1).stats.upcalls_unbound);
	ASSERT_EQ(0, testbed_fail_mode(bed, FLOWDP_FAIL_DROP));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_NO_DAEMON));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions output 2 upcall goto 1"));
	ASSERT_EQ(0, testbed_table(bed, 1, "output 3"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(3, testbed_port_get(bed, 1).stats.upcalls_unbound);
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_ACTION));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2) | P(3), frame));
	/* The other class has nobody still. */
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions upcall class learn output 2"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_NO_DAEMON));
	ASSERT_EQ(0, testbed_fail_mode(bed, FLOWDP_FAIL_FORWARD));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions upcall"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, TESTBED_CONSUMED));
	testbed_daemon_close(&self->daemon);
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_POLICY));
	EXPECT_EQ(-ERANGE, testbed_fail_mode(bed, 2));
}

TEST_HARNESS_MAIN
