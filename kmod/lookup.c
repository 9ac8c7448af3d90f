// SPDX-License-Identifier: GPL-2.0-only
/* Finding a packet's path: from the cache, or by a walk of the tables. */
#include <linux/percpu.h>

#include "ingress.h"
#include "lookup.h"
#include "switch.h"
#include "tx.h"
#include "walk.h"

/*
 * A walk is repeated if a transaction was committed meanwhile.  That does not happen so
 * many times in a row; if it did, the last walk would count.
 */
#define WALKS_MAX	8

/* The path of lookup->key, or NULL.  @count: view->word_count, or a constant of that value. */
static __always_inline const struct fdp_path *ask(const struct fdp_switch *sw,
						  struct fdp_lookup *lookup,
						  const struct fdp_table_view *view,
						  u64 arrival, unsigned int count)
{
	fdp_cache_make_key(&lookup->cache_key, view, lookup->generation, arrival, &lookup->key,
			   count);
	return fdp_lookup_ask(sw, &lookup->cache_key);
}

/* fdp_lookup_known() of any packet. */
noinline const struct fdp_path *fdp_lookup_known_any(const struct fdp_port *in,
						     struct sk_buff *skb,
						     struct fdp_lookup *lookup)
{
	const struct fdp_table_view *view;
	const struct fdp_path *path;
	u64 arrival;

	view = fdp_switch_view(in->sw, &lookup->generation);
	if (unlikely(!fdp_packet_read_bytes(skb, view->depth, &lookup->key))) {
		lookup->unreadable = true;
		return NULL;
	}
	if (unlikely(!fdp_key_has_station_source(&lookup->key)))
		return NULL;
	lookup->rested = fdp_lookup_rests(in->sw, view);
	if (likely(!lookup->rested)) {
		arrival = fdp_lookup_arrival(in, skb);
		/* Most rules that look deeper need just these words. */
		if (view->word_count == FDP_KEY_WORDS_IPV4)
			path = ask(in->sw, lookup, view, arrival, FDP_KEY_WORDS_IPV4);
		else
			path = ask(in->sw, lookup, view, arrival, view->word_count);
		if (likely(path))
			return path;
	}
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

/*
 * Most paths only send the packet to one port, and the settings of both ports admit it.
 * Then no actions have to be run for the packets that take the path.
 */
static __always_inline void simplify(const struct fdp_port *in, struct fdp_path *path)
{
	const struct fdp_rule *last = path->rules[path->count - 1];
	const struct fdp_port *port;

	if (!path->straight || !last->only_output)
		return;
	port = fdp_port_find(in->sw, last->output);
	if (!port || fdp_tx_admits(in, path->ingress.vid, port, &path->form))
		return;
	path->out = port;
	if (path->form == FDP_VLAN_TAGGED)
		fdp_tx_resolve(path);
}

/* May fdp_forward_usual() send such packets?  @nested: they keep a tag that came with them. */
static bool is_usual(const struct fdp_path *path, bool nested)
{
	if (!path->out || path->out->number == FLOWDP_PORT_LOCAL ||
	    path->form == FDP_VLAN_CUSTOMER)
		return false;
	return !nested || path->form == FDP_VLAN_AS_IS;
}

/*
 * Walks for the first of its kind, whose key is complete and whose path has its ingress.
 * If the walk ends in the generation of the lookup, the packet has entered by the settings
 * of that generation, too, so that others may do it the same way.
 */
static __always_inline bool walk_first(const struct fdp_port *in, struct fdp_lookup *lookup,
				       bool nested)
{
	struct fdp_path *path = &lookup->room;

	if (unlikely(!fdp_walk(in->sw, &lookup->key, lookup->generation, path)))
		return false;
	simplify(in, path);
	path->usual = is_usual(path, nested);
	path->shallow = lookup->depth == FDP_DEPTH_L2;
	if (!lookup->rested && fdp_cache_wants(&lookup->cache_key))
		fdp_cache_store(&lookup->cache_key, path);
	return true;
}

/**
 * fdp_lookup_new - find the path of the first packet of its kind, if it enters as most do
 * @in: the port that it came in by
 * @skb: the packet, to which nothing is done
 * @lookup: as fdp_lookup_known() left it
 *
 * Context: RCU, bottom halves off.
 * Return: the path, in @lookup; NULL if fdp_lookup_walk() is to find it, or if the packet
 * may not enter.
 */
const struct fdp_path *fdp_lookup_new(const struct fdp_port *in, const struct sk_buff *skb,
				      struct fdp_lookup *lookup)
{
	const struct fdp_port_config *config = fdp_port_config(in);
	struct fdp_vlan_ingress *ingress = &lookup->room.ingress;

	if (!lookup->missed || config->state != FLOWDP_PORT_STATE_FORWARDING ||
	    eth_type_vlan(skb->protocol) || fdp_ingress_find_vlan(&config->vlan, skb, ingress) ||
	    (lookup->tagged && !ingress->strip))
		return NULL;
	lookup->key.words[0] |= fdp_key_arrival(in->number, ingress->vid, ingress->pcp);
	if (likely(walk_first(in, lookup, false)))
		return &lookup->room;
	lookup->missed = false;		/* the key is spent */
	return NULL;
}

/* The same for one that has entered. */
static bool walk_entered(const struct fdp_packet *packet, struct fdp_lookup *lookup)
{
	lookup->room.ingress = (struct fdp_vlan_ingress){
		.vid = packet->vid,
		.pcp = packet->pcp,
		.dei = packet->dei,
		.strip = lookup->tagged && !skb_vlan_tag_present(packet->skb),
	};
	return complete_key(packet, lookup) && walk_first(packet->in, lookup, packet->nested);
}

/* Returns false without memory. */
static bool walk_again(const struct fdp_packet *packet, struct fdp_path *path)
{
	unsigned int i;

	for (i = 0; i < WALKS_MAX; i++) {
		const struct fdp_table_view *view;
		struct fdp_key key;
		u64 generation;

		view = fdp_switch_view(packet->sw, &generation);
		if (!fdp_packet_read_key(packet, view->depth, &key, NULL))
			return false;
		if (fdp_walk(packet->sw, &key, generation, path))
			break;
	}
	return true;
}

/**
 * fdp_lookup_walk - find the rules that a packet matches
 * @packet: the packet, which has entered
 * @lookup: what fdp_lookup_known() found out, if it was asked
 *
 * Context: RCU, bottom halves off.
 * Return: the path, in @lookup, with one rule for each table that the packet comes through;
 * NULL if there is no memory to read the packet.
 */
const struct fdp_path *fdp_lookup_walk(const struct fdp_packet *packet,
				       struct fdp_lookup *lookup)
{
	if (unlikely(lookup->unreadable))
		return NULL;
	if ((lookup->missed && likely(walk_entered(packet, lookup))) ||
	    walk_again(packet, &lookup->room))
		return &lookup->room;
	return NULL;
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
