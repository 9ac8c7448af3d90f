// SPDX-License-Identifier: GPL-2.0-or-later
#include "apply.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "apply_neighbour.h"
#include "apply_profile.h"
#include "apply_vlan.h"
#include "apply_vlan_settings.h"
#include "fdb_filter.h"
#include "intent_json.h"
#include "intent_profile.h"
#include "mac.h"
#include "names.h"

typedef int operation_fn(struct apply *apply, const json_t *operation, struct flow_error *error);

int apply_start(struct apply *apply, const struct intent *configured,
		const struct intent *applied)
{
	static const struct intent nothing;
	int code;

	memset(apply, 0, sizeof(*apply));
	apply->configured = applied->complete ? &nothing : configured;
	apply->applied.complete = applied->complete;
	code = intent_merge(&apply->applied, applied);
	if (!code)
		code = intent_merge(&apply->effective, apply->configured);
	if (!code)
		code = intent_merge(&apply->effective, applied);
	if (code)
		apply_clear(apply);
	return code;
}

void apply_clear(struct apply *apply)
{
	intent_clear(&apply->applied);
	intent_clear(&apply->effective);
}

int apply_refuse_delete(const char *what, const char *origin, struct flow_error *error)
{
	if (!origin)
		return flow_error_set(error, -EINVAL,
				      "flowd has no %s; \"flowctl config show\" lists what it has",
				      what);
	return flow_error_set(error, -EINVAL, "%s is configured in %s; remove it there", what,
			      origin);
}

static int put_switch(struct apply *apply, struct intent_switch *object, struct flow_error *error)
{
	int code = intent_check_switch(object, error);

	if (!code)
		code = intent_check_new_switch(&apply->effective, object->name, error);
	if (code)
		return code;
	object->origin = NULL;
	code = intent_put_switch(&apply->applied, object);
	if (!code)
		code = intent_put_switch(&apply->effective, object);
	return intent_refuse_put(code, error);
}

static int switch_add(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_switch object;
	int code;

	intent_switch_init(&object);
	code = intent_json_get_switch(operation, &object, error);
	if (code)
		return code;
	if (intent_find_switch(&apply->effective, object.name))
		return flow_error_set(error, -EINVAL,
				      "there is a switch \"%s\" already; change it with switch set",
				      object.name);
	return put_switch(apply, &object, error);
}

static int switch_set(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_switch object = { .name = "" }, *there;
	int code = intent_json_get_switch(operation, &object, error);

	if (code)
		return code;
	there = intent_find_switch(&apply->effective, object.name);
	if (!there)
		return flow_error_set(error, -EINVAL, "there is no switch \"%s\"; add it first",
				      object.name);
	object = *there;
	code = intent_json_get_switch(operation, &object, error);
	return code ? code : put_switch(apply, &object, error);
}

/* What a file says of the port holds again, with the profile as it is now. */
static int restore_port(struct apply *apply, const char *match)
{
	int code = intent_restore_port(&apply->effective, apply->configured, match);
	struct intent_port *there = intent_find_port(&apply->effective, match);

	if (!code && there)
		intent_resolve_port(&apply->effective, there);
	return code;
}

/* Objects that are deleted with a switch differ only in type and key. */
#define DEFINE_LEAVE(kind, plural, key)							\
static int leave_##plural(struct apply *apply, const char *switch_name)			\
{											\
	size_t i = apply->applied.plural##_count;					\
	struct intent_##kind object;							\
	int code = 0;									\
											\
	while (!code && i--) {								\
		object = *apply->applied.plural[i];					\
		if (strcmp(object.switch_name, switch_name))				\
			continue;							\
		intent_delete_##kind(&apply->applied, key);				\
		code = intent_restore_##kind(&apply->effective, apply->configured, key); \
	}										\
	return code;									\
}

DEFINE_LEAVE(vlan, vlans, &object)
DEFINE_LEAVE(port, ports, object.match)
DEFINE_LEAVE(static, statics, &object)
DEFINE_LEAVE(neighbour, neighbours, &object)

/* With a switch go all VLANs, policies, static entries and neighbours that name it; files cannot name this one. */
static int delete_members(struct apply *apply, const char *name)
{
	int code = leave_vlans(apply, name);

	if (!code)
		code = leave_ports(apply, name);
	intent_resolve(&apply->effective);	/* a profile of a file's port may be an applied one */
	if (!code)
		code = leave_statics(apply, name);
	return code ? code : leave_neighbours(apply, name);
}

static int switch_del(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_switch object = { .name = "" }, *configured;
	char what[64];
	int code = intent_json_get_switch(operation, &object, error);

	if (code)
		return code;
	configured = intent_find_switch(apply->configured, object.name);
	if (!intent_delete_switch(&apply->applied, object.name)) {
		snprintf(what, sizeof(what), "switch \"%s\"", object.name);
		return apply_refuse_delete(what, configured ? configured->origin : NULL, error);
	}
	code = intent_restore_switch(&apply->effective, apply->configured, object.name);
	return code || configured ? code : delete_members(apply, object.name);
}

int apply_put_port(struct apply *apply, struct intent_port *object, struct flow_error *error)
{
	int code;

	intent_resolve_port(&apply->effective, object);
	code = intent_check_port(&apply->effective, object, error);
	if (!code)
		code = intent_check_number(&apply->effective, object, error);
	if (code)
		return code;
	object->origin = NULL;
	code = intent_put_port(&apply->applied, object);
	if (!code)
		code = intent_put_port(&apply->effective, object);
	return intent_refuse_put(code, error);
}

static int port_add(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_port object;
	int code;

	intent_port_init(&object);
	code = intent_json_get_port(operation, &object, error);
	if (!code)
		code = intent_default_switch(&apply->effective, object.switch_name, object.match,
					     error);
	if (code)
		return code;
	if (intent_find_port(&apply->effective, object.match))
		return flow_error_set(error, -EINVAL,
				      "there is a policy for \"%s\" already; change it with port set",
				      object.match);
	return apply_put_port(apply, &object, error);
}

/* The pattern that holds for an interface without a policy of its own; NULL: none. */
static const struct intent_port *pattern_for(const struct intent *intent, const char *match)
{
	struct intent_interface interface = { .name = match };

	if (!intent_is_name(match) || intent_find_port(intent, match))
		return NULL;
	interface.is_switch = intent_find_switch(intent, match);
	return intent_match(intent, &interface);
}

int apply_find_port(const struct apply *apply, const char *match, struct intent_port *found,
		    struct flow_error *error)
{
	const struct intent *intent = &apply->effective;
	const struct intent_port *there = intent_find_port(intent, match), *pattern;

	if (there) {
		*found = *there;
		return 0;
	}
	pattern = pattern_for(intent, match);
	if (!pattern)
		return flow_error_set(error, -EINVAL, "there is no policy for \"%.64s\"; add it first",
				      match);
	return flow_error_set(error, -EINVAL,
			      "%.64s has no policy of its own, \"%s\" holds for it; change that, or give it one: port add %.64s switch %s ...",
			      match, pattern->match, match, pattern->switch_name);
}

static int port_set(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_port object = { .match = "" };
	int code = intent_json_get_port(operation, &object, error);

	if (!code)
		code = apply_find_port(apply, object.match, &object, error);
	if (!code)
		code = intent_json_get_port(operation, &object, error);
	return code ? code : apply_put_port(apply, &object, error);
}

static int port_del(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_port object = { .match = "" }, *configured;
	char what[2 * INTENT_MATCH_MAX];
	int code = intent_json_get_port(operation, &object, error);

	if (!code && pattern_for(&apply->effective, object.match))
		code = apply_find_port(apply, object.match, &object, error);
	if (code)
		return code;
	configured = intent_find_port(apply->configured, object.match);
	if (!intent_delete_port(&apply->applied, object.match)) {
		snprintf(what, sizeof(what), "policy for \"%s\"", object.match);
		return apply_refuse_delete(what, configured ? configured->origin : NULL, error);
	}
	return restore_port(apply, object.match);
}

static int put_static(struct apply *apply, struct intent_static *object, struct flow_error *error)
{
	int code = intent_check_place(&apply->effective, object, error);

	if (!code)
		code = intent_put_static(&apply->applied, object);
	if (!code)
		code = intent_put_static(&apply->effective, object);
	return intent_refuse_put(code, error);
}

/* What a dynamic one needs else, apply_fdb.h sees to. */
static int get_static(const struct apply *apply, const json_t *operation,
		      struct intent_static *object, struct flow_error *error)
{
	int code = intent_json_get_static(operation, object, error);
	struct intent_static checked;

	if (!code)
		code = intent_default_local(&apply->effective, object, error);
	if (code)
		return code;
	checked = *object;
	if (checked.kind == FLOW_FDB_DYNAMIC)
		checked.kind = FLOW_FDB_STATIC;
	return intent_check_static(&apply->effective, &checked, error);
}

static int static_add(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_static object = { .origin = NULL };
	char mac[FLOW_MAC_TEXT];
	int code = get_static(apply, operation, &object, error);

	if (code || object.kind == FLOW_FDB_DYNAMIC)
		return code;
	if (intent_find_static(&apply->effective, &object)) {
		flow_mac_format(object.mac, mac);
		return flow_error_set(error, -EINVAL,
				      "there is a static entry %s already; change it with fdb replace",
				      mac);
	}
	return put_static(apply, &object, error);
}

static int static_replace(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_static object = { .origin = NULL };
	int code = get_static(apply, operation, &object, error);

	if (code || object.kind == FLOW_FDB_DYNAMIC)
		return code;
	return put_static(apply, &object, error);
}

/* The entry that is meant; -EINVAL and a sentence if there are none or several. */
static int find_static(const struct intent *intent, const struct fdb_filter *filter,
		       const struct intent_static **found, struct flow_error *error)
{
	char mac[FLOW_MAC_TEXT];
	size_t i;

	*found = NULL;
	flow_mac_format(filter->mac, mac);
	for (i = intent_first_static(intent, filter->mac); i < intent->statics_count; i++) {
		if (memcmp(intent->statics[i]->mac, filter->mac, sizeof(filter->mac)))
			break;
		if (!fdb_filter_has_static(filter, intent, intent->statics[i]))
			continue;
		if (*found)
			return flow_error_set(error, -EINVAL,
					      "there are several static entries %s; say its VLAN and switch",
					      mac);
		*found = intent->statics[i];
	}
	return *found ? 0 : flow_error_set(error, -EINVAL,
					   "there is no such static entry %s; what was learned goes with fdb flush mac %s",
					   mac, mac);
}

static int delete_static(struct apply *apply, const struct intent_static *found,
			 struct flow_error *error)
{
	struct intent_static object = *found;
	const struct intent_static *configured;
	char mac[FLOW_MAC_TEXT];

	configured = intent_find_static(apply->configured, &object);
	if (!intent_delete_static(&apply->applied, &object)) {
		flow_mac_format(object.mac, mac);
		return apply_refuse_delete(mac, configured ? configured->origin : NULL, error);
	}
	return intent_restore_static(&apply->effective, apply->configured, &object);
}

static int static_del(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_static given = { .origin = NULL };
	const struct intent_static *found;
	struct fdb_filter filter;
	int code = intent_json_get_static(operation, &given, error);

	if (code)
		return code;
	if (!json_is_string(json_object_get(operation, "mac")))
		return flow_error_set(error, -EINVAL, "which entry? \"mac\" is missing");
	fdb_filter_read(operation, &filter);
	code = find_static(&apply->effective, &filter, &found, error);
	return code ? code : delete_static(apply, found, error);
}

/* Configured entries are taken back as by fdb-del; others are for apply_fdb.h. */
static int static_flush(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	struct intent_static given = { .origin = NULL };
	const struct intent *intent = &apply->effective;
	struct fdb_filter filter;
	size_t i;
	int code = intent_json_get_static(operation, &given, error);

	if (!code && *given.switch_name && !intent_find_switch(intent, given.switch_name))
		code = flow_error_set(error, -EINVAL, "there is no switch \"%s\"; name one that there is",
				      given.switch_name);
	if (code)
		return code;
	fdb_filter_read(operation, &filter);
	if (filter.kind == FDB_ANY_KIND || filter.kind == FLOW_FDB_DYNAMIC ||
	    filter.kind == FLOW_FDB_STICKY_LEARNED)
		return 0;
	for (i = intent->statics_count; !code && i--; ) {
		if (fdb_filter_has_static(&filter, intent, intent->statics[i]))
			code = delete_static(apply, intent->statics[i], error);
	}
	return code;
}

static const struct {
	const char *name;
	operation_fn *run;
} handlers[] = {
	{ "switch-add", switch_add }, { "switch-set", switch_set }, { "switch-del", switch_del },
	{ "profile-add", apply_profile_add }, { "profile-set", apply_profile_set },
	{ "profile-unset", apply_profile_unset }, { "profile-del", apply_profile_del },
	{ "port-add", port_add }, { "port-set", port_set }, { "port-del", port_del },
	{ "vlan-set", apply_vlan_set }, { "vlan-unset", apply_vlan_unset },
	{ "vlan-add", apply_vlan_add }, { "vlan-del", apply_vlan_del },
	{ "fdb-add", static_add }, { "fdb-replace", static_replace }, { "fdb-del", static_del },
	{ "fdb-flush", static_flush },
	{ "neighbour-add", apply_neighbour_add }, { "neighbour-replace", apply_neighbour_replace },
	{ "neighbour-del", apply_neighbour_del }, { "neighbour-flush", apply_neighbour_flush },
	{ NULL, NULL }
};

static int run_one(struct apply *apply, const json_t *operation, struct flow_error *error)
{
	const char *name = json_string_value(json_object_get(operation, "operation"));
	int found;

	if (!name)
		return flow_error_set(error, -EINVAL, "\"operation\" is missing");
	found = flow_names_find(FLOW_NAMES(handlers), name);
	if (found < 0)
		return flow_names_unknown(FLOW_NAMES(handlers), "operation", name, NULL, error);
	return handlers[found].run(apply, operation, error);
}

int apply_operations(struct apply *apply, const json_t *operations, struct flow_error *error)
{
	json_t *operation;
	int code;

	apply->failed = SIZE_MAX;
	if (!json_is_array(operations))
		return flow_error_set(error, -EINVAL, "\"operations\" is missing, or no array");
	json_array_foreach(operations, apply->failed, operation) {
		if (apply->progress)
			apply->progress();
		code = run_one(apply, operation, error);
		if (code)
			return code;
	}
	apply->failed = SIZE_MAX;
	return 0;
}

size_t apply_find(const json_t *operations, const char *subject)
{
	static const char *const keys[] = { "name", "match", "port", "switch" };
	const char *value;
	json_t *operation;
	size_t i, j;

	for (j = 0; j < sizeof(keys) / sizeof(*keys); j++) {
		json_array_foreach(operations, i, operation) {
			value = json_string_value(json_object_get(operation, keys[j]));
			if (value && !strcmp(value, subject))
				return i;
		}
	}
	return 0;
}
