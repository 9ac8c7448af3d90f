// SPDX-License-Identifier: GPL-2.0-or-later
#include "fdb_batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "bridge.h"
#include "fdb_overflow.h"
#include "log.h"
#include "neighbour_static.h"
#include "vlan_rules.h"

enum job_kind { JOB_ADD, JOB_MOVE, JOB_REMOVE, JOB_CHANGE };

struct fdb_batch_job {
	enum job_kind kind;
	bool failed;
	bool gone;			/* what was to be removed is not there */
	struct fdb_entry *entry;	/* ADD, MOVE, REMOVE */
	struct fdb_port *old_port;	/* MOVE */
	struct datapath_change change;	/* CHANGE; MOVE and REMOVE: of the old flow */
};

#define CHANGES_MAX	(4 * FDB_BATCH_MAX)

/* One attempt: the changes of the jobs that have not failed, and whose they are. */
struct attempt {
	struct datapath_change changes[CHANGES_MAX];
	struct fdb_batch_job *owner[CHANGES_MAX];
	size_t count;
};

void fdb_batch_clear(struct fdb_batch *batch)
{
	free(batch->jobs);
	memset(batch, 0, sizeof(*batch));
}

bool fdb_batch_is_full(const struct fdb_batch *batch)
{
	return batch->count == FDB_BATCH_MAX;
}

static struct fdb_batch_job *new_job(struct fdb_batch *batch, enum job_kind kind)
{
	struct fdb_batch_job *job;

	if (!batch->jobs)
		batch->jobs = calloc(FDB_BATCH_MAX, sizeof(*batch->jobs));
	if (!batch->jobs || fdb_batch_is_full(batch))
		return NULL;
	job = &batch->jobs[batch->count];
	memset(job, 0, sizeof(*job));
	job->kind = kind;
	return job;
}

static void fill_flow(const struct bridge *bridge, const struct fdb_entry *entry, uint8_t table,
		      struct plan_flow *flow)
{
	memset(flow, 0, sizeof(*flow));
	flow->table = table;
	flow->kind = entry->kind;
	memcpy(flow->mac, entry->mac, sizeof(flow->mac));
	flow->vid = entry->vid;
	flow->port = entry->port->number;
	flow->serial = entry->serial;
	if (table != PLAN_TABLE_SOURCE)
		return;
	flow->suppresses = bridge_suppresses(bridge, entry->vid);
	if (entry->kind == FLOW_FDB_DYNAMIC)
		flow->idle_timeout = bridge->vlans[entry->vid].ageing;
}

int fdb_batch_add(struct bridge *bridge, const uint8_t *mac, uint16_t vid, uint8_t kind,
		  struct fdb_port *port)
{
	struct fdb_batch_job *job = new_job(&bridge->batch, JOB_ADD);

	if (!job)
		return -ENOMEM;
	job->entry = fdb_add(&bridge->fdb, mac, vid, kind, port);
	if (!job->entry)
		return -ENOMEM;
	job->entry->pending = true;
	job->entry->serial = bridge_next_serial(bridge);
	bridge->batch.count++;
	return 0;
}

static void fill_removal(const struct bridge *bridge, struct fdb_batch_job *job)
{
	job->change.kind = DATAPATH_REMOVE;
	fill_flow(bridge, job->entry, PLAN_TABLE_SOURCE, &job->change.flow);
}

int fdb_batch_move(struct bridge *bridge, struct fdb_entry *entry, struct fdb_port *port,
		   uint8_t kind)
{
	struct fdb_batch_job *job = new_job(&bridge->batch, JOB_MOVE);

	if (!job)
		return -ENOMEM;
	job->entry = entry;
	job->old_port = entry->port;
	fill_removal(bridge, job);
	fdb_move(&bridge->fdb, entry, port, kind);
	entry->pending = true;
	entry->serial = bridge_next_serial(bridge);
	bridge->batch.count++;
	return 0;
}

int fdb_batch_remove(struct bridge *bridge, struct fdb_entry *entry)
{
	struct fdb_batch_job *job = new_job(&bridge->batch, JOB_REMOVE);

	if (!job)
		return -ENOMEM;
	job->entry = entry;
	fill_removal(bridge, job);
	entry->pending = true;
	bridge->batch.count++;
	return 0;
}

int fdb_batch_change(struct bridge *bridge, const struct datapath_change *change)
{
	struct fdb_batch_job *job = new_job(&bridge->batch, JOB_CHANGE);

	if (!job)
		return -ENOMEM;
	job->change = *change;
	bridge->batch.count++;
	return 0;
}

static void append(struct attempt *attempt, struct fdb_batch_job *job,
		   const struct datapath_change *change)
{
	attempt->owner[attempt->count] = job;
	attempt->changes[attempt->count++] = *change;
}

static void append_station(struct bridge *bridge, struct attempt *attempt,
			   struct fdb_batch_job *job)
{
	struct datapath_change change = { .kind = DATAPATH_ADD };

	fill_flow(bridge, job->entry, PLAN_TABLE_SOURCE, &change.flow);
	append(attempt, job, &change);
	fill_flow(bridge, job->entry, PLAN_TABLE_FORWARD, &change.flow);
	append(attempt, job, &change);
	if (!plan_has_guard(job->entry->kind))
		return;
	fill_flow(bridge, job->entry, PLAN_TABLE_SOURCE, &change.flow);
	change.flow.form = PLAN_GUARD;
	append(attempt, job, &change);
}

static void fill_attempt(struct bridge *bridge, struct attempt *attempt)
{
	struct fdb_batch_job *job = bridge->batch.jobs, *end = job + bridge->batch.count;

	attempt->count = 0;
	for (; job < end; job++) {
		if (job->failed)
			continue;
		if (job->kind != JOB_ADD && !job->gone)
			append(attempt, job, &job->change);
		if (job->kind == JOB_ADD || job->kind == JOB_MOVE)
			append_station(bridge, attempt, job);
	}
}

/* After ENOSPC nothing behind the one that failed can be added either. */
static void fail_later_additions(struct fdb_batch *batch, struct fdb_batch_job *job)
{
	for (; job < batch->jobs + batch->count; job++)
		if (job->kind == JOB_ADD)
			job->failed = true;
}

static void note_error(struct fdb_batch *batch, int error, const struct flow_error *sentence)
{
	if (batch->error)
		return;
	batch->error = error;
	batch->sentence = *sentence;
}

/* Says which flow has the place of one of ours, and how it goes; without memory, nothing. */
static void name_obstacle(const struct bridge *bridge, const struct plan_flow *flow,
			  struct flow_error *sentence)
{
	struct flow_identity identity;
	char *match;

	plan_to_identity(flow, &identity);
	match = flow_match_format(&identity.match, NULL);
	if (match)
		flow_error_set(sentence, 0, "a flow that flowd does not know is in the way; delete it with \"flowctl flow del %s table %u priority %u %s\"",
			       bridge->name, identity.table, identity.priority, match);
	free(match);
}

/* One change was refused: the next attempt is without it. */
static void leave_out(struct bridge *bridge, const struct attempt *attempt, size_t failed,
		      int error, struct flow_error *sentence)
{
	const struct datapath_change *change = &attempt->changes[failed];
	struct fdb_batch_job *job = attempt->owner[failed];

	if (error == -ENOENT && change->kind != DATAPATH_ADD && !job->gone) {
		job->gone = true;
		return;
	}
	job->failed = true;
	if (error == -EEXIST)
		name_obstacle(bridge, &change->flow, sentence);
	note_error(&bridge->batch, error, sentence);
	if (error == -ENOSPC)
		fail_later_additions(&bridge->batch, job);
}

/* Nothing was carried out, or nobody knows what. */
static void give_up(struct bridge *bridge, int error, const struct flow_error *sentence)
{
	struct fdb_batch *batch = &bridge->batch;
	size_t i;

	for (i = 0; i < batch->count; i++)
		batch->jobs[i].failed = true;
	note_error(batch, error, sentence);
	if (error != -ENODEV)
		bridge->stale = true;
}

static void finish_move(struct bridge *bridge, struct fdb_batch_job *job, int64_t now_ms)
{
	struct fdb_entry *entry = job->entry;

	if (!job->failed) {
		if (plan_is_learned(entry->kind) && entry->port != job->old_port)
			fdb_count_move(entry, now_ms);
		entry->since_ms = now_ms;
		neighbour_static_enter(bridge, entry);
	} else if (job->gone) {
		fdb_delete(&bridge->fdb, entry);
	} else {
		fdb_move(&bridge->fdb, entry, job->old_port, job->change.flow.kind);
		entry->serial = job->change.flow.serial;
	}
}

static void finish(struct bridge *bridge, struct fdb_batch_job *job, int64_t now_ms)
{
	if (job->kind == JOB_CHANGE) {
		if (job->failed) {
			vlan_rules_failed(bridge, &job->change);
			fdb_overflow_failed(bridge, &job->change);
		}
		return;
	}
	job->entry->pending = false;
	switch (job->kind) {
	case JOB_ADD:
		job->entry->since_ms = now_ms;
		if (job->failed)
			fdb_delete(&bridge->fdb, job->entry);
		else
			neighbour_static_enter(bridge, job->entry);
		break;
	case JOB_MOVE:
		finish_move(bridge, job, now_ms);
		break;
	default:
		if (!job->failed)
			fdb_delete(&bridge->fdb, job->entry);
		break;
	}
}

static void carry_out(struct bridge *bridge)
{
	const struct datapath_operations *operations = bridge->datapath->operations;
	struct flow_error sentence = { "" };
	struct attempt *attempt;
	size_t failed;
	int error;

	attempt = malloc(sizeof(*attempt));
	if (!attempt) {
		give_up(bridge, -ENOMEM, &sentence);
		return;
	}
	/* Each attempt leaves one more change out, so this ends. */
	for (fill_attempt(bridge, attempt); attempt->count; fill_attempt(bridge, attempt)) {
		failed = SIZE_MAX;
		error = operations->flows_change(bridge->datapath, bridge->ifindex,
						 attempt->changes, attempt->count, &failed,
						 &sentence);
		if (!error)
			break;
		if (failed >= attempt->count)
			give_up(bridge, error, &sentence);
		else
			leave_out(bridge, attempt, failed, error, &sentence);
	}
	free(attempt);
}

int fdb_batch_commit(struct bridge *bridge, int64_t now_ms)
{
	struct fdb_batch *batch = &bridge->batch;
	size_t i;

	batch->error = 0;
	if (!batch->count)
		return 0;
	carry_out(bridge);
	for (i = 0; i < batch->count; i++)
		finish(bridge, &batch->jobs[i], now_ms);
	batch->count = 0;
	if (batch->error && batch->error != -ENODEV)
		log_warning("%s: not all stations could be entered: %s", bridge->name,
			    *batch->sentence.text ? batch->sentence.text :
						    strerror(-batch->error));
	return batch->error;
}
