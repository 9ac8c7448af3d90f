// SPDX-License-Identifier: GPL-2.0-or-later
#include "vlan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "commands.h"
#include "kernel.h"
#include "output.h"
#include "report.h"
#include "vlan_settings.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "VLAN", "vlan", COLUMN_RIGHT, COLUMN_TEXT, "_range" },
	{ "LAST", "vlan_last", COLUMN_JSON, COLUMN_TEXT, NULL },
	{ "UNTAGGED", "untagged", 0, COLUMN_TEXT, NULL },
	{ "TAGGED", "tagged", 0, COLUMN_TEXT, NULL },
	{ "DOT1Q_TUNNEL", "dot1q_tunnel", 0, COLUMN_TEXT, NULL },
	{ "ageing", "ageing_s", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_limit", "mac_limit", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_overflow", "mac_overflow", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "macs", "macs", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_dropping", "mac_dropping", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "learning", "learning", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "flood_unicast", "flood_unicast", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "flood_multicast", "flood_multicast", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "flood_broadcast", "flood_broadcast", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "neighbour_suppression", "neighbour_suppression", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "origin", "origin", COLUMN_BELOW, COLUMN_TEXT, NULL },
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

struct show {
	flow_vlan_bitmap asked;		/* the VLANs to show */
	const char *port;		/* that is to be in them; NULL: any */
	bool found;			/* it is there */
	const struct flow_port *member;	/* it, in the switch whose VLANs come now */
	json_t *all;			/* of the VLANs' settings, with -d */
	struct vlan_settings settings;	/* of the switch whose VLANs come now */
	json_t *rows;
};

static bool is_alike(const struct show *show, const struct port_list *ports, uint16_t a,
		     uint16_t b)
{
	const json_t *const *of = show->settings.of;
	size_t i;

	if (flow_vlan_has(show->asked, a) != flow_vlan_has(show->asked, b))
		return false;
	if (of[a] != of[b] && !json_equal(of[a], of[b]))
		return false;
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

static bool is_asked(const struct show *show, uint16_t vid)
{
	return flow_vlan_has(show->asked, vid) &&
	       (!show->port || membership(show->member, vid) != NO_MEMBER);
}

/* One row for VLANs @first to @last, which are alike, if there is anything to tell. */
static void add_row(struct show *show, const struct flow_switch *of,
		    const struct port_list *ports, uint16_t first, uint16_t last)
{
	json_t *untagged = members(ports, first, UNTAGGED);
	json_t *tagged = members(ports, first, TAGGED);
	json_t *tunnel = members(ports, first, TUNNEL);
	json_t *settings = (json_t *)show->settings.of[first], *row;
	flow_vlan_bitmap range = { 0 };
	uint16_t vid;
	char *text;

	if (is_asked(show, first) &&
	    (json_array_size(untagged) || json_array_size(tagged) || json_array_size(tunnel) ||
	     settings)) {
		for (vid = first; vid <= last; vid++)
			flow_vlan_add(range, vid);
		text = flow_vlan_format(range);
		row = json_pack("{s:s, s:i, s:i, s:s, s:O, s:O, s:O}",
			"switch", of->name, "vlan", first, "vlan_last", last, "_range", text,
			"untagged", untagged, "tagged", tagged, "dot1q_tunnel", tunnel);
		json_object_update(row, settings);
		json_array_append_new(show->rows, row);
		free(text);
	}
	json_decref(untagged);
	json_decref(tagged);
	json_decref(tunnel);
}

static const struct flow_port *find_port(const struct port_list *ports, const char *name)
{
	size_t i;

	for (i = 0; name && i < ports->count; i++)
		if (!strcmp(ports->items[i].name, name))
			return &ports->items[i];
	return NULL;
}

static int add_rows(struct context *context, const struct flow_switch *of,
		    const struct port_list *ports, void *data)
{
	struct show *show = data;
	uint16_t first = 1, vid;

	(void)context;
	show->member = find_port(ports, show->port);
	if (show->port && !show->member)
		return EXIT_DONE;
	show->found = true;
	vlan_settings_find(&show->settings, show->all, of->name);
	for (vid = 2; vid <= FLOWDP_VID_MAX; vid++) {
		if (is_alike(show, ports, first, vid))
			continue;
		add_row(show, of, ports, first, vid - 1);
		first = vid;
	}
	add_row(show, of, ports, first, FLOWDP_VID_MAX);
	return EXIT_DONE;
}

/* What is no list of VLANs may be a value of these keys without its key. */
static int parse_vlans(const char *word, flow_vlan_bitmap vlans, struct flow_names keys,
		       struct flow_error *error)
{
	int code = flow_vlan_parse(word, vlans, error);

	if (!code || isdigit((unsigned char)*word))
		return code;
	return flow_names_unknown_key(keys, "word", word, error);
}

/* bridge(8) says "dev", and "vid" before the VLANs. */
static bool accept_port(struct flow_words *words)
{
	return flow_words_accept(words, "port") || flow_words_accept(words, "dev");
}

/* [VIDS] [switch NAME] [port DEV] */
static int parse_show(struct context *context, struct flow_words *words, struct show *show,
		      const char **name)
{
	static const char *const keys[] = { "VIDS", "switch", "port", NULL };
	struct flow_error error = { "" };
	bool chosen = false;
	int code = 0;

	*name = NULL;
	flow_vlan_add_all(show->asked);
	flow_words_accept(words, "vid");
	while (!code && flow_words_peek(words)) {
		if (flow_words_accept(words, "switch")) {
			code = flow_words_value(words, "switch", name, &error);
		} else if (accept_port(words)) {
			code = flow_words_value(words, "port", &show->port, &error);
		} else if (!chosen) {
			code = parse_vlans(flow_words_take(words), show->asked, FLOW_NAMES(keys),
					   &error);
			chosen = true;
		} else {
			return report_rest(context, words);
		}
	}
	return code ? report_usage(context, &error) : EXIT_DONE;
}

/* What the kernel holds is shown even if flowd is away. */
static int show(struct context *context, struct flow_words *words)
{
	struct show show = { 0 };
	const char *name;
	int status, daemon_status;

	status = parse_show(context, words, &show, &name);
	if (status)
		return status;
	daemon_status = context_details(context, "io.flowswitch.GetVlans", "vlans", &show.all);
	show.rows = json_array();
	status = kernel_each_switch(context, name, add_rows, &show);
	json_decref(show.all);
	if (!status && show.port && !show.found)
		status = report_no_port(context, show.port, name);
	if (!status)
		return output(context, columns, show.rows) ?: daemon_status;
	json_decref(show.rows);
	return status;
}

/* VIDS port DEV [native], or as bridge(8) has it: dev DEV vid VIDS */
static int change(struct context *context, struct flow_words *words, const char *operation)
{
	static const char *const keys[] = { "VIDS", "port", NULL };
	static const char *const last[] = { "native", NULL };
	struct flow_error error = { "" };
	const char *vlans, *port = NULL;
	flow_vlan_bitmap bitmap;
	bool native;

	if (accept_port(words) && flow_words_value(words, "port", &port, &error))
		return report_usage(context, &error);
	flow_words_accept(words, "vid");
	vlans = flow_words_take(words);
	if (!vlans)
		return report(context, EXIT_WRONG, "which VLANs? They are missing");
	if (parse_vlans(vlans, bitmap, FLOW_NAMES(keys), &error))
		return report_usage(context, &error);
	if (!port && !accept_port(words))
		return report(context, EXIT_WRONG, "of which port? Say \"vlan %s %s port DEV\"",
			      operation + strlen("vlan-"), vlans);
	if (!port && flow_words_value(words, "port", &port, &error))
		return report_usage(context, &error);
	native = flow_words_accept(words, "native");
	if (flow_words_peek(words) && !native)
		return report_unknown(context, FLOW_NAMES(last), "word", flow_words_peek(words),
				      NULL);
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
	{ "set", vlan_settings_set, true },
	{ "unset", vlan_settings_unset, true },
	{ "add", add, true },
	{ "del", del, true },
	{ NULL, NULL, false }
};

const struct object vlan_object = {
	.name = "vlan",
	.summary = "VLANs: their settings and their ports",
	.help =
		"Usage: flowctl vlan [show [VIDS] [switch NAME] [port DEV]]\n"
		"       flowctl vlan set VIDS [switch NAME] SETTINGS\n"
		"       flowctl vlan unset VIDS [switch NAME] [SETTING...]\n"
		"       flowctl vlan add VIDS port MATCH [native]\n"
		"       flowctl vlan del VIDS port MATCH [native]\n"
		"\n"
		"SETTINGS := [ageing SECONDS]        until a silent MAC is forgotten, 0: never\n"
		"            [mac_limit N]           MACs learned in the VLAN\n"
		"            [mac_overflow alarm|flood|drop]  what becomes of those beyond it\n"
		"            [learning on|off]       sources are learned\n"
		"            [flood_unicast on|off] [flood_multicast on|off]\n"
		"            [flood_broadcast on|off] what is not known is flooded\n"
		"            [neighbour_suppression on|off]  a question for a known neighbour\n"
		"                                    goes to it alone\n"
		"VIDS := all | VID[-VID][,VID[-VID]]...\n"
		"\n"
		"show lists, for each VLAN (of VIDS, or with DEV) that has a port, those that are in it\n"
		"untagged and tagged, and those whose service VLAN it is; with -d also the settings that\n"
		"VLANs have of their own.\n"
		"set gives each of the VLANs settings in flowd; unset takes those that are named\n"
		"back, or all: then the switch's hold.\n"
		"add and del edit the port's policy in flowd: the VLANs of a trunk, or with\n"
		"\"native\" the one of its untagged frames.\n"
		"\n"
		"Examples: flowctl vlan add 10,20-29 port eth1\n"
		"          flowctl vlan set 20-29 ageing 60 flood_unicast off\n"
		"          flowctl -d vlan\n",
	.commands = commands,
	.shown_by = { [A_VLAN] = "show", [A_PORT] = "show port", [A_SWITCH] = "show switch" },
};
