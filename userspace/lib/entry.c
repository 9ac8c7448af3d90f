// SPDX-License-Identifier: GPL-2.0-or-later
#include "entry.h"

#include <errno.h>
#include "attribute.h"

static const struct flow_attribute attributes[] = {
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_SWITCH, struct flow_entry, switch_ifindex) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_COOKIE, struct flow_entry, cookie) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_IDLE_TIMEOUT, struct flow_entry, idle_timeout) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_HARD_TIMEOUT, struct flow_entry, hard_timeout) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_PACKETS, struct flow_entry, packets), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_BYTES, struct flow_entry, bytes), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_AGE, struct flow_entry, age_ms), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_IDLE, struct flow_entry, idle_ms), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_REMOVED, struct flow_entry, removed), .reply = true },
	{ 0 }
};

static const struct flow_attribute identity_attributes[] = {
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_TABLE, struct flow_identity, table) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_FLOW_PRIORITY, struct flow_identity, priority) },
	{ 0 }
};

static void put_match(struct flow_message *message, const struct flow_match *match)
{
	if (match->fields)
		flow_match_put(message, FLOWDP_A_FLOW_KEY, FLOWDP_A_FLOW_MASK, match);
}

void flow_entry_put_identity(struct flow_message *message, const struct flow_identity *identity)
{
	flow_attribute_put(message, identity_attributes, identity, UINT32_MAX);
	put_match(message, &identity->match);
}

void flow_entry_put(struct flow_message *message, const struct flow_entry *object)
{
	uint32_t present = 0;
	size_t nest;

	flow_entry_put_identity(message, &object->identity);
	flow_actions_put(message, FLOWDP_A_FLOW_ACTIONS, object->actions.list,
			 object->actions.count);
	if (object->cookie)
		present |= 1U << FLOWDP_A_FLOW_COOKIE;
	if (object->idle_timeout)
		present |= 1U << FLOWDP_A_FLOW_IDLE_TIMEOUT;
	if (object->hard_timeout)
		present |= 1U << FLOWDP_A_FLOW_HARD_TIMEOUT;
	flow_attribute_put(message, attributes, object, present);
	if (!object->has_leader)
		return;
	nest = flow_message_nest(message, FLOWDP_A_FLOW_LEADER);
	flow_entry_put_identity(message, &object->leader);
	flow_message_nest_end(message, nest);
}

void flow_entry_put_filter(struct flow_message *message, const struct flow_filter *filter)
{
	if (filter->has_table)
		flow_message_put_u8(message, FLOWDP_A_FLOW_TABLE, filter->table);
	if (filter->has_cookie) {
		flow_message_put_u64(message, FLOWDP_A_FLOW_COOKIE, filter->cookie);
		flow_message_put_u64(message, FLOWDP_A_FLOW_COOKIE_MASK,
				     filter->cookie_mask ? filter->cookie_mask : UINT64_MAX);
	}
	put_match(message, &filter->match);
}

static int parse_identity(const struct nlattr *const *table, struct flow_identity *identity)
{
	uint32_t present = 0;
	int error;

	error = flow_attribute_get(table, identity_attributes, identity, &present);
	return error ? error : flow_match_get(table[FLOWDP_A_FLOW_KEY], table[FLOWDP_A_FLOW_MASK],
					      &identity->match);
}

static int parse_leader(const struct nlattr *nest, struct flow_entry *object)
{
	const struct nlattr *table[FLOWDP_A_FLOW_MAX + 1];
	int error;

	error = flow_message_parse_nested(nest, table, FLOWDP_A_FLOW_MAX);
	if (error)
		return error;
	object->has_leader = true;
	return parse_identity(table, &object->leader);
}

static int parse(const struct nlattr *const *table, struct flow_entry *object)
{
	uint32_t present = 0;
	int error;

	error = parse_identity(table, &object->identity);
	if (!error)
		error = flow_attribute_get(table, attributes, object, &present);
	if (!error && table[FLOWDP_A_FLOW_ACTIONS])
		error = flow_actions_get(table[FLOWDP_A_FLOW_ACTIONS], &object->actions);
	if (!error && table[FLOWDP_A_FLOW_LEADER])
		error = parse_leader(table[FLOWDP_A_FLOW_LEADER], object);
	return error;
}

int flow_entry_parse(const struct nlmsghdr *header, struct flow_entry *object)
{
	struct flow_entry parsed = { .idle_ms = FLOW_ENTRY_IDLE_NEVER };
	const struct nlattr *table[FLOWDP_A_FLOW_MAX + 1];
	int error;

	error = flow_message_parse_generic(header, table, FLOWDP_A_FLOW_MAX);
	if (!error)
		error = parse(table, &parsed);
	if (!error)
		*object = parsed;
	return error;
}

static void start(struct flow_message *message, uint8_t command, uint16_t flags,
		  uint32_t switch_ifindex)
{
	flow_message_start(message, command, flags);
	flow_message_put_u32(message, FLOWDP_A_FLOW_SWITCH, switch_ifindex);
}

int flow_entry_new(struct flow_netlink *netlink, const struct flow_entry *object, uint16_t flags)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	start(&message, FLOWDP_CMD_FLOW_NEW, flags, object->switch_ifindex);
	flow_entry_put(&message, object);
	return flow_netlink_request(netlink, &message, NULL, NULL);
}

int flow_entry_delete(struct flow_netlink *netlink, uint32_t switch_ifindex,
		      const struct flow_identity *identity)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	start(&message, FLOWDP_CMD_FLOW_DEL, 0, switch_ifindex);
	flow_entry_put_identity(&message, identity);
	return flow_netlink_request(netlink, &message, NULL, NULL);
}

int flow_entry_delete_matching(struct flow_netlink *netlink, uint32_t switch_ifindex,
			       const struct flow_filter *filter)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	start(&message, FLOWDP_CMD_FLOW_DEL, 0, switch_ifindex);
	flow_entry_put_filter(&message, filter);
	return flow_netlink_request(netlink, &message, NULL, NULL);
}

static int take_one(const struct nlmsghdr *header, void *data)
{
	return flow_entry_parse(header, data);
}

int flow_entry_get(struct flow_netlink *netlink, uint32_t switch_ifindex,
		   const struct flow_identity *identity, struct flow_entry *object)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	start(&message, FLOWDP_CMD_FLOW_GET, 0, switch_ifindex);
	flow_entry_put_identity(&message, identity);
	return flow_netlink_request(netlink, &message, take_one, object);
}

struct dump {
	flow_entry_fn *item;
	void *data;
};

static int take_item(const struct nlmsghdr *header, void *data)
{
	const struct dump *dump = data;
	struct flow_entry object;
	int error = flow_entry_parse(header, &object);

	return error ? error : dump->item(&object, dump->data);
}

int flow_entry_dump(struct flow_netlink *netlink, uint32_t switch_ifindex,
		    const struct flow_filter *filter, flow_entry_fn *item,
		    flow_netlink_restart_fn *restart, void *data)
{
	struct dump dump = { .item = item, .data = data };
	struct flow_netlink_dump to = { take_item, &dump, restart, data };
	struct flow_message message = FLOW_MESSAGE_INIT;

	start(&message, FLOWDP_CMD_FLOW_GET, 0, switch_ifindex);
	if (filter)
		flow_entry_put_filter(&message, filter);
	return flow_netlink_dump(netlink, &message, &to);
}
