// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include "change.h"
#include "commands.h"
#include "field.h"
#include "output.h"
#include "report.h"
#include "setting.h"
#include "vlan.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "VLAN", "vlan", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "MAC", "mac", 0, COLUMN_TEXT, NULL },
	{ "PORT", "port", 0, COLUMN_TEXT, NULL },
	{ "KIND", "kind", 0, COLUMN_TEXT, NULL },
	{ "AGE", "age_ms", COLUMN_RIGHT, COLUMN_MILLISECONDS, NULL },
	{ "PROBLEM", "problem", COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

static int check_mac(const char *text, struct flow_error *error)
{
	union flow_value value, mask;

	if (strchr(text, '/') ||
	    flow_field_parse(FLOWDP_A_FIELD_ETH_SRC, text, NULL, &value, &mask, NULL))
		return flow_error_set(error, -1, "\"%s\" is no MAC address", text);
	if (value.bytes[0] & 1)
		return flow_error_set(error, -1, "\"%s\" is a group address: no station has it",
				      text);
	return 0;
}

/* Reads "switch NAME", "port DEV" and "vlan VID" in any order into @json. */
static int parse_place(struct flow_words *words, json_t *json, struct flow_error *error)
{
	struct flow_names names = FLOW_NAMES(flow_setting_static);
	const char *word, *value;
	uint16_t vid;
	int row;

	while ((word = flow_words_take(words))) {
		row = flow_names_find(names, word);
		if (row < 0)
			return flow_names_unknown(names, "word", word, NULL, error);
		if (flow_words_value(words, word, &value, error))
			return -1;
		if (row != FLOW_STATIC_VLAN) {
			json_object_set_new(json, word, json_string(value));
			continue;
		}
		if (flow_vlan_parse_vid(value, &vid, error))
			return -1;
		json_object_set_new(json, word, json_integer(vid));
	}
	return 0;
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
	status = context_call(context, "io.flowswitch.GetFdb", parameters, &reply);
	if (status)
		return status;
	rows = json_array();
	json_array_extend(rows, json_object_get(reply, "entries"));
	if (context->details)
		json_array_extend(rows, json_object_get(reply, "missing"));
	json_decref(reply);
	return output(context, columns, rows);
}

/* [MAC] and the place of an operation. */
static int change(struct context *context, struct flow_words *words, const char *operation,
		  bool has_mac, const char *needed)
{
	json_t *json = json_pack("{s:s}", "operation", operation);
	struct flow_error error = { "" };
	const char *mac;
	int code = 0;

	if (has_mac) {
		code = flow_words_value(words, "fdb", &mac, &error);
		if (!code)
			code = check_mac(mac, &error);
		if (!code)
			json_object_set_new(json, "mac", json_string(mac));
	}
	if (!code)
		code = parse_place(words, json, &error);
	if (!code && needed && !json_object_get(json, needed))
		code = flow_error_set(&error, -1, "\"%s\" is missing", needed);
	if (!code)
		return change_daemon(context, json);
	json_decref(json);
	return report_usage(context, &error);
}

static int add(struct context *context, struct flow_words *words)
{
	return change(context, words, "fdb-add", true, "port");
}

static int del(struct context *context, struct flow_words *words)
{
	return change(context, words, "fdb-del", true, NULL);
}

static int flush(struct context *context, struct flow_words *words)
{
	return change(context, words, "fdb-flush", false, NULL);
}

static const struct command commands[] = {
	{ "show", show, false },
	{ "add", add, true },
	{ "del", del, true },
	{ "flush", flush, true },
	{ NULL, NULL, false }
};

const struct object fdb_object = {
	.name = "fdb",
	.summary = "which MAC addresses are behind which ports",
	.help =
		"Usage: flowctl fdb [show [switch NAME] [port DEV] [vlan VID]]\n"
		"       flowctl fdb add MAC port DEV [vlan VID] [switch NAME]\n"
		"       flowctl fdb del MAC [vlan VID] [switch NAME]\n"
		"       flowctl fdb flush [switch NAME] [port DEV] [vlan VID]\n"
		"\n"
		"add makes a static entry, which stays until del.  flush forgets what was learned.\n"
		"With -d, show lists static entries that are not in place too, with the reason.\n"
		"\n"
		"Example: flowctl fdb add 52:54:00:00:00:01 port tap0 vlan 10\n",
	.commands = commands,
};
