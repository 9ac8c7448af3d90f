/* SPDX-License-Identifier: GPL-2.0-only */
/* Groups: lists of buckets that flows share. */
#ifndef _FLOWDP_GROUP_H
#define _FLOWDP_GROUP_H

#include <linux/rcupdate.h>
#include <linux/workqueue.h>
#include <net/netlink.h>

#include "action.h"

struct fdp_switch;
struct fdp_transaction;

struct fdp_bucket_array {
	struct rcu_work free_work;
	unsigned int count;
	struct fdp_action_list *buckets[];
};

struct fdp_group_stats {
	u64 packets;
	u64 bytes;
};

struct fdp_group {
	struct fdp_bucket_array __rcu *buckets;
	struct fdp_group_stats __percpu *stats;
	struct rcu_work free_work;
	unsigned int users;	/* action lists that name it; under the switch's lock */
	u32 id;
	u8 kind;		/* enum flowdp_group_kind */
	bool doomed;		/* being deleted by a transaction */
};

/* The buckets; RCU only. */
static inline const struct fdp_bucket_array *fdp_group_buckets(const struct fdp_group *group)
{
	return rcu_dereference(group->buckets);
}

void fdp_group_count(const struct fdp_group *group, unsigned int bytes);
void fdp_group_sum(const struct fdp_group *group, struct fdp_group_stats *totals);

struct fdp_group *fdp_group_find(struct fdp_switch *sw, u32 id);
const struct fdp_bucket_array *fdp_group_buckets_locked(struct fdp_switch *sw,
							const struct fdp_group *group);
void fdp_group_hold(struct fdp_group *group);
void fdp_group_release(struct fdp_group *group);

struct fdp_bucket_array *fdp_group_new_buckets(unsigned int count);
void fdp_group_free_buckets(struct fdp_bucket_array *array);
int fdp_group_add(struct fdp_transaction *transaction, u32 id, u8 kind,
		  struct fdp_bucket_array *array, struct netlink_ext_ack *extack);
int fdp_group_set(struct fdp_transaction *transaction, struct fdp_group *group,
		  struct fdp_bucket_array *array);
int fdp_group_delete(struct fdp_transaction *transaction, struct fdp_group *group,
		     struct netlink_ext_ack *extack);
void fdp_group_destroy_all(struct fdp_switch *sw);

#endif /* _FLOWDP_GROUP_H */
