// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes to a switch that come into force together, or not at all.
 *
 * While it is prepared, a transaction allocates all it needs and links what is new,
 * marked as of no generation.  Its commit stamps everything with the next generation,
 * publishes that, and then unlinks what is old; nothing in it can fail.  Packets that
 * were walking the tables notice and walk again.
 */
#include <linux/atomic.h>

#include "event.h"
#include "flow.h"
#include "switch.h"
#include "transaction.h"

/* Generations are never reused, not even by another switch: caches rely on it. */
static atomic64_t last_generation = ATOMIC64_INIT(0);

/* The switch is locked, and stays so until commit or abort. */
void fdp_transaction_begin(struct fdp_transaction *transaction, struct fdp_switch *sw)
{
	fdp_switch_assert_locked(sw);
	transaction->sw = sw;
	INIT_LIST_HEAD(&transaction->added);
	INIT_LIST_HEAD(&transaction->removed);
	INIT_LIST_HEAD(&transaction->changes);
}

/* The transaction owns @change from here on. */
void fdp_transaction_add(struct fdp_transaction *transaction, struct fdp_change *change)
{
	list_add_tail(&change->node, &transaction->changes);
}

/* Begins a generation without a transaction: cached paths and noted stations are void. */
void fdp_transaction_renew(struct fdp_switch *sw)
{
	fdp_upcall_repeat_forget(&sw->upcalls.repeats);
	/* Pairs with fdp_switch_generation(). */
	smp_store_release(&sw->generation, atomic64_inc_return(&last_generation));
}

static void publish(struct fdp_transaction *transaction)
{
	u64 generation = atomic64_inc_return(&last_generation);
	struct fdp_switch *sw = transaction->sw;
	struct fdp_change *change;
	struct fdp_flow *flow;

	list_for_each_entry(change, &transaction->changes, node)
		change->commit(sw, change, generation);
	list_for_each_entry(flow, &transaction->added, change)
		fdp_rule_begin(&flow->rule, generation);
	list_for_each_entry(flow, &transaction->removed, change)
		fdp_rule_end(&flow->rule, generation);
	/*
	 * A station whose flow is removed is to be asked about again; a mere addition
	 * changes nothing.
	 */
	if (!list_empty(&transaction->removed) || !list_empty(&transaction->changes))
		fdp_upcall_repeat_forget(&sw->upcalls.repeats);
	/* Pairs with fdp_switch_generation(). */
	smp_store_release(&sw->generation, generation);
}

/* Puts everything in force. */
void fdp_transaction_commit(struct fdp_transaction *transaction)
{
	struct fdp_switch *sw = transaction->sw;
	struct fdp_change *change, *next_change;
	struct fdp_flow *flow, *next;

	publish(transaction);
	list_for_each_entry_safe(flow, next, &transaction->added, change) {
		fdp_flow_commit_added(sw, flow);
		cond_resched();
	}
	/* All events come before the first flow goes: a follower's names its leader. */
	list_for_each_entry(flow, &transaction->removed, change) {
		if (!flow->replaced)
			fdp_event_flow_removed(sw, flow);
		cond_resched();
	}
	list_for_each_entry_safe(flow, next, &transaction->removed, change) {
		fdp_flow_commit_removed(sw, flow);
		cond_resched();
	}
	list_for_each_entry_safe(change, next_change, &transaction->changes, node)
		change->settle(sw, change);
	fdp_table_trim(sw);
}

/* Leaves everything as it was. */
void fdp_transaction_abort(struct fdp_transaction *transaction)
{
	struct fdp_switch *sw = transaction->sw;
	struct fdp_change *change, *next_change;
	struct fdp_flow *flow, *next;

	list_for_each_entry_safe(flow, next, &transaction->removed, change) {
		fdp_flow_abort_removed(sw, flow);
		cond_resched();
	}
	list_for_each_entry_safe(flow, next, &transaction->added, change) {
		fdp_flow_abort_added(sw, flow);
		cond_resched();
	}
	list_for_each_entry_safe_reverse(change, next_change, &transaction->changes, node)
		change->undo(sw, change);
	fdp_table_trim(sw);
}
