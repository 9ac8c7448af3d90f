// SPDX-License-Identifier: GPL-2.0-only
/* A packet on its way through the switch, and its fate. */
#include <linux/if_vlan.h>

#include "drop.h"
#include "packet.h"
#include "trace.h"
#include "tracepoints.h"

/* Bytes to look at for @depth. */
static u32 window(enum fdp_depth depth)
{
	return depth == FDP_DEPTH_L2 ? FDP_KEY_WINDOW_L2 : FDP_KEY_WINDOW;
}

/* Zeroes the words that hold fields of @depth, but for the first; without a call or a loop. */
static void clear(struct fdp_key *key, enum fdp_depth depth)
{
	unsigned int i;

#pragma GCC unroll 14	/* FDP_KEY_WORDS */
	for (i = 1; i < FDP_KEY_WORDS; i++) {
		if (i == FDP_KEY_WORDS_L2 && depth == FDP_DEPTH_L2)
			break;
		key->words[i] = 0;
	}
}

/*
 * For headers beyond the linear bytes.  They may lie in pages that the sender still
 * writes to, as with vhost's zero copy, so they are pulled into the skb: the frame must
 * not leave with other headers than the rules saw.  A frag list must stay intact, so a
 * copy is read.  Returns false without memory.
 */
static noinline bool read_beyond(struct fdp_key *key, struct sk_buff *skb,
				 struct fdp_key_input *input, struct fdp_key_offsets *offsets)
{
	u8 copy[FDP_KEY_WINDOW] __uninitialized;

	if (skb_has_frag_list(skb)) {
		if (skb_copy_bits(skb, 0, copy, input->len))
			input->len = 0;	/* cannot happen: the skb is that long */
		input->data = copy;
	} else {
		if (!pskb_may_pull(skb, input->len))
			return false;
		input->data = skb->data;
	}
	fdp_key_read(key, input, offsets);
	return true;
}

/* Reads the linear bytes, @input->len of them; false if all @whole bytes are needed. */
static bool read_linear(struct fdp_key *key, const struct fdp_key_input *input, u32 whole,
			struct fdp_key_offsets *offsets)
{
	if (input->len < min_t(u32, whole, FDP_KEY_WINDOW_L2))
		return false;
	fdp_key_read(key, input, offsets);
	return input->len == whole || !(key->layers & FDP_LAYER_MALFORMED);
}

/* Reads any packet; @beside: with the tag that is beside its bytes. */
static noinline bool read_any(struct sk_buff *skb, u64 first, bool beside, enum fdp_depth depth,
			      struct fdp_key *key, struct fdp_key_offsets *offsets)
{
	u32 whole = min(skb->len, window(depth));
	struct fdp_key_input input = {
		.data = skb->data,
		.len = min(skb_headlen(skb), whole),
		.frame_len = skb->len,
		.depth = depth,
	};

	if (beside && skb_vlan_tag_present(skb)) {
		input.vlan_tpid = skb->vlan_proto;
		input.vlan_tci = htons(skb_vlan_tag_get(skb));
	}
	if (depth > FDP_DEPTH_L2 && skb_is_gso(skb)) {
		input.gso = true;
		input.ufo = skb_shinfo(skb)->gso_type & SKB_GSO_UDP && !skb->encapsulation;
	}
	key->words[0] = first;
	clear(key, depth);
	if (likely(read_linear(key, &input, whole, offsets)))
		return true;
	key->words[0] = first;
	clear(key, depth);
	input.len = whole;
	return read_beyond(key, skb, &input, offsets);
}

/* Reads the packet; the quick ways are for those without any tag. */
static __always_inline bool read(struct sk_buff *skb, u64 first, bool beside,
				 enum fdp_depth depth, struct fdp_key *key,
				 struct fdp_key_offsets *offsets)
{
	if (unlikely(offsets || (beside && skb_vlan_tag_present(skb))))
		return read_any(skb, first, beside, depth, key, offsets);
	key->words[0] = first;
	if (depth == FDP_DEPTH_L2) {
		if (likely(fdp_key_read_untagged(key, skb->data)))
			return true;
	} else if (likely(!skb_is_gso(skb)) &&
		   likely(fdp_key_read_plain(key, skb->data, skb_headlen(skb), skb->len, depth))) {
		return true;
	}
	return read_any(skb, first, beside, depth, key, offsets);
}

/**
 * fdp_packet_read_key - read the packet's fields
 * @packet: the packet
 * @depth: how deep to read
 * @key: written, but for words that hold no field of this depth
 * @offsets: where the headers lie in skb->data, or NULL
 *
 * Bytes of headers that are not linear become so: pointers into the packet are void.
 *
 * Return: false if there is no memory for that: the key is unknown.
 */
bool fdp_packet_read_key(const struct fdp_packet *packet, enum fdp_depth depth,
			 struct fdp_key *key, struct fdp_key_offsets *offsets)
{
	return read(packet->skb, fdp_packet_key_arrival(packet), true, depth, key, offsets);
}

/**
 * fdp_packet_read_bytes - read the fields that are in a packet's bytes
 * @skb: the packet; a tag beside them does not count
 * @depth: how deep to read
 * @key: written like that of fdp_packet_read_key(), with port and VLAN zero
 *
 * Return: false if there is no memory for that: the key is unknown.
 */
bool fdp_packet_read_bytes(struct sk_buff *skb, enum fdp_depth depth, struct fdp_key *key)
{
	return read(skb, 0, false, depth, key, NULL);
}

/* Counts a copy of the packet as dropped at @port, or nowhere if that is NULL. */
void fdp_packet_refuse_copy(struct fdp_packet *packet, const struct fdp_port *port,
			    enum flowdp_drop_reason reason)
{
	packet->reason = reason;
	if (packet->trace)
		fdp_trace_drop(packet->trace, port, reason);
	else if (port)
		fdp_port_count_tx_drop(port, reason);
}

/* fdp_packet_finish() of a packet that did not simply leave. */
void fdp_packet_finish_rest(struct fdp_packet *packet)
{
	enum flowdp_drop_reason reason = packet->reason;
	bool dropped = !packet->sent && !packet->consumed;

	if (packet->trace) {
		if (dropped)
			fdp_trace_drop(packet->trace, NULL, reason);
		consume_skb(packet->skb);
		return;
	}
	if (packet->in) {
		if (packet->sent)
			fdp_port_count(packet->in, FDP_PORT_FORWARDED, 1);
		else if (packet->consumed)
			fdp_port_count(packet->in, FDP_PORT_CONSUMED, 1);
		else
			fdp_port_count_rx_drop(packet->in, reason);
	}
	if (!dropped) {
		if (packet->skb)
			consume_skb(packet->skb);
		return;
	}
	trace_flowdp_drop(packet, reason);
	kfree_skb_reason(packet->skb, fdp_drop_skb_reason(reason));
}
