// SPDX-License-Identifier: GPL-2.0-or-later
/* What becomes of stations beyond a limit. */
#include "flowd_bridge_testing.h"

#include "../flowd/fdb_overflow.h"

static void set_port(const char *name, uint32_t limit, uint8_t overflow)
{
	struct intent_port policy;

	intent_port_init(&policy);
	strcpy(policy.match, name);
	strcpy(policy.switch_name, "sw0");
	policy.mac_limit = limit;
	policy.mac_overflow = overflow;
	assert_int_equal(intent_put_port(&intent, &policy), 0);
	bridge_configure(bridge, &intent);
	bridge_configure_port(bridge, bridge_port_find(bridge, name));
}

static void settle(void)
{
	fdb_overflow_settle(bridge, 0);
	bridge_commit(bridge, 0);
}

/* Stations 1 and on, of which the port may have two. */
static void start_full(uint8_t overflow)
{
	unsigned int i;

	start();
	testing_log_clear();
	set_port("tap1", 2, overflow);
	for (i = 1; i <= 4; i++)
		learn(i, 1, 0, 1);
	settle();
	assert_int_equal(bridge->ports[1]->fdb->learned, 2);
}

static struct plan_flow drop_flow(uint32_t port)
{
	return (struct plan_flow){ .form = PLAN_OVERFLOW, .table = PLAN_TABLE_SOURCE, .port = port,
				   .serial = bridge->ports[port]->fdb->overflow.serial };
}

static bool is_dropping(uint32_t port)
{
	struct plan_flow flow = drop_flow(port);
	struct flow_identity identity;

	plan_to_identity(&flow, &identity);
	assert_int_equal(bridge->ports[port]->fdb->overflow.dropping,
			 fake_flow_find(kernel(), &identity) != NULL);
	return bridge->ports[port]->fdb->overflow.dropping;
}

static const struct fdb_overflow *overflow(void)
{
	return &bridge->ports[1]->fdb->overflow;
}

static void what_floods_is_not_said(void **state)
{
	(void)state;
	start_full(FLOW_OVERFLOW_FLOOD);
	assert_true(overflow()->full);
	assert_int_equal(overflow()->alarms, 0);
	assert_string_equal(testing_log, "");
	assert_false(is_dropping(1));
	finish();
}

static void an_alarm_is_said_once_and_counted(void **state)
{
	(void)state;
	start_full(FLOW_OVERFLOW_ALARM);
	assert_int_equal(overflow()->alarms, 1);
	assert_string_equal(testing_log, "<4>sw0: tap1 has shown all the 2 addresses that it may; "
			    "the rest is not learned (MacLimit sets how many)\n");
	assert_false(is_dropping(1));
	assert_agreement(2);
	finish();
}

static void what_drops_does_so_until_there_is_room(void **state)
{
	struct plan_flow source;

	(void)state;
	start_full(FLOW_OVERFLOW_DROP);
	assert_true(is_dropping(1));
	assert_int_equal(overflow()->alarms, 1);
	learn(5, 2, 0, 0);		/* nobody else is concerned */
	settle();
	assert_true(is_dropping(1));
	assert_false(is_dropping(2));
	source = plan_flow_of(PLAN_TABLE_SOURCE, 1, 0, 1);
	kernel_forgets(&source);	/* it aged */
	bridge_flow_gone(bridge, &source, 0);
	settle();
	assert_false(is_dropping(1));
	assert_false(overflow()->full);
	learn(6, 1, 0, 0);
	learn(7, 1, 0, 0);
	settle();
	assert_true(is_dropping(1));
	assert_int_equal(overflow()->alarms, 2);
	set_port("tap1", 3, FLOW_OVERFLOW_DROP);
	settle();
	assert_false(is_dropping(1));
	finish();
}

static void another_policy_counts_at_once(void **state)
{
	(void)state;
	start_full(FLOW_OVERFLOW_ALARM);
	set_port("tap1", 2, FLOW_OVERFLOW_DROP);
	settle();
	assert_true(is_dropping(1));
	set_port("tap1", 2, FLOW_OVERFLOW_FLOOD);
	settle();
	assert_false(is_dropping(1));
	assert_true(overflow()->full);
	finish();
}

/* A port without a limit of its own is full when it has its share. */
static void the_switchs_policy_is_for_its_shares(void **state)
{
	unsigned int i;

	(void)state;
	start();
	intent.switches[0]->mac_limit = 8;	/* four ports, the switch's own too */
	intent.switches[0]->mac_overflow = FLOW_OVERFLOW_DROP;
	set_port("tap1", 0, FLOW_OVERFLOW_FLOOD);
	for (i = 1; i <= 4; i++)
		learn(i, 1, 0, 0);
	learn(9, 2, 0, 0);
	settle();
	assert_true(is_dropping(1));
	assert_false(is_dropping(2));
	assert_station(9, 0, 2);
	finish();
}

static void a_restart_takes_over_what_is_dropped(void **state)
{
	struct plan_flow source;
	unsigned int writes;

	(void)state;
	start_full(FLOW_OVERFLOW_DROP);
	writes = fake.writes;
	bridge_free(bridge);
	start_bridge();
	settle();
	assert_int_equal(fake.writes, writes);
	assert_true(is_dropping(1));
	source = plan_flow_of(PLAN_TABLE_SOURCE, 1, 0, 1);
	kernel_forgets(&source);
	bridge_free(bridge);
	start_bridge();
	settle();
	assert_false(is_dropping(1));
	finish();
}

static void what_somebody_removed_is_made_again(void **state)
{
	struct plan_flow flow;

	(void)state;
	start_full(FLOW_OVERFLOW_DROP);
	flow = drop_flow(1);
	kernel_forgets(&flow);
	bridge_flow_gone(bridge, &flow, 0);
	settle();
	assert_true(is_dropping(1));
	fake_fail(&fake, 1, -EPERM, 0);
	set_port("tap1", 3, FLOW_OVERFLOW_DROP);
	settle();
	assert_true(is_dropping(1));	/* it could not be removed */
	bridge->fdb.changed = true;
	settle();
	assert_false(is_dropping(1));
	finish();
}

static void it_goes_with_its_port(void **state)
{
	(void)state;
	start_full(FLOW_OVERFLOW_DROP);
	bridge_port_gone(bridge, 1, 0);
	assert_agreement(0);
	finish();
}

static void set_vlan(uint32_t limit, uint8_t overflow)
{
	struct intent_vlan object;

	intent_vlan_init(&object);
	strcpy(object.switch_name, "sw0");
	object.vid = 10;
	object.mac_limit = limit;
	object.mac_overflow = overflow;
	assert_int_equal(intent_put_vlan(&intent, &object), 0);
	bridge_configure(bridge, &intent);
}

/* VLAN 10 may have two stations, and port 1 has them. */
static void start_full_vlan(uint8_t overflow)
{
	unsigned int i;

	start();
	testing_log_clear();
	set_trunk(1, "10,11");
	set_trunk(2, "10,11");
	set_vlan(2, overflow);
	for (i = 1; i <= 4; i++)
		learn(i, 1, 10, 1);
	settle();
	assert_int_equal(bridge->fdb.vlans[10].learned, 2);
}

static bool is_dropping_vlan(uint32_t port)
{
	struct plan_flow flow = { .form = PLAN_OVERFLOW, .table = PLAN_TABLE_SOURCE, .port = port,
				  .vid = 10 };
	bool drops = fdb_overflow_drops(bridge, bridge->ports[port], 10);
	struct flow_identity identity;

	plan_to_identity(&flow, &identity);
	assert_int_equal(drops, fake_flow_find(kernel(), &identity) != NULL);
	return drops;
}

static void a_vlans_limit_has_its_own_policy(void **state)
{
	(void)state;
	start_full_vlan(FLOW_OVERFLOW_FLOOD);
	assert_string_equal(testing_log, "");
	assert_false(is_dropping_vlan(1));
	set_vlan(2, FLOW_OVERFLOW_ALARM);
	learn(5, 1, 10, 2);
	settle();
	assert_string_equal(testing_log, "<4>sw0: VLAN 10 has all the 2 addresses that it may; "
			    "the rest is not learned (MacLimit sets how many)\n");
	assert_false(is_dropping_vlan(1));
	assert_false(overflow()->full);		/* the port is not to blame */
	assert_agreement(2);
	finish();
}

static void a_full_vlan_drops_only_where_it_is_full(void **state)
{
	struct plan_flow source;

	(void)state;
	start_full_vlan(FLOW_OVERFLOW_DROP);
	assert_true(is_dropping_vlan(1));
	assert_false(is_dropping(1));
	assert_string_equal(testing_log, "<4>sw0: VLAN 10 has all the 2 addresses that it may; "
			    "the rest is dropped (MacLimit sets how many)\n");
	learn(3, 1, 11, 1);
	assert_station(3, 11, 1);
	learn(9, 2, 10, 1);		/* the fair share of another port */
	settle();
	assert_station(9, 10, 2);
	assert_false(is_dropping_vlan(2));
	assert_true(is_dropping_vlan(1));
	source = plan_flow_of(PLAN_TABLE_SOURCE, 9, 10, 2);
	kernel_forgets(&source);
	bridge_flow_gone(bridge, &source, 1);
	settle();
	assert_false(is_dropping_vlan(1));
	learn(4, 1, 10, 1);
	learn(5, 1, 10, 1);		/* at once, before anything settles */
	settle();
	assert_true(is_dropping_vlan(1));
	set_vlan(2, FLOW_OVERFLOW_ALARM);
	settle();
	assert_false(is_dropping_vlan(1));
	assert_agreement(3);
	finish();
}

static void the_strictest_of_several_policies_holds(void **state)
{
	unsigned int i;

	(void)state;
	start();
	intent.switches[0]->mac_limit = 2;
	intent.switches[0]->mac_overflow = FLOW_OVERFLOW_DROP;
	set_port("tap1", 2, FLOW_OVERFLOW_ALARM);
	for (i = 1; i <= 3; i++)
		learn(i, 1, 0, 0);
	settle();
	assert_true(is_dropping(1));
	intent.switches[0]->mac_limit = 100;	/* only the port's is met then */
	bridge_configure(bridge, &intent);
	settle();
	assert_false(is_dropping(1));
	finish();

	start_full_vlan(FLOW_OVERFLOW_ALARM);
	set_port("tap1", 2, FLOW_OVERFLOW_DROP);
	learn(5, 1, 10, 2);
	settle();
	assert_true(is_dropping(1));
	assert_false(is_dropping_vlan(1));
	finish();
}

static void a_restart_takes_over_what_a_vlan_drops(void **state)
{
	unsigned int writes;

	(void)state;
	start_full_vlan(FLOW_OVERFLOW_DROP);
	writes = fake.writes;
	bridge_free(bridge);
	start_bridge();
	settle();
	assert_int_equal(fake.writes, writes);
	assert_true(is_dropping_vlan(1));
	set_trunk(1, "11");		/* it has nothing there any more */
	settle();
	assert_false(is_dropping_vlan(1));
	assert_agreement(0);
	finish();
}

static void what_a_vlan_drops_is_made_again_and_goes_with_its_port(void **state)
{
	struct plan_flow flow = { .form = PLAN_OVERFLOW, .table = PLAN_TABLE_SOURCE, .port = 1,
				  .vid = 10 };

	(void)state;
	start_full_vlan(FLOW_OVERFLOW_DROP);
	flow.serial = bridge->fdb.overflows->is.serial;
	kernel_forgets(&flow);
	bridge_flow_gone(bridge, &flow, 0);
	settle();
	assert_true(is_dropping_vlan(1));
	bridge_port_gone(bridge, 1, 0);
	assert_null(bridge->fdb.overflows);
	assert_agreement(0);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_floods_is_not_said),
		cmocka_unit_test(an_alarm_is_said_once_and_counted),
		cmocka_unit_test(what_drops_does_so_until_there_is_room),
		cmocka_unit_test(another_policy_counts_at_once),
		cmocka_unit_test(the_switchs_policy_is_for_its_shares),
		cmocka_unit_test(a_restart_takes_over_what_is_dropped),
		cmocka_unit_test(what_somebody_removed_is_made_again),
		cmocka_unit_test(it_goes_with_its_port),
		cmocka_unit_test(a_vlans_limit_has_its_own_policy),
		cmocka_unit_test(a_full_vlan_drops_only_where_it_is_full),
		cmocka_unit_test(the_strictest_of_several_policies_holds),
		cmocka_unit_test(a_restart_takes_over_what_a_vlan_drops),
		cmocka_unit_test(what_a_vlan_drops_is_made_again_and_goes_with_its_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
