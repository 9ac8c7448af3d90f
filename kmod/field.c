// SPDX-License-Identifier: GPL-2.0-only
/* Packet fields by attribute: where each lies in a key, and its netlink form. */
#include <linux/in.h>
#include <linux/in6.h>

#include "field.h"
#include "netlink.h"

/* What a match must require of a packet before it may name a field. */
enum needs {
	NEEDS_NOTHING,
	NEEDS_TAG,
	NEEDS_INNER_TAG,
	NEEDS_IP,
	NEEDS_IPV4,
	NEEDS_IPV6,
	NEEDS_ARP,
	NEEDS_PORTS,
	NEEDS_TCP,
	NEEDS_ICMP,
	NEEDS_ND,
	NEEDS_ND_SOLICITATION,
	NEEDS_ND_ADVERTISEMENT,
};

struct field {
	u8 offset;	/* in struct fdp_key */
	u8 len;
	u8 needs;	/* enum needs */
	bool settable;
};

#define FIELD(member, needs_, settable_)			\
	{							\
		.offset = offsetof(struct fdp_key, member),	\
		.len = sizeof_field(struct fdp_key, member),	\
		.needs = needs_,				\
		.settable = settable_,				\
	}

/* FLOWDP_A_FIELD_MALFORMED is a bit of layers and has no entry. */
static const struct field fields[FLOWDP_A_FIELD_MAX + 1] = {
	[FLOWDP_A_FIELD_IN_PORT] = FIELD(in_port, NEEDS_NOTHING, false),
	[FLOWDP_A_FIELD_VID] = FIELD(vid, NEEDS_NOTHING, true),
	[FLOWDP_A_FIELD_PCP] = FIELD(pcp, NEEDS_NOTHING, true),
	[FLOWDP_A_FIELD_ETH_DST] = FIELD(eth_dst, NEEDS_NOTHING, true),
	[FLOWDP_A_FIELD_ETH_SRC] = FIELD(eth_src, NEEDS_NOTHING, true),
	[FLOWDP_A_FIELD_ETH_TYPE] = FIELD(eth_type, NEEDS_NOTHING, false),
	[FLOWDP_A_FIELD_VLAN_TPID] = FIELD(vlan_tpid, NEEDS_NOTHING, false),
	[FLOWDP_A_FIELD_VLAN_TCI] = FIELD(vlan_tci, NEEDS_TAG, true),
	[FLOWDP_A_FIELD_INNER_VLAN_TPID] = FIELD(inner_vlan_tpid, NEEDS_NOTHING, false),
	[FLOWDP_A_FIELD_INNER_VLAN_TCI] = FIELD(inner_vlan_tci, NEEDS_INNER_TAG, false),
	[FLOWDP_A_FIELD_IP_PROTO] = FIELD(ip_proto, NEEDS_IP, false),
	[FLOWDP_A_FIELD_IP_TOS] = FIELD(ip_tos, NEEDS_IP, true),
	[FLOWDP_A_FIELD_IP_TTL] = FIELD(ip_ttl, NEEDS_IP, true),
	[FLOWDP_A_FIELD_IP_FRAG] = FIELD(ip_frag, NEEDS_IP, false),
	[FLOWDP_A_FIELD_IPV4_SRC] = FIELD(ipv4.src, NEEDS_IPV4, true),
	[FLOWDP_A_FIELD_IPV4_DST] = FIELD(ipv4.dst, NEEDS_IPV4, true),
	[FLOWDP_A_FIELD_IPV6_SRC] = FIELD(ipv6.src, NEEDS_IPV6, true),
	[FLOWDP_A_FIELD_IPV6_DST] = FIELD(ipv6.dst, NEEDS_IPV6, true),
	[FLOWDP_A_FIELD_IPV6_LABEL] = FIELD(ipv6_label, NEEDS_IPV6, true),
	[FLOWDP_A_FIELD_TP_SRC] = FIELD(tp_src, NEEDS_PORTS, true),
	[FLOWDP_A_FIELD_TP_DST] = FIELD(tp_dst, NEEDS_PORTS, true),
	[FLOWDP_A_FIELD_TCP_FLAGS] = FIELD(tcp_flags, NEEDS_TCP, false),
	[FLOWDP_A_FIELD_ICMP_TYPE] = FIELD(icmp_type, NEEDS_ICMP, false),
	[FLOWDP_A_FIELD_ICMP_CODE] = FIELD(icmp_code, NEEDS_ICMP, false),
	[FLOWDP_A_FIELD_ARP_OP] = FIELD(arp_op, NEEDS_ARP, false),
	[FLOWDP_A_FIELD_ARP_SPA] = FIELD(arp.spa, NEEDS_ARP, true),
	[FLOWDP_A_FIELD_ARP_TPA] = FIELD(arp.tpa, NEEDS_ARP, true),
	[FLOWDP_A_FIELD_ARP_SHA] = FIELD(ll_source, NEEDS_ARP, true),
	[FLOWDP_A_FIELD_ARP_THA] = FIELD(ll_target, NEEDS_ARP, true),
	[FLOWDP_A_FIELD_ND_TARGET] = FIELD(nd_target, NEEDS_ND, true),
	[FLOWDP_A_FIELD_ND_SLL] = FIELD(ll_source, NEEDS_ND_SOLICITATION, false),
	[FLOWDP_A_FIELD_ND_TLL] = FIELD(ll_target, NEEDS_ND_ADVERTISEMENT, false),
};

const struct nla_policy fdp_field_policy[FLOWDP_A_FIELD_MAX + 1] = {
	[FLOWDP_A_FIELD_IN_PORT] = { .type = NLA_U32 },
	[FLOWDP_A_FIELD_VID] = NLA_POLICY_MAX(NLA_U16, 0x0fff),
	[FLOWDP_A_FIELD_PCP] = NLA_POLICY_MAX(NLA_U8, 7),
	[FLOWDP_A_FIELD_ETH_DST] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[FLOWDP_A_FIELD_ETH_SRC] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[FLOWDP_A_FIELD_ETH_TYPE] = { .type = NLA_BE16 },
	[FLOWDP_A_FIELD_VLAN_TPID] = { .type = NLA_BE16 },
	[FLOWDP_A_FIELD_VLAN_TCI] = { .type = NLA_BE16 },
	[FLOWDP_A_FIELD_INNER_VLAN_TPID] = { .type = NLA_BE16 },
	[FLOWDP_A_FIELD_INNER_VLAN_TCI] = { .type = NLA_BE16 },
	[FLOWDP_A_FIELD_IP_PROTO] = { .type = NLA_U8 },
	[FLOWDP_A_FIELD_IP_TOS] = { .type = NLA_U8 },
	[FLOWDP_A_FIELD_IP_TTL] = { .type = NLA_U8 },
	[FLOWDP_A_FIELD_IP_FRAG] = { .type = NLA_U8 },
	[FLOWDP_A_FIELD_IPV4_SRC] = { .type = NLA_BE32 },
	[FLOWDP_A_FIELD_IPV4_DST] = { .type = NLA_BE32 },
	[FLOWDP_A_FIELD_IPV6_SRC] = NLA_POLICY_EXACT_LEN(16),
	[FLOWDP_A_FIELD_IPV6_DST] = NLA_POLICY_EXACT_LEN(16),
	[FLOWDP_A_FIELD_IPV6_LABEL] = { .type = NLA_BE32 },
	[FLOWDP_A_FIELD_TP_SRC] = { .type = NLA_BE16 },
	[FLOWDP_A_FIELD_TP_DST] = { .type = NLA_BE16 },
	[FLOWDP_A_FIELD_TCP_FLAGS] = { .type = NLA_BE16 },
	[FLOWDP_A_FIELD_ICMP_TYPE] = { .type = NLA_U8 },
	[FLOWDP_A_FIELD_ICMP_CODE] = { .type = NLA_U8 },
	[FLOWDP_A_FIELD_ARP_OP] = { .type = NLA_BE16 },
	[FLOWDP_A_FIELD_ARP_SPA] = { .type = NLA_BE32 },
	[FLOWDP_A_FIELD_ARP_TPA] = { .type = NLA_BE32 },
	[FLOWDP_A_FIELD_ARP_SHA] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[FLOWDP_A_FIELD_ARP_THA] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[FLOWDP_A_FIELD_ND_TARGET] = NLA_POLICY_EXACT_LEN(16),
	[FLOWDP_A_FIELD_ND_SLL] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[FLOWDP_A_FIELD_ND_TLL] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[FLOWDP_A_FIELD_MALFORMED] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* The bits of layers without which a field that has these needs never matches. */
static const u8 needed_layers[] = {
	[NEEDS_TAG] = FDP_LAYER_TAG,
	[NEEDS_INNER_TAG] = FDP_LAYER_TAG | FDP_LAYER_INNER_TAG,
	[NEEDS_IP] = FDP_LAYER_L3,
	[NEEDS_IPV4] = FDP_LAYER_L3,
	[NEEDS_IPV6] = FDP_LAYER_L3,
	[NEEDS_ARP] = FDP_LAYER_L3,
	[NEEDS_PORTS] = FDP_LAYER_L3 | FDP_LAYER_L4,
	[NEEDS_TCP] = FDP_LAYER_L3 | FDP_LAYER_L4,
	[NEEDS_ICMP] = FDP_LAYER_L3 | FDP_LAYER_L4,
	[NEEDS_ND] = FDP_LAYER_L3 | FDP_LAYER_L4 | FDP_LAYER_ND,
	[NEEDS_ND_SOLICITATION] = FDP_LAYER_L3 | FDP_LAYER_L4 | FDP_LAYER_ND | FDP_LAYER_ND_SLL,
	[NEEDS_ND_ADVERTISEMENT] = FDP_LAYER_L3 | FDP_LAYER_L4 | FDP_LAYER_ND | FDP_LAYER_ND_TLL,
};

static bool is_icmp(const struct fdp_key *key)
{
	return (key->eth_type == htons(ETH_P_IP) && key->ip_proto == IPPROTO_ICMP) ||
	       (key->eth_type == htons(ETH_P_IPV6) && key->ip_proto == IPPROTO_ICMPV6);
}

static bool is_nd(const struct fdp_key *key, u8 type)
{
	return key->eth_type == htons(ETH_P_IPV6) && key->ip_proto == IPPROTO_ICMPV6 &&
	       key->icmp_type == type;
}

static bool is_ip(const struct fdp_key *key)
{
	return key->eth_type == htons(ETH_P_IP) || key->eth_type == htons(ETH_P_IPV6);
}

/* Does @key say that the packet is what @needs asks for? */
static bool met(u8 needs, const struct fdp_key *key)
{
	switch (needs) {
	case NEEDS_IP:
		return is_ip(key);
	case NEEDS_IPV4:
		return key->eth_type == htons(ETH_P_IP);
	case NEEDS_IPV6:
		return key->eth_type == htons(ETH_P_IPV6);
	case NEEDS_ARP:
		return key->eth_type == htons(ETH_P_ARP);
	case NEEDS_PORTS:
		return is_ip(key) && (key->ip_proto == IPPROTO_TCP ||
				      key->ip_proto == IPPROTO_UDP ||
				      key->ip_proto == IPPROTO_SCTP);
	case NEEDS_TCP:
		return is_ip(key) && key->ip_proto == IPPROTO_TCP;
	case NEEDS_ICMP:
		return is_icmp(key);
	case NEEDS_ND:
		return is_nd(key, FDP_ND_SOLICITATION) || is_nd(key, FDP_ND_ADVERTISEMENT);
	case NEEDS_ND_SOLICITATION:
		return is_nd(key, FDP_ND_SOLICITATION);
	case NEEDS_ND_ADVERTISEMENT:
		return is_nd(key, FDP_ND_ADVERTISEMENT);
	default:
		return true;
	}
}

/* Does @match fix, in all their bits, the fields that decide about @needs? */
static bool met_exactly(u8 needs, const struct fdp_match *match)
{
	const struct fdp_key *mask = &match->mask;

	if (needs >= NEEDS_IP && mask->eth_type != htons(0xffff))
		return false;
	if (needs >= NEEDS_PORTS && mask->ip_proto != 0xff)
		return false;
	if (needs >= NEEDS_ND && mask->icmp_type != 0xff)
		return false;
	return met(needs, &match->key);
}

static int refuse_needs(u8 needs, const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	switch (needs) {
	case NEEDS_IP:
		return fdp_refuse(extack, attr, EINVAL,
				  "this field needs an exact eth_type 0x0800 or 0x86dd beside it");
	case NEEDS_IPV4:
		return fdp_refuse(extack, attr, EINVAL,
				  "this field needs an exact eth_type 0x0800 beside it");
	case NEEDS_IPV6:
		return fdp_refuse(extack, attr, EINVAL,
				  "this field needs an exact eth_type 0x86dd beside it");
	case NEEDS_ARP:
		return fdp_refuse(extack, attr, EINVAL,
				  "this field needs an exact eth_type 0x0806 beside it");
	case NEEDS_PORTS:
		return fdp_refuse(extack, attr, EINVAL,
				  "this field needs an exact ip_proto TCP, UDP or SCTP beside it");
	case NEEDS_TCP:
		return fdp_refuse(extack, attr, EINVAL,
				  "this field needs an exact ip_proto TCP beside it");
	case NEEDS_ICMP:
		return fdp_refuse(extack, attr, EINVAL,
				  "this field needs an exact ip_proto ICMP or ICMPv6 beside it");
	case NEEDS_ND_SOLICITATION:
		return fdp_refuse(extack, attr, EINVAL,
				  "this field needs an exact icmp_type 135 of ICMPv6 beside it");
	case NEEDS_ND_ADVERTISEMENT:
		return fdp_refuse(extack, attr, EINVAL,
				  "this field needs an exact icmp_type 136 of ICMPv6 beside it");
	default:
		return fdp_refuse(extack, attr, EINVAL,
				  "this field needs an exact icmp_type 135 or 136 of ICMPv6 beside it");
	}
}

/* All bits that a field has. */
static void full_mask(u8 *mask, int attr)
{
	u8 len = fields[attr].len;

	memset(mask, 0xff, len);
	switch (attr) {
	case FLOWDP_A_FIELD_VID:
		*(u16 *)mask = 0x0fff;
		break;
	case FLOWDP_A_FIELD_PCP:
		*mask = 7;
		break;
	case FLOWDP_A_FIELD_IPV6_LABEL:
		*(__be32 *)mask = htonl(0x000fffff);
		break;
	case FLOWDP_A_FIELD_TCP_FLAGS:
		*(__be16 *)mask = htons(0x0fff);
		break;
	}
}

static bool subset(const u8 *value, const u8 *mask, u8 len)
{
	while (len--) {
		if (value[len] & ~mask[len])
			return false;
	}
	return true;
}

/* Reads one field's value and mask, and checks them against each other. */
static int parse_field(u8 *value, u8 *mask, int attr, const struct nlattr *value_attr,
		       const struct nlattr *mask_attr, struct netlink_ext_ack *extack)
{
	u8 len = fields[attr].len;
	u8 full[16];

	memcpy(value, nla_data(value_attr), len);
	full_mask(full, attr);
	memcpy(mask, mask_attr ? nla_data(mask_attr) : full, len);
	if (!subset(mask, full, len))
		return fdp_refuse(extack, mask_attr, ERANGE,
				  "the mask has bits that the field does not");
	if (!subset(value, mask, len))
		return fdp_refuse(extack, value_attr, EINVAL,
				  "the value has bits that its mask or the field leaves out");
	return 0;
}

static bool is_zero(const u8 *bytes, u8 len)
{
	return !memchr_inv(bytes, 0, len);
}

static int parse_fields(struct fdp_match *match, struct nlattr **keys, struct nlattr **masks,
			struct netlink_ext_ack *extack)
{
	int attr, err;

	for (attr = 1; attr <= FLOWDP_A_FIELD_MAX; attr++) {
		if (!keys[attr]) {
			if (masks[attr])
				return fdp_refuse(extack, masks[attr], EINVAL,
						  "the mask names a field that the key does not");
			continue;
		}
		if (attr == FLOWDP_A_FIELD_MALFORMED)
			continue;
		/* The flow would depend on headers that its match does not show. */
		if (masks[attr] && is_zero(nla_data(masks[attr]), fields[attr].len))
			return fdp_refuse(extack, masks[attr], EINVAL,
					  "the mask has no bits, so nothing is compared; leave the field out");
		err = parse_field((u8 *)&match->key + fields[attr].offset,
				  (u8 *)&match->mask + fields[attr].offset, attr,
				  keys[attr], masks[attr], extack);
		if (err)
			return err;
	}
	return 0;
}

/* A field may only be compared in packets that have it. */
static int check_needs(struct fdp_match *match, struct nlattr **keys,
		       struct netlink_ext_ack *extack)
{
	int attr;

	for (attr = 1; attr <= FLOWDP_A_FIELD_MAX; attr++) {
		u8 needs = fields[attr].needs;

		if (!keys[attr])
			continue;
		if (!met_exactly(needs, match))
			return refuse_needs(needs, keys[attr], extack);
		match->mask.layers |= needed_layers[needs];
		match->key.layers |= needed_layers[needs];
	}
	return 0;
}

static int check_values(struct nlattr **keys, struct nlattr **masks,
			struct netlink_ext_ack *extack)
{
	const struct nlattr *vid = keys[FLOWDP_A_FIELD_VID];
	const struct nlattr *port = keys[FLOWDP_A_FIELD_IN_PORT];
	const struct nlattr *frag = keys[FLOWDP_A_FIELD_IP_FRAG];

	if (vid && nla_get_u16(vid) > FLOWDP_VID_MAX)
		return fdp_refuse(extack, vid, ERANGE, "vid is 0 to 4094");
	if (port && nla_get_u32(port) >= FLOWDP_PORTS_MAX)
		return fdp_refuse(extack, port, ERANGE, "port numbers are 0 to 4095");
	if (frag && !masks[FLOWDP_A_FIELD_IP_FRAG] &&
	    nla_get_u8(frag) >= __FLOWDP_IP_FRAG_MAX)
		return fdp_refuse(extack, frag, ERANGE,
				  "ip_frag is 0 (no), 1 (first) or 2 (later)");
	return 0;
}

static int parse_malformed(struct fdp_match *match, const struct nlattr *key,
			   const struct nlattr *mask, struct netlink_ext_ack *extack)
{
	bool malformed = key && nla_get_u8(key);

	if (mask && !nla_get_u8(mask))
		return malformed ? fdp_refuse(extack, key, EINVAL,
					      "the value has bits that its mask leaves out") : 0;
	if (key)
		match->mask.layers |= FDP_LAYER_MALFORMED;
	if (malformed)
		match->key.layers |= FDP_LAYER_MALFORMED;
	return 0;
}

/**
 * fdp_field_parse_match - read a key and a mask from netlink
 * @match: written; zero is a match of everything
 * @key: nest of FLOWDP_A_FIELD_*, or NULL
 * @mask: nest of FLOWDP_A_FIELD_*, or NULL: each field of @key is exact
 * @extack: set to what is wrong
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
int fdp_field_parse_match(struct fdp_match *match, const struct nlattr *key,
			  const struct nlattr *mask, struct netlink_ext_ack *extack)
{
	struct nlattr *masks[FLOWDP_A_FIELD_MAX + 1] = {};
	struct nlattr *keys[FLOWDP_A_FIELD_MAX + 1] = {};
	int err = 0;

	memset(match, 0, sizeof(*match));
	if (key)
		err = nla_parse_nested(keys, FLOWDP_A_FIELD_MAX, key, fdp_field_policy, extack);
	if (!err && mask)
		err = nla_parse_nested(masks, FLOWDP_A_FIELD_MAX, mask, fdp_field_policy, extack);
	if (!err)
		err = check_values(keys, masks, extack);
	if (!err)
		err = parse_fields(match, keys, masks, extack);
	if (!err)
		err = check_needs(match, keys, extack);
	return err ?: parse_malformed(match, keys[FLOWDP_A_FIELD_MALFORMED],
				      masks[FLOWDP_A_FIELD_MALFORMED], extack);
}

static bool is_full(const u8 *mask, int attr)
{
	u8 full[16];

	full_mask(full, attr);
	return !memcmp(mask, full, fields[attr].len);
}

/* Does @match compare the field, and have packets that match the field at all? */
static bool is_matched(const struct fdp_match *match, int attr)
{
	const struct field *field = &fields[attr];

	return field->len && met(field->needs, &match->key) &&
	       !is_zero((const u8 *)&match->mask + field->offset, field->len);
}

static int put_field(struct sk_buff *msg, int attr, const struct fdp_key *key)
{
	return nla_put(msg, attr, fields[attr].len, (const u8 *)key + fields[attr].offset);
}

static int put_match_keys(struct sk_buff *msg, const struct fdp_match *match)
{
	int attr;

	for (attr = 1; attr <= FLOWDP_A_FIELD_MAX; attr++) {
		if (is_matched(match, attr) && put_field(msg, attr, &match->key))
			return -EMSGSIZE;
	}
	if (match->mask.layers & FDP_LAYER_MALFORMED)
		return nla_put_u8(msg, FLOWDP_A_FIELD_MALFORMED,
				  !!(match->key.layers & FDP_LAYER_MALFORMED));
	return 0;
}

/* Only masks that are not exact. */
static int put_match_masks(struct sk_buff *msg, const struct fdp_match *match)
{
	int attr;

	for (attr = 1; attr <= FLOWDP_A_FIELD_MAX; attr++) {
		if (is_matched(match, attr) &&
		    !is_full((const u8 *)&match->mask + fields[attr].offset, attr) &&
		    put_field(msg, attr, &match->mask))
			return -EMSGSIZE;
	}
	return 0;
}

/* Writes both nests; returns 0 or -EMSGSIZE. */
int fdp_field_put_match(struct sk_buff *msg, int key_attr, int mask_attr,
			const struct fdp_match *match)
{
	struct nlattr *nest = nla_nest_start(msg, key_attr);

	if (!nest || put_match_keys(msg, match))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	nest = nla_nest_start(msg, mask_attr);
	if (!nest || put_match_masks(msg, match))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* Writes a packet's fields, those that it has; returns 0 or -EMSGSIZE. */
int fdp_field_put_key(struct sk_buff *msg, int attr, const struct fdp_key *key)
{
	struct nlattr *nest = nla_nest_start(msg, attr);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 1; i <= FLOWDP_A_FIELD_MAX; i++) {
		const struct field *field = &fields[i];
		u8 layers = needed_layers[field->needs];

		if (field->len && met(field->needs, key) && (key->layers & layers) == layers &&
		    put_field(msg, i, key))
			return -EMSGSIZE;
	}
	if (nla_put_u8(msg, FLOWDP_A_FIELD_MALFORMED, !!(key->layers & FDP_LAYER_MALFORMED)))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* The only field in the nest, or a negative error. */
static int only_field(struct nlattr **tb, const struct nlattr *nest,
		      struct netlink_ext_ack *extack)
{
	int attr, found = 0;

	for (attr = 1; attr <= FLOWDP_A_FIELD_MAX; attr++) {
		if (!tb[attr])
			continue;
		if (found)
			return fdp_refuse(extack, tb[attr], EINVAL,
					  "set writes one field at a time");
		if (!fields[attr].settable)
			return fdp_refuse(extack, tb[attr], EOPNOTSUPP, "this field cannot be set");
		found = attr;
	}
	if (!found)
		return fdp_refuse(extack, nest, EINVAL, "set needs a field to write");
	return found;
}

/**
 * fdp_field_parse_set - read what a set action writes
 * @set: written
 * @key: nest with one settable field; not NULL
 * @mask: nest with the same field, or NULL: all its bits are written
 * @extack: set to what is wrong
 *
 * Return: 0, -EINVAL, -ERANGE, or -EOPNOTSUPP if the field cannot be set.
 */
int fdp_field_parse_set(struct fdp_field_set *set, const struct nlattr *key,
			const struct nlattr *mask, struct netlink_ext_ack *extack)
{
	struct nlattr *masks[FLOWDP_A_FIELD_MAX + 1] = {};
	struct nlattr *keys[FLOWDP_A_FIELD_MAX + 1];
	int attr, err;

	memset(set, 0, sizeof(*set));
	err = nla_parse_nested(keys, FLOWDP_A_FIELD_MAX, key, fdp_field_policy, extack);
	if (!err && mask)
		err = nla_parse_nested(masks, FLOWDP_A_FIELD_MAX, mask, fdp_field_policy, extack);
	if (err)
		return err;
	attr = only_field(keys, key, extack);
	if (attr < 0)
		return attr;
	if (mask && only_field(masks, mask, extack) != attr)
		return fdp_refuse(extack, mask, EINVAL, "the mask is for another field");
	/* A part of a VLAN identifier might make one that does not exist. */
	if (mask && attr == FLOWDP_A_FIELD_VID)
		return fdp_refuse(extack, mask, EOPNOTSUPP, "vid is set as a whole");
	err = check_values(keys, masks, extack);
	if (err)
		return err;
	set->attr = attr;
	return parse_field(set->value, set->mask, attr, keys[attr], masks[attr], extack);
}

static int put_set_nest(struct sk_buff *msg, int nest_attr, int attr, const u8 *bytes)
{
	struct nlattr *nest = nla_nest_start(msg, nest_attr);

	if (!nest || nla_put(msg, attr, fields[attr].len, bytes))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* Writes the nests of a set action; returns 0 or -EMSGSIZE. */
int fdp_field_put_set(struct sk_buff *msg, int key_attr, int mask_attr,
		      const struct fdp_field_set *set)
{
	if (put_set_nest(msg, key_attr, set->attr, set->value))
		return -EMSGSIZE;
	if (is_full(set->mask, set->attr))
		return 0;
	return put_set_nest(msg, mask_attr, set->attr, set->mask);
}

/* What the packet's key is after the set action; unchanged if it lacks the field. */
void fdp_field_apply_set(struct fdp_key *key, const struct fdp_field_set *set)
{
	const struct field *field = &fields[set->attr];
	u8 layers = needed_layers[field->needs];
	u8 *bytes = (u8 *)key + field->offset;
	u8 i;

	if (!met(field->needs, key) || (key->layers & layers) != layers)
		return;
	for (i = 0; i < field->len; i++)
		bytes[i] = (bytes[i] & ~set->mask[i]) | set->value[i];
}
