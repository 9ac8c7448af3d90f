// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
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
	{ "MAC", "mac", 0, COLUMN_TEXT, NULL },
	{ "PORT", "port", 0, COLUMN_TEXT, NULL },
	{ "KIND", "kind", 0, COLUMN_TEXT, NULL },
	{ "AGE", "age_ms", COLUMN_RIGHT, COLUMN_MILLISECONDS, NULL },
	{ "MOVES", "moves", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "HELD", "held_ms", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_MILLISECONDS, NULL },
	{ "PROBLEM", "problem", COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

static int check_mac(const char *text, struct flow_error *error)
{
	struct flow_error why;
	uint8_t mac[6];
	int code = flow_mac_parse(text, mac, &why);

	return code ? flow_error_set(error, code, "mac: %s", why.text) : 0;
}

/* The words of a place, those of bridge(8) included, and what they are in JSON. */
static const struct {
	const char *word;
	const char *json;
} keywords[] = {
	{ "port", "port" }, { "dev", "port" }, { "brport", "port" },
	{ "vlan", "vlan" }, { "mac", "mac" },
	{ "switch", "switch" }, { "br", "switch" },
	{ NULL, NULL }
};

static int unknown_word(const char *word, struct flow_error *error)
{
	static const char *const all[] = {
		"port", "dev", "vlan", "mac", "switch", "br", "static", "dynamic", "local",
		"sticky", "sticky-learned", NULL
	};

	return flow_names_unknown_key(FLOW_NAMES(all), "word", word, error);
}

static int put(json_t *json, const char *name, json_t *value, struct flow_error *error)
{
	const json_t *there = json_object_get(json, name);

	if (!there) {
		json_object_set_new(json, name, value);
		return 0;
	}
	json_decref(value);
	return flow_error_set(error, -1, "%s is said twice; say it once", name);
}

/* A bare word: the kind of an entry. */
static int parse_kind(const char *word, json_t *json, struct flow_error *error)
{
	const char *kind = strcmp(word, "permanent") ? word : flow_fdb_kinds[FLOW_FDB_LOCAL];
	const char *before = json_string_value(json_object_get(json, "kind"));

	if (flow_names_find(FLOW_NAMES(flow_fdb_kinds), kind) < 0)
		return unknown_word(word, error);
	if (before)
		return flow_error_set(error, -1,
				      "an entry has one kind: it is either %s or %s", before, kind);
	json_object_set_new(json, "kind", json_string(kind));
	return 0;
}

static int parse_value(struct flow_words *words, int row, json_t *json, struct flow_error *error)
{
	const char *value, *name = keywords[row].json;
	struct flow_settings settings;

	if (flow_words_value(words, keywords[row].word, &value, error))
		return -1;
	if (!strcmp(name, "mac") && check_mac(value, error))
		return -1;
	if (strcmp(name, "vlan"))
		return put(json, name, json_string(value), error);
	flow_settings_init(&settings, flow_setting_static);
	if (flow_settings_parse(&settings, FLOW_STATIC_VLAN, name, value, error))
		return -1;
	return put(json, name, json_integer(settings.value[FLOW_STATIC_VLAN]), error);
}

/* Reads what is said of an entry, in any order, into @json. */
static int parse_entry(struct flow_words *words, json_t *json, struct flow_error *error)
{
	const char *word;
	int row, code = 0;

	while (!code && (word = flow_words_take(words))) {
		if (!strcmp(word, "master"))	/* bridge(8): the switch's database, there is no other */
			continue;
		row = flow_names_find(FLOW_NAMES(keywords), word);
		code = row < 0 ? parse_kind(word, json, error) :
				 parse_value(words, row, json, error);
	}
	return code;
}

static int parse_mac(struct flow_words *words, json_t *json, struct flow_error *error)
{
	const char *mac = flow_words_take(words);

	if (!mac)
		return flow_error_set(error, -1, "which entry? The MAC address is missing");
	if (check_mac(mac, error))
		return -1;
	json_object_set_new(json, "mac", json_string(mac));
	return 0;
}

/* Where an entry that is not in place is to be may follow from its port, when that comes. */
static void add_missing(json_t *rows, json_t *missing)
{
	json_t *row;
	size_t i;

	json_array_foreach(missing, i, row) {
		if (!json_string_length(json_object_get(row, "switch")))
			json_object_del(row, "switch");
		if (!json_integer_value(json_object_get(row, "vlan")))
			json_object_del(row, "vlan");
		json_array_append(rows, row);
	}
}

/* The entries that agree with @parameters, which are released. */
static int list(struct context *context, json_t *parameters, json_t **rows)
{
	json_t *reply;
	int status = context_call(context, "io.flowswitch.GetFdb", parameters, &reply);

	if (status)
		return status;
	*rows = json_array();
	json_array_extend(*rows, json_object_get(reply, "entries"));
	if (context->details)
		add_missing(*rows, json_object_get(reply, "missing"));
	json_decref(reply);
	return EXIT_DONE;
}

static int show(struct context *context, struct flow_words *words)
{
	struct flow_error error = { "" };
	json_t *parameters = json_object(), *rows;
	int status;

	if (parse_entry(words, parameters, &error)) {
		json_decref(parameters);
		return report_usage(context, &error);
	}
	status = list(context, parameters, &rows);
	return status ? status : output(context, columns, rows);
}

static int get(struct context *context, struct flow_words *words)
{
	struct flow_error error = { "" };
	json_t *parameters = json_object(), *rows;
	char mac[18] = "";
	int status;

	if (parse_mac(words, parameters, &error) || parse_entry(words, parameters, &error)) {
		json_decref(parameters);
		return report_usage(context, &error);
	}
	snprintf(mac, sizeof(mac), "%s", json_string_value(json_object_get(parameters, "mac")));
	status = list(context, parameters, &rows);
	if (status)
		return status;
	if (json_array_size(rows))
		return output(context, columns, rows);
	json_decref(rows);
	return report(context, EXIT_REFUSED, "there is no such entry %s", mac);
}

/* An address of the host's own is behind the switch itself. */
static int check_port(const json_t *json, struct flow_error *error)
{
	const char *kind = json_string_value(json_object_get(json, "kind"));

	if (json_object_get(json, "port") ||
	    (kind && !strcmp(kind, flow_fdb_kinds[FLOW_FDB_LOCAL])))
		return 0;
	return flow_error_set(error, -1,
			      "behind which port is %s? Say \"port DEV\", or \"local\" if it is the host's",
			      json_string_value(json_object_get(json, "mac")));
}

/* [MAC] and what else is said of an entry. */
static int change(struct context *context, struct flow_words *words, const char *operation,
		  bool has_mac, bool needs_port)
{
	json_t *json = json_pack("{s:s}", "operation", operation);
	struct flow_error error = { "" };
	int code = 0;

	if (has_mac)
		code = parse_mac(words, json, &error);
	if (!code)
		code = parse_entry(words, json, &error);
	if (!code && needs_port)
		code = check_port(json, &error);
	if (!code)
		return change_daemon(context, json);
	json_decref(json);
	return report_usage(context, &error);
}

static int add(struct context *context, struct flow_words *words)
{
	return change(context, words, "fdb-add", true, true);
}

static int replace(struct context *context, struct flow_words *words)
{
	return change(context, words, "fdb-replace", true, true);
}

static int del(struct context *context, struct flow_words *words)
{
	return change(context, words, "fdb-del", true, false);
}

static int flush(struct context *context, struct flow_words *words)
{
	return change(context, words, "fdb-flush", false, false);
}

static const struct command commands[] = {
	{ "show", show, false },
	{ "get", get, false },
	{ "add", add, true },
	{ "replace", replace, true },
	{ "del", del, true },
	{ "flush", flush, true },
	{ NULL, NULL, false }
};

const struct object fdb_object = {
	.name = "fdb",
	.summary = "which MAC addresses are behind which ports",
	.help =
		"Usage: flowctl fdb [show [ENTRY]]\n"
		"       flowctl fdb get MAC [ENTRY]\n"
		"       flowctl fdb { add | replace } MAC ENTRY\n"
		"       flowctl fdb del MAC [ENTRY]\n"
		"       flowctl fdb flush [ENTRY]\n"
		"ENTRY: [port DEV] [vlan VID] [switch NAME] [mac MAC] [KIND]\n"
		"\n"
		"A static entry, which add makes unless it is told, stays until del and never moves.  A\n"
		"sticky one is pinned to its port besides: what others send from its address is\n"
		"dropped.  A dynamic one is as if it had been learned; a local one is the host's, so\n"
		"it needs no port.  replace changes what is there.  flush forgets what was learned and\n"
		"agrees with ENTRY; with static, sticky or local it deletes what is configured.\n"
		"The words of bridge(8), dev, brport, br, master and permanent, are taken too.\n"
		"With -d, show tells how often a station has moved, and how long one that moved too\n"
		"often is held where it is, and lists configured entries that\n"
		"are not in place too, with the reason.\n"
		"\n"
		"Example: flowctl fdb add 52:54:00:00:00:01 port tap0 vlan 10\n",
	.commands = commands,
	.shown_by = {
		[A_VLAN] = "show vlan", [A_MAC] = "get", [A_PORT] = "show port",
		[A_SWITCH] = "show switch",
	},
};
