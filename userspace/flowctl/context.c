// SPDX-License-Identifier: GPL-2.0-or-later
#include "context.h"

#include <errno.h>
#include <limits.h>
#include <linux/flowdp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include "change.h"
#include "report.h"

void context_close(struct context *context)
{
	change_free(context->change);
	flow_varlink_close(context->daemon);
	flow_netlink_close(context->route);
	flow_netlink_close(context->kernel);
}

static int open_netlink(struct context *context, int protocol, struct flow_netlink **netlink)
{
	int error;

	if (*netlink)
		return EXIT_DONE;
	error = flow_netlink_open(netlink, protocol, context->netns);
	if (error)
		return report_unopened(context, error, "cannot talk to the kernel");
	flow_netlink_set_timeout(*netlink, context->timeout_ms);
	return EXIT_DONE;
}

int context_kernel(struct context *context, struct flow_netlink **kernel)
{
	int status = open_netlink(context, NETLINK_GENERIC, &context->kernel);

	*kernel = context->kernel;
	return status;
}

int context_route(struct context *context, struct flow_netlink **route)
{
	int status = open_netlink(context, NETLINK_ROUTE, &context->route);

	*route = context->route;
	return status;
}

static bool knows_socket(const struct context *context)
{
	return !context->netns || !strchr(context->netns, '/') ||
	       getenv(FLOW_VARLINK_SOCKET_VARIABLE);
}

bool context_may_ask_daemon(const struct context *context)
{
	return !context->kernel_only && knows_socket(context);
}

int context_check_daemon(const struct context *context)
{
	if (context->kernel_only)
		return report(context, EXIT_WRONG,
			      "this is flowd's, so it does not go with -k, the kernel alone");
	if (!knows_socket(context))
		return report(context, EXIT_WRONG,
			      "\"%s\" is no name of a network namespace, by which its flowd would be "
			      "found; set " FLOW_VARLINK_SOCKET_VARIABLE " to its socket, or use -k",
			      context->netns);
	return EXIT_DONE;
}

/*
 * All network namespaces share the path of flowd's socket, so its flowd may be that of
 * another one than whose kernel is asked.
 */
static bool serves_another_netns(const struct flow_varlink *daemon)
{
	struct stat own, its;
	struct ucred peer;
	socklen_t size = sizeof(peer);
	char path[64];

	if (getsockopt(flow_varlink_fd(daemon), SOL_SOCKET, SO_PEERCRED, &peer, &size))
		return false;
	snprintf(path, sizeof(path), "/proc/%d/ns/net", peer.pid);
	return !stat(path, &its) && !stat("/proc/self/ns/net", &own) && its.st_ino != own.st_ino;
}

int context_open_daemon(const struct context *context, struct flow_varlink **daemon)
{
	struct flow_varlink *opened;
	char path[PATH_MAX];
	int error;

	flow_varlink_path(context->netns, path);
	error = flow_varlink_open(&opened, path, context->timeout_ms);
	if (error)
		return error;
	if (!context->netns && !getenv(FLOW_VARLINK_SOCKET_VARIABLE) &&
	    serves_another_netns(opened)) {
		flow_varlink_close(opened);
		return -EXDEV;
	}
	*daemon = opened;
	return 0;
}

int context_daemon(struct context *context, struct flow_varlink **daemon)
{
	int status;

	status = context_check_daemon(context);
	if (status)
		return status;
	if (!context->daemon) {
		context->daemon_error = context_open_daemon(context, &context->daemon);
		if (context->daemon_error)
			return report_daemon(context, context->daemon_error, NULL);
	}
	*daemon = context->daemon;
	return EXIT_DONE;
}

int context_find_link(struct context *context, const char *name, struct flow_link *link, bool *has)
{
	struct flow_netlink *route;
	int status, error;

	status = context_route(context, &route);
	if (status)
		return status;
	error = flow_link_find(route, name, link);
	if (error && error != -ENODEV)
		return report_kernel(context, error, route, "cannot look up interface %s", name);
	*has = !error;
	return EXIT_DONE;
}

int context_link(struct context *context, const char *name, uint32_t *ifindex)
{
	struct flow_link link;
	bool has = false;
	int status = context_find_link(context, name, &link, &has);

	if (status)
		return status;
	if (!has)
		return report(context, EXIT_WRONG,
			      "there is no interface \"%s\"; \"ip link\" lists them", name);
	*ifindex = link.ifindex;
	return EXIT_DONE;
}

int context_switch(struct context *context, const char *name, uint32_t *ifindex)
{
	struct flow_netlink *kernel;
	struct flow_link link;
	bool has = false;
	int status;

	status = context_kernel(context, &kernel);
	if (!status)
		status = context_find_link(context, name, &link, &has);
	if (status)
		return status;
	if (!has)
		return report(context, EXIT_WRONG,
			      "there is no switch \"%s\"; \"flowctl switch\" lists them", name);
	if (strcmp(link.kind, FLOWDP_LINK_KIND))
		return report(context, EXIT_WRONG,
			      "\"%s\" is no switch; \"flowctl switch\" lists them", name);
	*ifindex = link.ifindex;
	return EXIT_DONE;
}

int context_call(struct context *context, const char *method, json_t *parameters, json_t **reply)
{
	return context_call_expecting(context, method, parameters, NULL, reply);
}

int context_details(struct context *context, const char *method, const char *member,
		    json_t **list)
{
	json_t *reply;
	int status;

	*list = NULL;
	if (!context->details || context->kernel_only)
		return EXIT_DONE;
	status = context_call(context, method, NULL, &reply);
	if (status)
		return status;
	*list = json_incref(json_object_get(reply, member));
	json_decref(reply);
	return EXIT_DONE;
}

int context_call_expecting(struct context *context, const char *method, json_t *parameters,
			   const struct expected_error *expected, json_t **reply)
{
	char name[FLOW_VARLINK_NAME_MAX] = "";
	struct flow_error error = { "" };
	struct flow_varlink *daemon;
	json_t *answer = NULL;
	int code, status;

	status = context_daemon(context, &daemon);
	if (!status) {
		code = flow_varlink_call(daemon, method, parameters, &answer, name, &error);
		context->daemon_error = code;
		if (code == -EREMOTEIO && expected && !strcmp(name, expected->name))
			status = expected->report(answer);
		else if (code)
			status = report_daemon(context, code, &error);
	}
	json_decref(parameters);
	if (status)
		json_decref(answer);
	else
		*reply = answer;
	return status;
}
