// SPDX-License-Identifier: GPL-2.0-or-later
#include "fdb_static.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "log.h"
#include "mac.h"

struct settling {
	struct bridge *bridge;
	int64_t now_ms;
	unsigned int in_place;
	const struct intent_static *misplaced;	/* the first that cannot be put in place */
	unsigned int misplaced_count;
	uint64_t misplaced_sum;			/* tells these entries from others */
	int code;		/* the first error */
	struct flow_error *error;
};

static void commit(struct settling *settling)
{
	int code = fdb_batch_commit(settling->bridge, settling->now_ms);

	if (!code || settling->code)
		return;
	settling->code = code;
	if (settling->error)
		*settling->error = settling->bridge->batch.sentence;
}

/* There is to be this entry; false if there is to be another in its place. */
static bool want(struct settling *settling, const uint8_t *mac, uint16_t vid, uint8_t kind,
		 struct fdb_port *port)
{
	struct bridge *bridge = settling->bridge;
	struct fdb_entry *entry = fdb_find(&bridge->fdb, mac, vid);
	int code = 0;

	if (entry && entry->round == bridge->round)	/* the first to want it wins */
		return entry->port == port;
	if (fdb_batch_is_full(&bridge->batch)) {
		commit(settling);
		entry = fdb_find(&bridge->fdb, mac, vid);
	}
	if (!entry)
		code = fdb_batch_add(bridge, mac, vid, kind, port);
	else if (entry->kind != kind || entry->port != port)
		code = fdb_batch_move(bridge, entry, port, kind);
	entry = fdb_find(&bridge->fdb, mac, vid);
	if (entry) {
		entry->round = bridge->round;
		settling->in_place++;
	}
	if (code && !settling->code)
		settling->code = code;
	return true;
}

/* In which VLAN of the switch's own port a frame with this tag is. */
static uint16_t local_vid(const struct bridge_port *port, uint16_t vid)
{
	if (port->is.settings.vlan_mode == FLOWDP_VLAN_MODE_NONE)
		return FLOWDP_VID_NONE;
	return vid ? vid : port->is.settings.pvid;
}

/* VLAN interfaces and the like that are stacked on the switch may have addresses of their own. */
static void want_stacked(struct settling *settling, const struct bridge_port *port)
{
	const struct bridge *bridge = settling->bridge;
	struct netdev *netdev, *next;
	uint16_t vid;

	if (!bridge->netdevs)
		return;
	HASH_ITER(hh, *bridge->netdevs, netdev, next) {
		if (netdev_bottom(*bridge->netdevs, netdev, &vid) != bridge->ifindex ||
		    flow_mac_is_zero(netdev->mac))
			continue;
		vid = local_vid(port, vid);
		if (bridge_port_carries(port, vid))
			want(settling, netdev->mac, vid, FLOW_FDB_LOCAL, port->fdb);
	}
}

static void want_local(struct settling *settling)
{
	const struct bridge *bridge = settling->bridge;
	const struct bridge_port *port = bridge->ports[FLOWDP_PORT_LOCAL];
	uint16_t vid;

	if (!port || flow_mac_is_zero(bridge->mac))
		return;
	for (vid = 0; vid <= FLOWDP_VID_MAX; vid++)
		if (bridge_port_carries(port, vid))
			want(settling, bridge->mac, vid, FLOW_FDB_LOCAL, port->fdb);
	want_stacked(settling, port);
}

struct bridge_port *fdb_static_place(const struct bridge *bridge, const struct intent_static *object,
				     uint16_t *vid)
{
	struct bridge_port *port;

	if (*object->switch_name && strcmp(object->switch_name, bridge->name))
		return NULL;
	port = bridge_port_find(bridge, object->port);
	if (!port)
		return NULL;
	*vid = object->vid ? object->vid : port->is.settings.pvid;
	return bridge_port_carries(port, *vid) ? port : NULL;
}

/* The switch that the entry is for: the one it names, or that has its port. */
static struct bridge *bridge_of(const struct switches *switches,
				const struct intent_static *object)
{
	size_t i;

	for (i = 0; i < switches->count; i++) {
		struct bridge *bridge = switches->bridges[i];

		if (*object->switch_name ? !strcmp(bridge->name, object->switch_name) :
					   bridge_port_find(bridge, object->port) != NULL)
			return bridge;
	}
	return NULL;
}

static void explain_absence(const struct bridge *bridge, const struct intent_static *object,
			    const struct fdb_entry *entry, struct flow_error *why)
{
	const struct bridge_port *other = entry ? bridge->ports[entry->port->number] : NULL;

	if (other && strcmp(other->is.name, object->port))
		flow_error_set(why, 0, "it is behind %s already", other->is.name);
	else if (*bridge->problem)
		flow_error_set(why, 0, "%s", bridge->problem);
	else
		flow_error_set(why, 0, "it is about to be entered");
}

bool fdb_static_explain(const struct switches *switches, const struct intent_static *object,
			struct flow_error *why)
{
	const struct bridge *bridge = bridge_of(switches, object);
	const struct bridge_port *port;
	const struct fdb_entry *entry;
	uint16_t vid;

	if (!bridge || !bridge_port_find(bridge, object->port)) {
		flow_error_set(why, 0, "%s is no port of %s", object->port,
			       *object->switch_name ? object->switch_name : "a switch");
		return false;
	}
	port = fdb_static_place(bridge, object, &vid);
	if (!port) {
		flow_error_set(why, 0, "%s does not carry its VLAN", object->port);
		return false;
	}
	entry = fdb_find(&bridge->fdb, object->mac, vid);
	if (entry && entry->kind == object->kind && entry->port == port->fdb && !entry->pending)
		return true;
	explain_absence(bridge, object, entry, why);
	return false;
}

bool fdb_static_is_misplaced(const struct switches *switches, const struct intent_static *object,
			     struct flow_error *why)
{
	const struct bridge *bridge = bridge_of(switches, object);

	return bridge && bridge_port_find(bridge, object->port) &&
	       !fdb_static_explain(switches, object, why);
}

static void misplace(struct settling *settling, const struct intent_static *object)
{
	const char *c;
	size_t i;

	if (!settling->misplaced_count++)
		settling->misplaced = object;
	for (i = 0; i < sizeof(object->mac); i++)
		settling->misplaced_sum = settling->misplaced_sum * 31 + object->mac[i];
	for (c = object->port; *c; c++)
		settling->misplaced_sum = settling->misplaced_sum * 31 + (uint8_t)*c;
	settling->misplaced_sum = settling->misplaced_sum * 31 + object->vid + 1;
}

/* Says it once, not whenever something changes. */
static void say_misplaced(const struct settling *settling)
{
	const struct intent_static *object = settling->misplaced;
	struct bridge *bridge = settling->bridge;
	char mac[FLOW_MAC_TEXT], more[32] = "";

	if (settling->misplaced_sum == bridge->misplaced_sum)
		return;
	bridge->misplaced_sum = settling->misplaced_sum;
	if (!object)
		return;
	flow_mac_format(object->mac, mac);
	if (settling->misplaced_count > 1)
		snprintf(more, sizeof(more), " (and %u more)", settling->misplaced_count - 1);
	log_warning("%s: the static entry %s cannot be put in place%s: %s does not carry its VLAN, or it is at another port already",
		    bridge->name, mac, more, object->port);
}

/* A port that is not there may come, or be one of another switch. */
static bool has_port(const struct bridge *bridge, const struct intent_static *object)
{
	return (!*object->switch_name || !strcmp(object->switch_name, bridge->name)) &&
	       bridge_port_find(bridge, object->port);
}

static void want_statics(struct settling *settling)
{
	const struct bridge *bridge = settling->bridge;
	const struct intent *intent = bridge->intent;
	const struct intent_static *object;
	struct bridge_port *port;
	uint16_t vid;
	size_t i;

	for (i = 0; i < intent->statics_count; i++) {
		object = intent->statics[i];
		port = fdb_static_place(bridge, object, &vid);
		if (port ? !want(settling, object->mac, vid, object->kind, port->fdb) :
			   has_port(bridge, object))
			misplace(settling, object);
	}
	say_misplaced(settling);
}

static unsigned int count_pinned(const struct fdb *fdb)
{
	return HASH_COUNT(fdb->entries) - fdb->learned;
}

static void remove_unwanted(struct settling *settling)
{
	struct bridge *bridge = settling->bridge;
	struct fdb_entry *entry, *next;

	if (count_pinned(&bridge->fdb) == settling->in_place)
		return;
	HASH_ITER(hh, bridge->fdb.entries, entry, next) {
		if (plan_is_learned(entry->kind) || entry->round == bridge->round)
			continue;
		if (fdb_batch_is_full(&bridge->batch))
			commit(settling);
		fdb_batch_remove(bridge, entry);
	}
}

static void keep_problem(struct bridge *bridge, int code)
{
	const char *sentence = bridge->batch.sentence.text;

	snprintf(bridge->problem, sizeof(bridge->problem), "%s",
		 !code ? "" : *sentence ? sentence : strerror(-code));
}

int fdb_static_settle(struct bridge *bridge, int64_t now_ms, struct flow_error *error)
{
	struct settling settling = { .bridge = bridge, .now_ms = now_ms, .error = error };

	bridge->unsettled = false;
	fdb_batch_commit(bridge, now_ms);
	bridge->round++;
	want_local(&settling);
	want_statics(&settling);
	commit(&settling);
	remove_unwanted(&settling);
	commit(&settling);
	bridge->unsettled = settling.code != 0;
	keep_problem(bridge, settling.code);
	return settling.code;
}
