/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neighbours that are configured.  Each is in place while its station is known: then it is
 * the only one that has its address, whoever claims it, and it does not age.
 */
#ifndef FLOWD_NEIGHBOUR_STATIC_H
#define FLOWD_NEIGHBOUR_STATIC_H

#include "bridge.h"

/* Takes those of this switch from the intent. */
void neighbour_static_configure(struct bridge *bridge);
void neighbour_static_clear(struct neighbour_statics *statics);

/* The one with this address; NULL: none. */
const struct neighbour_static *neighbour_static_find(const struct bridge *bridge,
						     const struct plan_address *address);
/* Whether it is this station's. */
bool neighbour_static_is(const struct neighbour_static *configured,
			 const struct fdb_entry *station);

/* A station was added, or has moved. */
void neighbour_static_enter(struct bridge *bridge, struct fdb_entry *station);

/* Puts all in place whose stations are known, and removes those that are no longer wanted. */
void neighbour_static_settle(struct bridge *bridge);

/* Whether it is in place in its switch (NULL: that is not there); if not, writes into @why why. */
bool neighbour_static_explain(const struct bridge *bridge, const struct intent_neighbour *object,
			      struct flow_error *why);

#endif
