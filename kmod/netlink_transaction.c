// SPDX-License-Identifier: GPL-2.0-only
/* Requests that change a switch: one change alone, or many as one transaction. */
#include <linux/build_bug.h>

#include "netlink_objects.h"
#include "switch.h"
#include "transaction.h"

static const struct nla_policy operation_policy[FLOWDP_A_OPERATION_MAX + 1] = {
	[FLOWDP_A_OPERATION_COMMAND] = { .type = NLA_U8 },
	[FLOWDP_A_OPERATION_FLAGS] = NLA_POLICY_MASK(NLA_U16, NLM_F_CREATE | NLM_F_EXCL |
						     NLM_F_REPLACE),
	/* Parsed by the command's own policy. */
	[FLOWDP_A_OPERATION_ATTRS] = { .type = NLA_NESTED },
};

const struct nla_policy fdp_transaction_policy[FLOWDP_A_TRANSACTION_MAX + 1] = {
	[FLOWDP_A_TRANSACTION_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_TRANSACTION_OPERATION] = NLA_POLICY_NESTED(operation_policy),
};

#define ATTRS_MAX	((int)FLOWDP_A_PORT_COOKIE)

/* There is to be room for all attributes of each. */
#define CHANGE(apply, policy, attrs)						\
	{ apply, policy, (attrs) + BUILD_BUG_ON_ZERO((attrs) > ATTRS_MAX) }

/* What can be part of a transaction. */
static const struct change {
	int (*apply)(const struct fdp_request *request);
	const struct nla_policy *policy;
	int max_attr;
} changes[FLOWDP_CMD_MAX + 1] = {
	[FLOWDP_CMD_PORT_SET] = CHANGE(fdp_netlink_port_set, fdp_port_set_policy,
				       FLOWDP_A_PORT_COOKIE),
	[FLOWDP_CMD_TABLE_SET] = CHANGE(fdp_netlink_table_set, fdp_table_set_policy,
					FLOWDP_A_TABLE_DEFAULT),
	[FLOWDP_CMD_FLOW_NEW] = CHANGE(fdp_netlink_flow_new, fdp_flow_new_policy,
				       FLOWDP_A_FLOW_LEADER),
	[FLOWDP_CMD_FLOW_DEL] = CHANGE(fdp_netlink_flow_delete, fdp_flow_filter_policy,
				       FLOWDP_A_FLOW_COOKIE_MASK),
	[FLOWDP_CMD_GROUP_NEW] = CHANGE(fdp_netlink_group_new, fdp_group_set_policy,
					FLOWDP_A_GROUP_BUCKET),
	[FLOWDP_CMD_GROUP_SET] = CHANGE(fdp_netlink_group_set, fdp_group_set_policy,
					FLOWDP_A_GROUP_BUCKET),
	[FLOWDP_CMD_GROUP_DEL] = CHANGE(fdp_netlink_group_delete, fdp_group_get_policy,
					FLOWDP_A_GROUP_ID),
};

static int finish(struct fdp_transaction *transaction, int err)
{
	if (err)
		fdp_transaction_abort(transaction);
	else
		fdp_transaction_commit(transaction);
	return err;
}

/* Carries out a command that is one change. */
int fdp_netlink_change(struct sk_buff *skb, struct genl_info *info)
{
	struct fdp_transaction transaction;
	const struct fdp_request request = {
		.sw = info->user_ptr[0],
		.transaction = &transaction,
		.attrs = info->attrs,
		.first = nlmsg_attrdata(info->nlhdr, GENL_HDRLEN),
		.len = nlmsg_attrlen(info->nlhdr, GENL_HDRLEN),
		.flags = info->nlhdr->nlmsg_flags,
		.extack = info->extack,
	};

	fdp_transaction_begin(&transaction, request.sw);
	return finish(&transaction, changes[info->genlhdr->cmd].apply(&request));
}

static int parse_operation(struct nlattr **tb, const struct nlattr *attr,
			   struct netlink_ext_ack *extack)
{
	int err = nla_parse_nested(tb, FLOWDP_A_OPERATION_MAX, attr, operation_policy, extack);

	if (err)
		return err;
	if (!tb[FLOWDP_A_OPERATION_COMMAND] || !tb[FLOWDP_A_OPERATION_ATTRS])
		return fdp_refuse(extack, attr, EINVAL,
				  "an operation needs a command and attributes");
	return 0;
}

static int apply_operation(struct fdp_transaction *transaction, const struct nlattr *attr,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[ATTRS_MAX + 1] = {};
	struct nlattr *tb[FLOWDP_A_OPERATION_MAX + 1];
	struct fdp_request request = {
		.sw = transaction->sw,
		.transaction = transaction,
		.attrs = attrs,
		.nest = attr,
		.extack = extack,
	};
	const struct change *change;
	u8 command;
	int err;

	err = parse_operation(tb, attr, extack);
	if (err)
		return err;
	command = nla_get_u8(tb[FLOWDP_A_OPERATION_COMMAND]);
	if (command > FLOWDP_CMD_MAX || !changes[command].apply)
		return fdp_refuse(extack, tb[FLOWDP_A_OPERATION_COMMAND], EOPNOTSUPP,
				  "this command cannot be part of a transaction");
	change = &changes[command];
	err = nla_parse_nested(attrs, change->max_attr, tb[FLOWDP_A_OPERATION_ATTRS],
			       change->policy, extack);
	if (err)
		return err;
	if (attrs[FDP_ATTR_SWITCH])
		return fdp_refuse(extack, attrs[FDP_ATTR_SWITCH], EINVAL,
				  "the transaction says which switch it is for");
	request.first = nla_data(tb[FLOWDP_A_OPERATION_ATTRS]);
	request.len = nla_len(tb[FLOWDP_A_OPERATION_ATTRS]);
	if (tb[FLOWDP_A_OPERATION_FLAGS])
		request.flags = nla_get_u16(tb[FLOWDP_A_OPERATION_FLAGS]);
	err = change->apply(&request);
	if (err && !extack->bad_attr)
		NL_SET_BAD_ATTR(extack, attr);
	return err;
}

/* Carries out all changes or none. */
int fdp_netlink_transaction(struct sk_buff *skb, struct genl_info *info)
{
	struct fdp_transaction transaction;
	const struct nlattr *attr;
	int err = 0, rem;

	fdp_transaction_begin(&transaction, info->user_ptr[0]);
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != FLOWDP_A_TRANSACTION_OPERATION)
			continue;
		err = apply_operation(&transaction, attr, info->extack);
		if (err)
			break;
		cond_resched();
	}
	return finish(&transaction, err);
}
