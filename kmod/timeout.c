// SPDX-License-Identifier: GPL-2.0-only
/* Idle and hard timeouts of flows: looked after once a second, under the switch's lock. */
#include "flow.h"
#include "switch.h"
#include "timeout.h"
#include "transaction.h"

static unsigned long this_second(void)
{
	return jiffies / HZ;
}

static unsigned long last_used(const struct fdp_flow *flow)
{
	unsigned long created = fdp_flow_created(flow);
	struct fdp_rule_totals totals;

	fdp_flow_stats_sum(flow, &totals);
	return totals.packets && time_after(totals.used, created) ? totals.used : created;
}

/* Jiffies until the flow times out, if it is not used again; 0 or less: now. */
static long remaining(const struct fdp_flow *flow, u8 *why)
{
	long hard = LONG_MAX, idle = LONG_MAX;

	if (flow->hard_timeout)
		hard = (long)(fdp_flow_created(flow) +
			      flow->hard_timeout * (unsigned long)HZ - jiffies);
	if (flow->idle_timeout)
		idle = (long)(last_used(flow) + flow->idle_timeout * (unsigned long)HZ - jiffies);
	*why = hard < idle ? FLOWDP_REMOVED_HARD : FLOWDP_REMOVED_IDLE;
	return min(hard, idle);
}

/* At most one turn of the wheel ahead, so that each flow is checked once a turn at least. */
static void enter(struct fdp_timeouts *timeouts, struct fdp_flow *flow, long left)
{
	unsigned long seconds = clamp_t(long, DIV_ROUND_UP(left, HZ), 1, FDP_TIMEOUT_SLOTS - 1);
	unsigned long slot = (this_second() + seconds) % FDP_TIMEOUT_SLOTS;

	hlist_add_head(&flow->timer, &timeouts->slots[slot]);
}

/* The flow has come into force. */
void fdp_timeout_start(struct fdp_switch *sw, struct fdp_flow *flow)
{
	struct fdp_timeouts *timeouts = &sw->timeouts;
	u8 why;

	fdp_switch_assert_locked(sw);
	if (!flow->idle_timeout && !flow->hard_timeout)
		return;
	if (!timeouts->count++) {
		timeouts->second = this_second();
		queue_delayed_work(fdp_switch_workqueue, &timeouts->work, HZ);
	}
	enter(timeouts, flow, remaining(flow, &why));
}

void fdp_timeout_stop(struct fdp_switch *sw, struct fdp_flow *flow)
{
	fdp_switch_assert_locked(sw);
	if (hlist_unhashed(&flow->timer))
		return;
	hlist_del_init(&flow->timer);
	sw->timeouts.count--;
}

static void look_at(struct fdp_transaction *transaction, struct fdp_flow *flow)
{
	struct fdp_timeouts *timeouts = &transaction->sw->timeouts;
	long left;
	u8 why;

	left = remaining(flow, &why);
	if (left <= 0) {
		fdp_flow_doom(transaction, flow, why);
		return;
	}
	hlist_del_init(&flow->timer);
	enter(timeouts, flow, left);
}

static void look_at_slot(struct fdp_switch *sw, unsigned long second)
{
	struct hlist_head *slot = &sw->timeouts.slots[second % FDP_TIMEOUT_SLOTS];
	struct fdp_transaction transaction;
	struct hlist_node *next;
	struct fdp_flow *flow;

	if (hlist_empty(slot))
		return;
	fdp_transaction_begin(&transaction, sw);
	hlist_for_each_entry_safe(flow, next, slot, timer) {
		if (!flow->doomed)	/* its leader may have taken it along */
			look_at(&transaction, flow);
		cond_resched();
	}
	if (list_empty(&transaction.removed))
		return;
	fdp_transaction_commit(&transaction);
}

static void run(struct work_struct *work)
{
	struct fdp_timeouts *timeouts = container_of(to_delayed_work(work),
						     struct fdp_timeouts, work);
	struct fdp_switch *sw = container_of(timeouts, struct fdp_switch, timeouts);
	unsigned long now, first;

	mutex_lock(&sw->lock);
	now = this_second();
	first = max(timeouts->second + 1, now - min(now, FDP_TIMEOUT_SLOTS - 1UL));
	for (; first <= now; first++)
		look_at_slot(sw, first);
	timeouts->second = now;
	if (timeouts->count && !sw->dead)
		queue_delayed_work(fdp_switch_workqueue, &timeouts->work, HZ);
	mutex_unlock(&sw->lock);
}

void fdp_timeout_init(struct fdp_switch *sw)
{
	INIT_DELAYED_WORK(&sw->timeouts.work, run);
}

/* The switch is dead, and not locked. */
void fdp_timeout_destroy(struct fdp_switch *sw)
{
	cancel_delayed_work_sync(&sw->timeouts.work);
}
