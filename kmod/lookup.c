// SPDX-License-Identifier: GPL-2.0-only
/* Finding a packet's path: from the cache, or by a walk of the tables. */
#include <linux/percpu.h>

#include "execute.h"
#include "lookup.h"
#include "switch.h"
#include "trace.h"
#include "walk.h"

/*
 * A walk is repeated if a transaction was committed meanwhile.  That does not happen so
 * many times in a row; if it did, the last walk would count, but not be cached.
 */
#define WALKS_MAX	8

static void count(const struct fdp_switch *sw, bool hit)
{
	struct fdp_lookup_stats *stats = this_cpu_ptr(sw->lookup_stats);
	u64 *counter = hit ? &stats->hits : &stats->misses;

	WRITE_ONCE(*counter, *counter + 1);
}

/* A walk has found @path: for packets with @cache_key, or, if that is NULL, for this one only. */
static void remember(const struct fdp_packet *packet, const struct fdp_cache_key *cache_key,
		     struct fdp_path *path)
{
	fdp_execute_simplify(packet, path);
	if (cache_key && fdp_cache_wants(cache_key))
		fdp_cache_store(cache_key, path);
	count(packet->sw, false);
}

/*
 * A cached path may be overwritten while a packet takes it, by another packet that the
 * first one sets off.  If it is just one output, it is read before that can happen.
 */
static const struct fdp_path *keep(const struct fdp_path *path, struct fdp_path *room)
{
	if (likely(path->out))
		return path;
	fdp_path_copy(room, path);
	return room;
}

/* The packet's fields, as deep as @depth asks; false without memory. */
static bool read_key(const struct fdp_packet *packet, enum fdp_depth depth, struct fdp_key *key)
{
	const struct sk_buff *skb = packet->skb;

	if (likely(depth == FDP_DEPTH_L2 && !skb_vlan_tag_present(skb) &&
		   fdp_key_read_untagged(key, skb->data))) {
		key->words[0] = fdp_packet_key_arrival(packet);
		return true;
	}
	return fdp_packet_read_key(packet, depth, key, NULL);
}

/* The key's entry, or NULL.  @count: view->word_count, or a constant of that value. */
static __always_inline const struct fdp_cache_entry *
find_entry(struct fdp_cache_key *cache_key, const struct fdp_table_view *view, u64 generation,
	   const struct fdp_key *key, unsigned int count)
{
	const struct fdp_cache_entry *entry;

	fdp_cache_make_key(cache_key, view, generation, key, count);
	entry = fdp_cache_slot(cache_key);
	return likely(fdp_cache_is_of(entry, cache_key)) ? entry : NULL;
}

/* fdp_lookup() of any packet. */
static noinline const struct fdp_path *
lookup_any(const struct fdp_packet *packet, struct fdp_path *room)
{
	struct fdp_cache_key cache_key __uninitialized;
	const struct fdp_switch *sw = packet->sw;
	const struct fdp_table_view *view;
	struct fdp_key key __uninitialized;
	const struct fdp_cache_entry *entry;
	unsigned int i;
	u64 generation;

	for (i = 0; i < WALKS_MAX; i++) {
		view = fdp_switch_view(sw, &generation);
		if (unlikely(!read_key(packet, view->depth, &key)))
			return NULL;
		if (likely(!packet->trace)) {
			/* Most rules that look deeper need just these words. */
			if (view->word_count == FDP_KEY_WORDS_IPV4)
				entry = find_entry(&cache_key, view, generation, &key,
						   FDP_KEY_WORDS_IPV4);
			else
				entry = find_entry(&cache_key, view, generation, &key,
						   view->word_count);
			if (likely(entry)) {
				count(sw, true);
				return keep(&entry->path, room);
			}
		}
		if (fdp_walk(sw, &key, generation, room))
			break;
	}
	if (packet->trace)
		return room;
	remember(packet, i < WALKS_MAX ? &cache_key : NULL, room);
	return room;
}

/* Makes the cache key of an untagged frame, for a shallow view; false if it is another. */
static __always_inline bool read_shallow(const struct fdp_packet *packet,
					 const struct fdp_table_view *view, u64 generation,
					 struct fdp_key *key, struct fdp_cache_key *cache_key)
{
	if (unlikely(!fdp_key_read_untagged(key, packet->skb->data)))
		return false;
	key->words[0] = fdp_key_arrival(packet->in->number, packet->vid, packet->pcp);
	fdp_cache_make_key(cache_key, view, generation, key, FDP_KEY_WORDS_UNTAGGED);
	return true;
}

/* fdp_lookup() of a packet whose @cache_key is not in the cache. */
static noinline const struct fdp_path *
lookup_uncached(const struct fdp_packet *packet, struct fdp_path *room,
		const struct fdp_cache_key *cache_key)
{
	struct fdp_key key __uninitialized;
	unsigned int i;

	/* No rule looks at the bits that the cache key leaves out. */
	for (i = 0; i < FDP_KEY_WORDS_UNTAGGED; i++)
		key.words[i] = cache_key->words[i];
	key.words[FDP_KEY_WORDS_UNTAGGED] = 0;	/* no tags */
	if (unlikely(!fdp_walk(packet->sw, &key, cache_key->generation, room)))
		return lookup_any(packet, room);
	remember(packet, cache_key, room);
	return room;
}

/**
 * fdp_lookup - find the rules that a packet matches
 * @packet: the packet; if it is traced, the cache is left alone
 * @room: where the path may be written
 *
 * The fast path is for untagged frames under a shallow view that hit a cached path with
 * one output.
 *
 * Context: RCU, bottom halves off.
 * Return: the path: one rule for each table that the packet comes through; good
 * as long as @room.  NULL if there is no memory to read the packet.
 */
const struct fdp_path *fdp_lookup(const struct fdp_packet *packet, struct fdp_path *room)
{
	struct fdp_cache_key cache_key __uninitialized;
	const struct fdp_switch *sw = packet->sw;
	const struct fdp_table_view *view;
	struct fdp_key key __uninitialized;
	const struct fdp_cache_entry *entry;
	u64 generation;

	view = fdp_switch_view(sw, &generation);
	if (unlikely(!view->shallow || packet->nested || packet->trace ||
		     !read_shallow(packet, view, generation, &key, &cache_key)))
		return lookup_any(packet, room);
	entry = fdp_cache_slot(&cache_key);
	if (unlikely(!fdp_cache_is_of(entry, &cache_key))) {
		/* A copy, so that on a hit the key itself can stay in registers. */
		struct fdp_cache_key copy __uninitialized;

		fdp_cache_key_copy(&copy, &cache_key, FDP_KEY_WORDS_UNTAGGED);
		return lookup_uncached(packet, room, &copy);
	}
	if (unlikely(!entry->path.out))
		return lookup_any(packet, room);
	count(sw, true);
	return &entry->path;
}

void fdp_lookup_sum(const struct fdp_switch *sw, struct fdp_lookup_stats *totals)
{
	int cpu;

	*totals = (struct fdp_lookup_stats){};
	for_each_possible_cpu(cpu) {
		const struct fdp_lookup_stats *stats = per_cpu_ptr(sw->lookup_stats, cpu);

		totals->hits += READ_ONCE(stats->hits);
		totals->misses += READ_ONCE(stats->misses);
	}
}
