/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a packet may enter the switch, and which VLAN it enters. */
#ifndef _FLOWDP_INGRESS_H
#define _FLOWDP_INGRESS_H

#include "packet.h"
#include "path.h"

enum flowdp_drop_reason fdp_ingress_enter(struct fdp_packet *packet);
enum flowdp_drop_reason fdp_ingress_checksum(struct fdp_packet *packet);

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
