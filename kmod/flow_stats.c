// SPDX-License-Identifier: GPL-2.0-only
/*
 * The statistics of flows: who counts where, and what a flow leaves to its successor.
 *
 * The first CPU to use a flow owns the counters in it.  Other CPUs add to spare, atomic
 * counters.  If they do so often, they ask a worker for a set of counters for each CPU,
 * since the packet path does not allocate.
 *
 * A flow that replaces another takes over its counts.  Packets in flight may still count
 * on the old flow, so its counters are included in sums until it is freed.
 */
#include <linux/spinlock.h>

#include "flow.h"
#include "flow_stats.h"
#include "switch.h"

/* Packets from other CPUs before they ask for counters of their own. */
#define OFTEN	16

/* Guards fdp_flow.heir, and fdp_flow.replaces of flows in force. */
static DEFINE_SPINLOCK(heirs_lock);

static void want(struct fdp_switch *sw, const struct fdp_flow *flow)
{
	u32 *slot = &sw->flow_stats.wanted[flow->id % FDP_FLOW_STATS_WANTED];

	/* If another flow waits there, a later packet asks again. */
	if (!READ_ONCE(*slot) && !cmpxchg(slot, 0, flow->id))
		queue_work(fdp_switch_workqueue, &sw->flow_stats.work);
}

/* The rule is not this CPU's: not yet, or it is another's. */
void fdp_flow_stats_count_unowned(struct fdp_switch *sw, struct fdp_rule *rule,
				  unsigned int bytes)
{
	if (cmpxchg(&rule->owner, FDP_RULE_NO_OWNER, smp_processor_id()) == FDP_RULE_NO_OWNER) {
		fdp_rule_stats_add(&rule->stats, bytes);
		return;
	}
	WRITE_ONCE(rule->stats.used, jiffies);
	atomic64_add(bytes, &rule->spare_bytes);
	if (atomic64_inc_return(&rule->spare_packets) % OFTEN == 0)
		want(sw, container_of(rule, struct fdp_flow, rule));
}

static void make_percpu(struct work_struct *work)
{
	struct fdp_flow_stats *stats = container_of(work, struct fdp_flow_stats, work);
	struct fdp_switch *sw = container_of(stats, struct fdp_switch, flow_stats);
	struct fdp_flow *flow;
	unsigned int i;
	u32 id;

	mutex_lock(&sw->lock);
	for (i = 0; i < FDP_FLOW_STATS_WANTED; i++) {
		id = xchg(&stats->wanted[i], 0);
		flow = id ? xa_load(&sw->flows, id) : NULL;
		if (flow)
			fdp_rule_make_percpu(&flow->rule);	/* or a later packet asks again */
	}
	mutex_unlock(&sw->lock);
}

void fdp_flow_stats_init(struct fdp_switch *sw)
{
	INIT_WORK(&sw->flow_stats.work, make_percpu);
}

/* No packet is under way any more. */
void fdp_flow_stats_stop(struct fdp_switch *sw)
{
	cancel_work_sync(&sw->flow_stats.work);
}

/* What the flow and those that it replaced have counted. */
void fdp_flow_stats_sum(const struct fdp_flow *flow, struct fdp_rule_totals *totals)
{
	*totals = (struct fdp_rule_totals){};
	/* Pairs with fdp_flow_stats_hand_over(). */
	if (!smp_load_acquire(&flow->replaces)) {
		fdp_rule_sum(&flow->rule, totals);
		return;
	}
	spin_lock_bh(&heirs_lock);
	for (; flow; flow = flow->replaces)
		fdp_rule_sum(&flow->rule, totals);
	spin_unlock_bh(&heirs_lock);
}

/* @heir has come into force in the place of @flow, which it replaces. */
void fdp_flow_stats_inherit(struct fdp_flow *heir, struct fdp_flow *flow)
{
	spin_lock_bh(&heirs_lock);
	flow->replaced = true;
	flow->heir = heir;
	spin_unlock_bh(&heirs_lock);
}

/* The flow is about to be freed, and no packet counts here any more. */
void fdp_flow_stats_hand_over(struct fdp_flow *flow)
{
	struct fdp_flow *heir, *before;
	struct fdp_rule_totals totals = {};

	if (!flow->replaced && !READ_ONCE(flow->replaces))
		return;
	spin_lock_bh(&heirs_lock);
	heir = flow->replaced ? flow->heir : NULL;
	before = flow->replaces;
	if (heir) {
		fdp_rule_sum(&flow->rule, &totals);
		fdp_rule_add(&heir->rule, &totals);
		/* Pairs with fdp_flow_stats_sum(). */
		smp_store_release(&heir->replaces, before);
	}
	if (before)
		before->heir = heir;
	spin_unlock_bh(&heirs_lock);
}
