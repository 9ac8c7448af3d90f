// SPDX-License-Identifier: GPL-2.0-or-later
#include "apply_vlan_settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include "intent_diff.h"
#include "intent_json.h"
#include "intent_settings.h"
#include "names.h"

/* Which VLAN an operation names; whatever else it says is in @object then too. */
static int get_vlan(const struct apply *apply, const json_t *operation,
		    struct intent_vlan *object, struct flow_error *error)
{
	int code;

	intent_vlan_init(object);
	code = intent_json_get_vlan(operation, object, error);
	if (!code)
		code = intent_default_switch(&apply->effective, object->switch_name, "the VLAN",
					     error);
	return code ? code : intent_check_vlan(&apply->effective, object, error);
}

static int put_vlan(struct apply *apply, struct intent_vlan *object, struct flow_error *error)
{
	int code;

	object->origin = NULL;
	code = intent_put_vlan(&apply->applied, object);
	if (!code)
		code = intent_put_vlan(&apply->effective, object);
	return intent_refuse_put(code, error);
}

int apply_vlan_set(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	const struct intent_vlan *there;
	struct intent_vlan object;
	int code = get_vlan(apply, operation, &object, error);

	if (code)
		return code;
	there = intent_find_vlan(&apply->effective, &object);
	if (there) {
		object = *there;
		code = intent_json_get_vlan(operation, &object, error);
	}
	return code ? code : put_vlan(apply, &object, error);
}

/* Takes back what was applied. */
static int drop_vlan(struct apply *apply, const struct intent_vlan *object,
		     struct flow_error *error)
{
	const struct intent_vlan *configured = intent_find_vlan(apply->configured, object);
	char what[64];

	if (intent_delete_vlan(&apply->applied, object))
		return intent_restore_vlan(&apply->effective, apply->configured, object);
	snprintf(what, sizeof(what), "setting of VLAN %u in switch \"%s\"", object->vid,
		 object->switch_name);
	return apply_refuse_delete(what, configured->origin, error);
}

/* Takes the settings that are named out of @settings. */
static int take_out(struct flow_settings *settings, const json_t *named, struct flow_error *error)
{
	uint32_t rows, key;
	int code;

	code = flow_settings_named(settings->table, FLOW_VLAN_AGEING, named, &rows, error);
	if (code)
		return code;
	key = rows & (1U << FLOW_VLAN_VID | 1U << FLOW_VLAN_SWITCH);
	if (key)
		return flow_error_set(error, -EINVAL, "%s is no setting, but says which VLAN",
				      settings->table[__builtin_ctz(key)].json);
	settings->present &= ~rows;
	return 0;
}

/* @key: with nothing set. */
static int unset_some(struct apply *apply, const struct intent_vlan *key, const json_t *named,
		      struct flow_error *error)
{
	struct intent_vlan object = *key;
	struct flow_settings settings;
	int code;

	intent_vlan_tell(intent_find_vlan(&apply->effective, key), &settings);
	code = take_out(&settings, named, error);
	if (code)
		return code;
	intent_vlan_take(&object, &settings);
	if (intent_same_vlan(&object, key) && !intent_find_vlan(apply->configured, key))
		return drop_vlan(apply, key, error);
	return put_vlan(apply, &object, error);
}

/* Makes the copy of an operation name the first VLAN of its list. */
static int name_first(json_t *which, const json_t *list, flow_vlan_bitmap vlans,
		      struct flow_error *error)
{
	int code;

	if (!json_is_string(list))
		return flow_setting_wrong_json("vlans", list, "a string", error);
	code = flow_vlan_parse(json_string_value(list), vlans, error);
	if (!code && json_object_set_new(which, "vlan", json_integer(flow_vlan_next(vlans, 0))))
		code = -ENOMEM;
	return code;
}

/* The VLANs that an operation names, one or a list of them; *@key is of the first. */
static int get_vlans(const struct apply *apply, const json_t *operation, struct intent_vlan *key,
		     flow_vlan_bitmap vlans, struct flow_error *error)
{
	const json_t *list = json_object_get(operation, "vlans");
	json_t *which = json_copy((json_t *)operation);
	int code = 0;

	if (!which)
		return -ENOMEM;
	json_object_del(which, "settings");
	json_object_del(which, "vlans");
	if (list && !json_is_null(list))
		code = name_first(which, list, vlans, error);
	if (!code)
		code = get_vlan(apply, which, key, error);
	if (!code)
		flow_vlan_add(vlans, key->vid);
	json_decref(which);
	return code;
}

static int refuse_missing(const flow_vlan_bitmap vlans, const char *switch_name,
			  struct flow_error *error)
{
	char what[128], *list = flow_vlan_format(vlans);

	if (!list)
		return -ENOMEM;
	snprintf(what, sizeof(what), "setting of VLAN %.64s in switch \"%s\"", list, switch_name);
	free(list);
	return apply_refuse_delete(what, NULL, error);
}

/* Of a list, those that have settings. */
int apply_vlan_unset(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	const json_t *named = json_object_get(operation, "settings");
	flow_vlan_bitmap vlans = { 0 };
	struct intent_vlan key;
	bool found = false;
	int code;

	code = get_vlans(apply, operation, &key, vlans, error);
	if (code)
		return code;
	for (; !code && key.vid; key.vid = flow_vlan_next(vlans, key.vid)) {
		if (!intent_find_vlan(&apply->effective, &key))
			continue;
		found = true;
		code = named && !json_is_null(named) ? unset_some(apply, &key, named, error) :
						       drop_vlan(apply, &key, error);
	}
	return found ? code : refuse_missing(vlans, key.switch_name, error);
}
