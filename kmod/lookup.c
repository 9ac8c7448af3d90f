// SPDX-License-Identifier: GPL-2.0-only
/* Finding a packet's path: from the cache, or by a walk of the tables. */
#include <linux/percpu.h>

#include "execute.h"
#include "lookup.h"
#include "switch.h"
#include "walk.h"

/*
 * A walk is repeated if a transaction was committed meanwhile.  That does not happen so
 * many times in a row; if it did, the last walk would count.
 */
#define WALKS_MAX	8

/* The key's entry, or NULL.  @count: view->word_count, or a constant of that value. */
static __always_inline const struct fdp_cache_entry *
find_entry(struct fdp_lookup *lookup, const struct fdp_table_view *view, u64 generation,
	   u64 arrival, unsigned int count)
{
	const struct fdp_cache_entry *entry;

	fdp_cache_make_key(&lookup->cache_key, view, generation, arrival, &lookup->key, count);
	entry = fdp_cache_slot(&lookup->cache_key);
	return likely(fdp_cache_is_of(entry, &lookup->cache_key)) ? entry : NULL;
}

/* fdp_lookup_known() of any packet. */
noinline const struct fdp_path *fdp_lookup_known_any(const struct fdp_port *in,
						     struct sk_buff *skb,
						     struct fdp_lookup *lookup)
{
	const struct fdp_cache_entry *entry;
	const struct fdp_table_view *view;
	u64 generation, arrival;

	view = fdp_switch_view(in->sw, &generation);
	if (unlikely(!fdp_packet_read_bytes(skb, view->depth, &lookup->key))) {
		lookup->unreadable = true;
		return NULL;
	}
	if (unlikely(!fdp_key_has_station_source(&lookup->key)))
		return NULL;
	arrival = fdp_lookup_arrival(in, skb);
	/* Most rules that look deeper need just these words. */
	if (view->word_count == FDP_KEY_WORDS_IPV4)
		entry = find_entry(lookup, view, generation, arrival, FDP_KEY_WORDS_IPV4);
	else
		entry = find_entry(lookup, view, generation, arrival, view->word_count);
	if (likely(entry))
		return &entry->path;
	lookup->missed = true;
	lookup->tagged = skb_vlan_tag_present(skb);
	lookup->depth = view->depth;
	return NULL;
}

/* The key with which a packet that has entered walks the tables; false without memory. */
static bool complete_key(const struct fdp_packet *packet, struct fdp_lookup *lookup)
{
	/* The tag beside its bytes is a part of the frame. */
	if (unlikely(skb_vlan_tag_present(packet->skb)))
		return fdp_packet_read_key(packet, lookup->depth, &lookup->key, NULL);
	lookup->key.words[0] |= fdp_packet_key_arrival(packet);
	return true;
}

/* May fdp_forward_known() send such packets? */
static bool is_usual(const struct fdp_packet *packet, const struct fdp_path *path)
{
	if (!path->out || path->out->number == FLOWDP_PORT_LOCAL ||
	    path->form == FDP_VLAN_CUSTOMER)
		return false;
	return !packet->nested || path->form == FDP_VLAN_AS_IS;
}

static void store(const struct fdp_packet *packet, const struct fdp_lookup *lookup,
		  struct fdp_path *path)
{
	path->ingress = (struct fdp_vlan_ingress){
		.vid = packet->vid,
		.pcp = packet->pcp,
		.dei = packet->dei,
		.strip = lookup->tagged && !skb_vlan_tag_present(packet->skb),
	};
	path->usual = is_usual(packet, path);
	path->shallow = lookup->depth == FDP_DEPTH_L2;
	if (path->usual)
		fdp_tx_resolve(packet, path);
	fdp_cache_store(&lookup->cache_key, path);
}

/*
 * The first of its kind.  If the walk ends in the generation of the lookup, the packet has
 * entered by the settings of that generation, too, so that others may do it the same way.
 */
static bool walk_first(const struct fdp_packet *packet, struct fdp_lookup *lookup,
		       struct fdp_path *room)
{
	if (!complete_key(packet, lookup) ||
	    unlikely(!fdp_walk(packet->sw, &lookup->key, lookup->cache_key.generation, room)))
		return false;
	fdp_execute_simplify(packet, room);
	if (fdp_cache_wants(&lookup->cache_key))
		store(packet, lookup, room);
	return true;
}

/* Returns false without memory. */
static bool walk_again(const struct fdp_packet *packet, struct fdp_path *room)
{
	unsigned int i;

	for (i = 0; i < WALKS_MAX; i++) {
		const struct fdp_table_view *view;
		struct fdp_key key;
		u64 generation;

		view = fdp_switch_view(packet->sw, &generation);
		if (!fdp_packet_read_key(packet, view->depth, &key, NULL))
			return false;
		if (fdp_walk(packet->sw, &key, generation, room))
			break;
	}
	return true;
}

/**
 * fdp_lookup_walk - find the rules that a packet matches
 * @packet: the packet, which has entered
 * @lookup: what fdp_lookup_known() found out, if it was asked
 * @room: where the path is written; into the cache, too, if @lookup says for which packets
 *
 * Context: RCU, bottom halves off.
 * Return: @room, with one rule for each table that the packet comes through; NULL if there
 * is no memory to read the packet.
 */
const struct fdp_path *fdp_lookup_walk(const struct fdp_packet *packet, struct fdp_lookup *lookup,
				       struct fdp_path *room)
{
	if (unlikely(lookup->unreadable))
		return NULL;
	if (unlikely(!lookup->missed || !walk_first(packet, lookup, room)) &&
	    !walk_again(packet, room))
		return NULL;
	if (!packet->trace)
		fdp_lookup_count(packet->sw, false);
	return room;
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
