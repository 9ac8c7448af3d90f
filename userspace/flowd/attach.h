/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts interfaces under their switches, as the policies say.
 */
#ifndef FLOWD_ATTACH_H
#define FLOWD_ATTACH_H

#include "switches.h"

/*
 * Makes what the datapath holds of this interface agree with its policy.  One
 * that no policy names is taken out only if a policy had put it there.  A
 * failure is logged once, and tried again by attach_retry().
 */
int attach_settle(struct switches *switches, struct netdev *netdev, int64_t now_ms,
		  struct flow_error *error);

/* Tries again what is due; returns when the next is, 0: none. */
int64_t attach_retry(struct switches *switches, int64_t now_ms);

#endif
