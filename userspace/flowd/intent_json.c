// SPDX-License-Identifier: GPL-2.0-or-later
#include "intent_json.h"

#include <errno.h>
#include <string.h>
#include "intent_profile.h"
#include "intent_settings.h"
#include "link_name.h"
#include "mac.h"
#include "text.h"

/* Reads a member of FLOW_SETTING_OTHER into the object. */
typedef int member_fn(const char *value, void *object, struct flow_error *error);

#define TEXT_MEMBER(function, structure, member)					\
static int function(const char *value, void *object, struct flow_error *error)		\
{											\
	structure *into = object;							\
											\
	return flow_text_copy(value, into->member, sizeof(into->member), error);	\
}

TEXT_MEMBER(get_vlan_switch, struct intent_vlan, switch_name)
TEXT_MEMBER(get_profile_name, struct intent_profile, name)
TEXT_MEMBER(get_port_switch, struct intent_port, switch_name)
TEXT_MEMBER(get_port_patch, struct intent_port, patch)
TEXT_MEMBER(get_static_port, struct intent_static, port)
TEXT_MEMBER(get_static_switch, struct intent_static, switch_name)
TEXT_MEMBER(get_neighbour_switch, struct intent_neighbour, switch_name)

static int get_name(const char *value, void *object, struct flow_error *error)
{
	struct intent_switch *into = object;
	int code = flow_link_name_check(value, error);

	return code ? code : flow_text_copy(value, into->name, sizeof(into->name), error);
}

static int get_match(const char *value, void *object, struct flow_error *error)
{
	return intent_parse_match(value, ((struct intent_port *)object)->match, error);
}

static int get_profile(const char *value, void *object, struct flow_error *error)
{
	char profile[INTENT_PROFILE_MAX];
	int code = flow_text_copy(value, profile, sizeof(profile), error);

	if (!code)
		intent_set_profile(object, profile);
	return code;
}

static int get_mac(const char *value, void *object, struct flow_error *error)
{
	return flow_mac_parse(value, ((struct intent_static *)object)->mac, error);
}

static int get_neighbour_mac(const char *value, void *object, struct flow_error *error)
{
	return flow_mac_parse(value, ((struct intent_neighbour *)object)->mac, error);
}

static int get_address(const char *value, void *object, struct flow_error *error)
{
	return intent_parse_address(value, &((struct intent_neighbour *)object)->address, error);
}

static member_fn *const switch_members[FLOW_SETTINGS_MAX] = {
	[FLOW_SWITCH_NAME] = get_name,
};

static member_fn *const vlan_members[FLOW_SETTINGS_MAX] = {
	[FLOW_VLAN_SWITCH] = get_vlan_switch,
};

static member_fn *const port_members[FLOW_SETTINGS_MAX] = {
	[FLOW_PORT_MATCH] = get_match,
	[FLOW_PORT_SWITCH] = get_port_switch,
	[FLOW_PORT_PATCH] = get_port_patch,
	[FLOW_PORT_PROFILE] = get_profile,
};

static member_fn *const static_members[FLOW_SETTINGS_MAX] = {
	[FLOW_STATIC_MAC] = get_mac,
	[FLOW_STATIC_PORT] = get_static_port,
	[FLOW_STATIC_SWITCH] = get_static_switch,
};

static member_fn *const neighbour_members[FLOW_SETTINGS_MAX] = {
	[FLOW_NEIGHBOUR_ADDRESS] = get_address,
	[FLOW_NEIGHBOUR_MAC] = get_neighbour_mac,
	[FLOW_NEIGHBOUR_SWITCH] = get_neighbour_switch,
};

/* @name: of the member, for sentences. */
static int get_member(const json_t *value, const char *name, member_fn *get, void *object,
		      struct flow_error *error)
{
	struct flow_error why;
	int code;

	if (!json_is_string(value))
		return flow_setting_wrong_json(name, value, "a string", error);
	code = get(json_string_value(value), object, &why);
	return code ? flow_error_set(error, code, "%s: %s", name, why.text) : 0;
}

/* The members that have a function go into the object, and all others into @settings. */
static int get_members(const json_t *json, member_fn *const *members, void *object,
		       struct flow_settings *settings, struct flow_error *error)
{
	struct flow_names names = FLOW_NAMES_IN(settings->table, json);
	const char *key;
	json_t *value;
	int row, code = 0;

	json_object_foreach((json_t *)json, key, value) {
		if (!strcmp(key, "operation"))
			continue;
		row = flow_names_find(names, key);
		if (row < 0)
			return flow_names_unknown(names, "setting", key, NULL, error);
		if (json_is_null(value))
			continue;
		code = members[row] ? get_member(value, key, members[row], object, error) :
				      flow_settings_from_json(settings, row, value, error);
		if (code)
			break;
	}
	return code;
}

int intent_json_get_switch(const json_t *json, struct intent_switch *object,
			   struct flow_error *error)
{
	struct flow_settings settings;
	int code;

	flow_settings_init(&settings, flow_setting_switch);
	code = get_members(json, switch_members, object, &settings, error);
	if (!code)
		intent_switch_take(object, &settings);
	return code;
}

int intent_json_get_vlan(const json_t *json, struct intent_vlan *object,
			 struct flow_error *error)
{
	struct flow_settings settings;
	int code;

	flow_settings_init(&settings, flow_setting_vlan);
	code = get_members(json, vlan_members, object, &settings, error);
	if (!code)
		intent_vlan_take(object, &settings);
	return code;
}

int intent_json_get_port(const json_t *json, struct intent_port *object,
			 struct flow_error *error)
{
	struct flow_settings settings;
	int code;

	flow_settings_init(&settings, flow_setting_port);
	code = get_members(json, port_members, object, &settings, error);
	if (!code)
		intent_port_take(object, &settings);
	return code;
}

static int get_profile_member(const json_t *value, const char *key, struct intent_profile *object,
			      struct flow_settings *settings, struct flow_error *error)
{
	struct flow_names names = FLOW_NAMES_IN(settings->table, json);
	int row = flow_names_find(names, key);

	if (!strcmp(key, "name"))
		return get_member(value, key, get_profile_name, object, error);
	if (row < 0)
		return flow_names_unknown(FLOW_NAMES_IN(&settings->table[FLOW_PORT_SHARED], json),
					  "setting", key, NULL, error);
	if (json_is_null(value))
		return 0;
	if (row < FLOW_PORT_SHARED)
		return flow_error_set(error, -EINVAL,
				      "%s is a port's own; say it in its policy", key);
	return flow_settings_from_json(settings, row, value, error);
}

int intent_json_get_profile(const json_t *json, struct intent_profile *object,
			    struct flow_error *error)
{
	struct flow_settings settings;
	const char *key;
	json_t *value;
	int code;

	flow_settings_init(&settings, flow_setting_port);
	json_object_foreach((json_t *)json, key, value) {
		if (!strcmp(key, "operation"))
			continue;
		code = get_profile_member(value, key, object, &settings, error);
		if (code)
			return code;
	}
	intent_profile_take(object, &settings);
	return 0;
}

int intent_json_get_static(const json_t *json, struct intent_static *object,
			   struct flow_error *error)
{
	struct flow_settings settings;
	int code;

	flow_settings_init(&settings, flow_setting_static);
	code = get_members(json, static_members, object, &settings, error);
	if (!code)
		intent_static_take(object, &settings);
	return code;
}

int intent_json_get_neighbour(const json_t *json, struct intent_neighbour *object,
			      struct flow_error *error)
{
	struct flow_settings settings;
	int code;

	flow_settings_init(&settings, flow_setting_neighbour);
	code = get_members(json, neighbour_members, object, &settings, error);
	if (!code)
		intent_neighbour_take(object, &settings);
	return code;
}

json_t *intent_json_switch(const struct intent_switch *object)
{
	json_t *json = json_pack("{s:s}", "name", object->name);
	struct flow_settings settings;

	intent_switch_tell(object, &settings);
	flow_settings_to_json(&settings, json);
	return json;
}

json_t *intent_json_vlan(const struct intent_vlan *object)
{
	json_t *json = json_pack("{s:s}", "switch", object->switch_name);
	struct flow_settings settings;

	intent_vlan_tell(object, &settings);
	flow_settings_to_json(&settings, json);
	return json;
}

json_t *intent_json_profile(const struct intent_profile *object)
{
	json_t *json = json_pack("{s:s}", "name", object->name);

	flow_settings_to_json(&object->said, json);
	return json;
}

static json_t *port_to_json(const struct intent_port *object, const struct flow_settings *settings)
{
	json_t *json = json_pack("{s:s, s:s, s:s*, s:s*}", "match", object->match, "switch",
				 object->switch_name, "profile",
				 *object->profile ? object->profile : NULL, "patch",
				 *object->patch ? object->patch : NULL);

	flow_settings_to_json(settings, json);
	return json;
}

json_t *intent_json_port(const struct intent_port *object)
{
	struct flow_settings settings;

	intent_port_tell(object, &settings);
	return port_to_json(object, &settings);
}

json_t *intent_json_own_port(const struct intent_port *object)
{
	struct flow_settings settings;

	intent_own_settings(object, &settings);
	return port_to_json(object, &settings);
}

json_t *intent_json_said_port(const struct intent_port *object)
{
	struct flow_settings settings;

	intent_said_settings(object, &settings);
	return port_to_json(object, &settings);
}

json_t *intent_json_static(const struct intent_static *object)
{
	char mac[FLOW_MAC_TEXT];

	flow_mac_format(object->mac, mac);
	return json_pack("{s:s, s:s, s:I, s:s, s:s}", "mac", mac, "port", object->port, "vlan",
			 (json_int_t)object->vid, "switch", object->switch_name, "kind",
			 flow_fdb_kinds[object->kind]);
}

json_t *intent_json_neighbour(const struct intent_neighbour *object)
{
	char address[INTENT_ADDRESS_TEXT], mac[FLOW_MAC_TEXT];

	intent_format_address(&object->address, address);
	flow_mac_format(object->mac, mac);
	return json_pack("{s:s, s:s, s:i, s:s}", "address", address, "mac", mac, "vlan",
			 object->vid, "switch", object->switch_name);
}
