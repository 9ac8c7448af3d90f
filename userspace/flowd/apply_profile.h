/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operations of Apply on profiles; for apply.c.
 */
#ifndef FLOWD_APPLY_PROFILE_H
#define FLOWD_APPLY_PROFILE_H

#include "apply.h"

int apply_profile_add(struct apply *apply, const json_t *operation, struct flow_error *error);
int apply_profile_set(struct apply *apply, const json_t *operation, struct flow_error *error);
int apply_profile_unset(struct apply *apply, const json_t *operation, struct flow_error *error);
/* Refused while a port uses it. */
int apply_profile_del(struct apply *apply, const json_t *operation, struct flow_error *error);

#endif
