// SPDX-License-Identifier: GPL-2.0-or-later
#include "enforce.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "adopt.h"
#include "attach.h"
#include "intent_change.h"
#include "log.h"
#include "patch.h"
#include "settle.h"
#include "vlan_rules.h"

struct enforcement {
	struct switches *switches;
	int64_t now_ms;
	bool all;			/* look at all interfaces, not only at unsettled ones */
	bool failed;			/* something is to be tried again */

	/* Of an intent that may be undone: */
	const struct intent_change *change;	/* a failure of what it concerns ends all */
	struct enforce_fault *fault;
	int code;			/* the fault's; 0: there is none */
};

/* Says what failed, of @name: to who asked for the change that it @concerns; then it is to end. */
static bool failed(struct enforcement *it, bool concerns, const char *subject, const char *name,
		   int code, const struct flow_error *error)
{
	const char *sentence = *error->text ? error->text : strerror(-code);

	if (concerns) {
		it->code = code;
		snprintf(it->fault->subject, sizeof(it->fault->subject), "%s", subject);
		flow_error_set(&it->fault->sentence, 0, "%s: %s", name, sentence);
	} else {
		it->failed = true;
		log_error("%s: %s", name, sentence);
	}
	return concerns;
}

static bool switch_failed(struct enforcement *it, const char *name, int code,
			  const struct flow_error *error)
{
	return failed(it, it->change && intent_change_concerns_switch(it->change, name), name, name,
		      code, error);
}

/* A bridge for a switch that is not served yet; made if it is not there. */
static int open_switch(struct enforcement *it, const struct intent_switch *wanted,
		       struct bridge **result, struct flow_error *error)
{
	static const uint8_t unknown[6];
	struct switches *switches = it->switches;
	const struct netdev *netdev = netdev_find_name(switches->netdevs, wanted->name);
	struct bridge *bridge;
	uint32_t ifindex;
	int code;

	if (netdev && !netdev->is_switch)
		return flow_error_set(error, -EEXIST,
				      "there is an interface of this name that is no switch; rename one of them");
	if (netdev) {
		ifindex = netdev->ifindex;
	} else {
		code = switches->datapath->operations->switch_add(switches->datapath, wanted->name,
								  &ifindex, error);
		if (code)
			return code;
		log_info("%s: created", wanted->name);
	}
	bridge = bridge_new(switches->datapath, &switches->intent, wanted->name, ifindex,
			    netdev ? netdev->mac : unknown);
	if (!bridge || switches_add(switches, bridge)) {
		bridge_free(bridge);
		return -ENOMEM;
	}
	bridge->netdevs = &switches->netdevs;
	bridge->created = !netdev;
	*result = bridge;
	return 0;
}

static int set_switch(struct enforcement *it, const struct bridge *bridge,
		      const struct intent_switch *wanted, struct flow_error *error)
{
	struct datapath *datapath = it->switches->datapath;
	bool changed = false;
	int code;

	code = datapath->operations->switch_set(datapath, bridge->ifindex, wanted, &changed, error);
	if (!code && changed)
		log_info("%s: settings were put in force", bridge->name);
	return code;
}

static int bind_switch(struct enforcement *it, struct bridge *bridge, struct flow_error *error)
{
	struct datapath *datapath = it->switches->datapath;
	int code = 0;

	if (!bridge->bound)
		code = datapath->operations->bind(datapath, bridge->ifindex, true, error);
	bridge->bound = bridge->bound || !code;
	if (code == -EBUSY)
		return flow_error_set(error, code,
				      "another program takes its upcalls; is another flowd running?");
	return code;
}

static int settle_flows(struct enforcement *it, struct bridge *bridge, struct flow_error *error)
{
	int code = 0;

	it->all |= bridge->stale;	/* its ports may be others than we know */
	if (bridge->stale)
		code = adopt_run(bridge, it->now_ms, error);
	/* Before any port is added, so that nothing is flooded that must not be. */
	return code ? code : vlan_rules_settle(bridge, it->now_ms, error);
}

/* A switch is served as far as it can be: each step is taken, and the first failure said. */
static int settle_switch(struct enforcement *it, const struct intent_switch *wanted,
			 struct flow_error *error)
{
	struct bridge *bridge = switches_find_name(it->switches, wanted->name);
	int code = 0, later;

	if (!bridge)
		code = open_switch(it, wanted, &bridge, error);
	if (code)
		return code;
	if (bridge->unset)
		code = set_switch(it, bridge, wanted, error);
	bridge->unset = code != 0;
	later = settle_flows(it, bridge, code ? NULL : error);
	if (!code)
		code = later;
	later = bind_switch(it, bridge, code ? NULL : error);
	return code ? code : later;
}

/* Returns whether to stop, as all of these steps do. */
static bool settle_switches(struct enforcement *it)
{
	const struct intent *intent = &it->switches->intent;
	struct flow_error error;
	size_t i;
	int code;

	for (i = 0; i < intent->switches_count; i++) {
		switches_progress(it->switches);
		error.text[0] = '\0';
		code = settle_switch(it, intent->switches[i], &error);
		if (code && switch_failed(it, intent->switches[i]->name, code, &error))
			return true;
	}
	return false;
}

static bool settle_patches(struct enforcement *it)
{
	const struct intent *intent = &it->switches->intent;
	const struct intent_port *policy;
	struct flow_error error;
	size_t i;
	int code;

	for (i = 0; i < intent->ports_count; i++) {
		policy = intent->ports[i];
		switches_progress(it->switches);
		error.text[0] = '\0';
		code = patch_settle(it->switches, policy, it->now_ms, &error);
		if (code && failed(it, it->change && intent_change_has(it->change, policy),
				   policy->match, policy->match, code, &error))
			return true;
	}
	return false;
}

/* That a pattern also matches interfaces that cannot be ports is no reason to stop. */
static bool is_reason_to_stop(const struct enforcement *it, const struct netdev *netdev,
			      const struct intent_port *policy)
{
	struct intent_interface interface = netdev_interface(netdev);

	return (!policy || !intent_is_pattern(policy->match)) &&
	       intent_change_names(it->change, &interface);
}

/* The same as attach_settle(), but for a failure that is a reason to stop. */
static bool try_netdev(struct enforcement *it, struct netdev *netdev)
{
	const struct intent_port *policy;
	struct flow_error error = { "" };
	int code = attach_try(it->switches, netdev, it->now_ms, &error);

	if (!code)
		return false;
	policy = netdev_policy(netdev, &it->switches->intent);
	if (is_reason_to_stop(it, netdev, policy))
		return failed(it, true, policy ? policy->match : netdev->name, netdev->name, code,
			      &error);
	attach_settle(it->switches, netdev, it->now_ms);
	return false;
}

/* Takes out ports whose numbers others are to get back, before those come. */
static void free_numbers(struct enforcement *it)
{
	struct netdev *netdev, *next;

	HASH_ITER(hh, it->switches->netdevs, netdev, next)
		attach_try(it->switches, netdev, it->now_ms, NULL);
}

static bool settle_netdevs(struct enforcement *it)
{
	struct netdev *netdev, *next;

	if (it->switches->remembers && !it->switches->trying)
		free_numbers(it);
	HASH_ITER(hh, it->switches->netdevs, netdev, next) {
		if (!it->all && !netdev->unsettled)
			continue;
		netdev->unsettled = false;
		if (!it->change)
			attach_settle(it->switches, netdev, it->now_ms);
		else if (try_netdev(it, netdev))
			return true;
	}
	return false;
}

/* Of an intent that may be undone; else it is for switches_settle(). */
static bool settle_pins(struct enforcement *it)
{
	struct flow_error error;
	struct bridge *bridge;
	size_t i;
	int code;

	for (i = 0; i < it->switches->count; i++) {
		bridge = it->switches->bridges[i];
		error.text[0] = '\0';
		code = settle_bridge(bridge, it->now_ms, &error);
		if (code && switch_failed(it, bridge->name, code, &error))
			return true;
	}
	return false;
}

static bool delete_patches(struct enforcement *it)
{
	struct flow_error error = { "" };
	struct netdev *netdev;
	int code = 0;

	while (!code && (netdev = patch_find_unwanted(it->switches))) {
		switches_progress(it->switches);
		code = patch_delete(it->switches, netdev, it->now_ms, &error);
		if (code && failed(it, it->change, netdev->name, netdev->name, code, &error))
			return true;
	}
	return false;
}

static int delete_switch(struct switches *switches, struct bridge *bridge,
			 struct flow_error *error)
{
	uint32_t ifindex = bridge->ifindex;
	size_t i;
	int code;

	for (i = 0; i < FLOWDP_PORTS_MAX; i++)
		if (bridge->ports[i])
			attach_remember(switches, bridge, &bridge->ports[i]->is);
	code = switches->datapath->operations->switch_delete(switches->datapath, ifindex, error);
	if (code && code != -ENODEV)
		return code;
	log_info("%s: deleted", bridge->name);
	switches_remove(switches, bridge);
	switches_netdev_gone(switches, ifindex, 0);
	return 0;
}

static bool delete_switches(struct enforcement *it)
{
	struct switches *switches = it->switches;
	struct flow_error error = { "" };
	struct bridge *bridge;
	size_t i = switches->count;
	int code;

	while (i--) {
		bridge = switches->bridges[i];
		if (intent_find_switch(&switches->intent, bridge->name))
			continue;
		code = delete_switch(switches, bridge, &error);
		if (code && switch_failed(it, bridge->name, code, &error))
			return true;
	}
	return false;
}

static void run(struct enforcement *it)
{
	if (settle_switches(it) || settle_patches(it) || settle_netdevs(it) ||
	    (it->change && settle_pins(it)) || delete_patches(it))
		return;
	delete_switches(it);
	if (!it->switches->trying)
		patch_adopt(it->switches);
}

static void exchange_switch(struct bridge *bridge, const struct intent_change *change)
{
	bridge->unset |= intent_change_sets_switch(change, bridge->name);
	bridge_configure(bridge, change->to);
}

static void exchange_port(struct switches *switches, struct netdev *netdev)
{
	struct bridge_port *port;
	struct bridge *bridge = switches_find_port(switches, netdev->ifindex, &port);

	netdev->unsettled = true;
	if (bridge)
		bridge_configure_port(bridge, port);
}

/* Exchanges the intent in force and @intent; *@change is by what they differ. */
static void exchange(struct switches *switches, struct intent *intent,
		     struct intent_change *change)
{
	struct intent before = switches->intent;
	struct intent_interface interface;
	struct netdev *netdev, *next;
	size_t i;

	switches->intent = *intent;
	*intent = before;
	intent_compare(intent, &switches->intent, change);
	for (i = 0; i < switches->count; i++)
		exchange_switch(switches->bridges[i], change);
	HASH_ITER(hh, switches->netdevs, netdev, next) {
		interface = netdev_interface(netdev);
		if (intent_change_concerns(change, &interface))
			exchange_port(switches, netdev);
	}
}

static void try_again_later(struct switches *switches, int64_t now_ms)
{
	if (!switches->retry_ms)
		switches->retry_ms = switches_backoff(switches->failures++, now_ms);
}

void enforce_again(struct switches *switches, int64_t now_ms)
{
	struct enforcement it = { .switches = switches, .now_ms = now_ms, .all = true };

	run(&it);
	if (it.failed)
		try_again_later(switches, now_ms);
	else
		switches->failures = 0;
	switches_settle(switches, now_ms);	/* each has a time of its own to be tried again */
}

void enforce_intent(struct switches *switches, struct intent *intent, int64_t now_ms)
{
	struct intent_change change;

	exchange(switches, intent, &change);
	enforce_again(switches, now_ms);
	intent_clear(intent);
}

/* Switches that were there before the intent that failed named them stay there. */
static void let_go(struct switches *switches)
{
	struct bridge *bridge;
	size_t i = switches->count;

	while (i--) {
		bridge = switches->bridges[i];
		if (bridge->created || intent_find_switch(&switches->intent, bridge->name))
			continue;
		switches_let_go(switches, bridge);
	}
}

int enforce_try(struct switches *switches, struct intent *intent, int64_t now_ms,
		struct enforce_fault *fault)
{
	struct intent_change change;
	struct enforcement it = { .switches = switches, .now_ms = now_ms, .change = &change,
				  .fault = fault };

	fault->subject[0] = '\0';
	attach_forget(switches);
	switches->trying = true;
	exchange(switches, intent, &change);
	run(&it);
	if (it.failed)
		try_again_later(switches, now_ms);
	return it.code;
}

void enforce_keep(struct switches *switches, struct intent *before)
{
	switches->trying = false;
	attach_forget(switches);
	patch_adopt(switches);
	intent_clear(before);
}

void enforce_undo(struct switches *switches, struct intent *before, int64_t now_ms)
{
	struct enforcement it = { .switches = switches, .now_ms = now_ms, .all = true };
	struct intent_change change;

	switches->trying = false;
	exchange(switches, before, &change);
	intent_clear(before);
	settle_netdevs(&it);	/* while their switches are known still */
	let_go(switches);
	enforce_again(switches, now_ms);
}
