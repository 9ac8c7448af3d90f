/* SPDX-License-Identifier: GPL-2.0-only */
/* The statistics of flows: who counts where, and what a flow leaves to its successor. */
#ifndef _FLOWDP_FLOW_STATS_H
#define _FLOWDP_FLOW_STATS_H

#include <linux/smp.h>
#include <linux/workqueue.h>

#include "rule.h"

struct fdp_flow;
struct fdp_switch;

#define FDP_FLOW_STATS_WANTED	64	/* flows that can wait at a time */

/* Flows that several CPUs use, and that wait for counters for each of them. */
struct fdp_flow_stats {
	u32 wanted[FDP_FLOW_STATS_WANTED];	/* ids; 0: free */
	struct work_struct work;
};

void fdp_flow_stats_init(struct fdp_switch *sw);
void fdp_flow_stats_stop(struct fdp_switch *sw);

void fdp_flow_stats_count_unowned(struct fdp_switch *sw, struct fdp_rule *rule,
				  unsigned int bytes);

/* Counts a packet that matched the rule; bottom halves are off. */
static inline void fdp_flow_stats_count(struct fdp_switch *sw, struct fdp_rule *rule,
					unsigned int bytes)
{
	/* Pairs with fdp_rule_make_percpu(). */
	u16 owner = smp_load_acquire(&rule->owner);

	if (likely(owner == smp_processor_id()))
		fdp_rule_stats_add(&rule->stats, bytes);
	else if (likely(owner == FDP_RULE_PERCPU))
		fdp_rule_stats_add(this_cpu_ptr(rule->percpu), bytes);
	else
		fdp_flow_stats_count_unowned(sw, rule, bytes);
}

void fdp_flow_stats_sum(const struct fdp_flow *flow, struct fdp_rule_totals *totals);
void fdp_flow_stats_inherit(struct fdp_flow *heir, struct fdp_flow *flow);
void fdp_flow_stats_hand_over(struct fdp_flow *flow);

#endif /* _FLOWDP_FLOW_STATS_H */
