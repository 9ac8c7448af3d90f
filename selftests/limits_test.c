// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How many groups and buckets there can be: the last one is added, one more
 * is refused and changes nothing, and what was given back can be had again.
 */
#include <errno.h>

#include "kselftest_harness.h"
#include "netns.h"
#include "request.h"
#include "snapshot.h"
#include "switch.h"
#include "transaction.h"

#define FIRST_GROUP	1000

FIXTURE(limit)
{
	struct netns netns;
	struct flow_switch sw;	/* as it was made */
};

FIXTURE_SETUP(limit)
{
	ASSERT_EQ(0, netns_create(&self->netns));
	ASSERT_EQ(0, flow_switch_get(self->netns.flow, NETNS_SWITCH, &self->sw));
}

FIXTURE_TEARDOWN(limit)
{
	netns_destroy(&self->netns);
}

/* Is refused so, and leaves all as it was. */
static void expect_too_many(struct __test_metadata *_metadata, FIXTURE_DATA(limit) *self,
			    const struct request *request, int error, const char *text)
{
	struct flow_netlink *flow = self->netns.flow;
	struct snapshot before, after;

	ASSERT_EQ(0, snapshot_take(flow, NETNS_SWITCH, &before));
	EXPECT_EQ(-error, request_send(flow, request));
	EXPECT_STREQ(text, flow_netlink_error_text(flow));
	ASSERT_EQ(0, snapshot_take(flow, NETNS_SWITCH, &after));
	EXPECT_TRUE(snapshot_same(&before, &after));
	snapshot_clear(&before);
	snapshot_clear(&after);
}

/* Adds @count groups, more than one netlink message holds. */
static int add_groups(struct flow_netlink *flow, unsigned int count)
{
	struct flow_transaction *transaction = flow_transaction_new(NETNS_SWITCH);
	struct flow_group group = { .id = FIRST_GROUP };
	int error = 0;

	for (; !error && count; count--, group.id++)
		error = flow_transaction_group_new(transaction, &group);
	if (!error)
		error = flow_transaction_commit(transaction, flow, FLOW_TRANSACTION_SPLIT, NULL);
	flow_transaction_free(transaction);
	return error;
}

TEST_F(limit, groups)
{
	const struct request one_more = {
		"group", FLOWDP_CMD_GROUP_NEW, 0,
		ATTRS(U32(FLOWDP_A_GROUP_ID, 30),
		      U8(FLOWDP_A_GROUP_KIND, FLOWDP_GROUP_ALL)), 0
	};
	const struct request delete = {
		"group", FLOWDP_CMD_GROUP_DEL, 0, ATTRS(U32(FLOWDP_A_GROUP_ID, FIRST_GROUP)), 0
	};
	struct flow_netlink *flow = self->netns.flow;
	struct flow_switch sw;

	ASSERT_EQ(0, add_groups(flow, FLOWDP_GROUPS_MAX - self->sw.groups));
	ASSERT_EQ(0, flow_switch_get(flow, NETNS_SWITCH, &sw));
	EXPECT_EQ(FLOWDP_GROUPS_MAX, sw.groups);
	expect_too_many(_metadata, self, &one_more, ENOSPC,
			"the switch holds as many groups as it can; delete one first");
	ASSERT_EQ(0, request_send(flow, &delete));
	EXPECT_EQ(0, request_send(flow, &one_more));
}

TEST_F(limit, buckets)
{
	const struct attr bucket =
		NEST(FLOWDP_A_GROUP_BUCKET,
		     NEST(FLOWDP_A_BUCKET_ACTIONS, FLAG(FLOWDP_A_ACTION_DROP)));
	static struct attr attrs[2 + FLOWDP_BUCKETS_MAX + 2] = {
		U32(FLOWDP_A_GROUP_ID, 30), U8(FLOWDP_A_GROUP_KIND, FLOWDP_GROUP_ALL),
	};
	const struct request request = { "group", FLOWDP_CMD_GROUP_NEW, 0, attrs, 0 };
	unsigned int i;

	for (i = 0; i <= FLOWDP_BUCKETS_MAX; i++)
		attrs[2 + i] = bucket;
	expect_too_many(_metadata, self, &request, E2BIG, "a group holds at most 4096 buckets");
	attrs[2 + FLOWDP_BUCKETS_MAX] = (struct attr){ 0 };
	EXPECT_EQ(0, request_send(self->netns.flow, &request));
}

TEST_HARNESS_MAIN
