/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames that are lists of frames, each with headers of its own. */
#ifndef _FLOWDP_FRAGLIST_H
#define _FLOWDP_FRAGLIST_H

#include <linux/skbuff.h>
#include <uapi/linux/flowdp.h>

struct fdp_key;
struct fdp_key_offsets;

static inline bool fdp_fraglist_is(const struct sk_buff *skb)
{
	return skb_is_gso(skb) && skb_shinfo(skb)->gso_type & SKB_GSO_FRAGLIST;
}

enum flowdp_drop_reason fdp_fraglist_join(struct sk_buff *skb, const struct fdp_key *key,
					  const struct fdp_key_offsets *at);

#endif /* _FLOWDP_FRAGLIST_H */
