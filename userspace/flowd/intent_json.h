/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Intents as JSON: in operations of Apply, in replies, and in the state file.
 */
#ifndef FLOWD_INTENT_JSON_H
#define FLOWD_INTENT_JSON_H

#include <jansson.h>
#include "intent.h"

/*
 * Each takes the members of @json into @object; what is absent stays as it is.
 * A member "operation" is left alone, any other that is unknown is refused.
 * -EINVAL and a sentence.  @object may be half changed then.
 */
int intent_json_get_switch(const json_t *json, struct intent_switch *object,
			   struct flow_error *error);
int intent_json_get_vlan(const json_t *json, struct intent_vlan *object,
			 struct flow_error *error);
int intent_json_get_profile(const json_t *json, struct intent_profile *object,
			    struct flow_error *error);
int intent_json_get_port(const json_t *json, struct intent_port *object,
			 struct flow_error *error);
int intent_json_get_static(const json_t *json, struct intent_static *object,
			   struct flow_error *error);
int intent_json_get_neighbour(const json_t *json, struct intent_neighbour *object,
			      struct flow_error *error);

/* NULL: no memory.  Without origin. */
json_t *intent_json_switch(const struct intent_switch *object);
json_t *intent_json_vlan(const struct intent_vlan *object);
json_t *intent_json_profile(const struct intent_profile *object);
/* What it is, and what it says itself, without what it has from its profile. */
json_t *intent_json_port(const struct intent_port *object);
json_t *intent_json_own_port(const struct intent_port *object);
/* The latter without what is as by default. */
json_t *intent_json_said_port(const struct intent_port *object);
json_t *intent_json_static(const struct intent_static *object);
json_t *intent_json_neighbour(const struct intent_neighbour *object);

#endif
