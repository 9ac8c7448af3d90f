// SPDX-License-Identifier: GPL-2.0-only
/* Requests about tables. */
#include <linux/slab.h>

#include "netlink_objects.h"
#include "switch.h"
#include "transaction.h"

const struct nla_policy fdp_table_get_policy[FLOWDP_A_TABLE_SWITCH + 1] = {
	[FLOWDP_A_TABLE_SWITCH] = { .type = NLA_U32 },
};

const struct nla_policy fdp_table_set_policy[FLOWDP_A_TABLE_DEFAULT + 1] = {
	[FLOWDP_A_TABLE_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_TABLE_ID] = NLA_POLICY_MAX(NLA_U8, FLOWDP_TABLES_MAX - 1),
	[FLOWDP_A_TABLE_DEFAULT] = NLA_POLICY_NESTED(fdp_action_policy),
};

/* A table gets another default. */
struct default_change {
	struct fdp_change change;
	struct fdp_default *miss;	/* new */
};

static struct default_change *to_default_change(struct fdp_change *change)
{
	return container_of(change, struct default_change, change);
}

static void commit(struct fdp_switch *sw, struct fdp_change *base, u64 generation)
{
	fdp_rule_begin(&to_default_change(base)->miss->rule, generation);
}

static void settle(struct fdp_switch *sw, struct fdp_change *base)
{
	struct default_change *change = to_default_change(base);

	fdp_table_settle_default(sw, change->miss);
	kfree(change);
}

static void undo(struct fdp_switch *sw, struct fdp_change *base)
{
	struct default_change *change = to_default_change(base);
	struct fdp_action_list *actions = change->miss->rule.actions;

	fdp_action_release_groups(actions);
	fdp_table_pop_default(sw, change->miss);
	fdp_action_hold_groups(fdp_table_default(sw, change->miss->rule.table)->rule.actions);
	kfree(change);
}

static struct fdp_default *new_default(const struct fdp_request *request, u8 table)
{
	const struct fdp_action_place place = {
		.sw = request->sw,
		.table = table,
		.group = true,
	};
	struct fdp_action_list *actions;
	struct fdp_default *miss;

	actions = fdp_action_parse(&place, request->attrs[FLOWDP_A_TABLE_DEFAULT],
				   request->extack);
	if (IS_ERR(actions))
		return ERR_CAST(actions);
	miss = fdp_table_new_default(table);
	if (!miss) {
		fdp_action_free(actions);
		return ERR_PTR(-ENOMEM);
	}
	fdp_rule_set_actions(&miss->rule, actions);
	return miss;
}

/* FLOWDP_CMD_TABLE_SET */
int fdp_netlink_table_set(const struct fdp_request *request)
{
	struct nlattr **attrs = request->attrs;
	struct default_change *change;
	struct fdp_default *miss;
	u8 table;

	if (!attrs[FLOWDP_A_TABLE_ID] || !attrs[FLOWDP_A_TABLE_DEFAULT])
		return fdp_refuse(request->extack, request->nest, EINVAL,
				  "a table's default needs the table's number and actions");
	table = nla_get_u8(attrs[FLOWDP_A_TABLE_ID]);
	change = kzalloc(sizeof(*change), GFP_KERNEL);
	if (!change)
		return -ENOMEM;
	miss = new_default(request, table);
	if (IS_ERR(miss)) {
		kfree(change);
		return PTR_ERR(miss);
	}
	change->miss = miss;
	change->change = (struct fdp_change){
		.commit = commit,
		.settle = settle,
		.undo = undo,
	};
	fdp_action_release_groups(fdp_table_default(request->sw, table)->rule.actions);
	fdp_action_hold_groups(miss->rule.actions);
	fdp_table_push_default(request->sw, miss);
	fdp_transaction_add(request->transaction, &change->change);
	return 0;
}

static int put_table(struct sk_buff *msg, struct fdp_switch *sw, u8 table)
{
	const struct fdp_rule *miss = &fdp_table_default(sw, table)->rule;
	struct fdp_rule_totals totals = {};

	fdp_rule_sum(miss, &totals);
	if (nla_put_u32(msg, FLOWDP_A_TABLE_SWITCH, sw->dev->ifindex) ||
	    nla_put_u8(msg, FLOWDP_A_TABLE_ID, table) ||
	    fdp_action_put_list(msg, FLOWDP_A_TABLE_DEFAULT, miss->actions) ||
	    nla_put_u32(msg, FLOWDP_A_TABLE_FLOWS, sw->tables[table].flow_count) ||
	    nla_put_u32(msg, FLOWDP_A_TABLE_MASKS, fdp_table_mask_count(sw, table)) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_TABLE_DEFAULT_PACKETS, totals.packets,
			      FLOWDP_A_TABLE_PAD) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_TABLE_DEFAULT_BYTES, totals.bytes,
			      FLOWDP_A_TABLE_PAD))
		return -EMSGSIZE;
	return 0;
}

/* FLOWDP_CMD_TABLE_GET; args[0]: the table to go on with */
int fdp_netlink_table_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct fdp_switch *sw = fdp_netlink_begin_dump(cb);
	void *header;
	int result;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	for (; cb->args[0] < FLOWDP_TABLES_MAX; cb->args[0]++) {
		header = fdp_netlink_dump_header(skb, cb, FLOWDP_CMD_TABLE_GET);
		if (!header)
			break;
		if (put_table(skb, sw, cb->args[0])) {
			genlmsg_cancel(skb, header);
			break;
		}
		genlmsg_end(skb, header);
	}
	result = fdp_netlink_dumped(skb, cb->args[0] == FLOWDP_TABLES_MAX);
	fdp_netlink_end_dump(sw);
	return result;
}
