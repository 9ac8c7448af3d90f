/* SPDX-License-Identifier: GPL-2.0-only */
/* The fields of a packet that flows match on, and how they are read from it. */
#ifndef _FLOWDP_KEY_H
#define _FLOWDP_KEY_H

#include <linux/if_ether.h>
#include <linux/types.h>

/* Bits of fdp_key.layers: the headers that the packet has, whole and sane. */
#define FDP_LAYER_TAG		0x01	/* a VLAN tag in the frame */
#define FDP_LAYER_INNER_TAG	0x02	/* a second one */
#define FDP_LAYER_L3		0x04	/* IPv4, IPv6, or ARP for IPv4 over Ethernet */
#define FDP_LAYER_L4		0x08	/* TCP, UDP, UDP-Lite, SCTP, DCCP, ICMP or ICMPv6 */
#define FDP_LAYER_ND		0x10	/* neighbour solicitation or advertisement */
#define FDP_LAYER_ND_SLL	0x20	/* its source link-layer address option */
#define FDP_LAYER_ND_TLL	0x40	/* its target link-layer address option */
#define FDP_LAYER_MALFORMED	0x80	/* reading stopped at a broken or too deep header */

/* Types of ICMPv6 (RFC 4861, 4.3 and 4.4). */
#define FDP_ND_SOLICITATION	135
#define FDP_ND_ADVERTISEMENT	136

/* How far to read. */
enum fdp_depth {
	FDP_DEPTH_L2,	/* Ethernet and tags */
	FDP_DEPTH_L3,	/* and ARP, IPv4, IPv6 with extension headers */
	FDP_DEPTH_L4,	/* and the transport header and neighbour discovery */
};

/* Headers are read from the first bytes of a frame; what lies deeper is opaque. */
#define FDP_KEY_WINDOW		256
#define FDP_KEY_WINDOW_L2	(ETH_HLEN + 2 * 4 + 8)	/* with two tags and SNAP */

/* In place of a port number where there is no port. */
#define FDP_KEY_NO_PORT		U32_MAX

#define FDP_KEY_WORDS		14
#define FDP_KEY_WORDS_L2	4	/* those that hold fields of FDP_DEPTH_L2 */
#define FDP_KEY_WORDS_UNTAGGED	3	/* and those that an untagged frame has */
#define FDP_KEY_WORDS_IPV4	6	/* those that hold fields of TCP and UDP in IPv4 */

/*
 * A packet's fields, or the mask of a flow over them.  Read as words by lookup;
 * words are ordered by how deep in the packet their fields lie.  Header fields
 * are in network byte order, the first three in host order.
 */
struct fdp_key {
	union {
		struct {
			u32 in_port;
			u16 vid;
			u8 pcp;
			u8 layers;

			u8 eth_dst[ETH_ALEN];
			__be16 eth_type;

			u8 eth_src[ETH_ALEN];
			__be16 vlan_tpid;

			__be16 vlan_tci;
			__be16 inner_vlan_tpid;
			__be16 inner_vlan_tci;
			u8 ip_proto;
			u8 ip_frag;

			u8 ip_tos;
			u8 ip_ttl;
			__be16 tcp_flags;
			__be16 tp_src;
			__be16 tp_dst;

			union {
				struct {
					__be32 src;
					__be32 dst;
				} ipv4;
				struct {
					__be32 src[4];
					__be32 dst[4];
				} ipv6;
			};
			__be32 ipv6_label;
			u8 icmp_type;
			u8 icmp_code;
			__be16 arp_op;

			union {
				__be32 nd_target[4];
				struct {
					__be32 spa;
					__be32 tpa;
				} arp;
			};
			u8 ll_source[ETH_ALEN];	/* ARP sender, ND source link-layer address */
			u8 unused_source[2];
			u8 ll_target[ETH_ALEN];	/* ARP and ND target link-layer address */
			u8 unused_target[2];
		};
		u64 words[FDP_KEY_WORDS];
	};
};

static_assert(sizeof(struct fdp_key) == FDP_KEY_WORDS * sizeof(u64));

/* How far a field of @size bytes is shifted in its word. */
static inline unsigned int fdp_key_shift(size_t offset, size_t size)
{
	offset %= sizeof(u64);
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		offset = sizeof(u64) - size - offset;
	return 8 * offset;
}

/* A field's value as a part of its word. */
#define FDP_KEY_PART(field, value)						\
	((__force u64)(value) <<						\
	 fdp_key_shift(offsetof(struct fdp_key, field),				\
		       sizeof(((struct fdp_key *)0)->field)))

/* The first word, with what is known of a packet beside its bytes. */
static inline u64 fdp_key_arrival(u32 in_port, u16 vid, u8 pcp)
{
	return FDP_KEY_PART(in_port, in_port) | FDP_KEY_PART(vid, vid) | FDP_KEY_PART(pcp, pcp);
}

struct fdp_key_unaligned {
	u64 word;
} __packed;

/* An address as a part of its word; the two bytes behind it can be read, too. */
static inline u64 fdp_key_address(const u8 *address)
{
	const struct fdp_key_unaligned *bytes = (const void *)address;

	return bytes->word & FDP_KEY_PART(eth_dst, 0xffffffffffff);
}

static inline bool fdp_key_is_tag(__be16 type)
{
	return type == htons(ETH_P_8021Q) || type == htons(ETH_P_8021AD);
}

/**
 * fdp_key_read_untagged - read the fields of FDP_DEPTH_L2 of an untagged frame with a type
 * @key: its words of that depth but the first are written
 * @data: the frame, ETH_HLEN bytes at least
 *
 * Most frames are of this kind, so they are read by whole words.
 *
 * Return: false if there is a tag or a length: use fdp_key_read().
 */
static inline bool fdp_key_read_untagged(struct fdp_key *key, const u8 *data)
{
	const struct ethhdr *eth = (const struct ethhdr *)data;
	__be16 type = eth->h_proto;

	if (fdp_key_is_tag(type) || ntohs(type) < ETH_P_802_3_MIN)
		return false;
	key->words[1] = fdp_key_address(eth->h_dest) |
			FDP_KEY_PART(eth_type, (__force u16)type);
	key->words[2] = fdp_key_address(eth->h_source);
	key->words[3] = 0;
	return true;
}

/* Copies what fdp_key_read_untagged() writes, and the first word. */
static inline void fdp_key_copy_untagged(struct fdp_key *to, const struct fdp_key *from)
{
	unsigned int i;

	for (i = 0; i < FDP_KEY_WORDS_L2; i++)
		to->words[i] = from->words[i];
}

/* Is the source address one that a station can have (IEEE 802-2014, 8.2)? */
static inline bool fdp_key_has_station_source(const struct fdp_key *key)
{
	u64 source = key->words[2] & FDP_KEY_PART(eth_src, 0xffffffffffff);

	return source && !(source & FDP_KEY_PART(eth_src[0], 1));
}

/* What to read, and what is known of the frame beside its bytes. */
struct fdp_key_input {
	const u8 *data;		/* from the Ethernet header on */
	u32 len;		/* bytes at @data; ETH_HLEN at least */
	u32 frame_len;		/* bytes of the frame, @len or more */
	__be16 vlan_tpid;	/* of a tag kept beside the bytes; 0: none */
	__be16 vlan_tci;
	enum fdp_depth depth;
	bool gso;		/* to be segmented, so lengths in headers do not count */
	bool ufo;		/* those will be fragments: read as the first one */
};

/* Where the headers lie, counted from the Ethernet header; 0: not there. */
struct fdp_key_offsets {
	u16 l3;
	u16 l4;
	u32 end;	/* of the packet; behind it the frame may be padded */
	bool routed;	/* the final destination is in a routing header (RFC 8200, 4.4) */
};

void fdp_key_read(struct fdp_key *key, const struct fdp_key_input *input,
		  struct fdp_key_offsets *offsets);
bool fdp_key_read_plain(struct fdp_key *key, const u8 *data, u32 len, u32 frame_len,
			enum fdp_depth depth);
void fdp_key_push_tag(struct fdp_key *key, __be16 tpid, __be16 tci);
void fdp_key_pop_tag(struct fdp_key *key);

#endif /* _FLOWDP_KEY_H */
