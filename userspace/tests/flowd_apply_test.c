// SPDX-License-Identifier: GPL-2.0-or-later
/* The operations of Apply on what is configured and what was applied before. */
#include "lib_testing.h"

#include "../flowd/apply.h"
#include "../flowd/bridge.h"
#include "../flowd/intent_profile.h"
#include "setting.h"

static struct intent configured, applied;
static char origin[] = "flowd.conf:3";

/* A file says: sw0, its port eth0 (trunk 10,20), eth1 (access 5), a static entry. */
static int configure(void **state)
{
	struct intent_static fixed = { .origin = origin, .port = "eth0", .switch_name = "sw0",
				       .mac = { 2, 0, 0, 0, 0, 1 }, .vid = 10 };
	struct intent_switch object;
	struct intent_vlan vlan;
	struct intent_port port;

	(void)state;
	intent_switch_init(&object);
	object.origin = origin;
	strcpy(object.name, "sw0");
	object.ageing = 77;
	intent_vlan_init(&vlan);
	vlan.origin = origin;
	strcpy(vlan.switch_name, "sw0");
	vlan.vid = 20;
	vlan.mac_limit = 9;
	intent_port_init(&port);
	port.origin = origin;
	strcpy(port.match, "eth0");
	strcpy(port.switch_name, "sw0");
	port.settings.vlan_mode = FLOWDP_VLAN_MODE_TRUNK;
	flow_vlan_add(port.settings.vlans, 10);
	flow_vlan_add(port.settings.vlans, 20);
	if (intent_put_switch(&configured, &object) || intent_put_vlan(&configured, &vlan) ||
	    intent_put_port(&configured, &port) ||
	    intent_put_static(&configured, &fixed))
		return -1;
	strcpy(port.match, "eth1");
	port.settings.vlan_mode = FLOWDP_VLAN_MODE_ACCESS;
	port.settings.pvid = 5;
	memset(port.settings.vlans, 0, sizeof(port.settings.vlans));
	return intent_put_port(&configured, &port);
}

static int forget(void **state)
{
	(void)state;
	intent_clear(&configured);
	intent_clear(&applied);
	return 0;
}

/* Both sides of what holds must fit: the effective intent is the one over the other. */
static void assert_merged(const struct apply *apply)
{
	struct intent merged = { 0 };
	const struct intent_port *port;
	size_t i;

	assert_int_equal(intent_merge(&merged, &configured), 0);
	assert_int_equal(intent_merge(&merged, &apply->applied), 0);
	assert_int_equal(merged.switches_count, apply->effective.switches_count);
	assert_int_equal(merged.vlans_count, apply->effective.vlans_count);
	assert_int_equal(merged.ports_count, apply->effective.ports_count);
	assert_int_equal(merged.statics_count, apply->effective.statics_count);
	for (i = 0; i < merged.ports_count; i++) {
		port = intent_find_port(&apply->effective, merged.ports[i]->match);
		assert_non_null(port);
		assert_int_equal(port->mac_limit, merged.ports[i]->mac_limit);
	}
	intent_clear(&merged);
}

/* Carries operations out, which then count as applied. */
static void done(const char *operations)
{
	json_t *json = testing_json(operations);
	struct flow_error error = { "" };
	struct apply apply;

	assert_int_equal(apply_start(&apply, &configured, &applied), 0);
	if (apply_operations(&apply, json, &error))
		fail_msg("%s", error.text);
	assert_merged(&apply);
	json_decref(json);
	intent_clear(&applied);
	applied = apply.applied;
	intent_clear(&apply.effective);
}

static void refused(const char *operations, size_t failed, const char *sentence)
{
	json_t *json = testing_json(operations);
	struct flow_error error = { "" };
	struct apply apply;

	assert_int_equal(apply_start(&apply, &configured, &applied), 0);
	assert_int_equal(apply_operations(&apply, json, &error), -EINVAL);
	assert_string_equal(error.text, sentence);
	assert_int_equal(apply.failed, failed);
	json_decref(json);
	apply_clear(&apply);
}

static void one_refused(const char *operation, const char *sentence)
{
	char text[512];

	snprintf(text, sizeof(text), "[%s]", operation);
	refused(text, 0, sentence);
}

static struct intent_port *port_applied(const char *match, uint8_t mode, uint16_t pvid,
					const char *vlans)
{
	struct intent_port *port = intent_find_port(&applied, match);
	char *text;

	assert_non_null(port);
	text = flow_vlan_format(port->settings.vlans);
	assert_int_equal(port->settings.vlan_mode, mode);
	assert_int_equal(port->settings.pvid, pvid);
	assert_string_equal(text, vlans);
	assert_null(port->origin);
	free(text);
	return port;
}

static void switches_are_added_changed_and_deleted(void **state)
{
	(void)state;
	done("[{'operation': 'switch-add', 'name': 'sw1', 'ageing_s': 5}, "
	     "{'operation': 'switch-set', 'name': 'sw1', 'fail_mode': 'drop'}]");
	assert_int_equal(intent_find_switch(&applied, "sw1")->ageing, 5);
	assert_int_equal(intent_find_switch(&applied, "sw1")->fail_mode, FLOWDP_FAIL_DROP);
	one_refused("{'operation': 'switch-add', 'name': 'sw1'}",
		    "there is a switch \"sw1\" already; change it with switch set");
	done("[{'operation': 'switch-del', 'name': 'sw1'}]");
	assert_int_equal(applied.switches_count, 0);
}

/* What a file says is the base of a change, and holds again when that is taken back. */
static void what_is_configured_can_be_changed_but_not_deleted(void **state)
{
	(void)state;
	one_refused("{'operation': 'switch-del', 'name': 'sw0'}",
		    "switch \"sw0\" is configured in flowd.conf:3; remove it there");
	one_refused("{'operation': 'port-del', 'match': 'eth0'}",
		    "policy for \"eth0\" is configured in flowd.conf:3; remove it there");
	one_refused("{'operation': 'fdb-del', 'mac': '2:0:0:0:0:1'}",
		    "02:00:00:00:00:01 is configured in flowd.conf:3; remove it there");
	done("[{'operation': 'switch-set', 'name': 'sw0', 'mac_limit': 9}, "
	     "{'operation': 'port-set', 'match': 'eth1', 'isolated': true}]");
	assert_int_equal(intent_find_switch(&applied, "sw0")->ageing, 77);
	assert_int_equal(intent_find_switch(&applied, "sw0")->mac_limit, 9);
	assert_int_equal(port_applied("eth1", FLOWDP_VLAN_MODE_ACCESS, 5, "none")->settings.flags &
			 FLOWDP_PORT_F_ISOLATED, FLOWDP_PORT_F_ISOLATED);
	one_refused("{'operation': 'fdb-add', 'mac': '2:0:0:0:0:1', 'vlan': 10, 'port': 'eth0', 'switch': 'sw0'}",
		    "there is a static entry 02:00:00:00:00:01 already; change it with fdb replace");
	done("[{'operation': 'switch-del', 'name': 'sw0'}, {'operation': 'port-del', 'match': 'eth1'}]");
	assert_int_equal(applied.switches_count + applied.ports_count + applied.statics_count, 0);
	assert_int_equal(configured.switches_count, 1);
}

static void wrong_operations_on_switches(void **state)
{
	(void)state;
	one_refused("{'operation': 'switch-add', 'name': ''}", "name: the name is empty");
	one_refused("{'operation': 'switch-add'}", "which switch? Its name is missing");
	one_refused("{'operation': 'switch-add', 'name': 'sw*'}",
		    "\"sw*\" is a pattern: a switch needs a name");
	one_refused("{'operation': 'switch-add', 'name': 'eth0'}",
		    "\"eth0\" is a port already, so it cannot be a switch");
	one_refused("{'operation': 'switch-add', 'name': 'sw1', 'ageing': 3}",
		    "unknown setting \"ageing\"; did you mean \"ageing_s\"?");
	one_refused("{'operation': 'switch-set', 'name': 'sw1'}",
		    "there is no switch \"sw1\"; add it first");
	one_refused("{'operation': 'switch-set', 'name': 'sw0', 'mac_limit': 0}",
		    "0 is wrong for mac_limit, which takes a number from 1 to 8388607");
	one_refused("{'operation': 'switch-del', 'name': 'sw1'}",
		    "flowd has no switch \"sw1\"; \"flowctl config show\" lists what it has");
}

/* A policy that was put over one of a file gives way to that. */
static void with_a_switch_goes_what_names_it(void **state)
{
	(void)state;
	done("[{'operation': 'switch-add', 'name': 'sw1'}, "
	     "{'operation': 'port-add', 'match': 'tap*', 'switch': 'sw1'}, "
	     "{'operation': 'port-add', 'match': 'a', 'switch': 'sw1'}, "
	     "{'operation': 'port-add', 'match': 'b', 'switch': 'sw0'}, "
	     "{'operation': 'port-set', 'match': 'eth1', 'switch': 'sw1'}, "
	     "{'operation': 'fdb-add', 'mac': '2:0:0:0:0:9', 'port': 'tap1', 'switch': 'sw1'}]");
	done("[{'operation': 'switch-del', 'name': 'sw1'}]");
	assert_int_equal(applied.switches_count, 0);
	assert_int_equal(applied.ports_count, 1);
	assert_string_equal(applied.ports[0]->match, "b");
	assert_int_equal(applied.statics_count, 0);
	done("[{'operation': 'port-del', 'match': 'b'}]");
	one_refused("{'operation': 'port-set', 'match': 'eth1', 'switch': 'sw1'}",
		    "there is no switch \"sw1\" for eth1; add it first");
}

static void a_port_of_a_file_comes_back_with_its_profile(void **state)
{
	struct intent_profile profile;
	struct intent_port port;

	(void)state;
	intent_profile_init(&profile);
	profile.origin = origin;
	strcpy(profile.name, "web");
	assert_int_equal(intent_put_profile(&configured, &profile), 0);
	intent_port_init(&port);
	port.origin = origin;
	strcpy(port.match, "eth2");
	strcpy(port.switch_name, "sw0");
	intent_set_profile(&port, "web");
	assert_int_equal(intent_put_port(&configured, &port), 0);
	done("[{'operation': 'profile-set', 'name': 'web', 'mac_limit': 7}]");
	done("[{'operation': 'switch-add', 'name': 'sw1'}, "
	     "{'operation': 'port-set', 'match': 'eth2', 'switch': 'sw1'}]");
	done("[{'operation': 'switch-del', 'name': 'sw1'}]");
	done("[{'operation': 'port-set', 'match': 'eth2', 'isolated': true}]");
	done("[{'operation': 'port-del', 'match': 'eth2'}]");
	assert_int_equal(applied.ports_count, 0);
}

static void ports_are_added_changed_and_deleted(void **state)
{
	(void)state;
	done("[{'operation': 'port-add', 'match': 'tap*', 'vlan_mode': 'access', 'pvid': 7}]");
	assert_string_equal(port_applied("tap*", FLOWDP_VLAN_MODE_ACCESS, 7, "none")->switch_name,
			    "sw0");
	done("[{'operation': 'port-set', 'match': 'tap*', 'vlan_mode': 'trunk', 'vlans': '3'}]");
	port_applied("tap*", FLOWDP_VLAN_MODE_TRUNK, 0, "3");
	one_refused("{'operation': 'port-add', 'match': 'tap*'}",
		    "there is a policy for \"tap*\" already; change it with port set");
	one_refused("{'operation': 'port-add', 'match': 'x', 'vlan_mode': 'access'}",
		    "the access port x needs its VLAN; say which");
	one_refused("{'operation': 'port-add', 'match': 'x', 'switch': 'sw9'}",
		    "there is no switch \"sw9\" for x; add it first");
	one_refused("{'operation': 'port-add'}", "which interface? Match is missing");
	one_refused("{'operation': 'port-set', 'match': 'x'}",
		    "there is no policy for \"x\"; add it first");
	one_refused("{'operation': 'port-set', 'match': 'tap*', 'number': 3}",
		    "the pattern tap* cannot have a port number: a number is for one port");
	one_refused("{'operation': 'port-del', 'match': 'x'}",
		    "flowd has no policy for \"x\"; \"flowctl config show\" lists what it has");
	refused("[{'operation': 'switch-add', 'name': 'sw1'}, {'operation': 'port-add', 'match': 'x'}]",
		1, "in which switch is x? Its switch can be sw0 or sw1; say which");
	done("[{'operation': 'port-del', 'match': 'tap*'}]");
	assert_int_equal(applied.ports_count, 0);
}

/* Who wants to change one port of many is told which policy holds, and what to do. */
static void a_port_that_a_pattern_holds(void **state)
{
	(void)state;
	done("[{'operation': 'port-add', 'match': 'tap*'}]");
	one_refused("{'operation': 'port-set', 'match': 'tap7', 'pvid': 5}",
		    "tap7 has no policy of its own, \"tap*\" holds for it; change that, or give it one: port add tap7 switch sw0 ...");
	one_refused("{'operation': 'vlan-add', 'match': 'tap7', 'vlans': '5'}",
		    "tap7 has no policy of its own, \"tap*\" holds for it; change that, or give it one: port add tap7 switch sw0 ...");
	one_refused("{'operation': 'port-del', 'match': 'tap7'}",
		    "tap7 has no policy of its own, \"tap*\" holds for it; change that, or give it one: port add tap7 switch sw0 ...");
	one_refused("{'operation': 'port-set', 'match': 'tap7*'}",
		    "there is no policy for \"tap7*\"; add it first");
	one_refused("{'operation': 'port-add', 'match': '*'}",
		    "the pattern \"*\" matches the switch \"sw0\", which it cannot hold for; write one that does not match it");
	one_refused("{'operation': 'switch-add', 'name': 'tap8'}",
		    "the pattern \"tap*\" matches \"tap8\", but cannot hold for a switch; give it another name");
	one_refused("{'operation': 'port-set', 'match': 'sw0'}",
		    "there is no policy for \"sw0\"; add it first");
}

static void vlans_are_added_and_deleted(void **state)
{
	(void)state;
	done("[{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '30-32'}]");
	port_applied("eth0", FLOWDP_VLAN_MODE_TRUNK, 0, "10,20,30-32");
	done("[{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '40', 'native': true}]");
	port_applied("eth0", FLOWDP_VLAN_MODE_NATIVE_UNTAGGED, 40, "10,20,30-32,40");
	done("[{'operation': 'vlan-del', 'match': 'eth0', 'vlans': '10,31', 'native': false}]");
	port_applied("eth0", FLOWDP_VLAN_MODE_NATIVE_UNTAGGED, 40, "20,30,32,40");
	one_refused("{'operation': 'vlan-del', 'match': 'eth0', 'vlans': '20', 'native': true}",
		    "VLAN 20 is not the native one of eth0");
	done("[{'operation': 'vlan-del', 'match': 'eth0', 'vlans': '40'}]");
	port_applied("eth0", FLOWDP_VLAN_MODE_TRUNK, 0, "20,30,32");
	done("[{'operation': 'port-add', 'match': 'plain'}, "
	     "{'operation': 'vlan-add', 'match': 'plain', 'vlans': '9'}]");
	port_applied("plain", FLOWDP_VLAN_MODE_TRUNK, 0, "9");
	done("[{'operation': 'port-add', 'match': 'tagged', 'vlan_mode': 'native-tagged', 'pvid': 3, 'vlans': '3-4'}, "
	     "{'operation': 'vlan-add', 'match': 'tagged', 'vlans': '5', 'native': true}]");
	port_applied("tagged", FLOWDP_VLAN_MODE_NATIVE_TAGGED, 5, "3-5");
	done("[{'operation': 'vlan-add', 'match': 'eth1', 'vlans': '6', 'native': true}]");
	port_applied("eth1", FLOWDP_VLAN_MODE_ACCESS, 6, "none");
}

static void wrong_operations_on_vlans(void **state)
{
	(void)state;
	one_refused("{'operation': 'vlan-add', 'match': 'eth0'}", "\"match\" or \"vlans\" is missing");
	one_refused("{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '0'}",
		    "\"0\" is no VLAN: they go from 1 to 4094");
	one_refused("{'operation': 'vlan-add', 'match': 'x', 'vlans': '3'}",
		    "there is no policy for \"x\"; add it first");
	one_refused("{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '3-4', 'native': true}",
		    "one VLAN can be native, not \"3-4\"; name that one");
	one_refused("{'operation': 'vlan-add', 'match': 'eth1', 'vlans': '3'}",
		    "eth1 is an access port of VLAN 5; make it a trunk first: port set eth1 trunk VIDS");
	one_refused("{'operation': 'vlan-del', 'match': 'eth1', 'vlans': '5'}",
		    "eth1 is an access port of VLAN 5; make it a trunk first: port set eth1 trunk VIDS");
	one_refused("{'operation': 'vlan-del', 'match': 'eth0', 'vlans': '10-11'}",
		    "eth0 does not carry VLAN 11; leave it out");
	one_refused("{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '3', 'nativ': true}",
		    "unknown setting \"nativ\"; did you mean \"native\"?");
	done("[{'operation': 'port-add', 'match': 't', 'vlan_mode': 'dot1q-tunnel', 'pvid': 100}]");
	one_refused("{'operation': 'vlan-add', 'match': 't', 'vlans': '3'}",
		    "t is a tunnel of service VLAN 100; change it as a whole: port set t dot1q_tunnel VID");
	one_refused("{'operation': 'vlan-del', 'match': 't', 'vlans': '3'}",
		    "t is a tunnel of service VLAN 100; change it as a whole: port set t dot1q_tunnel VID");
}

/* What does not go together changes nothing. */
static void wrong_vlan_modes(void **state)
{
	(void)state;
#define PORT_SET(settings)	"{'operation': 'port-set', 'match': 'eth0', " settings "}"
	one_refused(PORT_SET("'vlan_mode': 'native-tagged', 'vlans': '10'"),
		    "eth0 needs its native VLAN; say which");
	one_refused(PORT_SET("'vlan_mode': 'native-untagged', 'pvid': 9, 'vlans': '10'"),
		    "the native VLAN 9 is none of those of the trunk eth0; add it to them");
	one_refused(PORT_SET("'pvid': 10"),
		    "a plain trunk such as eth0 has no native VLAN; its mode is to be native-tagged or native-untagged");
	one_refused(PORT_SET("'vlan_mode': 'dot1q-tunnel'"), "eth0 needs its service VLAN; say which");
	one_refused(PORT_SET("'vlan_mode': 'dot1q-tunnel', 'pvid': 9, 'tag_type': 'service'"),
		    "eth0 is no trunk, so it has no tag type; make it one, or leave that out");
	one_refused(PORT_SET("'vlan_mode': 'access', 'pvid': 9, 'vlans': '10'"),
		    "eth0 is neither trunk nor tunnel, so it has no list of VLANs; make it one, or leave them out");
	one_refused(PORT_SET("'vlan_mode': 'access', 'pvid': 9, 'translations': '8:9'"),
		    "eth0 is no trunk, so it translates no VLANs; make it one, or leave that out");
	one_refused(PORT_SET("'vlan_mode': 'none', 'pvid': 9"),
		    "eth0 has no VLAN mode, so it cannot be in VLAN 9; give it one");
#undef PORT_SET
}

static void static_entries_are_added_and_deleted(void **state)
{
	(void)state;
	one_refused("{'operation': 'fdb-add', 'port': 'eth0'}", "00:00:00:00:00:00 is no station's address; write its own");
	one_refused("{'operation': 'fdb-add', 'mac': '2:0:0:0:0:2'}",
		    "behind which port is 02:00:00:00:00:02? Port is missing");
	one_refused("{'operation': 'fdb-add', 'mac': '2:0:0:0:0:2', 'port': 'eth0', 'switch': 'x'}",
		    "there is no switch \"x\" for 02:00:00:00:00:02; add it first");
	done("[{'operation': 'fdb-add', 'mac': '2:0:0:0:0:2', 'port': 'eth0', 'vlan': 10}, "
	     "{'operation': 'fdb-add', 'mac': '2:0:0:0:0:2', 'port': 'eth0', 'vlan': 20}]");
	assert_int_equal(applied.statics_count, 2);
	refused("[{'operation': 'fdb-add', 'mac': '2:0:0:0:0:3', 'port': 'x'}, "
		"{'operation': 'fdb-add', 'mac': '2:0:0:0:0:3', 'port': 'x'}]", 1,
		"there is a static entry 02:00:00:00:00:03 already; change it with fdb replace");
	one_refused("{'operation': 'fdb-del', 'mac': '2:0:0:0:0:2'}",
		    "there are several static entries 02:00:00:00:00:02; say its VLAN and switch");
	one_refused("{'operation': 'fdb-del', 'mac': '2:0:0:0:0:2', 'vlan': null}",
		    "there are several static entries 02:00:00:00:00:02; say its VLAN and switch");
	one_refused("{'operation': 'fdb-del', 'mac': '2:0:0:0:0:2', 'vlan': 30}",
		    "there is no such static entry 02:00:00:00:00:02; what was learned goes with fdb flush mac 02:00:00:00:00:02");
	done("[{'operation': 'fdb-del', 'mac': '2:0:0:0:0:2', 'vlan': 20}]");
	assert_int_equal(applied.statics[0]->vid, 10);
	done("[{'operation': 'fdb-del', 'mac': '2:0:0:0:0:2'}]");
	assert_int_equal(applied.statics_count, 0);
}

/* eth1 is in VLAN 5 of sw0: so its entries are shown, and so they can be named. */
static void static_entries_are_where_their_port_is(void **state)
{
	(void)state;
	done("[{'operation': 'fdb-add', 'mac': '2:0:0:0:0:2', 'port': 'eth1'}]");
	one_refused("{'operation': 'fdb-del', 'mac': '2:0:0:0:0:2', 'vlan': 10}",
		    "there is no such static entry 02:00:00:00:00:02; what was learned goes with fdb flush mac 02:00:00:00:00:02");
	done("[{'operation': 'fdb-del', 'mac': '2:0:0:0:0:2', 'switch': 'sw0', 'vlan': 5}]");
	assert_int_equal(applied.statics_count, 0);
	done("[{'operation': 'fdb-add', 'mac': '2:0:0:0:0:2', 'port': 'eth1'}, "
	     "{'operation': 'fdb-add', 'mac': '2:0:0:0:0:2', 'port': 'eth0', 'vlan': 10}, "
	     "{'operation': 'fdb-flush', 'vlan': 5, 'kind': 'static'}]");
	assert_int_equal(applied.statics_count, 1);
	assert_int_equal(applied.statics[0]->vid, 10);
}

static void neighbours_are_given_and_taken(void **state)
{
	(void)state;
	done("[{'operation': 'neighbour-add', 'address': '10.0.0.1', 'mac': '2:0:0:0:0:1', 'vlan': 10}, "
	     "{'operation': 'neighbour-add', 'address': 'FE80::1', 'mac': '2:0:0:0:0:1', 'vlan': 10}, "
	     "{'operation': 'neighbour-add', 'address': '10.0.0.1', 'mac': '2:0:0:0:0:1', 'vlan': 20}, "
	     "{'operation': 'neighbour-replace', 'address': '10.0.0.1', 'mac': '2:0:0:0:0:2', 'vlan': 20}]");
	assert_int_equal(applied.neighbours_count, 3);
	assert_int_equal(applied.neighbours[1]->mac[5], 2);
	assert_string_equal(applied.neighbours[1]->switch_name, "sw0");
	one_refused("{'operation': 'neighbour-add', 'address': 'fe80:0::1', 'mac': '2:0:0:0:0:1', 'vlan': 10}",
		    "there is a neighbour fe80::1 in VLAN 10 already; change it with neighbour replace");
	one_refused("{'operation': 'neighbour-add', 'address': '10.0.0', 'mac': '2:0:0:0:0:1', 'vlan': 10}",
		    "address: \"10.0.0\" is no address; write it as 192.0.2.1 or 2001:db8::1");
	one_refused("{'operation': 'neighbour-add', 'address': '224.0.0.1', 'mac': '2:0:0:0:0:1', 'vlan': 10}",
		    "address: 224.0.0.1 is the address of no single host; name one that is");
	one_refused("{'operation': 'neighbour-add', 'address': 'ff02::1', 'mac': '2:0:0:0:0:1', 'vlan': 10}",
		    "address: ff02::1 is the address of no single host; name one that is");
	one_refused("{'operation': 'neighbour-add', 'address': '10.0.0.2', 'mac': '2:0:0:0:0:1'}",
		    "10.0.0.2 needs a VLAN; name the one that it is in");
	one_refused("{'operation': 'neighbour-add', 'address': '10.0.0.2', 'vlan': 10}",
		    "10.0.0.2 needs a MAC address; name the one that has it");
	one_refused("{'operation': 'neighbour-add', 'mac': '2:0:0:0:0:1', 'vlan': 10}",
		    "which neighbour? Its address is missing");
	one_refused("{'operation': 'neighbour-add', 'address': '10.0.0.2', 'mac': '2:0:0:0:0:1', 'vlan': 10, 'switch': 'sw9'}",
		    "there is no switch \"sw9\" for 10.0.0.2; add it first");
	one_refused("{'operation': 'neighbour-del', 'address': '10.0.0.1'}",
		    "there are several neighbours 10.0.0.1; say its VLAN and switch");
	one_refused("{'operation': 'neighbour-del', 'address': '10.0.0.3'}",
		    "no such neighbour 10.0.0.3 is configured; what was learned goes with neighbour flush");
	one_refused("{'operation': 'neighbour-flush', 'switch': 'sw9'}",
		    "there is no switch \"sw9\"; name one that there is");
	one_refused("{'operation': 'neighbour-flush', 'kind': 'static'}",
		    "unknown setting \"kind\"; it can be operation, switch, port or vlan");
	done("[{'operation': 'neighbour-flush', 'vlan': 10}]");
	done("[{'operation': 'neighbour-del', 'address': '10.0.0.1', 'vlan': 20}]");
	done("[{'operation': 'neighbour-del', 'address': '10.0.0.1'}]");
	assert_int_equal(applied.neighbours_count, 1);
	done("[{'operation': 'switch-add', 'name': 'sw1'}, {'operation': 'neighbour-add', "
	     "'address': '10.0.0.1', 'mac': '2:0:0:0:0:1', 'vlan': 10, 'switch': 'sw1'}]");
	one_refused("{'operation': 'neighbour-add', 'address': '10.0.0.1', 'mac': '2:0:0:0:0:1', 'vlan': 10}",
		    "in which switch is the neighbour? Its switch can be sw0 or sw1; say which");
	done("[{'operation': 'switch-del', 'name': 'sw1'}]");
	assert_int_equal(applied.neighbours_count, 1);
}

static void what_contradicts_is_refused(void **state)
{
	(void)state;
	done("[{'operation': 'port-set', 'match': 'eth1', 'number': 5}, "
	     "{'operation': 'port-set', 'match': 'eth1', 'number': 5}]");
	one_refused("{'operation': 'port-add', 'match': 'x', 'number': 5}",
		    "the number 5 is eth1's in switch \"sw0\" already; choose another");
	one_refused("{'operation': 'port-set', 'match': 'eth0', 'number': 5}",
		    "the number 5 is eth1's in switch \"sw0\" already; choose another");
	one_refused("{'operation': 'port-add', 'match': 'tap['}",
		    "the pattern \"tap[\" has a [ without its ]; add it");
	one_refused("{'operation': 'fdb-add', 'mac': '2:0:0:0:0:2', 'port': 'eth0'}",
		    "in which VLAN is 02:00:00:00:00:02? Vlan is missing, and the trunk eth0 has no native one");
	one_refused("{'operation': 'fdb-add', 'mac': '2:0:0:0:0:2', 'port': 'eth1', 'vlan': 10}",
		    "02:00:00:00:00:02 cannot be in VLAN 10: its port eth1 does not carry that; name one that it does");
	refused("[{'operation': 'switch-add', 'name': 'sw1'}, {'operation': 'fdb-add', "
		"'mac': '2:0:0:0:0:2', 'port': 'eth1', 'switch': 'sw1'}]", 1,
		"02:00:00:00:00:02 cannot be in switch \"sw1\": its port eth1 is one of \"sw0\"; name that");
	one_refused("{'operation': 'fdb-add', 'mac': '2:0:0:0:0:1', 'port': 'eth0', 'vlan': 10}",
		    "there is a static entry 02:00:00:00:00:01 behind eth0 in the same VLAN already, in flowd.conf:3; keep one of them");
	done("[{'operation': 'fdb-add', 'mac': '2:0:0:0:0:1', 'port': 'eth0', 'vlan': 20}]");
}

static void entries_of_a_kind_are_replaced_and_flushed(void **state)
{
	(void)state;
	done("[{'operation': 'fdb-add', 'mac': '2:0:0:0:0:2', 'port': 'eth0', 'vlan': 10}, "
	     "{'operation': 'fdb-replace', 'mac': '2:0:0:0:0:2', 'port': 'eth9', 'vlan': 10}, "
	     "{'operation': 'fdb-add', 'mac': '2:0:0:0:0:3', 'kind': 'local'}]");
	assert_int_equal(applied.statics_count, 2);
	assert_string_equal(applied.statics[0]->port, "eth9");
	assert_string_equal(applied.statics[1]->port, "sw0");
	assert_int_equal(applied.statics[1]->kind, FLOW_FDB_LOCAL);
	one_refused("{'operation': 'fdb-add', 'mac': '2:0:0:0:0:4', 'kind': 'local', 'port': 'eth0'}",
		    "02:00:00:00:00:04 is local, so it is behind the switch itself, not behind eth0; leave the port out");
	one_refused("{'operation': 'fdb-add', 'mac': '2:0:0:0:0:4', 'kind': 'dynamic'}",
		    "behind which port is 02:00:00:00:00:04? Port is missing");
	one_refused("{'operation': 'fdb-add', 'mac': '2:0:0:0:0:4', 'kind': 'sticki'}",
		    "unknown kind \"sticki\"; did you mean \"sticky\"?");
	one_refused("{'operation': 'fdb-add', 'mac': '2:0:0:0:0:4', 'kind': 'sticky-learned', 'port': 'eth0'}",
		    "02:00:00:00:00:04 cannot be sticky-learned in a configuration, as such an entry is learned; make it sticky");
	done("[{'operation': 'fdb-flush', 'switch': 'sw0'}, {'operation': 'fdb-flush', 'kind': 'dynamic'}, "
	     "{'operation': 'fdb-flush', 'kind': 'static', 'vlan': 11}, "
	     "{'operation': 'fdb-flush', 'kind': 'static', 'port': 'eth8'}]");
	assert_int_equal(applied.statics_count, 2);
	done("[{'operation': 'fdb-flush', 'kind': 'static', 'vlan': 10, 'port': 'eth9', 'mac': '2:0:0:0:0:2'}]");
	assert_int_equal(applied.statics_count, 1);
	done("[{'operation': 'fdb-flush', 'kind': 'local'}]");
	assert_int_equal(applied.statics_count, 0);
	one_refused("{'operation': 'fdb-flush', 'kind': 'static'}",
		    "02:00:00:00:00:01 is configured in flowd.conf:3; remove it there");
	one_refused("{'operation': 'fdb-flush', 'switch': 'x'}", "there is no switch \"x\"; name one that there is");
	one_refused("{'operation': 'fdb-flush', 'vlans': '3'}", "unknown setting \"vlans\"; did you mean \"vlan\"?");
}

static void the_first_wrong_operation_stops_all(void **state)
{
	(void)state;
	refused("[{'operation': 'port-add', 'match': 'a'}, {'operation': 'port-add', 'match': 'lo'}, "
		"{'operation': 'nonsense'}]", 1, "the loopback interface \"lo\" cannot be a port; name another");
	assert_int_equal(applied.ports_count, 0);
	one_refused("{'operation': 'prt-add'}", "unknown operation \"prt-add\"; did you mean \"port-add\"?");
	one_refused("{'operation': 'abcdefghijklm'}", "unknown operation \"abcdefghijklm\"; it can be switch-add, switch-set, switch-del, profile-add, profile-set, profile-unset, profile-del, "
		    "port-add, port-set, port-del, vlan-set, vlan-unset, vlan-add, vlan-del, fdb-add, fdb-replace, "
		    "fdb-del, fdb-flush, neighbour-add, neighbour-replace, neighbour-del or neighbour-flush");
	one_refused("{}", "\"operation\" is missing");
	one_refused("5", "\"operation\" is missing");
	refused("{}", SIZE_MAX, "\"operations\" is missing, or no array");
	refused("[{'operation': 'fdb-flush'}, null]", 1, "\"operation\" is missing");
}

static void which_operation_concerns_what(void **state)
{
	json_t *json = testing_json("[{'operation': 'switch-add', 'name': 'sw1'}, "
			       "{'operation': 'port-add', 'match': 'eth5', 'switch': 'sw2'}, 5, "
			       "{'operation': 'fdb-add', 'port': 'eth6', 'switch': 'sw1'}]");

	(void)state;
	assert_int_equal(apply_find(json, "sw1"), 0);
	assert_int_equal(apply_find(json, "eth5"), 1);
	assert_int_equal(apply_find(json, "sw2"), 1);
	assert_int_equal(apply_find(json, "eth6"), 3);
	assert_int_equal(apply_find(json, "other"), 0);
	json_decref(json);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, configure, forget)

static struct intent_vlan *vlan_applied(const char *switch_name, uint16_t vid)
{
	struct intent_vlan key = { .vid = vid };

	strcpy(key.switch_name, switch_name);
	return intent_find_vlan(&applied, &key);
}

static void vlans_have_settings(void **state)
{
	(void)state;
	done("[{'operation': 'vlan-set', 'vlan': 10, 'ageing_s': 60, 'learning': false}]");
	assert_int_equal(vlan_applied("sw0", 10)->ageing, 60);
	assert_int_equal(vlan_applied("sw0", 10)->flags, FLOW_VLAN_F_INITIAL & ~FLOW_VLAN_F_LEARNING);
	done("[{'operation': 'vlan-set', 'vlan': 10, 'switch': 'sw0', 'mac_limit': 3}]");
	assert_int_equal(vlan_applied("sw0", 10)->ageing, 60);
	assert_int_equal(vlan_applied("sw0", 10)->mac_limit, 3);
	done("[{'operation': 'vlan-unset', 'vlan': 10, 'settings': ['ageing_s', 'learning']}]");
	assert_false(vlan_applied("sw0", 10)->has_ageing);
	assert_int_equal(vlan_applied("sw0", 10)->flags, FLOW_VLAN_F_INITIAL);
	assert_int_equal(vlan_applied("sw0", 10)->mac_limit, 3);
	done("[{'operation': 'vlan-unset', 'vlan': 10, 'settings': ['mac_limit']}]");
	assert_null(vlan_applied("sw0", 10));
	done("[{'operation': 'vlan-set', 'vlan': 10, 'ageing_s': 0},"
	     "{'operation': 'vlan-unset', 'vlan': 10}]");
	assert_null(vlan_applied("sw0", 10));
	assert_int_equal(applied.vlans_count, 0);
}

/* A file says that VLAN 20 has the limit 9. */
static void settings_of_a_file_hold_again(void **state)
{
	(void)state;
	done("[{'operation': 'vlan-set', 'vlan': 20, 'ageing_s': 60}]");
	assert_int_equal(vlan_applied("sw0", 20)->mac_limit, 9);
	done("[{'operation': 'vlan-unset', 'vlan': 20, 'settings': ['ageing_s', 'mac_limit']}]");
	assert_int_equal(vlan_applied("sw0", 20)->mac_limit, 0);
	done("[{'operation': 'vlan-unset', 'vlan': 20}]");
	assert_null(vlan_applied("sw0", 20));
	one_refused("{'operation': 'vlan-unset', 'vlan': 20}",
		    "setting of VLAN 20 in switch \"sw0\" is configured in flowd.conf:3; remove it there");
}

/* VLAN 20 has some, of which a file says the limit, and 11 and 13 have some that were applied. */
static void of_several_vlans_those_with_settings_lose_them(void **state)
{
	(void)state;
	done("[{'operation': 'vlan-set', 'vlan': 11, 'ageing_s': 60},"
	     "{'operation': 'vlan-set', 'vlan': 13, 'ageing_s': 60, 'mac_limit': 3}]");
	done("[{'operation': 'vlan-unset', 'vlans': '10-13', 'settings': ['ageing_s']}]");
	assert_null(vlan_applied("sw0", 10));
	assert_null(vlan_applied("sw0", 11));
	assert_int_equal(vlan_applied("sw0", 13)->mac_limit, 3);
	done("[{'operation': 'vlan-unset', 'vlans': '10-13', 'switch': 'sw0'}]");
	assert_int_equal(applied.vlans_count, 0);
	one_refused("{'operation': 'vlan-unset', 'vlans': '10-13,15'}",
		    "flowd has no setting of VLAN 10-13,15 in switch \"sw0\"; \"flowctl config show\" lists what it has");
	done("[{'operation': 'vlan-set', 'vlan': 13, 'ageing_s': 60}]");
	one_refused("{'operation': 'vlan-unset', 'vlans': '13-20'}",
		    "setting of VLAN 20 in switch \"sw0\" is configured in flowd.conf:3; remove it there");
	assert_non_null(vlan_applied("sw0", 13));
	one_refused("{'operation': 'vlan-unset', 'vlans': 10}",
		    "10 is wrong for vlans, which takes a string");
}

static void settings_go_with_their_switch(void **state)
{
	(void)state;
	done("[{'operation': 'switch-add', 'name': 'sw1'},"
	     "{'operation': 'vlan-set', 'vlan': 20, 'switch': 'sw1', 'ageing_s': 60},"
	     "{'operation': 'vlan-set', 'vlan': 30, 'switch': 'sw0', 'ageing_s': 60}]");
	one_refused("{'operation': 'vlan-set', 'vlan': 10, 'ageing_s': 60}",
		    "in which switch is the VLAN? Its switch can be sw0 or sw1; say which");
	done("[{'operation': 'switch-del', 'name': 'sw1'}]");
	assert_null(vlan_applied("sw1", 20));
	assert_non_null(vlan_applied("sw0", 30));
}

static void wrong_settings_of_vlans(void **state)
{
	(void)state;
	one_refused("{'operation': 'vlan-set', 'ageing_s': 60}", "which VLAN? \"vlan\" is missing");
	one_refused("{'operation': 'vlan-set', 'vlan': 0}",
		    "vlan: 0 is no VLAN: they go from 1 to 4094");
	one_refused("{'operation': 'vlan-set', 'vlan': 4095}",
		    "vlan: 4095 is no VLAN: they go from 1 to 4094");
	one_refused("{'operation': 'vlan-set', 'vlan': 1, 'mac_limit': 0}",
		    "0 is wrong for mac_limit, which takes a number from 1 to 8388607");
	one_refused("{'operation': 'vlan-set', 'vlan': 1, 'switch': 'sw9'}",
		    "there is no switch \"sw9\" for VLAN 1; add it first");
	one_refused("{'operation': 'vlan-unset', 'vlan': 1}",
		    "flowd has no setting of VLAN 1 in switch \"sw0\"; \"flowctl config show\" lists what it has");
	one_refused("{'operation': 'vlan-unset', 'vlan': 20, 'settings': ['vlan']}",
		    "vlan is no setting, but says which VLAN");
	one_refused("{'operation': 'vlan-unset', 'vlan': 20, 'settings': 'learning'}",
		    "\"settings\" is no array");
	one_refused("{'operation': 'vlan-unset', 'vlan': 20, 'settings': ['learnin']}",
		    "unknown setting \"learnin\"; did you mean \"learning\"?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(switches_are_added_changed_and_deleted),
		TEST(what_is_configured_can_be_changed_but_not_deleted),
		TEST(wrong_operations_on_switches),
		TEST(with_a_switch_goes_what_names_it),
		TEST(a_port_of_a_file_comes_back_with_its_profile),
		TEST(ports_are_added_changed_and_deleted),
		TEST(a_port_that_a_pattern_holds),
		TEST(vlans_are_added_and_deleted),
		TEST(wrong_operations_on_vlans),
		TEST(wrong_vlan_modes),
		TEST(static_entries_are_added_and_deleted),
		TEST(static_entries_are_where_their_port_is),
		TEST(neighbours_are_given_and_taken),
		TEST(what_contradicts_is_refused),
		TEST(entries_of_a_kind_are_replaced_and_flushed),
		TEST(the_first_wrong_operation_stops_all),
		TEST(which_operation_concerns_what),
		TEST(vlans_have_settings),
		TEST(settings_of_a_file_hold_again),
		TEST(of_several_vlans_those_with_settings_lose_them),
		TEST(settings_go_with_their_switch),
		TEST(wrong_settings_of_vlans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
