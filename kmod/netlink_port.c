// SPDX-License-Identifier: GPL-2.0-only
/* Requests about ports. */
#include <linux/rtnetlink.h>

#include "drop.h"
#include "netlink_objects.h"
#include "port.h"
#include "switch.h"

#define MESSAGE_SIZE	4096

const struct nla_policy fdp_port_get_policy[FLOWDP_A_PORT_IFINDEX + 1] = {
	[FLOWDP_A_PORT_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_PORT_NUMBER] = NLA_POLICY_MAX(NLA_U32, FLOWDP_PORTS_MAX - 1),
	[FLOWDP_A_PORT_IFINDEX] = { .type = NLA_U32 },
};

static struct fdp_port *find_by_ifindex(struct fdp_switch *sw, u32 ifindex)
{
	struct fdp_port *port;

	list_for_each_entry(port, &sw->port_list, node) {
		if (port->dev->ifindex == ifindex)
			return port;
	}
	return NULL;
}

/* The port that the request names, or an ERR_PTR. */
static struct fdp_port *find_port(struct fdp_switch *sw, struct nlattr **attrs,
				  const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	const struct nlattr *number = attrs[FLOWDP_A_PORT_NUMBER];
	const struct nlattr *ifindex = attrs[FLOWDP_A_PORT_IFINDEX];
	struct fdp_port *port;

	if (!number == !ifindex)
		return ERR_PTR(fdp_refuse(extack, ifindex ?: nest, EINVAL,
					  "name the port by its number or by its ifindex"));
	port = number ? fdp_port_get(sw, nla_get_u32(number)) :
			find_by_ifindex(sw, nla_get_u32(ifindex));
	if (!port)
		return ERR_PTR(fdp_refuse(extack, number ?: ifindex, ENOENT,
					  "the switch has no such port"));
	return port;
}

/* FLOWDP_CMD_PORT_SET */
int fdp_netlink_port_set(const struct fdp_request *request)
{
	struct fdp_port_settings settings;
	struct fdp_port *port;
	int err;

	port = find_port(request->sw, request->attrs, request->nest, request->extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	err = fdp_netlink_port_settings_parse(&settings, fdp_port_config_next(port),
					      request->attrs, request->extack) ?:
	      fdp_port_change(request->transaction, port, &settings);
	kfree(settings.table);
	return err;
}

/* Replies with the new port; a requester that misses it can ask with PORT_GET. */
static void echo_port(struct fdp_message *message, const struct fdp_port *port,
		      struct genl_info *info)
{
	int err;

	mutex_lock(&port->sw->lock);
	err = fdp_netlink_put_port(message->skb, port);
	mutex_unlock(&port->sw->lock);
	WARN_ON_ONCE(err);
	fdp_netlink_reply(message, info, err);
}

/* Attaches the netdev; a reply for NLM_F_ECHO is allocated before anything changes. */
static int attach(struct net_device *dev, const struct fdp_port_settings *settings,
		  struct genl_info *info)
{
	bool echo = info->nlhdr->nlmsg_flags & NLM_F_ECHO;
	struct fdp_message message;
	int err = 0;

	if (echo)
		err = fdp_netlink_new_reply(&message, info, FLOWDP_CMD_PORT_NEW, MESSAGE_SIZE);
	if (err)
		return err;
	err = fdp_port_attach(info->user_ptr[0], dev, settings, info->extack);
	if (echo && !err)
		echo_port(&message, fdp_port_of_netdev(dev), info);
	else if (echo)
		nlmsg_free(message.skb);
	return err;
}

/* FLOWDP_CMD_PORT_NEW, under RTNL */
int fdp_netlink_port_new(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *ifindex = info->attrs[FLOWDP_A_PORT_IFINDEX];
	struct fdp_port_settings settings;
	struct net_device *dev;
	int err;

	if (!ifindex)
		return fdp_refuse(info->extack, NULL, EINVAL, "a new port needs its ifindex");
	dev = __dev_get_by_index(genl_info_net(info), nla_get_u32(ifindex));
	if (!dev)
		return fdp_refuse(info->extack, ifindex, ENODEV,
				  "no netdev has this ifindex in this namespace");
	err = fdp_netlink_port_settings_parse(&settings, NULL, info->attrs, info->extack);
	if (info->attrs[FLOWDP_A_PORT_NUMBER]) {
		settings.has_number = true;
		settings.number = nla_get_u32(info->attrs[FLOWDP_A_PORT_NUMBER]);
	}
	err = err ?: attach(dev, &settings, info);
	kfree(settings.table);
	return err;
}

/* FLOWDP_CMD_PORT_DEL, under RTNL */
int fdp_netlink_port_delete(struct sk_buff *skb, struct genl_info *info)
{
	struct fdp_switch *sw = info->user_ptr[0];
	struct fdp_port *port;

	port = find_port(sw, info->attrs, NULL, info->extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	if (port->number == FLOWDP_PORT_LOCAL)
		return fdp_refuse(info->extack, NULL, EOPNOTSUPP,
				  "the local port goes with its switch; delete the switch");
	fdp_port_detach(port);
	return 0;
}

/* Writes a port without its statistics; returns 0 or -EMSGSIZE. */
int fdp_netlink_put_port(struct sk_buff *msg, const struct fdp_port *port)
{
	if (nla_put_u32(msg, FLOWDP_A_PORT_SWITCH, port->sw->dev->ifindex) ||
	    nla_put_u32(msg, FLOWDP_A_PORT_NUMBER, port->number) ||
	    nla_put_u32(msg, FLOWDP_A_PORT_IFINDEX, port->dev->ifindex) ||
	    fdp_netlink_put_name(msg, FLOWDP_A_PORT_NAME, port->dev))
		return -EMSGSIZE;
	return fdp_netlink_port_settings_put(msg, fdp_port_config_locked(port));
}

/* Attributes of the counters, in the order of enum fdp_port_counter. */
static const int counter_attrs[FDP_PORT_COUNTERS] = {
	[FDP_PORT_RX_PACKETS] = FLOWDP_A_STATS_RX_PACKETS,
	[FDP_PORT_RX_BYTES] = FLOWDP_A_STATS_RX_BYTES,
	[FDP_PORT_TX_PACKETS] = FLOWDP_A_STATS_TX_PACKETS,
	[FDP_PORT_TX_BYTES] = FLOWDP_A_STATS_TX_BYTES,
	[FDP_PORT_FORWARDED] = FLOWDP_A_STATS_FORWARDED,
	[FDP_PORT_CONSUMED] = FLOWDP_A_STATS_CONSUMED,
	[FDP_PORT_UPCALLS] = FLOWDP_A_STATS_UPCALLS,
	[FDP_PORT_UPCALLS_LIMITED] = FLOWDP_A_STATS_UPCALLS_LIMITED,
	[FDP_PORT_UPCALLS_FULL] = FLOWDP_A_STATS_UPCALLS_FULL,
	[FDP_PORT_UPCALLS_LOST] = FLOWDP_A_STATS_UPCALLS_LOST,
	[FDP_PORT_UPCALLS_UNBOUND] = FLOWDP_A_STATS_UPCALLS_UNBOUND,
	[FDP_PORT_UPCALLS_REPEATED] = FLOWDP_A_STATS_UPCALLS_REPEATED,
};

static int put_counters(struct sk_buff *msg, const struct fdp_port_stats *totals)
{
	struct nlattr *nest = nla_nest_start(msg, FLOWDP_A_PORT_STATS);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < FDP_PORT_COUNTERS; i++) {
		if (nla_put_u64_64bit(msg, counter_attrs[i], totals->counters[i],
				      FLOWDP_A_STATS_PAD))
			return -EMSGSIZE;
	}
	nla_nest_end(msg, nest);
	return 0;
}

static int put_drop(struct sk_buff *msg, const struct fdp_port_stats *totals, u32 reason)
{
	struct nlattr *nest = nla_nest_start(msg, FLOWDP_A_PORT_DROPS);

	if (!nest ||
	    nla_put_u32(msg, FLOWDP_A_DROP_REASON, reason) ||
	    nla_put_string(msg, FLOWDP_A_DROP_NAME, fdp_drop_name(reason)) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_DROP_RX_PACKETS, totals->rx_drops[reason],
			      FLOWDP_A_DROP_PAD) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_DROP_TX_PACKETS, totals->tx_drops[reason],
			      FLOWDP_A_DROP_PAD))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int put_statistics(struct sk_buff *msg, const struct fdp_port *port)
{
	struct fdp_port_stats totals;
	u32 reason;

	fdp_port_sum(port, &totals);
	if (put_counters(msg, &totals))
		return -EMSGSIZE;
	for (reason = 0; reason <= FLOWDP_DROP_MAX; reason++) {
		if (!totals.rx_drops[reason] && !totals.tx_drops[reason])
			continue;
		if (put_drop(msg, &totals, reason))
			return -EMSGSIZE;
	}
	return 0;
}

/* FLOWDP_CMD_PORT_GET of one */
int fdp_netlink_port_get(struct sk_buff *skb, struct genl_info *info)
{
	struct fdp_switch *sw = info->user_ptr[0];
	struct fdp_message message;
	struct fdp_port *port;
	int err;

	port = find_port(sw, info->attrs, NULL, info->extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	err = fdp_netlink_new_reply(&message, info, FLOWDP_CMD_PORT_GET, MESSAGE_SIZE);
	if (err)
		return err;
	err = fdp_netlink_put_port(message.skb, port) ?: put_statistics(message.skb, port);
	return fdp_netlink_reply(&message, info, err);
}

static int dump_one(struct sk_buff *skb, struct netlink_callback *cb,
		    const struct fdp_port *port)
{
	void *header = fdp_netlink_begin_object(skb, cb, FLOWDP_CMD_PORT_GET);

	if (!header)
		return -EMSGSIZE;
	return fdp_netlink_end_object(skb, header, fdp_netlink_put_port(skb, port) ?:
						   put_statistics(skb, port));
}

/* FLOWDP_CMD_PORT_GET of all; args[0]: the number to go on with */
int fdp_netlink_port_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct fdp_switch *sw = fdp_netlink_begin_dump(cb);
	struct nlattr **attrs = fdp_dump_attrs(cb);
	const struct fdp_port *port;
	int result;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	if (attrs[FLOWDP_A_PORT_NUMBER] || attrs[FLOWDP_A_PORT_IFINDEX]) {
		result = fdp_refuse(cb->extack, NULL, EINVAL,
				    "a dump lists all ports; ask for one without NLM_F_DUMP");
		goto out;
	}
	for (; cb->args[0] < FLOWDP_PORTS_MAX; cb->args[0]++) {
		port = fdp_port_get(sw, cb->args[0]);
		if (port && dump_one(skb, cb, port))
			break;
	}
	result = fdp_netlink_dumped(skb, cb->args[0] == FLOWDP_PORTS_MAX);
out:
	fdp_netlink_end_dump(sw);
	return result;
}
