/* SPDX-License-Identifier: GPL-2.0-only */
/* A flow: match, priority, actions, timeouts; and its life inside transactions. */
#ifndef _FLOWDP_FLOW_H
#define _FLOWDP_FLOW_H

#include <linux/list.h>

#include "field.h"
#include "rule.h"

struct fdp_mask;
struct fdp_switch;
struct fdp_transaction;

/*
 * Made by a transaction, in force from its commit on; doomed by a later one, out of
 * force from that one's commit on, and freed a grace period later.  Packets read rule,
 * mask and key; flow_stats.c guards heir and replaces; all else is guarded by the
 * switch's lock.
 */
struct fdp_flow {
	struct fdp_mask *mask;
	struct hlist_node timer;	/* see timeout.c */
	union {
		struct list_head change;	/* in the transaction that adds or removes it */
		struct rcu_head rcu;		/* once it is out of force */
	};
	union {
		struct fdp_flow *leader;	/* the flow with which this one goes, or NULL */
		struct fdp_flow *heir;		/* if replaced: by what, or NULL if that is gone */
	};
	struct list_head kin;		/* a leader's followers; a follower's place there */
	struct fdp_flow *replaces;	/* what was in its place, until that is freed; or NULL */
	u64 created : 41;		/* jiffies */
	u64 idle_timeout : 23;		/* seconds; 0: none */
	u32 id;				/* in fdp_switch.flows */
	u32 hard_timeout : 23;
	u32 why : 4;			/* enum flowdp_removed, once doomed */
	u32 pending : 1;		/* not committed yet */
	u32 doomed : 1;			/* being removed */
	u32 replaced : 1;		/* removed, and another is in its place */
	/* What packets read starts at rule.stats: one cache line, with a key of three words. */
	struct fdp_rule rule;
	u64 key[];			/* the words that mask names, masked; then the actions */
};

static_assert(FLOWDP_TIMEOUT_MAX >> 23 == 0);

static inline unsigned long fdp_flow_created(const struct fdp_flow *flow)
{
	return flow->created;
}

/* What identifies a flow. */
struct fdp_flow_identity {
	u8 table;
	u16 priority;
	struct fdp_match match;
};

struct fdp_flow_spec {
	struct fdp_flow_identity identity;
	const struct nlattr *actions;	/* or NULL */
	const struct fdp_flow_identity *leader;	/* or NULL */
	u64 cookie;
	u32 idle_timeout;
	u32 hard_timeout;
	u16 flags;			/* NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE */
};

/* Which flows a request speaks of. */
struct fdp_flow_filter {
	int table;			/* -1: any */
	u64 cookie;
	u64 cookie_mask;
	struct fdp_match match;
};

int fdp_flow_add(struct fdp_transaction *transaction, const struct fdp_flow_spec *spec,
		 struct netlink_ext_ack *extack);
struct fdp_flow *fdp_flow_find(struct fdp_switch *sw, const struct fdp_flow_identity *identity);
void fdp_flow_doom(struct fdp_transaction *transaction, struct fdp_flow *flow, u8 why);
void fdp_flow_doom_matching(struct fdp_transaction *transaction,
			    const struct fdp_flow_filter *filter);
bool fdp_flow_passes(const struct fdp_flow *flow, const struct fdp_flow_filter *filter);
void fdp_flow_get_match(const struct fdp_flow *flow, struct fdp_match *match);

void fdp_flow_commit_added(struct fdp_switch *sw, struct fdp_flow *flow);
void fdp_flow_abort_added(struct fdp_switch *sw, struct fdp_flow *flow);
void fdp_flow_commit_removed(struct fdp_switch *sw, struct fdp_flow *flow);
void fdp_flow_abort_removed(struct fdp_switch *sw, struct fdp_flow *flow);
void fdp_flow_destroy_all(struct fdp_switch *sw);

#endif /* _FLOWDP_FLOW_H */
