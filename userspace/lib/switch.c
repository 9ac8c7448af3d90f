// SPDX-License-Identifier: GPL-2.0-or-later
#include "switch.h"

#include "attribute.h"

static const struct flow_attribute attributes[] = {
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_IFINDEX, struct flow_switch, ifindex) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_NAME, struct flow_switch, name), true, true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_FAIL_MODE, struct flow_switch, fail_mode) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_FLOWS_MAX, struct flow_switch, flows_max) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_FLOWS, struct flow_switch, flows), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_GROUPS, struct flow_switch, groups), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_PORTS, struct flow_switch, ports), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_MASKS, struct flow_switch, masks), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_UPCALL_RATE, struct flow_switch, upcall_rate) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_UPCALL_BURST, struct flow_switch, upcall_burst) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_UPCALL_CLASSES, struct flow_switch, upcall_classes),
	  .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_CACHE_HITS, struct flow_switch, cache_hits),
	  .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_SWITCH_CACHE_MISSES, struct flow_switch, cache_misses),
	  .reply = true },
	{ 0 }
};

void flow_switch_put(struct flow_message *message, const struct flow_switch *object)
{
	flow_attribute_put(message, attributes, object,
			   object->present | FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_IFINDEX));
}

int flow_switch_parse(const struct nlmsghdr *header, struct flow_switch *object)
{
	const struct nlattr *table[FLOWDP_A_SWITCH_MAX + 1];
	struct flow_switch parsed = { 0 };
	int error;

	error = flow_message_parse_generic(header, table, FLOWDP_A_SWITCH_MAX);
	if (!error)
		error = flow_attribute_get(table, attributes, &parsed, &parsed.present);
	if (!error)
		*object = parsed;
	return error;
}

static int take_one(const struct nlmsghdr *header, void *data)
{
	return flow_switch_parse(header, data);
}

int flow_switch_get(struct flow_netlink *netlink, uint32_t ifindex, struct flow_switch *object)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_SWITCH_GET, 0);
	flow_message_put_u32(&message, FLOWDP_A_SWITCH_IFINDEX, ifindex);
	return flow_netlink_request(netlink, &message, take_one, object);
}

struct dump {
	flow_switch_fn *item;
	void *data;
};

static int take_item(const struct nlmsghdr *header, void *data)
{
	const struct dump *dump = data;
	struct flow_switch object;
	int error = flow_switch_parse(header, &object);

	return error ? error : dump->item(&object, dump->data);
}

int flow_switch_dump(struct flow_netlink *netlink, flow_switch_fn *item,
		     flow_netlink_restart_fn *restart, void *data)
{
	struct dump dump = { .item = item, .data = data };
	struct flow_netlink_dump to = { take_item, &dump, restart, data };
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_SWITCH_GET, 0);
	return flow_netlink_dump(netlink, &message, &to);
}

int flow_switch_set(struct flow_netlink *netlink, const struct flow_switch *object)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_SWITCH_SET, 0);
	flow_switch_put(&message, object);
	return flow_netlink_request(netlink, &message, NULL, NULL);
}
