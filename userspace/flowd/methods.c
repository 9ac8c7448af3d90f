// SPDX-License-Identifier: GPL-2.0-or-later
#include "methods.h"

#include <string.h>
#include <unistd.h>
#include "attach.h"
#include "fdb_methods.h"
#include "fdb_overflow.h"
#include "fdb_static.h"
#include "intent_diff.h"
#include "intent_json.h"
#include "neighbour_methods.h"
#include "patch.h"
#include "reply.h"
#include "running_methods.h"

/* The text of io.flowswitch.varlink. */
__asm__(".pushsection .rodata\n"
	"interface_text: .incbin \"io.flowswitch.varlink\"\n"
	".byte 0\n"
	".popsection\n");
extern const char interface_text[];

static json_t *get_info(struct daemon *daemon, const json_t *parameters)
{
	(void)daemon;
	(void)parameters;
	return reply_parameters(json_pack("{s:s, s:s, s:s, s:s, s:[s, s]}",
		"vendor", "flowswitch",
		"product", "flowd",
		"version", FLOW_VERSION,
		"url", "",
		"interfaces", "org.varlink.service", "io.flowswitch"));
}

static json_t *get_interface_description(struct daemon *daemon, const json_t *parameters)
{
	const char *name;

	(void)daemon;
	if (!reply_get_text(parameters, "interface", &name) || !name)
		return reply_invalid("interface");
	if (strcmp(name, "io.flowswitch"))
		return json_pack("{s:s, s:{s:s}}", "error",
				 "org.varlink.service.InterfaceNotFound", "parameters",
				 "interface", name);
	return reply_parameters(json_pack("{s:s}", "description", interface_text));
}

static void add_origin(json_t *json, const char *origin)
{
	json_object_set_new(json, "origin", json_string(origin ? origin : "control socket"));
}

static json_t *get_switches(struct daemon *daemon, const json_t *parameters)
{
	const struct intent *intent = &daemon->switches.intent;
	const struct bridge *bridge;
	json_t *list, *json;
	const char *name;
	size_t i;

	if (!reply_get_text(parameters, "name", &name))
		return reply_invalid("name");
	if (name && !intent_find_switch(intent, name))
		return reply_no_switch(name);
	list = json_array();
	for (i = 0; i < intent->switches_count; i++) {
		if (name && strcmp(name, intent->switches[i]->name))
			continue;
		json = intent_json_switch(intent->switches[i]);
		bridge = switches_find_name(&daemon->switches, intent->switches[i]->name);
		json_object_set_new(json, "present", json_boolean(bridge && bridge->bound));
		add_origin(json, intent->switches[i]->origin);
		json_array_append_new(list, json);
	}
	return reply_parameters(json_pack("{s:o}", "switches", list));
}

/* With a limit: how much was learned, and which ports' other stations are dropped. */
static void add_learned(json_t *json, const struct switches *switches,
			const struct intent_vlan *vlan)
{
	const struct bridge *bridge = switches_find_name(switches, vlan->switch_name);
	json_t *dropping = json_array();
	size_t i;

	for (i = 0; bridge && vlan->mac_limit && i < FLOWDP_PORTS_MAX; i++)
		if (bridge->ports[i] && fdb_overflow_drops(bridge, bridge->ports[i], vlan->vid))
			json_array_append_new(dropping,
					      json_string(bridge->ports[i]->is.name));
	json_object_set_new(json, "macs", bridge && vlan->mac_limit ?
			    json_integer(bridge->fdb.vlans[vlan->vid].learned) : json_null());
	json_object_set_new(json, "mac_dropping", dropping);
}

static json_t *get_vlans(struct daemon *daemon, const json_t *parameters)
{
	const struct intent *intent = &daemon->switches.intent;
	json_t *list, *json;
	const char *name;
	size_t i;

	if (!reply_get_text(parameters, "switch", &name))
		return reply_invalid("switch");
	if (name && !intent_find_switch(intent, name))
		return reply_no_switch(name);
	list = json_array();
	for (i = 0; i < intent->vlans_count; i++) {
		if (name && strcmp(name, intent->vlans[i]->switch_name))
			continue;
		json = intent_json_vlan(intent->vlans[i]);
		add_learned(json, &daemon->switches, intent->vlans[i]);
		add_origin(json, intent->vlans[i]->origin);
		json_array_append_new(list, json);
	}
	return reply_parameters(json_pack("{s:o}", "vlans", list));
}

static json_t *list_users(const struct intent *intent, const char *profile)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < intent->ports_count; i++)
		if (!strcmp(intent->ports[i]->profile, profile))
			json_array_append_new(list, json_string(intent->ports[i]->match));
	return list;
}

static json_t *get_profiles(struct daemon *daemon, const json_t *parameters)
{
	const struct intent *intent = &daemon->switches.intent;
	json_t *list = json_array(), *json;
	size_t i;

	(void)parameters;
	for (i = 0; i < intent->profiles_count; i++) {
		json = intent_json_profile(intent->profiles[i]);
		json_object_set_new(json, "used_by", list_users(intent, intent->profiles[i]->name));
		add_origin(json, intent->profiles[i]->origin);
		json_array_append_new(list, json);
	}
	return reply_parameters(json_pack("{s:o}", "profiles", list));
}

static void add_problem(json_t *policy, const char *interface, const char *problem)
{
	json_array_append_new(json_object_get(policy, "problems"),
			      json_pack("{s:s, s:s}", "port", interface, "problem", problem));
}

/* Names an interface in its policy: whether it is attached, and what is not as it says. */
static void add_interface(const struct switches *switches, const struct netdev *netdev,
			  const struct intent_port *policy, json_t *json)
{
	struct flow_error why = { "" };

	if (attach_explain(switches, netdev, policy, &why))
		json_array_append_new(json_object_get(json, "attached"),
				      json_string(netdev->name));
	if (*why.text)
		add_problem(json, netdev->name, why.text);
}

/* Whether they say the same, however they name interfaces. */
static bool agree(const struct intent_port *a, const struct intent_port *b)
{
	struct intent_port same = *b;

	memcpy(same.match, a->match, sizeof(same.match));
	return intent_same_port(a, &same);
}

/* Two policies may name one interface, each in its way. */
static void add_conflict(const struct netdev *netdev, const struct intent_port *policy,
			 const struct intent_port *loser, json_t *json)
{
	struct flow_error why;

	if (agree(policy, loser))
		return;
	flow_error_set(&why, 0, "the policy \"%s\" holds for it, and not \"%s\", which says something else",
		       policy->match, loser->match);
	add_problem(json, netdev->name, why.text);
}

/* @absent loses the policies that name an interface. */
static void add_interfaces(const struct switches *switches, json_t *policies, json_t *absent)
{
	const struct intent_port *policy, *exact[INTENT_EXACT_MAX];
	const struct intent *intent = &switches->intent;
	struct intent_interface interface;
	struct netdev *netdev, *next;
	size_t count, i;

	HASH_ITER(hh, switches->netdevs, netdev, next) {
		interface = netdev_interface(netdev);
		policy = intent_match(intent, &interface);
		if (policy)
			add_interface(switches, netdev, policy,
				      json_object_get(policies, policy->match));
		/* Patterns may match it, too: that is no conflict. */
		count = intent_find_exact(intent, &interface, exact);
		for (i = 0; i < count; i++) {
			json_object_del(absent, exact[i]->match);
			if (exact[i] != policy)
				add_conflict(netdev, policy, exact[i],
					     json_object_get(policies, exact[i]->match));
		}
	}
}

/* An end of a patch is absent because flowd could not make it. */
static void add_absence(const struct switches *switches, const char *match, json_t *json)
{
	struct flow_error why;

	if (patch_check(switches, match, &why))
		add_problem(json, match, why.text);
	else
		add_problem(json, match, intent_explain_absence(match));
}

/* All of them, each under what it matches. */
static json_t *list_policies(const struct switches *switches)
{
	json_t *all = json_object(), *absent = json_object(), *json;
	const struct intent *intent = &switches->intent;
	const char *match;
	size_t i;

	for (i = 0; i < intent->ports_count; i++) {
		const struct intent_port *policy = intent->ports[i];

		json = intent_json_port(policy);
		json_object_set_new(json, "attached", json_array());
		json_object_set_new(json, "problems", json_array());
		add_origin(json, policy->origin);
		json_object_set_new(all, policy->match, json);
		if (!intent_is_pattern(policy->match))
			json_object_set(absent, policy->match, json);
	}
	add_interfaces(switches, all, absent);
	json_object_foreach(absent, match, json)
		add_absence(switches, match, json);
	json_decref(absent);
	return all;
}

static json_t *get_ports(struct daemon *daemon, const json_t *parameters)
{
	const struct intent *intent = &daemon->switches.intent;
	json_t *all, *list;
	const char *name;
	size_t i;

	if (!reply_get_text(parameters, "switch", &name))
		return reply_invalid("switch");
	if (name && !intent_find_switch(intent, name))
		return reply_no_switch(name);
	all = list_policies(&daemon->switches);
	list = json_array();
	for (i = 0; i < intent->ports_count; i++)
		if (!name || !strcmp(name, intent->ports[i]->switch_name))
			json_array_append(list, json_object_get(all, intent->ports[i]->match));
	json_decref(all);
	return reply_parameters(json_pack("{s:o}", "ports", list));
}

static unsigned int count_ports(const struct bridge *bridge)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < FLOWDP_PORTS_MAX; i++)
		count += bridge->ports[i] && i != FLOWDP_PORT_LOCAL;
	return count;
}

static unsigned int count_full(const struct bridge *bridge)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < FLOWDP_PORTS_MAX; i++)
		count += bridge->ports[i] && bridge->ports[i]->fdb->overflow.full;
	return count;
}

/* How much of the intent is not in force. */
static void add_problems(const struct switches *switches, json_t *json)
{
	json_t *policies = list_policies(switches), *policy;
	const struct intent *intent = &switches->intent;
	json_int_t ports = 0, statics = 0;
	const char *match;
	size_t i;

	json_object_foreach(policies, match, policy)
		ports += json_array_size(json_object_get(policy, "problems")) != 0;
	json_decref(policies);
	for (i = 0; i < intent->statics_count; i++)
		statics += !fdb_static_explain(switches, intent->statics[i], NULL);
	json_object_set_new(json, "port_policies", json_integer(intent->ports_count));
	json_object_set_new(json, "port_policies_not_attached", json_integer(ports));
	json_object_set_new(json, "static_entries", json_integer(intent->statics_count));
	json_object_set_new(json, "static_entries_not_in_place", json_integer(statics));
}

/* How long it may be confirmed still; null: nothing waits. */
static json_t *until_confirmed(const struct daemon *daemon)
{
	int64_t left_ms = daemon->confirm_by_ms - daemon_now();

	if (!daemon->confirm_by_ms)
		return json_null();
	return json_integer(left_ms > 0 ? left_ms : 0);
}

static json_t *get_status(struct daemon *daemon, const json_t *parameters)
{
	const struct switches *switches = &daemon->switches;
	json_t *list = json_array(), *reply;
	size_t i;

	(void)parameters;
	for (i = 0; i < switches->count; i++) {
		const struct bridge *bridge = switches->bridges[i];

		json_array_append_new(list, json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:I, s:b}",
			"name", bridge->name,
			"ifindex", (int)bridge->ifindex,
			"ports", (int)count_ports(bridge),
			"macs", (int)HASH_COUNT(bridge->fdb.entries),
			"ports_full", (int)count_full(bridge),
			"stations_held", (int)fdb_count_held(&bridge->fdb, daemon_now()),
			"move_alarms", (json_int_t)bridge->fdb.holds,
			"settled", bridge->bound && !bridge->stale && !bridge->unsettled));
	}
	reply = json_pack("{s:s, s:i, s:I, s:b, s:o, s:o}",
		"version", FLOW_VERSION,
		"pid", (int)getpid(),
		"uptime_ms", (json_int_t)(daemon_now() - daemon->started_ms),
		"files_in_force", !daemon->applied.complete,
		"confirm_ms", until_confirmed(daemon),
		"switches", list);
	add_problems(switches, reply);
	return reply_parameters(reply);
}

static json_t *apply(struct daemon *daemon, const json_t *parameters)
{
	const json_t *operations = json_object_get(parameters, "operations");
	struct flow_error error = { "" };
	json_t *warnings;
	size_t failed;
	int code;

	if (!json_is_array(operations))
		return reply_invalid("operations");
	code = daemon_apply(daemon, operations, &failed, &error);
	if (code)
		return reply_refused(*error.text ? error.text : strerror(-code), failed);
	warnings = fdb_methods_warn(daemon, operations);
	return reply_parameters(json_pack("{s:o}", "warnings", warnings));
}

/* loop.c publishes what is to come. */
static json_t *follow_alarms(struct daemon *daemon, const json_t *parameters)
{
	json_t *reply = reply_parameters(json_pack("{s:n, s:i}", "alarm", "lost", 0));

	(void)daemon;
	(void)parameters;
	json_object_set_new(reply, "continues", json_true());
	return reply;
}

static const struct {
	const char *name;
	json_t *(*run)(struct daemon *daemon, const json_t *parameters);
} methods[] = {
	{ "org.varlink.service.GetInfo", get_info },
	{ "org.varlink.service.GetInterfaceDescription", get_interface_description },
	{ "io.flowswitch.GetStatus", get_status },
	{ "io.flowswitch.GetSwitches", get_switches },
	{ "io.flowswitch.GetVlans", get_vlans },
	{ "io.flowswitch.GetProfiles", get_profiles },
	{ "io.flowswitch.GetPorts", get_ports },
	{ "io.flowswitch.GetLearning", fdb_methods_get_learning },
	{ "io.flowswitch.GetFdb", fdb_methods_get },
	{ "io.flowswitch.GetNeighbours", neighbour_methods_get },
	{ "io.flowswitch.FollowAlarms", follow_alarms },
	{ "io.flowswitch.Apply", apply },
	{ "io.flowswitch.GetConfiguration", running_methods_get },
	{ "io.flowswitch.CheckConfiguration", running_methods_check },
	{ "io.flowswitch.DiffConfiguration", running_methods_diff },
	{ "io.flowswitch.ApplyConfiguration", running_methods_apply },
	{ "io.flowswitch.ConfirmConfiguration", running_methods_confirm },
	{ "io.flowswitch.CancelConfiguration", running_methods_cancel },
	{ "io.flowswitch.SaveConfiguration", running_methods_save },
};

json_t *methods_call(const char *method, const json_t *parameters, void *data)
{
	size_t i;

	for (i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (!strcmp(methods[i].name, method))
			return methods[i].run(data, parameters);
	return json_pack("{s:s, s:{s:s}}", "error", "org.varlink.service.MethodNotFound",
			 "parameters", "method", method);
}
