// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include "refusals.h"
#include "world.h"

#define NUMBER(value)	U32(FLOWDP_A_PORT_NUMBER, value)
#define IFINDEX(value)	U32(FLOWDP_A_PORT_IFINDEX, value)
#define ID(value)	U32(FLOWDP_A_GROUP_ID, value)
#define KIND		U8(FLOWDP_A_GROUP_KIND, FLOWDP_GROUP_ALL)
#define BUCKET(...)							\
	NEST(FLOWDP_A_GROUP_BUCKET, NEST(FLOWDP_A_BUCKET_ACTIONS, __VA_ARGS__))
#define FRAME		BYTES(FLOWDP_A_PACKET_DATA, "\2\0\0\0\0\2\2\0\0\0\0\1\x88\xb5")
#define IN_PORT(value)	U32(FLOWDP_A_PACKET_IN_PORT, value)

#define SWITCH_SET(name, error, ...) \
	{ { name, FLOWDP_CMD_SWITCH_SET, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define PORT_GET(name, error, ...) \
	{ { name, FLOWDP_CMD_PORT_GET, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define PORT_NEW(name, error, ...) \
	{ { name, FLOWDP_CMD_PORT_NEW, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define PORT_SET(name, error, ...) \
	{ { name, FLOWDP_CMD_PORT_SET, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define PORT_DEL(name, error, ...) \
	{ { name, FLOWDP_CMD_PORT_DEL, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define GROUP_NEW(name, error, ...) \
	{ { name, FLOWDP_CMD_GROUP_NEW, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define GROUP_SET(name, error, ...) \
	{ { name, FLOWDP_CMD_GROUP_SET, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define GROUP_DEL(name, error, ...) \
	{ { name, FLOWDP_CMD_GROUP_DEL, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define BIND(name, error, ...) \
	{ { name, FLOWDP_CMD_UPCALL_BIND, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define OUT(name, error, ...) \
	{ { name, FLOWDP_CMD_PACKET_OUT, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define TRACE(name, error, ...) \
	{ { name, FLOWDP_CMD_TRACE, 0, ATTRS(__VA_ARGS__), 0 }, error }
#define DUMP(name, error, command, ...) \
	{ { name, command, NLM_F_DUMP, ATTRS(__VA_ARGS__), 0 }, error }

const struct refusal refusals_of_objects[] = {
	{ { "a switch that is none", FLOWDP_CMD_SWITCH_GET, 0, NULL, WORLD_P1 }, ENODEV },
	{ { "a switch that is not there", FLOWDP_CMD_SWITCH_GET, 0, NULL, WORLD_SPARE },
	  ENODEV },
	{ { "a negative switch", FLOWDP_CMD_SWITCH_GET, 0, NULL, 0x80000000 }, ENODEV },
	{ { "a dump of one switch", FLOWDP_CMD_SWITCH_GET, NLM_F_DUMP, NULL, 0 }, EINVAL },
	{ { "flags that are not known", FLOWDP_CMD_SWITCH_GET, NLM_F_CREATE, NULL, 0 }, EINVAL },
	{ { "flags of a dump that are not known", FLOWDP_CMD_SWITCH_GET,
	    NLM_F_DUMP | NLM_F_CREATE, NULL, REQUEST_NO_SWITCH }, EINVAL },

	SWITCH_SET("fail mode", ERANGE, U8(FLOWDP_A_SWITCH_FAIL_MODE, 2)),
	SWITCH_SET("no flows", ERANGE, U32(FLOWDP_A_SWITCH_FLOWS_MAX, 0)),
	SWITCH_SET("too many flows", ERANGE,
		   U32(FLOWDP_A_SWITCH_FLOWS_MAX, FLOWDP_FLOWS_LIMIT + 1)),
	SWITCH_SET("name of a switch", EINVAL, BYTES(FLOWDP_A_SWITCH_NAME, "other\0")),
	SWITCH_SET("what only replies have", EINVAL, U32(FLOWDP_A_SWITCH_PORTS, 1)),
	SWITCH_SET("one good, one bad", ERANGE, U32(FLOWDP_A_SWITCH_UPCALL_RATE, 5),
		   U8(FLOWDP_A_SWITCH_FAIL_MODE, 9)),

	PORT_GET("no port", EINVAL),
	PORT_GET("both names of a port", EINVAL, NUMBER(1), IFINDEX(WORLD_P1)),
	PORT_GET("number that is free", ENOENT, NUMBER(5)),
	PORT_GET("number that is none", ERANGE, NUMBER(FLOWDP_PORTS_MAX)),
	PORT_GET("netdev that is no port", ENOENT, IFINDEX(WORLD_P3)),
	DUMP("dump of one port", EINVAL, FLOWDP_CMD_PORT_GET, NUMBER(1)),
	DUMP("dump of one netdev", EINVAL, FLOWDP_CMD_PORT_GET, IFINDEX(WORLD_P1)),

	PORT_NEW("no netdev", EINVAL, NUMBER(5)),
	PORT_NEW("netdev that is not there", ENODEV, IFINDEX(WORLD_SPARE)),
	PORT_NEW("netdev that is a port", EBUSY, IFINDEX(WORLD_P1)),
	PORT_NEW("the switch itself", ELOOP, IFINDEX(WORLD_SWITCH)),
	PORT_NEW("loopback", EINVAL, IFINDEX(1)),
	PORT_NEW("number in use", EEXIST, IFINDEX(WORLD_P3), NUMBER(2)),
	PORT_NEW("number of the local port", EEXIST, IFINDEX(WORLD_P3), NUMBER(0)),
	PORT_NEW("number out of range", ERANGE, IFINDEX(WORLD_P3), NUMBER(FLOWDP_PORTS_MAX)),
	PORT_NEW("name of a new port", EINVAL, IFINDEX(WORLD_P3),
		 BYTES(FLOWDP_A_PORT_NAME, "p3\0")),
	PORT_NEW("statistics", EINVAL, IFINDEX(WORLD_P3), NEST(FLOWDP_A_PORT_STATS)),
	PORT_NEW("access without VLAN", EINVAL, IFINDEX(WORLD_P3),
		 U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_ACCESS)),
	PORT_NEW("VLAN without mode", EINVAL, IFINDEX(WORLD_P3), U16(FLOWDP_A_PORT_PVID, 5)),

	PORT_SET("no port to set", EINVAL, U8(FLOWDP_A_PORT_STATE, 0)),
	PORT_SET("number that is free", ENOENT, NUMBER(5), U8(FLOWDP_A_PORT_STATE, 0)),
	PORT_SET("VLAN mode", ERANGE, NUMBER(1), U8(FLOWDP_A_PORT_VLAN_MODE, 3)),
	PORT_SET("VLAN 4095", ERANGE, NUMBER(1), U16(FLOWDP_A_PORT_PVID, 4095)),
	PORT_SET("access to VLAN 0", EINVAL, NUMBER(1), U16(FLOWDP_A_PORT_PVID, 0)),
	PORT_SET("mode access alone", EINVAL, NUMBER(2),
		 U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_ACCESS)),
	PORT_SET("mode none with VLAN", EINVAL, NUMBER(2),
		 U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_NONE),
		 U16(FLOWDP_A_PORT_PVID, 5)),
	PORT_SET("flag that is none", EINVAL, NUMBER(1), U32(FLOWDP_A_PORT_FLAGS, 0x40)),
	PORT_SET("flag outside of its mask", EINVAL, NUMBER(1), U32(FLOWDP_A_PORT_FLAGS, 3),
		 U32(FLOWDP_A_PORT_FLAGS_MASK, 1)),
	PORT_SET("mask without flags", EINVAL, NUMBER(1), U32(FLOWDP_A_PORT_FLAGS_MASK, 1)),
	PORT_SET("mask that is none", EINVAL, NUMBER(1), U32(FLOWDP_A_PORT_FLAGS, 1),
		 U32(FLOWDP_A_PORT_FLAGS_MASK, 0xff)),
	PORT_SET("state that is none", ERANGE, NUMBER(1), U8(FLOWDP_A_PORT_STATE, 4)),
	PORT_SET("drops", EINVAL, NUMBER(1), NEST(FLOWDP_A_PORT_DROPS)),

	PORT_DEL("no port to delete", EINVAL),
	PORT_DEL("port that is not there", ENOENT, NUMBER(77)),
	PORT_DEL("local port", EOPNOTSUPP, NUMBER(0)),
	PORT_DEL("local port by its netdev", EOPNOTSUPP, IFINDEX(WORLD_SWITCH)),

	GROUP_NEW("no number", EINVAL, KIND),
	GROUP_NEW("no kind", EINVAL, ID(30)),
	GROUP_NEW("kind that is none", ERANGE, ID(30), U8(FLOWDP_A_GROUP_KIND, 1)),
	GROUP_NEW("group that is there", EEXIST, ID(7), KIND),
	GROUP_NEW("bucket to nowhere", ENOENT, ID(30), KIND,
		  BUCKET(U32(FLOWDP_A_ACTION_OUTPUT, 9))),
	GROUP_NEW("second bucket to nowhere", ENOENT, ID(30), KIND,
		  BUCKET(U32(FLOWDP_A_ACTION_OUTPUT, 1)), BUCKET(U32(FLOWDP_A_ACTION_OUTPUT, 9))),
	GROUP_NEW("bucket with a group", EOPNOTSUPP, ID(30), KIND,
		  BUCKET(U32(FLOWDP_A_ACTION_GROUP, 7))),
	GROUP_NEW("bucket with goto", EOPNOTSUPP, ID(30), KIND,
		  BUCKET(U8(FLOWDP_A_ACTION_GOTO, 1))),
	GROUP_SET("no number", EINVAL, KIND),
	GROUP_SET("group that is not there", ENOENT, ID(30), KIND),
	GROUP_SET("bucket to nowhere", ENOENT, ID(7), BUCKET(U32(FLOWDP_A_ACTION_OUTPUT, 9))),
	GROUP_DEL("no number", EINVAL),
	GROUP_DEL("group that is not there", ENOENT, ID(30)),
	GROUP_DEL("group in use", EBUSY, ID(7)),
	GROUP_DEL("kind of a group to delete", EINVAL, ID(8), KIND),

	BIND("no classes", EINVAL),
	BIND("class that is none", EINVAL, U32(FLOWDP_A_UPCALL_CLASSES, 8)),
	OUT("no frame", EINVAL, IN_PORT(1)),
	OUT("frame too short", ERANGE, IN_PORT(1),
	    BYTES(FLOWDP_A_PACKET_DATA, "\2\0\0\0\0\2\2\0\0\0\0\1\x88")),
	OUT("frame that ends in its tag", EINVAL, IN_PORT(1),
	    BYTES(FLOWDP_A_PACKET_DATA, "\2\0\0\0\0\2\2\0\0\0\0\1\x81\0\0\1")),
	OUT("frame to nowhere", EINVAL, FRAME),
	OUT("port that is not there", ENOENT, FRAME, IN_PORT(5)),
	OUT("port that is none", ERANGE, FRAME, IN_PORT(FLOWDP_PORTS_MAX)),
	OUT("VLAN of a frame that enters", EINVAL, FRAME, IN_PORT(1),
	    U16(FLOWDP_A_PACKET_VID, 10)),
	OUT("VLAN that is none", ERANGE, FRAME, IN_PORT(1), U16(FLOWDP_A_PACKET_VID, 4095),
	    NEST(FLOWDP_A_PACKET_ACTIONS, FLAG(FLOWDP_A_ACTION_FLOOD))),
	OUT("actions with goto", EOPNOTSUPP, FRAME,
	    NEST(FLOWDP_A_PACKET_ACTIONS, U8(FLOWDP_A_ACTION_GOTO, 1))),
	OUT("actions to nowhere", ENOENT, FRAME,
	    NEST(FLOWDP_A_PACKET_ACTIONS, U32(FLOWDP_A_ACTION_OUTPUT, 5))),
	OUT("class of a packet", EINVAL, FRAME, IN_PORT(1), U8(FLOWDP_A_PACKET_CLASS, 0)),
	TRACE("no frame to trace", EINVAL, IN_PORT(1)),
	TRACE("no port to trace from", EINVAL, FRAME),
	TRACE("port that is not there", ENOENT, FRAME, IN_PORT(5)),
	TRACE("trace of actions", EINVAL, FRAME, IN_PORT(1),
	      NEST(FLOWDP_A_PACKET_ACTIONS, FLAG(FLOWDP_A_ACTION_FLOOD))),
	{ .error = 0 }
};
