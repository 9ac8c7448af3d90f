// SPDX-License-Identifier: GPL-2.0-or-later
#include "running_methods.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "config_text.h"
#include "intent_diff.h"
#include "intent_json.h"
#include "reply.h"
#include "running.h"

static json_t *failed(int code, const struct flow_error *error)
{
	return reply_refused(*error->text ? error->text : strerror(-code), -1);
}

static json_t *reply_mistakes(const struct config_mistakes *mistakes)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < mistakes->count; i++)
		json_array_append_new(list, json_string(mistakes->lines[i]));
	return json_pack("{s:s, s:{s:o}}", "error", "io.flowswitch.Mistakes", "parameters",
			 "mistakes", list);
}

static json_t *list_objects(const struct intent *intent)
{
	json_t *list = json_array(), *json;
	size_t i;

	for (i = 0; i < intent->switches_count; i++) {
		json = intent_json_switch(intent->switches[i]);
		json_object_set_new(json, "object", json_string("switch"));
		json_array_append_new(list, json);
	}
	for (i = 0; i < intent->vlans_count; i++) {
		json = intent_json_vlan(intent->vlans[i]);
		json_object_set_new(json, "object", json_string("vlan"));
		json_array_append_new(list, json);
	}
	for (i = 0; i < intent->profiles_count; i++) {
		json = intent_json_profile(intent->profiles[i]);
		json_object_set_new(json, "object", json_string("profile"));
		json_array_append_new(list, json);
	}
	for (i = 0; i < intent->ports_count; i++) {
		json = intent_json_own_port(intent->ports[i]);
		json_object_set_new(json, "object", json_string("port"));
		json_array_append_new(list, json);
	}
	for (i = 0; i < intent->statics_count; i++) {
		json = intent_json_static(intent->statics[i]);
		json_object_set_new(json, "object", json_string("fdb"));
		json_array_append_new(list, json);
	}
	for (i = 0; i < intent->neighbours_count; i++) {
		json = intent_json_neighbour(intent->neighbours[i]);
		json_object_set_new(json, "object", json_string("neighbour"));
		json_array_append_new(list, json);
	}
	return list;
}

json_t *running_methods_get(struct daemon *daemon, const json_t *parameters)
{
	char *text = config_text_file(&daemon->switches.intent);
	json_t *reply;

	(void)parameters;
	if (!text)
		return reply_refused(strerror(ENOMEM), -1);
	reply = reply_parameters(json_pack("{s:s, s:o}", "text", text, "objects",
					   list_objects(&daemon->switches.intent)));
	free(text);
	return reply;
}

/* Whether @files is a list of files.  Each object that a file says is kept with its name. */
static bool are_files(const json_t *files)
{
	json_t *file;
	size_t i;

	json_array_foreach(files, i, file)
		if (!json_is_string(json_object_get(file, "name")) ||
		    json_string_length(json_object_get(file, "name")) >= PATH_MAX ||
		    !json_is_string(json_object_get(file, "text")))
			return false;
	return json_array_size(files) != 0;
}

static int parse(const json_t *list, struct intent *wanted, struct config_mistakes *mistakes)
{
	struct config_file *files = calloc(json_array_size(list), sizeof(*files));
	json_t *file;
	size_t i;
	int code;

	if (!files)
		return -ENOMEM;
	json_array_foreach(list, i, file) {
		files[i].name = json_string_value(json_object_get(file, "name"));
		files[i].text = json_string_value(json_object_get(file, "text"));
	}
	code = config_parse(files, json_array_size(list), wanted, mistakes);
	free(files);
	return code;
}

/* Reads the files that were sent, or else flowd's own; what is wrong goes to *@reply. */
static bool load(const struct daemon *daemon, const json_t *parameters,
		 struct running_change *change, json_t **reply)
{
	const json_t *files = json_object_get(parameters, "files");
	struct config_mistakes mistakes = { .count = 0 };
	struct flow_error error = { "" };
	int code;

	memset(change, 0, sizeof(*change));
	change->from_files = !files || json_is_null(files);
	*reply = NULL;
	if (!change->from_files && !are_files(files)) {
		*reply = reply_invalid("files");
		return false;
	}
	if (change->from_files)
		code = config_load(daemon->config_path, daemon->config_may_lack, &change->wanted,
				   &mistakes);
	else
		code = parse(files, &change->wanted, &mistakes);
	if (mistakes.count)
		*reply = reply_mistakes(&mistakes);
	else if (code)
		*reply = failed(code, &error);
	config_mistakes_clear(&mistakes);
	return !code;
}

json_t *running_methods_check(struct daemon *daemon, const json_t *parameters)
{
	struct running_change change;
	json_t *reply;

	if (!load(daemon, parameters, &change, &reply))
		return reply;
	intent_clear(&change.wanted);
	return reply_parameters(json_object());
}

json_t *running_methods_diff(struct daemon *daemon, const json_t *parameters)
{
	struct running_change change;
	json_t *reply, *changes;

	if (!load(daemon, parameters, &change, &reply))
		return reply;
	changes = intent_diff(&daemon->switches.intent, &change.wanted);
	intent_clear(&change.wanted);
	if (!changes)
		return reply_refused(strerror(ENOMEM), -1);
	return reply_parameters(json_pack("{s:o}", "changes", changes));
}

json_t *running_methods_apply(struct daemon *daemon, const json_t *parameters)
{
	const json_t *seconds = json_object_get(parameters, "confirm_s");
	struct flow_error error = { "" };
	struct running_change change;
	json_t *reply, *changes;
	int code;

	if (seconds && !json_is_null(seconds) &&
	    (json_integer_value(seconds) < 1 || json_integer_value(seconds) > RUNNING_CONFIRM_MAX))
		return reply_invalid("confirm_s");
	if (!load(daemon, parameters, &change, &reply))
		return reply;
	change.confirm_s = json_integer_value(seconds);
	code = running_apply(daemon, &change, &changes, &error);
	if (code)
		return failed(code, &error);
	return reply_parameters(json_pack("{s:o}", "changes", changes));
}

json_t *running_methods_confirm(struct daemon *daemon, const json_t *parameters)
{
	struct flow_error error = { "" };
	int code = running_confirm(daemon, &error);

	(void)parameters;
	return code ? failed(code, &error) : reply_parameters(json_object());
}

json_t *running_methods_cancel(struct daemon *daemon, const json_t *parameters)
{
	struct flow_error error = { "" };
	int code = running_cancel(daemon, &error);

	(void)parameters;
	return code ? failed(code, &error) : reply_parameters(json_object());
}

json_t *running_methods_save(struct daemon *daemon, const json_t *parameters)
{
	struct config_mistakes mistakes;
	struct flow_error error = { "" };
	bool written;
	int code = running_save(daemon, &written, &mistakes, &error);
	json_t *reply;

	(void)parameters;
	if (mistakes.count)
		reply = reply_mistakes(&mistakes);
	else if (code)
		reply = failed(code, &error);
	else
		reply = reply_parameters(json_pack("{s:s, s:b}", "path", daemon->config_path,
						   "written", written));
	config_mistakes_clear(&mistakes);
	return reply;
}
