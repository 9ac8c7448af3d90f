// SPDX-License-Identifier: GPL-2.0-or-later
#include "bridge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "alarm.h"
#include "fdb_overflow.h"
#include "mac.h"
#include "neighbour_commit.h"
#include "neighbour_frame.h"
#include "neighbour_static.h"
#include "setting.h"

#define ADDRESSES		12	/* bytes of destination and source */
#define ALARM_INTERVAL_MS	10000	/* between two alarms of one kind on one port */
/* An upcall about a station that has been known for so long means that its flow is gone. */
#define LOST_AFTER_MS		2000

struct bridge *bridge_new(struct datapath *datapath, const struct intent *intent,
			  const char *name, uint32_t ifindex, const uint8_t *mac)
{
	struct bridge *bridge = calloc(1, sizeof(*bridge));

	if (!bridge)
		return NULL;
	bridge->datapath = datapath;
	bridge->ifindex = ifindex;
	snprintf(bridge->name, sizeof(bridge->name), "%s", name);
	memcpy(bridge->mac, mac, sizeof(bridge->mac));
	fdb_init(&bridge->fdb, 0);
	bridge->stale = true;
	bridge->unset = true;
	bridge_configure(bridge, intent);
	return bridge;
}

void bridge_free(struct bridge *bridge)
{
	size_t i;

	if (!bridge)
		return;
	fdb_batch_clear(&bridge->batch);
	neighbours_clear(&bridge->neighbours);
	neighbour_static_clear(&bridge->static_neighbours);
	fdb_clear(&bridge->fdb);
	HASH_CLEAR(hh, bridge->by_netdev);
	for (i = 0; i < FLOWDP_PORTS_MAX; i++)
		free(bridge->ports[i]);
	free(bridge);
}

static const struct intent_port *policy_of(const struct bridge *bridge,
					   const struct datapath_port *port)
{
	struct intent_interface interface = { .name = port->name,
					      .is_switch = port->number == FLOWDP_PORT_LOCAL };
	struct netdev *netdev = NULL;

	if (bridge->netdevs)
		netdev = netdev_find(*bridge->netdevs, port->ifindex);
	return netdev ? netdev_policy(netdev, bridge->intent) :
			intent_match(bridge->intent, &interface);
}

static uint32_t limit_of(const struct bridge *bridge, const struct datapath_port *port)
{
	const struct intent_port *policy = policy_of(bridge, port);

	return policy ? policy->mac_limit : 0;
}

void bridge_configure_port(struct bridge *bridge, struct bridge_port *port)
{
	const struct intent_port *policy = policy_of(bridge, &port->is);

	fdb_port_put(&bridge->fdb, port->is.number, limit_of(bridge, &port->is));
	port->sticky_learning = policy && policy->sticky_learning;
	port->overflow = policy ? policy->mac_overflow : FLOW_OVERFLOW_ALARM;
	bridge->fdb.changed = true;
}

/* Whether what the datapath holds of the VLAN's stations may have to change. */
static bool configure_vlan(struct bridge *bridge, uint16_t vid, const struct intent_vlan *wanted)
{
	struct bridge_vlan *vlan = &bridge->vlans[vid], before = *vlan;
	uint32_t limit = bridge->fdb.vlans[vid].limit;

	vlan->ageing = wanted->ageing;
	vlan->flags = wanted->flags;
	vlan->overflow = wanted->mac_overflow;
	fdb_vlan_limit(&bridge->fdb, vid, wanted->mac_limit);
	return vlan->ageing != before.ageing || limit != wanted->mac_limit ||
	       (vlan->flags ^ before.flags) &
		       (FLOW_VLAN_F_LEARNING | FLOW_VLAN_F_NEIGHBOUR_SUPPRESSION);
}

bool bridge_suppresses(const struct bridge *bridge, uint16_t vid)
{
	return bridge->vlans[vid].flags & FLOW_VLAN_F_NEIGHBOUR_SUPPRESSION;
}

static void configure_vlans(struct bridge *bridge, uint32_t ageing)
{
	const struct intent_vlan *of[FLOWDP_VID_MAX + 1] = { NULL }, *object;
	const struct intent *intent = bridge->intent;
	struct intent_vlan wanted;
	uint16_t vid;
	size_t i;

	for (i = 0; i < intent->vlans_count; i++) {
		object = intent->vlans[i];
		if (!strcmp(object->switch_name, bridge->name))
			of[object->vid] = object;
	}
	bridge->suppressions = 0;
	for (vid = 0; vid <= FLOWDP_VID_MAX; vid++) {
		wanted.ageing = of[vid] && of[vid]->has_ageing ? of[vid]->ageing : ageing;
		wanted.mac_limit = of[vid] ? of[vid]->mac_limit : 0;
		wanted.mac_overflow = of[vid] ? of[vid]->mac_overflow : FLOW_OVERFLOW_ALARM;
		wanted.flags = of[vid] ? of[vid]->flags : FLOW_VLAN_F_INITIAL;
		bridge->stale |= configure_vlan(bridge, vid, &wanted);
		bridge->suppressions += bridge_suppresses(bridge, vid);
	}
}

void bridge_configure(struct bridge *bridge, const struct intent *intent)
{
	const struct intent_switch *wanted = intent_find_switch(intent, bridge->name);

	bridge->intent = intent;
	bridge->unsettled = true;
	bridge->retry_ms = 0;	/* what failed may do now */
	neighbour_static_configure(bridge);
	if (!wanted)
		return;
	configure_vlans(bridge, wanted->ageing);
	bridge->fdb.limit = wanted->mac_limit;
	bridge->fdb.changed = true;
	bridge->overflow = wanted->mac_overflow;
	bridge->fdb.moves_max = wanted->mac_moves;
	bridge->fdb.moves_window_ms = wanted->mac_moves_window * INT64_C(1000);
	bridge->fdb.hold_ms = wanted->mac_hold * INT64_C(1000);
}

#define MORE_TEXT	48

/* Whether another alarm may be raised; @more then says how many were suppressed before it. */
static bool is_due(struct bridge_alarms *alarms, int64_t now_ms, char *more)
{
	if (alarms->last_ms && now_ms - alarms->last_ms < ALARM_INTERVAL_MS) {
		alarms->suppressed++;
		return false;
	}
	*more = '\0';
	if (alarms->suppressed)
		snprintf(more, MORE_TEXT, " (and %u others before)", alarms->suppressed);
	*alarms = (struct bridge_alarms){ .last_ms = now_ms };
	return true;
}

static void say_held(struct bridge *bridge, const struct fdb_entry *entry,
		     struct bridge_port *port, int64_t now_ms)
{
	const struct alarm alarm = { .kind = ALARM_MAC_MOVES, .switch_name = bridge->name,
				     .port = port->is.name, .mac = entry->mac, .vid = entry->vid };
	char mac[FLOW_MAC_TEXT], more[MORE_TEXT];

	if (!is_due(&port->held, now_ms, more))
		return;
	flow_mac_format(entry->mac, mac);
	alarm_raise(&alarm, "%s in VLAN %u moves too often between %s and %s; it is held at the former for %d s%s",
		    mac, entry->vid, bridge->ports[entry->port->number]->is.name, port->is.name,
		    (int)(bridge->fdb.hold_ms / 1000), more);
}

static void say_refused(struct bridge *bridge, const struct fdb_entry *entry,
			struct bridge_port *port, int64_t now_ms)
{
	const struct alarm alarm = { .kind = ALARM_MAC_REFUSED, .switch_name = bridge->name,
				     .port = port->is.name, .mac = entry->mac, .vid = entry->vid };
	char mac[FLOW_MAC_TEXT], more[MORE_TEXT];

	if (!is_due(&port->refused, now_ms, more))
		return;
	flow_mac_format(entry->mac, mac);
	alarm_raise(&alarm, "%s in VLAN %u is %s at %s, but %s sent from it too%s", mac, entry->vid,
		    flow_fdb_kinds[entry->kind], bridge->ports[entry->port->number]->is.name,
		    port->is.name, more);
}

static void learn_new(struct bridge *bridge, struct bridge_port *port, const uint8_t *mac,
		      uint16_t vid, struct fdb_entry *victim)
{
	if (victim)
		fdb_batch_remove(bridge, victim);
	fdb_batch_add(bridge, mac, vid,
		      port->sticky_learning ? FLOW_FDB_STICKY_LEARNED : FLOW_FDB_DYNAMIC,
		      port->fdb);
}

/* An upcall about a known station: it was sent before its flow was there, or that is lost. */
static void learn_again(struct bridge *bridge, struct fdb_entry *entry, int64_t now_ms)
{
	if (!entry->pending && now_ms - entry->since_ms >= LOST_AFTER_MS)
		fdb_batch_move(bridge, entry, entry->port, entry->kind);
}

static void judge(struct bridge *bridge, struct bridge_port *port, const uint8_t *mac,
		  uint16_t vid, int64_t now_ms)
{
	struct fdb_entry *entry, *victim;

	entry = fdb_find(&bridge->fdb, mac, vid);
	/* Leave room for a victim, too; stations that are pending are judged after the commit. */
	if (bridge->batch.count + 2 > FDB_BATCH_MAX ||
	    (entry && entry->pending && entry->port != port->fdb))
		bridge_commit(bridge, now_ms);
	switch (fdb_judge(&bridge->fdb, mac, vid, port->fdb, now_ms, &entry, &victim)) {
	case FDB_NEW:
		learn_new(bridge, port, mac, vid, victim);
		break;
	case FDB_MOVE:
		fdb_batch_move(bridge, entry, port->fdb, FLOW_FDB_DYNAMIC);
		break;
	case FDB_KNOWN:
		learn_again(bridge, entry, now_ms);
		break;
	case FDB_NEWLY_HELD:
		say_held(bridge, entry, port, now_ms);
		break;
	case FDB_REFUSED_LIMIT:
	case FDB_REFUSED_VLAN:
		fdb_overflow_refuse(bridge, port, vid, now_ms);
		break;
	case FDB_REFUSED_PINNED:
		say_refused(bridge, entry, port, now_ms);
		break;
	case FDB_REFUSED_HELD:
		break;
	}
}

void bridge_learn(struct bridge *bridge, uint32_t port, uint16_t vid, const uint8_t *data,
		  size_t length, int64_t now_ms)
{
	const uint8_t *source = data + 6;

	if (length < ADDRESSES || port >= FLOWDP_PORTS_MAX || !bridge->ports[port])
		return;
	if (flow_mac_is_station(source) && bridge_port_carries(bridge->ports[port], vid) &&
	    bridge->vlans[vid].flags & FLOW_VLAN_F_LEARNING)
		judge(bridge, bridge->ports[port], source, vid, now_ms);
}

void bridge_neighbour(struct bridge *bridge, uint32_t port, uint16_t vid, const uint8_t *data,
		      size_t length, int64_t now_ms)
{
	const uint8_t *source = data + 6;
	const struct neighbour_static *configured;
	struct plan_address address;
	struct fdb_entry *station;

	if (!bridge_suppresses(bridge, vid) ||
	    !neighbour_frame_read(data, length, &address))
		return;
	address.vid = vid;
	configured = neighbour_static_find(bridge, &address);
	station = fdb_find(&bridge->fdb, source, vid);
	if (!configured && station && station->port->number == port)
		neighbour_claim(&bridge->neighbours, &bridge->fdb, &address, station, now_ms);
}

void bridge_commit(struct bridge *bridge, int64_t now_ms)
{
	fdb_batch_commit(bridge, now_ms);
	neighbour_commit(bridge);
}

uint32_t bridge_next_serial(struct bridge *bridge)
{
	bridge->serial = (bridge->serial + 1) & PLAN_SERIAL_MAX;
	return bridge->serial;
}

/* Removes the entry, which is not pending, from both sides, at the latest with the next commit. */
static void remove_entry(struct bridge *bridge, struct fdb_entry *entry, int64_t now_ms)
{
	if (fdb_batch_is_full(&bridge->batch))
		bridge_commit(bridge, now_ms);
	if (fdb_batch_remove(bridge, entry))
		bridge->stale = true;
}

/* Unless we removed it, or it has been added again. */
static void rule_gone(struct bridge *bridge, const struct plan_flow *flow)
{
	if (bridge->vlans[flow->vid].rules & 1U << flow->kind)
		bridge->stale = true;
}

static void sender_gone(struct bridge *bridge, struct neighbour_address *address,
			const struct plan_flow *flow)
{
	struct neighbour *claim = neighbour_find_claim(address, flow->port);

	if (!claim || !claim->installed || claim->serial != flow->serial)
		return;
	claim->installed = false;
	bridge->unsettled |= claim->is_static;
	neighbour_leave(claim);
}

/* Somebody removed a flow of TARGET: the address's other flows there go, too. */
static void target_gone(struct bridge *bridge, struct neighbour_address *address,
			const struct plan_flow *flow)
{
	struct neighbour *claim = neighbour_find_claim(address, flow->port);

	if (!claim || !address->target.table || address->target.serial != flow->serial)
		return;
	bridge->unsettled |= claim->is_static;
	neighbour_leave(claim);
}

static void neighbour_gone(struct bridge *bridge, const struct plan_flow *flow)
{
	struct neighbour_address *address = neighbour_find(&bridge->neighbours, &flow->address);

	if (address && flow->table == PLAN_TABLE_SENDER)
		sender_gone(bridge, address, flow);
	else if (address)
		target_gone(bridge, address, flow);
}

static void station_gone(struct bridge *bridge, const struct plan_flow *flow, int64_t now_ms)
{
	struct fdb_entry *entry = fdb_find(&bridge->fdb, flow->mac, flow->vid);

	if (!entry || entry->pending || entry->serial != flow->serial)
		return;
	if (!plan_is_learned(entry->kind))
		bridge->unsettled = true;
	if (flow->form == PLAN_STATION && flow->table == PLAN_TABLE_SOURCE)
		fdb_delete(&bridge->fdb, entry);
	else
		remove_entry(bridge, entry, now_ms);
}

void bridge_flow_gone(struct bridge *bridge, const struct plan_flow *flow, int64_t now_ms)
{
	if (flow->form == PLAN_RULE)
		rule_gone(bridge, flow);
	else if (flow->form == PLAN_OVERFLOW)
		fdb_overflow_gone(bridge, flow);
	else if (flow->form == PLAN_SENDER_RULE)
		bridge->stale |= bridge->suppressions != 0;
	else if (flow->table == PLAN_TABLE_SOURCE || flow->table == PLAN_TABLE_FORWARD)
		station_gone(bridge, flow, now_ms);
	else
		neighbour_gone(bridge, flow);
}

struct bridge_port *bridge_port_find(const struct bridge *bridge, const char *name)
{
	struct bridge_port *port = bridge->by_netdev;

	while (port && strcmp(port->is.name, name))
		port = port->hh.next;
	return port;
}

struct bridge_port *bridge_port_find_netdev(const struct bridge *bridge, uint32_t ifindex)
{
	struct bridge_port *port;

	HASH_FIND(hh, bridge->by_netdev, &ifindex, sizeof(ifindex), port);
	return port;
}

bool bridge_port_carries(const struct bridge_port *port, uint16_t vid)
{
	return intent_carries(&port->is.settings, vid);
}

/* Forgets the stations in VLANs that the port carries no more. */
static void forget_vlans(struct bridge *bridge, struct bridge_port *port, int64_t now_ms)
{
	struct fdb_entry *entry, *next;

	bridge_commit(bridge, now_ms);
	for (entry = port->fdb->entries; entry; entry = next) {
		next = entry->next;
		if (!bridge_port_carries(port, entry->vid))
			remove_entry(bridge, entry, now_ms);
	}
	bridge_commit(bridge, now_ms);
}

static struct bridge_port *new_port(struct bridge *bridge, const struct datapath_port *port)
{
	struct bridge_port *new = calloc(1, sizeof(*new));

	if (!new)
		return NULL;
	new->is.ifindex = port->ifindex;
	HASH_ADD(hh, bridge->by_netdev, is.ifindex, sizeof(new->is.ifindex), new);
	if (new->hh.tbl)
		new->fdb = fdb_port_put(&bridge->fdb, port->number, limit_of(bridge, port));
	if (!new->fdb) {
		if (new->hh.tbl)
			HASH_DEL(bridge->by_netdev, new);
		free(new);
		return NULL;
	}
	bridge->ports[port->number] = new;
	return new;
}

int bridge_port_put(struct bridge *bridge, const struct datapath_port *port, int64_t now_ms)
{
	struct bridge_port *there;

	if (port->number >= FLOWDP_PORTS_MAX)
		return -EINVAL;
	there = bridge->ports[port->number];
	if (there && there->is.ifindex != port->ifindex) {
		bridge_port_gone(bridge, port->number, now_ms);
		there = NULL;
	}
	if (there && !memcmp(&there->is, port, sizeof(*port)))
		return 0;
	if (!there)
		there = new_port(bridge, port);
	if (!there)
		return -ENOMEM;
	there->is = *port;
	bridge_configure_port(bridge, there);
	forget_vlans(bridge, there, now_ms);
	if (port->settings.state == FLOWDP_PORT_STATE_DISABLED)
		bridge_flush(bridge, port->number, FDB_ANY_VID, now_ms);
	bridge->unsettled = true;
	return 0;
}

/* Whatever the datapath said: without its port no entry stays. */
static void forget_all(struct bridge *bridge, struct fdb_port *port)
{
	while (port->entries) {
		fdb_delete(&bridge->fdb, port->entries);
		bridge->stale = true;
	}
}

void bridge_port_gone(struct bridge *bridge, uint32_t number, int64_t now_ms)
{
	struct fdb_entry *entry, *next;
	struct bridge_port *port;

	if (number >= FLOWDP_PORTS_MAX || !bridge->ports[number])
		return;
	port = bridge->ports[number];
	bridge_commit(bridge, now_ms);
	for (entry = port->fdb->entries; entry; entry = next) {
		next = entry->next;
		remove_entry(bridge, entry, now_ms);
	}
	fdb_overflow_end(bridge, port, now_ms);
	bridge_commit(bridge, now_ms);
	forget_all(bridge, port->fdb);
	fdb_port_delete(&bridge->fdb, port->fdb);
	HASH_DEL(bridge->by_netdev, port);
	bridge->ports[number] = NULL;
	free(port);
}

void bridge_flush_matching(struct bridge *bridge, const struct fdb_filter *filter, int64_t now_ms)
{
	struct fdb_entry *entry, *next;
	size_t i;

	bridge_commit(bridge, now_ms);
	for (i = 0; i < FLOWDP_PORTS_MAX; i++) {
		if (!bridge->ports[i] || !fdb_filter_has_port(filter, bridge->ports[i]->is.name))
			continue;
		for (entry = bridge->ports[i]->fdb->entries; entry; entry = next) {
			next = entry->next;
			if (plan_is_learned(entry->kind) &&
			    fdb_filter_has_entry(filter, entry->mac, entry->vid, entry->kind))
				remove_entry(bridge, entry, now_ms);
		}
	}
	bridge_commit(bridge, now_ms);
}

void bridge_flush(struct bridge *bridge, uint32_t port, uint16_t vid, int64_t now_ms)
{
	struct fdb_filter filter = { .vid = vid, .kind = FLOW_FDB_DYNAMIC };

	if (port != BRIDGE_ANY_PORT) {
		if (port >= FLOWDP_PORTS_MAX || !bridge->ports[port])
			return;
		memcpy(filter.port, bridge->ports[port]->is.name, sizeof(filter.port));
	}
	bridge_flush_matching(bridge, &filter, now_ms);
}

void bridge_flush_neighbours(struct bridge *bridge, const struct fdb_filter *filter, int64_t now_ms)
{
	struct neighbour_address *address, *next_address;
	struct neighbour *claim, *next;

	HASH_ITER(hh, bridge->neighbours.addresses, address, next_address) {
		if (filter->vid != FDB_ANY_VID && filter->vid != address->key.vid)
			continue;
		DL_FOREACH_SAFE(address->claims, claim, next)
			if (claim->station && !claim->is_static &&
			    fdb_filter_has_port(filter, bridge->ports[claim->port]->is.name))
				neighbour_leave(claim);
	}
	bridge_commit(bridge, now_ms);
}

int bridge_enter(struct bridge *bridge, struct bridge_port *port, const uint8_t *mac, uint16_t vid,
		 int64_t now_ms)
{
	struct fdb_entry *entry;
	int code;

	bridge_commit(bridge, now_ms);
	entry = fdb_find(&bridge->fdb, mac, vid);
	if (entry)
		code = fdb_batch_move(bridge, entry, port->fdb, FLOW_FDB_DYNAMIC);
	else
		code = fdb_batch_add(bridge, mac, vid, FLOW_FDB_DYNAMIC, port->fdb);
	return code ? code : fdb_batch_commit(bridge, now_ms);
}
