/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Groups: buckets of actions that flows share.
 */
#ifndef FLOW_GROUP_H
#define FLOW_GROUP_H

#include "actions.h"
#include "netlink.h"

struct flow_bucket {
	unsigned int count;
	struct flow_action *list;	/* owned by the group */
};

/* All zero is a group of kind "all" without buckets. */
struct flow_group {
	uint32_t switch_ifindex;
	uint32_t id;
	uint8_t kind;			/* enum flowdp_group_kind */
	unsigned int bucket_count;
	struct flow_bucket *buckets;

	/* Only in replies. */
	uint64_t packets;
	uint64_t bytes;
	uint32_t flows;
};

/* @item is the callee's; what it wants to keep it copies. */
typedef int flow_group_fn(const struct flow_group *item, void *data);

/* Appends a bucket with a copy of @actions; -ENOMEM or -ENOSPC. */
int flow_group_add_bucket(struct flow_group *group, const struct flow_actions *actions);
/* Frees the buckets. */
void flow_group_clear(struct flow_group *group);

/* Appends the id, the kind and the buckets. */
void flow_group_put(struct flow_message *message, const struct flow_group *object);
/* Reads a reply; the caller clears @object. */
int flow_group_parse(const struct nlmsghdr *header, struct flow_group *object);

/* -EEXIST if there is one of this id. */
int flow_group_new(struct flow_netlink *netlink, const struct flow_group *object);
/* Replaces all buckets; -ENOENT if there is none. */
int flow_group_set(struct flow_netlink *netlink, const struct flow_group *object);
/* -EBUSY while a flow names it. */
int flow_group_delete(struct flow_netlink *netlink, uint32_t switch_ifindex, uint32_t id);
int flow_group_dump(struct flow_netlink *netlink, uint32_t switch_ifindex, flow_group_fn *item,
		    flow_netlink_restart_fn *restart, void *data);

#endif
