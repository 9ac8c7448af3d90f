// SPDX-License-Identifier: GPL-2.0-or-later
#include "testbed_rules.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "group.h"
#include "table.h"
#include "testbed_diagnose.h"

#define LINE_MAX_BYTES	2048

/* The test itself is wrong. */
static void give_up(const char *words, const char *why)
{
	testbed_diagnose("\"%s\": %s", words, why);
	exit(1);
}

/* The number behind @keyword, if that is the next word. */
static uint64_t number(struct flow_words *words, const char *keyword, struct flow_error *error)
{
	uint64_t value = 0;

	if (flow_words_accept(words, keyword))
		flow_words_number(words, keyword, 0, UINT64_MAX, &value, error);
	return value;
}

static void parse_entry(struct flow_words *words, struct flow_entry *entry,
			struct flow_error *error)
{
	struct flow_match *match = &entry->identity.match;
	int code;

	entry->identity.table = number(words, "table", error);
	entry->identity.priority = number(words, "priority", error);
	entry->cookie = number(words, "cookie", error);
	entry->idle_timeout = number(words, "idle_timeout", error);
	entry->hard_timeout = number(words, "hard_timeout", error);
	do
		code = flow_match_parse_field(words, NULL, match, error);
	while (code > 0);
	if (code || flow_match_complete(match, error))
		return;
	if (flow_words_accept(words, "actions"))
		flow_actions_parse(words, NULL, &entry->actions, error);
}

static struct flow_entry parse(const char *format, va_list arguments)
{
	struct flow_error error = { "" };
	struct flow_entry entry = { 0 };
	char line[LINE_MAX_BYTES], copy[LINE_MAX_BYTES];
	struct flow_words words;

	vsnprintf(line, sizeof(line), format, arguments);
	strcpy(copy, line);
	if (flow_words_split(copy, &words, &error))
		give_up(line, error.text);
	parse_entry(&words, &entry, &error);
	if (error.text[0])
		give_up(line, error.text);
	if (flow_words_peek(&words))
		give_up(line, flow_words_peek(&words));
	free(words.word);
	return entry;
}

struct flow_entry testbed_parse_flow(const char *format, ...)
{
	struct flow_entry entry;
	va_list arguments;

	va_start(arguments, format);
	entry = parse(format, arguments);
	va_end(arguments);
	return entry;
}

struct flow_actions testbed_parse_actions(const char *words)
{
	return testbed_parse_flow("actions %s", words).actions;
}

static int add(struct testbed *bed, struct flow_entry *entry, uint16_t flags)
{
	entry->switch_ifindex = bed->switch_ifindex;
	return flow_entry_new(bed->netlink, entry, flags);
}

int testbed_flow(struct testbed *bed, const char *format, ...)
{
	struct flow_entry entry;
	va_list arguments;

	va_start(arguments, format);
	entry = parse(format, arguments);
	va_end(arguments);
	return add(bed, &entry, NLM_F_CREATE);
}

int testbed_flow_new(struct testbed *bed, uint16_t flags, const char *format, ...)
{
	struct flow_entry entry;
	va_list arguments;

	va_start(arguments, format);
	entry = parse(format, arguments);
	va_end(arguments);
	return add(bed, &entry, flags);
}

int testbed_flow_delete(struct testbed *bed, const char *format, ...)
{
	struct flow_entry entry;
	va_list arguments;

	va_start(arguments, format);
	entry = parse(format, arguments);
	va_end(arguments);
	return flow_entry_delete(bed->netlink, bed->switch_ifindex, &entry.identity);
}

int testbed_flow_get(struct testbed *bed, struct flow_entry *result, const char *format, ...)
{
	struct flow_entry entry;
	va_list arguments;

	va_start(arguments, format);
	entry = parse(format, arguments);
	va_end(arguments);
	return flow_entry_get(bed->netlink, bed->switch_ifindex, &entry.identity, result);
}

uint64_t testbed_flow_packets(struct testbed *bed, const char *format, ...)
{
	struct flow_entry entry, found;
	va_list arguments;

	va_start(arguments, format);
	entry = parse(format, arguments);
	va_end(arguments);
	if (flow_entry_get(bed->netlink, bed->switch_ifindex, &entry.identity, &found))
		return UINT64_MAX;
	return found.packets;
}

int testbed_flow_flush(struct testbed *bed, const struct flow_filter *filter)
{
	static const struct flow_filter all;

	return flow_entry_delete_matching(bed->netlink, bed->switch_ifindex,
					  filter ? filter : &all);
}

static int count_one(const struct flow_entry *entry, void *data)
{
	(void)entry;
	++*(int *)data;
	return 0;
}

static void forget_count(void *data)
{
	*(int *)data = 0;
}

int testbed_flow_count(struct testbed *bed, const struct flow_filter *filter)
{
	int count = 0;
	int error = flow_entry_dump(bed->netlink, bed->switch_ifindex, filter, count_one,
				    forget_count, &count);

	return error ? error : count;
}

int testbed_table(struct testbed *bed, uint8_t id, const char *actions)
{
	const struct flow_table table = {
		.switch_ifindex = bed->switch_ifindex,
		.id = id,
		.default_actions = testbed_parse_actions(actions),
	};

	return flow_table_set(bed->netlink, &table);
}

static struct flow_group make_group(struct testbed *bed, uint32_t id, const char *const *buckets)
{
	struct flow_group group = {
		.switch_ifindex = bed->switch_ifindex,
		.id = id,
		.kind = FLOWDP_GROUP_ALL,
	};

	for (; *buckets; buckets++) {
		struct flow_actions actions = testbed_parse_actions(*buckets);

		if (flow_group_add_bucket(&group, &actions))
			give_up(*buckets, "no memory");
	}
	return group;
}

int testbed_group(struct testbed *bed, uint32_t id, const char *const *buckets)
{
	struct flow_group group = make_group(bed, id, buckets);
	int error = flow_group_new(bed->netlink, &group);

	flow_group_clear(&group);
	return error;
}

int testbed_group_set(struct testbed *bed, uint32_t id, const char *const *buckets)
{
	struct flow_group group = make_group(bed, id, buckets);
	int error = flow_group_set(bed->netlink, &group);

	flow_group_clear(&group);
	return error;
}

int testbed_packet_out(struct testbed *bed, uint32_t number, const char *words,
		       const struct flow_frame *frame)
{
	struct flow_actions actions = { 0 };
	const struct flow_packet packet = {
		.switch_ifindex = bed->switch_ifindex,
		.in_port = number,
		.actions = words ? &actions : NULL,
		.data = frame->data,
		.length = frame->length,
	};

	if (words)
		actions = testbed_parse_actions(words);
	return flow_packet_out(bed->netlink, &packet);
}
