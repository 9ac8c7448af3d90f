/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a flow does: a list of actions.
 *
 * Netlink: actions_netlink.c; words: actions_text.c; JSON: actions_json.c.
 */
#ifndef FLOW_ACTIONS_H
#define FLOW_ACTIONS_H

#include <jansson.h>
#include "field.h"
#include "message.h"
#include "words.h"

/* One action; which member counts follows from its kind. */
struct flow_action {
	uint16_t kind;			/* FLOWDP_A_ACTION_* */
	union {
		uint32_t port;		/* OUTPUT */
		uint32_t group;		/* GROUP */
		uint8_t table;		/* GOTO */
		struct {
			uint16_t tpid;	/* host byte order: ETH_P_8021Q or ETH_P_8021AD */
			uint16_t tci;	/* host byte order */
		} push;			/* PUSH_VLAN */
		struct {
			uint16_t field;	/* FLOWDP_A_FIELD_* */
			union flow_value value;
			union flow_value mask;
		} set;			/* SET */
		struct {
			uint64_t userdata;
			uint32_t bytes;	/* 0: the kernel's default */
			uint8_t class;	/* enum flowdp_upcall_class */
		} upcall;		/* UPCALL */
	};
};

/* All zero drops. */
struct flow_actions {
	unsigned int count;
	struct flow_action list[FLOWDP_ACTIONS_MAX];
};

/* Each appends an action; -ENOSPC if the list is full. */
int flow_actions_output(struct flow_actions *actions, uint32_t port);
int flow_actions_group(struct flow_actions *actions, uint32_t group);
int flow_actions_flood(struct flow_actions *actions);
int flow_actions_drop(struct flow_actions *actions);
int flow_actions_push_vlan(struct flow_actions *actions, uint16_t tpid, uint16_t tci);
int flow_actions_pop_vlan(struct flow_actions *actions);
int flow_actions_set(struct flow_actions *actions, unsigned int field,
		     const union flow_value *value, const union flow_value *mask);
int flow_actions_upcall(struct flow_actions *actions, uint8_t class, uint64_t userdata,
			uint32_t bytes);
int flow_actions_goto(struct flow_actions *actions, uint8_t table);

bool flow_actions_equal(const struct flow_actions *a, const struct flow_actions *b);

/* Appends @count actions as one nested attribute of @type. */
void flow_actions_put(struct flow_message *message, uint16_t type,
		      const struct flow_action *list, unsigned int count);

/* Reads them back.  -EBADMSG: a wrong length, an action unknown here, or too many. */
int flow_actions_get(const struct nlattr *nest, struct flow_actions *actions);

/*
 * Reads actions until the words end or one is no action's name:
 *
 *    output PORT | group ID | flood | drop | pop_vlan | goto TABLE
 *    push_vlan [tpid 802.1Q|802.1ad] [tci TCI | vid VID [pcp PCP]]
 *    set FIELD VALUE[/MASK]
 *    upcall [class learn|action] [userdata N] [bytes N]
 */
int flow_actions_parse(struct flow_words *words, const struct flow_ports *ports,
		       struct flow_actions *actions, struct flow_error *error);

/* Behind the last action there is to be no other word. */
int flow_actions_end(const struct flow_words *words, struct flow_error *error);

/* The same in words that parse back to it; "drop" for none.  The caller frees it; NULL: no memory. */
char *flow_actions_format(const struct flow_action *list, unsigned int count,
			  const struct flow_ports *ports);

/* [{"set": {"vid": 10}}, {"output": 3}] */
json_t *flow_actions_to_json(const struct flow_action *list, unsigned int count);

#endif
