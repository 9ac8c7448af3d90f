/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The flows of the plan that suppress ARP and neighbour discovery; plan.c calls these. */
#ifndef FLOWD_PLAN_NEIGHBOUR_H
#define FLOWD_PLAN_NEIGHBOUR_H

#include "plan.h"

/* As plan_to_identity() and plan_to_entry(), for SENDER and TARGET; the rest of @entry is zero. */
void plan_neighbour_identity(const struct plan_flow *flow, struct flow_identity *identity);
void plan_neighbour_entry(const struct plan_flow *flow, struct flow_entry *entry);

/* Reads what is the flow's own, of whatever entry: plan_from_entry() compares. */
void plan_neighbour_read(const struct flow_entry *entry, struct plan_flow *flow);

#endif
