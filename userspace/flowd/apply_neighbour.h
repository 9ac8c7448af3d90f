/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operations about neighbours; for apply.c.  What neighbour-flush forgets is for now, so
 * that is for apply_fdb.h.
 */
#ifndef FLOWD_APPLY_NEIGHBOUR_H
#define FLOWD_APPLY_NEIGHBOUR_H

#include "apply.h"

int apply_neighbour_add(struct apply *apply, const json_t *operation, struct flow_error *error);
int apply_neighbour_replace(struct apply *apply, const json_t *operation, struct flow_error *error);
int apply_neighbour_del(struct apply *apply, const json_t *operation, struct flow_error *error);
int apply_neighbour_flush(struct apply *apply, const json_t *operation, struct flow_error *error);

/* What was applied of a switch goes with it. */
int apply_neighbour_leave(struct apply *apply, const char *switch_name);

#endif
