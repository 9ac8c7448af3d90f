/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words that a person wrote, read one after the other.
 */
#ifndef FLOW_WORDS_H
#define FLOW_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "error.h"

struct flow_words {
	char **word;
	size_t count;
	size_t next;
};

/* The next word without taking it; NULL at the end. */
const char *flow_words_peek(const struct flow_words *words);

/* Takes the next word; NULL at the end. */
const char *flow_words_take(struct flow_words *words);

/* Takes the next word if it is @word. */
bool flow_words_accept(struct flow_words *words, const char *word);

/* Takes the value that follows keyword @keyword; -EINVAL and a sentence at the end. */
int flow_words_value(struct flow_words *words, const char *keyword, const char **value,
		     struct flow_error *error);

/* The same for numbers (decimal, or hexadecimal after 0x) from @min to @max. */
int flow_words_number(struct flow_words *words, const char *keyword, uint64_t min, uint64_t max,
		      uint64_t *number, struct flow_error *error);

/* Reads a whole word as a number from 0 to @max; -EINVAL or -ERANGE. */
int flow_words_parse_number(const char *word, uint64_t max, uint64_t *number);

/*
 * Splits a line at blanks, in place; single and double quotes group, # starts
 * a comment.  @words->word is allocated, the caller frees it.
 */
int flow_words_split(char *line, struct flow_words *words, struct flow_error *error);

#endif
