// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames that are lists of frames, each with headers of its own: what a netdev with
 * rx-gro-list on makes of a flow's frames.
 *
 * When such a list is segmented, the others get the first frame's Ethernet header,
 * addresses and ports.  Any other change to the first frame would stay in that one
 * alone.
 */
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip6_checksum.h>

#include "fraglist.h"
#include "key.h"

/* The sum of the pseudo header, from which the device completes the checksum. */
static __sum16 pseudo_sum(const struct sk_buff *skb, const struct fdp_key *key,
			  const struct fdp_key_offsets *at)
{
	unsigned int len = skb->len - at->l4;
	const struct ipv6hdr *ip6;
	const struct iphdr *ip;

	if (key->eth_type == htons(ETH_P_IPV6)) {
		ip6 = (const struct ipv6hdr *)(skb->data + at->l3);
		return ~csum_ipv6_magic(&ip6->saddr, &ip6->daddr, len, key->ip_proto, 0);
	}
	ip = (const struct iphdr *)(skb->data + at->l3);
	return ~csum_tcpudp_magic(ip->saddr, ip->daddr, len, key->ip_proto, 0);
}

/**
 * fdp_fraglist_join - turn a list into an ordinary GSO frame, with one set of headers
 * @skb: a list, with skb->data at the Ethernet header; pointers into it are void
 *	afterwards
 * @key: what was read of it, down to the transport
 * @at: where that lies
 *
 * The payloads lie as in any GSO frame: only the checksum is prepared for the device.
 *
 * Return: FLOWDP_DROP_NONE; FLOWDP_DROP_ACTION_FAILED if it is to stay a list, and
 * nothing was changed; or FLOWDP_DROP_NO_MEMORY.
 */
enum flowdp_drop_reason fdp_fraglist_join(struct sk_buff *skb, const struct fdp_key *key,
					  const struct fdp_key_offsets *at)
{
	bool tcp = key->ip_proto == IPPROTO_TCP;
	unsigned int end = at->l4 + (tcp ? sizeof(struct tcphdr) : sizeof(struct udphdr));

	/* A tunnel's list is one of inner frames, and a partial checksum may be an inner one. */
	if (skb->encapsulation || at->routed || !(key->layers & FDP_LAYER_L4) ||
	    (!tcp && key->ip_proto != IPPROTO_UDP) ||
	    (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_start_offset(skb) != at->l4))
		return FLOWDP_DROP_ACTION_FAILED;
	if (!pskb_may_pull(skb, end) || skb_unclone(skb, GFP_ATOMIC))
		return FLOWDP_DROP_NO_MEMORY;
	if (!skb_partial_csum_set(skb, at->l4, tcp ? offsetof(struct tcphdr, check) :
						     offsetof(struct udphdr, check)))
		return FLOWDP_DROP_ACTION_FAILED;
	*(__sum16 *)(skb_transport_header(skb) + skb->csum_offset) = pseudo_sum(skb, key, at);
	skb_shinfo(skb)->gso_type &= ~SKB_GSO_FRAGLIST;
	return FLOWDP_DROP_NONE;
}
