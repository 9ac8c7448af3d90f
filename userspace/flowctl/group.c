// SPDX-License-Identifier: GPL-2.0-or-later
#include "group.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "commands.h"
#include "listing.h"
#include "report.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "GROUP", "id", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "KIND", "kind", 0, COLUMN_TEXT, NULL },
	{ "FLOWS", "flows", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "PACKETS", "packets", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ "BYTES", "bytes", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ "BUCKETS", "buckets", 0, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

static void add_text(json_t *buckets, const struct flow_bucket *bucket,
		     const struct flow_ports *ports)
{
	char *text = flow_actions_format(bucket->list, bucket->count, ports);

	json_array_append_new(buckets, json_string("bucket"));
	json_array_append_new(buckets, json_string(text ? text : ""));
	free(text);
}

static int take_group(const struct flow_group *group, void *data)
{
	const struct listing *listing = data;
	json_t *buckets = json_array();
	json_t *row = json_pack("{s:s, s:I, s:s, s:I, s:I, s:I, s:o}",
		"switch", listing->switch_name,
		"id", (json_int_t)group->id,
		"kind", group->kind == FLOWDP_GROUP_ALL ? "all" : "unknown",
		"flows", (json_int_t)group->flows,
		"packets", (json_int_t)group->packets,
		"bytes", (json_int_t)group->bytes,
		"buckets", buckets);
	const struct flow_bucket *bucket;
	unsigned int i;

	for (i = 0; i < group->bucket_count; i++) {
		bucket = &group->buckets[i];
		if (listing->json)
			json_array_append_new(buckets, flow_actions_to_json(bucket->list,
									    bucket->count));
		else
			add_text(buckets, bucket, listing->ports);
	}
	return listing_add(listing, row);
}

static int dump(struct context *context, const struct flow_switch *of, struct listing *listing)
{
	int error;

	error = flow_group_dump(context->kernel, of->ifindex, take_group, listing_restart, listing);
	if (error)
		return report_kernel(context, error, context->kernel, "cannot list the groups of %s",
				     of->name);
	return EXIT_DONE;
}

static int show(struct context *context, struct flow_words *words)
{
	const char *name = flow_words_take(words);
	int status = report_rest(context, words);

	return status ? status : listing_show(context, name, dump, NULL, columns);
}

/* SWITCH id N */
static int parse_id(struct context *context, struct flow_words *words, uint32_t *id,
		    struct flow_transaction **transaction, struct flow_ports *ports)
{
	const char *name = flow_words_take(words);
	struct flow_error error = { "" };
	uint64_t number;
	int status;

	if (!name)
		return report(context, EXIT_WRONG, "in which switch? Its name is missing");
	if (!flow_words_accept(words, "id"))
		return report(context, EXIT_WRONG, "which group? Say \"id N\" behind the switch");
	if (flow_words_number(words, "id", 0, UINT32_MAX, &number, &error))
		return report_usage(context, &error);
	status = change_kernel(context, name, transaction, ports);
	if (!status)
		*id = number;
	return status;
}

static int parse_buckets(struct flow_words *words, const struct flow_ports *ports,
			 struct flow_group *group, struct flow_error *error)
{
	struct flow_actions actions;
	int code;

	if (flow_words_accept(words, "kind") && !flow_words_accept(words, "all"))
		return flow_error_set(error, -EINVAL, "the only kind of group is \"all\"");
	while (flow_words_accept(words, "bucket")) {
		code = flow_actions_parse(words, ports, &actions, error);
		if (!code && flow_group_add_bucket(group, &actions))
			code = flow_error_set(error, -EINVAL, "a group has at most %u buckets",
					      FLOWDP_BUCKETS_MAX);
		if (code)
			return code;
	}
	if (!flow_words_peek(words))
		return 0;
	if (!group->bucket_count)
		return flow_error_set(error, -EINVAL,
				      "\"%s\" was not expected here; say \"bucket ACTIONS\"",
				      flow_words_peek(words));
	return flow_error_set(error, -EINVAL, "\"%s\" is neither \"bucket\" nor an action",
			      flow_words_peek(words));
}

typedef int operation(struct flow_transaction *transaction, const struct flow_group *group);

static int change(struct context *context, struct flow_words *words, operation *append)
{
	struct flow_transaction *transaction;
	struct flow_group group = { 0 };
	struct flow_error error = { "" };
	struct flow_ports ports;
	int status, code;

	status = parse_id(context, words, &group.id, &transaction, &ports);
	if (status)
		return status;
	if (parse_buckets(words, &ports, &group, &error)) {
		status = report_usage(context, &error);
	} else {
		code = append(transaction, &group);
		if (code)
			status = report(context, EXIT_REFUSED, "cannot be put into a message: %s",
					strerror(-code));
	}
	flow_group_clear(&group);
	return status;
}

static int add(struct context *context, struct flow_words *words)
{
	return change(context, words, flow_transaction_group_new);
}

static int set(struct context *context, struct flow_words *words)
{
	return change(context, words, flow_transaction_group_set);
}

static int del(struct context *context, struct flow_words *words)
{
	struct flow_transaction *transaction;
	struct flow_ports ports;
	uint32_t id;
	int status;

	status = parse_id(context, words, &id, &transaction, &ports);
	if (!status)
		status = report_rest(context, words);
	if (!status && flow_transaction_group_delete(transaction, id))
		status = report(context, EXIT_REFUSED, "there is not enough memory");
	return status;
}

static const struct command commands[] = {
	{ "show", show, false },
	{ "add", add, true },
	{ "set", set, true },
	{ "del", del, true },
	{ NULL, NULL, false }
};

const struct object group_object = {
	.name = "group",
	.summary = "lists of actions that flows share",
	.help =
		"Usage: flowctl group [show [SWITCH]]\n"
		"       flowctl group add|set SWITCH id N [kind all] [bucket ACTIONS]...\n"
		"       flowctl group del SWITCH id N\n"
		"\n"
		"Each bucket gets a copy of the packet.  set replaces all buckets; a group that a\n"
		"flow names cannot be deleted.  ACTIONS: see \"flowctl flow help\"; without goto\n"
		"and group.\n"
		"\n"
		"Example: flowctl group add sw0 id 1 bucket output tap0 bucket set vid 20 output tap1\n",
	.commands = commands,
	.shown_by = { [A_SWITCH] = "show" },
};
