// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan_neighbour.h"

#include <string.h>
#include "table.h"

#define UPCALL_BYTES	64	/* enough for addresses and tags */

const uint8_t plan_tables[PLAN_TABLES] = {
	PLAN_TABLE_FORWARD, PLAN_TABLE_TARGET, PLAN_TABLE_SENDER, PLAN_TABLE_SOURCE,
	PLAN_TABLE_POLICY,
};

bool plan_is_learned(uint8_t kind)
{
	return kind == FLOW_FDB_DYNAMIC || kind == FLOW_FDB_STICKY_LEARNED;
}

bool plan_has_guard(uint8_t kind)
{
	return kind == FLOW_FDB_STICKY || kind == FLOW_FDB_STICKY_LEARNED;
}

_Static_assert((1U << PLAN_TABLE_SOURCE | 1U << PLAN_TABLE_SENDER | 1U << PLAN_TABLE_TARGET |
		1U << PLAN_TABLE_FORWARD) == FLOW_TABLES_OF_FLOWD, "flowctl knows them");

bool plan_is_ours(uint64_t cookie)
{
	return (cookie & PLAN_COOKIE_MASK) == PLAN_COOKIE;
}

static const union flow_value no_bit, group_bit = { .bytes = { 1 } };
static const union flow_value broadcast = { .bytes = { 255, 255, 255, 255, 255, 255 } };

static const struct {
	uint8_t table;
	uint16_t priority;
	uint16_t action;	/* FLOWDP_A_ACTION_* */
	const union flow_value *eth_dst, *mask;	/* NULL: any */
} rules[__PLAN_RULE_MAX] = {
	[PLAN_NO_LEARNING] = { PLAN_TABLE_SOURCE, PLAN_PRIORITY_RULE, FLOWDP_A_ACTION_GOTO,
			       NULL, NULL },
	[PLAN_DROP_UNICAST] = { PLAN_TABLE_FORWARD, PLAN_PRIORITY_RULE, FLOWDP_A_ACTION_DROP,
				&no_bit, &group_bit },
	[PLAN_DROP_MULTICAST] = { PLAN_TABLE_FORWARD, PLAN_PRIORITY_RULE, FLOWDP_A_ACTION_DROP,
				  &group_bit, &group_bit },
	[PLAN_DROP_BROADCAST] = { PLAN_TABLE_FORWARD, PLAN_PRIORITY_BROADCAST,
				  FLOWDP_A_ACTION_DROP, &broadcast, &broadcast },
	[PLAN_FLOOD_BROADCAST] = { PLAN_TABLE_FORWARD, PLAN_PRIORITY_BROADCAST,
				   FLOWDP_A_ACTION_FLOOD, &broadcast, &broadcast },
	[PLAN_SUPPRESSION] = { PLAN_TABLE_SOURCE, PLAN_PRIORITY_SUPPRESSION,
			       FLOWDP_A_ACTION_UPCALL, NULL, NULL },
};

void plan_rule(enum plan_rule kind, uint16_t vid, struct plan_flow *flow)
{
	memset(flow, 0, sizeof(*flow));
	flow->form = PLAN_RULE;
	flow->table = rules[kind].table;
	flow->kind = kind;
	flow->vid = vid;
}

static void rule_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	identity->table = rules[flow->kind].table;
	identity->priority = rules[flow->kind].priority;
	flow_match_set_number(&identity->match, FLOWDP_A_FIELD_VID, flow->vid);
	if (rules[flow->kind].mask)
		flow_match_set_masked(&identity->match, FLOWDP_A_FIELD_ETH_DST,
				      rules[flow->kind].eth_dst, rules[flow->kind].mask);
}

static void rule_actions(const struct plan_flow *flow, struct flow_actions *actions)
{
	switch (rules[flow->kind].action) {
	case FLOWDP_A_ACTION_UPCALL:
		flow_actions_upcall(actions, FLOWDP_UPCALL_LEARN, 0, UPCALL_BYTES);
		flow_actions_goto(actions, PLAN_TABLE_SENDER);
		break;
	case FLOWDP_A_ACTION_GOTO:
		flow_actions_goto(actions, PLAN_TABLE_FORWARD);
		break;
	case FLOWDP_A_ACTION_FLOOD:
		flow_actions_flood(actions);
		break;
	default:
		flow_actions_drop(actions);
		break;
	}
}

static void source_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	identity->table = PLAN_TABLE_SOURCE;
	flow_match_set_number(&identity->match, FLOWDP_A_FIELD_VID, flow->vid);
	identity->priority = PLAN_PRIORITY;
	flow_match_set_number(&identity->match, FLOWDP_A_FIELD_IN_PORT, flow->port);
	flow_match_set_bytes(&identity->match, FLOWDP_A_FIELD_ETH_SRC, flow->mac);
}

static void forward_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	identity->table = PLAN_TABLE_FORWARD;
	identity->priority = PLAN_PRIORITY;
	flow_match_set_number(&identity->match, FLOWDP_A_FIELD_VID, flow->vid);
	flow_match_set_bytes(&identity->match, FLOWDP_A_FIELD_ETH_DST, flow->mac);
}

static void guard_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	identity->table = PLAN_TABLE_SOURCE;
	identity->priority = PLAN_PRIORITY_GUARD;
	flow_match_set_number(&identity->match, FLOWDP_A_FIELD_VID, flow->vid);
	flow_match_set_bytes(&identity->match, FLOWDP_A_FIELD_ETH_SRC, flow->mac);
}

static void overflow_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	identity->table = PLAN_TABLE_SOURCE;
	identity->priority = PLAN_PRIORITY_OVERFLOW;
	flow_match_set_number(&identity->match, FLOWDP_A_FIELD_IN_PORT, flow->port);
	if (flow->vid)
		flow_match_set_number(&identity->match, FLOWDP_A_FIELD_VID, flow->vid);
}

static bool is_neighbour(uint8_t table)
{
	return table == PLAN_TABLE_SENDER || table == PLAN_TABLE_TARGET;
}

void plan_to_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	memset(identity, 0, sizeof(*identity));
	if (flow->form == PLAN_RULE)
		rule_identity(flow, identity);
	else if (flow->form == PLAN_GUARD)
		guard_identity(flow, identity);
	else if (flow->form == PLAN_OVERFLOW)
		overflow_identity(flow, identity);
	else if (flow->table == PLAN_TABLE_SOURCE)
		source_identity(flow, identity);
	else if (flow->table == PLAN_TABLE_FORWARD)
		forward_identity(flow, identity);
	else
		plan_neighbour_identity(flow, identity);
}

static void source_entry(const struct plan_flow *flow, struct flow_entry *entry)
{
	source_identity(flow, &entry->identity);
	flow_actions_goto(&entry->actions,
			  flow->suppresses ? PLAN_TABLE_SENDER : PLAN_TABLE_FORWARD);
	entry->idle_timeout = flow->idle_timeout;
}

static void guard_entry(const struct plan_flow *flow, struct flow_entry *entry)
{
	guard_identity(flow, &entry->identity);
	flow_actions_upcall(&entry->actions, FLOWDP_UPCALL_LEARN, 0, UPCALL_BYTES);
	entry->has_leader = true;
	source_identity(flow, &entry->leader);
}

static void rule_entry(const struct plan_flow *flow, struct flow_entry *entry)
{
	rule_identity(flow, &entry->identity);
	rule_actions(flow, &entry->actions);
}

static void overflow_entry(const struct plan_flow *flow, struct flow_entry *entry)
{
	overflow_identity(flow, &entry->identity);
	flow_actions_drop(&entry->actions);
}

static void forward_entry(const struct plan_flow *flow, struct flow_entry *entry)
{
	forward_identity(flow, &entry->identity);
	flow_actions_output(&entry->actions, flow->port);
	entry->has_leader = true;
	source_identity(flow, &entry->leader);
}

void plan_to_entry(const struct plan_flow *flow, struct flow_entry *entry)
{
	memset(entry, 0, sizeof(*entry));
	entry->cookie = PLAN_COOKIE | (uint64_t)(flow->serial & PLAN_SERIAL_MAX) << 8 | flow->kind;
	if (flow->form == PLAN_RULE)
		rule_entry(flow, entry);
	else if (flow->form == PLAN_GUARD)
		guard_entry(flow, entry);
	else if (flow->form == PLAN_OVERFLOW)
		overflow_entry(flow, entry);
	else if (flow->table == PLAN_TABLE_SOURCE)
		source_entry(flow, entry);
	else if (flow->table == PLAN_TABLE_FORWARD)
		forward_entry(flow, entry);
	else
		plan_neighbour_entry(flow, entry);
}

static bool is_rule(uint8_t kind)
{
	return kind < __PLAN_RULE_MAX && rules[kind].priority;
}

static void read_station(const struct flow_entry *entry, struct plan_flow *flow)
{
	const struct flow_actions *actions = &entry->actions;
	const struct flow_match *match = &entry->identity.match;
	unsigned int mac = FLOWDP_A_FIELD_ETH_SRC;

	flow->vid = flow_match_number(match, FLOWDP_A_FIELD_VID);
	if (is_rule(flow->kind)) {
		flow->form = PLAN_RULE;
		return;
	}
	flow->port = flow_match_number(match, FLOWDP_A_FIELD_IN_PORT);
	if (entry->identity.priority == PLAN_PRIORITY_GUARD) {
		flow->form = PLAN_GUARD;
		flow->port = flow_match_number(&entry->leader.match, FLOWDP_A_FIELD_IN_PORT);
	} else if (entry->identity.priority == PLAN_PRIORITY_OVERFLOW) {
		flow->form = PLAN_OVERFLOW;
	} else if (flow->table == PLAN_TABLE_SOURCE) {
		flow->idle_timeout = entry->idle_timeout;
		flow->suppresses = actions->count &&
				   actions->list[actions->count - 1].table == PLAN_TABLE_SENDER;
	} else {
		mac = FLOWDP_A_FIELD_ETH_DST;
		flow->port = actions->list[0].port;
	}
	if (flow_match_has(match, mac))
		memcpy(flow->mac, match->key[mac].bytes, sizeof(flow->mac));
}

/* What the fields of the flow say, whatever else it holds. */
static void read_fields(const struct flow_entry *entry, struct plan_flow *flow)
{
	memset(flow, 0, sizeof(*flow));
	flow->table = entry->identity.table;
	flow->kind = entry->cookie & 0xff;
	flow->serial = entry->cookie >> 8 & PLAN_SERIAL_MAX;
	if (is_neighbour(flow->table))
		plan_neighbour_read(entry, flow);
	else
		read_station(entry, flow);
}

static bool same_identity(const struct flow_identity *a, const struct flow_identity *b)
{
	return a->table == b->table && a->priority == b->priority &&
	       flow_match_equal(&a->match, &b->match);
}

/* Whether there are such flows: of a port and VLAN that can be, of this kind in their table. */
static bool can_be(const struct plan_flow *flow)
{
	if (flow->port >= FLOWDP_PORTS_MAX || flow->vid > FLOWDP_VID_MAX ||
	    flow->address.vid > FLOWDP_VID_MAX)
		return false;
	if (flow->form == PLAN_RULE)
		return true;
	if (flow->form == PLAN_SENDER_RULE || flow->form == PLAN_OVERFLOW)
		return !flow->kind;
	if (is_neighbour(flow->table))
		return flow->kind == FLOW_FDB_DYNAMIC ||
		       (flow->kind == FLOW_FDB_STATIC && flow->table == PLAN_TABLE_SENDER);
	return flow->kind < __FLOW_FDB_KIND_MAX;
}

bool plan_from_entry(const struct flow_entry *entry, struct plan_flow *flow)
{
	struct flow_entry expected;

	if (!plan_is_ours(entry->cookie))
		return false;
	if (entry->identity.table != PLAN_TABLE_SOURCE &&
	    entry->identity.table != PLAN_TABLE_FORWARD && !is_neighbour(entry->identity.table))
		return false;
	read_fields(entry, flow);
	if (!can_be(flow))
		return false;
	plan_to_entry(flow, &expected);
	return same_identity(&entry->identity, &expected.identity) &&
	       flow_actions_equal(&entry->actions, &expected.actions) &&
	       entry->hard_timeout == 0 && entry->idle_timeout == expected.idle_timeout &&
	       entry->has_leader == expected.has_leader &&
	       (!entry->has_leader || same_identity(&entry->leader, &expected.leader));
}

void plan_default(uint8_t table, struct flow_actions *actions)
{
	memset(actions, 0, sizeof(*actions));
	switch (table) {
	case PLAN_TABLE_POLICY:
		flow_actions_goto(actions, PLAN_TABLE_SOURCE);
		break;
	case PLAN_TABLE_SOURCE:
		flow_actions_upcall(actions, FLOWDP_UPCALL_LEARN, 0, UPCALL_BYTES);
		flow_actions_goto(actions, PLAN_TABLE_FORWARD);
		break;
	case PLAN_TABLE_SENDER:
	case PLAN_TABLE_TARGET:
		flow_actions_goto(actions, PLAN_TABLE_FORWARD);
		break;
	case PLAN_TABLE_FORWARD:
		flow_actions_flood(actions);
		break;
	}
}
