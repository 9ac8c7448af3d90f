// SPDX-License-Identifier: GPL-2.0-or-later
#include "vlan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "words.h"

bool flow_vlan_is_trunk(uint8_t mode)
{
	return mode == FLOWDP_VLAN_MODE_TRUNK || mode == FLOWDP_VLAN_MODE_NATIVE_TAGGED ||
	       mode == FLOWDP_VLAN_MODE_NATIVE_UNTAGGED;
}

bool flow_vlan_has_list(uint8_t mode)
{
	return flow_vlan_is_trunk(mode) || mode == FLOWDP_VLAN_MODE_DOT1Q_TUNNEL;
}

void flow_vlan_add_all(flow_vlan_bitmap bitmap)
{
	uint16_t vid;

	for (vid = 1; vid <= FLOWDP_VID_MAX; vid++)
		flow_vlan_add(bitmap, vid);
}

void flow_vlan_add(flow_vlan_bitmap bitmap, uint16_t vid)
{
	bitmap[vid / 8] |= 1U << vid % 8;
}

void flow_vlan_remove(flow_vlan_bitmap bitmap, uint16_t vid)
{
	bitmap[vid / 8] &= ~(1U << vid % 8);
}

bool flow_vlan_has(const flow_vlan_bitmap bitmap, uint16_t vid)
{
	return bitmap[vid / 8] & (1U << vid % 8);
}

uint16_t flow_vlan_next(const flow_vlan_bitmap bitmap, uint16_t vid)
{
	while (++vid <= FLOWDP_VID_MAX) {
		if (!bitmap[vid / 8])
			vid |= 7;	/* most sets are small, and there may be thousands */
		else if (flow_vlan_has(bitmap, vid))
			return vid;
	}
	return 0;
}

bool flow_vlan_is_empty(const flow_vlan_bitmap bitmap)
{
	unsigned int i;

	for (i = 0; i < FLOWDP_VLAN_BITMAP_LEN; i++)
		if (bitmap[i])
			return false;
	return true;
}

int flow_vlan_parse_vid(const char *text, uint16_t *vid, struct flow_error *error)
{
	uint64_t number;

	if (flow_words_parse_number(text, FLOWDP_VID_MAX, &number) || !number)
		return flow_error_set(error, -EINVAL, "\"%.64s\" is no VLAN: they go from 1 to %u",
				      text, FLOWDP_VID_MAX);
	*vid = number;
	return 0;
}

/* Reads "10" or "10-19", and changes the text. */
static int parse_range(char *text, uint16_t *first, uint16_t *last, struct flow_error *error)
{
	char *dash = strchr(text, '-');
	int code;

	if (dash)
		*dash++ = '\0';
	if (!*text || (dash && !*dash))
		return flow_error_set(error, -EINVAL,
				      "a VLAN is missing; write a list without blanks, such as 10,20-29");
	code = flow_vlan_parse_vid(text, first, error);
	if (code)
		return code;
	*last = *first;
	if (dash)
		code = flow_vlan_parse_vid(dash, last, error);
	if (!code && *last < *first)
		return flow_error_set(error, -EINVAL, "VLAN range %u-%u is backwards; write %u-%u",
				      *first, *last, *last, *first);
	return code;
}

static int add_range(flow_vlan_bitmap bitmap, uint16_t first, uint16_t last,
		     struct flow_error *error)
{
	for (; first <= last; first++) {
		if (flow_vlan_has(bitmap, first))
			return flow_error_set(error, -EINVAL, "VLAN %u is given twice; name it once", first);
		flow_vlan_add(bitmap, first);
	}
	return 0;
}

static int parse_list(char *text, flow_vlan_bitmap bitmap, struct flow_error *error)
{
	uint16_t first = 0, last = 0;
	char *part;
	int code;

	while ((part = strsep(&text, ","))) {
		code = parse_range(part, &first, &last, error);
		if (!code)
			code = add_range(bitmap, first, last, error);
		if (code)
			return code;
	}
	return 0;
}

int flow_vlan_parse(const char *text, flow_vlan_bitmap bitmap, struct flow_error *error)
{
	flow_vlan_bitmap parsed = { 0 };
	char *copy;
	int code = 0;

	if (!strcmp(text, "all")) {
		flow_vlan_add_all(parsed);
	} else if (strcmp(text, "none")) {
		copy = strdup(text);
		if (!copy)
			return -ENOMEM;
		code = parse_list(copy, parsed, error);
		free(copy);
	}
	if (!code)
		memcpy(bitmap, parsed, sizeof(parsed));
	return code;
}

static void format_range(FILE *out, uint16_t first, uint16_t last, const char *separator)
{
	if (first == last)
		fprintf(out, "%s%u", separator, first);
	else
		fprintf(out, "%s%u-%u", separator, first, last);
}

char *flow_vlan_format(const flow_vlan_bitmap bitmap)
{
	uint16_t vid, first = 0;
	char *text = NULL;
	bool any = false;
	size_t size;
	FILE *out;

	if (flow_vlan_is_empty(bitmap))
		return strdup("none");
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	for (vid = 1; vid <= FLOWDP_VID_MAX + 1; vid++) {
		bool member = vid <= FLOWDP_VID_MAX && flow_vlan_has(bitmap, vid);

		if (member && !first)
			first = vid;
		if (member || !first)
			continue;
		format_range(out, first, vid - 1, any ? "," : "");
		any = true;
		first = 0;
	}
	fclose(out);
	return text;
}
