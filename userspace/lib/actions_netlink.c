// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include "actions.h"

static void put_push(struct flow_message *message, const struct flow_action *action)
{
	size_t nest = flow_message_nest(message, FLOWDP_A_ACTION_PUSH_VLAN);

	flow_message_put_u16(message, FLOWDP_A_PUSH_TPID, htons(action->push.tpid));
	flow_message_put_u16(message, FLOWDP_A_PUSH_TCI, htons(action->push.tci));
	flow_message_nest_end(message, nest);
}

static void put_field(struct flow_message *message, uint16_t type, unsigned int field,
		      const union flow_value *value)
{
	size_t nest = flow_message_nest(message, type);

	flow_message_put(message, field, value->bytes, flow_field(field)->size);
	flow_message_nest_end(message, nest);
}

static void put_set(struct flow_message *message, const struct flow_action *action)
{
	size_t nest = flow_message_nest(message, FLOWDP_A_ACTION_SET);

	put_field(message, FLOWDP_A_SET_KEY, action->set.field, &action->set.value);
	if (!flow_field_is_exact(action->set.field, &action->set.mask))
		put_field(message, FLOWDP_A_SET_MASK, action->set.field, &action->set.mask);
	flow_message_nest_end(message, nest);
}

static void put_upcall(struct flow_message *message, const struct flow_action *action)
{
	size_t nest = flow_message_nest(message, FLOWDP_A_ACTION_UPCALL);

	flow_message_put_u8(message, FLOWDP_A_UPCALL_ACTION_CLASS, action->upcall.class);
	flow_message_put_u64(message, FLOWDP_A_UPCALL_ACTION_USERDATA, action->upcall.userdata);
	if (action->upcall.bytes)
		flow_message_put_u32(message, FLOWDP_A_UPCALL_ACTION_BYTES, action->upcall.bytes);
	flow_message_nest_end(message, nest);
}

static void put(struct flow_message *message, const struct flow_action *action)
{
	switch (action->kind) {
	case FLOWDP_A_ACTION_OUTPUT:
		flow_message_put_u32(message, action->kind, action->port);
		break;
	case FLOWDP_A_ACTION_GROUP:
		flow_message_put_u32(message, action->kind, action->group);
		break;
	case FLOWDP_A_ACTION_GOTO:
		flow_message_put_u8(message, action->kind, action->table);
		break;
	case FLOWDP_A_ACTION_PUSH_VLAN:
		put_push(message, action);
		break;
	case FLOWDP_A_ACTION_SET:
		put_set(message, action);
		break;
	case FLOWDP_A_ACTION_UPCALL:
		put_upcall(message, action);
		break;
	default:
		flow_message_put_flag(message, action->kind);
	}
}

void flow_actions_put(struct flow_message *message, uint16_t type,
		      const struct flow_action *list, unsigned int count)
{
	size_t nest = flow_message_nest(message, type);
	unsigned int i;

	for (i = 0; i < count; i++)
		put(message, &list[i]);
	flow_message_nest_end(message, nest);
}

static int get_push(const struct nlattr *nest, struct flow_action *action)
{
	const struct nlattr *table[FLOWDP_A_PUSH_MAX + 1];
	uint16_t tpid, tci = 0;
	int error;

	error = flow_message_parse_nested(nest, table, FLOWDP_A_PUSH_MAX);
	if (error)
		return error;
	if (!table[FLOWDP_A_PUSH_TPID])
		return -EBADMSG;
	error = flow_message_get(table[FLOWDP_A_PUSH_TPID], &tpid, sizeof(tpid));
	if (!error && table[FLOWDP_A_PUSH_TCI])
		error = flow_message_get(table[FLOWDP_A_PUSH_TCI], &tci, sizeof(tci));
	if (error)
		return error;
	action->push.tpid = ntohs(tpid);
	action->push.tci = ntohs(tci);
	return 0;
}

/* A nested attribute that holds one field. */
static int get_field(const struct nlattr *nest, uint16_t *field, union flow_value *value)
{
	const struct nlattr *inner = mnl_attr_get_payload(nest);
	const struct flow_field *description;

	if (!mnl_attr_ok(inner, mnl_attr_get_payload_len(nest)))
		return -EBADMSG;
	description = flow_field(mnl_attr_get_type(inner));
	if (!description)
		return -EBADMSG;
	*field = mnl_attr_get_type(inner);
	return flow_message_get(inner, value->bytes, description->size);
}

static int get_set(const struct nlattr *nest, struct flow_action *action)
{
	const struct nlattr *table[FLOWDP_A_SET_MAX + 1];
	uint16_t mask_field;
	int error;

	error = flow_message_parse_nested(nest, table, FLOWDP_A_SET_MAX);
	if (error)
		return error;
	if (!table[FLOWDP_A_SET_KEY])
		return -EBADMSG;
	error = get_field(table[FLOWDP_A_SET_KEY], &action->set.field, &action->set.value);
	if (error)
		return error;
	action->set.mask = flow_field_exact(action->set.field);
	if (!table[FLOWDP_A_SET_MASK])
		return 0;
	error = get_field(table[FLOWDP_A_SET_MASK], &mask_field, &action->set.mask);
	return error ? error : mask_field == action->set.field ? 0 : -EBADMSG;
}

static int get_upcall(const struct nlattr *nest, struct flow_action *action)
{
	const struct nlattr *table[FLOWDP_A_UPCALL_ACTION_MAX + 1];
	int error;

	action->upcall.class = FLOWDP_UPCALL_ACTION;
	error = flow_message_parse_nested(nest, table, FLOWDP_A_UPCALL_ACTION_MAX);
	if (!error && table[FLOWDP_A_UPCALL_ACTION_CLASS])
		error = flow_message_get(table[FLOWDP_A_UPCALL_ACTION_CLASS],
					 &action->upcall.class, sizeof(action->upcall.class));
	if (!error && table[FLOWDP_A_UPCALL_ACTION_USERDATA])
		error = flow_message_get(table[FLOWDP_A_UPCALL_ACTION_USERDATA],
					 &action->upcall.userdata,
					 sizeof(action->upcall.userdata));
	if (!error && table[FLOWDP_A_UPCALL_ACTION_BYTES])
		error = flow_message_get(table[FLOWDP_A_UPCALL_ACTION_BYTES],
					 &action->upcall.bytes, sizeof(action->upcall.bytes));
	return error;
}

static int get(const struct nlattr *attribute, struct flow_action *action)
{
	switch (action->kind) {
	case FLOWDP_A_ACTION_OUTPUT:
		return flow_message_get(attribute, &action->port, sizeof(action->port));
	case FLOWDP_A_ACTION_GROUP:
		return flow_message_get(attribute, &action->group, sizeof(action->group));
	case FLOWDP_A_ACTION_GOTO:
		return flow_message_get(attribute, &action->table, sizeof(action->table));
	case FLOWDP_A_ACTION_PUSH_VLAN:
		return get_push(attribute, action);
	case FLOWDP_A_ACTION_SET:
		return get_set(attribute, action);
	case FLOWDP_A_ACTION_UPCALL:
		return get_upcall(attribute, action);
	case FLOWDP_A_ACTION_FLOOD:
	case FLOWDP_A_ACTION_DROP:
	case FLOWDP_A_ACTION_POP_VLAN:
		return 0;
	default:
		return -EBADMSG;
	}
}

int flow_actions_get(const struct nlattr *nest, struct flow_actions *actions)
{
	struct flow_actions parsed = { 0 };
	const struct nlattr *attribute;
	int error;

	mnl_attr_for_each_nested(attribute, nest) {
		struct flow_action action = { .kind = mnl_attr_get_type(attribute) };

		error = get(attribute, &action);
		if (error)
			return error;
		if (parsed.count == FLOWDP_ACTIONS_MAX)
			return -EBADMSG;
		parsed.list[parsed.count++] = action;
	}
	*actions = parsed;
	return 0;
}
