// SPDX-License-Identifier: GPL-2.0-or-later
#include "running.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "config_text.h"
#include "file.h"
#include "intent_diff.h"
#include "mac.h"
#include "state.h"

#define HEADER		"# Written by \"flowctl config save\"; the file before is kept as its name and ~.\n\n"

/* Whether an object is said in a file of conf.d. */
static bool is_beside(const struct daemon *daemon, const char *origin)
{
	size_t length = strlen(daemon->config_path);

	return strncmp(origin, daemon->config_path, length) || origin[length] != ':';
}

static int refuse(const char *origin, const char *what, struct flow_error *error)
{
	return flow_error_set(error, -EINVAL,
			      "%s: what runs is not what is said of %s here; change it here by hand, and save again",
			      origin, what);
}

/* What runs goes to @left, without what conf.d says, as that stays there. */
#define DEFINE_TAKE(kind, plural, key, name)						\
static int take_##plural(const struct daemon *daemon, const struct intent *there,	\
			 struct intent *left, struct flow_error *error)			\
{											\
	const struct intent *running = &daemon->switches.intent;			\
	const struct intent_##kind *object, *other;					\
	char text[INTENT_ADDRESS_TEXT];							\
	int code = 0;									\
	size_t i;									\
											\
	(void)text;									\
	for (i = 0; i < there->plural##_count; i++) {					\
		object = there->plural[i];						\
		if (!is_beside(daemon, object->origin))					\
			continue;							\
		other = intent_find_##kind(running, key);				\
		if (!other || !intent_same_##kind(object, other))			\
			return refuse(object->origin, name, error);			\
	}										\
	for (i = 0; !code && i < running->plural##_count; i++) {			\
		object = running->plural[i];						\
		other = intent_find_##kind(there, key);					\
		if (!other || !is_beside(daemon, other->origin))			\
			code = intent_put_##kind(left, object);				\
	}										\
	return code;									\
}

static const char *name_of_mac(const uint8_t *mac, char *text)
{
	flow_mac_format(mac, text);
	return text;
}

static const char *name_of_vid(uint16_t vid, char *text)
{
	snprintf(text, FLOW_MAC_TEXT, "VLAN %u", vid);
	return text;
}

static const char *name_of_address(const struct intent_address *address, char *text)
{
	intent_format_address(address, text);
	return text;
}

DEFINE_TAKE(switch, switches, object->name, object->name)
DEFINE_TAKE(vlan, vlans, object, name_of_vid(object->vid, text))
DEFINE_TAKE(profile, profiles, object->name, object->name)
DEFINE_TAKE(port, ports, object->match, object->match)
DEFINE_TAKE(static, statics, object, name_of_mac(object->mac, text))
DEFINE_TAKE(neighbour, neighbours, object, name_of_address(&object->address, text))

/* The text of the file beside conf.d; the caller frees it. */
static int make_text(const struct daemon *daemon, const struct intent *there, char **text,
		     struct flow_error *error)
{
	struct intent left = { 0 };
	int code = take_switches(daemon, there, &left, error);
	char *sections = NULL;

	if (!code)
		code = take_vlans(daemon, there, &left, error);
	if (!code)
		code = take_profiles(daemon, there, &left, error);
	if (!code)
		code = take_ports(daemon, there, &left, error);
	if (!code)
		code = take_statics(daemon, there, &left, error);
	if (!code)
		code = take_neighbours(daemon, there, &left, error);
	if (!code)
		sections = config_text_file(&left);
	if (!code && (!sections || asprintf(text, HEADER "%s", sections) < 0))
		code = -ENOMEM;
	free(sections);
	intent_clear(&left);
	return code;
}

static int keep_old(const char *path)
{
	char old[PATH_MAX];

	if (snprintf(old, sizeof(old), "%s~", path) >= (int)sizeof(old))
		return -ENAMETOOLONG;
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	unlink(old);
	return link(path, old) ? -errno : 0;
}

static int write_text(const char *path, const char *text, struct flow_error *error)
{
	struct stat status = { .st_mode = S_IFREG | 0644 };
	char linked[PATH_MAX];
	int code;

	if (!stat(path, &status) && !S_ISREG(status.st_mode))
		return flow_error_set(error, -EINVAL,
				      "%s is no regular file; start flowd with one as its configuration",
				      path);
	if (realpath(path, linked))	/* a symbolic link stays one */
		path = linked;
	else if (readlink(path, linked, sizeof(linked)) >= 0)
		return flow_error_set(error, -EINVAL,
				      "%s is a symbolic link to a file that is not there; make that, or remove the link, and save again",
				      path);
	code = keep_old(path);
	if (!code)
		code = flow_file_replace(path, text, status.st_mode & 0777);
	if (code)
		flow_error_set(error, code, "cannot write %s: %s", path, strerror(-code));
	return code;
}

/* *@same: whether the files say what runs. */
static int compare(const struct daemon *daemon, const struct intent *files, bool *same)
{
	json_t *changes = intent_diff(files, &daemon->switches.intent);

	if (!changes)
		return -ENOMEM;
	*same = !json_array_size(changes);
	json_decref(changes);
	return 0;
}

/* Reads the text before it is written: it has to say what runs. */
static int write_checked(struct daemon *daemon, const char *text, struct intent *result,
			 struct config_mistakes *mistakes, struct flow_error *error)
{
	bool same = false;
	int code = config_load_as(daemon->config_path, text, result, mistakes);

	if (!code)
		code = compare(daemon, result, &same);
	if (!code && !same)
		return flow_error_set(error, -EINVAL,
				      "patterns of conf.d come last in the files, but not in what runs; move their sections from there to %s, and save again",
				      daemon->config_path);
	return code ? code : write_text(daemon->config_path, text, error);
}

static int write_anew(struct daemon *daemon, struct intent *there,
		      struct config_mistakes *mistakes, struct flow_error *error)
{
	struct intent result = { 0 };
	char *text = NULL;
	int code = make_text(daemon, there, &text, error);

	if (!code)
		code = write_checked(daemon, text, &result, mistakes, error);
	free(text);
	intent_clear(code ? &result : there);
	if (!code)
		*there = result;
	return code;
}

/* From now on the files say all. */
static int forget_applied(struct daemon *daemon, struct intent *there, struct flow_error *error)
{
	static const struct intent nothing;
	int code = state_save(daemon->state_path, &nothing, error);

	if (code)
		return code;
	intent_clear(&daemon->applied);
	intent_clear(&daemon->configured);
	daemon->configured = *there;
	memset(there, 0, sizeof(*there));
	return 0;
}

int running_save(struct daemon *daemon, bool *written, struct config_mistakes *mistakes,
		 struct flow_error *error)
{
	struct intent there = { 0 };
	bool same = false;
	int code;

	memset(mistakes, 0, sizeof(*mistakes));
	code = running_check(daemon, error);
	if (!code)
		code = config_load(daemon->config_path, true, &there, mistakes);
	if (!code)
		code = compare(daemon, &there, &same);
	if (!code && !same)
		code = write_anew(daemon, &there, mistakes, error);
	if (!code)
		code = forget_applied(daemon, &there, error);
	intent_clear(&there);
	*written = !same;
	return code;
}
