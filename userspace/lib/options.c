// SPDX-License-Identifier: GPL-2.0-or-later
#include "options.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include "names.h"

#define LONG_ONLY	256	/* beyond all letters */

/* What getopt calls the option in row @row. */
static int code_of(const struct flow_option *options, int row)
{
	return options[row].letter ? options[row].letter : LONG_ONLY + row;
}

static int fill(const struct flow_option *options, struct option *forms, char *letters)
{
	int row;

	*letters++ = ':';	/* a value that is missing is told from an unknown option */
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

/* The row of what getopt calls so; @count if there is none. */
static int find(const struct flow_option *options, int count, int code)
{
	int row;

	for (row = 0; row < count && code_of(options, row) != code; row++)
		;
	return row;
}

/* What is wrong with the option that getopt stopped at, the last one of @word. */
static int refuse(const struct flow_option *options, int count, int code, const char *word,
		  struct flow_error *error)
{
	int row = find(options, count, optopt);
	const char *nearest;

	if (row < count)
		return flow_error_set(error, -EINVAL, "the option --%s %s", options[row].name,
				      code == ':' ? "needs a value" : "takes no value");
	if (optopt)
		return flow_error_set(error, -EINVAL,
				      "unknown option \"-%c\"; \"--help\" lists them", optopt);
	nearest = flow_names_nearest(FLOW_NAMES(options), word + strlen("--"));
	if (nearest)
		return flow_error_set(error, -EINVAL,
				      "unknown option \"%.64s\"; did you mean \"--%s\"?", word, nearest);
	return flow_error_set(error, -EINVAL, "unknown option \"%.64s\"; \"--help\" lists them",
			      word);
}

/* ip(8) has long options with one dash, of which getopt would take each letter for an option. */
static int check_dashes(const struct flow_option *options, int argc, char **argv,
			struct flow_error *error)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (argv[i][0] == '-' && flow_names_find(FLOW_NAMES(options), argv[i] + 1) >= 0)
			return flow_error_set(error, -EINVAL,
					      "unknown option \"%s\"; did you mean \"-%s\"?",
					      argv[i], argv[i]);
	return 0;
}

int flow_options_take(const struct flow_option *options, void *members, int argc, char **argv,
		      struct flow_error *error)
{
	struct option forms[FLOW_OPTIONS_MAX + 1];
	char letters[2 * FLOW_OPTIONS_MAX + 2];
	int code, row, count = fill(options, forms, letters);

	if (check_dashes(options, argc, argv, error))
		return -EINVAL;
	opterr = 0;
	while ((code = getopt_long(argc, argv, letters, forms, NULL)) != -1) {
		row = find(options, count, code);
		if (row == count)
			return refuse(options, count, code, argv[optind - 1], error);
		take(&options[row], members);
	}
	return 0;
}
