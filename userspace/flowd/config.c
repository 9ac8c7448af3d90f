// SPDX-License-Identifier: GPL-2.0-or-later
#include "config.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ini.h>
#include <libgen.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "array.h"
#include "config_parser.h"
#include "intent_profile.h"
#include "mac.h"
#include "setting.h"
#include "text.h"

_Static_assert(CONFIG_LINE_MAX == INI_MAX_LINE - 3, "inih takes a line with its end");

#define MISTAKES_MAX	1000

struct mistake {
	struct config_place place;
	char *text;
};

/* All files together: what they say is checked when everything is known. */
struct parser {
	struct mistake *mistakes;
	size_t mistakes_count;
	const char *path;
	struct config_place place;	/* the line that is being read */
	struct config_object *objects;
	size_t count, counts[CONFIG_SECTIONS];	/* of all, and of each kind */
	struct config_object *open;	/* the section that is being read; NULL: none */
	bool skip;			/* the section is unknown, so its keys are not judged */
	bool out_of_memory;
};

void config_mistakes_clear(struct config_mistakes *mistakes)
{
	size_t i;

	for (i = 0; i < mistakes->count; i++)
		free(mistakes->lines[i]);
	free(mistakes->lines);
	memset(mistakes, 0, sizeof(*mistakes));
}

/* Takes @text over; NULL: no memory. */
static void append_mistake(struct parser *parser, struct config_place place, char *text)
{
	struct mistake *larger;

	larger = reallocarray(parser->mistakes, parser->mistakes_count + 1, sizeof(*larger));
	if (larger)
		parser->mistakes = larger;
	if (!larger || !text) {
		parser->out_of_memory = true;
		free(text);
		return;
	}
	larger[parser->mistakes_count++] = (struct mistake){ place, text };
}

static void add_mistake(struct parser *parser, struct config_place place, const char *origin,
			const char *sentence)
{
	static const struct config_place end = { UINT_MAX, UINT_MAX };
	char *text = NULL;

	if (parser->mistakes_count == MISTAKES_MAX)
		append_mistake(parser, end,
			       strdup("there are more mistakes than these; mend them first"));
	if (parser->mistakes_count > MISTAKES_MAX)
		return;
	if (asprintf(&text, "%s: %s", origin, sentence) < 0)
		text = NULL;
	else
		flow_text_make_printable(text);	/* a file may hold whatever bytes */
	append_mistake(parser, place, text);
}

/* A mistake in the line that is being read. */
static void mistake_here(struct parser *parser, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void mistake_here(struct parser *parser, const char *format, ...)
{
	char origin[PATH_MAX + 16], sentence[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	snprintf(origin, sizeof(origin), "%s:%u", parser->path, parser->place.line);
	add_mistake(parser, parser->place, origin, sentence);
}

static void init_object(struct config_object *object, enum config_section section)
{
	memset(object, 0, sizeof(*object));
	object->section = section;
	if (section == CONFIG_SWITCH)
		intent_switch_init(&object->switch_);
	else if (section == CONFIG_VLAN)
		intent_vlan_init(&object->vlan);
	else if (section == CONFIG_PORT || section == CONFIG_PROFILE)
		intent_port_init(&object->port);
}

static void open_section(struct parser *parser, enum config_section section)
{
	struct config_object *object;

	/*
	 * Without a limit, a file of section names could take a hundred times its size
	 * in memory.
	 */
	if (parser->counts[section] == INTENT_OBJECTS_MAX) {
		parser->skip = true;
		mistake_here(parser, "there are %d of these sections already, the most there can be",
			     INTENT_OBJECTS_MAX);
		return;
	}
	if (flow_array_grow(&parser->objects, parser->count, sizeof(*object))) {
		parser->out_of_memory = true;
		return;
	}
	object = &parser->objects[parser->count];
	init_object(object, section);
	object->place = parser->place;
	if (asprintf(&object->origin, "%s:%u", parser->path, parser->place.line) < 0) {
		parser->out_of_memory = true;
		return;
	}
	parser->count++;
	parser->counts[section]++;
	parser->open = object;
}

/* Ends the name of a section, which begins at @name; false if there is more than that. */
static bool end_name(struct parser *parser, char *name)
{
	char *end = strchr(name, ']'), *rest;

	if (!end) {
		mistake_here(parser, "the section's name does not end with ]");
		return false;
	}
	*end = '\0';
	rest = end + 1 + strspn(end + 1, " \t");
	if (!*rest || (*rest == ';' && rest > end + 1))
		return true;
	mistake_here(parser, "there is text after [%s]; each key has a line of its own", name);
	return false;
}

/* "[Name]" */
static void take_section(struct parser *parser, char *line)
{
	static const char *const sections[] = { "Switch", "Vlan", "Profile", "Port", "Fdb",
						"Neighbour", NULL };
	struct flow_error error;
	int found;

	parser->open = NULL;
	parser->skip = true;
	if (!end_name(parser, line + 1))
		return;
	found = flow_names_find(FLOW_NAMES(sections), line + 1);
	if (found < 0) {
		flow_names_unknown(FLOW_NAMES(sections), "section", line + 1, NULL, &error);
		mistake_here(parser, "%s", error.text);
		return;
	}
	parser->skip = false;
	open_section(parser, CONFIG_SWITCH + found);
}

static int take_value(void *data, const char *section, const char *name, const char *value)
{
	struct parser *parser = data;
	struct flow_error error;

	(void)section;
	if (parser->skip)
		return 1;
	if (!parser->open) {
		mistake_here(parser, "%s stands before the first section; write [Switch], [Vlan], [Profile], [Port], [Fdb] or [Neighbour] first",
			     name);
	} else if (config_key_set(parser->open, name, value, &error)) {
		parser->open->broken = true;
		mistake_here(parser, "%s", error.text);
	}
	return 1;
}

/*
 * inih says neither when a section begins anew nor all lines that it does not
 * understand, so it is given one line at a time.
 */
static void take_line(struct parser *parser, char *line)
{
	while (isspace((unsigned char)*line))
		line++;
	line[strcspn(line, "\r\n")] = '\0';
	if (strlen(line) > CONFIG_LINE_MAX)
		mistake_here(parser, "the line is longer than %d characters; a list of VLANs can go on with another Vlan=, Trunk=, CustomerVlans= or Translate=",
			     CONFIG_LINE_MAX);
	else if (*line == '[')
		take_section(parser, line);
	else if (ini_parse_string(line, take_value, parser))
		mistake_here(parser, "this is neither [Section] nor Key=Value");
}

/* Behind the byte order mark that some editors begin a file with. */
static char *skip_mark(char *line)
{
	static const char mark[] = "\xef\xbb\xbf";

	return strncmp(line, mark, strlen(mark)) ? line : line + strlen(mark);
}

/* Takes the lines of @in, which is closed. */
static int read_stream(struct parser *parser, const char *name, FILE *in)
{
	char *line = NULL;
	ssize_t length;
	size_t size = 0;
	int error = 0;

	parser->path = name;
	parser->open = NULL;
	parser->skip = false;
	while ((length = getline(&line, &size, in)) >= 0) {
		parser->place.line++;
		if (memchr(line, '\0', length))
			mistake_here(parser, "there is a NUL byte in the line; remove it");
		else
			take_line(parser, parser->place.line == 1 ? skip_mark(line) : line);
	}
	if (!feof(in))	/* a read error, as on a directory, is no empty file */
		error = -errno;
	free(line);
	fclose(in);
	return error;
}

static void next_file(struct parser *parser)
{
	parser->place.file++;
	parser->place.line = 0;
}

/* @error: why @path could not be read, 0: it was. */
static void take_error(struct parser *parser, const char *path, int error, bool may_lack)
{
	char sentence[128];

	if (!error || (error == -ENOENT && may_lack))
		return;
	snprintf(sentence, sizeof(sentence), "cannot be read: %s",
		 error == -ESPIPE ? "it is a FIFO, which may never end; name a file" :
		 error == -ENODATA ? "this pipe is empty, as it is after it was read once; name a file" :
				     strerror(-error));
	add_mistake(parser, parser->place, path, sentence);
}

/* Waits for the bytes of a pipe, such as the shell's <(...), but not for a FIFO to be written to. */
static int check_kind(int fd, bool *is_pipe)
{
	struct statfs filesystem;
	struct stat file;

	if (fstat(fd, &file) || fstatfs(fd, &filesystem))
		return -errno;
	*is_pipe = S_ISFIFO(file.st_mode);
	if (*is_pipe && filesystem.f_type != PIPEFS_MAGIC)
		return -ESPIPE;
	return fcntl(fd, F_SETFL, 0) ? -errno : 0;
}

static int open_file(const char *path, FILE **in, bool *is_pipe)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int error;

	if (fd < 0)
		return -errno;
	error = check_kind(fd, is_pipe);
	*in = error ? NULL : fdopen(fd, "r");
	if (*in)
		return 0;
	error = error ? error : -errno;
	close(fd);
	return error;
}

static void read_file(struct parser *parser, const char *path, bool may_lack)
{
	bool is_pipe;
	FILE *in;
	int error;

	next_file(parser);
	error = open_file(path, &in, &is_pipe);
	if (!error)
		error = read_stream(parser, path, in);
	if (!error && is_pipe && !parser->place.line)
		error = -ENODATA;
	take_error(parser, path, error, may_lack);
}

static void read_text(struct parser *parser, const char *name, const char *text)
{
	FILE *in = fmemopen((char *)text, strlen(text), "r");

	next_file(parser);
	if (!in || read_stream(parser, name, in))
		parser->out_of_memory = true;
}

static int is_configuration(const struct dirent *entry)
{
	return !fnmatch("*.conf", entry->d_name, FNM_PERIOD);
}

/* The files in conf.d beside @path, which need not be there. */
static void read_directory(struct parser *parser, const char *path)
{
	char copy[PATH_MAX], directory[PATH_MAX + 16], file[PATH_MAX + 16 + NAME_MAX + 1];
	struct dirent **entries;
	int count, i;

	snprintf(copy, sizeof(copy), "%s", path);
	snprintf(directory, sizeof(directory), "%s/conf.d", dirname(copy));
	count = scandir(directory, &entries, is_configuration, alphasort);
	if (count < 0) {
		next_file(parser);
		take_error(parser, directory, -errno, true);
	}
	for (i = 0; i < count; i++) {
		snprintf(file, sizeof(file), "%s/%s", directory, entries[i]->d_name);
		read_file(parser, file, false);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static int put_switch(struct intent *intent, struct config_object *object,
		      struct flow_error *error)
{
	const struct intent_switch *there = intent_find_switch(intent, object->switch_.name);
	int code;

	if (there)
		return flow_error_set(error, -EINVAL, "there is a switch \"%s\" already, in %s; keep one of them",
				      there->name, there->origin);
	code = intent_check_switch(&object->switch_, error);
	object->switch_.origin = object->origin;
	return code ? code : intent_put_switch(intent, &object->switch_);
}

static int check_port_keys(struct config_object *object, struct flow_error *error)
{
	struct intent_settings *settings = &object->port.settings;
	bool untagged = config_is_given(object, FLOW_PORT_NATIVE);
	bool tagged = config_is_given(object, FLOW_PORT_NATIVE_TAGGED);
	bool customers = config_is_given(object, FLOW_PORT_CUSTOMER_VLANS);

	if (untagged && tagged)
		return flow_error_set(error, -EINVAL, "a port has one of Native and NativeTagged; leave one out");
	if ((untagged || tagged) && !config_is_given(object, FLOW_PORT_TRUNK))
		return flow_error_set(error, -EINVAL,
				      "%s is for a trunk; add Trunk, or write Vlan instead",
				      tagged ? "NativeTagged" : "Native");
	if (customers && !config_is_given(object, FLOW_PORT_DOT1Q_TUNNEL))
		return flow_error_set(error, -EINVAL,
				      "CustomerVlans is for a tunnel; add Dot1qTunnel");
	if (untagged)
		settings->vlan_mode = FLOWDP_VLAN_MODE_NATIVE_UNTAGGED;
	else if (tagged)
		settings->vlan_mode = FLOWDP_VLAN_MODE_NATIVE_TAGGED;
	else if (config_is_given(object, FLOW_PORT_DOT1Q_TUNNEL) && !customers)
		flow_vlan_add_all(settings->vlans);
	return 0;
}

static int put_one_vlan(struct intent *intent, const struct intent_vlan *object,
			struct flow_error *error)
{
	const struct intent_vlan *there = intent_find_vlan(intent, object);

	if (there)
		return flow_error_set(error, -EINVAL,
				      "there is VLAN %u of switch \"%s\" already, in %s; keep one of them",
				      there->vid, there->switch_name, there->origin);
	return intent_put_vlan(intent, object);
}

static int put_vlan(struct intent *intent, struct config_object *object, struct flow_error *error)
{
	struct intent_vlan *vlan = &object->vlan;
	int code = 0;

	if (flow_vlan_is_empty(object->vlans))
		return flow_error_set(error, -EINVAL, "Vlan: \"none\" names no VLAN; write a list such as 10,20-29");
	code = intent_default_switch(intent, vlan->switch_name, "this VLAN", error);
	vlan->origin = object->origin;
	while (!code && (vlan->vid = flow_vlan_next(object->vlans, vlan->vid))) {
		code = intent_check_vlan(intent, vlan, error);
		if (!code)
			code = put_one_vlan(intent, vlan, error);
	}
	return code;
}

/* What is said in the section is the port's own. */
static void own_given(struct config_object *object)
{
	const uint32_t modes =
		1U << FLOW_PORT_VLAN | 1U << FLOW_PORT_TRUNK | 1U << FLOW_PORT_DOT1Q_TUNNEL;

	intent_own(&object->port, object->given);
	if (object->given & modes)
		intent_own(&object->port, INTENT_VLAN_ROWS);
}

static int put_profile(struct intent *intent, struct config_object *object,
		       struct flow_error *error)
{
	const struct intent_profile *there = intent_find_profile(intent, object->port.profile);
	struct intent_profile profile;
	int code;

	if (there)
		return flow_error_set(error, -EINVAL, "there is a profile \"%s\" already, in %s; keep one of them",
				      there->name, there->origin);
	code = check_port_keys(object, error);
	if (code)
		return code;
	intent_profile_init(&profile);
	profile.origin = object->origin;
	memcpy(profile.name, object->port.profile, sizeof(profile.name));
	own_given(object);
	intent_own_settings(&object->port, &profile.said);
	code = intent_check_profile(intent, &profile, error);
	return code ? code : intent_put_profile(intent, &profile);
}

static int put_port(struct intent *intent, struct config_object *object, struct flow_error *error)
{
	const struct intent_port *there = intent_find_port(intent, object->port.match);
	int code;

	if (there)
		return flow_error_set(error, -EINVAL, "there is a policy for \"%s\" already, in %s; keep one of them",
				      there->match, there->origin);
	code = check_port_keys(object, error);
	if (!code)
		code = intent_default_switch(intent, object->port.switch_name, object->port.match,
					     error);
	own_given(object);
	intent_resolve_port(intent, &object->port);
	if (!code)
		code = intent_check_port(intent, &object->port, error);
	if (!code)
		code = intent_check_number(intent, &object->port, error);
	object->port.origin = object->origin;
	return code ? code : intent_put_port(intent, &object->port);
}

static int put_static(struct intent *intent, struct config_object *object,
		      struct flow_error *error)
{
	const struct intent_static *there = intent_find_static(intent, &object->static_);
	char mac[FLOW_MAC_TEXT];
	int code;

	flow_mac_format(object->static_.mac, mac);
	if (there)
		return flow_error_set(error, -EINVAL,
				      "there is a static entry %s already, in %s; keep one of them",
				      mac, there->origin);
	code = intent_default_local(intent, &object->static_, error);
	if (!code)
		code = intent_check_static(intent, &object->static_, error);
	if (!code)
		code = intent_check_place(intent, &object->static_, error);
	object->static_.origin = object->origin;
	return code ? code : intent_put_static(intent, &object->static_);
}

static int put_neighbour(struct intent *intent, struct config_object *object,
			 struct flow_error *error)
{
	struct intent_neighbour *neighbour = &object->neighbour;
	const struct intent_neighbour *there;
	char text[INTENT_ADDRESS_TEXT];
	int code;

	intent_format_address(&neighbour->address, text);
	code = intent_default_switch(intent, neighbour->switch_name, text, error);
	if (!code)
		code = intent_check_neighbour(intent, neighbour, error);
	there = intent_find_neighbour(intent, neighbour);
	if (!code && there)
		return flow_error_set(error, -EINVAL, "there is a neighbour %s already, in %s; keep one of them",
				      text, there->origin);
	neighbour->origin = object->origin;
	return code ? code : intent_put_neighbour(intent, neighbour);
}

typedef int put_fn(struct intent *intent, struct config_object *object, struct flow_error *error);

/*
 * An object with a mistake is not checked further; a switch is added all the same, as
 * others name it.
 */
static int check_object(put_fn *put, struct intent *intent, struct config_object *object,
			struct flow_error *error)
{
	if (!config_is_given(object, 0))
		return flow_error_set(error, -EINVAL, "the section has no %s; add it",
				      config_first_key(object->section));
	if (!object->broken)
		return put(intent, object, error);
	if ((object->section == CONFIG_SWITCH && *object->switch_.name) ||
	    (object->section == CONFIG_PROFILE && *object->port.profile))
		put(intent, object, error);
	return 0;
}

/* Switches first: the others name them, wherever they are. */
static void check_objects(struct parser *parser, enum config_section section, put_fn *put,
			  struct intent *intent)
{
	struct flow_error error;
	size_t i;
	int code;

	for (i = 0; i < parser->count; i++) {
		if (parser->objects[i].section != section)
			continue;
		error.text[0] = '\0';
		code = intent_refuse_put(check_object(put, intent, &parser->objects[i], &error),
					 &error);
		if (code)
			add_mistake(parser, parser->objects[i].place, parser->objects[i].origin,
				    *error.text ? error.text : strerror(-code));
	}
}

static int compare_mistakes(const void *a, const void *b)
{
	const struct mistake *left = a, *right = b;

	if (left->place.file != right->place.file)
		return left->place.file < right->place.file ? -1 : 1;
	if (left->place.line != right->place.line)
		return left->place.line < right->place.line ? -1 : 1;
	return strcmp(left->text, right->text);
}

/* In the order of the lines, whatever was found first. */
static void tell_mistakes(struct parser *parser, struct config_mistakes *mistakes)
{
	size_t count = parser->mistakes_count, i;

	memset(mistakes, 0, sizeof(*mistakes));
	if (!count)
		return;
	mistakes->lines = calloc(count, sizeof(*mistakes->lines));
	if (!mistakes->lines) {
		parser->out_of_memory = true;
		return;
	}
	qsort(parser->mistakes, count, sizeof(*parser->mistakes), compare_mistakes);
	for (i = 0; i < count; i++)
		mistakes->lines[i] = parser->mistakes[i].text;
	mistakes->count = count;
	parser->mistakes_count = 0;	/* the texts are theirs now */
}

static void clear_parser(struct parser *parser)
{
	size_t i;

	for (i = 0; i < parser->mistakes_count; i++)
		free(parser->mistakes[i].text);
	free(parser->mistakes);
	for (i = 0; i < parser->count; i++)
		free(parser->objects[i].origin);
	free(parser->objects);
}

/* Checks what was read; the parser is over then. */
static int finish(struct parser *parser, struct intent *intent, struct config_mistakes *mistakes)
{
	struct intent loaded = { 0 };
	int error;

	check_objects(parser, CONFIG_SWITCH, put_switch, &loaded);
	check_objects(parser, CONFIG_VLAN, put_vlan, &loaded);
	check_objects(parser, CONFIG_PROFILE, put_profile, &loaded);
	check_objects(parser, CONFIG_PORT, put_port, &loaded);
	check_objects(parser, CONFIG_FDB, put_static, &loaded);
	check_objects(parser, CONFIG_NEIGHBOUR, put_neighbour, &loaded);
	tell_mistakes(parser, mistakes);
	error = parser->out_of_memory ? -ENOMEM : mistakes->count ? -EINVAL : 0;
	clear_parser(parser);
	if (error)
		intent_clear(&loaded);
	else
		*intent = loaded;
	return error;
}

int config_load(const char *path, bool may_lack, struct intent *intent,
		struct config_mistakes *mistakes)
{
	struct parser parser = { .mistakes = NULL };

	read_file(&parser, path, may_lack);
	read_directory(&parser, path);
	return finish(&parser, intent, mistakes);
}

int config_load_as(const char *path, const char *text, struct intent *intent,
		   struct config_mistakes *mistakes)
{
	struct parser parser = { .mistakes = NULL };

	read_text(&parser, path, text);
	read_directory(&parser, path);
	return finish(&parser, intent, mistakes);
}

int config_parse(const struct config_file *files, size_t count, struct intent *intent,
		 struct config_mistakes *mistakes)
{
	struct parser parser = { .mistakes = NULL };
	size_t i;

	for (i = 0; i < count; i++)
		read_text(&parser, files[i].name, files[i].text);
	return finish(&parser, intent, mistakes);
}
