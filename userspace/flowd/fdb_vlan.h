/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many addresses may be learned in a VLAN.
 *
 * As long as there is room, any port may use it.  Then each port that has
 * stations in the VLAN may have its fair share: one with less takes from the
 * one that has most, one that has its share learns no more.  For fdb.c.
 */
#ifndef FLOWD_FDB_VLAN_H
#define FLOWD_FDB_VLAN_H

#include <linux/flowdp.h>
#include <stdbool.h>
#include <stdint.h>

struct fdb;
struct fdb_entry;
struct fdb_port;
struct fdb_member;

struct fdb_vlan {
	uint32_t limit;			/* 0: none */
	uint32_t learned;		/* entries that are dynamic */
	uint32_t members_count;
	struct fdb_member *members;	/* the ports that have some of them */
	int64_t alarmed_ms;		/* fdb_overflow.c's: when the log was told that it is full */
};

/* What is there beyond it stays; see fdb_vlan_has_room(). */
void fdb_vlan_limit(struct fdb *fdb, uint16_t vid, uint32_t limit);
bool fdb_vlan_has_room(const struct fdb *fdb, uint16_t vid);

/*
 * Whether the port may learn one more address in the VLAN.  *@victim: an entry
 * of another port that has to make room, or NULL.
 */
bool fdb_vlan_judge(const struct fdb *fdb, uint16_t vid, const struct fdb_port *port,
		    struct fdb_entry **victim);

/* A dynamic entry comes or goes.  Without memory it is not counted. */
void fdb_vlan_enter(struct fdb *fdb, struct fdb_entry *entry);
void fdb_vlan_leave(struct fdb *fdb, struct fdb_entry *entry);

#endif
