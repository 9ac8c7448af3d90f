// SPDX-License-Identifier: GPL-2.0-only
/* A packet's whole way through the switch. */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/percpu.h>

#include "execute.h"
#include "forward.h"
#include "ingress.h"
#include "trace.h"
#include "tx.h"

/*
 * Switches that a packet may enter in one call chain, through patches or stacked
 * netdevs.  Each takes somewhat more than 1 KiB of the kernel's stack, which has 16 KiB
 * on x86-64.
 */
#define DEPTH_MAX	4

static DEFINE_PER_CPU(unsigned int, depth);

/* Has fdp_ingress_checksum() to look at it? */
static bool has_checksum_to_check(const struct sk_buff *skb, const struct fdp_path *path)
{
	return skb->ip_summed == CHECKSUM_PARTIAL &&
	       !(path->shallow && fdp_ingress_checksum_is_payload(skb));
}

/*
 * Anything about a packet whose path is known that fdp_forward() has to see to, besides
 * what decides the path.
 */
static bool is_unusual(const struct fdp_port *in, const struct sk_buff *skb,
		       const struct fdp_path *path)
{
	return !path->usual || has_checksum_to_check(skb, path) ||
	       is_link_local_ether_addr(skb->data) || !READ_ONCE(in->oper_up) ||
	       fdp_tx_is_down(path->out) || fdp_tx_too_long(skb, path->out->dev) ||
	       __this_cpu_read(depth) >= DEPTH_MAX;
}

/* The netdev, or its queue, has not taken the frame. */
static noinline void lose(struct fdp_port *in, const struct fdp_port *out, unsigned int length)
{
	struct fdp_packet packet = { .sw = in->sw, .in = in, .length = length };

	fdp_packet_refuse_copy(&packet, out, FLOWDP_DROP_EGRESS_DEVICE);
	fdp_packet_finish(&packet);
}

/**
 * fdp_forward_usual - forward a packet that the tables only send to one port
 * @in: the port that it came in by
 * @skb: the packet, from the Ethernet header on
 * @lookup: empty; for fdp_forward(), if that has to do it
 *
 * This is fdp_forward() for most packets, in one go.
 *
 * Context: RCU, bottom halves off.
 * Return: false if nothing was done.
 */
bool fdp_forward_usual(struct fdp_port *in, struct sk_buff *skb, struct fdp_lookup *lookup)
{
	const struct fdp_path *path = fdp_lookup_known(in, skb, lookup);
	struct fdp_rule *const *rule, *const *end;
	const struct fdp_port *out;
	unsigned int length;
	bool hit = path;

	if (unlikely(!hit))
		path = fdp_lookup_new(in, skb, lookup);
	if (unlikely(!path || is_unusual(in, skb, path))) {
		lookup->path = path;
		return false;
	}
	length = fdp_packet_length(skb);
	fdp_port_count_frame(in, FDP_PORT_RX_PACKETS, length);
	fdp_lookup_count(in->sw, hit);
	end = &path->rules[path->count];
	for (rule = path->rules; rule < end; rule++)
		fdp_flow_stats_count(in->sw, *rule, length);
	if (path->ingress.strip)
		__vlan_hwaccel_clear_tag(skb);
	if (path->form == FDP_VLAN_TAGGED)
		__vlan_hwaccel_put_tag(skb, path->tag_tpid, path->tag_tci);
	out = path->out;	/* the path is void when the packet has left */
	length = fdp_packet_length(skb);
	__this_cpu_inc(depth);
	if (likely(fdp_tx_transmit(skb, out->dev))) {
		fdp_port_count_frame(out, FDP_PORT_TX_PACKETS, length);
		fdp_port_count(in, FDP_PORT_FORWARDED, 1);
	} else {
		lose(in, out, length);
	}
	__this_cpu_dec(depth);
	return true;
}

/*
 * A cached path may be overwritten while a packet takes it, by another packet that the
 * first one sets off.  If it is just one output, it is read before that can happen.
 */
static const struct fdp_path *keep(struct fdp_lookup *lookup)
{
	if (!fdp_lookup_is_hit(lookup) || lookup->path->out)
		return lookup->path;
	fdp_path_copy(&lookup->room, lookup->path);
	return &lookup->room;
}

static enum flowdp_drop_reason enter(struct fdp_packet *packet, const struct fdp_path *path)
{
	enum flowdp_drop_reason reason;

	reason = path ? fdp_ingress_follow(packet, path) : fdp_ingress_enter(packet);
	if (!reason && packet->skb->ip_summed == CHECKSUM_PARTIAL)
		reason = fdp_ingress_checksum(packet);
	return reason;
}

/* Finds the packet's path, unless it is known, and takes it. */
static void follow(struct fdp_packet *packet, struct fdp_lookup *lookup,
		   const struct fdp_path *path)
{
	if (packet->trace)
		fdp_trace_ingress(packet->trace, packet);
	if (!path)
		path = fdp_lookup_walk(packet, lookup);
	if (unlikely(!path)) {
		packet->reason = FLOWDP_DROP_NO_MEMORY;
		return;
	}
	if (!packet->trace)
		fdp_lookup_count(packet->sw, fdp_lookup_is_hit(lookup));
	fdp_execute_path(packet, path);
}

/**
 * fdp_forward - forward any packet
 * @packet: the packet, which came in by a port
 * @lookup: what fdp_forward_usual() left; empty if it was not asked
 *
 * What was not asked for is not cached, either.
 *
 * Context: RCU, bottom halves off.
 */
void fdp_forward(struct fdp_packet *packet, struct fdp_lookup *lookup)
{
	const struct fdp_path *path;

	fdp_packet_count_arrival(packet);
	if (__this_cpu_inc_return(depth) > DEPTH_MAX) {
		packet->reason = FLOWDP_DROP_LOOP;
	} else {
		path = keep(lookup);
		packet->reason = enter(packet, path);
		if (!packet->reason)
			follow(packet, lookup, path);
	}
	fdp_packet_finish(packet);
	__this_cpu_dec(depth);
}
