/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In what two intents differ.
 */
#ifndef FLOWD_INTENT_DIFF_H
#define FLOWD_INTENT_DIFF_H

#include <jansson.h>
#include "intent.h"

/*
 * An array of Change (see io.flowswitch.varlink) that leads from @before to
 * @after, empty if they say the same; the caller releases it.  NULL: no memory.
 */
json_t *intent_diff(const struct intent *before, const struct intent *after);

/* Whether two objects with the same key say the same; false also without memory. */
bool intent_same_switch(const struct intent_switch *a, const struct intent_switch *b);
bool intent_same_vlan(const struct intent_vlan *a, const struct intent_vlan *b);
bool intent_same_profile(const struct intent_profile *a, const struct intent_profile *b);
bool intent_same_port(const struct intent_port *a, const struct intent_port *b);
bool intent_same_static(const struct intent_static *a, const struct intent_static *b);
bool intent_same_neighbour(const struct intent_neighbour *a, const struct intent_neighbour *b);

#endif
