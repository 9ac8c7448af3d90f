// SPDX-License-Identifier: GPL-2.0-or-later
/* Objects and words that cannot be, each with the sentence that says so. */
#include "programs_testing.h"

#define PORT(file, json, words)								\
	{ "[Port]\nMatch=x\nSwitch=sw0\n" file,						\
	  "{'operation': 'port-add', 'match': 'x', 'switch': 'sw0', " json "}",		\
	  "port add x switch sw0 " words }
#define PORT_WORDS(file, words)								\
	{ "[Port]\nMatch=x\nSwitch=sw0\n" file, NULL, "port add x switch sw0 " words }

/* What is right by itself, but not together. */
static void modes_that_exclude_each_other(void **state)
{
	static const struct wrong cases[] = {
		{ PORT("Trunk=10\nNative=11\n",
		       "'vlan_mode': 'native-untagged', 'vlans': '10', 'pvid': 11",
		       "trunk 10 native 11"),
		  "the native VLAN 11 is none of those of the trunk x; add it to them", 1,
		  EXIT_REFUSED },
		{ PORT("Trunk=10\nNativeTagged=11\n",
		       "'vlan_mode': 'native-tagged', 'vlans': '10', 'pvid': 11",
		       "trunk 10 native_tagged 11"),
		  "the native VLAN 11 is none of those of the trunk x; add it to them", 1,
		  EXIT_REFUSED },
		{ PORT("Vlan=10\nTagType=service\n",
		       "'vlan_mode': 'access', 'pvid': 10, 'tag_type': 'service'",
		       "vlan 10 tag_type service"),
		  "x is no trunk, so it has no tag type; make it one, or leave that out", 1,
		  EXIT_REFUSED },
		{ PORT("Dot1qTunnel=10\nTagType=service\n",
		       "'vlan_mode': 'dot1q-tunnel', 'pvid': 10, 'tag_type': 'service'",
		       "dot1q_tunnel 10 tag_type service"),
		  "x is no trunk, so it has no tag type; make it one, or leave that out", 1,
		  EXIT_REFUSED },
		{ PORT("Vlan=10\nTranslate=20:10\n",
		       "'vlan_mode': 'access', 'pvid': 10, 'translations': '20:10'",
		       "vlan 10 translate 20:10"),
		  "x is no trunk, so it translates no VLANs; make it one, or leave that out", 1,
		  EXIT_REFUSED },
		{ PORT("Trunk=10\nTranslate=10:20\n",
		       "'vlan_mode': 'trunk', 'vlans': '10', 'translations': '10:20'",
		       "trunk 10 translate 10:20"),
		  "x translates 10 to VLAN 20, which is none of its trunk; add it there, or end the translation",
		  1, EXIT_REFUSED },
		{ PORT("Trunk=10,20\nTranslate=10:20\n",
		       "'vlan_mode': 'trunk', 'vlans': '10,20', 'translations': '10:20'",
		       "trunk 10,20 translate 10:20"),
		  "VID 10 on the wire of x would be both VLAN 20 and VLAN 10; translate VLAN 10 too, or take it out of the trunk",
		  1, EXIT_REFUSED },
		{ PORT("Isolated=yes\nCommunity=7\n", "'isolated': true, 'community': 7",
		       "isolated on community 7"),
		  "x is isolated, so it is in no community; leave out one of the two", 1,
		  EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

static void words_that_go_with_another_mode(void **state)
{
	static const struct wrong cases[] = {
		{ PORT_WORDS("Vlan=10\nTrunk=20\n", "vlan 10 trunk 20"),
		  "<Trunk: a port has one of Vlan, Trunk and Dot1qTunnel||a port has one of vlan, trunk and dot1q_tunnel>; leave one out",
		  0, 0 },
		{ PORT_WORDS("Trunk=20\nDot1qTunnel=10\n", "trunk 20 dot1q_tunnel 10"),
		  "<Dot1qTunnel: a port has one of Vlan, Trunk and Dot1qTunnel||a port has one of vlan, trunk and dot1q_tunnel>; leave one out",
		  0, 0 },
		{ PORT_WORDS("Vlan=10\nNative=10\n", "vlan 10 native 10"),
		  "<Native||native> is for a trunk; <add Trunk, or write Vlan instead||say \"trunk VIDS native VID\">",
		  1, 0 },
		{ PORT_WORDS("Vlan=10\nCustomerVlans=10\n", "vlan 10 customer_vlans 10"),
		  "<CustomerVlans||customer_vlans> is for a tunnel; <add Dot1qTunnel||say \"dot1q_tunnel VID customer_vlans VIDS\">",
		  1, 0 },
	};

	(void)state;
	REFUSED(cases);
}

static void changes_that_do_not_go_with_the_mode_there_is(void **state)
{
	static const struct wrong cases[] = {
		{ { NULL, "{'operation': 'port-set', 'match': 'eth0', 'pvid': 10}", NULL },
		  "a plain trunk such as eth0 has no native VLAN; its mode is to be native-tagged or native-untagged",
		  0, 0 },
		{ { NULL, "{'operation': 'port-set', 'match': 'eth1', 'vlans': '10'}", NULL },
		  "eth1 is neither trunk nor tunnel, so it has no list of VLANs; make it one, or leave them out",
		  0, 0 },
		{ { NULL, "{'operation': 'port-set', 'match': 'eth1', 'vlan_mode': 'access'}", NULL },
		  "the access port eth1 needs its VLAN; say which", 0, 0 },
		{ { NULL, "{'operation': 'port-set', 'match': 'eth1', 'vlan_mode': 'none', 'pvid': 3}",
		    NULL },
		  "eth1 has no VLAN mode, so it cannot be in VLAN 3; give it one", 0, 0 },
	};

	(void)state;
	REFUSED(cases);
}

#define MATCH(match)	{ "[Port]\nSwitch=sw0\nMatch=" match "\n",			\
			  "{'operation': 'port-add', 'match': '" match "', 'switch': 'sw0'}",	\
			  "port add '" match "' switch sw0" }

static void matches_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ MATCH("lo"), "the loopback interface \"lo\" cannot be a port; name another", 1,
		  EXIT_REFUSED },
		{ MATCH("sw1"), "\"sw1\" is a switch, which cannot be a port of another; name another",
		  1, EXIT_REFUSED },
		{ MATCH("s*"), "the pattern \"s*\" matches the switch \"sw0\", which it cannot hold for; write one that does not match it",
		  1, EXIT_REFUSED },
		{ MATCH("tap["), "the pattern \"tap[\" has a [ without its ]; add it", 1,
		  EXIT_REFUSED },
		{ MATCH("a/b"), "\"a/b\" cannot be an interface's name: no '/' in it", 1,
		  EXIT_REFUSED },
		{ MATCH("0123456789abcdef"),
		  "\"0123456789abcdef\" is too long for an interface: 15 characters at most", 1,
		  EXIT_REFUSED },
		{ MATCH("mac:5254"),
		  "<Match|match|match>: \"5254\" is no MAC address; write it as 52:54:00:12:34:56",
		  3, EXIT_REFUSED },
		{ MATCH("mac:01:00:5e:00:00:01"),
		  "<Match|match|match>: 01:00:5e:00:00:01 is a multicast address, which no station has; write the station's own",
		  3, EXIT_REFUSED },
		{ MATCH("mac:0:0:0:0:0:0"),
		  "<Match|match|match>: 0:0:0:0:0:0 is no station's address; write its own", 3,
		  EXIT_REFUSED },
		{ MATCH("alias:"), "which alias? It is missing behind \"alias:\"", 1, EXIT_REFUSED },
		{ MATCH("eth0"),
		  "there is a policy for \"eth0\" already<, in wrong.conf:13; keep one of them|; change it with port set|; change it with port set>",
		  1, EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

static void ports_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ { "[Port]\nMatch=x\nSwitch=sw9\n",
		    "{'operation': 'port-add', 'match': 'x', 'switch': 'sw9'}", "port add x switch sw9" },
		  "there is no switch \"sw9\" for x; add it first", 1, EXIT_REFUSED },
		{ { "[Port]\nMatch=x\n", "{'operation': 'port-add', 'match': 'x'}", "port add x" },
		  "in which switch is x? Its switch can be sw0 or sw1; say which", 1, EXIT_REFUSED },
		{ PORT("Profile=db\n", "'profile': 'db'", "profile db"),
		  "there is no profile \"db\" for x; add it first", 1, EXIT_REFUSED },
		{ PORT("Number=5\n", "'number': 5", "number 5"),
		  "the number 5 is eth1's in switch \"sw0\" already, in <wrong|flowd|flowd>.conf:17; choose another",
		  1, EXIT_REFUSED },
		{ { "[Port]\nMatch=sw0\nSwitch=sw0\nNumber=3\n",
		    "{'operation': 'port-add', 'match': 'sw0', 'switch': 'sw0', 'number': 3}",
		    "port add sw0 switch sw0 number 3" },
		  "\"sw0\" is the switch itself, whose port number is always 0; leave that out", 1,
		  EXIT_REFUSED },
		{ { "[Port]\nMatch=v*\nSwitch=sw0\nNumber=3\n",
		    "{'operation': 'port-add', 'match': 'v*', 'switch': 'sw0', 'number': 3}",
		    "port add v* switch sw0 number 3" },
		  "the pattern v* cannot have a port number: a number is for one port", 1,
		  EXIT_REFUSED },
		{ PORT("Patch=x\n", "'patch': 'x'", "patch x"),
		  "x cannot be patched to itself; name another interface", 1, EXIT_REFUSED },
		{ PORT("Patch=sw1\n", "'patch': 'sw1'", "patch sw1"),
		  "the patch of x: \"sw1\" is a switch; give the end of the patch another name", 1,
		  EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

static void policies_that_are_not_there(void **state)
{
	static const struct wrong cases[] = {
		{ { NULL, "{'operation': 'port-set', 'match': 'nosuch', 'pcp': '3'}",
		    "port set nosuch pcp 3" },
		  "there is no policy for \"nosuch\"; add it first", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'port-del', 'match': 'nosuch'}", "port del nosuch" },
		  "flowd has no policy for \"nosuch\"; \"flowctl config show\" lists what it has", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'vlan-add', 'match': 'nosuch', 'vlans': '5'}",
		    "vlan add 5 port nosuch" },
		  "there is no policy for \"nosuch\"; add it first", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'port-set', 'match': 'tap1', 'pcp': '3'}",
		    "port set tap1 pcp 3" },
		  "tap1 has no policy of its own, \"tap*\" holds for it; change that, or give it one: port add tap1 switch sw0 ...",
		  0, EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

#define ENTRY(file, json, words)							\
	{ "[Fdb]\n" file, "{'operation': 'fdb-add', " json "}", "fdb add " words }

static void stations_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ ENTRY("Port=eth1\nMac=5254\n", "'mac': '5254', 'port': 'eth1'", "5254 port eth1"),
		  "<Mac|mac|mac>: \"5254\" is no MAC address; write it as 52:54:00:12:34:56", 0, 0 },
		{ ENTRY("Port=eth1\nMac=01:00:5e:00:00:01\n",
			"'mac': '01:00:5e:00:00:01', 'port': 'eth1'", "01:00:5e:00:00:01 port eth1"),
		  "<Mac|mac|mac>: 01:00:5e:00:00:01 is a multicast address, which no station has; write the station's own",
		  0, 0 },
		{ ENTRY("Port=eth1\nMac=ff:ff:ff:ff:ff:ff\n",
			"'mac': 'ff:ff:ff:ff:ff:ff', 'port': 'eth1'", "ff:ff:ff:ff:ff:ff port eth1"),
		  "<Mac|mac|mac>: ff:ff:ff:ff:ff:ff is a multicast address, which no station has; write the station's own",
		  0, 0 },
		{ ENTRY("Port=eth1\nMac=0:0:0:0:0:0\n", "'mac': '0:0:0:0:0:0', 'port': 'eth1'",
			"0:0:0:0:0:0 port eth1"),
		  "<Mac|mac|mac>: 0:0:0:0:0:0 is no station's address; write its own", 0, 0 },
	};

	(void)state;
	REFUSED(cases);
}

static void entries_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ ENTRY("Mac=02:00:00:00:00:09\n", "'mac': '02:00:00:00:00:09'", "02:00:00:00:00:09"),
		  "behind which port is 02:00:00:00:00:09? <Port is missing|Port is missing|Say \"port DEV\", or \"local\" if it is the host's>",
		  1, 0 },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=tap*\n", "'mac': '2:0:0:0:0:9', 'port': 'tap*'",
			"2:0:0:0:0:9 port tap*"),
		  "\"tap*\" is a pattern: 02:00:00:00:00:09 needs the name of one port", 1,
		  EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nVlan=30\n",
			"'mac': '2:0:0:0:0:9', 'port': 'eth1', 'vlan': 30",
			"2:0:0:0:0:9 port eth1 vlan 30"),
		  "02:00:00:00:00:09 cannot be in VLAN 30: its port eth1 does not carry that; name one that it does",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nSwitch=sw1\n",
			"'mac': '2:0:0:0:0:9', 'port': 'eth1', 'switch': 'sw1'",
			"2:0:0:0:0:9 port eth1 switch sw1"),
		  "02:00:00:00:00:09 cannot be in switch \"sw1\": its port eth1 is one of \"sw0\"; name that",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nSwitch=sw9\n",
			"'mac': '2:0:0:0:0:9', 'port': 'eth1', 'switch': 'sw9'",
			"2:0:0:0:0:9 port eth1 switch sw9"),
		  "there is no switch \"sw9\" for 02:00:00:00:00:09; add it first", 1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth0\n", "'mac': '2:0:0:0:0:9', 'port': 'eth0'",
			"2:0:0:0:0:9 port eth0"),
		  "in which VLAN is 02:00:00:00:00:09? Vlan is missing, and the trunk eth0 has no native one",
		  1, EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

static void kinds_of_entries_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nKind=local\n",
			"'mac': '2:0:0:0:0:9', 'port': 'eth1', 'kind': 'local'",
			"2:0:0:0:0:9 port eth1 local"),
		  "02:00:00:00:00:09 is local, so it is behind the switch itself, not behind eth1; leave the port out",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nKind=sticky-learned\n",
			"'mac': '2:0:0:0:0:9', 'port': 'eth1', 'kind': 'sticky-learned'",
			"2:0:0:0:0:9 port eth1 sticky-learned"),
		  "02:00:00:00:00:09 cannot be sticky-learned in a configuration, as such an entry is learned; make it sticky",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:1\nPort=eth0\nVlan=20\nSwitch=sw0\n",
			"'mac': '2:0:0:0:0:1', 'port': 'eth0', 'vlan': 20, 'switch': 'sw0'",
			"2:0:0:0:0:1 port eth0 vlan 20 switch sw0"),
		  "there is a static entry 02:00:00:00:00:01 already<, in wrong.conf:26; keep one of them|; change it with fdb replace|; change it with fdb replace>",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nKind=dynamic\n",
			"'mac': '2:0:0:0:0:9', 'port': 'port9', 'kind': 'dynamic'",
			"2:0:0:0:0:9 port port9 dynamic"),
		  "<02:00:00:00:00:09 cannot be dynamic in a configuration, as such an entry is learned|\"port9\" is no port now, and a dynamic entry is for one that is|\"port9\" is no port now, and a dynamic entry is for one that is>; make it static",
		  1, EXIT_REFUSED },
		{ { NULL,
		    "{'operation': 'fdb-add', 'mac': '2:0:0:0:0:9', 'port': 'eth1', 'vlan': 30, 'kind': 'dynamic'}",
		    "fdb add 2:0:0:0:0:9 port eth1 vlan 30 dynamic" },
		  "02:00:00:00:00:09 cannot be in VLAN 30: its port eth1 does not carry that; name one that it does",
		  0, EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

static void what_names_no_entry(void **state)
{
	static const struct wrong cases[] = {
		{ { NULL, "{'operation': 'fdb-flush', 'port': 'eth9'}", "fdb flush port eth9" },
		  "\"eth9\" is no port of a switch, and no policy names it; name one that there is", 0,
		  EXIT_REFUSED },
		{ { NULL, "{'operation': 'fdb-flush', 'switch': 'sw9'}", "fdb flush switch sw9" },
		  "there is no switch \"sw9\"; name one that there is", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'fdb-flush', 'vlan': 4095}", "fdb flush vlan 4095" },
		  "vlan: <|4095|\"4095\"> is no VLAN: they go from 1 to 4094", 0, 0 },
		{ { NULL, NULL, "fdb show vlan 4096" },
		  "vlan: \"4096\" is no VLAN: they go from 1 to 4094", 0, 0 },
		{ { NULL, NULL, "fdb add 2:0:0:0:0:9 port eth1 static local" },
		  "an entry has one kind: it is either static or local", 0, 0 },
		{ { NULL, NULL, "fdb add 2:0:0:0:0:9 port eth1 port eth0" },
		  "port is said twice; say it once", 0, 0 },
	};

	(void)state;
	REFUSED(cases);
}

#define NEIGHBOUR(file, json, words)							\
	{ "[Neighbour]\n" file, "{'operation': 'neighbour-add', " json "}", "neighbour add " words }

static void neighbours_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ NEIGHBOUR("Address=10.0.0\n", "'address': '10.0.0'", "10.0.0"),
		  "<Address|address|address>: \"10.0.0\" is no address; write it as 192.0.2.1 or 2001:db8::1",
		  0, EXIT_REFUSED },
		{ NEIGHBOUR("Address=224.0.0.1\n", "'address': '224.0.0.1'", "224.0.0.1"),
		  "<Address|address|address>: 224.0.0.1 is the address of no single host; name one that is",
		  0, EXIT_REFUSED },
		{ NEIGHBOUR("Address=10.0.0.9\nMac=01:00:5e:00:00:01\n",
			    "'address': '10.0.0.9', 'mac': '01:00:5e:00:00:01'",
			    "10.0.0.9 lladdr 01:00:5e:00:00:01"),
		  "<Mac|mac|lladdr>: 01:00:5e:00:00:01 is a multicast address, which no station has; write the station's own",
		  0, 0 },
		{ NEIGHBOUR("Address=10.0.0.9\nMac=0:0:0:0:0:0\n",
			    "'address': '10.0.0.9', 'mac': '0:0:0:0:0:0'",
			    "10.0.0.9 lladdr 0:0:0:0:0:0"),
		  "<Mac|mac|lladdr>: 0:0:0:0:0:0 is no station's address; write its own", 0, 0 },
		{ NEIGHBOUR("Address=10.0.0.9\nMac=2:0:0:0:0:9\nVlan=10\nSwitch=sw9\n",
			    "'address': '10.0.0.9', 'mac': '2:0:0:0:0:9', 'vlan': 10, 'switch': 'sw9'",
			    "10.0.0.9 lladdr 2:0:0:0:0:9 vlan 10 switch sw9"),
		  "there is no switch \"sw9\" for 10.0.0.9; add it first", 1, EXIT_REFUSED },
		{ NEIGHBOUR("Address=10.0.0.9\nMac=2:0:0:0:0:9\nSwitch=sw0\n",
			    "'address': '10.0.0.9', 'mac': '2:0:0:0:0:9', 'switch': 'sw0'",
			    "10.0.0.9 lladdr 2:0:0:0:0:9 switch sw0"),
		  "10.0.0.9 needs a VLAN; name the one that it is in", 1, EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

#define SWITCH(name)	{ "[Switch]\nName=" name "\n",					\
			  "{'operation': 'switch-add', 'name': '" name "'}", "switch add '" name "'" }

static void switches_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ SWITCH("a/b"),
		  "<Name|name|name>: \"a/b\" cannot be an interface's name: no '/' in it", 2,
		  EXIT_REFUSED },
		{ SWITCH("0123456789abcdef"),
		  "<Name|name|name>: \"0123456789abcdef\" is too long for an interface: 15 characters at most",
		  2, EXIT_REFUSED },
		{ SWITCH("x*"), "\"x*\" is a pattern: a switch needs a name", 1, EXIT_REFUSED },
		{ SWITCH("lo"), "\"lo\" is the loopback interface; give the switch another name", 1,
		  EXIT_REFUSED },
		{ SWITCH("sw0"),
		  "there is a switch \"sw0\" already<, in wrong.conf:1; keep one of them|; change it with switch set|; change it with switch set>",
		  1, EXIT_REFUSED },
		{ { "[Switch]\nAgeing=5\n", "{'operation': 'switch-add', 'ageing_s': 5}",
		    "switch add" },
		  "<the section has no Name; add it|which switch? Its name is missing|which switch? Its name is missing>",
		  1, 0 },
		{ { NULL, "{'operation': 'switch-set', 'name': 'sw9', 'ageing_s': 5}",
		    "switch set sw9 ageing 5" },
		  "there is no switch \"sw9\"; add it first", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'switch-set', 'name': 'sw0', 'ageing_s': 1, 'agein_s': 2}",
		    "switch set sw0 ageing 1 agein 2" },
		  "unknown setting \"<|agein_s|agein>\"; did you mean \"<|ageing_s|ageing>\"?", 0, 0 },
		{ { "[Switch]\nName=sw9\nAgeing=1\nAgeing=2\n",
		    "{'operation': 'switch-add', 'name': 'sw9', 'ageing_s': 1, 'ageing_s': 2}",
		    "switch add sw9 ageing 1 ageing 2" },
		  "<Ageing is in this section already; each object has a section of its own|the message is no call: duplicate object key near '\"ageing_s\"'; say it once|ageing is said twice; say it once>",
		  0, 0 },
	};

	(void)state;
	REFUSED(cases);
}

static void vlans_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ { "[Vlan]\nVlan=30\nSwitch=sw9\n",
		    "{'operation': 'vlan-set', 'vlan': 30, 'switch': 'sw9', 'ageing_s': 5}",
		    "vlan set 30 switch sw9 ageing 5" },
		  "there is no switch \"sw9\" for VLAN 30; add it first", 1, EXIT_REFUSED },
		{ { "[Vlan]\nSwitch=sw0\nVlan=none\n", NULL, "vlan set none switch sw0 ageing 5" },
		  "<Vlan: ||>\"none\" names no VLAN; write a list such as 10,20-29", 1, 0 },
		{ { NULL, "{'operation': 'vlan-unset', 'vlan': 30, 'switch': 'sw0'}",
		    "vlan unset 30 switch sw0" },
		  "flowd has no setting of VLAN 30 in switch \"sw0\"; \"flowctl config show\" lists what it has", 0, EXIT_REFUSED },
		{ { "[Vlan]\nSwitch=sw0\nVlan=19-21\n", NULL, NULL },
		  "there is VLAN 20 of switch \"sw0\" already, in wrong.conf:5; keep one of them", 1, 0 },
		{ { NULL, "{'operation': 'vlan-set', 'vlan': 0}", "vlan set 0 ageing 5" },
		  "<|vlan: 0|\"0\"> is no VLAN: they go from 1 to 4094", 0, 0 },
		{ { NULL, "{'operation': 'vlan-set', 'vlan': 4095}", "vlan set 4095 ageing 5" },
		  "<|vlan: 4095|\"4095\"> is no VLAN: they go from 1 to 4094", 0, 0 },
	};

	(void)state;
	REFUSED(cases);
}

static void vlans_that_a_port_cannot_have(void **state)
{
	static const struct wrong cases[] = {
		{ { NULL, "{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '30-20'}",
		    "vlan add 30-20 port eth0" },
		  "VLAN range 30-20 is backwards; write 20-30", 0, 0 },
		{ { NULL, "{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '30,31', 'native': true}",
		    "vlan add 30,31 port eth0 native" },
		  "one VLAN can be native, not \"30,31\"; name that one", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'vlan-add', 'match': 'eth0', 'vlans': 30}", NULL },
		  "30 is wrong for vlans, which takes a string", 0, 0 },
		{ { NULL, "{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '30', 'native': 1}", NULL },
		  "1 is wrong for native, which takes true or false", 0, 0 },
		{ { NULL, "{'operation': 'vlan-del', 'match': 'eth0', 'vlans': '10-11'}",
		    "vlan del 10-11 port eth0" },
		  "eth0 does not carry VLAN 11; leave it out", 0, EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

static void profiles_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ { "[Profile]\nName=a:b\n", "{'operation': 'profile-add', 'name': 'a:b'}",
		    "profile add a:b" },
		  "\"a:b\" cannot be a profile's name, which is of letters, digits, - _ and .", 1,
		  EXIT_REFUSED },
		{ { "[Profile]\nName=none\n", "{'operation': 'profile-add', 'name': 'none'}",
		    "profile add none" },
		  "\"none\" stands for no profile; give it another name", 1, EXIT_REFUSED },
		{ { "[Profile]\nName=web\n", "{'operation': 'profile-add', 'name': 'web'}",
		    "profile add web" },
		  "there is a profile \"web\" already<, in wrong.conf:9; keep one of them|; change it with profile set|; change it with profile set>",
		  1, EXIT_REFUSED },
		{ { "[Profile]\nName=db\nNumber=7\n",
		    "{'operation': 'profile-add', 'name': 'db', 'number': 7}", "profile add db number 7" },
		  "<Number|number|number> is a port's own; say it <in its section [Port]|in its policy|with \"flowctl port\">",
		  0, 0 },
		{ { NULL, "{'operation': 'profile-set', 'name': 'web', 'community': 4}",
		    "profile set web community 4" },
		  "tap*, which uses the profile \"web\": tap* is isolated, so it is in no community; leave out one of the two",
		  0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'profile-del', 'name': 'web'}", "profile del web" },
		  "profile \"web\" is configured in flowd.conf:9; remove it there", 0, EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

/* Nothing that somebody writes makes a second line, or takes a sentence away. */
static void what_cannot_be_printed(void **state)
{
	static const struct wrong cases[] = {
		{ { "[Switch]\nName=a\033[2Jb\n", "{'operation': 'switch-add', 'name': 'a\\u001b[2Jb'}",
		    "switch add a\033[2Jb" },
		  "<Name|name|name>: \"a?[2Jb\" cannot be an interface's name: no '?' in it", 2,
		  EXIT_REFUSED },
		{ { NULL, "{'operation': 'switch-add', 'name': 'a\\nflowd: all is well'}", NULL },
		  "name: \"a?flowd: all is well\" is too long for an interface: 15 characters at most",
		  0, 0 },
		{ MATCH("xéééééééééééééééééééééééééééééééé"),
		  "<Match|match|match>: \"xééééééééééééééé?\" is too long: 63 characters at most", 3,
		  EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(modes_that_exclude_each_other),
		TEST(words_that_go_with_another_mode),
		TEST(changes_that_do_not_go_with_the_mode_there_is),
		TEST(matches_that_cannot_be),
		TEST(ports_that_cannot_be),
		TEST(policies_that_are_not_there),
		TEST(stations_that_cannot_be),
		TEST(entries_that_cannot_be),
		TEST(kinds_of_entries_that_cannot_be),
		TEST(what_names_no_entry),
		TEST(neighbours_that_cannot_be),
		TEST(switches_that_cannot_be),
		TEST(vlans_that_cannot_be),
		TEST(vlans_that_a_port_cannot_have),
		TEST(profiles_that_cannot_be),
		TEST(what_cannot_be_printed),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
