/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MAC addresses of one switch, and what may be learned.
 *
 * Each port may learn so many: its own limit, or else a fair share of the switch's.  If
 * ports are added and the share shrinks, ports above it give entries up to those below.
 * A VLAN may have a limit too, see fdb_vlan.h.  Stations that move too often are held
 * where they are for a while.
 */
#ifndef FLOWD_FDB_H
#define FLOWD_FDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "fdb_vlan.h"
#include "hash.h"
#include "setting.h"

#define FDB_MOVES_MAX		FLOW_SETTING_MAC_MOVES_DEFAULT	/* unless it is set up otherwise */
#define FDB_MOVES_WINDOW_MS	(FLOW_SETTING_MAC_WINDOW_DEFAULT * 1000)
#define FDB_HOLD_MS		(FLOW_SETTING_MAC_HOLD_DEFAULT * 1000)

struct fdb_port;
struct neighbour;

/* How a station moved since it was learned. */
struct fdb_moves {
	uint32_t total;
	uint8_t count;		/* in the window that began at window_ms */
	int64_t window_ms;
	int64_t held_until_ms;	/* 0: not held */
};

struct fdb_entry {
	uint64_t key;
	uint8_t mac[6];
	uint16_t vid;
	uint8_t kind;		/* enum flow_fdb_kind */
	bool pending;		/* the caller's: not in the datapath yet */
	bool guarded;		/* the caller's: its guard was seen in the datapath */
	uint32_t serial;	/* the caller's, and the next two */
	uint32_t round;
	int64_t since_ms;
	struct fdb_moves moves;
	struct fdb_port *port;
	struct neighbour *neighbours;	/* its network addresses behind this port: neighbour.h's */
	struct fdb_entry *prev, *next;	/* of the port, oldest first */
	struct fdb_member *member;	/* fdb_vlan.c's, and the next two */
	struct fdb_entry *member_prev, *member_next;
	UT_hash_handle hh;
};

/* State of a port that showed more stations than may be learned. */
struct fdb_overflow {
	bool full;		/* a station was refused, and there has been no room since */
	bool dropping;		/* fdb_overflow.c's, and the next four: its flow is in the datapath */
	uint8_t policy;		/* enum flow_overflow, of the limits that were met last */
	uint32_t serial;
	uint32_t alarms;	/* how often it became full, since flowd started */
	int64_t alarmed_ms;	/* when the log was told; 0: never */
};

/* The same of what a port shows in a VLAN that has no room for it, and drops it. */
struct fdb_vlan_overflow {
	uint32_t key;			/* of port and VLAN */
	struct fdb_overflow is;
	UT_hash_handle hh;
};

struct fdb_port {
	uint32_t number;
	uint32_t limit;		/* 0: a fair share */
	uint32_t learned;	/* entries */
	uint32_t neighbours;	/* of its stations */
	struct fdb_overflow overflow;
	struct fdb_entry *entries;
	UT_hash_handle hh;
};

struct fdb {
	uint32_t limit;		/* of the whole switch */
	uint32_t learned;
	uint32_t sharing;	/* ports without a limit of their own */
	uint64_t reserved;	/* the sum of the others' limits */
	uint8_t moves_max;	/* in a window: more are too many; 0: never */
	int64_t moves_window_ms;
	int64_t hold_ms;
	uint32_t holds;		/* how often a station was held */
	int64_t held_until_ms;	/* none is held any more then */
	bool changed;		/* there may be room where there was none: fdb_overflow_settle() */
	struct fdb_entry *entries;
	struct fdb_port *ports;
	struct fdb_vlan vlans[FLOWDP_VID_MAX + 1];
	struct fdb_member *members;	/* fdb_vlan.c's */
	struct fdb_vlan_overflow *overflows;	/* fdb_overflow.c's */
};

void fdb_init(struct fdb *fdb, uint32_t limit);
void fdb_clear(struct fdb *fdb);

/* Adds a port, or changes its limit.  NULL: no memory. */
struct fdb_port *fdb_port_put(struct fdb *fdb, uint32_t number, uint32_t limit);
struct fdb_port *fdb_port_find(const struct fdb *fdb, uint32_t number);
/* The port has no entries left. */
void fdb_port_delete(struct fdb *fdb, struct fdb_port *port);
/* How many addresses the port may have learned. */
uint32_t fdb_port_share(const struct fdb *fdb, const struct fdb_port *port);

/* Whether one more can be learned there, without another one's making room. */
bool fdb_has_room(const struct fdb *fdb, const struct fdb_port *port);

/* Whether a port that has less than its share can have one more. */
bool fdb_can_make_room(const struct fdb *fdb);

struct fdb_entry *fdb_find(const struct fdb *fdb, const uint8_t *mac, uint16_t vid);

enum fdb_verdict {
	FDB_KNOWN,		/* it is there already */
	FDB_NEW,		/* to be learned */
	FDB_MOVE,		/* to be moved to this port */
	FDB_REFUSED_PINNED,	/* elsewhere, and does not move */
	FDB_REFUSED_LIMIT,	/* the port has its share */
	FDB_REFUSED_VLAN,	/* the VLAN's is full, and the port has its share of it */
	FDB_REFUSED_HELD,	/* moves too often */
	FDB_NEWLY_HELD,		/* the same, from now on */
};

/*
 * Judges a frame from @mac on @port.  *@entry: the entry there is, or NULL.
 * *@victim, with FDB_NEW and FDB_MOVE: an entry of a port beyond its share (of the
 * VLAN's, or of the switch's limit) that has to make room, or NULL.
 */
enum fdb_verdict fdb_judge(struct fdb *fdb, const uint8_t *mac, uint16_t vid,
			   const struct fdb_port *port, int64_t now_ms, struct fdb_entry **entry,
			   struct fdb_entry **victim);

/* Adds an entry that is not there; NULL: no memory. */
struct fdb_entry *fdb_add(struct fdb *fdb, const uint8_t *mac, uint16_t vid, uint8_t kind,
			  struct fdb_port *port);
void fdb_delete(struct fdb *fdb, struct fdb_entry *entry);
/* Puts the entry behind another port. */
void fdb_move(struct fdb *fdb, struct fdb_entry *entry, struct fdb_port *port, uint8_t kind);
/* Stations that are held now. */
unsigned int fdb_count_held(const struct fdb *fdb, int64_t now_ms);
/* Remembers that it moved, for fdb_judge(). */
void fdb_count_move(struct fdb_entry *entry, int64_t now_ms);

#endif
