// SPDX-License-Identifier: GPL-2.0-or-later
#include "link.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/flowdp.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include "attribute.h"

#define RECEIVE_BUFFER	(4U << 20)

static const struct flow_attribute attributes[] = {
	{ FLOW_ATTRIBUTE(IFLA_IFNAME, struct flow_link, name), true, true },
	{ FLOW_ATTRIBUTE(IFLA_MTU, struct flow_link, mtu), .reply = true },
	{ FLOW_ATTRIBUTE(IFLA_MASTER, struct flow_link, master), .reply = true },
	{ FLOW_ATTRIBUTE(IFLA_LINK, struct flow_link, lower), .reply = true },
	{ FLOW_ATTRIBUTE(IFLA_IFALIAS, struct flow_link, alias), true, true },
	{ 0 }
};

static const struct flow_attribute info_attributes[] = {
	{ .type = IFLA_INFO_KIND, .size = FLOW_LINK_KIND_MAX,
	  .offset = offsetof(struct flow_link, kind), .string = true, .reply = true },
	{ 0 }
};

static const struct flow_attribute vlan_attributes[] = {
	{ FLOW_ATTRIBUTE(IFLA_VLAN_ID, struct flow_link, vlan), .reply = true },
	{ 0 }
};

static int parse_vlan(const struct nlattr *nest, struct flow_link *link)
{
	const struct nlattr *table[IFLA_VLAN_MAX + 1];
	uint32_t present = 0;
	int error;

	error = flow_message_parse_nested(nest, table, IFLA_VLAN_MAX);
	return error ? error : flow_attribute_get(table, vlan_attributes, link, &present);
}

static int parse_info(const struct nlattr *nest, struct flow_link *link)
{
	const struct nlattr *table[IFLA_INFO_MAX + 1];
	uint32_t present = 0;
	int error;

	error = flow_message_parse_nested(nest, table, IFLA_INFO_MAX);
	if (!error)
		error = flow_attribute_get(table, info_attributes, link, &present);
	if (!error && table[IFLA_INFO_DATA] && !strcmp(link->kind, "vlan"))
		error = parse_vlan(table[IFLA_INFO_DATA], link);
	return error;
}

/* Of other links than Ethernet it may be longer, and is not taken. */
static int parse_address(const struct nlattr *attribute, uint8_t *address)
{
	if (!attribute || mnl_attr_get_payload_len(attribute) != 6)
		return 0;
	return flow_message_get(attribute, address, 6);
}

static int parse_attributes(const struct nlattr *const *table, struct flow_link *link)
{
	uint32_t present = 0;
	int error;

	error = flow_attribute_get(table, attributes, link, &present);
	if (!error && table[IFLA_LINKINFO])
		error = parse_info(table[IFLA_LINKINFO], link);
	if (table[IFLA_LINK_NETNSID])
		link->lower = 0;
	if (!error)
		error = parse_address(table[IFLA_ADDRESS], link->address);
	if (!error)
		error = parse_address(table[IFLA_PERM_ADDRESS], link->permanent_address);
	return error;
}

const char *flow_link_state(const struct flow_link *link)
{
	if (!(link->flags & IFF_UP))
		return "down";
	if (!(link->flags & IFF_LOWER_UP))
		return "no-carrier";
	return link->flags & IFF_RUNNING ? "up" : "dormant";
}

int flow_link_parse(const struct nlmsghdr *header, struct flow_link *link)
{
	const struct nlattr *table[IFLA_MAX + 1];
	size_t length = mnl_nlmsg_get_payload_len(header);
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(header);
	struct flow_link parsed = { 0 };
	int error;

	if (header->nlmsg_type != RTM_NEWLINK && header->nlmsg_type != RTM_DELLINK)
		return -ENOMSG;
	if (length < sizeof(*info))
		return -EBADMSG;
	/* Of the bridge family: a bridge port's state, not the link itself. */
	if (info->ifi_family != AF_UNSPEC)
		return -ENOMSG;
	parsed.ifindex = info->ifi_index;
	parsed.type = info->ifi_type;
	parsed.flags = info->ifi_flags;
	parsed.removed = header->nlmsg_type == RTM_DELLINK;
	error = flow_message_parse(mnl_nlmsg_get_payload_offset(header, sizeof(*info)),
				   length - sizeof(*info), table, IFLA_MAX);
	if (!error)
		error = parse_attributes(table, &parsed);
	if (!error)
		*link = parsed;
	return error;
}

/* Starts a message about a link; NULL if there is no memory. */
static struct ifinfomsg *start(struct flow_message *message, uint16_t type, uint16_t flags,
			       uint32_t ifindex)
{
	struct ifinfomsg *info;

	info = flow_message_start_raw(message, type, flags, sizeof(*info));
	if (info)
		info->ifi_index = ifindex;
	return info;
}

static int take_one(const struct nlmsghdr *header, void *data)
{
	return flow_link_parse(header, data);
}

int flow_link_get(struct flow_netlink *netlink, uint32_t ifindex, struct flow_link *link)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	start(&message, RTM_GETLINK, 0, ifindex);
	return flow_netlink_request(netlink, &message, take_one, link);
}

int flow_link_find(struct flow_netlink *netlink, const char *name, struct flow_link *link)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	if (strlen(name) >= IF_NAMESIZE)
		return -ENODEV;
	start(&message, RTM_GETLINK, 0, 0);
	flow_message_put_string(&message, IFLA_IFNAME, name);
	return flow_netlink_request(netlink, &message, take_one, link);
}

/* Starts a message that makes a link. */
static void start_new(struct flow_message *message, const char *name, bool up)
{
	struct ifinfomsg *info = start(message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);

	if (info && up) {
		info->ifi_change = IFF_UP;
		info->ifi_flags = IFF_UP;
	}
	flow_message_put_string(message, IFLA_IFNAME, name);
}

/* Sends what start_new() began; *@ifindex (if not NULL) becomes the link's. */
static int make(struct flow_netlink *netlink, struct flow_message *message, const char *name,
		const char *kind, uint32_t *ifindex)
{
	struct flow_link link;
	size_t nest;
	int error;

	nest = flow_message_nest(message, IFLA_LINKINFO);
	flow_message_put_string(message, IFLA_INFO_KIND, kind);
	flow_message_nest_end(message, nest);
	error = flow_netlink_request(netlink, message, NULL, NULL);
	if (!error && ifindex) {
		error = flow_link_find(netlink, name, &link);
		if (!error)
			*ifindex = link.ifindex;
	}
	return error;
}

int flow_link_add_switch(struct flow_netlink *netlink, const char *name, bool up,
			 uint32_t *ifindex)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	if (strlen(name) >= IF_NAMESIZE)
		return -EINVAL;
	start_new(&message, name, up);
	return make(netlink, &message, name, FLOWDP_LINK_KIND, ifindex);
}

int flow_link_add_patch(struct flow_netlink *netlink, const char *name, uint32_t peer,
			uint32_t *ifindex)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	if (strlen(name) >= IF_NAMESIZE)
		return -EINVAL;
	start_new(&message, name, true);
	if (peer)
		flow_message_put_u32(&message, IFLA_LINK, peer);
	return make(netlink, &message, name, FLOWDP_PATCH_LINK_KIND, ifindex);
}

int flow_link_delete(struct flow_netlink *netlink, uint32_t ifindex)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	start(&message, RTM_DELLINK, 0, ifindex);
	return flow_netlink_request(netlink, &message, NULL, NULL);
}

struct receive {
	flow_link_fn *item;
	void *data;
};

static int take_item(const struct nlmsghdr *header, void *data)
{
	const struct receive *receive = data;
	struct flow_link link;
	int error = flow_link_parse(header, &link);

	if (error)
		return error == -ENOMSG ? 0 : error;
	return receive->item(&link, receive->data);
}

int flow_link_dump(struct flow_netlink *netlink, flow_link_fn *item,
		   flow_netlink_restart_fn *restart, void *data)
{
	struct receive receive = { .item = item, .data = data };
	struct flow_netlink_dump to = { take_item, &receive, restart, data };
	struct flow_message message = FLOW_MESSAGE_INIT;

	start(&message, RTM_GETLINK, 0, 0);
	return flow_netlink_dump(netlink, &message, &to);
}

int flow_link_events_open(struct flow_receiver **result, const char *netns)
{
	struct flow_receiver *receiver;
	int error;

	error = flow_receiver_open(&receiver, NETLINK_ROUTE, netns, RECEIVE_BUFFER);
	if (error)
		return error;
	error = flow_receiver_join(receiver, RTNLGRP_LINK);
	if (error)
		flow_receiver_close(receiver);
	else
		*result = receiver;
	return error;
}

int flow_link_receive(struct flow_receiver *receiver, unsigned int max, flow_link_fn *item,
		      void *data)
{
	struct receive receive = { .item = item, .data = data };

	return flow_receiver_receive(receiver, max, take_item, &receive);
}
