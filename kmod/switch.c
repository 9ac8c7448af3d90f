// SPDX-License-Identifier: GPL-2.0-only
/* The switch: a netdev, and the owner of ports, tables, flows and groups. */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

#include "compat.h"
#include "ethtool.h"
#include "event.h"
#include "flow.h"
#include "group.h"
#include "lookup.h"
#include "netdev.h"
#include "netlink.h"
#include "port.h"
#include "rx.h"
#include "switch.h"
#include "transaction.h"

/* Runs timeouts and upcalls, and frees what is too much for an RCU callback. */
struct workqueue_struct *fdp_switch_workqueue;

static const struct net_device_ops netdev_ops;

bool fdp_switch_is(const struct net_device *dev)
{
	return dev->netdev_ops == &netdev_ops;
}

/* The switch of this ifindex, held, to be let go of with fdp_switch_put(); or NULL. */
struct fdp_switch *fdp_switch_get(struct net *net, u32 ifindex)
{
	struct net_device *dev = dev_get_by_index(net, ifindex);

	if (dev && fdp_switch_is(dev))
		return netdev_priv(dev);
	dev_put(dev);
	return NULL;
}

void fdp_switch_put(struct fdp_switch *sw)
{
	dev_put(sw->dev);
}

/* A new switch's first generation, in which its tables are empty. */
static void publish_first(struct fdp_switch *sw)
{
	struct fdp_transaction transaction;

	mutex_lock(&sw->lock);
	fdp_transaction_begin(&transaction, sw);
	fdp_transaction_commit(&transaction);
	mutex_unlock(&sw->lock);
}

static void free_contents(struct fdp_switch *sw)
{
	fdp_flow_stats_stop(sw);
	fdp_table_destroy(sw);
	fdp_flow_destroy_all(sw);
	fdp_group_destroy_all(sw);
	free_percpu(sw->lookup_stats);
	mutex_destroy(&sw->lock);
}

static int init_netdev(struct net_device *dev)
{
	struct fdp_switch *sw = netdev_priv(dev);
	int err;

	sw->dev = dev;
	netdev_lockdep_set_classes(dev);
	mutex_init(&sw->lock);
	INIT_LIST_HEAD(&sw->port_list);
	xa_init_flags(&sw->flows, XA_FLAGS_ALLOC);
	xa_init(&sw->groups);
	sw->flows_max = FLOWDP_FLOWS_DEFAULT;
	fdp_timeout_init(sw);
	fdp_flow_stats_init(sw);
	fdp_upcall_init(sw);
	sw->lookup_stats = alloc_percpu(struct fdp_lookup_stats);
	err = sw->lookup_stats ? fdp_table_init(sw) : -ENOMEM;
	if (!err)
		err = fdp_port_add_local(sw);
	if (err) {
		free_contents(sw);
		return err;
	}
	publish_first(sw);
	return 0;
}

/*
 * The netdev is out of sight.  Once marked dead nothing can be added; packets
 * are gone after the grace period that follows, and only then is anything freed.
 */
static void uninit_netdev(struct net_device *dev)
{
	struct fdp_switch *sw = netdev_priv(dev);
	struct fdp_port *port, *next;

	mutex_lock(&sw->lock);
	sw->dead = true;
	mutex_unlock(&sw->lock);
	list_for_each_entry_safe(port, next, &sw->port_list, node)
		fdp_port_detach(port);
	fdp_timeout_destroy(sw);
	fdp_upcall_destroy(sw);
	mutex_lock(&sw->lock);
	fdp_event_switch_gone(sw);
	mutex_unlock(&sw->lock);
}

static void destroy_netdev(struct net_device *dev)
{
	free_contents(netdev_priv(dev));
}

static netdev_tx_t transmit(struct sk_buff *skb, struct net_device *dev)
{
	fdp_rx_local(netdev_priv(dev), skb);
	return NETDEV_TX_OK;
}

static int change_mtu(struct net_device *dev, int mtu)
{
	struct fdp_switch *sw = netdev_priv(dev);

	WRITE_ONCE(dev->mtu, mtu);
	sw->mtu_chosen = true;
	return 0;
}

static int add_slave(struct net_device *dev, struct net_device *slave,
		     struct netlink_ext_ack *extack)
{
	return fdp_port_attach(netdev_priv(dev), slave, NULL, extack);
}

static int del_slave(struct net_device *dev, struct net_device *slave)
{
	struct fdp_port *port = fdp_port_of_netdev(slave);

	if (!port || port->sw != netdev_priv(dev))
		return -EINVAL;
	fdp_port_detach(port);
	return 0;
}

/* What the host received is what left by the local port, and the other way round. */
static void get_stats(struct net_device *dev, struct rtnl_link_stats64 *stats)
{
	struct fdp_switch *sw = netdev_priv(dev);
	const struct fdp_port *port;
	struct fdp_port_stats totals;

	rcu_read_lock();
	port = fdp_port_find(sw, FLOWDP_PORT_LOCAL);
	if (port) {
		fdp_port_sum(port, &totals);
		stats->rx_packets = totals.counters[FDP_PORT_TX_PACKETS];
		stats->rx_bytes = totals.counters[FDP_PORT_TX_BYTES];
		stats->tx_packets = totals.counters[FDP_PORT_RX_PACKETS];
		stats->tx_bytes = totals.counters[FDP_PORT_RX_BYTES];
	}
	rcu_read_unlock();
}

static const struct net_device_ops netdev_ops = {
	.ndo_init = init_netdev,
	.ndo_uninit = uninit_netdev,
	.ndo_start_xmit = transmit,
	.ndo_get_stats64 = get_stats,
	.ndo_set_rx_mode = fdp_netdev_set_rx_mode,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = change_mtu,
	.ndo_add_slave = add_slave,
	.ndo_del_slave = del_slave,
	.ndo_fix_features = fdp_netdev_fix_features,
	.ndo_features_check = passthru_features_check,
};

static void setup(struct net_device *dev)
{
	fdp_netdev_setup(dev);
	dev->netdev_ops = &netdev_ops;
	dev->ethtool_ops = &fdp_ethtool_ops;
	dev->priv_destructor = destroy_netdev;
}

static int newlink(struct net *net, struct net_device *dev, struct nlattr *tb[],
		   struct nlattr *data[], struct netlink_ext_ack *extack)
{
	struct fdp_switch *sw = netdev_priv(dev);
	int err;

	err = fdp_netdev_check_new(dev, tb, extack);
	if (err)
		return err;
	sw->mtu_chosen = tb[IFLA_MTU];
	err = register_netdevice(dev);
	if (err)
		return err;
	mutex_lock(&sw->lock);
	sw->announced = true;
	fdp_event_switch(sw);
	mutex_unlock(&sw->lock);
	return 0;
}

static struct rtnl_link_ops link_ops = {
	.kind = FLOWDP_LINK_KIND,
	.priv_size = sizeof(struct fdp_switch),
	.setup = setup,
	.newlink = newlink,
};

int __init fdp_switch_init(void)
{
	int err;

	fdp_switch_workqueue = alloc_workqueue("flowdp", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!fdp_switch_workqueue)
		return -ENOMEM;
	err = rtnl_link_register(&link_ops);
	if (err)
		destroy_workqueue(fdp_switch_workqueue);
	return err;
}

/* Deletes all switches; on return everything of theirs is freed. */
void fdp_switch_exit(void)
{
	rtnl_link_unregister(&link_ops);
	rcu_barrier();
	destroy_workqueue(fdp_switch_workqueue);
}

MODULE_ALIAS_RTNL_LINK(FLOWDP_LINK_KIND);
