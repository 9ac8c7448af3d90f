// SPDX-License-Identifier: GPL-2.0-or-later
#include "vlan_settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "change.h"
#include "report.h"
#include "settings.h"

/* What set and unset begin with: VIDS [switch NAME]. */
struct place {
	flow_vlan_bitmap vlans;
	const char *switch_name;	/* NULL: the only one */
};

static int parse_place(struct flow_words *words, struct place *place, struct flow_error *error)
{
	const char *text = flow_words_take(words);
	int code;

	place->switch_name = NULL;
	if (!text)
		return flow_error_set(error, -EINVAL, "which VLANs? They are missing");
	code = flow_vlan_parse(text, place->vlans, error);
	if (!code && flow_vlan_is_empty(place->vlans))
		return flow_error_set(error, -EINVAL, "\"%.64s\" names no VLAN; write a list such as 10,20-29",
				      text);
	if (!code && flow_words_accept(words, "switch"))
		code = flow_words_value(words, "switch", &place->switch_name, error);
	return code;
}

/* One operation for each VLAN, with the members of @more, which is released. */
static int set_each(struct context *context, const struct place *place, json_t *more)
{
	int status = EXIT_DONE;
	uint16_t vid;
	json_t *json;

	for (vid = 1; !status && vid <= FLOWDP_VID_MAX; vid++) {
		if (!flow_vlan_has(place->vlans, vid))
			continue;
		json = json_pack("{s:s, s:i, s:s*}", "operation", "vlan-set", "vlan", vid, "switch",
				 place->switch_name);
		json_object_update(json, more);
		status = change_daemon(context, json);
	}
	json_decref(more);
	return status;
}

int vlan_settings_set(struct context *context, struct flow_words *words)
{
	struct flow_error error = { "" };
	struct flow_settings settings;
	struct place place;
	json_t *more;

	if (parse_place(words, &place, &error) ||
	    settings_parse_vlan(words, &settings, &error))
		return report_usage(context, &error);
	if (!settings.present)
		return report(context, EXIT_WRONG, "which setting? Say \"vlan set VIDS ageing 60\", or another");
	more = json_object();
	flow_settings_to_json(&settings, more);
	return set_each(context, &place, more);
}

/* The names of settings up to the end of the words. */
static int parse_names(struct flow_words *words, json_t *names, struct flow_error *error)
{
	struct flow_names table = FLOW_NAMES(flow_setting_vlan);
	const char *word;
	int row;

	while ((word = flow_words_take(words))) {
		row = flow_names_find(table, word);
		if (row < 0)
			return flow_names_unknown(table, "setting", word, NULL, error);
		if (row == FLOW_VLAN_SWITCH)
			return flow_error_set(error, -EINVAL, "\"switch\" follows the VLANs; say \"vlan unset VIDS switch NAME\" and then the settings");
		json_array_append_new(names, json_string(flow_setting_vlan[row].json));
	}
	return 0;
}

/* All VLANs in one operation, as which of them have settings is for flowd to see. */
int vlan_settings_unset(struct context *context, struct flow_words *words)
{
	json_t *names = json_array(), *operation;
	struct flow_error error = { "" };
	struct place place;
	char *vlans;

	if (parse_place(words, &place, &error) || parse_names(words, names, &error)) {
		json_decref(names);
		return report_usage(context, &error);
	}
	vlans = flow_vlan_format(place.vlans);
	operation = json_pack("{s:s, s:s, s:s*}", "operation", "vlan-unset", "vlans", vlans,
			      "switch", place.switch_name);
	free(vlans);
	if (json_array_size(names))
		json_object_set(operation, "settings", names);
	json_decref(names);
	return change_daemon(context, operation);
}

void vlan_settings_find(struct vlan_settings *settings, const json_t *all,
			const char *switch_name)
{
	const char *of;
	json_int_t vid;
	json_t *item;
	size_t i;

	memset(settings, 0, sizeof(*settings));
	json_array_foreach(all, i, item) {
		of = json_string_value(json_object_get(item, "switch"));
		vid = json_integer_value(json_object_get(item, "vlan"));
		if (!of || strcmp(of, switch_name) || vid < 1 || vid > FLOWDP_VID_MAX)
			continue;
		json_object_del(item, "vlan");	/* so that equal ones are equal */
		settings->of[vid] = item;
	}
}
