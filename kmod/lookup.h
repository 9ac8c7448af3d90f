/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding a packet's path: from the cache, or by a walk of the tables. */
#ifndef _FLOWDP_LOOKUP_H
#define _FLOWDP_LOOKUP_H

#include <linux/percpu.h>

#include "cache.h"
#include "packet.h"

/* Lookups of a switch, on one CPU. */
struct fdp_lookup_stats {
	u64 hits;
	u64 misses;
	unsigned int in_vain;		/* since the last hit or rest; see fdp_lookup_rests() */
	unsigned int rest;		/* lookups left until the cache is asked again */
};

/* After so many misses in a row the cache is left alone for so many lookups. */
#define FDP_LOOKUP_IN_VAIN_MAX	32
#define FDP_LOOKUP_REST		512

/* What was found out of a packet when it arrived; empty at first. */
struct fdp_lookup {
	const struct fdp_path *path;	/* in the cache, or room; NULL: not known yet */
	struct fdp_path room;	/* for a path that is found by a walk */
	bool unreadable;	/* there was no memory to read the packet */
	bool missed;	/* the cache did not say the path; what follows is set */
	bool rested;	/* it was left alone, and is not told, either */
	bool tagged;	/* a tag was beside its bytes */
	enum fdp_depth depth;	/* how deep rules look */
	u64 generation;		/* the switch's at that time */
	struct fdp_cache_key cache_key;	/* unless rested */
	struct fdp_key key;	/* of its bytes alone */
};

/* Counts a path that was taken from the cache, or found by a walk; bottom halves are off. */
static inline void fdp_lookup_count(const struct fdp_switch *sw, bool hit)
{
	struct fdp_lookup_stats *stats = this_cpu_ptr(sw->lookup_stats);
	u64 *counter = hit ? &stats->hits : &stats->misses;

	WRITE_ONCE(*counter, *counter + 1);
}

/*
 * Is the cache to be left alone with this packet?  If all of many stations talk to each
 * other, hardly a path comes twice; where to walk costs little, to ask costs more than it
 * saves.  That may change, so it is asked again after a while.  Bottom halves are off.
 */
static inline bool fdp_lookup_rests(const struct fdp_switch *sw, const struct fdp_table_view *view)
{
	struct fdp_lookup_stats *stats = this_cpu_ptr(sw->lookup_stats);

	if (likely(!stats->rest) || !view->flat)
		return false;
	stats->rest--;
	return true;
}

/* The path that the cache has for the key, or NULL; bottom halves are off. */
static __always_inline const struct fdp_path *fdp_lookup_ask(const struct fdp_switch *sw,
							     const struct fdp_cache_key *key)
{
	struct fdp_lookup_stats *stats = this_cpu_ptr(sw->lookup_stats);
	const struct fdp_cache_entry *entry = fdp_cache_slot(key);

	if (likely(fdp_cache_is_of(entry, key))) {
		stats->in_vain = 0;
		return &entry->path;
	}
	if (++stats->in_vain == FDP_LOOKUP_IN_VAIN_MAX) {
		stats->in_vain = 0;
		stats->rest = FDP_LOOKUP_REST;
	}
	return NULL;
}

/* Was the path in the cache? */
static inline bool fdp_lookup_is_hit(const struct fdp_lookup *lookup)
{
	return lookup->path && lookup->path != &lookup->room;
}

static inline void fdp_lookup_init(struct fdp_lookup *lookup)
{
	lookup->path = NULL;
	lookup->unreadable = false;
	lookup->missed = false;
}

const struct fdp_path *fdp_lookup_known_any(const struct fdp_port *in, struct sk_buff *skb,
					    struct fdp_lookup *lookup);
const struct fdp_path *fdp_lookup_new(const struct fdp_port *in, const struct sk_buff *skb,
				      struct fdp_lookup *lookup);
const struct fdp_path *fdp_lookup_walk(const struct fdp_packet *packet,
				       struct fdp_lookup *lookup);
void fdp_lookup_sum(const struct fdp_switch *sw, struct fdp_lookup_stats *totals);

/* How a frame came, as far as its bytes do not say. */
static inline u64 fdp_lookup_arrival(const struct fdp_port *in, const struct sk_buff *skb)
{
	u64 word = FDP_CACHE_ARRIVAL(port, in->number);

	if (skb_vlan_tag_present(skb))
		word |= FDP_CACHE_ARRIVAL(vlan_tpid, (__force u16)skb->vlan_proto) |
			FDP_CACHE_ARRIVAL(vlan_tci, skb_vlan_tag_get(skb));
	if (eth_type_vlan(skb->protocol))
		word |= FDP_CACHE_ARRIVAL(nested, 1);
	return word;
}

/**
 * fdp_lookup_known - find the path of a packet that arrives, if one like it came before
 * @in: the port that it came in by
 * @skb: the packet, from the Ethernet header on, with the tag that it had still there
 * @lookup: set, for fdp_lookup_new(), if there is none
 *
 * A path from the cache says, too, which VLAN the packet enters.  The quick way is for
 * frames without a tag in their bytes, if no rule looks deeper.
 *
 * Context: RCU, bottom halves off.
 * Return: the path, good until another packet is looked up; or NULL.
 */
static __always_inline const struct fdp_path *
fdp_lookup_known(const struct fdp_port *in, struct sk_buff *skb, struct fdp_lookup *lookup)
{
	struct fdp_cache_key cache_key __uninitialized;
	const struct fdp_table_view *view;
	struct fdp_key key __uninitialized;
	const struct fdp_path *path;
	u64 generation;

	view = fdp_switch_view(in->sw, &generation);
	if (unlikely(!view->shallow || !fdp_key_read_untagged(&key, skb->data)))
		return fdp_lookup_known_any(in, skb, lookup);
	if (unlikely(!fdp_key_has_station_source(&key)))
		return NULL;
	key.words[0] = 0;
	lookup->rested = fdp_lookup_rests(in->sw, view);
	if (likely(!lookup->rested)) {
		fdp_cache_make_key(&cache_key, view, generation, fdp_lookup_arrival(in, skb),
				   &key, FDP_KEY_WORDS_UNTAGGED);
		path = fdp_lookup_ask(in->sw, &cache_key);
		if (likely(path))
			return path;
		fdp_cache_key_copy(&lookup->cache_key, &cache_key, FDP_KEY_WORDS_UNTAGGED);
	}
	lookup->missed = true;
	lookup->tagged = skb_vlan_tag_present(skb);
	lookup->depth = FDP_DEPTH_L2;
	lookup->generation = generation;
	fdp_key_copy_untagged(&lookup->key, &key);
	return NULL;
}

#endif /* _FLOWDP_LOOKUP_H */
