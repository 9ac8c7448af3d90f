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

/* One of so many strangers takes a slot over. */
#define TAKEOVER	8

DEFINE_PER_CPU(struct fdp_cache, fdp_cache);

/*
 * Is the path of such a packet worth remembering?  Not always, if that of another
 * one had to go: packets that never come again, as of a scan, would drive out
 * those that do, and pay for it.  Bottom halves are off.
 */
bool fdp_cache_wants(const struct fdp_cache_key *key)
{
	struct fdp_cache *cache = this_cpu_ptr(&fdp_cache);

	return fdp_cache_slot(key)->generation != key->generation ||
	       ++cache->strangers % TAKEOVER == 0;
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

/* No packet is under way any more. */
void fdp_cache_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kvfree(per_cpu(fdp_cache, cpu).entries);
}
