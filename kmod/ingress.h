/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a packet may enter the switch, and which VLAN it enters. */
#ifndef _FLOWDP_INGRESS_H
#define _FLOWDP_INGRESS_H

#include <linux/etherdevice.h>

#include "fraglist.h"
#include "packet.h"
#include "path.h"

enum flowdp_drop_reason fdp_ingress_enter(struct fdp_packet *packet);
enum flowdp_drop_reason fdp_ingress_checksum(struct fdp_packet *packet);

/* The VLAN of a frame that enters, from the tag beside its bytes; see fdp_vlan_ingress(). */
static inline enum flowdp_drop_reason fdp_ingress_find_vlan(const struct fdp_vlan *vlan,
							    const struct sk_buff *skb,
							    struct fdp_vlan_ingress *result)
{
	if (!skb_vlan_tag_present(skb))
		return fdp_vlan_ingress(vlan, 0, 0, result);
	return fdp_vlan_ingress(vlan, skb->vlan_proto, htons(skb_vlan_tag_get(skb)), result);
}

/* The checksum that a device is to complete lies inside the frame. */
static inline bool fdp_ingress_checksum_is_sane(const struct sk_buff *skb)
{
	int start = skb_checksum_start_offset(skb);

	return start >= ETH_HLEN && start + skb->csum_offset + sizeof(__sum16) <= skb->len;
}

/* Is L2 just the Ethernet header, which sane checksums stay out of? */
static inline bool fdp_ingress_has_plain_type(const struct sk_buff *skb)
{
	__be16 type = ((const struct ethhdr *)skb->data)->h_proto;

	return eth_proto_is_802_3(type) && !eth_type_vlan(type);
}

/* Would fdp_ingress_checksum() do nothing to a frame that rules read no deeper than L2? */
static inline bool fdp_ingress_checksum_is_payload(const struct sk_buff *skb)
{
	return fdp_ingress_checksum_is_sane(skb) && fdp_ingress_has_plain_type(skb) &&
	       !fdp_fraglist_is(skb);
}

/* Lets a packet enter as the one that the path was found for. */
static inline enum flowdp_drop_reason fdp_ingress_follow(struct fdp_packet *packet,
							 const struct fdp_path *path)
{
	const struct fdp_vlan_ingress *ingress = &path->ingress;
	struct sk_buff *skb = packet->skb;

	if (unlikely(!READ_ONCE(packet->in->oper_up)))
		return FLOWDP_DROP_INGRESS_STATE;
	if (ingress->strip)
		__vlan_hwaccel_clear_tag(skb);
	packet->nested = eth_type_vlan(skb->protocol) || skb_vlan_tag_present(skb);
	packet->vid = ingress->vid;
	packet->pcp = ingress->pcp;
	packet->dei = ingress->dei;
	return FLOWDP_DROP_NONE;
}

#endif /* _FLOWDP_INGRESS_H */
