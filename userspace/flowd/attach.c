// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "log.h"

#define AGAIN_MS	1000	/* between two attempts with one interface */

static const char *why(const struct flow_error *error, int code)
{
	return *error->text ? error->text : strerror(-code);
}

static int detach(struct switches *switches, struct bridge *bridge, struct netdev *netdev,
		  uint32_t number, int64_t now_ms, struct flow_error *error)
{
	const struct datapath_operations *operations = switches->datapath->operations;
	int code;

	code = operations->port_delete(switches->datapath, bridge->ifindex, netdev->ifindex,
				       error);
	if (code && code != -ENODEV && code != -ENOENT)
		return code;
	netdev->attached = false;
	log_info("%s: port %s taken out", bridge->name, netdev->name);
	bridge_port_gone(bridge, number, now_ms);
	return 0;
}

static int add(struct switches *switches, struct bridge *bridge, struct netdev *netdev,
	       const struct intent_port *policy, int64_t now_ms, struct flow_error *error)
{
	const struct datapath_operations *operations = switches->datapath->operations;
	struct datapath_port port;
	int code;

	netdev->tried_ms = now_ms;
	code = operations->port_add(switches->datapath, bridge->ifindex, netdev->ifindex,
				    policy->number, &policy->settings, &port, error);
	if (code)
		return code;
	netdev->attached = true;
	log_info("%s: port %s (number %u) attached, as %s says", bridge->name, port.name,
		 port.number, policy->match);
	return bridge_port_put(bridge, &port, now_ms);
}

static bool same_vlans(const struct intent_settings *a, const struct intent_settings *b)
{
	if (a->vlan_mode != b->vlan_mode || a->pvid != b->pvid)
		return false;
	return a->vlan_mode != FLOWDP_VLAN_MODE_TRUNK ||
	       !memcmp(a->vlans, b->vlans, sizeof(a->vlans));
}

static bool same_settings(const struct intent_settings *a, const struct intent_settings *b)
{
	return same_vlans(a, b) && a->flags == b->flags && a->state == b->state &&
	       a->link_local_forward == b->link_local_forward;
}

static int set(struct switches *switches, struct bridge *bridge, const struct bridge_port *port,
	       const struct intent_port *policy, int64_t now_ms, struct flow_error *error)
{
	const struct datapath_operations *operations = switches->datapath->operations;
	struct datapath_port changed = port->is;
	int code;

	if (same_settings(&port->is.settings, &policy->settings))
		return 0;
	code = operations->port_set(switches->datapath, bridge->ifindex, port->is.number,
				    &policy->settings, error);
	if (code)
		return code;
	log_info("%s: port %s set up as %s says", bridge->name, changed.name, policy->match);
	changed.settings = policy->settings;
	return bridge_port_put(bridge, &changed, now_ms);
}

/* The switch's own netdev is its port already; its settings go back when the policy goes. */
static int settle_local(struct switches *switches, struct netdev *netdev, int64_t now_ms,
			struct flow_error *error)
{
	const struct intent_port *policy = intent_match(&switches->intent, netdev->name, true);
	struct bridge *bridge = switches_find(switches, netdev->ifindex);
	struct intent_port plain;
	int code;

	if (!bridge || !bridge->ports[FLOWDP_PORT_LOCAL] || (!policy && !netdev->attached))
		return 0;
	intent_port_init(&plain);
	strcpy(plain.match, "the default");
	code = set(switches, bridge, bridge->ports[FLOWDP_PORT_LOCAL], policy ? policy : &plain,
		   now_ms, error);
	if (!code)
		netdev->attached = policy;
	return code;
}

static int settle(struct switches *switches, struct netdev *netdev, int64_t now_ms,
		  struct flow_error *error)
{
	const struct intent_port *policy = intent_match(&switches->intent, netdev->name, false);
	struct bridge *wanted = NULL, *present;
	struct bridge_port *port;
	int code;

	if (policy)
		wanted = switches_find_name(switches, policy->switch_name);
	present = switches_find_port(switches, netdev->ifindex, &port);
	if (!wanted && !(present && netdev->attached && !policy))
		return 0;
	if (present && present == wanted &&
	    (!policy->number || policy->number == port->is.number)) {
		netdev->attached = true;
		return set(switches, present, port, policy, now_ms, error);
	}
	if (present) {
		code = detach(switches, present, netdev, port->is.number, now_ms, error);
		if (code || !wanted)
			return code;
	}
	return add(switches, wanted, netdev, policy, now_ms, error);
}

static void note_failure(struct netdev *netdev, int code, const struct flow_error *error,
			 int64_t now_ms)
{
	netdev->retry_ms = switches_backoff(netdev->failures++, now_ms);
	if (!strcmp(netdev->said, why(error, code)))
		return;
	snprintf(netdev->said, sizeof(netdev->said), "%s", why(error, code));
	log_warning("%s cannot be set up as a port, will try again: %s", netdev->name,
		    netdev->said);
}

int attach_settle(struct switches *switches, struct netdev *netdev, int64_t now_ms,
		  struct flow_error *error)
{
	struct flow_error sentence = { "" };
	struct bridge_port *port;
	int code;

	if (netdev->tried_ms && now_ms - netdev->tried_ms < AGAIN_MS && !error &&
	    !switches_find_port(switches, netdev->ifindex, &port)) {
		if (!netdev->retry_ms)
			netdev->retry_ms = netdev->tried_ms + AGAIN_MS;
		return 0;
	}
	netdev->retry_ms = 0;
	if (netdev->is_switch)
		code = settle_local(switches, netdev, now_ms, &sentence);
	else
		code = settle(switches, netdev, now_ms, &sentence);
	if (code == -ENODEV)	/* it went meanwhile */
		return 0;
	if (!code) {
		netdev->failures = 0;
		netdev->said[0] = '\0';
		return 0;
	}
	note_failure(netdev, code, &sentence, now_ms);
	flow_error_set(error, code, "%s", why(&sentence, code));
	return code;
}

int64_t attach_retry(struct switches *switches, int64_t now_ms)
{
	struct netdev *netdev, *next;
	int64_t earliest = 0;

	HASH_ITER(hh, switches->netdevs, netdev, next) {
		if (netdev->retry_ms && netdev->retry_ms <= now_ms)
			attach_settle(switches, netdev, now_ms, NULL);
		if (netdev->retry_ms && (!earliest || netdev->retry_ms < earliest))
			earliest = netdev->retry_ms;
	}
	return earliest;
}
