// SPDX-License-Identifier: GPL-2.0-or-later
/* Upcalls: what is asked, who is asked, how much of it, and when nobody is there. */
#include <linux/flowdp.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "switch.h"
#include "testbed.h"
#include "testbed_complain.h"
#include "testbed_rules.h"
#include "upcall.h"

#define PORTS		4
#define P(n)		TESTBED_PORT(n)
#define QUEUE_LENGTH	128	/* copies that wait, a port */
#define LEARN		(1U << FLOWDP_UPCALL_LEARN)
#define ACTION		(1U << FLOWDP_UPCALL_ACTION)
#define PROTOCOL	(1U << FLOWDP_UPCALL_PROTOCOL)

/* What the daemon got. */
struct heard {
	unsigned int count;
	unsigned int from[PORTS + 1];
	unsigned int first[PORTS + 1];	/* which one was the first of this port */
	struct flow_upcall_packet last;
	struct flow_frame frame;	/* the last one's bytes */
};

FIXTURE(upcall) {
	struct testbed bed;
	struct flow_upcall *daemon;
	struct heard heard;
};

static int listen_to(const struct flow_upcall_packet *packet, void *data)
{
	struct heard *heard = data;

	if (packet->in_port > PORTS)
		return -EPROTO;
	heard->count++;
	if (!heard->from[packet->in_port]++)
		heard->first[packet->in_port] = heard->count;
	heard->last = *packet;
	heard->frame.length = packet->data_length;
	memcpy(heard->frame.data, packet->data, packet->data_length);
	return 0;
}

FIXTURE_SETUP(upcall)
{
	ASSERT_TRUE(testbed_open(&self->bed, PORTS, 0));
	ASSERT_EQ(0, flow_upcall_open(&self->daemon, NULL, listen_to, &self->heard));
}

FIXTURE_TEARDOWN(upcall)
{
	flow_upcall_close(self->daemon);
	EXPECT_TRUE(testbed_close(&self->bed));
}

static int bind_to(FIXTURE_DATA(upcall) *self, uint32_t classes)
{
	return flow_upcall_bind(self->daemon, self->bed.switch_ifindex, classes);
}

/* Waits until so many were heard in all. */
static bool hears(FIXTURE_DATA(upcall) *self, unsigned int count)
{
	struct pollfd poller = { .fd = flow_upcall_fd(self->daemon), .events = POLLIN };

	while (self->heard.count < count && poll(&poller, 1, TESTBED_WAIT_MS) == 1) {
		if (flow_upcall_receive(self->daemon, 64) < 0)
			return false;
	}
	return self->heard.count == count ||
	       testbed_complain("%u upcalls in place of %u", self->heard.count, count);
}

/* All that were queued were heard; what was not queued never comes. */
static bool heard_all(FIXTURE_DATA(upcall) *self)
{
	uint64_t queued = 0;
	unsigned int i;

	for (i = 0; i <= PORTS; i++)
		queued += testbed_port_get(&self->bed, i).stats.upcalls;
	return hears(self, queued);
}

static int set_switch(struct testbed *bed, uint32_t present, uint32_t rate, uint32_t burst,
		      uint8_t fail_mode)
{
	const struct flow_switch object = {
		.present = present,
		.ifindex = bed->switch_ifindex,
		.upcall_rate = rate,
		.upcall_burst = burst,
		.fail_mode = fail_mode,
	};

	return flow_switch_set(bed->netlink, &object);
}

static int set_rate(struct testbed *bed, uint32_t rate, uint32_t burst)
{
	return set_switch(bed, FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_RATE) |
			  FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_BURST), rate, burst, 0);
}

static int set_fail_mode(struct testbed *bed, uint8_t mode)
{
	return set_switch(bed, FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FAIL_MODE), 0, 0, mode);
}

static uint32_t bound_classes(struct testbed *bed)
{
	struct flow_switch object;

	if (flow_switch_get(bed->netlink, bed->switch_ifindex, &object))
		return UINT32_MAX;
	return object.upcall_classes;
}

static bool is_frame(const struct heard *heard, const struct flow_frame *frame, size_t bytes)
{
	if (heard->frame.length == bytes && !memcmp(heard->frame.data, frame->data, bytes))
		return true;
	return testbed_complain_frames("upcall", frame, &heard->frame);
}

TEST_F(upcall, what_is_told)
{
	const struct flow_frame *frame = frame_of("length 200"), *tagged, *popped;
	struct testbed *bed = &self->bed;

	tagged = frame_tagged(frame_tagged(frame, 0x8100, 7), 0x8100, 0xa00a);
	popped = frame_tagged(frame, 0x8100, 7);
	ASSERT_EQ(0, bind_to(self, LEARN | ACTION));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "trunk 10"));
	ASSERT_EQ(0, testbed_table(bed, 0, "goto 3"));
	ASSERT_EQ(0, testbed_flow(bed, "table 3 actions upcall userdata 0x123456789abcdef0"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, TESTBED_CONSUMED));
	EXPECT_TRUE(hears(self, 1));
	EXPECT_EQ(bed->switch_ifindex, self->heard.last.switch_ifindex);
	EXPECT_EQ(1, self->heard.last.in_port);
	EXPECT_EQ(0, self->heard.last.vid);
	EXPECT_EQ(FLOWDP_UPCALL_ACTION, self->heard.last.class);
	EXPECT_TRUE(self->heard.last.has_action);
	EXPECT_EQ(3, self->heard.last.table);
	EXPECT_EQ(0x123456789abcdef0, self->heard.last.userdata);
	EXPECT_EQ(200, self->heard.last.length);
	EXPECT_TRUE(is_frame(&self->heard, frame, 200));
	/* The tag that said the VLAN is gone; the others are there. */
	EXPECT_TRUE(testbed_drops(bed, 2, tagged, TESTBED_CONSUMED));
	EXPECT_TRUE(hears(self, 2));
	EXPECT_EQ(10, self->heard.last.vid);
	EXPECT_TRUE(is_frame(&self->heard, popped, 204));
	EXPECT_TRUE(testbed_drops(bed, 1, tagged, TESTBED_CONSUMED));
	EXPECT_TRUE(hears(self, 3));
	EXPECT_TRUE(is_frame(&self->heard, tagged, 208));
}

/* The copy is made as the packet is when the action's turn comes. */
TEST_F(upcall, among_actions)
{
	const struct flow_frame *before = frame_of("length 100"), *after;
	struct testbed *bed = &self->bed;

	after = frame_of("length 100 eth_dst 02:00:00:00:00:77");
	ASSERT_EQ(0, bind_to(self, LEARN | ACTION));
	ASSERT_EQ(0, testbed_flow(bed, "actions output 2 set eth_dst 02:00:00:00:00:77 upcall "
				  "set eth_dst 02:00:00:00:00:78"));
	EXPECT_TRUE(testbed_forwards(bed, 1, before, P(2), before));
	EXPECT_TRUE(hears(self, 1));
	EXPECT_TRUE(is_frame(&self->heard, after, 100));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions upcall output 2 upcall"));
	EXPECT_TRUE(testbed_forwards(bed, 1, before, P(2), before));
	EXPECT_TRUE(hears(self, 3));
	/* One that asks about the source goes its way whatever is heard. */
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions upcall class learn goto 1"));
	EXPECT_TRUE(testbed_drops(bed, 1, before, FLOWDP_DROP_NO_MATCH));
	EXPECT_TRUE(hears(self, 4));
	EXPECT_EQ(FLOWDP_UPCALL_LEARN, self->heard.last.class);
	ASSERT_EQ(0, testbed_port_flags(bed, 1, 0, FLOWDP_PORT_F_LEARNING));
	EXPECT_TRUE(testbed_drops(bed, 1, before, FLOWDP_DROP_NO_MATCH));
	EXPECT_TRUE(heard_all(self));
	EXPECT_EQ(4, self->heard.count);
}

TEST_F(upcall, truncation)
{
	static const unsigned int bytes[] = { 14, 15, 16, 17, 64, 100, 103, 104, 105, 9216 };
	const struct flow_frame *frame = frame_of("length 100"), *tagged;
	struct testbed *bed = &self->bed;
	unsigned int i;

	tagged = frame_tagged(frame, 0x8100, 5);
	ASSERT_EQ(0, bind_to(self, ACTION));
	for (i = 0; i < ARRAY_SIZE(bytes); i++) {
		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
					      "actions upcall bytes %u", bytes[i]));
		EXPECT_TRUE(testbed_drops(bed, 1, tagged, TESTBED_CONSUMED));
		EXPECT_TRUE(hears(self, i + 1));
		EXPECT_EQ(104, self->heard.last.length);
		EXPECT_TRUE(bytes[i] < 16 || is_frame(&self->heard, tagged,
						      bytes[i] < 104 ? bytes[i] : 104));
	}
	EXPECT_EQ(-ERANGE, testbed_flow_new(bed, NLM_F_REPLACE, "actions upcall bytes 13"));
}

TEST_F(upcall, binding)
{
	struct testbed *bed = &self->bed;
	struct flow_upcall *other;
	struct heard heard = { 0 };

	ASSERT_EQ(0, flow_upcall_open(&other, NULL, listen_to, &heard));
	EXPECT_EQ(0, bound_classes(bed));
	EXPECT_EQ(0, bind_to(self, LEARN | PROTOCOL));
	EXPECT_EQ(LEARN | PROTOCOL, bound_classes(bed));
	EXPECT_EQ(-EBUSY, flow_upcall_bind(other, bed->switch_ifindex, LEARN | ACTION));
	EXPECT_EQ(-EBUSY, flow_upcall_bind(other, bed->switch_ifindex, PROTOCOL));
	EXPECT_EQ(LEARN | PROTOCOL, bound_classes(bed));
	EXPECT_EQ(0, flow_upcall_bind(other, bed->switch_ifindex, ACTION));
	EXPECT_EQ(LEARN | PROTOCOL | ACTION, bound_classes(bed));
	EXPECT_EQ(-EBUSY, bind_to(self, LEARN | ACTION));
	/* Asking again is fine; what is not asked for any more is given up. */
	EXPECT_EQ(0, bind_to(self, LEARN | PROTOCOL));
	EXPECT_EQ(0, bind_to(self, PROTOCOL));
	EXPECT_EQ(PROTOCOL | ACTION, bound_classes(bed));
	EXPECT_EQ(0, bind_to(self, 0));
	EXPECT_EQ(ACTION, bound_classes(bed));
	EXPECT_EQ(0, flow_upcall_bind(other, bed->switch_ifindex, LEARN | ACTION | PROTOCOL));
	/* The binding ends with the socket. */
	flow_upcall_close(other);
	EXPECT_EQ(0, bound_classes(bed));
	EXPECT_EQ(0, bind_to(self, LEARN | ACTION | PROTOCOL));
	EXPECT_LT(bind_to(self, 8), 0);
}

/* Each class goes to the socket that asked for it. */
TEST_F(upcall, two_daemons)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	struct heard heard = { 0 };
	struct flow_upcall *other;
	unsigned int i;

	ASSERT_EQ(0, flow_upcall_open(&other, NULL, listen_to, &heard));
	ASSERT_EQ(0, bind_to(self, ACTION));
	ASSERT_EQ(0, flow_upcall_bind(other, bed->switch_ifindex, LEARN));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall upcall class learn upcall output 2"));
	for (i = 0; i < 20; i++)
		EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_TRUE(hears(self, 40));
	while (heard.count < 20) {
		struct pollfd poller = { .fd = flow_upcall_fd(other), .events = POLLIN };

		ASSERT_EQ(1, poll(&poller, 1, TESTBED_WAIT_MS));
		ASSERT_GE(flow_upcall_receive(other, 64), 0);
		EXPECT_EQ(FLOWDP_UPCALL_LEARN, heard.last.class);
	}
	flow_upcall_close(other);
}

TEST_F(upcall, nobody_is_there)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "actions upcall output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(1, testbed_port_get(bed, 1).stats.upcalls_unbound);
	ASSERT_EQ(0, set_fail_mode(bed, FLOWDP_FAIL_DROP));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_NO_DAEMON));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions output 2 upcall goto 1"));
	ASSERT_EQ(0, testbed_table(bed, 1, "output 3"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(3, testbed_port_get(bed, 1).stats.upcalls_unbound);
	ASSERT_EQ(0, bind_to(self, ACTION));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2) | P(3), frame));
	/* The other class has nobody still. */
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions upcall class learn output 2"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_NO_DAEMON));
	ASSERT_EQ(0, set_fail_mode(bed, FLOWDP_FAIL_FORWARD));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions upcall"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, TESTBED_CONSUMED));
	flow_upcall_close(self->daemon);
	self->daemon = NULL;
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_POLICY));
	EXPECT_EQ(-ERANGE, set_fail_mode(bed, 2));
}

/* The burst, and then the rate; no packet waits for either. */
TEST_F(upcall, rate)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	struct flow_port_stats stats;
	unsigned int i;

	ASSERT_EQ(0, bind_to(self, ACTION));
	ASSERT_EQ(0, set_rate(bed, 1, 10));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall output 2"));
	for (i = 0; i < 100; i++)
		ASSERT_TRUE(testbed_send(bed, 1, frame) && testbed_expect(bed, 2, frame));
	stats = testbed_port_get(bed, 1).stats;
	EXPECT_EQ(100, stats.forwarded);
	EXPECT_EQ(100, stats.upcalls + stats.upcalls_limited + stats.upcalls_full);
	EXPECT_GE(stats.upcalls, 10);
	EXPECT_LE(stats.upcalls, 15);
	/* Another port has tokens of its own. */
	EXPECT_TRUE(testbed_forwards(bed, 3, frame, P(2), frame));
	EXPECT_EQ(1, testbed_port_get(bed, 3).stats.upcalls);
	EXPECT_TRUE(heard_all(self));
	EXPECT_EQ(1, self->heard.from[3]);
	/* Without tokens a packet that was only for the daemon is dropped. */
	ASSERT_EQ(0, set_rate(bed, 0, 0));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_POLICY));
	/* A second brings as many as the rate says, but no more than the burst. */
	ASSERT_EQ(0, set_rate(bed, 1000, 5));
	nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	EXPECT_TRUE(testbed_drops(bed, 1, frame, TESTBED_CONSUMED));
	EXPECT_TRUE(heard_all(self));
}

/* With one CPU, nothing else runs from here until the end of "alone". */
static void be_alone(bool alone)
{
	const struct sched_param param = { .sched_priority = alone };

	sched_setscheduler(0, alone ? SCHED_FIFO : SCHED_OTHER, &param);
}

/* A port that floods fills its own queue, and another's upcall comes in its turn. */
TEST_F(upcall, flooding_port)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	struct flow_port_stats stats;
	unsigned int i;

	ASSERT_EQ(0, bind_to(self, ACTION));
	ASSERT_EQ(0, set_rate(bed, 1000000, 1000000));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall"));
	be_alone(true);
	for (i = 0; i < 4 * QUEUE_LENGTH; i++)
		ASSERT_TRUE(testbed_send(bed, 1, frame));
	ASSERT_TRUE(testbed_send(bed, 3, frame));
	be_alone(false);
	stats = testbed_port_get(bed, 1).stats;
	EXPECT_EQ(4 * QUEUE_LENGTH, stats.upcalls + stats.upcalls_full);
	EXPECT_EQ(0, stats.upcalls_limited);
	EXPECT_EQ(stats.consumed, stats.upcalls);
	EXPECT_EQ(1, testbed_port_get(bed, 3).stats.upcalls);
	EXPECT_TRUE(heard_all(self));
	EXPECT_EQ(1, self->heard.from[3]);
	if (sysconf(_SC_NPROCESSORS_ONLN) == 1) {
		EXPECT_EQ(QUEUE_LENGTH, stats.upcalls);
		EXPECT_EQ(2, self->heard.first[3]);
	}
}

/* What the socket has no room for is counted, and the daemon learns that it lost something. */
TEST_F(upcall, deaf_daemon)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	struct flow_port_stats stats;
	const int little = 1;
	unsigned int i;
	int result, told = 0;

	ASSERT_EQ(0, bind_to(self, ACTION));
	ASSERT_EQ(0, setsockopt(flow_upcall_fd(self->daemon), SOL_SOCKET, SO_RCVBUF, &little,
				sizeof(little)));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall"));
	for (i = 0; i < 20; i++) {
		ASSERT_TRUE(testbed_send(bed, 1, frame));
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	for (i = 0; i < 100; i++) {
		result = flow_upcall_receive(self->daemon, 64);
		told |= result == -ENOBUFS;
		stats = testbed_port_get(bed, 1).stats;
		if (self->heard.count + stats.upcalls_lost == 20)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	EXPECT_EQ(20, stats.upcalls);
	EXPECT_EQ(20, self->heard.count + stats.upcalls_lost);
	EXPECT_GT(stats.upcalls_lost, 0);
	EXPECT_TRUE(told);
	/* It is bound still. */
	ASSERT_TRUE(testbed_send(bed, 1, frame));
	EXPECT_TRUE(hears(self, self->heard.count + 1));
}

TEST_HARNESS_MAIN
