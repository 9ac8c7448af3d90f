/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flow entries: what the kernel's tables hold.
 */
#ifndef FLOW_ENTRY_H
#define FLOW_ENTRY_H

#include "actions.h"
#include "match.h"
#include "netlink.h"

/* What tells one flow from another within a switch. */
struct flow_identity {
	uint8_t table;
	uint16_t priority;
	struct flow_match match;
};

#define FLOW_ENTRY_IDLE_NEVER	UINT64_MAX

struct flow_entry {
	uint32_t switch_ifindex;
	struct flow_identity identity;
	struct flow_actions actions;
	uint64_t cookie;
	uint32_t idle_timeout;		/* seconds; 0: none */
	uint32_t hard_timeout;		/* seconds; 0: none */
	bool has_leader;
	struct flow_identity leader;	/* this flow goes when that one does */

	/* Only in replies and events. */
	uint64_t packets;
	uint64_t bytes;
	uint64_t age_ms;		/* since it was installed */
	uint64_t idle_ms;		/* since it last matched, or FLOW_ENTRY_IDLE_NEVER */
	uint8_t removed;		/* enum flowdp_removed; only in events */
};

/* Which flows to list or delete: those that agree with all that is given; all zero: every flow. */
struct flow_filter {
	bool has_table;
	bool has_cookie;
	uint8_t table;
	uint64_t cookie;
	uint64_t cookie_mask;		/* 0 means all bits */
	struct flow_match match;	/* no fields: not given */
};

typedef int flow_entry_fn(const struct flow_entry *item, void *data);

/* Append attributes, without the switch. */
void flow_entry_put(struct flow_message *message, const struct flow_entry *object);
void flow_entry_put_identity(struct flow_message *message, const struct flow_identity *identity);
void flow_entry_put_filter(struct flow_message *message, const struct flow_filter *filter);
/* Reads a reply or event of a flow. */
int flow_entry_parse(const struct nlmsghdr *header, struct flow_entry *object);

/*
 * Installs @object.  @flags: NLM_F_CREATE (make it if it is not there),
 * NLM_F_EXCL (-EEXIST if it is), NLM_F_REPLACE (change it if it is; its
 * statistics stay); -ENOENT if it is not there and NLM_F_CREATE isn't given.
 */
int flow_entry_new(struct flow_netlink *netlink, const struct flow_entry *object, uint16_t flags);
int flow_entry_delete(struct flow_netlink *netlink, uint32_t switch_ifindex,
		      const struct flow_identity *identity);
int flow_entry_delete_matching(struct flow_netlink *netlink, uint32_t switch_ifindex,
			       const struct flow_filter *filter);
int flow_entry_get(struct flow_netlink *netlink, uint32_t switch_ifindex,
		   const struct flow_identity *identity, struct flow_entry *object);
/* @filter may be NULL: every flow. */
int flow_entry_dump(struct flow_netlink *netlink, uint32_t switch_ifindex,
		    const struct flow_filter *filter, flow_entry_fn *item,
		    flow_netlink_restart_fn *restart, void *data);

#endif
