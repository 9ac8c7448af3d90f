// SPDX-License-Identifier: GPL-2.0-or-later
#include "adopt_neighbour.h"

#include <string.h>
#include "neighbour_commit.h"
#include "neighbour_static.h"

static void note_serial(struct bridge *bridge, const struct plan_flow *flow)
{
	if (flow->serial > bridge->serial)
		bridge->serial = flow->serial;
}

static int see_rule(struct adoption *adoption, const struct plan_flow *flow)
{
	if (!adoption->bridge->suppressions)
		return adopt_change(adoption, DATAPATH_REMOVE, flow);
	adoption->rules[flow->rule] = true;
	return 0;
}

/* The station that a flow in SENDER is of, if it is to have neighbours. */
static struct fdb_entry *station_of(const struct bridge *bridge, const struct plan_flow *flow)
{
	struct fdb_entry *station = fdb_find(&bridge->fdb, flow->mac, flow->address.vid);

	if (!station || station->pending || station->port->number != flow->port ||
	    !bridge_suppresses(bridge, flow->address.vid))
		return NULL;
	return station;
}

/* Whether the flow is of the kind that it is to be, and a configured one of its station. */
static bool is_right(const struct bridge *bridge, const struct plan_flow *flow,
		     const struct fdb_entry *station)
{
	const struct neighbour_static *configured = neighbour_static_find(bridge, &flow->address);

	if (!configured || flow->kind != FLOW_FDB_STATIC)
		return !configured && flow->kind != FLOW_FDB_STATIC;
	return neighbour_static_is(configured, station);
}

static int see_sender(const struct plan_flow *flow, int64_t idle_ms, void *data)
{
	struct adoption *adoption = data;
	struct bridge *bridge = adoption->bridge;
	bool is_static = flow->kind == FLOW_FDB_STATIC;
	struct plan_flow mended = *flow;
	struct neighbour *claim = NULL;
	struct fdb_entry *station;

	(void)idle_ms;
	note_serial(bridge, flow);
	if (flow->form == PLAN_SENDER_RULE)
		return see_rule(adoption, flow);
	station = station_of(bridge, flow);
	if (station && is_right(bridge, flow, station))
		claim = neighbour_adopt(&bridge->neighbours, &bridge->fdb, &flow->address, station,
					is_static);
	if (!claim)
		return adopt_change(adoption, DATAPATH_REMOVE, flow);
	claim->serial = flow->serial;
	claim->since_ms = adoption->now_ms;
	neighbour_touch(claim->address);	/* until its flows in TARGET are seen */
	mended.idle_timeout = is_static ? 0 : bridge->vlans[flow->address.vid].ageing;
	if (mended.idle_timeout == flow->idle_timeout)
		return 0;
	return adopt_change(adoption, DATAPATH_REPLACE, &mended);
}

/* Whether its leader is one of the address's claims. */
static bool is_led(const struct neighbour_address *address, const struct plan_flow *flow)
{
	const struct neighbour *claim = neighbour_find_claim(address, flow->port);

	return claim && !memcmp(claim->mac, flow->mac, sizeof(claim->mac));
}

static int see_target(const struct plan_flow *flow, int64_t idle_ms, void *data)
{
	struct adoption *adoption = data;
	struct bridge *bridge = adoption->bridge;
	struct neighbour_address *address;

	(void)idle_ms;
	note_serial(bridge, flow);
	address = neighbour_find(&bridge->neighbours, &flow->address);
	if (!address || !is_led(address, flow))
		return adopt_change(adoption, DATAPATH_REMOVE, flow);
	if (flow->announcement)
		address->announced = true;
	else
		address->target = *flow;
	return 0;
}

/* What is there of an address's flows in TARGET is removed, unless it is all there. */
static int keep_whole(struct adoption *adoption, struct neighbour_address *address)
{
	struct plan_flow flow = { .table = PLAN_TABLE_TARGET, .address = address->key };
	int code = 0;

	if (address->target.table && address->announced == neighbour_is_announced(&address->key))
		return 0;
	if (address->target.table)
		code = adopt_change(adoption, DATAPATH_REMOVE, &flow);
	address->target.table = 0;
	flow.announcement = true;
	if (!code && address->announced)
		code = adopt_change(adoption, DATAPATH_REMOVE, &flow);
	return code;
}

static int add_rules(struct adoption *adoption)
{
	struct plan_flow flow = { .form = PLAN_SENDER_RULE, .table = PLAN_TABLE_SENDER };
	int code = 0;

	if (!adoption->bridge->suppressions)
		return 0;
	for (flow.rule = 0; !code && flow.rule < PLAN_SENDER_RULES; flow.rule++)
		if (!adoption->rules[flow.rule])
			code = adopt_change(adoption, DATAPATH_ADD, &flow);
	return code;
}

int adopt_neighbours(struct adoption *adoption)
{
	struct bridge *bridge = adoption->bridge;
	struct datapath *datapath = bridge->datapath;
	struct neighbour_address *address, *next;
	int code;

	code = datapath->operations->flows_dump(datapath, bridge->ifindex, PLAN_TABLE_SENDER, true,
						see_sender, adoption);
	if (!code)
		code = datapath->operations->flows_dump(datapath, bridge->ifindex,
							PLAN_TABLE_TARGET, true, see_target,
							adoption);
	HASH_ITER(hh, bridge->neighbours.addresses, address, next)
		if (!code)
			code = keep_whole(adoption, address);
	if (!code)
		code = add_rules(adoption);
	if (!code)
		code = fdb_batch_commit(bridge, adoption->now_ms);
	if (!code)
		neighbour_commit(bridge);
	return code;
}
