// SPDX-License-Identifier: GPL-2.0-or-later
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
