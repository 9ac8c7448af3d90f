// SPDX-License-Identifier: GPL-2.0-only
/* Requests about tables. */
#include "netlink_objects.h"
#include "switch.h"
#include "table_default.h"

const struct nla_policy fdp_table_get_policy[FLOWDP_A_TABLE_SWITCH + 1] = {
	[FLOWDP_A_TABLE_SWITCH] = { .type = NLA_U32 },
};

const struct nla_policy fdp_table_set_policy[FLOWDP_A_TABLE_DEFAULT + 1] = {
	[FLOWDP_A_TABLE_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_TABLE_ID] = NLA_POLICY_MAX(NLA_U8, FLOWDP_TABLES_MAX - 1),
	[FLOWDP_A_TABLE_DEFAULT] = NLA_POLICY_NESTED(fdp_action_policy),
};

/* FLOWDP_CMD_TABLE_SET */
int fdp_netlink_table_set(const struct fdp_request *request)
{
	struct fdp_action_place place = { .sw = request->sw, .group = true };
	const struct nlattr *id = request->attrs[FLOWDP_A_TABLE_ID];
	const struct nlattr *nest = request->attrs[FLOWDP_A_TABLE_DEFAULT];
	struct fdp_action_list *actions;
	int err;

	if (!id || !nest)
		return fdp_refuse(request->extack, request->nest, EINVAL,
				  "a table's default needs the table's number and actions");
	place.table = nla_get_u8(id);
	actions = fdp_action_parse(&place, nest, request->extack);
	if (IS_ERR(actions))
		return PTR_ERR(actions);
	err = fdp_table_default_set(request->transaction, place.table, actions);
	if (err)
		fdp_action_free(actions);
	return err;
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
		header = fdp_netlink_begin_object(skb, cb, FLOWDP_CMD_TABLE_GET);
		if (!header)
			break;
		if (fdp_netlink_end_object(skb, header, put_table(skb, sw, cb->args[0])))
			break;
	}
	result = fdp_netlink_dumped(skb, cb->args[0] == FLOWDP_TABLES_MAX);
	fdp_netlink_end_dump(sw);
	return result;
}
