// SPDX-License-Identifier: GPL-2.0-only
/* The way in: from a port's netdev, from the host, from a packet-out. */
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/if_vlan.h>
#include <linux/percpu.h>
#include <linux/sctp.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "execute.h"
#include "fraglist.h"
#include "lookup.h"
#include "packet.h"
#include "rx.h"
#include "trace.h"

/*
 * Switches that a packet may enter in one call chain, through patches or stacked
 * netdevs.  Each takes somewhat more than 1 KiB of the kernel's stack, which has 16 KiB
 * on x86-64.
 */
#define DEPTH_MAX	4

static DEFINE_PER_CPU(unsigned int, depth);

static void count_arrival(const struct fdp_packet *packet)
{
	if (packet->trace)
		return;
	fdp_port_count_frame(packet->in, FDP_PORT_RX_PACKETS, packet->length);
}

/* Finds the frame's VLAN, takes the tag off that says it, and tells if it may enter. */
static enum flowdp_drop_reason enter_vlan(struct fdp_packet *packet)
{
	const struct fdp_port_config *config = fdp_port_config(packet->in);
	struct sk_buff *skb = packet->skb;
	struct fdp_vlan_ingress vlan;
	enum flowdp_drop_reason reason;
	bool tagged = skb_vlan_tag_present(skb);

	reason = fdp_vlan_ingress(&config->vlan, tagged ? skb->vlan_proto : 0,
				  tagged ? htons(skb_vlan_tag_get(skb)) : 0, &vlan);
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

/* The checksum that a device is to complete lies inside the frame. */
static bool checksum_is_sane(const struct sk_buff *skb)
{
	int start = skb_checksum_start_offset(skb);

	return start >= ETH_HLEN && start + skb->csum_offset + sizeof(__sum16) <= skb->len;
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

/* Is L2 just the Ethernet header, which checksum_is_sane() keeps checksums out of? */
static bool has_plain_type(const struct sk_buff *skb)
{
	__be16 type = ((const struct ethhdr *)skb->data)->h_proto;

	return eth_proto_is_802_3(type) && !eth_type_vlan(type);
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
	if (depth == FDP_DEPTH_L2 && has_plain_type(skb))
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

/* Refuses frames whose checksum the device would write anywhere but into a checksum field. */
static enum flowdp_drop_reason enter_checksum(struct fdp_packet *packet)
{
	struct sk_buff *skb = packet->skb;
	enum flowdp_drop_reason reason;

	if (!checksum_is_sane(skb)) {
		skb->ip_summed = CHECKSUM_NONE;
		return FLOWDP_DROP_NONE;
	}
	reason = check_checksum(packet);
	if (!reason && unlikely(fdp_fraglist_is(skb)))
		reason = join_list(packet);
	return reason;
}

static enum flowdp_drop_reason enter(struct fdp_packet *packet)
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

/* All ways into the switch lead here. */
static void receive(struct fdp_packet *packet)
{
	struct fdp_path room __uninitialized;
	const struct fdp_path *path;

	count_arrival(packet);
	/* Bottom halves are off. */
	if (__this_cpu_inc_return(depth) > DEPTH_MAX)
		packet->reason = FLOWDP_DROP_LOOP;
	else
		packet->reason = enter(packet);
	if (!packet->reason && packet->skb->ip_summed == CHECKSUM_PARTIAL)
		packet->reason = enter_checksum(packet);
	if (!packet->reason) {
		if (packet->trace)
			fdp_trace_ingress(packet->trace, packet);
		path = fdp_lookup(packet, &room);
		if (likely(path))
			fdp_execute_path(packet, path);
		else
			packet->reason = FLOWDP_DROP_NO_MEMORY;
	}
	fdp_packet_finish(packet);
	__this_cpu_dec(depth);
}

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
	count_arrival(packet);
	fdp_port_count(packet->in, FDP_PORT_CONSUMED, 1);
	return true;
}

/* Counts and drops a frame that cannot enter. */
static void refuse(struct fdp_switch *sw, struct fdp_port *port, struct sk_buff *skb,
		   enum flowdp_drop_reason reason)
{
	struct fdp_packet packet;

	fdp_packet_init(&packet, sw, port, skb);
	count_arrival(&packet);
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
	fdp_packet_init(&packet, port->sw, port, skb);
	if (unlikely(pass_to_host(&packet))) {
		skb_pull_rcsum(skb, ETH_HLEN);
		return RX_HANDLER_PASS;
	}
	receive(&packet);
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
	fdp_packet_init(&packet, sw, port, skb);
	if (is_link_local_ether_addr(skb->data) && keeps_link_local(&packet))
		refuse(sw, port, skb, FLOWDP_DROP_LINK_LOCAL);
	else
		receive(&packet);
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
	struct fdp_packet packet;

	fdp_packet_init(&packet, sw, port, skb);
	packet.trace = trace;
	if (is_link_local_ether_addr(skb->data) && keeps_link_local(&packet)) {
		count_arrival(&packet);
		/* The host does not get back what it sent. */
		packet.consumed = port->number != FLOWDP_PORT_LOCAL;
		packet.reason = FLOWDP_DROP_LINK_LOCAL;
		if (trace && packet.consumed)
			fdp_trace_consume(trace);
		fdp_packet_finish(&packet);
		return;
	}
	receive(&packet);
}
