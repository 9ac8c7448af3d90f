// SPDX-License-Identifier: GPL-2.0-or-later
#include "neighbour_given.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "log.h"
#include "mac.h"
#include "neighbour_commit.h"

struct neighbour_given {
	struct plan_address address;
	uint8_t mac[6];
	uint64_t station;			/* VLAN and MAC address in one */
	struct neighbour_given *prev, *next;	/* of the station */
	UT_hash_handle hh, hh_station;		/* the latter: of the station's first one */
};

static uint64_t make_station(const uint8_t *mac, uint16_t vid)
{
	uint64_t station = vid;

	memcpy((uint8_t *)&station + 2, mac, 6);
	return station;
}

static struct plan_address address_of(const struct intent_neighbour *object)
{
	struct plan_address address = { .vid = object->vid, .family = object->address.family };

	memcpy(address.bytes, object->address.bytes, sizeof(address.bytes));
	return address;
}

static struct neighbour_given *find_first(const struct neighbour_givens *givens, uint64_t station)
{
	struct neighbour_given *first;

	HASH_FIND(hh_station, givens->by_station, &station, sizeof(station), first);
	return first;
}

void neighbour_given_clear(struct neighbour_givens *givens)
{
	struct neighbour_given *given, *next;

	HASH_CLEAR(hh_station, givens->by_station);
	HASH_ITER(hh, givens->by_address, given, next) {
		HASH_DEL(givens->by_address, given);
		free(given);
	}
}

static bool put(struct neighbour_givens *givens, const struct intent_neighbour *object)
{
	struct neighbour_given *given = calloc(1, sizeof(*given)), *first, *list = NULL;

	if (!given)
		return false;
	given->address = address_of(object);
	memcpy(given->mac, object->mac, sizeof(given->mac));
	given->station = make_station(object->mac, object->vid);
	HASH_ADD(hh, givens->by_address, address, sizeof(given->address), given);
	if (!given->hh.tbl) {
		free(given);
		return false;
	}
	first = find_first(givens, given->station);
	if (first) {
		DL_APPEND(first, given);
		return true;
	}
	DL_APPEND(list, given);
	HASH_ADD(hh_station, givens->by_station, station, sizeof(given->station), given);
	return given->hh_station.tbl;
}

void neighbour_given_configure(struct bridge *bridge)
{
	const struct intent *intent = bridge->intent;
	bool complete = true;
	size_t i;

	neighbour_given_clear(&bridge->givens);
	for (i = 0; i < intent->neighbours_count; i++)
		if (!strcmp(intent->neighbours[i]->switch_name, bridge->name))
			complete &= put(&bridge->givens, intent->neighbours[i]);
	if (!complete)
		log_warning("%s: there is no memory for all configured neighbours", bridge->name);
}

const struct neighbour_given *neighbour_given_find(const struct bridge *bridge,
						   const struct plan_address *address)
{
	struct neighbour_given *given;

	HASH_FIND(hh, bridge->givens.by_address, address, sizeof(*address), given);
	return given;
}

bool neighbour_given_is(const struct neighbour_given *given, const struct fdb_entry *station)
{
	return given->address.vid == station->vid &&
	       !memcmp(given->mac, station->mac, sizeof(given->mac));
}

void neighbour_given_enter(struct bridge *bridge, struct fdb_entry *station)
{
	const struct neighbour_given *given;

	if (!bridge->givens.by_station || !bridge_suppresses(bridge, station->vid))
		return;
	given = find_first(&bridge->givens, make_station(station->mac, station->vid));
	for (; given; given = given->next)
		neighbour_give(&bridge->neighbours, &given->address, station);
}

static void remove_unwanted(struct bridge *bridge)
{
	struct neighbour_address *address, *next_address;
	const struct neighbour_given *given;
	struct neighbour *claim, *next;

	HASH_ITER(hh, bridge->neighbours.addresses, address, next_address) {
		given = neighbour_given_find(bridge, &address->key);
		DL_FOREACH_SAFE(address->claims, claim, next)
			if (claim->station && claim->given &&
			    (!given || !neighbour_given_is(given, claim->station)))
				neighbour_leave(claim);
	}
}

void neighbour_given_settle(struct bridge *bridge)
{
	struct neighbour_given *given, *next;
	struct fdb_entry *station;

	remove_unwanted(bridge);
	HASH_ITER(hh, bridge->givens.by_address, given, next) {
		station = fdb_find(&bridge->fdb, given->mac, given->address.vid);
		if (station && !station->pending && bridge_suppresses(bridge, station->vid))
			neighbour_give(&bridge->neighbours, &given->address, station);
	}
	neighbour_commit(bridge);
}

static bool is_in_place(const struct bridge *bridge, const struct intent_neighbour *object)
{
	const struct plan_address key = address_of(object);
	const struct neighbour_address *address = neighbour_find(&bridge->neighbours, &key);
	const struct neighbour *claim;

	if (address)
		DL_FOREACH(address->claims, claim)
			if (claim->station && claim->given && claim->installed)
				return true;
	return false;
}

bool neighbour_given_explain(const struct bridge *bridge, const struct intent_neighbour *object,
			     struct flow_error *why)
{
	char mac[FLOW_MAC_TEXT];

	flow_mac_format(object->mac, mac);
	if (!bridge)
		flow_error_set(why, 0, "the switch %s is not there", object->switch_name);
	else if (!bridge_suppresses(bridge, object->vid))
		flow_error_set(why, 0, "VLAN %u has no neighbour_suppression", object->vid);
	else if (!fdb_find(&bridge->fdb, object->mac, object->vid))
		flow_error_set(why, 0, "where %s is, is not known", mac);
	else if (!is_in_place(bridge, object))
		flow_error_set(why, 0, "it is about to be entered");
	else
		return true;
	return false;
}
