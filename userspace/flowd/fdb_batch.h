/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes to a bridge's stations that go to the datapath in one transaction.
 * A change that the datapath refuses is taken back, the others are carried out.
 */
#ifndef FLOWD_FDB_BATCH_H
#define FLOWD_FDB_BATCH_H

#include "datapath.h"
#include "fdb.h"

#define FDB_BATCH_MAX	256	/* jobs in one transaction */

struct bridge;
struct fdb_batch_job;

struct fdb_batch {
	struct fdb_batch_job *jobs;
	size_t count;
	int error;			/* of the first change that was refused */
	struct flow_error sentence;
};

/* All zero is empty. */
void fdb_batch_clear(struct fdb_batch *batch);

bool fdb_batch_is_full(const struct fdb_batch *batch);

/*
 * Each changes the fdb at once and the datapath with fdb_batch_commit(), which
 * undoes the former if the latter fails.  An entry that is pending has to be
 * committed before it can be changed again; the batch must not be full.
 */
int fdb_batch_add(struct bridge *bridge, const uint8_t *mac, uint16_t vid, uint8_t kind,
		  struct fdb_port *port);
/* The entry gets another port or kind, or its flows are made anew. */
int fdb_batch_move(struct bridge *bridge, struct fdb_entry *entry, struct fdb_port *port,
		   uint8_t kind);
int fdb_batch_remove(struct bridge *bridge, struct fdb_entry *entry);
/* A change that concerns no entry. */
int fdb_batch_change(struct bridge *bridge, const struct datapath_change *change);

/* 0, or the error of the first change that was refused, with a sentence in the batch. */
int fdb_batch_commit(struct bridge *bridge, int64_t now_ms);

#endif
