/* SPDX-License-Identifier: GPL-2.0-only */
/* The generic netlink family: requests find their switch, handlers do the rest. */
#ifndef _FLOWDP_NETLINK_H
#define _FLOWDP_NETLINK_H

#include <net/genetlink.h>
#include <uapi/linux/flowdp.h>

#include "compat.h"

struct fdp_switch;
struct fdp_transaction;

/* Says what is wrong with which attribute (or NULL), and evaluates to the error. */
#define fdp_refuse(extack, attr, error, message)			\
({									\
	NL_SET_ERR_MSG_ATTR(extack, attr, message);			\
	-(error);							\
})

/* A message under construction. */
struct fdp_message {
	struct sk_buff *skb;
	void *header;
};

/* One change that a request, or a part of a transaction, asks for. */
struct fdp_request {
	struct fdp_switch *sw;
	struct fdp_transaction *transaction;
	struct nlattr **attrs;
	const struct nlattr *first;	/* the same as bytes, for those that are repeated */
	int len;
	const struct nlattr *nest;	/* that holds them; NULL: the message */
	u16 flags;			/* NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE */
	struct netlink_ext_ack *extack;
};

enum fdp_netlink_group {
	FDP_NETLINK_GROUP_SWITCH,
	FDP_NETLINK_GROUP_FLOW,
};

/* Room for the longest flow: 64 actions, each of which may set an IPv6 address. */
#define FDP_FLOW_MESSAGE_SIZE	8192

/* Every set of attributes starts with the switch. */
#define FDP_ATTR_SWITCH		1

int fdp_netlink_new_message(struct fdp_message *message, u8 command, size_t size);
int fdp_netlink_unicast(struct fdp_message *message, struct net *net, u32 portid);
int fdp_netlink_new_reply(struct fdp_message *message, const struct genl_info *info,
			  u8 command, size_t size);
int fdp_netlink_reply(struct fdp_message *message, struct genl_info *info, int err);
int fdp_netlink_put_name(struct sk_buff *msg, int attr, const struct net_device *dev);
void *fdp_netlink_begin_object(struct sk_buff *skb, struct netlink_callback *cb, u8 command);
int fdp_netlink_end_object(struct sk_buff *skb, void *header, int err);

bool fdp_netlink_listened(const struct fdp_switch *sw, enum fdp_netlink_group group);
void fdp_netlink_multicast(struct fdp_message *message, const struct fdp_switch *sw,
			   enum fdp_netlink_group group);
void fdp_netlink_lost(const struct fdp_switch *sw, enum fdp_netlink_group group);

int fdp_netlink_check_dump(struct netlink_callback *cb);
struct fdp_switch *fdp_netlink_begin_dump(struct netlink_callback *cb);
void fdp_netlink_end_dump(struct fdp_switch *sw);
int fdp_netlink_dumped(const struct sk_buff *skb, bool complete);

int fdp_netlink_init(void);
void fdp_netlink_exit(void);

#endif /* _FLOWDP_NETLINK_H */
