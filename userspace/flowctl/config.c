// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "commands.h"
#include "file.h"
#include "output.h"
#include "report.h"

#define CONFIRM_MAX	86400		/* seconds */
#define SENT_MAX	(FLOW_VARLINK_CALL_MAX - 1024)	/* bytes of all files together */

static const struct column change_columns[] = {
	{ "CHANGE", "change", 0, COLUMN_TEXT, NULL },
	{ "OBJECT", "object", 0, COLUMN_TEXT, NULL },
	{ "NAME", "name", 0, COLUMN_TEXT, NULL },
	{ "SETTING", "setting", 0, COLUMN_TEXT, NULL },
	{ "BEFORE", "before", 0, COLUMN_TEXT, NULL },
	{ "AFTER", "after", 0, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

static int report_mistakes(const json_t *reply)
{
	const json_t *lines = json_object_get(reply, "mistakes");
	json_t *line;
	size_t i;

	json_array_foreach(lines, i, line)
		fprintf(stderr, "%s\n", json_string_value(line));
	return EXIT_WRONG;
}

static const struct expected_error mistakes = { "io.flowswitch.Mistakes", report_mistakes };

/* For methods that may find mistakes in files. */
static int call(struct context *context, const char *method, json_t *parameters, json_t **reply)
{
	return context_call_expecting(context, method, parameters, &mistakes, reply);
}

static int add_file(struct context *context, const char *path, json_t *files)
{
	const char *name = strcmp(path, "-") ? path : "standard input";
	char *text = NULL;
	json_t *file;
	int error = flow_file_read(path, &text);

	if (error && error != -EILSEQ)
		return report(context, EXIT_WRONG, "cannot read %s: %s", name, strerror(-error));
	file = text ? json_pack("{s:s, s:s}", "name", name, "text", text) : NULL;
	free(text);
	if (json_array_append_new(files, file))
		return report(context, EXIT_WRONG,
			      "%s is no configuration file: it is not UTF-8 text", name);
	return EXIT_DONE;
}

static int check_size(struct context *context, const json_t *files)
{
	size_t size = json_dumpb(files, NULL, 0, JSON_COMPACT);

	if (size <= SENT_MAX)
		return EXIT_DONE;
	return report(context, EXIT_WRONG,
		      "the files are too long to be sent, %zu of %u bytes; put them in flowd's own configuration and name none",
		      size, SENT_MAX);
}

/* The seconds behind "confirm". */
static int take_confirm(struct context *context, struct flow_words *words, json_t *parameters)
{
	const char *text = flow_words_take(words);
	uint64_t seconds;

	if (json_object_get(parameters, "confirm_s"))
		return report(context, EXIT_WRONG, "confirm is said twice; say it once");
	if (!text || flow_words_parse_number(text, CONFIRM_MAX, &seconds) || !seconds)
		return report(context, EXIT_WRONG,
			      "confirm takes the seconds in which it is to be confirmed, from 1 to %u",
			      CONFIRM_MAX);
	json_object_set_new(parameters, "confirm_s", json_integer(seconds));
	return EXIT_DONE;
}

/* Takes names of files, none: flowd's own; @trial: "confirm SECONDS" may be among them. */
static int take_files(struct context *context, struct flow_words *words, bool trial,
		      json_t **parameters)
{
	json_t *files = json_array();
	int status = EXIT_DONE;

	*parameters = json_object();
	while (!status && flow_words_peek(words))
		status = trial && flow_words_accept(words, "confirm") ?
				 take_confirm(context, words, *parameters) :
				 add_file(context, flow_words_take(words), files);
	if (!status)
		status = check_size(context, files);
	if (json_array_size(files))
		json_object_set(*parameters, "files", files);
	json_decref(files);
	if (status)
		json_decref(*parameters);
	return status;
}

static int print_objects(const json_t *objects)
{
	json_dumpf(objects, stdout, JSON_INDENT(2));
	putchar('\n');
	return EXIT_DONE;
}

static int show(struct context *context, struct flow_words *words)
{
	int status = report_rest(context, words);
	json_t *reply;

	if (!status)
		status = context_call(context, "io.flowswitch.GetConfiguration", NULL, &reply);
	if (status)
		return status;
	if (context->json)
		print_objects(json_object_get(reply, "objects"));
	else
		fputs(json_string_value(json_object_get(reply, "text")), stdout);
	json_decref(reply);
	return EXIT_DONE;
}

static int check(struct context *context, struct flow_words *words)
{
	json_t *parameters, *reply;
	int status = take_files(context, words, false, &parameters);

	if (!status)
		status = call(context, "io.flowswitch.CheckConfiguration", parameters, &reply);
	if (!status)
		json_decref(reply);
	return status;
}

static int print_changes(struct context *context, json_t *reply)
{
	int status = output(context, change_columns,
			    json_incref(json_object_get(reply, "changes")));

	json_decref(reply);
	return status;
}

static int diff(struct context *context, struct flow_words *words)
{
	json_t *parameters, *reply;
	int status = take_files(context, words, false, &parameters);

	if (!status)
		status = call(context, "io.flowswitch.DiffConfiguration", parameters, &reply);
	return status ? status : print_changes(context, reply);
}

/* Says what is to be done now; on stderr, as it is not what was asked for. */
static void remind(const json_t *reply, json_int_t seconds)
{
	if (seconds && json_array_size(json_object_get(reply, "changes")))
		fprintf(stderr, "In %lld s all is as it was before, unless it is kept with \"flowctl config confirm\".\n",
			(long long)seconds);
}

static int apply(struct context *context, struct flow_words *words)
{
	json_t *parameters, *reply;
	json_int_t seconds;
	int status = change_direct(context);

	if (!status)
		status = take_files(context, words, true, &parameters);
	if (status)
		return status;
	seconds = json_integer_value(json_object_get(parameters, "confirm_s"));
	status = call(context, "io.flowswitch.ApplyConfiguration", parameters, &reply);
	if (status)
		return status;
	remind(reply, seconds);
	return print_changes(context, reply);
}

static int call_plain(struct context *context, struct flow_words *words, const char *method)
{
	int status = change_direct(context);
	json_t *reply;

	if (!status)
		status = report_rest(context, words);
	if (!status)
		status = call(context, method, NULL, &reply);
	if (!status)
		json_decref(reply);
	return status;
}

static int confirm(struct context *context, struct flow_words *words)
{
	return call_plain(context, words, "io.flowswitch.ConfirmConfiguration");
}

static int cancel(struct context *context, struct flow_words *words)
{
	return call_plain(context, words, "io.flowswitch.CancelConfiguration");
}

static int save(struct context *context, struct flow_words *words)
{
	return call_plain(context, words, "io.flowswitch.SaveConfiguration");
}

static const struct command commands[] = {
	{ "show", show, false },
	{ "check", check, false },
	{ "diff", diff, false },
	{ "apply", apply, true },
	{ "confirm", confirm, true },
	{ "cancel", cancel, true },
	{ "save", save, true },
	{ NULL, NULL, false }
};

const struct object config_object = {
	.name = "config",
	.summary = "all of flowd's configuration: what runs, and what is to run",
	.help =
		"Usage: flowctl config [show]\n"
		"       flowctl config check|diff [FILE...]\n"
		"       flowctl config apply [FILE...] [confirm SECONDS]\n"
		"       flowctl config confirm|cancel|save\n"
		"\n"
		"show prints what runs, as a configuration file.\n"
		"The FILEs (- is standard input) are all there is to be; without them, what is in\n"
		"flowd's own files is.  check prints every mistake in them; diff what apply would\n"
		"change, nothing if it is nothing; apply changes it, all or nothing, and prints it.\n"
		"With confirm SECONDS all is as it was before after that time, or when flowd is\n"
		"started anew, unless \"config confirm\" keeps it; \"config cancel\" does not wait.\n"
		"save writes what runs into flowd's own file; what is in conf.d stays there.\n"
		"\n"
		"Examples: flowctl config show >new.conf\n"
		"          flowctl config diff new.conf\n"
		"          flowctl config apply new.conf confirm 60\n",
	.commands = commands,
};
