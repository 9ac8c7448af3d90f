// SPDX-License-Identifier: GPL-2.0-or-later
/* Stations that are pinned to their ports. */
#include "flowd_bridge_testing.h"

#include "../flowd/alarm.h"
#include "../flowd/fdb_static.h"

static void settle(void)
{
	assert_int_equal(fdb_static_settle(bridge, 0, NULL), 0);
}

static void put_sticky(unsigned int station, const char *port)
{
	struct intent_static object = { .kind = FLOW_FDB_STICKY };

	memcpy(object.mac, mac_of(station), sizeof(object.mac));
	strcpy(object.port, port);
	assert_int_equal(intent_put_static(&intent, &object), 0);
	settle();
}

static void set_sticky_learning(const char *port)
{
	struct intent_port policy;

	intent_port_init(&policy);
	strcpy(policy.match, port);
	strcpy(policy.switch_name, "sw0");
	policy.sticky_learning = true;
	assert_int_equal(intent_put_port(&intent, &policy), 0);
	bridge_configure_port(bridge, bridge_port_find(bridge, port));
}

static struct plan_flow guard_of(unsigned int station, uint32_t port)
{
	struct plan_flow flow = plan_flow_of(PLAN_TABLE_SOURCE, station, 0, port);

	flow.form = PLAN_GUARD;
	return flow;
}

static void restart(void)
{
	bridge_free(bridge);
	start_bridge();
	settle();
}

static void a_sticky_entry_has_a_guard(void **state)
{
	struct plan_flow guard;
	struct flow_identity identity;

	(void)state;
	start();
	learn(1, 2, 0, 0);
	put_sticky(1, "tap1");
	assert_station(1, 0, 1);
	assert_agreement(2);
	guard = guard_of(1, 1);
	plan_to_identity(&guard, &identity);
	assert_non_null(fake_flow_find(kernel(), &identity));
	learn(1, 2, 0, 0);
	assert_station(1, 0, 1);
	intent_clear(&intent);
	settle();
	assert_agreement(1);
	finish();
}

static void a_guard_outlives_a_restart(void **state)
{
	unsigned int writes;

	(void)state;
	start();
	put_sticky(1, "tap1");
	writes = fake.writes;
	restart();
	assert_int_equal(fake.writes, writes);
	assert_agreement(2);
	finish();
}

static void a_guard_that_somebody_removed_is_made_again(void **state)
{
	struct plan_flow guard;

	(void)state;
	start();
	put_sticky(1, "tap1");
	guard = guard_of(1, 1);
	kernel_forgets(&guard);
	restart();
	assert_agreement(2);
	guard = guard_of(1, 1);
	kernel_forgets(&guard);
	bridge_flow_gone(bridge, &guard, 0);
	bridge_commit(bridge, 0);
	assert_true(bridge->unsettled);
	settle();
	assert_agreement(2);
	finish();
}

static void what_a_port_learns_can_be_pinned_to_it(void **state)
{
	struct fdb_filter all = { .vid = FDB_ANY_VID, .kind = FLOW_FDB_STICKY_LEARNED };
	struct fdb_entry *entry;

	(void)state;
	start();
	set_sticky_learning("tap1");
	settle();
	learn(1, 1, 0, 0);
	entry = fdb_find(&bridge->fdb, mac_of(1), 0);
	assert_int_equal(entry->kind, FLOW_FDB_STICKY_LEARNED);
	assert_int_equal(entry->port->learned, 1);
	assert_int_equal(flow_of(1, 0, 1)->idle_timeout, 0);
	assert_agreement(2);
	learn(1, 2, 0, 0);
	bridge_flush(bridge, 1, FDB_ANY_VID, 0);	/* as when its link goes down */
	settle();
	restart();
	assert_station(1, 0, 1);
	assert_agreement(2);
	bridge_flush_matching(bridge, &all, 0);
	assert_agreement(1);
	finish();
}

/* Or else a port could take what others have for good. */
static void what_comes_from_another_port_is_not_pinned(void **state)
{
	(void)state;
	start();
	set_sticky_learning("tap1");
	learn(1, 2, 0, 0);
	learn(1, 1, 0, 0);
	assert_station(1, 0, 1);
	assert_int_equal(fdb_find(&bridge->fdb, mac_of(1), 0)->kind, FLOW_FDB_DYNAMIC);
	learn(1, 2, 0, 0);
	assert_station(1, 0, 2);
	finish();
}

static void a_pinned_station_makes_room_for_others_too(void **state)
{
	(void)state;
	start();
	set_sticky_learning("tap1");
	bridge->fdb.limit = 16;
	learn(1, 1, 0, 0);
	learn(2, 1, 0, 0);
	bridge->fdb.limit = 2;
	learn(3, 2, 0, 0);
	assert_station(3, 0, 2);
	assert_null(fdb_find(&bridge->fdb, mac_of(1), 0));
	assert_agreement(2);
	finish();
}

static void keep(json_t *alarm, void *data)
{
	json_t **last = data;

	json_decref(*last);
	*last = json_incref(alarm);
}

static void who_uses_its_address_elsewhere_raises_an_alarm(void **state)
{
	json_t *last = NULL, *expected;
	unsigned int i;

	(void)state;
	start();
	put_sticky(1, "tap1");
	put_static(2, 0, "tap1");
	settle();
	testing_log_clear();
	alarm_listen(keep, &last);
	for (i = 0; i < 3; i++)
		learn(1, 2, 0, 1000);
	assert_string_equal(testing_log, "<4>sw0: 02:00:00:00:00:01 in VLAN 0 is sticky at tap1, but tap2 sent from it too\n");
	expected = json_pack("{s:s, s:s, s:s, s:i, s:s, s:s}", "alarm", "mac-refused", "switch", "sw0",
			     "port", "tap2", "vlan", 0, "mac", "02:00:00:00:00:01", "message",
			     "02:00:00:00:00:01 in VLAN 0 is sticky at tap1, but tap2 sent from it too");
	assert_true(json_equal(last, expected));
	json_decref(expected);
	testing_log_clear();
	learn(2, 2, 0, 11000);
	assert_string_equal(testing_log, "<4>sw0: 02:00:00:00:00:02 in VLAN 0 is static at tap1, but tap2 sent from it too (and 2 others before)\n");
	assert_string_equal(json_string_value(json_object_get(last, "port")), "tap2");
	alarm_listen(NULL, NULL);
	json_decref(last);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sticky_entry_has_a_guard),
		cmocka_unit_test(who_uses_its_address_elsewhere_raises_an_alarm),
		cmocka_unit_test(a_guard_outlives_a_restart),
		cmocka_unit_test(a_guard_that_somebody_removed_is_made_again),
		cmocka_unit_test(what_a_port_learns_can_be_pinned_to_it),
		cmocka_unit_test(what_comes_from_another_port_is_not_pinned),
		cmocka_unit_test(a_pinned_station_makes_room_for_others_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
