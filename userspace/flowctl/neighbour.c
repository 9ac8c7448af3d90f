// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include "commands.h"
#include "output.h"
#include "report.h"
#include "vlan.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "VLAN", "vlan", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "ADDRESS", "address", 0, COLUMN_TEXT, NULL },
	{ "MAC", "mac", 0, COLUMN_TEXT, NULL },
	{ "PORT", "port", 0, COLUMN_TEXT, NULL },
	{ "AGE", "age_ms", COLUMN_RIGHT, COLUMN_MILLISECONDS, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

static int parse_place(struct flow_words *words, json_t *json, struct flow_error *error)
{
	static const char *const names[] = { "switch", "port", "vlan", NULL };
	const char *word, *value;
	uint16_t vid;

	while ((word = flow_words_take(words))) {
		if (flow_names_find(FLOW_NAMES(names), word) < 0)
			return flow_names_unknown(FLOW_NAMES(names), "word", word, NULL, error);
		if (flow_words_value(words, word, &value, error))
			return -1;
		if (strcmp(word, "vlan")) {
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
	status = context_call(context, "io.flowswitch.GetNeighbours", parameters, &reply);
	if (status)
		return status;
	rows = json_incref(json_object_get(reply, "neighbours"));
	json_decref(reply);
	return output(context, columns, rows);
}

static const struct command commands[] = {
	{ "show", show, false },
	{ NULL, NULL, false }
};

const struct object neighbour_object = {
	.name = "neighbour",
	.summary = "which network addresses are behind which ports",
	.help =
		"Usage: flowctl neighbour [show [switch NAME] [port DEV] [vlan VID]]\n"
		"\n"
		"Lists what was learned from ARP and IPv6 neighbour advertisements in VLANs with\n"
		"neighbour_suppression.  A neighbour goes with its MAC address: fdb flush forgets both.\n"
		"\n"
		"Example: flowctl neighbour show vlan 10\n",
	.commands = commands,
};
