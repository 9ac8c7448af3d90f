/* SPDX-License-Identifier: GPL-2.0-only */
/* What flows and table defaults have in common: actions, statistics, generations. */
#ifndef _FLOWDP_RULE_H
#define _FLOWDP_RULE_H

#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include "action.h"

/* Values of fdp_rule.owner that are no CPU. */
#define FDP_RULE_NO_OWNER	U16_MAX		/* no CPU has used it yet */
#define FDP_RULE_PERCPU		(U16_MAX - 1)	/* each CPU has counters of its own */

struct fdp_rule_stats {
	u64 packets;
	u64 bytes;
	unsigned long used;	/* jiffies; meaningful if packets is not 0 */
};

/*
 * Most flows are used by one CPU at a time, and often by one only: it counts in the
 * cache line that it reads anyway.  If others use the flow often, each CPU gets counters
 * of its own, see flow_stats.c, and that line is not written any more.
 */
struct fdp_rule {
	u64 cookie;
	struct fdp_action_list *actions;
	struct fdp_rule_stats __percpu *percpu;	/* NULL: not yet */
	atomic64_t spare_packets;	/* of CPUs that have no others, and inherited ones */
	atomic64_t spare_bytes;
	/* What packets read and write: */
	struct fdp_rule_stats stats;	/* by the owner */
	u64 life;			/* see fdp_rule_in_force() */
	u16 owner;
	u16 priority;
	u16 output;			/* if only_output: by this port */
	u8 next_table;			/* where the actions lead; 0: nowhere, goto only goes up */
	u8 table : 4;
	u8 is_default : 1;
	u8 rewrites : 1;		/* some action changes the packet's fields */
	u8 does_nothing : 1;		/* there are no actions but that goto */
	u8 only_output : 1;		/* there is one action */
};

static_assert(FLOWDP_TABLES_MAX <= 16);

/* A rule's statistics, summed over all CPUs. */
struct fdp_rule_totals {
	u64 packets;
	u64 bytes;
	unsigned long used;
};

/*
 * fdp_rule.life is the generation of the rule's beginning, or, once that is known, of
 * its end, shifted left; it is odd for an end.  A packet of a generation before both is
 * told that the rule is in force, but it walks again, see fdp_lookup_walk().
 */
#define FDP_RULE_PENDING	(U64_MAX - 1)

static inline void fdp_rule_begin(struct fdp_rule *rule, u64 generation)
{
	WRITE_ONCE(rule->life, generation << 1);
}

static inline void fdp_rule_end(struct fdp_rule *rule, u64 generation)
{
	WRITE_ONCE(rule->life, generation << 1 | 1);
}

static inline bool fdp_rule_in_force(const struct fdp_rule *rule, u64 generation)
{
	u64 life = READ_ONCE(rule->life);

	return (life & 1) == ((generation << 1 | 1) < life);
}

/* The caller is the only writer.  The time costs nothing: the line is written anyway. */
static inline void fdp_rule_stats_add(struct fdp_rule_stats *stats, unsigned int bytes)
{
	WRITE_ONCE(stats->packets, stats->packets + 1);
	WRITE_ONCE(stats->bytes, stats->bytes + bytes);
	WRITE_ONCE(stats->used, jiffies);
}

void fdp_rule_set_actions(struct fdp_rule *rule, struct fdp_action_list *actions);
void fdp_rule_init(struct fdp_rule *rule, u8 table);
int fdp_rule_make_percpu(struct fdp_rule *rule);
void fdp_rule_destroy(struct fdp_rule *rule);
void fdp_rule_sum(const struct fdp_rule *rule, struct fdp_rule_totals *totals);
void fdp_rule_add(struct fdp_rule *rule, const struct fdp_rule_totals *totals);

#endif /* _FLOWDP_RULE_H */
