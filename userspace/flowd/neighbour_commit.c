// SPDX-License-Identifier: GPL-2.0-or-later
#include "neighbour_commit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <utlist.h>
#include "log.h"

#define TARGET_CHANGES	4	/* two flows go, two come */

/* The changes that bring one address in line. */
struct attempt {
	struct plan_flow target;	/* what it comes to in TARGET */
	size_t count;			/* of changes */
	struct datapath_change changes[];
};

bool neighbour_is_announced(const struct plan_address *address)
{
	return address->family == AF_INET;
}

void neighbour_fill_sender(const struct bridge *bridge, const struct neighbour *neighbour,
			   struct plan_flow *flow)
{
	memset(flow, 0, sizeof(*flow));
	flow->table = PLAN_TABLE_SENDER;
	flow->kind = neighbour->is_static ? FLOW_FDB_STATIC : FLOW_FDB_DYNAMIC;
	flow->serial = neighbour->serial;
	flow->port = neighbour->port;
	flow->address = neighbour->address->key;
	if (!neighbour->is_static)
		flow->idle_timeout = bridge->vlans[flow->address.vid].ageing;
	memcpy(flow->mac, neighbour->mac, sizeof(flow->mac));
}

void neighbour_fill_announcement(const struct plan_flow *target, struct plan_flow *flow)
{
	*flow = *target;
	flow->announcement = true;
	flow->others_count = 0;
	memset(flow->others, 0, sizeof(flow->others));
}

static void append(struct attempt *attempt, enum datapath_change_kind kind,
		   const struct plan_flow *flow)
{
	attempt->changes[attempt->count++] = (struct datapath_change){ .kind = kind,
								       .flow = *flow };
}

static void append_target(struct attempt *attempt, enum datapath_change_kind kind,
			  const struct plan_flow *target)
{
	struct plan_flow announcement;

	append(attempt, kind, target);
	if (!neighbour_is_announced(&target->address))
		return;
	neighbour_fill_announcement(target, &announcement);
	append(attempt, kind, &announcement);
}

static bool same_target(const struct plan_flow *a, const struct plan_flow *b)
{
	return a->table == b->table && a->port == b->port &&
	       a->others_count == b->others_count && !memcmp(a->mac, b->mac, sizeof(a->mac)) &&
	       !memcmp(a->others, b->others, sizeof(a->others));
}

/* Whether the claim that leads what the datapath has in TARGET goes, and takes it along. */
static bool leader_goes(const struct neighbour_address *address)
{
	const struct neighbour *claim;

	DL_FOREACH(address->claims, claim)
		if (claim->installed && claim->port == address->target.port &&
		    !memcmp(claim->mac, address->target.mac, sizeof(claim->mac)))
			return !claim->station;
	return true;
}

static void fill_attempt(struct bridge *bridge, struct neighbour_address *address,
			 struct attempt *attempt)
{
	bool there = address->target.table && !leader_goes(address), stays;
	struct neighbour *claim;
	struct plan_flow sender;

	attempt->count = 0;
	neighbour_target(address, &attempt->target);
	stays = there && same_target(&address->target, &attempt->target);
	if (there && !stays)
		append_target(attempt, DATAPATH_REMOVE, &address->target);
	DL_FOREACH(address->claims, claim) {
		if (!!claim->station == claim->installed)
			continue;
		if (claim->station)
			claim->serial = bridge_next_serial(bridge);
		neighbour_fill_sender(bridge, claim, &sender);
		append(attempt, claim->station ? DATAPATH_ADD : DATAPATH_REMOVE, &sender);
	}
	attempt->target.serial = stays ? address->target.serial : bridge_next_serial(bridge);
	if (attempt->target.table && !stays)
		append_target(attempt, DATAPATH_ADD, &attempt->target);
}

/* Carries out the changes; what is to be removed may be gone already. */
static int carry_out(struct bridge *bridge, struct attempt *attempt, size_t *failed)
{
	const struct datapath_operations *operations = bridge->datapath->operations;
	struct datapath_change *changes = attempt->changes;
	struct flow_error sentence = { "" };
	int code = 0;

	while (attempt->count) {
		*failed = SIZE_MAX;
		code = operations->flows_change(bridge->datapath, bridge->ifindex, changes,
						attempt->count, failed, &sentence);
		if (code != -ENOENT || *failed >= attempt->count ||
		    changes[*failed].kind != DATAPATH_REMOVE)
			break;
		attempt->count--;
		memmove(changes + *failed, changes + *failed + 1,
			(attempt->count - *failed) * sizeof(*changes));
		code = 0;
	}
	if (code && *failed >= attempt->count)
		log_debug("%s: neighbours: %s", bridge->name, sentence.text);
	return code;
}

/* The datapath has done what was asked. */
static void finish(struct neighbour_address *address, const struct attempt *attempt)
{
	struct neighbour *claim, *next;

	address->target = attempt->target;
	DL_FOREACH_SAFE(address->claims, claim, next) {
		claim->installed = claim->station;
		if (!claim->station)
			neighbour_free(claim);
	}
	neighbour_settled(address);
}

/* Lets go of the claims that the datapath was to add; their address is asked for everywhere. */
static bool refuse(struct neighbour_address *address)
{
	struct neighbour *claim;
	bool refused = false;

	DL_FOREACH(address->claims, claim) {
		if (!claim->station || claim->installed)
			continue;
		neighbour_leave(claim);
		refused = true;
	}
	address->open = true;
	return refused;
}

static size_t count_claims(const struct neighbour_address *address)
{
	const struct neighbour *claim;
	size_t count;

	DL_COUNT(address->claims, claim, count);
	return count;
}

static int bring_in_line(struct bridge *bridge, struct neighbour_address *address)
{
	struct attempt *attempt;
	size_t failed;
	int code;

	attempt = malloc(sizeof(*attempt) +
			 (count_claims(address) + TARGET_CHANGES) * sizeof(*attempt->changes));
	if (!attempt)
		return -ENOMEM;
	do {
		fill_attempt(bridge, address, attempt);
		code = carry_out(bridge, attempt, &failed);
	} while (code && failed != SIZE_MAX && refuse(address));
	if (!code)
		finish(address, attempt);
	free(attempt);
	return code;
}

void neighbour_commit(struct bridge *bridge)
{
	int code;

	while (bridge->neighbours.dirty) {
		code = bring_in_line(bridge, bridge->neighbours.dirty);
		if (!code)
			continue;
		/* Reading it all anew forgets what is dirty. */
		neighbours_clear(&bridge->neighbours);
		bridge->stale = bridge->stale || code != -ENODEV;
	}
}
