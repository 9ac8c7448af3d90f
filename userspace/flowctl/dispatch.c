// SPDX-License-Identifier: GPL-2.0-or-later
#include "dispatch.h"

#include <linux/flowdp.h>
#include <stdio.h>
#include <string.h>
#include "foreign_names.h"
#include "mac.h"
#include "report.h"
#include "text.h"
#include "vlan.h"

static const struct object *const objects[] = {
	&switch_object,
	&port_object,
	&profile_object,
	&vlan_object,
	&fdb_object,
	&neighbour_object,
	&config_object,
	&flow_object,
	&group_object,
	&table_object,
	&stats_object,
	&drops_object,
	&monitor_object,
	&trace_object,
	&status_object,
};

#define OBJECTS			(sizeof(objects) / sizeof(*objects))
#define COMMANDS_MAX		16

static const char usage[] =
	"Usage: flowctl [OPTIONS] OBJECT [COMMAND] [ARGUMENTS]\n"
	"       flowctl [OPTIONS] -b FILE\n"
	"       flowctl OBJECT [COMMAND] help\n"
	"\n"
	"Without COMMAND the object is shown.  \"show\" may be written \"list\", \"lst\" or\n"
	"\"ls\", and \"del\" \"delete\".\n"
	"\n"
	"Options:\n"
	"  -j, --json            an array of objects\n"
	"  -s, --statistics      counters too\n"
	"  -d, --details         settings, more columns and explanations\n"
	"  -n, --netns NAME      in network namespace NAME, with the flowd that serves it\n"
	"  -b, --batch FILE      commands from FILE (- is standard input), one a line,\n"
	"                        carried out all together or not at all\n"
	"  -k, --kernel          switch and port: act on the kernel alone, without flowd\n"
	"  -t, --timeout SECONDS how long to wait for an answer, 5 by default\n"
	"  -V, --version         print the version\n"
	"  -h, --help            print this\n"
	"\n"
	"Exit status: 0 done; 1 wrong usage, nothing changed; 2 refused by kernel or\n"
	"flowd, nothing changed; 3 module or flowd not reachable; 4 timed out.\n"
	"\n"
	"Objects:\n";

static const struct object *find_object(const char *name)
{
	size_t i;

	for (i = 0; i < OBJECTS; i++)
		if (!strcmp(objects[i]->name, name))
			return objects[i];
	return NULL;
}

/* Other words for commands, as ip(8) and bridge(8) have them. */
static const char *full_name(const char *name)
{
	static const struct {
		const char *alias;
		const char *name;
	} aliases[] = {
		{ "list", "show" }, { "lst", "show" }, { "ls", "show" }, { "delete", "del" },
	};
	size_t i;

	for (i = 0; i < sizeof(aliases) / sizeof(*aliases); i++)
		if (!strcmp(aliases[i].alias, name))
			return aliases[i].name;
	return name;
}

static const struct command *find_command(const struct object *object, const char *name)
{
	int row = flow_names_find(FLOW_NAMES(object->commands), full_name(name));
	const struct command *command = object->commands;

	if (row >= 0)
		return &command[row];
	while (command->name)
		command++;
	return command->run ? command : NULL;
}

/* The object that comes second, as in "bridge fdb" or "show port"; NULL: none does. */
static const struct object *find_second(const struct flow_words *words)
{
	const char *second = flow_words_peek(words), *here;

	if (!second)
		return NULL;
	here = flow_foreign_name(second);
	return find_object(here && !find_object(second) ? here : second);
}

/* Other tools, in front of whose commands their names may stand when those are pasted. */
static bool is_tool(const char *word)
{
	static const char *const tools[] = {
		"ovs-vsctl", "ovs-ofctl", "ovs-appctl", "ovs-dpctl", "brctl", "bridge", NULL
	};

	return flow_names_find(FLOW_NAMES(tools), word) >= 0;
}

static int unknown_object(const struct context *context, const char *word,
			  struct flow_words *words)
{
	const struct object *second = find_second(words);
	const char *names[OBJECTS + 2] = { "help" }, *next;
	size_t i;

	next = flow_words_peek(words);
	if (!second && is_tool(word) && next && strcmp(next, "help")) {
		word = flow_words_take(words);
		second = find_second(words);
	}
	if (second && flow_names_find(FLOW_NAMES(second->commands), full_name(word)) >= 0)
		return report(context, EXIT_WRONG, "the object comes first; did you mean \"%s %s\"?",
			      second->name, word);
	if (second)
		return report(context, EXIT_WRONG, "unknown object \"%s\"; did you mean \"%s\"?",
			      word, second->name);
	for (i = 0; i < OBJECTS; i++)
		names[i + 1] = objects[i]->name;
	return report_unknown(context, FLOW_NAMES(names), "object", word, "\"flowctl help\"");
}

/* The commands of an object, and "help". */
static struct flow_names names_of(const struct object *object,
				  const char *names[COMMANDS_MAX + 2])
{
	size_t i;

	names[0] = "help";
	for (i = 0; i < COMMANDS_MAX && object->commands[i].name; i++)
		names[i + 1] = object->commands[i].name;
	names[i + 1] = NULL;
	return (struct flow_names){ names, sizeof(*names) };
}

/* What goes before such a value, given without a command; *@by is NULL if it is none. */
static int find_value(struct context *context, const struct object *object, const char *word,
		      const char **by)
{
	struct flow_error error;
	struct flow_link link;
	uint8_t mac[6];
	bool has = false;
	uint16_t vid;
	int status;

	*by = NULL;
	if (!flow_vlan_parse_vid(word, &vid, &error))
		*by = object->shown_by[A_VLAN];
	else if (!flow_mac_read(word, mac))
		*by = object->shown_by[A_MAC];
	if (*by || !object->shown_by[A_SWITCH])
		return EXIT_DONE;
	status = context_find_link(context, word, &link, &has);
	if (has)
		*by = object->shown_by[strcmp(link.kind, FLOWDP_LINK_KIND) ? A_PORT : A_SWITCH];
	return status;
}

static int unknown_command(struct context *context, const struct object *object,
			   const char *word)
{
	const char *names[COMMANDS_MAX + 2], *by;
	char help[64];
	int status;

	status = find_value(context, object, word, &by);
	if (status)
		return status;
	if (by)
		return report(context, EXIT_WRONG,
			      "unknown command \"%s\"; did you mean \"%s %s %s\"?", word,
			      object->name, by, word);
	snprintf(help, sizeof(help), "\"flowctl %s help\"", object->name);
	return report_unknown(context, names_of(object, names), "command", word, help);
}

/* A word that is almost a command, and no switch's name, is a command written wrong. */
static int check_name(struct context *context, const struct object *object, const char *word)
{
	const char *names[COMMANDS_MAX + 2];
	struct flow_link link;
	bool has = false;
	int status;

	if (!object->takes_switch || !flow_names_nearest(names_of(object, names), word))
		return EXIT_DONE;
	status = context_find_link(context, word, &link, &has);
	return status || has ? status : unknown_command(context, object, word);
}

static int print_usage(FILE *out)
{
	size_t i;

	fputs(usage, out);
	for (i = 0; i < OBJECTS; i++)
		fprintf(out, "  %-9s %s\n", objects[i]->name, objects[i]->summary);
	return EXIT_DONE;
}

int dispatch_help(const struct context *context, struct flow_words *words)
{
	const char *word = flow_words_take(words);
	const struct object *object;

	if (!word || !strcmp(word, "help"))
		return print_usage(stdout);
	object = find_object(word);
	if (!object)
		return unknown_object(context, word, words);
	fputs(object->help, stdout);
	return EXIT_DONE;
}

/* Whether help is all that is asked of a command, as in "flowctl port add help". */
static bool ask_for_help(const struct flow_words *words)
{
	const char *word = flow_words_peek(words);

	return word && !strcmp(word, "help") && words->next + 1 == words->count;
}

/* What flowd is told is JSON, in which other words would be lost. */
static int check_text(const struct context *context, const struct flow_words *words)
{
	struct flow_error error;
	size_t i;

	for (i = words->next; i < words->count; i++) {
		if (flow_text_is_utf8(words->word[i]))
			continue;
		flow_error_set(&error, 0, "\"%.64s\" is not UTF-8 text; write it in UTF-8",
			       words->word[i]);
		return report_usage(context, &error);
	}
	return EXIT_DONE;
}

/* Finds what the words name; *@command is NULL when help was asked for, and printed. */
static int find(struct context *context, struct flow_words *words, const struct object **object,
		const struct command **command)
{
	const char *word;

	*command = NULL;
	if (check_text(context, words))
		return EXIT_WRONG;
	word = flow_words_take(words);
	*object = word ? find_object(word) : NULL;
	if (!word) {
		print_usage(stderr);
		return EXIT_WRONG;
	}
	if (!strcmp(word, "help"))
		return dispatch_help(context, words);
	if (!*object)
		return unknown_object(context, word, words);
	if (flow_words_accept(words, "help")) {
		fputs((*object)->help, stdout);
		return EXIT_DONE;
	}
	word = flow_words_peek(words);
	*command = word ? find_command(*object, word) : (*object)->commands;
	if (!*command)
		return unknown_command(context, *object, word);
	if (word && !(*command)->name)
		return check_name(context, *object, word);
	flow_words_take(words);
	if (ask_for_help(words)) {
		fputs((*object)->help, stdout);
		*command = NULL;
	}
	return EXIT_DONE;
}

int dispatch(struct context *context, struct flow_words *words)
{
	const struct command *command;
	const struct object *object;
	int status;

	status = find(context, words, &object, &command);
	return status || !command ? status : command->run(context, words);
}

int dispatch_change(struct context *context, struct flow_words *words)
{
	const struct command *command;
	const struct object *object;
	int status;

	status = find(context, words, &object, &command);
	if (status)
		return status;
	if (!command || !command->changes)
		return report(context, EXIT_WRONG, "a batch holds only commands that change something");
	return command->run(context, words);
}
