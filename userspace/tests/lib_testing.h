/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of libflow share: words from a string, and random flows from
 * a fixed seed.
 */
#ifndef LIB_TESTING_H
#define LIB_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "actions.h"
#include "match.h"
#include "translation.h"
#include "vlan.h"
#include "words.h"

/* Words of a text that live until words_free(). */
struct testing_words {
	char *text;
	struct flow_words words;
};

static inline struct testing_words testing_words(const char *text)
{
	struct testing_words result = { .text = strdup(text) };

	assert_int_equal(flow_words_split(result.text, &result.words, NULL), 0);
	return result;
}

static inline void testing_words_free(struct testing_words *words)
{
	free(words->words.word);
	free(words->text);
}

/* Reads a match up to a word that is no field's name. */
static inline int testing_parse_match(struct flow_words *words, const struct flow_ports *ports,
				      struct flow_match *match, struct flow_error *error)
{
	int code;

	memset(match, 0, sizeof(*match));
	do
		code = flow_match_parse_field(words, ports, match, error);
	while (code > 0);
	return code ? code : flow_match_complete(match, error);
}

/* The JSON that @text is with " for ', which the caller releases. */
static inline json_t *testing_json(const char *text)
{
	char *copy = strdup(text), *quote;
	json_t *json;

	while ((quote = strchr(copy, '\'')))
		*quote = '"';
	json = json_loads(copy, 0, NULL);
	assert_non_null(json);
	free(copy);
	return json;
}

/* Compares, and frees @text. */
static inline void testing_assert_text(char *text, const char *expected)
{
	assert_string_equal(text, expected);
	free(text);
}

/* What follows from other fields is not in the text, but in the match. */
static inline void testing_assert_match(const struct flow_match *match, const char *expected)
{
	struct testing_words text = testing_words(expected);
	struct flow_match whole;

	assert_int_equal(testing_parse_match(&text.words, NULL, &whole, NULL), 0);
	assert_true(flow_match_equal(match, &whole));
	testing_words_free(&text);
	testing_assert_text(flow_match_format(match, NULL), expected);
}

static inline void testing_assert_actions(const struct flow_actions *actions, const char *expected)
{
	testing_assert_text(flow_actions_format(actions->list, actions->count, NULL), expected);
}

/* Numerical Recipes' generator: the same numbers everywhere. */
static inline uint32_t testing_random(void)
{
	static uint32_t state = 1;

	state = state * 1664525 + 1013904223;
	return state >> 8;
}

static inline uint32_t testing_below(uint32_t bound)
{
	return testing_random() % bound;
}

/* A value that a field can have, and half of the time a mask that isn't exact. */
static inline void testing_random_value(unsigned int id, union flow_value *value,
					union flow_value *mask)
{
	const struct flow_field *field = flow_field(id);
	unsigned int i;

	*mask = flow_field_exact(id);
	if (field->exact) {
		*value = flow_field_value(id, testing_random() % ((uint64_t)field->max + 1));
		if (testing_below(2) && field->exact > 1)
			*mask = flow_field_value(id, testing_random() & field->exact);
	} else {
		memset(value, 0, sizeof(*value));
		for (i = 0; i < field->size; i++) {
			value->bytes[i] = testing_random();
			if (testing_below(8) == 0)
				mask->bytes[i] = testing_random();
		}
	}
	for (i = 0; i < field->size; i++)
		value->bytes[i] &= mask->bytes[i];
}

/* A match whose fields have what they need. */
static inline struct flow_match testing_random_match(void)
{
	static const uint16_t protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP, IPPROTO_ICMP,
					   IPPROTO_ICMPV6, 99 };
	static const uint16_t types[] = { ETH_P_IP, ETH_P_IPV6, ETH_P_ARP, ETH_P_LLDP };
	struct flow_match match, before;
	union flow_value value, mask;
	unsigned int id, i;

	memset(&match, 0, sizeof(match));
	if (testing_below(4))
		flow_match_set_number(&match, FLOWDP_A_FIELD_ETH_TYPE, types[testing_below(4)]);
	if (testing_below(2))
		flow_match_set_number(&match, FLOWDP_A_FIELD_IP_PROTO, protos[testing_below(6)]);
	if (testing_below(2))
		flow_match_set_number(&match, FLOWDP_A_FIELD_ICMP_TYPE, 135 + testing_below(2));
	if (flow_match_complete(&match, NULL))
		memset(&match, 0, sizeof(match));
	for (i = testing_below(8); i; i--) {
		before = match;
		id = 1 + testing_below(FLOWDP_A_FIELD_MAX);
		if (flow_match_has(&match, id))
			continue;
		testing_random_value(id, &value, &mask);
		flow_match_set_masked(&match, id, &value, &mask);
		if (flow_match_complete(&match, NULL))
			match = before;
	}
	return match;
}

static inline struct flow_action testing_random_action(void)
{
	struct flow_action action = { .kind = 1 + testing_below(FLOWDP_A_ACTION_MAX) };

	switch (action.kind) {
	case FLOWDP_A_ACTION_OUTPUT:
		action.port = testing_below(FLOWDP_PORTS_MAX);
		break;
	case FLOWDP_A_ACTION_GROUP:
		action.group = testing_random();
		break;
	case FLOWDP_A_ACTION_GOTO:
		action.table = testing_below(FLOWDP_TABLES_MAX);
		break;
	case FLOWDP_A_ACTION_PUSH_VLAN:
		action.push.tpid = testing_below(2) ? ETH_P_8021Q : ETH_P_8021AD;
		action.push.tci = testing_random();
		break;
	case FLOWDP_A_ACTION_SET:
		do
			action.set.field = 1 + testing_below(FLOWDP_A_FIELD_MAX);
		while (!flow_field(action.set.field)->settable);
		testing_random_value(action.set.field, &action.set.value, &action.set.mask);
		break;
	case FLOWDP_A_ACTION_UPCALL:
		action.upcall.class = testing_below(2);
		action.upcall.userdata = (uint64_t)testing_random() << 32 | testing_random();
		action.upcall.bytes = testing_below(FLOWDP_UPCALL_BYTES_MAX);
		break;
	}
	return action;
}

static inline struct flow_actions testing_random_actions(void)
{
	struct flow_actions actions = { .count = 1 + testing_below(10) };
	unsigned int i;

	for (i = 0; i < actions.count; i++)
		actions.list[i] = testing_random_action();
	return actions;
}

/* A ring of the set's first VLANs, @count or so: each has the VID of the one before on the wire. */
static inline struct flow_translations testing_translations(const flow_vlan_bitmap vlans,
							    unsigned int count)
{
	struct flow_translations translations = { 0 };
	uint16_t vid, first = 0, before = 0;
	char text[16];

	for (vid = 1; vid <= FLOWDP_VID_MAX && translations.count < count; vid++) {
		if (!flow_vlan_has(vlans, vid))
			continue;
		snprintf(text, sizeof(text), "%u:%u", before, vid);
		if (before)
			assert_int_equal(flow_translations_add(&translations, text, NULL), 0);
		first = first ? first : vid;
		before = vid;
	}
	snprintf(text, sizeof(text), "%u:%u", before, first);
	if (translations.count)
		assert_int_equal(flow_translations_add(&translations, text, NULL), 0);
	return translations;
}

#endif
