// SPDX-License-Identifier: GPL-2.0-or-later
#include "options.h"

#include <errno.h>
#include <stdbool.h>

#define LONG_ONLY	256	/* beyond all letters */

/* What getopt calls the option in row @row. */
static int code_of(const struct flow_option *options, int row)
{
	return options[row].letter ? options[row].letter : LONG_ONLY + row;
}

static int fill(const struct flow_option *options, struct option *forms, char *letters)
{
	int row;

	for (row = 0; options[row].name && row < FLOW_OPTIONS_MAX; row++) {
		forms[row] = (struct option){ options[row].name, options[row].argument, NULL,
					      code_of(options, row) };
		if (!options[row].letter)
			continue;
		*letters++ = options[row].letter;
		if (options[row].argument == required_argument)
			*letters++ = ':';
	}
	forms[row] = (struct option){ .name = NULL };
	*letters = '\0';
	return row;
}

static void take(const struct flow_option *option, void *members)
{
	char *member = (char *)members + option->offset;

	if (option->argument == required_argument)
		*(const char **)member = optarg;
	else
		*(bool *)member = true;
}

int flow_options_take(const struct flow_option *options, void *members, int argc, char **argv)
{
	struct option forms[FLOW_OPTIONS_MAX + 1];
	char letters[2 * FLOW_OPTIONS_MAX + 1];
	int code, row, count = fill(options, forms, letters);

	while ((code = getopt_long(argc, argv, letters, forms, NULL)) != -1) {
		for (row = 0; row < count && code_of(options, row) != code; row++)
			;
		if (row == count)
			return -EINVAL;
		take(&options[row], members);
	}
	return 0;
}
