/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that runs, exchanged at once: for good, or until it is not confirmed in
 * time.  What to go back to is in the state file meanwhile, so that flowd goes
 * back also if it is started anew.
 */
#ifndef FLOWD_RUNNING_H
#define FLOWD_RUNNING_H

#include "config.h"
#include "daemon.h"

#define RUNNING_CONFIRM_MAX	86400	/* seconds */

struct running_change {
	struct intent wanted;
	bool from_files;	/* it is what the daemon's own files say */
	unsigned int confirm_s;	/* 0: for good */
};

/*
 * Puts in force what is wanted, all or nothing; @change is used up.  *@changes:
 * in what it differs from what ran before; if in nothing, nothing is done.
 */
int running_apply(struct daemon *daemon, struct running_change *change, json_t **changes,
		  struct flow_error *error);

/* What waits stays; or goes, as if its time were up.  -EINVAL: nothing waits. */
int running_confirm(struct daemon *daemon, struct flow_error *error);
int running_cancel(struct daemon *daemon, struct flow_error *error);

/* Goes back if it is time; returns when it is, 0: nothing waits. */
int64_t running_expire(struct daemon *daemon, int64_t now_ms);

/* -EINVAL and a sentence while something waits, as nothing else may change then. */
int running_check(const struct daemon *daemon, struct flow_error *error);

/*
 * Makes the files say what runs: writes that one that is not in conf.d, unless
 * it says so already.  -EINVAL: a sentence, or @mistakes that are in the files.
 */
int running_save(struct daemon *daemon, bool *written, struct config_mistakes *mistakes,
		 struct flow_error *error);

#endif
