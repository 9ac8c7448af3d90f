/* SPDX-License-Identifier: GPL-2.0-only */
/* The way out: whether a packet may leave by a port, and its leaving. */
#ifndef _FLOWDP_TX_H
#define _FLOWDP_TX_H

#include "compat.h"
#include "packet.h"
#include "path.h"

/* A frame may be one tag longer than the MTU says, as on any VLAN-aware bridge. */
static inline bool fdp_tx_too_long(const struct sk_buff *skb, const struct net_device *dev)
{
	unsigned int limit = READ_ONCE(dev->mtu) + ETH_HLEN + VLAN_HLEN;

	if (skb->len <= limit)
		return false;
	return !skb_is_gso(skb) || !skb_gso_validate_mac_len(skb, limit);
}

static inline bool fdp_tx_is_down(const struct fdp_port *port)
{
	return !netif_running(port->dev) || !netif_carrier_ok(port->dev) ||
	       !READ_ONCE(port->oper_up);
}

bool fdp_tx_may_lead(const struct fdp_packet *packet, const struct fdp_port *port,
		     enum fdp_vlan_form form);

/**
 * fdp_tx_fits - may this very packet leave by the port?
 * @packet: the packet, one of those that fdp_tx_admits() lets pass
 * @port: the port
 * @form: how it would leave
 *
 * Return: FLOWDP_DROP_NONE, or why not.
 */
static inline enum flowdp_drop_reason fdp_tx_fits(const struct fdp_packet *packet,
						  const struct fdp_port *port,
						  enum fdp_vlan_form form)
{
	if (unlikely(packet->nested || form == FDP_VLAN_CUSTOMER) &&
	    !fdp_tx_may_lead(packet, port, form))
		return FLOWDP_DROP_EGRESS_VLAN;
	if (fdp_tx_is_down(port))
		return FLOWDP_DROP_EGRESS_DOWN;
	if (fdp_tx_too_long(packet->skb, port->dev))
		return FLOWDP_DROP_EGRESS_MTU;
	return FLOWDP_DROP_NONE;
}

bool fdp_tx_find_network_header(struct sk_buff *skb);

/**
 * fdp_tx_transmit - send a frame by a netdev
 * @skb: the frame, from the Ethernet header on; it is gone then
 * @dev: the netdev
 *
 * Context: RCU, bottom halves off.
 * Return: false if the netdev or its qdisc refused it.
 */
static inline bool fdp_tx_transmit(struct sk_buff *skb, struct net_device *dev)
{
	int result;

	skb_forward_csum(skb);
	skb_clear_tstamp(skb);
	skb->dev = dev;
	skb_reset_mac_header(skb);
	if (unlikely(skb->ip_summed == CHECKSUM_PARTIAL && eth_type_vlan(skb->protocol)) &&
	    !fdp_tx_find_network_header(skb)) {
		kfree_skb(skb);
		return false;
	}
	result = dev_queue_xmit(skb);
	return result == NET_XMIT_SUCCESS || result == NET_XMIT_CN;
}

enum flowdp_drop_reason fdp_tx_admits(const struct fdp_port *in, u16 vid,
				      const struct fdp_port *port, enum fdp_vlan_form *form);
void fdp_tx_resolve(struct fdp_path *path);
void fdp_tx_send(struct fdp_packet *packet, const struct fdp_port *port,
		 enum fdp_vlan_form form, bool final);

/* Lets a packet that fdp_tx_admits() lets pass leave, if it fits. */
static inline void fdp_tx_output(struct fdp_packet *packet, const struct fdp_port *port,
				 enum fdp_vlan_form form, bool final)
{
	enum flowdp_drop_reason reason = fdp_tx_fits(packet, port, form);

	if (unlikely(reason))
		fdp_packet_refuse_copy(packet, port, reason);
	else
		fdp_tx_send(packet, port, form, final);
}

#endif /* _FLOWDP_TX_H */
