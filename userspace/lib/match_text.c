// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include "match.h"

static int parse_pair(struct flow_words *words, unsigned int id, const struct flow_ports *ports,
		      struct flow_match *match, struct flow_error *error)
{
	const char *name = flow_words_take(words), *text;
	union flow_value value, mask;
	int code;

	if (flow_match_has(match, id))
		return flow_error_set(error, -EINVAL, "%s is said twice; say it once", name);
	code = flow_words_value(words, name, &text, error);
	if (!code)
		code = flow_field_parse(id, text, ports, &value, &mask, error);
	if (!code)
		flow_match_set_masked(match, id, &value, &mask);
	return code;
}

int flow_match_parse_field(struct flow_words *words, const struct flow_ports *ports,
			   struct flow_match *match, struct flow_error *error)
{
	const char *word = flow_words_peek(words);
	unsigned int id = word ? flow_field_find(word) : 0;
	int code;

	if (!id)
		return 0;
	code = parse_pair(words, id, ports, match, error);
	return code ? code : 1;
}

/* Takes @field out if flow_match_complete() would put it back. */
static void drop_implied(struct flow_match *match, unsigned int field)
{
	struct flow_match without = *match, completed;

	if (!flow_match_has(match, field))
		return;
	flow_match_clear(&without, field);
	completed = without;
	if (flow_match_complete(&completed, NULL))
		return;
	/* flow_match_complete() also adds the fields left out before, so compare @field alone. */
	if (flow_match_is(match, field, flow_match_number(&completed, field)) &&
	    flow_match_has(&completed, field))
		*match = without;
}

char *flow_match_format(const struct flow_match *match, const struct flow_ports *ports)
{
	struct flow_match shown = *match;
	char value[FLOW_FIELD_TEXT_MAX];
	char *text = NULL;
	unsigned int id;
	size_t size;
	FILE *out;

	drop_implied(&shown, FLOWDP_A_FIELD_ICMP_TYPE);
	drop_implied(&shown, FLOWDP_A_FIELD_IP_PROTO);
	drop_implied(&shown, FLOWDP_A_FIELD_ETH_TYPE);
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	for (id = 1; id <= FLOWDP_A_FIELD_MAX; id++) {
		if (!flow_match_has(&shown, id))
			continue;
		flow_field_format(id, &shown.key[id], &shown.mask[id], ports, value);
		fprintf(out, "%s%s %s", ftell(out) ? " " : "", flow_field(id)->name, value);
	}
	fclose(out);
	return text;
}
