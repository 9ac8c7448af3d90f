// SPDX-License-Identifier: GPL-2.0-only
/* The way out: whether a packet may leave by a port, and its leaving. */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <net/dst.h>
#include <net/xfrm.h>

#include "trace.h"
#include "tx.h"

/* Two ports that a private VLAN keeps apart (RFC 5517)? */
static bool isolated(const struct fdp_port *port, const struct fdp_port_config *out)
{
	const struct fdp_port_config *in;
	bool out_isolated = out->flags & FLOWDP_PORT_F_ISOLATED, in_isolated;

	if (!port || (!out_isolated && !out->community))
		return false;
	in = fdp_port_config(port);
	in_isolated = in->flags & FLOWDP_PORT_F_ISOLATED;
	if (!in_isolated && !in->community)
		return false;
	return in_isolated || out_isolated || in->community != out->community;
}

/**
 * fdp_tx_admits - may such packets leave by the port?
 * @in: the port that they came in by; NULL: none
 * @vid: their VLAN
 * @port: the port
 * @form: set if they may: how
 *
 * The answer is good until the switch has another generation.
 *
 * Return: FLOWDP_DROP_NONE, or why not.
 */
enum flowdp_drop_reason fdp_tx_admits(const struct fdp_port *in, u16 vid,
				      const struct fdp_port *port, enum fdp_vlan_form *form)
{
	const struct fdp_port_config *config = fdp_port_config(port);

	if (port == in && !(config->flags & FLOWDP_PORT_F_HAIRPIN))
		return FLOWDP_DROP_SAME_PORT;
	if (isolated(in, config))
		return FLOWDP_DROP_ISOLATED;
	if (config->state != FLOWDP_PORT_STATE_FORWARDING)
		return FLOWDP_DROP_EGRESS_STATE;
	return fdp_vlan_egress(&config->vlan, vid, form);
}

/* The frame's first tag, beside the bytes or in them; false if it is cut short. */
static bool read_first_tag(const struct sk_buff *skb, __be16 *tpid, __be16 *tci)
{
	*tpid = 0;
	*tci = 0;
	if (skb_vlan_tag_present(skb)) {
		*tpid = skb->vlan_proto;
		*tci = htons(skb_vlan_tag_get(skb));
	} else if (eth_type_vlan(skb->protocol)) {
		*tpid = skb->protocol;
		return !skb_copy_bits(skb, ETH_HLEN, tci, sizeof(*tci));
	}
	return true;
}

/**
 * fdp_tx_may_lead - may the frame's first tag be the first one on the wire?
 * @packet: the packet; its first tag came with it, if @form is not CUSTOMER
 * @port: the port
 * @form: how it would leave
 *
 * The next switch would take it for the frame's VLAN.  That is right only for a
 * customer's tag, and only for one that could have entered here.
 */
bool fdp_tx_may_lead(const struct fdp_packet *packet, const struct fdp_port *port,
		     enum fdp_vlan_form form)
{
	__be16 tpid, tci;

	if (form != FDP_VLAN_CUSTOMER)
		return form != FDP_VLAN_UNTAGGED;
	return read_first_tag(packet->skb, &tpid, &tci) &&
	       fdp_vlan_has_customer(&fdp_port_config(port)->vlan, tpid, tci);
}

/* The contents of the tag with which a packet leaves by a port, if it leaves TAGGED. */
static u16 tag_tci(const struct fdp_vlan *vlan, u16 vid, u8 pcp, bool dei)
{
	return pcp << FDP_VLAN_PCP_SHIFT | (dei ? FDP_VLAN_DEI : 0) |
	       fdp_vlan_local_vid(vlan, vid);
}

/**
 * fdp_tx_resolve - note with which tag packets leave by a port
 * @path: theirs; its out, form TAGGED and ingress are set, and its tag is, then
 */
void fdp_tx_resolve(struct fdp_path *path)
{
	const struct fdp_vlan *vlan = &fdp_port_config(path->out)->vlan;
	const struct fdp_vlan_ingress *ingress = &path->ingress;

	path->tag_tpid = fdp_vlan_tpid(vlan);
	path->tag_tci = tag_tci(vlan, ingress->vid, ingress->pcp, ingress->dei);
}

/* Returns false without memory. */
static bool add_tag(struct sk_buff *skb, const struct fdp_packet *packet,
		    const struct fdp_port *port)
{
	const struct fdp_vlan *vlan = &fdp_port_config(port)->vlan;

	return !skb_vlan_push(skb, fdp_vlan_tpid(vlan),
			      tag_tci(vlan, packet->vid, packet->pcp, packet->dei));
}

/* Up the host's stack, as received by the switch's netdev; false if there is no room. */
static bool deliver(struct sk_buff *skb, struct net_device *dev)
{
	skb_orphan(skb);
	skb_dst_drop(skb);
	nf_reset_ct(skb);
	secpath_reset(skb);
	skb_set_queue_mapping(skb, 0);	/* it was that of another netdev */
	skb->pkt_type = PACKET_HOST;
	skb->protocol = eth_type_trans(skb, dev);
	skb_postpull_rcsum(skb, eth_hdr(skb), ETH_HLEN);
	return netif_rx(skb) == NET_RX_SUCCESS;
}

/**
 * fdp_tx_find_network_header - set the network header behind all tags in the bytes
 * @skb: a frame with a tag in its bytes
 *
 * Drivers that complete a checksum need its real place.
 *
 * Return: false if there is none.
 */
bool fdp_tx_find_network_header(struct sk_buff *skb)
{
	int depth;

	if (!vlan_get_protocol_and_depth(skb, skb->protocol, &depth))
		return false;
	skb_set_network_header(skb, depth);
	return true;
}

static void send(struct fdp_packet *packet, const struct fdp_port *port, struct sk_buff *skb)
{
	unsigned int length = fdp_packet_length(skb);
	bool gone;

	gone = port->number == FLOWDP_PORT_LOCAL ? deliver(skb, port->dev) :
						   fdp_tx_transmit(skb, port->dev);
	if (!gone) {
		fdp_packet_refuse_copy(packet, port, FLOWDP_DROP_EGRESS_DEVICE);
		return;
	}
	packet->sent = true;
	fdp_port_count_frame(port, FDP_PORT_TX_PACKETS, length);
}

/**
 * fdp_tx_send - let the packet leave by a port
 * @packet: the packet, which fdp_tx_fits() lets pass
 * @port: the port
 * @form: what fdp_tx_admits() said
 * @final: the packet itself may go; else a clone of it does
 */
void fdp_tx_send(struct fdp_packet *packet, const struct fdp_port *port,
		 enum fdp_vlan_form form, bool final)
{
	struct sk_buff *skb = final ? packet->skb : skb_clone(packet->skb, GFP_ATOMIC);

	if (unlikely(!skb || (form == FDP_VLAN_TAGGED && !add_tag(skb, packet, port)))) {
		if (!final)
			kfree_skb(skb);
		fdp_packet_refuse_copy(packet, port, FLOWDP_DROP_NO_MEMORY);
		return;
	}
	if (final)
		packet->skb = NULL;
	if (packet->trace) {
		fdp_trace_output(packet->trace, packet, port, skb);
		packet->sent = true;
		consume_skb(skb);
		return;
	}
	send(packet, port, skb);
}
