// SPDX-License-Identifier: GPL-2.0-or-later
#include "fdb_methods.h"

#include <errno.h>
#include <string.h>
#include "apply_fdb.h"
#include "fdb_static.h"
#include "intent_json.h"
#include "mac.h"
#include "reply.h"

/* Which entries GetFdb is to list, and those it has found. */
struct query {
	struct fdb_filter filter;
	const struct bridge *bridge;	/* being listed */
	json_t *entries;
};

/* How long a station that moves too often is held still; null: it is not. */
static json_t *held_for(const struct fdb_entry *entry)
{
	int64_t left_ms = entry->moves.held_until_ms - daemon_now();

	return left_ms > 0 ? json_integer(left_ms) : json_null();
}

/* The datapath knows when a station last sent. */
static int add_entry(const struct plan_flow *flow, int64_t idle_ms, void *data)
{
	const struct query *query = data;
	const struct bridge_port *port = query->bridge->ports[flow->port];
	const struct fdb_entry *entry;
	char mac[FLOW_MAC_TEXT];

	if (flow->form != PLAN_STATION || !port)
		return 0;
	entry = fdb_find(&query->bridge->fdb, flow->mac, flow->vid);
	if (!entry)
		return 0;
	if (!fdb_filter_has_port(&query->filter, port->is.name) ||
	    !fdb_filter_has_entry(&query->filter, flow->mac, flow->vid, flow->kind))
		return 0;
	flow_mac_format(flow->mac, mac);
	json_array_append_new(query->entries, json_pack("{s:s, s:s, s:i, s:s, s:s, s:o, s:I, s:o}",
		"switch", query->bridge->name,
		"mac", mac,
		"vlan", flow->vid,
		"port", port->is.name,
		"kind", flow_fdb_kinds[flow->kind],
		"age_ms", idle_ms < 0 ? json_null() : json_integer(idle_ms),
		"moves", (json_int_t)entry->moves.total,
		"held_ms", held_for(entry)));
	return 0;
}

static int list(struct daemon *daemon, struct query *query)
{
	struct datapath *datapath = daemon->switches.datapath;
	int code = 0;
	size_t i;

	for (i = 0; !code && i < daemon->switches.count; i++) {
		query->bridge = daemon->switches.bridges[i];
		if (!fdb_filter_has_switch(&query->filter, query->bridge->name))
			continue;
		code = datapath->operations->flows_dump(datapath, query->bridge->ifindex,
							PLAN_TABLE_SOURCE, false, add_entry,
							query);
		if (code == -ENODEV)	/* the event that it is gone is on its way */
			code = 0;
	}
	return code;
}

/* The static entries that the query asks for, and that are not in place. */
static json_t *list_missing(const struct switches *switches, const struct fdb_filter *filter)
{
	const struct intent *intent = &switches->intent;
	json_t *missing = json_array(), *json;
	struct flow_error why;
	size_t i;

	for (i = 0; i < intent->statics_count; i++) {
		const struct intent_static *object = intent->statics[i];

		if (!fdb_filter_has_static(filter, intent, object) ||
		    fdb_static_explain(switches, object, &why))
			continue;
		json = intent_json_static(object);
		json_object_set_new(json, "problem", json_string(why.text));
		json_array_append_new(missing, json);
	}
	return missing;
}

json_t *fdb_methods_get(struct daemon *daemon, const json_t *parameters)
{
	struct query query = { .entries = NULL };
	const struct fdb_filter *filter = &query.filter;
	const char *wrong = fdb_filter_read(parameters, &query.filter);
	struct flow_error error;
	int code;

	if (wrong)
		return reply_invalid(wrong);
	if (*filter->switch_name &&
	    !intent_find_switch(&daemon->switches.intent, filter->switch_name))
		return reply_no_switch(filter->switch_name);
	if (apply_fdb_check_port(&daemon->switches, &daemon->switches.intent, filter->port, &error))
		return reply_refused(error.text, -1);
	query.entries = json_array();
	code = list(daemon, &query);
	if (!code)
		return reply_parameters(json_pack("{s:o, s:o}", "entries", query.entries, "missing",
					 list_missing(&daemon->switches, filter)));
	json_decref(query.entries);
	return reply_refused(strerror(-code), -1);
}

/* The entry that was added; NULL: it is dynamic, or was deleted again. */
static const struct intent_static *find_added(const struct intent *intent, const json_t *operation)
{
	struct intent_static object = { .origin = NULL };
	struct flow_error error;

	if (intent_json_get_static(operation, &object, &error) ||
	    intent_default_local(intent, &object, &error))
		return NULL;
	return intent_find_static(intent, &object);
}

static bool adds_entry(const json_t *operation)
{
	const char *name = json_string_value(json_object_get(operation, "operation"));

	return !strcmp(name, "fdb-add") || !strcmp(name, "fdb-replace");
}

json_t *fdb_methods_warn(const struct daemon *daemon, const json_t *operations)
{
	const struct intent_static *added;
	json_t *sentences = json_array(), *operation;
	struct flow_error why, sentence;
	char mac[FLOW_MAC_TEXT];
	size_t i;

	json_array_foreach(operations, i, operation) {
		if (!adds_entry(operation))
			continue;
		added = find_added(&daemon->switches.intent, operation);
		if (!added || !fdb_static_is_misplaced(&daemon->switches, added, &why))
			continue;
		flow_mac_format(added->mac, mac);
		flow_error_set(&sentence, 0, "the entry %s is kept, but not in place as long as %s",
			       mac, why.text);
		json_array_append_new(sentences, json_string(sentence.text));
	}
	return sentences;
}

/* How much the port has learned, and what became of the rest. */
static json_t *describe_learning(const struct bridge *bridge, const struct bridge_port *port)
{
	const struct fdb_overflow *overflow = &port->fdb->overflow;

	return json_pack("{s:s, s:s, s:I, s:I, s:b, s:b, s:I}",
		"switch", bridge->name,
		"port", port->is.name,
		"macs", (json_int_t)port->fdb->learned,
		"macs_max", (json_int_t)fdb_port_share(&bridge->fdb, port->fdb),
		"mac_full", overflow->full,
		"mac_dropping", overflow->dropping,
		"mac_alarms", (json_int_t)overflow->alarms);
}

json_t *fdb_methods_get_learning(struct daemon *daemon, const json_t *parameters)
{
	json_t *ports = json_array();
	size_t i, j;

	(void)parameters;
	for (i = 0; i < daemon->switches.count; i++) {
		const struct bridge *bridge = daemon->switches.bridges[i];

		for (j = 0; j < FLOWDP_PORTS_MAX; j++)
			if (bridge->ports[j])
				json_array_append_new(ports, describe_learning(bridge,
									      bridge->ports[j]));
	}
	return reply_parameters(json_pack("{s:o}", "ports", ports));
}
