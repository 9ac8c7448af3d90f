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

static int compare_statics(const struct intent_static *a, const struct intent_static *b)
{
	int order = memcmp(a->mac, b->mac, sizeof(a->mac));

	if (!order)
		order = a->vid - b->vid;
	return order ? order : strcmp(a->switch_name, b->switch_name);
}

static int compare_neighbours(const struct intent_neighbour *a, const struct intent_neighbour *b)
{
	int order = memcmp(&a->address, &b->address, sizeof(a->address));

	if (!order)
		order = a->vid - b->vid;
	return order ? order : strcmp(a->switch_name, b->switch_name);
}

/* Of those that are in order: the place of the first not before @key. */
#define DEFINE_PLACE(kind, plural)							\
static size_t place_of_##kind(const struct intent *intent, const struct intent_##kind *key) \
{											\
	size_t first = 0, end = intent->plural##_count, middle;				\
											\
	if (end && compare_##plural(intent->plural[end - 1], key) < 0)			\
		return end;								\
	while (first < end) {								\
		middle = first + (end - first) / 2;					\
		if (compare_##plural(intent->plural[middle], key) < 0)			\
			first = middle + 1;						\
		else									\
			end = middle;							\
	}										\
	return first;									\
}

DEFINE_PLACE(vlan, vlans)
DEFINE_PLACE(static, statics)
DEFINE_PLACE(neighbour, neighbours)

/* Of those that are as they came: the place of one that is there. */
#define DEFINE_LAST(kind, plural)							\
static size_t last_##kind(const struct intent *intent, const struct intent_##kind *there) \
{											\
	size_t at = intent->plural##_count;						\
											\
	while (intent->plural[--at] != there)						\
		;									\
	return at;									\
}

DEFINE_LAST(switch, switches)
DEFINE_LAST(profile, profiles)
DEFINE_LAST(port, ports)

/* A key of a VLAN and what is in it goes up to the end of the switch's name. */
#define KEY_LENGTH(key)	\
	((key)->switch_name + strlen((key)->switch_name) - (const char *)&(key)->vid)

/*
 * The kinds of objects differ in nothing but type, key, the place of a new one and of one that
 * is there, and what the intent notes of it: the same functions for each, generated.
 */
#define DEFINE_KIND(kind, plural, key_type, key_of, start, length, new_place, place, note) \
struct intent_##kind *intent_find_##kind(const struct intent *intent, key_type key)	\
{											\
	struct intent_##kind *there;							\
											\
	HASH_FIND(hh, intent->plural##_by_key, start, length, there);			\
	return there;									\
}											\
											\
static int add_##kind(struct intent *intent, const struct intent_##kind *from,		\
		      struct intent_##kind **result)					\
{											\
	size_t count = intent->plural##_count, at;					\
	struct intent_##kind *object;							\
	key_type key;									\
	int error = grow(&intent->plural, count, sizeof(*intent->plural));		\
											\
	if (error)									\
		return error;								\
	object = malloc(sizeof(*object));						\
	if (!object)									\
		return -ENOMEM;								\
	*object = *from;								\
	object->origin = NULL;								\
	key = key_of;									\
	at = new_place;									\
	HASH_ADD_KEYPTR(hh, intent->plural##_by_key, start, length, object);		\
	if (!object->hh.tbl) {								\
		free(object);								\
		return -ENOMEM;								\
	}										\
	memmove(&intent->plural[at + 1], &intent->plural[at],				\
		(count - at) * sizeof(*intent->plural));				\
	intent->plural[at] = object;							\
	intent->plural##_count++;							\
	*result = object;								\
	return 0;									\
}											\
											\
int intent_put_##kind(struct intent *intent, const struct intent_##kind *object)	\
{											\
	struct intent_##kind *there = intent_find_##kind(intent, key_of);		\
	UT_hash_handle hh;								\
	char *origin;									\
	int error = copy_origin(object->origin, &origin);				\
											\
	if (!error && !there)								\
		error = add_##kind(intent, object, &there);				\
	if (error) {									\
		free(origin);								\
		return error;								\
	}										\
	free(there->origin);								\
	hh = there->hh;									\
	*there = *object;								\
	there->hh = hh;									\
	there->origin = origin;								\
	note;										\
	return 0;									\
}											\
											\
static int merge_##plural(struct intent *intent, const struct intent *from)		\
{											\
	int error = 0;									\
	size_t i;									\
											\
	for (i = 0; !error && i < from->plural##_count; i++)				\
		error = intent_put_##kind(intent, from->plural[i]);			\
	return error;									\
}											\
											\
static void free_##kind(struct intent_##kind *object)					\
{											\
	free(object->origin);								\
	free(object);									\
}											\
											\
bool intent_delete_##kind(struct intent *intent, key_type key)				\
{											\
	struct intent_##kind *there = intent_find_##kind(intent, key);			\
	size_t at;									\
											\
	if (!there)									\
		return false;								\
	at = place;									\
	intent->plural##_count--;							\
	memmove(&intent->plural[at], &intent->plural[at + 1],				\
		(intent->plural##_count - at) * sizeof(*intent->plural));		\
	HASH_DEL(intent->plural##_by_key, there);					\
	free_##kind(there);								\
	return true;									\
}											\
											\
static void clear_##plural(struct intent *intent)					\
{											\
	size_t i;									\
											\
	HASH_CLEAR(hh, intent->plural##_by_key);					\
	for (i = 0; i < intent->plural##_count; i++)					\
		free_##kind(intent->plural[i]);						\
	free(intent->plural);								\
}

DEFINE_KIND(switch, switches, const char *, object->name, key, strlen(key),
	    intent->switches_count, last_switch(intent, there), )
DEFINE_KIND(vlan, vlans, const struct intent_vlan *, object, &key->vid, KEY_LENGTH(key),
	    place_of_vlan(intent, object), place_of_vlan(intent, there), )
DEFINE_KIND(profile, profiles, const char *, object->name, key, strlen(key),
	    intent->profiles_count, last_profile(intent, there), )
DEFINE_KIND(port, ports, const char *, object->match, key, strlen(key),
	    intent->ports_count, last_port(intent, there), intent->has_patches |= *object->patch)
DEFINE_KIND(static, statics, const struct intent_static *, object, &key->vid, KEY_LENGTH(key),
	    place_of_static(intent, object), place_of_static(intent, there), )
DEFINE_KIND(neighbour, neighbours, const struct intent_neighbour *, object, &key->vid,
	    KEY_LENGTH(key), place_of_neighbour(intent, object), place_of_neighbour(intent, there), )

size_t intent_first_static(const struct intent *intent, const uint8_t *mac)
{
	struct intent_static key = { .vid = 0 };

	memcpy(key.mac, mac, sizeof(key.mac));
	return place_of_static(intent, &key);
}

size_t intent_first_neighbour(const struct intent *intent, const struct intent_address *address)
{
	return place_of_neighbour(intent, &(struct intent_neighbour){ .address = *address });
}

#define DEFINE_RESTORE(kind, key_type)							\
int intent_restore_##kind(struct intent *intent, const struct intent *from, key_type key) \
{											\
	const struct intent_##kind *there = intent_find_##kind(from, key);		\
											\
	if (there)									\
		return intent_put_##kind(intent, there);				\
	intent_delete_##kind(intent, key);						\
	return 0;									\
}

DEFINE_RESTORE(switch, const char *)
DEFINE_RESTORE(vlan, const struct intent_vlan *)
DEFINE_RESTORE(port, const char *)
DEFINE_RESTORE(static, const struct intent_static *)
DEFINE_RESTORE(neighbour, const struct intent_neighbour *)

void intent_clear(struct intent *intent)
{
	clear_switches(intent);
	clear_vlans(intent);
	clear_profiles(intent);
	clear_ports(intent);
	clear_statics(intent);
	clear_neighbours(intent);
	memset(intent, 0, sizeof(*intent));
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
