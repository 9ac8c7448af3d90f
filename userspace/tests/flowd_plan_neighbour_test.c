// SPDX-License-Identifier: GPL-2.0-or-later
/* The flows of neighbour suppression: what the kernel is told, and that it reads back. */
#include "lib_testing.h"

#include <arpa/inet.h>
#include "../flowd/plan.h"

static struct plan_flow flow_of(uint8_t table, int family, const char *address)
{
	struct plan_flow flow = { .table = table, .kind = FLOW_FDB_DYNAMIC, .port = 3, .serial = 7,
				  .mac = { 2, 0, 0, 0, 0, 1 },
				  .address = { .vid = 10, .family = family } };

	assert_int_equal(inet_pton(family, address, flow.address.bytes), 1);
	if (table == PLAN_TABLE_SENDER)
		flow.idle_timeout = 300;
	return flow;
}

static void assert_entry(const struct plan_flow *flow, unsigned int priority, const char *match,
			 const char *actions)
{
	struct flow_entry entry;
	struct plan_flow again;

	plan_to_entry(flow, &entry);
	assert_int_equal(entry.identity.table, flow->table);
	assert_int_equal(entry.identity.priority, priority);
	testing_assert_match(&entry.identity.match, match);
	testing_assert_actions(&entry.actions, actions);
	memset(&again, 0xff, sizeof(again));
	assert_true(plan_from_entry(&entry, &again));
	assert_memory_equal(&again, flow, sizeof(again));
}

static void a_sender_is_known_by_port_address_and_mac(void **state)
{
	struct plan_flow flow = flow_of(PLAN_TABLE_SENDER, AF_INET, "10.0.0.1");

	(void)state;
	assert_entry(&flow, 100, "in_port 3 vid 10 arp_spa 10.0.0.1 arp_sha 02:00:00:00:00:01",
		     "goto 11");
	flow = flow_of(PLAN_TABLE_SENDER, AF_INET6, "fe80::1");
	assert_entry(&flow, 100,
		     "in_port 3 vid 10 nd_target fe80::1 nd_tll 02:00:00:00:00:01",
		     "goto 11");
}

static void a_question_goes_to_the_owners(void **state)
{
	struct plan_flow flow = flow_of(PLAN_TABLE_TARGET, AF_INET, "10.0.0.1");

	(void)state;
	assert_entry(&flow, 100,
		     "vid 10 eth_dst ff:ff:ff:ff:ff:ff arp_op request arp_tpa 10.0.0.1",
		     "output 3");
	flow.others_count = 3;
	flow.others[0] = 9;
	flow.others[2] = 4;
	assert_entry(&flow, 100,
		     "vid 10 eth_dst ff:ff:ff:ff:ff:ff arp_op request arp_tpa 10.0.0.1",
		     "output 3 output 9 output 0 output 4");
	flow = flow_of(PLAN_TABLE_TARGET, AF_INET6, "2001:db8::1:2:3456");
	assert_entry(&flow, 100,
		     "vid 10 eth_dst 33:33:ff:02:34:56 icmp_type 135 nd_target 2001:db8::1:2:3456",
		     "output 3");
}

static void an_announcement_goes_to_all(void **state)
{
	struct plan_flow flow = flow_of(PLAN_TABLE_TARGET, AF_INET, "10.0.0.1");

	(void)state;
	flow.announcement = true;
	assert_entry(&flow, 200,
		     "vid 10 eth_dst ff:ff:ff:ff:ff:ff arp_op request arp_spa 10.0.0.1 arp_tpa 10.0.0.1",
		     "goto 12");
}

static void rules_hold_for_all_stations(void **state)
{
	struct plan_flow flow = { .table = PLAN_TABLE_SOURCE, .form = PLAN_RULE, .kind = PLAN_SUPPRESSION,
				  .vid = 10 };

	(void)state;
	assert_entry(&flow, 5, "vid 10", "upcall class learn bytes 64 goto 10");
	flow = (struct plan_flow){ .table = PLAN_TABLE_SENDER, .form = PLAN_SENDER_RULE };
	assert_entry(&flow, 300, "vlan_tpid 802.1Q", "goto 12");
	flow.rule++;
	assert_entry(&flow, 300, "vlan_tpid 802.1ad", "goto 12");
	flow.rule++;
	assert_entry(&flow, 300, "malformed 1", "goto 12");
	flow.rule++;
	assert_entry(&flow, 50, "eth_type arp", "upcall class learn userdata 0x1 bytes 256 goto 11");
	flow.rule++;
	assert_entry(&flow, 50, "eth_type ipv6 icmp_type 136", "upcall class learn userdata 0x1 bytes 256 goto 11");
	flow.rule++;
	assert_entry(&flow, 50, "eth_type ipv6 icmp_type 135", "goto 11");
	assert_int_equal(flow.rule, PLAN_SENDER_RULES - 1);
}

/* Changes to a flow, each of which makes it another's. */
static void another_priority(struct flow_entry *entry) { entry->identity.priority++; }
static void hard_timeout(struct flow_entry *entry) { entry->hard_timeout = 1; }
static void leader(struct flow_entry *entry) { entry->has_leader = !entry->has_leader; }
static void another_kind(struct flow_entry *entry) { entry->cookie ^= FLOW_FDB_LOCAL; }
static void flood_too(struct flow_entry *entry) { flow_actions_flood(&entry->actions); }
static void no_actions(struct flow_entry *entry) { entry->actions.count = 0; }

static void another_field(struct flow_entry *entry)
{
	flow_match_set_number(&entry->identity.match, FLOWDP_A_FIELD_PCP, 1);
}

static void another_leader(struct flow_entry *entry)
{
	entry->has_leader = true;
	flow_match_set_number(&entry->leader.match, FLOWDP_A_FIELD_PCP, 1);
}

static void many_owners(struct flow_entry *entry)
{
	unsigned int i;

	for (i = 0; i < PLAN_OWNERS_MAX; i++)
		flow_actions_output(&entry->actions, i);
}

static void without_fields(struct flow_entry *entry)
{
	memset(&entry->identity.match, 0, sizeof(entry->identity.match));
}

static void a_flow_that_was_altered_is_not_ours(void **state)
{
	static void (*const alter[])(struct flow_entry *) = {
		another_priority, hard_timeout, leader, another_kind, flood_too, no_actions,
		another_field, another_leader, many_owners, without_fields,
	};
	struct plan_flow flows[] = {
		flow_of(PLAN_TABLE_SENDER, AF_INET, "10.0.0.1"),
		flow_of(PLAN_TABLE_SENDER, AF_INET6, "fe80::1"),
		flow_of(PLAN_TABLE_TARGET, AF_INET, "10.0.0.1"),
		flow_of(PLAN_TABLE_TARGET, AF_INET6, "fe80::1"),
		flow_of(PLAN_TABLE_TARGET, AF_INET, "10.0.0.1"),
		{ .table = PLAN_TABLE_SENDER, .form = PLAN_SENDER_RULE, .rule = PLAN_RULE_ARP },
		{ .table = PLAN_TABLE_SOURCE, .form = PLAN_RULE, .kind = PLAN_SUPPRESSION,
		  .vid = 5 },
	};
	struct flow_entry entry;
	struct plan_flow again;
	size_t i, j;

	(void)state;
	flows[4].announcement = true;
	for (i = 0; i < sizeof(flows) / sizeof(*flows); i++) {
		for (j = 0; j < sizeof(alter) / sizeof(*alter); j++) {
			plan_to_entry(&flows[i], &entry);
			assert_true(plan_from_entry(&entry, &again));
			alter[j](&entry);
			if (plan_from_entry(&entry, &again))
				fail_msg("flow %zu, change %zu", i, j);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sender_is_known_by_port_address_and_mac),
		cmocka_unit_test(a_question_goes_to_the_owners),
		cmocka_unit_test(an_announcement_goes_to_all),
		cmocka_unit_test(rules_hold_for_all_stations),
		cmocka_unit_test(a_flow_that_was_altered_is_not_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
