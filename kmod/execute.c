// SPDX-License-Identifier: GPL-2.0-only
/* Running actions on a packet. */
#include <linux/etherdevice.h>

#include "execute.h"
#include "group.h"
#include "rewrite.h"
#include "trace.h"
#include "tx.h"

/*
 * @final: nothing needs the packet afterwards, so the last output may send it rather
 * than a clone.
 */
static void output(struct fdp_packet *packet, u16 number, bool final)
{
	const struct fdp_port *port = fdp_port_find(packet->sw, number);
	enum flowdp_drop_reason reason;
	enum fdp_vlan_form form;

	reason = port ? fdp_tx_admits(packet->in, packet->vid, port, &form) :
			FLOWDP_DROP_NO_PORT;
	if (reason)
		fdp_packet_refuse_copy(packet, port, reason);
	else
		fdp_tx_output(packet, port, form, final);
}

static u32 flood_flag(const struct sk_buff *skb)
{
	const u8 *dest = skb->data;

	if (is_broadcast_ether_addr(dest))
		return FLOWDP_PORT_F_FLOOD_BROADCAST;
	if (is_multicast_ether_addr(dest))
		return FLOWDP_PORT_F_FLOOD_MULTICAST;
	return FLOWDP_PORT_F_FLOOD_UNICAST;
}

/* A port that is left out counts no drop, unless the frame is just too long for it. */
static bool floods_to(struct fdp_packet *packet, const struct fdp_port *port, u32 flag,
		      enum fdp_vlan_form *form)
{
	enum flowdp_drop_reason reason;

	if (!(fdp_port_config(port)->flags & flag))
		return false;
	reason = fdp_tx_admits(packet->in, packet->vid, port, form) ?:
		 fdp_tx_fits(packet, port, *form);
	if (reason == FLOWDP_DROP_EGRESS_MTU)
		fdp_packet_refuse_copy(packet, port, reason);
	return !reason;
}

static void flood(struct fdp_packet *packet, bool final)
{
	u32 flag = flood_flag(packet->skb);
	const struct fdp_port *port, *previous = NULL;
	enum fdp_vlan_form form, previous_form = FDP_VLAN_AS_IS;

	packet->reason = FLOWDP_DROP_NO_OUTPUT;
	list_for_each_entry_rcu(port, &packet->sw->port_list, node) {
		if (!floods_to(packet, port, flag, &form))
			continue;
		if (previous)
			fdp_tx_send(packet, previous, previous_form, false);
		previous = port;
		previous_form = form;
	}
	if (previous)
		fdp_tx_send(packet, previous, previous_form, final);
}

static bool run(struct fdp_packet *packet, const struct fdp_action_list *list, bool final);

static void lose_flood(struct fdp_packet *packet)
{
	u32 flag = flood_flag(packet->skb);
	const struct fdp_port *port;
	enum fdp_vlan_form form;

	list_for_each_entry_rcu(port, &packet->sw->port_list, node) {
		if (floods_to(packet, port, flag, &form))
			fdp_packet_refuse_copy(packet, port, FLOWDP_DROP_NO_MEMORY);
	}
}

/* A bucket's packet could not be cloned: each port that it was for counts a drop. */
static void lose_bucket(struct fdp_packet *packet, const struct fdp_action_list *list)
{
	unsigned int i;

	packet->reason = FLOWDP_DROP_NO_MEMORY;
	for (i = 0; i < list->count; i++) {
		const struct fdp_action *action = &list->actions[i];

		if (action->type == FLOWDP_A_ACTION_OUTPUT)
			fdp_packet_refuse_copy(packet, fdp_port_find(packet->sw, action->port),
					       FLOWDP_DROP_NO_MEMORY);
		else if (action->type == FLOWDP_A_ACTION_FLOOD)
			lose_flood(packet);
	}
}

/* Runs a bucket; on a clone, if it changes a packet that is needed afterwards. */
static void run_bucket(struct fdp_packet *packet, const struct fdp_action_list *list, bool final)
{
	struct fdp_packet branch = *packet;

	if (final || !list->rewrites) {
		run(packet, list, final);
		return;
	}
	branch.skb = skb_clone(packet->skb, GFP_ATOMIC);
	if (!branch.skb) {
		lose_bucket(packet, list);
		return;
	}
	run(&branch, list, true);
	packet->sent |= branch.sent;
	packet->consumed |= branch.consumed;
	packet->reason = branch.reason;
	consume_skb(branch.skb);
}

static void run_group(struct fdp_packet *packet, const struct fdp_group *group, bool final)
{
	const struct fdp_bucket_array *array = fdp_group_buckets(group);
	unsigned int i;

	if (!packet->trace)
		fdp_group_count(group, packet->length);
	packet->reason = FLOWDP_DROP_NO_OUTPUT;
	for (i = 0; i < array->count; i++)
		run_bucket(packet, array->buckets[i], final && i == array->count - 1);
}

static bool upcall(struct fdp_packet *packet, const struct fdp_action *action)
{
	if (fdp_upcall_action(packet, action))
		return true;
	/* The packet needs the daemon, there is none, and the operator said: drop. */
	packet->reason = FLOWDP_DROP_NO_DAEMON;
	return false;
}

static bool rewrite(struct fdp_packet *packet, const struct fdp_action *action)
{
	enum flowdp_drop_reason reason = fdp_rewrite(packet, action);

	/* A successful change does not decide the packet's fate: keep the reason so far. */
	if (reason)
		packet->reason = reason;
	return !reason;
}

/* Returns false if the packet's way ends here. */
static bool run_action(struct fdp_packet *packet, const struct fdp_action *action, bool final)
{
	switch (action->type) {
	case FLOWDP_A_ACTION_OUTPUT:
		output(packet, action->port, final);
		return true;
	case FLOWDP_A_ACTION_GROUP:
		run_group(packet, action->group, final);
		return true;
	case FLOWDP_A_ACTION_FLOOD:
		flood(packet, final);
		return true;
	case FLOWDP_A_ACTION_UPCALL:
		return upcall(packet, action);
	case FLOWDP_A_ACTION_PUSH_VLAN:
	case FLOWDP_A_ACTION_POP_VLAN:
	case FLOWDP_A_ACTION_SET:
		return rewrite(packet, action);
	case FLOWDP_A_ACTION_DROP:
		packet->reason = FLOWDP_DROP_POLICY;
		return false;
	default:
		return true;
	}
}

/* Returns false if the packet's way ends here. */
static bool run(struct fdp_packet *packet, const struct fdp_action_list *list, bool final)
{
	unsigned int count = unlikely(packet->trace) ? list->count : list->steps;
	unsigned int i;

	for (i = 0; i < count; i++) {
		const struct fdp_action *action = &list->actions[i];

		if (unlikely(packet->trace))
			fdp_trace_action(packet->trace, action);
		if (!run_action(packet, action, final && action->last))
			return false;
	}
	return true;
}

/* For most rules the flags in the rule are enough, and their list is not read. */
static bool run_rule(struct fdp_packet *packet, const struct fdp_rule *rule, bool final)
{
	if (unlikely(packet->trace))
		return run(packet, rule->actions, final);
	if (rule->only_output) {
		output(packet, rule->output, final);
		return true;
	}
	return rule->does_nothing || run(packet, rule->actions, final);
}

/* Runs the actions of all rules that the packet matched, in the order of the tables. */
void fdp_execute_rules(struct fdp_packet *packet, const struct fdp_path *path)
{
	unsigned int i;

	packet->reason = FLOWDP_DROP_POLICY;
	for (i = 0; i < path->count; i++) {
		struct fdp_rule *rule = path->rules[i];

		packet->table = rule->table;
		if (packet->trace)
			fdp_trace_rule(packet->trace, rule);
		else
			fdp_flow_stats_count(packet->sw, rule, packet->length);
		if (rule->is_default && rule->does_nothing && !rule->next_table)
			packet->reason = FLOWDP_DROP_NO_MATCH;
		if (!run_rule(packet, rule, i == path->count - 1))
			return;
	}
}

/* Runs one list that belongs to no table. */
void fdp_execute_list(struct fdp_packet *packet, const struct fdp_action_list *list)
{
	packet->reason = FLOWDP_DROP_POLICY;
	run(packet, list, true);
}
