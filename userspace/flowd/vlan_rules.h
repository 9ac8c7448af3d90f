/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules of a bridge's VLANs in the datapath: see plan.h for which there are.
 */
#ifndef FLOWD_VLAN_RULES_H
#define FLOWD_VLAN_RULES_H

#include "bridge.h"

/* Puts those in place that the VLANs' flags ask for, and takes out the others. */
int vlan_rules_settle(struct bridge *bridge, int64_t now_ms, struct flow_error *error);

/* What the datapath holds is going to be read anew: each rule that is there; false: not wanted. */
void vlan_rules_forget(struct bridge *bridge);
bool vlan_rules_adopt(struct bridge *bridge, const struct plan_flow *flow);

/* A change of the batch was refused, of whatever flow it was. */
void vlan_rules_failed(struct bridge *bridge, const struct datapath_change *change);

#endif
