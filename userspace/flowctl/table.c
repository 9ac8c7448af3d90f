// SPDX-License-Identifier: GPL-2.0-or-later
#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "commands.h"
#include "listing.h"
#include "report.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "TABLE", "table", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "FLOWS", "flows", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "MASKS", "masks", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "DEFAULT_PACKETS", "default_packets", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT,
	  NULL },
	{ "DEFAULT_BYTES", "default_bytes", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ "DEFAULT", "default", 0, COLUMN_TEXT, "_default" },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

static int take_table(const struct flow_table *table, void *data)
{
	const struct flow_actions *actions = &table->default_actions;
	const struct listing *listing = data;
	const bool *all = listing->data;	/* empty tables too */
	char *text;
	json_t *row;

	if (!*all && !table->flows && !actions->count && !table->default_packets)
		return 0;
	text = flow_actions_format(actions->list, actions->count, listing->ports);
	row = json_pack("{s:s, s:i, s:I, s:I, s:I, s:I, s:o, s:s}",
		"switch", listing->switch_name,
		"table", table->id,
		"flows", (json_int_t)table->flows,
		"masks", (json_int_t)table->masks,
		"default_packets", (json_int_t)table->default_packets,
		"default_bytes", (json_int_t)table->default_bytes,
		"default", flow_actions_to_json(actions->list, actions->count),
		"_default", text ? text : "");
	free(text);
	return listing_add(listing, row);
}

static int dump(struct context *context, const struct flow_switch *of, struct listing *listing)
{
	int error;

	error = flow_table_dump(context->kernel, of->ifindex, take_table, listing_restart, listing);
	if (error)
		return report_kernel(context, error, context->kernel, "cannot list the tables of %s",
				     of->name);
	return EXIT_DONE;
}

static int show(struct context *context, struct flow_words *words)
{
	const char *name = flow_words_take(words);
	bool all = context->details || context->json;
	int status = report_rest(context, words);

	return status ? status : listing_show(context, name, dump, &all, columns);
}

static int parse_table(struct flow_words *words, const struct flow_ports *ports,
		       struct flow_table *table, struct flow_error *error)
{
	uint64_t id;
	int code;

	code = flow_words_number(words, "table", 0, FLOWDP_TABLES_MAX - 1, &id, error);
	if (code)
		return code;
	if (!flow_words_accept(words, "default"))
		return flow_error_set(error, -EINVAL,
				      "what is the default? Say \"default ACTIONS\" behind the number");
	if (!flow_words_peek(words))
		return flow_error_set(error, -EINVAL, "which actions? Say \"default drop\", or others");
	table->id = id;
	code = flow_actions_parse(words, ports, &table->default_actions, error);
	return code ? code : flow_actions_end(words, error);
}

static int set(struct context *context, struct flow_words *words)
{
	struct flow_transaction *transaction;
	const char *name = flow_words_take(words);
	struct flow_error error = { "" };
	struct flow_table table = { 0 };
	struct flow_ports ports;
	int status;

	if (!name)
		return report(context, EXIT_WRONG, "in which switch? Its name is missing");
	status = change_kernel(context, name, &transaction, &ports);
	if (status)
		return status;
	if (parse_table(words, &ports, &table, &error))
		return report_usage(context, &error);
	if (flow_transaction_table_set(transaction, &table))
		return report(context, EXIT_REFUSED, "there is not enough memory");
	return EXIT_DONE;
}

static const struct command commands[] = {
	{ "show", show, false },
	{ "set", set, true },
	{ NULL, NULL, false }
};

const struct object table_object = {
	.name = "table",
	.summary = "flow tables, and what becomes of packets that match nothing",
	.help =
		"Usage: flowctl table [show [SWITCH]]\n"
		"       flowctl table set SWITCH N default ACTIONS\n"
		"\n"
		"show lists the tables that hold something, with -d all.  A table starts with the\n"
		"default \"drop\".  ACTIONS: see \"flowctl flow help\".\n"
		"\n"
		"Example: flowctl table set sw0 1 default goto 8\n",
	.commands = commands,
	.shown_by = { [A_SWITCH] = "show" },
};
