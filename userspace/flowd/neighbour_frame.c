// SPDX-License-Identifier: GPL-2.0-or-later
#include "neighbour_frame.h"

#include <linux/if_ether.h>
#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include "address.h"

#define SOURCE			6	/* offsets in the Ethernet header */
#define TYPE			12

#define ARP_LEN			28	/* RFC 826, for IPv4 over Ethernet */
#define ARP_SHA			8
#define ARP_SPA			14

#define IPV6_LEN		40	/* RFC 8200, 3 */
#define IPV6_PAYLOAD_LENGTH	4
#define IPV6_NEXT_HEADER	6
#define IPV6_HOP_LIMIT		7

#define ADVERTISEMENT_LEN	24	/* RFC 4861, 4.4, without options */
#define ADVERTISEMENT_TARGET	8
#define OPTION_UNIT		8	/* RFC 4861, 4.6 */

static unsigned int number16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static bool read_arp(const uint8_t *source, const uint8_t *arp, size_t length,
		     struct plan_address *address)
{
	if (length < ARP_LEN || number16(arp) != ARPHRD_ETHER || number16(arp + 2) != ETH_P_IP ||
	    arp[4] != ETH_ALEN || arp[5] != 4)
		return false;
	/* A probe has no sender yet (RFC 5227, 2.1.1). */
	if (!flow_address_is_host(AF_INET, arp + ARP_SPA) ||
	    memcmp(arp + ARP_SHA, source, ETH_ALEN) != 0)
		return false;
	address->family = AF_INET;
	memcpy(address->bytes, arp + ARP_SPA, 4);
	return true;
}

/* Whether all options are whole, and the target's link-layer address is there and is @source. */
static bool tells_source(const uint8_t *source, const uint8_t *option, size_t length)
{
	bool told = false;
	size_t size;

	for (; length; option += size, length -= size) {
		if (length < OPTION_UNIT || !option[1] || option[1] * OPTION_UNIT > length)
			return false;
		size = option[1] * OPTION_UNIT;
		if (option[0] != ND_OPT_TARGET_LINKADDR || size != OPTION_UNIT)
			continue;
		if (memcmp(option + 2, source, ETH_ALEN) != 0)
			return false;
		told = true;
	}
	return told;
}

static bool read_advertisement(const uint8_t *source, const uint8_t *icmp, size_t length,
			       struct plan_address *address)
{
	const uint8_t *target = icmp + ADVERTISEMENT_TARGET;

	if (length < ADVERTISEMENT_LEN || icmp[0] != ND_NEIGHBOR_ADVERT || icmp[1] != 0 ||
	    !flow_address_is_host(AF_INET6, target) ||
	    !tells_source(source, icmp + ADVERTISEMENT_LEN, length - ADVERTISEMENT_LEN))
		return false;
	address->family = AF_INET6;
	memcpy(address->bytes, target, sizeof(address->bytes));
	return true;
}

/* An advertisement comes from the link itself (RFC 4861, 7.1.2), and in one piece (RFC 6980, 5). */
static bool read_ipv6(const uint8_t *source, const uint8_t *ip, size_t length,
		      struct plan_address *address)
{
	size_t payload;

	if (length < IPV6_LEN || ip[0] >> 4 != 6 || ip[IPV6_NEXT_HEADER] != IPPROTO_ICMPV6 ||
	    ip[IPV6_HOP_LIMIT] != 255)
		return false;
	payload = number16(ip + IPV6_PAYLOAD_LENGTH);
	return payload <= length - IPV6_LEN &&
	       read_advertisement(source, ip + IPV6_LEN, payload, address);
}

bool neighbour_frame_read(const uint8_t *data, size_t length, struct plan_address *address)
{
	memset(address, 0, sizeof(*address));
	if (length < ETH_HLEN)
		return false;
	switch (number16(data + TYPE)) {
	case ETH_P_ARP:
		return read_arp(data + SOURCE, data + ETH_HLEN, length - ETH_HLEN, address);
	case ETH_P_IPV6:
		return read_ipv6(data + SOURCE, data + ETH_HLEN, length - ETH_HLEN, address);
	default:
		return false;
	}
}
