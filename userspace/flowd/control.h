/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The control socket: Varlink over a Unix stream socket, one JSON object and a NUL byte
 * a message (https://varlink.org).  No client can disturb another.
 */
#ifndef FLOWD_CONTROL_H
#define FLOWD_CONTROL_H

#include <event2/event.h>
#include <jansson.h>
#include <sys/types.h>
#include "varlink.h"

#define CONTROL_CLIENTS_MAX	64
#define CONTROL_SHORT_MAX	(1U << 20)	/* bytes of one call */
#define CONTROL_LONG_MAX	FLOW_VARLINK_CALL_MAX	/* of one client's call at a time */
#define CONTROL_TURN		16	/* calls of one client before others have their turn */
#define CONTROL_CALL_S		10		/* for a call to come in whole */
#define CONTROL_REPLY_S		30		/* without a byte of the reply being read */
#define CONTROL_REST_MS		1000	/* without new clients, when there are no descriptors */

#define CONTROL_UNREAD_MAX	(64U << 10)	/* bytes that one who follows has not read */

/*
 * Carries out a call.  Returns the whole reply, {"parameters": ...} or
 * {"error": ..., "parameters": ...}, the caller's to release; NULL: no memory.
 * After a reply that continues, the client gets what is published from then on.
 */
typedef json_t *control_fn(const char *method, const json_t *parameters, void *data);

struct control;

/* Serves calls on @listener, a listening socket, which it takes over.  -ENOMEM. */
int control_open(struct control **control, struct event_base *base, int listener,
		 control_fn *call, void *data);
/* Ends all connections.  NULL is fine. */
void control_close(struct control *control);

/*
 * Says @parameters to all who follow, and "lost" with it: how many this one has missed,
 * as it did not read.
 */
void control_publish(struct control *control, json_t *parameters);

/* For tests, which cannot wait so long. */
void control_set_timeouts(struct control *control, unsigned int call_ms, unsigned int reply_ms);

/*
 * Locks the socket at @path, of which there need be none yet, until this process ends.
 * -EBUSY: the process *@holder has done so.
 */
int control_lock(const char *path, pid_t *holder);

/*
 * Makes a socket at @path that only its owner may use, in place of one left
 * over.  -EADDRINUSE: somebody serves it.
 */
int control_listen(const char *path, int *listener);

#endif
