// SPDX-License-Identifier: GPL-2.0-only
/* The patch: a pair of netdevs that leads from one switch into another. */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

#include "netdev.h"
#include "netlink.h"
#include "patch.h"
#include "rx.h"

/* One end.  RTNL guards the pairing, packets find the other end under RCU. */
struct fdp_patch {
	struct net_device __rcu *peer;	/* NULL: there is none yet, or any more */
};

static const struct net_device_ops netdev_ops;

static struct net_device *get_peer(const struct net_device *dev)
{
	const struct fdp_patch *patch = netdev_priv(dev);

	return rtnl_dereference(patch->peer);
}

static void set_peer(struct net_device *dev, struct net_device *peer)
{
	struct fdp_patch *patch = netdev_priv(dev);

	rcu_assign_pointer(patch->peer, peer);
}

/*
 * The frame enters the other switch before this returns; forward.c bounds how often that
 * can be nested.  The host's stack never gets it: it must not be entered from its own
 * transmit path.
 */
static netdev_tx_t transmit(struct sk_buff *skb, struct net_device *dev)
{
	const struct fdp_patch *patch = netdev_priv(dev);
	unsigned int length = skb->len;
	struct net_device *peer;

	rcu_read_lock();
	peer = rcu_dereference(patch->peer);
	if (unlikely(!peer || !is_skb_forwardable(peer, skb)))
		goto drop;
	skb_scrub_packet(skb, false);
	if (unlikely(!fdp_rx_patch(peer, skb)))
		goto drop;
	dev_sw_netstats_tx_add(dev, 1, length);
	dev_sw_netstats_rx_add(peer, length);
	rcu_read_unlock();
	return NETDEV_TX_OK;

drop:
	rcu_read_unlock();
	dev_core_stats_tx_dropped_inc(dev);
	kfree_skb(skb);
	return NET_XMIT_DROP;
}

static int init_netdev(struct net_device *dev)
{
	netdev_lockdep_set_classes(dev);
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	return dev->tstats ? 0 : -ENOMEM;
}

static void destroy_netdev(struct net_device *dev)
{
	free_percpu(dev->tstats);
}

/* Both ends have carrier while both are up. */
static int open_netdev(struct net_device *dev)
{
	struct net_device *peer = get_peer(dev);

	if (peer && netif_running(peer)) {
		netif_carrier_on(dev);
		netif_carrier_on(peer);
	}
	return 0;
}

static int stop_netdev(struct net_device *dev)
{
	struct net_device *peer = get_peer(dev);

	netif_carrier_off(dev);
	if (peer)
		netif_carrier_off(peer);
	return 0;
}

static int get_iflink(const struct net_device *dev)
{
	const struct fdp_patch *patch = netdev_priv(dev);
	const struct net_device *peer;
	int ifindex;

	rcu_read_lock();
	peer = rcu_dereference(patch->peer);
	ifindex = peer ? READ_ONCE(peer->ifindex) : dev->ifindex;
	rcu_read_unlock();
	return ifindex;
}

static const struct net_device_ops netdev_ops = {
	.ndo_init = init_netdev,
	.ndo_open = open_netdev,
	.ndo_stop = stop_netdev,
	.ndo_start_xmit = transmit,
	.ndo_get_stats64 = dev_get_tstats64,
	.ndo_set_rx_mode = fdp_netdev_set_rx_mode,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_features_check = passthru_features_check,
	.ndo_get_iflink = get_iflink,
};

static void setup(struct net_device *dev)
{
	fdp_netdev_setup(dev);
	dev->netdev_ops = &netdev_ops;
	dev->priv_destructor = destroy_netdev;
	dev->priv_flags |= IFF_PHONY_HEADROOM;
	netif_set_tso_max_size(dev, TSO_MAX_SIZE);
}

/* The end that IFLA_LINK names, which must be without another. */
static struct net_device *find_peer(struct net *net, const struct net_device *dev,
				    const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct net_device *peer = __dev_get_by_index(net, nla_get_u32(attr));
	int err;

	if (!peer || peer->netdev_ops != &netdev_ops || !net_eq(net, dev_net(dev)))
		err = fdp_refuse(extack, attr, EINVAL,
				 "the other end of a patch is a patch in the same network namespace");
	else if (get_peer(peer))
		err = fdp_refuse(extack, attr, EBUSY, "that patch has its other end already");
	else
		return peer;
	return ERR_PTR(err);
}

/*
 * If rtnetlink failed to set the master once newlink() has returned, it would delete
 * this end, and dellink() the other one, too.  So the master is set here, which leaves
 * rtnetlink nothing to do.
 */
static int enslave(struct net_device *dev, const struct nlattr *attr,
		   struct netlink_ext_ack *extack)
{
	u32 ifindex = attr ? nla_get_u32(attr) : 0;
	struct net_device *master;

	if (!ifindex)
		return 0;
	master = __dev_get_by_index(dev_net(dev), ifindex);
	if (!master)
		return fdp_refuse(extack, attr, EINVAL,
				  "no netdev has the master's ifindex in this namespace");
	if (!master->netdev_ops->ndo_add_slave)
		return fdp_refuse(extack, attr, EOPNOTSUPP, "that netdev cannot be a master");
	return master->netdev_ops->ndo_add_slave(master, dev, extack);
}

static int pair(struct net_device *dev, struct net_device *peer, struct nlattr *tb[],
		struct netlink_ext_ack *extack)
{
	int err;

	set_peer(dev, peer);
	set_peer(peer, dev);
	err = enslave(dev, tb[IFLA_MASTER], extack);
	if (err) {
		set_peer(dev, NULL);
		set_peer(peer, NULL);
		unregister_netdevice(dev);
		return err;
	}
	netdev_state_change(peer);
	return 0;
}

/* The first end of a pair is made alone, the second one with IFLA_LINK. */
static int newlink(struct net *net, struct net_device *dev, struct nlattr *tb[],
		   struct nlattr *data[], struct netlink_ext_ack *extack)
{
	struct net_device *peer = NULL;
	int err;

	err = fdp_netdev_check_new(dev, tb, extack);
	if (err)
		return err;
	if (tb[IFLA_LINK]) {
		peer = find_peer(net, dev, tb[IFLA_LINK], extack);
		if (IS_ERR(peer))
			return PTR_ERR(peer);
	}
	err = register_netdevice(dev);
	if (err || !peer)
		return err;
	return pair(dev, peer, tb, extack);
}

/* One end goes with the other. */
static void dellink(struct net_device *dev, struct list_head *head)
{
	struct net_device *peer = get_peer(dev);

	set_peer(dev, NULL);
	unregister_netdevice_queue(dev, head);
	if (peer) {
		set_peer(peer, NULL);
		unregister_netdevice_queue(peer, head);
	}
}

static struct net *get_link_net(const struct net_device *dev)
{
	return dev_net(dev);
}

static struct rtnl_link_ops link_ops = {
	.kind = FLOWDP_PATCH_LINK_KIND,
	.priv_size = sizeof(struct fdp_patch),
	.setup = setup,
	.newlink = newlink,
	.dellink = dellink,
	.get_link_net = get_link_net,
};

int __init fdp_patch_init(void)
{
	return rtnl_link_register(&link_ops);
}

void fdp_patch_exit(void)
{
	rtnl_link_unregister(&link_ops);
}

MODULE_ALIAS_RTNL_LINK(FLOWDP_PATCH_LINK_KIND);
