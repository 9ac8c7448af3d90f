// SPDX-License-Identifier: GPL-2.0-or-later
#include "intent_change.h"

#include <string.h>

#define PORTS_MAX	64	/* with more it is cheaper to look at all interfaces */

/* Padding may tell two apart that are the same, which does no harm. */
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
	*change = (struct intent_change){ .before = was, .after = is };
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

bool intent_change_concerns(const struct intent_change *change,
			    const struct intent_interface *interface)
{
	return change->all || names(&change->before, interface) ||
	       names(&change->after, interface);
}
