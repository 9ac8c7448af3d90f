// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "log.h"
#include "patch.h"

#define AGAIN_MS	1000	/* between two attempts with one interface */

/* A port before an intent that may be undone. */
struct attach_before {
	char switch_name[IF_NAMESIZE];
	struct datapath_port port;
};

static void forget(struct netdev *netdev)
{
	free(netdev->before);
	netdev->before = NULL;
}

void attach_forget(struct switches *switches)
{
	struct netdev *netdev, *next;

	if (!switches->remembers)
		return;
	switches->remembers = false;
	HASH_ITER(hh, switches->netdevs, netdev, next)
		forget(netdev);
}

int attach_remember(struct switches *switches, const struct bridge *bridge,
		    const struct datapath_port *port)
{
	struct netdev *netdev = netdev_find(switches->netdevs, port->ifindex);

	if (!switches->trying || !netdev || netdev->before)
		return 0;
	netdev->before = malloc(sizeof(*netdev->before));
	if (!netdev->before)
		return -ENOMEM;
	switches->remembers = true;
	memcpy(netdev->before->switch_name, bridge->name, sizeof(bridge->name));
	netdev->before->port = *port;
	return 0;
}

void attach_recall(struct switches *switches, struct netdev *netdev, const char *switch_name,
		   uint32_t number)
{
	if (!netdev->before)
		netdev->before = calloc(1, sizeof(*netdev->before));
	if (!netdev->before)
		return;
	switches->remembers = true;
	snprintf(netdev->before->switch_name, IF_NAMESIZE, "%s", switch_name);
	netdev->before->port.number = number;
	netdev->before->port.ours = true;
}

static int detach(struct switches *switches, struct bridge *bridge,
		  const struct datapath_port *port, int64_t now_ms, struct flow_error *error)
{
	const struct datapath_operations *operations = switches->datapath->operations;
	int code = attach_remember(switches, bridge, port);

	if (!code)
		code = operations->port_delete(switches->datapath, bridge->ifindex, port->ifindex,
					       error);
	if (code && code != -ENODEV && code != -ENOENT)
		return code;
	bridge_port_gone(bridge, port->number, now_ms);
	return 0;
}

void attach_release(struct switches *switches, struct bridge *bridge, int64_t now_ms)
{
	struct flow_error error = { "" };
	const struct bridge_port *port;
	uint32_t number;

	for (number = FLOWDP_PORT_LOCAL + 1; number < FLOWDP_PORTS_MAX; number++) {
		port = bridge->ports[number];
		if (port && port->is.ours &&
		    detach(switches, bridge, &port->is, now_ms, &error))
			log_warning("%s: cannot be taken out of %s: %s", port->is.name,
				    bridge->name, error.text);
	}
}

/* The number that it had comes back with what was before: flows may name it. */
static uint32_t number_of(const struct switches *switches, const struct netdev *netdev,
			  const struct intent_port *policy)
{
	const struct attach_before *before = netdev->before;

	if (policy->number || !before || switches->trying ||
	    strcmp(before->switch_name, policy->switch_name))
		return policy->number;
	return before->port.number;
}

/* Which numbers policies reserve; false: none. */
static bool find_asked(const struct bridge *bridge, bool asked[FLOWDP_PORTS_MAX])
{
	const struct intent *intent = bridge->intent;
	bool any = false;
	size_t i;

	memset(asked, 0, FLOWDP_PORTS_MAX * sizeof(*asked));
	for (i = 0; i < intent->ports_count; i++) {
		const struct intent_port *policy = intent->ports[i];

		if (policy->number && !strcmp(policy->switch_name, bridge->name))
			asked[policy->number] = any = true;
	}
	return any;
}

static uint32_t find_highest(const struct bridge *bridge)
{
	uint32_t number = FLOWDP_PORTS_MAX - 1;

	while (number && !bridge->ports[number])
		number--;
	return number;
}

/*
 * A number for a port that may have any, but none that a policy reserves for another
 * port.  They are given out in turn, as the kernel does, so that a freed one is not
 * reused at once.  0: the kernel may choose.
 */
static uint32_t choose_number(struct bridge *bridge)
{
	bool asked[FLOWDP_PORTS_MAX];
	uint32_t *last = &bridge->last_number;
	unsigned int i;

	if (!find_asked(bridge, asked))
		return 0;
	if (!*last)
		*last = find_highest(bridge);
	for (i = 1; i < FLOWDP_PORTS_MAX; i++) {
		*last = *last % (FLOWDP_PORTS_MAX - 1) + 1;
		if (!asked[*last] && !bridge->ports[*last])
			return *last;
	}
	return 0;
}

static int add(struct switches *switches, struct bridge *bridge, struct netdev *netdev,
	       const struct intent_port *policy, int64_t now_ms, struct flow_error *error)
{
	struct datapath_port port = { .switch_ifindex = bridge->ifindex,
				      .ifindex = netdev->ifindex, .ours = true,
				      .number = number_of(switches, netdev, policy),
				      .settings = policy->settings };
	int code;

	if (!port.number)
		port.number = choose_number(bridge);
	netdev->tried_ms = now_ms;
	code = switches->datapath->operations->port_add(switches->datapath, &port, error);
	if (code)
		return code;
	log_info("%s: port %s (number %u) attached, as %s says", bridge->name, port.name,
		 port.number, policy->match);
	return bridge_port_put(bridge, &port, now_ms);
}

static bool same_vlans(const struct intent_settings *a, const struct intent_settings *b)
{
	if (a->vlan_mode != b->vlan_mode || a->pvid != b->pvid || a->tag_type != b->tag_type)
		return false;
	return !flow_vlan_has_list(a->vlan_mode) ||
	       (!memcmp(a->vlans, b->vlans, sizeof(a->vlans)) &&
		flow_translations_same(&a->translations, &b->translations));
}

static bool same_settings(const struct intent_settings *a, const struct intent_settings *b)
{
	return same_vlans(a, b) && a->pcp == b->pcp &&
	       a->community == b->community && a->flags == b->flags && a->state == b->state &&
	       a->link_local_forward == b->link_local_forward;
}

static int set(struct switches *switches, struct bridge *bridge,
	       const struct datapath_port *wanted, int64_t now_ms, struct flow_error *error)
{
	const struct datapath_operations *operations = switches->datapath->operations;
	const struct datapath_port *is = &bridge->ports[wanted->number]->is;
	int code;

	if (is->ours == wanted->ours && same_settings(&is->settings, &wanted->settings))
		return 0;
	code = attach_remember(switches, bridge, is);
	if (!code)
		code = operations->port_set(switches->datapath, wanted, error);
	return code ? code : bridge_port_put(bridge, wanted, now_ms);
}

static int set_as(struct switches *switches, struct bridge *bridge,
		  const struct bridge_port *port, const struct intent_port *policy,
		  int64_t now_ms, struct flow_error *error)
{
	struct datapath_port wanted = port->is;
	bool differs = !same_settings(&port->is.settings, &policy->settings);
	int code;

	wanted.ours = true;
	wanted.settings = policy->settings;
	code = set(switches, bridge, &wanted, now_ms, error);
	if (!code && differs)
		log_info("%s: port %s set up as %s says", bridge->name, wanted.name, policy->match);
	return code;
}

/* The switch's own netdev is its port already; its settings go back when the policy goes. */
static int settle_local(struct switches *switches, struct netdev *netdev,
			const struct intent_port *policy, int64_t now_ms,
			struct flow_error *error)
{
	struct bridge *bridge = switches_find(switches, netdev->ifindex);
	struct datapath_port plain;
	struct intent_port object;
	int code;

	if (!bridge || !bridge->ports[FLOWDP_PORT_LOCAL])
		return 0;
	if (policy)
		return set_as(switches, bridge, bridge->ports[FLOWDP_PORT_LOCAL], policy, now_ms,
			      error);
	plain = bridge->ports[FLOWDP_PORT_LOCAL]->is;
	if (!plain.ours)
		return 0;
	intent_port_init(&object);
	plain.ours = false;
	plain.settings = object.settings;
	code = set(switches, bridge, &plain, now_ms, error);
	if (!code)
		log_info("%s: its own port has the default settings again", bridge->name);
	return code;
}

static int settle(struct switches *switches, struct netdev *netdev,
		  const struct intent_port *policy, int64_t now_ms, struct flow_error *error)
{
	uint32_t number = policy ? number_of(switches, netdev, policy) : 0;
	struct bridge *wanted = NULL, *present;
	struct bridge_port *port;
	int code;

	if (policy)
		wanted = switches_find_name(switches, policy->switch_name);
	present = switches_find_port(switches, netdev->ifindex, &port);
	if (!wanted && !(present && port->is.ours && !policy))
		return 0;
	if (present && present == wanted && (!number || number == port->is.number))
		return set_as(switches, present, port, policy, now_ms, error);
	if (present) {
		code = detach(switches, present, &port->is, now_ms, error);
		if (!code)
			log_info("%s: port %s taken out, %s", present->name, netdev->name,
				 policy ? "to be attached anew" : "as no policy holds for it any more");
		if (code || !wanted)
			return code;
	}
	return add(switches, wanted, netdev, policy, now_ms, error);
}

static int put_back(struct switches *switches, struct bridge *bridge, struct datapath_port port,
		    int64_t now_ms, struct flow_error *error)
{
	int code;

	port.switch_ifindex = bridge->ifindex;	/* it could have been made anew */
	if (bridge_port_find_netdev(bridge, port.ifindex))
		return set(switches, bridge, &port, now_ms, error);
	code = switches->datapath->operations->port_add(switches->datapath, &port, error);
	return code ? code : bridge_port_put(bridge, &port, now_ms);
}

/* Makes a port be as it was before a policy that did not last. */
static int restore(struct switches *switches, struct netdev *netdev, int64_t now_ms,
		   struct flow_error *error)
{
	struct bridge *wanted = switches_find_name(switches, netdev->before->switch_name);
	const struct datapath_port *was = &netdev->before->port;
	struct bridge_port *port;
	struct bridge *present;
	int code = 0;

	present = switches_find_port(switches, netdev->ifindex, &port);
	if (present && !port->is.ours) {	/* nobody changed it, or somebody else did */
		forget(netdev);
		return 0;
	}
	if (present && (present != wanted || port->is.number != was->number))
		code = detach(switches, present, &port->is, now_ms, error);
	if (code || !wanted)	/* that switch is made again first */
		return code;
	code = put_back(switches, wanted, *was, now_ms, error);
	if (code)
		return code;
	log_info("%s: port %s is as it was", wanted->name, netdev->name);
	forget(netdev);
	return 0;
}

/* Whether it waits for its switch, which is made again first. */
static bool waits(const struct switches *switches, const struct intent_port *policy)
{
	return policy && !switches_find_name(switches, policy->switch_name);
}

static int agree(struct switches *switches, struct netdev *netdev, int64_t now_ms,
		 struct flow_error *error)
{
	const struct intent_port *policy;
	int code;

	policy = netdev_policy(netdev, &switches->intent);
	if (policy && patch_check(switches, netdev->name, NULL))
		policy = NULL;
	if (policy)
		netdev->had_policy = true;
	else if (switches->keeps_ports && !netdev->had_policy)
		return 0;
	if (netdev->before && !netdev->before->port.ours && !switches->trying && !policy)
		return restore(switches, netdev, now_ms, error);
	if (netdev->is_switch)
		code = settle_local(switches, netdev, policy, now_ms, error);
	else
		code = settle(switches, netdev, policy, now_ms, error);
	if (!code && !switches->trying && !waits(switches, policy))
		forget(netdev);
	return code;
}

int attach_try(struct switches *switches, struct netdev *netdev, int64_t now_ms,
	       struct flow_error *error)
{
	int code;

	switches_progress(switches);
	code = agree(switches, netdev, now_ms, error);
	if (code && code != -ENODEV)	/* it went meanwhile */
		return code;
	netdev->retry_ms = 0;
	netdev->failures = 0;
	netdev->problem[0] = '\0';
	return 0;
}

/* If another port has the number that it had, it gets a new one. */
static int settle_anyhow(struct switches *switches, struct netdev *netdev, int64_t now_ms,
			 struct flow_error *error)
{
	int code = attach_try(switches, netdev, now_ms, error);

	if (code != -EEXIST || !netdev->before || switches->trying)
		return code;
	forget(netdev);
	error->text[0] = '\0';
	return attach_try(switches, netdev, now_ms, error);
}

static void retry_at(struct switches *switches, struct netdev *netdev, int64_t time_ms)
{
	netdev->retry_ms = time_ms;
	switches->attach_ms = switches_earlier(switches->attach_ms, time_ms);
}

void attach_settle(struct switches *switches, struct netdev *netdev, int64_t now_ms)
{
	struct flow_error error = { "" };
	int code = settle_anyhow(switches, netdev, now_ms, &error);
	const char *why = *error.text ? error.text : strerror(-code);

	if (!code)
		return;
	retry_at(switches, netdev, switches_backoff(netdev->failures++, now_ms));
	if (!strcmp(netdev->problem, why))
		return;
	snprintf(netdev->problem, sizeof(netdev->problem), "%s", why);
	log_warning("%s cannot be set up as a port, will try again: %s", netdev->name, why);
}

bool attach_explain(const struct switches *switches, const struct netdev *netdev,
		    const struct intent_port *policy, struct flow_error *why)
{
	const struct bridge *bridge;
	struct bridge_port *port;

	bridge = switches_find_port(switches, netdev->ifindex, &port);
	if (bridge && strcmp(bridge->name, policy->switch_name))
		bridge = NULL;
	if (patch_check(switches, netdev->name, why))
		;
	else if (*netdev->problem)
		flow_error_set(why, 0, "%s", netdev->problem);
	else if (!switches_find_name(switches, policy->switch_name))
		flow_error_set(why, 0, "the switch \"%s\" is not there", policy->switch_name);
	else if (!bridge)
		flow_error_set(why, 0, "it was taken out, and is attached again in a moment");
	return bridge != NULL;
}

void attach_soon(struct switches *switches, struct netdev *netdev, int64_t now_ms)
{
	struct bridge_port *port;

	if (netdev->tried_ms && now_ms - netdev->tried_ms < AGAIN_MS &&
	    !switches_find_port(switches, netdev->ifindex, &port)) {
		if (!netdev->retry_ms)
			retry_at(switches, netdev, netdev->tried_ms + AGAIN_MS);
		return;
	}
	attach_settle(switches, netdev, now_ms);
}

int64_t attach_retry(struct switches *switches, int64_t now_ms)
{
	struct netdev *netdev, *next;

	if (!switches->attach_ms || switches->attach_ms > now_ms)
		return switches->attach_ms;
	switches->attach_ms = 0;
	HASH_ITER(hh, switches->netdevs, netdev, next) {
		if (netdev->retry_ms && netdev->retry_ms <= now_ms)
			attach_settle(switches, netdev, now_ms);
		switches->attach_ms = switches_earlier(switches->attach_ms, netdev->retry_ms);
	}
	return switches->attach_ms;
}
