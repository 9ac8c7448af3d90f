// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "batch.h"
#include "change.h"
#include "commands.h"
#include "dispatch.h"
#include "report.h"
#include "version.h"

#define SECONDS_MAX	86400

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "statistics", no_argument, NULL, 's' },
	{ "details", no_argument, NULL, 'd' },
	{ "netns", required_argument, NULL, 'n' },
	{ "batch", required_argument, NULL, 'b' },
	{ "kernel", no_argument, NULL, 'k' },
	{ "timeout", required_argument, NULL, 't' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

struct options {
	const char *batch;
	bool help;
	bool version;
};

static int set_timeout(struct context *context, const char *text)
{
	uint64_t seconds;

	if (flow_words_parse_number(text, SECONDS_MAX, &seconds) || !seconds)
		return report(context, EXIT_WRONG, "-t takes seconds, from 1 to %u", SECONDS_MAX);
	context->timeout_ms = seconds * 1000;
	return EXIT_DONE;
}

static int take_option(struct context *context, struct options *options, int option)
{
	switch (option) {
	case 'j':
		context->json = true;
		return EXIT_DONE;
	case 's':
		context->statistics = true;
		return EXIT_DONE;
	case 'd':
		context->details = true;
		return EXIT_DONE;
	case 'n':
		context->netns = optarg;
		return EXIT_DONE;
	case 'b':
		options->batch = optarg;
		return EXIT_DONE;
	case 'k':
		context->kernel_only = true;
		return EXIT_DONE;
	case 't':
		return set_timeout(context, optarg);
	case 'V':
		options->version = true;
		return EXIT_DONE;
	case 'h':
		options->help = true;
		return EXIT_DONE;
	default:	/* getopt has said what is wrong */
		return EXIT_WRONG;
	}
}

static int take_options(struct context *context, struct options *options, int argc, char **argv)
{
	int option, status = EXIT_DONE;

	while (!status &&
	       (option = getopt_long(argc, argv, "jsdn:b:kt:Vh", long_options, NULL)) != -1)
		status = take_option(context, options, option);
	return status;
}

static int run(struct context *context, const struct options *options, struct flow_words *words)
{
	int status;

	if (options->batch && flow_words_peek(words))
		return report(context, EXIT_WRONG, "-b takes the commands from the file alone");
	if (options->batch)
		status = batch_run(context, options->batch);
	else
		status = dispatch(context, words);
	return status ? status : change_commit(context);
}

int main(int argc, char **argv)
{
	struct context context = { .timeout_ms = FLOW_NETLINK_TIMEOUT_MS };
	struct options options = { 0 };
	struct flow_words words;
	int status;

	status = take_options(&context, &options, argc, argv);
	if (status)
		return status;
	words = (struct flow_words){ .word = argv + optind, .count = argc - optind };
	if (options.version) {
		puts("flowctl " FLOW_VERSION);
		return EXIT_DONE;
	}
	if (options.help)
		return dispatch_help(&context, &words);
	context.change = change_new();
	if (!context.change)
		return report(&context, EXIT_REFUSED, "there is not enough memory");
	status = run(&context, &options, &words);
	context_close(&context);
	return status;
}
