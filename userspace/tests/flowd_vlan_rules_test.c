// SPDX-License-Identifier: GPL-2.0-or-later
/* What the settings of VLANs make of a bridge, its stations and its rules. */
#include "flowd_bridge_testing.h"

#include "../flowd/settle.h"
#include "setting.h"

/* The settings of VLAN 10 are these, all others those of the switch. */
static void configure(int ageing, uint32_t mac_limit, uint32_t flags)
{
	struct intent_vlan object;

	intent_vlan_init(&object);
	strcpy(object.switch_name, "sw0");
	object.vid = 10;
	object.has_ageing = ageing >= 0;
	if (object.has_ageing)
		object.ageing = ageing;
	object.mac_limit = mac_limit;
	object.flags = flags;
	assert_int_equal(intent_put_vlan(&intent, &object), 0);
	bridge_configure(bridge, &intent);
}

static void settle(void)
{
	assert_int_equal(settle_bridge(bridge, 0, NULL), 0);
	assert_false(bridge->stale || bridge->unsettled);
}

static void start_with_trunks(void)
{
	start();
	set_trunk(1, "10-11");
	set_trunk(2, "10-11");
	settle();
}

/* The rules that the kernel has of VLAN 10, as bits of their kinds. */
static uint32_t rules(void)
{
	struct plan_flow flow;
	uint32_t found = 0;
	size_t i;

	for (i = 0; i < kernel()->flows_count; i++) {
		if (!plan_from_entry(&kernel()->flows[i], &flow) || flow.form != PLAN_RULE)
			continue;
		assert_int_equal(flow.vid, 10);
		found |= 1U << flow.kind;
	}
	assert_int_equal(found, bridge->vlans[10].rules);
	return found;
}

#define NO_LEARNING	(1U << PLAN_NO_LEARNING)
#define DROP_UNICAST	(1U << PLAN_DROP_UNICAST)
#define DROP_MULTICAST	(1U << PLAN_DROP_MULTICAST)
#define DROP_BROADCAST	(1U << PLAN_DROP_BROADCAST)
#define FLOOD_BROADCAST	(1U << PLAN_FLOOD_BROADCAST)

static void each_flag_has_its_rules(void **state)
{
	static const struct {
		uint32_t off, rules;
	} cases[] = {
		{ 0, 0 },
		{ FLOW_VLAN_F_LEARNING, NO_LEARNING },
		{ FLOW_VLAN_F_FLOOD_UNICAST, DROP_UNICAST },
		{ FLOW_VLAN_F_FLOOD_MULTICAST, DROP_MULTICAST | FLOOD_BROADCAST },
		{ FLOW_VLAN_F_FLOOD_BROADCAST, DROP_BROADCAST },
		{ FLOW_VLAN_F_FLOOD_MULTICAST | FLOW_VLAN_F_FLOOD_BROADCAST,
		  DROP_MULTICAST | DROP_BROADCAST },
		{ FLOW_VLAN_F_INITIAL, NO_LEARNING | DROP_UNICAST | DROP_MULTICAST | DROP_BROADCAST },
	};
	size_t i, j, count = sizeof(cases) / sizeof(*cases);

	(void)state;
	start_with_trunks();
	for (i = 0; i < count; i++) {
		for (j = 0; j < count; j++) {	/* from each to each */
			configure(-1, 0, FLOW_VLAN_F_INITIAL & ~cases[i].off);
			settle();
			assert_int_equal(rules(), cases[i].rules);
			configure(-1, 0, FLOW_VLAN_F_INITIAL & ~cases[j].off);
			settle();
			assert_int_equal(rules(), cases[j].rules);
		}
	}
	intent_delete_vlan(&intent, intent.vlans[0]);
	bridge_configure(bridge, &intent);
	settle();
	assert_int_equal(rules(), 0);
	finish();
}

static void a_restart_takes_rules_over(void **state)
{
	unsigned int writes;

	(void)state;
	start_with_trunks();
	configure(7, 0, 0);
	settle();
	assert_int_equal(rules(), NO_LEARNING | DROP_UNICAST | DROP_MULTICAST | DROP_BROADCAST);
	writes = fake.writes;
	bridge_free(bridge);
	start_bridge();
	settle();
	assert_int_equal(fake.writes, writes);
	/* And takes those away that are not wanted any more. */
	bridge_free(bridge);
	intent_delete_vlan(&intent, intent.vlans[0]);
	start_bridge();
	settle();
	assert_int_equal(rules(), 0);
	finish();
}

static void a_rule_that_is_lost_comes_back(void **state)
{
	struct plan_flow flow;

	(void)state;
	start_with_trunks();
	configure(-1, 0, FLOW_VLAN_F_INITIAL & ~FLOW_VLAN_F_FLOOD_UNICAST);
	settle();
	plan_rule(PLAN_DROP_UNICAST, 10, &flow);
	kernel_forgets(&flow);
	bridge_flow_gone(bridge, &flow, 0);
	settle();
	assert_int_equal(rules(), DROP_UNICAST);
	/* The event of one that flowd took out is no news. */
	configure(-1, 0, FLOW_VLAN_F_INITIAL);
	settle();
	bridge_flow_gone(bridge, &flow, 0);
	assert_false(bridge->stale);
	finish();
}

static void after_any_failure_rules_are_right_later(void **state)
{
	unsigned int nth;
	bool failed = true;

	(void)state;
	for (nth = 1; failed; nth++) {
		start_with_trunks();
		configure(-1, 0, FLOW_VLAN_F_INITIAL & ~FLOW_VLAN_F_FLOOD_MULTICAST);
		settle();
		configure(-1, 0, FLOW_VLAN_F_INITIAL & ~FLOW_VLAN_F_FLOOD_BROADCAST);
		fake_fail(&fake, nth, -ENOSPC, nth % 3);
		settle_bridge(bridge, 0, NULL);
		failed = fake_has_failed(&fake);
		assert_true(!failed || bridge->stale || bridge->unsettled);
		settle();
		assert_int_equal(rules(), DROP_BROADCAST);
		finish();
	}
	assert_in_range(nth, 3, 100);
}

static void without_learning_nothing_is_learned(void **state)
{
	(void)state;
	start_with_trunks();
	learn(1, 1, 10, 0);
	learn(1, 1, 11, 0);
	configure(-1, 0, FLOW_VLAN_F_INITIAL & ~FLOW_VLAN_F_LEARNING);
	settle();
	assert_null(fdb_find(&bridge->fdb, mac_of(1), 10));
	assert_null(flow_of(1, 10, 1));
	assert_station(1, 11, 1);
	learn(2, 1, 10, 0);	/* it was under way when the rule came */
	assert_null(fdb_find(&bridge->fdb, mac_of(2), 10));
	configure(-1, 0, FLOW_VLAN_F_INITIAL);
	settle();
	learn(2, 1, 10, 0);
	assert_station(2, 10, 1);
	finish();
}

static void ageing_is_the_vlans(void **state)
{
	(void)state;
	start_with_trunks();
	learn(1, 1, 10, 0);
	learn(1, 1, 11, 0);
	configure(7, 0, FLOW_VLAN_F_INITIAL);
	settle();
	learn(2, 1, 10, 0);
	assert_int_equal(flow_of(1, 10, 1)->idle_timeout, 7);
	assert_int_equal(flow_of(2, 10, 1)->idle_timeout, 7);
	assert_int_equal(flow_of(1, 11, 1)->idle_timeout, FLOW_SETTING_AGEING_DEFAULT);
	configure(0, 0, FLOW_VLAN_F_INITIAL);
	settle();
	assert_int_equal(flow_of(2, 10, 1)->idle_timeout, 0);
	intent.switches[0]->ageing = 60;
	configure(-1, 0, FLOW_VLAN_F_INITIAL);
	settle();
	assert_int_equal(flow_of(2, 10, 1)->idle_timeout, 60);
	assert_int_equal(flow_of(1, 11, 1)->idle_timeout, 60);
	finish();
}

static void a_lower_limit_takes_stations_away(void **state)
{
	unsigned int i;

	(void)state;
	start_with_trunks();
	for (i = 1; i <= 20; i++) {
		learn(i, 1, 10, 0);
		learn(i, 2, 11, 0);
	}
	configure(-1, 5, FLOW_VLAN_F_INITIAL);
	settle();
	assert_int_equal(bridge->fdb.vlans[10].learned, 5);
	assert_agreement(26);	/* and the switch's own address */
	testing_log_clear();
	learn(30, 1, 10, 1);
	learn(31, 1, 10, 2);
	assert_int_equal(bridge->fdb.vlans[10].learned, 5);
	assert_string_equal(testing_log, "<4>sw0: VLAN 10 has all the 5 addresses that it may; the rest is not learned (MacLimit sets how many)\n");
	learn(32, 2, 10, 0);	/* another port has its share */
	assert_station(32, 10, 2);
	assert_agreement(26);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_flag_has_its_rules),
		cmocka_unit_test(a_restart_takes_rules_over),
		cmocka_unit_test(a_rule_that_is_lost_comes_back),
		cmocka_unit_test(after_any_failure_rules_are_right_later),
		cmocka_unit_test(without_learning_nothing_is_learned),
		cmocka_unit_test(ageing_is_the_vlans),
		cmocka_unit_test(a_lower_limit_takes_stations_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
