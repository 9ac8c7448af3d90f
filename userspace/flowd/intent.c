// SPDX-License-Identifier: GPL-2.0-or-later
#include "intent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "array.h"
#include "intent_profile.h"
#include "intent_settings.h"

void intent_switch_init(struct intent_switch *object)
{
	struct flow_settings settings;

	memset(object, 0, sizeof(*object));
	flow_settings_init_all(&settings, flow_setting_switch);
	intent_switch_take(object, &settings);
}

void intent_vlan_init(struct intent_vlan *object)
{
	struct flow_settings settings;

	memset(object, 0, sizeof(*object));
	flow_settings_init_all(&settings, flow_setting_vlan);
	intent_vlan_take(object, &settings);
	object->has_ageing = false;
}

void intent_profile_init(struct intent_profile *object)
{
	memset(object, 0, sizeof(*object));
	flow_settings_init(&object->said, flow_setting_port);
}

void intent_port_init(struct intent_port *object)
{
	struct flow_settings settings;

	memset(object, 0, sizeof(*object));
	flow_settings_init_all(&settings, flow_setting_port);
	intent_port_take(object, &settings);
}

static void free_port(struct intent_port *port)
{
	free(port->origin);
	free(port);
}

void intent_clear(struct intent *intent)
{
	size_t i;

	for (i = 0; i < intent->switches_count; i++)
		free(intent->switches[i].origin);
	for (i = 0; i < intent->vlans_count; i++)
		free(intent->vlans[i].origin);
	for (i = 0; i < intent->profiles_count; i++)
		free(intent->profiles[i].origin);
	HASH_CLEAR(hh, intent->ports_by_match);
	for (i = 0; i < intent->ports_count; i++)
		free_port(intent->ports[i]);
	for (i = 0; i < intent->statics_count; i++)
		free(intent->statics[i].origin);
	for (i = 0; i < intent->neighbours_count; i++)
		free(intent->neighbours[i].origin);
	free(intent->switches);
	free(intent->vlans);
	free(intent->profiles);
	free(intent->ports);
	free(intent->statics);
	free(intent->neighbours);
	memset(intent, 0, sizeof(*intent));
}

static int grow(void *items, size_t count, size_t size)
{
	return count < INTENT_OBJECTS_MAX ? flow_array_grow(items, count, size) : -ENOSPC;
}

static int copy_origin(const char *from, char **to)
{
	*to = from ? strdup(from) : NULL;
	return from && !*to ? -ENOMEM : 0;
}

static int compare_vlans(const struct intent_vlan *a, const struct intent_vlan *b)
{
	int order = strcmp(a->switch_name, b->switch_name);

	return order ? order : a->vid - b->vid;
}

/* VLANs are in order, as there may be thousands; this is the place of the first not before @key. */
static size_t find_place(const struct intent *intent, const struct intent_vlan *key)
{
	size_t first = 0, end = intent->vlans_count, middle;

	while (first < end) {
		middle = first + (end - first) / 2;
		if (compare_vlans(&intent->vlans[middle], key) < 0)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

/*
 * But for ports, objects differ in nothing but type, key, the place of a new one, and
 * whether they are in order: the same functions for each kind, generated.  Objects that come
 * from one intent have different keys, so that a new one is not compared with others that
 * were new before.
 */
#define DEFINE_LIST(kind, plural, key_type, key_of, find, place, ordered)		\
static int put_##kind(struct intent *intent, size_t known, const struct intent_##kind *object) \
{											\
	const struct intent searched = { .plural = intent->plural,			\
		.plural##_count = ordered ? intent->plural##_count : known };		\
	struct intent_##kind *there = find(&searched, key_of);				\
	char *origin;									\
	size_t behind;									\
	int error = copy_origin(object->origin, &origin);				\
											\
	if (!error && !there) {								\
		error = grow(&intent->plural, intent->plural##_count, sizeof(*object));	\
		if (!error) {								\
			there = &intent->plural[place];					\
			behind = intent->plural + intent->plural##_count++ - there;	\
			memmove(there + 1, there, behind * sizeof(*there));		\
		}									\
	} else if (!error) {								\
		free(there->origin);							\
	}										\
	if (error) {									\
		free(origin);								\
		return error;								\
	}										\
	*there = *object;								\
	there->origin = origin;								\
	return 0;									\
}											\
											\
int intent_put_##kind(struct intent *intent, const struct intent_##kind *object)	\
{											\
	return put_##kind(intent, intent->plural##_count, object);			\
}											\
											\
static int merge_##plural(struct intent *intent, const struct intent *from)		\
{											\
	size_t known = intent->plural##_count, i;					\
	int error = 0;									\
											\
	for (i = 0; !error && i < from->plural##_count; i++)				\
		error = put_##kind(intent, known, &from->plural[i]);			\
	return error;									\
}											\
											\
bool intent_delete_##kind(struct intent *intent, key_type key)				\
{											\
	struct intent_##kind *there = find(intent, key);				\
	size_t behind;									\
											\
	if (!there)									\
		return false;								\
	free(there->origin);								\
	behind = intent->plural + intent->plural##_count - (there + 1);			\
	memmove(there, there + 1, behind * sizeof(*there));				\
	intent->plural##_count--;							\
	return true;									\
}

DEFINE_LIST(switch, switches, const char *, object->name, intent_find_switch,
	    intent->switches_count, false)
DEFINE_LIST(vlan, vlans, const struct intent_vlan *, object, intent_find_vlan,
	    find_place(intent, object), true)
DEFINE_LIST(profile, profiles, const char *, object->name, intent_find_profile,
	    intent->profiles_count, false)
DEFINE_LIST(static, statics, const struct intent_static *, object, intent_find_static,
	    intent->statics_count, false)
DEFINE_LIST(neighbour, neighbours, const struct intent_neighbour *, object, intent_find_neighbour,
	    intent->neighbours_count, false)

/* A port that says nothing yet but its match, which is new. */
static int add_port(struct intent *intent, const char *match, struct intent_port **result)
{
	int error = grow(&intent->ports, intent->ports_count, sizeof(*intent->ports));
	struct intent_port *port;

	if (error)
		return error;
	port = calloc(1, sizeof(*port));
	if (!port)
		return -ENOMEM;
	memcpy(port->match, match, sizeof(port->match));
	HASH_ADD_STR(intent->ports_by_match, match, port);
	if (!port->hh.tbl) {
		free(port);
		return -ENOMEM;
	}
	intent->ports[intent->ports_count++] = port;
	*result = port;
	return 0;
}

int intent_put_port(struct intent *intent, const struct intent_port *object)
{
	struct intent_port *there = intent_find_port(intent, object->match);
	char *origin;
	int error = copy_origin(object->origin, &origin);

	if (!error && !there)
		error = add_port(intent, object->match, &there);
	if (error) {
		free(origin);
		return error;
	}
	free(there->origin);
	there->origin = origin;
	memcpy(there->match, object->match, sizeof(*object) - offsetof(struct intent_port, match));
	intent->has_patches |= *object->patch;
	return 0;
}

static int merge_ports(struct intent *intent, const struct intent *from)
{
	int error = 0;
	size_t i;

	for (i = 0; !error && i < from->ports_count; i++)
		error = intent_put_port(intent, from->ports[i]);
	return error;
}

bool intent_delete_port(struct intent *intent, const char *match)
{
	struct intent_port *port = intent_find_port(intent, match), **place = intent->ports;

	if (!port)
		return false;
	while (*place != port)
		place++;
	intent->ports_count--;
	memmove(place, place + 1,
		(intent->ports + intent->ports_count - place) * sizeof(*place));
	HASH_DEL(intent->ports_by_match, port);
	free_port(port);
	return true;
}

struct intent_switch *intent_find_switch(const struct intent *intent, const char *name)
{
	size_t i;

	for (i = 0; i < intent->switches_count; i++)
		if (!strcmp(intent->switches[i].name, name))
			return &intent->switches[i];
	return NULL;
}

struct intent_vlan *intent_find_vlan(const struct intent *intent, const struct intent_vlan *key)
{
	size_t place = find_place(intent, key);

	if (place == intent->vlans_count || compare_vlans(&intent->vlans[place], key))
		return NULL;
	return &intent->vlans[place];
}

struct intent_profile *intent_find_profile(const struct intent *intent, const char *name)
{
	size_t i;

	for (i = 0; i < intent->profiles_count; i++)
		if (!strcmp(intent->profiles[i].name, name))
			return &intent->profiles[i];
	return NULL;
}

struct intent_port *intent_find_port(const struct intent *intent, const char *match)
{
	struct intent_port *port;

	HASH_FIND_STR(intent->ports_by_match, match, port);
	return port;
}

struct intent_static *intent_find_static(const struct intent *intent,
					 const struct intent_static *key)
{
	size_t i;

	for (i = 0; i < intent->statics_count; i++) {
		struct intent_static *item = &intent->statics[i];

		if (item->vid == key->vid && !memcmp(item->mac, key->mac, sizeof(key->mac)) &&
		    !strcmp(item->switch_name, key->switch_name))
			return item;
	}
	return NULL;
}

struct intent_neighbour *intent_find_neighbour(const struct intent *intent,
					       const struct intent_neighbour *key)
{
	size_t i;

	for (i = 0; i < intent->neighbours_count; i++) {
		struct intent_neighbour *item = &intent->neighbours[i];

		if (item->vid == key->vid && !strcmp(item->switch_name, key->switch_name) &&
		    !memcmp(&item->address, &key->address, sizeof(key->address)))
			return item;
	}
	return NULL;
}

int intent_merge(struct intent *intent, const struct intent *from)
{
	int error = merge_switches(intent, from);

	if (!error)
		error = merge_vlans(intent, from);
	if (!error)
		error = merge_profiles(intent, from);
	if (!error)
		error = merge_ports(intent, from);
	if (!error)
		error = merge_statics(intent, from);
	if (!error)
		error = merge_neighbours(intent, from);
	intent_resolve(intent);
	return error;
}
