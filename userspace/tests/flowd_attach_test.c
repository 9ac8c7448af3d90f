// SPDX-License-Identifier: GPL-2.0-or-later
/* Which interfaces become ports, when, and when they are taken out. */
#include "flowd_switches_testing.h"

static void a_policy_by_name(void **state)
{
	(void)state;
	start();
	appear(1, "tap1");
	appear(2, "tap10");
	assert_null(kernel_port("sw0", "tap1"));
	enforce("[" SWITCH("sw0") "," ACCESS("tap1", "sw0", "7") "]");
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 7);
	assert_null(kernel_port("sw0", "tap10"));
	finish();
}

static void an_interface_that_appears_later(void **state)
{
	(void)state;
	start();
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "," ACCESS("tap*", "sw0", "7") "]");
	appear(1, "tap1");
	appear(2, "tap2");
	appear(3, "lo");
	appear(4, "eth0");
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 0);
	assert_int_equal(kernel_port("sw0", "tap2")->settings.pvid, 7);
	assert_null(kernel_port("sw0", "lo"));
	assert_null(kernel_port("sw0", "eth0"));
	finish();
}

static void a_pattern_names_no_switch(void **state)
{
	(void)state;
	start();
	fake_switch_add(&fake, "sw1");	/* somebody else's */
	enforce("[" SWITCH("sw0") "," PORT("*1", "sw0") "]");
	tell_all();
	assert_int_equal(fake_find(&fake, "sw0")->ports_count, 1);
	assert_int_equal(fake_find(&fake, "sw1")->ports_count, 1);
	finish();
}

static void a_port_goes_with_its_policy(void **state)
{
	(void)state;
	start();
	appear(1, "tap1");
	appear(2, "tap2");
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "," PORT("tap2", "sw0") "]");
	learn("sw0", "tap2", 0, 1);
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "]");
	assert_non_null(kernel_port("sw0", "tap1"));
	assert_null(kernel_port("sw0", "tap2"));
	assert_null(bridge_port_find(switches.bridges[0], "tap2"));
	tell_all();
	assert_int_equal(fake_find(&fake, "sw0")->flows_count, 2);	/* the local entry's */
	finish();
}

/* Whoever comes first. */
static void a_number_waits_for_its_port(void **state)
{
	(void)state;
	start();
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") "," NUMBERED("late", "sw0", "2") "," NUMBERED("tap3", "sw0", "1") ","
		PORT("tap*", "sw0") "]");
	appear(2, "tap2");
	appear(3, "tap3");
	appear(4, "late");
	assert_int_equal(kernel_port("sw0", "tap1")->number, 3);
	assert_int_equal(kernel_port("sw0", "tap2")->number, 4);
	assert_int_equal(kernel_port("sw0", "tap3")->number, 1);
	assert_int_equal(kernel_port("sw0", "late")->number, 2);
	fake_netdev_delete(&fake, 1);
	switches_port_gone(&switches, fake_find(&fake, "sw0")->ifindex, 3, 1, now_ms);
	switches_netdev_gone(&switches, 1, now_ms);
	appear(5, "tap5");
	assert_int_equal(kernel_port("sw0", "tap5")->number, 5);	/* not that of one just gone */
	finish();
}

static void an_interface_known_by_its_alias(void **state)
{
	struct netdev netdev = { .ifindex = 1, .name = "tap1", .has_carrier = true };

	(void)state;
	start();
	enforce("[" SWITCH("sw0") "," ACCESS("alias:web-*", "sw0", "7") "," ACCESS("alias:db", "sw0", "8") "]");
	appear(1, "tap1");
	assert_null(kernel_port("sw0", "tap1"));
	strcpy(netdev.alias, "web-1");
	switches_netdev(&switches, &netdev, now_ms);
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 7);
	strcpy(netdev.alias, "db");
	switches_netdev(&switches, &netdev, now_ms);
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 8);
	*netdev.alias = '\0';
	switches_netdev(&switches, &netdev, now_ms);
	assert_null(kernel_port("sw0", "tap1"));
	finish();
}

static void an_interface_known_by_its_mac(void **state)
{
	struct netdev netdev = { .ifindex = 1, .name = "tap1", .has_carrier = true,
				 .mac = { 2, 0, 0, 0, 0, 1 } };

	(void)state;
	start();
	enforce("[" SWITCH("sw0") "," ACCESS("mac:2:0:0:0:0:1", "sw0", "7") "]");
	appear(1, "tap1");
	assert_null(kernel_port("sw0", "tap1"));
	switches_netdev(&switches, &netdev, now_ms);
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 7);
	netdev.mac[5] = 2;
	switches_netdev(&switches, &netdev, now_ms);
	assert_null(kernel_port("sw0", "tap1"));
	now_ms += 1000;
	memcpy(netdev.permanent_mac, "\2\0\0\0\0\1", 6);
	switches_netdev(&switches, &netdev, now_ms);
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 7);
	netdev.permanent_mac[5] = 3;
	netdev.mac[5] = 1;
	switches_netdev(&switches, &netdev, now_ms);
	assert_null(kernel_port("sw0", "tap1"));
	finish();
}

/* The policy that holds may have nothing else to say than another limit. */
static void the_limit_follows_the_alias(void **state)
{
	struct netdev netdev = { .ifindex = 1, .name = "tap1", .has_carrier = true };
	struct bridge_port *port;

	(void)state;
	start();
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") ","
		"{'operation': 'port-add', 'match': 'alias:few', 'switch': 'sw0', 'mac_limit': 3},"
		"{'operation': 'port-add', 'match': 'tap*', 'switch': 'sw0', 'mac_limit': 9}]");
	assert_non_null(switches_find_port(&switches, 1, &port));
	assert_int_equal(port->fdb->limit, 9);
	strcpy(netdev.alias, "few");
	switches_netdev(&switches, &netdev, now_ms);
	assert_int_equal(port->fdb->limit, 3);
	finish();
}

/* The kernel could not tell that it was taken out. */
static void a_port_that_went_unheard(void **state)
{
	const struct datapath_operations *operations;

	(void)state;
	start();
	operations = fake.base.operations;
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") "," ACCESS("tap1", "sw0", "7") "]");
	assert_int_equal(operations->port_delete(&fake.base, fake_find(&fake, "sw0")->ifindex, 1,
						 NULL), 0);
	now_ms += 5000;
	switches_lost(&switches);
	switches_settle(&switches, now_ms);
	switches_retry(&switches, now_ms);
	assert_non_null(kernel_port("sw0", "tap1"));
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 7);
	finish();
}

static void start_daemon_again(void)
{
	switches_clear(&switches);
	start_daemon();
	tell_all();
}

static void what_no_policy_attached_is_not_taken_out(void **state)
{
	(void)state;
	start();
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") "]");
	attach_by_hand("sw0", 1);
	enforce("[" SWITCH("sw0") "," PORT("eth0", "sw0") "]");
	tell_all();
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 99);
	start_daemon_again();
	enforce("[" SWITCH("sw0") "]");
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 99);
	assert_false(kernel_port("sw0", "tap1")->ours);
	finish();
}

/* The daemon that attached it may be another than the one that takes it out. */
static void a_policys_port_after_a_restart(void **state)
{
	unsigned int writes;

	(void)state;
	start();
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "]");
	tell_all();
	writes = fake.writes;
	start_daemon_again();
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "]");
	assert_int_equal(fake.writes, writes);
	learn("sw0", "tap1", 0, 1);
	start_daemon_again();
	enforce("[" SWITCH("sw0") "]");
	assert_null(kernel_port("sw0", "tap1"));
	switches_settle(&switches, now_ms);
	assert_int_equal(fake_find(&fake, "sw0")->flows_count, 2);	/* the local entry's */
	assert_non_null(strstr(testing_log, "sw0: port tap1 taken out, as no policy holds for it any more"));
	finish();
}

/* A policy takes over what somebody attached; it is taken out with the policy then. */
static void a_policy_for_what_was_attached_by_hand(void **state)
{
	(void)state;
	start();
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") "]");
	attach_by_hand("sw0", 1);
	enforce("[" SWITCH("sw0") "," ACCESS("tap1", "sw0", "99") "]");
	assert_true(kernel_port("sw0", "tap1")->ours);
	start_daemon_again();
	enforce("[" SWITCH("sw0") "]");
	assert_null(kernel_port("sw0", "tap1"));
	finish();
}

static void only_settings_that_differ_are_set(void **state)
{
	unsigned int writes;
	uint32_t number;

	(void)state;
	start();
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") "," ACCESS("tap1", "sw0", "7") "]");
	number = kernel_port("sw0", "tap1")->number;
	writes = fake.writes;
	enforce("[" SWITCH("sw0") "," ACCESS("tap1", "sw0", "7") "]");
	tell_all();
	assert_int_equal(fake.writes, writes + 2);	/* the local entry's */
	enforce("[" SWITCH("sw0") "," ACCESS("tap1", "sw0", "8") "]");
	assert_int_equal(fake.writes, writes + 3);
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 8);
	assert_int_equal(kernel_port("sw0", "tap1")->number, number);
	finish();
}

static void a_port_moves_to_the_number_and_the_switch_it_is_to_have(void **state)
{
	(void)state;
	start();
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw0") "]");
	enforce("[" SWITCH("sw0") "," SWITCH("sw1") ",{'operation': 'port-add', 'match': 'tap1', "
		"'switch': 'sw0', 'number': 9}]");
	assert_int_equal(kernel_port("sw0", "tap1")->number, 9);
	enforce("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw1") "]");
	assert_null(kernel_port("sw0", "tap1"));
	assert_non_null(kernel_port("sw1", "tap1"));
	finish();
}

static void rename_netdev(uint32_t ifindex, const char *name)
{
	fake_netdev_rename(&fake, ifindex, name);
	tell_netdev(ifindex, name, false);
	switches_settle(&switches, now_ms);
}

static void a_new_name_is_another_policys(void **state)
{
	(void)state;
	start();
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "," ACCESS("vm*", "sw0", "7") "]");
	appear(1, "tap1");
	rename_netdev(1, "vm1");
	assert_int_equal(kernel_port("sw0", "vm1")->settings.pvid, 7);
	rename_netdev(1, "other");
	assert_null(kernel_port("sw0", "other"));
	rename_netdev(1, "tap1");
	now_ms += 1000;
	wait_for_retries();
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 0);
	finish();
}

static void what_fails_is_tried_again_less_and_less_often(void **state)
{
	int64_t waits[] = { 1000, 2000, 4000, 8000, 16000, 32000, 64000, 64000 };
	struct netdev *netdev;
	unsigned int i;

	(void)state;
	start();
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "]");
	fake_netdev_add(&fake, 1, "tap1");
	fake_fail(&fake, 1, -EBUSY, 0);
	tell_netdev(1, "tap1", false);
	netdev = netdev_find_name(switches.netdevs, "tap1");
	for (i = 0; i < 7; i++) {
		assert_int_equal(netdev->retry_ms, now_ms + waits[i]);
		assert_int_equal(attach_retry(&switches, now_ms + waits[i] - 1), now_ms + waits[i]);
		assert_null(kernel_port("sw0", "tap1"));
		now_ms += waits[i];
		fake_fail(&fake, 1, -EBUSY, 0);
		attach_retry(&switches, now_ms);
		assert_true(fake_has_failed(&fake));
	}
	assert_non_null(strstr(testing_log, "\n<4>tap1 cannot be set up as a port, will try again: the datapath was told to fail\n"));
	assert_ptr_equal(strstr(testing_log, "<4>"), strrchr(testing_log, '<'));	/* once */
	now_ms += waits[7];
	assert_int_equal(attach_retry(&switches, now_ms), 0);
	assert_non_null(kernel_port("sw0", "tap1"));
	assert_int_equal(netdev->failures, 0);
	finish();
}

static void an_interface_that_went_is_not_tried_again(void **state)
{
	(void)state;
	start();
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "]");
	tell_netdev(1, "tap1", false);	/* but it is gone already */
	assert_int_equal(attach_retry(&switches, now_ms + 100000), 0);
	switches_netdev_gone(&switches, 1, now_ms);
	appear(1, "tap1");
	assert_non_null(kernel_port("sw0", "tap1"));
	finish();
}

/* Somebody takes the port out again and again: one attempt a second is enough. */
static void a_port_taken_out_by_somebody_comes_back(void **state)
{
	const struct datapath_port *port;
	uint32_t ifindex;
	unsigned int i;

	(void)state;
	start();
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "]");
	ifindex = fake_find(&fake, "sw0")->ifindex;
	appear(1, "tap1");
	for (i = 0; i < 3; i++) {
		port = kernel_port("sw0", "tap1");
		assert_non_null(port);
		fake.base.operations->port_delete(&fake.base, ifindex, 1, NULL);
		switches_port_gone(&switches, ifindex, 1, 1, now_ms + 500);
		assert_null(kernel_port("sw0", "tap1"));
		assert_int_equal(attach_retry(&switches, now_ms + 999), now_ms + 1000);
		now_ms += 1000;
		attach_retry(&switches, now_ms);
	}
	assert_non_null(kernel_port("sw0", "tap1"));
	finish();
}

static void the_switchs_own_port_has_its_policy_for_so_long(void **state)
{
	(void)state;
	start();
	enforce("[" SWITCH("sw0") "," ACCESS("sw0", "sw0", "7") "]");
	tell_all();
	assert_int_equal(kernel_port("sw0", "sw0")->settings.pvid, 7);
	assert_non_null(fdb_find(&switches.bridges[0]->fdb,
				 netdev_find_name(switches.netdevs, "sw0")->mac, 7));
	assert_true(kernel_port("sw0", "sw0")->ours);
	start_daemon_again();
	enforce("[" SWITCH("sw0") "]");
	assert_false(kernel_port("sw0", "sw0")->ours);
	assert_int_equal(kernel_port("sw0", "sw0")->settings.vlan_mode, FLOWDP_VLAN_MODE_NONE);
	assert_int_equal(kernel_port("sw0", "sw0")->settings.pvid, 0);
	finish();
}

static void without_carrier_nothing_is_behind_a_port(void **state)
{
	struct netdev netdev = { .ifindex = 1, .name = "tap1" };

	(void)state;
	start();
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "]");
	learn("sw0", "tap1", 0, 1);
	assert_int_equal(switches.bridges[0]->fdb.learned, 1);
	switches_netdev(&switches, &netdev, now_ms);
	assert_int_equal(switches.bridges[0]->fdb.learned, 0);
	assert_int_equal(fake_find(&fake, "sw0")->flows_count, 0);
	assert_non_null(kernel_port("sw0", "tap1"));
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_by_name),
		cmocka_unit_test(an_interface_that_appears_later),
		cmocka_unit_test(a_pattern_names_no_switch),
		cmocka_unit_test(a_number_waits_for_its_port),
		cmocka_unit_test(an_interface_known_by_its_alias),
		cmocka_unit_test(an_interface_known_by_its_mac),
		cmocka_unit_test(the_limit_follows_the_alias),
		cmocka_unit_test(a_port_goes_with_its_policy),
		cmocka_unit_test(a_port_that_went_unheard),
		cmocka_unit_test(what_no_policy_attached_is_not_taken_out),
		cmocka_unit_test(a_policys_port_after_a_restart),
		cmocka_unit_test(a_policy_for_what_was_attached_by_hand),
		cmocka_unit_test(only_settings_that_differ_are_set),
		cmocka_unit_test(a_port_moves_to_the_number_and_the_switch_it_is_to_have),
		cmocka_unit_test(a_new_name_is_another_policys),
		cmocka_unit_test(what_fails_is_tried_again_less_and_less_often),
		cmocka_unit_test(an_interface_that_went_is_not_tried_again),
		cmocka_unit_test(a_port_taken_out_by_somebody_comes_back),
		cmocka_unit_test(the_switchs_own_port_has_its_policy_for_so_long),
		cmocka_unit_test(without_carrier_nothing_is_behind_a_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
