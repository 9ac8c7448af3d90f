/* SPDX-License-Identifier: GPL-2.0-only */
/* The way out: whether a packet may leave by a port, and its leaving. */
#ifndef _FLOWDP_TX_H
#define _FLOWDP_TX_H

#include "compat.h"
#include "packet.h"

/* A frame may be one tag longer than the MTU says, as on any VLAN-aware bridge. */
static inline bool fdp_tx_too_long(const struct sk_buff *skb, const struct net_device *dev)
{
	unsigned int limit = READ_ONCE(dev->mtu) + ETH_HLEN + VLAN_HLEN;

	if (skb->len <= limit)
		return false;
	return !skb_is_gso(skb) || !skb_gso_validate_mac_len(skb, limit);
}

static inline bool fdp_tx_is_down(const struct net_device *dev)
{
	return !netif_running(dev) || !netif_carrier_ok(dev);
}

/*
 * A tag from inside of the frame must not become the first one on the wire: the
 * next switch would take it for the frame's VLAN.
 */
static inline bool fdp_tx_bares_tag(const struct fdp_port *out, bool tagged)
{
	return !tagged && fdp_port_config(out)->vlan.mode != FLOWDP_VLAN_MODE_NONE;
}

/**
 * fdp_tx_fits - may this very packet leave by the port?
 * @packet: the packet, one of those that fdp_tx_admits() lets pass
 * @port: the port
 * @tagged: whether with a tag
 *
 * Return: FLOWDP_DROP_NONE, or why not.
 */
static inline enum flowdp_drop_reason fdp_tx_fits(const struct fdp_packet *packet,
						  const struct fdp_port *port, bool tagged)
{
	if (unlikely(packet->nested) && fdp_tx_bares_tag(port, tagged))
		return FLOWDP_DROP_EGRESS_VLAN;
	if (fdp_tx_is_down(port->dev))
		return FLOWDP_DROP_EGRESS_DOWN;
	if (fdp_tx_too_long(packet->skb, port->dev))
		return FLOWDP_DROP_EGRESS_MTU;
	return FLOWDP_DROP_NONE;
}

enum flowdp_drop_reason fdp_tx_admits(const struct fdp_packet *packet,
				      const struct fdp_port *port, bool *tagged);
void fdp_tx_send(struct fdp_packet *packet, const struct fdp_port *port, bool tagged,
		 bool final);

/* Lets a packet that fdp_tx_admits() lets pass leave, if it fits. */
static inline void fdp_tx_output(struct fdp_packet *packet, const struct fdp_port *port,
				 bool tagged, bool final)
{
	enum flowdp_drop_reason reason = fdp_tx_fits(packet, port, tagged);

	if (unlikely(reason))
		fdp_packet_refuse_copy(packet, port, reason);
	else
		fdp_tx_send(packet, port, tagged, final);
}

#endif /* _FLOWDP_TX_H */
