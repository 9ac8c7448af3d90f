// SPDX-License-Identifier: GPL-2.0-or-later
#include "intent_diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "config_text.h"
#include "mac.h"

struct diff {
	const char *object;	/* what is compared now */
	json_t *changes;
	bool no_memory;
};

/* @setting, @before and @after may be NULL. */
static void add(struct diff *diff, const char *change, const char *name, const char *setting,
		const char *before, const char *after)
{
	json_t *json = json_pack("{s:s, s:s, s:s, s:s*, s:s*, s:s*}", "change", change, "object",
				 diff->object, "name", name, "setting", setting, "before", before,
				 "after", after);

	diff->no_memory |= json_array_append_new(diff->changes, json) != 0;
}

static void compare(struct diff *diff, const char *name, const struct config_text *before,
		    const struct config_text *after)
{
	unsigned int row;

	diff->no_memory |= before->no_memory || after->no_memory;
	for (row = 0; before->table[row].json; row++)
		if (!config_text_same(before, after, row))
			add(diff, "changed", name, before->table[row].key, before->value[row],
			    after->value[row]);
}

static bool is_same(struct config_text *a, struct config_text *b)
{
	bool same = !a->no_memory && !b->no_memory;
	unsigned int row;

	for (row = 0; same && a->table[row].json; row++)
		same = config_text_same(a, b, row);
	config_text_clear(a);
	config_text_clear(b);
	return same;
}

static const char *name_of_switch(const struct intent_switch *object, char *text, size_t size)
{
	(void)text;
	(void)size;
	return object->name;
}

static const char *name_of_vlan(const struct intent_vlan *object, char *text, size_t size)
{
	snprintf(text, size, "%u switch %s", object->vid, object->switch_name);
	return text;
}

static const char *name_of_profile(const struct intent_profile *object, char *text, size_t size)
{
	(void)text;
	(void)size;
	return object->name;
}

static const char *name_of_port(const struct intent_port *object, char *text, size_t size)
{
	(void)text;
	(void)size;
	return object->match;
}

/* Several may have the same address. */
static const char *name_of_static(const struct intent_static *object, char *text, size_t size)
{
	char mac[FLOW_MAC_TEXT], vlan[16] = "";

	flow_mac_format(object->mac, mac);
	if (object->vid)
		snprintf(vlan, sizeof(vlan), " vlan %u", object->vid);
	snprintf(text, size, "%s%s%s%s", mac, vlan, *object->switch_name ? " switch " : "",
		 object->switch_name);
	return text;
}

static const char *name_of_neighbour(const struct intent_neighbour *object, char *text, size_t size)
{
	char address[INTENT_ADDRESS_TEXT];

	intent_format_address(&object->address, address);
	snprintf(text, size, "%s vlan %u switch %s", address, object->vid, object->switch_name);
	return text;
}

/* What intent_find_*() takes to find the counterpart of an object. */
static const struct intent_static *key_of_static(const struct intent_static *object)
{
	return object;
}

static const struct intent_neighbour *key_of_neighbour(const struct intent_neighbour *object)
{
	return object;
}

static const struct intent_vlan *key_of_vlan(const struct intent_vlan *object)
{
	return object;
}

static const char *key_of_switch(const struct intent_switch *object)
{
	return object->name;
}

static const char *key_of_profile(const struct intent_profile *object)
{
	return object->name;
}

static const char *key_of_port(const struct intent_port *object)
{
	return object->match;
}

/* The six kinds differ in nothing but type and key. */
#define DEFINE_KIND(kind, plural)							\
bool intent_same_##kind(const struct intent_##kind *a, const struct intent_##kind *b)	\
{											\
	struct config_text text_a, text_b;						\
											\
	config_text_##kind(a, &text_a);							\
	config_text_##kind(b, &text_b);							\
	return is_same(&text_a, &text_b);						\
}											\
											\
static void compare_##kind(struct diff *diff, const struct intent_##kind *before,	\
			   const struct intent_##kind *after)				\
{											\
	struct config_text text_before, text_after;					\
	char name[128];									\
											\
	config_text_##kind(before, &text_before);					\
	config_text_##kind(after, &text_after);						\
	compare(diff, name_of_##kind(after, name, sizeof(name)), &text_before,		\
		&text_after);								\
	config_text_clear(&text_before);						\
	config_text_clear(&text_after);							\
}											\
											\
static void diff_##plural(struct diff *diff, const struct intent *before,		\
			  const struct intent *after)					\
{											\
	const struct intent_##kind *object, *other;					\
	char name[128];									\
	size_t i;									\
											\
	for (i = 0; i < before->plural##_count; i++) {					\
		object = before->plural[i];						\
		if (!intent_find_##kind(after, key_of_##kind(object)))			\
			add(diff, "removed", name_of_##kind(object, name, sizeof(name)), \
			    NULL, NULL, NULL);						\
	}										\
	for (i = 0; i < after->plural##_count; i++) {					\
		object = after->plural[i];						\
		other = intent_find_##kind(before, key_of_##kind(object));		\
		if (other)								\
			compare_##kind(diff, other, object);				\
		else									\
			add(diff, "added", name_of_##kind(object, name, sizeof(name)),	\
			    NULL, NULL, NULL);						\
	}										\
}

DEFINE_KIND(switch, switches)
DEFINE_KIND(vlan, vlans)
DEFINE_KIND(profile, profiles)
DEFINE_KIND(port, ports)
DEFINE_KIND(static, statics)
DEFINE_KIND(neighbour, neighbours)

/* The next pattern from *@i on that the other intent has too; NULL: none. */
static const struct intent_port *next_pattern(const struct intent *intent,
					      const struct intent *other, size_t *i)
{
	const struct intent_port *port;

	while (*i < intent->ports_count) {
		port = intent->ports[(*i)++];
		if (intent_is_pattern(port->match) && intent_find_port(other, port->match))
			return port;
	}
	return NULL;
}

/* Of several patterns that match, the first counts. */
static void diff_order(struct diff *diff, const struct intent *before, const struct intent *after)
{
	const struct intent_port *was, *is;
	size_t i = 0, j = 0;

	while ((was = next_pattern(before, after, &i)) && (is = next_pattern(after, before, &j)))
		if (strcmp(was->match, is->match))
			add(diff, "changed", is->match, "place among the patterns", NULL, NULL);
}

json_t *intent_diff(const struct intent *before, const struct intent *after)
{
	struct diff diff = { .changes = json_array() };

	diff.object = "switch";
	diff_switches(&diff, before, after);
	diff.object = "vlan";
	diff_vlans(&diff, before, after);
	diff.object = "profile";
	diff_profiles(&diff, before, after);
	diff.object = "port";
	diff_ports(&diff, before, after);
	diff_order(&diff, before, after);
	diff.object = "fdb";
	diff_statics(&diff, before, after);
	diff.object = "neighbour";
	diff_neighbours(&diff, before, after);
	if (!diff.no_memory)
		return diff.changes;
	json_decref(diff.changes);
	return NULL;
}
