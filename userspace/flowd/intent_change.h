/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a change of the intent concerns: which interfaces another policy may hold for, so
 * that one of a thousand policies can change without a look at all the others, and which
 * switches.
 */
#ifndef FLOWD_INTENT_CHANGE_H
#define FLOWD_INTENT_CHANGE_H

#include "intent.h"

/* Policies in a row that one of two intents has, and the other does not, or elsewhere. */
struct intent_run {
	struct intent_port *const *ports;
	size_t count;
};

struct intent_change {
	const struct intent *from, *to;
	bool all;		/* too many policies have changed to tell */
	struct intent_run before, after;
};

/* Says how they differ; valid until one of the intents changes. */
void intent_compare(const struct intent *before, const struct intent *after,
		    struct intent_change *change);

/* Whether a policy that differs is about the interface. */
bool intent_change_names(const struct intent_change *change,
			 const struct intent_interface *interface);
/* False if the same policy holds for the interface, and for a patch that it is an end of. */
bool intent_change_concerns(const struct intent_change *change,
			    const struct intent_interface *interface);

/* Whether this policy of the later intent is new, another, or elsewhere. */
bool intent_change_has(const struct intent_change *change, const struct intent_port *policy);

/* Whether the switch itself has other settings, or is new, or gone. */
bool intent_change_sets_switch(const struct intent_change *change, const char *name);
/* False if what is said of the switch and of all that is in it is the same. */
bool intent_change_concerns_switch(const struct intent_change *change, const char *name);

#endif
