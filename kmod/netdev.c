// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the module's netdevs have in common, and what a switch's netdev takes over from
 * its ports, as a bridge does.
 */
#include <linux/etherdevice.h>
#include <linux/minmax.h>
#include <linux/rtnetlink.h>

#include "compat.h"
#include "netdev.h"
#include "netlink.h"
#include "port.h"
#include "tx.h"

#define FEATURES	(NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA | \
			 NETIF_F_GSO_MASK | NETIF_F_HW_CSUM)
#define TAG_FEATURES	(NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_HW_VLAN_STAG_TX)

/* A netdev that takes frames as they are, without a queue, and has no carrier yet. */
void fdp_netdev_setup(struct net_device *dev)
{
	ether_setup(dev);
	eth_hw_addr_random(dev);
	dev->needs_free_netdev = true;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_LIVE_ADDR_CHANGE | IFF_DISABLE_NETPOLL |
			   IFF_UNICAST_FLT;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->features = FEATURES | TAG_FEATURES;
	dev->hw_features = FEATURES | TAG_FEATURES;
	dev->vlan_features = FEATURES;
	dev->hw_enc_features = FEATURES;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_MAX_MTU;
	fdp_netdev_set_lockless_local(dev);
	netif_carrier_off(dev);
}

/**
 * fdp_netdev_check_new - may this netdev be made?
 * @dev: the netdev, not registered yet
 * @tb: what it is to be, IFLA_*
 * @extack: set to what is wrong
 *
 * Root of a user namespace may make links in its own network namespace, but none of
 * these kinds: the module is for the host's administrator alone.
 *
 * Return: 0 or a negative error.
 */
int fdp_netdev_check_new(const struct net_device *dev, struct nlattr *tb[],
			 struct netlink_ext_ack *extack)
{
	const struct nlattr *address = tb[IFLA_ADDRESS];

	if (dev_net(dev)->user_ns != &init_user_ns || !capable(CAP_NET_ADMIN))
		return fdp_refuse(extack, NULL, EPERM,
				  "switches and patches need CAP_NET_ADMIN in the initial user namespace");
	if (tb[IFLA_LINK_NETNSID])	/* made in that namespace, and then moved */
		return fdp_refuse(extack, tb[IFLA_LINK_NETNSID], EINVAL,
				  "switches and patches stay where they are made; leave link-netnsid out");
	if (!address)
		return 0;
	if (nla_len(address) != ETH_ALEN)
		return fdp_refuse(extack, address, EINVAL, "a MAC address has six bytes");
	if (!is_valid_ether_addr(nla_data(address)))
		return fdp_refuse(extack, address, EADDRNOTAVAIL,
				  "the address of a switch or patch is a unicast address");
	return 0;
}

/* Tables decide who gets a frame: the netdev's address lists do not matter. */
void fdp_netdev_set_rx_mode(struct net_device *dev)
{
}

static bool is_local(const struct fdp_port *port)
{
	return port->number == FLOWDP_PORT_LOCAL;
}

/**
 * fdp_netdev_fix_features - find which of the features the ports make use of
 * @dev: of a switch
 * @features: that the netdev could have
 *
 * Context: RTNL.
 * GSO is always among them: it is cheaper to look up one long frame than all its
 * segments, and ports that cannot take it get it segmented as late as possible.
 *
 * Return: those of @features that some port has; all without ports.
 */
netdev_features_t fdp_netdev_fix_features(struct net_device *dev, netdev_features_t features)
{
	const struct fdp_switch *sw = netdev_priv(dev);
	netdev_features_t result = features & ~NETIF_F_ONE_FOR_ALL;
	const struct fdp_port *port;

	if (list_is_singular(&sw->port_list))	/* only the local port */
		return features;
	list_for_each_entry(port, &sw->port_list, node) {
		if (!is_local(port))
			result = netdev_increment_features(result, port->dev->features, features);
	}
	return result | (features & NETIF_F_GSO_SOFTWARE);
}

/* What every port can send, and the largest headroom that one needs. */
struct limits {
	unsigned int mtu;	/* 0: there is no port */
	unsigned int gso_size;
	u16 gso_segments;
	unsigned int headroom;
};

static struct limits find_limits(const struct fdp_switch *sw)
{
	struct limits limits = { .gso_size = TSO_MAX_SIZE, .gso_segments = TSO_MAX_SEGS };
	const struct fdp_port *port;

	list_for_each_entry(port, &sw->port_list, node) {
		const struct net_device *dev = port->dev;

		if (is_local(port))
			continue;
		if (!limits.mtu || dev->mtu < limits.mtu)
			limits.mtu = dev->mtu;
		limits.gso_size = min(limits.gso_size, dev->tso_max_size);
		limits.gso_segments = min(limits.gso_segments, dev->tso_max_segs);
		limits.headroom = max_t(unsigned int, limits.headroom,
					netdev_get_fwd_headroom(port->dev));
	}
	return limits;
}

static void take_mtu(struct fdp_switch *sw, unsigned int mtu)
{
	if (sw->mtu_chosen)
		return;
	dev_set_mtu(sw->dev, mtu ?: ETH_DATA_LEN);
	sw->mtu_chosen = false;
}

/* A frame for any port may come from any other.  New ports start with the present headroom. */
static void take_headroom(struct fdp_switch *sw, unsigned int headroom)
{
	const struct fdp_port *port;

	if (headroom == sw->dev->needed_headroom)
		return;
	WRITE_ONCE(sw->dev->needed_headroom, headroom);
	list_for_each_entry(port, &sw->port_list, node) {
		if (!is_local(port))
			netdev_set_rx_headroom(port->dev, headroom);
	}
}

/* Ports have come, gone or changed.  RTNL is held. */
void fdp_netdev_take_limits(struct fdp_switch *sw)
{
	struct limits limits;

	ASSERT_RTNL();
	if (sw->dev->reg_state != NETREG_REGISTERED)
		return;
	limits = find_limits(sw);
	take_mtu(sw, limits.mtu);
	netif_set_tso_max_size(sw->dev, limits.gso_size);
	netif_set_tso_max_segs(sw->dev, limits.gso_segments);
	take_headroom(sw, limits.headroom);
	netdev_update_features(sw->dev);
}

/*
 * Without a port by which frames could leave, the switch's netdev has no carrier, so
 * that duplicate address detection (RFC 4862, 5.4), for one, waits.  The switch is
 * locked.
 */
void fdp_netdev_take_carrier(struct fdp_switch *sw)
{
	const struct fdp_port *port;

	fdp_switch_assert_locked(sw);
	if (sw->dead)
		return;
	list_for_each_entry(port, &sw->port_list, node) {
		if (!is_local(port) && !fdp_tx_is_down(port) &&
		    fdp_port_config_locked(port)->state == FLOWDP_PORT_STATE_FORWARDING) {
			netif_carrier_on(sw->dev);
			return;
		}
	}
	netif_carrier_off(sw->dev);
}
