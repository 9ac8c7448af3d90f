// SPDX-License-Identifier: GPL-2.0-or-later
#include "translation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "vlan.h"

bool flow_translations_has_relay(const struct flow_translations *translations, uint16_t vid)
{
	unsigned int i;

	for (i = 0; i < translations->count; i++)
		if (translations->pairs[i].relay_vid == vid)
			return true;
	return false;
}

static int insert(struct flow_translations *translations, struct flowdp_translation pair,
		  struct flow_error *error)
{
	struct flowdp_translation *at = translations->pairs;
	struct flowdp_translation *end = at + translations->count;

	if (pair.local_vid == pair.relay_vid)
		return flow_error_set(error, -EINVAL,
				      "VLAN %u is translated to itself; leave that out",
				      pair.local_vid);
	if (flow_translations_has_relay(translations, pair.relay_vid))
		return flow_error_set(error, -EINVAL,
				      "VLAN %u has two VIDs on the wire; give it one",
				      pair.relay_vid);
	while (at < end && at->local_vid < pair.local_vid)
		at++;
	if (at < end && at->local_vid == pair.local_vid)
		return flow_error_set(error, -EINVAL,
				      "VID %u on the wire is translated twice; give it one VLAN",
				      pair.local_vid);
	if (translations->count == FLOWDP_TRANSLATIONS_MAX)
		return flow_error_set(error, -EINVAL, "a port translates up to %u VLANs",
				      FLOWDP_TRANSLATIONS_MAX);
	memmove(at + 1, at, (end - at) * sizeof(*at));
	*at = pair;
	translations->count++;
	return 0;
}

/* Reads "100:10", and changes the text. */
static int add_pair(struct flow_translations *translations, char *text, struct flow_error *error)
{
	struct flowdp_translation pair;
	char *relay = strchr(text, ':');
	int code;

	if (!relay)
		return flow_error_set(error, -EINVAL,
				      "\"%.32s\" is no translation; write the VID on the wire and that in the switch, such as 100:10",
				      text);
	*relay++ = '\0';
	code = flow_vlan_parse_vid(text, &pair.local_vid, error);
	if (!code)
		code = flow_vlan_parse_vid(relay, &pair.relay_vid, error);
	return code ? code : insert(translations, pair, error);
}

int flow_translations_add(struct flow_translations *translations, const char *text,
			  struct flow_error *error)
{
	struct flow_translations more = *translations;
	char *copy, *rest, *pair;
	int code = 0;

	if (!strcmp(text, "none"))
		return 0;
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	rest = copy;
	while (!code && (pair = strsep(&rest, ",")))
		code = add_pair(&more, pair, error);
	free(copy);
	if (!code)
		*translations = more;
	return code;
}

char *flow_translations_format(const struct flow_translations *translations)
{
	char *text = NULL;
	unsigned int i;
	size_t size;
	FILE *out;

	if (!translations->count)
		return strdup("none");
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	for (i = 0; i < translations->count; i++)
		fprintf(out, "%s%u:%u", i ? "," : "", translations->pairs[i].local_vid,
			translations->pairs[i].relay_vid);
	fclose(out);
	return text;
}

bool flow_translations_same(const struct flow_translations *a, const struct flow_translations *b)
{
	return a->count == b->count &&
	       !memcmp(a->pairs, b->pairs, a->count * sizeof(*a->pairs));
}
