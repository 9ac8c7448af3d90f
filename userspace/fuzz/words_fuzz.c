// SPDX-License-Identifier: GPL-2.0-or-later
/* libFuzzer feeds what reads text: matches, actions, frames in words and in hex. */
#include <stdlib.h>
#include <string.h>
#include "actions.h"
#include "frame.h"
#include "match.h"
#include "words.h"

#define WORDS_MAX	256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Splits @text, in place, at blanks. */
static struct flow_words split(char *text, char **array)
{
	struct flow_words words = { .word = array };
	char *word;

	while ((word = strsep(&text, " ")) && words.count < WORDS_MAX)
		array[words.count++] = word;
	return words;
}

static void read_words(const struct flow_words *words)
{
	static struct flow_frame frame;
	static const struct flow_ports ports;
	struct flow_actions actions = {};
	struct flow_match match = {};
	struct flow_error error;
	struct flow_words copy;

	copy = *words;
	flow_frame_parse(&copy, &frame, &error);
	copy = *words;
	while (flow_match_parse_field(&copy, &ports, &match, &error) > 0)
		;
	flow_match_complete(&match, &error);
	copy = *words;
	flow_actions_parse(&copy, &ports, &actions, &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct flow_frame frame;
	struct flow_error error;
	char *array[WORDS_MAX];
	struct flow_words words;
	char *text;

	text = malloc(size + 1);
	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	flow_frame_from_hex(text, &frame, &error);
	words = split(text, array);
	read_words(&words);
	free(text);
	return 0;
}
