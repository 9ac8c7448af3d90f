// SPDX-License-Identifier: GPL-2.0-only
/* What flows and table defaults have in common: actions, statistics, generations. */
#include <linux/percpu.h>

#include "rule.h"

/* Makes a rule that is not in force and has no actions yet; 0 or -ENOMEM. */
int fdp_rule_init(struct fdp_rule *rule, u8 table)
{
	rule->stats = alloc_percpu_gfp(struct fdp_rule_stats, GFP_KERNEL);
	if (!rule->stats)
		return -ENOMEM;
	rule->table = table;
	rule->added = FDP_GENERATION_NEVER;
	rule->removed = FDP_GENERATION_NEVER;
	return 0;
}

/* The rule owns @actions from here on; it is not in force yet. */
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
	free_percpu(rule->stats);
	fdp_action_free(rule->actions);
}

/* Counters are read while others write them: each is exact, their sum is of no one moment. */
void fdp_rule_sum(const struct fdp_rule *rule, struct fdp_rule_totals *totals)
{
	int cpu;

	*totals = (struct fdp_rule_totals){};
	for_each_possible_cpu(cpu) {
		const struct fdp_rule_stats *stats = per_cpu_ptr(rule->stats, cpu);
		u64 packets = READ_ONCE(stats->packets);
		unsigned long used = READ_ONCE(stats->used);

		if (!packets)
			continue;
		if (!totals->packets || time_after(used, totals->used))
			totals->used = used;
		totals->packets += packets;
		totals->bytes += READ_ONCE(stats->bytes);
	}
}
