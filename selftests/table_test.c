// SPDX-License-Identifier: GPL-2.0-or-later
/* What tables hold: flows added, replaced and deleted, defaults, limits, counters. */
#include <linux/flowdp.h>
#include <time.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "switch.h"
#include "table.h"
#include "testbed.h"
#include "testbed_rules.h"
#include "transaction.h"

#define P(n)	TESTBED_PORT(n)

FIXTURE(table) {
	struct testbed bed;
};

FIXTURE_SETUP(table)
{
	ASSERT_TRUE(testbed_open(&self->bed, 4, 0));
}

FIXTURE_TEARDOWN(table)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

static int keep_table(const struct flow_table *table, void *data)
{
	struct flow_table *tables = data;

	tables[table->id] = *table;
	return 0;
}

static struct flow_table table_get(struct testbed *bed, uint8_t id)
{
	static struct flow_table tables[FLOWDP_TABLES_MAX];

	flow_table_dump(bed->netlink, bed->switch_ifindex, keep_table, NULL, tables);
	return tables[id];
}

static struct flow_switch switch_get(struct testbed *bed)
{
	struct flow_switch object = { 0 };

	flow_switch_get(bed->netlink, bed->switch_ifindex, &object);
	return object;
}

static int set_flows_max(struct testbed *bed, uint32_t max)
{
	const struct flow_switch object = {
		.present = FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FLOWS_MAX),
		.ifindex = bed->switch_ifindex,
		.flows_max = max,
	};

	return flow_switch_set(bed->netlink, &object);
}

TEST_F(table, defaults)
{
	struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;

	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_NO_MATCH));
	EXPECT_EQ(1, table_get(bed, 0).default_packets);
	EXPECT_EQ(0, table_get(bed, 0).default_actions.count);
	ASSERT_EQ(0, testbed_table(bed, 0, "goto 7"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_NO_MATCH));
	ASSERT_EQ(0, testbed_table(bed, 7, "output 2 goto 15"));
	ASSERT_EQ(0, testbed_table(bed, 15, "output 3"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2) | P(3), frame));
	/* Setting a default starts its counters. */
	EXPECT_EQ(2, table_get(bed, 0).default_packets);
	EXPECT_EQ(1, table_get(bed, 7).default_packets);
	EXPECT_EQ(1, table_get(bed, 15).default_packets);
	EXPECT_EQ(100, table_get(bed, 15).default_bytes);
	EXPECT_EQ(2, table_get(bed, 7).default_actions.count);
	/* A flow comes before the default, in its own table only. */
	ASSERT_EQ(0, testbed_flow(bed, "table 7 actions output 4"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(4), frame));
	EXPECT_EQ(1, table_get(bed, 7).default_packets);
	ASSERT_EQ(0, testbed_table(bed, 0, ""));
	EXPECT_TRUE(testbed_drops(bed, 1, frame, FLOWDP_DROP_NO_MATCH));
	EXPECT_EQ(-ERANGE, testbed_table(bed, FLOWDP_TABLES_MAX, "drop"));
}

/* Flows of other tables are not seen, whatever their priority. */
TEST_F(table, tables_are_apart)
{
	struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 1; i < FLOWDP_TABLES_MAX; i++)
		ASSERT_EQ(0, testbed_flow(bed, "table %u priority %u actions output 3", i, i));
	ASSERT_EQ(0, testbed_flow(bed, "priority 0 actions output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(1, table_get(bed, 5).flows);
	EXPECT_EQ(1, table_get(bed, 5).masks);
	EXPECT_EQ(FLOWDP_TABLES_MAX, switch_get(bed).flows);
	EXPECT_EQ(FLOWDP_TABLES_MAX, switch_get(bed).masks);
	EXPECT_EQ(-ERANGE, testbed_flow(bed, "table 16 actions output 2"));
}

TEST_F(table, presence)
{
	struct testbed *bed = &self->bed;

	EXPECT_EQ(-ENOENT, testbed_flow_new(bed, 0, "actions output 2"));
	EXPECT_EQ(-ENOENT, testbed_flow_new(bed, NLM_F_REPLACE, "actions output 2"));
	EXPECT_EQ(-ENOENT, testbed_flow_delete(bed, "%s", ""));
	EXPECT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_EXCL, "actions output 2"));
	EXPECT_EQ(-EEXIST, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_EXCL, "actions output 3"));
	EXPECT_EQ(-EEXIST, testbed_flow_new(bed, NLM_F_CREATE, "actions output 3"));
	EXPECT_EQ(-EEXIST, testbed_flow_new(bed, 0, "actions output 3"));
	/* Another priority, key or mask is another flow. */
	EXPECT_EQ(0, testbed_flow(bed, "priority 1 actions output 2"));
	EXPECT_EQ(0, testbed_flow(bed, "eth_type arp actions output 2"));
	EXPECT_EQ(0, testbed_flow(bed, "eth_type 0x0800/0xff00 actions output 2"));
	EXPECT_EQ(4, testbed_flow_count(bed, NULL));
	EXPECT_EQ(0, testbed_flow_delete(bed, "priority 1"));
	EXPECT_EQ(-ENOENT, testbed_flow_delete(bed, "priority 1"));
	EXPECT_EQ(3, testbed_flow_count(bed, NULL));
}

TEST_F(table, replace_keeps_statistics)
{
	struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	struct flow_transaction *twice = flow_transaction_new(bed->switch_ifindex);
	struct flow_entry entry, other = testbed_parse_flow("cookie 7");
	unsigned int i;

	ASSERT_EQ(0, testbed_flow(bed, "cookie 5 actions output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
				      "cookie 6 idle_timeout 90 actions output 3 output 4"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(3) | P(4), frame));
	ASSERT_EQ(0, testbed_flow_get(bed, &entry, "%s", ""));
	EXPECT_EQ(2, entry.packets);
	EXPECT_EQ(200, entry.bytes);
	EXPECT_EQ(6, entry.cookie);
	EXPECT_EQ(90, entry.idle_timeout);
	EXPECT_EQ(2, entry.actions.count);
	for (i = 0; i < 50; i++)
		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "cookie %u", i));
	EXPECT_EQ(2, testbed_flow_packets(bed, "%s", ""));
	EXPECT_EQ(1, switch_get(bed).flows);
	/* Replaced twice at once. */
	ASSERT_EQ(0, flow_transaction_entry_new(twice, &other, NLM_F_REPLACE));
	ASSERT_EQ(0, flow_transaction_entry_new(twice, &other, NLM_F_REPLACE));
	ASSERT_EQ(0, flow_transaction_commit(twice, bed->netlink, 0, NULL));
	flow_transaction_free(twice);
	ASSERT_EQ(0, testbed_flow_get(bed, &entry, "%s", ""));
	EXPECT_EQ(2, entry.packets);
	EXPECT_LE(50, entry.age_ms);
	/* Deleted and added again it begins anew. */
	ASSERT_EQ(0, testbed_flow_delete(bed, "%s", ""));
	ASSERT_EQ(0, testbed_flow(bed, "actions output 2"));
	ASSERT_EQ(0, testbed_flow_get(bed, &entry, "%s", ""));
	EXPECT_EQ(0, entry.packets);
	EXPECT_EQ(FLOW_ENTRY_IDLE_NEVER, entry.idle_ms);
}

/* A replacement that fails leaves all as it was. */
TEST_F(table, failed_replacement)
{
	struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "cookie 5 actions output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(-ENOENT, testbed_flow_new(bed, NLM_F_REPLACE, "actions output 3 output 99"));
	EXPECT_EQ(-ENOENT, testbed_flow_new(bed, NLM_F_REPLACE, "actions group 99"));
	EXPECT_EQ(-ELOOP, testbed_flow_new(bed, NLM_F_REPLACE, "actions goto 0"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, P(2), frame));
	EXPECT_EQ(2, testbed_flow_packets(bed, "%s", ""));
}

/* How many flows are left after all that agree with the filter were deleted. */
static int left_after(struct testbed *bed, struct flow_filter filter, const char *match)
{
	static const char *const flows[] = {
		"table 0 priority 1 cookie 0x11 ipv4_dst 10.0.0.1",
		"table 0 priority 2 cookie 0x12 ipv4_dst 10.0.0.0/24",
		"table 0 priority 3 cookie 0x21 eth_type ipv4 ip_proto udp tp_dst 53",
		"table 1 priority 1 cookie 0x22 eth_type arp",
		"table 1 priority 1 cookie 0x1100000000 ipv4_dst 10.0.0.1",
		"table 2 priority 1",
	};
	struct flow_entry entry = testbed_parse_flow("%s", match);
	int listed, left;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flows); i++) {
		if (testbed_flow(bed, "%s", flows[i]))
			return -1;
	}
	filter.match = entry.identity.match;
	listed = testbed_flow_count(bed, &filter);
	testbed_flow_flush(bed, &filter);
	left = testbed_flow_count(bed, NULL);
	testbed_flow_flush(bed, NULL);
	return listed == (int)ARRAY_SIZE(flows) - left ? left : -1;
}

TEST_F(table, filters)
{
	const struct flow_filter all = { 0 }, one = { .has_table = true, .table = 1 };
	const struct flow_filter none = { .has_table = true, .table = 9 };
	const struct flow_filter cookie = { .has_cookie = true, .cookie = 0x11 };
	const struct flow_filter zero = { .has_cookie = true };
	const struct flow_filter tens = { .has_cookie = true, .cookie = 0x10, .cookie_mask = 0xf0 };
	const struct flow_filter both = { .has_cookie = true, .cookie = 0x20, .cookie_mask = 0xf0,
					  .has_table = true, .table = 1 };
	struct testbed *bed = &self->bed;

	EXPECT_EQ(0, left_after(bed, all, ""));
	EXPECT_EQ(4, left_after(bed, one, ""));
	EXPECT_EQ(6, left_after(bed, none, ""));
	EXPECT_EQ(5, left_after(bed, cookie, ""));
	EXPECT_EQ(5, left_after(bed, zero, ""));
	EXPECT_EQ(4, left_after(bed, tens, ""));
	EXPECT_EQ(5, left_after(bed, both, ""));
	/* By match: at least those bits, and with those values. */
	EXPECT_EQ(4, left_after(bed, all, "ipv4_dst 10.0.0.1"));
	EXPECT_EQ(3, left_after(bed, all, "ipv4_dst 10.0.0.0/24"));
	EXPECT_EQ(3, left_after(bed, all, "ipv4_dst 10.0.0.0/8"));
	EXPECT_EQ(6, left_after(bed, all, "ipv4_dst 10.0.0.2"));
	EXPECT_EQ(2, left_after(bed, all, "eth_type ipv4"));
	EXPECT_EQ(5, left_after(bed, one, "eth_type ipv4"));
	EXPECT_EQ(6, left_after(bed, all, "in_port 1"));
}

TEST_F(table, full)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	EXPECT_EQ(FLOWDP_FLOWS_DEFAULT, switch_get(bed).flows_max);
	EXPECT_EQ(-ERANGE, set_flows_max(bed, 0));
	EXPECT_EQ(-ERANGE, set_flows_max(bed, FLOWDP_FLOWS_LIMIT + 1));
	ASSERT_EQ(0, set_flows_max(bed, 3));
	for (i = 0; i < 3; i++)
		ASSERT_EQ(0, testbed_flow(bed, "table %u priority %u actions output 2", i, i));
	EXPECT_EQ(-ENOSPC, testbed_flow(bed, "priority 9 actions output 2"));
	EXPECT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "priority 0 actions output 3"));
	EXPECT_EQ(0, testbed_flow_delete(bed, "priority 0"));
	EXPECT_EQ(0, testbed_flow(bed, "priority 9 actions output 2"));
	/* Those that are there stay. */
	ASSERT_EQ(0, set_flows_max(bed, 1));
	EXPECT_EQ(3, switch_get(bed).flows);
	ASSERT_EQ(0, testbed_flow_delete(bed, "priority 9"));
	EXPECT_EQ(-ENOSPC, testbed_flow(bed, "priority 9 actions output 2"));
}

/* Room that a transaction makes, it can use; what is undone takes none. */
TEST_F(table, full_inside_a_transaction)
{
	struct testbed *bed = &self->bed;
	struct flow_transaction *both = flow_transaction_new(bed->switch_ifindex);
	struct flow_entry old = testbed_parse_flow("priority 1 actions output 2");
	struct flow_entry new = testbed_parse_flow("priority 2 actions output 3");
	size_t failed = 99;

	ASSERT_EQ(0, set_flows_max(bed, 1));
	ASSERT_EQ(0, testbed_flow(bed, "priority 1 actions output 2"));
	ASSERT_EQ(0, flow_transaction_entry_delete(both, &old.identity));
	ASSERT_EQ(0, flow_transaction_entry_new(both, &new, NLM_F_CREATE));
	EXPECT_EQ(0, flow_transaction_commit(both, bed->netlink, 0, &failed));
	EXPECT_EQ(1, switch_get(bed).flows);
	EXPECT_EQ(0, testbed_flow_packets(bed, "priority 2"));
	flow_transaction_reset(both);
	ASSERT_EQ(0, flow_transaction_entry_delete(both, &new.identity));
	ASSERT_EQ(0, flow_transaction_entry_new(both, &old, NLM_F_CREATE));
	ASSERT_EQ(0, flow_transaction_entry_new(both, &new, NLM_F_CREATE));
	EXPECT_EQ(-ENOSPC, flow_transaction_commit(both, bed->netlink, 0, &failed));
	EXPECT_EQ(2, failed);
	EXPECT_EQ(1, switch_get(bed).flows);
	EXPECT_EQ(0, testbed_flow_packets(bed, "priority 2"));
	flow_transaction_free(both);
}

/* Flows that differ in priority alone. */
TEST_F(table, priorities)
{
	struct testbed *bed = &self->bed;
	struct flow_transaction *both = flow_transaction_new(bed->switch_ifindex);
	struct flow_entry old = testbed_parse_flow("priority 999 in_port 1");
	struct flow_entry new = testbed_parse_flow("priority 1000 in_port 1 actions output 3");
	unsigned int i;

	for (i = 0; i < FLOWDP_PRIORITIES_MAX; i++)
		ASSERT_EQ(0, testbed_flow(bed, "priority %u in_port 1 actions output 2", i));
	EXPECT_EQ(-ENOSPC, testbed_flow(bed, "priority 999 in_port 1 actions output 3"));
	EXPECT_STREQ("the table has 64 flows of this match, as many as it can; "
		     "remove some of other priorities", flow_netlink_error_text(bed->netlink));
	EXPECT_EQ(FLOWDP_PRIORITIES_MAX, switch_get(bed).flows);
	/* Others, and those that are there already, have room. */
	EXPECT_EQ(0, testbed_flow(bed, "priority 999 in_port 2 actions output 3"));
	EXPECT_EQ(0, testbed_flow(bed, "table 1 priority 999 in_port 1 actions output 3"));
	EXPECT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE,
				      "priority 7 in_port 1 actions output 3"));
	ASSERT_EQ(0, testbed_flow_delete(bed, "priority 8 in_port 1"));
	EXPECT_EQ(0, testbed_flow(bed, "priority 999 in_port 1 actions output 3"));
	/* Room that a transaction makes, it can use. */
	ASSERT_EQ(0, flow_transaction_entry_delete(both, &old.identity));
	ASSERT_EQ(0, flow_transaction_entry_new(both, &new, NLM_F_CREATE));
	EXPECT_EQ(0, flow_transaction_commit(both, bed->netlink, 0, NULL));
	flow_transaction_free(both);
}

/* One mask for each pair of prefix lengths. */
TEST_F(table, masks)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < FLOWDP_MASKS_MAX; i++)
		ASSERT_EQ(0, testbed_flow(bed, "ipv4_src 0.0.0.0/%u ipv4_dst 0.0.0.0/%u "
					  "actions output 2", 1 + i / 32, 1 + i % 32));
	EXPECT_EQ(FLOWDP_MASKS_MAX, table_get(bed, 0).masks);
	EXPECT_EQ(-ENOSPC, testbed_flow(bed, "in_port 1"));
	EXPECT_EQ(0, testbed_flow(bed, "ipv4_src 1.2.3.4 ipv4_dst 1.2.3.4"));
	EXPECT_EQ(0, testbed_flow(bed, "table 1 in_port 1"));
	ASSERT_EQ(0, testbed_flow_flush(bed, NULL));
	EXPECT_EQ(0, switch_get(bed).masks);
	EXPECT_EQ(0, testbed_flow(bed, "in_port 1"));
}

TEST_HARNESS_MAIN
