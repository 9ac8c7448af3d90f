// SPDX-License-Identifier: GPL-2.0-or-later
#include "checksum.h"

#include <arpa/inet.h>
#include <endian.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#define CRC32C_POLYNOMIAL	0x82f63b78U	/* reflected; RFC 9260, appendix A */

static void store_u16(uint8_t *place, uint16_t value)
{
	value = htons(value);
	memcpy(place, &value, sizeof(value));
}

/* The one's complement sum of RFC 1071, not yet folded. */
static uint32_t add(uint32_t sum, const uint8_t *data, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		sum += i % 2 ? data[i] : (uint32_t)data[i] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static uint32_t crc32c(const uint8_t *data, size_t length)
{
	uint32_t crc = UINT32_MAX;
	unsigned int bit;

	while (length--) {
		crc ^= *data++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? CRC32C_POLYNOMIAL : 0);
	}
	return ~crc;
}

/* The addresses, the length and the protocol (RFC 9293, 3.1; RFC 8200, 8.1). */
static uint32_t pseudo_header(const uint8_t *ip, size_t length, uint8_t proto)
{
	bool v6 = ip[0] >> 4 == 6;

	return add(0, ip + (v6 ? 8 : 12), v6 ? 32 : 8) + length + proto;
}

static void fill_l4(const uint8_t *ip, uint8_t *l4, size_t length, uint8_t proto)
{
	uint32_t crc;
	uint16_t sum;

	switch (proto) {
	case IPPROTO_TCP:
		store_u16(l4 + 16, fold(add(pseudo_header(ip, length, proto), l4, length)));
		break;
	case IPPROTO_UDP:
		sum = fold(add(pseudo_header(ip, length, proto), l4, length));
		store_u16(l4 + 6, sum ? sum : 0xffff);	/* zero says "none" (RFC 768) */
		break;
	case IPPROTO_SCTP:
		crc = htole32(crc32c(l4, length));
		memcpy(l4 + 8, &crc, sizeof(crc));
		break;
	case IPPROTO_ICMP:
		store_u16(l4 + 2, fold(add(0, l4, length)));
		break;
	case IPPROTO_ICMPV6:
		store_u16(l4 + 2, fold(add(pseudo_header(ip, length, proto), l4, length)));
		break;
	}
}

void flow_checksum_fill(struct flow_frame *frame, size_t l3, size_t l4, uint8_t proto,
			enum flowdp_ip_frag fragment)
{
	uint8_t *ip = frame->data + l3, *transport = frame->data + l4;
	size_t length = frame->length - l4;

	if (ip[0] >> 4 == 6) {
		store_u16(ip + 4, frame->length - l3 - 40);
	} else {
		store_u16(ip + 2, frame->length - l3);
		store_u16(ip + 10, fold(add(0, ip, l4 - l3)));
	}
	if (proto == IPPROTO_UDP && fragment != FLOWDP_IP_FRAG_LATER)
		store_u16(transport + 4, length);
	if (fragment == FLOWDP_IP_FRAG_NONE)
		fill_l4(ip, transport, length, proto);
}
