/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * flowdp - flow-table switch: the interface between kernel and user space
 *
 * Documentation
 * =============
 *
 * A switch is a netdev of kind FLOWDP_LINK_KIND, made and deleted through
 * rtnetlink (RTM_NEWLINK, RTM_DELLINK).  Everything else is done with the
 * generic netlink family FLOWDP_GENL_NAME, version FLOWDP_GENL_VERSION.
 *
 * A patch connects two switches: a pair of netdevs of kind FLOWDP_PATCH_LINK_KIND,
 * each a port of one of them.  A frame that leaves by one end enters by the other,
 * unchanged and at once; one that would enter a fifth switch in this way is dropped
 * (FLOWDP_DROP_LOOP).  The first end is made alone, the second one with IFLA_LINK, the
 * ifindex of the first.  Both are deleted together, and neither can be moved to
 * another network namespace.
 *
 * Every command needs CAP_NET_ADMIN in the initial user namespace, dumps and
 * multicast groups included.  Switches and patches exist only in network
 * namespaces that the initial user namespace owns.
 *
 * Integers are in host byte order; be16, be32 and addresses are in network byte order.
 * Strings end with a NUL byte.  An empty FLOWDP_A_*_PAD may stand before a u64 to
 * align it.  Attributes that a command does not list are refused, and so are unknown
 * flags.
 *
 * A GSO frame counts as one packet, however many segments are made of it later.  Bytes
 * are those from the Ethernet header on, with tags and without the frame check
 * sequence.
 *
 * The first attribute of every set is the ifindex of the switch.  It is
 * required in every request, except in dumps of switches, and present in every
 * reply and event.
 *
 * Errors are reported through extended acknowledgements: NLMSGERR_ATTR_MSG is
 * a sentence that names the thing and the remedy, NLMSGERR_ATTR_OFFS points at
 * the attribute in question.  A request that fails has changed nothing.  Where
 * nothing else is said:
 *
 *    EPERM       without that capability
 *    ENODEV      no switch has this ifindex, or it is being deleted
 *    ENOENT      a port, flow or group that the request names does not exist
 *    EEXIST      what the request would add exists already
 *    ENOSPC      a limit is reached, see FLOWDP_*_MAX
 *    E2BIG       a list has too many actions, or a group too many buckets
 *    ERANGE      a value is out of range, or a binary attribute has the wrong length
 *    EINVAL      an attribute is missing, unknown, of the wrong type, or contradicts
 *                another one
 *    EOPNOTSUPP  the operation exists, but not for this object, or not in this place
 *    ENOMEM      out of memory
 *
 * A dump (NLM_F_DUMP) is marked with NLM_F_DUMP_INTR when what it lists changed
 * meanwhile; start it again then.  It comes in parts of up to 8192 bytes, or as large
 * as the largest buffer that the reader has passed to recvmsg() so far.
 *
 * FLOWDP_CMD_SWITCH_GET
 * ---------------------
 * Request, do: FLOWDP_A_SWITCH_IFINDEX.  Request, dump: nothing; lists the
 * switches of the socket's network namespace.  Reply:
 *
 *    FLOWDP_A_SWITCH_IFINDEX: u32
 *    FLOWDP_A_SWITCH_NAME: string
 *    FLOWDP_A_SWITCH_FAIL_MODE: u8, enum flowdp_fail_mode
 *    FLOWDP_A_SWITCH_FLOWS_MAX: u32
 *    FLOWDP_A_SWITCH_FLOWS: u32
 *    FLOWDP_A_SWITCH_GROUPS: u32
 *    FLOWDP_A_SWITCH_PORTS: u32
 *    FLOWDP_A_SWITCH_MASKS: u32
 *    FLOWDP_A_SWITCH_UPCALL_RATE: u32
 *    FLOWDP_A_SWITCH_UPCALL_BURST: u32
 *    FLOWDP_A_SWITCH_UPCALL_CLASSES: u32
 *    FLOWDP_A_SWITCH_CACHE_HITS: u64
 *    FLOWDP_A_SWITCH_CACHE_MISSES: u64
 *
 * FLOWDP_CMD_SWITCH_SET
 * ---------------------
 * Request: FLOWDP_A_SWITCH_IFINDEX and any of FAIL_MODE, FLOWS_MAX,
 * UPCALL_RATE, UPCALL_BURST.  What is absent stays as it is.  A FLOWS_MAX below the
 * number of flows removes none of them.
 *
 * FLOWDP_CMD_PORT_GET
 * -------------------
 * Request, do: FLOWDP_A_PORT_SWITCH and one of PORT_NUMBER and PORT_IFINDEX.
 * Request, dump: FLOWDP_A_PORT_SWITCH.  Reply:
 *
 *    FLOWDP_A_PORT_SWITCH: u32
 *    FLOWDP_A_PORT_NUMBER: u32
 *    FLOWDP_A_PORT_IFINDEX: u32
 *    FLOWDP_A_PORT_NAME: string
 *    FLOWDP_A_PORT_VLAN_MODE: u8, enum flowdp_vlan_mode
 *    FLOWDP_A_PORT_PVID: u16
 *    FLOWDP_A_PORT_VLANS: binary, FLOWDP_VLAN_BITMAP_LEN bytes
 *    FLOWDP_A_PORT_TAG_TYPE: u8, enum flowdp_tag_type
 *    FLOWDP_A_PORT_TRANSLATIONS: binary, struct flowdp_translation, by local VID
 *    FLOWDP_A_PORT_PCP: u8
 *    FLOWDP_A_PORT_COMMUNITY: u16
 *    FLOWDP_A_PORT_FLAGS: u32, FLOWDP_PORT_F_*
 *    FLOWDP_A_PORT_STATE: u8, enum flowdp_port_state
 *    FLOWDP_A_PORT_LINK_LOCAL_FORWARD: u16
 *    FLOWDP_A_PORT_LINK_LOCAL_UPCALL: u16
 *    FLOWDP_A_PORT_COOKIE: u64
 *    FLOWDP_A_PORT_STATS: nested, FLOWDP_A_STATS_*
 *    FLOWDP_A_PORT_DROPS: nested, once for each reason counted
 *        FLOWDP_A_DROP_REASON: u32, enum flowdp_drop_reason
 *        FLOWDP_A_DROP_NAME: string
 *        FLOWDP_A_DROP_RX_PACKETS: u64
 *        FLOWDP_A_DROP_TX_PACKETS: u64
 *    ...
 *
 * FLOWDP_CMD_PORT_NEW
 * -------------------
 * Puts a netdev under the switch, like "ip link set DEV master SWITCH", with
 * its settings in force before its first frame.  Request:
 * FLOWDP_A_PORT_SWITCH, FLOWDP_A_PORT_IFINDEX, and any setting of PORT_SET.
 * FLOWDP_A_PORT_NUMBER asks for a number; without it the kernel chooses one
 * that was not in use lately.  With NLM_F_ECHO the reply is the new port, as in
 * FLOWDP_CMD_PORT_EVENT.
 *
 * ENODEV if no netdev has this ifindex, EBUSY if it has a master or something else
 * takes its frames, ELOOP if it is a switch or is stacked on this one, EMLINK if
 * netdevs would be stacked too deep, EINVAL if it is no Ethernet netdev, EOPNOTSUPP if
 * it is of a kind that cannot be a port; and the errors of PORT_SET.
 *
 * FLOWDP_CMD_PORT_SET
 * -------------------
 * Request: FLOWDP_A_PORT_SWITCH, one of PORT_NUMBER and PORT_IFINDEX, and any
 * of VLAN_MODE, PVID, VLANS, TAG_TYPE, TRANSLATIONS, PCP, COMMUNITY, FLAGS with
 * FLAGS_MASK, STATE, LINK_LOCAL_FORWARD, LINK_LOCAL_UPCALL, COOKIE.  What is absent
 * stays as it is, but VLAN_MODE resets PVID, VLANS, TAG_TYPE and TRANSLATIONS where
 * they are absent.
 *
 * EINVAL if they do not go together: PVID, VLANS, TAG_TYPE or TRANSLATIONS in a mode
 * that has none, a mode that needs PVID without it, a native VLAN outside of VLANS,
 * TRANSLATIONS that are not one to one (see struct flowdp_translation), a COMMUNITY
 * and FLOWDP_PORT_F_ISOLATED.
 * ERANGE for what is no VLAN, mode, tag type or priority.
 *
 * FLOWDP_CMD_PORT_DEL
 * -------------------
 * Request: FLOWDP_A_PORT_SWITCH, one of PORT_NUMBER and PORT_IFINDEX.  The
 * local port cannot be taken out (EOPNOTSUPP).  Flows and groups that name the port
 * stay; what they would send there is dropped (FLOWDP_DROP_NO_PORT).
 *
 * FLOWDP_CMD_TABLE_GET
 * --------------------
 * Request, dump: FLOWDP_A_TABLE_SWITCH.  Reply: FLOWDP_A_TABLE_*.
 *
 * FLOWDP_CMD_TABLE_SET
 * --------------------
 * Request: FLOWDP_A_TABLE_SWITCH, FLOWDP_A_TABLE_ID and
 * FLOWDP_A_TABLE_DEFAULT, the actions of packets that match no flow of the
 * table.  A table starts with none: such a packet is dropped.  Errors of the
 * actions are those of FLOW_NEW.
 *
 * FLOWDP_CMD_FLOW_NEW
 * -------------------
 * Request:
 *
 *    FLOWDP_A_FLOW_SWITCH: u32, required
 *    FLOWDP_A_FLOW_TABLE: u8, default 0
 *    FLOWDP_A_FLOW_PRIORITY: u16, default 0; the highest wins
 *    FLOWDP_A_FLOW_KEY: nested, FLOWDP_A_FIELD_*; absent: matches every packet
 *    FLOWDP_A_FLOW_MASK: nested, FLOWDP_A_FIELD_*, each with a bit at least; a
 *        field of KEY that is absent here is matched exactly
 *    FLOWDP_A_FLOW_ACTIONS: nested, FLOWDP_A_ACTION_*, in order; absent or
 *        empty: drop
 *    FLOWDP_A_FLOW_COOKIE: u64, default 0
 *    FLOWDP_A_FLOW_IDLE_TIMEOUT: u32, seconds, default 0: none
 *    FLOWDP_A_FLOW_HARD_TIMEOUT: u32, seconds, default 0: none
 *    FLOWDP_A_FLOW_LEADER: nested; the flow with which this one is removed
 *        FLOWDP_A_FLOW_TABLE, FLOWDP_A_FLOW_PRIORITY, FLOWDP_A_FLOW_KEY,
 *        FLOWDP_A_FLOW_MASK
 *
 * A flow is identified by table, priority, key and mask.  If it exists:
 * NLM_F_EXCL fails with EEXIST; NLM_F_REPLACE replaces actions, cookie,
 * timeouts and leader and keeps the statistics; neither fails with EEXIST.
 * If it does not exist, NLM_F_CREATE is needed.
 *
 * A flow with a leader is removed when its leader is.  A leader must exist (ENOENT),
 * and cannot itself have one (ELOOP), not even in the transaction that removes the last
 * flow that it leads.
 *
 * ENOENT if ACTIONS name a port or group that does not exist, ELOOP if a goto does not
 * lead to a later table.  ENOSPC if the switch has FLOWDP_A_SWITCH_FLOWS_MAX flows,
 * the table FLOWDP_MASKS_MAX other masks, or FLOWDP_PRIORITIES_MAX flows that differ
 * in priority alone.
 *
 * Timeouts are checked once a second.
 *
 * FLOWDP_CMD_FLOW_DEL
 * -------------------
 * Request: FLOWDP_A_FLOW_SWITCH and one of
 *  - FLOWDP_A_FLOW_PRIORITY with the rest of an identity: removes that flow,
 *    ENOENT if there is none;
 *  - a filter, any of FLOWDP_A_FLOW_TABLE, FLOWDP_A_FLOW_COOKIE with
 *    FLOWDP_A_FLOW_COOKIE_MASK (u64, default all ones), FLOWDP_A_FLOW_KEY with
 *    FLOWDP_A_FLOW_MASK: removes every flow that agrees with all that is
 *    given.  A flow agrees with a key when it matches at least those bits, and
 *    with those values.
 *
 * FLOWDP_CMD_FLOW_GET
 * -------------------
 * Request, do: an identity.  Request, dump: FLOWDP_A_FLOW_SWITCH and a filter
 * as above.  Reply: the attributes of FLOW_NEW, and
 *
 *    FLOWDP_A_FLOW_PACKETS: u64
 *    FLOWDP_A_FLOW_BYTES: u64
 *    FLOWDP_A_FLOW_AGE: u64, milliseconds since it was installed
 *    FLOWDP_A_FLOW_IDLE: u64, milliseconds since it last matched; absent if never
 *
 * FLOWDP_CMD_GROUP_NEW, FLOWDP_CMD_GROUP_SET, FLOWDP_CMD_GROUP_DEL,
 * FLOWDP_CMD_GROUP_GET
 * ------------------------------------------------------------------
 *    FLOWDP_A_GROUP_SWITCH: u32, required
 *    FLOWDP_A_GROUP_ID: u32, required except in dumps
 *    FLOWDP_A_GROUP_KIND: u8, enum flowdp_group_kind, required in NEW
 *    FLOWDP_A_GROUP_BUCKET: nested, once for each bucket, in order
 *        FLOWDP_A_BUCKET_ACTIONS: nested, FLOWDP_A_ACTION_*; no goto, no group
 *    FLOWDP_A_GROUP_PACKETS: u64, in replies
 *    FLOWDP_A_GROUP_BYTES: u64, in replies
 *    FLOWDP_A_GROUP_FLOWS: u32, in replies: action lists that name it
 *
 * NEW fails with EEXIST if there is one; SET replaces all buckets; DEL fails
 * with EBUSY while a flow or a table default names the group.  GET is a dump,
 * of one group if GROUP_ID is given; a group whose buckets do not fit into one
 * message goes on in the next, which repeats SWITCH and GROUP_ID.
 *
 * FLOWDP_CMD_TRANSACTION
 * ----------------------
 * Request: FLOWDP_A_TRANSACTION_SWITCH and FLOWDP_A_TRANSACTION_OPERATION,
 * repeated: a nested attribute that holds FLOWDP_A_OPERATION_COMMAND (u8),
 * FLOWDP_A_OPERATION_FLAGS (u16, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE) and
 * FLOWDP_A_OPERATION_ATTRS, nested: the attributes of that command (without
 * the switch).  Commands: FLOW_NEW, FLOW_DEL, GROUP_NEW, GROUP_SET, GROUP_DEL,
 * TABLE_SET, PORT_SET.  They are carried out in order; when one fails, those
 * before it are undone, and NLMSGERR_ATTR_OFFS points into the one that failed.
 *
 * FLOWDP_CMD_UPCALL_BIND
 * ----------------------
 * Request: FLOWDP_A_UPCALL_SWITCH and FLOWDP_A_UPCALL_CLASSES, a mask of
 * (1 << enum flowdp_upcall_class).  From then on the asking socket receives
 * the upcalls of these classes, and of no others; 0 ends the binding.  EBUSY if
 * another socket has one of them.  The binding ends with the socket.
 *
 * FLOWDP_CMD_UPCALL
 * -----------------
 * Sent to the bound socket; one message carries many packets:
 *
 *    FLOWDP_A_UPCALL_SWITCH: u32
 *    FLOWDP_A_UPCALL_PACKET: nested, repeated
 *        FLOWDP_A_PACKET_CLASS: u8, enum flowdp_upcall_class
 *        FLOWDP_A_PACKET_IN_PORT: u32
 *        FLOWDP_A_PACKET_VID: u16
 *        FLOWDP_A_PACKET_TABLE: u8, where the action stood; absent for PROTOCOL
 *        FLOWDP_A_PACKET_USERDATA: u64, of the action; absent for PROTOCOL
 *        FLOWDP_A_PACKET_LENGTH: u32, bytes of the frame on the wire
 *        FLOWDP_A_PACKET_DATA: binary, its first bytes, from the Ethernet
 *            header on, tags that are still in the frame included
 *
 * FLOWDP_A_SWITCH_UPCALL_RATE and _BURST limit LEARN and ACTION, each by itself (burst
 * 0: none is sent); PROTOCOL has a limit of its own, 200 a second of each port, 64 at
 * once.  Packets over the limit are not copied (FLOWDP_A_STATS_UPCALLS_LIMITED).
 *
 * While the socket is full, copies wait, up to 128 KiB of each port and class; then no
 * more are made (FLOWDP_A_STATS_UPCALLS_FULL).  Those that wait are lost only if the
 * socket is closed (FLOWDP_A_STATS_UPCALLS_LOST).
 *
 * LEARN upcalls about one station (IN_PORT, VID and source address) are sent once a
 * second at most (FLOWDP_A_STATS_UPCALLS_REPEATED).  The next one is sent without
 * delay if meanwhile something in the switch was removed or set, a socket was bound,
 * or an upcall was lost.  Those with USERDATA are about more than the station, and are
 * always sent.
 *
 * FLOWDP_CMD_PACKET_OUT
 * ---------------------
 * Request: FLOWDP_A_PACKET_SWITCH, FLOWDP_A_PACKET_DATA, a whole frame from
 * the Ethernet header on, and either
 *  - FLOWDP_A_PACKET_ACTIONS, nested, no goto; FLOWDP_A_PACKET_VID and
 *    FLOWDP_A_PACKET_IN_PORT (default: none) say what the actions see; or
 *  - FLOWDP_A_PACKET_IN_PORT alone: the frame enters the switch as if that
 *    port had received it.
 *
 * FLOWDP_CMD_TRACE
 * ----------------
 * Request: as PACKET_OUT with FLOWDP_A_PACKET_IN_PORT alone.  The frame goes
 * through the real stages, but nothing is sent, queued or counted.  Reply:
 *
 *    FLOWDP_A_TRACE_SWITCH: u32
 *    FLOWDP_A_TRACE_STEP: nested, repeated, in order
 *        FLOWDP_A_STEP_KIND: u8, enum flowdp_step
 *        and FLOWDP_A_STEP_*, the attributes of that kind of step
 *    FLOWDP_A_TRACE_TRUNCATED: flag, if there were more steps than fit
 *
 * Events
 * ------
 * Group FLOWDP_MCGRP_SWITCH: FLOWDP_CMD_SWITCH_EVENT (a switch is new or was
 * changed: the reply of SWITCH_GET), FLOWDP_CMD_SWITCH_GONE
 * (FLOWDP_A_SWITCH_IFINDEX), FLOWDP_CMD_PORT_EVENT (a port is new or was
 * changed: the reply of PORT_GET without statistics), FLOWDP_CMD_PORT_GONE
 * (FLOWDP_A_PORT_SWITCH, NUMBER, IFINDEX, NAME).
 *
 * Group FLOWDP_MCGRP_FLOW: FLOWDP_CMD_FLOW_REMOVED: the reply of FLOW_GET and
 * FLOWDP_A_FLOW_REMOVED (u8, enum flowdp_removed).  Replacing a flow raises no event.
 */

#ifndef _UAPI_LINUX_FLOWDP_H
#define _UAPI_LINUX_FLOWDP_H

#include <linux/types.h>

#define FLOWDP_LINK_KIND	"flowdp"
#define FLOWDP_PATCH_LINK_KIND	"flowdp-patch"
#define FLOWDP_GENL_NAME	"flowdp"
#define FLOWDP_GENL_VERSION	1
#define FLOWDP_MCGRP_SWITCH	"switch"
#define FLOWDP_MCGRP_FLOW	"flow"

/* Limits, each a cap on what can be created. */
#define FLOWDP_PORTS_MAX	4096	/* port numbers 0 to 4095 */
#define FLOWDP_TABLES_MAX	16	/* table numbers 0 to 15 */
#define FLOWDP_MASKS_MAX	1024	/* masks in one table */
#define FLOWDP_PRIORITIES_MAX	64	/* flows of one table that have the same match */
#define FLOWDP_FLOWS_DEFAULT	1048576	/* default of FLOWDP_A_SWITCH_FLOWS_MAX */
#define FLOWDP_FLOWS_LIMIT	16777216	/* the highest it can be set to */
#define FLOWDP_TRANSLATIONS_MAX	256	/* of VLANs by one port */
#define FLOWDP_GROUPS_MAX	65536	/* groups in one switch */
#define FLOWDP_BUCKETS_MAX	4096	/* buckets in one group */
#define FLOWDP_ACTIONS_MAX	64	/* actions in one list */
#define FLOWDP_TIMEOUT_MAX	8388607	/* seconds, about 97 days */
#define FLOWDP_PACKET_MIN	14	/* bytes of FLOWDP_A_PACKET_DATA */
#define FLOWDP_PACKET_MAX	65000
#define FLOWDP_UPCALL_BYTES_DEFAULT	1518	/* of a frame that an upcall carries */
#define FLOWDP_UPCALL_BYTES_MAX		9216

/* The switch's own netdev is this port. */
#define FLOWDP_PORT_LOCAL	0

/* VLAN identifiers are 1 to 4094 (IEEE 802.1Q-2022, table 9-2). */
#define FLOWDP_VID_NONE		0	/* no VLAN: the frame of a port without VLAN mode */
#define FLOWDP_VID_MAX		4094
#define FLOWDP_VLAN_BITMAP_LEN	512	/* VID v is bit v % 8 of byte v / 8 */

enum flowdp_command {
	FLOWDP_CMD_UNSPEC,
	FLOWDP_CMD_SWITCH_GET,
	FLOWDP_CMD_SWITCH_SET,
	FLOWDP_CMD_SWITCH_EVENT,
	FLOWDP_CMD_SWITCH_GONE,
	FLOWDP_CMD_PORT_GET,
	FLOWDP_CMD_PORT_NEW,
	FLOWDP_CMD_PORT_SET,
	FLOWDP_CMD_PORT_DEL,
	FLOWDP_CMD_PORT_EVENT,
	FLOWDP_CMD_PORT_GONE,
	FLOWDP_CMD_TABLE_GET,
	FLOWDP_CMD_TABLE_SET,
	FLOWDP_CMD_FLOW_GET,
	FLOWDP_CMD_FLOW_NEW,
	FLOWDP_CMD_FLOW_DEL,
	FLOWDP_CMD_FLOW_REMOVED,
	FLOWDP_CMD_GROUP_GET,
	FLOWDP_CMD_GROUP_NEW,
	FLOWDP_CMD_GROUP_SET,
	FLOWDP_CMD_GROUP_DEL,
	FLOWDP_CMD_TRANSACTION,
	FLOWDP_CMD_UPCALL_BIND,
	FLOWDP_CMD_UPCALL,
	FLOWDP_CMD_PACKET_OUT,
	FLOWDP_CMD_TRACE,

	__FLOWDP_CMD_MAX
};

#define FLOWDP_CMD_MAX (__FLOWDP_CMD_MAX - 1)

/* What becomes of a frame that needs the daemon while no socket is bound. */
enum flowdp_fail_mode {
	FLOWDP_FAIL_FORWARD,	/* the upcall is left out, the other actions go on */
	FLOWDP_FAIL_DROP,	/* the frame is dropped (FLOWDP_DROP_NO_DAEMON) */

	__FLOWDP_FAIL_MODE_MAX
};

/* Attributes of a switch. */
enum flowdp_switch_attr {
	FLOWDP_A_SWITCH_UNSPEC,
	FLOWDP_A_SWITCH_IFINDEX,	/* u32 */
	FLOWDP_A_SWITCH_NAME,		/* string; only in replies */
	FLOWDP_A_SWITCH_FAIL_MODE,	/* u8, enum flowdp_fail_mode; default FORWARD */
	FLOWDP_A_SWITCH_FLOWS_MAX,	/* u32, 1 to FLOWDP_FLOWS_LIMIT, default _DEFAULT */
	FLOWDP_A_SWITCH_FLOWS,		/* u32, flows installed; only in replies */
	FLOWDP_A_SWITCH_GROUPS,		/* u32, groups; only in replies */
	FLOWDP_A_SWITCH_PORTS,		/* u32, ports, the local one included; only in replies */
	FLOWDP_A_SWITCH_MASKS,		/* u32, masks of all tables; only in replies */
	FLOWDP_A_SWITCH_UPCALL_RATE,	/* u32, a second, of each port and class; default 1000 */
	FLOWDP_A_SWITCH_UPCALL_BURST,	/* u32, at once, of each port and class; default 256 */
	FLOWDP_A_SWITCH_UPCALL_CLASSES,	/* u32, bit n: class n has a socket; only in replies */
	FLOWDP_A_SWITCH_CACHE_HITS,	/* u64, packets whose path was known; only in replies */
	FLOWDP_A_SWITCH_CACHE_MISSES,	/* u64, packets that walked the tables; only in replies */
	FLOWDP_A_SWITCH_PAD,

	__FLOWDP_A_SWITCH_MAX
};

#define FLOWDP_A_SWITCH_MAX (__FLOWDP_A_SWITCH_MAX - 1)

/*
 * How a port treats tags (IEEE 802.1Q-2022, 6.9 and 8.6).  A tag with VID 0 only
 * carries a priority: in every mode but NONE such a frame is untagged, and if
 * there is another tag behind it, refused.
 *
 * The three kinds of trunk carry VLANS, in tags of TAG_TYPE; they differ in the
 * VLAN PVID, which is one of VLANS: TRUNK has none and refuses untagged frames.
 *
 * DOT1Q_TUNNEL is a port to a customer (15.3): all its frames are in the service
 * VLAN PVID, whose tag they have only on other ports, while the customer's own
 * tags are payload.  If VLANS are not all, they are the customer VLANs that may
 * enter and leave, and untagged frames may not.
 */
enum flowdp_vlan_mode {
	FLOWDP_VLAN_MODE_NONE,		/* tags are payload; VID is FLOWDP_VID_NONE */
	FLOWDP_VLAN_MODE_ACCESS,	/* untagged frames of VLAN PVID only */
	FLOWDP_VLAN_MODE_TRUNK,		/* tagged frames of VLANS only */
	FLOWDP_VLAN_MODE_NATIVE_TAGGED,	/* untagged ones are of PVID, but leave tagged */
	FLOWDP_VLAN_MODE_NATIVE_UNTAGGED, /* untagged ones are of PVID, which leaves untagged */
	FLOWDP_VLAN_MODE_DOT1Q_TUNNEL,	/* service VLAN PVID around customer VLANs */

	__FLOWDP_VLAN_MODE_MAX
};

/* The tags that a trunk sends and accepts (IEEE 802.1Q-2022, table 9-1); it refuses others. */
enum flowdp_tag_type {
	FLOWDP_TAG_TYPE_CUSTOMER,	/* C-TAG, 0x8100 */
	FLOWDP_TAG_TYPE_SERVICE,	/* S-TAG, 0x88a8: towards a provider's network (802.1ad) */

	__FLOWDP_TAG_TYPE_MAX
};

/*
 * A VLAN that has another VID in a trunk's tags than in the switch (IEEE 802.1Q-2022,
 * 6.9: VID translation table, and its inverse on the way out).
 * FLOWDP_A_PORT_TRANSLATIONS is an array of these, empty for none; all other VLANs
 * keep their VID.  A VID is at most once on each side.  Each RELAY_VID is one of
 * VLANS; a LOCAL_VID that is one, too, has to be the RELAY_VID of another translation.
 * PVID is a VID in the switch.  VIDs are in host byte order.
 */
struct flowdp_translation {
	__u16 local_vid;	/* in tags, 1 to FLOWDP_VID_MAX */
	__u16 relay_vid;	/* in the switch, another one of these */
};

/*
 * FLOWDP_A_PORT_PCP is the priority code point of all frames that enter (IEEE
 * 802.1Q-2022, 6.9.4).  With this value it is that of their tag, or 0 without a tag.
 */
#define FLOWDP_PCP_KEEP		8

/*
 * Flags of a port.  In a private VLAN (RFC 5517), what enters by a port that is
 * isolated or in a community leaves by no isolated port, and by none that is in
 * another community; ports that are neither are promiscuous.
 */
#define FLOWDP_PORT_F_LEARNING		(1U << 0)	/* new sources raise upcalls; default on */
#define FLOWDP_PORT_F_FLOOD_UNICAST	(1U << 1)	/* gets flooded unicast; default on */
#define FLOWDP_PORT_F_FLOOD_MULTICAST	(1U << 2)	/* gets flooded multicast; default on */
#define FLOWDP_PORT_F_FLOOD_BROADCAST	(1U << 3)	/* gets broadcast; default on */
#define FLOWDP_PORT_F_ISOLATED		(1U << 4)	/* apart from all but promiscuous ports */
#define FLOWDP_PORT_F_HAIRPIN		(1U << 5)	/* frames may leave where they came in */
#define FLOWDP_PORT_F_ALL		0x3fU

/* Spanning-tree states (IEEE 802.1Q-2022, 8.4). */
enum flowdp_port_state {
	FLOWDP_PORT_STATE_DISABLED,	/* nothing enters or leaves */
	FLOWDP_PORT_STATE_BLOCKING,	/* only link-local frames enter */
	FLOWDP_PORT_STATE_LEARNING,	/* as blocking, but sources are learned */
	FLOWDP_PORT_STATE_FORWARDING,	/* the default */

	__FLOWDP_PORT_STATE_MAX
};

/* Attributes of a port. */
enum flowdp_port_attr {
	FLOWDP_A_PORT_UNSPEC,
	FLOWDP_A_PORT_SWITCH,		/* u32, ifindex */
	FLOWDP_A_PORT_NUMBER,		/* u32, 0 to FLOWDP_PORTS_MAX - 1 */
	FLOWDP_A_PORT_IFINDEX,		/* u32, of the port's netdev */
	FLOWDP_A_PORT_NAME,		/* string, of the port's netdev; only in replies */
	FLOWDP_A_PORT_VLAN_MODE,	/* u8, enum flowdp_vlan_mode; default NONE */
	FLOWDP_A_PORT_PVID,		/* u16; see enum flowdp_vlan_mode; 0: none */
	FLOWDP_A_PORT_VLANS,		/* bitmap; default none, but all of DOT1Q_TUNNEL */
	FLOWDP_A_PORT_TAG_TYPE,		/* u8, enum flowdp_tag_type; default CUSTOMER */
	FLOWDP_A_PORT_TRANSLATIONS,	/* binary, struct flowdp_translation[]; of trunks */
	FLOWDP_A_PORT_PCP,		/* u8, 0 to 7, of what enters; default FLOWDP_PCP_KEEP */
	FLOWDP_A_PORT_COMMUNITY,	/* u16, in a private VLAN; default 0: none */
	FLOWDP_A_PORT_FLAGS,		/* u32, FLOWDP_PORT_F_* */
	FLOWDP_A_PORT_FLAGS_MASK,	/* u32, flags to change, default all; in requests */
	FLOWDP_A_PORT_STATE,		/* u8, enum flowdp_port_state; default FORWARDING */
	FLOWDP_A_PORT_LINK_LOCAL_FORWARD, /* u16, bit n: forwards 01-80-c2-00-00-0n; default 0 */
	FLOWDP_A_PORT_LINK_LOCAL_UPCALL, /* u16, bit n: asks the daemon about it; default 0 */
	FLOWDP_A_PORT_COOKIE,		/* u64, means nothing to the kernel; default 0 */
	FLOWDP_A_PORT_STATS,		/* nested, FLOWDP_A_STATS_*; only in replies */
	FLOWDP_A_PORT_DROPS,		/* nested, FLOWDP_A_DROP_*, repeated; only in replies */
	FLOWDP_A_PORT_PAD,

	__FLOWDP_A_PORT_MAX
};

#define FLOWDP_A_PORT_MAX (__FLOWDP_A_PORT_MAX - 1)

/*
 * Statistics of a port, each u64.  Every frame that entered has one fate:
 * RX_PACKETS = FORWARDED + CONSUMED + the sum of all FLOWDP_A_DROP_RX_PACKETS.
 */
enum flowdp_stats_attr {
	FLOWDP_A_STATS_UNSPEC,
	FLOWDP_A_STATS_RX_PACKETS,	/* frames that entered the switch here */
	FLOWDP_A_STATS_RX_BYTES,	/* from the Ethernet header on, tags included */
	FLOWDP_A_STATS_TX_PACKETS,	/* frames given to the netdev */
	FLOWDP_A_STATS_TX_BYTES,
	FLOWDP_A_STATS_FORWARDED,	/* of RX_PACKETS: left by at least one port */
	FLOWDP_A_STATS_CONSUMED,	/* of RX_PACKETS: taken by the host or the daemon */
	FLOWDP_A_STATS_UPCALLS,		/* upcalls queued */
	FLOWDP_A_STATS_UPCALLS_LIMITED,	/* left out: over the rate */
	FLOWDP_A_STATS_UPCALLS_FULL,	/* left out: the queue was full, or no memory */
	FLOWDP_A_STATS_UPCALLS_LOST,	/* of UPCALLS: the socket was closed before */
	FLOWDP_A_STATS_UPCALLS_UNBOUND,	/* left out: no socket was bound */
	FLOWDP_A_STATS_UPCALLS_REPEATED, /* left out: about the same station, a moment ago */
	FLOWDP_A_STATS_PAD,

	__FLOWDP_A_STATS_MAX
};

#define FLOWDP_A_STATS_MAX (__FLOWDP_A_STATS_MAX - 1)

/* Why a frame, or the copy of it meant for one port, was dropped. */
enum flowdp_drop_reason {
	FLOWDP_DROP_NONE,
	FLOWDP_DROP_RUNT,		/* shorter than an Ethernet header */
	FLOWDP_DROP_BAD_SOURCE,		/* source address zero or multicast */
	FLOWDP_DROP_LINK_LOCAL,		/* 01-80-c2-00-00-0x from the host, not to be forwarded */
	FLOWDP_DROP_INGRESS_STATE,	/* the port it came from is not forwarding, or dormant */
	FLOWDP_DROP_INGRESS_TAGGED,	/* a tag not of the port's type, or behind a priority tag */
	FLOWDP_DROP_INGRESS_UNTAGGED,	/* untagged, and the port takes tagged frames only */
	FLOWDP_DROP_INGRESS_VLAN,	/* the port is no member of the tag's VLAN */
	FLOWDP_DROP_NO_MATCH,		/* no flow, and the table has no default */
	FLOWDP_DROP_POLICY,		/* the actions say drop, or say nothing */
	FLOWDP_DROP_NO_OUTPUT,		/* flood or group found no port to send to */
	FLOWDP_DROP_NO_DAEMON,		/* needs the daemon, none bound, fail mode drop */
	FLOWDP_DROP_ACTION_FAILED,	/* an action does not apply to this packet */
	FLOWDP_DROP_NO_PORT,		/* the output port is not there */
	FLOWDP_DROP_SAME_PORT,		/* would leave by the port it came from */
	FLOWDP_DROP_ISOLATED,		/* from an isolated port or a community, to another */
	FLOWDP_DROP_EGRESS_STATE,	/* the output port is not forwarding */
	FLOWDP_DROP_EGRESS_VLAN,	/* not a member, or an inner tag would come first */
	FLOWDP_DROP_EGRESS_DOWN,	/* the output netdev is down, dormant or has no carrier */
	FLOWDP_DROP_EGRESS_MTU,		/* longer than the output netdev takes */
	FLOWDP_DROP_EGRESS_DEVICE,	/* the output netdev, its qdisc or the host refused it */
	FLOWDP_DROP_NO_MEMORY,
	FLOWDP_DROP_LOOP,		/* passed through too many switches in one go */

	__FLOWDP_DROP_MAX
};

#define FLOWDP_DROP_MAX (__FLOWDP_DROP_MAX - 1)

/* Attributes of a drop counter. */
enum flowdp_drop_attr {
	FLOWDP_A_DROP_UNSPEC,
	FLOWDP_A_DROP_REASON,		/* u32, enum flowdp_drop_reason */
	FLOWDP_A_DROP_NAME,		/* string, the reason's name: "ingress-vlan" */
	FLOWDP_A_DROP_RX_PACKETS,	/* u64, frames that entered here and met this fate */
	FLOWDP_A_DROP_TX_PACKETS,	/* u64, copies that were to leave here */
	FLOWDP_A_DROP_PAD,

	__FLOWDP_A_DROP_MAX
};

#define FLOWDP_A_DROP_MAX (__FLOWDP_A_DROP_MAX - 1)

/* Attributes of a table. */
enum flowdp_table_attr {
	FLOWDP_A_TABLE_UNSPEC,
	FLOWDP_A_TABLE_SWITCH,		/* u32, ifindex */
	FLOWDP_A_TABLE_ID,		/* u8, 0 to FLOWDP_TABLES_MAX - 1 */
	FLOWDP_A_TABLE_DEFAULT,		/* nested, FLOWDP_A_ACTION_* */
	FLOWDP_A_TABLE_FLOWS,		/* u32, flows in it; only in replies */
	FLOWDP_A_TABLE_MASKS,		/* u32, different masks of these; only in replies */
	FLOWDP_A_TABLE_DEFAULT_PACKETS,	/* u64, that met it since it was set; only in replies */
	FLOWDP_A_TABLE_DEFAULT_BYTES,	/* u64; only in replies */
	FLOWDP_A_TABLE_PAD,

	__FLOWDP_A_TABLE_MAX
};

#define FLOWDP_A_TABLE_MAX (__FLOWDP_A_TABLE_MAX - 1)

/* Values of FLOWDP_A_FIELD_IP_FRAG (RFC 791, 3.1; RFC 8200, 4.5). */
enum flowdp_ip_frag {
	FLOWDP_IP_FRAG_NONE,	/* not a fragment */
	FLOWDP_IP_FRAG_FIRST,	/* the fragment with offset 0 */
	FLOWDP_IP_FRAG_LATER,	/* any other; has no L4 header to match */

	__FLOWDP_IP_FRAG_MAX
};

/*
 * Packet fields, as keys, as masks (same length, a bit set is a bit compared)
 * and as what a set action writes.  "needs": the field may only be used
 * together with an exact match on these.  A field of a header that the packet
 * does not have in full never matches, whatever its value.
 */
enum flowdp_field_attr {
	FLOWDP_A_FIELD_UNSPEC,
	FLOWDP_A_FIELD_IN_PORT,		/* u32, port number */
	FLOWDP_A_FIELD_VID,		/* u16, the VLAN that ingress gave the frame; settable */
	FLOWDP_A_FIELD_PCP,		/* u8, 0 to 7, its priority code point; settable */
	FLOWDP_A_FIELD_ETH_DST,		/* 6 bytes; settable */
	FLOWDP_A_FIELD_ETH_SRC,		/* 6 bytes; settable */
	FLOWDP_A_FIELD_ETH_TYPE,	/* be16, behind the tags; of 802.3 frames SNAP's, or 0 */
	FLOWDP_A_FIELD_VLAN_TPID,	/* be16, of the first tag still in the frame; 0: none */
	FLOWDP_A_FIELD_VLAN_TCI,	/* be16; settable */
	FLOWDP_A_FIELD_INNER_VLAN_TPID,	/* be16, of the second tag in the frame; 0: none */
	FLOWDP_A_FIELD_INNER_VLAN_TCI,	/* be16 */
	FLOWDP_A_FIELD_IP_PROTO,	/* u8, behind extension headers; needs ETH_TYPE IPv4 or 6 */
	FLOWDP_A_FIELD_IP_TOS,		/* u8, DSCP and ECN; needs as IP_PROTO; settable */
	FLOWDP_A_FIELD_IP_TTL,		/* u8, or hop limit; needs as IP_PROTO; settable */
	FLOWDP_A_FIELD_IP_FRAG,		/* u8, enum flowdp_ip_frag; needs as IP_PROTO */
	FLOWDP_A_FIELD_IPV4_SRC,	/* be32; needs ETH_TYPE IPv4; settable */
	FLOWDP_A_FIELD_IPV4_DST,	/* be32; needs ETH_TYPE IPv4; settable */
	FLOWDP_A_FIELD_IPV6_SRC,	/* 16 bytes; needs ETH_TYPE IPv6; settable */
	FLOWDP_A_FIELD_IPV6_DST,	/* 16 bytes; needs ETH_TYPE IPv6; settable */
	FLOWDP_A_FIELD_IPV6_LABEL,	/* be32, 20 bits; needs ETH_TYPE IPv6; settable */
	FLOWDP_A_FIELD_TP_SRC,		/* be16; needs IP_PROTO TCP, UDP or SCTP; settable */
	FLOWDP_A_FIELD_TP_DST,		/* be16; needs IP_PROTO TCP, UDP or SCTP; settable */
	FLOWDP_A_FIELD_TCP_FLAGS,	/* be16, 12 bits; needs IP_PROTO TCP */
	FLOWDP_A_FIELD_ICMP_TYPE,	/* u8; needs IP_PROTO ICMP or ICMPv6 */
	FLOWDP_A_FIELD_ICMP_CODE,	/* u8; needs IP_PROTO ICMP or ICMPv6 */
	FLOWDP_A_FIELD_ARP_OP,		/* be16; needs ETH_TYPE ARP */
	FLOWDP_A_FIELD_ARP_SPA,		/* be32; needs ETH_TYPE ARP; settable */
	FLOWDP_A_FIELD_ARP_TPA,		/* be32; needs ETH_TYPE ARP; settable */
	FLOWDP_A_FIELD_ARP_SHA,		/* 6 bytes; needs ETH_TYPE ARP; settable */
	FLOWDP_A_FIELD_ARP_THA,		/* 6 bytes; needs ETH_TYPE ARP; settable */
	FLOWDP_A_FIELD_ND_TARGET,	/* 16 bytes; needs ICMP_TYPE 135 or 136; settable */
	FLOWDP_A_FIELD_ND_SLL,		/* 6 bytes, source link-layer option; needs ICMP_TYPE 135 */
	FLOWDP_A_FIELD_ND_TLL,		/* 6 bytes, target link-layer option; needs ICMP_TYPE 136 */
	FLOWDP_A_FIELD_MALFORMED,	/* u8, 1: a header is cut short, wrong or too deep */

	__FLOWDP_A_FIELD_MAX
};

#define FLOWDP_A_FIELD_MAX (__FLOWDP_A_FIELD_MAX - 1)

/* Actions, carried out in the order given. */
enum flowdp_action_attr {
	FLOWDP_A_ACTION_UNSPEC,
	FLOWDP_A_ACTION_OUTPUT,		/* u32, port number */
	FLOWDP_A_ACTION_GROUP,		/* u32, group id */
	FLOWDP_A_ACTION_FLOOD,		/* flag: to the VLAN's ports, by FLOWDP_PORT_F_FLOOD_* */
	FLOWDP_A_ACTION_DROP,		/* flag: drops the packet; must be the only action */
	FLOWDP_A_ACTION_PUSH_VLAN,	/* nested, FLOWDP_A_PUSH_*: a new first tag in the frame */
	FLOWDP_A_ACTION_POP_VLAN,	/* flag: removes the first tag in the frame */
	FLOWDP_A_ACTION_SET,		/* nested, FLOWDP_A_SET_*: writes a field or bits of it */
	FLOWDP_A_ACTION_UPCALL,		/* nested, FLOWDP_A_UPCALL_ACTION_* */
	FLOWDP_A_ACTION_GOTO,		/* u8, a later table; must be the last action */

	__FLOWDP_A_ACTION_MAX
};

#define FLOWDP_A_ACTION_MAX (__FLOWDP_A_ACTION_MAX - 1)

enum flowdp_push_attr {
	FLOWDP_A_PUSH_UNSPEC,
	FLOWDP_A_PUSH_TPID,		/* be16, 0x8100 or 0x88a8; required */
	FLOWDP_A_PUSH_TCI,		/* be16; default 0 */

	__FLOWDP_A_PUSH_MAX
};

#define FLOWDP_A_PUSH_MAX (__FLOWDP_A_PUSH_MAX - 1)

enum flowdp_set_attr {
	FLOWDP_A_SET_UNSPEC,
	FLOWDP_A_SET_KEY,		/* nested, one settable FLOWDP_A_FIELD_*; required */
	FLOWDP_A_SET_MASK,		/* nested, the same field: the bits to write; default all */

	__FLOWDP_A_SET_MAX
};

#define FLOWDP_A_SET_MAX (__FLOWDP_A_SET_MAX - 1)

/* Why the daemon is asked. */
enum flowdp_upcall_class {
	FLOWDP_UPCALL_LEARN,	/* a source not known on that port; needs FLOWDP_PORT_F_LEARNING */
	FLOWDP_UPCALL_ACTION,	/* a rule says so */
	FLOWDP_UPCALL_PROTOCOL,	/* a link-local frame, see FLOWDP_A_PORT_LINK_LOCAL_UPCALL */

	__FLOWDP_UPCALL_MAX
};

enum flowdp_upcall_action_attr {
	FLOWDP_A_UPCALL_ACTION_UNSPEC,
	FLOWDP_A_UPCALL_ACTION_CLASS,	/* u8, LEARN or ACTION; default ACTION */
	FLOWDP_A_UPCALL_ACTION_USERDATA, /* u64, handed back; default 0 */
	FLOWDP_A_UPCALL_ACTION_BYTES,	/* u32, 14 to FLOWDP_UPCALL_BYTES_MAX; default _DEFAULT */
	FLOWDP_A_UPCALL_ACTION_PAD,

	__FLOWDP_A_UPCALL_ACTION_MAX
};

#define FLOWDP_A_UPCALL_ACTION_MAX (__FLOWDP_A_UPCALL_ACTION_MAX - 1)

/* Why a flow was removed. */
enum flowdp_removed {
	FLOWDP_REMOVED_DELETED,		/* FLOWDP_CMD_FLOW_DEL */
	FLOWDP_REMOVED_IDLE,		/* idle timeout */
	FLOWDP_REMOVED_HARD,		/* hard timeout */
	FLOWDP_REMOVED_LEADER,		/* its leader was removed */
};

/* Attributes of a flow. */
enum flowdp_flow_attr {
	FLOWDP_A_FLOW_UNSPEC,
	FLOWDP_A_FLOW_SWITCH,		/* u32, ifindex */
	FLOWDP_A_FLOW_TABLE,		/* u8, 0 to FLOWDP_TABLES_MAX - 1 */
	FLOWDP_A_FLOW_PRIORITY,		/* u16 */
	FLOWDP_A_FLOW_KEY,		/* nested, FLOWDP_A_FIELD_* */
	FLOWDP_A_FLOW_MASK,		/* nested, FLOWDP_A_FIELD_* */
	FLOWDP_A_FLOW_ACTIONS,		/* nested, FLOWDP_A_ACTION_* */
	FLOWDP_A_FLOW_COOKIE,		/* u64 */
	FLOWDP_A_FLOW_COOKIE_MASK,	/* u64; only in filters */
	FLOWDP_A_FLOW_IDLE_TIMEOUT,	/* u32, seconds, up to FLOWDP_TIMEOUT_MAX */
	FLOWDP_A_FLOW_HARD_TIMEOUT,	/* u32, seconds, up to FLOWDP_TIMEOUT_MAX */
	FLOWDP_A_FLOW_LEADER,		/* nested, an identity */
	FLOWDP_A_FLOW_PACKETS,		/* u64; only in replies */
	FLOWDP_A_FLOW_BYTES,		/* u64; only in replies */
	FLOWDP_A_FLOW_AGE,		/* u64, milliseconds; only in replies */
	FLOWDP_A_FLOW_IDLE,		/* u64, milliseconds; only in replies */
	FLOWDP_A_FLOW_REMOVED,		/* u8, enum flowdp_removed; only in events */
	FLOWDP_A_FLOW_PAD,

	__FLOWDP_A_FLOW_MAX
};

#define FLOWDP_A_FLOW_MAX (__FLOWDP_A_FLOW_MAX - 1)

enum flowdp_group_kind {
	FLOWDP_GROUP_ALL,	/* a copy of the packet through each bucket */

	__FLOWDP_GROUP_KIND_MAX
};

/* Attributes of a group. */
enum flowdp_group_attr {
	FLOWDP_A_GROUP_UNSPEC,
	FLOWDP_A_GROUP_SWITCH,		/* u32, ifindex */
	FLOWDP_A_GROUP_ID,		/* u32 */
	FLOWDP_A_GROUP_KIND,		/* u8, enum flowdp_group_kind */
	FLOWDP_A_GROUP_BUCKET,		/* nested, FLOWDP_A_BUCKET_*, repeated */
	FLOWDP_A_GROUP_PACKETS,		/* u64; only in replies */
	FLOWDP_A_GROUP_BYTES,		/* u64; only in replies */
	FLOWDP_A_GROUP_FLOWS,		/* u32; only in replies */
	FLOWDP_A_GROUP_PAD,

	__FLOWDP_A_GROUP_MAX
};

#define FLOWDP_A_GROUP_MAX (__FLOWDP_A_GROUP_MAX - 1)

enum flowdp_bucket_attr {
	FLOWDP_A_BUCKET_UNSPEC,
	FLOWDP_A_BUCKET_ACTIONS,	/* nested, FLOWDP_A_ACTION_* */

	__FLOWDP_A_BUCKET_MAX
};

#define FLOWDP_A_BUCKET_MAX (__FLOWDP_A_BUCKET_MAX - 1)

/* Attributes of a transaction. */
enum flowdp_transaction_attr {
	FLOWDP_A_TRANSACTION_UNSPEC,
	FLOWDP_A_TRANSACTION_SWITCH,	/* u32, ifindex */
	FLOWDP_A_TRANSACTION_OPERATION,	/* nested, FLOWDP_A_OPERATION_*, repeated */

	__FLOWDP_A_TRANSACTION_MAX
};

#define FLOWDP_A_TRANSACTION_MAX (__FLOWDP_A_TRANSACTION_MAX - 1)

enum flowdp_operation_attr {
	FLOWDP_A_OPERATION_UNSPEC,
	FLOWDP_A_OPERATION_COMMAND,	/* u8, enum flowdp_command; required */
	FLOWDP_A_OPERATION_FLAGS,	/* u16, NLM_F_*; default 0 */
	FLOWDP_A_OPERATION_ATTRS,	/* nested, the command's attributes; required */

	__FLOWDP_A_OPERATION_MAX
};

#define FLOWDP_A_OPERATION_MAX (__FLOWDP_A_OPERATION_MAX - 1)

/* Attributes of an upcall and of the binding to them. */
enum flowdp_upcall_attr {
	FLOWDP_A_UPCALL_UNSPEC,
	FLOWDP_A_UPCALL_SWITCH,		/* u32, ifindex */
	FLOWDP_A_UPCALL_CLASSES,	/* u32, bit n: class n; required */
	FLOWDP_A_UPCALL_PACKET,		/* nested, FLOWDP_A_PACKET_*, repeated */

	__FLOWDP_A_UPCALL_MAX
};

#define FLOWDP_A_UPCALL_MAX (__FLOWDP_A_UPCALL_MAX - 1)

/* Attributes of a packet: upcall, packet-out and trace. */
enum flowdp_packet_attr {
	FLOWDP_A_PACKET_UNSPEC,
	FLOWDP_A_PACKET_SWITCH,		/* u32, ifindex */
	FLOWDP_A_PACKET_DATA,		/* binary, FLOWDP_PACKET_MIN to FLOWDP_PACKET_MAX bytes */
	FLOWDP_A_PACKET_IN_PORT,	/* u32, port number; ENOENT if it is not there */
	FLOWDP_A_PACKET_VID,		/* u16, 0 to FLOWDP_VID_MAX; default FLOWDP_VID_NONE */
	FLOWDP_A_PACKET_ACTIONS,	/* nested, FLOWDP_A_ACTION_* */
	FLOWDP_A_PACKET_CLASS,		/* u8, enum flowdp_upcall_class; from here on upcalls */
	FLOWDP_A_PACKET_TABLE,		/* u8 */
	FLOWDP_A_PACKET_USERDATA,	/* u64 */
	FLOWDP_A_PACKET_LENGTH,		/* u32, bytes on the wire */
	FLOWDP_A_PACKET_PAD,

	__FLOWDP_A_PACKET_MAX
};

#define FLOWDP_A_PACKET_MAX (__FLOWDP_A_PACKET_MAX - 1)

/* The steps of a trace, and the attributes each carries. */
enum flowdp_step {
	FLOWDP_STEP_INGRESS,	/* PORT, VID: the frame entered, and is in this VLAN */
	FLOWDP_STEP_KEY,	/* KEY: all fields that were read */
	FLOWDP_STEP_MATCH,	/* TABLE, PRIORITY, COOKIE, KEY and MASK of the flow */
	FLOWDP_STEP_MISS,	/* TABLE: the table's default applies */
	FLOWDP_STEP_ACTION,	/* ACTION: the action about to be carried out */
	FLOWDP_STEP_OUTPUT,	/* PORT, VID, DATA: the frame as it would leave */
	FLOWDP_STEP_UPCALL,	/* CLASS: a copy would go to the daemon */
	FLOWDP_STEP_CONSUME,	/* the host would take the frame */
	FLOWDP_STEP_DROP,	/* REASON, NAME; PORT if only the copy for that port */
};

enum flowdp_step_attr {
	FLOWDP_A_STEP_UNSPEC,
	FLOWDP_A_STEP_KIND,		/* u8, enum flowdp_step */
	FLOWDP_A_STEP_PORT,		/* u32, port number */
	FLOWDP_A_STEP_VID,		/* u16 */
	FLOWDP_A_STEP_TABLE,		/* u8 */
	FLOWDP_A_STEP_PRIORITY,		/* u16 */
	FLOWDP_A_STEP_COOKIE,		/* u64 */
	FLOWDP_A_STEP_KEY,		/* nested, FLOWDP_A_FIELD_* */
	FLOWDP_A_STEP_MASK,		/* nested, FLOWDP_A_FIELD_* */
	FLOWDP_A_STEP_ACTION,		/* nested, one FLOWDP_A_ACTION_* */
	FLOWDP_A_STEP_CLASS,		/* u8, enum flowdp_upcall_class */
	FLOWDP_A_STEP_REASON,		/* u32, enum flowdp_drop_reason */
	FLOWDP_A_STEP_NAME,		/* string, the reason's name */
	FLOWDP_A_STEP_DATA,		/* binary, the frame's first bytes, up to 256 */
	FLOWDP_A_STEP_PAD,

	__FLOWDP_A_STEP_MAX
};

#define FLOWDP_A_STEP_MAX (__FLOWDP_A_STEP_MAX - 1)

enum flowdp_trace_attr {
	FLOWDP_A_TRACE_UNSPEC,
	FLOWDP_A_TRACE_SWITCH,		/* u32, ifindex */
	FLOWDP_A_TRACE_STEP,		/* nested, FLOWDP_A_STEP_*, repeated */
	FLOWDP_A_TRACE_TRUNCATED,	/* flag: not all steps fitted in */

	__FLOWDP_A_TRACE_MAX
};

#define FLOWDP_A_TRACE_MAX (__FLOWDP_A_TRACE_MAX - 1)

#endif /* _UAPI_LINUX_FLOWDP_H */
