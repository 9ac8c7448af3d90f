// SPDX-License-Identifier: GPL-2.0-or-later
#include "table.h"

#include "attribute.h"

static const struct flow_attribute attributes[] = {
	{ FLOW_ATTRIBUTE(FLOWDP_A_TABLE_SWITCH, struct flow_table, switch_ifindex) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_TABLE_ID, struct flow_table, id) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_TABLE_FLOWS, struct flow_table, flows), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_TABLE_MASKS, struct flow_table, masks), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_TABLE_DEFAULT_PACKETS, struct flow_table, default_packets),
	  .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_TABLE_DEFAULT_BYTES, struct flow_table, default_bytes),
	  .reply = true },
	{ 0 }
};

void flow_table_put(struct flow_message *message, const struct flow_table *object)
{
	flow_message_put_u8(message, FLOWDP_A_TABLE_ID, object->id);
	flow_actions_put(message, FLOWDP_A_TABLE_DEFAULT, object->default_actions.list,
			 object->default_actions.count);
}

int flow_table_parse(const struct nlmsghdr *header, struct flow_table *object)
{
	const struct nlattr *table[FLOWDP_A_TABLE_MAX + 1];
	struct flow_table parsed = { 0 };
	uint32_t present = 0;
	int error;

	error = flow_message_parse_generic(header, table, FLOWDP_A_TABLE_MAX);
	if (!error)
		error = flow_attribute_get(table, attributes, &parsed, &present);
	if (!error && table[FLOWDP_A_TABLE_DEFAULT])
		error = flow_actions_get(table[FLOWDP_A_TABLE_DEFAULT], &parsed.default_actions);
	if (!error)
		*object = parsed;
	return error;
}

struct dump {
	flow_table_fn *item;
	void *data;
};

static int take_item(const struct nlmsghdr *header, void *data)
{
	const struct dump *dump = data;
	struct flow_table object;
	int error = flow_table_parse(header, &object);

	return error ? error : dump->item(&object, dump->data);
}

int flow_table_dump(struct flow_netlink *netlink, uint32_t switch_ifindex, flow_table_fn *item,
		    flow_netlink_restart_fn *restart, void *data)
{
	struct dump dump = { .item = item, .data = data };
	struct flow_netlink_dump to = { take_item, &dump, restart, data };
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_TABLE_GET, 0);
	flow_message_put_u32(&message, FLOWDP_A_TABLE_SWITCH, switch_ifindex);
	return flow_netlink_dump(netlink, &message, &to);
}

int flow_table_set(struct flow_netlink *netlink, const struct flow_table *object)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_TABLE_SET, 0);
	flow_message_put_u32(&message, FLOWDP_A_TABLE_SWITCH, object->switch_ifindex);
	flow_table_put(&message, object);
	return flow_netlink_request(netlink, &message, NULL, NULL);
}
