// SPDX-License-Identifier: GPL-2.0-or-later
#include "port.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <string.h>
#include "attribute.h"

static const struct flow_attribute attributes[] = {
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_SWITCH, struct flow_port, switch_ifindex) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_NUMBER, struct flow_port, number) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_IFINDEX, struct flow_port, ifindex) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_NAME, struct flow_port, name), true, true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_VLAN_MODE, struct flow_port, vlan_mode) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_PVID, struct flow_port, pvid) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_VLANS, struct flow_port, vlans) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_TAG_TYPE, struct flow_port, tag_type) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_PCP, struct flow_port, pcp) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_COMMUNITY, struct flow_port, community) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_FLAGS, struct flow_port, flags) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_FLAGS_MASK, struct flow_port, flags_mask) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_STATE, struct flow_port, state) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_LINK_LOCAL_FORWARD, struct flow_port, link_local_forward) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_LINK_LOCAL_UPCALL, struct flow_port, link_local_upcall) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PORT_COOKIE, struct flow_port, cookie) },
	{ 0 }
};

#define STATS_ROW(NAME, member)	\
	{ FLOW_ATTRIBUTE(FLOWDP_A_STATS_##NAME, struct flow_port_stats, member), .reply = true }

static const struct flow_attribute stats_attributes[] = {
	STATS_ROW(RX_PACKETS, rx_packets),
	STATS_ROW(RX_BYTES, rx_bytes),
	STATS_ROW(TX_PACKETS, tx_packets),
	STATS_ROW(TX_BYTES, tx_bytes),
	STATS_ROW(FORWARDED, forwarded),
	STATS_ROW(CONSUMED, consumed),
	STATS_ROW(UPCALLS, upcalls),
	STATS_ROW(UPCALLS_LIMITED, upcalls_limited),
	STATS_ROW(UPCALLS_FULL, upcalls_full),
	STATS_ROW(UPCALLS_LOST, upcalls_lost),
	STATS_ROW(UPCALLS_UNBOUND, upcalls_unbound),
	STATS_ROW(UPCALLS_REPEATED, upcalls_repeated),
	{ 0 }
};

#define DROP_ROW(NAME, member)	\
	{ FLOW_ATTRIBUTE(FLOWDP_A_DROP_##NAME, struct flow_port_drop, member), .reply = true }

static const struct flow_attribute drop_attributes[] = {
	DROP_ROW(REASON, reason),
	{ FLOW_ATTRIBUTE(FLOWDP_A_DROP_NAME, struct flow_port_drop, name), true, true },
	DROP_ROW(RX_PACKETS, rx_packets),
	DROP_ROW(TX_PACKETS, tx_packets),
	{ 0 }
};

void flow_port_put(struct flow_message *message, const struct flow_port *object)
{
	flow_attribute_put(message, attributes, object,
			   object->present & ~FLOW_PORT_BIT(FLOWDP_A_PORT_SWITCH));
	if (object->present & FLOW_PORT_BIT(FLOWDP_A_PORT_TRANSLATIONS))
		flow_message_put(message, FLOWDP_A_PORT_TRANSLATIONS, object->translations.pairs,
				 object->translations.count * sizeof(*object->translations.pairs));
}

static int parse_translations(const struct nlattr *attribute,
			      struct flow_translations *translations)
{
	size_t length = mnl_attr_get_payload_len(attribute);

	if (length > sizeof(translations->pairs) || length % sizeof(*translations->pairs))
		return -EBADMSG;
	translations->count = length / sizeof(*translations->pairs);
	memcpy(translations->pairs, mnl_attr_get_payload(attribute), length);
	return 0;
}

static int parse_stats(const struct nlattr *nest, struct flow_port_stats *stats)
{
	const struct nlattr *table[FLOWDP_A_STATS_MAX + 1];
	uint32_t present = 0;
	int error;

	error = flow_message_parse_nested(nest, table, FLOWDP_A_STATS_MAX);
	return error ? error : flow_attribute_get(table, stats_attributes, stats, &present);
}

static int parse_drop(const struct nlattr *nest, struct flow_port *object)
{
	const struct nlattr *table[FLOWDP_A_DROP_MAX + 1];
	uint32_t present = 0;
	int error;

	if (object->drops_count == FLOW_PORT_DROPS_MAX)
		return -EBADMSG;
	error = flow_message_parse_nested(nest, table, FLOWDP_A_DROP_MAX);
	return error ? error : flow_attribute_get(table, drop_attributes,
						  &object->drops[object->drops_count++], &present);
}

/* The drop counters: one attribute for each reason. */
static int parse_drops(const struct nlmsghdr *header, struct flow_port *object)
{
	const struct nlattr *attribute;
	int error;

	mnl_attr_for_each(attribute, header, MNL_ALIGN(sizeof(struct genlmsghdr))) {
		if (mnl_attr_get_type(attribute) != FLOWDP_A_PORT_DROPS)
			continue;
		error = parse_drop(attribute, object);
		if (error)
			return error;
		object->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_DROPS);
	}
	return 0;
}

int flow_port_parse(const struct nlmsghdr *header, struct flow_port *object)
{
	const struct nlattr *table[FLOWDP_A_PORT_MAX + 1];
	struct flow_port parsed = { 0 };
	int error;

	error = flow_message_parse_generic(header, table, FLOWDP_A_PORT_MAX);
	if (!error)
		error = flow_attribute_get(table, attributes, &parsed, &parsed.present);
	if (!error && table[FLOWDP_A_PORT_TRANSLATIONS]) {
		error = parse_translations(table[FLOWDP_A_PORT_TRANSLATIONS],
					   &parsed.translations);
		parsed.present |= FLOW_PORT_BIT(FLOWDP_A_PORT_TRANSLATIONS);
	}
	if (!error && table[FLOWDP_A_PORT_STATS]) {
		error = parse_stats(table[FLOWDP_A_PORT_STATS], &parsed.stats);
		parsed.present |= FLOW_PORT_BIT(FLOWDP_A_PORT_STATS);
	}
	if (!error)
		error = parse_drops(header, &parsed);
	if (!error)
		*object = parsed;
	return error;
}

static int take_one(const struct nlmsghdr *header, void *data)
{
	return flow_port_parse(header, data);
}

int flow_port_get(struct flow_netlink *netlink, uint32_t switch_ifindex, int64_t number,
		  int64_t ifindex, struct flow_port *object)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_PORT_GET, 0);
	flow_message_put_u32(&message, FLOWDP_A_PORT_SWITCH, switch_ifindex);
	if (number >= 0)
		flow_message_put_u32(&message, FLOWDP_A_PORT_NUMBER, number);
	else
		flow_message_put_u32(&message, FLOWDP_A_PORT_IFINDEX, ifindex);
	return flow_netlink_request(netlink, &message, take_one, object);
}

struct dump {
	flow_port_fn *item;
	void *data;
};

static int take_item(const struct nlmsghdr *header, void *data)
{
	const struct dump *dump = data;
	struct flow_port object;
	int error = flow_port_parse(header, &object);

	return error ? error : dump->item(&object, dump->data);
}

int flow_port_dump(struct flow_netlink *netlink, uint32_t switch_ifindex, flow_port_fn *item,
		   flow_netlink_restart_fn *restart, void *data)
{
	struct dump dump = { .item = item, .data = data };
	struct flow_netlink_dump to = { take_item, &dump, restart, data };
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_PORT_GET, 0);
	flow_message_put_u32(&message, FLOWDP_A_PORT_SWITCH, switch_ifindex);
	return flow_netlink_dump(netlink, &message, &to);
}

static void start_change(struct flow_message *message, uint8_t command, uint16_t flags,
			 const struct flow_port *object)
{
	flow_message_start(message, command, flags);
	flow_message_put_u32(message, FLOWDP_A_PORT_SWITCH, object->switch_ifindex);
	flow_port_put(message, object);
}

static int change(struct flow_netlink *netlink, uint8_t command, const struct flow_port *object)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	start_change(&message, command, 0, object);
	return flow_netlink_request(netlink, &message, NULL, NULL);
}

int flow_port_new(struct flow_netlink *netlink, const struct flow_port *object,
		  struct flow_port *made)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	int error;

	start_change(&message, FLOWDP_CMD_PORT_NEW, made ? NLM_F_ECHO : 0, object);
	if (!made)
		return flow_netlink_request(netlink, &message, NULL, NULL);
	made->present = 0;
	error = flow_netlink_request(netlink, &message, take_one, made);
	if (!error && !made->present)	/* the kernel's word of it was lost */
		error = flow_port_get(netlink, object->switch_ifindex, -1, object->ifindex, made);
	return error;
}

int flow_port_set(struct flow_netlink *netlink, const struct flow_port *object)
{
	return change(netlink, FLOWDP_CMD_PORT_SET, object);
}

int flow_port_delete(struct flow_netlink *netlink, uint32_t switch_ifindex, uint32_t ifindex)
{
	struct flow_port object = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX),
		.switch_ifindex = switch_ifindex,
		.ifindex = ifindex,
	};

	return change(netlink, FLOWDP_CMD_PORT_DEL, &object);
}
