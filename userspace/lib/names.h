/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of names, and what to say of a name that is in none. */
#ifndef FLOW_NAMES_H
#define FLOW_NAMES_H

#include <stddef.h>
#include "error.h"

/*
 * The names in a table: rows of @size bytes, each with a pointer to its name at
 * the same place; the first row without one ends them.  An empty name is none:
 * a row need not have one in each column.
 */
struct flow_names {
	const void *first;
	size_t size;
};

/* A table whose rows begin with their name, such as an array of strings, or have it in @member. */
#define FLOW_NAMES(table)		((struct flow_names){ (table), sizeof(*(table)) })
#define FLOW_NAMES_IN(table, member)	((struct flow_names){ &(table)->member, sizeof(*(table)) })

/* The row of @name; -1 if there is none. */
int flow_names_find(struct flow_names names, const char *name);

/*
 * The one name that begins with @word, or else the nearest one (Damerau-Levenshtein
 * distance), if it is near enough to be meant; else NULL.
 */
const char *flow_names_nearest(struct flow_names names, const char *word);

/*
 * Writes the sentence 'unknown WHAT "WORD"; did you mean "NAME"?', for a word of another
 * tool with what is said here in its place.  If no name is near, it lists them all, or says
 * that @listed_by does, for those that are too many; may be NULL.  Returns -EINVAL.
 */
int flow_names_unknown(struct flow_names names, const char *what, const char *word,
		       const char *listed_by, struct flow_error *error);

/*
 * The same, listing them all, where each name is followed by a value: one that stands alone
 * is a MAC address, a VLAN or an interface whose name was left out.
 */
int flow_names_unknown_key(struct flow_names names, const char *what, const char *word,
			   struct flow_error *error);

#endif
