// SPDX-License-Identifier: GPL-2.0-or-later
#include "switches.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "attach.h"
#include "enforce.h"
#include "fdb_overflow.h"
#include "log.h"
#include "patch.h"
#include "settle.h"

#define RETRY_MS	1000
#define RETRY_DOUBLINGS	6

void switches_clear(struct switches *switches)
{
	struct netdev *netdev, *next;

	while (switches->count)
		switches_remove(switches, switches->bridges[0]);
	free(switches->bridges);
	HASH_ITER(hh, switches->netdevs, netdev, next)
		netdev_delete(&switches->netdevs, netdev);
	intent_clear(&switches->intent);
	switches->bridges = NULL;
}

struct bridge *switches_find(const struct switches *switches, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < switches->count; i++)
		if (switches->bridges[i]->ifindex == ifindex)
			return switches->bridges[i];
	return NULL;
}

struct bridge *switches_find_name(const struct switches *switches, const char *name)
{
	size_t i;

	for (i = 0; i < switches->count; i++)
		if (!strcmp(switches->bridges[i]->name, name))
			return switches->bridges[i];
	return NULL;
}

struct bridge *switches_find_port(const struct switches *switches, uint32_t netdev,
				  struct bridge_port **port)
{
	struct bridge_port *found;
	size_t i;

	for (i = 0; i < switches->count; i++) {
		found = bridge_port_find_netdev(switches->bridges[i], netdev);
		if (!found)
			continue;
		*port = found;
		return switches->bridges[i];
	}
	return NULL;
}

int switches_add(struct switches *switches, struct bridge *bridge)
{
	struct bridge **larger;

	larger = reallocarray(switches->bridges, switches->count + 1, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	switches->bridges = larger;
	larger[switches->count++] = bridge;
	switches->changed = true;
	return 0;
}

void switches_remove(struct switches *switches, struct bridge *bridge)
{
	size_t i;

	for (i = 0; switches->bridges[i] != bridge; i++)
		;
	switches->bridges[i] = switches->bridges[--switches->count];
	switches->changed = true;
	bridge_free(bridge);
}

void switches_let_go(struct switches *switches, struct bridge *bridge)
{
	switches->datapath->operations->bind(switches->datapath, bridge->ifindex, false, NULL);
	switches_remove(switches, bridge);
}

/* What is configured is known by its name; the ports that policies put there go to their own. */
static void renamed(struct switches *switches, struct bridge *bridge, const char *name,
		    int64_t now_ms)
{
	log_warning("%s: the switch was renamed to %s by somebody; another will be made in its place",
		    bridge->name, name);
	attach_release(switches, bridge, now_ms);
	switches_let_go(switches, bridge);
	switches->retry_ms = 1;
}

/* What the switch's own netdev tells. */
static void take_switch(struct switches *switches, const struct netdev *netdev, int64_t now_ms)
{
	struct bridge *bridge = switches_find(switches, netdev->ifindex);

	if (bridge && strcmp(bridge->name, netdev->name)) {
		renamed(switches, bridge, netdev->name, now_ms);
		bridge = NULL;
	}
	if (!bridge && intent_find_switch(&switches->intent, netdev->name) && !switches->retry_ms)
		switches->retry_ms = 1;
	if (!bridge || !memcmp(bridge->mac, netdev->mac, sizeof(bridge->mac)))
		return;
	memcpy(bridge->mac, netdev->mac, sizeof(bridge->mac));
	bridge->unsettled = true;
}

/* What was learned behind a link that went down is not there any more. */
static void lost_carrier(struct switches *switches, uint32_t ifindex, int64_t now_ms)
{
	struct bridge_port *port;
	struct bridge *bridge = switches_find_port(switches, ifindex, &port);

	if (bridge)
		bridge_flush(bridge, port->is.number, FDB_ANY_VID, now_ms);
}

/* Another policy may hold for it from now on. */
static void take_identity(struct switches *switches, struct netdev *there,
			  const struct netdev *netdev)
{
	struct bridge_port *port;
	struct bridge *bridge;

	if (!strcmp(there->name, netdev->name) && !strcmp(there->alias, netdev->alias) &&
	    !memcmp(there->mac, netdev->mac, sizeof(there->mac)) &&
	    !memcmp(there->permanent_mac, netdev->permanent_mac, sizeof(there->permanent_mac)))
		return;
	there->failures = 0;
	memcpy(there->name, netdev->name, sizeof(there->name));
	memcpy(there->alias, netdev->alias, sizeof(there->alias));
	memcpy(there->mac, netdev->mac, sizeof(there->mac));
	memcpy(there->permanent_mac, netdev->permanent_mac, sizeof(there->permanent_mac));
	bridge = switches_find_port(switches, there->ifindex, &port);
	if (bridge)
		bridge_configure_port(bridge, port);
}

/* The addresses of what is stacked on a switch are local there: see fdb_static.h. */
static void unsettle_below(struct switches *switches, const struct netdev *netdev)
{
	uint16_t vid;
	uint32_t bottom = netdev_bottom(switches->netdevs, netdev, &vid);
	struct bridge *bridge = switches_find(switches, bottom);

	if (bridge)
		bridge->unsettled = true;
}

static void take_stack(struct switches *switches, struct netdev *there,
		       const struct netdev *netdev)
{
	if (there->lower == netdev->lower && there->vid == netdev->vid &&
	    !memcmp(there->mac, netdev->mac, sizeof(there->mac)))
		return;
	unsettle_below(switches, there);
	there->lower = netdev->lower;
	there->vid = netdev->vid;
	unsettle_below(switches, there);
}

void switches_netdev(struct switches *switches, const struct netdev *netdev, int64_t now_ms)
{
	struct netdev *there = netdev_put(&switches->netdevs, netdev->ifindex);

	if (!there)
		return;
	if (there->has_carrier && !netdev->has_carrier)
		lost_carrier(switches, netdev->ifindex, now_ms);
	take_stack(switches, there, netdev);
	take_identity(switches, there, netdev);
	there->peer = netdev->peer;
	there->is_switch = netdev->is_switch;
	there->is_patch = netdev->is_patch;
	switches->has_patches |= there->is_patch;
	there->has_carrier = netdev->has_carrier;
	there->seen = true;
	if (there->is_switch)
		take_switch(switches, there, now_ms);
	attach_soon(switches, there, now_ms);
}

void switches_netdev_gone(struct switches *switches, uint32_t ifindex, int64_t now_ms)
{
	struct netdev *netdev = netdev_find(switches->netdevs, ifindex);
	struct bridge *bridge = switches_find(switches, ifindex);

	if (netdev) {
		unsettle_below(switches, netdev);
		patch_gone(switches, netdev, now_ms + RETRY_MS);
		netdev_delete(&switches->netdevs, netdev);
	}
	if (!bridge)
		return;
	log_warning("%s: the switch was deleted by somebody; it will be made again", bridge->name);
	switches_remove(switches, bridge);
	switches->retry_ms = now_ms + RETRY_MS;
}

void switches_netdevs_begin(struct switches *switches)
{
	struct netdev *netdev, *next;

	HASH_ITER(hh, switches->netdevs, netdev, next)
		netdev->seen = false;
}

void switches_netdevs_end(struct switches *switches, int64_t now_ms)
{
	struct netdev *netdev, *next;

	HASH_ITER(hh, switches->netdevs, netdev, next)
		if (!netdev->seen)
			switches_netdev_gone(switches, netdev->ifindex, now_ms);
}

void switches_switch(struct switches *switches, uint32_t ifindex)
{
	struct bridge *bridge = switches_find(switches, ifindex);

	if (bridge)
		bridge->unset = true;
}

void switches_port(struct switches *switches, const struct datapath_port *port, int64_t now_ms)
{
	struct bridge *bridge = switches_find(switches, port->switch_ifindex);

	if (bridge && bridge_port_put(bridge, port, now_ms))
		bridge->stale = true;
}

void switches_port_gone(struct switches *switches, uint32_t ifindex, uint32_t number,
			uint32_t netdev_ifindex, int64_t now_ms)
{
	struct bridge *bridge = switches_find(switches, ifindex);
	struct netdev *netdev = netdev_find(switches->netdevs, netdev_ifindex);
	struct bridge_port *port = NULL;

	if (bridge)
		port = bridge_port_find_netdev(bridge, netdev_ifindex);
	if (!port || port->is.number != number)	/* taken out by us, or back already */
		return;
	log_info("%s: port %s is gone", bridge->name, port->is.name);
	bridge_port_gone(bridge, number, now_ms);
	if (netdev)
		attach_soon(switches, netdev, now_ms);
}

void switches_flow_gone(struct switches *switches, uint32_t ifindex,
			const struct plan_flow *flow, int64_t now_ms)
{
	struct bridge *bridge = switches_find(switches, ifindex);

	if (bridge)
		bridge_flow_gone(bridge, flow, now_ms);
}

void switches_learn(struct switches *switches, uint32_t ifindex, uint32_t port, uint16_t vid,
		    const uint8_t *data, size_t length, int64_t now_ms)
{
	struct bridge *bridge = switches_find(switches, ifindex);

	if (bridge)
		bridge_learn(bridge, port, vid, data, length, now_ms);
}

void switches_lost(struct switches *switches)
{
	size_t i;

	for (i = 0; i < switches->count; i++) {
		switches->bridges[i]->stale = true;
		switches->bridges[i]->unset = true;
	}
	switches->retry_ms = 1;	/* a port that went is to be attached again */
}

void switches_reach(struct switches *switches, struct datapath *datapath)
{
	size_t i;

	switches->datapath = datapath;
	for (i = 0; i < switches->count; i++) {
		switches->bridges[i]->datapath = datapath;
		switches->bridges[i]->bound = false;
	}
	switches_lost(switches);
}

void switches_neighbour(struct switches *switches, uint32_t ifindex, uint32_t port, uint16_t vid,
			const uint8_t *data, size_t length, int64_t now_ms)
{
	struct bridge *bridge = switches_find(switches, ifindex);

	if (bridge)
		bridge_neighbour(bridge, port, vid, data, length, now_ms);
}

static void settle(struct bridge *bridge, int64_t now_ms)
{
	struct flow_error error = { "" };
	int code = settle_bridge(bridge, now_ms, &error);

	bridge->retry_ms = 0;
	if (!code)
		bridge->failures = 0;
	if (!code || code == -ENODEV)	/* the event that the switch is gone is on its way */
		return;
	log_warning("%s: cannot be brought in line, will try again: %s", bridge->name,
		    *error.text ? error.text : strerror(-code));
	bridge->retry_ms = switches_backoff(bridge->failures++, now_ms);
}

void switches_settle(struct switches *switches, int64_t now_ms)
{
	struct bridge *bridge;
	size_t i;

	for (i = 0; i < switches->count; i++) {
		bridge = switches->bridges[i];
		fdb_overflow_settle(bridge, now_ms);
		bridge_commit(bridge, now_ms);
		/* A failure is not retried with each packet. */
		if (bridge->retry_ms <= now_ms)
			settle(bridge, now_ms);
	}
}

int64_t switches_backoff(unsigned int failures, int64_t now_ms)
{
	return now_ms + ((int64_t)RETRY_MS << (failures < RETRY_DOUBLINGS ? failures :
								       RETRY_DOUBLINGS));
}

int64_t switches_earlier(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

int64_t switches_retry(struct switches *switches, int64_t now_ms)
{
	int64_t next;
	size_t i;

	if (switches->retry_ms && switches->retry_ms <= now_ms) {
		switches->retry_ms = 0;
		enforce_again(switches, now_ms);
	}
	next = switches_earlier(attach_retry(switches, now_ms), switches->retry_ms);
	for (i = 0; i < switches->count; i++)
		next = switches_earlier(next, switches->bridges[i]->retry_ms);
	return next;
}

void switches_progress(const struct switches *switches)
{
	if (switches->progress)
		switches->progress();
}
