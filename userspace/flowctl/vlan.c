// SPDX-License-Identifier: GPL-2.0-or-later
#include "vlan.h"

#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "commands.h"
#include "kernel.h"
#include "output.h"
#include "report.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "VLAN", "vlan", COLUMN_RIGHT, COLUMN_TEXT, "_range" },
	{ "LAST", "vlan_last", COLUMN_JSON, COLUMN_TEXT, NULL },
	{ "UNTAGGED", "untagged", 0, COLUMN_TEXT, NULL },
	{ "TAGGED", "tagged", 0, COLUMN_TEXT, NULL },
	{ "DOT1Q_TUNNEL", "dot1q_tunnel", 0, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

enum membership { NO_MEMBER, UNTAGGED, TAGGED, TUNNEL };

static enum membership membership(const struct flow_port *port, uint16_t vid)
{
	switch (port->vlan_mode) {
	case FLOWDP_VLAN_MODE_ACCESS:
		return port->pvid == vid ? UNTAGGED : NO_MEMBER;
	case FLOWDP_VLAN_MODE_DOT1Q_TUNNEL:
		return port->pvid == vid ? TUNNEL : NO_MEMBER;
	case FLOWDP_VLAN_MODE_NATIVE_UNTAGGED:
		if (port->pvid == vid)
			return UNTAGGED;
		break;
	}
	return flow_vlan_is_trunk(port->vlan_mode) && flow_vlan_has(port->vlans, vid) ? TAGGED :
											NO_MEMBER;
}

static bool same_members(const struct port_list *ports, uint16_t a, uint16_t b)
{
	size_t i;

	for (i = 0; i < ports->count; i++)
		if (membership(&ports->items[i], a) != membership(&ports->items[i], b))
			return false;
	return true;
}

static json_t *members(const struct port_list *ports, uint16_t vid, enum membership which)
{
	json_t *names = json_array();
	size_t i;

	for (i = 0; i < ports->count; i++)
		if (membership(&ports->items[i], vid) == which)
			json_array_append_new(names, json_string(ports->items[i].name));
	return names;
}

/* One row for VLANs @first to @last, which have the same members, if there are any. */
static void add_row(json_t *rows, const struct flow_switch *of, const struct port_list *ports,
		    uint16_t first, uint16_t last)
{
	json_t *untagged = members(ports, first, UNTAGGED);
	json_t *tagged = members(ports, first, TAGGED);
	json_t *tunnel = members(ports, first, TUNNEL);
	flow_vlan_bitmap range = { 0 };
	uint16_t vid;
	char *text;

	if (json_array_size(untagged) || json_array_size(tagged) || json_array_size(tunnel)) {
		for (vid = first; vid <= last; vid++)
			flow_vlan_add(range, vid);
		text = flow_vlan_format(range);
		json_array_append_new(rows, json_pack("{s:s, s:i, s:i, s:s, s:O, s:O, s:O}",
			"switch", of->name, "vlan", first, "vlan_last", last, "_range", text,
			"untagged", untagged, "tagged", tagged, "dot1q_tunnel", tunnel));
		free(text);
	}
	json_decref(untagged);
	json_decref(tagged);
	json_decref(tunnel);
}

static int add_rows(struct context *context, const struct flow_switch *of,
		    const struct port_list *ports, void *data)
{
	uint16_t first = 1, vid;

	(void)context;
	for (vid = 2; vid <= FLOWDP_VID_MAX; vid++) {
		if (same_members(ports, first, vid))
			continue;
		add_row(data, of, ports, first, vid - 1);
		first = vid;
	}
	add_row(data, of, ports, first, FLOWDP_VID_MAX);
	return EXIT_DONE;
}

static int show(struct context *context, struct flow_words *words)
{
	struct flow_error error = { "" };
	const char *name = NULL;
	json_t *rows;
	int status;

	if (flow_words_accept(words, "switch") &&
	    flow_words_value(words, "switch", &name, &error))
		return report_usage(context, &error);
	status = report_rest(context, words);
	if (status)
		return status;
	rows = json_array();
	status = kernel_each_switch(context, name, add_rows, rows);
	if (!status)
		return output(context, columns, rows);
	json_decref(rows);
	return status;
}

/* VIDS port DEV [native] */
static int change(struct context *context, struct flow_words *words, const char *operation)
{
	struct flow_error error = { "" };
	const char *vlans, *port;
	flow_vlan_bitmap bitmap;
	bool native;

	if (flow_words_value(words, "vlan", &vlans, &error) ||
	    flow_vlan_parse(vlans, bitmap, &error))
		return report_usage(context, &error);
	if (!flow_words_accept(words, "port"))
		return report(context, EXIT_WRONG, "of which port? Say \"vlan %s port DEV\"", vlans);
	if (flow_words_value(words, "port", &port, &error))
		return report_usage(context, &error);
	native = flow_words_accept(words, "native");
	if (flow_words_peek(words))
		return report_rest(context, words);
	return change_daemon(context, json_pack("{s:s, s:s, s:s, s:b}", "operation", operation,
						"vlans", vlans, "match", port, "native", native));
}

static int add(struct context *context, struct flow_words *words)
{
	return change(context, words, "vlan-add");
}

static int del(struct context *context, struct flow_words *words)
{
	return change(context, words, "vlan-del");
}

static const struct command commands[] = {
	{ "show", show, false },
	{ "add", add, true },
	{ "del", del, true },
	{ NULL, NULL, false }
};

const struct object vlan_object = {
	.name = "vlan",
	.summary = "which VLANs have which ports",
	.help =
		"Usage: flowctl vlan [show [switch NAME]]\n"
		"       flowctl vlan add VIDS port DEV|PATTERN [native]\n"
		"       flowctl vlan del VIDS port DEV|PATTERN [native]\n"
		"\n"
		"VIDS := VID[-VID][,VID[-VID]]...\n"
		"\n"
		"show lists, for each VLAN that has a port, those that are in it untagged and\n"
		"tagged, and those whose service VLAN it is.  add and del edit the port's policy in flowd: the VLANs of a trunk, or\n"
		"with \"native\" the one of its untagged frames.\n"
		"\n"
		"Example: flowctl vlan add 10,20-29 port eth1\n",
	.commands = commands,
};
