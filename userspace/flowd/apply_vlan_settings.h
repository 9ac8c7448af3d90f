/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operations vlan-set and vlan-unset; for apply.c. */
#ifndef FLOWD_APPLY_VLAN_SETTINGS_H
#define FLOWD_APPLY_VLAN_SETTINGS_H

#include "apply.h"

int apply_vlan_set(struct apply *apply, const json_t *operation, struct flow_error *error);
int apply_vlan_unset(struct apply *apply, const json_t *operation, struct flow_error *error);

/* The sentence for what was not applied: @origin is the configuration's, if it is from there. */
int apply_refuse_delete(const char *what, const char *origin, struct flow_error *error);

#endif
