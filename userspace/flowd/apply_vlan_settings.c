// SPDX-License-Identifier: GPL-2.0-or-later
#include "apply_vlan_settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
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
	return apply_refuse_put(code, error);
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

static int refuse_missing(const struct intent_vlan *object, const char *origin,
			  struct flow_error *error)
{
	char what[64];

	snprintf(what, sizeof(what), "setting of VLAN %u in switch \"%s\"", object->vid,
		 object->switch_name);
	return apply_refuse_delete(what, origin, error);
}

/* Takes back what was applied. */
static int drop_vlan(struct apply *apply, const struct intent_vlan *object,
		     struct flow_error *error)
{
	const struct intent_vlan *configured = intent_find_vlan(apply->configured, object);

	if (intent_delete_vlan(&apply->applied, object))
		return intent_restore_vlan(&apply->effective, apply->configured, object);
	return refuse_missing(object, configured ? configured->origin : NULL, error);
}

/* Takes the settings that are named out of @settings. */
static int take_out(struct flow_settings *settings, const json_t *named, struct flow_error *error)
{
	uint32_t rows, key;
	int code;

	code = flow_settings_named(settings->table, named, &rows, error);
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
	const struct intent_vlan *there = intent_find_vlan(&apply->effective, key);
	struct intent_vlan object = *key;
	struct flow_settings settings;
	int code;

	intent_vlan_tell(there ? there : key, &settings);
	code = take_out(&settings, named, error);
	if (code)
		return code;
	if (!there)
		return refuse_missing(key, NULL, error);
	intent_vlan_take(&object, &settings);
	if (intent_same_vlan(&object, key) && !intent_find_vlan(apply->configured, key))
		return drop_vlan(apply, key, error);
	return put_vlan(apply, &object, error);
}

int apply_vlan_unset(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	const json_t *named = json_object_get(operation, "settings");
	json_t *which = json_copy((json_t *)operation);
	struct intent_vlan key;
	int code;

	if (!which)
		return -ENOMEM;
	json_object_del(which, "settings");
	code = get_vlan(apply, which, &key, error);
	json_decref(which);
	if (code)
		return code;
	if (named && !json_is_null(named))
		return unset_some(apply, &key, named, error);
	return drop_vlan(apply, &key, error);
}
