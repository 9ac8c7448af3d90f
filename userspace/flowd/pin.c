// SPDX-License-Identifier: GPL-2.0-or-later
#include "pin.h"

#include <errno.h>
#include <string.h>

struct settling {
	struct bridge *bridge;
	int64_t now_ms;
	unsigned int in_place;
	int code;		/* the first error */
	struct flow_error *error;
};

static void commit(struct settling *settling)
{
	int code = batch_commit(settling->bridge, settling->now_ms);

	if (!code || settling->code)
		return;
	settling->code = code;
	if (settling->error)
		*settling->error = settling->bridge->batch.sentence;
}

/* There is to be this entry. */
static void want(struct settling *settling, const uint8_t *mac, uint16_t vid, uint8_t kind,
		 struct fdb_port *port)
{
	struct bridge *bridge = settling->bridge;
	struct fdb_entry *entry = fdb_find(&bridge->fdb, mac, vid);
	int code = 0;

	if (entry && entry->round == bridge->round)	/* the first to want it wins */
		return;
	if (batch_is_full(&bridge->batch)) {
		commit(settling);
		entry = fdb_find(&bridge->fdb, mac, vid);
	}
	if (!entry)
		code = batch_add(bridge, mac, vid, kind, port);
	else if (entry->kind != kind || entry->port != port)
		code = batch_move(bridge, entry, port, kind);
	entry = fdb_find(&bridge->fdb, mac, vid);
	if (entry) {
		entry->round = bridge->round;
		settling->in_place++;
	}
	if (code && !settling->code)
		settling->code = code;
}

static void want_local(struct settling *settling)
{
	static const uint8_t zero[6];
	const struct bridge *bridge = settling->bridge;
	const struct bridge_port *port = bridge->ports[FLOWDP_PORT_LOCAL];
	uint16_t vid;

	if (!port || !memcmp(bridge->mac, zero, sizeof(zero)))
		return;
	for (vid = 0; vid <= FLOWDP_VID_MAX; vid++)
		if (bridge_port_carries(port, vid))
			want(settling, bridge->mac, vid, PLAN_LOCAL, port->fdb);
}

struct bridge_port *pin_place(const struct bridge *bridge, const struct intent_static *object,
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

static void want_statics(struct settling *settling)
{
	const struct bridge *bridge = settling->bridge;
	const struct intent *intent = bridge->intent;
	struct bridge_port *port;
	uint16_t vid;
	size_t i;

	for (i = 0; i < intent->statics_count; i++) {
		port = pin_place(bridge, &intent->statics[i], &vid);
		if (port)
			want(settling, intent->statics[i].mac, vid, PLAN_STATIC, port->fdb);
	}
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
		if (entry->kind == PLAN_DYNAMIC || entry->round == bridge->round)
			continue;
		if (batch_is_full(&bridge->batch))
			commit(settling);
		batch_remove(bridge, entry);
	}
}

int pin_settle(struct bridge *bridge, int64_t now_ms, struct flow_error *error)
{
	struct settling settling = { .bridge = bridge, .now_ms = now_ms, .error = error };

	bridge->unsettled = false;
	batch_commit(bridge, now_ms);
	bridge->round++;
	want_local(&settling);
	want_statics(&settling);
	commit(&settling);
	remove_unwanted(&settling);
	commit(&settling);
	if (settling.code)
		bridge->unsettled = true;
	return settling.code;
}
