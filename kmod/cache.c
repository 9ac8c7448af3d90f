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
#include <linux/siphash.h>
#include <linux/slab.h>

#include "cache.h"

#define ENTRIES		1024	/* a CPU; a power of two */

struct entry {
	struct fdp_cache_key key;
	struct fdp_path path;
};

struct cache {
	struct entry *entries;
};

static DEFINE_PER_CPU(struct cache, caches);
static hsiphash_key_t secret __read_mostly;

/* Bits that nobody looks at are left out, so that they cannot make entries. */
void fdp_cache_make_key(struct fdp_cache_key *cache_key, const struct fdp_table_view *view,
			u64 generation, const struct fdp_key *key)
{
	unsigned int i;

	cache_key->generation = generation;
	cache_key->count = view->word_count;
	for (i = 0; i < view->word_count; i++) {
		u8 word = view->words[i];

		cache_key->words[i] = key->words[word] & view->bits.words[word];
	}
	cache_key->hash = hsiphash(cache_key->words, i * sizeof(u64), &secret);
}

static struct entry *entry_of(const struct fdp_cache_key *key)
{
	return &this_cpu_ptr(&caches)->entries[key->hash & (ENTRIES - 1)];
}

/* Bottom halves are off.  @path is written if the packet's path is known. */
bool fdp_cache_find(const struct fdp_cache_key *key, struct fdp_path *path)
{
	const struct entry *entry = entry_of(key);

	if (entry->key.generation != key->generation || entry->key.hash != key->hash ||
	    entry->key.count != key->count ||
	    memcmp(entry->key.words, key->words, key->count * sizeof(u64)))
		return false;
	path->count = entry->path.count;
	memcpy(path->rules, entry->path.rules, path->count * sizeof(path->rules[0]));
	return true;
}

/* Bottom halves are off; @key's generation was current after @path was found. */
void fdp_cache_store(const struct fdp_cache_key *key, const struct fdp_path *path)
{
	struct entry *entry = entry_of(key);

	entry->key.generation = key->generation;
	entry->key.hash = key->hash;
	entry->key.count = key->count;
	memcpy(entry->key.words, key->words, key->count * sizeof(u64));
	entry->path.count = path->count;
	memcpy(entry->path.rules, path->rules, path->count * sizeof(path->rules[0]));
}

int fdp_cache_init(void)
{
	int cpu;

	get_random_bytes(&secret, sizeof(secret));
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
