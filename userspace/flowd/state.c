// SPDX-License-Identifier: GPL-2.0-or-later
#include "state.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "file.h"
#include "intent_json.h"
#include "log.h"

#define FORMAT	1	/* of the file */

/* What to do about a file that is lost. */
#define REMEDY								\
	"no port of it is taken out as long as it is kept there: mend it and "	\
	"move it back, or apply all of it anew and remove it, and then reload flowd"

static void aside_of(const char *path, char *aside)
{
	snprintf(aside, PATH_MAX, "%s.damaged", path);
}

/* A file of an earlier flowd may have the rate without its unit. */
static void rename_rate(json_t *json)
{
	json_t *rate = json_object_get(json, "upcall_rate");

	if (!rate)
		return;
	json_object_set(json, "upcall_rate_pps", rate);
	json_object_del(json, "upcall_rate");
}

static int load_switch(json_t *json, struct intent *intent, struct flow_error *error)
{
	struct intent_switch object;
	int code;

	rename_rate(json);
	intent_switch_init(&object);
	code = intent_json_get_switch(json, &object, error);
	if (!code)
		code = intent_check_switch(&object, error);
	return code ? code : intent_put_switch(intent, &object);
}

/* The switch may be one of the configuration's: what does not fit is left out later. */
static int load_vlan(json_t *json, struct intent *intent, struct flow_error *error)
{
	struct intent_vlan object;
	int code;

	intent_vlan_init(&object);
	code = intent_json_get_vlan(json, &object, error);
	return code ? code : intent_put_vlan(intent, &object);
}

static int load_profile(json_t *json, struct intent *intent, struct flow_error *error)
{
	struct intent_profile object;
	int code;

	intent_profile_init(&object);
	code = intent_json_get_profile(json, &object, error);
	return code ? code : intent_put_profile(intent, &object);
}

static int load_port(json_t *json, struct intent *intent, struct flow_error *error)
{
	struct intent_port object;
	int code;

	intent_port_init(&object);
	code = intent_json_get_port(json, &object, error);
	return code ? code : intent_put_port(intent, &object);
}

static int load_static(json_t *json, struct intent *intent, struct flow_error *error)
{
	struct intent_static object = { .origin = NULL };
	int code = intent_json_get_static(json, &object, error);

	return code ? code : intent_put_static(intent, &object);
}

static int load_neighbour(json_t *json, struct intent *intent, struct flow_error *error)
{
	struct intent_neighbour object = { .origin = NULL };
	int code = intent_json_get_neighbour(json, &object, error);

	return code ? code : intent_put_neighbour(intent, &object);
}

static int load_array(const json_t *root, const char *name, struct intent *intent,
		      int (*load)(json_t *, struct intent *, struct flow_error *),
		      struct flow_error *error)
{
	json_t *array = json_object_get(root, name), *item;
	int code = 0;
	size_t i;

	if (!json_is_array(array))
		return flow_error_set(error, -EINVAL, "there is no list \"%s\"", name);
	json_array_foreach(array, i, item) {
		code = load(item, intent, error);
		if (code)
			break;
	}
	return code;
}

/* A file of an earlier flowd may have no such list. */
static int load_later_array(const json_t *root, const char *name, struct intent *intent,
			    int (*load)(json_t *, struct intent *, struct flow_error *),
			    struct flow_error *error)
{
	if (!json_object_get(root, name))
		return 0;
	return load_array(root, name, intent, load, error);
}

static int load_root(const json_t *root, struct intent *intent, struct flow_error *error)
{
	int code;

	if (json_integer_value(json_object_get(root, "format")) != FORMAT)
		return flow_error_set(error, -EINVAL, "it is not of format %d", FORMAT);
	code = load_array(root, "switches", intent, load_switch, error);
	if (!code)
		code = load_later_array(root, "vlans", intent, load_vlan, error);
	if (!code)
		code = load_later_array(root, "profiles", intent, load_profile, error);
	if (!code)
		code = load_array(root, "ports", intent, load_port, error);
	if (!code)
		code = load_array(root, "fdb", intent, load_static, error);
	if (!code)
		code = load_later_array(root, "neighbours", intent, load_neighbour, error);
	intent->complete = json_is_true(json_object_get(root, "complete"));
	return code;
}

static void put_aside(const char *path, const char *why)
{
	char aside[PATH_MAX];

	aside_of(path, aside);
	if (rename(path, aside))
		log_error("%s is damaged (%s), and cannot be renamed: %s; " REMEDY, path, why,
			  strerror(errno));
	else
		log_error("%s is damaged (%s): kept as %s; " REMEDY, path, why, aside);
}

bool state_is_incomplete(const char *path)
{
	char aside[PATH_MAX];

	aside_of(path, aside);
	if (access(aside, F_OK))
		return false;
	log_error("%s was damaged and is kept as %s; " REMEDY, path, aside);
	return true;
}

int state_load(const char *path, struct intent *intent, bool *lost)
{
	struct flow_error error = { "" };
	struct intent loaded = { 0 };
	json_error_t where = { .line = 1, .text = "there is a NUL byte in it" };
	json_t *root = NULL;
	char *text = NULL;
	int code;

	*lost = false;
	code = flow_file_read(path, &text);
	if (code == -ENOENT) {
		*lost = state_is_incomplete(path);
		return 0;
	}
	if (code && code != -EILSEQ)	/* a file that cannot be read need not be damaged */
		return code;
	if (text)
		root = json_loads(text, JSON_REJECT_DUPLICATES, &where);
	free(text);
	if (root)
		code = load_root(root, &loaded, &error);
	else
		code = flow_error_set(&error, -EINVAL, "line %d: %s", where.line, where.text);
	json_decref(root);
	if (!code) {
		*intent = loaded;
		return 0;
	}
	intent_clear(&loaded);
	if (code != -EINVAL)
		return code;
	*lost = true;
	put_aside(path, error.text);
	return 0;
}

static json_t *to_json(const struct intent *intent)
{
	json_t *switches = json_array(), *vlans = json_array();
	json_t *profiles = json_array(), *ports = json_array(), *fdb = json_array();
	json_t *neighbours = json_array();
	size_t i;

	for (i = 0; i < intent->switches_count; i++)
		json_array_append_new(switches, intent_json_switch(intent->switches[i]));
	for (i = 0; i < intent->vlans_count; i++)
		json_array_append_new(vlans, intent_json_vlan(intent->vlans[i]));
	for (i = 0; i < intent->ports_count; i++)
		json_array_append_new(ports, intent_json_said_port(intent->ports[i]));
	for (i = 0; i < intent->profiles_count; i++)
		json_array_append_new(profiles, intent_json_profile(intent->profiles[i]));
	for (i = 0; i < intent->statics_count; i++)
		json_array_append_new(fdb, intent_json_static(intent->statics[i]));
	for (i = 0; i < intent->neighbours_count; i++)
		json_array_append_new(neighbours, intent_json_neighbour(intent->neighbours[i]));
	return json_pack("{s:i, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "format", FORMAT, "complete",
			 intent->complete, "switches", switches, "vlans", vlans, "profiles", profiles,
			 "ports", ports, "fdb", fdb, "neighbours", neighbours);
}

void state_path_beside(const char *path, const char *name, char *beside)
{
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;

	if (strcmp(file, STATE_NAME))
		snprintf(beside, PATH_MAX, "%s.%s", path, name);
	else
		snprintf(beside, PATH_MAX, "%.*s%s", (int)(file - path), path, name);
}

void state_make_directory(const char *path)
{
	char copy[PATH_MAX];

	snprintf(copy, sizeof(copy), "%s", path);
	mkdir(dirname(copy), 0700);
}

int state_save(const char *path, const struct intent *intent, struct flow_error *error)
{
	json_t *root = to_json(intent);
	char *text = json_dumps(root, JSON_INDENT(2));
	int code;

	json_decref(root);
	if (!text)
		return -ENOMEM;
	code = flow_file_replace(path, text, 0600);
	if (code == -ENOENT) {
		state_make_directory(path);
		code = flow_file_replace(path, text, 0600);
	}
	free(text);
	if (code)
		flow_error_set(error, code, "cannot write %s: %s", path, strerror(-code));
	return code;
}
