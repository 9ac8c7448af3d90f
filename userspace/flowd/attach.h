/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts interfaces under their switches, as the policies say.
 */
#ifndef FLOWD_ATTACH_H
#define FLOWD_ATTACH_H

#include "switches.h"

/*
 * Makes what the datapath holds of this interface agree with its policy.  One
 * that no policy names is taken out only if a policy had put it there; and if
 * policies were lost, only if that policy was one of those known since.
 */
int attach_try(struct switches *switches, struct netdev *netdev, int64_t now_ms,
	       struct flow_error *error);

/* The same; a failure is logged once, and tried again by attach_retry(). */
void attach_settle(struct switches *switches, struct netdev *netdev, int64_t now_ms);

/*
 * Whether the interface is a port of the switch that its policy names.  Writes
 * into @why what is not as the policy says; nothing if all is.
 */
bool attach_explain(const struct switches *switches, const struct netdev *netdev,
		    const struct intent_port *policy, struct flow_error *why);

/* The same as attach_settle() when something has happened, but a port that goes again and again is not chased. */
void attach_soon(struct switches *switches, struct netdev *netdev, int64_t now_ms);

/* Tries again what is due; returns when the next is, 0: none. */
int64_t attach_retry(struct switches *switches, int64_t now_ms);

/* Takes out what policies put into the switch, which another is to be in place of. */
void attach_release(struct switches *switches, struct bridge *bridge, int64_t now_ms);

/*
 * Ports are remembered as they were when an intent that is being tried changed
 * them first.  If it comes to nothing, those that somebody else attached are
 * put back, and those of policies get their numbers back.
 */
int attach_remember(struct switches *switches, const struct bridge *bridge,
		    const struct datapath_port *port);
/* The number that an interface had in a switch, before flowd was started. */
void attach_recall(struct switches *switches, struct netdev *netdev, const char *switch_name,
		   uint32_t number);
void attach_forget(struct switches *switches);

#endif
