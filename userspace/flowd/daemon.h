/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the daemon has been told: by its files and by Apply.  The latter wins,
 * and both together are put in force; or the latter alone, if it is complete.
 */
#ifndef FLOWD_DAEMON_H
#define FLOWD_DAEMON_H

#include <jansson.h>
#include "switches.h"

struct daemon {
	const char *config_path;
	bool config_may_lack;
	const char *state_path;
	int64_t started_ms;
	struct intent configured;
	struct intent applied;
	struct intent before;		/* what to go back to, see running.h */
	int64_t confirm_by_ms;		/* or else it goes back; 0: nothing waits */
	struct switches switches;
};

/* All zero but the first four and the datapath is a good start. */
void daemon_clear(struct daemon *daemon);

/* Milliseconds of CLOCK_MONOTONIC. */
int64_t daemon_now(void);

/*
 * Reads the files.  -EINVAL: the configuration has mistakes; -EBUSY: another
 * one waits to be confirmed.  That is in the log then, and what was read before
 * holds on.
 */
int daemon_load(struct daemon *daemon);

/* Puts in force what was read; at the start, switches that are no longer named go. */
void daemon_enforce(struct daemon *daemon);

/* Keeps on disk which switches are served, if these are others now. */
void daemon_remember(struct daemon *daemon);

/*
 * Carries out the operations of Apply, all or none: in the datapath and in the
 * state file.  *@failed: the index of the one that was refused.
 */
int daemon_apply(struct daemon *daemon, const json_t *operations, size_t *failed,
		 struct flow_error *error);

#endif
