// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "commands.h"
#include "entry.h"
#include "listing.h"
#include "report.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "TABLE", "table", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "PRIORITY", "priority", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "PACKETS", "packets", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ "BYTES", "bytes", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_TEXT, NULL },
	{ "AGE", "age_ms", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_MILLISECONDS, NULL },
	{ "IDLE", "idle_ms", COLUMN_RIGHT | COLUMN_STATISTICS, COLUMN_MILLISECONDS, NULL },
	{ "COOKIE", "cookie", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_HEX, NULL },
	{ "IDLE_TIMEOUT", "idle_timeout_s", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "HARD_TIMEOUT", "hard_timeout_s", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "MATCH", "match", 0, COLUMN_TEXT, "_match" },
	{ "ACTIONS", "actions", 0, COLUMN_TEXT, "_actions" },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

/* What the words of a command said. */
struct request {
	struct flow_entry entry;
	uint64_t cookie_mask;
	bool has_table;
	bool has_cookie;
	bool has_actions;
};

static int parse_u64(struct flow_words *words, const char *keyword, uint64_t max, uint64_t *value,
		     struct flow_error *error)
{
	return flow_words_number(words, keyword, 0, max, value, error);
}

/* C[/M] */
static int parse_cookie(struct flow_words *words, struct request *request,
			struct flow_error *error)
{
	const char *text;
	char *copy, *mask;
	int code;

	if (flow_words_value(words, "cookie", &text, error))
		return -EINVAL;
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	mask = strchr(copy, '/');
	if (mask)
		*mask++ = '\0';
	code = flow_words_parse_number(copy, UINT64_MAX, &request->entry.cookie);
	if (!code && mask)
		code = flow_words_parse_number(mask, UINT64_MAX, &request->cookie_mask);
	free(copy);
	request->has_cookie = true;
	if (code)
		return flow_error_set(error, code,
				      "\"%s\" is wrong for cookie, which takes a number or NUMBER/MASK",
				      text);
	return 0;
}

/* One keyword with its value: 1, or 0 if the next word is none. */
static int parse_keyword(struct flow_words *words, struct request *request,
			 struct flow_error *error)
{
	struct flow_entry *entry = &request->entry;
	uint64_t number = 0;
	int code;

	if (flow_words_accept(words, "cookie")) {
		code = parse_cookie(words, request, error);
	} else if (flow_words_accept(words, "table")) {
		code = parse_u64(words, "table", FLOWDP_TABLES_MAX - 1, &number, error);
		entry->identity.table = number;
		request->has_table = true;
	} else if (flow_words_accept(words, "priority")) {
		code = parse_u64(words, "priority", UINT16_MAX, &number, error);
		entry->identity.priority = number;
	} else if (flow_words_accept(words, "idle_timeout")) {
		code = parse_u64(words, "idle_timeout", FLOWDP_TIMEOUT_MAX, &number, error);
		entry->idle_timeout = number;
	} else if (flow_words_accept(words, "hard_timeout")) {
		code = parse_u64(words, "hard_timeout", FLOWDP_TIMEOUT_MAX, &number, error);
		entry->hard_timeout = number;
	} else {
		return 0;
	}
	return code ? code : 1;
}

static int unknown_word(struct flow_words *words, struct flow_error *error)
{
	const char *known[FLOWDP_A_FIELD_MAX + 7] = { "table", "priority", "cookie", "idle_timeout",
						      "hard_timeout", "actions" };
	const char *word = flow_words_peek(words), *nearest;
	unsigned int i;

	if (!word)
		return 0;
	for (i = 1; i <= FLOWDP_A_FIELD_MAX; i++)
		known[i + 5] = flow_field(i)->name;
	nearest = flow_words_nearest(word, known);
	return flow_error_set(error, -EINVAL, "\"%s\" is no packet field%s%s%s", word,
			      nearest ? "; did you mean \"" : "", nearest ? nearest : "",
			      nearest ? "\"?" : "");
}

static int parse_actions(struct flow_words *words, const struct flow_ports *ports,
			 struct request *request, struct flow_error *error)
{
	int code;

	request->has_actions = true;
	code = flow_actions_parse(words, ports, &request->entry.actions, error);
	if (!code && flow_words_peek(words))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is no action; there are output, group, flood, drop, push_vlan, pop_vlan, set, upcall and goto",
				      flow_words_peek(words));
	return code;
}

/* Keywords and fields in any order, and at the end perhaps "actions" with its list. */
static int parse_request(struct flow_words *words, const struct flow_ports *ports,
			 struct request *request, struct flow_error *error)
{
	struct flow_match *match = &request->entry.identity.match;
	int code;

	do {
		code = parse_keyword(words, request, error);
		if (!code)
			code = flow_match_parse_field(words, ports, match, error);
	} while (code > 0);
	if (!code)
		code = flow_match_complete(match, error);
	if (!code && flow_words_accept(words, "actions"))
		code = parse_actions(words, ports, request, error);
	return code ? code : unknown_word(words, error);
}

static void set_text(json_t *row, const char *key, char *text)
{
	json_object_set_new(row, key, json_string(text && *text ? text : "any"));
	free(text);
}

static int take_entry(const struct flow_entry *entry, void *data)
{
	const struct listing *listing = data;
	json_t *row = json_pack("{s:s, s:i, s:i, s:I, s:I, s:I, s:I, s:I, s:I}",
		"switch", listing->switch_name,
		"table", entry->identity.table,
		"priority", entry->identity.priority,
		"cookie", (json_int_t)entry->cookie,
		"idle_timeout_s", (json_int_t)entry->idle_timeout,
		"hard_timeout_s", (json_int_t)entry->hard_timeout,
		"packets", (json_int_t)entry->packets,
		"bytes", (json_int_t)entry->bytes,
		"age_ms", (json_int_t)entry->age_ms);

	if (entry->idle_ms != FLOW_ENTRY_IDLE_NEVER)
		json_object_set_new(row, "idle_ms", json_integer(entry->idle_ms));
	json_object_set_new(row, "match", flow_match_to_json(&entry->identity.match));
	set_text(row, "_match", flow_match_format(&entry->identity.match, listing->ports));
	json_object_set_new(row, "actions", flow_actions_to_json(entry->actions.list,
								 entry->actions.count));
	set_text(row, "_actions", flow_actions_format(entry->actions.list, entry->actions.count,
						      listing->ports));
	return listing_add(listing, row);
}

/* What a request says, as a filter. */
static struct flow_filter to_filter(const struct request *request)
{
	return (struct flow_filter){
		.has_table = request->has_table,
		.table = request->entry.identity.table,
		.has_cookie = request->has_cookie,
		.cookie = request->entry.cookie,
		.cookie_mask = request->cookie_mask,
		.match = request->entry.identity.match,
	};
}

/* Each switch reads the words anew, as its ports have other names. */
static int dump(struct context *context, const struct flow_switch *of, struct listing *listing)
{
	const struct flow_words *words = listing->data;
	struct flow_words again = *words;
	struct flow_error error = { "" };
	struct request request = { 0 };
	struct flow_filter filter;
	int code;

	if (parse_request(&again, listing->ports, &request, &error))
		return report_usage(context, &error);
	filter = to_filter(&request);
	code = flow_entry_dump(context->kernel, of->ifindex, &filter, take_entry, listing_restart,
			       listing);
	if (code)
		return report_kernel(context, code, context->kernel, "cannot list the flows of %s",
				     of->name);
	return EXIT_DONE;
}

/* Whether the next word can only be the name of a switch. */
static bool is_name(const struct flow_words *words)
{
	static const char *const keywords[] = { "table", "cookie", "priority", NULL };
	const char *word = flow_words_peek(words);
	unsigned int i;

	for (i = 0; word && keywords[i]; i++)
		if (!strcmp(keywords[i], word))
			return false;
	return word && !flow_field_find(word);
}

static int show(struct context *context, struct flow_words *words)
{
	const char *name = is_name(words) ? flow_words_take(words) : NULL;

	return listing_show(context, name, dump, words, columns);
}

/* SWITCH and a request: what all changes start with. */
static int parse_change(struct context *context, struct flow_words *words,
			struct request *request, struct flow_transaction **transaction)
{
	const char *name = flow_words_take(words);
	struct flow_error error = { "" };
	struct flow_ports ports;
	int status;

	if (!name)
		return report(context, EXIT_WRONG, "in which switch? Its name is missing");
	status = change_kernel(context, name, transaction, &ports);
	if (status)
		return status;
	memset(request, 0, sizeof(*request));
	if (parse_request(words, &ports, request, &error))
		return report_usage(context, &error);
	return EXIT_DONE;
}

static int added(const struct context *context, int error)
{
	if (!error)
		return EXIT_DONE;
	return report(context, EXIT_REFUSED, "cannot be put into a message: %s", strerror(-error));
}

static int install(struct context *context, struct flow_words *words, uint16_t flags)
{
	struct flow_transaction *transaction;
	struct request request;
	int status;

	status = parse_change(context, words, &request, &transaction);
	if (status)
		return status;
	if (!request.has_actions)
		return report(context, EXIT_WRONG,
			      "what should happen? Say \"actions ...\" at the end, such as \"actions drop\"");
	if (request.cookie_mask)
		return report(context, EXIT_WRONG, "a flow has one cookie, without mask");
	return added(context, flow_transaction_entry_new(transaction, &request.entry, flags));
}

static int add(struct context *context, struct flow_words *words)
{
	return install(context, words, NLM_F_CREATE | NLM_F_EXCL);
}

static int replace(struct context *context, struct flow_words *words)
{
	return install(context, words, NLM_F_CREATE | NLM_F_REPLACE);
}

static int del(struct context *context, struct flow_words *words)
{
	struct flow_transaction *transaction;
	struct request request;
	int status;

	status = parse_change(context, words, &request, &transaction);
	if (status)
		return status;
	return added(context, flow_transaction_entry_delete(transaction, &request.entry.identity));
}

static int flush(struct context *context, struct flow_words *words)
{
	struct flow_transaction *transaction;
	struct flow_filter filter;
	struct request request;
	int status;

	status = parse_change(context, words, &request, &transaction);
	if (status)
		return status;
	filter = to_filter(&request);
	return added(context, flow_transaction_entry_delete_matching(transaction, &filter));
}

static const struct command commands[] = {
	{ "show", show, false },
	{ "add", add, true },
	{ "replace", replace, true },
	{ "del", del, true },
	{ "flush", flush, true },
	{ NULL, NULL, false }
};

const struct object flow_object = {
	.name = "flow",
	.summary = "what the tables match and do",
	.help =
		"Usage: flowctl flow [show [SWITCH] [FILTER]]\n"
		"       flowctl flow add|replace SWITCH IDENTITY [OPTIONS] actions ACTIONS\n"
		"       flowctl flow del SWITCH IDENTITY\n"
		"       flowctl flow flush SWITCH [FILTER]\n"
		"\n"
		"IDENTITY := [table N] [priority N] [MATCH]    table 0 and priority 0 by default\n"
		"OPTIONS  := [cookie N] [idle_timeout SECONDS] [hard_timeout SECONDS]\n"
		"FILTER   := [table N] [cookie N[/MASK]] [MATCH]\n"
		"MATCH    := FIELD VALUE[/MASK] ...\n"
		"FIELD    := in_port vid pcp eth_dst eth_src eth_type vlan_tpid vlan_tci\n"
		"            inner_vlan_tpid inner_vlan_tci ip_proto ip_tos ip_ttl ip_frag\n"
		"            ipv4_src ipv4_dst ipv6_src ipv6_dst ipv6_label tp_src tp_dst tcp_flags\n"
		"            icmp_type icmp_code arp_op arp_spa arp_tpa arp_sha arp_tha nd_target\n"
		"            nd_sll nd_tll malformed\n"
		"ACTIONS  := ACTION ...\n"
		"ACTION   := output PORT | group ID | flood | drop | goto TABLE | pop_vlan |\n"
		"            push_vlan [tpid 802.1Q|802.1ad] [tci N | vid VID [pcp N]] |\n"
		"            set FIELD VALUE[/MASK] |\n"
		"            upcall [class learn|action] [userdata N] [bytes N]\n"
		"\n"
		"In each table the flow with the highest priority that matches is carried out.\n"
		"The fields that a field needs beside it are added where there is no choice:\n"
		"ipv4_dst implies eth_type ipv4.  del removes the one flow that is named, flush\n"
		"every flow that matches at least what the filter says.\n"
		"\n"
		"Examples: flowctl flow add sw0 priority 100 in_port tap0 ipv4_src 10.0.0.0/24 actions goto 1\n"
		"          flowctl flow add sw0 ip_proto tcp eth_type ipv4 tp_dst 25 actions drop\n"
		"          flowctl -s flow show sw0 table 1\n",
	.commands = commands,
};
