/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of stations beyond a limit: they are forwarded though not learned,
 * or dropped, by one flow in the datapath that stands until there is room again:
 * of the port, or of the port in the VLAN that is full.  The policy is that of the
 * limit that is met: a port's own, a VLAN's, or the switch's; of several, the strictest.
 */
#ifndef FLOWD_FDB_OVERFLOW_H
#define FLOWD_FDB_OVERFLOW_H

#include "bridge.h"

/* A station was refused there, since a limit is reached. */
void fdb_overflow_refuse(struct bridge *bridge, struct bridge_port *port, uint16_t vid,
			 int64_t now_ms);

/* Whether what the port shows of stations that are not known in the VLAN is dropped. */
bool fdb_overflow_drops(const struct bridge *bridge, const struct bridge_port *port, uint16_t vid);

/* Looks where there is room again; what follows from it happens with bridge_commit(). */
void fdb_overflow_settle(struct bridge *bridge, int64_t now_ms);

/* The port goes, and with the next commit the flow. */
void fdb_overflow_end(struct bridge *bridge, struct bridge_port *port, int64_t now_ms);

/* The datapath holds such a flow, or does no more; adopt.c and bridge.c tell. */
void fdb_overflow_forget(struct bridge *bridge);
bool fdb_overflow_adopt(struct bridge *bridge, const struct plan_flow *flow);
void fdb_overflow_gone(struct bridge *bridge, const struct plan_flow *flow);

/* It refused this change. */
void fdb_overflow_failed(struct bridge *bridge, const struct datapath_change *change);

#endif
