// SPDX-License-Identifier: GPL-2.0-or-later
#include "names.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "foreign_names.h"
#include "mac.h"

#define NEAREST_LENGTH_MAX	32

static const char *name_at(struct flow_names names, size_t row)
{
	return *(const char *const *)((const char *)names.first + row * names.size);
}

int flow_names_find(struct flow_names names, const char *name)
{
	const char *found;
	int row;

	for (row = 0; (found = name_at(names, row)); row++)
		if (*found && !strcmp(found, name))
			return row;
	return -1;
}

static bool is_same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

/*
 * The number of letters to insert, delete, replace, or swap with their
 * neighbour (optimal string alignment), in either case; both words are short.
 */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int cost[NEAREST_LENGTH_MAX + 1][NEAREST_LENGTH_MAX + 1];
	unsigned int la = strlen(a), lb = strlen(b), i, j;

	for (i = 0; i <= la; i++)
		cost[i][0] = i;
	for (j = 0; j <= lb; j++)
		cost[0][j] = j;
	for (i = 1; i <= la; i++) {
		for (j = 1; j <= lb; j++) {
			cost[i][j] = least(cost[i - 1][j] + 1, cost[i][j - 1] + 1,
					   cost[i - 1][j - 1] + !is_same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && is_same(a[i - 1], b[j - 2]) &&
			    is_same(a[i - 2], b[j - 1]))
				cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1, UINT32_MAX);
		}
	}
	return cost[la][lb];
}

/* The one name that begins with @word; NULL: there is none, or there are several. */
static const char *completed(struct flow_names names, const char *word)
{
	const char *only = NULL, *name;
	size_t row;

	for (row = 0; *word && (name = name_at(names, row)); row++) {
		if (strncmp(name, word, strlen(word)))
			continue;
		if (only)
			return NULL;
		only = name;
	}
	return only;
}

const char *flow_names_nearest(struct flow_names names, const char *word)
{
	const char *nearest = completed(names, word), *name;
	size_t length = strlen(word), row;
	unsigned int best, found;

	if (nearest || length > NEAREST_LENGTH_MAX)
		return nearest;
	best = length < 6 ? 2 : length / 3 + 2;	/* of a short word, only one letter */
	for (row = 0; (name = name_at(names, row)); row++) {
		if (!*name || strlen(name) > NEAREST_LENGTH_MAX)
			continue;
		found = distance(word, name);
		if (found < best && found < length) {
			best = found;
			nearest = name;
		}
	}
	return nearest;
}

/* Whether the first of these words is one of the names. */
static bool begins_with_one(struct flow_names names, const char *words)
{
	char first[NEAREST_LENGTH_MAX + 1];

	snprintf(first, sizeof(first), "%.*s", (int)strcspn(words, " "), words);
	return flow_names_find(names, first) >= 0;
}

/*
 * What a word of another tool is here: a name that has another one, or a pair such as tag=10
 * or output:eth1, which is two words.  Whether it is one.
 */
static bool translate(struct flow_names names, const char *word, char *here, size_t size)
{
	size_t length = strcspn(word, "=:,(");
	char head[NEAREST_LENGTH_MAX + 1];
	const char *name = head, *value;

	if (length >= sizeof(head))
		return false;
	snprintf(head, sizeof(head), "%.*s", (int)length, word);
	if (!word[length] || flow_names_find(names, head) < 0)
		name = flow_foreign_name(head);
	if (!name || !begins_with_one(names, name))
		return false;
	value = word[length] == '=' || word[length] == ':' ? word + length + 1 : "";
	/* What follows such a pair is another one, but 10,20 in trunks=10,20 is a value. */
	length = strchr(value, '=') ? strcspn(value, ",") : strlen(value);
	snprintf(here, size, "%s%s%.*s", name, length ? " " : "", (int)length, value);
	return true;
}

/* The next name from @row on; NULL: none. */
static const char *next_name(struct flow_names names, size_t *row)
{
	const char *name;

	do {
		name = name_at(names, (*row)++);
	} while (name && !*name);
	return name;
}

/* "a, b or c" */
static void list(struct flow_names names, char *text, size_t size)
{
	size_t row = 0, length = 0;
	const char *name = next_name(names, &row), *next;

	text[0] = '\0';
	while (name && length < size) {
		next = next_name(names, &row);
		length += snprintf(text + length, size - length, "%s%s",
				   !length ? "" : next ? ", " : " or ", name);
		name = next;
	}
}

int flow_names_unknown(struct flow_names names, const char *what, const char *word,
		       const char *listed_by, struct flow_error *error)
{
	const char *nearest = flow_names_nearest(names, word);
	char here[96], all[320];

	if (translate(names, word, here, sizeof(here)))
		nearest = here;
	if (nearest)
		return flow_error_set(error, -EINVAL, "unknown %s \"%.64s\"; did you mean \"%s\"?",
				      what, word, nearest);
	if (listed_by)
		return flow_error_set(error, -EINVAL, "unknown %s \"%.64s\"; %s lists them", what,
				      word, listed_by);
	list(names, all, sizeof(all));
	return flow_error_set(error, -EINVAL, "unknown %s \"%.64s\"; it can be %s", what, word, all);
}

/* The keys that a value may stand behind: most interfaces have a digit, keys with a port none. */
static const char *const *keys_of(const char *value)
{
	static const char *const of_mac[] = { "mac", NULL };
	static const char *const of_vlan[] = { "vlan", NULL };
	static const char *const of_vlans[] = { "trunk", NULL };
	static const char *const of_interface[] = { "port", "switch", NULL };
	static const char *const none[] = { NULL };
	static const char digits[] = "0123456789";
	uint8_t mac[6];

	if (!flow_mac_read(value, mac))
		return of_mac;
	if (strpbrk(value, "=:(") || !strpbrk(value, digits))
		return none;
	if (!value[strspn(value, digits)])
		return of_vlan;
	if (!value[strspn(value, "0123456789,-")])
		return of_vlans;
	return value[strspn(value, digits)] == '.' ? none : of_interface;	/* an IP address */
}

int flow_names_unknown_key(struct flow_names names, const char *what, const char *word,
			   struct flow_error *error)
{
	const char *const *key;
	size_t length = 0;
	char here[160];

	for (key = keys_of(word); *key && flow_names_find(names, *key) >= 0; key++)
		length += snprintf(here + length, sizeof(here) - length, "%s\"%s %.32s\"",
				   length ? " or " : "", *key, word);
	if (!length)
		return flow_names_unknown(names, what, word, NULL, error);
	return flow_error_set(error, -EINVAL, "unknown %s \"%.64s\"; did you mean %s?", what, word,
			      here);
}
