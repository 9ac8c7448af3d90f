/* SPDX-License-Identifier: GPL-2.0-only */
/* What flows and table defaults have in common: actions, statistics, generations. */
#ifndef _FLOWDP_RULE_H
#define _FLOWDP_RULE_H

#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include "action.h"

/* Generation of what is not in force yet, and end of what is not to be removed. */
#define FDP_GENERATION_NEVER	U64_MAX

struct fdp_rule_stats {
	u64 packets;
	u64 bytes;
	unsigned long used;	/* jiffies; meaningful if packets is not 0 */
};

struct fdp_rule {
	u64 cookie;
	struct fdp_action_list *actions;
	struct fdp_rule_stats __percpu *stats;
	u64 added;		/* in force from this generation on */
	u64 removed;		/* and until before this one */
	u16 priority;
	u8 table;
	bool is_default;
	/* What packets need of the actions most often: */
	u8 next_table;		/* where they lead at last; 0: nowhere, goto only goes up */
	bool rewrites;		/* some change the packet's fields */
	bool does_nothing;	/* there are none but that goto */
	bool only_output;	/* there is one, an output by this port: */
	u16 output;
};

/* What a rule's statistics come to over all CPUs. */
struct fdp_rule_totals {
	u64 packets;
	u64 bytes;
	unsigned long used;
};

static inline bool fdp_rule_in_force(const struct fdp_rule *rule, u64 generation)
{
	return READ_ONCE(rule->added) <= generation && generation < READ_ONCE(rule->removed);
}

/* Bottom halves are off. */
static inline void fdp_rule_count(const struct fdp_rule *rule, unsigned int bytes)
{
	struct fdp_rule_stats *stats = this_cpu_ptr(rule->stats);
	unsigned long now = jiffies;

	WRITE_ONCE(stats->packets, stats->packets + 1);
	WRITE_ONCE(stats->bytes, stats->bytes + bytes);
	if (stats->used != now)
		WRITE_ONCE(stats->used, now);
}

void fdp_rule_set_actions(struct fdp_rule *rule, struct fdp_action_list *actions);
int fdp_rule_init(struct fdp_rule *rule, u8 table);
void fdp_rule_destroy(struct fdp_rule *rule);
void fdp_rule_sum(const struct fdp_rule *rule, struct fdp_rule_totals *totals);

#endif /* _FLOWDP_RULE_H */
