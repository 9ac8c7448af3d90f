// SPDX-License-Identifier: GPL-2.0-or-later
/* What a bridge takes over from the datapath when it starts anew or has lost events. */
#include "flowd_bridge_testing.h"

#include "../flowd/fdb_static.h"

static void restart(void)
{
	bridge_free(bridge);
	start_bridge();
}

/* A bridge with learned, static and local entries, in VLANs and in none. */
static void start_populated(void)
{
	unsigned int i;

	start();
	set_trunk(2, "5,6");
	for (i = 1; i <= 300; i++)
		learn(i, i % 2 ? 1 : 2, i % 2 ? 0 : 5 + i / 2 % 2, 0);
	put_static(1000, 6, "tap2");
	put_static(1001, 0, "tap3");
	assert_int_equal(fdb_static_settle(bridge, 0, NULL), 0);
	assert_agreement(303);
}

static void a_restart_changes_nothing(void **state)
{
	char *before, *after;
	unsigned int writes;
	uint32_t serial;

	(void)state;
	start_populated();
	before = fake_text(&fake);
	writes = fake.writes;
	serial = bridge->serial;
	restart();
	assert_int_equal(fdb_static_settle(bridge, 0, NULL), 0);
	after = fake_text(&fake);
	assert_int_equal(fake.writes, writes);
	assert_string_equal(before, after);
	assert_agreement(303);
	assert_station(1000, 6, 2);
	assert_int_equal(fdb_find(&bridge->fdb, mac_of(1000), 6)->kind, FLOW_FDB_STATIC);
	assert_int_equal(fdb_find(&bridge->fdb, switch_mac, 0)->kind, FLOW_FDB_LOCAL);
	assert_int_equal(bridge->fdb.learned, 300);
	assert_int_equal(bridge->serial, serial);
	assert_false(bridge->stale);
	free(before);
	free(after);
	finish();
}

static void the_first_start_sets_the_tables_up(void **state)
{
	(void)state;
	start();
	assert_true(kernel()->planned);
	assert_string_equal(bridge->ports[2]->is.name, "tap2");
	assert_non_null(bridge->ports[0]);
	finish();
}

static void flows_of_the_operator_stay(void **state)
{
	struct flow_entry entry;
	struct plan_flow flow;

	(void)state;
	start();
	memset(&entry, 0, sizeof(entry));
	flow_match_set_number(&entry.identity.match, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_ARP);
	fake_flow_add(kernel(), &entry);
	flow = plan_flow_of(PLAN_TABLE_SOURCE, 1, 0, 1);
	plan_to_entry(&flow, &entry);
	entry.cookie = 5;
	fake_flow_add(kernel(), &entry);
	entry.identity.table = 5;
	entry.cookie = PLAN_COOKIE;	/* with our mark even, but in a table that isn't ours */
	fake_flow_add(kernel(), &entry);
	restart();
	assert_int_equal(kernel()->flows_count, 3);
	assert_int_equal(HASH_COUNT(bridge->fdb.entries), 0);
	finish();
}

static void flows_that_somebody_altered_are_replaced(void **state)
{
	(void)state;
	start();
	learn(1, 1, 0, 0);
	learn(2, 1, 0, 0);
	flow_actions_flood(&flow_of(2, 0, 1)->actions);
	restart();
	assert_agreement(1);
	assert_station(1, 0, 1);
	learn(2, 1, 0, 0);
	assert_agreement(2);
	finish();
}

static void enter(uint8_t table, uint8_t kind, unsigned int station, uint32_t port)
{
	struct plan_flow flow = { .table = table, .kind = kind, .port = port, .serial = 1,
				  .idle_timeout = table == PLAN_TABLE_SOURCE ? 300 : 0 };
	struct flow_entry entry;

	memcpy(flow.mac, mac_of(station), sizeof(flow.mac));
	plan_to_entry(&flow, &entry);
	fake_flow_add(kernel(), &entry);
}

static void halves_and_contradictions_are_removed(void **state)
{
	(void)state;
	start();
	learn(1, 1, 0, 0);
	enter(PLAN_TABLE_SOURCE, FLOW_FDB_DYNAMIC, 1, 2);	/* a second source */
	enter(PLAN_TABLE_SOURCE, FLOW_FDB_DYNAMIC, 2, 1);	/* without forward flow */
	enter(PLAN_TABLE_FORWARD, FLOW_FDB_DYNAMIC, 3, 1);	/* without source */
	enter(PLAN_TABLE_SOURCE, FLOW_FDB_DYNAMIC, 4, 1);	/* of two kinds */
	enter(PLAN_TABLE_FORWARD, FLOW_FDB_STATIC, 4, 1);
	enter(PLAN_TABLE_SOURCE, FLOW_FDB_DYNAMIC, 5, 9);	/* at no port */
	enter(PLAN_TABLE_FORWARD, FLOW_FDB_DYNAMIC, 5, 9);
	enter(PLAN_TABLE_SOURCE, FLOW_FDB_DYNAMIC, 6, FLOWDP_PORTS_MAX);
	enter(PLAN_TABLE_FORWARD, FLOW_FDB_DYNAMIC, 6, FLOWDP_PORTS_MAX);
	restart();
	assert_agreement(1);
	assert_station(1, 0, 1);
	finish();
}

static void what_its_port_does_not_carry_is_removed(void **state)
{
	(void)state;
	start();
	set_trunk(1, "5,6");
	learn(1, 1, 5, 0);
	learn(2, 1, 6, 0);
	kernel()->ports[1].settings.vlans[0] = 1 << 6;
	restart();
	assert_agreement(1);
	assert_station(2, 6, 1);
	finish();
}

static void a_new_ageing_is_put_in_force_without_forgetting(void **state)
{
	unsigned int writes;

	(void)state;
	start_populated();
	writes = fake.writes;
	intent.switches[0]->ageing = 60;
	bridge_configure(bridge, &intent);
	assert_true(bridge->stale);
	assert_int_equal(adopt_run(bridge, 0, NULL), 0);
	assert_int_equal(fake.writes, writes + 300);
	assert_agreement(303);
	assert_int_equal(flow_of(1, 0, 1)->idle_timeout, 60);
	assert_int_equal(flow_of(1000, 6, 2)->idle_timeout, 0);
	bridge_configure(bridge, &intent);
	assert_false(bridge->stale);
	finish();
}

static void no_more_is_taken_over_than_may_be_learned(void **state)
{
	unsigned int i;

	(void)state;
	start();
	for (i = 1; i <= 20; i++)
		learn(i, 1, 0, 0);
	intent.switches[0]->mac_limit = 8;	/* two for each port, the local one too */
	restart();
	assert_agreement(2);
	finish();
}

static void lost_events_are_made_up_for(void **state)
{
	struct plan_flow source;

	(void)state;
	start();
	learn(1, 1, 0, 0);
	learn(2, 2, 0, 0);
	learn(3, 3, 0, 0);
	source = plan_flow_of(PLAN_TABLE_SOURCE, 1, 0, 1);
	kernel_forgets(&source);
	fake_netdev_delete(&fake, 2);
	hear(4, 3, 0, 0);
	assert_int_equal(adopt_run(bridge, 0, NULL), 0);
	assert_null(bridge->ports[2]);
	assert_agreement(2);
	assert_station(3, 0, 3);
	assert_station(4, 0, 3);
	finish();
}

/* Who has events lost does not get its station free. */
static void a_station_that_is_held_stays_so(void **state)
{
	unsigned int i;

	(void)state;
	start();
	for (i = 0; i <= FDB_MOVES_MAX + 1; i++)
		learn(1, 1 + i % 2, 0, 1000);
	assert_station(1, 0, 2);
	for (i = 0; i < 3; i++)
		learn(2, 1 + i, 0, 1000);
	assert_int_equal(fdb_count_held(&bridge->fdb, 1000), 1);
	assert_int_equal(adopt_run(bridge, 1000, NULL), 0);
	assert_int_equal(fdb_count_held(&bridge->fdb, 1000), 1);
	learn(1, 1, 0, 2000);
	assert_station(1, 0, 2);
	assert_int_equal(fdb_find(&bridge->fdb, mac_of(2), 0)->moves.count, 2);
	assert_int_equal(fdb_find(&bridge->fdb, mac_of(2), 0)->moves.window_ms, 1000);
	learn(1, 1, 0, 1000 + FDB_HOLD_MS);
	assert_station(1, 0, 1);
	assert_agreement(2);
	finish();
}

static void after_any_failure_it_succeeds_later(void **state)
{
	unsigned int nth = 0;
	bool failed = true;

	(void)state;
	while (failed) {
		start_populated();
		flow_actions_flood(&flow_of(1, 0, 1)->actions);
		enter(PLAN_TABLE_FORWARD, FLOW_FDB_DYNAMIC, 2000, 1);
		fake_netdev_delete(&fake, 3);
		intent.switches[0]->ageing = 60;	/* more to change than goes together */
		bridge_free(bridge);
		bridge = bridge_new(&fake.base, &intent, "sw0", kernel()->ifindex, switch_mac);
		fake_fail(&fake, ++nth, -EIO, SIZE_MAX);
		if (adopt_run(bridge, 0, NULL))
			assert_true(bridge->stale);
		failed = fake_has_failed(&fake);
		assert_int_equal(bridge->stale, failed);
		if (failed)
			assert_int_equal(adopt_run(bridge, 0, NULL), 0);
		assert_false(bridge->stale);
		assert_agreement(301);
		finish();
	}
	assert_true(nth > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_restart_changes_nothing),
		cmocka_unit_test(the_first_start_sets_the_tables_up),
		cmocka_unit_test(flows_of_the_operator_stay),
		cmocka_unit_test(flows_that_somebody_altered_are_replaced),
		cmocka_unit_test(halves_and_contradictions_are_removed),
		cmocka_unit_test(what_its_port_does_not_carry_is_removed),
		cmocka_unit_test(a_new_ageing_is_put_in_force_without_forgetting),
		cmocka_unit_test(no_more_is_taken_over_than_may_be_learned),
		cmocka_unit_test(lost_events_are_made_up_for),
		cmocka_unit_test(a_station_that_is_held_stays_so),
		cmocka_unit_test(after_any_failure_it_succeeds_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
