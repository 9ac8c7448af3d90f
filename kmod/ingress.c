// SPDX-License-Identifier: GPL-2.0-only
/* Whether a packet may enter the switch, and which VLAN it enters. */
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/if_vlan.h>
#include <linux/sctp.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "ingress.h"

/* Finds the frame's VLAN, takes the tag off that says it, and tells if it may enter. */
static enum flowdp_drop_reason enter_vlan(struct fdp_packet *packet)
{
	const struct fdp_port_config *config = fdp_port_config(packet->in);
	struct sk_buff *skb = packet->skb;
	struct fdp_vlan_ingress vlan;
	enum flowdp_drop_reason reason;
	bool tagged = skb_vlan_tag_present(skb);

	reason = fdp_ingress_find_vlan(&config->vlan, skb, &vlan);
	if (reason)
		return reason;
	packet->nested = eth_type_vlan(skb->protocol) || (tagged && !vlan.strip);
	if (vlan.strip) {
		/* Behind a priority tag no other tag may follow. */
		if (packet->nested && !skb_vlan_tag_get_id(skb))
			return FLOWDP_DROP_INGRESS_TAGGED;
		__vlan_hwaccel_clear_tag(skb);
	}
	packet->vid = vlan.vid;
	packet->pcp = vlan.pcp;
	packet->dei = vlan.dei;
	return FLOWDP_DROP_NONE;
}

/* May a checksum be written at this offset from the transport header? */
static bool is_checksum_of(u8 protocol, int position)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return position == offsetof(struct tcphdr, check) ||
		       position >= (int)sizeof(struct tcphdr);
	case IPPROTO_UDP:
		return position == offsetof(struct udphdr, check) ||
		       position >= (int)sizeof(struct udphdr);
	case IPPROTO_SCTP:
		return position >= (int)offsetof(struct sctphdr, checksum);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return position == offsetof(struct icmphdr, checksum);
	default:
		return position >= 0;
	}
}

/*
 * Refuses frames whose checksum the device would write into a field that rules look at:
 * they would leave as other frames than the rules saw.
 */
static enum flowdp_drop_reason check_checksum(const struct fdp_packet *packet)
{
	const struct sk_buff *skb = packet->skb;
	int sum = skb_checksum_start_offset(skb) + skb->csum_offset;
	struct fdp_key_offsets at;
	enum fdp_depth depth;
	struct fdp_key key;
	u64 generation;

	depth = fdp_switch_view(packet->sw, &generation)->depth;
	if (depth == FDP_DEPTH_L2 && fdp_ingress_has_plain_type(skb))
		return FLOWDP_DROP_NONE;
	if (!fdp_packet_read_key(packet, FDP_DEPTH_L4, &key, &at))
		return FLOWDP_DROP_NO_MEMORY;
	if (!at.l3 || sum < at.l3)
		return FLOWDP_DROP_ACTION_FAILED;
	/* A malformed header is no exception: the checksum could make a valid one of it. */
	if (depth == FDP_DEPTH_L2 || !(key.layers & (FDP_LAYER_L3 | FDP_LAYER_MALFORMED)))
		return FLOWDP_DROP_NONE;
	if (!at.l4 || !is_checksum_of(key.ip_proto, sum - at.l4))
		return FLOWDP_DROP_ACTION_FAILED;
	return FLOWDP_DROP_NONE;
}

/*
 * In a list each frame has a checksum of its own, and software segmentation leaves them
 * incomplete; those of an ordinary GSO frame it completes.
 */
static noinline enum flowdp_drop_reason join_list(struct fdp_packet *packet)
{
	enum flowdp_drop_reason reason;
	struct fdp_key_offsets at;
	struct fdp_key key;

	if (!fdp_packet_read_key(packet, FDP_DEPTH_L4, &key, &at))
		return FLOWDP_DROP_NO_MEMORY;
	reason = fdp_fraglist_join(packet->skb, &key, &at);
	/* A tunnel's list stays as it is, for devices that take it. */
	return reason == FLOWDP_DROP_ACTION_FAILED ? FLOWDP_DROP_NONE : reason;
}

/**
 * fdp_ingress_checksum - see to a checksum that a device is to complete
 * @packet: the packet, with CHECKSUM_PARTIAL, in its VLAN
 *
 * Frames whose checksum would be written anywhere but into a checksum field are refused.
 *
 * Return: FLOWDP_DROP_NONE, or why the packet may not enter.
 */
enum flowdp_drop_reason fdp_ingress_checksum(struct fdp_packet *packet)
{
	struct sk_buff *skb = packet->skb;
	enum flowdp_drop_reason reason;

	if (!fdp_ingress_checksum_is_sane(skb)) {
		skb->ip_summed = CHECKSUM_NONE;
		return FLOWDP_DROP_NONE;
	}
	reason = check_checksum(packet);
	if (!reason && unlikely(fdp_fraglist_is(skb)))
		reason = join_list(packet);
	return reason;
}

/**
 * fdp_ingress_enter - let a packet enter its VLAN
 * @packet: the packet; a tag that only says which VLAN is taken off
 *
 * Context: RCU, bottom halves off.
 * Return: FLOWDP_DROP_NONE, or why the packet may not enter.
 */
enum flowdp_drop_reason fdp_ingress_enter(struct fdp_packet *packet)
{
	const struct fdp_port_config *config = fdp_port_config(packet->in);
	enum flowdp_drop_reason reason;

	if (!is_valid_ether_addr(packet->skb->data + ETH_ALEN))
		return FLOWDP_DROP_BAD_SOURCE;
	if (config->state < FLOWDP_PORT_STATE_LEARNING ||
	    unlikely(!READ_ONCE(packet->in->oper_up)))
		return FLOWDP_DROP_INGRESS_STATE;
	reason = enter_vlan(packet);
	if (!reason && unlikely(config->state == FLOWDP_PORT_STATE_LEARNING)) {
		fdp_upcall_learn(packet);
		reason = FLOWDP_DROP_INGRESS_STATE;
	}
	return reason;
}
