// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "commands.h"
#include "kernel.h"
#include "link.h"
#include "link_name.h"
#include "output.h"
#include "report.h"
#include "settings.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "IFINDEX", "ifindex", COLUMN_JSON, COLUMN_TEXT, NULL },
	{ "PORTS", "ports", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "FLOWS", "flows", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "FAIL_MODE", "fail_mode", 0, COLUMN_TEXT, NULL },
	{ "DAEMON", "daemon_bound", 0, COLUMN_TEXT, NULL },
	{ "groups", "groups", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "masks", "masks", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "flows_max", "flows_max", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "upcall_rate", "upcall_rate_pps", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "upcall_burst", "upcall_burst", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "ageing", "ageing_s", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_limit", "mac_limit", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_overflow", "mac_overflow", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_moves", "mac_moves", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_moves_window", "mac_moves_window_s", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_hold", "mac_hold_s", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "origin", "origin", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "CACHE_HITS", "cache_hits", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ "CACHE_MISSES", "cache_misses", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

static json_t *to_row(const struct flow_switch *object)
{
	json_t *row = json_pack("{s:s, s:I, s:b, s:I, s:I, s:I, s:I, s:I, s:I}",
		"switch", object->name,
		"ifindex", (json_int_t)object->ifindex,
		"daemon_bound", object->upcall_classes != 0,
		"flows", (json_int_t)object->flows,
		"groups", (json_int_t)object->groups,
		"ports", (json_int_t)object->ports,
		"masks", (json_int_t)object->masks,
		"cache_hits", (json_int_t)object->cache_hits,
		"cache_misses", (json_int_t)object->cache_misses);

	settings_switch_to_json(object, row);
	return row;
}

/* What flowd alone knows of the switch. */
static void add_intent(json_t *row, const json_t *intents, const char *name)
{
	static const char *const keys[] = { "ageing_s", "mac_limit", "mac_overflow", "mac_moves",
					    "mac_moves_window_s", "mac_hold_s", "origin" };
	const char *of;
	json_t *intent;
	size_t i, j;

	json_array_foreach(intents, i, intent) {
		of = json_string_value(json_object_get(intent, "name"));
		for (j = 0; of && !strcmp(of, name) && j < sizeof(keys) / sizeof(*keys); j++)
			json_object_set(row, keys[j], json_object_get(intent, keys[j]));
	}
}

/* What the kernel holds is shown even if flowd is away. */
static int show(struct context *context, struct flow_words *words)
{
	const char *name = flow_words_take(words);
	struct switch_list list;
	json_t *rows, *intents;
	int status, daemon_status;
	size_t i;

	status = report_rest(context, words);
	if (!status)
		status = kernel_switches(context, name, &list);
	if (status)
		return status;
	daemon_status = context_details(context, "io.flowswitch.GetSwitches", "switches", &intents);
	rows = json_array();
	for (i = 0; i < list.count; i++) {
		json_array_append_new(rows, to_row(&list.items[i]));
		add_intent(json_array_get(rows, i), intents, list.items[i].name);
	}
	json_decref(intents);
	free(list.items);
	return output(context, columns, rows) ?: daemon_status;
}

/* NAME and settings. */
static int parse(struct context *context, struct flow_words *words, const char **name,
		 struct flow_settings *settings)
{
	const uint32_t of_flowd = 1U << FLOW_SWITCH_AGEING | 1U << FLOW_SWITCH_MAC_LIMIT |
				  1U << FLOW_SWITCH_MAC_OVERFLOW | 1U << FLOW_SWITCH_MAC_MOVES |
				  1U << FLOW_SWITCH_MAC_MOVES_WINDOW | 1U << FLOW_SWITCH_MAC_HOLD;
	struct flow_error error = { "" };

	*name = flow_words_take(words);
	if (!*name)
		return report(context, EXIT_WRONG, "which switch? Its name is missing");
	if (settings_parse_switch(words, settings, &error))
		return report_usage(context, &error);
	if (context->kernel_only && settings->present & of_flowd)
		return report(context, EXIT_WRONG,
			      "ageing and the settings that begin with mac_ are flowd's, so they do not go with -k");
	return EXIT_DONE;
}

static int set_in_kernel(struct context *context, const char *name, uint32_t ifindex,
			 const struct flow_settings *settings)
{
	struct flow_switch object = { .ifindex = ifindex };
	struct flow_netlink *kernel;
	int status, error;

	settings_to_switch(settings, &object);
	if (!object.present)
		return EXIT_DONE;
	status = context_kernel(context, &kernel);
	if (status)
		return status;
	error = flow_switch_set(kernel, &object);
	if (error)
		return report_kernel(context, error, kernel, "cannot set up switch %s", name);
	return EXIT_DONE;
}

static int add_to_kernel(struct context *context, const char *name,
			 const struct flow_settings *settings)
{
	struct flow_netlink *kernel, *route;
	struct flow_error why;
	uint32_t ifindex;
	int status, error;

	if (flow_link_name_check(name, &why))
		return report_usage(context, &why);
	status = change_direct(context);
	if (!status)
		status = context_kernel(context, &kernel);
	if (!status)
		status = context_route(context, &route);
	if (status)
		return status;
	error = flow_link_add_switch(route, name, false, &ifindex);
	if (error == -EEXIST)
		return report(context, EXIT_REFUSED,
			      "there is an interface \"%s\" already; if it is a switch, change it with \"switch set\", or else choose another name",
			      name);
	if (error)
		return report_kernel(context, error, route, "cannot create switch %s", name);
	status = set_in_kernel(context, name, ifindex, settings);
	if (status)
		flow_link_delete(route, ifindex);
	return status;
}

static json_t *to_operation(const char *operation, const char *name,
			    const struct flow_settings *settings)
{
	json_t *json = json_pack("{s:s, s:s}", "operation", operation, "name", name);

	flow_settings_to_json(settings, json);
	return json;
}

static int add(struct context *context, struct flow_words *words)
{
	struct flow_settings settings;
	const char *name;
	int status = parse(context, words, &name, &settings);

	if (status)
		return status;
	if (context->kernel_only)
		return add_to_kernel(context, name, &settings);
	return change_daemon(context, to_operation("switch-add", name, &settings));
}

static int set(struct context *context, struct flow_words *words)
{
	struct flow_settings settings;
	uint32_t ifindex;
	const char *name;
	int status = parse(context, words, &name, &settings);

	if (status)
		return status;
	if (!settings.present)
		return report(context, EXIT_WRONG,
			      "which setting? Say \"switch set %s ageing 60\", or another", name);
	if (!context->kernel_only)
		return change_daemon(context, to_operation("switch-set", name, &settings));
	status = change_direct(context);
	if (!status)
		status = context_switch(context, name, &ifindex);
	return status ? status : set_in_kernel(context, name, ifindex, &settings);
}

static int delete_from_kernel(struct context *context, const char *name)
{
	uint32_t ifindex;
	int status = context_switch(context, name, &ifindex), error;

	if (status)
		return status;
	error = flow_link_delete(context->route, ifindex);
	if (error)
		return report_kernel(context, error, context->route, "cannot delete switch %s",
				     name);
	return EXIT_DONE;
}

static int del(struct context *context, struct flow_words *words)
{
	static const struct change_deletion deletion = {
		.what = "switch? Its name",
		.usage = "switch del NAME",
		.operation = "switch-del",
		.key = "name",
		.from_kernel = delete_from_kernel,
	};

	return change_delete(context, words, &deletion);
}

static const struct command commands[] = {
	{ "show", show, false },
	{ "add", add, true },
	{ "set", set, true },
	{ "del", del, true },
	{ NULL, NULL, false }
};

const struct object switch_object = {
	.name = "switch",
	.summary = "switches, and what they do when flowd is away",
	.help =
		"Usage: flowctl switch [show [NAME]]\n"
		"       flowctl switch add NAME [SETTINGS]\n"
		"       flowctl switch set NAME SETTINGS\n"
		"       flowctl switch del NAME\n"
		"\n"
		"SETTINGS := [fail_mode forward|drop]  frames that need flowd, while it is away\n"
		"            [flows_max N]             flows that fit\n"
		"            [upcall_rate N]           frames a second that each port may show flowd\n"
		"            [upcall_burst N]          and at once\n"
		"            [ageing SECONDS]          until a silent MAC is forgotten, 0: never\n"
		"            [mac_limit N]             MACs learned in the whole switch\n"
		"            [mac_overflow alarm|flood|drop]  what becomes of those beyond it\n"
		"            [mac_moves N]             moves of a MAC in a window, 0: any number\n"
		"            [mac_moves_window SECONDS] [mac_hold SECONDS]  how long that is, and how\n"
		"                                      long one that moves more often is held\n"
		"\n"
		"add, set and del tell flowd, which keeps it over restarts and reboots; with -k\n"
		"they tell the kernel alone.  With a switch, del takes back the policies of its ports\n"
		"and its static entries.\n"
		"\n"
		"Examples: flowctl switch add sw0 fail_mode forward ageing 300\n"
		"          flowctl -d switch\n",
	.commands = commands,
	.shown_by = { [A_SWITCH] = "show" },
};
