// SPDX-License-Identifier: GPL-2.0-or-later
#include "links.h"

#include <errno.h>
#include <linux/flowdp.h>
#include <stdlib.h>
#include <string.h>
#include "link.h"
#include "log.h"
#include "text.h"

#define DATAGRAMS_MAX	64	/* read before others have their turn */
#define RETRY_MS	1000

struct links {
	struct flow_receiver *events;
	struct flow_netlink *route;
	struct switches *switches;
	int64_t now_ms;			/* of what is being read */
	int64_t retry_ms;		/* when to list them, as events were lost; 0: none were */
};

int links_open(struct links **result, struct switches *switches)
{
	struct links *links = calloc(1, sizeof(*links));
	int error;

	if (!links)
		return -ENOMEM;
	links->switches = switches;
	error = flow_netlink_open(&links->route, NETLINK_ROUTE, NULL);
	if (!error)
		error = flow_link_events_open(&links->events, NULL);
	if (error)
		links_close(links);
	else
		*result = links;
	return error;
}

void links_close(struct links *links)
{
	if (!links)
		return;
	flow_receiver_close(links->events);
	flow_netlink_close(links->route);
	free(links);
}

int links_fd(const struct links *links)
{
	return flow_receiver_fd(links->events);
}

/* Whether what it sends leaves by the link below as it is, but for a tag. */
static bool is_upper(const struct flow_link *link)
{
	return !strcmp(link->kind, "vlan") || !strcmp(link->kind, "macvlan") ||
	       !strcmp(link->kind, "macvtap");
}

static int take(const struct flow_link *link, void *data)
{
	struct links *links = data;
	struct netdev netdev = { .ifindex = link->ifindex };

	if (link->removed) {
		switches_netdev_gone(links->switches, link->ifindex, links->now_ms);
		return 0;
	}
	memcpy(netdev.name, link->name, sizeof(netdev.name));
	flow_text_make_printable(netdev.name);	/* or JSON would lack it */
	memcpy(netdev.alias, link->alias, sizeof(netdev.alias));
	memcpy(netdev.mac, link->address, sizeof(netdev.mac));
	memcpy(netdev.permanent_mac, link->permanent_address, sizeof(netdev.permanent_mac));
	if (is_upper(link)) {
		netdev.lower = link->lower;
		netdev.vid = link->vlan;
	}
	netdev.is_switch = !strcmp(link->kind, FLOWDP_LINK_KIND);
	netdev.is_patch = !strcmp(link->kind, FLOWDP_PATCH_LINK_KIND);
	if (netdev.is_patch)
		netdev.peer = link->lower;
	netdev.has_carrier = link->flags & IFF_RUNNING;
	switches_netdev(links->switches, &netdev, links->now_ms);
	return 0;
}

static void restart(void *data)
{
	struct links *links = data;

	switches_netdevs_begin(links->switches);
}

int links_list(struct links *links, int64_t now_ms)
{
	int error;

	links->now_ms = now_ms;
	switches_netdevs_begin(links->switches);
	error = flow_link_dump(links->route, take, restart, links);
	if (!error)
		switches_netdevs_end(links->switches, now_ms);
	return error;
}

int64_t links_retry(struct links *links, int64_t now_ms)
{
	int error;

	if (!links->retry_ms || links->retry_ms > now_ms)
		return links->retry_ms;
	error = links_list(links, now_ms);
	links->retry_ms = error ? now_ms + RETRY_MS : 0;
	if (error)	/* they come and go faster than they can be listed, or there is no memory */
		log_warning("cannot list the interfaces, will try again: %s", strerror(-error));
	return links->retry_ms;
}

void links_receive(struct links *links, int64_t now_ms)
{
	int result;

	links->now_ms = now_ms;
	result = flow_link_receive(links->events, DATAGRAMS_MAX, take, links);
	if (result >= 0)
		return;
	if (result != -ENOBUFS)
		log_warning("reading interface events: %s", strerror(-result));
	links->retry_ms = now_ms;
}
