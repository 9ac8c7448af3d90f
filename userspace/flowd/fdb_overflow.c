// SPDX-License-Identifier: GPL-2.0-or-later
#include "fdb_overflow.h"

#include <stdlib.h>
#include "alarm.h"

#define ALARM_INTERVAL_MS	60000	/* between two alarms of one port, or one VLAN */

static uint8_t stricter(uint8_t a, uint8_t b)
{
	if (a == FLOW_OVERFLOW_DROP || b == FLOW_OVERFLOW_DROP)
		return FLOW_OVERFLOW_DROP;
	return a == FLOW_OVERFLOW_FLOOD ? b : a;
}

/* That of the limits that the port has met, its own and the switch's; @room: the switch has some. */
static uint8_t port_policy(const struct bridge *bridge, const struct bridge_port *port, bool room)
{
	const struct fdb_port *is = port->fdb;

	if (!is->limit)
		return bridge->overflow;
	if (room)
		return port->overflow;
	return is->learned < is->limit ? bridge->overflow :
					 stricter(port->overflow, bridge->overflow);
}

static bool has_its_share(const struct bridge *bridge, const struct bridge_port *port)
{
	return port->fdb->learned >= fdb_port_share(&bridge->fdb, port->fdb);
}

static bool vlan_has_room(const struct bridge *bridge, uint16_t vid, const struct bridge_port *port)
{
	struct fdb_entry *victim;

	return fdb_vlan_judge(&bridge->fdb, vid, port->fdb, &victim);
}

static bool is_due(int64_t *alarmed_ms, int64_t now_ms)
{
	if (*alarmed_ms && now_ms - *alarmed_ms < ALARM_INTERVAL_MS)
		return false;
	*alarmed_ms = now_ms;
	return true;
}

static const char *what_becomes(uint8_t policy)
{
	return policy == FLOW_OVERFLOW_DROP ? "dropped" : "not learned";
}

static void refuse_on_port(struct bridge *bridge, struct bridge_port *port, uint8_t policy,
			   int64_t now_ms)
{
	const struct alarm alarm = { .kind = ALARM_MAC_LIMIT, .switch_name = bridge->name,
				     .port = port->is.name, .vid = FDB_ANY_VID };
	struct fdb_overflow *overflow = &port->fdb->overflow;

	/* The limit met now may have another policy than the one met when it became full. */
	bridge->fdb.changed |= !overflow->full || overflow->policy != policy;
	overflow->alarms += !overflow->full && policy != FLOW_OVERFLOW_FLOOD;
	overflow->full = true;
	overflow->policy = policy;
	if (policy != FLOW_OVERFLOW_FLOOD && is_due(&overflow->alarmed_ms, now_ms))
		alarm_raise(&alarm, "%s has shown all the %u addresses that it may; the rest is %s (MacLimit sets how many)",
			    port->is.name, fdb_port_share(&bridge->fdb, port->fdb),
			    what_becomes(policy));
}

static struct fdb_vlan_overflow *find_in_vlan(const struct bridge *bridge, uint32_t port,
					      uint16_t vid)
{
	uint32_t key = port << 16 | vid;
	struct fdb_vlan_overflow *overflow;

	HASH_FIND(hh, bridge->fdb.overflows, &key, sizeof(key), overflow);
	return overflow;
}

/* NULL: no memory. */
static struct fdb_vlan_overflow *put_in_vlan(struct bridge *bridge, uint32_t port, uint16_t vid)
{
	struct fdb_vlan_overflow *overflow = find_in_vlan(bridge, port, vid);

	if (overflow)
		return overflow;
	overflow = calloc(1, sizeof(*overflow));
	if (!overflow)
		return NULL;
	overflow->key = port << 16 | vid;
	HASH_ADD(hh, bridge->fdb.overflows, key, sizeof(overflow->key), overflow);
	if (overflow->hh.tbl)
		return overflow;
	free(overflow);
	return NULL;
}

static void refuse_in_vlan(struct bridge *bridge, struct bridge_port *port, uint16_t vid,
			   int64_t now_ms)
{
	const struct alarm alarm = { .kind = ALARM_MAC_LIMIT, .switch_name = bridge->name,
				     .port = port->is.name, .vid = vid };
	struct fdb_vlan *vlan = &bridge->fdb.vlans[vid];
	uint8_t policy = bridge->vlans[vid].overflow;
	struct fdb_vlan_overflow *overflow = NULL;

	if (policy == FLOW_OVERFLOW_DROP)
		overflow = put_in_vlan(bridge, port->is.number, vid);
	if (overflow && !overflow->is.full) {
		overflow->is.full = true;
		bridge->fdb.changed = true;
	}
	if (policy != FLOW_OVERFLOW_FLOOD && is_due(&vlan->alarmed_ms, now_ms))
		alarm_raise(&alarm, "VLAN %u has all the %u addresses that it may; the rest is %s (MacLimit sets how many)",
			    vid, vlan->limit, what_becomes(policy));
}

void fdb_overflow_refuse(struct bridge *bridge, struct bridge_port *port, uint16_t vid,
			 int64_t now_ms)
{
	bool room = fdb_can_make_room(&bridge->fdb);

	if (!room || has_its_share(bridge, port))
		refuse_on_port(bridge, port, port_policy(bridge, port, room), now_ms);
	if (!vlan_has_room(bridge, vid, port))
		refuse_in_vlan(bridge, port, vid, now_ms);
}

bool fdb_overflow_drops(const struct bridge *bridge, const struct bridge_port *port, uint16_t vid)
{
	const struct fdb_vlan_overflow *overflow = find_in_vlan(bridge, port->is.number, vid);

	return overflow && overflow->is.dropping;
}

/* @vid: 0 for all of them. */
static void set_dropping(struct bridge *bridge, uint32_t port, uint16_t vid,
			 struct fdb_overflow *overflow, bool drop, int64_t now_ms)
{
	struct datapath_change change = {
		.kind = drop ? DATAPATH_ADD : DATAPATH_REMOVE,
		.flow = { .form = PLAN_OVERFLOW, .table = PLAN_TABLE_SOURCE, .port = port,
			  .vid = vid },
	};

	if (drop == overflow->dropping)
		return;
	if (drop)
		overflow->serial = bridge_next_serial(bridge);
	change.flow.serial = overflow->serial;
	if (fdb_batch_is_full(&bridge->batch))
		bridge_commit(bridge, now_ms);
	if (!fdb_batch_change(bridge, &change))
		overflow->dropping = drop;
}

static void forget_in_vlan(struct bridge *bridge, struct fdb_vlan_overflow *overflow)
{
	HASH_DEL(bridge->fdb.overflows, overflow);
	free(overflow);
}

static void settle_port(struct bridge *bridge, struct bridge_port *port, bool room, int64_t now_ms)
{
	struct fdb_overflow *overflow = &port->fdb->overflow;

	if (room && !has_its_share(bridge, port))
		overflow->full = false;
	overflow->policy = port_policy(bridge, port, room);
	set_dropping(bridge, port->is.number, 0, overflow,
		     overflow->full && overflow->policy == FLOW_OVERFLOW_DROP, now_ms);
}

static void settle_in_vlan(struct bridge *bridge, struct fdb_vlan_overflow *overflow,
			   int64_t now_ms)
{
	const struct bridge_port *port = bridge->ports[overflow->key >> 16];
	uint16_t vid = overflow->key & UINT16_MAX;
	bool drop = bridge->vlans[vid].overflow == FLOW_OVERFLOW_DROP &&
		    bridge_port_carries(port, vid) && !vlan_has_room(bridge, vid, port);

	overflow->is.full = drop;
	if (drop || overflow->is.dropping)
		set_dropping(bridge, port->is.number, vid, &overflow->is, drop, now_ms);
	else		/* what removed the flow has been carried out */
		forget_in_vlan(bridge, overflow);
}

void fdb_overflow_settle(struct bridge *bridge, int64_t now_ms)
{
	struct fdb_vlan_overflow *overflow, *next;
	bool room;
	size_t i;

	if (!bridge->fdb.changed)
		return;
	bridge->fdb.changed = false;
	room = fdb_can_make_room(&bridge->fdb);
	for (i = 0; i < FLOWDP_PORTS_MAX; i++)
		if (bridge->ports[i])
			settle_port(bridge, bridge->ports[i], room, now_ms);
	HASH_ITER(hh, bridge->fdb.overflows, overflow, next)
		settle_in_vlan(bridge, overflow, now_ms);
}

void fdb_overflow_end(struct bridge *bridge, struct bridge_port *port, int64_t now_ms)
{
	struct fdb_vlan_overflow *overflow, *next;

	set_dropping(bridge, port->is.number, 0, &port->fdb->overflow, false, now_ms);
	HASH_ITER(hh, bridge->fdb.overflows, overflow, next) {
		if (overflow->key >> 16 != port->is.number)
			continue;
		set_dropping(bridge, port->is.number, overflow->key & UINT16_MAX, &overflow->is,
			     false, now_ms);
		forget_in_vlan(bridge, overflow);
	}
}

void fdb_overflow_forget(struct bridge *bridge)
{
	struct fdb_vlan_overflow *overflow, *next;
	size_t i;

	HASH_ITER(hh, bridge->fdb.overflows, overflow, next)
		forget_in_vlan(bridge, overflow);
	for (i = 0; i < FLOWDP_PORTS_MAX; i++)
		if (bridge->ports[i])
			bridge->ports[i]->fdb->overflow.dropping = false;
	bridge->fdb.changed = true;
}

static struct fdb_overflow *overflow_of(const struct bridge *bridge, const struct plan_flow *flow)
{
	struct fdb_vlan_overflow *overflow;

	if (!bridge->ports[flow->port])
		return NULL;
	if (flow->vid) {
		overflow = find_in_vlan(bridge, flow->port, flow->vid);
		return overflow ? &overflow->is : NULL;
	}
	return &bridge->ports[flow->port]->fdb->overflow;
}

bool fdb_overflow_adopt(struct bridge *bridge, const struct plan_flow *flow)
{
	struct fdb_overflow *overflow;

	if (flow->vid && bridge->ports[flow->port])
		put_in_vlan(bridge, flow->port, flow->vid);
	overflow = overflow_of(bridge, flow);
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
