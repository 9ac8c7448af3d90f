// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include "netns.h"
#include "refusals.h"

#define NUMBER(value)	U32(FLOWDP_A_PORT_NUMBER, value)
#define IFINDEX(value)	U32(FLOWDP_A_PORT_IFINDEX, value)
/* FLOWDP_A_PORT_VLANS: 1, or 0 too, which is none. */
static const uint8_t vlan_1[FLOWDP_VLAN_BITMAP_LEN] = { 0x02 };
static const uint8_t vlan_0_and_1[FLOWDP_VLAN_BITMAP_LEN] = { 0x03 };
/* As on little-endian machines: the VID on the wire, and the VLAN. */
#define PAIRS(string)	BYTES(FLOWDP_A_PORT_TRANSLATIONS, string)
static const uint8_t many_pairs[FLOWDP_TRANSLATIONS_MAX * 4 + 4];
static const uint8_t vlan_4095[FLOWDP_VLAN_BITMAP_LEN] = { [4095 / 8] = 1U << 4095 % 8 };

#define ID(value)	U32(FLOWDP_A_GROUP_ID, value)
#define KIND		U8(FLOWDP_A_GROUP_KIND, FLOWDP_GROUP_ALL)
#define BUCKET(...)							\
	NEST(FLOWDP_A_GROUP_BUCKET, NEST(FLOWDP_A_BUCKET_ACTIONS, __VA_ARGS__))
#define FRAME		BYTES(FLOWDP_A_PACKET_DATA, "\2\0\0\0\0\2\2\0\0\0\0\1\x88\xb5")
#define IN_PORT(value)	U32(FLOWDP_A_PACKET_IN_PORT, value)

#define SWITCH_SET(name, error, text, ...) \
	{ { name, FLOWDP_CMD_SWITCH_SET, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define PORT_GET(name, error, text, ...) \
	{ { name, FLOWDP_CMD_PORT_GET, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define PORT_NEW(name, error, text, ...) \
	{ { name, FLOWDP_CMD_PORT_NEW, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define PORT_SET(name, error, text, ...) \
	{ { name, FLOWDP_CMD_PORT_SET, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define PORT_DEL(name, error, text, ...) \
	{ { name, FLOWDP_CMD_PORT_DEL, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define GROUP_NEW(name, error, text, ...) \
	{ { name, FLOWDP_CMD_GROUP_NEW, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define GROUP_SET(name, error, text, ...) \
	{ { name, FLOWDP_CMD_GROUP_SET, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define GROUP_DEL(name, error, text, ...) \
	{ { name, FLOWDP_CMD_GROUP_DEL, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define BIND(name, error, text, ...) \
	{ { name, FLOWDP_CMD_UPCALL_BIND, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define OUT(name, error, text, ...) \
	{ { name, FLOWDP_CMD_PACKET_OUT, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define TRACE(name, error, text, ...) \
	{ { name, FLOWDP_CMD_TRACE, 0, ATTRS(__VA_ARGS__), 0 }, error, text }
#define DUMP(name, error, text, command, ...) \
	{ { name, command, NLM_F_DUMP, ATTRS(__VA_ARGS__), 0 }, error, text }

const struct refusal refusals_of_objects[] = {
	{ { "a switch that is none", FLOWDP_CMD_SWITCH_GET, 0, NULL, NETNS_P1 }, ENODEV,
	  "no switch has this ifindex in this namespace" },
	{ { "a switch that is not there", FLOWDP_CMD_SWITCH_GET, 0, NULL, NETNS_SPARE }, ENODEV,
	  "no switch has this ifindex in this namespace" },
	{ { "a negative switch", FLOWDP_CMD_SWITCH_GET, 0, NULL, 0x80000000 }, ENODEV,
	  "no switch has this ifindex in this namespace" },
	{ { "a dump of one switch", FLOWDP_CMD_SWITCH_GET, NLM_F_DUMP, NULL, 0 }, EINVAL,
	  "a dump lists all switches; ask for one without NLM_F_DUMP" },
	{ { "flags that are not known", FLOWDP_CMD_SWITCH_GET, NLM_F_CREATE, NULL, 0 }, EINVAL,
	  "the message has flags that this command does not know" },
	{ { "flags of a dump that are not known", FLOWDP_CMD_SWITCH_GET,
	    NLM_F_DUMP | NLM_F_CREATE, NULL, REQUEST_NO_SWITCH }, EINVAL,
	  "the message has flags that this command does not know" },

	SWITCH_SET("fail mode", ERANGE, OUT_OF_RANGE, U8(FLOWDP_A_SWITCH_FAIL_MODE, 2)),
	SWITCH_SET("no flows", ERANGE, OUT_OF_RANGE, U32(FLOWDP_A_SWITCH_FLOWS_MAX, 0)),
	SWITCH_SET("too many flows", ERANGE, OUT_OF_RANGE,
		   U32(FLOWDP_A_SWITCH_FLOWS_MAX, FLOWDP_FLOWS_LIMIT + 1)),
	SWITCH_SET("name of a switch", EINVAL,
		   "a switch is renamed as any link is: ip link set dev OLD name NEW",
		   BYTES(FLOWDP_A_SWITCH_NAME, "other\0")),
	SWITCH_SET("what only replies have", EINVAL, UNSUPPORTED_ATTRIBUTE,
		   U32(FLOWDP_A_SWITCH_PORTS, 1)),
	SWITCH_SET("one good, one bad", ERANGE, OUT_OF_RANGE, U32(FLOWDP_A_SWITCH_UPCALL_RATE, 5),
		   U8(FLOWDP_A_SWITCH_FAIL_MODE, 9)),

	PORT_GET("no port", EINVAL, "name the port by its number or by its ifindex"),
	PORT_GET("both names of a port", EINVAL, "name the port by its number or by its ifindex",
		 NUMBER(1), IFINDEX(NETNS_P1)),
	PORT_GET("number that is free", ENOENT, "the switch has no such port", NUMBER(5)),
	PORT_GET("number that is none", ERANGE, OUT_OF_RANGE, NUMBER(FLOWDP_PORTS_MAX)),
	PORT_GET("netdev that is no port", ENOENT, "the switch has no such port",
		 IFINDEX(NETNS_P3)),
	DUMP("dump of one port", EINVAL, "a dump lists all ports; ask for one without NLM_F_DUMP",
	     FLOWDP_CMD_PORT_GET, NUMBER(1)),
	DUMP("dump of one netdev", EINVAL,
	     "a dump lists all ports; ask for one without NLM_F_DUMP",
	     FLOWDP_CMD_PORT_GET, IFINDEX(NETNS_P1)),

	PORT_NEW("no netdev", EINVAL, "a new port needs its ifindex", NUMBER(5)),
	PORT_NEW("netdev that is not there", ENODEV,
		 "no netdev has this ifindex in this namespace", IFINDEX(NETNS_SPARE)),
	PORT_NEW("netdev that is a port", EBUSY,
		 "the netdev has a master already; take it out first: ip link set DEV nomaster",
		 IFINDEX(NETNS_P1)),
	PORT_NEW("the switch itself", ELOOP, "a switch cannot be a port of a switch",
		 IFINDEX(NETNS_SWITCH)),
	PORT_NEW("loopback", EINVAL, "the loopback netdev cannot be a port", IFINDEX(1)),
	PORT_NEW("number in use", EEXIST, "the switch has a port of this number already",
		 IFINDEX(NETNS_P3), NUMBER(2)),
	PORT_NEW("number of the local port", EEXIST,
		 "the switch has a port of this number already", IFINDEX(NETNS_P3), NUMBER(0)),
	PORT_NEW("number out of range", ERANGE, OUT_OF_RANGE,
		 IFINDEX(NETNS_P3), NUMBER(FLOWDP_PORTS_MAX)),
	PORT_NEW("name of a new port", EINVAL,
		 "a port has its netdev's name; tell which netdev by its ifindex",
		 IFINDEX(NETNS_P3),
		 BYTES(FLOWDP_A_PORT_NAME, "p3\0")),
	PORT_NEW("statistics", EINVAL, UNKNOWN_ATTRIBUTE,
		 IFINDEX(NETNS_P3), NEST(FLOWDP_A_PORT_STATS)),
	PORT_NEW("access without VLAN", EINVAL, "an access port needs its VLAN, 1 to 4094",
		 IFINDEX(NETNS_P3),
		 U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_ACCESS)),
	PORT_NEW("VLAN without mode", EINVAL,
		 "a port without VLAN mode has no VLANs; set mode access or trunk",
		 IFINDEX(NETNS_P3), U16(FLOWDP_A_PORT_PVID, 5)),

	PORT_SET("no port to set", EINVAL, "name the port by its number or by its ifindex",
		 U8(FLOWDP_A_PORT_STATE, 0)),
	PORT_SET("number that is free", ENOENT, "the switch has no such port",
		 NUMBER(5), U8(FLOWDP_A_PORT_STATE, 0)),
	PORT_SET("VLAN mode", ERANGE, OUT_OF_RANGE, NUMBER(1),
		 U8(FLOWDP_A_PORT_VLAN_MODE, __FLOWDP_VLAN_MODE_MAX)),
	PORT_SET("VLAN 4095", ERANGE, OUT_OF_RANGE, NUMBER(1), U16(FLOWDP_A_PORT_PVID, 4095)),
	PORT_SET("access to VLAN 0", EINVAL, "an access port needs its VLAN, 1 to 4094",
		 NUMBER(1), U16(FLOWDP_A_PORT_PVID, 0)),
	PORT_SET("mode access alone", EINVAL, "an access port needs its VLAN, 1 to 4094",
		 NUMBER(2),
		 U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_ACCESS)),
	PORT_SET("mode none with VLAN", EINVAL,
		 "a port without VLAN mode has no VLANs; set mode access or trunk", NUMBER(2),
		 U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_NONE),
		 U16(FLOWDP_A_PORT_PVID, 5)),
	PORT_SET("VLANs of an access port", EINVAL, "an access port has one VLAN; set mode trunk",
		 NUMBER(1), VLANS(vlan_1)),
	PORT_SET("trunk of VLAN 0", ERANGE, "VLANs go from 1 to 4094",
		 NUMBER(2), VLANS(vlan_0_and_1)),
	PORT_SET("trunk of VLAN 4095", ERANGE, "VLANs go from 1 to 4094",
		 NUMBER(2), VLANS(vlan_4095)),
	PORT_SET("customer VLAN 4095", ERANGE, "VLANs go from 1 to 4094", NUMBER(2),
		 U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_DOT1Q_TUNNEL),
		 U16(FLOWDP_A_PORT_PVID, 5), VLANS(vlan_4095)),
	PORT_SET("plain trunk with a native VLAN", EINVAL,
		 "a plain trunk has no native VLAN; set mode native-tagged or native-untagged",
		 NUMBER(2), U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_TRUNK),
		 U16(FLOWDP_A_PORT_PVID, 1), VLANS(vlan_1)),
	PORT_SET("native mode alone", EINVAL, "this mode needs its native VLAN, 1 to 4094",
		 NUMBER(2), U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_NATIVE_TAGGED),
		 VLANS(vlan_1)),
	PORT_SET("native VLAN 0", EINVAL, "this mode needs its native VLAN, 1 to 4094",
		 NUMBER(2), U16(FLOWDP_A_PORT_PVID, 0)),
	PORT_SET("native VLAN outside of the trunk", EINVAL,
		 "the native VLAN is none of those of the trunk",
		 NUMBER(2), U16(FLOWDP_A_PORT_PVID, 24)),
	PORT_SET("trunk without its native VLAN", EINVAL,
		 "the native VLAN is none of those of the trunk", NUMBER(2), VLANS(vlan_1)),
	PORT_SET("tunnel alone", EINVAL, "a dot1q-tunnel port needs its service VLAN, 1 to 4094",
		 NUMBER(2), U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_DOT1Q_TUNNEL)),
	PORT_SET("tag type of an access port", EINVAL,
		 "only a trunk has a tag type; set mode trunk",
		 NUMBER(1), U8(FLOWDP_A_PORT_TAG_TYPE, FLOWDP_TAG_TYPE_SERVICE)),
	PORT_SET("tag type of a tunnel", EINVAL, "only a trunk has a tag type; set mode trunk",
		 NUMBER(2), U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_DOT1Q_TUNNEL),
		 U16(FLOWDP_A_PORT_PVID, 5), U8(FLOWDP_A_PORT_TAG_TYPE, FLOWDP_TAG_TYPE_SERVICE)),
	PORT_SET("tag type that is none", ERANGE, OUT_OF_RANGE,
		 NUMBER(2), U8(FLOWDP_A_PORT_TAG_TYPE, __FLOWDP_TAG_TYPE_MAX)),
	PORT_SET("translations of an access port", EINVAL,
		 "only a trunk translates VLANs; set mode trunk", NUMBER(1), PAIRS("\x64\0\x0a\0")),
	PORT_SET("more translations than fit", ERANGE, "binary attribute size out of range",
		 NUMBER(2), { .type = FLOWDP_A_PORT_TRANSLATIONS, .size = sizeof(many_pairs),
			      .data = many_pairs }),
	PORT_SET("translation of one VID", EINVAL,
		 "translations come as pairs of VIDs, four bytes each",
		 NUMBER(2), PAIRS("\x64\0\x14\0\x65\0")),
	PORT_SET("translation of VID 0", ERANGE, "VLANs go from 1 to 4094",
		 NUMBER(2), PAIRS("\0\0\x14\0")),
	PORT_SET("translation to VLAN 4095", ERANGE, "VLANs go from 1 to 4094",
		 NUMBER(2), PAIRS("\x64\0\xff\x0f")),
	PORT_SET("translation of 4096, to no bit of any bitmap", ERANGE, "VLANs go from 1 to 4094",
		 NUMBER(2), PAIRS("\0\x10\x14\0")),
	PORT_SET("translation to itself", EINVAL,
		 "a VLAN is translated to itself; leave that out", NUMBER(2), PAIRS("\x14\0\x14\0")),
	PORT_SET("two translations of a VID", EINVAL,
		 "a VLAN is translated twice; give each one translation",
		 NUMBER(2), PAIRS("\x64\0\x14\0\x64\0\x15\0")),
	PORT_SET("two translations to a VLAN", EINVAL,
		 "a VLAN is translated twice; give each one translation",
		 NUMBER(2), PAIRS("\x64\0\x14\0\x65\0\x14\0")),
	PORT_SET("translation to a VLAN of other ports", EINVAL,
		 "a translation leads to a VLAN that is none of those of the trunk",
		 NUMBER(2), PAIRS("\x64\0\x18\0")),
	PORT_SET("two VLANs with one VID on the wire", EINVAL,
		 "a translated VID on the wire is that of another VLAN of the trunk; translate that one too",
		 NUMBER(2), PAIRS("\x15\0\x14\0")),
	PORT_SET("priority that is none", ERANGE, OUT_OF_RANGE,
		 NUMBER(1), U8(FLOWDP_A_PORT_PCP, FLOWDP_PCP_KEEP + 1)),
	PORT_SET("isolated port in a community", EINVAL, "an isolated port is in no community",
		 NUMBER(1), U16(FLOWDP_A_PORT_COMMUNITY, 7),
		 U32(FLOWDP_A_PORT_FLAGS, FLOWDP_PORT_F_ISOLATED)),
	PORT_SET("flag that is none", EINVAL, RESERVED_BIT,
		 NUMBER(1), U32(FLOWDP_A_PORT_FLAGS, 0x40)),
	PORT_SET("flag outside of its mask", EINVAL, "flags has bits that its mask leaves out",
		 NUMBER(1), U32(FLOWDP_A_PORT_FLAGS, 3),
		 U32(FLOWDP_A_PORT_FLAGS_MASK, 1)),
	PORT_SET("mask without flags", EINVAL, "a mask of flags needs flags",
		 NUMBER(1), U32(FLOWDP_A_PORT_FLAGS_MASK, 1)),
	PORT_SET("mask that is none", EINVAL, RESERVED_BIT, NUMBER(1), U32(FLOWDP_A_PORT_FLAGS, 1),
		 U32(FLOWDP_A_PORT_FLAGS_MASK, 0xff)),
	PORT_SET("state that is none", ERANGE, OUT_OF_RANGE,
		 NUMBER(1), U8(FLOWDP_A_PORT_STATE, 4)),
	PORT_SET("drops", EINVAL, UNKNOWN_ATTRIBUTE, NUMBER(1), NEST(FLOWDP_A_PORT_DROPS)),

	PORT_DEL("no port to delete", EINVAL, "name the port by its number or by its ifindex"),
	PORT_DEL("port that is not there", ENOENT, "the switch has no such port", NUMBER(77)),
	PORT_DEL("local port", EOPNOTSUPP,
		 "the local port goes with its switch; delete the switch", NUMBER(0)),
	PORT_DEL("local port by its netdev", EOPNOTSUPP,
		 "the local port goes with its switch; delete the switch", IFINDEX(NETNS_SWITCH)),

	GROUP_NEW("no number", EINVAL, "a group needs its number", KIND),
	GROUP_NEW("no kind", EINVAL, "a group needs its kind", ID(30)),
	GROUP_NEW("kind that is none", ERANGE, OUT_OF_RANGE, ID(30), U8(FLOWDP_A_GROUP_KIND, 1)),
	GROUP_NEW("group that is there", EEXIST,
		  "the switch has a group of this number; set it instead", ID(7), KIND),
	GROUP_NEW("bucket to nowhere", ENOENT,
		  "the switch has no port of this number; add the port first", ID(30), KIND,
		  BUCKET(U32(FLOWDP_A_ACTION_OUTPUT, 9))),
	GROUP_NEW("second bucket to nowhere", ENOENT,
		  "the switch has no port of this number; add the port first", ID(30), KIND,
		  BUCKET(U32(FLOWDP_A_ACTION_OUTPUT, 1)), BUCKET(U32(FLOWDP_A_ACTION_OUTPUT, 9))),
	GROUP_NEW("bucket with a group", EOPNOTSUPP, "a bucket cannot name a group", ID(30), KIND,
		  BUCKET(U32(FLOWDP_A_ACTION_GROUP, 7))),
	GROUP_NEW("bucket with goto", EOPNOTSUPP, "goto has no place here", ID(30), KIND,
		  BUCKET(U8(FLOWDP_A_ACTION_GOTO, 1))),
	GROUP_SET("no number", EINVAL, "a group needs its number", KIND),
	GROUP_SET("group that is not there", ENOENT, "the switch has no group of this number",
		  ID(30), KIND),
	GROUP_SET("bucket to nowhere", ENOENT,
		  "the switch has no port of this number; add the port first",
		  ID(7), BUCKET(U32(FLOWDP_A_ACTION_OUTPUT, 9))),
	GROUP_DEL("no number", EINVAL, "a group needs its number"),
	GROUP_DEL("group that is not there", ENOENT, "the switch has no group of this number",
		  ID(30)),
	GROUP_DEL("group in use", EBUSY,
		  "flows or table defaults name the group; remove those first", ID(7)),
	GROUP_DEL("kind of a group to delete", EINVAL, UNKNOWN_ATTRIBUTE, ID(8), KIND),

	BIND("no classes", EINVAL, "say which classes of upcalls to bind"),
	BIND("class that is none", EINVAL, RESERVED_BIT, U32(FLOWDP_A_UPCALL_CLASSES, 8)),
	OUT("no frame", EINVAL, "the request has no frame", IN_PORT(1)),
	OUT("frame too short", ERANGE, "binary attribute size out of range", IN_PORT(1),
	    BYTES(FLOWDP_A_PACKET_DATA, "\2\0\0\0\0\2\2\0\0\0\0\1\x88")),
	OUT("frame that ends in its tag", EINVAL, "the frame ends inside of its VLAN tag",
	    IN_PORT(1),
	    BYTES(FLOWDP_A_PACKET_DATA, "\2\0\0\0\0\2\2\0\0\0\0\1\x81\0\0\1")),
	OUT("frame to nowhere", EINVAL, "say the port by which the frame is to enter", FRAME),
	OUT("port that is not there", ENOENT, "the switch has no port of this number",
	    FRAME, IN_PORT(5)),
	OUT("port that is none", ERANGE, OUT_OF_RANGE, FRAME, IN_PORT(FLOWDP_PORTS_MAX)),
	OUT("VLAN of a frame that enters", EINVAL,
	    "the port says which VLAN a frame that enters is in", FRAME, IN_PORT(1),
	    U16(FLOWDP_A_PACKET_VID, 10)),
	OUT("VLAN that is none", ERANGE, OUT_OF_RANGE,
	    FRAME, IN_PORT(1), U16(FLOWDP_A_PACKET_VID, 4095),
	    NEST(FLOWDP_A_PACKET_ACTIONS, FLAG(FLOWDP_A_ACTION_FLOOD))),
	OUT("actions with goto", EOPNOTSUPP, "goto has no place here", FRAME,
	    NEST(FLOWDP_A_PACKET_ACTIONS, U8(FLOWDP_A_ACTION_GOTO, 1))),
	OUT("actions to nowhere", ENOENT,
	    "the switch has no port of this number; add the port first", FRAME,
	    NEST(FLOWDP_A_PACKET_ACTIONS, U32(FLOWDP_A_ACTION_OUTPUT, 5))),
	OUT("class of a packet", EINVAL, UNKNOWN_ATTRIBUTE,
	    FRAME, IN_PORT(1), U8(FLOWDP_A_PACKET_CLASS, 0)),
	TRACE("no frame to trace", EINVAL, "the request has no frame", IN_PORT(1)),
	TRACE("no port to trace from", EINVAL, "say the port by which the frame is to enter",
	      FRAME),
	TRACE("port that is not there", ENOENT, "the switch has no port of this number",
	      FRAME, IN_PORT(5)),
	TRACE("trace of actions", EINVAL, UNKNOWN_ATTRIBUTE, FRAME, IN_PORT(1),
	      NEST(FLOWDP_A_PACKET_ACTIONS, FLAG(FLOWDP_A_ACTION_FLOOD))),
	{ .error = 0 }
};
