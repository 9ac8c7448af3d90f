// SPDX-License-Identifier: GPL-2.0-or-later
/* Entries that are not learned: static ones, and the switch's own address. */
#include "flowd_bridge_testing.h"

#include "../flowd/fdb_static.h"

static void the_switch_itself_is_in_each_of_its_vlans(void **state)
{
	static const uint8_t other[6] = { 2, 0xff, 0, 0, 0, 2 };

	(void)state;
	start();
	fdb_static_settle(bridge, 0, NULL);
	assert_agreement(1);
	set_trunk(0, "1-600");
	fdb_static_settle(bridge, 0, NULL);
	assert_agreement(600);
	set_trunk(0, "7,8");
	memcpy(bridge->mac, other, sizeof(other));
	fdb_static_settle(bridge, 0, NULL);
	assert_agreement(2);
	assert_non_null(fdb_find(&bridge->fdb, other, 7));
	finish();
}

static void stack(struct netdev **all, uint32_t ifindex, uint32_t lower, uint16_t vid)
{
	struct netdev *netdev = netdev_put(all, ifindex);

	assert_non_null(netdev);
	netdev->lower = lower;
	netdev->vid = vid;
	memcpy(netdev->mac, mac_of(ifindex), sizeof(netdev->mac));
}

static void what_is_stacked_on_the_switch_is_local(void **state)
{
	struct netdev *netdevs = NULL, *netdev, *next;

	(void)state;
	start();
	bridge->netdevs = &netdevs;
	set_trunk(0, "7,8");
	stack(&netdevs, 50, kernel()->ifindex, 7);	/* a VLAN interface, */
	stack(&netdevs, 51, 50, 0);			/* a macvlan on it, */
	stack(&netdevs, 52, kernel()->ifindex, 9);	/* one of a VLAN that the port does not carry, */
	stack(&netdevs, 53, 1, 7);			/* of another interface, */
	stack(&netdevs, 54, 54, 7);			/* and of itself */
	learn(50, 0, 7, 0);
	fdb_static_settle(bridge, 0, NULL);
	assert_agreement(4);
	assert_int_equal(fdb_find(&bridge->fdb, mac_of(50), 7)->kind, FLOW_FDB_LOCAL);
	assert_int_equal(fdb_find(&bridge->fdb, mac_of(51), 7)->kind, FLOW_FDB_LOCAL);
	netdev_delete(&netdevs, netdev_find(netdevs, 50));
	fdb_static_settle(bridge, 0, NULL);
	assert_agreement(2);
	HASH_ITER(hh, netdevs, netdev, next)
		netdev_delete(&netdevs, netdev);
	finish();
}

static void static_entries_come_and_go(void **state)
{
	struct intent_static key = { .vid = 0 };

	(void)state;
	start();
	learn(1, 2, 0, 0);
	put_static(1, 0, "tap1");	/* wins over what was learned */
	put_static(2, 5, "tap1");	/* in a VLAN that is not there */
	put_static(3, 0, "tap9");	/* at a port that is not there */
	assert_int_equal(fdb_static_settle(bridge, 0, NULL), 0);
	assert_station(1, 0, 1);
	assert_agreement(2);
	learn(1, 2, 0, 0);
	assert_station(1, 0, 1);
	set_trunk(1, "5");
	assert_true(bridge->unsettled);
	fdb_static_settle(bridge, 0, NULL);
	assert_station(2, 5, 1);
	assert_agreement(2);
	memcpy(key.mac, mac_of(2), sizeof(key.mac));
	key.vid = 5;
	assert_true(intent_delete_static(&intent, &key));
	fdb_static_settle(bridge, 0, NULL);
	assert_agreement(1);
	finish();
}

static void without_vlan_a_static_entry_is_in_the_ports_own(void **state)
{
	struct intent_static object = { .port = "tap1" };
	uint16_t vid = 99;

	(void)state;
	start();
	assert_ptr_equal(fdb_static_place(bridge, &object, &vid), bridge->ports[1]);
	assert_int_equal(vid, 0);
	bridge->ports[1]->is.settings.vlan_mode = FLOWDP_VLAN_MODE_ACCESS;
	bridge->ports[1]->is.settings.pvid = 7;
	assert_non_null(fdb_static_place(bridge, &object, &vid));
	assert_int_equal(vid, 7);
	strcpy(object.switch_name, "sw1");
	assert_null(fdb_static_place(bridge, &object, &vid));
	strcpy(object.switch_name, "sw0");
	assert_non_null(fdb_static_place(bridge, &object, &vid));
	object.vid = 8;
	assert_null(fdb_static_place(bridge, &object, &vid));
	finish();
}

static void of_two_places_for_one_station_the_first_counts(void **state)
{
	struct intent_static second = { .port = "tap2", .switch_name = "sw0" };

	(void)state;
	start();
	testing_log_clear();
	put_static(1, 0, "tap1");
	memcpy(second.mac, mac_of(1), sizeof(second.mac));
	assert_int_equal(intent_put_static(&intent, &second), 0);
	assert_int_equal(fdb_static_settle(bridge, 0, NULL), 0);
	assert_int_equal(fdb_static_settle(bridge, 0, NULL), 0);
	assert_station(1, 0, 1);
	assert_agreement(2);
	assert_string_equal(testing_log, "<4>sw0: the static entry 02:00:00:00:00:01 cannot be put in place: "
			    "tap2 does not carry its VLAN, or it is at another port already\n");
	put_static(2, 5, "tap1");
	put_static(3, 5, "tap9");
	testing_log_clear();
	fdb_static_settle(bridge, 0, NULL);
	fdb_static_settle(bridge, 0, NULL);
	assert_string_equal(testing_log, "<4>sw0: the static entry 02:00:00:00:00:01 cannot be put in place (and 1 more): "
			    "tap2 does not carry its VLAN, or it is at another port already\n");
	finish();
}

static void a_static_entry_that_is_refused_is_tried_again(void **state)
{
	struct flow_error error = { "" };

	(void)state;
	start();
	put_static(1, 0, "tap1");
	fake_fail(&fake, 1, -EPERM, 2);	/* the first two are the local entry's */
	assert_int_equal(fdb_static_settle(bridge, 0, &error), -EPERM);
	assert_string_equal(error.text, "the datapath was told to fail");
	assert_true(bridge->unsettled);
	assert_agreement(1);
	assert_int_equal(fdb_static_settle(bridge, 0, &error), 0);
	assert_agreement(2);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_switch_itself_is_in_each_of_its_vlans),
		cmocka_unit_test(what_is_stacked_on_the_switch_is_local),
		cmocka_unit_test(static_entries_come_and_go),
		cmocka_unit_test(without_vlan_a_static_entry_is_in_the_ports_own),
		cmocka_unit_test(of_two_places_for_one_station_the_first_counts),
		cmocka_unit_test(a_static_entry_that_is_refused_is_tried_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
