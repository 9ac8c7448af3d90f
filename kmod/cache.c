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

DEFINE_PER_CPU(struct fdp_cache_entry *, fdp_caches);

/* Bottom halves are off; @key's generation was current after @path was found. */
void fdp_cache_store(const struct fdp_cache_key *key, const struct fdp_path *path)
{
	struct fdp_cache_entry *entry = fdp_cache_slot(key);

	unsigned int i;

	entry->generation = key->generation;
	fdp_path_copy(&entry->path, path);
	for (i = 0; i < key->count; i++)
		entry->words[i] = key->words[i];
	for (; i < FDP_KEY_WORDS; i++)
		entry->words[i] = 0;
}

int fdp_cache_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct fdp_cache_entry *cache;

		cache = kvzalloc_node(array_size(FDP_CACHE_ENTRIES, sizeof(*cache)), GFP_KERNEL,
				      cpu_to_node(cpu));
		per_cpu(fdp_caches, cpu) = cache;
		if (!cache) {
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
		kvfree(per_cpu(fdp_caches, cpu));
}
