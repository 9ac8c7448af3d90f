/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command needs: the options, and the way to kernel and daemon.
 *
 * Functions return an exit status; whoever returns another than EXIT_DONE has
 * said why.
 */
#ifndef FLOWCTL_CONTEXT_H
#define FLOWCTL_CONTEXT_H

#include <stdbool.h>
#include "link.h"
#include "netlink.h"
#include "varlink.h"
#include "words.h"

enum {
	EXIT_DONE,
	EXIT_WRONG,		/* wrong usage, nothing changed */
	EXIT_REFUSED,		/* by kernel or daemon, nothing changed */
	EXIT_UNREACHABLE,	/* no module, or no daemon */
	EXIT_TIMED_OUT,
};

struct change;

struct context {
	const char *netns;	/* NULL: the current one */
	bool json;
	bool statistics;
	bool details;
	bool kernel_only;
	unsigned int timeout_ms;

	const char *file;	/* of a batch, for errors; NULL: none */
	unsigned int line;	/* 0: none is at fault */

	/* Opened when first asked for. */
	struct flow_netlink *kernel;
	struct flow_netlink *route;
	struct flow_varlink *daemon;
	int daemon_error;	/* why the last try to reach it failed, -errno */

	struct change *change;	/* what the commands so far want changed */
};

void context_close(struct context *context);

int context_kernel(struct context *context, struct flow_netlink **kernel);
int context_route(struct context *context, struct flow_netlink **route);
int context_daemon(struct context *context, struct flow_varlink **daemon);

/* Another connection to flowd, which the caller closes.  -EXDEV: it serves another netns. */
int context_open_daemon(const struct context *context, struct flow_varlink **daemon);

/*
 * Whether flowd may be asked: not with -k, and with -n and a path only if the
 * environment says where the socket is.
 */
int context_check_daemon(const struct context *context);
/* The same, and nothing is said. */
bool context_may_ask_daemon(const struct context *context);

/* The ifindex of a switch by name. */
int context_switch(struct context *context, const char *name, uint32_t *ifindex);

/* Finds any link by name; *@has: whether it is there. */
int context_find_link(struct context *context, const char *name, struct flow_link *link, bool *has);

/* The ifindex of any link by name. */
int context_link(struct context *context, const char *name, uint32_t *ifindex);

/* Calls a method of flowd; the caller releases *@reply.  @parameters is released. */
int context_call(struct context *context, const char *method, json_t *parameters,
		 json_t **reply);

/*
 * With -d, unless -k says not to: the list @member in the reply of a method without
 * parameters, which the caller releases; or else NULL.
 */
int context_details(struct context *context, const char *method, const char *member,
		    json_t **list);

/* An error of a method that is told in a way of its own; its report() returns the exit status. */
struct expected_error {
	const char *name;
	int (*report)(const json_t *parameters);
};

/* The same, for a method of which an error is @expected. */
int context_call_expecting(struct context *context, const char *method, json_t *parameters,
			   const struct expected_error *expected, json_t **reply);

#endif
