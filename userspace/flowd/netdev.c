// SPDX-License-Identifier: GPL-2.0-or-later
#include "netdev.h"

#include <stdlib.h>
#include <string.h>
#include "mac.h"

#define DEPTH_MAX	8	/* as the kernel stacks them */

struct netdev *netdev_find(struct netdev *all, uint32_t ifindex)
{
	struct netdev *netdev;

	HASH_FIND(hh, all, &ifindex, sizeof(ifindex), netdev);
	return netdev;
}

struct netdev *netdev_find_name(struct netdev *all, const char *name)
{
	struct netdev *netdev, *next;

	HASH_ITER(hh, all, netdev, next)
		if (!strcmp(netdev->name, name))
			return netdev;
	return NULL;
}

uint32_t netdev_bottom(struct netdev *all, const struct netdev *netdev, uint16_t *vid)
{
	uint32_t bottom = 0;
	unsigned int depth;

	*vid = 0;
	for (depth = 0; netdev && netdev->lower && depth < DEPTH_MAX; depth++) {
		if (netdev->vid)
			*vid = netdev->vid;
		bottom = netdev->lower;
		netdev = netdev_find(all, bottom);
	}
	return bottom;
}

struct netdev *netdev_put(struct netdev **all, uint32_t ifindex)
{
	struct netdev *netdev = netdev_find(*all, ifindex);

	if (netdev)
		return netdev;
	netdev = calloc(1, sizeof(*netdev));
	if (!netdev)
		return NULL;
	netdev->ifindex = ifindex;
	HASH_ADD(hh, *all, ifindex, sizeof(netdev->ifindex), netdev);
	if (netdev->hh.tbl)
		return netdev;
	free(netdev);
	return NULL;
}

struct intent_interface netdev_interface(const struct netdev *netdev)
{
	struct intent_interface interface = { .name = netdev->name, .alias = netdev->alias,
					      .is_switch = netdev->is_switch };

	if (flow_mac_is_zero(netdev->permanent_mac))
		flow_mac_format(netdev->mac, interface.mac);
	else
		flow_mac_format(netdev->permanent_mac, interface.mac);
	return interface;
}

const struct intent_port *netdev_policy(const struct netdev *netdev, const struct intent *intent)
{
	struct intent_interface interface = netdev_interface(netdev);

	return intent_match(intent, &interface);
}

void netdev_delete(struct netdev **all, struct netdev *netdev)
{
	HASH_DEL(*all, netdev);
	free(netdev->before);
	free(netdev);
}
