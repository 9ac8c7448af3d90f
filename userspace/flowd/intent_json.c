// SPDX-License-Identifier: GPL-2.0-or-later
#include "intent_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "settings.h"
#include "names.h"

/* Reads one member into the object. */
typedef int member_fn(const json_t *value, void *object, struct flow_error *error);

struct member {
	const char *name;
	member_fn *get;
};

static int get_number(const json_t *value, uint64_t min, uint64_t max, uint32_t *number,
		      struct flow_error *error)
{
	json_int_t given = json_integer_value(value);

	if (!json_is_integer(value) || given < 0 || (uint64_t)given < min ||
	    (uint64_t)given > max)
		return flow_error_set(error, -EINVAL, "is not a number from %llu to %llu",
				      (unsigned long long)min, (unsigned long long)max);
	*number = given;
	return 0;
}

static int get_u16(const json_t *value, uint64_t max, uint16_t *number, struct flow_error *error)
{
	uint32_t given = 0;
	int code = get_number(value, 0, max, &given, error);

	if (!code)
		*number = given;
	return code;
}

static int get_string(const json_t *value, char *text, size_t size, struct flow_error *error)
{
	if (!json_is_string(value))
		return flow_error_set(error, -EINVAL, "is not a string");
	if (json_string_length(value) >= size)
		return flow_error_set(error, -EINVAL, "is too long: %zu characters at most",
				      size - 1);
	memset(text, 0, size);
	strcpy(text, json_string_value(value));
	return 0;
}

static int get_choice(const json_t *value, const char *const *names, uint8_t *choice,
		      struct flow_error *error)
{
	if (!json_is_string(value))
		return flow_error_set(error, -EINVAL, "is not a string");
	return settings_choice(names, json_string_value(value), choice, error);
}

#define SWITCH_NUMBER(member, min, max)							\
static int get_##member(const json_t *value, void *object, struct flow_error *error)	\
{											\
	return get_number(value, min, max, &((struct intent_switch *)object)->member,	\
			  error);							\
}

SWITCH_NUMBER(flows_max, 1, FLOWDP_FLOWS_LIMIT)
SWITCH_NUMBER(upcall_rate, 0, UINT32_MAX)
SWITCH_NUMBER(upcall_burst, 0, UINT32_MAX)
SWITCH_NUMBER(ageing, 0, FLOWDP_TIMEOUT_MAX)
SWITCH_NUMBER(mac_limit, 1, INTENT_MAC_LIMIT_MAX)

static int get_name(const json_t *value, void *object, struct flow_error *error)
{
	struct intent_switch *into = object;

	return get_string(value, into->name, sizeof(into->name), error);
}

static int get_fail_mode(const json_t *value, void *object, struct flow_error *error)
{
	return get_choice(value, settings_fail_modes,
			  &((struct intent_switch *)object)->fail_mode, error);
}

static const struct member switch_members[] = {
	{ "name", get_name },
	{ "fail_mode", get_fail_mode },
	{ "flows_max", get_flows_max },
	{ "upcall_rate", get_upcall_rate },
	{ "upcall_burst", get_upcall_burst },
	{ "ageing_s", get_ageing },
	{ "mac_limit", get_mac_limit },
	{ NULL, NULL }
};

static int get_match(const json_t *value, void *object, struct flow_error *error)
{
	struct intent_port *into = object;

	return get_string(value, into->match, sizeof(into->match), error);
}

static int get_port_switch(const json_t *value, void *object, struct flow_error *error)
{
	struct intent_port *into = object;

	return get_string(value, into->switch_name, sizeof(into->switch_name), error);
}

static int get_port_number(const json_t *value, void *object, struct flow_error *error)
{
	return get_number(value, 0, FLOWDP_PORTS_MAX - 1, &((struct intent_port *)object)->number,
			  error);
}

/* A mode comes with all that belongs to it: VLANs that are not given are none. */
static int get_vlan_mode(const json_t *value, void *object, struct flow_error *error)
{
	struct intent_settings *settings = &((struct intent_port *)object)->settings;

	settings->pvid = 0;
	memset(settings->vlans, 0, sizeof(settings->vlans));
	return get_choice(value, settings_vlan_modes, &settings->vlan_mode, error);
}

static int get_pvid(const json_t *value, void *object, struct flow_error *error)
{
	return get_u16(value, FLOWDP_VID_MAX, &((struct intent_port *)object)->settings.pvid,
		       error);
}

static int get_vlans(const json_t *value, void *object, struct flow_error *error)
{
	if (!json_is_string(value))
		return flow_error_set(error, -EINVAL, "is not a string");
	return flow_vlan_parse(json_string_value(value),
			       ((struct intent_port *)object)->settings.vlans, error);
}

static int get_state(const json_t *value, void *object, struct flow_error *error)
{
	return get_choice(value, settings_states, &((struct intent_port *)object)->settings.state,
			  error);
}

static int get_link_local(const json_t *value, void *object, struct flow_error *error)
{
	return get_u16(value, UINT16_MAX,
		       &((struct intent_port *)object)->settings.link_local_forward, error);
}

static int get_port_mac_limit(const json_t *value, void *object, struct flow_error *error)
{
	return get_number(value, 0, INTENT_MAC_LIMIT_MAX,
			  &((struct intent_port *)object)->mac_limit, error);
}

static const struct member port_members[] = {
	{ "match", get_match },
	{ "switch", get_port_switch },
	{ "number", get_port_number },
	{ "vlan_mode", get_vlan_mode },	/* before the next two */
	{ "pvid", get_pvid },
	{ "vlans", get_vlans },
	{ "state", get_state },
	{ "link_local_forward", get_link_local },
	{ "mac_limit", get_port_mac_limit },
	{ NULL, NULL }
};

static int get_mac(const json_t *value, void *object, struct flow_error *error)
{
	if (!json_is_string(value))
		return flow_error_set(error, -EINVAL, "is not a string");
	return intent_parse_mac(json_string_value(value), ((struct intent_static *)object)->mac,
				error);
}

static int get_static_port(const json_t *value, void *object, struct flow_error *error)
{
	struct intent_static *into = object;

	return get_string(value, into->port, sizeof(into->port), error);
}

static int get_static_vlan(const json_t *value, void *object, struct flow_error *error)
{
	return get_u16(value, FLOWDP_VID_MAX, &((struct intent_static *)object)->vid, error);
}

static int get_static_switch(const json_t *value, void *object, struct flow_error *error)
{
	struct intent_static *into = object;

	return get_string(value, into->switch_name, sizeof(into->switch_name), error);
}

static const struct member static_members[] = {
	{ "mac", get_mac },
	{ "port", get_static_port },
	{ "vlan", get_static_vlan },
	{ "switch", get_static_switch },
	{ NULL, NULL }
};

static int get_members(const json_t *json, const struct member *members, void *object,
		       struct flow_error *error)
{
	struct flow_error why = { "" };
	const json_t *value;

	for (; members->name; members++) {
		value = json_object_get(json, members->name);
		if (value && !json_is_null(value) && members->get(value, object, &why))
			return flow_error_set(error, -EINVAL, "%s: %s", members->name, why.text);
	}
	return 0;
}

static int refuse_unknown(const char *key, const struct member *members, bool flags,
			  struct flow_error *error)
{
	const char *known[32] = { NULL };
	size_t count, i;

	for (count = 0; members[count].name; count++)
		known[count] = members[count].name;
	for (i = 0; flags && i < SETTINGS_FLAGS; i++)
		known[count++] = settings_flags[i].key;
	return flow_names_unknown(FLOW_NAMES(known), "setting", key, NULL, error);
}

static bool is_flag(const char *key)
{
	size_t i;

	for (i = 0; i < SETTINGS_FLAGS; i++)
		if (!strcmp(settings_flags[i].key, key))
			return true;
	return false;
}

static int check_keys(const json_t *json, const struct member *members, bool flags,
		      struct flow_error *error)
{
	const struct member *member;
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)json, key, value) {
		for (member = members; member->name && strcmp(member->name, key); member++)
			;
		if (!member->name && strcmp(key, "operation") && !(flags && is_flag(key)))
			return refuse_unknown(key, members, flags, error);
	}
	return 0;
}

int intent_json_get_switch(const json_t *json, struct intent_switch *object,
			   struct flow_error *error)
{
	int code = check_keys(json, switch_members, false, error);

	return code ? code : get_members(json, switch_members, object, error);
}

static int get_flags(const json_t *json, uint32_t *flags, struct flow_error *error)
{
	const json_t *value;
	size_t i;

	for (i = 0; i < SETTINGS_FLAGS; i++) {
		value = json_object_get(json, settings_flags[i].key);
		if (!value)
			continue;
		if (!json_is_boolean(value))
			return flow_error_set(error, -EINVAL, "%s: is neither true nor false",
					      settings_flags[i].key);
		if (json_is_true(value))
			*flags |= settings_flags[i].flag;
		else
			*flags &= ~settings_flags[i].flag;
	}
	return 0;
}

int intent_json_get_port(const json_t *json, struct intent_port *object,
			 struct flow_error *error)
{
	struct intent_settings *settings = &object->settings;
	int code = check_keys(json, port_members, true, error);

	if (!code)
		code = get_members(json, port_members, object, error);
	if (!code)
		code = get_flags(json, &settings->flags, error);
	if (code)
		return code;
	if (settings->vlan_mode == FLOWDP_VLAN_MODE_TRUNK && settings->pvid)
		flow_vlan_add(settings->vlans, settings->pvid);
	if (settings->vlan_mode != FLOWDP_VLAN_MODE_TRUNK)
		memset(settings->vlans, 0, sizeof(settings->vlans));
	if (settings->vlan_mode == FLOWDP_VLAN_MODE_NONE)
		settings->pvid = 0;
	return 0;
}

int intent_json_get_static(const json_t *json, struct intent_static *object,
			   struct flow_error *error)
{
	int code = check_keys(json, static_members, false, error);

	return code ? code : get_members(json, static_members, object, error);
}

json_t *intent_json_switch(const struct intent_switch *object)
{
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I}",
		"name", object->name,
		"fail_mode", settings_fail_modes[object->fail_mode],
		"flows_max", (json_int_t)object->flows_max,
		"upcall_rate", (json_int_t)object->upcall_rate,
		"upcall_burst", (json_int_t)object->upcall_burst,
		"ageing_s", (json_int_t)object->ageing,
		"mac_limit", (json_int_t)object->mac_limit);
}

json_t *intent_json_port(const struct intent_port *object)
{
	const struct intent_settings *settings = &object->settings;
	char *vlans = flow_vlan_format(settings->vlans);
	json_t *json;
	size_t i;

	json = json_pack("{s:s, s:s, s:s, s:s*, s:s, s:I, s:I}",
		"match", object->match,
		"switch", object->switch_name,
		"vlan_mode", settings_vlan_modes[settings->vlan_mode],
		"vlans", vlans,
		"state", settings_states[settings->state],
		"link_local_forward", (json_int_t)settings->link_local_forward,
		"mac_limit", (json_int_t)object->mac_limit);
	free(vlans);
	if (object->number)
		json_object_set_new(json, "number", json_integer(object->number));
	if (settings->pvid)
		json_object_set_new(json, "pvid", json_integer(settings->pvid));
	for (i = 0; i < SETTINGS_FLAGS; i++)
		json_object_set_new(json, settings_flags[i].key,
				    json_boolean(settings->flags & settings_flags[i].flag));
	return json;
}

json_t *intent_json_static(const struct intent_static *object)
{
	char mac[INTENT_MAC_TEXT];

	intent_format_mac(object->mac, mac);
	return json_pack("{s:s, s:s, s:I, s:s}", "mac", mac, "port", object->port, "vlan",
			 (json_int_t)object->vid, "switch", object->switch_name);
}
