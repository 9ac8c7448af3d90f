// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changing packets: tags and header fields, with their checksums.
 *
 * Each change first makes writable what it will touch, and only then takes
 * pointers.  Frames whose checksum the device completes (CHECKSUM_PARTIAL), GSO
 * frames among them, carry the sum of the pseudo header alone, which the
 * kernel's helpers know; those that carry a sum over everything
 * (CHECKSUM_COMPLETE) get it corrected.
 */
#include <linux/crc32.h>
#include <linux/dccp.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/sctp.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/dsfield.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "fraglist.h"
#include "rewrite.h"

/* Offsets in ARP for IPv4 over Ethernet (RFC 826), from the start of its header. */
#define ARP_SHA		8
#define ARP_SPA		14
#define ARP_THA		18
#define ARP_TPA		24
#define ARP_LEN		28

#define ICMPV6_SUM	2	/* RFC 4443, 2.1 */
#define ND_LEN		24	/* ICMPv6 header, flags, target (RFC 4861, 4.3) */
#define ND_TARGET	8

/* Where what is to be changed lies, found anew for each change. */
struct target {
	struct sk_buff *skb;
	struct fdp_key key;
	struct fdp_key_offsets at;
};

static bool make_writable(struct sk_buff *skb, unsigned int len)
{
	return !skb_ensure_writable(skb, len);
}

/* The new value of @len bytes at @old, by the action's value and mask. */
static void masked(void *result, const void *old, const struct fdp_field_set *set, u8 len)
{
	const u8 *from = old;
	u8 *to = result;
	u8 i;

	for (i = 0; i < len; i++)
		to[i] = (from[i] & ~set->mask[i]) | set->value[i];
}

static enum flowdp_drop_reason set_ethernet(struct sk_buff *skb, const struct fdp_field_set *set)
{
	unsigned int offset = set->attr == FLOWDP_A_FIELD_ETH_DST ? 0 : ETH_ALEN;

	if (!make_writable(skb, ETH_HLEN))
		return FLOWDP_DROP_NO_MEMORY;
	skb_postpull_rcsum(skb, skb->data + offset, ETH_ALEN);
	masked(skb->data + offset, skb->data + offset, set, ETH_ALEN);
	skb_postpush_rcsum(skb, skb->data + offset, ETH_ALEN);
	return FLOWDP_DROP_NONE;
}

/* The first tag is beside the bytes, or the first thing behind the addresses. */
static enum flowdp_drop_reason set_tag(struct sk_buff *skb, const struct fdp_field_set *set)
{
	__be16 tci;
	u8 *tag;

	if (skb_vlan_tag_present(skb)) {
		tci = htons(skb_vlan_tag_get(skb));
		masked(&tci, &tci, set, sizeof(tci));
		__vlan_hwaccel_put_tag(skb, skb->vlan_proto, ntohs(tci));
		return FLOWDP_DROP_NONE;
	}
	if (skb->len < VLAN_ETH_HLEN)
		return FLOWDP_DROP_ACTION_FAILED;
	if (!make_writable(skb, VLAN_ETH_HLEN))
		return FLOWDP_DROP_NO_MEMORY;
	if (!eth_type_vlan(((struct ethhdr *)skb->data)->h_proto))
		return FLOWDP_DROP_ACTION_FAILED;
	tag = skb->data + ETH_HLEN;
	skb_postpull_rcsum(skb, tag, sizeof(tci));
	masked(tag, tag, set, sizeof(tci));
	skb_postpush_rcsum(skb, tag, sizeof(tci));
	return FLOWDP_DROP_NONE;
}

/* The device completes this checksum, not that of an inner header. */
static bool sum_is_partial(const struct target *target)
{
	return target->skb->ip_summed == CHECKSUM_PARTIAL &&
	       skb_checksum_start_offset(target->skb) == target->at.l4;
}

/*
 * The device completes the checksum of an inner header: this one is complete, unless
 * each segment gets its own.
 */
static bool partial_is_inner(const struct target *target)
{
	const struct sk_buff *skb = target->skb;

	return skb->ip_summed == CHECKSUM_PARTIAL && !sum_is_partial(target) &&
	       !(skb_is_gso(skb) && skb_shinfo(skb)->gso_type & SKB_GSO_UDP_TUNNEL_CSUM);
}

/* The sum over the pseudo header and what follows, if the transport has one. */
static __sum16 *transport_sum(struct target *target)
{
	struct sk_buff *skb = target->skb;
	u8 *l4 = skb->data + target->at.l4;

	if (!(target->key.layers & FDP_LAYER_L4))
		return NULL;
	switch (target->key.ip_proto) {
	case IPPROTO_TCP:
		return &((struct tcphdr *)l4)->check;
	case IPPROTO_UDP:
		/* None was computed (RFC 768), unless it is yet to be. */
		if (!((struct udphdr *)l4)->check && !sum_is_partial(target))
			return NULL;
		return &((struct udphdr *)l4)->check;
	case IPPROTO_UDPLITE:
		return &((struct udphdr *)l4)->check;
	case IPPROTO_DCCP:
		return &((struct dccp_hdr *)l4)->dccph_checksum;
	case IPPROTO_ICMPV6:
		return (__sum16 *)(l4 + ICMPV6_SUM);
	default:
		return NULL;
	}
}

static bool has_pseudo_header_v4(u8 proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP || proto == IPPROTO_UDPLITE ||
	       proto == IPPROTO_DCCP;
}

/* A sum of UDP or UDP-Lite that comes to 0 is sent as its other form (RFC 3828, 3.1). */
static void mangle_zero(const struct target *target, __sum16 *sum)
{
	u8 proto = target->key.ip_proto;

	if ((proto == IPPROTO_UDP || proto == IPPROTO_UDPLITE) && !*sum)
		*sum = CSUM_MANGLED_0;
}

/* Bytes that must be writable so that the transport's sum can be changed. */
static unsigned int transport_end(const struct target *target)
{
	if (!(target->key.layers & FDP_LAYER_L4))
		return 0;
	switch (target->key.ip_proto) {
	case IPPROTO_TCP:
		return target->at.l4 + sizeof(struct tcphdr);
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return target->at.l4 + sizeof(struct udphdr);
	case IPPROTO_DCCP:
		return target->at.l4 + sizeof(struct dccp_hdr);
	case IPPROTO_SCTP:
		return target->at.l4 + sizeof(struct sctphdr);
	default:
		return target->at.l4 + 4;
	}
}

static enum flowdp_drop_reason set_ipv4_address(struct target *target,
						const struct fdp_field_set *set)
{
	struct sk_buff *skb = target->skb;
	__be32 *address, old, new;
	struct iphdr *ip;
	__sum16 *sum;

	ip = (struct iphdr *)(skb->data + target->at.l3);
	address = set->attr == FLOWDP_A_FIELD_IPV4_SRC ? &ip->saddr : &ip->daddr;
	old = *address;
	masked(&new, &old, set, sizeof(new));
	sum = has_pseudo_header_v4(ip->protocol) ? transport_sum(target) : NULL;
	if (sum) {
		if (partial_is_inner(target))
			csum_replace4(sum, old, new);
		else
			inet_proto_csum_replace4(sum, skb, old, new, true);
		mangle_zero(target, sum);
	}
	csum_replace4(&ip->check, old, new);
	*address = new;
	return FLOWDP_DROP_NONE;
}

static void replace_whole16(__sum16 *sum, const __be32 *from, const __be32 *to)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		csum_replace4(sum, from[i], to[i]);
}

static enum flowdp_drop_reason set_ipv6_address(struct target *target,
						const struct fdp_field_set *set)
{
	struct sk_buff *skb = target->skb;
	struct ipv6hdr *ip = (struct ipv6hdr *)(skb->data + target->at.l3);
	bool source = set->attr == FLOWDP_A_FIELD_IPV6_SRC;
	struct in6_addr *address, new;
	__sum16 *sum;

	address = source ? &ip->saddr : &ip->daddr;
	masked(&new, address, set, sizeof(new));
	/* The checksum covers the final destination only (RFC 8200, 8.1). */
	sum = source || !target->at.routed ? transport_sum(target) : NULL;
	if (sum) {
		/* The changes of address and checksum cancel each other out in skb->csum. */
		if (partial_is_inner(target))
			replace_whole16(sum, address->s6_addr32, new.s6_addr32);
		else
			inet_proto_csum_replace16(sum, skb, address->s6_addr32, new.s6_addr32,
						  true);
		mangle_zero(target, sum);
		*address = new;
	} else {
		skb_postpull_rcsum(skb, address, sizeof(*address));
		*address = new;
		skb_postpush_rcsum(skb, address, sizeof(*address));
	}
	return FLOWDP_DROP_NONE;
}

static enum flowdp_drop_reason set_ipv6_label(struct target *target,
					      const struct fdp_field_set *set)
{
	struct sk_buff *skb = target->skb;
	u8 *first = skb->data + target->at.l3;

	skb_postpull_rcsum(skb, first, 4);
	masked(first, first, set, 4);
	skb_postpush_rcsum(skb, first, 4);
	return FLOWDP_DROP_NONE;
}

static enum flowdp_drop_reason set_ipv4_byte(struct target *target,
					     const struct fdp_field_set *set)
{
	struct iphdr *ip = (struct iphdr *)(target->skb->data + target->at.l3);
	__be16 *word = (__be16 *)ip;
	__be16 before;

	/* Both lie in words that the header's own checksum covers. */
	if (set->attr == FLOWDP_A_FIELD_IP_TTL)
		word = (__be16 *)&ip->ttl;
	before = *word;
	if (set->attr == FLOWDP_A_FIELD_IP_TTL)
		masked(&ip->ttl, &ip->ttl, set, 1);
	else
		masked(&ip->tos, &ip->tos, set, 1);
	csum_replace2(&ip->check, before, *word);
	return FLOWDP_DROP_NONE;
}

static enum flowdp_drop_reason set_ipv6_byte(struct target *target,
					     const struct fdp_field_set *set)
{
	struct sk_buff *skb = target->skb;
	struct ipv6hdr *ip = (struct ipv6hdr *)(skb->data + target->at.l3);
	u8 new;

	skb_postpull_rcsum(skb, ip, sizeof(*ip));
	if (set->attr == FLOWDP_A_FIELD_IP_TTL) {
		masked(&ip->hop_limit, &ip->hop_limit, set, 1);
	} else {
		new = ipv6_get_dsfield(ip);
		masked(&new, &new, set, 1);
		ipv6_change_dsfield(ip, 0, new);
	}
	skb_postpush_rcsum(skb, ip, sizeof(*ip));
	return FLOWDP_DROP_NONE;
}

static __wsum crc32c_update(const void *data, int len, __wsum sum)
{
	return (__force __wsum)__crc32c_le((__force u32)sum, data, len);
}

static __wsum crc32c_combine(__wsum first, __wsum second, int offset, int len)
{
	return (__force __wsum)__crc32c_le_combine((__force u32)first, (__force u32)second, len);
}

/* RFC 9260, appendix A; without libcrc32c, so that insmod needs no other module. */
static __le32 sctp_sum(const struct target *target)
{
	static const struct skb_checksum_ops ops = {
		.update = crc32c_update,
		.combine = crc32c_combine,
	};
	struct sk_buff *skb = target->skb;
	unsigned int offset = target->at.l4;
	struct sctphdr *sctp = (struct sctphdr *)(skb->data + offset);
	__le32 saved = sctp->checksum;
	__wsum sum;

	sctp->checksum = 0;
	sum = __skb_checksum(skb, offset, target->at.end - offset, (__force __wsum)~(u32)0, &ops);
	sctp->checksum = saved;
	return cpu_to_le32(~(__force u32)sum);
}

static enum flowdp_drop_reason set_sctp_port(struct target *target,
					     const struct fdp_field_set *set)
{
	struct sk_buff *skb = target->skb;
	struct sctphdr *sctp = (struct sctphdr *)(skb->data + target->at.l4);
	__be16 *port = set->attr == FLOWDP_A_FIELD_TP_SRC ? &sctp->source : &sctp->dest;
	__le32 before, after;

	/* A checksum left to the device is computed later; a wrong one is to stay wrong. */
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		masked(port, port, set, sizeof(*port));
		return FLOWDP_DROP_NONE;
	}
	/* How a CRC changes depends on all that follows, which is not in this fragment. */
	if (target->key.ip_frag != FLOWDP_IP_FRAG_NONE)
		return FLOWDP_DROP_ACTION_FAILED;
	before = sctp_sum(target);
	masked(port, port, set, sizeof(*port));
	after = sctp_sum(target);
	sctp->checksum ^= before ^ after;
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	return FLOWDP_DROP_NONE;
}

static enum flowdp_drop_reason set_port(struct target *target, const struct fdp_field_set *set)
{
	struct sk_buff *skb = target->skb;
	__be16 *ports, *port, old, new;
	__sum16 *sum;

	if (target->key.ip_proto == IPPROTO_SCTP)
		return set_sctp_port(target, set);
	ports = (__be16 *)(skb->data + target->at.l4);
	port = set->attr == FLOWDP_A_FIELD_TP_SRC ? ports : ports + 1;
	old = *port;
	masked(&new, &old, set, sizeof(new));
	sum = transport_sum(target);
	if (sum) {
		if (partial_is_inner(target))
			csum_replace2(sum, old, new);
		else
			inet_proto_csum_replace2(sum, skb, old, new, false);
		mangle_zero(target, sum);
		*port = new;
	} else {
		skb_postpull_rcsum(skb, port, sizeof(*port));
		*port = new;
		skb_postpush_rcsum(skb, port, sizeof(*port));
	}
	return FLOWDP_DROP_NONE;
}

static enum flowdp_drop_reason set_arp(struct target *target, const struct fdp_field_set *set)
{
	struct sk_buff *skb = target->skb;
	u8 *at = skb->data + target->at.l3;
	u8 len = ETH_ALEN;

	switch (set->attr) {
	case FLOWDP_A_FIELD_ARP_SHA:
		at += ARP_SHA;
		break;
	case FLOWDP_A_FIELD_ARP_THA:
		at += ARP_THA;
		break;
	case FLOWDP_A_FIELD_ARP_SPA:
		at += ARP_SPA;
		len = 4;
		break;
	default:
		at += ARP_TPA;
		len = 4;
		break;
	}
	skb_postpull_rcsum(skb, at, len);
	masked(at, at, set, len);
	skb_postpush_rcsum(skb, at, len);
	return FLOWDP_DROP_NONE;
}

static enum flowdp_drop_reason set_nd_target(struct target *target,
					     const struct fdp_field_set *set)
{
	struct sk_buff *skb = target->skb;
	u8 *l4 = skb->data + target->at.l4;
	__be32 old[4], new[4];

	memcpy(old, l4 + ND_TARGET, sizeof(old));
	masked(new, old, set, sizeof(new));
	inet_proto_csum_replace16((__sum16 *)(l4 + ICMPV6_SUM), skb, old, new, false);
	memcpy(l4 + ND_TARGET, new, sizeof(new));
	return FLOWDP_DROP_NONE;
}

/* What a kind of change needs of the packet. */
static bool has_ipv4(const struct target *target)
{
	return target->key.layers & FDP_LAYER_L3 && target->key.eth_type == htons(ETH_P_IP);
}

static bool has_ipv6(const struct target *target)
{
	return target->key.layers & FDP_LAYER_L3 && target->key.eth_type == htons(ETH_P_IPV6);
}

static bool has_arp(const struct target *target)
{
	return target->key.layers & FDP_LAYER_L3 && target->key.eth_type == htons(ETH_P_ARP);
}

static bool has_ports(const struct target *target)
{
	return target->key.layers & FDP_LAYER_L4 &&
	       (target->key.ip_proto == IPPROTO_TCP || target->key.ip_proto == IPPROTO_UDP ||
		target->key.ip_proto == IPPROTO_SCTP);
}

static bool has_nd(const struct target *target)
{
	return target->key.layers & FDP_LAYER_ND;
}

/* One kind of change to what lies behind the Ethernet header. */
struct change {
	bool (*applies)(const struct target *target);
	enum flowdp_drop_reason (*make)(struct target *target, const struct fdp_field_set *set);
	u8 l3_len;	/* of the network header, to be writable */
	u8 l4_len;	/* of the transport header, if more than up to its checksum */
};

static const struct change ipv4_address = { has_ipv4, set_ipv4_address, sizeof(struct iphdr) };
static const struct change ipv6_address = { has_ipv6, set_ipv6_address, sizeof(struct ipv6hdr) };
static const struct change ipv6_label = { has_ipv6, set_ipv6_label, sizeof(struct ipv6hdr) };
static const struct change ipv4_byte = { has_ipv4, set_ipv4_byte, sizeof(struct iphdr) };
static const struct change ipv6_byte = { has_ipv6, set_ipv6_byte, sizeof(struct ipv6hdr) };
static const struct change port = { has_ports, set_port };
static const struct change arp = { has_arp, set_arp, ARP_LEN };
static const struct change nd_target = { has_nd, set_nd_target, 0, ND_LEN };

static const struct change *find_change(const struct target *target, u8 attr)
{
	switch (attr) {
	case FLOWDP_A_FIELD_IPV4_SRC:
	case FLOWDP_A_FIELD_IPV4_DST:
		return &ipv4_address;
	case FLOWDP_A_FIELD_IPV6_SRC:
	case FLOWDP_A_FIELD_IPV6_DST:
		return &ipv6_address;
	case FLOWDP_A_FIELD_IPV6_LABEL:
		return &ipv6_label;
	case FLOWDP_A_FIELD_IP_TOS:
	case FLOWDP_A_FIELD_IP_TTL:
		return has_ipv4(target) ? &ipv4_byte : &ipv6_byte;
	case FLOWDP_A_FIELD_TP_SRC:
	case FLOWDP_A_FIELD_TP_DST:
		return &port;
	case FLOWDP_A_FIELD_ND_TARGET:
		return &nd_target;
	default:
		return &arp;
	}
}

static unsigned int end_of(const struct target *target, const struct change *change)
{
	unsigned int l3 = target->at.l3 + change->l3_len;
	unsigned int l4 = change->l4_len ? target->at.l4 + change->l4_len : 0;

	return max3(l3, l4, transport_end(target));
}

/*
 * Would the device write the checksum left to it over the network header or the ports,
 * or, where ICMPv6 is changed, anywhere but in its checksum field?  On entry this is
 * checked only if rules match on such fields.
 */
static bool sum_is_astray(const struct target *target, const struct change *change)
{
	const struct sk_buff *skb = target->skb;
	unsigned int end = end_of(target, change);

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return false;
	if (change->l4_len)
		return !sum_is_partial(target) || skb->csum_offset != ICMPV6_SUM;
	if (target->at.l4)
		end = target->at.l4 + (has_ports(target) ? 2 * sizeof(__be16) : 0);
	return skb_checksum_start_offset(skb) + skb->csum_offset < (int)end;
}

static enum flowdp_drop_reason set_deep(struct fdp_packet *packet,
					const struct fdp_field_set *set)
{
	struct target target = { .skb = packet->skb };
	enum flowdp_drop_reason reason;
	const struct change *change;

	if (!fdp_packet_read_key(packet, FDP_DEPTH_L4, &target.key, &target.at))
		return FLOWDP_DROP_NO_MEMORY;
	change = find_change(&target, set->attr);
	/* The checksums of a malformed packet cannot be found. */
	if (target.key.layers & FDP_LAYER_MALFORMED || !change->applies(&target) ||
	    sum_is_astray(&target, change))
		return FLOWDP_DROP_ACTION_FAILED;
	if (!make_writable(packet->skb, end_of(&target, change)))
		return FLOWDP_DROP_NO_MEMORY;
	if (unlikely(fdp_fraglist_is(packet->skb))) {
		reason = fdp_fraglist_join(packet->skb, &target.key, &target.at);
		if (reason)
			return reason;
	}
	skb_clear_hash(packet->skb);
	return change->make(&target, set);
}

static enum flowdp_drop_reason set_field(struct fdp_packet *packet,
					 const struct fdp_field_set *set)
{
	switch (set->attr) {
	case FLOWDP_A_FIELD_VID:
		masked(&packet->vid, &packet->vid, set, sizeof(packet->vid));
		return FLOWDP_DROP_NONE;
	case FLOWDP_A_FIELD_PCP:
		masked(&packet->pcp, &packet->pcp, set, sizeof(packet->pcp));
		return FLOWDP_DROP_NONE;
	case FLOWDP_A_FIELD_ETH_SRC:
	case FLOWDP_A_FIELD_ETH_DST:
		return set_ethernet(packet->skb, set);
	case FLOWDP_A_FIELD_VLAN_TCI:
		return set_tag(packet->skb, set);
	default:
		return set_deep(packet, set);
	}
}

static bool has_tag(const struct sk_buff *skb)
{
	return skb_vlan_tag_present(skb) || eth_type_vlan(skb->protocol);
}

/*
 * For segmentation or checksums by the device, the sender says where the transport
 * header is.  If that was inside a tag that is gone now, it lied, and drivers would look
 * in front of the frame.
 */
static bool lost_transport(const struct sk_buff *skb)
{
	if (skb_is_gso(skb) && skb_transport_offset(skb) < ETH_HLEN)
		return true;
	return skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_start_offset(skb) < ETH_HLEN;
}

/**
 * fdp_rewrite - carry out a push_vlan, pop_vlan or set action
 * @packet: changed
 * @action: the action
 *
 * Return: FLOWDP_DROP_NONE, or why the packet cannot be changed so.
 */
enum flowdp_drop_reason fdp_rewrite(struct fdp_packet *packet, const struct fdp_action *action)
{
	struct sk_buff *skb = packet->skb;

	switch (action->type) {
	case FLOWDP_A_ACTION_PUSH_VLAN:
		if (skb_vlan_push(skb, action->tag.tpid, ntohs(action->tag.tci)))
			return FLOWDP_DROP_NO_MEMORY;
		packet->nested = false;
		return FLOWDP_DROP_NONE;
	case FLOWDP_A_ACTION_POP_VLAN:
		if (!has_tag(skb))
			return FLOWDP_DROP_ACTION_FAILED;
		/* It also takes the next tag out of the bytes, which may be cut short. */
		if (skb_vlan_pop(skb))
			return skb->len < VLAN_ETH_HLEN ? FLOWDP_DROP_ACTION_FAILED :
							  FLOWDP_DROP_NO_MEMORY;
		if (lost_transport(skb))
			return FLOWDP_DROP_ACTION_FAILED;
		packet->nested = has_tag(skb);
		return FLOWDP_DROP_NONE;
	default:
		return set_field(packet, action->set);
	}
}
