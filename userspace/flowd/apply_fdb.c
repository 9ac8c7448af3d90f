// SPDX-License-Identifier: GPL-2.0-or-later
#include "apply_fdb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "array.h"
#include "intent_json.h"
#include "mac.h"
#include "setting.h"

enum operation { OTHER, FLUSH, FLUSH_NEIGHBOURS, ADD, REPLACE };

/* Which it is, and of what. */
static enum operation read_operation(const json_t *json, struct fdb_filter *filter)
{
	const char *name = json_string_value(json_object_get(json, "operation"));

	if (!name || fdb_filter_read(json, filter))
		return OTHER;
	if (!strcmp(name, "neighbour-flush"))
		return FLUSH_NEIGHBOURS;
	if (!strcmp(name, "fdb-flush") && filter->kind == FDB_ANY_KIND)
		filter->kind = FLOW_FDB_DYNAMIC;
	if (!strcmp(name, "fdb-flush"))
		return plan_is_learned(filter->kind) ? FLUSH : OTHER;
	if (filter->kind != FLOW_FDB_DYNAMIC)
		return OTHER;
	if (!strcmp(name, "fdb-add"))
		return ADD;
	return !strcmp(name, "fdb-replace") ? REPLACE : OTHER;
}

bool apply_fdb_is_transient(const json_t *operation)
{
	struct fdb_filter filter;

	return read_operation(operation, &filter) != OTHER;
}

/* The port of this name in a switch that is meant; NULL: none. */
static struct bridge_port *find_port(const struct switches *switches,
				     const struct fdb_filter *filter, struct bridge **bridge)
{
	struct bridge_port *port;
	size_t i;

	for (i = 0; i < switches->count; i++) {
		*bridge = switches->bridges[i];
		if (!fdb_filter_has_switch(filter, (*bridge)->name))
			continue;
		port = bridge_port_find(*bridge, filter->port);
		if (port)
			return port;
	}
	return NULL;
}

int apply_fdb_check_port(const struct switches *switches, const struct intent *intent,
			 const char *name, struct flow_error *error)
{
	struct fdb_filter of = { .switch_name = "" };
	struct bridge *bridge;

	if (!*name)
		return 0;
	if (snprintf(of.port, sizeof(of.port), "%s", name) < (int)sizeof(of.port) &&
	    (intent_find_switch(intent, name) ||
	     intent_match(intent, &(struct intent_interface){ .name = name }) ||
	     find_port(switches, &of, &bridge)))
		return 0;
	return flow_error_set(error, -EINVAL, "\"%s\" is no port of a switch, and no policy names it; name one that there is",
			      name);
}

static uint16_t vid_of(const struct fdb_filter *filter, const struct bridge_port *port)
{
	return filter->vid == FDB_ANY_VID || !filter->vid ? port->is.settings.pvid : filter->vid;
}

static int check_addition(const struct switches *switches, const struct fdb_filter *filter,
			  bool replace, struct flow_error *error)
{
	struct bridge *bridge;
	const struct bridge_port *port = find_port(switches, filter, &bridge);
	const struct fdb_entry *there;
	char mac[FLOW_MAC_TEXT];
	uint16_t vid;

	flow_mac_format(filter->mac, mac);
	if (!port)
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is no port now, and a dynamic entry is for one that is; make it static",
				      filter->port);
	vid = vid_of(filter, port);
	if (!bridge_port_carries(port, vid))
		return flow_error_set(error, -EINVAL,
				      "%s cannot be in VLAN %u: its port %s does not carry that; name one that it does",
				      mac, vid, port->is.name);
	if (!(bridge->vlans[vid].flags & FLOW_VLAN_F_LEARNING))
		return flow_error_set(error, -EINVAL,
				      "VLAN %u has learning off, and a dynamic entry is as if it had been learned; make it static",
				      vid);
	there = fdb_find(&bridge->fdb, filter->mac, vid);
	if (there && there->kind != FLOW_FDB_DYNAMIC)
		return flow_error_set(error, -EINVAL,
				      "there is a %s entry %s behind %s already; delete it first",
				      flow_fdb_kinds[there->kind], mac,
				      bridge->ports[there->port->number]->is.name);
	if (there && !replace)
		return flow_error_set(error, -EINVAL,
				      "there is an entry %s behind %s already; change it with fdb replace",
				      mac, bridge->ports[there->port->number]->is.name);
	if ((!there || there->port != port->fdb) && !fdb_has_room(&bridge->fdb, port->fdb))
		return flow_error_set(error, -EINVAL,
				      "%s has all the %u addresses that it may (MacLimit sets how many)",
				      port->is.name, fdb_port_share(&bridge->fdb, port->fdb));
	if (!there && !fdb_vlan_has_room(&bridge->fdb, vid))
		return flow_error_set(error, -EINVAL,
				      "VLAN %u has all the %u addresses that it may (MacLimit sets how many)",
				      vid, bridge->fdb.vlans[vid].limit);
	return 0;
}

static int check_one(const struct switches *switches, const struct intent *intent,
		     const json_t *operation, struct flow_error *error)
{
	struct fdb_filter filter;

	switch (read_operation(operation, &filter)) {
	case FLUSH:
	case FLUSH_NEIGHBOURS:
		return apply_fdb_check_port(switches, intent, filter.port, error);
	case ADD:
		return check_addition(switches, &filter, false, error);
	case REPLACE:
		return check_addition(switches, &filter, true, error);
	default:
		return 0;
	}
}

/* A lasting change would have to be undone if a transient one failed after it. */
static int check_mixture(const json_t *operations, size_t *failed, struct flow_error *error)
{
	struct fdb_filter filter;
	json_t *operation;
	bool others = false;
	size_t i;

	json_array_foreach(operations, i, operation)
		others |= !apply_fdb_is_transient(operation);
	json_array_foreach(operations, i, operation) {
		if (!others || read_operation(operation, &filter) < ADD)
			continue;
		*failed = i;
		return flow_error_set(error, -EINVAL,
				      "a dynamic entry is for now, so it cannot be made together with changes that are for good; make it by itself");
	}
	return 0;
}

int apply_fdb_check(const struct switches *switches, const struct intent *intent,
		    const json_t *operations, size_t *failed, struct flow_error *error)
{
	json_t *operation;
	size_t i;
	int code;

	code = check_mixture(operations, failed, error);
	if (code)
		return code;
	json_array_foreach(operations, i, operation) {
		code = check_one(switches, intent, operation, error);
		if (!code)
			continue;
		*failed = i;
		return code;
	}
	return 0;
}

static void flush(struct switches *switches, const struct fdb_filter *filter, int64_t now_ms)
{
	size_t i;

	for (i = 0; i < switches->count; i++)
		if (fdb_filter_has_switch(filter, switches->bridges[i]->name))
			bridge_flush_matching(switches->bridges[i], filter, now_ms);
}

static void flush_neighbours(struct switches *switches, const struct fdb_filter *filter,
			     int64_t now_ms)
{
	size_t i;

	for (i = 0; i < switches->count; i++)
		if (fdb_filter_has_switch(filter, switches->bridges[i]->name))
			bridge_flush_neighbours(switches->bridges[i], filter, now_ms);
}

/* A dynamic entry that was made. */
struct made {
	struct bridge *bridge;
	struct bridge_port *before;	/* behind which it was; NULL: it was not there */
	uint8_t mac[6];
	uint16_t vid;
};

struct run {
	struct switches *switches;
	int64_t now_ms;
	struct made *made;
	size_t count;
};

static int enter(struct run *run, const struct fdb_filter *filter, bool replace,
		 struct flow_error *error)
{
	int code = check_addition(run->switches, filter, replace, error);
	const struct fdb_entry *there;
	struct bridge_port *port;
	struct made *made;

	if (!code)
		code = flow_array_grow(&run->made, run->count, sizeof(*made));
	if (code)
		return code;
	made = &run->made[run->count];
	port = find_port(run->switches, filter, &made->bridge);
	made->vid = vid_of(filter, port);
	memcpy(made->mac, filter->mac, sizeof(made->mac));
	there = fdb_find(&made->bridge->fdb, made->mac, made->vid);
	made->before = there ? made->bridge->ports[there->port->number] : NULL;
	code = bridge_enter(made->bridge, port, made->mac, made->vid, run->now_ms);
	if (code)
		return flow_error_set(error, code, "%s", *made->bridge->batch.sentence.text ?
				      made->bridge->batch.sentence.text : strerror(-code));
	run->count++;
	return 0;
}

static void take_back(const struct run *run)
{
	struct fdb_filter filter = { .kind = FLOW_FDB_DYNAMIC };
	const struct made *made;
	size_t i = run->count;

	while (i--) {
		made = &run->made[i];
		memcpy(filter.mac, made->mac, sizeof(filter.mac));
		filter.vid = made->vid;
		if (!made->before ||
		    bridge_enter(made->bridge, made->before, made->mac, made->vid, run->now_ms))
			bridge_flush_matching(made->bridge, &filter, run->now_ms);
	}
}

static int run_one(struct run *run, const json_t *operation, struct flow_error *error)
{
	struct fdb_filter filter;
	enum operation what = read_operation(operation, &filter);

	if (what == FLUSH)
		flush(run->switches, &filter, run->now_ms);
	else if (what == FLUSH_NEIGHBOURS)
		flush_neighbours(run->switches, &filter, run->now_ms);
	else if (what != OTHER)
		return enter(run, &filter, what == REPLACE, error);
	return 0;
}

int apply_fdb_run(struct switches *switches, const json_t *operations, int64_t now_ms,
		  size_t *failed, struct flow_error *error)
{
	struct run run = { .switches = switches, .now_ms = now_ms };
	json_t *operation;
	int code = 0;
	size_t i;

	json_array_foreach(operations, i, operation) {
		code = run_one(&run, operation, error);
		if (!code)
			continue;
		take_back(&run);
		*failed = i;
		break;
	}
	free(run.made);
	return code;
}
