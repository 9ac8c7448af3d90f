// SPDX-License-Identifier: GPL-2.0-or-later
#include "fdb_overflow.h"

#include "log.h"

#define SAID_MS		60000	/* between two lines about one port */

uint8_t fdb_overflow_policy(const struct bridge *bridge, const struct bridge_port *port)
{
	return port->fdb->limit ? port->overflow : bridge->overflow;
}

static void say_full(const struct bridge *bridge, const struct bridge_port *port, bool drop,
		     int64_t now_ms)
{
	struct fdb_overflow *overflow = &port->fdb->overflow;

	if (overflow->said_ms && now_ms - overflow->said_ms < SAID_MS)
		return;
	overflow->said_ms = now_ms;
	log_warning("%s: %s has shown all the %u addresses that it may; the rest is %s (MacLimit sets how many)",
		    bridge->name, port->is.name, fdb_port_share(&bridge->fdb, port->fdb),
		    drop ? "dropped" : "not learned");
}

void fdb_overflow_refuse(struct bridge *bridge, struct bridge_port *port, int64_t now_ms)
{
	struct fdb_overflow *overflow = &port->fdb->overflow;
	uint8_t policy = fdb_overflow_policy(bridge, port);

	if (!overflow->full) {
		overflow->full = true;
		bridge->fdb.changed = true;
		overflow->alarms += policy != FLOW_OVERFLOW_FLOOD;
	}
	if (policy != FLOW_OVERFLOW_FLOOD)
		say_full(bridge, port, policy == FLOW_OVERFLOW_DROP, now_ms);
}

static void set_dropping(struct bridge *bridge, struct bridge_port *port, bool drop,
			 int64_t now_ms)
{
	struct fdb_overflow *overflow = &port->fdb->overflow;
	struct datapath_change change = {
		.kind = drop ? DATAPATH_ADD : DATAPATH_REMOVE,
		.flow = { .form = PLAN_OVERFLOW, .table = PLAN_TABLE_SOURCE,
			  .port = port->is.number },
	};

	if (drop)
		overflow->serial = bridge_next_serial(bridge);
	change.flow.serial = overflow->serial;
	if (fdb_batch_is_full(&bridge->batch))
		bridge_commit(bridge, now_ms);
	if (!fdb_batch_change(bridge, &change))
		overflow->dropping = drop;
}

void fdb_overflow_settle(struct bridge *bridge, int64_t now_ms)
{
	struct fdb_overflow *overflow;
	bool room, drop;
	size_t i;

	if (!bridge->fdb.changed)
		return;
	bridge->fdb.changed = false;
	room = fdb_can_make_room(&bridge->fdb);
	for (i = 0; i < FLOWDP_PORTS_MAX; i++) {
		if (!bridge->ports[i])
			continue;
		overflow = &bridge->ports[i]->fdb->overflow;
		if (room && bridge->ports[i]->fdb->learned <
			    fdb_port_share(&bridge->fdb, bridge->ports[i]->fdb))
			overflow->full = false;
		drop = overflow->full &&
		       fdb_overflow_policy(bridge, bridge->ports[i]) == FLOW_OVERFLOW_DROP;
		if (drop != overflow->dropping)
			set_dropping(bridge, bridge->ports[i], drop, now_ms);
	}
}

void fdb_overflow_end(struct bridge *bridge, struct bridge_port *port, int64_t now_ms)
{
	if (port->fdb->overflow.dropping)
		set_dropping(bridge, port, false, now_ms);
}

void fdb_overflow_forget(struct bridge *bridge)
{
	size_t i;

	for (i = 0; i < FLOWDP_PORTS_MAX; i++)
		if (bridge->ports[i])
			bridge->ports[i]->fdb->overflow.dropping = false;
	bridge->fdb.changed = true;
}

static struct fdb_overflow *overflow_of(const struct bridge *bridge, const struct plan_flow *flow)
{
	if (flow->port >= FLOWDP_PORTS_MAX || !bridge->ports[flow->port])
		return NULL;
	return &bridge->ports[flow->port]->fdb->overflow;
}

bool fdb_overflow_adopt(struct bridge *bridge, const struct plan_flow *flow)
{
	struct fdb_overflow *overflow = overflow_of(bridge, flow);

	if (!overflow)
		return false;
	overflow->full = true;
	overflow->dropping = true;
	overflow->serial = flow->serial;
	return true;
}

void fdb_overflow_gone(struct bridge *bridge, const struct plan_flow *flow)
{
	struct fdb_overflow *overflow = overflow_of(bridge, flow);

	if (!overflow || !overflow->dropping || overflow->serial != flow->serial)
		return;
	overflow->dropping = false;
	bridge->fdb.changed = true;
}

void fdb_overflow_failed(struct bridge *bridge, const struct datapath_change *change)
{
	struct fdb_overflow *overflow = overflow_of(bridge, &change->flow);

	if (overflow && change->flow.form == PLAN_OVERFLOW)
		overflow->dropping = change->kind == DATAPATH_REMOVE;
}
