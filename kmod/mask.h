/* SPDX-License-Identifier: GPL-2.0-only */
/* The flows of a table that look at the same bits of a packet's key. */
#ifndef _FLOWDP_MASK_H
#define _FLOWDP_MASK_H

#include <linux/workqueue.h>

#include "flow.h"
#include "flow_hash.h"
#include "hash.h"
#include "key.h"

struct fdp_mask {
	struct fdp_flow_hash flows;	/* by masked key */
	u8 word_count;			/* words of bits that are not zero */
	u8 words[FDP_KEY_WORDS];	/* which they are */
	u64 word_bits[FDP_KEY_WORDS];	/* and their bits, side by side */
	u16 best_priority;		/* no flow here has a higher one */
	struct fdp_key bits;
	struct rcu_work free_work;
};

/*
 * Writes the words of @key that the mask looks at; returns their hash.
 * @word_count: mask->word_count, or a constant of that value.
 */
static __always_inline u32 fdp_mask_key(const struct fdp_mask *mask, unsigned int word_count,
					u64 *words, const struct fdp_key *key)
{
	unsigned int i;
	u64 sum = 0;

#pragma GCC unroll 2
	for (i = 0; i < word_count; i++) {
		words[i] = key->words[mask->words[i]] & mask->word_bits[i];
		sum += fdp_hash_word(words[i], i);
	}
	return fdp_hash_sum(sum);
}

/* The same of a flow's own key, which is masked. */
static inline u32 fdp_mask_hash_flow(const struct fdp_mask *mask, const struct fdp_flow *flow)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < mask->word_count; i++)
		sum += fdp_hash_word(flow->key[i], i);
	return fdp_hash_sum(sum);
}

/* Is this the flow's key?  fdp_mask_key() wrote @words. */
static __always_inline bool fdp_mask_matches(const struct fdp_flow *flow, const u64 *words,
					     unsigned int word_count)
{
	u64 difference = 0;
	unsigned int i;

#pragma GCC unroll 2
	for (i = 0; i < word_count; i++)
		difference |= flow->key[i] ^ words[i];
	return !difference;
}

/* Starts at the flows whose masked key has @hash; RCU. */
static __always_inline void fdp_mask_start(const struct fdp_mask *mask, u32 hash,
					   struct fdp_flow_cursor *cursor)
{
	fdp_flow_cursor_start(cursor, fdp_flow_hash_bucket(&mask->flows, hash), hash);
}

#endif /* _FLOWDP_MASK_H */
