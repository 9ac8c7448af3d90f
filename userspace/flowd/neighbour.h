/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which stations of one switch have which network addresses, as they say
 * themselves: neighbours, as "ip neigh" has them.
 *
 * A port holds as many as it may hold MAC addresses, and each address once: none takes
 * another port's away.  Requests for an address that several ports claim go to all of
 * them, and are flooded if not all claims can be held: with suppression nobody gets less
 * than by flooding.  A neighbour goes with its station.  One that is configured counts
 * for no limit, and makes no room for others.
 */
#ifndef FLOWD_NEIGHBOUR_H
#define FLOWD_NEIGHBOUR_H

#include "fdb.h"
#include "plan.h"

#define NEIGHBOUR_CHANGE_MS	1000	/* the least between two stations of a port */
#define NEIGHBOUR_LOST_MS	2000	/* claimed again after this, it is gone from the datapath */

struct neighbour {
	struct neighbour_address *address;
	struct fdb_entry *station;	/* NULL: it is leaving */
	uint8_t mac[6];			/* of the station, as the next */
	uint32_t port;
	uint32_t serial;		/* the caller's */
	bool installed;			/* the datapath has it */
	bool is_static;			/* configured: see neighbour_static.h */
	int64_t since_ms;
	struct neighbour *prev, *next;			/* of the address, oldest first */
	struct neighbour *station_prev, *station_next;	/* of the station */
};

struct neighbour_address {
	struct plan_address key;
	struct neighbours *of;
	struct neighbour *claims;
	bool open;			/* somebody has it whose claim is not held */
	bool dirty;			/* the datapath is to be told */
	bool announced;			/* the datapath has the flow of its announcements */
	struct plan_flow target;	/* what the datapath has in TARGET; table 0: nothing */
	struct neighbour_address *prev, *next;	/* of those that are dirty */
	UT_hash_handle hh;
};

/* Those that are configured; neighbour_static.c's. */
struct neighbour_static;
struct neighbour_statics {
	struct neighbour_static *by_address, *by_station;
};

struct neighbours {
	struct neighbour_address *addresses;
	struct neighbour_address *dirty;
	uint32_t count;			/* that are not leaving */
};

/* All zero is empty.  Forgets everything at once. */
void neighbours_clear(struct neighbours *neighbours);

struct neighbour_address *neighbour_find(const struct neighbours *neighbours,
					 const struct plan_address *address);
/* The claim of this port, unless it is leaving. */
struct neighbour *neighbour_find_claim(const struct neighbour_address *address, uint32_t port);

/* A station of @fdb says that it has the address.  What follows is dirty then. */
void neighbour_claim(struct neighbours *neighbours, const struct fdb *fdb,
		     const struct plan_address *address, struct fdb_entry *station,
		     int64_t now_ms);

/* The same without judgement, as the datapath has it; NULL: no memory, or no room. */
struct neighbour *neighbour_adopt(struct neighbours *neighbours, const struct fdb *fdb,
				  const struct plan_address *address, struct fdb_entry *station,
				  bool is_static);

/* The station has the address, and nobody else: it is configured so. */
void neighbour_set_static(struct neighbours *neighbours, const struct plan_address *address,
			  struct fdb_entry *station);

/* It is no more; the datapath is to be told. */
void neighbour_leave(struct neighbour *neighbour);
/* All of a station. */
void neighbour_station_leaves(struct fdb_entry *station);
void neighbour_touch(struct neighbour_address *address);

/* What the datapath is to have in TARGET; table 0: nothing.  The serial number is the caller's. */
void neighbour_target(const struct neighbour_address *address, struct plan_flow *target);

/* The datapath holds what is wanted: the address is not dirty, and gone without claims. */
void neighbour_settled(struct neighbour_address *address);
/* Frees a claim that has left. */
void neighbour_free(struct neighbour *neighbour);

#endif
