// SPDX-License-Identifier: GPL-2.0-only
/*
 * A packet's walk through the tables: tuple space search.  A table's masks are looked
 * into in the order of their best priority, until what is left cannot win.
 */
#include <linux/bitops.h>
#include <linux/prefetch.h>

#include "action.h"
#include "mask.h"
#include "switch.h"
#include "walk.h"

/* Large tables that a walk prefetches from, at most. */
#define LARGE_MAX	4

/*
 * Prefetches what a walk reads of large tables.
 *
 * A walk waits for memory twice a table, for the bucket and for the flow.  Prefetched
 * together, the waits for several tables overlap.  The key is usually the same in all of
 * them.
 */
static noinline void prefetch_tables(const struct fdp_switch *sw, const struct fdp_key *key)
{
	const struct fdp_flow_bucket *buckets[LARGE_MAX] __uninitialized;
	u64 words[FDP_KEY_WORDS] __uninitialized;
	unsigned long large = READ_ONCE(sw->large_tables);
	u32 hashes[LARGE_MAX] __uninitialized;
	unsigned int count = 0, table, i;

	for_each_set_bit(table, &large, FLOWDP_TABLES_MAX) {
		const struct fdp_mask_array *array = rcu_dereference(sw->tables[table].masks);
		const struct fdp_mask *mask;

		if (!array->count)
			continue;
		mask = array->masks[0].mask;
		hashes[count] = fdp_mask_key(mask, mask->word_count, words, key);
		buckets[count] = fdp_flow_hash_bucket(&mask->flows, hashes[count]);
		prefetch(buckets[count]);
		if (++count == LARGE_MAX)
			break;
	}
	for (i = 0; i < count; i++) {
		const struct fdp_flow *flow = fdp_flow_bucket_first(buckets[i], hashes[i]);

		if (flow)
			prefetch(&flow->rule.stats);
	}
}

static __always_inline struct fdp_rule *find_default(const struct fdp_table *table,
						     u64 generation)
{
	struct fdp_default *miss = rcu_dereference(table->miss);
	struct fdp_default *older;

	while (unlikely(!fdp_rule_in_force(&miss->rule, generation))) {
		older = rcu_dereference(miss->older);
		if (!older)
			break;	/* the generation is over; the caller walks again */
		miss = older;
	}
	return &miss->rule;
}

/*
 * A flow's rule or the table's default, valid under RCU; never NULL.  Most often the
 * first flow that matches has the best priority that there is, and ends the search.
 */
static noinline struct fdp_rule *find_any(const struct fdp_table *table,
					  const struct fdp_key *key, u64 generation)
{
	const struct fdp_mask_array *array = rcu_dereference(table->masks);
	u64 words[FDP_KEY_WORDS] __uninitialized;
	struct fdp_rule *best = NULL;
	int priority = -1;
	unsigned int i;

	for (i = 0; i < array->count && array->masks[i].best_priority > priority; i++) {
		const struct fdp_mask *mask = array->masks[i].mask;
		unsigned int word_count = mask->word_count;
		struct fdp_flow_cursor cursor;
		struct fdp_flow *flow;

		fdp_mask_start(mask, fdp_mask_key(mask, word_count, words, key), &cursor);
		while ((flow = fdp_flow_cursor_next(&cursor))) {
			struct fdp_rule *rule = &flow->rule;

			if (!fdp_mask_matches(flow, words, word_count) ||
			    rule->priority <= priority || !fdp_rule_in_force(rule, generation))
				continue;
			if (likely(rule->priority == array->masks[i].best_priority))
				return rule;
			best = rule;
			priority = rule->priority;
		}
	}
	return best ?: find_default(table, generation);
}

/*
 * The same for tables of stations: @mask is the only one, and has two words, one with
 * the VLAN and one with the address.
 */
static noinline struct fdp_rule *find_station(const struct fdp_table *table,
					      const struct fdp_mask *mask, u16 best_priority,
					      const struct fdp_key *key, u64 generation)
{
	u64 words[2] __uninitialized;
	u32 hash = fdp_mask_key(mask, 2, words, key);
	struct fdp_flow *flow = fdp_flow_bucket_first(fdp_flow_hash_bucket(&mask->flows, hash),
						      hash);

	if (likely(flow && fdp_mask_matches(flow, words, 2) &&
		   flow->rule.priority == best_priority &&
		   fdp_rule_in_force(&flow->rule, generation)))
		return &flow->rule;
	return find_any(table, key, generation);
}

static __always_inline struct fdp_rule *find(const struct fdp_table *table,
					     const struct fdp_key *key, u64 generation)
{
	const struct fdp_mask_array *array = rcu_dereference(table->masks);
	const struct fdp_mask *mask;

	if (!array->count)
		return find_default(table, generation);
	mask = array->masks[0].mask;
	if (array->count == 1 && mask->word_count == 2)
		return find_station(table, mask, array->masks[0].best_priority, key, generation);
	return find_any(table, key, generation);
}

/*
 * The table that the rule leads to, most often the one that the table's default leads
 * to.  As a branch, that is predicted, and the CPU reads the next table while it still
 * waits for the flow; an address computed from the flow would have to wait for it.
 */
static __always_inline const struct fdp_table *
next_table(const struct fdp_switch *sw, const struct fdp_table *table, const struct fdp_rule *rule)
{
	u8 usual = rcu_dereference(table->miss)->rule.next_table;
	const struct fdp_table *next = &sw->tables[usual];

	OPTIMIZER_HIDE_VAR(next);	/* so that it is not derived from the rule */
	if (unlikely(rule->next_table != usual)) {
		next = &sw->tables[rule->next_table];
		barrier();		/* so that it stays a branch */
	}
	return next;
}

/**
 * fdp_walk - find the rules that a packet matches
 * @sw: the switch
 * @key: of the packet, read as deep as the view asks; changed by actions on the way
 * @generation: whose rules are in force
 * @path: written, but for its ingress, and without an out
 *
 * Each goto leads to a later table, so the walk ends.
 *
 * Context: RCU, bottom halves off.
 * Return: false if a transaction was committed meanwhile: the path may mix two
 * generations.
 */
bool fdp_walk(const struct fdp_switch *sw, struct fdp_key *key, u64 generation,
	      struct fdp_path *path)
{
	const struct fdp_table *table = sw->tables;
	unsigned int count = 0;
	bool straight = true;

	if (READ_ONCE(sw->large_tables))
		prefetch_tables(sw, key);
	for (;;) {
		struct fdp_rule *rule = find(table, key, generation);

		path->rules[count++] = rule;
		if (!rule->next_table)
			break;
		table = next_table(sw, table, rule);
		straight &= rule->does_nothing;
		if (unlikely(rule->rewrites))
			fdp_action_apply_key(rule->actions, key);
	}
	path->out = NULL;
	path->form = FDP_VLAN_AS_IS;
	path->straight = straight;
	path->count = count;
	/* The walk's reads come before that of the generation; see publish() of transaction.c. */
	smp_rmb();
	return fdp_switch_generation(sw) == generation;
}
