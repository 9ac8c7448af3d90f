/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a flow matches: values of some fields, and masks.
 *
 * Netlink: match.c; words: match_text.c; JSON: match_json.c.
 */
#ifndef FLOW_MATCH_H
#define FLOW_MATCH_H

#include <jansson.h>
#include "field.h"
#include "message.h"
#include "words.h"

#define FLOW_FIELD_BIT(id)	(1ULL << (id))

/* All zero matches every packet. */
struct flow_match {
	uint64_t fields;	/* FLOW_FIELD_BIT() of those present */
	union flow_value key[FLOWDP_A_FIELD_MAX + 1];
	union flow_value mask[FLOWDP_A_FIELD_MAX + 1];
};

/* Matches a field of 1, 2 or 4 bytes exactly; @number in host byte order. */
void flow_match_set_number(struct flow_match *match, unsigned int field, uint32_t number);

/* Matches any field exactly; @bytes in the order of the attribute, as many as the field has. */
void flow_match_set_bytes(struct flow_match *match, unsigned int field, const void *bytes);

/* Matches the bits of the field that are set in @mask. */
void flow_match_set_masked(struct flow_match *match, unsigned int field,
			   const union flow_value *value, const union flow_value *mask);

void flow_match_clear(struct flow_match *match, unsigned int field);
bool flow_match_has(const struct flow_match *match, unsigned int field);

/* The field's value in host byte order; 0 if it is absent. */
uint32_t flow_match_number(const struct flow_match *match, unsigned int field);

/* Whether the field is there with every bit compared, and has this value. */
bool flow_match_is(const struct flow_match *match, unsigned int field, uint32_t number);

bool flow_match_equal(const struct flow_match *a, const struct flow_match *b);

/*
 * Appends two nested attributes; the second holds the masks of those fields
 * that are not compared in full, and is left out if there are none.
 */
void flow_match_put(struct flow_message *message, uint16_t key_type, uint16_t mask_type,
		    const struct flow_match *match);

/* Reads them back; either may be NULL.  -EBADMSG if a length is wrong. */
int flow_match_get(const struct nlattr *key, const struct nlattr *mask, struct flow_match *match);

/*
 * Adds the fields without which another may not be used, as far as there is
 * only one choice: ipv4_dst implies eth_type ipv4.  -EINVAL, with a sentence
 * that says what to add, if there are several or if they contradict.
 */
int flow_match_complete(struct flow_match *match, struct flow_error *error);

/*
 * Adds one pair "FIELD VALUE[/MASK]", if the next word is a field's name:
 * returns 1, or 0 if it isn't.  The match is to be completed at the end.
 */
int flow_match_parse_field(struct flow_words *words, const struct flow_ports *ports,
			   struct flow_match *match, struct flow_error *error);

/*
 * The match in words that parse back to it; fields that flow_match_complete()
 * would add are left out.  "" matches every packet.  The caller frees it; NULL if
 * there is no memory.
 */
char *flow_match_format(const struct flow_match *match, const struct flow_ports *ports);

/* {"eth_dst": "52:54:00:00:00:01", "vid": 10}: numbers where the words are numbers, else strings. */
json_t *flow_match_to_json(const struct flow_match *match);

/* One value of such an object. */
json_t *flow_match_field_to_json(unsigned int id, const union flow_value *value,
				 const union flow_value *mask);

#endif
