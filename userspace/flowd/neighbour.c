// SPDX-License-Identifier: GPL-2.0-or-later
#include "neighbour.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

void neighbour_free(struct neighbour *neighbour)
{
	DL_DELETE(neighbour->address->claims, neighbour);
	free(neighbour);
}

static void free_address(struct neighbour_address *address)
{
	struct neighbours *neighbours = address->of;

	if (address->dirty)
		DL_DELETE(neighbours->dirty, address);
	HASH_DEL(neighbours->addresses, address);
	free(address);
}

/* The claim counts no more, neither for its port nor for its station. */
static void detach(struct neighbour *neighbour)
{
	struct fdb_entry *station = neighbour->station;

	if (!station)
		return;
	DL_DELETE2(station->neighbours, neighbour, station_prev, station_next);
	if (!neighbour->is_static) {
		station->port->neighbours--;
		neighbour->address->of->count--;
	}
	neighbour->station = NULL;
}

void neighbours_clear(struct neighbours *neighbours)
{
	struct neighbour_address *address, *next;

	HASH_ITER(hh, neighbours->addresses, address, next) {
		while (address->claims) {
			detach(address->claims);
			neighbour_free(address->claims);
		}
		free_address(address);
	}
}

struct neighbour_address *neighbour_find(const struct neighbours *neighbours,
					 const struct plan_address *key)
{
	struct neighbour_address *address;

	HASH_FIND(hh, neighbours->addresses, key, sizeof(*key), address);
	return address;
}

struct neighbour *neighbour_find_claim(const struct neighbour_address *address, uint32_t port)
{
	struct neighbour *claim;

	DL_FOREACH(address->claims, claim)
		if (claim->station && claim->port == port)
			return claim;
	return NULL;
}

void neighbour_touch(struct neighbour_address *address)
{
	if (address->dirty)
		return;
	address->dirty = true;
	DL_APPEND(address->of->dirty, address);
}

void neighbour_leave(struct neighbour *neighbour)
{
	detach(neighbour);
	neighbour_touch(neighbour->address);
}

void neighbour_station_leaves(struct fdb_entry *station)
{
	while (station->neighbours)
		neighbour_leave(station->neighbours);
}

static struct neighbour_address *new_address(struct neighbours *neighbours,
					     const struct plan_address *key)
{
	struct neighbour_address *address = calloc(1, sizeof(*address));

	if (!address)
		return NULL;
	address->key = *key;
	address->of = neighbours;
	HASH_ADD(hh, neighbours->addresses, key, sizeof(address->key), address);
	if (address->hh.tbl)
		return address;
	free(address);
	return NULL;
}

static struct neighbour *new_claim(struct neighbour_address *address, struct fdb_entry *station,
				   bool is_static)
{
	struct neighbour *claim = calloc(1, sizeof(*claim));

	if (!claim)
		return NULL;
	claim->address = address;
	claim->station = station;
	memcpy(claim->mac, station->mac, sizeof(claim->mac));
	claim->port = station->port->number;
	DL_APPEND(address->claims, claim);
	DL_APPEND2(station->neighbours, claim, station_prev, station_next);
	claim->is_static = is_static;
	if (!is_static) {
		station->port->neighbours++;
		address->of->count++;
	}
	return claim;
}

static struct neighbour *add(struct neighbours *neighbours, const struct plan_address *key,
			     struct fdb_entry *station, bool is_static)
{
	struct neighbour_address *address = neighbour_find(neighbours, key);
	struct neighbour *claim;

	if (!address)
		address = new_address(neighbours, key);
	if (!address)
		return NULL;
	claim = new_claim(address, station, is_static);
	if (!claim && !address->claims)
		free_address(address);
	return claim;
}

/* The oldest claim of the station of the port that is most beyond its share, or NULL. */
static struct neighbour *find_victim(const struct fdb *fdb)
{
	struct fdb_port *port, *next, *worst = NULL;
	struct fdb_entry *station;
	struct neighbour *claim;
	uint32_t share, excess = 0;

	HASH_ITER(hh, fdb->ports, port, next) {
		share = fdb_port_share(fdb, port);
		if (port->neighbours <= share || port->neighbours - share <= excess)
			continue;
		excess = port->neighbours - share;
		worst = port;
	}
	if (!worst)
		return NULL;
	DL_FOREACH(worst->entries, station)
		DL_FOREACH2(station->neighbours, claim, station_next)
			if (!claim->is_static)
				return claim;
	return NULL;
}

/* Whether the port may have one more. */
static bool has_room(const struct neighbours *neighbours, const struct fdb *fdb,
		     const struct fdb_port *port)
{
	struct neighbour *victim;

	if (port->neighbours >= fdb_port_share(fdb, port))
		return false;
	if (neighbours->count < fdb->limit)
		return true;
	victim = find_victim(fdb);
	if (victim)
		neighbour_leave(victim);
	return victim;
}

static void open_to_all(struct neighbour_address *address)
{
	if (!address || address->open)
		return;
	address->open = true;
	neighbour_touch(address);
}

void neighbour_claim(struct neighbours *neighbours, const struct fdb *fdb,
		     const struct plan_address *key, struct fdb_entry *station, int64_t now_ms)
{
	struct neighbour_address *address = neighbour_find(neighbours, key);
	struct neighbour *claim = NULL;

	if (address)
		claim = neighbour_find_claim(address, station->port->number);
	if (claim && now_ms - claim->since_ms < (claim->station == station ? NEIGHBOUR_LOST_MS :
									      NEIGHBOUR_CHANGE_MS))
		return;
	if (claim)
		neighbour_leave(claim);
	claim = NULL;
	if (has_room(neighbours, fdb, station->port))
		claim = add(neighbours, key, station, false);
	if (!claim) {
		open_to_all(address);
		return;
	}
	claim->since_ms = now_ms;
	neighbour_touch(claim->address);
}

void neighbour_set_static(struct neighbours *neighbours, const struct plan_address *key,
			  struct fdb_entry *station)
{
	struct neighbour_address *address = neighbour_find(neighbours, key);
	struct neighbour *claim, *next;

	if (address) {
		DL_FOREACH_SAFE(address->claims, claim, next) {
			if (claim->is_static && claim->station == station)
				return;
			if (claim->station)
				neighbour_leave(claim);
		}
	}
	claim = add(neighbours, key, station, true);
	if (!claim)
		return;
	claim->address->open = false;
	neighbour_touch(claim->address);
}

struct neighbour *neighbour_adopt(struct neighbours *neighbours, const struct fdb *fdb,
				  const struct plan_address *key, struct fdb_entry *station,
				  bool is_static)
{
	const struct neighbour_address *address = neighbour_find(neighbours, key);
	struct neighbour *claim;

	if ((!is_static && (neighbours->count >= fdb->limit ||
			station->port->neighbours >= fdb_port_share(fdb, station->port))) ||
	    (address && neighbour_find_claim(address, station->port->number)))
		return NULL;
	claim = add(neighbours, key, station, is_static);
	if (claim)
		claim->installed = true;
	return claim;
}

void neighbour_target(const struct neighbour_address *address, struct plan_flow *target)
{
	const struct neighbour *claim;

	memset(target, 0, sizeof(*target));
	if (address->open)
		return;
	DL_FOREACH(address->claims, claim) {
		if (!claim->station)
			continue;
		if (target->table && target->others_count == PLAN_OWNERS_MAX - 1) {
			memset(target, 0, sizeof(*target));
			return;
		}
		if (target->table) {
			target->others[target->others_count++] = claim->port;
			continue;
		}
		target->table = PLAN_TABLE_TARGET;
		target->kind = FLOW_FDB_DYNAMIC;
		target->address = address->key;
		target->port = claim->port;
		memcpy(target->mac, claim->mac, sizeof(target->mac));
	}
}

void neighbour_settled(struct neighbour_address *address)
{
	if (!address->claims) {
		free_address(address);
		return;
	}
	if (address->dirty)
		DL_DELETE(address->of->dirty, address);
	address->dirty = false;
}
