// SPDX-License-Identifier: GPL-2.0-or-later
#include "batch_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "dispatch.h"
#include "report.h"

static int run_line(struct context *context, char *line)
{
	struct flow_error error = { "" };
	struct flow_words words;
	int status = EXIT_DONE;
	const char *word;

	if (flow_words_split(line, &words, &error))
		return report_usage(context, &error);
	word = flow_words_peek(&words);
	if (word && *word == '-')
		status = report(context, EXIT_WRONG,
				"options are for the whole batch; say \"%s\" before -b", word);
	else if (word && !strcmp(word, "flowctl"))
		status = report(context, EXIT_WRONG,
				"a line begins with the object; leave \"flowctl\" out");
	else if (word)
		status = dispatch_change(context, &words);
	free(words.word);
	return status ? status : change_mark(context);
}

static int run_lines(struct context *context, FILE *in)
{
	int status = EXIT_DONE;
	char *line = NULL;
	ssize_t length;
	size_t size = 0;

	for (context->line = 1; !status && (length = getline(&line, &size, in)) >= 0;
	     context->line++)
		status = memchr(line, '\0', length) ?
				 report(context, EXIT_WRONG, "there is a NUL byte in the line; remove it") :
				 run_line(context, line);
	context->line = 0;	/* the commit names one if it has one */
	free(line);
	if (!status && ferror(in))
		return report(context, EXIT_WRONG, "cannot be read: %s", strerror(errno));
	return status;
}

int batch_file_run(struct context *context, const char *path)
{
	bool standard_input = !strcmp(path, "-");
	FILE *in = standard_input ? stdin : fopen(path, "re");
	int status;

	if (!in)
		return report(context, EXIT_WRONG, "%s: %s", path, strerror(errno));
	context->file = standard_input ? "standard input" : path;
	status = run_lines(context, in);
	if (!standard_input)
		fclose(in);
	return status;
}
