// SPDX-License-Identifier: GPL-2.0-only
/* The way in: from a port's netdev, from the host, from a packet-out. */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>

#include "forward.h"
#include "rx.h"
#include "trace.h"

/* The bit of a link-local address in the port's masks (IEEE 802.1Q-2022, table 8-1). */
static u16 link_local_bit(const u8 *dest)
{
	return BIT(dest[5] & 0xf);
}

/* Is the frame, which is link-local, to be kept out of the tables? */
static bool keeps_link_local(struct fdp_packet *packet)
{
	const struct fdp_port_config *config = fdp_port_config(packet->in);
	u16 bit = link_local_bit(packet->skb->data);

	if (config->state == FLOWDP_PORT_STATE_DISABLED)
		return false;
	if (config->link_local_upcall & bit)
		fdp_upcall_protocol(packet);
	return !(config->link_local_forward & bit);
}

static inline void push_ethernet(struct sk_buff *skb)
{
	/* Not skb_push(): the header was there, so there is room. */
	__skb_push(skb, ETH_HLEN);
	skb_postpush_rcsum(skb, skb->data, ETH_HLEN);
}

/* A link-local frame that is not to be forwarded is the host's, on the port's own netdev. */
static bool pass_to_host(struct fdp_packet *packet)
{
	if (!is_link_local_ether_addr(packet->skb->data) || !keeps_link_local(packet))
		return false;
	fdp_packet_count_arrival(packet);
	fdp_port_count(packet->in, FDP_PORT_CONSUMED, 1);
	return true;
}

/* Counts and drops a frame that cannot enter. */
static void refuse(struct fdp_switch *sw, struct fdp_port *port, struct sk_buff *skb,
		   enum flowdp_drop_reason reason)
{
	struct fdp_packet packet;

	fdp_packet_init(&packet, sw, port, skb);
	fdp_packet_count_arrival(&packet);
	packet.reason = reason;
	fdp_packet_finish(&packet);
}

/* Counts a frame that was freed already, when it could not be prepared. */
static noinline void count_freed(const struct fdp_port *port, enum flowdp_drop_reason reason)
{
	fdp_port_count(port, FDP_PORT_RX_PACKETS, 1);
	fdp_port_count_rx_drop(port, reason);
}

/* A VLAN netdev with reorder_hdr off leaves its own tag in the frame. */
static bool has_foreign_tag(const struct sk_buff *skb)
{
	return skb->data - skb_mac_header(skb) != ETH_HLEN;
}

/**
 * fdp_rx_handle - take a frame from a port's netdev
 * @pskb: the frame; its Ethernet header lies before skb->data, and the first
 *	tag, if any, was taken out of the bytes already
 *
 * Context: softirq, RCU.
 */
rx_handler_result_t fdp_rx_handle(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct fdp_packet packet __uninitialized;
	struct fdp_lookup lookup __uninitialized;
	struct fdp_port *port;

	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;
	port = rcu_dereference(skb->dev->rx_handler_data);
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb)) {
		count_freed(port, FLOWDP_DROP_NO_MEMORY);
		return RX_HANDLER_CONSUMED;
	}
	*pskb = skb;
	if (unlikely(has_foreign_tag(skb))) {
		refuse(port->sw, port, skb, FLOWDP_DROP_INGRESS_TAGGED);
		return RX_HANDLER_CONSUMED;
	}
	push_ethernet(skb);
	fdp_lookup_init(&lookup);
	if (likely(fdp_forward_usual(port, skb, &lookup)))
		return RX_HANDLER_CONSUMED;
	fdp_packet_init(&packet, port->sw, port, skb);
	if (unlikely(pass_to_host(&packet))) {
		skb_pull_rcsum(skb, ETH_HLEN);
		return RX_HANDLER_PASS;
	}
	fdp_forward(&packet, &lookup);
	return RX_HANDLER_CONSUMED;
}

/**
 * fdp_rx_untag - take the first tag out of the bytes, as receiving netdevs do
 * @skb: with skb->data at the Ethernet header and skb->protocol set
 *
 * Return: @skb or what took its place; NULL if it is broken and was freed.
 */
struct sk_buff *fdp_rx_untag(struct sk_buff *skb)
{
	if (skb_vlan_tag_present(skb) || !eth_type_vlan(skb->protocol))
		return skb;
	skb_reset_mac_header(skb);
	skb_pull_rcsum(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	skb = skb_vlan_untag(skb);
	if (skb)
		push_ethernet(skb);
	return skb;
}

/*
 * The bytes say whether a frame is tagged, as on a wire: skb->protocol may be anything
 * that a packet socket was told (packet(7), sll_protocol).
 */
static void correct_protocol(struct sk_buff *skb)
{
	__be16 type = ((const struct ethhdr *)skb->data)->h_proto;

	if (eth_type_vlan(type) || eth_type_vlan(skb->protocol))
		skb->protocol = type;
}

/* Takes a frame, from the Ethernet header on, that was sent to the switch by software. */
static void take(struct fdp_port *port, struct sk_buff *skb)
{
	struct fdp_switch *sw = port->sw;
	struct fdp_lookup lookup;
	struct fdp_packet packet;

	/* pktgen keeps a reference to what it sends. */
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb) {
		count_freed(port, FLOWDP_DROP_NO_MEMORY);
		return;
	}
	if (!pskb_may_pull(skb, ETH_HLEN)) {
		refuse(sw, port, skb, FLOWDP_DROP_RUNT);
		return;
	}
	correct_protocol(skb);
	skb = fdp_rx_untag(skb);
	if (!skb) {
		count_freed(port, FLOWDP_DROP_RUNT);
		return;
	}
	skb_reset_mac_header(skb);
	skb_reset_mac_len(skb);
	fdp_lookup_init(&lookup);
	if (fdp_forward_usual(port, skb, &lookup))
		return;
	fdp_packet_init(&packet, sw, port, skb);
	if (is_link_local_ether_addr(skb->data) && keeps_link_local(&packet))
		refuse(sw, port, skb, FLOWDP_DROP_LINK_LOCAL);
	else
		fdp_forward(&packet, &lookup);
}

/**
 * fdp_rx_local - take a frame that the host sends through the switch's netdev
 * @sw: the switch
 * @skb: the frame, from the Ethernet header on
 *
 * Context: bottom halves off.
 */
void fdp_rx_local(struct fdp_switch *sw, struct sk_buff *skb)
{
	struct fdp_port *port;

	rcu_read_lock();
	port = fdp_port_find(sw, FLOWDP_PORT_LOCAL);
	if (port)
		take(port, skb);
	else
		kfree_skb(skb);
	rcu_read_unlock();
}

/**
 * fdp_rx_patch - take a frame that comes out of a patch
 * @dev: the end that it comes out of
 * @skb: the frame, from the Ethernet header on
 *
 * Context: RCU, bottom halves off.
 * Return: false, and @skb is still the caller's, if that end is not a port.
 */
bool fdp_rx_patch(struct net_device *dev, struct sk_buff *skb)
{
	if (rcu_access_pointer(dev->rx_handler) != fdp_rx_handle)
		return false;
	smp_rmb();	/* pairs with netdev_rx_handler_register(), which sets the port first */
	skb->dev = dev;
	take(rcu_dereference(dev->rx_handler_data), skb);
	return true;
}

/**
 * fdp_rx_inject - let a frame enter as if a port had received it
 * @sw: the switch
 * @port: the port
 * @skb: the frame, from the Ethernet header on, untagged by fdp_rx_untag()
 * @trace: told of each step, while nothing is sent or counted; or NULL
 *
 * Context: RCU, bottom halves off.
 */
void fdp_rx_inject(struct fdp_switch *sw, struct fdp_port *port, struct sk_buff *skb,
		   struct fdp_trace *trace)
{
	struct fdp_lookup lookup;
	struct fdp_packet packet;

	fdp_lookup_init(&lookup);
	fdp_packet_init(&packet, sw, port, skb);
	packet.trace = trace;
	if (is_link_local_ether_addr(skb->data) && keeps_link_local(&packet)) {
		fdp_packet_count_arrival(&packet);
		/* The host does not get back what it sent. */
		packet.consumed = port->number != FLOWDP_PORT_LOCAL;
		packet.reason = FLOWDP_DROP_LINK_LOCAL;
		if (trace && packet.consumed)
			fdp_trace_consume(trace);
		fdp_packet_finish(&packet);
		return;
	}
	fdp_forward(&packet, &lookup);
}
