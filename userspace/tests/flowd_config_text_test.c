// SPDX-License-Identifier: GPL-2.0-or-later
/* Intents as text, which says the same when it is read again. */
#include "flowd_config_testing.h"

#include "../flowd/config_text.h"
#include "../flowd/intent_diff.h"

static void assert_text(const char *config, const char *expected)
{
	struct intent intent = load(config);
	char *text = config_text_file(&intent);

	assert_string_equal(text, expected);
	free(text);
	intent_clear(&intent);
}

static void only_what_is_not_so_by_default_is_said(void **state)
{
	(void)state;
	assert_text("", "");
	assert_text("[Port]\nMatch=tap*\nVlan=none\nIsolated=no\n[Switch]\nAgeing=300\nName=sw0\n",
		    "[Switch]\nName=sw0\n\n[Port]\nMatch=tap*\nSwitch=sw0\n");
}

static void every_key_that_is_another_is_said(void **state)
{
	static const char all[] =
		"[Switch]\nName=sw0\nFailMode=drop\nFlowsMax=5000\nUpcallRate=10\nUpcallBurst=0\n"
		"Ageing=0\nMacLimit=77\nMacMoves=0\nMacMovesWindow=60\nMacHold=90\n\n"
		"[Vlan]\nVlan=10,20-29\nSwitch=sw0\nAgeing=0\nMacLimit=5\nLearning=no\nFloodUnicast=no\n"
		"FloodMulticast=no\nFloodBroadcast=no\n\n"
		"[Vlan]\nVlan=15\nSwitch=sw0\n\n"
		"[Port]\nMatch=eth1\nSwitch=sw0\nNumber=4\nPatch=p1\nTrunk=1,10,20-29\nNative=1\n"
		"TagType=service\nTranslate=10:20,100:10\nPcp=0\nState=blocking\n"
		"LinkLocalForward=8\nMacLimit=5\nLearning=no\nFloodUnicast=no\nFloodMulticast=no\n"
		"FloodBroadcast=no\nIsolated=yes\nHairpin=yes\n\n"
		"[Port]\nMatch=tap*\nSwitch=sw0\nVlan=4094\n\n"
		"[Port]\nMatch=eth2\nSwitch=sw0\nTrunk=none\n\n"
		"[Port]\nMatch=eth3\nSwitch=sw0\nTrunk=1-4094\nNativeTagged=7\n\n"
		"[Port]\nMatch=eth4\nSwitch=sw0\nDot1qTunnel=5\n\n"
		"[Port]\nMatch=eth5\nSwitch=sw0\nDot1qTunnel=5\nCustomerVlans=1,3\nPcp=7\n\n"
		"[Fdb]\nMac=52:54:00:00:00:01\nPort=tap1\n\n"
		"[Fdb]\nMac=52:54:00:00:00:02\nPort=eth1\nVlan=20\nSwitch=sw0\n\n"
		"[Neighbour]\nAddress=192.0.2.7\nMac=52:54:00:00:00:02\nVlan=20\nSwitch=sw0\n\n"
		"[Neighbour]\nAddress=2001:db8::7\nMac=52:54:00:00:00:02\nVlan=20\nSwitch=sw0\n";

	(void)state;
	assert_text(all, all);
}

static void a_name_may_look_like_a_comment(void **state)
{
	static const char text[] = "[Switch]\nName=sw0\n\n[Port]\nMatch=;x\nSwitch=sw0\n\n"
				   "[Port]\nMatch=#y\nSwitch=sw0\n\n[Port]\nMatch=a=b\nSwitch=sw0\n";

	(void)state;
	assert_text(text, text);
}

static struct intent_vlan random_vlan(unsigned int n)
{
	struct intent_vlan vlan;

	intent_vlan_init(&vlan);
	vlan.vid = 1 + n;
	strcpy(vlan.switch_name, testing_below(2) ? "sw0" : "sw1");
	vlan.has_ageing = testing_below(2);
	if (vlan.has_ageing)
		vlan.ageing = testing_below(3);
	vlan.mac_limit = testing_below(3);
	vlan.mac_overflow = testing_below(3);
	vlan.flags = testing_below(FLOW_VLAN_F_ALL + 1);
	return vlan;
}

static struct intent_port random_port(unsigned int n)
{
	struct intent_port port;
	unsigned int i;

	intent_port_init(&port);
	snprintf(port.match, sizeof(port.match), n % 3 ? "tap%u" : "vm%u-*", n);
	strcpy(port.switch_name, testing_below(2) ? "sw0" : "sw1");
	port.number = n % 3 && testing_below(2) ? 1 + n : 0;
	port.mac_limit = testing_below(FLOW_SETTING_MAC_LIMIT_MAX + 1);
	port.settings.vlan_mode = testing_below(__FLOWDP_VLAN_MODE_MAX);
	port.settings.state = testing_below(4);
	port.settings.link_local_forward = testing_below(65536);
	port.settings.flags = testing_below(FLOWDP_PORT_F_ALL + 1);
	port.settings.pcp = testing_below(FLOWDP_PCP_KEEP + 1);
	if (port.settings.vlan_mode != FLOWDP_VLAN_MODE_NONE &&
	    port.settings.vlan_mode != FLOWDP_VLAN_MODE_TRUNK)
		port.settings.pvid = 1 + testing_below(FLOWDP_VID_MAX);
	if (flow_vlan_is_trunk(port.settings.vlan_mode))
		port.settings.tag_type = testing_below(__FLOWDP_TAG_TYPE_MAX);
	if (!flow_vlan_has_list(port.settings.vlan_mode))
		return port;
	for (i = testing_below(3000); i; i--)
		flow_vlan_add(port.settings.vlans, 1 + testing_below(FLOWDP_VID_MAX));
	if (flow_vlan_is_trunk(port.settings.vlan_mode))
		port.settings.translations = testing_translations(port.settings.vlans, testing_below(FLOWDP_TRANSLATIONS_MAX));
	if (port.settings.pvid)
		flow_vlan_add(port.settings.vlans, port.settings.pvid);
	return port;
}

static struct intent random_intent(void)
{
	struct intent intent = { 0 };
	struct intent_switch object;
	struct intent_vlan vlan;
	struct intent_port port;
	unsigned int i;

	intent_switch_init(&object);
	strcpy(object.name, "sw0");
	assert_int_equal(intent_put_switch(&intent, &object), 0);
	strcpy(object.name, "sw1");
	object.fail_mode = testing_below(2);
	object.flows_max = 1 + testing_below(FLOWDP_FLOWS_LIMIT);
	object.upcall_rate = testing_random();
	object.upcall_burst = testing_random();
	object.ageing = testing_below(FLOWDP_TIMEOUT_MAX + 1);
	object.mac_limit = 1 + testing_below(FLOW_SETTING_MAC_LIMIT_MAX);
	assert_int_equal(intent_put_switch(&intent, &object), 0);
	for (i = 0; i < 100; i++) {
		vlan = random_vlan(i);
		assert_int_equal(intent_put_vlan(&intent, &vlan), 0);
	}
	for (i = 0; i < 20; i++) {
		port = random_port(i);
		assert_int_equal(intent_put_port(&intent, &port), 0);
	}
	return intent;
}

/* But for where they were said. */
static void assert_same(const struct intent *a, const struct intent *b)
{
	const struct intent_vlan *there;
	size_t i;

	assert_int_equal(a->switches_count, b->switches_count);
	for (i = 0; i < a->switches_count; i++)
		testing_assert_same(a->switches[i], b->switches[i]);
	assert_int_equal(a->vlans_count, b->vlans_count);
	for (i = 0; i < a->vlans_count; i++) {
		there = intent_find_vlan(b, a->vlans[i]);	/* those alike come together */
		assert_non_null(there);
		assert_true(intent_same_vlan(a->vlans[i], there));
	}
	assert_int_equal(a->ports_count, b->ports_count);
	for (i = 0; i < a->ports_count; i++)
		testing_assert_same(a->ports[i], b->ports[i]);
}

static void what_is_said_is_read_again(void **state)
{
	struct intent intent, again;
	unsigned int i;
	char *text;

	(void)state;
	for (i = 0; i < 30; i++) {
		intent = random_intent();
		text = config_text_file(&intent);
		again = load(text);
		assert_same(&intent, &again);
		free(text);
		intent_clear(&again);
		intent_clear(&intent);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_not_so_by_default_is_said),
		cmocka_unit_test(every_key_that_is_another_is_said),
		cmocka_unit_test(a_name_may_look_like_a_comment),
		cmocka_unit_test(what_is_said_is_read_again),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
