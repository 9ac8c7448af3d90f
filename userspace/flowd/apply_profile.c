// SPDX-License-Identifier: GPL-2.0-or-later
#include "apply_profile.h"

#include <errno.h>
#include <stdio.h>
#include "apply_vlan_settings.h"
#include "intent_json.h"
#include "intent_profile.h"
#include "names.h"

/* In force for all ports that use it, in the operations to come too. */
static int put_effective(struct apply *apply, const struct intent_profile *object,
			 struct flow_error *error)
{
	int code = intent_check_profile(&apply->effective, object, error);

	if (!code)
		code = intent_put_profile(&apply->effective, object);
	if (!code)
		intent_resolve(&apply->effective);
	return code;
}

static int put(struct apply *apply, struct intent_profile *object, struct flow_error *error)
{
	int code;

	object->origin = NULL;
	code = put_effective(apply, object, error);
	if (!code)
		code = intent_put_profile(&apply->applied, object);
	return intent_refuse_put(code, error);
}

int apply_profile_add(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_profile object;
	int code;

	intent_profile_init(&object);
	code = intent_json_get_profile(operation, &object, error);
	if (code)
		return code;
	if (intent_find_profile(&apply->effective, object.name))
		return flow_error_set(error, -EINVAL,
				      "there is a profile \"%s\" already; change it with profile set",
				      object.name);
	return put(apply, &object, error);
}

/* The profile that @operation names, as it is. */
static int find(const struct apply *apply, const json_t *operation, struct intent_profile *object,
		struct flow_error *error)
{
	const struct intent_profile *there;
	int code;

	intent_profile_init(object);
	code = intent_json_get_profile(operation, object, error);
	if (code)
		return code;
	there = intent_find_profile(&apply->effective, object->name);
	if (!there)
		return flow_error_set(error, -EINVAL, "there is no profile \"%s\"; add it first",
				      object->name);
	*object = *there;
	return 0;
}

int apply_profile_set(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_profile object;
	int code = find(apply, operation, &object, error);

	if (!code)
		code = intent_json_get_profile(operation, &object, error);
	return code ? code : put(apply, &object, error);
}

/* Takes the settings that are named out of what is said. */
static int take_out(struct flow_settings *said, const json_t *named, struct flow_error *error)
{
	uint32_t rows;
	unsigned int row;
	int code;

	code = flow_settings_named(said->table, FLOW_PORT_SHARED, named, &rows, error);
	if (code)
		return code;
	for (row = 0; rows >> row; row++) {
		if (!(rows & 1U << row))
			continue;
		if (row < FLOW_PORT_SHARED)
			return flow_error_set(error, -EINVAL,
					      "%s is a port's own; say it in its policy",
					      said->table[row].json);
		intent_profile_take_out(said, row);
	}
	return 0;
}

int apply_profile_unset(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	const json_t *named = json_object_get(operation, "settings");
	json_t *which = json_copy((json_t *)operation);
	struct intent_profile object;
	int code;

	if (!which)
		return -ENOMEM;
	json_object_del(which, "settings");
	code = find(apply, which, &object, error);
	json_decref(which);
	if (code)
		return code;
	if (named && !json_is_null(named))
		code = take_out(&object.said, named, error);
	else
		object.said.present = 0;
	return code ? code : put(apply, &object, error);
}

int apply_profile_del(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	const struct intent_profile *configured;
	const struct intent_port *user;
	struct intent_profile object;
	char what[64];
	int code;

	intent_profile_init(&object);
	code = intent_json_get_profile(operation, &object, error);
	if (code)
		return code;
	configured = intent_find_profile(apply->configured, object.name);
	user = intent_profile_user(&apply->effective, object.name);
	if (user && !configured)
		return flow_error_set(error, -EINVAL,
				      "%s uses the profile \"%s\"; give it another one first, or none",
				      user->match, object.name);
	if (!intent_delete_profile(&apply->applied, object.name)) {
		snprintf(what, sizeof(what), "profile \"%s\"", object.name);
		return apply_refuse_delete(what, configured ? configured->origin : NULL, error);
	}
	if (configured)
		return put_effective(apply, configured, error);
	intent_delete_profile(&apply->effective, object.name);
	return 0;
}
