// SPDX-License-Identifier: GPL-2.0-or-later
#include "neighbour_methods.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include "apply_fdb.h"
#include "intent_json.h"
#include "mac.h"
#include "neighbour_static.h"
#include "reply.h"

/* Which neighbours are to be listed, and those that were found. */
struct query {
	const char *switch_name;	/* NULL: of all */
	const char *port;		/* NULL: behind any */
	uint16_t vid;			/* FDB_ANY_VID: in all */
	const struct bridge *bridge;	/* being listed */
	json_t *neighbours;
};

/* The datapath knows when a neighbour last told its address. */
static int add_neighbour(const struct plan_flow *flow, int64_t idle_ms, void *data)
{
	const struct plan_address *address = &flow->address;
	const struct query *query = data;
	const struct bridge_port *port;
	char text[INET6_ADDRSTRLEN], mac[FLOW_MAC_TEXT];

	if (flow->form == PLAN_SENDER_RULE)
		return 0;
	port = query->bridge->ports[flow->port];
	if (!port || (query->port && strcmp(query->port, port->is.name)) ||
	    (query->vid != FDB_ANY_VID && query->vid != address->vid))
		return 0;
	inet_ntop(address->family, address->bytes, text, sizeof(text));
	flow_mac_format(flow->mac, mac);
	json_array_append_new(query->neighbours, json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:o}",
		"switch", query->bridge->name,
		"vlan", address->vid,
		"address", text,
		"mac", mac,
		"port", port->is.name,
		"kind", flow_fdb_kinds[flow->kind],
		"age_ms", idle_ms < 0 ? json_null() : json_integer(idle_ms)));
	return 0;
}

static int list(const struct daemon *daemon, struct query *query)
{
	struct datapath *datapath = daemon->switches.datapath;
	int code = 0;
	size_t i;

	for (i = 0; !code && i < daemon->switches.count; i++) {
		query->bridge = daemon->switches.bridges[i];
		if (query->switch_name && strcmp(query->switch_name, query->bridge->name))
			continue;
		code = datapath->operations->flows_dump(datapath, query->bridge->ifindex,
							PLAN_TABLE_SENDER, false, add_neighbour,
							query);
		if (code == -ENODEV)	/* the event that it is gone is on its way */
			code = 0;
	}
	return code;
}

/* Those that are configured, and not in place; they are behind no port. */
static json_t *list_missing(const struct switches *switches, const struct query *query)
{
	const struct intent *intent = &switches->intent;
	json_t *missing = json_array(), *json;
	struct flow_error why;
	size_t i;

	for (i = 0; !query->port && i < intent->neighbours_count; i++) {
		const struct intent_neighbour *object = intent->neighbours[i];

		if ((query->switch_name && strcmp(query->switch_name, object->switch_name)) ||
		    (query->vid != FDB_ANY_VID && query->vid != object->vid) ||
		    neighbour_static_explain(switches_find_name(switches, object->switch_name),
					     object, &why))
			continue;
		json = intent_json_neighbour(object);
		json_object_set_new(json, "kind", json_string(flow_fdb_kinds[FLOW_FDB_STATIC]));
		json_object_set_new(json, "problem", json_string(why.text));
		json_array_append_new(missing, json);
	}
	return missing;
}

json_t *neighbour_methods_get(struct daemon *daemon, const json_t *parameters)
{
	const json_t *vlan = json_object_get(parameters, "vlan");
	struct query query = { .vid = FDB_ANY_VID };
	struct flow_error error;
	int code;

	if (!reply_get_text(parameters, "switch", &query.switch_name))
		return reply_invalid("switch");
	if (!reply_get_text(parameters, "port", &query.port))
		return reply_invalid("port");
	if (json_is_integer(vlan) && json_integer_value(vlan) > 0 &&
	    json_integer_value(vlan) <= FLOWDP_VID_MAX)
		query.vid = json_integer_value(vlan);
	else if (vlan && !json_is_null(vlan))
		return reply_invalid("vlan");
	if (query.switch_name && !intent_find_switch(&daemon->switches.intent, query.switch_name))
		return reply_no_switch(query.switch_name);
	if (query.port && apply_fdb_check_port(&daemon->switches, &daemon->switches.intent,
					       query.port, &error))
		return reply_refused(error.text, -1);
	query.neighbours = json_array();
	code = list(daemon, &query);
	if (!code)
		return reply_parameters(json_pack("{s:o, s:o}", "neighbours", query.neighbours,
						  "missing", list_missing(&daemon->switches, &query)));
	json_decref(query.neighbours);
	return reply_refused(strerror(-code), -1);
}
