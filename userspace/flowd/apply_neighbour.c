// SPDX-License-Identifier: GPL-2.0-or-later
#include "apply_neighbour.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "apply_vlan_settings.h"
#include "intent_json.h"
#include "names.h"

static int get(const struct apply *apply, const json_t *operation, struct intent_neighbour *object,
	       struct flow_error *error)
{
	int code = intent_json_get_neighbour(operation, object, error);

	return code ? code : intent_default_switch(&apply->effective, object->switch_name,
						   "the neighbour", error);
}

static int put(struct apply *apply, const struct intent_neighbour *object, struct flow_error *error)
{
	int code = intent_check_neighbour(&apply->effective, object, error);

	if (!code)
		code = intent_put_neighbour(&apply->applied, object);
	if (!code)
		code = intent_put_neighbour(&apply->effective, object);
	return intent_refuse_put(code, error);
}

int apply_neighbour_add(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_neighbour object = { .origin = NULL };
	char text[INTENT_ADDRESS_TEXT];
	int code = get(apply, operation, &object, error);

	if (code)
		return code;
	if (!intent_find_neighbour(&apply->effective, &object))
		return put(apply, &object, error);
	intent_format_address(&object.address, text);
	return flow_error_set(error, -EINVAL,
			      "there is a neighbour %s in VLAN %u already; change it with neighbour replace",
			      text, object.vid);
}

int apply_neighbour_replace(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_neighbour object = { .origin = NULL };
	int code = get(apply, operation, &object, error);

	return code ? code : put(apply, &object, error);
}

/* Of those with its address. */
static bool is_meant(const struct intent_neighbour *object, const struct intent_neighbour *given)
{
	return (!given->vid || given->vid == object->vid) &&
	       (!*given->switch_name || !strcmp(given->switch_name, object->switch_name));
}

/* The one that is meant; -EINVAL and a sentence if there are none or several. */
static int find(const struct intent *intent, const struct intent_neighbour *given,
		struct intent_neighbour *found, struct flow_error *error)
{
	char text[INTENT_ADDRESS_TEXT];
	unsigned int count = 0;
	size_t i;

	if (!given->address.family)
		return flow_error_set(error, -EINVAL, "which neighbour? Its address is missing");
	for (i = intent_first_neighbour(intent, &given->address); i < intent->neighbours_count; i++) {
		if (memcmp(&intent->neighbours[i]->address, &given->address, sizeof(given->address)))
			break;
		if (!is_meant(intent->neighbours[i], given))
			continue;
		*found = *intent->neighbours[i];
		count++;
	}
	intent_format_address(&given->address, text);
	if (count > 1)
		return flow_error_set(error, -EINVAL,
				      "there are several neighbours %s; say its VLAN and switch", text);
	return count ? 0 : flow_error_set(error, -EINVAL,
					  "no such neighbour %s is configured; what was learned goes with neighbour flush",
					  text);
}

int apply_neighbour_del(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_neighbour given = { .origin = NULL }, found;
	const struct intent_neighbour *configured;
	char text[INTENT_ADDRESS_TEXT];
	int code = intent_json_get_neighbour(operation, &given, error);

	if (!code)
		code = find(&apply->effective, &given, &found, error);
	if (code)
		return code;
	configured = intent_find_neighbour(apply->configured, &found);
	if (intent_delete_neighbour(&apply->applied, &found))
		return intent_restore_neighbour(&apply->effective, apply->configured, &found);
	intent_format_address(&found.address, text);
	return apply_refuse_delete(text, configured ? configured->origin : NULL, error);
}

int apply_neighbour_flush(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	static const char *const known[] = { "operation", "switch", "port", "vlan", NULL };
	struct intent_static given = { .origin = NULL };
	const char *key;
	json_t *value;
	int code;

	json_object_foreach((json_t *)operation, key, value)
		if (flow_names_find(FLOW_NAMES(known), key) < 0)
			return flow_names_unknown(FLOW_NAMES(known), "setting", key, NULL, error);
	code = intent_json_get_static(operation, &given, error);
	if (!code && *given.switch_name && !intent_find_switch(&apply->effective, given.switch_name))
		code = flow_error_set(error, -EINVAL, "there is no switch \"%s\"; name one that there is",
				      given.switch_name);
	return code;
}
