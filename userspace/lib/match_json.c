// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include "match.h"

/* Values without name or address form are numbers. */
static bool is_plain(unsigned int id)
{
	uint8_t kind = flow_field(id)->kind;

	return kind == FLOW_FIELD_PORT || kind == FLOW_FIELD_DECIMAL || kind == FLOW_FIELD_HEX;
}

json_t *flow_match_field_to_json(unsigned int id, const union flow_value *value,
				 const union flow_value *mask)
{
	char text[FLOW_FIELD_TEXT_MAX];

	if (is_plain(id) && flow_field_is_exact(id, mask))
		return json_integer(flow_field_number(id, value));
	flow_field_format(id, value, mask, NULL, text);
	return json_string(text);
}

int flow_match_field_from_json(unsigned int id, const json_t *json, union flow_value *value,
			       union flow_value *mask, struct flow_error *error)
{
	const struct flow_field *field = flow_field(id);
	json_int_t number = json_integer_value(json);

	if (json_is_string(json))
		return flow_field_parse(id, json_string_value(json), NULL, value, mask, error);
	if (!json_is_integer(json) || !field->exact)
		return flow_error_set(error, -EINVAL, "%s takes a string%s", field->name,
				      field->exact ? " or an integer" : "");
	if (number < 0 || number > field->max)
		return flow_error_set(error, -EINVAL, "%s goes from 0 to %u", field->name,
				      field->max);
	*value = flow_field_value(id, number);
	*mask = flow_field_exact(id);
	return 0;
}

json_t *flow_match_to_json(const struct flow_match *match)
{
	json_t *json = json_object();
	unsigned int id;

	for (id = 1; id <= FLOWDP_A_FIELD_MAX; id++)
		if (flow_match_has(match, id))
			json_object_set_new(json, flow_field(id)->name,
					    flow_match_field_to_json(id, &match->key[id],
								     &match->mask[id]));
	return json;
}

int flow_match_from_json(const json_t *json, struct flow_match *match, struct flow_error *error)
{
	struct flow_match parsed = { 0 };
	union flow_value value, mask;
	unsigned int id;
	const char *name;
	json_t *member;
	int code;

	if (!json_is_object(json))
		return flow_error_set(error, -EINVAL, "a match is an object");
	json_object_foreach((json_t *)json, name, member) {
		id = flow_field_find(name);
		if (!id)
			return flow_error_set(error, -EINVAL, "\"%s\" is no packet field", name);
		code = flow_match_field_from_json(id, member, &value, &mask, error);
		if (code)
			return code;
		flow_match_set_masked(&parsed, id, &value, &mask);
	}
	code = flow_match_complete(&parsed, error);
	if (!code)
		*match = parsed;
	return code;
}
