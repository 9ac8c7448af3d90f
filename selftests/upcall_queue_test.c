// SPDX-License-Identifier: GPL-2.0-or-later
/* How many upcalls there can be: rates, queues, and a daemon that does not listen. */
#include <fcntl.h>
#include <linux/flowdp.h>
#include <sched.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "switch.h"
#include "testbed.h"
#include "testbed_daemon.h"
#include "testbed_rules.h"

#define PORTS		3
#define P(n)		TESTBED_PORT(n)
#define QUEUE_BYTES	131072	/* of copies that wait, of a port and class */
#define FRAME_BYTES	1400	/* what is much more than a copy needs besides */
#define QUEUE_LENGTH	(QUEUE_BYTES / FRAME_BYTES)
#define FRAME		"length 1400"

FIXTURE(upcall_queue) {
	struct testbed bed;
	struct testbed_daemon daemon;
};

FIXTURE_SETUP(upcall_queue)
{
	ASSERT_TRUE(testbed_open(&self->bed, PORTS, 0));
	ASSERT_TRUE(testbed_daemon_open(&self->daemon, &self->bed));
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_ACTION));
}

FIXTURE_TEARDOWN(upcall_queue)
{
	testbed_daemon_close(&self->daemon);
	EXPECT_TRUE(testbed_close(&self->bed));
}

static int set_rate(struct testbed *bed, uint32_t rate, uint32_t burst)
{
	const struct flow_switch object = {
		.present = FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_RATE) |
			   FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_BURST),
		.ifindex = bed->switch_ifindex,
		.upcall_rate = rate,
		.upcall_burst = burst,
	};

	return flow_switch_set(bed->netlink, &object);
}

/* The burst, and then the rate; no packet waits for either. */
TEST_F(upcall_queue, rate)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	struct flow_port_stats stats;
	time_t began = time(NULL);
	unsigned int i;

	ASSERT_EQ(0, set_rate(bed, 1, 10));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall output 2"));
	for (i = 0; i < 100; i++)
		ASSERT_TRUE(testbed_send(bed, 1, frame) && testbed_expect(bed, 2, frame));
	stats = testbed_port_get(bed, 1).stats;
	EXPECT_EQ(100, stats.forwarded);
	EXPECT_EQ(100, stats.upcalls + stats.upcalls_limited + stats.upcalls_full);
	EXPECT_GE(stats.upcalls, 10);
	EXPECT_LE(stats.upcalls, 10 + time(NULL) - began + 1);
	/* Another port has tokens of its own. */
	EXPECT_TRUE(testbed_forwards(bed, 3, frame, P(2), frame));
	EXPECT_EQ(1, testbed_port_get(bed, 3).stats.upcalls);
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
	EXPECT_EQ(1, self->daemon.from[3]);
	/* Without tokens a packet that was only for the daemon is dropped. */
	ASSERT_EQ(0, set_rate(bed, 0, 0));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_POLICY));
	/* A second brings as many as the rate says, but no more than the burst. */
	ASSERT_EQ(0, set_rate(bed, 1000, 5));
	nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	EXPECT_TRUE(testbed_drops(bed, 1, frame, TESTBED_CONSUMED));
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
}

/* A question that was not asked for want of tokens is not taken for one that was. */
TEST_F(upcall_queue, question_that_was_not_asked)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	struct flow_port_stats stats;

	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_LEARN));
	ASSERT_EQ(0, set_rate(bed, 0, 0));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall class learn"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_POLICY));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_POLICY));
	stats = testbed_port_get(bed, 1).stats;
	EXPECT_EQ(2, stats.upcalls_limited);
	EXPECT_EQ(0, stats.upcalls_repeated);
}

/* Protocol frames have a budget of their own, whatever the switch's rate is. */
TEST_F(upcall_queue, protocol_frames)
{
	const struct flow_port settings = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_LINK_LOCAL_UPCALL),
		.link_local_upcall = 1,
	};
	const struct flow_frame *frame = frame_of("length 100 eth_dst 01:80:c2:00:00:00");
	struct testbed *bed = &self->bed;
	struct flow_port_stats stats;
	time_t began = time(NULL);
	unsigned int i;

	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_PROTOCOL));
	ASSERT_EQ(0, testbed_port_set(bed, 1, &settings));
	ASSERT_EQ(0, set_rate(bed, 0, 0));
	for (i = 0; i < 500; i++)
		ASSERT_TRUE(testbed_send(bed, 1, frame));
	stats = testbed_port_get(bed, 1).stats;
	EXPECT_EQ(500, stats.upcalls + stats.upcalls_limited + stats.upcalls_full);
	EXPECT_GE(stats.upcalls, 64);
	EXPECT_LE(stats.upcalls, 64 + 200 * (time(NULL) - began + 1));
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
}

/* Microseconds of each second that real-time processes may have. */
static bool limit_real_time(const char *limit)
{
	int fd = open("/proc/sys/kernel/sched_rt_runtime_us", O_WRONLY);
	bool ok = fd >= 0 && write(fd, limit, strlen(limit)) == (ssize_t)strlen(limit);

	close(fd);
	return ok;
}

/* With one CPU, nothing else runs from here until the end of "alone", however slow it is. */
static bool be_alone(bool alone)
{
	const struct sched_param param = { .sched_priority = alone };

	return limit_real_time(alone ? "-1" : "950000") &&
	       !sched_setscheduler(0, alone ? SCHED_FIFO : SCHED_OTHER, &param);
}

/* A port that floods fills its own queue, and another's upcall comes in its turn. */
TEST_F(upcall_queue, flooding_port)
{
	const struct flow_frame *frame = frame_of(FRAME);
	struct testbed *bed = &self->bed;
	struct flow_port_stats stats;
	unsigned int i;

	ASSERT_EQ(0, set_rate(bed, 1000000, 1000000));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall"));
	ASSERT_TRUE(be_alone(true));
	for (i = 0; i < 4 * QUEUE_LENGTH; i++)
		ASSERT_TRUE(testbed_send(bed, 1, frame));
	ASSERT_TRUE(testbed_send(bed, 3, frame));
	ASSERT_TRUE(be_alone(false));
	stats = testbed_port_get(bed, 1).stats;
	EXPECT_EQ(4 * QUEUE_LENGTH, stats.upcalls + stats.upcalls_full);
	EXPECT_EQ(0, stats.upcalls_limited);
	EXPECT_EQ(stats.consumed, stats.upcalls);
	EXPECT_EQ(1, testbed_port_get(bed, 3).stats.upcalls);
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
	EXPECT_EQ(1, self->daemon.from[3]);
	if (sysconf(_SC_NPROCESSORS_ONLN) == 1) {
		EXPECT_LE(stats.upcalls, QUEUE_LENGTH);
		EXPECT_GT(stats.upcalls, QUEUE_LENGTH * 9 / 10);
		EXPECT_EQ(2, self->daemon.first[3]);
	}
}

/* Leaves room for a message or two in the daemon's socket. */
static bool deafen(struct testbed_daemon *daemon)
{
	const int little = 1;

	return !setsockopt(flow_upcall_fd(daemon->upcall), SOL_SOCKET, SO_RCVBUF, &little,
			   sizeof(little));
}

/* What the socket has no room for waits in the queues, up to their size, and nothing is lost. */
TEST_F(upcall_queue, slow_daemon)
{
	const struct flow_frame *frame = frame_of(FRAME);
	struct testbed *bed = &self->bed;
	struct flow_port_stats stats;
	unsigned int i;

	ASSERT_TRUE(deafen(&self->daemon));
	ASSERT_EQ(0, set_rate(bed, 1000000, 1000000));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall"));
	for (i = 0; i < 4 * QUEUE_LENGTH; i++)
		ASSERT_TRUE(testbed_send(bed, 1, frame));
	ASSERT_TRUE(testbed_send(bed, 3, frame));
	stats = testbed_port_get(bed, 1).stats;
	EXPECT_GT(stats.upcalls_full, 0);
	/* What the socket has room for may not be in it yet. */
	EXPECT_GT(stats.upcalls, QUEUE_LENGTH * 9 / 10);
	EXPECT_EQ(4 * QUEUE_LENGTH, stats.upcalls + stats.upcalls_full);
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
	EXPECT_EQ(1, self->daemon.from[3]);
	EXPECT_EQ(0, testbed_port_get(bed, 1).stats.upcalls_lost);
	/* Now there is room again. */
	ASSERT_TRUE(testbed_send(bed, 1, frame));
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
}

/* What port 1 has lost, once there was something and no more comes. */
static uint64_t all_lost(struct testbed *bed)
{
	unsigned int tries, same = 0;
	uint64_t lost = 0, before;

	for (tries = 0; tries < 1000 && same < 30; tries++) {
		before = lost;
		lost = testbed_port_get(bed, 1).stats.upcalls_lost;
		same = lost && lost == before ? same + 1 : 0;
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	return lost;
}

/* A daemon that does not read at all is in the way of no other; what waited for it ends with it. */
TEST_F(upcall_queue, deaf_daemon)
{
	const struct flow_frame *frame = frame_of(FRAME);
	struct testbed *bed = &self->bed;
	static struct testbed_daemon other;
	unsigned int i;
	uint64_t lost;

	ASSERT_TRUE(deafen(&self->daemon));
	ASSERT_TRUE(testbed_daemon_open(&other, bed));
	ASSERT_EQ(0, testbed_daemon_bind(&other, TESTBED_LEARN));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall upcall class learn userdata 1"));
	for (i = 0; i < 40; i++) {
		ASSERT_TRUE(testbed_send(bed, 1, frame));
		ASSERT_TRUE(testbed_daemon_hears(&other, i + 1));
	}
	testbed_daemon_close(&self->daemon);
	lost = all_lost(bed);
	EXPECT_GT(lost, 0);
	EXPECT_LT(lost, 40);
	EXPECT_EQ(80, testbed_port_get(bed, 1).stats.upcalls);
	EXPECT_EQ(40, other.heard);
	/* Another daemon gets what comes from then on. */
	ASSERT_TRUE(testbed_daemon_open(&self->daemon, bed));
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_ACTION));
	ASSERT_TRUE(testbed_send(bed, 1, frame));
	EXPECT_TRUE(testbed_daemon_hears(&self->daemon, 1));
	testbed_daemon_close(&other);
}

TEST_HARNESS_MAIN
