// SPDX-License-Identifier: GPL-2.0-or-later
/* Configuration files: what they say, and what is said about each mistake in them. */
#include "flowd_testing.h"

#include "../flowd/config.h"
#include "mac.h"
#include "setting.h"

#define LONG_LINE	"# 3456789 123456789 123456789 123456789 123456789 "

/* All mistakes in one text, a line each, without the directory; the caller frees it. */
static char *load(const char *path, bool may_lack, struct intent *intent)
{
	char prefix[64], *text, *found;
	struct config_mistakes mistakes;
	size_t size, i;
	int code = config_load(path, may_lack, intent, &mistakes);
	FILE *out = open_memstream(&text, &size);

	snprintf(prefix, sizeof(prefix), "%s/", testing_directory);
	for (i = 0; i < mistakes.count; i++) {
		while ((found = strstr(mistakes.lines[i], prefix)))
			memmove(found, found + strlen(prefix), strlen(found + strlen(prefix)) + 1);
		fprintf(out, "%s\n", mistakes.lines[i]);
	}
	fclose(out);
	assert_int_equal(code, *text ? -EINVAL : 0);
	config_mistakes_clear(&mistakes);
	return text;
}

static void assert_mistakes(const char *text, const char *expected)
{
	struct intent intent = { 0 };
	char *said;

	testing_write("flowd.conf", text);
	said = load(testing_path("flowd.conf"), false, &intent);
	assert_string_equal(said, expected);
	assert_int_equal(intent.switches_count + intent.ports_count + intent.statics_count, 0);
	free(said);
}

static struct intent load_well(const char *text)
{
	struct intent intent = { 0 };
	char *said;

	testing_write("flowd.conf", text);
	said = load(testing_path("flowd.conf"), false, &intent);
	assert_string_equal(said, "");
	free(said);
	return intent;
}

static void every_key_of_a_switch(void **state)
{
	struct intent intent = load_well("[Switch]\nName=sw0\nFailMode=drop\nFlowsMax=5000\n"
					 "UpcallRate=10\nUpcallBurst=0\nAgeing=0\nMacLimit=77\n");
	const struct intent_switch *object = intent.switches[0];

	(void)state;
	assert_int_equal(intent.switches_count, 1);
	assert_string_equal(object->name, "sw0");
	assert_int_equal(object->fail_mode, FLOWDP_FAIL_DROP);
	assert_int_equal(object->flows_max, 5000);
	assert_int_equal(object->upcall_rate, 10);
	assert_int_equal(object->upcall_burst, 0);
	assert_int_equal(object->ageing, 0);
	assert_int_equal(object->mac_limit, 77);
	assert_string_equal(strrchr(object->origin, '/'), "/flowd.conf:1");
	intent_clear(&intent);
}

static void every_key_of_vlans(void **state)
{
	struct intent intent = load_well(
		"[Vlan]\nSwitch=sw0\nVlan=10,20-21\nVlan=4094\nAgeing=0\nMacLimit=8\nMacOverflow=drop\n"
		"Learning=no\nFloodUnicast=no\nFloodMulticast=no\nFloodBroadcast=no\n"
		"[Switch]\nName=sw0\n[Switch]\nName=sw1\n[Vlan]\nVlan=10\nSwitch=sw1\n");
	static const uint16_t vids[] = { 10, 20, 21, 4094 };
	const struct intent_vlan *object;
	size_t i;

	(void)state;
	assert_int_equal(intent.vlans_count, 5);
	for (i = 0; i < 4; i++) {
		object = intent.vlans[i];
		assert_int_equal(object->vid, vids[i]);
		assert_string_equal(object->switch_name, "sw0");
		assert_true(object->has_ageing);
		assert_int_equal(object->ageing, 0);
		assert_int_equal(object->mac_limit, 8);
		assert_int_equal(object->mac_overflow, FLOW_OVERFLOW_DROP);
		assert_int_equal(object->flags, 0);
		assert_string_equal(strrchr(object->origin, '/'), "/flowd.conf:1");
	}
	object = intent.vlans[4];
	assert_string_equal(object->switch_name, "sw1");
	assert_false(object->has_ageing);
	assert_int_equal(object->mac_limit, 0);
	assert_int_equal(object->mac_overflow, FLOW_OVERFLOW_ALARM);
	assert_int_equal(object->flags, FLOW_VLAN_F_INITIAL);
	intent_clear(&intent);
}

static void every_key_of_a_port(void **state)
{
	struct intent intent = load_well(
		"[Switch]\nName=sw0\n[Switch]\nName=sw1\n"
		"[Port]\nMatch=eth1\nSwitch=sw1\nNumber=4095\nPatch=p1\nNative=5\nLearning=no\n"
		"Trunk=5,10,20-22\nTrunk=30\nTagType=service\nPcp=6\nFloodUnicast=off\nFloodMulticast=0\nFloodBroadcast=FALSE\n"
		"Isolated=yes\nHairpin=On\nState=blocking\nLinkLocalForward=0x8001\nMacLimit=9\n");
	const struct intent_port *object = intent.ports[0];
	char *vlans;

	(void)state;
	assert_int_equal(intent.ports_count, 1);
	assert_string_equal(object->match, "eth1");
	assert_string_equal(object->switch_name, "sw1");
	assert_int_equal(object->number, 4095);
	assert_string_equal(object->patch, "p1");
	assert_int_equal(object->mac_limit, 9);
	assert_int_equal(object->settings.vlan_mode, FLOWDP_VLAN_MODE_NATIVE_UNTAGGED);
	assert_int_equal(object->settings.pvid, 5);
	vlans = flow_vlan_format(object->settings.vlans);
	assert_string_equal(vlans, "5,10,20-22,30");
	free(vlans);
	assert_int_equal(object->settings.tag_type, FLOWDP_TAG_TYPE_SERVICE);
	assert_int_equal(object->settings.pcp, 6);
	assert_int_equal(object->settings.flags, FLOWDP_PORT_F_ISOLATED | FLOWDP_PORT_F_HAIRPIN);
	assert_int_equal(object->settings.state, FLOWDP_PORT_STATE_BLOCKING);
	assert_int_equal(object->settings.link_local_forward, 0x8001);
	assert_string_equal(strrchr(object->origin, '/'), "/flowd.conf:5");
	intent_clear(&intent);
}

static void every_key_of_an_entry(void **state)
{
	struct intent intent = load_well("[Fdb]\nMac=52:54:00:00:00:21\nPort=tap0\nVlan=4094\n"
					 "Switch=sw0\n[Switch]\nName=sw0\n");
	const struct intent_static *object = intent.statics[0];
	char mac[FLOW_MAC_TEXT];

	(void)state;
	assert_int_equal(intent.statics_count, 1);
	flow_mac_format(object->mac, mac);
	assert_string_equal(mac, "52:54:00:00:00:21");
	assert_string_equal(object->port, "tap0");
	assert_int_equal(object->vid, 4094);
	assert_string_equal(object->switch_name, "sw0");
	intent_clear(&intent);
}

static void what_is_absent_has_its_default(void **state)
{
	struct intent intent = load_well("[Switch]\nName=sw0\n[Port]\nMatch=tap*\n"
					 "[Port]\nMatch=eth0\nVlan=none\n[Port]\nMatch=eth1\nVlan=7\n"
					 "[Fdb]\nMac=2:0:0:0:0:1\nPort=tap0\n");
	struct intent_switch switch_;
	struct intent_port port;

	(void)state;
	intent_switch_init(&switch_);
	intent_port_init(&port);
	assert_int_equal(intent.switches[0]->flows_max, switch_.flows_max);
	assert_int_equal(intent.switches[0]->fail_mode, FLOWDP_FAIL_FORWARD);
	assert_int_equal(intent.switches[0]->ageing, 300);
	assert_string_equal(intent.ports[0]->switch_name, "sw0");
	assert_memory_equal(&intent.ports[0]->settings, &port.settings, sizeof(port.settings));
	assert_memory_equal(&intent.ports[1]->settings, &port.settings, sizeof(port.settings));
	assert_int_equal(intent.ports[2]->settings.vlan_mode, FLOWDP_VLAN_MODE_ACCESS);
	assert_int_equal(intent.ports[2]->settings.pvid, 7);
	assert_string_equal(intent.statics[0]->switch_name, "");
	intent_clear(&intent);
}

static void comments_and_blanks_do_not_count(void **state)
{
	struct intent intent = load_well("\xef\xbb\xbf# one\n; two\n\n   [Switch]  ; three\n  Name = sw0 ; four\n"
					 "\t\r\nAgeing=60\r\n" LONG_LINE LONG_LINE LONG_LINE
					 "# 3456789 123456789 123456789 123456789 1234567\n");

	(void)state;
	assert_int_equal(intent.switches_count, 1);
	assert_string_equal(intent.switches[0]->name, "sw0");
	assert_int_equal(intent.switches[0]->ageing, 60);
	intent_clear(&intent);
}

static void a_key_has_one_value(void **state)
{
	(void)state;
	assert_mistakes("[Switch]\nName=sw0\nAgeing=5\nAgeing=5\nName=sw1\n"
			"[Port]\nMatch=eth0\nVlan=bad\nVlan=7\nTrunk=1\n",
			"flowd.conf:4: Ageing is in this section already; each object has a section of its own\n"
			"flowd.conf:5: Name is in this section already; each object has a section of its own\n"
			"flowd.conf:8: Vlan: \"bad\" is no VLAN: they go from 1 to 4094\n"
			"flowd.conf:9: Vlan is in this section already; each object has a section of its own\n"
			"flowd.conf:10: Trunk: a port has one of Vlan, Trunk and Dot1qTunnel; leave one out\n");
}

static void nothing_follows_the_name_of_a_section(void **state)
{
	(void)state;
	assert_mistakes("[Switch] Name=sw0\nName=sw0\n[Port]]\n[Fdb];x\n[Switch] # x\n[Switch]\t; x\n",
			"flowd.conf:1: there is text after [Switch]; each key has a line of its own\n"
			"flowd.conf:3: there is text after [Port]; each key has a line of its own\n"
			"flowd.conf:4: there is text after [Fdb]; each key has a line of its own\n"
			"flowd.conf:5: there is text after [Switch]; each key has a line of its own\n"
			"flowd.conf:6: the section has no Name; add it\n");
}

static void mistakes_of_the_form(void **state)
{
	(void)state;
	assert_mistakes("Name=sw0\n[Switch\nName=1\n[Swich]\nNonsense=1\n[Everything]\n[Switch]\nName\n"
			"Name=sw0\n",
			"flowd.conf:1: Name stands before the first section; write [Switch], [Vlan], [Profile], [Port], [Fdb] or [Neighbour] first\n"
			"flowd.conf:2: the section's name does not end with ]\n"
			"flowd.conf:4: unknown section \"Swich\"; did you mean \"Switch\"?\n"
			"flowd.conf:6: unknown section \"Everything\"; it can be Switch, Vlan, Profile, Port, Fdb or Neighbour\n"
			"flowd.conf:8: this is neither [Section] nor Key=Value\n");
	assert_mistakes("[Switch]\nName=sw0\n" LONG_LINE LONG_LINE LONG_LINE
			"# 3456789 123456789 123456789 123456789 12345678\n",
			"flowd.conf:3: the line is longer than 197 characters; a list of VLANs can go on with another Vlan=, Trunk=, CustomerVlans= or Translate=\n");
	assert_mistakes("[Switch]\nName=\nAging=3\nBananas=3\n[Switch]\n[Port]\n[Fdb]\n",
			"flowd.conf:2: Name has no value\n"
			"flowd.conf:3: unknown key \"Aging\"; did you mean \"Ageing\"?\n"
			"flowd.conf:4: unknown key \"Bananas\"; flowd.conf(5) lists them\n"
			"flowd.conf:5: the section has no Name; add it\n"
			"flowd.conf:6: the section has no Match; add it\n"
			"flowd.conf:7: the section has no Mac; add it\n");
}

static void mistakes_in_a_switch(void **state)
{
	(void)state;
	assert_mistakes("[Switch]\nName=sw0\nFailMode=dropp\nFlowsMax=0\nUpcallRate=4294967296\n"
			"UpcallBurst=-1\nAgeing=8388608\nMacLimit=0\n",
			"flowd.conf:3: unknown FailMode \"dropp\"; did you mean \"drop\"?\n"
			"flowd.conf:4: \"0\" is wrong for FlowsMax, which takes a number from 1 to 16777216\n"
			"flowd.conf:5: \"4294967296\" is wrong for UpcallRate, which takes a number of frames a second from 0 to 4294967295\n"
			"flowd.conf:6: \"-1\" is wrong for UpcallBurst, which takes a number from 0 to 4294967295\n"
			"flowd.conf:7: \"8388608\" is wrong for Ageing, which takes a number of seconds from 0 to 8388607\n"
			"flowd.conf:8: \"0\" is wrong for MacLimit, which takes a number from 1 to 8388607\n");
	assert_mistakes("[Switch]\nName=0123456789abcdef\n[Switch]\nName=a/b\n[Switch]\nName=..\n"
			"[Switch]\nName=sw*\n[Switch]\nName=lo\n[Switch]\nName=a b\n",
			"flowd.conf:2: Name: \"0123456789abcdef\" is too long for an interface: 15 characters at most\n"
			"flowd.conf:4: Name: \"a/b\" cannot be an interface's name: no '/' in it\n"
			"flowd.conf:6: Name: \"..\" cannot be an interface's name\n"
			"flowd.conf:7: \"sw*\" is a pattern: a switch needs a name\n"
			"flowd.conf:9: \"lo\" is the loopback interface; give the switch another name\n"
			"flowd.conf:12: Name: \"a b\" cannot be an interface's name: no ' ' in it\n");
	assert_mistakes("[Switch]\nName=sw0\n\n[Switch]\nName=sw0\n",
			"flowd.conf:4: there is a switch \"sw0\" already, in flowd.conf:1; keep one of them\n");
}

static void wrong_values_in_a_port(void **state)
{
	(void)state;
	assert_mistakes("[Switch]\nName=sw0\n[Port]\nMatch=eth0\nSwitch=0123456789abcdef\nNumber=0\n"
			"Vlan=4095\nTrunk=10\nLearning=perhaps\nState=off\nLinkLocalForward=65536\n"
			"MacLimit=8388608\n[Port]\nMatch=eth1\nTrunk=10-9\nVlan=3\nNative=0\n",
			"flowd.conf:5: Switch: \"0123456789abcdef\" is too long: 15 characters at most\n"
			"flowd.conf:6: \"0\" is wrong for Number, which takes a number from 1 to 4095\n"
			"flowd.conf:7: Vlan: \"4095\" is no VLAN: they go from 1 to 4094\n"
			"flowd.conf:8: Trunk: a port has one of Vlan, Trunk and Dot1qTunnel; leave one out\n"
			"flowd.conf:9: \"perhaps\" is wrong for Learning, which takes on or off, or yes or no\n"
			"flowd.conf:10: unknown State \"off\"; it can be disabled, blocking, learning or forwarding\n"
			"flowd.conf:11: \"65536\" is wrong for LinkLocalForward, which takes a number from 0 to 65535\n"
			"flowd.conf:12: \"8388608\" is wrong for MacLimit, which takes a number from 0 to 8388607\n"
			"flowd.conf:15: Trunk: VLAN range 10-9 is backwards; write 9-10\n"
			"flowd.conf:16: Vlan: a port has one of Vlan, Trunk and Dot1qTunnel; leave one out\n"
			"flowd.conf:17: Native: \"0\" is no VLAN: they go from 1 to 4094\n");
}

/* The VLAN settings of the one port that the text makes eth0 to be. */
static void assert_mode(const char *text, uint8_t mode, uint16_t pvid, const char *vlans)
{
	char file[256], *list;
	struct intent intent;

	snprintf(file, sizeof(file), "[Switch]\nName=sw0\n[Port]\nMatch=eth0\n%s", text);
	intent = load_well(file);
	list = flow_vlan_format(intent.ports[0]->settings.vlans);
	assert_int_equal(intent.ports[0]->settings.vlan_mode, mode);
	assert_int_equal(intent.ports[0]->settings.pvid, pvid);
	assert_string_equal(list, vlans);
	free(list);
	intent_clear(&intent);
}

static void every_vlan_mode(void **state)
{
	(void)state;
	assert_mode("", FLOWDP_VLAN_MODE_NONE, 0, "none");
	assert_mode("Vlan=none\n", FLOWDP_VLAN_MODE_NONE, 0, "none");
	assert_mode("Vlan=10\n", FLOWDP_VLAN_MODE_ACCESS, 10, "none");
	assert_mode("Trunk=none\n", FLOWDP_VLAN_MODE_TRUNK, 0, "none");
	assert_mode("Trunk=10,20\n", FLOWDP_VLAN_MODE_TRUNK, 0, "10,20");
	assert_mode("Trunk=10,20\nNative=10\n", FLOWDP_VLAN_MODE_NATIVE_UNTAGGED, 10, "10,20");
	assert_mode("NativeTagged=20\nTrunk=10\nTrunk=20\n", FLOWDP_VLAN_MODE_NATIVE_TAGGED, 20,
		    "10,20");
	assert_mode("Dot1qTunnel=100\n", FLOWDP_VLAN_MODE_DOT1Q_TUNNEL, 100, "1-4094");
	assert_mode("CustomerVlans=10\nDot1qTunnel=100\nCustomerVlans=20\n",
		    FLOWDP_VLAN_MODE_DOT1Q_TUNNEL, 100, "10,20");
}

static void assert_vlan_mistake(const char *text, const char *sentence)
{
	char file[256];

	snprintf(file, sizeof(file), "[Switch]\nName=sw0\n[Port]\nMatch=eth0\n%s", text);
	assert_mistakes(file, sentence);
}

static void contradictions_in_vlans(void **state)
{
	(void)state;
	assert_vlan_mistake("Vlan=0\n",
			    "flowd.conf:5: Vlan: \"0\" is no VLAN: they go from 1 to 4094\n");
	assert_vlan_mistake("Dot1qTunnel=4095\n",
			    "flowd.conf:5: Dot1qTunnel: \"4095\" is no VLAN: they go from 1 to 4094\n");
	assert_vlan_mistake("Dot1qTunnel=5\nCustomerVlans=4096\n",
			    "flowd.conf:6: CustomerVlans: \"4096\" is no VLAN: they go from 1 to 4094\n");
	assert_vlan_mistake("Trunk=10\nTrunk=9-11\n",
			    "flowd.conf:6: Trunk: VLAN 10 is given twice; name it once\n");
	assert_vlan_mistake("Trunk=10\nNative=11\n",
			    "flowd.conf:3: the native VLAN 11 is none of those of the trunk eth0; add it to them\n");
	assert_vlan_mistake("Trunk=10\nNative=10\nNativeTagged=10\n",
			    "flowd.conf:3: a port has one of Native and NativeTagged; leave one out\n");
	assert_vlan_mistake("NativeTagged=10\n",
			    "flowd.conf:3: NativeTagged is for a trunk; add Trunk, or write Vlan instead\n");
	assert_vlan_mistake("Vlan=10\nCustomerVlans=10\n",
			    "flowd.conf:3: CustomerVlans is for a tunnel; add Dot1qTunnel\n");
	assert_vlan_mistake("Trunk=10\nDot1qTunnel=10\n",
			    "flowd.conf:6: Dot1qTunnel: a port has one of Vlan, Trunk and Dot1qTunnel; leave one out\n");
	assert_vlan_mistake("Vlan=10\nTagType=service\n",
			    "flowd.conf:3: eth0 is no trunk, so it has no tag type; make it one, or leave that out\n");
	assert_vlan_mistake("Vlan=10\nTranslate=20:10\n",
			    "flowd.conf:3: eth0 is no trunk, so it translates no VLANs; make it one, or leave that out\n");
	assert_vlan_mistake("Dot1qTunnel=10\nTranslate=20:10\n",
			    "flowd.conf:3: eth0 is no trunk, so it translates no VLANs; make it one, or leave that out\n");
	assert_vlan_mistake("Trunk=10\nTranslate=10:20\n",
			    "flowd.conf:3: eth0 translates 10 to VLAN 20, which is none of its trunk; add it there, or end the translation\n");
	assert_vlan_mistake("Trunk=10,20\nTranslate=10:20\n",
			    "flowd.conf:3: VID 10 on the wire of eth0 would be both VLAN 20 and VLAN 10; translate VLAN 10 too, or take it out of the trunk\n");
	assert_vlan_mistake("Trunk=10,20\nTranslate=7:10\nTranslate=7:20\n",
			    "flowd.conf:7: Translate: VID 7 on the wire is translated twice; give it one VLAN\n");
	assert_vlan_mistake("Community=7\nIsolated=yes\n",
			    "flowd.conf:3: eth0 is isolated, so it is in no community; leave out one of the two\n");
	assert_vlan_mistake("Pcp=8\n",
			    "flowd.conf:5: unknown Pcp \"8\"; it can be 0, 1, 2, 3, 4, 5, 6, 7 or keep\n");
}

#define TWO_SWITCHES	"[Switch]\nName=sw0\n[Switch]\nName=sw1\n"

static void mistakes_in_patches(void **state)
{
	(void)state;
	assert_mistakes(TWO_SWITCHES
			"[Port]\nMatch=p0\nSwitch=sw0\nPatch=p0\n"
			"[Port]\nMatch=q*\nSwitch=sw0\nPatch=q1\n"
			"[Port]\nMatch=r0\nSwitch=sw0\nPatch=r 1\n"
			"[Port]\nMatch=s0\nSwitch=sw0\nPatch=s123456789012345\n"
			"[Port]\nMatch=t0\nSwitch=sw0\nPatch=\n"
			"[Profile]\nName=a\nPatch=p1\n",
			"flowd.conf:5: p0 cannot be patched to itself; name another interface\n"
			"flowd.conf:9: \"q*\" is not the name of an interface, so it cannot be an end of a patch; give that end a policy by its name\n"
			"flowd.conf:13: the patch of r0: \"r 1\" cannot be an interface's name: no ' ' in it\n"
			"flowd.conf:20: Patch: \"s123456789012345\" is too long: 15 characters at most\n"
			"flowd.conf:24: Patch has no value\n"
			"flowd.conf:27: Patch is a port's own; say it in its section [Port]\n");
	assert_mistakes(TWO_SWITCHES
			"[Port]\nMatch=p0\nSwitch=sw0\nPatch=p1\n"
			"[Port]\nMatch=p1\nSwitch=sw1\nPatch=p2\n"
			"[Port]\nMatch=q1\nSwitch=sw0\n"
			"[Port]\nMatch=q0\nSwitch=sw0\nPatch=q1\n",
			"flowd.conf:9: p1 cannot be patched to p2, as p0 is to be patched to p1, in flowd.conf:5; change one of them\n"
			"flowd.conf:16: both ends of the patch from q0 to q1 would be in switch \"sw0\", which is a loop; put one of them into another switch\n");
}

static void contradictions_in_a_port(void **state)
{
	(void)state;
	assert_mistakes("[Switch]\nName=sw0\n[Switch]\nName=sw1\n"
			"[Port]\nMatch=eth0\n[Port]\nMatch=eth1\nSwitch=sw2\n"
			"[Port]\nMatch=eth2\nSwitch=sw0\nNative=5\n"
			"[Port]\nMatch=tap*\nSwitch=sw0\nNumber=5\n[Port]\nMatch=lo\nSwitch=sw0\n"
			"[Port]\nMatch=sw1\nSwitch=sw0\n[Port]\nMatch=sw1\nSwitch=sw1\nNumber=3\n"
			"[Port]\nMatch=a/b\nSwitch=sw0\n"
			"[Port]\nMatch=eth9\nSwitch=sw0\n[Port]\nMatch=eth9\nSwitch=sw1\n"
			"[Port]\nMatch=eth0123456789012345678901234567890123456789012345678901234567890\n"
			"[Port]\nMatch=eth0123456789012\nSwitch=sw0\n",
			"flowd.conf:5: in which switch is eth0? Its switch can be sw0 or sw1; say which\n"
			"flowd.conf:7: there is no switch \"sw2\" for eth1; add it first\n"
			"flowd.conf:10: Native is for a trunk; add Trunk, or write Vlan instead\n"
			"flowd.conf:14: the pattern tap* cannot have a port number: a number is for one port\n"
			"flowd.conf:18: the loopback interface \"lo\" cannot be a port; name another\n"
			"flowd.conf:21: \"sw1\" is a switch, which cannot be a port of another; name another\n"
			"flowd.conf:24: \"sw1\" is the switch itself, whose port number is always 0; leave that out\n"
			"flowd.conf:28: \"a/b\" cannot be an interface's name: no '/' in it\n"
			"flowd.conf:34: there is a policy for \"eth9\" already, in flowd.conf:31; keep one of them\n"
			"flowd.conf:38: Match: \"eth01234567890123456789012345678\" is too long: 63 characters at most\n"
			"flowd.conf:39: \"eth0123456789012\" is too long for an interface: 15 characters at most\n");
}

static void patterns_that_cannot_hold(void **state)
{
	(void)state;
	assert_mistakes("[Port]\nMatch=s*\n[Port]\nMatch=t* x\n[Port]\nMatch=*\n[Switch]\nName=sw0\n",
			"flowd.conf:1: the pattern \"s*\" matches the switch \"sw0\", which it cannot hold for; write one that does not match it\n"
			"flowd.conf:3: the pattern \"t* x\" has a blank in it, which no interface has; remove it\n"
			"flowd.conf:5: the pattern \"*\" matches the switch \"sw0\", which it cannot hold for; write one that does not match it\n");
}

static void mistakes_in_vlans(void **state)
{
	(void)state;
	assert_mistakes("[Switch]\nName=sw0\n"
			"[Vlan]\nVlan=0\n[Vlan]\nVlan=4095\n[Vlan]\nVlan=4096\n"
			"[Vlan]\nVlan=30-20\n[Vlan]\nVlan=5\nVlan=4-6\n[Vlan]\nVlan=none\n"
			"[Vlan]\nAgeing=5\n[Vlan]\nVlan=1\nSwitch=sw9\n"
			"[Vlan]\nVlan=1\nMacLimit=0\nAgeing=-1\nLearning=maybe\n"
			"[Vlan]\nVlan=7,8\n[Vlan]\nVlan=8-9\n",
			"flowd.conf:4: Vlan: \"0\" is no VLAN: they go from 1 to 4094\n"
			"flowd.conf:6: Vlan: \"4095\" is no VLAN: they go from 1 to 4094\n"
			"flowd.conf:8: Vlan: \"4096\" is no VLAN: they go from 1 to 4094\n"
			"flowd.conf:10: Vlan: VLAN range 30-20 is backwards; write 20-30\n"
			"flowd.conf:13: Vlan: VLAN 5 is given twice; name it once\n"
			"flowd.conf:14: Vlan: \"none\" names no VLAN; write a list such as 10,20-29\n"
			"flowd.conf:16: the section has no Vlan; add it\n"
			"flowd.conf:18: there is no switch \"sw9\" for VLAN 1; add it first\n"
			"flowd.conf:23: \"0\" is wrong for MacLimit, which takes a number from 1 to 8388607\n"
			"flowd.conf:24: \"-1\" is wrong for Ageing, which takes a number of seconds from 0 to 8388607\n"
			"flowd.conf:25: \"maybe\" is wrong for Learning, which takes on or off, or yes or no\n"
			"flowd.conf:28: there is VLAN 8 of switch \"sw0\" already, in flowd.conf:26; keep one of them\n");
	assert_mistakes("[Switch]\nName=a\n[Switch]\nName=b\n[Vlan]\nVlan=1\n",
			"flowd.conf:5: in which switch is this VLAN? Its switch can be a or b; say which\n");
}

static void matches_that_name_nothing(void **state)
{
	struct intent intent;

	(void)state;
	assert_mistakes("[Switch]\nName=sw0\n[Port]\nMatch=mac:5254\n[Port]\nMatch=mac:01:00:5e:00:00:01\n"
			"[Port]\nMatch=mac:0:0:0:0:0:0\n[Port]\nMatch=mac:\n[Port]\nMatch=alias:\n"
			"[Port]\nMatch=alias:a b\n[Port]\nMatch=alias:a[\n[Port]\nMatch=52:54:00:00:00:01\n"
			"[Port]\nMatch=Mac:52:54:00:00:00:01\n[Port]\nMatch=mac:2:0:0:0:0:1\n"
			"[Port]\nMatch=mac:02:00:00:00:00:01\n[Port]\nMatch=alias:a*\nNumber=3\n",
			"flowd.conf:4: Match: \"5254\" is no MAC address; write it as 52:54:00:12:34:56\n"
			"flowd.conf:6: Match: 01:00:5e:00:00:01 is a multicast address, which no station has; write the station's own\n"
			"flowd.conf:8: Match: 0:0:0:0:0:0 is no station's address; write its own\n"
			"flowd.conf:10: Match: \"\" is no MAC address; write it as 52:54:00:12:34:56\n"
			"flowd.conf:11: which alias? It is missing behind \"alias:\"\n"
			"flowd.conf:13: \"alias:a b\" has a blank in it; write ? for it\n"
			"flowd.conf:15: the pattern \"alias:a[\" has a [ without its ]; add it\n"
			"flowd.conf:17: \"52:54:00:00:00:01\" is neither a name nor mac:ADDRESS nor alias:TEXT\n"
			"flowd.conf:19: \"Mac:52:54:00:00:00:01\" is neither a name nor mac:ADDRESS nor alias:TEXT\n"
			"flowd.conf:23: there is a policy for \"mac:02:00:00:00:00:01\" already, in flowd.conf:21; keep one of them\n"
			"flowd.conf:25: the pattern alias:a* cannot have a port number: a number is for one port\n");
	intent = load_well("[Switch]\nName=sw0\n[Port]\nMatch=mac:2:0:0:0:0:1\nNumber=3\n"
			   "[Port]\nMatch=alias:sw0\n[Port]\nMatch=alias:a?b\n[Port]\nMatch=alias:*\n");
	assert_string_equal(intent.ports[0]->match, "mac:02:00:00:00:00:01");
	intent_clear(&intent);
}

static void mistakes_in_an_entry(void **state)
{
	(void)state;
	assert_mistakes("[Fdb]\nMac=5254\nPort=0123456789abcdef\nVlan=0\nSwitch=0123456789abcdef\n"
			"[Fdb]\nMac=01:00:5e:00:00:01\n[Fdb]\nMac=0:0:0:0:0:0\n"
			"[Fdb]\nMac=52:54:00:00:00:01/ff:ff:ff:ff:ff:ff\n"
			"[Fdb]\nMac=52:54:00:00:00:01\n[Fdb]\nMac=52:54:00:00:00:02\nPort=tap*\n"
			"[Fdb]\nMac=52:54:00:00:00:03\nPort=a:b\n"
			"[Fdb]\nMac=52:54:00:00:00:04\nPort=tap0\nSwitch=sw0\n"
			"[Fdb]\nMac=52:54:00:00:00:05\nPort=tap0\n[Fdb]\nMac=52:54:00:00:00:05\nPort=tap1\n",
			"flowd.conf:2: Mac: \"5254\" is no MAC address; write it as 52:54:00:12:34:56\n"
			"flowd.conf:3: Port: \"0123456789abcdef\" is too long: 15 characters at most\n"
			"flowd.conf:4: Vlan: \"0\" is no VLAN: they go from 1 to 4094\n"
			"flowd.conf:5: Switch: \"0123456789abcdef\" is too long: 15 characters at most\n"
			"flowd.conf:7: Mac: 01:00:5e:00:00:01 is a multicast address, which no station has; write the station's own\n"
			"flowd.conf:9: Mac: 0:0:0:0:0:0 is no station's address; write its own\n"
			"flowd.conf:11: Mac: \"52:54:00:00:00:01/ff:ff:ff:ff:ff:ff\" is no MAC address; write it as 52:54:00:12:34:56\n"
			"flowd.conf:12: behind which port is 52:54:00:00:00:01? Port is missing\n"
			"flowd.conf:14: \"tap*\" is a pattern: 52:54:00:00:00:02 needs the name of one port\n"
			"flowd.conf:17: \"a:b\" cannot be an interface's name: no ':' in it\n"
			"flowd.conf:20: there is no switch \"sw0\" for 52:54:00:00:00:04; add it first\n"
			"flowd.conf:27: there is a static entry 52:54:00:00:00:05 already, in flowd.conf:24; keep one of them\n");
	assert_mistakes("[Switch]\nName=sw0\n"
			"[Neighbour]\nAddress=10.0.0.1\nMac=2:0:0:0:0:1\nVlan=10\n"
			"[Neighbour]\nAddress=10.0.0.1\nMac=2:0:0:0:0:2\nVlan=10\n",
			"flowd.conf:7: there is a neighbour 10.0.0.1 already, in flowd.conf:3; keep one of them\n");
}

static void contradictions_between_ports(void **state)
{
	struct intent intent;

	(void)state;
	assert_mistakes("[Switch]\nName=sw0\n[Port]\nMatch=eth0\nNumber=5\n[Port]\nMatch=eth1\nNumber=5\n"
			"[Port]\nMatch=tap[\n[Port]\nMatch=tap[0-9\n[Port]\nMatch=tap[]\n"
			"[Port]\nMatch=tap[[:digit:]\n[Port]\nMatch=tap[\\]\n",
			"flowd.conf:6: the number 5 is eth0's in switch \"sw0\" already, in flowd.conf:3; choose another\n"
			"flowd.conf:9: the pattern \"tap[\" has a [ without its ]; add it\n"
			"flowd.conf:11: the pattern \"tap[0-9\" has a [ without its ]; add it\n"
			"flowd.conf:13: the pattern \"tap[]\" has a [ without its ]; add it\n"
			"flowd.conf:15: the pattern \"tap[[:digit:]\" has a [ without its ]; add it\n"
			"flowd.conf:17: the pattern \"tap[\\]\" has a [ without its ]; add it\n");
	intent = load_well("[Switch]\nName=sw0\n[Switch]\nName=sw1\n"
			   "[Port]\nMatch=eth0\nSwitch=sw0\nNumber=5\n[Port]\nMatch=eth1\nSwitch=sw1\nNumber=5\n"
			   "[Port]\nMatch=a[0-9]\nSwitch=sw0\n[Port]\nMatch=a[!]x]\nSwitch=sw0\n"
			   "[Port]\nMatch=a[[:digit:]]\nSwitch=sw0\n[Port]\nMatch=*\\[\nSwitch=sw0\n");
	intent_clear(&intent);
}

static void entries_that_their_port_cannot_have(void **state)
{
	static const char ports[] = "[Switch]\nName=sw0\n[Switch]\nName=sw1\n"
				    "[Port]\nMatch=tap0\nSwitch=sw0\nVlan=10\n"
				    "[Port]\nMatch=eth0\nSwitch=sw0\nTrunk=10,20\n"
				    "[Port]\nMatch=vm*\nSwitch=sw0\nVlan=10\n";
	struct intent intent;
	char text[2048];

	(void)state;
	snprintf(text, sizeof(text), "%s%s", ports,
		 "[Fdb]\nMac=2:0:0:0:0:1\nPort=tap0\nVlan=30\n"
		 "[Fdb]\nMac=2:0:0:0:0:2\nPort=eth0\n"
		 "[Fdb]\nMac=2:0:0:0:0:3\nPort=tap0\nSwitch=sw1\n"
		 "[Fdb]\nMac=2:0:0:0:0:4\nPort=tap0\n"
		 "[Fdb]\nMac=2:0:0:0:0:4\nPort=eth0\nVlan=10\n"
		 "[Fdb]\nMac=2:0:0:0:0:4\nPort=vm1\nSwitch=sw0\n");
	assert_mistakes(text,
		"flowd.conf:17: 02:00:00:00:00:01 cannot be in VLAN 30: its port tap0 does not carry that; name one that it does\n"
		"flowd.conf:21: in which VLAN is 02:00:00:00:00:02? Vlan is missing, and the trunk eth0 has no native one\n"
		"flowd.conf:24: 02:00:00:00:00:03 cannot be in switch \"sw1\": its port tap0 is one of \"sw0\"; name that\n"
		"flowd.conf:31: there is a static entry 02:00:00:00:00:04 behind tap0 in the same VLAN already, in flowd.conf:28; keep one of them\n"
		"flowd.conf:35: there is a static entry 02:00:00:00:00:04 behind tap0 in the same VLAN already, in flowd.conf:28; keep one of them\n");
	snprintf(text, sizeof(text), "%s%s", ports,
		 "[Fdb]\nMac=2:0:0:0:0:4\nPort=tap0\n[Fdb]\nMac=2:0:0:0:0:4\nPort=eth0\nVlan=20\n"
		 "[Fdb]\nMac=2:0:0:0:0:5\nPort=vm1\nVlan=30\n[Fdb]\nMac=2:0:0:0:0:5\nPort=other\nVlan=40\n");
	intent = load_well(text);
	intent_clear(&intent);
}

/* Only the line at fault is named, not those that would have been right but for it. */
static void one_mistake_is_said_once(void **state)
{
	(void)state;
	assert_mistakes("[Switch]\nName=sw0\nAgeing=long\n[Port]\nMatch=eth0\nSwitch=sw0\n"
			"[Fdb]\nMac=52:54:00:00:00:01\nPort=eth0\nSwitch=sw0\n",
			"flowd.conf:3: \"long\" is wrong for Ageing, which takes a number of seconds from 0 to 8388607\n");
}

/* Each is found at another time: by its form, by its value, and when all objects are known. */
static void mistakes_come_in_the_order_of_lines(void **state)
{
	(void)state;
	assert_mistakes("[Fdb]\nMac=2:0:0:0:0:1\n[Port]\nMatch=lo\nSwitch=sw0\n[Switch]\nName=sw*\n"
			"[Port]\nMatch=eth0\nSwitch=sw0\nPcp=9\n[Switch]\nName=sw0\nnonsense\n"
			"[Port]\nMatch=eth1\nSwitch=sw0\nNative=1\n[Fdb]\n[Switch]\nName=sw0\n",
			"flowd.conf:1: behind which port is 02:00:00:00:00:01? Port is missing\n"
			"flowd.conf:3: the loopback interface \"lo\" cannot be a port; name another\n"
			"flowd.conf:6: \"sw*\" is a pattern: a switch needs a name\n"
			"flowd.conf:11: unknown Pcp \"9\"; it can be 0, 1, 2, 3, 4, 5, 6, 7 or keep\n"
			"flowd.conf:14: this is neither [Section] nor Key=Value\n"
			"flowd.conf:15: Native is for a trunk; add Trunk, or write Vlan instead\n"
			"flowd.conf:19: the section has no Mac; add it\n"
			"flowd.conf:20: there is a switch \"sw0\" already, in flowd.conf:12; keep one of them\n");
}

static void of_very_many_mistakes_some_are_said(void **state)
{
	struct config_mistakes mistakes;
	struct config_file file = { "file", NULL };
	struct intent intent = { 0 };
	char text[2 * 1002 + 1];
	size_t i;

	(void)state;
	for (i = 0; i < 1002; i++)
		strcpy(text + 2 * i, "x\n");
	file.text = text;
	assert_int_equal(config_parse(&file, 1, &intent, &mistakes), -EINVAL);
	assert_int_equal(mistakes.count, 1001);
	assert_string_equal(mistakes.lines[999], "file:1000: this is neither [Section] nor Key=Value");
	assert_string_equal(mistakes.lines[1000],
			    "there are more mistakes than these; mend them first");
	config_mistakes_clear(&mistakes);
	text[2 * 1000] = '\0';
	assert_int_equal(config_parse(&file, 1, &intent, &mistakes), -EINVAL);
	assert_int_equal(mistakes.count, 1000);
	config_mistakes_clear(&mistakes);
}

/* A section takes a hundred times its length in memory. */
static void of_very_many_sections_some_are_read(void **state)
{
	struct config_mistakes mistakes;
	struct config_file file = { "file", NULL };
	struct intent intent = { 0 };
	size_t size, i;
	char *text;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	fputs("[Switch]\nName=sw0\n", out);
	for (i = 0; i <= INTENT_OBJECTS_MAX; i++)
		fprintf(out, "[Fdb]\nMac=02:00:00:%02zx:%02zx:%02zx\nPort=tap0\n", i >> 16,
			i >> 8 & 255, i & 255);
	fclose(out);
	file.text = text;
	assert_int_equal(config_parse(&file, 1, &intent, &mistakes), -EINVAL);
	assert_int_equal(mistakes.count, 1);
	assert_string_equal(mistakes.lines[0],
			    "file:196611: there are 65536 of these sections already, the most there can be");
	config_mistakes_clear(&mistakes);
	free(text);
}

static void of_very_many_vlans_some_are_kept(void **state)
{
	struct config_mistakes mistakes;
	struct config_file file = { "file", NULL };
	struct intent intent = { 0 };
	char *text;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	for (i = 0; i < 17; i++)
		fprintf(out, "[Switch]\nName=sw%zu\n[Vlan]\nVlan=1-4000\nSwitch=sw%zu\n", i, i);
	fclose(out);
	file.text = text;
	assert_int_equal(config_parse(&file, 1, &intent, &mistakes), -EINVAL);
	assert_int_equal(mistakes.count, 1);
	assert_string_equal(mistakes.lines[0],
			    "file:83: there are 65536 of these already, the most there can be");
	config_mistakes_clear(&mistakes);
	free(text);
}

static void files_of_the_directory_come_in_order(void **state)
{
	struct intent intent = { 0 };
	char *said;

	(void)state;
	mkdir(testing_path("conf.d"), 0700);
	testing_write("flowd.conf", "[Port]\nMatch=main\n");
	testing_write("conf.d/20-b.conf", "[Port]\nMatch=second\n");
	testing_write("conf.d/10-a.conf", "[Port]\nMatch=first\n[Switch]\nName=sw0\n");
	testing_write("conf.d/30-c.conf~", "[Wrong]\n");
	testing_write("conf.d/.hidden.conf", "[Wrong]\n");
	said = load(testing_path("flowd.conf"), false, &intent);
	assert_string_equal(said, "");
	assert_int_equal(intent.ports_count, 3);
	assert_string_equal(intent.ports[0]->match, "main");
	assert_string_equal(intent.ports[1]->match, "first");
	assert_string_equal(intent.ports[2]->match, "second");
	intent_clear(&intent);
	free(said);
	testing_write("conf.d/20-b.conf", "Match=second\n[Switch]\nName=sw0\n");
	assert_mistakes("[Port]\n",
			"flowd.conf:1: the section has no Match; add it\n"
			"conf.d/20-b.conf:1: Match stands before the first section; write [Switch], [Vlan], [Profile], [Port], [Fdb] or [Neighbour] first\n"
			"conf.d/20-b.conf:2: there is a switch \"sw0\" already, in conf.d/10-a.conf:3; keep one of them\n");
	unlink(testing_path("conf.d/10-a.conf"));
	unlink(testing_path("conf.d/20-b.conf"));
	unlink(testing_path("conf.d/30-c.conf~"));
	unlink(testing_path("conf.d/.hidden.conf"));
}

static void a_file_that_cannot_be_read_is_no_empty_one(void **state)
{
	struct intent intent = { 0 };
	char *said;

	(void)state;
	said = load(testing_path("absent.conf"), false, &intent);
	assert_string_equal(said, "absent.conf: cannot be read: No such file or directory\n");
	free(said);
	said = load(testing_path("absent.conf"), true, &intent);
	assert_string_equal(said, "");
	free(said);
	said = load(testing_path("conf.d"), true, &intent);
	assert_string_equal(said, "conf.d: cannot be read: Is a directory\n");
	free(said);
	symlink("loop.conf", testing_path("conf.d/loop.conf"));
	said = load(testing_path("absent.conf"), true, &intent);
	assert_string_equal(said, "conf.d/loop.conf: cannot be read: Too many levels of symbolic links\n");
	free(said);
	unlink(testing_path("conf.d/loop.conf"));
	rmdir(testing_path("conf.d"));
	symlink("conf.d", testing_path("conf.d"));
	said = load(testing_path("absent.conf"), true, &intent);
	assert_string_equal(said, "conf.d: cannot be read: Too many levels of symbolic links\n");
	free(said);
	unlink(testing_path("conf.d"));
	testing_write("conf.d", "");
	said = load(testing_path("absent.conf"), true, &intent);
	assert_string_equal(said, "conf.d: cannot be read: Not a directory\n");
	free(said);
	unlink(testing_path("conf.d"));
}

static void a_fifo_is_not_waited_for(void **state)
{
	struct intent intent = { 0 };
	char *said;

	(void)state;
	assert_int_equal(mkfifo(testing_path("fifo.conf"), 0600), 0);
	said = load(testing_path("fifo.conf"), false, &intent);
	assert_string_equal(said, "fifo.conf: cannot be read: it is a FIFO, which may never end; name a file\n");
	free(said);
	unlink(testing_path("fifo.conf"));
}

/* As the shell makes it for -c <(...). */
static void a_pipe_is_read_once(void **state)
{
	static const char text[] = "[Switch]\nName=sw0\n";
	struct intent intent = { 0 };
	char path[32], *said;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
	close(ends[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	said = load(path, false, &intent);
	assert_string_equal(said, "");
	assert_int_equal(intent.switches_count, 1);
	free(said);
	intent_clear(&intent);
	said = load(path, false, &intent);
	assert_non_null(strstr(said, ": cannot be read: this pipe is empty, as it is after it was read once; name a file\n"));
	free(said);
	close(ends[0]);
}

static void a_directory_may_have_any_name(void **state)
{
	struct intent intent = { 0 };
	char *said;

	(void)state;
	mkdir(testing_path("a[b]"), 0700);
	mkdir(testing_path("a[b]/conf.d"), 0700);
	testing_write("a[b]/conf.d/x.conf", "[Port]\n");
	said = load(testing_path("a[b]/flowd.conf"), true, &intent);
	assert_string_equal(said, "a[b]/conf.d/x.conf:1: the section has no Match; add it\n");
	free(said);
	unlink(testing_path("a[b]/conf.d/x.conf"));
	rmdir(testing_path("a[b]/conf.d"));
	rmdir(testing_path("a[b]"));
}

static void a_file_is_text(void **state)
{
	static const char nul[] = "[Switch]\nName=sw0\n\0[Port]\nMatch=eth0\nVlan=10\0Isolated=yes\n";
	struct intent intent = { 0 };
	char *said;
	FILE *out;

	(void)state;
	out = fopen(testing_path("flowd.conf"), "w");
	assert_int_equal(fwrite(nul, 1, sizeof(nul) - 1, out), sizeof(nul) - 1);
	fclose(out);
	said = load(testing_path("flowd.conf"), false, &intent);
	assert_string_equal(said, "flowd.conf:3: there is a NUL byte in the line; remove it\n"
			    "flowd.conf:4: unknown key \"Match\"; flowd.conf(5) lists them\n"
			    "flowd.conf:5: there is a NUL byte in the line; remove it\n");
	free(said);
	assert_mistakes("# gr\xf6\xdf" "e\n[Switch]\nName=gr\xf6\xdf" "e\n",
			"flowd.conf:3: the value of Name is not UTF-8 text; write it in UTF-8\n");
	assert_mistakes("[\033[31mSwitch\xf6] x\n",
			"flowd.conf:1: there is text after [?[31mSwitch?]; each key has a line of its own\n");
}

static void files_that_others_have_read(void **state)
{
	const struct config_file files[] = {
		{ "one", "[Port]\nMatch=eth0\nVlan=4095" },
		{ "empty", "" },
		{ "two", "[Switch]\nName=sw0\n[Port]\nMatch=eth0\n[Port]\nMatch=eth0\n" },
	};
	struct config_mistakes mistakes;
	struct intent intent = { 0 };

	(void)state;
	testing_write("flowd.conf", "nothing of this is read");
	assert_int_equal(config_parse(files, 3, &intent, &mistakes), -EINVAL);
	assert_int_equal(mistakes.count, 2);
	assert_string_equal(mistakes.lines[0],
			    "one:3: Vlan: \"4095\" is no VLAN: they go from 1 to 4094");
	assert_string_equal(mistakes.lines[1], "two:5: there is a policy for \"eth0\" already, in two:3; keep one of them");
	config_mistakes_clear(&mistakes);
	assert_int_equal(config_parse(files + 1, 1, &intent, &mistakes), 0);
	assert_int_equal(intent.switches_count, 0);
}

static void a_text_in_place_of_the_file(void **state)
{
	struct config_mistakes mistakes;
	struct intent intent = { 0 };

	(void)state;
	testing_write("flowd.conf", "nothing of this is read");
	mkdir(testing_path("conf.d"), 0755);
	testing_write("conf.d/x.conf", "[Port]\nMatch=eth0\n");
	assert_int_equal(config_load_as(testing_path("flowd.conf"), "[Switch]\nName=sw0\n", &intent,
					&mistakes), 0);
	assert_string_equal(intent.ports[0]->switch_name, "sw0");
	unlink(testing_path("conf.d/x.conf"));
	config_mistakes_clear(&mistakes);
	intent_clear(&intent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_of_a_switch),
		cmocka_unit_test(every_key_of_vlans),
		cmocka_unit_test(every_key_of_a_port),
		cmocka_unit_test(every_key_of_an_entry),
		cmocka_unit_test(what_is_absent_has_its_default),
		cmocka_unit_test(comments_and_blanks_do_not_count),
		cmocka_unit_test(a_key_has_one_value),
		cmocka_unit_test(nothing_follows_the_name_of_a_section),
		cmocka_unit_test(mistakes_of_the_form),
		cmocka_unit_test(mistakes_in_a_switch),
		cmocka_unit_test(wrong_values_in_a_port),
		cmocka_unit_test(every_vlan_mode),
		cmocka_unit_test(contradictions_in_vlans),
		cmocka_unit_test(mistakes_in_patches),
		cmocka_unit_test(contradictions_in_a_port),
		cmocka_unit_test(patterns_that_cannot_hold),
		cmocka_unit_test(mistakes_in_vlans),
		cmocka_unit_test(matches_that_name_nothing),
		cmocka_unit_test(mistakes_in_an_entry),
		cmocka_unit_test(contradictions_between_ports),
		cmocka_unit_test(entries_that_their_port_cannot_have),
		cmocka_unit_test(one_mistake_is_said_once),
		cmocka_unit_test(mistakes_come_in_the_order_of_lines),
		cmocka_unit_test(of_very_many_mistakes_some_are_said),
		cmocka_unit_test(of_very_many_sections_some_are_read),
		cmocka_unit_test(of_very_many_vlans_some_are_kept),
		cmocka_unit_test(files_of_the_directory_come_in_order),
		cmocka_unit_test(a_file_that_cannot_be_read_is_no_empty_one),
		cmocka_unit_test(a_fifo_is_not_waited_for),
		cmocka_unit_test(a_pipe_is_read_once),
		cmocka_unit_test(a_directory_may_have_any_name),
		cmocka_unit_test(a_file_is_text),
		cmocka_unit_test(files_that_others_have_read),
		cmocka_unit_test(a_text_in_place_of_the_file),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
