// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "batch_file.h"
#include "change.h"
#include "commands.h"
#include "dispatch.h"
#include "file.h"
#include "options.h"
#include "output.h"
#include "report.h"

#define SECONDS_MAX	86400

struct options {
	bool json;
	bool statistics;
	bool details;
	bool kernel;
	bool version;
	bool help;
	const char *netns;
	const char *batch;
	const char *timeout;
};

#define OPTION(member)	offsetof(struct options, member)

static const struct flow_option known[] = {
	{ "json", no_argument, 'j', OPTION(json) },
	{ "statistics", no_argument, 's', OPTION(statistics) },
	{ "details", no_argument, 'd', OPTION(details) },
	{ "netns", required_argument, 'n', OPTION(netns) },
	{ "batch", required_argument, 'b', OPTION(batch) },
	{ "kernel", no_argument, 'k', OPTION(kernel) },
	{ "timeout", required_argument, 't', OPTION(timeout) },
	{ "version", no_argument, 'V', OPTION(version) },
	{ "help", no_argument, 'h', OPTION(help) },
	{ NULL, 0, '\0', 0 }
};

static int set_timeout(struct context *context, const char *text)
{
	uint64_t seconds;

	if (flow_words_parse_number(text, SECONDS_MAX, &seconds) || !seconds)
		return report(context, EXIT_WRONG,
			      "\"%.64s\" is wrong for -t, which takes a number of seconds from 1 to %u",
			      text, SECONDS_MAX);
	context->timeout_ms = seconds * 1000;
	return EXIT_DONE;
}

static int set_options(struct context *context, const struct options *options)
{
	context->json = options->json;
	context->statistics = options->statistics;
	context->details = options->details;
	context->kernel_only = options->kernel;
	context->netns = options->netns;
	return options->timeout ? set_timeout(context, options->timeout) : EXIT_DONE;
}

static int run(struct context *context, const struct options *options, struct flow_words *words)
{
	int status;

	context->change = change_new();
	if (!context->change)
		return report(context, EXIT_REFUSED, "there is not enough memory");
	if (options->batch && flow_words_peek(words))
		return report(context, EXIT_WRONG, "-b takes the commands from the file alone");
	if (options->batch)
		status = batch_file_run(context, options->batch);
	else
		status = dispatch(context, words);
	return status ? status : change_commit(context);
}

/* The word of "config apply" that some take for an option; both are right. */
static void accept_confirm(int argc, char **argv)
{
	static char word[] = "confirm";
	int i;

	for (i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--confirm"))
			argv[i] = word;
}

int main(int argc, char **argv)
{
	struct context context = { .timeout_ms = FLOW_NETLINK_TIMEOUT_MS };
	struct options options = { 0 };
	struct flow_error error = { "" };
	struct flow_words words;
	int status;

	flow_file_hold_standard();
	accept_confirm(argc, argv);
	if (flow_options_take(known, &options, argc, argv, &error))
		return report_usage(&context, &error);
	status = set_options(&context, &options);
	if (status)
		return status;
	words = (struct flow_words){ .word = argv + optind, .count = argc - optind };
	if (options.version)
		puts("flowctl " FLOW_VERSION);
	else if (options.help)
		status = dispatch_help(&context, &words);
	else
		status = run(&context, &options, &words);
	status = output_finish(&context, status);
	context_close(&context);
	return status;
}
