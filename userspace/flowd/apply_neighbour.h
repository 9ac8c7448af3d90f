/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operations about neighbours; for apply.c. neighbour-flush is transient, and so in
 * apply_fdb.h.
 */
#ifndef FLOWD_APPLY_NEIGHBOUR_H
#define FLOWD_APPLY_NEIGHBOUR_H

#include "apply.h"

int apply_neighbour_add(struct apply *apply, const json_t *operation, struct flow_error *error);
int apply_neighbour_replace(struct apply *apply, const json_t *operation, struct flow_error *error);
int apply_neighbour_del(struct apply *apply, const json_t *operation, struct flow_error *error);
int apply_neighbour_flush(struct apply *apply, const json_t *operation, struct flow_error *error);

#endif
