// SPDX-License-Identifier: GPL-2.0-only
/* What flows and table defaults have in common: actions, statistics, generations. */
#include <linux/percpu.h>

#include "rule.h"

/* Initialises a rule, all zero before: not in force, and without actions. */
void fdp_rule_init(struct fdp_rule *rule, u8 table)
{
	rule->table = table;
	rule->owner = FDP_RULE_NO_OWNER;
	rule->life = FDP_RULE_PENDING;
}

/* Gives each CPU counters of its own; 0 or -ENOMEM.  One caller at a time. */
int fdp_rule_make_percpu(struct fdp_rule *rule)
{
	struct fdp_rule_stats __percpu *percpu;

	if (rule->percpu)
		return 0;
	percpu = alloc_percpu_gfp(struct fdp_rule_stats, GFP_KERNEL);
	if (!percpu)
		return -ENOMEM;
	/* Pairs with fdp_rule_sum(), which must see them zeroed. */
	smp_store_release(&rule->percpu, percpu);
	/* Pairs with fdp_flow_stats_count(). */
	smp_store_release(&rule->owner, FDP_RULE_PERCPU);
	return 0;
}

/* The rule is not in force yet; @actions must live as long as it does. */
void fdp_rule_set_actions(struct fdp_rule *rule, struct fdp_action_list *actions)
{
	rule->actions = actions;
	rule->next_table = actions->next_table;
	rule->rewrites = actions->rewrites;
	rule->does_nothing = !actions->steps;
	rule->only_output = actions->count == 1 &&
			    actions->actions[0].type == FLOWDP_A_ACTION_OUTPUT;
	if (rule->only_output)
		rule->output = actions->actions[0].port;
}

/* No reader may hold the rule any more. */
void fdp_rule_destroy(struct fdp_rule *rule)
{
	free_percpu(rule->percpu);
}

static void note_use(struct fdp_rule_totals *totals, unsigned long used)
{
	if (!totals->packets || time_after(used, totals->used))
		totals->used = used;
}

static void add_stats(struct fdp_rule_totals *totals, const struct fdp_rule_stats *stats)
{
	u64 packets = READ_ONCE(stats->packets);

	if (!packets)
		return;
	note_use(totals, READ_ONCE(stats->used));
	totals->packets += packets;
	totals->bytes += READ_ONCE(stats->bytes);
}

/*
 * Adds what the rule has counted to @totals.  Counters are read while CPUs write them:
 * each one is exact, but they are not read at one moment.
 */
void fdp_rule_sum(const struct fdp_rule *rule, struct fdp_rule_totals *totals)
{
	/* Pairs with fdp_rule_make_percpu(). */
	const struct fdp_rule_stats __percpu *percpu = smp_load_acquire(&rule->percpu);
	u64 spare = atomic64_read(&rule->spare_packets);
	int cpu;

	add_stats(totals, &rule->stats);
	if (spare) {
		note_use(totals, READ_ONCE(rule->stats.used));
		totals->packets += spare;
		totals->bytes += atomic64_read(&rule->spare_bytes);
	}
	if (!percpu)
		return;
	for_each_possible_cpu(cpu)
		add_stats(totals, per_cpu_ptr(percpu, cpu));
}

/* Adds what other rules have counted to this one's counters. */
void fdp_rule_add(struct fdp_rule *rule, const struct fdp_rule_totals *totals)
{
	struct fdp_rule_totals before = {};

	if (!totals->packets)
		return;
	fdp_rule_sum(rule, &before);
	if (!before.packets || time_after(totals->used, before.used))
		WRITE_ONCE(rule->stats.used, totals->used);
	atomic64_add(totals->bytes, &rule->spare_bytes);
	atomic64_add(totals->packets, &rule->spare_packets);
}
