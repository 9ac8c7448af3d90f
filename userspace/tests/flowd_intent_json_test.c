// SPDX-License-Identifier: GPL-2.0-or-later
/* Intents as JSON and back. */
#include "lib_testing.h"

#include "../flowd/intent_json.h"
#include "setting.h"

static void a_switch_comes_back(void **state)
{
	struct intent_switch object = { .name = "sw0", .fail_mode = FLOWDP_FAIL_DROP,
					.flows_max = FLOWDP_FLOWS_LIMIT, .upcall_rate = UINT32_MAX,
					.upcall_burst = 3, .ageing = FLOWDP_TIMEOUT_MAX,
					.mac_limit = FLOW_SETTING_MAC_LIMIT_MAX, .mac_moves = 255,
					.mac_moves_window = 1, .mac_hold = 86400 }, again;
	json_t *json = intent_json_switch(&object);

	(void)state;
	memset(&again, 0, sizeof(again));
	assert_int_equal(intent_json_get_switch(json, &again, NULL), 0);
	assert_memory_equal(&again, &object, sizeof(object));
	json_decref(json);
}

static struct intent_port random_port(void)
{
	struct intent_port port = { .match = "tap-[ab]*", .switch_name = "sw0" };
	unsigned int i;

	port.number = testing_below(FLOWDP_PORTS_MAX);
	if (testing_below(2))
		strcpy(port.patch, "p1");
	port.mac_limit = testing_below(FLOW_SETTING_MAC_LIMIT_MAX + 1);
	port.sticky_learning = testing_below(2);
	port.mac_overflow = testing_below(3);
	port.settings.vlan_mode = testing_below(__FLOWDP_VLAN_MODE_MAX);
	port.settings.state = testing_below(4);
	port.settings.link_local_forward = testing_below(65536);
	port.settings.flags = testing_below(FLOWDP_PORT_F_ALL + 1);
	if (port.settings.vlan_mode != FLOWDP_VLAN_MODE_NONE)
		port.settings.pvid = testing_below(FLOWDP_VID_MAX + 1);
	port.settings.community = testing_below(65536);
	port.settings.pcp = testing_below(FLOWDP_PCP_KEEP + 1);
	if (flow_vlan_is_trunk(port.settings.vlan_mode))
		port.settings.tag_type = testing_below(__FLOWDP_TAG_TYPE_MAX);
	if (!flow_vlan_has_list(port.settings.vlan_mode))
		return port;
	for (i = testing_below(20); i; i--)
		flow_vlan_add(port.settings.vlans, 1 + testing_below(FLOWDP_VID_MAX));
	if (flow_vlan_is_trunk(port.settings.vlan_mode))
		port.settings.translations = testing_translations(port.settings.vlans, testing_below(20));
	return port;
}

static void ports_come_back(void **state)
{
	struct intent_port port, again;
	unsigned int i;
	json_t *json;

	(void)state;
	for (i = 0; i < 500; i++) {
		port = random_port();
		json = intent_json_port(&port);
		intent_port_init(&again);
		assert_int_equal(intent_json_get_port(json, &again, NULL), 0);
		assert_memory_equal(&again, &port, sizeof(port));
		json_decref(json);
	}
}

static void a_static_entry_comes_back(void **state)
{
	struct intent_static object = { .switch_name = "sw0", .port = "tap0", .vid = 4094,
					.mac = { 2, 3, 4, 5, 6, 0xff } }, again;
	json_t *json = intent_json_static(&object);

	(void)state;
	memset(&again, 0, sizeof(again));
	assert_int_equal(intent_json_get_static(json, &again, NULL), 0);
	assert_memory_equal(&again, &object, sizeof(object));
	json_decref(json);
}

/* What becomes of a trunk 10,20 with native VLAN 10. */
static struct intent_settings change_trunk(const char *text)
{
	struct intent_port port;
	json_t *json = json_loads(text, 0, NULL);

	intent_port_init(&port);
	port.settings.vlan_mode = FLOWDP_VLAN_MODE_NATIVE_UNTAGGED;
	port.settings.pvid = 10;
	flow_vlan_add(port.settings.vlans, 10);
	flow_vlan_add(port.settings.vlans, 20);
	assert_int_equal(intent_json_get_port(json, &port, NULL), 0);
	json_decref(json);
	return port.settings;
}

static void assert_vlans(struct intent_settings settings, uint8_t mode, uint16_t pvid,
			 const char *vlans)
{
	char *text = flow_vlan_format(settings.vlans);

	assert_int_equal(settings.vlan_mode, mode);
	assert_int_equal(settings.pvid, pvid);
	assert_string_equal(text, vlans);
	free(text);
}

static void a_mode_brings_all_its_vlans(void **state)
{
	(void)state;
	assert_vlans(change_trunk("{\"isolated\": true}"), FLOWDP_VLAN_MODE_NATIVE_UNTAGGED, 10,
		     "10,20");
	assert_vlans(change_trunk("{\"pvid\": null, \"vlans\": null}"),
		     FLOWDP_VLAN_MODE_NATIVE_UNTAGGED, 10, "10,20");
	assert_vlans(change_trunk("{\"vlan_mode\": \"none\"}"), FLOWDP_VLAN_MODE_NONE, 0, "none");
	assert_vlans(change_trunk("{\"pvid\": 5, \"vlan_mode\": \"access\"}"),
		     FLOWDP_VLAN_MODE_ACCESS, 5, "none");
	assert_vlans(change_trunk("{\"vlan_mode\": \"dot1q-tunnel\", \"pvid\": 5}"),
		     FLOWDP_VLAN_MODE_DOT1Q_TUNNEL, 5, "1-4094");
	assert_vlans(change_trunk("{\"vlans\": \"30-31\", \"vlan_mode\": \"trunk\"}"),
		     FLOWDP_VLAN_MODE_TRUNK, 0, "30-31");
	assert_vlans(change_trunk("{\"vlans\": \"30\", \"pvid\": 30}"), FLOWDP_VLAN_MODE_NATIVE_UNTAGGED,
		     30, "30");
}

static void flags_that_are_not_given_stay(void **state)
{
	struct intent_settings settings = change_trunk("{\"isolated\": true, \"learning\": false}");

	(void)state;
	assert_int_equal(settings.flags,
			 FLOWDP_PORT_F_FLOOD_UNICAST | FLOWDP_PORT_F_FLOOD_MULTICAST |
			 FLOWDP_PORT_F_FLOOD_BROADCAST | FLOWDP_PORT_F_ISOLATED);
}

static void assert_port_refused(const char *text, const char *sentence)
{
	json_t *json = json_loads(text, 0, NULL);
	struct flow_error error = { "" };
	struct intent_port port;

	assert_non_null(json);
	intent_port_init(&port);
	assert_int_equal(intent_json_get_port(json, &port, &error), -EINVAL);
	assert_string_equal(error.text, sentence);
	json_decref(json);
}

static void unknown_members_of_a_port(void **state)
{
	(void)state;
	assert_port_refused("{\"lernin\": true}", "unknown setting \"lernin\"; did you mean \"learning\"?");
	assert_port_refused("{\"mac_limt\": 1}", "unknown setting \"mac_limt\"; did you mean \"mac_limit\"?");
	assert_port_refused("{\"bananas!\": 1}", "unknown setting \"bananas!\"; it can be match, switch, number, patch, profile, vlan_mode, "
			    "pvid, vlans, tag_type, translations, pcp, "
			    "community, state, link_local_forward, mac_limit, learning, "
			    "flood_unicast, flood_multicast, flood_broadcast, isolated, hairpin, "
			    "sticky_learning or mac_overflow");
}

static void assert_switch_refused(const char *text, const char *sentence)
{
	json_t *json = json_loads(text, 0, NULL);
	struct flow_error error = { "" };
	struct intent_switch object;

	intent_switch_init(&object);
	assert_int_equal(intent_json_get_switch(json, &object, &error), -EINVAL);
	assert_string_equal(error.text, sentence);
	json_decref(json);
}

static void unknown_members_of_a_switch(void **state)
{
	(void)state;
	assert_switch_refused("{\"learning\": true}", "unknown setting \"learning\"; it can be name, fail_mode, flows_max, "
			      "upcall_rate_pps, upcall_burst, ageing_s, mac_limit, mac_overflow, mac_moves, mac_moves_window_s or mac_hold_s");
}

static void wrong_members_of_an_entry(void **state)
{
	json_t *json = json_pack("{s:s, s:s}", "operation", "fdb-add", "mac", "1:2");
	struct intent_static object = { .vid = 3 };
	struct flow_error error;

	(void)state;
	assert_int_equal(intent_json_get_static(json, &object, &error), -EINVAL);
	assert_string_equal(error.text,
			    "mac: \"1:2\" is no MAC address; write it as 52:54:00:12:34:56");
	json_object_set_new(json, "mac", json_true());
	assert_int_equal(intent_json_get_static(json, &object, &error), -EINVAL);
	assert_string_equal(error.text, "true is wrong for mac, which takes a string");
	json_object_set_new(json, "mac", json_null());
	assert_int_equal(intent_json_get_static(json, &object, &error), 0);
	assert_int_equal(object.vid, 3);
	json_object_set_new(json, "vlan", json_integer(4095));
	assert_int_equal(intent_json_get_static(json, &object, &error), -EINVAL);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_switch_comes_back),
		cmocka_unit_test(ports_come_back),
		cmocka_unit_test(a_static_entry_comes_back),
		cmocka_unit_test(a_mode_brings_all_its_vlans),
		cmocka_unit_test(flags_that_are_not_given_stay),
		cmocka_unit_test(unknown_members_of_a_port),
		cmocka_unit_test(unknown_members_of_a_switch),
		cmocka_unit_test(wrong_members_of_an_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
