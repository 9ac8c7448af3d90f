/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hash table of flows, for readers under RCU and one writer at a time.
 *
 * A bucket is one cache line that holds the whole hashes of its flows, so that a
 * lookup touches, beside the bucket, no other flow than the one it is for.
 */
#ifndef _FLOWDP_FLOW_HASH_H
#define _FLOWDP_FLOW_HASH_H

#include <linux/bitops.h>
#include <linux/cache.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <linux/workqueue.h>

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
	struct rcu_work free_work;
};

struct fdp_flow_hash {
	struct fdp_flow_array __rcu *array;
	unsigned int count;			/* flows; the writer's */
};

/* A reader's position among the flows of one hash. */
struct fdp_flow_cursor {
	const struct fdp_flow_bucket *bucket;
	u32 hash;
	u32 candidates;		/* slots of the bucket that have the hash, a bit each */
};

/* Where flows of @hash are; RCU. */
static inline const struct fdp_flow_bucket *
fdp_flow_hash_bucket(const struct fdp_flow_hash *table, u32 hash)
{
	const struct fdp_flow_array *array = rcu_dereference(table->array);

	return &array->buckets[(u64)hash >> array->shift];
}

/* Without branches: which slot matches is random, so they would be mispredicted. */
static inline u32 fdp_flow_bucket_candidates(const struct fdp_flow_bucket *bucket, u32 hash)
{
	u32 candidates = 0;
	unsigned int i;

#pragma GCC unroll 4	/* FDP_BUCKET_SLOTS */
	for (i = 0; i < FDP_BUCKET_SLOTS; i++)
		candidates |= (u32)(READ_ONCE(bucket->hashes[i]) == hash) << i;
	return candidates;
}

/* The first flow of @hash in the bucket, or one of another hash, see below; or NULL.  RCU. */
static inline struct fdp_flow *fdp_flow_bucket_first(const struct fdp_flow_bucket *bucket, u32 hash)
{
	u32 candidates = fdp_flow_bucket_candidates(bucket, hash);

	return likely(candidates) ? rcu_dereference(bucket->flows[__ffs(candidates)]) : NULL;
}

/* Starts at the flows of @hash, which are in @bucket; RCU. */
static inline void fdp_flow_cursor_start(struct fdp_flow_cursor *cursor,
					 const struct fdp_flow_bucket *bucket, u32 hash)
{
	cursor->bucket = bucket;
	cursor->hash = hash;
	cursor->candidates = fdp_flow_bucket_candidates(bucket, hash);
}

/*
 * The next flow of the hash, or NULL.  If its slot has just been reused, it is a flow of
 * another hash, so the reader compares keys.
 */
static inline struct fdp_flow *fdp_flow_cursor_next(struct fdp_flow_cursor *cursor)
{
	const struct fdp_flow_bucket *next;
	struct fdp_flow *flow;

	for (;;) {
		while (cursor->candidates) {
			unsigned int slot = __ffs(cursor->candidates);

			cursor->candidates &= cursor->candidates - 1;
			flow = rcu_dereference(cursor->bucket->flows[slot]);
			if (likely(flow))
				return flow;
		}
		next = rcu_dereference(cursor->bucket->next);
		if (likely(!next))
			return NULL;
		fdp_flow_cursor_start(cursor, next, cursor->hash);
	}
}

int fdp_flow_hash_init(struct fdp_flow_hash *table);
void fdp_flow_hash_destroy(struct fdp_flow_hash *table);
int fdp_flow_hash_insert(struct fdp_flow_hash *table, u32 hash, struct fdp_flow *flow);
void fdp_flow_hash_remove(struct fdp_flow_hash *table, u32 hash, const struct fdp_flow *flow);

#endif /* _FLOWDP_FLOW_HASH_H */
