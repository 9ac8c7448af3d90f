/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entries of a bridge that are not learned: those of the intent, and local
 * ones, which are the switch's own address in each VLAN of its port, and those of
 * the interfaces that are stacked on it.
 */
#ifndef FLOWD_FDB_STATIC_H
#define FLOWD_FDB_STATIC_H

#include "switches.h"

/* Where a static entry belongs in this bridge: its port and VLAN; NULL: nowhere now. */
struct bridge_port *fdb_static_place(const struct bridge *bridge, const struct intent_static *object,
				     uint16_t *vid);

/* Whether it is in place in one of the switches; if not, writes into @why what is in the way. */
bool fdb_static_explain(const struct switches *switches, const struct intent_static *object,
			struct flow_error *why);

/* Whether its port is there, but something else is in the way; *@why then says what. */
bool fdb_static_is_misplaced(const struct switches *switches, const struct intent_static *object,
			     struct flow_error *why);

/* Puts all in place whose ports are there, and removes those that are no longer wanted. */
int fdb_static_settle(struct bridge *bridge, int64_t now_ms, struct flow_error *error);

#endif
