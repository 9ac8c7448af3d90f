/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operations vlan-add and vlan-del; for apply.c. */
#ifndef FLOWD_APPLY_VLAN_H
#define FLOWD_APPLY_VLAN_H

#include "apply.h"

int apply_vlan_add(struct apply *apply, const json_t *operation, struct flow_error *error);
int apply_vlan_del(struct apply *apply, const json_t *operation, struct flow_error *error);

/* The policy that is to be changed; -EINVAL and a sentence if there is none of just this name. */
int apply_find_port(const struct apply *apply, const char *match, struct intent_port *found,
		    struct flow_error *error);

/* Checks a policy and puts it among what is applied. */
int apply_put_port(struct apply *apply, struct intent_port *object, struct flow_error *error);

#endif
