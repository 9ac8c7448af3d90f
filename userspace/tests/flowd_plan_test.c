// SPDX-License-Identifier: GPL-2.0-or-later
/* Which flows are flowd's: those that read back just as they were written. */
#include "lib_testing.h"

#include "../flowd/plan.h"

static const uint8_t other_mac[6] = { 2, 9, 9, 9, 9, 9 };

static struct plan_flow random_flow(void)
{
	struct plan_flow flow;
	unsigned int i;

	memset(&flow, 0, sizeof(flow));
	flow.form = testing_below(3) ? PLAN_STATION : PLAN_GUARD;
	flow.table = flow.form == PLAN_GUARD || testing_below(2) ? PLAN_TABLE_SOURCE :
								   PLAN_TABLE_FORWARD;
	flow.kind = testing_below(__FLOW_FDB_KIND_MAX);
	for (i = 0; i < 6; i++)
		flow.mac[i] = testing_random();
	flow.vid = testing_below(FLOWDP_VID_MAX + 1);
	flow.port = testing_below(FLOWDP_PORTS_MAX);
	flow.serial = testing_random() & PLAN_SERIAL_MAX;
	if (flow.form == PLAN_STATION && flow.table == PLAN_TABLE_SOURCE) {
		flow.idle_timeout = testing_below(FLOWDP_TIMEOUT_MAX + 1);
		flow.suppresses = testing_below(2);
	}
	return flow;
}

static void flows_come_back(void **state)
{
	struct plan_flow flow, again;
	struct flow_identity identity;
	struct flow_entry entry;
	unsigned int i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		flow = random_flow();
		plan_to_entry(&flow, &entry);
		memset(&again, 0xff, sizeof(again));
		assert_true(plan_from_entry(&entry, &again));
		assert_int_equal(again.table, flow.table);
		assert_int_equal(again.form, flow.form);
		assert_int_equal(again.kind, flow.kind);
		assert_memory_equal(again.mac, flow.mac, 6);
		assert_int_equal(again.vid, flow.vid);
		assert_int_equal(again.port, flow.port);
		assert_int_equal(again.serial, flow.serial);
		assert_int_equal(again.idle_timeout, flow.idle_timeout);
		assert_int_equal(again.suppresses, flow.suppresses);
		plan_to_identity(&flow, &identity);
		assert_memory_equal(&identity, &entry.identity, sizeof(identity));
	}
}

static void what_the_kernel_is_told(void **state)
{
	struct plan_flow flow = { .table = PLAN_TABLE_SOURCE, .kind = FLOW_FDB_DYNAMIC, .vid = 10,
				  .port = 3, .serial = 0xabcdef, .idle_timeout = 300,
				  .mac = { 2, 0, 0, 0, 0, 1 } };
	struct flow_entry source, forward;

	(void)state;
	plan_to_entry(&flow, &source);
	assert_int_equal(source.identity.table, 8);
	assert_int_equal(source.identity.priority, 100);
	assert_true(source.cookie == 0x666c7764abcdef01);
	assert_int_equal(source.idle_timeout, 300);
	assert_false(source.has_leader);
	testing_assert_match(&source.identity.match, "in_port 3 vid 10 eth_src 02:00:00:00:00:01");
	testing_assert_actions(&source.actions, "goto 12");
	flow.table = PLAN_TABLE_FORWARD;
	plan_to_entry(&flow, &forward);
	assert_int_equal(forward.identity.table, 12);
	assert_int_equal(forward.idle_timeout, 0);
	testing_assert_match(&forward.identity.match, "vid 10 eth_dst 02:00:00:00:00:01");
	testing_assert_actions(&forward.actions, "output 3");
	assert_true(forward.has_leader);
	assert_int_equal(forward.leader.table, source.identity.table);
	assert_int_equal(forward.leader.priority, source.identity.priority);
	assert_true(flow_match_equal(&forward.leader.match, &source.identity.match));
}

/* Changes to a flow, each of which makes it another's. */
static void another_cookie(struct flow_entry *entry) { entry->cookie ^= 1ULL << 32; }
static void no_cookie(struct flow_entry *entry) { entry->cookie = 0; }
static void unknown_kind(struct flow_entry *entry) { entry->cookie |= 0xff; }
static void another_table(struct flow_entry *entry) { entry->identity.table ^= 4; }
static void policy_table(struct flow_entry *entry) { entry->identity.table = 0; }
static void another_priority(struct flow_entry *entry) { entry->identity.priority++; }
static void hard_timeout(struct flow_entry *entry) { entry->hard_timeout = 1; }
static void leader(struct flow_entry *entry) { entry->has_leader = !entry->has_leader; }
static void no_actions(struct flow_entry *entry) { entry->actions.count = 0; }
static void flood_too(struct flow_entry *entry) { flow_actions_flood(&entry->actions); }

static void without_vid(struct flow_entry *entry)
{
	flow_match_clear(&entry->identity.match, FLOWDP_A_FIELD_VID);
}

static void without_address(struct flow_entry *entry)
{
	flow_match_clear(&entry->identity.match, FLOWDP_A_FIELD_ETH_SRC);
	flow_match_clear(&entry->identity.match, FLOWDP_A_FIELD_ETH_DST);
}

static void other_field(struct flow_entry *entry)
{
	flow_match_set_number(&entry->identity.match, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_ARP);
}

static void masked_vid(struct flow_entry *entry)
{
	entry->identity.match.mask[FLOWDP_A_FIELD_VID].u16 ^= 1;
	entry->identity.match.key[FLOWDP_A_FIELD_VID].u16 &= ~1;
}

static void masked_address(struct flow_entry *entry)
{
	union flow_value mask = flow_field_exact(FLOWDP_A_FIELD_ETH_SRC);
	unsigned int id = flow_match_has(&entry->identity.match, FLOWDP_A_FIELD_ETH_SRC) ?
			  FLOWDP_A_FIELD_ETH_SRC : FLOWDP_A_FIELD_ETH_DST;

	mask.bytes[5] = 0;
	entry->identity.match.key[id].bytes[5] = 0;
	entry->identity.match.mask[id] = mask;
}

static void only_drop(struct flow_entry *entry)
{
	memset(&entry->actions, 0, sizeof(entry->actions));
	flow_actions_drop(&entry->actions);
}

static void to_a_group(struct flow_entry *entry)
{
	memset(&entry->actions, 0, sizeof(entry->actions));
	flow_actions_group(&entry->actions, 3);
}

static void goto_elsewhere(struct flow_entry *entry)
{
	memset(&entry->actions, 0, sizeof(entry->actions));
	flow_actions_goto(&entry->actions, 13);
}

typedef void alter_fn(struct flow_entry *entry);

static void assert_foreign(const struct plan_flow *flow, alter_fn *const *alter, size_t count)
{
	struct flow_entry entry;
	struct plan_flow again;
	size_t i;

	for (i = 0; i < count; i++) {
		plan_to_entry(flow, &entry);
		alter[i](&entry);
		if (plan_from_entry(&entry, &again))
			fail_msg("table %u, change %zu", flow->table, i);
	}
}

static void a_flow_that_was_altered_is_not_ours(void **state)
{
	static alter_fn *const alter[] = {
		another_cookie, no_cookie, unknown_kind, another_table, policy_table,
		another_priority, hard_timeout, leader, no_actions, flood_too, without_vid,
		without_address, other_field, masked_vid, masked_address, only_drop, to_a_group,
		goto_elsewhere,
	};
	struct plan_flow flow = { .table = PLAN_TABLE_SOURCE, .kind = FLOW_FDB_STATIC, .vid = 11,
				  .port = 3, .serial = 7, .mac = { 2, 0, 0, 0, 0, 1 } };

	(void)state;
	assert_foreign(&flow, alter, sizeof(alter) / sizeof(*alter));
	flow.table = PLAN_TABLE_FORWARD;
	assert_foreign(&flow, alter, sizeof(alter) / sizeof(*alter));
}

static void led_by_another_port(struct flow_entry *entry)
{
	flow_match_set_number(&entry->leader.match, FLOWDP_A_FIELD_IN_PORT, 4);
}

static void led_by_another_address(struct flow_entry *entry)
{
	flow_match_set_bytes(&entry->leader.match, FLOWDP_A_FIELD_ETH_SRC, other_mac);
}

static void led_from_another_table(struct flow_entry *entry) { entry->leader.table++; }
static void led_by_another_priority(struct flow_entry *entry) { entry->leader.priority++; }
static void output_elsewhere(struct flow_entry *entry) { entry->actions.list[0].port++; }
static void idle_timeout(struct flow_entry *entry) { entry->idle_timeout = 5; }

static void for_another_address(struct flow_entry *entry)
{
	flow_match_set_bytes(&entry->identity.match, FLOWDP_A_FIELD_ETH_DST, other_mac);
}

static void in_port_too(struct flow_entry *entry)
{
	flow_match_set_number(&entry->identity.match, FLOWDP_A_FIELD_IN_PORT, 3);
}

static void a_forward_flow_has_its_own_source_as_leader(void **state)
{
	static alter_fn *const alter[] = {
		led_by_another_port, led_by_another_address, led_from_another_table,
		led_by_another_priority, output_elsewhere, idle_timeout, for_another_address,
		in_port_too,
	};
	struct plan_flow flow = { .table = PLAN_TABLE_FORWARD, .kind = FLOW_FDB_DYNAMIC, .vid = 11,
				  .port = 3, .mac = { 2, 0, 0, 0, 0, 1 } };

	(void)state;
	assert_foreign(&flow, alter, sizeof(alter) / sizeof(*alter));
}

static void the_mark_is_the_upper_half_of_the_cookie(void **state)
{
	(void)state;
	assert_true(plan_is_ours(0x666c776400000000));
	assert_true(plan_is_ours(0x666c7764ffffffff));
	assert_false(plan_is_ours(0x666c776500000000));
	assert_false(plan_is_ours(0x00000000666c7764));
	assert_false(plan_is_ours(0));
}

static void assert_default(uint8_t table, const char *expected)
{
	struct flow_actions actions;

	plan_default(table, &actions);
	testing_assert_actions(&actions, expected);
}

/* The way of a frame; and a table is ready before another leads to it. */
static void tables_lead_to_one_another(void **state)
{
	unsigned int i;

	(void)state;
	assert_default(PLAN_TABLE_POLICY, "goto 8");
	assert_default(PLAN_TABLE_SOURCE, "upcall class learn bytes 64 goto 12");
	assert_default(PLAN_TABLE_SENDER, "goto 12");
	assert_default(PLAN_TABLE_TARGET, "goto 12");
	assert_default(PLAN_TABLE_FORWARD, "flood");
	assert_default(5, "drop");
	for (i = 1; i < PLAN_TABLES; i++)
		assert_true(plan_tables[i] < plan_tables[i - 1]);
}

static void assert_rule(enum plan_rule kind, uint8_t table, uint16_t priority, const char *match,
			const char *actions)
{
	struct plan_flow flow, again;
	struct flow_entry entry;

	plan_rule(kind, 10, &flow);
	assert_true(flow.form == PLAN_RULE);
	plan_to_entry(&flow, &entry);
	assert_int_equal(entry.identity.table, table);
	assert_int_equal(entry.identity.priority, priority);
	assert_int_equal(entry.idle_timeout, 0);
	assert_false(entry.has_leader);
	testing_assert_match(&entry.identity.match, match);
	testing_assert_actions(&entry.actions, actions);
	assert_true(plan_from_entry(&entry, &again));
	assert_memory_equal(&again, &flow, sizeof(flow));
	flow_match_set_number(&entry.identity.match, FLOWDP_A_FIELD_VID, 4095);
	assert_false(plan_from_entry(&entry, &again));
}

static void rules_of_vlans(void **state)
{
	(void)state;
	assert_rule(PLAN_NO_LEARNING, 8, 50, "vid 10", "goto 12");
	assert_rule(PLAN_DROP_UNICAST, 12, 50, "vid 10 eth_dst 00:00:00:00:00:00/01:00:00:00:00:00",
		    "drop");
	assert_rule(PLAN_DROP_MULTICAST, 12, 50, "vid 10 eth_dst 01:00:00:00:00:00/01:00:00:00:00:00",
		    "drop");
	assert_rule(PLAN_DROP_BROADCAST, 12, 60, "vid 10 eth_dst ff:ff:ff:ff:ff:ff", "drop");
	assert_rule(PLAN_FLOOD_BROADCAST, 12, 60, "vid 10 eth_dst ff:ff:ff:ff:ff:ff", "flood");
}

static void a_full_port(void **state)
{
	struct plan_flow flow = { .form = PLAN_OVERFLOW, .table = PLAN_TABLE_SOURCE, .port = 3,
				  .serial = 7 };
	struct flow_entry entry;
	struct plan_flow again;

	(void)state;
	plan_to_entry(&flow, &entry);
	assert_int_equal(entry.identity.table, 8);
	assert_int_equal(entry.identity.priority, 10);
	assert_int_equal(entry.idle_timeout, 0);
	assert_false(entry.has_leader);
	testing_assert_match(&entry.identity.match, "in_port 3");
	testing_assert_actions(&entry.actions, "drop");
	assert_true(plan_from_entry(&entry, &again));
	assert_memory_equal(&again, &flow, sizeof(flow));
	entry.cookie |= FLOW_FDB_DYNAMIC;
	assert_false(plan_from_entry(&entry, &again));
}

/* Somebody may write our mark into whatever flow the kernel takes. */
static void a_port_that_cannot_be(void **state)
{
	struct flow_entry entry;
	struct plan_flow flow, again;
	unsigned int i;

	(void)state;
	for (i = 0; i < 100; i++) {
		flow = random_flow();
		flow.port = FLOWDP_PORTS_MAX - 1;
		plan_to_entry(&flow, &entry);
		assert_true(plan_from_entry(&entry, &again));
		flow.port++;
		plan_to_entry(&flow, &entry);
		assert_false(plan_from_entry(&entry, &again));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flows_come_back),
		cmocka_unit_test(a_port_that_cannot_be),
		cmocka_unit_test(what_the_kernel_is_told),
		cmocka_unit_test(rules_of_vlans),
		cmocka_unit_test(a_full_port),
		cmocka_unit_test(a_flow_that_was_altered_is_not_ours),
		cmocka_unit_test(a_forward_flow_has_its_own_source_as_leader),
		cmocka_unit_test(the_mark_is_the_upper_half_of_the_cookie),
		cmocka_unit_test(tables_lead_to_one_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
