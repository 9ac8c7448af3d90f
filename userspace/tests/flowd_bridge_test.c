// SPDX-License-Identifier: GPL-2.0-or-later
/* A learning bridge over a datapath in memory: both always agree. */
#include "flowd_bridge_testing.h"

#include "../flowd/fdb_static.h"
#include "setting.h"

static void a_station_gets_two_flows(void **state)
{
	(void)state;
	start();
	hear(1, 1, 0, 0);
	assert_int_equal(kernel()->flows_count, 0);
	bridge_commit(bridge, 0);
	assert_station(1, 0, 1);
	assert_agreement(1);
	assert_int_equal(flow_of(1, 0, 1)->idle_timeout, FLOW_SETTING_AGEING_DEFAULT);
	finish();
}

static void a_station_that_moves_takes_its_flows_along(void **state)
{
	(void)state;
	start();
	learn(1, 1, 0, 0);
	learn(1, 2, 0, 0);
	assert_station(1, 0, 2);
	assert_null(flow_of(1, 0, 1));
	/* To and fro without a commit. */
	hear(1, 3, 0, 0);
	hear(1, 1, 0, 0);
	hear(2, 1, 0, 0);
	hear(2, 2, 0, 0);
	bridge_commit(bridge, 0);
	assert_station(1, 0, 1);
	assert_station(2, 0, 2);
	assert_agreement(2);
	finish();
}

static void one_that_moves_too_often_stays(void **state)
{
	unsigned int i;

	(void)state;
	start();
	for (i = 0; i < 50; i++)
		learn(1, 1 + i % 2, 0, i);
	assert_station(1, 0, 2);	/* learned at 1, then moved five times */
	assert_agreement(1);
	finish();
}

static void what_is_no_station_is_not_learned(void **state)
{
	static const uint8_t multicast[12] = { 2, 0, 0, 0, 0, 1, 1, 0, 0x5e, 0, 0, 1 };
	static const uint8_t zero[12] = { 2, 0, 0, 0, 0, 1 };

	(void)state;
	start();
	bridge_learn(bridge, 1, 0, multicast, sizeof(multicast), 0);
	bridge_learn(bridge, 1, 0, zero, sizeof(zero), 0);
	bridge_learn(bridge, 1, 0, frame_from(1), 11, 0);
	bridge_learn(bridge, 9, 0, frame_from(1), 12, 0);
	bridge_learn(bridge, UINT32_MAX, 0, frame_from(1), 12, 0);
	bridge_learn(bridge, 1, 5, frame_from(1), 12, 0);
	bridge_commit(bridge, 0);
	assert_agreement(0);
	finish();
}

static void a_silent_station_is_forgotten(void **state)
{
	struct plan_flow source, forward;

	(void)state;
	start();
	learn(1, 1, 0, 0);
	learn(2, 1, 0, 0);
	source = plan_flow_of(PLAN_TABLE_SOURCE, 1, 0, 1);
	forward = plan_flow_of(PLAN_TABLE_FORWARD, 1, 0, 1);
	kernel_forgets(&source);
	bridge_flow_gone(bridge, &source, 0);
	bridge_flow_gone(bridge, &forward, 0);
	assert_int_equal(bridge->batch.count, 0);
	assert_agreement(1);
	learn(1, 2, 0, 0);
	assert_station(1, 0, 2);
	finish();
}

/* The event tells of flows that are no more: since then the station was learned anew. */
static void late_news_of_an_earlier_flow_does_not_matter(void **state)
{
	struct plan_flow source;

	(void)state;
	start();
	learn(1, 1, 0, 0);
	source = plan_flow_of(PLAN_TABLE_SOURCE, 1, 0, 1);
	learn(1, 2, 0, 0);
	bridge_flow_gone(bridge, &source, 0);
	learn(1, 1, 0, 0);
	bridge_flow_gone(bridge, &source, 0);
	assert_station(1, 0, 1);
	hear(1, 3, 0, 0);	/* under way */
	bridge_flow_gone(bridge, &source, 0);
	bridge_commit(bridge, 0);
	assert_station(1, 0, 3);
	assert_agreement(1);
	finish();
}

static void without_its_forward_flow_a_station_is_forgotten_whole(void **state)
{
	struct plan_flow forward;

	(void)state;
	start();
	learn(1, 1, 0, 0);
	forward = plan_flow_of(PLAN_TABLE_FORWARD, 1, 0, 1);
	kernel_forgets(&forward);
	bridge_flow_gone(bridge, &forward, 0);
	bridge_commit(bridge, 0);
	assert_agreement(0);
	finish();
}

static void a_question_about_a_known_station_means_that_it_was_lost(void **state)
{
	struct plan_flow source;

	(void)state;
	start();
	learn(1, 1, 0, 0);
	source = plan_flow_of(PLAN_TABLE_SOURCE, 1, 0, 1);
	kernel_forgets(&source);
	learn(1, 1, 0, 1999);	/* it may have been asked before it was learned */
	assert_int_equal(kernel()->flows_count, 0);
	learn(1, 1, 0, 2000);
	assert_station(1, 0, 1);
	assert_int_equal(fdb_find(&bridge->fdb, mac_of(1), 0)->moves.count, 0);
	assert_agreement(1);
	finish();
}

static void flushing_spares_what_is_not_meant(void **state)
{
	(void)state;
	start();
	set_trunk(1, "5,6");
	learn(1, 1, 5, 0);
	learn(2, 1, 6, 0);
	learn(3, 2, 0, 0);
	fdb_batch_add(bridge, mac_of(4), 5, FLOW_FDB_STATIC, bridge->ports[1]->fdb);
	bridge_commit(bridge, 0);
	bridge_flush(bridge, 1, 7, 0);
	bridge_flush(bridge, 9, FDB_ANY_VID, 0);
	assert_agreement(4);
	bridge_flush(bridge, 1, 6, 0);
	assert_agreement(3);
	assert_station(1, 5, 1);
	bridge_flush(bridge, 1, FDB_ANY_VID, 0);
	assert_agreement(2);
	assert_station(3, 0, 2);
	bridge_flush(bridge, BRIDGE_ANY_PORT, FDB_ANY_VID, 0);
	assert_agreement(1);
	assert_station(4, 5, 1);
	finish();
}

static void a_port_that_goes_takes_its_stations_along(void **state)
{
	(void)state;
	start();
	learn(1, 1, 0, 0);
	learn(2, 2, 0, 0);
	hear(3, 1, 0, 0);
	bridge_port_gone(bridge, 1, 0);
	assert_null(bridge->ports[1]);
	assert_null(fdb_port_find(&bridge->fdb, 1));
	assert_agreement(1);
	assert_false(bridge->stale);
	bridge_port_gone(bridge, 1, 0);
	bridge_port_gone(bridge, UINT32_MAX, 0);
	finish();
}

static void another_netdev_with_the_same_number_starts_anew(void **state)
{
	struct datapath_port port;

	(void)state;
	start();
	learn(1, 1, 0, 0);
	port = bridge->ports[1]->is;
	port.ifindex = 77;
	assert_int_equal(bridge_port_put(bridge, &port, 0), 0);
	assert_agreement(0);
	learn(1, 1, 0, 0);
	assert_int_equal(bridge_port_put(bridge, &port, 0), 0);
	assert_agreement(1);
	port.number = FLOWDP_PORTS_MAX;
	assert_int_equal(bridge_port_put(bridge, &port, 0), -EINVAL);
	finish();
}

static void vlans_that_a_port_loses_are_forgotten(void **state)
{
	(void)state;
	start();
	set_trunk(1, "5,6");
	learn(1, 1, 5, 0);
	learn(2, 1, 6, 0);
	set_trunk(1, "6,7");
	assert_agreement(1);
	assert_station(2, 6, 1);
	finish();
}

static void a_disabled_port_has_no_stations(void **state)
{
	struct datapath_port port;

	(void)state;
	start();
	learn(1, 1, 0, 0);
	port = bridge->ports[1]->is;
	port.settings.state = FLOWDP_PORT_STATE_DISABLED;
	bridge_port_put(bridge, &port, 0);
	assert_agreement(0);
	finish();
}

static void which_vlans_a_port_carries(void **state)
{
	struct bridge_port port = { .is.settings.vlan_mode = FLOWDP_VLAN_MODE_NONE };
	struct intent_settings *settings = &port.is.settings;

	(void)state;
	assert_true(bridge_port_carries(&port, 0));
	assert_false(bridge_port_carries(&port, 1));
	settings->vlan_mode = FLOWDP_VLAN_MODE_ACCESS;
	settings->pvid = 5;
	assert_true(bridge_port_carries(&port, 5));
	assert_false(bridge_port_carries(&port, 0));
	settings->vlan_mode = FLOWDP_VLAN_MODE_TRUNK;
	flow_vlan_add(settings->vlans, 6);
	assert_false(bridge_port_carries(&port, 5));
	assert_true(bridge_port_carries(&port, 6));
	assert_false(bridge_port_carries(&port, 7));
	assert_false(bridge_port_carries(&port, 0));
	assert_false(bridge_port_carries(&port, UINT16_MAX));
	settings->vlan_mode = FLOWDP_VLAN_MODE_DOT1Q_TUNNEL;
	assert_true(bridge_port_carries(&port, 5));
	assert_false(bridge_port_carries(&port, 6));
}

static void many_stations_take_several_transactions(void **state)
{
	unsigned int i;

	(void)state;
	start();
	for (i = 1; i <= 600; i++)
		hear(i, 1 + i % 3, 0, 0);
	bridge_commit(bridge, 0);
	assert_agreement(600);
	bridge_flush(bridge, BRIDGE_ANY_PORT, FDB_ANY_VID, 0);
	assert_agreement(0);
	finish();
}

/* Frames from all of them at two ports in turn are no reason to fill the log. */
static void stations_that_are_held_are_said_together(void **state)
{
	unsigned int station, i;

	(void)state;
	start();
	testing_log_clear();
	for (station = 1; station <= 3; station++)
		for (i = 0; i <= FDB_MOVES_MAX + 1; i++)
			learn(station, 1 + i % 2, 0, 1000);
	assert_string_equal(testing_log, "<4>sw0: 02:00:00:00:00:01 in VLAN 0 moves too often between tap2 and tap1; "
			    "it is held at the former for 30 s\n");
	testing_log_clear();
	for (i = 0; i <= FDB_MOVES_MAX + 1; i++)
		learn(4, 1 + i % 2, 0, 11000);
	assert_string_equal(testing_log, "<4>sw0: 02:00:00:00:00:04 in VLAN 0 moves too often between tap2 and tap1; "
			    "it is held at the former for 30 s (and 2 others before)\n");
	assert_int_equal(bridge->fdb.holds, 4);
	finish();
}

/* Whoever fills the log from its port does not keep another one's alarm out of it. */
static void each_port_has_its_own_alarms(void **state)
{
	unsigned int station, i;

	(void)state;
	start();
	put_static(100, 0, "tap1");
	assert_int_equal(fdb_static_settle(bridge, 0, NULL), 0);
	testing_log_clear();
	for (i = 0; i < 3; i++)
		learn(100, 2, 0, 1000);
	learn(100, 3, 0, 1000);
	assert_string_equal(testing_log,
			    "<4>sw0: 02:00:00:00:00:64 in VLAN 0 is static at tap1, but tap2 sent from it too\n"
			    "<4>sw0: 02:00:00:00:00:64 in VLAN 0 is static at tap1, but tap3 sent from it too\n");
	testing_log_clear();
	for (station = 1; station <= 3; station++)
		for (i = 0; i <= FDB_MOVES_MAX + 1; i++)
			learn(station, 1 + i % 2, 0, 1000);
	for (i = 0; i <= FDB_MOVES_MAX + 1; i++)
		learn(4, i % 2 ? 1 : 3, 0, 1000);
	assert_string_equal(testing_log,
			    "<4>sw0: 02:00:00:00:00:01 in VLAN 0 moves too often between tap2 and tap1; "
			    "it is held at the former for 30 s\n"
			    "<4>sw0: 02:00:00:00:00:04 in VLAN 0 moves too often between tap1 and tap3; "
			    "it is held at the former for 30 s\n");
	finish();
}

static void how_often_a_station_may_move_can_be_set(void **state)
{
	unsigned int i;

	(void)state;
	start();
	intent.switches[0]->mac_moves = 1;
	intent.switches[0]->mac_moves_window = 60;
	intent.switches[0]->mac_hold = 2;
	bridge_configure(bridge, &intent);
	testing_log_clear();
	learn(1, 1, 0, 1000);
	learn(1, 2, 0, 1000);
	learn(1, 1, 0, 60000);
	assert_station(1, 0, 2);
	assert_string_equal(testing_log, "<4>sw0: 02:00:00:00:00:01 in VLAN 0 moves too often between tap2 and tap1; "
			    "it is held at the former for 2 s\n");
	learn(1, 1, 0, 61999);
	assert_station(1, 0, 2);
	learn(1, 1, 0, 62000);
	assert_station(1, 0, 1);
	intent.switches[0]->mac_moves = 0;
	bridge_configure(bridge, &intent);
	for (i = 1; i <= 1000; i++)
		learn(1, 1 + i % 2, 0, 62000);
	assert_int_equal(bridge->fdb.holds, 1);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_station_gets_two_flows),
		cmocka_unit_test(a_station_that_moves_takes_its_flows_along),
		cmocka_unit_test(one_that_moves_too_often_stays),
		cmocka_unit_test(how_often_a_station_may_move_can_be_set),
		cmocka_unit_test(what_is_no_station_is_not_learned),
		cmocka_unit_test(a_silent_station_is_forgotten),
		cmocka_unit_test(late_news_of_an_earlier_flow_does_not_matter),
		cmocka_unit_test(without_its_forward_flow_a_station_is_forgotten_whole),
		cmocka_unit_test(a_question_about_a_known_station_means_that_it_was_lost),
		cmocka_unit_test(flushing_spares_what_is_not_meant),
		cmocka_unit_test(a_port_that_goes_takes_its_stations_along),
		cmocka_unit_test(another_netdev_with_the_same_number_starts_anew),
		cmocka_unit_test(vlans_that_a_port_loses_are_forgotten),
		cmocka_unit_test(a_disabled_port_has_no_stations),
		cmocka_unit_test(which_vlans_a_port_carries),
		cmocka_unit_test(many_stations_take_several_transactions),
		cmocka_unit_test(stations_that_are_held_are_said_together),
		cmocka_unit_test(each_port_has_its_own_alarms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
