/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flowd's alarms as they are raised.  While flowd is away there are none, and they go on when
 * it is back.
 */
#ifndef FLOWCTL_ALARMS_H
#define FLOWCTL_ALARMS_H

#include "context.h"

#define ALARMS_RETRY_MS	1000	/* between two tries to reach flowd */

/* Prints one; -EPIPE: nobody reads. */
typedef int alarms_fn(struct context *context, json_t *alarm);

struct alarms {
	struct context *context;
	alarms_fn *print;
	struct flow_varlink *daemon;	/* NULL: away */
	bool gone;			/* which was said */
};

/* -errno; on which alarms_receive() tries again. */
int alarms_open(struct alarms *alarms);
/* To be readable; -1: there is nothing to wait for, but the time of the next try. */
int alarms_fd(const struct alarms *alarms);
/* Prints what has come in, or tries to reach flowd.  -EPIPE: nobody reads. */
int alarms_receive(struct alarms *alarms);
void alarms_close(struct alarms *alarms);

#endif
