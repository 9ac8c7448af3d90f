// SPDX-License-Identifier: GPL-2.0-or-later
#include "intent_change.h"

#include <string.h>
#include "intent_diff.h"

#define PORTS_MAX	64	/* with more it is cheaper to look at all interfaces */

/* Padding may make equal ones differ, which does no harm. */
static bool is_same(const struct intent_port *a, const struct intent_port *b)
{
	return !memcmp(a->match, b->match, sizeof(*a) - offsetof(struct intent_port, match));
}

void intent_compare(const struct intent *before, const struct intent *after,
		    struct intent_change *change)
{
	struct intent_run was = { before->ports, before->ports_count };
	struct intent_run is = { after->ports, after->ports_count };

	while (was.count && is.count && is_same(*was.ports, *is.ports)) {
		was.ports++, was.count--;
		is.ports++, is.count--;
	}
	while (was.count && is.count &&
	       is_same(was.ports[was.count - 1], is.ports[is.count - 1])) {
		was.count--;
		is.count--;
	}
	*change = (struct intent_change){ .from = before, .to = after, .before = was,
					  .after = is };
	if (was.count || is.count)	/* a policy counts for the other end of a patch, too */
		change->all = was.count + is.count > PORTS_MAX || before->has_patches ||
			      after->has_patches;
}

static bool names(const struct intent_run *run, const struct intent_interface *interface)
{
	size_t i;

	for (i = 0; i < run->count; i++)
		if (intent_names(run->ports[i]->match, interface))
			return true;
	return false;
}

bool intent_change_names(const struct intent_change *change,
			 const struct intent_interface *interface)
{
	return names(&change->before, interface) || names(&change->after, interface);
}

bool intent_change_concerns(const struct intent_change *change,
			    const struct intent_interface *interface)
{
	return change->all || intent_change_names(change, interface);
}

bool intent_change_has(const struct intent_change *change, const struct intent_port *policy)
{
	size_t i;

	for (i = 0; i < change->after.count; i++)
		if (change->after.ports[i] == policy)
			return true;
	return false;
}

bool intent_change_sets_switch(const struct intent_change *change, const char *name)
{
	const struct intent_switch *was = intent_find_switch(change->from, name);
	const struct intent_switch *is = intent_find_switch(change->to, name);

	if (!was || !is)
		return was != is;
	return memcmp(was->name, is->name,
		      sizeof(*is) - offsetof(struct intent_switch, name));
}

static bool is_in_run(const struct intent_run *run, const char *name)
{
	size_t i;

	for (i = 0; i < run->count; i++)
		if (!strcmp(run->ports[i]->switch_name, name))
			return true;
	return false;
}

/* Whether the intents say something else of this kind for one switch, or in another order. */
#define DEFINE_DIFFER(kind, plural)							\
static const struct intent_##kind *next_##kind(const struct intent *intent, size_t *i,	\
					       const char *name)			\
{											\
	const struct intent_##kind *object;						\
											\
	while (*i < intent->plural##_count) {						\
		object = intent->plural[(*i)++];					\
		if (!*object->switch_name || !strcmp(object->switch_name, name))	\
			return object;							\
	}										\
	return NULL;									\
}											\
											\
static bool differ_in_##plural(const struct intent *a, const struct intent *b,		\
			       const char *name)					\
{											\
	const struct intent_##kind *one, *other;					\
	size_t i = 0, j = 0;								\
											\
	do {										\
		one = next_##kind(a, &i, name);						\
		other = next_##kind(b, &j, name);					\
	} while (one && other && intent_same_##kind(one, other));			\
	return one || other;								\
}

DEFINE_DIFFER(vlan, vlans)
DEFINE_DIFFER(static, statics)
DEFINE_DIFFER(neighbour, neighbours)

bool intent_change_concerns_switch(const struct intent_change *change, const char *name)
{
	const struct intent *from = change->from, *to = change->to;

	return intent_change_sets_switch(change, name) || is_in_run(&change->before, name) ||
	       is_in_run(&change->after, name) || differ_in_vlans(from, to, name) ||
	       differ_in_statics(from, to, name) || differ_in_neighbours(from, to, name);
}
