/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A client of flowd's control socket, which speaks Varlink: one JSON object
 * and a NUL byte a message (https://varlink.org/Method-Call).
 */
#ifndef FLOW_VARLINK_H
#define FLOW_VARLINK_H

#include <jansson.h>
#include "error.h"

#define FLOW_VARLINK_SOCKET		"/run/flowswitch/flowd.varlink"
#define FLOW_VARLINK_SOCKET_NETNS	"/run/flowswitch@%s/flowd.varlink"	/* of a namespace's */
#define FLOW_VARLINK_SOCKET_VARIABLE	"FLOWSWITCH_SOCKET"
#define FLOW_VARLINK_NAME_MAX		128	/* of an error, NUL included */
#define FLOW_VARLINK_MESSAGE_MAX	(64U << 20)	/* bytes of one message */
#define FLOW_VARLINK_CALL_MAX		(16U << 20)	/* bytes of one that the daemon takes */

struct flow_varlink;

/*
 * The socket's @path, of PATH_MAX bytes: what the environment says, or else that of
 * the flowd that serves the network namespace of this name (NULL: the host's own).
 */
void flow_varlink_path(const char *netns, char *path);

/*
 * Connects.  -ENOENT or -ECONNREFUSED: nobody is there.  -ETIMEDOUT: somebody is, but does
 * not accept it in @timeout_ms, for which calls wait for a message, too; 0: without end.
 */
int flow_varlink_open(struct flow_varlink **varlink, const char *path, unsigned int timeout_ms);
void flow_varlink_close(struct flow_varlink *varlink);

/*
 * Calls @method ("io.flowswitch.Apply") with @parameters (may be NULL; stays
 * the caller's) and waits for the answer, whose parameters go to *@reply (the
 * caller's to release).  When the daemon answers with an error: -EREMOTEIO,
 * with its name in @name (if not NULL, FLOW_VARLINK_NAME_MAX bytes), its
 * parameters in *@reply (release them too) and its text in @error.  -ETIMEDOUT,
 * -EMSGSIZE, -EPROTO (not JSON, or not Varlink), -ECONNRESET: no more calls on
 * this connection.
 */
int flow_varlink_call(struct flow_varlink *varlink, const char *method, json_t *parameters,
		      json_t **reply, char *name, struct flow_error *error);

/* Called for each reply that comes in; -errno stops. */
typedef int flow_varlink_fn(json_t *parameters, void *data);

/* The same call with "more", which has several replies: they are received as they come. */
int flow_varlink_follow(struct flow_varlink *varlink, const char *method, json_t *parameters);
/* Readable when some have come in. */
int flow_varlink_fd(const struct flow_varlink *varlink);
/*
 * Hands those to @item, and waits if none has; 1: that was the last one.  Errors as
 * of flow_varlink_call().
 */
int flow_varlink_receive(struct flow_varlink *varlink, flow_varlink_fn *item, void *data,
			 struct flow_error *error);

#endif
