// SPDX-License-Identifier: GPL-2.0-or-later
#include "words.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *flow_words_peek(const struct flow_words *words)
{
	return words->next < words->count ? words->word[words->next] : NULL;
}

const char *flow_words_take(struct flow_words *words)
{
	return words->next < words->count ? words->word[words->next++] : NULL;
}

bool flow_words_accept(struct flow_words *words, const char *word)
{
	const char *next = flow_words_peek(words);

	if (!next || strcmp(next, word))
		return false;
	words->next++;
	return true;
}

int flow_words_value(struct flow_words *words, const char *keyword, const char **value,
		     struct flow_error *error)
{
	const char *word = flow_words_take(words);

	if (!word) {
		flow_error_set(error, -EINVAL, "\"%s\" needs a value", keyword);
		return -EINVAL;
	}
	*value = word;
	return 0;
}

int flow_words_parse_number(const char *word, uint64_t max, uint64_t *number)
{
	bool hexadecimal = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
	const char *digits = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
	unsigned long long value;

	if (hexadecimal)
		word += 2;
	if (!*word || word[strspn(word, digits)])
		return -EINVAL;
	errno = 0;
	value = strtoull(word, NULL, hexadecimal ? 16 : 10);
	if (errno == ERANGE || value > max)
		return -ERANGE;
	*number = value;
	return 0;
}

int flow_words_number(struct flow_words *words, const char *keyword, uint64_t min, uint64_t max,
		      uint64_t *number, struct flow_error *error)
{
	const char *word;
	uint64_t value;

	if (flow_words_value(words, keyword, &word, error))
		return -EINVAL;
	if (flow_words_parse_number(word, max, &value) || value < min)
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is wrong for %s, which takes a number from %llu to %llu",
				      word, keyword, (unsigned long long)min,
				      (unsigned long long)max);
	*number = value;
	return 0;
}

/* Ends the word at @text in place; returns what is behind it, NULL for an open quote. */
static char *end_word(char *text)
{
	char *out = text, quote = '\0';

	for (; *text && (quote || !isspace((unsigned char)*text)); text++) {
		if (quote && *text == quote)
			quote = '\0';
		else if (!quote && (*text == '"' || *text == '\''))
			quote = *text;
		else
			*out++ = *text;
	}
	if (quote)
		return NULL;
	if (*text)
		text++;
	*out = '\0';
	return text;
}

int flow_words_split(char *line, struct flow_words *words, struct flow_error *error)
{
	char **list = calloc(strlen(line) / 2 + 1, sizeof(*list));
	size_t count = 0;

	if (!list)
		return -ENOMEM;
	for (;;) {
		while (isspace((unsigned char)*line))
			line++;
		if (!*line || *line == '#')
			break;
		list[count++] = line;
		line = end_word(line);
		if (!line) {
			free(list);
			return flow_error_set(error, -EINVAL, "a quote is not closed");
		}
	}
	*words = (struct flow_words){ .word = list, .count = count };
	return 0;
}
