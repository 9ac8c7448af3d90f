// SPDX-License-Identifier: GPL-2.0-only
/* Groups: lists of buckets that flows share. */
#include <linux/percpu.h>
#include <linux/slab.h>

#include "group.h"
#include "netlink.h"
#include "switch.h"
#include "transaction.h"

/* What a transaction does to a group. */
struct group_change {
	struct fdp_change change;
	struct fdp_group *group;
	struct fdp_group *replaced;	/* add: the doomed one in whose place it stands */
	struct fdp_bucket_array *array;	/* set: new, after the commit old */
};

static struct group_change *to_group_change(struct fdp_change *change)
{
	return container_of(change, struct group_change, change);
}

/* Bottom halves are off. */
void fdp_group_count(const struct fdp_group *group, unsigned int bytes)
{
	struct fdp_group_stats *stats = this_cpu_ptr(group->stats);

	WRITE_ONCE(stats->packets, stats->packets + 1);
	WRITE_ONCE(stats->bytes, stats->bytes + bytes);
}

void fdp_group_sum(const struct fdp_group *group, struct fdp_group_stats *totals)
{
	int cpu;

	*totals = (struct fdp_group_stats){};
	for_each_possible_cpu(cpu) {
		const struct fdp_group_stats *stats = per_cpu_ptr(group->stats, cpu);

		totals->packets += READ_ONCE(stats->packets);
		totals->bytes += READ_ONCE(stats->bytes);
	}
}

/* The group that will be there after the transaction, or NULL. */
struct fdp_group *fdp_group_find(struct fdp_switch *sw, u32 id)
{
	struct fdp_group *group = xa_load(&sw->groups, id);

	fdp_switch_assert_locked(sw);
	return group && !group->doomed ? group : NULL;
}

const struct fdp_bucket_array *fdp_group_buckets_locked(struct fdp_switch *sw,
							const struct fdp_group *group)
{
	return rcu_dereference_protected(group->buckets, lockdep_is_held(&sw->lock));
}

void fdp_group_hold(struct fdp_group *group)
{
	group->users++;
}

void fdp_group_release(struct fdp_group *group)
{
	group->users--;
}

/* Room for @count buckets, all NULL; NULL without memory. */
struct fdp_bucket_array *fdp_group_new_buckets(unsigned int count)
{
	struct fdp_bucket_array *array;

	array = kvzalloc(struct_size(array, buckets, count), GFP_KERNEL);
	if (array)
		array->count = count;
	return array;
}

/* No reader may hold it any more. */
void fdp_group_free_buckets(struct fdp_bucket_array *array)
{
	unsigned int i;

	for (i = 0; i < array->count; i++)
		fdp_action_free(array->buckets[i]);
	kvfree(array);
}

static void free_buckets_work(struct work_struct *work)
{
	fdp_group_free_buckets(container_of(to_rcu_work(work), struct fdp_bucket_array,
					    free_work));
}

static void free_group(struct fdp_group *group)
{
	fdp_group_free_buckets(rcu_dereference_protected(group->buckets, true));
	free_percpu(group->stats);
	kfree(group);
}

static void free_group_work(struct work_struct *work)
{
	free_group(container_of(to_rcu_work(work), struct fdp_group, free_work));
}

/* Readers may hold the group; its buckets may be too many to free in an RCU callback. */
static void free_group_later(struct fdp_group *group)
{
	INIT_RCU_WORK(&group->free_work, free_group_work);
	queue_rcu_work(fdp_switch_workqueue, &group->free_work);
}

static struct group_change *new_change(struct fdp_transaction *transaction,
				       struct fdp_group *group,
				       const struct fdp_change *functions)
{
	struct group_change *change = kzalloc(sizeof(*change), GFP_KERNEL);

	if (!change)
		return NULL;
	change->change = *functions;
	change->group = group;
	fdp_transaction_add(transaction, &change->change);
	return change;
}

static void commit_nothing(struct fdp_switch *sw, struct fdp_change *change, u64 generation)
{
}

static void settle_nothing(struct fdp_switch *sw, struct fdp_change *change)
{
	kfree(to_group_change(change));
}

/* Puts what was in the group's place, if anything, back there. */
static void restore(struct fdp_switch *sw, const struct fdp_group *group,
		    struct fdp_group *replaced)
{
	/* Storing over what is there takes no memory. */
	if (replaced)
		xa_store(&sw->groups, group->id, replaced, GFP_KERNEL);
	else
		xa_erase(&sw->groups, group->id);
}

static void undo_add(struct fdp_switch *sw, struct fdp_change *base)
{
	struct group_change *change = to_group_change(base);

	restore(sw, change->group, change->replaced);
	sw->group_count--;
	free_group_later(change->group);
	kfree(change);
}

static const struct fdp_change add_change = {
	.commit = commit_nothing,
	.settle = settle_nothing,
	.undo = undo_add,
};

static struct fdp_group *new_group(u32 id, u8 kind)
{
	struct fdp_group *group = kzalloc(sizeof(*group), GFP_KERNEL);

	if (!group)
		return NULL;
	group->stats = alloc_percpu_gfp(struct fdp_group_stats, GFP_KERNEL);
	if (!group->stats) {
		kfree(group);
		return NULL;
	}
	group->id = id;
	group->kind = kind;
	return group;
}

/**
 * fdp_group_add - add a group
 * @transaction: of which this is a part
 * @id: its number
 * @kind: enum flowdp_group_kind
 * @array: its buckets; the group's if 0 is returned
 * @extack: set to what is wrong
 *
 * Return: 0 or a negative error.
 */
int fdp_group_add(struct fdp_transaction *transaction, u32 id, u8 kind,
		  struct fdp_bucket_array *array, struct netlink_ext_ack *extack)
{
	struct fdp_switch *sw = transaction->sw;
	struct group_change *change;
	struct fdp_group *group, *replaced;
	int err;

	if (fdp_group_find(sw, id))
		return fdp_refuse(extack, NULL, EEXIST,
				  "the switch has a group of this number; set it instead");
	if (sw->group_count >= FLOWDP_GROUPS_MAX)
		return fdp_refuse(extack, NULL, ENOSPC,
				  "the switch holds as many groups as it can; delete one first");
	group = new_group(id, kind);
	if (!group)
		return -ENOMEM;
	replaced = xa_store(&sw->groups, id, group, GFP_KERNEL);
	err = xa_err(replaced);
	if (err)
		goto err_free;
	change = new_change(transaction, group, &add_change);
	if (!change) {
		err = -ENOMEM;
		goto err_restore;
	}
	change->replaced = replaced;
	RCU_INIT_POINTER(group->buckets, array);
	sw->group_count++;
	return 0;

err_restore:
	restore(sw, group, replaced);
err_free:
	free_percpu(group->stats);
	kfree(group);
	return err;
}

static void commit_set(struct fdp_switch *sw, struct fdp_change *base, u64 generation)
{
	struct group_change *change = to_group_change(base);

	change->array = rcu_replace_pointer(change->group->buckets, change->array,
					    lockdep_is_held(&sw->lock));
}

static void settle_set(struct fdp_switch *sw, struct fdp_change *base)
{
	struct group_change *change = to_group_change(base);

	INIT_RCU_WORK(&change->array->free_work, free_buckets_work);
	queue_rcu_work(fdp_switch_workqueue, &change->array->free_work);
	kfree(change);
}

static void undo_set(struct fdp_switch *sw, struct fdp_change *base)
{
	struct group_change *change = to_group_change(base);

	fdp_group_free_buckets(change->array);
	kfree(change);
}

static const struct fdp_change set_change = {
	.commit = commit_set,
	.settle = settle_set,
	.undo = undo_set,
};

/* Gives a group other buckets, which are its own if 0 is returned; else -ENOMEM. */
int fdp_group_set(struct fdp_transaction *transaction, struct fdp_group *group,
		  struct fdp_bucket_array *array)
{
	struct group_change *change = new_change(transaction, group, &set_change);

	if (!change)
		return -ENOMEM;
	change->array = array;
	return 0;
}

static void settle_delete(struct fdp_switch *sw, struct fdp_change *base)
{
	struct group_change *change = to_group_change(base);
	struct fdp_group *group = change->group;

	/* Unless the same transaction put another one in its place. */
	xa_cmpxchg(&sw->groups, group->id, group, NULL, GFP_KERNEL);
	free_group_later(group);
	kfree(change);
}

static void undo_delete(struct fdp_switch *sw, struct fdp_change *base)
{
	struct group_change *change = to_group_change(base);

	change->group->doomed = false;
	sw->group_count++;
	kfree(change);
}

static const struct fdp_change delete_change = {
	.commit = commit_nothing,
	.settle = settle_delete,
	.undo = undo_delete,
};

/* Deletes a group that no action list names; 0, -EBUSY or -ENOMEM. */
int fdp_group_delete(struct fdp_transaction *transaction, struct fdp_group *group,
		     struct netlink_ext_ack *extack)
{
	if (group->users)
		return fdp_refuse(extack, NULL, EBUSY,
				  "flows or table defaults name the group; remove those first");
	if (!new_change(transaction, group, &delete_change))
		return -ENOMEM;
	group->doomed = true;
	transaction->sw->group_count--;
	return 0;
}

/* The switch is being freed: nobody reads or names its groups. */
void fdp_group_destroy_all(struct fdp_switch *sw)
{
	struct fdp_group *group;
	unsigned long id;

	xa_for_each(&sw->groups, id, group) {
		free_group(group);
		cond_resched();
	}
	xa_destroy(&sw->groups);
}
