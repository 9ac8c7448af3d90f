// SPDX-License-Identifier: GPL-2.0-or-later
#include "fdb.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "neighbour.h"
#include "plan.h"

static uint64_t make_key(const uint8_t *mac, uint16_t vid)
{
	uint64_t key = vid;
	unsigned int i;

	for (i = 0; i < 6; i++)
		key = key << 8 | mac[i];
	return key;
}

void fdb_init(struct fdb *fdb, uint32_t limit)
{
	memset(fdb, 0, sizeof(*fdb));
	fdb->limit = limit;
	fdb->moves_max = FDB_MOVES_MAX;
	fdb->moves_window_ms = FDB_MOVES_WINDOW_MS;
	fdb->hold_ms = FDB_HOLD_MS;
}

void fdb_clear(struct fdb *fdb)
{
	struct fdb_entry *entry, *next_entry;
	struct fdb_vlan_overflow *overflow, *next_overflow;
	struct fdb_port *port, *next_port;

	HASH_ITER(hh, fdb->entries, entry, next_entry)
		fdb_delete(fdb, entry);
	HASH_ITER(hh, fdb->overflows, overflow, next_overflow) {
		HASH_DEL(fdb->overflows, overflow);
		free(overflow);
	}
	HASH_ITER(hh, fdb->ports, port, next_port) {
		HASH_DEL(fdb->ports, port);
		free(port);
	}
	fdb->sharing = 0;
	fdb->reserved = 0;
}

/* Takes the port's limit in or out of what is shared. */
static void account(struct fdb *fdb, const struct fdb_port *port, int sign)
{
	fdb->changed = true;
	if (port->limit)
		fdb->reserved += sign * (int64_t)port->limit;
	else
		fdb->sharing += sign;
}

struct fdb_port *fdb_port_find(const struct fdb *fdb, uint32_t number)
{
	struct fdb_port *port;

	HASH_FIND(hh, fdb->ports, &number, sizeof(number), port);
	return port;
}

static struct fdb_port *new_port(struct fdb *fdb, uint32_t number)
{
	struct fdb_port *port = calloc(1, sizeof(*port));

	if (!port)
		return NULL;
	port->number = number;
	HASH_ADD(hh, fdb->ports, number, sizeof(port->number), port);
	if (!port->hh.tbl) {
		free(port);
		return NULL;
	}
	account(fdb, port, 1);
	return port;
}

struct fdb_port *fdb_port_put(struct fdb *fdb, uint32_t number, uint32_t limit)
{
	struct fdb_port *port = fdb_port_find(fdb, number);

	if (!port)
		port = new_port(fdb, number);
	if (!port || port->limit == limit)
		return port;
	account(fdb, port, -1);
	port->limit = limit;
	account(fdb, port, 1);
	return port;
}

void fdb_port_delete(struct fdb *fdb, struct fdb_port *port)
{
	account(fdb, port, -1);
	HASH_DEL(fdb->ports, port);
	free(port);
}

uint32_t fdb_port_share(const struct fdb *fdb, const struct fdb_port *port)
{
	uint64_t share = 0;

	if (port->limit)
		return port->limit;
	if (fdb->limit > fdb->reserved)
		share = (fdb->limit - fdb->reserved) / fdb->sharing;
	return share ? share : 1;
}

bool fdb_has_room(const struct fdb *fdb, const struct fdb_port *port)
{
	return port->learned < fdb_port_share(fdb, port) && fdb->learned < fdb->limit;
}

struct fdb_entry *fdb_find(const struct fdb *fdb, const uint8_t *mac, uint16_t vid)
{
	uint64_t key = make_key(mac, vid);
	struct fdb_entry *entry;

	HASH_FIND(hh, fdb->entries, &key, sizeof(key), entry);
	return entry;
}

static enum fdb_verdict judge_move(struct fdb *fdb, struct fdb_entry *entry, int64_t now_ms)
{
	struct fdb_moves *moves = &entry->moves;

	if (entry->kind != FLOW_FDB_DYNAMIC)
		return FDB_REFUSED_PINNED;
	if (moves->held_until_ms > now_ms)
		return FDB_REFUSED_HELD;
	if (!fdb->moves_max || now_ms - moves->window_ms >= fdb->moves_window_ms)
		moves->count = 0;
	if (!fdb->moves_max || moves->count < fdb->moves_max)
		return FDB_MOVE;
	moves->held_until_ms = now_ms + fdb->hold_ms;
	if (fdb->held_until_ms < moves->held_until_ms)
		fdb->held_until_ms = moves->held_until_ms;
	fdb->holds++;
	moves->count = 0;
	return FDB_NEWLY_HELD;
}

/* The oldest entry of the port that is most beyond its share, or NULL. */
static struct fdb_entry *find_victim(const struct fdb *fdb)
{
	struct fdb_port *port, *next, *worst = NULL;
	uint32_t share, excess = 0;
	struct fdb_entry *entry;

	HASH_ITER(hh, fdb->ports, port, next) {
		share = fdb_port_share(fdb, port);
		if (port->learned <= share || port->learned - share <= excess)
			continue;
		excess = port->learned - share;
		worst = port;
	}
	if (!worst)
		return NULL;
	DL_FOREACH(worst->entries, entry)
		if (plan_is_learned(entry->kind) && !entry->pending)
			return entry;
	return NULL;
}

bool fdb_can_make_room(const struct fdb *fdb)
{
	return fdb->learned < fdb->limit || find_victim(fdb);
}

enum fdb_verdict fdb_judge(struct fdb *fdb, const uint8_t *mac, uint16_t vid,
			   const struct fdb_port *port, int64_t now_ms, struct fdb_entry **entry,
			   struct fdb_entry **victim)
{
	enum fdb_verdict verdict = FDB_NEW;

	*victim = NULL;
	*entry = fdb_find(fdb, mac, vid);
	if (*entry && (*entry)->port == port)
		return FDB_KNOWN;
	if (*entry)
		verdict = judge_move(fdb, *entry, now_ms);
	if (verdict != FDB_NEW && verdict != FDB_MOVE)
		return verdict;
	if (port->learned >= fdb_port_share(fdb, port))
		return FDB_REFUSED_LIMIT;
	if (verdict == FDB_MOVE)
		return verdict;
	if (!fdb_vlan_judge(fdb, vid, port, victim))
		return FDB_REFUSED_VLAN;
	if (*victim || fdb->learned < fdb->limit)
		return verdict;
	*victim = find_victim(fdb);
	return *victim ? verdict : FDB_REFUSED_LIMIT;
}

static void enter(struct fdb *fdb, struct fdb_entry *entry, struct fdb_port *port, uint8_t kind)
{
	entry->port = port;
	entry->kind = kind;
	DL_APPEND(port->entries, entry);
	if (!plan_is_learned(kind))
		return;
	port->learned++;
	fdb->learned++;
	fdb_vlan_enter(fdb, entry);
}

static void leave(struct fdb *fdb, struct fdb_entry *entry)
{
	neighbour_station_leaves(entry);
	DL_DELETE(entry->port->entries, entry);
	if (!plan_is_learned(entry->kind))
		return;
	entry->port->learned--;
	fdb->learned--;
	fdb->changed = true;
	fdb_vlan_leave(fdb, entry);
}

struct fdb_entry *fdb_add(struct fdb *fdb, const uint8_t *mac, uint16_t vid, uint8_t kind,
			  struct fdb_port *port)
{
	struct fdb_entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return NULL;
	entry->key = make_key(mac, vid);
	memcpy(entry->mac, mac, sizeof(entry->mac));
	entry->vid = vid;
	HASH_ADD(hh, fdb->entries, key, sizeof(entry->key), entry);
	if (!entry->hh.tbl) {
		free(entry);
		return NULL;
	}
	enter(fdb, entry, port, kind);
	return entry;
}

void fdb_delete(struct fdb *fdb, struct fdb_entry *entry)
{
	leave(fdb, entry);
	HASH_DEL(fdb->entries, entry);
	free(entry);
}

void fdb_move(struct fdb *fdb, struct fdb_entry *entry, struct fdb_port *port, uint8_t kind)
{
	leave(fdb, entry);
	enter(fdb, entry, port, kind);
}

unsigned int fdb_count_held(const struct fdb *fdb, int64_t now_ms)
{
	const struct fdb_entry *entry, *next;
	unsigned int count = 0;

	if (fdb->held_until_ms <= now_ms)
		return 0;
	HASH_ITER(hh, fdb->entries, entry, next)
		count += entry->moves.held_until_ms > now_ms;
	return count;
}

void fdb_count_move(struct fdb_entry *entry, int64_t now_ms)
{
	if (!entry->moves.count)
		entry->moves.window_ms = now_ms;
	entry->moves.count++;
	entry->moves.total++;
}
