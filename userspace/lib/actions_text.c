// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "actions.h"
#include "names.h"

#define TCI_PCP_SHIFT	13	/* IEEE 802.1Q-2022, 9.6 */

/* What a parser of one action gets: the words behind its name, and where to put it. */
struct context {
	struct flow_words *words;
	const struct flow_ports *ports;
	struct flow_actions *actions;
	struct flow_error *error;
};

static const char *const class_names[] = {
	[FLOWDP_UPCALL_LEARN] = "learn",
	[FLOWDP_UPCALL_ACTION] = "action",
	NULL
};

#define CLASSES	(sizeof(class_names) / sizeof(*class_names) - 1)

static int parse_output(struct context *context)
{
	union flow_value value, mask;
	const char *text;

	if (flow_words_value(context->words, "output", &text, context->error))
		return -EINVAL;
	if (flow_field_parse(FLOWDP_A_FIELD_IN_PORT, text, context->ports, &value, &mask, NULL))
		return flow_error_set(context->error, -EINVAL,
				      "output takes a port of the switch by name or number, not \"%s\"",
				      text);
	return flow_actions_output(context->actions,
				   flow_field_number(FLOWDP_A_FIELD_IN_PORT, &value));
}

static int parse_group(struct context *context)
{
	uint64_t id;
	int code;

	code = flow_words_number(context->words, "group", 0, UINT32_MAX, &id, context->error);
	return code ? code : flow_actions_group(context->actions, id);
}

static int parse_flood(struct context *context)
{
	return flow_actions_flood(context->actions);
}

static int parse_drop(struct context *context)
{
	return flow_actions_drop(context->actions);
}

/* The TCI in one number, or by its parts. */
static int parse_tci(struct context *context, uint64_t *tci)
{
	struct flow_words *words = context->words;
	uint64_t vid, pcp = 0;
	int code = 0;

	if (flow_words_accept(words, "tci"))
		return flow_words_number(words, "tci", 0, UINT16_MAX, tci, context->error);
	if (!flow_words_accept(words, "vid"))
		return 0;
	code = flow_words_number(words, "vid", 0, FLOWDP_VID_MAX, &vid, context->error);
	if (!code && flow_words_accept(words, "pcp"))
		code = flow_words_number(words, "pcp", 0, 7, &pcp, context->error);
	if (!code)
		*tci = pcp << TCI_PCP_SHIFT | vid;
	return code;
}

static int parse_push_vlan(struct context *context)
{
	uint16_t tpid = ETH_P_8021Q;
	uint64_t tci = 0;
	const char *text;
	int code = 0;

	if (flow_words_accept(context->words, "tpid")) {
		code = flow_words_value(context->words, "tpid", &text, context->error);
		if (code)
			return code;
		if (!strcmp(text, "802.1ad"))
			tpid = ETH_P_8021AD;
		else if (strcmp(text, "802.1Q"))
			return flow_error_set(context->error, -EINVAL,
					      "\"%s\" is wrong for tpid, which takes 802.1Q or 802.1ad",
					      text);
	}
	code = parse_tci(context, &tci);
	return code ? code : flow_actions_push_vlan(context->actions, tpid, tci);
}

static int parse_pop_vlan(struct context *context)
{
	return flow_actions_pop_vlan(context->actions);
}

static int parse_set(struct context *context)
{
	const char *name = flow_words_take(context->words), *text;
	union flow_value value, mask;
	unsigned int field;
	int code;

	field = name ? flow_field_find(name) : 0;
	if (!field || !flow_field(field)->settable)
		return flow_error_set(context->error, -EINVAL,
				      "set takes a field that can be written, such as eth_dst or vid, not \"%s\"",
				      name ? name : "");
	code = flow_words_value(context->words, name, &text, context->error);
	if (!code)
		code = flow_field_parse(field, text, context->ports, &value, &mask, context->error);
	return code ? code : flow_actions_set(context->actions, field, &value, &mask);
}

static int parse_class(struct context *context, uint8_t *class)
{
	struct flow_names names = FLOW_NAMES(class_names);
	const char *text;
	int found;

	if (flow_words_value(context->words, "class", &text, context->error))
		return -EINVAL;
	found = flow_names_find(names, text);
	if (found < 0)
		return flow_names_unknown(names, "class", text, NULL, context->error);
	*class = found;
	return 0;
}

static int parse_upcall(struct context *context)
{
	uint64_t userdata = 0, bytes = 0;
	struct flow_words *words = context->words;
	uint8_t class = FLOWDP_UPCALL_ACTION;
	int code = 0;

	while (!code) {
		if (flow_words_accept(words, "class"))
			code = parse_class(context, &class);
		else if (flow_words_accept(words, "userdata"))
			code = flow_words_number(words, "userdata", 0, UINT64_MAX, &userdata,
						 context->error);
		else if (flow_words_accept(words, "bytes"))
			code = flow_words_number(words, "bytes", 1, FLOWDP_UPCALL_BYTES_MAX, &bytes,
						 context->error);
		else
			return flow_actions_upcall(context->actions, class, userdata, bytes);
	}
	return code;
}

static int parse_goto(struct context *context)
{
	uint64_t table;
	int code;

	code = flow_words_number(context->words, "goto", 0, FLOWDP_TABLES_MAX - 1, &table,
				 context->error);
	return code ? code : flow_actions_goto(context->actions, table);
}

static void format_push_vlan(FILE *out, const struct flow_action *action,
			     const struct flow_ports *ports)
{
	uint16_t vid = action->push.tci & 0xfff, pcp = action->push.tci >> TCI_PCP_SHIFT;

	(void)ports;
	fprintf(out, " tpid %s", action->push.tpid == ETH_P_8021AD ? "802.1ad" : "802.1Q");
	if (vid > FLOWDP_VID_MAX || action->push.tci != (pcp << TCI_PCP_SHIFT | vid))
		fprintf(out, " tci 0x%x", action->push.tci);
	else if (pcp)
		fprintf(out, " vid %u pcp %u", vid, pcp);
	else
		fprintf(out, " vid %u", vid);
}

static void format_upcall(FILE *out, const struct flow_action *action,
			  const struct flow_ports *ports)
{
	(void)ports;
	if (action->upcall.class < CLASSES)
		fprintf(out, " class %s", class_names[action->upcall.class]);
	if (action->upcall.userdata)
		fprintf(out, " userdata 0x%llx", (unsigned long long)action->upcall.userdata);
	if (action->upcall.bytes)
		fprintf(out, " bytes %u", action->upcall.bytes);
}

static void format_output(FILE *out, const struct flow_action *action,
			  const struct flow_ports *ports)
{
	union flow_value value = flow_field_value(FLOWDP_A_FIELD_IN_PORT, action->port);
	union flow_value mask = flow_field_exact(FLOWDP_A_FIELD_IN_PORT);
	char text[FLOW_FIELD_TEXT_MAX];

	flow_field_format(FLOWDP_A_FIELD_IN_PORT, &value, &mask, ports, text);
	fprintf(out, " %s", text);
}

static void format_group(FILE *out, const struct flow_action *action, const struct flow_ports *ports)
{
	(void)ports;
	fprintf(out, " %u", action->group);
}

static void format_set(FILE *out, const struct flow_action *action, const struct flow_ports *ports)
{
	char text[FLOW_FIELD_TEXT_MAX];

	flow_field_format(action->set.field, &action->set.value, &action->set.mask, ports, text);
	fprintf(out, " %s %s", flow_field(action->set.field)->name, text);
}

static void format_goto(FILE *out, const struct flow_action *action, const struct flow_ports *ports)
{
	(void)ports;
	fprintf(out, " %u", action->table);
}

static const struct {
	const char *name;
	int (*parse)(struct context *context);
	/* Writes what follows the name; may be NULL. */
	void (*format)(FILE *out, const struct flow_action *action, const struct flow_ports *ports);
} kinds[FLOWDP_A_ACTION_MAX + 2] = {
	[FLOWDP_A_ACTION_OUTPUT] = { "output", parse_output, format_output },
	[FLOWDP_A_ACTION_GROUP] = { "group", parse_group, format_group },
	[FLOWDP_A_ACTION_FLOOD] = { "flood", parse_flood, NULL },
	[FLOWDP_A_ACTION_DROP] = { "drop", parse_drop, NULL },
	[FLOWDP_A_ACTION_PUSH_VLAN] = { "push_vlan", parse_push_vlan, format_push_vlan },
	[FLOWDP_A_ACTION_POP_VLAN] = { "pop_vlan", parse_pop_vlan, NULL },
	[FLOWDP_A_ACTION_SET] = { "set", parse_set, format_set },
	[FLOWDP_A_ACTION_UPCALL] = { "upcall", parse_upcall, format_upcall },
	[FLOWDP_A_ACTION_GOTO] = { "goto", parse_goto, format_goto },
};

/* The kind of this name; 0 if it is no action's. */
static unsigned int find_kind(const char *name)
{
	return flow_names_find(FLOW_NAMES(&kinds[1]), name) + 1;
}

int flow_actions_end(const struct flow_words *words, struct flow_error *error)
{
	const char *word = flow_words_peek(words);

	if (!word)
		return 0;
	return flow_names_unknown(FLOW_NAMES(&kinds[1]), "action", word, NULL, error);
}

int flow_actions_parse(struct flow_words *words, const struct flow_ports *ports,
		       struct flow_actions *actions, struct flow_error *error)
{
	struct flow_actions parsed = { 0 };
	struct context context = { words, ports, &parsed, error };
	const char *word;
	unsigned int kind;
	int code = 0;

	while (!code && (word = flow_words_peek(words)) && (kind = find_kind(word))) {
		flow_words_take(words);
		code = kinds[kind].parse(&context);
	}
	if (code == -ENOSPC)
		return flow_error_set(error, -EINVAL, "there are more than %u actions",
				      FLOWDP_ACTIONS_MAX);
	if (!code)
		*actions = parsed;
	return code;
}

static void format(FILE *out, const struct flow_action *action, const struct flow_ports *ports)
{
	fputs(kinds[action->kind].name, out);
	if (kinds[action->kind].format)
		kinds[action->kind].format(out, action, ports);
}

char *flow_actions_format(const struct flow_action *list, unsigned int count,
			  const struct flow_ports *ports)
{
	char *text = NULL;
	unsigned int i;
	size_t size;
	FILE *out;

	if (!count)
		return strdup("drop");
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	for (i = 0; i < count; i++) {
		if (i)
			fputc(' ', out);
		format(out, &list[i], ports);
	}
	fclose(out);
	return text;
}
