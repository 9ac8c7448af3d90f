// SPDX-License-Identifier: GPL-2.0-only
/* Requests about switches. */
#include <net/sock.h>

#include "event.h"
#include "lookup.h"
#include "netlink_objects.h"
#include "switch.h"

#define MESSAGE_SIZE	512

const struct nla_policy fdp_switch_get_policy[FLOWDP_A_SWITCH_IFINDEX + 1] = {
	[FLOWDP_A_SWITCH_IFINDEX] = { .type = NLA_U32 },
};

static struct netlink_range_validation flows_range = {
	.min = 1,
	.max = FLOWDP_FLOWS_LIMIT,
};

const struct nla_policy fdp_switch_set_policy[FLOWDP_A_SWITCH_UPCALL_BURST + 1] = {
	[FLOWDP_A_SWITCH_IFINDEX] = { .type = NLA_U32 },
	[FLOWDP_A_SWITCH_NAME] = {
		.type = NLA_REJECT,
		.reject_message =
			"a switch is renamed as any link is: ip link set dev OLD name NEW",
	},
	[FLOWDP_A_SWITCH_FAIL_MODE] = NLA_POLICY_MAX(NLA_U8, __FLOWDP_FAIL_MODE_MAX - 1),
	[FLOWDP_A_SWITCH_FLOWS_MAX] = NLA_POLICY_FULL_RANGE(NLA_U32, &flows_range),
	[FLOWDP_A_SWITCH_UPCALL_RATE] = { .type = NLA_U32 },
	[FLOWDP_A_SWITCH_UPCALL_BURST] = { .type = NLA_U32 },
};

static int put_statistics(struct sk_buff *msg, const struct fdp_switch *sw)
{
	struct fdp_lookup_stats totals;

	fdp_lookup_sum(sw, &totals);
	if (nla_put_u64_64bit(msg, FLOWDP_A_SWITCH_CACHE_HITS, totals.hits, FLOWDP_A_SWITCH_PAD) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_SWITCH_CACHE_MISSES, totals.misses,
			      FLOWDP_A_SWITCH_PAD))
		return -EMSGSIZE;
	return 0;
}

static u32 count_masks(const struct fdp_switch *sw)
{
	u32 count = 0;
	u8 table;

	for (table = 0; table < FLOWDP_TABLES_MAX; table++)
		count += fdp_table_mask_count(sw, table);
	return count;
}

/* Writes a switch, which is locked, as SWITCH_GET replies it; returns 0 or -EMSGSIZE. */
int fdp_netlink_put_switch(struct sk_buff *msg, struct fdp_switch *sw)
{
	if (nla_put_u32(msg, FLOWDP_A_SWITCH_IFINDEX, sw->dev->ifindex) ||
	    fdp_netlink_put_name(msg, FLOWDP_A_SWITCH_NAME, sw->dev) ||
	    nla_put_u8(msg, FLOWDP_A_SWITCH_FAIL_MODE, sw->fail_mode) ||
	    nla_put_u32(msg, FLOWDP_A_SWITCH_FLOWS_MAX, sw->flows_max) ||
	    nla_put_u32(msg, FLOWDP_A_SWITCH_FLOWS, sw->flow_count) ||
	    nla_put_u32(msg, FLOWDP_A_SWITCH_GROUPS, sw->group_count) ||
	    nla_put_u32(msg, FLOWDP_A_SWITCH_PORTS, sw->port_count) ||
	    nla_put_u32(msg, FLOWDP_A_SWITCH_MASKS, count_masks(sw)) ||
	    nla_put_u32(msg, FLOWDP_A_SWITCH_UPCALL_RATE, sw->upcalls.rate) ||
	    nla_put_u32(msg, FLOWDP_A_SWITCH_UPCALL_BURST, sw->upcalls.burst) ||
	    nla_put_u32(msg, FLOWDP_A_SWITCH_UPCALL_CLASSES, fdp_upcall_bound(sw)))
		return -EMSGSIZE;
	return put_statistics(msg, sw);
}

/* FLOWDP_CMD_SWITCH_GET of one */
int fdp_netlink_switch_get(struct sk_buff *skb, struct genl_info *info)
{
	struct fdp_message message;
	int err;

	err = fdp_netlink_new_reply(&message, info, FLOWDP_CMD_SWITCH_GET, MESSAGE_SIZE);
	if (err)
		return err;
	err = fdp_netlink_put_switch(message.skb, info->user_ptr[0]);
	return fdp_netlink_reply(&message, info, err);
}

static int dump_one(struct sk_buff *skb, struct netlink_callback *cb, struct fdp_switch *sw)
{
	void *header = fdp_netlink_begin_object(skb, cb, FLOWDP_CMD_SWITCH_GET);

	if (!header)
		return -EMSGSIZE;
	return fdp_netlink_end_object(skb, header, fdp_netlink_put_switch(skb, sw));
}

/* The switch with the lowest ifindex from @first on, held; or NULL. */
static struct fdp_switch *next_switch(struct net *net, unsigned long first)
{
	struct net_device *dev, *best = NULL;

	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		if (fdp_switch_is(dev) && dev->ifindex >= first &&
		    (!best || dev->ifindex < best->ifindex))
			best = dev;
	}
	if (best)
		dev_hold(best);
	rcu_read_unlock();
	return best ? netdev_priv(best) : NULL;
}

/* FLOWDP_CMD_SWITCH_GET of all; args[0]: the ifindex to go on with */
int fdp_netlink_switch_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct net *net = sock_net(cb->skb->sk);
	struct fdp_switch *sw;
	int err;

	err = fdp_netlink_check_dump(cb);
	if (err)
		return err;
	if (fdp_dump_attrs(cb)[FLOWDP_A_SWITCH_IFINDEX])
		return fdp_refuse(cb->extack, fdp_dump_attrs(cb)[FLOWDP_A_SWITCH_IFINDEX], EINVAL,
				  "a dump lists all switches; ask for one without NLM_F_DUMP");
	cb->seq = READ_ONCE(net->dev_base_seq);
	while (!err) {
		sw = next_switch(net, cb->args[0]);
		if (!sw)
			return skb->len;
		mutex_lock(&sw->lock);
		if (!sw->dead)
			err = dump_one(skb, cb, sw);
		mutex_unlock(&sw->lock);
		if (!err)
			cb->args[0] = sw->dev->ifindex + 1;
		fdp_switch_put(sw);
	}
	return fdp_netlink_dumped(skb, false);
}

/* FLOWDP_CMD_SWITCH_SET */
int fdp_netlink_switch_set(struct sk_buff *skb, struct genl_info *info)
{
	struct fdp_switch *sw = info->user_ptr[0];
	struct nlattr **attrs = info->attrs;

	if (attrs[FLOWDP_A_SWITCH_FAIL_MODE])
		WRITE_ONCE(sw->fail_mode, nla_get_u8(attrs[FLOWDP_A_SWITCH_FAIL_MODE]));
	if (attrs[FLOWDP_A_SWITCH_FLOWS_MAX])
		sw->flows_max = nla_get_u32(attrs[FLOWDP_A_SWITCH_FLOWS_MAX]);
	if (attrs[FLOWDP_A_SWITCH_UPCALL_RATE])
		WRITE_ONCE(sw->upcalls.rate, nla_get_u32(attrs[FLOWDP_A_SWITCH_UPCALL_RATE]));
	if (attrs[FLOWDP_A_SWITCH_UPCALL_BURST])
		WRITE_ONCE(sw->upcalls.burst, nla_get_u32(attrs[FLOWDP_A_SWITCH_UPCALL_BURST]));
	fdp_event_switch(sw);
	return 0;
}
