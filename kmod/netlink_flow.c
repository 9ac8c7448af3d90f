// SPDX-License-Identifier: GPL-2.0-only
/* Requests about flows. */
#include "flow.h"
#include "netlink_objects.h"
#include "switch.h"

static const struct nla_policy identity_policy[FLOWDP_A_FLOW_MASK + 1] = {
	[FLOWDP_A_FLOW_TABLE] = NLA_POLICY_MAX(NLA_U8, FLOWDP_TABLES_MAX - 1),
	[FLOWDP_A_FLOW_PRIORITY] = { .type = NLA_U16 },
	[FLOWDP_A_FLOW_KEY] = NLA_POLICY_NESTED(fdp_field_policy),
	[FLOWDP_A_FLOW_MASK] = NLA_POLICY_NESTED(fdp_field_policy),
};

const struct nla_policy fdp_flow_filter_policy[FLOWDP_A_FLOW_COOKIE_MASK + 1] = {
	[FLOWDP_A_FLOW_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_FLOW_TABLE] = NLA_POLICY_MAX(NLA_U8, FLOWDP_TABLES_MAX - 1),
	[FLOWDP_A_FLOW_PRIORITY] = { .type = NLA_U16 },
	[FLOWDP_A_FLOW_KEY] = NLA_POLICY_NESTED(fdp_field_policy),
	[FLOWDP_A_FLOW_MASK] = NLA_POLICY_NESTED(fdp_field_policy),
	[FLOWDP_A_FLOW_COOKIE] = { .type = NLA_U64 },
	[FLOWDP_A_FLOW_COOKIE_MASK] = { .type = NLA_U64 },
};

static struct netlink_range_validation timeout_range = {
	.max = FLOWDP_TIMEOUT_MAX,
};

const struct nla_policy fdp_flow_new_policy[FLOWDP_A_FLOW_LEADER + 1] = {
	[FLOWDP_A_FLOW_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_FLOW_TABLE] = NLA_POLICY_MAX(NLA_U8, FLOWDP_TABLES_MAX - 1),
	[FLOWDP_A_FLOW_PRIORITY] = { .type = NLA_U16 },
	[FLOWDP_A_FLOW_KEY] = NLA_POLICY_NESTED(fdp_field_policy),
	[FLOWDP_A_FLOW_MASK] = NLA_POLICY_NESTED(fdp_field_policy),
	[FLOWDP_A_FLOW_ACTIONS] = NLA_POLICY_NESTED(fdp_action_policy),
	[FLOWDP_A_FLOW_COOKIE] = { .type = NLA_U64 },
	[FLOWDP_A_FLOW_IDLE_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &timeout_range),
	[FLOWDP_A_FLOW_HARD_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &timeout_range),
	[FLOWDP_A_FLOW_LEADER] = NLA_POLICY_NESTED(identity_policy),
};

static int parse_identity(struct fdp_flow_identity *identity, struct nlattr **attrs,
			  struct netlink_ext_ack *extack)
{
	identity->table = attrs[FLOWDP_A_FLOW_TABLE] ? nla_get_u8(attrs[FLOWDP_A_FLOW_TABLE]) : 0;
	identity->priority = attrs[FLOWDP_A_FLOW_PRIORITY] ?
			     nla_get_u16(attrs[FLOWDP_A_FLOW_PRIORITY]) : 0;
	return fdp_field_parse_match(&identity->match, attrs[FLOWDP_A_FLOW_KEY],
				     attrs[FLOWDP_A_FLOW_MASK], extack);
}

static int parse_leader(struct fdp_flow_identity *leader, const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[FLOWDP_A_FLOW_MASK + 1];
	int err = nla_parse_nested(tb, FLOWDP_A_FLOW_MASK, attr, identity_policy, extack);

	return err ?: parse_identity(leader, tb, extack);
}

static u32 get_u32(const struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

/* FLOWDP_CMD_FLOW_NEW */
int fdp_netlink_flow_new(const struct fdp_request *request)
{
	struct nlattr **attrs = request->attrs;
	struct fdp_flow_spec spec = {
		.actions = attrs[FLOWDP_A_FLOW_ACTIONS],
		.idle_timeout = get_u32(attrs[FLOWDP_A_FLOW_IDLE_TIMEOUT]),
		.hard_timeout = get_u32(attrs[FLOWDP_A_FLOW_HARD_TIMEOUT]),
		.flags = request->flags,
	};
	struct fdp_flow_identity leader;
	int err;

	if (attrs[FLOWDP_A_FLOW_COOKIE])
		spec.cookie = nla_get_u64(attrs[FLOWDP_A_FLOW_COOKIE]);
	err = parse_identity(&spec.identity, attrs, request->extack);
	if (!err && attrs[FLOWDP_A_FLOW_LEADER]) {
		err = parse_leader(&leader, attrs[FLOWDP_A_FLOW_LEADER], request->extack);
		spec.leader = &leader;
	}
	return err ?: fdp_flow_add(request->transaction, &spec, request->extack);
}

static int parse_filter(struct fdp_flow_filter *filter, struct nlattr **attrs,
			struct netlink_ext_ack *extack)
{
	*filter = (struct fdp_flow_filter){ .table = -1 };
	if (attrs[FLOWDP_A_FLOW_PRIORITY])
		return fdp_refuse(extack, attrs[FLOWDP_A_FLOW_PRIORITY], EINVAL,
				  "a filter has no priority; ask for one flow without NLM_F_DUMP");
	if (attrs[FLOWDP_A_FLOW_TABLE])
		filter->table = nla_get_u8(attrs[FLOWDP_A_FLOW_TABLE]);
	if (attrs[FLOWDP_A_FLOW_COOKIE]) {
		filter->cookie = nla_get_u64(attrs[FLOWDP_A_FLOW_COOKIE]);
		filter->cookie_mask = U64_MAX;
	}
	if (attrs[FLOWDP_A_FLOW_COOKIE_MASK]) {
		if (!attrs[FLOWDP_A_FLOW_COOKIE])
			return fdp_refuse(extack, attrs[FLOWDP_A_FLOW_COOKIE_MASK], EINVAL,
					  "a cookie mask needs a cookie");
		filter->cookie_mask = nla_get_u64(attrs[FLOWDP_A_FLOW_COOKIE_MASK]);
	}
	return fdp_field_parse_match(&filter->match, attrs[FLOWDP_A_FLOW_KEY],
				     attrs[FLOWDP_A_FLOW_MASK], extack);
}

/* The flow of the identity in @attrs, or an ERR_PTR. */
static struct fdp_flow *find_flow(struct fdp_switch *sw, struct nlattr **attrs,
				  struct netlink_ext_ack *extack)
{
	const struct nlattr *cookie = attrs[FLOWDP_A_FLOW_COOKIE] ?:
				      attrs[FLOWDP_A_FLOW_COOKIE_MASK];
	struct fdp_flow_identity identity;
	struct fdp_flow *flow;
	int err;

	if (cookie)
		return ERR_PTR(fdp_refuse(extack, cookie, EINVAL,
			"give either a priority, for one flow, or a cookie, for many"));
	err = parse_identity(&identity, attrs, extack);
	if (err)
		return ERR_PTR(err);
	flow = fdp_flow_find(sw, &identity);
	if (!flow) {
		NL_SET_ERR_MSG(extack, "the switch has no such flow");
		return ERR_PTR(-ENOENT);
	}
	return flow;
}

/* FLOWDP_CMD_FLOW_DEL */
int fdp_netlink_flow_delete(const struct fdp_request *request)
{
	struct fdp_flow_filter filter;
	struct fdp_flow *flow;
	int err;

	if (request->attrs[FLOWDP_A_FLOW_PRIORITY]) {
		flow = find_flow(request->sw, request->attrs, request->extack);
		if (IS_ERR(flow))
			return PTR_ERR(flow);
		fdp_flow_doom(request->transaction, flow, FLOWDP_REMOVED_DELETED);
		return 0;
	}
	err = parse_filter(&filter, request->attrs, request->extack);
	if (!err)
		fdp_flow_doom_matching(request->transaction, &filter);
	return err;
}

static int put_leader(struct sk_buff *msg, const struct fdp_flow *leader)
{
	struct nlattr *nest = nla_nest_start(msg, FLOWDP_A_FLOW_LEADER);
	struct fdp_match match;

	fdp_flow_get_match(leader, &match);
	if (!nest ||
	    nla_put_u8(msg, FLOWDP_A_FLOW_TABLE, leader->rule.table) ||
	    nla_put_u16(msg, FLOWDP_A_FLOW_PRIORITY, leader->rule.priority) ||
	    fdp_field_put_match(msg, FLOWDP_A_FLOW_KEY, FLOWDP_A_FLOW_MASK, &match))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static u64 to_ms(unsigned long interval)
{
	return div_u64((u64)interval * MSEC_PER_SEC, HZ);
}

static int put_statistics(struct sk_buff *msg, const struct fdp_flow *flow)
{
	struct fdp_rule_totals totals;
	unsigned long now;

	fdp_flow_stats_sum(flow, &totals);
	now = jiffies;
	if (nla_put_u64_64bit(msg, FLOWDP_A_FLOW_PACKETS, totals.packets, FLOWDP_A_FLOW_PAD) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_FLOW_BYTES, totals.bytes, FLOWDP_A_FLOW_PAD) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_FLOW_AGE, to_ms(now - fdp_flow_created(flow)),
			      FLOWDP_A_FLOW_PAD))
		return -EMSGSIZE;
	if (!totals.packets)
		return 0;
	return nla_put_u64_64bit(msg, FLOWDP_A_FLOW_IDLE, to_ms(now - totals.used),
				 FLOWDP_A_FLOW_PAD);
}

static int put_timeouts(struct sk_buff *msg, const struct fdp_flow *flow)
{
	if (flow->idle_timeout &&
	    nla_put_u32(msg, FLOWDP_A_FLOW_IDLE_TIMEOUT, flow->idle_timeout))
		return -EMSGSIZE;
	if (flow->hard_timeout &&
	    nla_put_u32(msg, FLOWDP_A_FLOW_HARD_TIMEOUT, flow->hard_timeout))
		return -EMSGSIZE;
	return 0;
}

/* Writes a flow as FLOW_GET replies it; returns 0 or -EMSGSIZE. */
int fdp_netlink_put_flow(struct sk_buff *msg, const struct fdp_switch *sw,
			 const struct fdp_flow *flow)
{
	struct fdp_match match;

	fdp_flow_get_match(flow, &match);
	if (nla_put_u32(msg, FLOWDP_A_FLOW_SWITCH, sw->dev->ifindex) ||
	    nla_put_u8(msg, FLOWDP_A_FLOW_TABLE, flow->rule.table) ||
	    nla_put_u16(msg, FLOWDP_A_FLOW_PRIORITY, flow->rule.priority) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_FLOW_COOKIE, flow->rule.cookie, FLOWDP_A_FLOW_PAD) ||
	    fdp_field_put_match(msg, FLOWDP_A_FLOW_KEY, FLOWDP_A_FLOW_MASK, &match) ||
	    fdp_action_put_list(msg, FLOWDP_A_FLOW_ACTIONS, flow->rule.actions) ||
	    put_timeouts(msg, flow) ||
	    put_statistics(msg, flow))
		return -EMSGSIZE;
	return flow->leader ? put_leader(msg, flow->leader) : 0;
}

/* FLOWDP_CMD_FLOW_GET of one */
int fdp_netlink_flow_get(struct sk_buff *skb, struct genl_info *info)
{
	struct fdp_switch *sw = info->user_ptr[0];
	struct fdp_message message;
	struct fdp_flow *flow;
	int err;

	flow = find_flow(sw, info->attrs, info->extack);
	if (IS_ERR(flow))
		return PTR_ERR(flow);
	err = fdp_netlink_new_reply(&message, info, FLOWDP_CMD_FLOW_GET, FDP_FLOW_MESSAGE_SIZE);
	if (err)
		return err;
	return fdp_netlink_reply(&message, info, fdp_netlink_put_flow(message.skb, sw, flow));
}

static int dump_one(struct sk_buff *skb, struct netlink_callback *cb,
		    const struct fdp_switch *sw, const struct fdp_flow *flow)
{
	void *header = fdp_netlink_begin_object(skb, cb, FLOWDP_CMD_FLOW_GET);

	if (!header)
		return -EMSGSIZE;
	return fdp_netlink_end_object(skb, header, fdp_netlink_put_flow(skb, sw, flow));
}

/* The longest flow is longer than the page that the core would give each part. */
int fdp_netlink_flow_start_dump(struct netlink_callback *cb)
{
	cb->min_dump_alloc = FDP_FLOW_MESSAGE_SIZE;
	return 0;
}

/* FLOWDP_CMD_FLOW_GET of all that pass a filter; args[0]: the id to go on with */
int fdp_netlink_flow_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct fdp_switch *sw = fdp_netlink_begin_dump(cb);
	struct fdp_flow_filter filter;
	struct fdp_flow *flow;
	unsigned long id;
	int err;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = parse_filter(&filter, fdp_dump_attrs(cb), cb->extack);
	if (err)
		goto out;
	xa_for_each_start(&sw->flows, id, flow, cb->args[0]) {
		cond_resched();
		if (!fdp_flow_passes(flow, &filter))
			continue;
		if (dump_one(skb, cb, sw, flow))
			break;
	}
	cb->args[0] = flow ? id : ULONG_MAX;
	err = fdp_netlink_dumped(skb, !flow);
out:
	fdp_netlink_end_dump(sw);
	return err;
}
