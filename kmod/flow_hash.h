/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hash table of flows, for readers under RCU and one writer at a time.
 *
 * A bucket is one cache line that holds the whole hashes of its flows, so that a
 * lookup touches, beside the bucket, no other flow than the one it is for.
 */
#ifndef _FLOWDP_FLOW_HASH_H
#define _FLOWDP_FLOW_HASH_H

#include <linux/cache.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct fdp_flow;

#define FDP_BUCKET_SLOTS	4

struct fdp_flow_bucket {
	u32 hashes[FDP_BUCKET_SLOTS];
	struct fdp_flow __rcu *flows[FDP_BUCKET_SLOTS];	/* NULL: the slot is free */
	struct fdp_flow_bucket __rcu *next;	/* for what does not fit here */
} ____cacheline_aligned;

struct fdp_flow_array {
	struct fdp_flow_bucket *buckets;	/* 1 << (32 - shift) of them */
	u8 shift;
	struct rcu_head rcu;
};

struct fdp_flow_hash {
	struct fdp_flow_array __rcu *array;
	unsigned int count;			/* flows; the writer's */
};

/* A place in a bucket, for a reader that looks for flows of one hash. */
struct fdp_flow_cursor {
	const struct fdp_flow_bucket *bucket;
	u32 hash;
	unsigned int slot;
};

/* Starts at the flows of @hash; RCU. */
static inline void fdp_flow_hash_start(struct fdp_flow_cursor *cursor,
				       const struct fdp_flow_hash *table, u32 hash)
{
	const struct fdp_flow_array *array = rcu_dereference(table->array);

	cursor->bucket = &array->buckets[(u64)hash >> array->shift];
	cursor->hash = hash;
	cursor->slot = 0;
}

/*
 * The next flow of the hash, or of another one if the slot was just used anew:
 * the reader compares keys.  NULL: there are no more.
 */
static inline struct fdp_flow *fdp_flow_hash_next(struct fdp_flow_cursor *cursor)
{
	struct fdp_flow *flow;

	do {
		while (cursor->slot < FDP_BUCKET_SLOTS) {
			unsigned int slot = cursor->slot++;

			if (READ_ONCE(cursor->bucket->hashes[slot]) != cursor->hash)
				continue;
			flow = rcu_dereference(cursor->bucket->flows[slot]);
			if (flow)
				return flow;
		}
		cursor->bucket = rcu_dereference(cursor->bucket->next);
		cursor->slot = 0;
	} while (unlikely(cursor->bucket));
	return NULL;
}

int fdp_flow_hash_init(struct fdp_flow_hash *table);
void fdp_flow_hash_destroy(struct fdp_flow_hash *table);
int fdp_flow_hash_insert(struct fdp_flow_hash *table, u32 hash, struct fdp_flow *flow);
void fdp_flow_hash_remove(struct fdp_flow_hash *table, u32 hash, const struct fdp_flow *flow);

#endif /* _FLOWDP_FLOW_HASH_H */
