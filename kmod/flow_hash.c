// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hash table of flows, for readers under RCU and one writer at a time.
 *
 * It grows and shrinks as a whole: a new array is filled, then shown to readers.
 * Both hold all flows that are in force, so it does not matter which one a
 * reader is in.
 */
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "flow_hash.h"
#include "switch.h"

#define GROWS_ABOVE	3	/* flows a bucket */
#define SHRINKS_BELOW	4	/* buckets a flow */
#define BUCKETS_MAX	BIT(24)

static size_t bucket_count(const struct fdp_flow_array *array)
{
	return BIT_ULL(32 - array->shift);
}

/* There is one writer at a time, under the switch's lock. */
static struct fdp_flow_array *array_of(const struct fdp_flow_hash *table)
{
	return rcu_dereference_protected(table->array, true);
}

static struct fdp_flow_bucket *next_of(const struct fdp_flow_bucket *bucket)
{
	return rcu_dereference_protected(bucket->next, true);
}

static struct fdp_flow *flow_of(const struct fdp_flow_bucket *bucket, unsigned int slot)
{
	return rcu_dereference_protected(bucket->flows[slot], true);
}

static struct fdp_flow_bucket *bucket_of(const struct fdp_flow_array *array, u32 hash)
{
	return &array->buckets[(u64)hash >> array->shift];
}

static struct fdp_flow_array *new_array(size_t buckets)
{
	struct fdp_flow_array *array = kzalloc(sizeof(*array), GFP_KERNEL | __GFP_NOWARN);

	if (!array)
		return NULL;
	array->shift = 32 - ilog2(buckets);
	array->buckets = kvcalloc(buckets, sizeof(*array->buckets), GFP_KERNEL | __GFP_NOWARN);
	if (!array->buckets) {
		kfree(array);
		return NULL;
	}
	return array;
}

static void free_array(struct fdp_flow_array *array)
{
	size_t i;

	for (i = 0; i < bucket_count(array); i++) {
		struct fdp_flow_bucket *bucket = next_of(&array->buckets[i]);

		while (bucket) {
			struct fdp_flow_bucket *next = next_of(bucket);

			kfree(bucket);
			bucket = next;
		}
		cond_resched();
	}
	kvfree(array->buckets);
	kfree(array);
}

static void free_array_work(struct work_struct *work)
{
	free_array(container_of(to_rcu_work(work), struct fdp_flow_array, free_work));
}

static bool put(struct fdp_flow_bucket *bucket, u32 hash, struct fdp_flow *flow)
{
	unsigned int i;

	for (i = 0; i < FDP_BUCKET_SLOTS; i++) {
		if (!flow_of(bucket, i)) {
			WRITE_ONCE(bucket->hashes[i], hash);
			rcu_assign_pointer(bucket->flows[i], flow);
			return true;
		}
	}
	return false;
}

static int insert(struct fdp_flow_array *array, u32 hash, struct fdp_flow *flow)
{
	struct fdp_flow_bucket *bucket = bucket_of(array, hash), *extra;

	while (!put(bucket, hash, flow)) {
		if (!next_of(bucket)) {
			extra = kzalloc(sizeof(*extra), GFP_KERNEL | __GFP_NOWARN);
			if (!extra)
				return -ENOMEM;
			rcu_assign_pointer(bucket->next, extra);
		}
		bucket = next_of(bucket);
	}
	return 0;
}

static int insert_all(struct fdp_flow_array *array, const struct fdp_flow_bucket *bucket)
{
	unsigned int i;

	for (; bucket; bucket = next_of(bucket)) {
		for (i = 0; i < FDP_BUCKET_SLOTS; i++) {
			if (flow_of(bucket, i) &&
			    insert(array, bucket->hashes[i], flow_of(bucket, i)))
				return -ENOMEM;
		}
	}
	return 0;
}

/* Without memory the table keeps its size and goes on working. */
static void resize(struct fdp_flow_hash *table, size_t buckets)
{
	struct fdp_flow_array *old = array_of(table), *array = new_array(buckets);
	size_t i;

	if (!array)
		return;
	for (i = 0; i < bucket_count(old); i++) {
		if (insert_all(array, &old->buckets[i])) {
			free_array(array);
			return;
		}
		cond_resched();
	}
	rcu_assign_pointer(table->array, array);
	/* Not in an RCU callback: a walk of all buckets in softirq would delay packets. */
	INIT_RCU_WORK(&old->free_work, free_array_work);
	queue_rcu_work(fdp_switch_workqueue, &old->free_work);
}

/* 0 or -ENOMEM */
int fdp_flow_hash_init(struct fdp_flow_hash *table)
{
	struct fdp_flow_array *array = new_array(1);

	RCU_INIT_POINTER(table->array, array);
	table->count = 0;
	return array ? 0 : -ENOMEM;
}

/* Nobody reads any more; the flows are the caller's. */
void fdp_flow_hash_destroy(struct fdp_flow_hash *table)
{
	free_array(array_of(table));
}

/**
 * fdp_flow_hash_insert - put a flow in
 * @table: the table
 * @hash: of the flow's key
 * @flow: the flow; others of the same key may be there
 *
 * Context: one writer at a time; may sleep.
 * Return: 0 or -ENOMEM.
 */
int fdp_flow_hash_insert(struct fdp_flow_hash *table, u32 hash, struct fdp_flow *flow)
{
	size_t buckets = bucket_count(array_of(table));
	int err;

	if (table->count >= GROWS_ABOVE * buckets && buckets < BUCKETS_MAX)
		resize(table, 2 * buckets);
	err = insert(array_of(table), hash, flow);
	if (!err)
		table->count++;
	return err;
}

/**
 * fdp_flow_hash_remove - take a flow out; readers may still hold it
 * @table: the table
 * @hash: of the flow's key
 * @flow: the flow, which is there
 *
 * Context: one writer at a time; may sleep.
 */
void fdp_flow_hash_remove(struct fdp_flow_hash *table, u32 hash, const struct fdp_flow *flow)
{
	size_t buckets = bucket_count(array_of(table));
	struct fdp_flow_bucket *bucket;
	unsigned int i;

	for (bucket = bucket_of(array_of(table), hash); bucket; bucket = next_of(bucket)) {
		for (i = 0; i < FDP_BUCKET_SLOTS; i++) {
			if (flow_of(bucket, i) == flow)
				RCU_INIT_POINTER(bucket->flows[i], NULL);
		}
	}
	table->count--;
	if (buckets > 1 && table->count * SHRINKS_BELOW < buckets)
		resize(table, buckets / 2);
}
