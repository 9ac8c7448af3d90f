// SPDX-License-Identifier: GPL-2.0-only
/* Finding a packet's path: from the cache, or by a walk of the tables. */
#include <linux/percpu.h>

#include "lookup.h"
#include "switch.h"
#include "trace.h"

/*
 * A walk is made again when a transaction was committed meanwhile.  So many in
 * a row do not happen; if they do, the last walk counts, but is not remembered.
 */
#define WALKS_MAX	8

/* Each goto leads to a later table, so the walk ends. */
static void walk(const struct fdp_switch *sw, const struct fdp_key *packet_key,
		 u64 generation, struct fdp_path *path)
{
	struct fdp_key key = *packet_key;
	const struct fdp_rule *rule;
	u8 table = 0;

	path->count = 0;
	do {
		rule = fdp_table_find(&sw->tables[table], &key, generation);
		path->rules[path->count++] = rule;
		table = rule->actions->next_table;
		if (table && rule->actions->rewrites)
			fdp_action_apply_key(rule->actions, &key);
	} while (table);
}

static void count(const struct fdp_switch *sw, bool hit)
{
	struct fdp_lookup_stats *stats = this_cpu_ptr(sw->lookup_stats);

	if (hit)
		WRITE_ONCE(stats->hits, stats->hits + 1);
	else
		WRITE_ONCE(stats->misses, stats->misses + 1);
}

/**
 * fdp_lookup - find the rules that a packet matches
 * @packet: the packet; if it is traced, the cache is left alone
 * @path: written: one rule for each table that the packet comes through
 *
 * Context: RCU, bottom halves off; @path is good for as long.
 */
void fdp_lookup(const struct fdp_packet *packet, struct fdp_path *path)
{
	const struct fdp_switch *sw = packet->sw;
	const struct fdp_table_view *view;
	struct fdp_cache_key cache_key;
	struct fdp_key key;
	unsigned int i;
	u64 generation;

	for (i = 0; i < WALKS_MAX; i++) {
		view = fdp_table_view(sw, &generation);
		fdp_packet_read_key(packet, view->depth, &key, NULL);
		if (!packet->trace) {
			fdp_cache_make_key(&cache_key, view, generation, &key);
			if (fdp_cache_find(&cache_key, path)) {
				count(sw, true);
				return;
			}
		}
		walk(sw, &key, generation, path);
		if (fdp_switch_generation(sw) == generation)
			break;
	}
	if (packet->trace)
		return;
	if (i < WALKS_MAX)
		fdp_cache_store(&cache_key, path);
	count(sw, false);
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
