// SPDX-License-Identifier: GPL-2.0-or-later
#include "adopt.h"

#include <errno.h>
#include <stdlib.h>
#include "adopt_neighbour.h"
#include "fdb_overflow.h"
#include "log.h"
#include "setting.h"
#include "vlan_rules.h"

/* The moves of a station, which the datapath cannot tell. */
struct adopt_moves {
	uint64_t key;
	struct fdb_moves are;
	UT_hash_handle hh;
};

/* Without memory they are forgotten. */
static void remember_moves(struct adoption *adoption, const struct fdb_entry *entry)
{
	struct adopt_moves *moves;

	if (!entry->moves.total)
		return;
	moves = malloc(sizeof(*moves));
	if (!moves)
		return;
	moves->key = entry->key;
	moves->are = entry->moves;
	HASH_ADD(hh, adoption->moves, key, sizeof(moves->key), moves);
	if (!moves->hh.tbl)
		free(moves);
}

static void recall_moves(const struct adoption *adoption, struct fdb_entry *entry)
{
	const struct adopt_moves *moves;

	HASH_FIND(hh, adoption->moves, &entry->key, sizeof(entry->key), moves);
	if (moves)
		entry->moves = moves->are;
}

static void forget_moves(struct adoption *adoption)
{
	struct adopt_moves *moves, *next;

	HASH_ITER(hh, adoption->moves, moves, next) {
		HASH_DEL(adoption->moves, moves);
		free(moves);
	}
}

static int see_port(const struct datapath_port *port, void *data)
{
	struct adoption *adoption = data;
	int error;

	error = bridge_port_put(adoption->bridge, port, adoption->now_ms);
	if (!error)
		adoption->seen[port->number] = true;
	return error;
}

static int read_ports(struct adoption *adoption)
{
	struct bridge *bridge = adoption->bridge;
	size_t i;
	int error;

	error = bridge->datapath->operations->port_dump(bridge->datapath, bridge->ifindex,
							see_port, adoption);
	if (error)
		return error;
	for (i = 0; i < FLOWDP_PORTS_MAX; i++)
		if (bridge->ports[i] && !adoption->seen[i])
			bridge_port_gone(bridge, i, adoption->now_ms);
	return 0;
}

/* Makes room for what is to be changed next. */
static void make_room(struct adoption *adoption)
{
	int code;

	if (!fdb_batch_is_full(&adoption->bridge->batch))
		return;
	code = fdb_batch_commit(adoption->bridge, adoption->now_ms);
	if (!adoption->code)
		adoption->code = code;
}

int adopt_change(struct adoption *adoption, enum datapath_change_kind kind,
		 const struct plan_flow *flow)
{
	struct datapath_change it = { .kind = kind, .flow = *flow };

	make_room(adoption);
	if (kind == DATAPATH_REMOVE)
		adoption->removed++;
	return fdb_batch_change(adoption->bridge, &it);
}

static bool is_wanted(const struct bridge *bridge, const struct plan_flow *flow)
{
	const struct bridge_port *port = bridge->ports[flow->port];

	if (!port || !bridge_port_carries(port, flow->vid))
		return false;
	return !plan_is_learned(flow->kind) ||
	       (bridge->vlans[flow->vid].flags & FLOW_VLAN_F_LEARNING &&
		port->fdb->learned < fdb_port_share(&bridge->fdb, port->fdb) &&
		fdb_vlan_has_room(&bridge->fdb, flow->vid));
}

static int see_rule(struct adoption *adoption, const struct plan_flow *flow)
{
	return vlan_rules_adopt(adoption->bridge, flow) ?
		       0 : adopt_change(adoption, DATAPATH_REMOVE, flow);
}

/* An entry for each flow that forwards; pending until its source is seen too. */
static int see_forward(const struct plan_flow *flow, int64_t idle_ms, void *data)
{
	struct adoption *adoption = data;
	struct bridge *bridge = adoption->bridge;
	struct fdb_entry *entry;

	(void)idle_ms;
	if (flow->form == PLAN_RULE)
		return see_rule(adoption, flow);
	if (!is_wanted(bridge, flow))
		return adopt_change(adoption, DATAPATH_REMOVE, flow);
	entry = fdb_add(&bridge->fdb, flow->mac, flow->vid, flow->kind,
			bridge->ports[flow->port]->fdb);
	if (!entry)
		return -ENOMEM;
	entry->pending = true;
	entry->serial = flow->serial;
	recall_moves(adoption, entry);
	return 0;
}

static uint32_t wanted_timeout(const struct bridge *bridge, const struct plan_flow *flow)
{
	return flow->kind == FLOW_FDB_DYNAMIC ? bridge->vlans[flow->vid].ageing : 0;
}

static int see_source(const struct plan_flow *flow, int64_t idle_ms, void *data)
{
	struct adoption *adoption = data;
	struct bridge *bridge = adoption->bridge;
	struct plan_flow mended = *flow;
	struct fdb_entry *entry;

	(void)idle_ms;
	if (flow->form == PLAN_RULE)
		return see_rule(adoption, flow);
	if (flow->serial > bridge->serial)
		bridge->serial = flow->serial;
	if (flow->form == PLAN_OVERFLOW)
		return fdb_overflow_adopt(bridge, flow) ?
			       0 : adopt_change(adoption, DATAPATH_REMOVE, flow);
	entry = fdb_find(&bridge->fdb, flow->mac, flow->vid);
	if (!entry || entry->port->number != flow->port || entry->kind != flow->kind)
		return adopt_change(adoption, DATAPATH_REMOVE, flow);
	if (flow->form == PLAN_GUARD) {
		entry->guarded = true;
		return 0;
	}
	entry->pending = false;
	entry->serial = flow->serial;
	entry->since_ms = adoption->now_ms;
	mended.idle_timeout = wanted_timeout(bridge, flow);
	mended.suppresses = bridge_suppresses(bridge, flow->vid);
	if (mended.idle_timeout == flow->idle_timeout && mended.suppresses == flow->suppresses)
		return 0;
	return adopt_change(adoption, DATAPATH_REPLACE, &mended);
}

static void forget_entries(struct adoption *adoption)
{
	struct fdb *fdb = &adoption->bridge->fdb;
	struct fdb_entry *entry, *next;

	HASH_ITER(hh, fdb->entries, entry, next) {
		remember_moves(adoption, entry);
		fdb_delete(fdb, entry);
	}
}

/* Removes flows that forward to stations without a flow in SOURCE. */
static void remove_orphans(struct adoption *adoption)
{
	struct bridge *bridge = adoption->bridge;
	struct fdb_entry *entry, *next;

	HASH_ITER(hh, bridge->fdb.entries, entry, next) {
		struct plan_flow flow = { .table = PLAN_TABLE_FORWARD, .kind = entry->kind,
					  .vid = entry->vid, .port = entry->port->number };

		if (!entry->pending)
			continue;
		memcpy(flow.mac, entry->mac, sizeof(flow.mac));
		adopt_change(adoption, DATAPATH_REMOVE, &flow);
		fdb_delete(&bridge->fdb, entry);
	}
}

/* Entries whose guard is missing are installed again, with it. */
static void guard_entries(struct adoption *adoption)
{
	struct bridge *bridge = adoption->bridge;
	struct fdb_entry *entry, *next;

	HASH_ITER(hh, bridge->fdb.entries, entry, next) {
		if (!plan_has_guard(entry->kind) || entry->guarded)
			continue;
		make_room(adoption);
		fdb_batch_move(bridge, entry, entry->port, entry->kind);
	}
}

static int read_flows(struct adoption *adoption)
{
	struct bridge *bridge = adoption->bridge;
	struct datapath *datapath = bridge->datapath;
	int error;

	neighbours_clear(&bridge->neighbours);
	forget_entries(adoption);
	vlan_rules_forget(bridge);
	fdb_overflow_forget(bridge);
	bridge->stale = false;	/* unless something fails from here on */
	error = datapath->operations->flows_dump(datapath, bridge->ifindex, PLAN_TABLE_FORWARD,
						 true, see_forward, adoption);
	if (!error)
		error = datapath->operations->flows_dump(datapath, bridge->ifindex,
							 PLAN_TABLE_SOURCE, true, see_source,
							 adoption);
	if (!error)
		remove_orphans(adoption);
	if (!error)
		error = fdb_batch_commit(bridge, adoption->now_ms);
	if (!error) {
		guard_entries(adoption);
		error = fdb_batch_commit(bridge, adoption->now_ms);
	}
	return error ? error : adopt_neighbours(adoption);
}

static int run(struct adoption *adoption, struct flow_error *error)
{
	struct bridge *bridge = adoption->bridge;
	struct datapath *datapath = bridge->datapath;
	int code;

	fdb_batch_commit(bridge, adoption->now_ms);
	code = read_ports(adoption);
	if (!code)
		code = datapath->operations->tables_set(datapath, bridge->ifindex, error);
	return code ? code : read_flows(adoption);
}

int adopt_run(struct bridge *bridge, int64_t now_ms, struct flow_error *error)
{
	struct adoption *adoption = calloc(1, sizeof(*adoption));
	int code;

	if (!adoption)
		return -ENOMEM;
	adoption->bridge = bridge;
	adoption->now_ms = now_ms;
	code = run(adoption, error);
	if (!code)
		code = adoption->code;
	bridge->stale |= code != 0;
	bridge->unsettled = true;
	if (!code)
		log_write(bridge->bound && !adoption->removed ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO,
			 "%s: serves %u addresses that the kernel holds; %zu flows were out of date",
			 bridge->name, HASH_COUNT(bridge->fdb.entries), adoption->removed);
	forget_moves(adoption);
	free(adoption);
	return code;
}
