// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <linux/if_ether.h>
#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "commands.h"
#include "entry.h"
#include "link.h"
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
	{ "COOKIE", "cookie", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "IDLE_TIMEOUT", "idle_timeout_s", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "HARD_TIMEOUT", "hard_timeout_s", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "MATCH", "match", 0, COLUMN_TEXT, NULL },
	{ "ACTIONS", "actions", 0, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

/* What the words of a command may say. */
enum {
	SAID_TABLE,
	SAID_PRIORITY,
	SAID_COOKIE,
	SAID_IDLE_TIMEOUT,
	SAID_HARD_TIMEOUT,
	SAID_ACTIONS,
	SAID_FIELD,
};

static const char *const keywords[] = {
	[SAID_TABLE] = "table",
	[SAID_PRIORITY] = "priority",
	[SAID_COOKIE] = "cookie",
	[SAID_IDLE_TIMEOUT] = "idle_timeout",
	[SAID_HARD_TIMEOUT] = "hard_timeout",
	[SAID_ACTIONS] = "actions",
};

#define KEYWORDS	(sizeof(keywords) / sizeof(*keywords))
#define BIT(number)	(1U << (number))

#define IN_IDENTITY	(BIT(SAID_TABLE) | BIT(SAID_PRIORITY) | BIT(SAID_FIELD))
#define IN_FILTER	(BIT(SAID_TABLE) | BIT(SAID_COOKIE) | BIT(SAID_FIELD))

/* What they said. */
struct request {
	struct flow_entry entry;
	uint64_t cookie_mask;
	unsigned int said;
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
	if (!code && mask && !request->cookie_mask)
		code = -EINVAL;
	free(copy);
	if (code)
		return flow_error_set(error, code,
				      "\"%s\" is wrong for cookie, which takes a number or NUMBER/MASK, with a bit in MASK",
				      text);
	return 0;
}

static int parse_value(struct flow_words *words, unsigned int what, struct request *request,
		       struct flow_error *error)
{
	struct flow_entry *entry = &request->entry;
	uint64_t number = 0;
	int code;

	switch (what) {
	case SAID_TABLE:
		code = parse_u64(words, "table", FLOWDP_TABLES_MAX - 1, &number, error);
		entry->identity.table = number;
		return code;
	case SAID_PRIORITY:
		code = parse_u64(words, "priority", UINT16_MAX, &number, error);
		entry->identity.priority = number;
		return code;
	case SAID_IDLE_TIMEOUT:
		code = parse_u64(words, "idle_timeout", FLOWDP_TIMEOUT_MAX, &number, error);
		entry->idle_timeout = number;
		return code;
	case SAID_HARD_TIMEOUT:
		code = parse_u64(words, "hard_timeout", FLOWDP_TIMEOUT_MAX, &number, error);
		entry->hard_timeout = number;
		return code;
	default:
		return parse_cookie(words, request, error);
	}
}

/* One keyword or field with its value: 1, or 0 if the next word is none. */
static int parse_pair(struct flow_words *words, const struct flow_ports *ports,
		      struct request *request, struct flow_error *error)
{
	unsigned int what;
	int code;

	for (what = 0; what < SAID_ACTIONS; what++) {
		if (!flow_words_accept(words, keywords[what]))
			continue;
		if (request->said & BIT(what))
			return flow_error_set(error, -EINVAL, "%s is said twice; say it once",
					      keywords[what]);
		request->said |= BIT(what);
		code = parse_value(words, what, request, error);
		return code ? code : 1;
	}
	code = flow_match_parse_field(words, ports, &request->entry.identity.match, error);
	if (code > 0)
		request->said |= BIT(SAID_FIELD);
	return code;
}

static int unknown_word(struct flow_words *words, struct flow_error *error)
{
	const char *known[KEYWORDS + FLOWDP_A_FIELD_MAX + 1] = { NULL };
	const char *word = flow_words_peek(words);
	unsigned int i;

	if (!word)
		return 0;
	memcpy(known, keywords, sizeof(keywords));
	for (i = 1; i <= FLOWDP_A_FIELD_MAX; i++)
		known[KEYWORDS + i - 1] = flow_field(i)->name;
	return flow_names_unknown(FLOW_NAMES(known), "packet field", word, "\"flowctl flow help\"",
				  error);
}

static int parse_actions(struct flow_words *words, const struct flow_ports *ports,
			 struct request *request, struct flow_error *error)
{
	int code;

	request->said |= BIT(SAID_ACTIONS);
	if (!flow_words_peek(words))
		return flow_error_set(error, -EINVAL, "which actions? Say \"actions drop\", or others");
	code = flow_actions_parse(words, ports, &request->entry.actions, error);
	return code ? code : flow_actions_end(words, error);
}

/* Keywords and fields in any order, and at the end perhaps "actions" with its list. */
static int parse_request(struct flow_words *words, const struct flow_ports *ports,
			 struct request *request, struct flow_error *error)
{
	int code;

	do {
		code = parse_pair(words, ports, request, error);
	} while (code > 0);
	if (!code)
		code = flow_match_complete(&request->entry.identity.match, error);
	if (!code && flow_words_accept(words, keywords[SAID_ACTIONS]))
		code = parse_actions(words, ports, request, error);
	return code ? code : unknown_word(words, error);
}

/* Words that the command would not heed are refused: who wrote them meant them. */
static int check_said(const struct request *request, unsigned int heeded, const char *command,
		      const char *takes, struct flow_error *error)
{
	unsigned int what;

	for (what = 0; what < KEYWORDS; what++)
		if (request->said & ~heeded & BIT(what))
			return flow_error_set(error, -EINVAL, "%s takes no %s, only %s", command,
					      keywords[what], takes);
	return 0;
}

static void set_text(json_t *row, const char *key, char *text)
{
	json_object_set_new(row, key, json_string(text && *text ? text : "any"));
	free(text);
}

static void add_json(json_t *row, const struct flow_entry *entry)
{
	json_object_set_new(row, "match", flow_match_to_json(&entry->identity.match));
	json_object_set_new(row, "actions", flow_actions_to_json(entry->actions.list,
								 entry->actions.count));
}

static void add_text(json_t *row, const struct flow_entry *entry, const struct flow_ports *ports)
{
	set_text(row, "match", flow_match_format(&entry->identity.match, ports));
	set_text(row, "actions", flow_actions_format(entry->actions.list, entry->actions.count,
						     ports));
}

static int take_entry(const struct flow_entry *entry, void *data)
{
	const struct listing *listing = data;
	json_t *row = json_pack("{s:s, s:i, s:i, s:o, s:I, s:I, s:I, s:I, s:I}",
		"switch", listing->switch_name,
		"table", entry->identity.table,
		"priority", entry->identity.priority,
		"cookie", output_cookie(entry->cookie),
		"idle_timeout_s", (json_int_t)entry->idle_timeout,
		"hard_timeout_s", (json_int_t)entry->hard_timeout,
		"packets", (json_int_t)entry->packets,
		"bytes", (json_int_t)entry->bytes,
		"age_ms", (json_int_t)entry->age_ms);

	json_object_set_new(row, "idle_ms", entry->idle_ms == FLOW_ENTRY_IDLE_NEVER ?
					    json_null() : json_integer(entry->idle_ms));
	if (listing->json)
		add_json(row, entry);
	else
		add_text(row, entry, listing->ports);
	return listing_add(listing, row);
}

/* What a request says, as a filter. */
static int to_filter(const struct request *request, const char *command,
		     struct flow_filter *filter, struct flow_error *error)
{
	*filter = (struct flow_filter){
		.has_table = request->said & BIT(SAID_TABLE),
		.table = request->entry.identity.table,
		.has_cookie = request->said & BIT(SAID_COOKIE),
		.cookie = request->entry.cookie,
		.cookie_mask = request->cookie_mask,
		.match = request->entry.identity.match,
	};
	return check_said(request, IN_FILTER, command, "table, cookie and packet fields", error);
}

/* As a packet meets them: table by table, and in each the highest priority first. */
static uint64_t order_of(const json_t *row)
{
	uint64_t table = json_integer_value(json_object_get(row, "table"));
	uint64_t priority = json_integer_value(json_object_get(row, "priority"));

	return table << 16 | (UINT16_MAX - priority);
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

	if (parse_request(&again, listing->ports, &request, &error) ||
	    to_filter(&request, "flow show", &filter, &error))
		return report_usage(context, &error);
	code = flow_entry_dump(context->kernel, of->ifindex, &filter, take_entry, listing_restart,
			       listing);
	if (!code)
		code = listing_sort(listing, order_of);
	if (code)
		return report_kernel(context, code, context->kernel, "cannot list the flows of %s",
				     of->name);
	return EXIT_DONE;
}

/* Whether the next word can only be the name of a switch; "table=0" is meant as a filter. */
static bool is_name(const struct flow_words *words)
{
	const char *word = flow_words_peek(words);
	unsigned int i;

	for (i = 0; word && i < KEYWORDS; i++)
		if (!strcmp(keywords[i], word))
			return false;
	return word && !flow_field_find(word) && !strchr(word, '=');
}

/* Finds the one switch whose port the words name: the others would not know it. */
static const char *find_switch(struct context *context, const struct flow_words *words,
			       struct flow_link *link)
{
	struct flow_words what = *words;
	struct flow_netlink *route;
	const char *word;

	while ((word = flow_words_take(&what)) && strcmp(word, "in_port"))
		;
	word = flow_words_take(&what);
	if (!word || context_route(context, &route) || flow_link_find(route, word, link) ||
	    (link->master && flow_link_get(route, link->master, link)))
		return NULL;
	return strcmp(link->kind, FLOWDP_LINK_KIND) ? NULL : link->name;
}

static int show(struct context *context, struct flow_words *words)
{
	struct flow_link link;
	const char *name = is_name(words) ? flow_words_take(words) :
					    find_switch(context, words, &link);

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

/* What is less is a length (IEEE Std 802.3-2022, 3.2.6); 0 stands for no type. */
static int check_type(const struct context *context, const struct flow_match *match)
{
	uint32_t type = flow_match_number(match, FLOWDP_A_FIELD_ETH_TYPE);

	if (!type || type >= ETH_P_802_3_MIN ||
	    !flow_match_is(match, FLOWDP_A_FIELD_ETH_TYPE, type))
		return EXIT_DONE;
	return report(context, EXIT_WRONG,
		      "no frame has eth_type %u, as types begin at 0x600; write hexadecimal ones with 0x, such as 0x800",
		      type);
}

static int install(struct context *context, struct flow_words *words, uint16_t flags)
{
	struct flow_transaction *transaction;
	struct request request;
	int status;

	status = parse_change(context, words, &request, &transaction);
	if (status)
		return status;
	if (!(request.said & BIT(SAID_ACTIONS)))
		return report(context, EXIT_WRONG,
			      "what should happen? Say \"actions ...\" at the end, such as \"actions drop\"");
	if (request.cookie_mask)
		return report(context, EXIT_WRONG, "a flow has one cookie, without mask");
	status = check_type(context, &request.entry.identity.match);
	if (status)
		return status;
	change_note_table(context->change, request.entry.identity.table);
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
	struct flow_error error = { "" };
	struct request request;
	int status;

	status = parse_change(context, words, &request, &transaction);
	if (status)
		return status;
	if (check_said(&request, IN_IDENTITY, "flow del", "table, priority and packet fields",
		       &error))
		return report_usage(context, &error);
	return added(context, flow_transaction_entry_delete(transaction, &request.entry.identity));
}

/* SWITCH and a filter, or "all": nothing at all is more likely forgotten than meant. */
static int flush(struct context *context, struct flow_words *words)
{
	struct flow_words what = *words;
	const char *name = flow_words_take(&what);
	struct flow_transaction *transaction;
	struct flow_error error = { "" };
	struct flow_filter filter;
	struct request request;
	int status;

	if (name && !flow_words_peek(&what))
		return report(context, EXIT_WRONG,
			      "which flows? Say what they match, such as \"table 0\", or \"flow flush %s all\"",
			      name);
	if (name && flow_words_accept(&what, "all")) {
		status = report_rest(context, &what);
		if (status)
			return status;
		words->count--;
	}
	status = parse_change(context, words, &request, &transaction);
	if (status)
		return status;
	if (to_filter(&request, "flow flush", &filter, &error))
		return report_usage(context, &error);
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
		"       flowctl flow flush SWITCH all|FILTER\n"
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
		"every flow that matches at least what the filter says; all: those of flowd too.\n"
		"\n"
		"Examples: flowctl flow add sw0 priority 100 in_port tap0 ipv4_src 10.0.0.0/24 actions goto 1\n"
		"          flowctl flow add sw0 ip_proto tcp eth_type ipv4 tp_dst 25 actions drop\n"
		"          flowctl -s flow show sw0 table 1\n",
	.commands = commands,
	.shown_by = { [A_PORT] = "show in_port", [A_SWITCH] = "show" },
};
