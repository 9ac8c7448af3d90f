// SPDX-License-Identifier: GPL-2.0-or-later
/* Frames built from field values. */
#include "frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>
#include "checksum.h"

#define FRAME_MIN	60	/* IEEE 802.3-2022, 3.2.8, without the frame check sequence */
#define TTL_DEFAULT	64
#define TPID_NONE	0
#define TCI_PCP_SHIFT	13
#define ND_SOLICITATION	135
#define ND_ADVERTISEMENT 136
#define ND_OPTION_SLL	1	/* RFC 4861, 4.6.1 */
#define ND_OPTION_TLL	2
#define IP6_FRAGMENT	44	/* RFC 8200, 4.5 */
#define FRAGMENT_OFFSET	185	/* of a later fragment, in units of 8 bytes: behind 1480 */
#define MORE_FRAGMENTS	0x2000	/* RFC 791, 3.1 */

/* A frame being built. */
struct builder {
	const struct flow_match *fields;
	struct flow_frame *frame;
};

static bool has(const struct builder *builder, unsigned int field)
{
	return flow_match_has(builder->fields, field);
}

static uint32_t number(const struct builder *builder, unsigned int field, uint32_t otherwise)
{
	return has(builder, field) ? flow_match_number(builder->fields, field) : otherwise;
}

static uint8_t *put(struct builder *builder, const void *data, size_t length)
{
	uint8_t *place = builder->frame->data + builder->frame->length;

	memcpy(place, data, length);
	builder->frame->length += length;
	return place;
}

static void put_u8(struct builder *builder, uint8_t value)
{
	put(builder, &value, sizeof(value));
}

static void put_u16(struct builder *builder, uint16_t value)
{
	value = htons(value);
	put(builder, &value, sizeof(value));
}

static void put_u32(struct builder *builder, uint32_t value)
{
	value = htonl(value);
	put(builder, &value, sizeof(value));
}

static void put_zeroes(struct builder *builder, size_t length)
{
	memset(builder->frame->data + builder->frame->length, 0, length);
	builder->frame->length += length;
}

/* The field's bytes as they are on the wire, or @otherwise. */
static void put_field(struct builder *builder, unsigned int field, const void *otherwise)
{
	put(builder, has(builder, field) ? builder->fields->key[field].bytes : otherwise,
	    flow_field(field)->size);
}

static void put_tag(struct builder *builder, uint16_t tpid, uint16_t tci)
{
	put_u16(builder, tpid);
	put_u16(builder, tci);
}

/* A tag of which either half may be given; TPID "none" means none. */
static void put_tag_fields(struct builder *builder, unsigned int tpid, unsigned int tci)
{
	if (!has(builder, tpid) && !has(builder, tci))
		return;
	if (number(builder, tpid, ETH_P_8021Q) != TPID_NONE)
		put_tag(builder, number(builder, tpid, ETH_P_8021Q), number(builder, tci, 0));
}

static void put_ethernet(struct builder *builder)
{
	static const uint8_t destination[] = { 0x02, 0, 0, 0, 0, 0x02 };
	static const uint8_t source[] = { 0x02, 0, 0, 0, 0, 0x01 };
	static const uint8_t broadcast[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	bool arp = flow_match_is(builder->fields, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_ARP);

	put_field(builder, FLOWDP_A_FIELD_ETH_DST, arp ? broadcast : destination);
	put_field(builder, FLOWDP_A_FIELD_ETH_SRC, source);
	if (has(builder, FLOWDP_A_FIELD_VID) || has(builder, FLOWDP_A_FIELD_PCP))
		put_tag(builder, ETH_P_8021Q, number(builder, FLOWDP_A_FIELD_VID, 0) |
			number(builder, FLOWDP_A_FIELD_PCP, 0) << TCI_PCP_SHIFT);
	put_tag_fields(builder, FLOWDP_A_FIELD_VLAN_TPID, FLOWDP_A_FIELD_VLAN_TCI);
	put_tag_fields(builder, FLOWDP_A_FIELD_INNER_VLAN_TPID, FLOWDP_A_FIELD_INNER_VLAN_TCI);
}

static void put_arp(struct builder *builder)
{
	static const uint8_t zero[16];
	const uint8_t *source = builder->frame->data + ETH_ALEN;

	put_u16(builder, 1);		/* Ethernet; RFC 826 */
	put_u16(builder, ETH_P_IP);
	put_u8(builder, ETH_ALEN);
	put_u8(builder, 4);
	put_u16(builder, number(builder, FLOWDP_A_FIELD_ARP_OP, 1));
	put_field(builder, FLOWDP_A_FIELD_ARP_SHA, source);
	put_field(builder, FLOWDP_A_FIELD_ARP_SPA, zero);
	put_field(builder, FLOWDP_A_FIELD_ARP_THA, zero);
	put_field(builder, FLOWDP_A_FIELD_ARP_TPA, zero);
}

static void put_tcp(struct builder *builder)
{
	put_u16(builder, number(builder, FLOWDP_A_FIELD_TP_SRC, 1024));
	put_u16(builder, number(builder, FLOWDP_A_FIELD_TP_DST, 1025));
	put_u32(builder, 0);
	put_u32(builder, 0);
	put_u16(builder, 5 << 12 | number(builder, FLOWDP_A_FIELD_TCP_FLAGS, 0x02));
	put_u16(builder, 65535);
	put_zeroes(builder, 4);
}

static void put_udp(struct builder *builder)
{
	put_u16(builder, number(builder, FLOWDP_A_FIELD_TP_SRC, 1024));
	put_u16(builder, number(builder, FLOWDP_A_FIELD_TP_DST, 1025));
	put_zeroes(builder, 4);
}

static void put_sctp(struct builder *builder)
{
	put_u16(builder, number(builder, FLOWDP_A_FIELD_TP_SRC, 1024));
	put_u16(builder, number(builder, FLOWDP_A_FIELD_TP_DST, 1025));
	put_zeroes(builder, 8);
}

static void put_nd_option(struct builder *builder, uint8_t type, unsigned int field)
{
	if (!has(builder, field))
		return;
	put_u8(builder, type);
	put_u8(builder, 1);
	put_field(builder, field, NULL);
}

static void put_icmp(struct builder *builder, bool v6)
{
	static const uint8_t zero[16];
	uint8_t type = number(builder, FLOWDP_A_FIELD_ICMP_TYPE, v6 ? 128 : 8);	/* echo request */

	put_u8(builder, type);
	put_u8(builder, number(builder, FLOWDP_A_FIELD_ICMP_CODE, 0));
	put_zeroes(builder, 6);
	if (!v6 || (type != ND_SOLICITATION && type != ND_ADVERTISEMENT))
		return;
	put_field(builder, FLOWDP_A_FIELD_ND_TARGET, zero);
	put_nd_option(builder, ND_OPTION_SLL, FLOWDP_A_FIELD_ND_SLL);
	put_nd_option(builder, ND_OPTION_TLL, FLOWDP_A_FIELD_ND_TLL);
}

static void put_l4(struct builder *builder, uint8_t proto)
{
	if (number(builder, FLOWDP_A_FIELD_IP_FRAG, 0) == FLOWDP_IP_FRAG_LATER)
		return;
	switch (proto) {
	case IPPROTO_TCP:
		put_tcp(builder);
		break;
	case IPPROTO_UDP:
		put_udp(builder);
		break;
	case IPPROTO_SCTP:
		put_sctp(builder);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		put_icmp(builder, proto == IPPROTO_ICMPV6);
		break;
	}
}

/* The fragment word of IPv4. */
static uint16_t fragment(const struct builder *builder)
{
	switch (number(builder, FLOWDP_A_FIELD_IP_FRAG, FLOWDP_IP_FRAG_NONE)) {
	case FLOWDP_IP_FRAG_FIRST:
		return MORE_FRAGMENTS;
	case FLOWDP_IP_FRAG_LATER:
		return FRAGMENT_OFFSET;
	default:
		return 0;
	}
}

static void put_ipv4(struct builder *builder)
{
	static const uint8_t source[] = { 192, 0, 2, 1 }, destination[] = { 192, 0, 2, 2 };

	put_u8(builder, 0x45);
	put_u8(builder, number(builder, FLOWDP_A_FIELD_IP_TOS, 0));
	put_zeroes(builder, 4);		/* total length: later; identification */
	put_u16(builder, fragment(builder));
	put_u8(builder, number(builder, FLOWDP_A_FIELD_IP_TTL, TTL_DEFAULT));
	put_u8(builder, number(builder, FLOWDP_A_FIELD_IP_PROTO, IPPROTO_UDP));
	put_zeroes(builder, 2);
	put_field(builder, FLOWDP_A_FIELD_IPV4_SRC, source);
	put_field(builder, FLOWDP_A_FIELD_IPV4_DST, destination);
}

/* The same of IPv6, in a header of its own (RFC 8200, 4.5). */
static void put_ipv6_fragment(struct builder *builder, uint8_t proto)
{
	bool later = number(builder, FLOWDP_A_FIELD_IP_FRAG, 0) == FLOWDP_IP_FRAG_LATER;

	put_u8(builder, proto);
	put_u8(builder, 0);
	put_u16(builder, later ? FRAGMENT_OFFSET << 3 : 1);
	put_u32(builder, 0);
}

static void put_ipv6(struct builder *builder, uint8_t proto)
{
	static const uint8_t source[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 };
	static const uint8_t destination[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 2 };
	bool fragmented = fragment(builder);

	put_u32(builder, 6U << 28 | number(builder, FLOWDP_A_FIELD_IP_TOS, 0) << 20 |
		number(builder, FLOWDP_A_FIELD_IPV6_LABEL, 0));
	put_zeroes(builder, 2);		/* payload length: later */
	put_u8(builder, fragmented ? IP6_FRAGMENT : proto);
	put_u8(builder, number(builder, FLOWDP_A_FIELD_IP_TTL,
			       proto == IPPROTO_ICMPV6 ? 255 : TTL_DEFAULT));
	put_field(builder, FLOWDP_A_FIELD_IPV6_SRC, source);
	put_field(builder, FLOWDP_A_FIELD_IPV6_DST, destination);
	if (fragmented)
		put_ipv6_fragment(builder, proto);
}

/* IP with what it carries, filled up so that the frame has @length bytes, and then its sums. */
static void put_ip(struct builder *builder, size_t length, bool v6)
{
	size_t l3 = builder->frame->length, l4;
	uint8_t proto = number(builder, FLOWDP_A_FIELD_IP_PROTO, IPPROTO_UDP);

	if (v6)
		put_ipv6(builder, proto);
	else
		put_ipv4(builder);
	l4 = builder->frame->length;
	put_l4(builder, proto);
	if (builder->frame->length < length)
		put_zeroes(builder, length - builder->frame->length);
	flow_checksum_fill(builder->frame, l3, l4, proto,
			   number(builder, FLOWDP_A_FIELD_IP_FRAG, FLOWDP_IP_FRAG_NONE));
}

static void put_type_and_payload(struct builder *builder, size_t length)
{
	uint16_t type = number(builder, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IP);

	put_u16(builder, type);
	switch (type) {
	case ETH_P_ARP:
		put_arp(builder);
		break;
	case ETH_P_IP:
	case ETH_P_IPV6:
		put_ip(builder, length, type == ETH_P_IPV6);
		break;
	}
}

int flow_frame_build(const struct flow_match *fields, size_t length, struct flow_frame *frame,
		     struct flow_error *error)
{
	struct builder builder = { .fields = fields, .frame = frame };

	if (flow_match_has(fields, FLOWDP_A_FIELD_MALFORMED))
		return flow_error_set(error, -EINVAL,
				      "a malformed frame is not described in words, but in hex");
	if (length > sizeof(frame->data))
		return flow_error_set(error, -EINVAL, "a frame has %zu bytes at most",
				      sizeof(frame->data));
	frame->length = 0;
	put_ethernet(&builder);
	put_type_and_payload(&builder, length);
	if (length && frame->length > length)
		return flow_error_set(error, -EINVAL, "its headers alone take %zu bytes; say a greater length",
				      frame->length);
	if (!length)
		length = FRAME_MIN;
	if (frame->length < length)
		put_zeroes(&builder, length - frame->length);
	return 0;
}
