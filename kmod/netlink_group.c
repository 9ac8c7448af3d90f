// SPDX-License-Identifier: GPL-2.0-only
/* Requests about groups. */
#include "group.h"
#include "netlink_objects.h"
#include "switch.h"

static const struct nla_policy bucket_policy[FLOWDP_A_BUCKET_MAX + 1] = {
	[FLOWDP_A_BUCKET_ACTIONS] = NLA_POLICY_NESTED(fdp_action_policy),
};

const struct nla_policy fdp_group_get_policy[FLOWDP_A_GROUP_ID + 1] = {
	[FLOWDP_A_GROUP_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_GROUP_ID] = { .type = NLA_U32 },
};

const struct nla_policy fdp_group_set_policy[FLOWDP_A_GROUP_BUCKET + 1] = {
	[FLOWDP_A_GROUP_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_GROUP_ID] = { .type = NLA_U32 },
	[FLOWDP_A_GROUP_KIND] = NLA_POLICY_MAX(NLA_U8, __FLOWDP_GROUP_KIND_MAX - 1),
	[FLOWDP_A_GROUP_BUCKET] = NLA_POLICY_NESTED(bucket_policy),
};

static int count_buckets(const struct fdp_request *request)
{
	const struct nlattr *attr;
	int count = 0, rem;

	nla_for_each_attr(attr, request->first, request->len, rem) {
		if (nla_type(attr) != FLOWDP_A_GROUP_BUCKET)
			continue;
		if (++count > FLOWDP_BUCKETS_MAX)
			return fdp_refuse(request->extack, attr, E2BIG,
					  "a group holds at most 4096 buckets");
	}
	return count;
}

static struct fdp_action_list *parse_bucket(const struct fdp_request *request,
					    const struct nlattr *attr)
{
	const struct fdp_action_place place = { .sw = request->sw, .table = -1 };
	struct nlattr *tb[FLOWDP_A_BUCKET_MAX + 1];
	int err;

	err = nla_parse_nested(tb, FLOWDP_A_BUCKET_MAX, attr, bucket_policy, request->extack);
	if (err)
		return ERR_PTR(err);
	return fdp_action_parse(&place, tb[FLOWDP_A_BUCKET_ACTIONS], request->extack);
}

static struct fdp_bucket_array *parse_buckets(const struct fdp_request *request)
{
	int count = count_buckets(request), rem;
	struct fdp_bucket_array *array;
	struct fdp_action_list *list;
	const struct nlattr *attr;
	unsigned int i = 0;

	if (count < 0)
		return ERR_PTR(count);
	array = fdp_group_new_buckets(count);
	if (!array)
		return ERR_PTR(-ENOMEM);
	nla_for_each_attr(attr, request->first, request->len, rem) {
		if (nla_type(attr) != FLOWDP_A_GROUP_BUCKET)
			continue;
		list = parse_bucket(request, attr);
		if (IS_ERR(list)) {
			fdp_group_free_buckets(array);
			return ERR_CAST(list);
		}
		array->buckets[i++] = list;
	}
	return array;
}

static int need_id(const struct fdp_request *request)
{
	if (request->attrs[FLOWDP_A_GROUP_ID])
		return 0;
	return fdp_refuse(request->extack, request->nest, EINVAL, "a group needs its number");
}

/* The group that the request names, or an ERR_PTR. */
static struct fdp_group *find_group(const struct fdp_request *request)
{
	struct nlattr *attr = request->attrs[FLOWDP_A_GROUP_ID];
	struct fdp_group *group;
	int err = need_id(request);

	if (err)
		return ERR_PTR(err);
	group = fdp_group_find(request->sw, nla_get_u32(attr));
	if (!group) {
		NL_SET_ERR_MSG_ATTR(request->extack, attr,
				    "the switch has no group of this number");
		return ERR_PTR(-ENOENT);
	}
	return group;
}

/* FLOWDP_CMD_GROUP_NEW */
int fdp_netlink_group_new(const struct fdp_request *request)
{
	struct fdp_bucket_array *array;
	int err = need_id(request);

	if (err)
		return err;
	if (!request->attrs[FLOWDP_A_GROUP_KIND])
		return fdp_refuse(request->extack, request->nest, EINVAL, "a group needs its kind");
	array = parse_buckets(request);
	if (IS_ERR(array))
		return PTR_ERR(array);
	err = fdp_group_add(request->transaction, nla_get_u32(request->attrs[FLOWDP_A_GROUP_ID]),
			    nla_get_u8(request->attrs[FLOWDP_A_GROUP_KIND]), array,
			    request->extack);
	if (err)
		fdp_group_free_buckets(array);
	return err;
}

/* FLOWDP_CMD_GROUP_SET */
int fdp_netlink_group_set(const struct fdp_request *request)
{
	struct nlattr *kind = request->attrs[FLOWDP_A_GROUP_KIND];
	struct fdp_group *group = find_group(request);
	struct fdp_bucket_array *array;
	int err;

	if (IS_ERR(group))
		return PTR_ERR(group);
	if (kind && nla_get_u8(kind) != group->kind)
		return fdp_refuse(request->extack, kind, EOPNOTSUPP,
				  "the kind of a group cannot be changed; delete it and add another");
	array = parse_buckets(request);
	if (IS_ERR(array))
		return PTR_ERR(array);
	err = fdp_group_set(request->transaction, group, array);
	if (err)
		fdp_group_free_buckets(array);
	return err;
}

/* FLOWDP_CMD_GROUP_DEL */
int fdp_netlink_group_delete(const struct fdp_request *request)
{
	struct fdp_group *group = find_group(request);

	if (IS_ERR(group))
		return PTR_ERR(group);
	return fdp_group_delete(request->transaction, group, request->extack);
}

static int put_head(struct sk_buff *msg, const struct fdp_switch *sw,
		    const struct fdp_group *group)
{
	struct fdp_group_stats totals;

	fdp_group_sum(group, &totals);
	if (nla_put_u32(msg, FLOWDP_A_GROUP_SWITCH, sw->dev->ifindex) ||
	    nla_put_u32(msg, FLOWDP_A_GROUP_ID, group->id) ||
	    nla_put_u8(msg, FLOWDP_A_GROUP_KIND, group->kind) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_GROUP_PACKETS, totals.packets, FLOWDP_A_GROUP_PAD) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_GROUP_BYTES, totals.bytes, FLOWDP_A_GROUP_PAD) ||
	    nla_put_u32(msg, FLOWDP_A_GROUP_FLOWS, group->users))
		return -EMSGSIZE;
	return 0;
}

static int put_bucket(struct sk_buff *msg, const struct fdp_action_list *list)
{
	struct nlattr *nest = nla_nest_start(msg, FLOWDP_A_GROUP_BUCKET);

	if (nest && !fdp_action_put_list(msg, FLOWDP_A_BUCKET_ACTIONS, list)) {
		nla_nest_end(msg, nest);
		return 0;
	}
	if (nest)
		nla_nest_cancel(msg, nest);
	return -EMSGSIZE;
}

/*
 * Writes as many buckets as fit, from *@next on; returns 0 when all are written,
 * -EMSGSIZE if there are more.
 */
static int dump_group(struct sk_buff *skb, struct netlink_callback *cb, struct fdp_switch *sw,
		      const struct fdp_group *group, long *next)
{
	const struct fdp_bucket_array *array = fdp_group_buckets_locked(sw, group);
	void *header = fdp_netlink_begin_object(skb, cb, FLOWDP_CMD_GROUP_GET);
	long first = *next;

	if (!header)
		return -EMSGSIZE;
	if (put_head(skb, sw, group))
		return fdp_netlink_end_object(skb, header, -EMSGSIZE);
	while (*next < array->count && !put_bucket(skb, array->buckets[*next]))
		(*next)++;
	if (*next == first && first < array->count)
		return fdp_netlink_end_object(skb, header, -EMSGSIZE);
	fdp_netlink_end_object(skb, header, 0);
	return *next < array->count ? -EMSGSIZE : 0;
}

/* FLOWDP_CMD_GROUP_GET; args[0]: the group to go on with, args[1]: its bucket */
int fdp_netlink_group_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct fdp_switch *sw = fdp_netlink_begin_dump(cb);
	const struct nlattr *only;
	struct fdp_group *group;
	unsigned long id;
	int result;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	only = fdp_dump_attrs(cb)[FLOWDP_A_GROUP_ID];
	xa_for_each_start(&sw->groups, id, group, cb->args[0]) {
		if (only && id != nla_get_u32(only))
			continue;
		if (id != cb->args[0])	/* the one to go on with is gone */
			cb->args[1] = 0;
		if (dump_group(skb, cb, sw, group, &cb->args[1]))
			break;
		cb->args[1] = 0;
	}
	cb->args[0] = group ? id : ULONG_MAX;
	result = fdp_netlink_dumped(skb, !group);
	fdp_netlink_end_dump(sw);
	return result;
}
