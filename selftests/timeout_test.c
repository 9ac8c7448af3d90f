// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How flows end: idle and hard timeouts, leaders that take their followers
 * along, deletion; and the event that tells of each.  Flows are told apart by
 * their cookies, which are below COOKIES.
 */
#include <linux/flowdp.h>
#include <poll.h>
#include "event.h"
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"

#define COOKIES		32
#define STILL_THERE	0xff
#define USES		16	/* of a flow, a quarter of a second apart */

FIXTURE(timeout) {
	struct testbed bed;
	struct flow_events *events;
	struct flow_entry removed[COOKIES];	/* by cookie; .removed: why */
	unsigned int count;			/* events seen */
};

FIXTURE_SETUP(timeout)
{
	unsigned int i;

	ASSERT_TRUE(testbed_open(&self->bed, 2, 0));
	ASSERT_EQ(0, flow_event_open(&self->events, NULL, FLOW_EVENT_FLOW));
	for (i = 0; i < COOKIES; i++)
		self->removed[i].removed = STILL_THERE;
}

FIXTURE_TEARDOWN(timeout)
{
	flow_event_close(self->events);
	EXPECT_TRUE(testbed_close(&self->bed));
}

static int keep_event(const struct flow_event *event, void *data)
{
	FIXTURE_DATA(timeout) *self = data;

	if (event->command != FLOWDP_CMD_FLOW_REMOVED || event->entry.cookie >= COOKIES)
		return -EPROTO;
	self->removed[event->entry.cookie] = event->entry;
	self->count++;
	return 0;
}

/* Reads events for @milliseconds, or until there were @count in all. */
static bool read_events(FIXTURE_DATA(timeout) *self, unsigned int count, int milliseconds)
{
	struct pollfd poller = { .fd = flow_event_fd(self->events), .events = POLLIN };
	int step;

	for (; milliseconds >= 0 && self->count < count; milliseconds -= step) {
		step = milliseconds < 100 ? milliseconds + 1 : 100;
		poll(&poller, 1, step);
		if (flow_event_receive(self->events, 64, keep_event, self) < 0)
			return false;
	}
	return self->count == count;
}

/* Why the flow went, or STILL_THERE. */
static int why(const FIXTURE_DATA(timeout) *self, unsigned int cookie)
{
	return self->removed[cookie].removed;
}

static int add(struct testbed *bed, const char *leader, const char *flow)
{
	struct flow_entry entry = testbed_parse_flow("%s", flow);

	entry.switch_ifindex = bed->switch_ifindex;
	entry.has_leader = leader;
	if (leader)
		entry.leader = testbed_parse_flow("%s", leader).identity;
	return flow_entry_new(bed->netlink, &entry, NLM_F_CREATE | NLM_F_REPLACE);
}

/* Flows that nobody uses; each goes in its time and not before. */
TEST_F(timeout, unused)
{
	static const struct {
		const char *flow;
		uint8_t why;
	} cases[] = {
		{ "priority 0 cookie 0 idle_timeout 1", FLOWDP_REMOVED_IDLE },
		{ "priority 1 cookie 1 hard_timeout 1", FLOWDP_REMOVED_HARD },
		{ "priority 2 cookie 2 idle_timeout 1 hard_timeout 60", FLOWDP_REMOVED_IDLE },
		{ "priority 3 cookie 3 idle_timeout 60 hard_timeout 1", FLOWDP_REMOVED_HARD },
		{ "priority 4 cookie 4", STILL_THERE },
		{ "priority 5 cookie 5 idle_timeout 60 hard_timeout 60", STILL_THERE },
		{ "priority 6 cookie 6 idle_timeout 8388607 hard_timeout 8388607", STILL_THERE },
	};
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		ASSERT_EQ(0, testbed_flow(bed, "%s", cases[i].flow));
	EXPECT_TRUE(read_events(self, 4, TESTBED_WAIT_MS));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		EXPECT_EQ(cases[i].why, why(self, i))
			TH_LOG("case %u", i);
		if (cases[i].why == STILL_THERE)
			continue;
		EXPECT_GE(self->removed[i].age_ms, 1000);
		EXPECT_LT(self->removed[i].age_ms, TESTBED_WAIT_MS);
		EXPECT_EQ(i, self->removed[i].identity.priority);
	}
	EXPECT_EQ(3, testbed_flow_count(bed, NULL));
}

/*
 * Adds three flows, whose cookies begin with @first, and uses them for longer than each
 * would live unused; false if one went idle, as it may if the machine has a long pause.
 */
static bool add_and_use(FIXTURE_DATA(timeout) *self, unsigned int first)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	unsigned int i;

	if (testbed_flow_flush(bed, NULL) || testbed_table(bed, 1, "goto 2") ||
	    testbed_flow(bed, "cookie %u idle_timeout 2 actions goto 1", first) ||
	    testbed_flow(bed, "table 1 cookie %u hard_timeout 2 actions goto 2", first + 1) ||
	    testbed_flow(bed, "table 2 cookie %u idle_timeout 2 actions drop", first + 2))
		return false;
	for (i = 0; i < USES; i++) {
		if (!testbed_send(bed, 1, frame))
			return false;
		read_events(self, COOKIES, 250);
	}
	return why(self, first) == STILL_THERE && why(self, first + 2) == STILL_THERE;
}

/* Use keeps from going idle, by the tables and by the cache, but not from the hard timeout. */
TEST_F(timeout, used)
{
	const struct flow_entry *entry = self->removed;
	unsigned int tries = 0;

	while (!add_and_use(self, entry - self->removed) && ++tries < 5)
		entry += 3;
	ASSERT_LT(tries, 5);
	EXPECT_TRUE(read_events(self, 3 * (tries + 1), TESTBED_WAIT_MS));
	EXPECT_EQ(FLOWDP_REMOVED_IDLE, entry[0].removed);
	EXPECT_EQ(FLOWDP_REMOVED_HARD, entry[1].removed);
	EXPECT_EQ(FLOWDP_REMOVED_IDLE, entry[2].removed);
	EXPECT_EQ(USES, entry[0].packets);
	EXPECT_GT(entry[1].packets, 1);
	EXPECT_EQ(100 * USES, entry[2].bytes);
	EXPECT_GE(entry[0].idle_ms, 2000);
}

/* A replacement has its own timeouts, and nobody hears of the one before. */
TEST_F(timeout, replaced)
{
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "priority 1 cookie 1 idle_timeout 1"));
	ASSERT_EQ(0, testbed_flow(bed, "priority 2 cookie 2"));
	ASSERT_EQ(0, testbed_flow(bed, "priority 3 cookie 3 hard_timeout 60"));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "priority 1 cookie 11"));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "priority 2 cookie 12 idle_timeout 1"));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "priority 3 cookie 13 hard_timeout 1"));
	EXPECT_TRUE(read_events(self, 2, TESTBED_WAIT_MS));
	EXPECT_FALSE(read_events(self, 3, 500));
	EXPECT_EQ(FLOWDP_REMOVED_IDLE, why(self, 12));
	EXPECT_EQ(FLOWDP_REMOVED_HARD, why(self, 13));
	EXPECT_EQ(1, testbed_flow_count(bed, NULL));
}

TEST_F(timeout, deleted)
{
	const struct flow_filter filter = { .has_table = true, .table = 3 };
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < 20; i++)
		ASSERT_EQ(0, testbed_flow(bed, "table 3 priority %u cookie %u idle_timeout 4",
					  i, i));
	ASSERT_EQ(0, testbed_flow_delete(bed, "table 3 priority 7"));
	EXPECT_TRUE(read_events(self, 1, TESTBED_WAIT_MS));
	EXPECT_EQ(FLOWDP_REMOVED_DELETED, why(self, 7));
	ASSERT_EQ(0, testbed_flow_flush(bed, &filter));
	EXPECT_TRUE(read_events(self, 20, TESTBED_WAIT_MS));
	for (i = 0; i < 20; i++)
		EXPECT_EQ(FLOWDP_REMOVED_DELETED, why(self, i));
	/* When one that came later has gone, their timeouts are over, too. */
	ASSERT_EQ(0, testbed_flow(bed, "cookie 20 hard_timeout 4"));
	EXPECT_TRUE(read_events(self, 21, TESTBED_WAIT_MS));
	EXPECT_EQ(FLOWDP_REMOVED_HARD, why(self, 20));
}

/* The followers are in tables that the leader's timeout says nothing of. */
TEST_F(timeout, leader)
{
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, add(bed, NULL, "priority 1 cookie 1 idle_timeout 3"));
	ASSERT_EQ(0, add(bed, "priority 1", "table 1 cookie 2"));
	ASSERT_EQ(0, add(bed, "priority 1", "table 2 cookie 3 idle_timeout 60 hard_timeout 60"));
	ASSERT_EQ(0, add(bed, NULL, "priority 2 cookie 4"));
	ASSERT_EQ(0, add(bed, "priority 2", "table 3 cookie 5"));
	ASSERT_EQ(0, add(bed, "priority 2", "table 4 cookie 6 hard_timeout 1"));
	EXPECT_TRUE(read_events(self, 4, TESTBED_WAIT_MS));
	EXPECT_EQ(FLOWDP_REMOVED_IDLE, why(self, 1));
	EXPECT_EQ(FLOWDP_REMOVED_LEADER, why(self, 2));
	EXPECT_EQ(FLOWDP_REMOVED_LEADER, why(self, 3));
	EXPECT_EQ(FLOWDP_REMOVED_HARD, why(self, 6));
	EXPECT_EQ(2, testbed_flow_count(bed, NULL));
	ASSERT_EQ(0, testbed_flow_delete(bed, "priority 2"));
	EXPECT_TRUE(read_events(self, 6, TESTBED_WAIT_MS));
	EXPECT_EQ(FLOWDP_REMOVED_DELETED, why(self, 4));
	EXPECT_EQ(FLOWDP_REMOVED_LEADER, why(self, 5));
	EXPECT_EQ(0, testbed_flow_count(bed, NULL));
}

TEST_F(timeout, leader_is_replaced)
{
	struct testbed *bed = &self->bed;
	struct flow_entry entry;

	ASSERT_EQ(0, add(bed, NULL, "priority 1 cookie 1"));
	ASSERT_EQ(0, add(bed, "priority 1", "table 1 cookie 2"));
	ASSERT_EQ(0, add(bed, "priority 1", "table 2 cookie 3"));
	ASSERT_EQ(0, add(bed, NULL, "priority 1 cookie 11"));
	/* A follower that is replaced without a leader follows nobody. */
	ASSERT_EQ(0, add(bed, NULL, "table 2 cookie 13"));
	ASSERT_EQ(0, testbed_flow_get(bed, &entry, "table 1"));
	EXPECT_TRUE(entry.has_leader);
	EXPECT_EQ(1, entry.leader.priority);
	ASSERT_EQ(0, testbed_flow_get(bed, &entry, "table 2"));
	EXPECT_FALSE(entry.has_leader);
	ASSERT_EQ(0, testbed_flow_delete(bed, "priority 1"));
	EXPECT_TRUE(read_events(self, 2, TESTBED_WAIT_MS));
	EXPECT_EQ(FLOWDP_REMOVED_DELETED, why(self, 11));
	EXPECT_EQ(FLOWDP_REMOVED_LEADER, why(self, 2));
	EXPECT_EQ(1, testbed_flow_count(bed, NULL));
}

TEST_F(timeout, who_may_lead)
{
	struct testbed *bed = &self->bed;

	EXPECT_EQ(-ENOENT, add(bed, "priority 1", "table 1"));
	EXPECT_EQ(-ENOENT, add(bed, "table 1", "table 1"));
	ASSERT_EQ(0, add(bed, NULL, "priority 1"));
	ASSERT_EQ(0, add(bed, "priority 1", "table 1"));
	EXPECT_EQ(-ELOOP, add(bed, "table 1", "table 2"));
	ASSERT_EQ(0, add(bed, NULL, "priority 2"));
	EXPECT_EQ(-ENOENT, add(bed, "priority 2", "priority 2"));
	EXPECT_EQ(-ELOOP, add(bed, "priority 2", "priority 1"));
	EXPECT_EQ(3, testbed_flow_count(bed, NULL));
}

TEST_HARNESS_MAIN
