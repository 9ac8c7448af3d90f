// SPDX-License-Identifier: GPL-2.0-or-later
#include "vlan_rules.h"

#include "setting.h"

static const uint8_t kinds[] = {
	PLAN_NO_LEARNING, PLAN_DROP_UNICAST, PLAN_DROP_MULTICAST, PLAN_DROP_BROADCAST,
	PLAN_FLOOD_BROADCAST, PLAN_SUPPRESSION
};

/* Bit n: there is to be the rule of kind n. */
static uint32_t wanted_rules(const struct bridge_vlan *vlan)
{
	uint32_t rules = 0;

	if (!(vlan->flags & FLOW_VLAN_F_LEARNING))
		rules |= 1U << PLAN_NO_LEARNING;
	else if (vlan->flags & FLOW_VLAN_F_NEIGHBOUR_SUPPRESSION)
		rules |= 1U << PLAN_SUPPRESSION;
	if (!(vlan->flags & FLOW_VLAN_F_FLOOD_UNICAST))
		rules |= 1U << PLAN_DROP_UNICAST;
	if (!(vlan->flags & FLOW_VLAN_F_FLOOD_MULTICAST))
		rules |= 1U << PLAN_DROP_MULTICAST;
	if (!(vlan->flags & FLOW_VLAN_F_FLOOD_BROADCAST))
		rules |= 1U << PLAN_DROP_BROADCAST;
	else if (rules & 1U << PLAN_DROP_MULTICAST)
		rules |= 1U << PLAN_FLOOD_BROADCAST;
	return rules;
}

static int commit(struct bridge *bridge, int64_t now_ms, struct flow_error *error)
{
	int code = fdb_batch_commit(bridge, now_ms);

	if (code && error)
		*error = bridge->batch.sentence;
	return code;
}

/* Adds or removes those of one VLAN that are in @rules. */
static int change(struct bridge *bridge, enum datapath_change_kind kind, uint16_t vid,
		  uint32_t rules, int64_t now_ms, struct flow_error *error)
{
	struct datapath_change it = { .kind = kind };
	int code = 0;
	size_t i;

	for (i = 0; !code && i < sizeof(kinds); i++) {
		if (!(rules & 1U << kinds[i]))
			continue;
		if (fdb_batch_is_full(&bridge->batch))
			code = commit(bridge, now_ms, error);
		plan_rule(kinds[i], vid, &it.flow);
		if (!code)
			code = fdb_batch_change(bridge, &it);
		if (!code)
			bridge->vlans[vid].rules ^= 1U << kinds[i];
	}
	return code;
}

int vlan_rules_settle(struct bridge *bridge, int64_t now_ms, struct flow_error *error)
{
	uint32_t wanted, present;
	uint16_t vid;
	int code = 0;

	fdb_batch_commit(bridge, now_ms);	/* its error is not about rules */
	for (vid = 1; !code && vid <= FLOWDP_VID_MAX; vid++) {
		wanted = wanted_rules(&bridge->vlans[vid]);
		present = bridge->vlans[vid].rules;
		if (wanted == present)
			continue;
		code = change(bridge, DATAPATH_REMOVE, vid, present & ~wanted, now_ms, error);
		if (!code)
			code = change(bridge, DATAPATH_ADD, vid, wanted & ~present, now_ms, error);
	}
	if (!code)
		code = commit(bridge, now_ms, error);
	bridge->unsettled |= code != 0;
	return code;
}

void vlan_rules_forget(struct bridge *bridge)
{
	uint16_t vid;

	for (vid = 1; vid <= FLOWDP_VID_MAX; vid++)
		bridge->vlans[vid].rules = 0;
}

bool vlan_rules_adopt(struct bridge *bridge, const struct plan_flow *flow)
{
	struct bridge_vlan *vlan = &bridge->vlans[flow->vid];

	if (!(wanted_rules(vlan) & 1U << flow->kind))
		return false;
	vlan->rules |= 1U << flow->kind;
	return true;
}

void vlan_rules_failed(struct bridge *bridge, const struct datapath_change *change)
{
	if (change->flow.form == PLAN_RULE)
		bridge->vlans[change->flow.vid].rules ^= 1U << change->flow.kind;
}
