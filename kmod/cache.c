// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cache per CPU of the paths that packets took through the tables.
 *
 * An entry is valid only in the generation in which it was made, and generations are
 * never reused.  So entries need neither eviction nor references: a reader that saw
 * generation N under RCU may follow the pointers of an entry of generation N.
 */
#include <linux/percpu.h>
#include <linux/slab.h>

#include "cache.h"

/* So many paths find a slot taken before one replaces what is there. */
#define CONFLICTS_PER_TAKEOVER	8

DEFINE_PER_CPU(struct fdp_cache, fdp_cache);

/*
 * Is the key's path to be stored?  If that replaces a valid one, only now and then:
 * packets that never come again, as in a scan, would evict the paths of lasting traffic,
 * and pay for the store.  Bottom halves are off.
 */
bool fdp_cache_wants(const struct fdp_cache_key *key)
{
	struct fdp_cache *cache = this_cpu_ptr(&fdp_cache);

	return fdp_cache_slot(key)->generation != key->generation ||
	       ++cache->conflicts % CONFLICTS_PER_TAKEOVER == 0;
}

/* Bottom halves are off; @key's generation was current after @path was found. */
void fdp_cache_store(const struct fdp_cache_key *key, const struct fdp_path *path)
{
	struct fdp_cache_entry *entry = fdp_cache_slot(key);
	unsigned int i;

	entry->generation = key->generation;
	entry->count = key->count;
	fdp_path_copy(&entry->path, path);
	for (i = 0; i < key->count; i++)
		entry->words[i] = key->words[i];
}

int fdp_cache_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct fdp_cache_entry *entries;

		entries = kvzalloc_node(array_size(FDP_CACHE_ENTRIES, sizeof(*entries)),
					GFP_KERNEL, cpu_to_node(cpu));
		per_cpu(fdp_cache, cpu).entries = entries;
		if (!entries) {
			fdp_cache_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

/* No packet uses the cache any more. */
void fdp_cache_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kvfree(per_cpu(fdp_cache, cpu).entries);
}
