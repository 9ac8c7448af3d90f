/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which interfaces another policy may hold for than before, so that one of a thousand
 * policies can change without a look at all the others.
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
	bool all;		/* too much has changed to tell */
	struct intent_run before, after;
};

/* Says how the policies for ports differ; valid until one of the intents changes. */
void intent_compare(const struct intent *before, const struct intent *after,
		    struct intent_change *change);

/* False if the same policy holds for the interface, and for a patch that it is an end of. */
bool intent_change_concerns(const struct intent_change *change,
			    const struct intent_interface *interface);

#endif
