// SPDX-License-Identifier: GPL-2.0-or-later
#include "actions.h"

#include <errno.h>
#include <string.h>

static int append(struct flow_actions *actions, const struct flow_action *action)
{
	if (actions->count == FLOWDP_ACTIONS_MAX)
		return -ENOSPC;
	actions->list[actions->count++] = *action;
	return 0;
}

int flow_actions_output(struct flow_actions *actions, uint32_t port)
{
	return append(actions, &(struct flow_action){ .kind = FLOWDP_A_ACTION_OUTPUT,
						      .port = port });
}

int flow_actions_group(struct flow_actions *actions, uint32_t group)
{
	return append(actions, &(struct flow_action){ .kind = FLOWDP_A_ACTION_GROUP,
						      .group = group });
}

int flow_actions_flood(struct flow_actions *actions)
{
	return append(actions, &(struct flow_action){ .kind = FLOWDP_A_ACTION_FLOOD });
}

int flow_actions_drop(struct flow_actions *actions)
{
	return append(actions, &(struct flow_action){ .kind = FLOWDP_A_ACTION_DROP });
}

int flow_actions_push_vlan(struct flow_actions *actions, uint16_t tpid, uint16_t tci)
{
	return append(actions, &(struct flow_action){ .kind = FLOWDP_A_ACTION_PUSH_VLAN,
						      .push = { .tpid = tpid, .tci = tci } });
}

int flow_actions_pop_vlan(struct flow_actions *actions)
{
	return append(actions, &(struct flow_action){ .kind = FLOWDP_A_ACTION_POP_VLAN });
}

int flow_actions_set(struct flow_actions *actions, unsigned int field,
		     const union flow_value *value, const union flow_value *mask)
{
	return append(actions, &(struct flow_action){
		.kind = FLOWDP_A_ACTION_SET,
		.set = { .field = field, .value = *value, .mask = *mask },
	});
}

int flow_actions_upcall(struct flow_actions *actions, uint8_t class, uint64_t userdata,
			uint32_t bytes)
{
	return append(actions, &(struct flow_action){
		.kind = FLOWDP_A_ACTION_UPCALL,
		.upcall = { .class = class, .userdata = userdata, .bytes = bytes },
	});
}

int flow_actions_goto(struct flow_actions *actions, uint8_t table)
{
	return append(actions, &(struct flow_action){ .kind = FLOWDP_A_ACTION_GOTO,
						      .table = table });
}

static bool equal(const struct flow_action *a, const struct flow_action *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case FLOWDP_A_ACTION_OUTPUT:
		return a->port == b->port;
	case FLOWDP_A_ACTION_GROUP:
		return a->group == b->group;
	case FLOWDP_A_ACTION_GOTO:
		return a->table == b->table;
	case FLOWDP_A_ACTION_PUSH_VLAN:
		return a->push.tpid == b->push.tpid && a->push.tci == b->push.tci;
	case FLOWDP_A_ACTION_SET:
		return a->set.field == b->set.field &&
		       !memcmp(&a->set.value, &b->set.value, flow_field(a->set.field)->size) &&
		       !memcmp(&a->set.mask, &b->set.mask, flow_field(a->set.field)->size);
	case FLOWDP_A_ACTION_UPCALL:
		return a->upcall.class == b->upcall.class && a->upcall.bytes == b->upcall.bytes &&
		       a->upcall.userdata == b->upcall.userdata;
	default:
		return true;
	}
}

bool flow_actions_equal(const struct flow_actions *a, const struct flow_actions *b)
{
	unsigned int i;

	if (a->count != b->count)
		return false;
	for (i = 0; i < a->count; i++)
		if (!equal(&a->list[i], &b->list[i]))
			return false;
	return true;
}
