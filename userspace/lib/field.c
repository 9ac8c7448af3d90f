// SPDX-License-Identifier: GPL-2.0-or-later
#include "field.h"

#include <arpa/inet.h>
#include <string.h>

#define NUMBER(name_, size_, kind_, max_, exact_)				\
	.name = (name_), .size = (size_), .kind = FLOW_FIELD_##kind_,		\
	.max = (max_), .exact = (exact_)
#define U8(name, kind)		NUMBER(name, 1, kind, UINT8_MAX, UINT8_MAX)
#define U16(name, kind)		NUMBER(name, 2, kind, UINT16_MAX, UINT16_MAX)
#define BE16(name, kind)	U16(name, kind), .big_endian = true
#define BYTES(name_, size_, kind_)						\
	.name = (name_), .size = (size_), .kind = FLOW_FIELD_##kind_

#define SETTABLE		.settable = true

static const struct flow_field fields[FLOWDP_A_FIELD_MAX + 1] = {
	[FLOWDP_A_FIELD_IN_PORT] = {
		NUMBER("in_port", 4, PORT, FLOWDP_PORTS_MAX - 1, UINT32_MAX) },
	[FLOWDP_A_FIELD_VID] = { NUMBER("vid", 2, DECIMAL, FLOWDP_VID_MAX, 0xfff), SETTABLE },
	[FLOWDP_A_FIELD_PCP] = { NUMBER("pcp", 1, DECIMAL, 7, 7), SETTABLE },
	[FLOWDP_A_FIELD_ETH_DST] = { BYTES("eth_dst", 6, MAC), SETTABLE },
	[FLOWDP_A_FIELD_ETH_SRC] = { BYTES("eth_src", 6, MAC), SETTABLE },
	[FLOWDP_A_FIELD_ETH_TYPE] = { BE16("eth_type", ETH_TYPE) },
	[FLOWDP_A_FIELD_VLAN_TPID] = { BE16("vlan_tpid", TPID) },
	[FLOWDP_A_FIELD_VLAN_TCI] = { BE16("vlan_tci", HEX), SETTABLE },
	[FLOWDP_A_FIELD_INNER_VLAN_TPID] = { BE16("inner_vlan_tpid", TPID) },
	[FLOWDP_A_FIELD_INNER_VLAN_TCI] = { BE16("inner_vlan_tci", HEX) },
	[FLOWDP_A_FIELD_IP_PROTO] = { U8("ip_proto", IP_PROTO) },
	[FLOWDP_A_FIELD_IP_TOS] = { U8("ip_tos", HEX), SETTABLE },
	[FLOWDP_A_FIELD_IP_TTL] = { U8("ip_ttl", DECIMAL), SETTABLE },
	[FLOWDP_A_FIELD_IP_FRAG] = {
		NUMBER("ip_frag", 1, IP_FRAG, FLOWDP_IP_FRAG_LATER, UINT8_MAX) },
	[FLOWDP_A_FIELD_IPV4_SRC] = { BYTES("ipv4_src", 4, IPV4), SETTABLE, .big_endian = true },
	[FLOWDP_A_FIELD_IPV4_DST] = { BYTES("ipv4_dst", 4, IPV4), SETTABLE, .big_endian = true },
	[FLOWDP_A_FIELD_IPV6_SRC] = { BYTES("ipv6_src", 16, IPV6), SETTABLE },
	[FLOWDP_A_FIELD_IPV6_DST] = { BYTES("ipv6_dst", 16, IPV6), SETTABLE },
	[FLOWDP_A_FIELD_IPV6_LABEL] = {
		NUMBER("ipv6_label", 4, HEX, 0xfffff, 0xfffff), SETTABLE, .big_endian = true },
	[FLOWDP_A_FIELD_TP_SRC] = { BE16("tp_src", DECIMAL), SETTABLE },
	[FLOWDP_A_FIELD_TP_DST] = { BE16("tp_dst", DECIMAL), SETTABLE },
	[FLOWDP_A_FIELD_TCP_FLAGS] = {
		NUMBER("tcp_flags", 2, TCP_FLAGS, 0xfff, 0xfff), .big_endian = true },
	[FLOWDP_A_FIELD_ICMP_TYPE] = { U8("icmp_type", DECIMAL) },
	[FLOWDP_A_FIELD_ICMP_CODE] = { U8("icmp_code", DECIMAL) },
	[FLOWDP_A_FIELD_ARP_OP] = { BE16("arp_op", ARP_OP) },
	[FLOWDP_A_FIELD_ARP_SPA] = { BYTES("arp_spa", 4, IPV4), SETTABLE, .big_endian = true },
	[FLOWDP_A_FIELD_ARP_TPA] = { BYTES("arp_tpa", 4, IPV4), SETTABLE, .big_endian = true },
	[FLOWDP_A_FIELD_ARP_SHA] = { BYTES("arp_sha", 6, MAC), SETTABLE },
	[FLOWDP_A_FIELD_ARP_THA] = { BYTES("arp_tha", 6, MAC), SETTABLE },
	[FLOWDP_A_FIELD_ND_TARGET] = { BYTES("nd_target", 16, IPV6), SETTABLE },
	[FLOWDP_A_FIELD_ND_SLL] = { BYTES("nd_sll", 6, MAC) },
	[FLOWDP_A_FIELD_ND_TLL] = { BYTES("nd_tll", 6, MAC) },
	[FLOWDP_A_FIELD_MALFORMED] = { NUMBER("malformed", 1, DECIMAL, 1, 1) },
};

const struct flow_field *flow_field(unsigned int id)
{
	return id && id <= FLOWDP_A_FIELD_MAX ? &fields[id] : NULL;
}

unsigned int flow_field_find(const char *name)
{
	unsigned int id;

	for (id = 1; id <= FLOWDP_A_FIELD_MAX; id++)
		if (!strcmp(fields[id].name, name))
			return id;
	return 0;
}

uint32_t flow_field_number(unsigned int id, const union flow_value *value)
{
	bool swap = fields[id].big_endian;

	switch (fields[id].size) {
	case 1:
		return value->u8;
	case 2:
		return swap ? ntohs(value->u16) : value->u16;
	case 4:
		return swap ? ntohl(value->u32) : value->u32;
	default:
		return 0;
	}
}

union flow_value flow_field_value(unsigned int id, uint32_t number)
{
	union flow_value value = { .bytes = { 0 } };
	bool swap = fields[id].big_endian;

	switch (fields[id].size) {
	case 1:
		value.u8 = number;
		break;
	case 2:
		value.u16 = swap ? htons(number) : number;
		break;
	case 4:
		value.u32 = swap ? htonl(number) : number;
		break;
	}
	return value;
}

union flow_value flow_field_exact(unsigned int id)
{
	union flow_value mask = { .bytes = { 0 } };

	if (fields[id].exact)
		return flow_field_value(id, fields[id].exact);
	memset(mask.bytes, 0xff, fields[id].size);
	return mask;
}

bool flow_field_is_exact(unsigned int id, const union flow_value *mask)
{
	union flow_value exact = flow_field_exact(id);
	unsigned int i;

	for (i = 0; i < fields[id].size; i++)
		if ((mask->bytes[i] & exact.bytes[i]) != exact.bytes[i])
			return false;
	return true;
}
