// SPDX-License-Identifier: GPL-2.0-only
/* A table's default: what is done with packets that match no flow of it. */
#include <linux/slab.h>

#include "switch.h"
#include "table_default.h"
#include "transaction.h"

/* A table gets another default. */
struct default_change {
	struct fdp_change change;
	struct fdp_default *miss;	/* new */
};

static struct default_change *to_default_change(struct fdp_change *change)
{
	return container_of(change, struct default_change, change);
}

static void free_default(struct fdp_default *miss)
{
	fdp_action_free(miss->rule.actions);
	fdp_rule_destroy(&miss->rule);
	kfree(miss);
}

static void free_default_rcu(struct rcu_head *rcu)
{
	free_default(container_of(rcu, struct fdp_default, rcu));
}

/* A default without actions that is not in force; NULL without memory. */
static struct fdp_default *new_default(u8 table)
{
	struct fdp_default *miss = kzalloc(sizeof(*miss), GFP_KERNEL);

	if (!miss)
		return NULL;
	fdp_rule_init(&miss->rule, table);
	/* All CPUs will use it. */
	if (fdp_rule_make_percpu(&miss->rule)) {
		kfree(miss);
		return NULL;
	}
	miss->rule.is_default = true;
	return miss;
}

/* The default that will be in force after the transaction. */
struct fdp_default *fdp_table_default(struct fdp_switch *sw, u8 table)
{
	return rcu_dereference_protected(sw->tables[table].miss, lockdep_is_held(&sw->lock));
}

/* The default before @miss, which is in force until @miss is. */
static struct fdp_default *older_of(const struct fdp_switch *sw, const struct fdp_default *miss)
{
	return rcu_dereference_protected(miss->older, lockdep_is_held(&sw->lock));
}

static void commit(struct fdp_switch *sw, struct fdp_change *base, u64 generation)
{
	fdp_rule_begin(&to_default_change(base)->miss->rule, generation);
}

static void settle(struct fdp_switch *sw, struct fdp_change *base)
{
	struct default_change *change = to_default_change(base);
	struct fdp_default *older = older_of(sw, change->miss);

	RCU_INIT_POINTER(change->miss->older, NULL);
	call_rcu(&older->rcu, free_default_rcu);
	kfree(change);
}

static void undo(struct fdp_switch *sw, struct fdp_change *base)
{
	struct default_change *change = to_default_change(base);
	struct fdp_default *miss = change->miss;
	struct fdp_default *older = older_of(sw, miss);

	fdp_action_release_groups(miss->rule.actions);
	fdp_action_hold_groups(older->rule.actions);
	rcu_assign_pointer(sw->tables[miss->rule.table].miss, older);
	call_rcu(&miss->rcu, free_default_rcu);
	kfree(change);
}

static const struct fdp_change functions = {
	.commit = commit,
	.settle = settle,
	.undo = undo,
};

/**
 * fdp_table_default_set - give a table another default
 * @transaction: of which this is a part
 * @table: number of the table
 * @actions: the default's if 0 is returned
 *
 * Return: 0 or -ENOMEM.
 */
int fdp_table_default_set(struct fdp_transaction *transaction, u8 table,
			  struct fdp_action_list *actions)
{
	struct fdp_switch *sw = transaction->sw;
	struct fdp_default *older = fdp_table_default(sw, table);
	struct default_change *change;

	change = kzalloc(sizeof(*change), GFP_KERNEL);
	if (!change)
		return -ENOMEM;
	change->miss = new_default(table);
	if (!change->miss) {
		kfree(change);
		return -ENOMEM;
	}
	change->change = functions;
	fdp_rule_set_actions(&change->miss->rule, actions);
	fdp_action_release_groups(older->rule.actions);
	fdp_action_hold_groups(actions);
	RCU_INIT_POINTER(change->miss->older, older);
	rcu_assign_pointer(sw->tables[table].miss, change->miss);
	fdp_transaction_add(transaction, &change->change);
	return 0;
}

/* Gives a new switch's table a default without actions; 0 or -ENOMEM. */
int fdp_table_default_init(struct fdp_switch *sw, u8 table)
{
	struct fdp_default *miss = new_default(table);
	struct fdp_action_list *none;

	if (!miss)
		return -ENOMEM;
	RCU_INIT_POINTER(sw->tables[table].miss, miss);
	fdp_rule_begin(&miss->rule, 0);
	none = kzalloc(sizeof(*none), GFP_KERNEL);
	if (!none)
		return -ENOMEM;
	fdp_rule_set_actions(&miss->rule, none);
	return 0;
}

/* No packet reads the table any more. */
void fdp_table_default_destroy(struct fdp_table *table)
{
	struct fdp_default *miss = rcu_dereference_protected(table->miss, true);

	if (miss)
		free_default(miss);
}
