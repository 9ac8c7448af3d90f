// SPDX-License-Identifier: GPL-2.0-only
/* A port: a netdev under the switch, its settings and its counters. */
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "event.h"
#include "netdev.h"
#include "netlink.h"
#include "port.h"
#include "rx.h"
#include "transaction.h"

static const struct fdp_port_config defaults = {
	.flags = FLOWDP_PORT_F_LEARNING | FLOWDP_PORT_F_FLOOD_UNICAST |
		 FLOWDP_PORT_F_FLOOD_MULTICAST | FLOWDP_PORT_F_FLOOD_BROADCAST,
	.state = FLOWDP_PORT_STATE_FORWARDING,
};

/* Bottom halves are off. */
void fdp_port_count_rx_drop(const struct fdp_port *port, enum flowdp_drop_reason reason)
{
	u64 *value = &this_cpu_ptr(port->stats)->rx_drops[reason];

	WRITE_ONCE(*value, *value + 1);
}

void fdp_port_count_tx_drop(const struct fdp_port *port, enum flowdp_drop_reason reason)
{
	u64 *value = &this_cpu_ptr(port->stats)->tx_drops[reason];

	WRITE_ONCE(*value, *value + 1);
}

/* Adds up all CPUs; the structure holds nothing but counters. */
void fdp_port_sum(const struct fdp_port *port, struct fdp_port_stats *totals)
{
	const unsigned int count = sizeof(*totals) / sizeof(u64);
	u64 *sum = (u64 *)totals;
	unsigned int i;
	int cpu;

	memset(totals, 0, sizeof(*totals));
	for_each_possible_cpu(cpu) {
		const u64 *counters = (const u64 *)per_cpu_ptr(port->stats, cpu);

		for (i = 0; i < count; i++)
			sum[i] += READ_ONCE(counters[i]);
	}
}

/* The port of this number; the switch is locked, or RTNL is held. */
struct fdp_port *fdp_port_get(struct fdp_switch *sw, u16 number)
{
	return rcu_dereference_protected(sw->ports[number], lockdep_is_held(&sw->lock) ||
					 lockdep_rtnl_is_held());
}

/* The settings in force; the switch is locked. */
const struct fdp_port_config *fdp_port_config_locked(const struct fdp_port *port)
{
	return rcu_dereference_protected(port->config, lockdep_is_held(&port->sw->lock));
}

/* The settings that will be in force after the transaction. */
const struct fdp_port_config *fdp_port_config_next(const struct fdp_port *port)
{
	return port->pending ?: fdp_port_config_locked(port);
}

/* The port that the netdev is, or NULL; RTNL is held. */
struct fdp_port *fdp_port_of_netdev(const struct net_device *dev)
{
	ASSERT_RTNL();
	if (rtnl_dereference(dev->rx_handler) != fdp_rx_handle)
		return NULL;
	return rtnl_dereference(dev->rx_handler_data);
}

static void apply(struct fdp_port_config *config, const struct fdp_port_settings *settings)
{
	const struct fdp_port_config *wanted = &settings->config;

	config->flags = (config->flags & ~settings->flags_mask) | wanted->flags;
	if (settings->has_vlan)
		config->vlan = wanted->vlan;
	if (settings->has_community)
		config->community = wanted->community;
	if (settings->has_state)
		config->state = wanted->state;
	if (settings->has_link_local_forward)
		config->link_local_forward = wanted->link_local_forward;
	if (settings->has_link_local_upcall)
		config->link_local_upcall = wanted->link_local_upcall;
	if (settings->has_cookie)
		config->cookie = wanted->cookie;
}

/* A copy of @from with the changes that @settings, if not NULL, asks for. */
static struct fdp_port_config *copy_config(const struct fdp_port_config *from,
					   const struct fdp_port_settings *settings)
{
	struct fdp_port_config *config = kmemdup(from, sizeof(*config), GFP_KERNEL);
	const struct fdp_vlan_table *table;

	if (!config)
		return NULL;
	if (settings)
		apply(config, settings);
	table = config->vlan.table;
	if (!table)
		return config;
	config->vlan.table = kmemdup(table, sizeof(*table), GFP_KERNEL);
	if (config->vlan.table)
		return config;
	kfree(config);
	return NULL;
}

static void free_config(const struct fdp_port_config *config)
{
	if (config)
		kfree(config->vlan.table);
	kfree(config);
}

static void free_config_rcu(struct rcu_head *rcu)
{
	free_config(container_of(rcu, struct fdp_port_config, rcu));
}

static void free_port(struct fdp_port *port)
{
	free_config(rcu_dereference_protected(port->config, true));
	free_percpu(port->stats);
	kfree(port);
}

/* No packet holds the port any more, so the netdev may go. */
static void free_port_rcu(struct rcu_head *rcu)
{
	struct fdp_port *port = container_of(rcu, struct fdp_port, rcu);

	if (port->number != FLOWDP_PORT_LOCAL)
		netdev_put(port->dev, &port->tracker);
	free_port(port);
}

static struct fdp_port *new_port(struct fdp_switch *sw, struct net_device *dev,
				 const struct fdp_port_settings *settings)
{
	struct fdp_port *port = kzalloc(sizeof(*port), GFP_KERNEL);
	struct fdp_port_config *config = copy_config(&defaults, settings);

	if (!port || !config)
		goto err;
	port->stats = alloc_percpu_gfp(struct fdp_port_stats, GFP_KERNEL);
	if (!port->stats)
		goto err;
	port->dev = dev;
	port->sw = sw;
	port->number = FLOWDP_PORTS_MAX;	/* none yet */
	port->oper_up = true;
	RCU_INIT_POINTER(port->config, config);
	fdp_upcall_init_port(port);
	return port;

err:
	free_config(config);
	kfree(port);
	return NULL;
}

static void publish(struct fdp_port *port)
{
	struct fdp_switch *sw = port->sw;

	rcu_assign_pointer(sw->ports[port->number], port);
	list_add_tail_rcu(&port->node, &sw->port_list);
	sw->port_count++;
	fdp_transaction_renew(sw);
}

static void withdraw(struct fdp_port *port)
{
	struct fdp_switch *sw = port->sw;

	RCU_INIT_POINTER(sw->ports[port->number], NULL);
	list_del_rcu(&port->node);
	sw->port_count--;
	fdp_transaction_renew(sw);
	fdp_upcall_close_port(port);
}

/* Makes the switch's own netdev its port 0; the switch is not registered yet. */
int fdp_port_add_local(struct fdp_switch *sw)
{
	struct fdp_port *port = new_port(sw, sw->dev, NULL);

	if (!port)
		return -ENOMEM;
	port->number = FLOWDP_PORT_LOCAL;
	publish(port);
	return 0;
}

/* Numbers are given out in turn, so that a freed one is not reused at once. */
static int choose_number(struct fdp_switch *sw)
{
	unsigned int i;

	for (i = 0; i < FLOWDP_PORTS_MAX - 1; i++) {
		u16 number = 1 + (sw->port_next + i) % (FLOWDP_PORTS_MAX - 1);

		if (!fdp_port_get(sw, number))
			return number;
	}
	return -ENOSPC;
}

static int set_number(struct fdp_port *port, const struct fdp_port_settings *settings,
		      struct netlink_ext_ack *extack)
{
	int number;

	if (settings && settings->has_number) {
		if (fdp_port_get(port->sw, settings->number))
			return fdp_refuse(extack, NULL, EEXIST,
					  "the switch has a port of this number already");
		number = settings->number;
	} else {
		number = choose_number(port->sw);
		if (number < 0)
			return fdp_refuse(extack, NULL, ENOSPC,
					  "the switch has as many ports as it can, 4096");
	}
	port->number = number;
	return 0;
}

static int check_netdev(const struct fdp_switch *sw, struct net_device *dev,
			struct netlink_ext_ack *extack)
{
	if (fdp_switch_is(dev))
		return fdp_refuse(extack, NULL, ELOOP, "a switch cannot be a port of a switch");
	if (netdev_has_upper_dev(sw->dev, dev))
		return fdp_refuse(extack, NULL, ELOOP,
				  "the netdev stands on the switch, so it cannot be a port of it");
	if (dev->flags & IFF_LOOPBACK)
		return fdp_refuse(extack, NULL, EINVAL, "the loopback netdev cannot be a port");
	if (dev->type != ARPHRD_ETHER || dev->addr_len != ETH_ALEN)
		return fdp_refuse(extack, NULL, EINVAL, "only Ethernet netdevs can be ports");
	if (dev->priv_flags & IFF_DONT_BRIDGE)
		return fdp_refuse(extack, NULL, EOPNOTSUPP,
				  "this netdev does not carry other addresses than its own, so it cannot be a port");
	if (is_vlan_dev(dev) && !(vlan_dev_priv(dev)->flags & VLAN_FLAG_REORDER_HDR))
		return fdp_refuse(extack, NULL, EOPNOTSUPP,
				  "the VLAN netdev leaves its tag in the frame; set it right first: ip link set DEV type vlan reorder_hdr on");
	if (netdev_master_upper_dev_get(dev))
		return fdp_refuse(extack, NULL, EBUSY,
				  "the netdev has a master already; take it out first: ip link set DEV nomaster");
	if (netdev_is_rx_handler_busy(dev))
		return fdp_refuse(extack, NULL, EBUSY,
				  "something else takes the netdev's frames already");
	if (dev->priv_flags & IFF_NO_RX_HANDLER)
		return fdp_refuse(extack, NULL, EOPNOTSUPP,
				  "this netdev gives its frames to nobody but the host, so it cannot be a port");
	if (dev->lower_level + sw->dev->upper_level > MAX_NEST_DEV)
		return fdp_refuse(extack, NULL, EMLINK,
				  "too many netdevs would stand on one another; a stack with a switch in it has 8 levels at most");
	return 0;
}

/* Ties the netdev to the switch, except for the rx handler. */
static int tie(struct fdp_port *port, struct netlink_ext_ack *extack)
{
	struct net_device *dev = port->dev;
	int err;

	err = dev_set_promiscuity(dev, 1);
	if (err)
		return err;
	err = netdev_master_upper_dev_link(dev, port->sw->dev, NULL, NULL, extack);
	if (err) {
		dev_set_promiscuity(dev, -1);
		return err;
	}
	dev_disable_lro(dev);
	netdev_set_rx_headroom(dev, port->sw->dev->needed_headroom);
	netdev_hold(dev, &port->tracker, GFP_KERNEL);
	return 0;
}

static void untie(struct fdp_port *port)
{
	netdev_reset_rx_headroom(port->dev);
	netdev_upper_dev_unlink(port->dev, port->sw->dev);
	dev_set_promiscuity(port->dev, -1);
}

/*
 * With carrier, a netdev may still be dormant, as until it is authenticated (IEEE 802.1X),
 * or under test (RFC 2863).  RTNL is held.
 */
static void take_operstate(struct fdp_port *port)
{
	WRITE_ONCE(port->oper_up, netif_oper_up(port->dev));
}

static void join(struct fdp_port *port, bool number_given)
{
	struct fdp_switch *sw = port->sw;

	take_operstate(port);
	mutex_lock(&sw->lock);
	if (!number_given)
		sw->port_next = port->number;
	publish(port);
	fdp_netdev_take_carrier(sw);
	fdp_event_port(port);
	mutex_unlock(&sw->lock);
}

static void leave(struct fdp_port *port)
{
	struct fdp_switch *sw = port->sw;

	mutex_lock(&sw->lock);
	withdraw(port);
	fdp_netdev_take_carrier(sw);
	fdp_event_port_gone(port);
	mutex_unlock(&sw->lock);
}

/**
 * fdp_port_attach - make a netdev a port
 * @sw: the switch, not locked
 * @dev: the netdev, in the switch's namespace
 * @settings: in force before the first frame; NULL: defaults
 * @extack: set to what is wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative error.
 */
int fdp_port_attach(struct fdp_switch *sw, struct net_device *dev,
		    const struct fdp_port_settings *settings, struct netlink_ext_ack *extack)
{
	struct fdp_port *port;
	int err;

	ASSERT_RTNL();
	err = check_netdev(sw, dev, extack);
	if (err)
		return err;
	port = new_port(sw, dev, settings);
	if (!port)
		return -ENOMEM;
	err = set_number(port, settings, extack) ?: tie(port, extack);
	if (err) {
		free_port(port);
		return err;
	}
	join(port, settings && settings->has_number);
	err = netdev_rx_handler_register(dev, fdp_rx_handle, port);
	if (err)
		goto err_leave;
	fdp_netdev_take_limits(sw);
	return 0;

err_leave:
	leave(port);
	untie(port);
	call_rcu(&port->rcu, free_port_rcu);
	return err;
}

/**
 * fdp_port_detach - take a port out of its switch
 * @port: the port; freed after a grace period
 *
 * Context: RTNL; the switch is not locked.
 */
void fdp_port_detach(struct fdp_port *port)
{
	struct fdp_switch *sw = port->sw;

	ASSERT_RTNL();
	if (port->number == FLOWDP_PORT_LOCAL) {
		leave(port);
	} else {
		netdev_rx_handler_unregister(port->dev);
		leave(port);
		untie(port);
		fdp_netdev_take_limits(sw);
	}
	call_rcu(&port->rcu, free_port_rcu);
}

/* A port gets other settings. */
struct port_change {
	struct fdp_change change;
	struct fdp_port *port;
	struct fdp_port_config *config;		/* new, after the commit old */
	const struct fdp_port_config *before;	/* what was pending before */
};

static struct port_change *to_port_change(struct fdp_change *change)
{
	return container_of(change, struct port_change, change);
}

static void commit_change(struct fdp_switch *sw, struct fdp_change *base, u64 generation)
{
	struct port_change *change = to_port_change(base);

	change->config = rcu_replace_pointer(change->port->config, change->config,
					     lockdep_is_held(&sw->lock));
	change->port->pending = NULL;
}

static void settle_change(struct fdp_switch *sw, struct fdp_change *base)
{
	struct port_change *change = to_port_change(base);

	if (change->config->state != fdp_port_config_locked(change->port)->state)
		fdp_netdev_take_carrier(sw);
	fdp_event_port(change->port);
	call_rcu(&change->config->rcu, free_config_rcu);
	kfree(change);
}

static void undo_change(struct fdp_switch *sw, struct fdp_change *base)
{
	struct port_change *change = to_port_change(base);

	change->port->pending = change->before;
	free_config(change->config);
	kfree(change);
}

/**
 * fdp_port_change - give a port other settings
 * @transaction: of which this is a part
 * @port: the port
 * @settings: what changes
 *
 * Return: 0 or -ENOMEM.
 */
int fdp_port_change(struct fdp_transaction *transaction, struct fdp_port *port,
		    const struct fdp_port_settings *settings)
{
	struct fdp_port_config *config;
	struct port_change *change;

	config = copy_config(fdp_port_config_next(port), settings);
	change = kzalloc(sizeof(*change), GFP_KERNEL);
	if (!config || !change) {
		free_config(config);
		kfree(change);
		return -ENOMEM;
	}
	change->change = (struct fdp_change){
		.commit = commit_change,
		.settle = settle_change,
		.undo = undo_change,
	};
	change->port = port;
	change->config = config;
	change->before = port->pending;
	port->pending = config;
	fdp_transaction_add(transaction, &change->change);
	return 0;
}

static void announce(struct fdp_port *port)
{
	take_operstate(port);
	mutex_lock(&port->sw->lock);
	fdp_netdev_take_carrier(port->sw);
	fdp_event_port(port);
	mutex_unlock(&port->sw->lock);
}

/* The switch has another name, and so has its local port. */
static void announce_name(struct fdp_switch *sw)
{
	mutex_lock(&sw->lock);
	fdp_event_switch(sw);
	fdp_event_port(fdp_port_get(sw, FLOWDP_PORT_LOCAL));
	mutex_unlock(&sw->lock);
}

static int netdev_event(struct notifier_block *block, unsigned long event, void *data)
{
	struct net_device *dev = netdev_notifier_info_to_dev(data);
	struct fdp_port *port = fdp_port_of_netdev(dev);

	if (event == NETDEV_CHANGENAME && fdp_switch_is(dev))
		announce_name(netdev_priv(dev));
	if (!port)
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_UNREGISTER:	/* deleted, or on its way to another namespace */
		fdp_port_detach(port);
		break;
	case NETDEV_PRE_TYPE_CHANGE:	/* to something that is not Ethernet */
		return NOTIFY_BAD;
	case NETDEV_CHANGEMTU:
	case NETDEV_FEAT_CHANGE:
		fdp_netdev_take_limits(port->sw);
		break;
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGENAME:
		announce(port);
		break;
	case NETDEV_RESEND_IGMP:	/* a bond failed over: pass it on, for the host's groups */
		call_netdevice_notifiers(event, port->sw->dev);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block netdev_notifier = {
	.notifier_call = netdev_event,
};

int __init fdp_port_init(void)
{
	return register_netdevice_notifier(&netdev_notifier);
}

void fdp_port_exit(void)
{
	unregister_netdevice_notifier(&netdev_notifier);
}
