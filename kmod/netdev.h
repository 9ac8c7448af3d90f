/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module's netdevs have in common, and what a switch's takes over from its ports. */
#ifndef _FLOWDP_NETDEV_H
#define _FLOWDP_NETDEV_H

#include <linux/netdevice.h>

struct fdp_switch;
struct netlink_ext_ack;
struct nlattr;

void fdp_netdev_setup(struct net_device *dev);
int fdp_netdev_check_new(const struct net_device *dev, struct nlattr *tb[],
			 struct netlink_ext_ack *extack);
void fdp_netdev_set_rx_mode(struct net_device *dev);
netdev_features_t fdp_netdev_fix_features(struct net_device *dev, netdev_features_t features);
void fdp_netdev_take_limits(struct fdp_switch *sw);
void fdp_netdev_take_carrier(struct fdp_switch *sw);

#endif /* _FLOWDP_NETDEV_H */
