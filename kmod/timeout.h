/* SPDX-License-Identifier: GPL-2.0-only */
/* Idle and hard timeouts of flows. */
#ifndef _FLOWDP_TIMEOUT_H
#define _FLOWDP_TIMEOUT_H

#include <linux/list.h>
#include <linux/workqueue.h>

struct fdp_flow;
struct fdp_switch;

#define FDP_TIMEOUT_SLOTS	256

/*
 * A timer wheel with a slot for each second.  A flow is in the slot of the second in
 * which it is checked next, and moves on if it has not timed out by then.
 */
struct fdp_timeouts {
	struct hlist_head slots[FDP_TIMEOUT_SLOTS];
	unsigned long second;	/* the last one looked at */
	unsigned int count;	/* flows in the wheel */
	struct delayed_work work;
};

void fdp_timeout_init(struct fdp_switch *sw);
void fdp_timeout_destroy(struct fdp_switch *sw);
void fdp_timeout_start(struct fdp_switch *sw, struct fdp_flow *flow);
void fdp_timeout_stop(struct fdp_switch *sw, struct fdp_flow *flow);

#endif /* _FLOWDP_TIMEOUT_H */
