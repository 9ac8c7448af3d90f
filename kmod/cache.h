/* SPDX-License-Identifier: GPL-2.0-only */
/* A cache per CPU of the paths that packets took through the tables. */
#ifndef _FLOWDP_CACHE_H
#define _FLOWDP_CACHE_H

#include <linux/percpu.h>

#include "hash.h"
#include "path.h"
#include "table.h"

/* How a packet came, in place of the VLAN that it enters: the first word of a cache key. */
struct fdp_cache_arrival {
	u16 port;
	__be16 vlan_tpid;	/* of a tag beside its bytes; 0: none */
	u16 vlan_tci;
	u8 nested;		/* there is a tag in its bytes */
	u8 layers;		/* as in struct fdp_key */
};

static_assert(offsetof(struct fdp_cache_arrival, layers) == offsetof(struct fdp_key, layers));

#define FDP_CACHE_ARRIVAL(field, value)							\
	((u64)(value) << fdp_key_shift(offsetof(struct fdp_cache_arrival, field),	\
				       sizeof(((struct fdp_cache_arrival *)0)->field)))

/*
 * What decides a packet's path: how it came, and the words of its key that any rule looks
 * at, masked.
 */
struct fdp_cache_key {
	u64 generation;
	u32 hash;
	u32 count;
	u64 words[FDP_KEY_WORDS];
};

/* Most keys are short enough to be compared within the first cache line. */
struct fdp_cache_entry {
	u64 generation;
	u32 count;		/* of words */
	u64 words[FDP_KEY_WORDS];
	struct fdp_path path;
} ____cacheline_aligned;

#define FDP_CACHE_ENTRIES	1024	/* a CPU; a power of two */

/* Of one CPU. */
struct fdp_cache {
	struct fdp_cache_entry *entries;
	unsigned int conflicts;		/* paths that found their slot taken */
};

DECLARE_PER_CPU(struct fdp_cache, fdp_cache);

/* Where the key belongs; bottom halves are off. */
static inline struct fdp_cache_entry *fdp_cache_slot(const struct fdp_cache_key *key)
{
	return &__this_cpu_read(fdp_cache.entries)[key->hash & (FDP_CACHE_ENTRIES - 1)];
}

/**
 * fdp_cache_make_key - reduce a packet's key to what decides its path
 * @cache_key: written
 * @view: the bits that any rule looks at; others cannot make entries
 * @generation: the switch's
 * @arrival: how the packet came, a struct fdp_cache_arrival without layers
 * @key: the fields in its bytes
 * @count: view->word_count, or a constant of that value
 */
static __always_inline void fdp_cache_make_key(struct fdp_cache_key *cache_key,
					       const struct fdp_table_view *view, u64 generation,
					       u64 arrival, const struct fdp_key *key,
					       unsigned int count)
{
	u64 sum = 0;
	unsigned int i;

	cache_key->generation = generation;
	cache_key->count = count;
#pragma GCC unroll 6	/* FDP_KEY_WORDS_IPV4: a constant leaves no loop */
	for (i = 0; i < count; i++) {
		u64 bits = key->words[i] & view->bits.words[i];

		if (!i)
			bits |= arrival;
		cache_key->words[i] = bits;
		sum += fdp_hash_word(bits, i);
	}
	cache_key->hash = fdp_hash_sum(sum);
}

/* @count: from->count, or a constant of that value. */
static __always_inline void fdp_cache_key_copy(struct fdp_cache_key *to,
					       const struct fdp_cache_key *from, unsigned int count)
{
	unsigned int i;

	to->generation = from->generation;
	to->hash = from->hash;
	to->count = count;
	for (i = 0; i < count; i++)
		to->words[i] = from->words[i];
}

/* Does @entry, from the key's slot, hold the path of this key? */
static __always_inline bool fdp_cache_is_of(const struct fdp_cache_entry *entry,
					    const struct fdp_cache_key *key)
{
	u64 difference = (entry->generation ^ key->generation) | (entry->count ^ key->count);
	unsigned int i;

#pragma GCC unroll 6
	for (i = 0; i < key->count; i++)
		difference |= entry->words[i] ^ key->words[i];
	return !difference;
}

bool fdp_cache_wants(const struct fdp_cache_key *key);
void fdp_cache_store(const struct fdp_cache_key *key, const struct fdp_path *path);

int fdp_cache_init(void);
void fdp_cache_exit(void);

#endif /* _FLOWDP_CACHE_H */
