/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells the datapath which neighbours a bridge has; see neighbour.h. */
#ifndef FLOWD_NEIGHBOUR_COMMIT_H
#define FLOWD_NEIGHBOUR_COMMIT_H

#include "bridge.h"

/*
 * Brings all addresses in line that are dirty, each in one transaction.  A claim
 * that the datapath refuses is not held.  What cannot be brought in line makes
 * the bridge stale.
 */
void neighbour_commit(struct bridge *bridge);

/* The flows of a neighbour, and of the announcements beside its address's questions. */
void neighbour_fill_sender(const struct bridge *bridge, const struct neighbour *neighbour,
			   struct plan_flow *flow);
void neighbour_fill_announcement(const struct plan_flow *target, struct plan_flow *flow);

/* Whether the flows in TARGET of an address are two. */
bool neighbour_is_announced(const struct plan_address *address);

#endif
