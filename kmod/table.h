/* SPDX-License-Identifier: GPL-2.0-only */
/* Flow tables: what they hold, and how that changes. */
#ifndef _FLOWDP_TABLE_H
#define _FLOWDP_TABLE_H

#include "key.h"
#include "rule.h"

struct fdp_flow;
struct fdp_mask;
struct fdp_match;
struct fdp_switch;

/* A table's masks, those of highest priority first. */
struct fdp_mask_array {
	struct rcu_head rcu;
	unsigned int count;
	struct {
		u16 best_priority;
		struct fdp_mask *mask;
	} masks[];
};

/* What is done with packets that match no flow of a table; see table_default.c. */
struct fdp_default {
	struct fdp_rule rule;
	struct fdp_default __rcu *older;	/* in force until this one is */
	struct rcu_head rcu;
};

struct fdp_table {
	struct fdp_mask_array __rcu *masks;
	struct fdp_default __rcu *miss;
	unsigned int flow_count;
};

/* All bits that any rule of the switch looks at, and how deep to read for them. */
struct fdp_table_view {
	u64 since;		/* not to be used with an earlier generation */
	enum fdp_depth depth;
	bool shallow;		/* of an untagged frame, fdp_key_read_untagged() reads all */
	bool flat;		/* no table has more than one mask: to walk costs little */
	u8 word_count;		/* of bits, up to the last not zero; an untagged frame's at least */
	struct fdp_key bits;
	struct rcu_head rcu;
};

int fdp_table_init(struct fdp_switch *sw);
void fdp_table_destroy(struct fdp_switch *sw);

struct fdp_mask *fdp_table_get_mask(struct fdp_switch *sw, u8 table,
				    const struct fdp_key *bits, u16 priority);
int fdp_table_insert(struct fdp_switch *sw, struct fdp_flow *flow);
void fdp_table_remove(struct fdp_switch *sw, struct fdp_flow *flow);
struct fdp_flow *fdp_table_find_flow(struct fdp_switch *sw, u8 table, u16 priority,
				     const struct fdp_match *match);
void fdp_table_trim(struct fdp_switch *sw);
unsigned int fdp_table_mask_count(const struct fdp_switch *sw, u8 table);

#endif /* _FLOWDP_TABLE_H */
