// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include "change.h"
#include "commands.h"
#include "mac.h"
#include "output.h"
#include "report.h"
#include "setting.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "VLAN", "vlan", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "ADDRESS", "address", 0, COLUMN_TEXT, NULL },
	{ "MAC", "mac", 0, COLUMN_TEXT, NULL },
	{ "PORT", "port", 0, COLUMN_TEXT, NULL },
	{ "KIND", "kind", 0, COLUMN_TEXT, NULL },
	{ "AGE", "age_ms", COLUMN_RIGHT, COLUMN_MILLISECONDS, NULL },
	{ "PROBLEM", "problem", COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

/* The value of a word. */
static int parse_value(struct flow_words *words, const char *word, json_t *json,
		       struct flow_error *error)
{
	const char *value, *name = strcmp(word, "lladdr") ? word : "mac";
	struct flow_settings settings;
	struct flow_error why;
	uint8_t mac[6];

	if (flow_words_value(words, word, &value, error))
		return -1;
	if (json_object_get(json, name))
		return flow_error_set(error, -1, "%s is said twice; say it once", word);
	if (!strcmp(name, "mac") && flow_mac_parse(value, mac, &why))
		return flow_error_set(error, -1, "%s: %s", word, why.text);
	if (strcmp(word, "vlan")) {
		json_object_set_new(json, name, json_string(value));
		return 0;
	}
	flow_settings_init(&settings, flow_setting_neighbour);
	if (flow_settings_parse(&settings, FLOW_NEIGHBOUR_VLAN, word, value, error))
		return -1;
	json_object_set_new(json, name, json_integer(settings.value[FLOW_NEIGHBOUR_VLAN]));
	return 0;
}

/* Reads pairs of one of these words and its value, in any order, into @json. */
static int parse_pairs(struct flow_words *words, struct flow_names names, json_t *json,
		       struct flow_error *error)
{
	const char *word;
	int code = 0;

	while (!code && (word = flow_words_take(words)))
		code = flow_names_find(names, word) < 0 ?
			       flow_names_unknown_key(names, "word", word, error) :
			       parse_value(words, word, json, error);
	return code;
}

/* Which neighbours are meant. */
static int parse_place(struct flow_words *words, json_t *json, struct flow_error *error)
{
	static const char *const names[] = { "switch", "port", "vlan", NULL };

	return parse_pairs(words, FLOW_NAMES(names), json, error);
}

static int show(struct context *context, struct flow_words *words)
{
	struct flow_error error = { "" };
	json_t *parameters = json_object(), *reply, *rows;
	int status;

	if (parse_place(words, parameters, &error)) {
		json_decref(parameters);
		return report_usage(context, &error);
	}
	status = context_call(context, "io.flowswitch.GetNeighbours", parameters, &reply);
	if (status)
		return status;
	rows = json_incref(json_object_get(reply, "neighbours"));
	if (context->details)
		json_array_extend(rows, json_object_get(reply, "missing"));
	json_decref(reply);
	return output(context, columns, rows);
}

/* ADDRESS and pairs of these words. */
static int change(struct context *context, struct flow_words *words, const char *operation,
		  struct flow_names names)
{
	json_t *json = json_pack("{s:s}", "operation", operation);
	const char *address = flow_words_take(words);
	struct flow_error error = { "" };

	if (!address || parse_pairs(words, names, json, &error)) {
		json_decref(json);
		return address ? report_usage(context, &error) :
				 report(context, EXIT_WRONG, "which neighbour? Its address is missing");
	}
	json_object_set_new(json, "address", json_string(address));
	return change_daemon(context, json);
}

static int add(struct context *context, struct flow_words *words)
{
	return change(context, words, "neighbour-add", FLOW_NAMES(flow_setting_neighbour));
}

static int replace(struct context *context, struct flow_words *words)
{
	return change(context, words, "neighbour-replace", FLOW_NAMES(flow_setting_neighbour));
}

static int del(struct context *context, struct flow_words *words)
{
	static const char *const names[] = { "switch", "vlan", NULL };

	return change(context, words, "neighbour-del", FLOW_NAMES(names));
}

static int flush(struct context *context, struct flow_words *words)
{
	json_t *json = json_pack("{s:s}", "operation", "neighbour-flush");
	struct flow_error error = { "" };

	if (!parse_place(words, json, &error))
		return change_daemon(context, json);
	json_decref(json);
	return report_usage(context, &error);
}

static const struct command commands[] = {
	{ "show", show, false },
	{ "add", add, true },
	{ "replace", replace, true },
	{ "del", del, true },
	{ "flush", flush, true },
	{ NULL, NULL, false }
};

const struct object neighbour_object = {
	.name = "neighbour",
	.summary = "which network addresses are behind which ports",
	.help =
		"Usage: flowctl neighbour [show [switch NAME] [port DEV] [vlan VID]]\n"
		"       flowctl neighbour add|replace ADDRESS lladdr MAC vlan VID [switch NAME]\n"
		"       flowctl neighbour del ADDRESS [vlan VID] [switch NAME]\n"
		"       flowctl neighbour flush [switch NAME] [port DEV] [vlan VID]\n"
		"\n"
		"Lists who has which address in VLANs with neighbour_suppression: what was learned from\n"
		"ARP and IPv6 neighbour advertisements, which goes with its MAC address (fdb flush\n"
		"forgets both), and what add makes, which is in place while its MAC address is known;\n"
		"then nobody else has the address.  With -d, show lists those that are not in place\n"
		"too, with the reason.  flush forgets what was learned.\n"
		"\n"
		"Examples: flowctl neighbour show vlan 10\n"
		"          flowctl neighbour add 192.0.2.7 lladdr 52:54:00:00:00:07 vlan 10\n",
	.commands = commands,
	.shown_by = {
		[A_VLAN] = "show vlan", [A_PORT] = "show port", [A_SWITCH] = "show switch",
	},
};
