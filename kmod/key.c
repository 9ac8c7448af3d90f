// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a packet's fields.  Knows neither skb nor netdev: it reads from a window of
 * bytes, and checks before each read how many are left.
 */
#include <linux/if_arp.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/string.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <uapi/linux/flowdp.h>

#include "key.h"

/* Sane packets have few extension headers (RFC 8200, 4.1), */
#define EXTENSION_HEADERS_MAX	8
/* and few neighbour discovery options (RFC 4861, 4.6). */
#define ND_OPTIONS_MAX		8

#define ND_OPTION_SLL		1	/* RFC 4861, 4.6.1 */
#define ND_OPTION_TLL		2

#define LENGTH_MAX		0xffff	/* bytes that a length of 16 bits can tell */
#define IP_OFFSET_MASK		0x1fff	/* RFC 791, 3.1 */
#define IP_MORE_FRAGMENTS	0x2000
#define IPV6_OFFSET_MASK	0xfff8	/* RFC 8200, 4.5 */
#define IPV6_MORE_FRAGMENTS	0x0001

#define IPV6_ADDRESS_WORDS	4	/* source and destination, here and in struct fdp_key */
#define TCP_FLAGS_MASK		0x0fff
#define SCTP_HEADER_LEN		12	/* RFC 9260, 3.1 */
#define DCCP_HEADER_LEN		12	/* RFC 4340, 5.1: the short form of it */

/* Headers may be unaligned, so all of these types are packed. */

/* Behind a type that says "tag" (IEEE 802.1Q-2022, 9.3). */
struct tag {
	__be16 tci;
	__be16 type;
} __packed;

/* Logical link control and subnetwork access protocol (IEEE 802-2014, 9.2). */
struct snap {
	u8 start[6];	/* both service access points, control, organization */
	__be16 type;
} __packed;

struct ipv4_header {
	struct iphdr ip;
} __packed;

union ipv6_header {
	struct ipv6hdr ip;
	__be32 first;	/* RFC 8200, 3: version, traffic class, flow label */
	struct {
		u8 before[8];
		u64 addresses[IPV6_ADDRESS_WORDS];
	} __packed;
} __packed;

union tcp_header {
	struct tcphdr tcp;
	struct {
		u8 before[12];
		__be16 flags;	/* RFC 9293, 3.1: data offset, 4 bits; flags, 12 */
	};
} __packed;

/* What most frames are. */
struct plain_frame {
	struct ethhdr eth;
	union {
		struct iphdr ip;
		struct {
			u8 version_and_length;
			u8 before[11];
			u64 addresses;	/* as in struct fdp_key */
		} __packed;
	} __packed;
	union tcp_header transport;
} __packed;

/* What UDP and SCTP start with. */
struct ports {
	__be16 src;
	__be16 dst;
} __packed;

/* RFC 8200, 4.2 to 4.6: what all extension headers start with. */
struct extension {
	u8 next;
	u8 length;
};

struct routing_header {
	struct extension start;
	u8 type;
	u8 segments_left;
};

struct fragment_header {
	u8 next;
	u8 reserved;
	__be16 offset;
	__be32 id;
} __packed;

/* ARP for IPv4 over Ethernet (RFC 826). */
struct arp_body {
	struct arphdr header;
	u8 sha[ETH_ALEN];
	u8 spa[4];
	u8 tha[ETH_ALEN];
	u8 tpa[4];
} __packed;

/* A cursor over the window: what was read, what is left. */
struct reader {
	const u8 *data;
	u32 at;		/* next byte to read */
	u32 end;	/* end of what may be read: window and lengths in headers */
	u32 frame_end;	/* end of what the packet claims to be */
	bool gso;	/* see struct fdp_key_input */
	bool ufo;
	bool routed;	/* see struct fdp_key_offsets */
};

/* The next @len bytes, without taking them; NULL if there are fewer. */
static const void *peek(const struct reader *r, u32 len)
{
	if (r->at > r->end || r->end - r->at < len)
		return NULL;
	return r->data + r->at;
}

static const void *take(struct reader *r, u32 len)
{
	const void *header = peek(r, len);

	if (header)
		r->at += len;
	return header;
}

/* A length field says that the packet ends @len bytes behind @from; false if it cannot. */
static bool limit(struct reader *r, u32 from, u32 len)
{
	if (len > r->frame_end - from)
		return false;
	r->frame_end = from + len;
	if (r->end > r->frame_end)
		r->end = r->frame_end;
	return true;
}

/*
 * The same for a field of 16 bits.  It means nothing in a GSO frame, nor if it is 0 in a
 * jumbogram, whose length does not fit (RFC 2675): both end with the frame.
 */
static bool limit16(struct reader *r, u32 from, __be16 len)
{
	if (r->gso || (!len && r->frame_end - from > LENGTH_MAX))
		return true;
	return limit(r, from, ntohs(len));
}

/*
 * Sets a field that is zero.  Writes the whole word, since lookup reads whole words: a
 * load that follows several smaller stores would stall.
 */
#define SET_FIELD(key, field, value)							\
	((key)->words[offsetof(struct fdp_key, field) / sizeof(u64)] |=			\
	 FDP_KEY_PART(field, value))

static void malformed(struct fdp_key *key)
{
	SET_FIELD(key, layers, FDP_LAYER_MALFORMED);
}

void fdp_key_push_tag(struct fdp_key *key, __be16 tpid, __be16 tci)
{
	key->inner_vlan_tpid = key->vlan_tpid;
	key->inner_vlan_tci = key->vlan_tci;
	if (key->layers & FDP_LAYER_TAG)
		key->layers |= FDP_LAYER_INNER_TAG;
	key->vlan_tpid = tpid;
	key->vlan_tci = tci;
	key->layers |= FDP_LAYER_TAG;
}

/* Tags behind the second were never read, so none takes its place. */
void fdp_key_pop_tag(struct fdp_key *key)
{
	key->vlan_tpid = key->inner_vlan_tpid;
	key->vlan_tci = key->inner_vlan_tci;
	key->inner_vlan_tpid = 0;
	key->inner_vlan_tci = 0;
	if (!(key->layers & FDP_LAYER_INNER_TAG))
		key->layers &= ~FDP_LAYER_TAG;
	key->layers &= ~FDP_LAYER_INNER_TAG;
}

static void append_tag(struct fdp_key *key, __be16 tpid, __be16 tci)
{
	if (key->layers & FDP_LAYER_TAG) {
		SET_FIELD(key, inner_vlan_tpid, tpid);
		SET_FIELD(key, inner_vlan_tci, tci);
		SET_FIELD(key, layers, FDP_LAYER_INNER_TAG);
	} else {
		SET_FIELD(key, vlan_tpid, tpid);
		SET_FIELD(key, vlan_tci, tci);
		SET_FIELD(key, layers, FDP_LAYER_TAG);
	}
}

/*
 * A length (IEEE 802.3-2022, 3.2.6) may be followed by a SNAP header with a type (RFC
 * 1042), which hosts may treat as an Ethernet type.  Returns 0 if there is none.
 */
static __be16 read_snap(struct reader *r)
{
	static const u8 start[] = { 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00 };
	const struct snap *snap = peek(r, sizeof(*snap));

	if (!snap || memcmp(snap->start, start, sizeof(start)) ||
	    ntohs(snap->type) < ETH_P_802_3_MIN)
		return 0;
	take(r, sizeof(*snap));
	return snap->type;
}

/* Reads addresses, up to two tags and the type. */
static bool read_ethernet(struct fdp_key *key, struct reader *r)
{
	const struct ethhdr *eth = take(r, sizeof(*eth));
	const struct tag *tag;
	__be16 type;

	if (!eth)
		return false;
	key->words[1] |= fdp_key_address(eth->h_dest);
	key->words[2] |= fdp_key_address(eth->h_source);
	type = eth->h_proto;
	while (fdp_key_is_tag(type) && !(key->layers & FDP_LAYER_INNER_TAG)) {
		tag = take(r, sizeof(*tag));
		if (!tag)
			return false;
		append_tag(key, type, tag->tci);
		type = tag->type;
	}
	if (ntohs(type) < ETH_P_802_3_MIN)
		type = read_snap(r);
	SET_FIELD(key, eth_type, type);
	return true;
}

static bool read_arp(struct fdp_key *key, struct reader *r)
{
	const struct arp_body *arp = take(r, sizeof(*arp));

	/* Hosts treat both hardware types alike. */
	if (!arp || (arp->header.ar_hrd != htons(ARPHRD_ETHER) &&
		     arp->header.ar_hrd != htons(ARPHRD_IEEE802)) ||
	    arp->header.ar_pro != htons(ETH_P_IP) ||
	    arp->header.ar_hln != ETH_ALEN || arp->header.ar_pln != 4)
		return false;
	key->arp_op = arp->header.ar_op;
	memcpy(key->ll_source, arp->sha, ETH_ALEN);
	memcpy(key->ll_target, arp->tha, ETH_ALEN);
	memcpy(&key->arp.spa, arp->spa, 4);
	memcpy(&key->arp.tpa, arp->tpa, 4);
	return true;
}

static u8 fragment(u16 offset, bool more)
{
	if (offset)
		return FLOWDP_IP_FRAG_LATER;
	return more ? FLOWDP_IP_FRAG_FIRST : FLOWDP_IP_FRAG_NONE;
}

static bool read_ipv4(struct fdp_key *key, struct reader *r)
{
	const struct ipv4_header *header = peek(r, sizeof(*header));
	u32 start = r->at;
	u32 header_len;
	u16 offset;

	if (!header || header->ip.version != 4 || header->ip.ihl < 5)
		return false;
	header_len = header->ip.ihl * 4;
	if (!limit16(r, start, header->ip.tot_len) || !take(r, header_len))
		return false;
	offset = r->ufo ? IP_MORE_FRAGMENTS : ntohs(header->ip.frag_off);
	SET_FIELD(key, ip_proto, header->ip.protocol);
	SET_FIELD(key, ip_frag, fragment(offset & IP_OFFSET_MASK, offset & IP_MORE_FRAGMENTS));
	SET_FIELD(key, ip_tos, header->ip.tos);
	SET_FIELD(key, ip_ttl, header->ip.ttl);
	SET_FIELD(key, ipv4.src, header->ip.saddr);
	SET_FIELD(key, ipv4.dst, header->ip.daddr);
	return true;
}

/*
 * Reads one header of the chain.  Returns false if it is broken; *@next is then
 * unchanged.  *@more tells whether another one may follow.
 */
static bool read_extension(struct fdp_key *key, struct reader *r, u8 *next, bool *more)
{
	const struct fragment_header *frag;
	const struct extension *ext;
	u32 len;

	*more = true;
	switch (*next) {
	case IPPROTO_FRAGMENT:
		frag = take(r, sizeof(*frag));
		/* A second one must not hide that this is a fragment. */
		if (!frag || key->ip_frag == FLOWDP_IP_FRAG_FIRST)
			return false;
		SET_FIELD(key, ip_frag, fragment(ntohs(frag->offset) & IPV6_OFFSET_MASK,
						 ntohs(frag->offset) & IPV6_MORE_FRAGMENTS));
		*next = frag->next;
		/* What follows in a later fragment is payload, not a header. */
		*more = key->ip_frag != FLOWDP_IP_FRAG_LATER;
		return true;
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS:
	case IPPROTO_MH:
	case IPPROTO_AH:
		ext = peek(r, sizeof(*ext));
		if (!ext)
			return false;
		/* RFC 4302, 2.2, counts in units of 4 octets, less 2. */
		len = *next == IPPROTO_AH ? (ext->length + 2) * 4 : (ext->length + 1) * 8;
		if (!take(r, len))
			return false;
		if (*next == IPPROTO_ROUTING && ((const struct routing_header *)ext)->segments_left)
			r->routed = true;
		*next = ext->next;
		return true;
	default:
		*more = false;
		return true;
	}
}

static bool read_ipv6(struct fdp_key *key, struct reader *r)
{
	const union ipv6_header *header = take(r, sizeof(*header));
	bool more = true;
	unsigned int i;
	__be32 first;
	u8 next;

	if (!header || header->ip.version != 6)
		return false;
	if (!limit16(r, r->at, header->ip.payload_len))
		return false;
	first = header->first;
	SET_FIELD(key, ipv6_label, first & htonl(0x000fffff));
	SET_FIELD(key, ip_tos, (u8)(ntohl(first) >> 20));
	SET_FIELD(key, ip_ttl, header->ip.hop_limit);
	for (i = 0; i < IPV6_ADDRESS_WORDS; i++)
		key->words[offsetof(struct fdp_key, ipv6) / sizeof(u64) + i] = header->addresses[i];
	next = header->ip.nexthdr;
	for (i = 0; more; i++) {
		if (i == EXTENSION_HEADERS_MAX || !read_extension(key, r, &next, &more))
			return false;
	}
	SET_FIELD(key, ip_proto, next);
	if (r->ufo && key->ip_frag == FLOWDP_IP_FRAG_NONE)
		SET_FIELD(key, ip_frag, FLOWDP_IP_FRAG_FIRST);
	return true;
}

/* Returns false if there was such an option before: receivers differ in which one they use. */
static bool read_nd_option(struct fdp_key *key, u8 type, const u8 *address)
{
	u8 before = key->layers;

	if (type == ND_OPTION_SLL && key->icmp_type == FDP_ND_SOLICITATION) {
		memcpy(key->ll_source, address, ETH_ALEN);
		SET_FIELD(key, layers, FDP_LAYER_ND_SLL);
	} else if (type == ND_OPTION_TLL && key->icmp_type == FDP_ND_ADVERTISEMENT) {
		memcpy(key->ll_target, address, ETH_ALEN);
		SET_FIELD(key, layers, FDP_LAYER_ND_TLL);
	} else {
		return true;
	}
	return key->layers != before;
}

/* RFC 4861, 4.3 and 4.4: four reserved bytes, the target, options. */
static bool read_nd(struct fdp_key *key, struct reader *r)
{
	const u8 *target;
	unsigned int i;

	if (!take(r, 4))
		return false;
	target = take(r, sizeof(key->nd_target));
	if (!target)
		return false;
	memcpy(key->nd_target, target, sizeof(key->nd_target));
	for (i = 0; r->at < r->frame_end; i++) {
		const u8 *option = peek(r, 8);

		if (i == ND_OPTIONS_MAX || !option || !option[1] || !take(r, option[1] * 8))
			return false;
		if (option[1] == 1 && !read_nd_option(key, option[0], option + 2))
			return false;
	}
	SET_FIELD(key, layers, FDP_LAYER_ND);
	return true;
}

static bool read_tcp(struct fdp_key *key, struct reader *r)
{
	const union tcp_header *header = peek(r, sizeof(*header));

	if (!header || header->tcp.doff < 5 || (u32)header->tcp.doff * 4 > r->frame_end - r->at)
		return false;
	SET_FIELD(key, tp_src, header->tcp.source);
	SET_FIELD(key, tp_dst, header->tcp.dest);
	SET_FIELD(key, tcp_flags, header->flags & htons(TCP_FLAGS_MASK));
	return true;
}

static bool read_ports(struct fdp_key *key, struct reader *r, u32 header_len)
{
	const struct ports *ports = peek(r, header_len);

	if (!ports)
		return false;
	SET_FIELD(key, tp_src, ports->src);
	SET_FIELD(key, tp_dst, ports->dst);
	return true;
}

static bool read_icmp(struct fdp_key *key, struct reader *r)
{
	const u8 *icmp = take(r, 4);

	if (!icmp)
		return false;
	key->icmp_type = icmp[0];
	key->icmp_code = icmp[1];
	return true;
}

static bool read_icmpv6(struct fdp_key *key, struct reader *r)
{
	if (!read_icmp(key, r))
		return false;
	if (key->icmp_code || (key->icmp_type != FDP_ND_SOLICITATION &&
			       key->icmp_type != FDP_ND_ADVERTISEMENT))
		return true;
	/* A fragmented one is not to be believed (RFC 6980, 5). */
	return key->ip_frag == FLOWDP_IP_FRAG_NONE && read_nd(key, r);
}

/* Sets FDP_LAYER_L4 if there is a transport header that we know. */
static bool read_transport(struct fdp_key *key, struct reader *r)
{
	bool ok;

	switch (key->ip_proto) {
	case IPPROTO_TCP:
		ok = read_tcp(key, r);
		break;
	case IPPROTO_UDP:
		ok = read_ports(key, r, sizeof(struct udphdr));
		break;
	case IPPROTO_SCTP:
		ok = read_ports(key, r, SCTP_HEADER_LEN);
		break;
	/* Read only so that their checksums follow when an address is set. */
	case IPPROTO_UDPLITE:
		ok = peek(r, sizeof(struct udphdr));
		break;
	case IPPROTO_DCCP:
		ok = peek(r, DCCP_HEADER_LEN);
		break;
	case IPPROTO_ICMP:
		if (key->eth_type != htons(ETH_P_IP))
			return true;
		ok = read_icmp(key, r);
		break;
	case IPPROTO_ICMPV6:
		if (key->eth_type != htons(ETH_P_IPV6))
			return true;
		ok = read_icmpv6(key, r);
		break;
	default:
		return true;
	}
	if (ok)
		SET_FIELD(key, layers, FDP_LAYER_L4);
	return ok;
}

/* Returns false if the header is broken. */
static bool read_network(struct fdp_key *key, struct reader *r)
{
	bool ok;

	switch (key->eth_type) {
	case htons(ETH_P_ARP):
		ok = read_arp(key, r);
		break;
	case htons(ETH_P_IP):
		ok = read_ipv4(key, r);
		break;
	case htons(ETH_P_IPV6):
		ok = read_ipv6(key, r);
		break;
	default:
		return true;
	}
	if (ok)
		SET_FIELD(key, layers, FDP_LAYER_L3);
	return ok;
}

static bool has_transport(const struct fdp_key *key)
{
	return (key->layers & FDP_LAYER_L3) && key->eth_type != htons(ETH_P_ARP) &&
	       key->ip_frag != FLOWDP_IP_FRAG_LATER;
}

/**
 * fdp_key_read - read a packet's fields
 * @key: zeroed by the caller but for in_port, vid and pcp, which are kept
 * @input: what to read
 * @offsets: set to where the headers lie; may be NULL
 *
 * Never fails: what the packet does not have stays zero, without its bit in
 * layers; a header that is cut short or contradicts itself sets
 * FDP_LAYER_MALFORMED and ends the reading.
 */
void fdp_key_read(struct fdp_key *key, const struct fdp_key_input *input,
		  struct fdp_key_offsets *offsets)
{
	struct fdp_key_offsets at = {};
	struct reader r = {
		.data = input->data,
		.end = input->len,
		.frame_end = input->frame_len,
		.gso = input->gso,
		.ufo = input->ufo,
	};

	if (input->vlan_tpid)
		append_tag(key, input->vlan_tpid, input->vlan_tci);
	if (!read_ethernet(key, &r)) {
		malformed(key);
		goto out;
	}
	if (input->depth < FDP_DEPTH_L3)
		goto out;
	at.l3 = r.at;
	if (!read_network(key, &r)) {
		malformed(key);
		goto out;
	}
	if (input->depth < FDP_DEPTH_L4 || !has_transport(key))
		goto out;
	at.l4 = r.at;
	at.routed = r.routed;
	if (!read_transport(key, &r))
		malformed(key);
out:
	at.end = r.frame_end;
	if (offsets)
		*offsets = at;
}

#define PLAIN_LEN_MIN	(offsetof(struct plain_frame, transport) + sizeof(struct udphdr))

/* Do the lengths in frame, packet and headers agree, so that fdp_key_read() would read all? */
static bool lengths_agree(const struct plain_frame *frame, u32 len, u32 frame_len)
{
	u32 packet_len = ntohs(frame->ip.tot_len);
	u32 header_len;

	switch (frame->ip.protocol) {
	case IPPROTO_UDP:
		header_len = sizeof(struct udphdr);
		break;
	case IPPROTO_TCP:
		if (len < sizeof(*frame) || frame->transport.tcp.doff < 5)
			return false;
		header_len = frame->transport.tcp.doff * 4;
		break;
	default:
		return false;
	}
	return packet_len >= sizeof(frame->ip) + header_len && packet_len <= frame_len - ETH_HLEN;
}

/**
 * fdp_key_read_plain - read TCP or UDP in plain IPv4, without a tag, options or fragments
 * @key: as for fdp_key_read(), but that all words other than the first are written
 * @data: the frame, from the Ethernet header on; no tag beside it, and no GSO
 * @len: bytes at @data
 * @frame_len: bytes of the frame, @len or more
 * @depth: FDP_DEPTH_L3 or more
 *
 * Most packets are of this kind, so they are read by whole words.
 *
 * Return: false if it is of another kind, or broken: nothing was written; use
 * fdp_key_read().
 */
bool fdp_key_read_plain(struct fdp_key *key, const u8 *data, u32 len, u32 frame_len,
			enum fdp_depth depth)
{
	const struct plain_frame *frame = (const void *)data;
	bool transport = depth == FDP_DEPTH_L4;
	unsigned int i;

	if (len < PLAIN_LEN_MIN || frame->eth.h_proto != htons(ETH_P_IP) ||
	    frame->version_and_length != 0x45 ||
	    (frame->ip.frag_off & htons(IP_OFFSET_MASK | IP_MORE_FRAGMENTS)) ||
	    !lengths_agree(frame, len, frame_len))
		return false;
	for (i = FDP_KEY_WORDS_IPV4; i < FDP_KEY_WORDS; i++)
		key->words[i] = 0;
	key->words[0] |= FDP_KEY_PART(layers, FDP_LAYER_L3 | (transport ? FDP_LAYER_L4 : 0));
	key->words[1] = fdp_key_address(frame->eth.h_dest) |
			FDP_KEY_PART(eth_type, htons(ETH_P_IP));
	key->words[2] = fdp_key_address(frame->eth.h_source);
	key->words[3] = FDP_KEY_PART(ip_proto, frame->ip.protocol);
	key->words[4] = FDP_KEY_PART(ip_tos, frame->ip.tos) | FDP_KEY_PART(ip_ttl, frame->ip.ttl);
	key->words[5] = frame->addresses;
	if (!transport)
		return true;
	key->words[4] |= FDP_KEY_PART(tp_src, frame->transport.tcp.source) |
			 FDP_KEY_PART(tp_dst, frame->transport.tcp.dest);
	if (frame->ip.protocol == IPPROTO_TCP)
		key->words[4] |= FDP_KEY_PART(tcp_flags,
					      frame->transport.flags & htons(TCP_FLAGS_MASK));
	return true;
}
