/* SPDX-License-Identifier: GPL-2.0-only */
/* A packet on its way through the switch, and its fate. */
#ifndef _FLOWDP_PACKET_H
#define _FLOWDP_PACKET_H

#include <linux/if_vlan.h>
#include <linux/skbuff.h>

#include "key.h"
#include "port.h"

struct fdp_trace;

/*
 * skb->data is at the Ethernet header.  The first tag may be beside the bytes
 * (skb_vlan_tag_present()), others are in them.  Lives on the stack, under RCU
 * with bottom halves off.
 */
struct fdp_packet {
	struct sk_buff *skb;		/* NULL once given away */
	struct fdp_switch *sw;
	struct fdp_port *in;		/* NULL: came from a packet-out with actions */
	struct fdp_trace *trace;	/* NULL: not traced */
	u32 length;			/* bytes on entry, the tag beside them included */
	u16 vid;			/* the VLAN that ingress found */
	u8 pcp;				/* and the priority that goes with it */
	bool dei;
	bool nested;			/* the first tag still there came with the frame */
	u8 table;			/* whose actions run */
	bool sent;			/* left by some port */
	bool consumed;			/* taken by host or daemon */
	enum flowdp_drop_reason reason;	/* why it did not leave, as far as is known */
};

/* Bytes of a frame, the tag beside them included. */
static inline u32 fdp_packet_length(const struct sk_buff *skb)
{
	return skb->len + (skb_vlan_tag_present(skb) ? VLAN_HLEN : 0);
}

/* @skb becomes the packet's. */
static inline void fdp_packet_init(struct fdp_packet *packet, struct fdp_switch *sw,
				   struct fdp_port *in, struct sk_buff *skb)
{
	*packet = (struct fdp_packet){
		.skb = skb,
		.sw = sw,
		.in = in,
		.length = fdp_packet_length(skb),
	};
}

/* The first word of the packet's key. */
static inline u64 fdp_packet_key_arrival(const struct fdp_packet *packet)
{
	return fdp_key_arrival(packet->in ? packet->in->number : FDP_KEY_NO_PORT, packet->vid,
			       packet->pcp);
}

bool __must_check fdp_packet_read_key(const struct fdp_packet *packet, enum fdp_depth depth,
				      struct fdp_key *key, struct fdp_key_offsets *offsets);
bool __must_check fdp_packet_read_bytes(struct sk_buff *skb, enum fdp_depth depth,
					struct fdp_key *key);
void fdp_packet_refuse_copy(struct fdp_packet *packet, const struct fdp_port *port,
			    enum flowdp_drop_reason reason);
void fdp_packet_finish_rest(struct fdp_packet *packet);

static inline void fdp_packet_count_arrival(const struct fdp_packet *packet)
{
	if (!packet->trace)
		fdp_port_count_frame(packet->in, FDP_PORT_RX_PACKETS, packet->length);
}

/* The one place where a packet that entered is counted, and freed if it still is there. */
static inline void fdp_packet_finish(struct fdp_packet *packet)
{
	if (likely(packet->sent && packet->in && !packet->skb && !packet->trace))
		fdp_port_count(packet->in, FDP_PORT_FORWARDED, 1);
	else
		fdp_packet_finish_rest(packet);
}

#endif /* _FLOWDP_PACKET_H */
