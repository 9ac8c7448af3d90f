/* SPDX-License-Identifier: GPL-2.0-only */
/* Differences between kernel versions, from 6.1 on; nowhere else are there any. */
#ifndef _FLOWDP_COMPAT_H
#define _FLOWDP_COMPAT_H

#include <linux/netdevice.h>
#include <linux/version.h>
#include <net/genetlink.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#include <net/gso.h>
#endif

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
typedef const struct genl_split_ops fdp_genl_ops;

static inline struct nlattr **fdp_dump_attrs(struct netlink_callback *cb)
{
	return genl_info_dump(cb)->attrs;
}
#else
typedef const struct genl_ops fdp_genl_ops;

static inline struct nlattr **fdp_dump_attrs(struct netlink_callback *cb)
{
	return genl_dumpit_info(cb)->attrs;
}
#endif

/* A virtual device that needs no transmit lock and stays in its namespace. */
static inline void fdp_netdev_set_lockless_local(struct net_device *dev)
{
	/* Stable kernels took these over in the middle of a series. */
#ifdef NETIF_F_NETNS_LOCAL
	dev->features |= NETIF_F_NETNS_LOCAL;
#else
	dev->netns_immutable = true;
#endif
#ifdef NETIF_F_LLTX
	dev->features |= NETIF_F_LLTX;
#else
	dev->lltx = true;
#endif
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define fdp_assign_str(dst, src)	__assign_str(dst)
#else
#define fdp_assign_str(dst, src)	__assign_str(dst, src)
#endif

#endif /* _FLOWDP_COMPAT_H */
