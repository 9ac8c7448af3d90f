/* SPDX-License-Identifier: GPL-2.0-only */
/* Packet fields by attribute: where each lies in a key, and its netlink form. */
#ifndef _FLOWDP_FIELD_H
#define _FLOWDP_FIELD_H

#include <net/netlink.h>
#include <uapi/linux/flowdp.h>

#include "key.h"

/* What a flow matches.  Bits of key outside of mask are zero. */
struct fdp_match {
	struct fdp_key key;
	struct fdp_key mask;
};

/* A set action: the bits of one field to write. */
struct fdp_field_set {
	u8 attr;	/* enum flowdp_field_attr */
	u8 value[16];	/* zero where mask is */
	u8 mask[16];
};

extern const struct nla_policy fdp_field_policy[FLOWDP_A_FIELD_MAX + 1];

int fdp_field_parse_match(struct fdp_match *match, const struct nlattr *key,
			  const struct nlattr *mask, struct netlink_ext_ack *extack);
int fdp_field_put_match(struct sk_buff *msg, int key_attr, int mask_attr,
			const struct fdp_match *match);
int fdp_field_put_key(struct sk_buff *msg, int attr, const struct fdp_key *key);

int fdp_field_parse_set(struct fdp_field_set *set, const struct nlattr *key,
			const struct nlattr *mask, struct netlink_ext_ack *extack);
int fdp_field_put_set(struct sk_buff *msg, int key_attr, int mask_attr,
		      const struct fdp_field_set *set);
void fdp_field_apply_set(struct fdp_key *key, const struct fdp_field_set *set);

#endif /* _FLOWDP_FIELD_H */
