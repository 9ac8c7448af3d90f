// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include "change.h"
#include "commands.h"
#include "output.h"
#include "report.h"
#include "settings.h"

static const struct column columns[] = {
	{ "NAME", "name", 0, COLUMN_TEXT, NULL },
	{ "VLAN_MODE", "vlan_mode", 0, COLUMN_TEXT, NULL },
	{ "PVID", "pvid", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "VLANS", "vlans", 0, COLUMN_TEXT, NULL },
	{ "tag_type", "tag_type", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "translate", "translations", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "pcp", "pcp", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "state", "state", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "learning", "learning", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "flood_unicast", "flood_unicast", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "flood_multicast", "flood_multicast", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "flood_broadcast", "flood_broadcast", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "isolated", "isolated", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "community", "community", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "hairpin", "hairpin", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "link_local_forward", "link_local_forward", COLUMN_BELOW, COLUMN_HEX, NULL },
	{ "mac_limit", "mac_limit", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_overflow", "mac_overflow", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "sticky_learning", "sticky_learning", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "USED_BY", "used_by", 0, COLUMN_TEXT, NULL },
	{ "origin", "origin", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

/* Leaves in @rows the profile of this name alone. */
static void keep_one(json_t *rows, const char *name)
{
	size_t i = json_array_size(rows);
	const char *other;

	while (i--) {
		other = json_string_value(json_object_get(json_array_get(rows, i), "name"));
		if (!other || strcmp(other, name))
			json_array_remove(rows, i);
	}
}

static int show(struct context *context, struct flow_words *words)
{
	const char *name = flow_words_take(words);
	int status = report_rest(context, words);
	json_t *reply, *rows;

	if (!status)
		status = context_call(context, "io.flowswitch.GetProfiles", NULL, &reply);
	if (status)
		return status;
	rows = json_incref(json_object_get(reply, "profiles"));
	json_decref(reply);
	if (name)
		keep_one(rows, name);
	if (!name || json_array_size(rows))
		return output(context, columns, rows);
	json_decref(rows);
	return report(context, EXIT_WRONG, "there is no profile \"%s\"; \"flowctl profile\" lists them",
		      name);
}

/* NAME SETTINGS */
static int change(struct context *context, struct flow_words *words, const char *operation)
{
	const char *name = flow_words_take(words);
	struct flow_error error = { "" };
	struct flow_settings settings;
	json_t *json;

	if (!name)
		return report(context, EXIT_WRONG, "which profile? Its name is missing");
	if (settings_parse_profile(words, &settings, &error))
		return report_usage(context, &error);
	if (!settings.present && !strcmp(operation, "profile-set"))
		return report(context, EXIT_WRONG,
			      "which setting? Say \"profile set %s vlan 10\", or another", name);
	json = json_pack("{s:s, s:s}", "operation", operation, "name", name);
	flow_settings_to_json(&settings, json);
	return change_daemon(context, json);
}

static int add(struct context *context, struct flow_words *words)
{
	return change(context, words, "profile-add");
}

static int set(struct context *context, struct flow_words *words)
{
	return change(context, words, "profile-set");
}

/* The names of settings up to the end of the words; the words for a VLAN mode are one. */
static int parse_names(struct flow_words *words, json_t *names, struct flow_error *error)
{
	const struct flow_setting *shared = &flow_setting_port[FLOW_PORT_SHARED];
	const char *word, *name;
	int row;

	while ((word = flow_words_take(words))) {
		row = flow_names_find(FLOW_NAMES(shared), word);
		if (row < 0)
			return settings_check_shared(word, error) ?:
			       flow_names_unknown(FLOW_NAMES(shared), "setting", word, NULL, error);
		name = shared[row].json;
		if (!*name)
			name = flow_setting_port[FLOW_PORT_VLAN_MODE].json;
		json_array_append_new(names, json_string(name));
	}
	return 0;
}

/* NAME [SETTING...] */
static int unset(struct context *context, struct flow_words *words)
{
	const char *name = flow_words_take(words);
	struct flow_error error = { "" };
	json_t *names = json_array();

	if (!name || parse_names(words, names, &error)) {
		json_decref(names);
		return name ? report_usage(context, &error) :
			      report(context, EXIT_WRONG, "which profile? Its name is missing");
	}
	if (!json_array_size(names)) {
		json_decref(names);
		names = json_null();
	}
	return change_daemon(context, json_pack("{s:s, s:s, s:o}", "operation", "profile-unset",
						"name", name, "settings", names));
}

static int del(struct context *context, struct flow_words *words)
{
	static const struct change_deletion deletion = {
		.what = "profile? Its name",
		.usage = "profile del NAME",
		.operation = "profile-del",
		.key = "name",
	};

	return change_delete(context, words, &deletion);
}

static const struct command commands[] = {
	{ "show", show, false },
	{ "add", add, true },
	{ "set", set, true },
	{ "unset", unset, true },
	{ "del", del, true },
	{ NULL, NULL, false }
};

const struct object profile_object = {
	.name = "profile",
	.summary = "settings that ports share",
	.help =
		"Usage: flowctl profile [show [NAME]]\n"
		"       flowctl profile add|set NAME SETTINGS\n"
		"       flowctl profile unset NAME [SETTING...]\n"
		"       flowctl profile del NAME\n"
		"\n"
		"SETTINGS are those of \"flowctl port\", but for switch, number, patch and profile.\n"
		"A port with \"profile NAME\" has them, where it has none of its own; vlan, trunk and\n"
		"dot1q_tunnel, with what goes with them, count as one.  set changes all such ports at\n"
		"once; unset takes those that are named back, or all: then the defaults hold.\n"
		"A profile that a port has cannot be deleted.\n"
		"\n"
		"Examples: flowctl profile add web vlan 10 isolated on\n"
		"          flowctl port add 'tap*' switch sw0 profile web\n"
		"          flowctl profile set web vlan 20\n",
	.commands = commands,
};
