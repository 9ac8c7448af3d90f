// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "commands.h"
#include "kernel.h"
#include "link.h"
#include "output.h"
#include "report.h"
#include "settings.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "PORT", "port", 0, COLUMN_TEXT, NULL },
	{ "IFINDEX", "ifindex", COLUMN_JSON, COLUMN_TEXT, NULL },
	{ "NUMBER", "number", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "VLAN_MODE", "vlan_mode", 0, COLUMN_TEXT, NULL },
	{ "PVID", "pvid", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "VLANS", "vlans", 0, COLUMN_TEXT, NULL },
	{ "tag_type", "tag_type", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "translate", "translations", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "pcp", "pcp", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "STATE", "state", 0, COLUMN_TEXT, NULL },
	{ "LINK", "link", 0, COLUMN_TEXT, NULL },
	{ "learning", "learning", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "flood_unicast", "flood_unicast", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "flood_multicast", "flood_multicast", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "flood_broadcast", "flood_broadcast", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "isolated", "isolated", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "community", "community", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "hairpin", "hairpin", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "link_local_forward", "link_local_forward", COLUMN_BELOW, COLUMN_HEX, NULL },
	{ "cookie", "cookie", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_limit", "mac_limit", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_overflow", "mac_overflow", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "sticky_learning", "sticky_learning", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "macs", "macs", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "macs_max", "macs_max", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "mac_full", "mac_full", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "mac_dropping", "mac_dropping", COLUMN_BELOW, COLUMN_FLAG, NULL },
	{ "mac_alarms", "mac_alarms", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "policy", "policy", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "profile", "profile", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "patch", "patch", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "origin", "origin", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "problem", "problem", COLUMN_BELOW, COLUMN_TEXT, NULL },
	{ "RX_PACKETS", "rx_packets", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ "RX_BYTES", "rx_bytes", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ "TX_PACKETS", "tx_packets", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ "TX_BYTES", "tx_bytes", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

struct show {
	const char *port;	/* NULL: all */
	const char *switch_name;	/* NULL: all */
	json_t *rows;
	json_t *by_port;	/* the same, by the port's name */
};

static json_t *to_row(const struct flow_switch *of, const struct flow_port *port)
{
	json_t *row = json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I}",
		"switch", of->name,
		"port", port->name,
		"ifindex", (json_int_t)port->ifindex,
		"rx_packets", (json_int_t)port->stats.rx_packets,
		"rx_bytes", (json_int_t)port->stats.rx_bytes,
		"tx_packets", (json_int_t)port->stats.tx_packets,
		"tx_bytes", (json_int_t)port->stats.tx_bytes);

	settings_port_to_json(port, row);
	return row;
}

static void add_row(struct show *show, const char *port, json_t *row)
{
	json_object_set(show->by_port, port, row);
	json_array_append_new(show->rows, row);
}

/* The row of the port that @member of @of names; NULL: none. */
static json_t *find_row(const struct show *show, const json_t *of, const char *member)
{
	return json_object_get(show->by_port,
			       json_string_value(json_object_get(of, member)));
}

/* What flowd alone knows of the port: which policy it has, and more. */
static void add_policy(json_t *row, const json_t *policy)
{
	json_object_set(row, "policy", json_object_get(policy, "match"));
	json_object_set(row, "profile", json_object_get(policy, "profile"));
	json_object_set(row, "patch", json_object_get(policy, "patch"));
	json_object_set(row, "mac_limit", json_object_get(policy, "mac_limit"));
	json_object_set(row, "mac_overflow", json_object_get(policy, "mac_overflow"));
	json_object_set(row, "sticky_learning", json_object_get(policy, "sticky_learning"));
	json_object_set(row, "origin", json_object_get(policy, "origin"));
}

static void add_policies(struct show *show, const json_t *policies)
{
	json_t *policy, *port;
	size_t i, j;

	json_array_foreach(policies, i, policy)
		json_array_foreach(json_object_get(policy, "attached"), j, port)
			add_policy(json_object_get(show->by_port, json_string_value(port)), policy);
	/* The policy of a patch's one end may say of the other one, too, what it is. */
	json_array_foreach(policies, i, policy)
		json_object_set(find_row(show, policy, "patch"), "patch",
				json_object_get(policy, "match"));
}

/* What the ports have learned. */
static void add_learning(struct show *show, const json_t *learning)
{
	static const char *const keys[] = {
		"macs", "macs_max", "mac_full", "mac_dropping", "mac_alarms"
	};
	json_t *port, *row;
	size_t i, j;

	json_array_foreach(learning, i, port) {
		row = find_row(show, port, "port");
		for (j = 0; j < sizeof(keys) / sizeof(*keys); j++)
			json_object_set(row, keys[j], json_object_get(port, keys[j]));
	}
}

/* An interface that is not as its policy says has a row, port or not. */
static void add_problem(struct show *show, const json_t *policy, const json_t *problem)
{
	const char *port = json_string_value(json_object_get(problem, "port"));
	const char *name = json_string_value(json_object_get(policy, "switch"));
	json_t *row;

	if (!port || !name || (show->port && strcmp(show->port, port)) ||
	    (show->switch_name && strcmp(show->switch_name, name)))
		return;
	row = find_row(show, problem, "port");
	if (!row) {
		row = json_pack("{s:s, s:s}", "switch", name, "port", port);
		add_policy(row, policy);
		add_row(show, port, row);
	}
	json_object_set(row, "problem", json_object_get(problem, "problem"));
}

static void add_problems(struct show *show, const json_t *policies)
{
	json_t *policy, *problem;
	size_t i, j;

	json_array_foreach(policies, i, policy)
		json_array_foreach(json_object_get(policy, "problems"), j, problem)
			add_problem(show, policy, problem);
}

static int add_rows(struct context *context, const struct flow_switch *of,
		    const struct port_list *ports, void *data)
{
	struct show *show = data;
	size_t i;

	(void)context;
	for (i = 0; i < ports->count; i++) {
		const struct flow_port *port = &ports->items[i];

		if (!show->port || !strcmp(show->port, port->name))
			add_row(show, port->name, to_row(of, port));
	}
	return EXIT_DONE;
}

static int add_link(const struct flow_link *link, void *data)
{
	const struct show *show = data;

	/* Of an interface that is no port there is no row, and nothing is set. */
	json_object_set_new(json_object_get(show->by_port, link->name), "link",
			    json_string(flow_link_state(link)));
	return 0;
}

static int add_links(struct context *context, struct show *show)
{
	struct flow_netlink *route;
	struct flow_link link;
	int status, error;

	status = context_route(context, &route);
	if (status)
		return status;
	error = show->port ? flow_link_find(route, show->port, &link) :
		flow_link_dump(route, add_link, NULL, show);
	if (!error && show->port)
		add_link(&link, show);
	if (error && error != -ENODEV)	/* it may have gone meanwhile */
		return report_kernel(context, error, route, "cannot list the interfaces");
	return EXIT_DONE;
}

/* [DEV] [switch NAME] */
static int parse_show(struct context *context, struct flow_words *words, const char **port,
		      const char **name)
{
	struct flow_error error = { "" };

	*port = NULL;
	*name = NULL;
	while (flow_words_peek(words)) {
		if (!flow_words_accept(words, "switch")) {
			if (*port)
				return report(context, EXIT_WRONG,
					      "\"%s\" was not expected here; say \"port show DEV\"",
					      flow_words_peek(words));
			*port = flow_words_take(words);
		} else if (flow_words_value(words, "switch", name, &error)) {
			return report_usage(context, &error);
		}
	}
	return EXIT_DONE;
}

/* What the kernel holds is shown even if flowd is away. */
static int show(struct context *context, struct flow_words *words)
{
	json_t *policies = NULL, *learning = NULL;
	struct show show = { 0 };
	int status, daemon_status;

	status = parse_show(context, words, &show.port, &show.switch_name);
	if (status)
		return status;
	daemon_status = context_details(context, "io.flowswitch.GetPorts", "ports", &policies);
	if (!daemon_status)
		daemon_status = context_details(context, "io.flowswitch.GetLearning", "ports",
						&learning);
	show.rows = json_array();
	show.by_port = json_object();
	status = kernel_each_switch(context, show.switch_name, add_rows, &show);
	if (!status && json_array_size(show.rows))
		status = add_links(context, &show);
	add_policies(&show, policies);
	add_learning(&show, learning);
	add_problems(&show, policies);
	if (!status && show.port && !json_array_size(show.rows))
		status = report_no_port(context, show.port, show.switch_name);
	json_decref(policies);
	json_decref(learning);
	json_decref(show.by_port);
	if (!status)
		return output(context, columns, show.rows) ?: daemon_status;
	json_decref(show.rows);
	return status;
}

/* What add and set are given: DEV [switch NAME] SETTINGS. */
struct request {
	const char *dev;
	struct settings_of_port texts;
	struct flow_settings settings;
};

static int parse(struct context *context, struct flow_words *words, struct request *request)
{
	struct flow_error error = { "" };

	request->dev = flow_words_take(words);
	if (!request->dev)
		return report(context, EXIT_WRONG, "which port? The interface is missing");
	if (settings_parse_port(words, &request->texts, &request->settings, &error))
		return report_usage(context, &error);
	if (context->kernel_only && (flow_settings_has(&request->settings, FLOW_PORT_MAC_LIMIT) ||
				     flow_settings_has(&request->settings,
						       FLOW_PORT_MAC_OVERFLOW) ||
				     flow_settings_has(&request->settings,
						       FLOW_PORT_STICKY_LEARNING)))
		return report(context, EXIT_WRONG,
			      "mac_limit, mac_overflow and sticky_learning are flowd's, so they do not go with -k");
	if (context->kernel_only && (request->texts.profile || request->texts.patch))
		return report(context, EXIT_WRONG,
			      "profile and patch are flowd's, so they do not go with -k");
	return EXIT_DONE;
}

static json_t *name_or_none(const char *text)
{
	return json_string(strcmp(text, "none") ? text : "");
}

static json_t *to_operation(const char *operation, const struct request *request)
{
	json_t *json = json_pack("{s:s, s:s}", "operation", operation, "match", request->dev);

	if (request->texts.switch_name)
		json_object_set_new(json, "switch", json_string(request->texts.switch_name));
	if (request->texts.profile)
		json_object_set_new(json, "profile", name_or_none(request->texts.profile));
	if (request->texts.patch)
		json_object_set_new(json, "patch", name_or_none(request->texts.patch));
	flow_settings_to_json(&request->settings, json);
	return json;
}

static int add_to_kernel(struct context *context, struct request *request)
{
	struct flow_port port = { .present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX) };
	int status, error;

	status = change_direct(context);
	if (!status)
		status = context_switch(context, request->texts.switch_name, &port.switch_ifindex);
	if (!status)
		status = context_link(context, request->dev, &port.ifindex);
	if (status)
		return status;
	settings_to_port(&request->settings, &port);
	error = flow_port_new(context->kernel, &port, NULL);
	if (error)
		return report_kernel(context, error, context->kernel, "cannot add port %s to %s",
				     request->dev, request->texts.switch_name);
	return EXIT_DONE;
}

/* "port add sw0 tap0", as brctl(8) and ovs-vsctl(8) have it, or "port add tap0 sw0". */
static int check_order(struct context *context, const struct flow_words *words, const char *usage)
{
	struct flow_words ahead = *words;
	struct flow_link link;
	const char *second;
	bool has = false;
	int status;

	flow_words_take(&ahead);
	second = flow_words_take(&ahead);
	if (!second || flow_names_find(FLOW_NAMES(flow_setting_port), second) >= 0)
		return EXIT_DONE;
	status = context_find_link(context, second, &link, &has);
	if (status || !has)
		return status;
	return report(context, EXIT_WRONG,
		      "\"%s\" is an interface and no setting; say \"%s\"", second, usage);
}

static int add(struct context *context, struct flow_words *words)
{
	struct request request;
	int status = check_order(context, words, "port add DEV switch NAME");

	if (!status)
		status = parse(context, words, &request);
	if (status)
		return status;
	if (context->kernel_only && !request.texts.switch_name)
		return report(context, EXIT_WRONG, "to which switch? Say \"port add %s switch NAME\"",
			      request.dev);
	if (context->kernel_only)
		return add_to_kernel(context, &request);
	return change_daemon(context, to_operation("port-add", &request));
}

/* Where a port is. */
struct place {
	const char *dev;
	char switch_name[IF_NAMESIZE];
	uint32_t switch_ifindex;	/* 0: nowhere */
	uint32_t ifindex;
};

static int find_switch(struct context *context, const struct flow_switch *of,
		       const struct port_list *ports, void *data)
{
	struct place *place = data;
	size_t i;

	(void)context;
	for (i = 0; i < ports->count; i++) {
		if (strcmp(ports->items[i].name, place->dev))
			continue;
		memcpy(place->switch_name, of->name, sizeof(place->switch_name));
		place->switch_ifindex = of->ifindex;
		place->ifindex = ports->items[i].ifindex;
	}
	return EXIT_DONE;
}

/* Finds the switch that the port is in; @only: it is to be in this one, if not NULL. */
static int locate(struct context *context, const char *dev, const char *only,
		  struct place *place)
{
	int status;

	*place = (struct place){ .dev = dev };
	status = kernel_each_switch(context, only, find_switch, place);
	if (!status && !place->switch_ifindex)
		return report_no_port(context, dev, only);
	return status;
}

static int set_in_kernel(struct context *context, struct request *request)
{
	struct flow_port port = { .present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX) };
	struct flow_transaction *transaction;
	struct flow_ports ports;
	struct place place;
	int status;

	if (flow_settings_has(&request->settings, FLOW_PORT_NUMBER))
		return report(context, EXIT_WRONG,
			      "a port keeps its number; delete it and add it again");
	status = locate(context, request->dev, request->texts.switch_name, &place);
	if (!status)
		status = change_kernel(context, place.switch_name, &transaction, &ports);
	if (status)
		return status;
	settings_to_port(&request->settings, &port);
	port.ifindex = place.ifindex;
	if (flow_transaction_port_set(transaction, &port))
		return report(context, EXIT_REFUSED, "there is not enough memory");
	return EXIT_DONE;
}

static int set(struct context *context, struct flow_words *words)
{
	struct request request;
	int status = check_order(context, words, "port set DEV SETTINGS");

	if (!status)
		status = parse(context, words, &request);
	if (status)
		return status;
	if (!request.settings.present &&
	    (context->kernel_only || (!request.texts.switch_name && !request.texts.profile &&
				      !request.texts.patch)))
		return report(context, EXIT_WRONG,
			      "which setting? Say \"port set %s vlan 10\", or another", request.dev);
	if (context->kernel_only)
		return set_in_kernel(context, &request);
	return change_daemon(context, to_operation("port-set", &request));
}

static int delete_from_kernel(struct context *context, const char *dev)
{
	struct place place;
	int status = locate(context, dev, NULL, &place), error;

	if (status)
		return status;
	error = flow_port_delete(context->kernel, place.switch_ifindex, place.ifindex);
	if (error)
		return report_kernel(context, error, context->kernel,
				     "cannot take port %s out of %s", dev, place.switch_name);
	return EXIT_DONE;
}

static int del(struct context *context, struct flow_words *words)
{
	static const struct change_deletion deletion = {
		.what = "port? The interface",
		.usage = "port del DEV",
		.operation = "port-del",
		.key = "match",
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

const struct object port_object = {
	.name = "port",
	.summary = "interfaces in a switch, and their VLANs",
	.help =
		"Usage: flowctl port [show [DEV] [switch NAME]]\n"
		"       flowctl port add MATCH [switch NAME] [SETTINGS]\n"
		"       flowctl port set MATCH [switch NAME] SETTINGS\n"
		"       flowctl port del MATCH\n"
		"\n"
		"MATCH := DEV | mac:ADDRESS | alias:TEXT | PATTERN | alias:PATTERN\n"
		"SETTINGS := [vlan VID | vlan none | trunk VIDS [native VID | native_tagged VID] |\n"
		"             dot1q_tunnel VID [customer_vlans VIDS]]\n"
		"            [tag_type customer|service] tags of a trunk: 0x8100 or 0x88a8\n"
		"            [translate WIRE:VID[,WIRE:VID]... | translate none]\n"
		"                                       VIDs that tags of a trunk have instead\n"
		"            [pcp keep|0-7]             priority of what enters\n"
		"            [profile NAME | profile none]  whose settings it has, but for its own\n"
		"            [number N]                 its port number\n"
		"            [patch DEV | patch none]   one end of a patch, DEV is the other\n"
		"            [state disabled|blocking|learning|forwarding]\n"
		"            [learning on|off]          sources are learned\n"
		"            [flood_unicast on|off] [flood_multicast on|off]\n"
		"            [flood_broadcast on|off]   what is flooded reaches it\n"
		"            [isolated on|off]          exchanges frames with promiscuous ports only\n"
		"            [community N]              with these and those of community N; 0: none\n"
		"            [hairpin on|off]           frames may go back where they came from\n"
		"            [mac_limit N]              MACs learned on it, 0: a fair share\n"
		"            [mac_overflow alarm|flood|drop]  what becomes of those beyond it\n"
		"            [sticky_learning on|off]   what is learned stays, and is pinned to the port\n"
		"            [link_local_forward MASK]  bit n: 01-80-c2-00-00-0n is forwarded\n"
		"VIDS := none | all | VID[-VID][,VID[-VID]]...\n"
		"\n"
		"show lists what is in the kernel, with -d also the policy that put it there, and\n"
		"what is not as a policy says, with the reason.\n"
		"add, set and del edit flowd's policies: the interface need not exist yet, and a\n"
		"PATTERN such as \"tap*\" holds for each that comes; of several policies for one\n"
		"interface that of the kind named first above holds.  With -k they tell the kernel\n"
		"alone, of a DEV.\n"
		"\n"
		"Examples: flowctl port add tap0 switch sw0 vlan 10\n"
		"          flowctl port add eth1 switch sw0 trunk 1,10,20-29 native 1\n"
		"          flowctl -s port\n",
	.commands = commands,
	.shown_by = { [A_PORT] = "show", [A_SWITCH] = "show switch" },
};
