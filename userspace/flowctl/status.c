// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "commands.h"
#include "counters.h"
#include "kernel.h"
#include "output.h"
#include "report.h"

#define VERSION_FILE	"/sys/module/flowdp/version"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "PORTS", "ports", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "FLOWS", "flows", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "FAIL_MODE", "fail_mode", 0, COLUMN_TEXT, NULL },
	{ "DAEMON", "daemon_bound", 0, COLUMN_TEXT, NULL },
	{ "DROPPED", "dropped_packets", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

static json_t *module_version(void)
{
	FILE *in = fopen(VERSION_FILE, "re");
	char version[64] = "";

	if (!in)
		return json_null();
	if (!fgets(version, sizeof(version), in))
		version[0] = '\0';
	fclose(in);
	version[strcspn(version, "\n")] = '\0';
	return json_string(version);
}

static int add_switch(struct context *context, const struct flow_switch *of,
		      const struct port_list *ports, void *data)
{
	uint64_t dropped = 0;
	size_t i;

	(void)context;
	for (i = 0; i < ports->count; i++)
		dropped += counters_dropped(&ports->items[i]);
	json_array_append_new(data, json_pack("{s:s, s:I, s:I, s:s, s:b, s:I}",
		"switch", of->name,
		"ports", (json_int_t)of->ports,
		"flows", (json_int_t)of->flows,
		"fail_mode", of->fail_mode == FLOWDP_FAIL_DROP ? "drop" : "forward",
		"daemon_bound", of->upcall_classes != 0,
		"dropped_packets", (json_int_t)dropped));
	return EXIT_DONE;
}

/* Only a socket that is not there, or that nobody serves, says that flowd does not run. */
static const char *daemon_state(const struct context *context, int status)
{
	if (!context->daemon_error)
		return status || context->kernel_only ? "not asked" : "running";
	switch (context->daemon_error) {
	case -ENOENT:
	case -ECONNREFUSED:
		return "not running";
	case -EACCES:
	case -EPERM:
		return "unknown: this user may not ask it";
	case -EXDEV:
		return "serves another network namespace";
	case -ETIMEDOUT:
		return "does not answer";
	case -ECONNRESET:
		return "closed the connection";
	default:
		return "gives no usable answer";
	}
}

/* A line about what flowd could not put in force, if there is any. */
static void print_missing(const json_t *daemon, const char *object, const char *all,
			  const char *missing, const char *sentence)
{
	json_int_t count = json_integer_value(json_object_get(daemon, missing));

	if (count)
		printf("%-7s %lld of %lld %s; \"flowctl -d %s\" says why\n", object, (long long)count,
		       (long long)json_integer_value(json_object_get(daemon, all)), sentence,
		       object);
}

/* The sum of a member over flowd's switches. */
static json_int_t sum(const json_t *daemon, const char *key)
{
	json_int_t count = 0;
	json_t *of;
	size_t i;

	json_array_foreach(json_object_get(daemon, "switches"), i, of)
		count += json_integer_value(json_object_get(of, key));
	return count;
}

/* A line each about what raised an alarm of learning, and has not ended. */
static void print_alarms(const json_t *daemon)
{
	json_int_t full = sum(daemon, "ports_full"), held = sum(daemon, "stations_held");

	if (full)
		printf("port    %lld at the limit of addresses; \"flowctl -d port\" says which\n",
		       (long long)full);
	if (held)
		printf("fdb     %lld held after too many moves; \"flowctl -d fdb\" says which\n",
		       (long long)held);
}

/* Whether what runs is not, or not for good, what the files say. */
static void print_trial(const json_t *daemon)
{
	const json_t *left_ms = json_object_get(daemon, "confirm_ms");

	if (json_is_integer(left_ms))
		printf("config  goes back in %lld s; \"flowctl config confirm\" keeps it\n",
		       (long long)(json_integer_value(left_ms) + 999) / 1000);
	else if (json_is_false(json_object_get(daemon, "files_in_force")))
		printf("config  applied in place of flowd's files; \"flowctl config diff\" compares\n");
}

/* What is found is printed even if something is missing; the missing is said on stderr. */
static int print(struct context *context, json_t *status)
{
	const json_t *module = json_object_get(status, "module_version");
	const json_t *daemon = json_object_get(status, "daemon");
	json_t *rows = json_array();
	const char *version = json_string_value(module);

	if (context->json) {
		json_array_append(rows, status);
		json_dumpf(rows, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(rows);
		return EXIT_DONE;
	}
	json_decref(rows);
	printf("module  %s%s%s\n",
	       json_is_true(json_object_get(status, "module_loaded")) ? "loaded" : "not loaded",
	       version && *version ? ", version " : "", version ? version : "");
	version = json_string_value(json_object_get(daemon, "version"));
	printf("flowd   %s%s%s\n", json_string_value(json_object_get(status, "daemon_state")),
	       version ? ", version " : "", version ? version : "");
	print_trial(daemon);
	print_missing(daemon, "port", "port_policies", "port_policies_not_attached",
		      "port policies not attached");
	print_missing(daemon, "fdb", "static_entries", "static_entries_not_in_place",
		      "static entries not in place");
	print_alarms(daemon);
	return output(context, columns, json_incref(json_object_get(status, "switches")));
}

static int run(struct context *context, struct flow_words *words)
{
	int kernel_status, daemon_status = EXIT_DONE, rest;
	json_t *switches, *daemon = NULL, *status;

	rest = report_rest(context, words);
	if (rest)
		return rest;
	switches = json_array();
	kernel_status = kernel_each_switch(context, NULL, add_switch, switches);
	if (kernel_status == EXIT_WRONG) {	/* there is no such network namespace */
		json_decref(switches);
		return kernel_status;
	}
	if (!context->kernel_only)
		daemon_status = context_call(context, "io.flowswitch.GetStatus", NULL, &daemon);
	status = json_pack("{s:b, s:o, s:b, s:s, s:o*, s:o}",
		"module_loaded", kernel_status != EXIT_UNREACHABLE,
		"module_version", module_version(),
		"daemon_reachable", daemon != NULL,
		"daemon_state", daemon_state(context, daemon_status),
		"daemon", daemon,
		"switches", switches);
	rest = print(context, status);
	json_decref(status);
	return kernel_status ? kernel_status : daemon_status ? daemon_status : rest;
}

static const struct command commands[] = {
	{ "show", run, false },
	{ NULL, NULL, false }
};

const struct object status_object = {
	.name = "status",
	.summary = "whether module and flowd run, and all switches at a glance",
	.help =
		"Usage: flowctl status [show]\n"
		"\n"
		"Exit status 3 if the module is not loaded or flowd cannot be reached, 4 if it does\n"
		"not answer; with -k it is not asked.  Port policies and static entries that flowd\n"
		"could not put in force are counted.  DAEMON says whether a program takes the\n"
		"switch's upcalls, DROPPED counts frames that entered and went nowhere.\n",
	.commands = commands,
};
