// SPDX-License-Identifier: GPL-2.0-or-later
#include "neighbour_static.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "log.h"
#include "mac.h"
#include "neighbour_commit.h"

struct neighbour_static {
	struct plan_address address;
	uint8_t mac[6];
	uint64_t station;			/* VLAN and MAC address in one */
	struct neighbour_static *prev, *next;	/* of the station */
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

static struct neighbour_static *find_first(const struct neighbour_statics *statics,
					   uint64_t station)
{
	struct neighbour_static *first;

	HASH_FIND(hh_station, statics->by_station, &station, sizeof(station), first);
	return first;
}

void neighbour_static_clear(struct neighbour_statics *statics)
{
	struct neighbour_static *configured, *next;

	HASH_CLEAR(hh_station, statics->by_station);
	HASH_ITER(hh, statics->by_address, configured, next) {
		HASH_DEL(statics->by_address, configured);
		free(configured);
	}
}

static bool put(struct neighbour_statics *statics, const struct intent_neighbour *object)
{
	struct neighbour_static *configured = calloc(1, sizeof(*configured)), *first, *list = NULL;

	if (!configured)
		return false;
	configured->address = address_of(object);
	memcpy(configured->mac, object->mac, sizeof(configured->mac));
	configured->station = make_station(object->mac, object->vid);
	HASH_ADD(hh, statics->by_address, address, sizeof(configured->address), configured);
	if (!configured->hh.tbl) {
		free(configured);
		return false;
	}
	first = find_first(statics, configured->station);
	if (first) {
		DL_APPEND(first, configured);
		return true;
	}
	DL_APPEND(list, configured);
	HASH_ADD(hh_station, statics->by_station, station, sizeof(configured->station), configured);
	return configured->hh_station.tbl;
}

void neighbour_static_configure(struct bridge *bridge)
{
	const struct intent *intent = bridge->intent;
	bool complete = true;
	size_t i;

	neighbour_static_clear(&bridge->static_neighbours);
	for (i = 0; i < intent->neighbours_count; i++)
		if (!strcmp(intent->neighbours[i]->switch_name, bridge->name))
			complete &= put(&bridge->static_neighbours, intent->neighbours[i]);
	if (!complete)
		log_warning("%s: there is no memory for all configured neighbours", bridge->name);
}

const struct neighbour_static *neighbour_static_find(const struct bridge *bridge,
						     const struct plan_address *address)
{
	struct neighbour_static *configured;

	HASH_FIND(hh, bridge->static_neighbours.by_address, address, sizeof(*address), configured);
	return configured;
}

bool neighbour_static_is(const struct neighbour_static *configured,
			 const struct fdb_entry *station)
{
	return configured->address.vid == station->vid &&
	       !memcmp(configured->mac, station->mac, sizeof(configured->mac));
}

void neighbour_static_enter(struct bridge *bridge, struct fdb_entry *station)
{
	const struct neighbour_static *configured;

	if (!bridge->static_neighbours.by_station || !bridge_suppresses(bridge, station->vid))
		return;
	configured = find_first(&bridge->static_neighbours,
				make_station(station->mac, station->vid));
	for (; configured; configured = configured->next)
		neighbour_set_static(&bridge->neighbours, &configured->address, station);
}

static void remove_unwanted(struct bridge *bridge)
{
	struct neighbour_address *address, *next_address;
	const struct neighbour_static *configured;
	struct neighbour *claim, *next;

	HASH_ITER(hh, bridge->neighbours.addresses, address, next_address) {
		configured = neighbour_static_find(bridge, &address->key);
		DL_FOREACH_SAFE(address->claims, claim, next)
			if (claim->station && claim->is_static &&
			    (!configured || !neighbour_static_is(configured, claim->station)))
				neighbour_leave(claim);
	}
}

void neighbour_static_settle(struct bridge *bridge)
{
	struct neighbour_static *configured, *next;
	struct fdb_entry *station;

	remove_unwanted(bridge);
	HASH_ITER(hh, bridge->static_neighbours.by_address, configured, next) {
		station = fdb_find(&bridge->fdb, configured->mac, configured->address.vid);
		if (station && !station->pending && bridge_suppresses(bridge, station->vid))
			neighbour_set_static(&bridge->neighbours, &configured->address, station);
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
			if (claim->station && claim->is_static && claim->installed)
				return true;
	return false;
}

bool neighbour_static_explain(const struct bridge *bridge, const struct intent_neighbour *object,
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
