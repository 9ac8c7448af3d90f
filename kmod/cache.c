// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each CPU remembers of the paths that packets took through the tables.
 *
 * An entry is good in the generation in which it was made and in no other, and
 * generations are never reused, so entries need no eviction and no reference to
 * what they point at: whoever reads generation N under RCU may follow pointers
 * that were found in generation N.
 */
#include <linux/percpu.h>
#include <linux/slab.h>

#include "cache.h"
#include "hash.h"

#define ENTRIES		1024	/* a CPU; a power of two */

struct entry {
	struct fdp_cache_key key;
	struct fdp_path path;
};

struct cache {
	struct entry *entries;
};

static DEFINE_PER_CPU(struct cache, caches);

static struct entry *entry_of(const struct fdp_cache_key *key)
{
	return &this_cpu_ptr(&caches)->entries[key->hash & (ENTRIES - 1)];
}

/* Bits that nobody looks at are left out, so that they cannot make entries. */
static void make_key(struct fdp_cache_key *cache_key, const struct fdp_table_view *view,
		     u64 generation, const struct fdp_key *key)
{
	u64 sum = 0;
	unsigned int i;

	cache_key->generation = generation;
	cache_key->count = view->word_count;
	for (i = 0; i < view->word_count; i++) {
		u64 bits = key->words[i] & view->bits.words[i];

		cache_key->words[i] = bits;
		sum += fdp_hash_word(bits, i);
	}
	cache_key->hash = fdp_hash_sum(sum);
}

/*
 * When more words are looked at all of a sudden, in the same generation, no
 * rule in force looks at them yet: 0 stands for what was not read.
 */
static bool is_same(const struct fdp_cache_key *one, const struct fdp_cache_key *other)
{
	u64 difference = one->generation ^ other->generation;
	unsigned int i;

	for (i = 0; i < one->count; i++)
		difference |= one->words[i] ^ other->words[i];
	return !difference;
}

/**
 * fdp_cache_find - find the path of a packet
 * @cache_key: written: what of the packet decides about its path
 * @view: what any rule looks at
 * @generation: the switch's
 * @key: the packet's fields
 *
 * Context: bottom halves off.
 * Return: the path if it is known, until the next packet is looked up; or NULL.
 */
const struct fdp_path *fdp_cache_find(struct fdp_cache_key *cache_key,
				      const struct fdp_table_view *view, u64 generation,
				      const struct fdp_key *key)
{
	const struct entry *entry;

	make_key(cache_key, view, generation, key);
	entry = entry_of(cache_key);
	return likely(is_same(cache_key, &entry->key)) ? &entry->path : NULL;
}

/* Bottom halves are off; @key's generation was current after @path was found. */
void fdp_cache_store(const struct fdp_cache_key *key, const struct fdp_path *path)
{
	struct entry *entry = entry_of(key);

	entry->key.generation = key->generation;
	memcpy(entry->key.words, key->words, key->count * sizeof(u64));
	memset(&entry->key.words[key->count], 0, (FDP_KEY_WORDS - key->count) * sizeof(u64));
	entry->path.out = path->out;
	entry->path.tagged = path->tagged;
	entry->path.count = path->count;
	memcpy(entry->path.rules, path->rules, path->count * sizeof(path->rules[0]));
}

int fdp_cache_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct cache *cache = per_cpu_ptr(&caches, cpu);

		cache->entries = kvzalloc_node(array_size(ENTRIES, sizeof(struct entry)),
					       GFP_KERNEL, cpu_to_node(cpu));
		if (!cache->entries) {
			fdp_cache_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

/* No packet is under way any more. */
void fdp_cache_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kvfree(per_cpu_ptr(&caches, cpu)->entries);
}
