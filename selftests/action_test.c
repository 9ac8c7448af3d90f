// SPDX-License-Identifier: GPL-2.0-or-later
/* Lists of actions: their order, groups, and the way from table to table. */
#include <linux/flowdp.h>
#include "frames.h"
#include "group.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"
#include "transaction.h"

#define PORTS	4
#define P(n)	TESTBED_PORT(n)

FIXTURE(action) {
	struct testbed bed;
};

FIXTURE_SETUP(action)
{
	ASSERT_TRUE(testbed_open(&self->bed, PORTS, 0));
}

FIXTURE_TEARDOWN(action)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* The frame of the tests, as it is once its destination ends in @last. */
static struct flow_frame *frame_to(unsigned int last)
{
	return frame_of("length 100 eth_dst 02:00:00:00:00:%02x ipv4_dst 10.0.0.9", last);
}

#define SET_TO(last)	"set eth_dst 02:00:00:00:00:" last " "

/* What leaves by each port; NULL: nothing. */
static bool leaves(struct testbed *bed, struct flow_frame *const out[PORTS + 1])
{
	unsigned int i;

	if (testbed_inject(bed, 1, frame_to(1)) != TESTBED_FORWARDED)
		return false;
	for (i = 1; i <= PORTS; i++) {
		if (out[i] && !testbed_expect(bed, i, out[i]))
			return false;
	}
	return testbed_silent(bed);
}

TEST_F(action, drop)
{
	struct testbed *bed = &self->bed;

	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(1), FLOWDP_DROP_NO_MATCH));
	ASSERT_EQ(0, testbed_flow(bed, "actions drop"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(1), FLOWDP_DROP_POLICY));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "%s", ""));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(1), FLOWDP_DROP_POLICY));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions " SET_TO("02")));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(1), FLOWDP_DROP_POLICY));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions output 1 " SET_TO("02")));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(1), FLOWDP_DROP_SAME_PORT));
	ASSERT_EQ(0, testbed_flow_flush(bed, NULL));
	ASSERT_EQ(0, testbed_table(bed, 0, "drop"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(1), FLOWDP_DROP_POLICY));
}

TEST_F(action, several_outputs)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, testbed_flow(bed, "actions output 2 output 3 output 4"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(1), P(2) | P(3) | P(4), frame_to(1)));
	/* As many copies as there are outputs. */
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions output 3 output 3 output 3"));
	ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, frame_to(1)));
	for (i = 0; i < 3; i++)
		EXPECT_TRUE(testbed_expect(bed, 3, frame_to(1)));
	/* One output that fails does not stop the others. */
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions output 2 output 1 output 3"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(1), P(2) | P(3), frame_to(1)));
	EXPECT_EQ(1, testbed_tx_drops(bed, 1, FLOWDP_DROP_SAME_PORT));
}

TEST_F(action, longest_list)
{
	struct flow_entry entry = testbed_parse_flow("%s", "");
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < FLOWDP_ACTIONS_MAX; i++)
		ASSERT_EQ(0, flow_actions_output(&entry.actions, 2 + i % 2));
	entry.switch_ifindex = bed->switch_ifindex;
	ASSERT_EQ(0, flow_entry_new(bed->netlink, &entry, NLM_F_CREATE));
	ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, frame_to(1)));
	for (i = 0; i < FLOWDP_ACTIONS_MAX; i++)
		EXPECT_TRUE(testbed_expect(bed, 2 + i % 2, frame_to(1)));
}

/* A change is seen by the outputs behind it, and by none before it. */
TEST_F(action, order)
{
	struct testbed *bed = &self->bed;
	struct flow_frame *tagged;

	ASSERT_EQ(0, testbed_flow(bed, "actions output 2 " SET_TO("03") "output 3 "
				  SET_TO("04") "output 4"));
	EXPECT_TRUE(leaves(bed, (struct flow_frame *[]){ NULL, NULL, frame_to(1), frame_to(3),
							 frame_to(4) }));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions output 2 push_vlan vid 5 "
				      "output 3 pop_vlan set ipv4_dst 10.0.0.8 output 4"));
	tagged = frame_tagged(frame_to(1), 0x8100, 5);
	EXPECT_TRUE(leaves(bed, (struct flow_frame *[]){ NULL, NULL, frame_to(1), tagged,
			   frame_of("length 100 eth_dst 02:00:00:00:00:01 ipv4_dst 10.0.0.8") }));
}

TEST_F(action, places)
{
	static const struct {
		const char *flow;
		int error;
	} cases[] = {
		{ "actions drop output 2", -EINVAL },
		{ "actions output 2 drop", -EINVAL },
		{ "actions drop drop", -EINVAL },
		{ "actions goto 1 output 2", -EINVAL },
		{ "actions goto 1 goto 2", -EINVAL },
		{ "actions goto 0", -ELOOP },
		{ "table 5 actions goto 5", -ELOOP },
		{ "table 5 actions goto 4", -ELOOP },
		{ "actions output 5", -ENOENT },
		{ "actions output 4095", -ENOENT },
		{ "actions group 1", -ENOENT },
	};
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		EXPECT_EQ(cases[i].error, testbed_flow(bed, "%s", cases[i].flow))
			TH_LOG("case %u", i);
	EXPECT_EQ(0, testbed_flow_count(bed, NULL));
	EXPECT_EQ(-ELOOP, testbed_table(bed, 3, "goto 3"));
	EXPECT_EQ(-ENOENT, testbed_table(bed, 3, "output 77"));
	EXPECT_EQ(-ENOENT, testbed_table(bed, 3, "group 77"));
}

/* A packet may come through all tables, and each adds to what it does. */
TEST_F(action, goto_through_all_tables)
{
	struct testbed *bed = &self->bed;
	unsigned int table, last = FLOWDP_TABLES_MAX - 1;

	for (table = 0; table < last; table++) {
		ASSERT_EQ(0, testbed_flow(bed, "table %u eth_dst 02:00:00:00:00:%02x actions "
					  "output 2 set eth_dst 02:00:00:00:00:%02x goto %u",
					  table, table, table + 1, table + 1));
	}
	ASSERT_EQ(0, testbed_flow(bed, "table %u eth_dst 02:00:00:00:00:0f actions output 3",
				  last));
	for (table = 0; table < 2; table++) {	/* once by the tables, once by the cache */
		unsigned int i;

		ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, frame_to(0)));
		for (i = 0; i < last; i++)
			EXPECT_TRUE(testbed_expect(bed, 2, frame_to(i)));
		EXPECT_TRUE(testbed_expect(bed, 3, frame_to(last)));
	}
	EXPECT_EQ(2, testbed_flow_packets(bed, "table 14 eth_dst 02:00:00:00:00:0e"));
}

/* Later tables match what earlier ones made of the packet. */
TEST_F(action, later_tables_see_changes)
{
	static const struct {
		const char *actions, *match;
	} cases[] = {
		{ "set vid 7", "vid 7" },
		{ "set pcp 3", "pcp 3" },
		{ "push_vlan vid 5 pcp 1", "vlan_tpid 802.1Q vlan_tci 0x2005" },
		{ "push_vlan vid 5 set vlan_tci 6", "vlan_tci 6" },
		{ "push_vlan vid 5 push_vlan vid 6", "vlan_tci 6 inner_vlan_tci 5" },
		{ "push_vlan vid 5 pop_vlan", "vlan_tpid none" },
		{ "set eth_src 02:00:00:00:00:77", "eth_src 02:00:00:00:00:77" },
		{ "set ipv4_dst 10.0.0.8", "ipv4_dst 10.0.0.8" },
		{ "set ip_tos 0xb8/0xfc", "eth_type ipv4 ip_tos 0xb8" },
		{ "set tp_dst 77", "eth_type ipv4 ip_proto udp tp_dst 77" },
	};
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, testbed_table(bed, 1, "drop"));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct flow_frame *frame = frame_of("length 100 ipv4_dst 10.0.0.9 "
							  "ip_proto udp");
		struct flow_frame seen;

		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
					      "actions %s goto 1", cases[i].actions));
		EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_POLICY));
		ASSERT_EQ(0, testbed_flow(bed, "table 1 %s actions set vid 0 output 2",
					  cases[i].match));
		EXPECT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, frame))
			TH_LOG("case %u", i);
		EXPECT_TRUE(testbed_receive(bed, 2, &seen, NULL));
		ASSERT_EQ(0, testbed_flow_delete(bed, "table 1 %s", cases[i].match));
	}
}

/* An action that fails ends the packet's way through the tables too. */
TEST_F(action, failure_stops_goto)
{
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "actions pop_vlan goto 1"));
	ASSERT_EQ(0, testbed_table(bed, 1, "output 2"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(1), FLOWDP_DROP_ACTION_FAILED));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_tagged(frame_to(1), 0x8100, 5), P(2),
				     frame_to(1)));
}

/* Each bucket works on a copy of its own; what follows the group sees none of it. */
TEST_F(action, group_of_all)
{
	static const char *const buckets[] = {
		SET_TO("02") "output 2", "pop_vlan output 2", "drop", "push_vlan vid 5 output 3",
		NULL
	};
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_group(bed, 1, buckets));
	ASSERT_EQ(0, testbed_flow(bed, "actions group 1 output 4"));
	EXPECT_TRUE(leaves(bed, (struct flow_frame *[]){ NULL, NULL, frame_to(2),
			   frame_tagged(frame_to(1), 0x8100, 5), frame_to(1) }));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions " SET_TO("07") "group 1"));
	EXPECT_TRUE(leaves(bed, (struct flow_frame *[]){ NULL, NULL, frame_to(2),
			   frame_tagged(frame_to(7), 0x8100, 5), NULL }));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions group 1 goto 1"));
	ASSERT_EQ(0, testbed_table(bed, 1, "group 1 output 4"));
	ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, frame_to(1)));
	EXPECT_TRUE(testbed_expect(bed, 2, frame_to(2)) && testbed_expect(bed, 2, frame_to(2)));
	EXPECT_TRUE(testbed_expect(bed, 3, frame_tagged(frame_to(1), 0x8100, 5)) &&
		    testbed_expect(bed, 3, frame_tagged(frame_to(1), 0x8100, 5)));
	EXPECT_TRUE(testbed_expect(bed, 4, frame_to(1)));
}

static int keep_counts(const struct flow_group *group, void *data)
{
	*(struct flow_group *)data = *group;
	return 0;
}

/* The group's only entry; the buckets are not to be looked at. */
static struct flow_group counts_of(struct testbed *bed)
{
	struct flow_group group = { .packets = UINT64_MAX };

	flow_group_dump(bed->netlink, bed->switch_ifindex, keep_counts, NULL, &group);
	return group;
}

TEST_F(action, group_without_output)
{
	static const char *const none[] = { NULL }, *const same[] = { "output 1", NULL };
	static const char *const dropping[] = { "drop", "", NULL };
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_group(bed, 1, none));
	ASSERT_EQ(0, testbed_flow(bed, "actions group 1"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(1), FLOWDP_DROP_NO_OUTPUT));
	ASSERT_EQ(0, testbed_group_set(bed, 1, same));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(1), FLOWDP_DROP_SAME_PORT));
	ASSERT_EQ(0, testbed_group_set(bed, 1, dropping));
	testbed_inject(bed, 1, frame_to(1));
	EXPECT_TRUE(testbed_silent(bed));
	EXPECT_EQ(3, counts_of(bed).packets);
	EXPECT_EQ(300, counts_of(bed).bytes);
	EXPECT_EQ(1, counts_of(bed).flows);
}

/* What became of the copies is what became of the packet. */
TEST_F(action, fate_in_a_group)
{
	static const char *const good_first[] = { "output 2", "drop", NULL };
	static const char *const bad[] = { "output 1", NULL };
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_group(bed, 1, good_first));
	ASSERT_EQ(0, testbed_flow(bed, "actions group 1"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(1), P(2), frame_to(1)));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions group 1 " SET_TO("05")));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(1), P(2), frame_to(1)));
	ASSERT_EQ(0, testbed_group_set(bed, 1, bad));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(1), FLOWDP_DROP_SAME_PORT));
}

TEST_F(action, group_changes_at_once)
{
	static const char *const two[] = { "output 2", NULL };
	static const char *const three[] = { "output 3", NULL };
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_group(bed, 9, two));
	EXPECT_EQ(-EEXIST, testbed_group(bed, 9, three));
	ASSERT_EQ(0, testbed_flow(bed, "actions group 9"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(1), P(2), frame_to(1)));
	ASSERT_EQ(0, testbed_group_set(bed, 9, three));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(1), P(3), frame_to(1)));
	EXPECT_EQ(-EBUSY, flow_group_delete(bed->netlink, bed->switch_ifindex, 9));
	ASSERT_EQ(0, testbed_flow_flush(bed, NULL));
	EXPECT_EQ(0, flow_group_delete(bed->netlink, bed->switch_ifindex, 9));
	EXPECT_EQ(-ENOENT, testbed_group_set(bed, 9, three));
}

/* What a refused transaction has let go of is held again. */
TEST_F(action, group_of_a_default_that_stays)
{
	static const char *const two[] = { "output 2", NULL };
	const struct flow_identity missing = { .priority = 99 };
	const struct flow_table nothing = { .id = 0 };
	struct testbed *bed = &self->bed;
	struct flow_transaction *refused = flow_transaction_new(bed->switch_ifindex);

	ASSERT_EQ(0, testbed_group(bed, 9, two));
	ASSERT_EQ(0, testbed_table(bed, 0, "group 9"));
	ASSERT_EQ(0, flow_transaction_table_set(refused, &nothing));
	ASSERT_EQ(0, flow_transaction_group_delete(refused, 9));
	ASSERT_EQ(0, flow_transaction_entry_delete(refused, &missing));
	EXPECT_EQ(-ENOENT, flow_transaction_commit(refused, bed->netlink, 0, NULL));
	flow_transaction_free(refused);
	EXPECT_EQ(1, counts_of(bed).flows);
	EXPECT_EQ(-EBUSY, flow_group_delete(bed->netlink, bed->switch_ifindex, 9));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(1), P(2), frame_to(1)));
	ASSERT_EQ(0, testbed_table(bed, 0, ""));
	EXPECT_EQ(0, flow_group_delete(bed->netlink, bed->switch_ifindex, 9));
}

/* Buckets hold neither groups nor goto, so that no packet goes round in circles. */
TEST_F(action, group_in_group)
{
	static const char *const group[] = { "output 2", "group 1", NULL };
	static const char *const jump[] = { "goto 1", NULL }, *const plain[] = { "output 2", NULL };
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_group(bed, 1, plain));
	EXPECT_EQ(-EOPNOTSUPP, testbed_group(bed, 2, group));
	EXPECT_EQ(-EOPNOTSUPP, testbed_group_set(bed, 1, group));
	EXPECT_EQ(-EOPNOTSUPP, testbed_group(bed, 2, jump));
	EXPECT_EQ(-ENOENT, flow_group_delete(bed->netlink, bed->switch_ifindex, 2));
	ASSERT_EQ(0, testbed_flow(bed, "actions group 1"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(1), P(2), frame_to(1)));
}

TEST_HARNESS_MAIN
