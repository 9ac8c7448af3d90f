// SPDX-License-Identifier: GPL-2.0-or-later
#include "match.h"

#include <string.h>

void flow_match_set_masked(struct flow_match *match, unsigned int field,
			   const union flow_value *value, const union flow_value *mask)
{
	match->fields |= FLOW_FIELD_BIT(field);
	match->key[field] = *value;
	match->mask[field] = *mask;
}

void flow_match_set_number(struct flow_match *match, unsigned int field, uint32_t number)
{
	union flow_value value = flow_field_value(field, number);
	union flow_value mask = flow_field_exact(field);

	flow_match_set_masked(match, field, &value, &mask);
}

void flow_match_set_bytes(struct flow_match *match, unsigned int field, const void *bytes)
{
	union flow_value value = { .bytes = { 0 } }, mask = flow_field_exact(field);

	memcpy(value.bytes, bytes, flow_field(field)->size);
	flow_match_set_masked(match, field, &value, &mask);
}

void flow_match_clear(struct flow_match *match, unsigned int field)
{
	match->fields &= ~FLOW_FIELD_BIT(field);
	memset(&match->key[field], 0, sizeof(match->key[field]));
	memset(&match->mask[field], 0, sizeof(match->mask[field]));
}

bool flow_match_has(const struct flow_match *match, unsigned int field)
{
	return match->fields & FLOW_FIELD_BIT(field);
}

uint32_t flow_match_number(const struct flow_match *match, unsigned int field)
{
	return flow_match_has(match, field) ? flow_field_number(field, &match->key[field]) : 0;
}

bool flow_match_is(const struct flow_match *match, unsigned int field, uint32_t number)
{
	return flow_match_has(match, field) &&
	       flow_field_is_exact(field, &match->mask[field]) &&
	       flow_field_number(field, &match->key[field]) == number;
}

bool flow_match_equal(const struct flow_match *a, const struct flow_match *b)
{
	unsigned int id, size;

	if (a->fields != b->fields)
		return false;
	for (id = 1; id <= FLOWDP_A_FIELD_MAX; id++) {
		size = flow_field(id)->size;
		if (flow_match_has(a, id) && (memcmp(&a->key[id], &b->key[id], size) ||
					      memcmp(&a->mask[id], &b->mask[id], size)))
			return false;
	}
	return true;
}

/* The fields whose mask must be said. */
static uint64_t masked_fields(const struct flow_match *match)
{
	uint64_t masked = 0;
	unsigned int id;

	for (id = 1; id <= FLOWDP_A_FIELD_MAX; id++)
		if (flow_match_has(match, id) && !flow_field_is_exact(id, &match->mask[id]))
			masked |= FLOW_FIELD_BIT(id);
	return masked;
}

static void put_fields(struct flow_message *message, uint16_t type, uint64_t fields,
		       const union flow_value *values)
{
	size_t nest = flow_message_nest(message, type);
	unsigned int id;

	for (id = 1; id <= FLOWDP_A_FIELD_MAX; id++)
		if (fields & FLOW_FIELD_BIT(id))
			flow_message_put(message, id, values[id].bytes, flow_field(id)->size);
	flow_message_nest_end(message, nest);
}

void flow_match_put(struct flow_message *message, uint16_t key_type, uint16_t mask_type,
		    const struct flow_match *match)
{
	uint64_t masked = masked_fields(match);

	put_fields(message, key_type, match->fields, match->key);
	if (masked)
		put_fields(message, mask_type, masked, match->mask);
}

static int get_fields(const struct nlattr *nest, uint64_t *fields, union flow_value *values)
{
	const struct nlattr *table[FLOWDP_A_FIELD_MAX + 1];
	unsigned int id;
	int error;

	error = flow_message_parse_nested(nest, table, FLOWDP_A_FIELD_MAX);
	for (id = 1; !error && id <= FLOWDP_A_FIELD_MAX; id++) {
		if (!table[id])
			continue;
		error = flow_message_get(table[id], values[id].bytes, flow_field(id)->size);
		*fields |= FLOW_FIELD_BIT(id);
	}
	return error;
}

int flow_match_get(const struct nlattr *key, const struct nlattr *mask, struct flow_match *match)
{
	struct flow_match parsed = { 0 };
	uint64_t masked = 0;
	unsigned int id;
	int error = 0;

	if (key)
		error = get_fields(key, &parsed.fields, parsed.key);
	if (!error && mask)
		error = get_fields(mask, &masked, parsed.mask);
	if (error)
		return error;
	for (id = 1; id <= FLOWDP_A_FIELD_MAX; id++)
		if (parsed.fields & ~masked & FLOW_FIELD_BIT(id))
			parsed.mask[id] = flow_field_exact(id);
	*match = parsed;
	return 0;
}
