/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of actions: compiled from netlink when installed, run on packets. */
#ifndef _FLOWDP_ACTION_H
#define _FLOWDP_ACTION_H

#include <net/netlink.h>

#include "field.h"

struct fdp_group;
struct fdp_packet;
struct fdp_switch;

struct fdp_action {
	u8 type;	/* enum flowdp_action_attr */
	bool last;	/* the packet is not needed after this one */
	union {
		u16 port;		/* OUTPUT */
		u8 table;		/* GOTO */
		struct fdp_group *group;	/* GROUP; the list holds a use of it */
		struct fdp_field_set *set;	/* SET; the action's own, since it is large */
		struct {
			__be16 tpid;
			__be16 tci;
		} tag;			/* PUSH_VLAN */
		struct {
			u64 userdata;
			u16 bytes;
			u8 class;
		} upcall;		/* UPCALL */
	};
};

/* Immutable once made.  Freed by its owner, after a grace period if it was published. */
struct fdp_action_list {
	u16 count;
	u16 steps;		/* actions to run: all but a final goto, which lookup follows */
	u8 next_table;		/* of a final goto; 0: none */
	bool rewrites;		/* some action changes the packet's fields */
	struct fdp_action actions[];
};

/* Where a list stands decides what it may hold. */
struct fdp_action_place {
	struct fdp_switch *sw;
	int table;		/* of the flow or default; -1: no goto */
	bool group;		/* may it name groups? */
};

extern const struct nla_policy fdp_action_policy[FLOWDP_A_ACTION_MAX + 1];

struct fdp_action_list *fdp_action_parse(const struct fdp_action_place *place,
					 const struct nlattr *nest,
					 struct netlink_ext_ack *extack);
void fdp_action_hold_groups(const struct fdp_action_list *list);
void fdp_action_release_groups(const struct fdp_action_list *list);
void fdp_action_clear(struct fdp_action_list *list);
void fdp_action_free(struct fdp_action_list *list);
int fdp_action_put(struct sk_buff *msg, const struct fdp_action *action);
int fdp_action_put_list(struct sk_buff *msg, int attr, const struct fdp_action_list *list);

void fdp_action_apply_key(const struct fdp_action_list *list, struct fdp_key *key);

#endif /* _FLOWDP_ACTION_H */
