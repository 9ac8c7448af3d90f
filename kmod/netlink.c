// SPDX-License-Identifier: GPL-2.0-only
/* The generic netlink family: requests find their switch, handlers do the rest. */
#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "netlink.h"
#include "netlink_objects.h"
#include "switch.h"

/* What a command needs held: the switch's lock, or RTNL for what takes the lock itself. */
#define NEEDS_LOCK	BIT(0)
#define NEEDS_RTNL	BIT(1)

static struct genl_family family;

static const struct genl_multicast_group groups[] = {
	[FDP_NETLINK_GROUP_SWITCH] = {
		.name = FLOWDP_MCGRP_SWITCH,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[FDP_NETLINK_GROUP_FLOW] = {
		.name = FLOWDP_MCGRP_FLOW,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

/* Holds the switch that the request names. */
static struct fdp_switch *find_switch(struct net *net, struct nlattr **attrs,
				      struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs[FDP_ATTR_SWITCH];
	struct fdp_switch *sw;

	if (!attr) {
		NL_SET_ERR_MSG(extack, "the request does not say which switch it is for");
		return ERR_PTR(-EINVAL);
	}
	sw = fdp_switch_get(net, nla_get_u32(attr));
	if (!sw) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "no switch has this ifindex in this namespace");
		return ERR_PTR(-ENODEV);
	}
	return sw;
}

static int lock_switch(struct fdp_switch *sw, struct netlink_ext_ack *extack)
{
	mutex_lock(&sw->lock);
	if (!sw->dead)
		return 0;
	mutex_unlock(&sw->lock);
	return fdp_refuse(extack, NULL, ENODEV, "the switch is being deleted");
}

/* Checks that the core makes only for commands behind resv_start_op. */
static int check_headers(const struct nlmsghdr *header, u16 allowed,
			 struct netlink_ext_ack *extack)
{
	const struct genlmsghdr *generic = nlmsg_data(header);

	if (header->nlmsg_flags & ~(NLM_F_REQUEST | NLM_F_ACK | NLM_F_ECHO | allowed))
		return fdp_refuse(extack, NULL, EINVAL,
				  "the message has flags that this command does not know");
	if (generic->reserved)
		return fdp_refuse(extack, NULL, EINVAL,
				  "the reserved field of the message's header is not 0");
	return 0;
}

static int pre_doit(fdp_genl_ops *ops, struct sk_buff *skb, struct genl_info *info)
{
	u16 flags = ops->cmd == FLOWDP_CMD_FLOW_NEW ?
		    NLM_F_CREATE | NLM_F_EXCL | NLM_F_REPLACE : 0;
	struct fdp_switch *sw;
	int err;

	err = check_headers(info->nlhdr, flags, info->extack);
	if (err)
		return err;
	if (ops->internal_flags & NEEDS_RTNL)
		rtnl_lock();
	sw = find_switch(genl_info_net(info), info->attrs, info->extack);
	if (IS_ERR(sw)) {
		err = PTR_ERR(sw);
		goto err_unlock;
	}
	if (ops->internal_flags & NEEDS_LOCK) {
		err = lock_switch(sw, info->extack);
		if (err)
			goto err_put;
	}
	info->user_ptr[0] = sw;
	return 0;

err_put:
	fdp_switch_put(sw);
err_unlock:
	if (ops->internal_flags & NEEDS_RTNL)
		rtnl_unlock();
	return err;
}

static void post_doit(fdp_genl_ops *ops, struct sk_buff *skb, struct genl_info *info)
{
	struct fdp_switch *sw = info->user_ptr[0];

	if (ops->internal_flags & NEEDS_LOCK)
		mutex_unlock(&sw->lock);
	fdp_switch_put(sw);
	if (ops->internal_flags & NEEDS_RTNL)
		rtnl_unlock();
}

/* Called when a dump goes on, not at its start: there, extack is lost before Linux 6.7. */
int fdp_netlink_check_dump(struct netlink_callback *cb)
{
	return check_headers(cb->nlh, NLM_F_DUMP, cb->extack);
}

/* The switch of a dump, locked until fdp_netlink_end_dump(). */
struct fdp_switch *fdp_netlink_begin_dump(struct netlink_callback *cb)
{
	struct net *net = sock_net(cb->skb->sk);
	struct fdp_switch *sw;
	int err;

	err = fdp_netlink_check_dump(cb);
	if (err)
		return ERR_PTR(err);
	sw = find_switch(net, fdp_dump_attrs(cb), cb->extack);
	if (IS_ERR(sw))
		return sw;
	err = lock_switch(sw, cb->extack);
	if (err) {
		fdp_switch_put(sw);
		return ERR_PTR(err);
	}
	cb->seq = (u32)sw->generation ?: 1;
	return sw;
}

void fdp_netlink_end_dump(struct fdp_switch *sw)
{
	mutex_unlock(&sw->lock);
	fdp_switch_put(sw);
}

/* What a dump returns: an object larger than the receiver's buffer must not look like the end. */
int fdp_netlink_dumped(const struct sk_buff *skb, bool complete)
{
	return skb->len || complete ? skb->len : -EMSGSIZE;
}

/* Starts one object of a dump; NULL if there is no room. */
void *fdp_netlink_begin_object(struct sk_buff *skb, struct netlink_callback *cb, u8 command)
{
	void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &family,
				   NLM_F_MULTI, command);

	if (header)
		genl_dump_check_consistent(cb, header);
	return header;
}

/* Ends it, or takes it off again after an error: there was no room for all of it. */
int fdp_netlink_end_object(struct sk_buff *skb, void *header, int err)
{
	if (err)
		genlmsg_cancel(skb, header);
	else
		genlmsg_end(skb, header);
	return err;
}

static int start_message(struct fdp_message *message, u32 portid, u32 seq, u8 command,
			 size_t size)
{
	message->skb = genlmsg_new(size, GFP_KERNEL | __GFP_NOWARN);
	if (!message->skb)
		return -ENOMEM;
	message->header = genlmsg_put(message->skb, portid, seq, &family, 0, command);
	return 0;
}

/* Starts a message of up to @size bytes that answers nobody; 0 or -ENOMEM. */
int fdp_netlink_new_message(struct fdp_message *message, u8 command, size_t size)
{
	return start_message(message, 0, 0, command, size);
}

/* Starts the answer to a request; 0 or -ENOMEM. */
int fdp_netlink_new_reply(struct fdp_message *message, const struct genl_info *info,
			  u8 command, size_t size)
{
	return start_message(message, info->snd_portid, info->snd_seq, command, size);
}

/* Sends the answer; after an error in it, frees it and returns the error. */
int fdp_netlink_reply(struct fdp_message *message, struct genl_info *info, int err)
{
	if (err) {
		nlmsg_free(message->skb);
		return err;
	}
	genlmsg_end(message->skb, message->header);
	return genlmsg_reply(message->skb, info);
}

/* Writes a netdev's name, which may change meanwhile; 0 or -EMSGSIZE. */
int fdp_netlink_put_name(struct sk_buff *msg, int attr, const struct net_device *dev)
{
	char name[IFNAMSIZ];

	strscpy(name, dev->name, sizeof(name));
	return nla_put_string(msg, attr, name);
}

int fdp_netlink_unicast(struct fdp_message *message, struct net *net, u32 portid)
{
	genlmsg_end(message->skb, message->header);
	return genlmsg_unicast(net, message->skb, portid);
}

bool fdp_netlink_listened(const struct fdp_switch *sw, enum fdp_netlink_group group)
{
	return genl_has_listeners(&family, dev_net(sw->dev), group);
}

void fdp_netlink_multicast(struct fdp_message *message, const struct fdp_switch *sw,
			   enum fdp_netlink_group group)
{
	genlmsg_end(message->skb, message->header);
	genlmsg_multicast_netns(&family, dev_net(sw->dev), message->skb, 0, group, GFP_KERNEL);
}

/* An event could not be sent: listeners get ENOBUFS, as when their socket overruns. */
void fdp_netlink_lost(const struct fdp_switch *sw, enum fdp_netlink_group group)
{
	genl_set_err(&family, dev_net(sw->dev), 0, group, -ENOBUFS);
}

#define POLICY(object, attrs)	.policy = object, .maxattr = attrs

static const struct genl_ops ops[] = {
	{
		.cmd = FLOWDP_CMD_SWITCH_GET,
		POLICY(fdp_switch_get_policy, FLOWDP_A_SWITCH_IFINDEX),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_switch_get,
		.dumpit = fdp_netlink_switch_dump,
	},
	{
		.cmd = FLOWDP_CMD_SWITCH_SET,
		POLICY(fdp_switch_set_policy, FLOWDP_A_SWITCH_UPCALL_BURST),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_switch_set,
	},
	{
		.cmd = FLOWDP_CMD_PORT_GET,
		POLICY(fdp_port_get_policy, FLOWDP_A_PORT_IFINDEX),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_port_get,
		.dumpit = fdp_netlink_port_dump,
	},
	{
		.cmd = FLOWDP_CMD_PORT_NEW,
		POLICY(fdp_port_set_policy, FLOWDP_A_PORT_COOKIE),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_RTNL,
		.doit = fdp_netlink_port_new,
	},
	{
		.cmd = FLOWDP_CMD_PORT_SET,
		POLICY(fdp_port_set_policy, FLOWDP_A_PORT_COOKIE),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_change,
	},
	{
		.cmd = FLOWDP_CMD_PORT_DEL,
		POLICY(fdp_port_get_policy, FLOWDP_A_PORT_IFINDEX),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_RTNL,
		.doit = fdp_netlink_port_delete,
	},
	{
		.cmd = FLOWDP_CMD_TABLE_GET,
		POLICY(fdp_table_get_policy, FLOWDP_A_TABLE_SWITCH),
		.flags = GENL_ADMIN_PERM,
		.dumpit = fdp_netlink_table_dump,
	},
	{
		.cmd = FLOWDP_CMD_TABLE_SET,
		POLICY(fdp_table_set_policy, FLOWDP_A_TABLE_DEFAULT),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_change,
	},
	{
		.cmd = FLOWDP_CMD_FLOW_GET,
		POLICY(fdp_flow_filter_policy, FLOWDP_A_FLOW_COOKIE_MASK),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_flow_get,
		.start = fdp_netlink_flow_start_dump,
		.dumpit = fdp_netlink_flow_dump,
	},
	{
		.cmd = FLOWDP_CMD_FLOW_NEW,
		POLICY(fdp_flow_new_policy, FLOWDP_A_FLOW_LEADER),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_change,
	},
	{
		.cmd = FLOWDP_CMD_FLOW_DEL,
		POLICY(fdp_flow_filter_policy, FLOWDP_A_FLOW_COOKIE_MASK),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_change,
	},
	{
		.cmd = FLOWDP_CMD_GROUP_GET,
		POLICY(fdp_group_get_policy, FLOWDP_A_GROUP_ID),
		.flags = GENL_ADMIN_PERM,
		.dumpit = fdp_netlink_group_dump,
	},
	{
		.cmd = FLOWDP_CMD_GROUP_NEW,
		POLICY(fdp_group_set_policy, FLOWDP_A_GROUP_BUCKET),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_change,
	},
	{
		.cmd = FLOWDP_CMD_GROUP_SET,
		POLICY(fdp_group_set_policy, FLOWDP_A_GROUP_BUCKET),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_change,
	},
	{
		.cmd = FLOWDP_CMD_GROUP_DEL,
		POLICY(fdp_group_get_policy, FLOWDP_A_GROUP_ID),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_change,
	},
	{
		.cmd = FLOWDP_CMD_TRANSACTION,
		POLICY(fdp_transaction_policy, FLOWDP_A_TRANSACTION_MAX),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_transaction,
	},
	{
		.cmd = FLOWDP_CMD_UPCALL_BIND,
		POLICY(fdp_upcall_bind_policy, FLOWDP_A_UPCALL_CLASSES),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_upcall_bind,
	},
	{
		.cmd = FLOWDP_CMD_PACKET_OUT,
		POLICY(fdp_packet_policy, FLOWDP_A_PACKET_ACTIONS),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_packet_out,
	},
	{
		.cmd = FLOWDP_CMD_TRACE,
		POLICY(fdp_packet_policy, FLOWDP_A_PACKET_IN_PORT),
		.flags = GENL_ADMIN_PERM,
		.internal_flags = NEEDS_LOCK,
		.doit = fdp_netlink_trace,
	},
};

static struct genl_family family __ro_after_init = {
	.name = FLOWDP_GENL_NAME,
	.version = FLOWDP_GENL_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
	/* The core would refuse the flags of FLOW_NEW. */
	.resv_start_op = FLOWDP_CMD_FLOW_NEW + 1,
	.pre_doit = pre_doit,
	.post_doit = post_doit,
};

/* A socket is closed: upcalls bound to it are bound no more. */
static int socket_released(struct notifier_block *block, unsigned long event, void *data)
{
	const struct netlink_notify *notify = data;
	struct net_device *dev;

	if (event != NETLINK_URELEASE || notify->protocol != NETLINK_GENERIC)
		return NOTIFY_DONE;
	rcu_read_lock();
	for_each_netdev_rcu(notify->net, dev) {
		if (fdp_switch_is(dev))
			fdp_upcall_unbind(netdev_priv(dev), notify->portid);
	}
	rcu_read_unlock();
	return NOTIFY_DONE;
}

static struct notifier_block socket_notifier = {
	.notifier_call = socket_released,
};

int __init fdp_netlink_init(void)
{
	int err = netlink_register_notifier(&socket_notifier);

	if (err)
		return err;
	err = genl_register_family(&family);
	if (err)
		netlink_unregister_notifier(&socket_notifier);
	return err;
}

void fdp_netlink_exit(void)
{
	genl_unregister_family(&family);
	netlink_unregister_notifier(&socket_notifier);
}
