// SPDX-License-Identifier: GPL-2.0-or-later
#include "netns.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#define ACTION_OUTPUT(port)	U32(FLOWDP_A_ACTION_OUTPUT, port)
#define BUCKET(...) \
	NEST(FLOWDP_A_GROUP_BUCKET, NEST(FLOWDP_A_BUCKET_ACTIONS, __VA_ARGS__))

static const uint8_t vlans_20_to_23[FLOWDP_VLAN_BITMAP_LEN] = { [20 / 8] = 0xf0 };

static const struct request ports[] = {
	{ "port 1", FLOWDP_CMD_PORT_NEW, 0,
	  ATTRS(U32(FLOWDP_A_PORT_IFINDEX, NETNS_P1), U32(FLOWDP_A_PORT_NUMBER, 1),
		U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_ACCESS),
		U16(FLOWDP_A_PORT_PVID, 10)), 0 },
	{ "port 2", FLOWDP_CMD_PORT_NEW, 0,
	  ATTRS(U32(FLOWDP_A_PORT_IFINDEX, NETNS_P2), U32(FLOWDP_A_PORT_NUMBER, 2),
		U8(FLOWDP_A_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_NATIVE_UNTAGGED),
		U16(FLOWDP_A_PORT_PVID, 20), VLANS(vlans_20_to_23)), 0 },
	{ 0 }
};

const struct request netns_requests[] = {
	{ "group 7", FLOWDP_CMD_GROUP_NEW, 0,
	  ATTRS(U32(FLOWDP_A_GROUP_ID, 7), U8(FLOWDP_A_GROUP_KIND, FLOWDP_GROUP_ALL),
		BUCKET(ACTION_OUTPUT(1)),
		BUCKET(FLAG(FLOWDP_A_ACTION_POP_VLAN), ACTION_OUTPUT(2))), 0 },
	{ "group 8", FLOWDP_CMD_GROUP_NEW, 0,
	  ATTRS(U32(FLOWDP_A_GROUP_ID, 8), U8(FLOWDP_A_GROUP_KIND, FLOWDP_GROUP_ALL),
		BUCKET(ACTION_OUTPUT(0))), 0 },
	{ "table 0", FLOWDP_CMD_TABLE_SET, 0,
	  ATTRS(U8(FLOWDP_A_TABLE_ID, 0),
		NEST(FLOWDP_A_TABLE_DEFAULT, U8(FLOWDP_A_ACTION_GOTO, 1))), 0 },
	{ "table 1", FLOWDP_CMD_TABLE_SET, 0,
	  ATTRS(U8(FLOWDP_A_TABLE_ID, 1),
		NEST(FLOWDP_A_TABLE_DEFAULT, FLAG(FLOWDP_A_ACTION_FLOOD))), 0 },
	{ "flow of web", FLOWDP_CMD_FLOW_NEW, NLM_F_CREATE,
	  ATTRS(U16(FLOWDP_A_FLOW_PRIORITY, 100), U64(FLOWDP_A_FLOW_COOKIE, 1),
		NEST(FLOWDP_A_FLOW_KEY, BYTES(FLOWDP_A_FIELD_ETH_TYPE, "\x08\x00"),
		     U8(FLOWDP_A_FIELD_IP_PROTO, 6), BYTES(FLOWDP_A_FIELD_TP_DST, "\0\x50"),
		     BYTES(FLOWDP_A_FIELD_IPV4_DST, "\x0a\0\0\0")),
		NEST(FLOWDP_A_FLOW_MASK, BYTES(FLOWDP_A_FIELD_IPV4_DST, "\xff\0\0\0")),
		NEST(FLOWDP_A_FLOW_ACTIONS,
		     NEST(FLOWDP_A_ACTION_SET,
			  NEST(FLOWDP_A_SET_KEY, BYTES(FLOWDP_A_FIELD_IPV4_DST, "\x0a\1\2\3"))),
		     U32(FLOWDP_A_ACTION_GROUP, 7))), 0 },
	{ "flow of a host", FLOWDP_CMD_FLOW_NEW, NLM_F_CREATE,
	  ATTRS(U16(FLOWDP_A_FLOW_PRIORITY, 50), U64(FLOWDP_A_FLOW_COOKIE, 2),
		NEST(FLOWDP_A_FLOW_KEY, BYTES(FLOWDP_A_FIELD_ETH_SRC, "\2\0\0\0\0\1")),
		U32(FLOWDP_A_FLOW_IDLE_TIMEOUT, 3000),
		NEST(FLOWDP_A_FLOW_ACTIONS, U8(FLOWDP_A_ACTION_GOTO, 1))), 0 },
	{ "flow that follows", FLOWDP_CMD_FLOW_NEW, NLM_F_CREATE,
	  ATTRS(U8(FLOWDP_A_FLOW_TABLE, 1), U16(FLOWDP_A_FLOW_PRIORITY, 50),
		U64(FLOWDP_A_FLOW_COOKIE, 3),
		NEST(FLOWDP_A_FLOW_KEY, BYTES(FLOWDP_A_FIELD_ETH_DST, "\2\0\0\0\0\1")),
		NEST(FLOWDP_A_FLOW_ACTIONS, ACTION_OUTPUT(1)),
		NEST(FLOWDP_A_FLOW_LEADER, U16(FLOWDP_A_FLOW_PRIORITY, 50),
		     NEST(FLOWDP_A_FLOW_KEY, BYTES(FLOWDP_A_FIELD_ETH_SRC, "\2\0\0\0\0\1")))),
	  0 },
	{ 0 }
};

/* Starts a message about a link; ifindex 0: any. */
static void start_link(struct flow_message *message, uint16_t type, uint16_t flags,
		       uint32_t ifindex, bool up)
{
	struct ifinfomsg *info = flow_message_start_raw(message, type, flags, sizeof(*info));

	if (!info)
		return;
	info->ifi_index = ifindex;
	info->ifi_change = up ? IFF_UP : 0;
	info->ifi_flags = up ? IFF_UP : 0;
}

int netns_link_add(struct flow_netlink *route, const char *kind, const char *name,
		   uint32_t ifindex)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	size_t nest;

	start_link(&message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifindex, true);
	flow_message_put_string(&message, IFLA_IFNAME, name);
	nest = flow_message_nest(&message, IFLA_LINKINFO);
	flow_message_put_string(&message, IFLA_INFO_KIND, kind);
	flow_message_nest_end(&message, nest);
	return flow_netlink_request(route, &message, NULL, NULL);
}

int netns_link_delete(struct flow_netlink *route, uint32_t ifindex)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	start_link(&message, RTM_DELLINK, 0, ifindex, false);
	return flow_netlink_request(route, &message, NULL, NULL);
}

int netns_link_set_master(struct flow_netlink *route, uint32_t ifindex, uint32_t master)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	start_link(&message, RTM_NEWLINK, 0, ifindex, false);
	flow_message_put_u32(&message, IFLA_MASTER, master);
	return flow_netlink_request(route, &message, NULL, NULL);
}

int netns_link_set_up(struct flow_netlink *route, uint32_t ifindex, bool up)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct ifinfomsg *info;

	start_link(&message, RTM_NEWLINK, 0, ifindex, up);
	info = NLMSG_DATA(flow_message_header(&message));
	info->ifi_change = IFF_UP;
	return flow_netlink_request(route, &message, NULL, NULL);
}

int netns_link_rename(struct flow_netlink *route, uint32_t ifindex, const char *name)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	start_link(&message, RTM_NEWLINK, 0, ifindex, false);
	flow_message_put_string(&message, IFLA_IFNAME, name);
	return flow_netlink_request(route, &message, NULL, NULL);
}

static int add_links(struct flow_netlink *route)
{
	int error;

	error = netns_link_set_up(route, 1, true);
	if (!error)
		error = netns_link_add(route, FLOWDP_LINK_KIND, "sw0", NETNS_SWITCH);
	if (!error)
		error = netns_link_add(route, "dummy", "p1", NETNS_P1);
	if (!error)
		error = netns_link_add(route, "dummy", "p2", NETNS_P2);
	if (!error)
		error = netns_link_add(route, "dummy", "p3", NETNS_P3);
	return error;
}

static int send_all(struct flow_netlink *flow, const struct request *requests)
{
	int error = 0;

	for (; !error && requests->name; requests++) {
		error = request_send(flow, requests);
		if (error)
			fprintf(stderr, "# %s: %s\n", requests->name, flow_netlink_error_text(flow));
	}
	return error;
}

int netns_open(struct netns *netns)
{
	int error;

	error = flow_netlink_open(&netns->flow, NETLINK_GENERIC, NULL);
	if (error)
		return error;
	error = flow_netlink_open(&netns->route, NETLINK_ROUTE, NULL);
	if (error)
		flow_netlink_close(netns->flow);
	return error;
}

int netns_create(struct netns *netns)
{
	int error;

	if (unshare(CLONE_NEWNET))
		return -errno;
	error = netns_open(netns);
	if (error)
		return error;
	error = add_links(netns->route);
	if (!error)
		error = send_all(netns->flow, ports);
	if (!error)
		error = send_all(netns->flow, netns_requests);
	if (error)
		netns_destroy(netns);
	return error;
}

void netns_destroy(struct netns *netns)
{
	flow_netlink_close(netns->flow);
	flow_netlink_close(netns->route);
}

unsigned long environment_number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text && *text ? strtoul(text, NULL, 0) : otherwise;
}
