// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which fields a field needs beside it: the rules of enum flowdp_field_attr.
 */
#include <errno.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include "match.h"

#define BIT(name)	FLOW_FIELD_BIT(FLOWDP_A_FIELD_##name)

#define ND_SOLICITATION		135	/* RFC 4861, 4.3 */
#define ND_ADVERTISEMENT	136	/* RFC 4861, 4.4 */

#define ND_FIELDS	(BIT(ND_TARGET) | BIT(ND_SLL) | BIT(ND_TLL))
#define ICMP_FIELDS	(BIT(ICMP_TYPE) | BIT(ICMP_CODE))
#define ARP_FIELDS	\
	(BIT(ARP_OP) | BIT(ARP_SPA) | BIT(ARP_TPA) | BIT(ARP_SHA) | BIT(ARP_THA))
#define IPV4_FIELDS	(BIT(IPV4_SRC) | BIT(IPV4_DST))
#define IPV6_FIELDS	(BIT(IPV6_SRC) | BIT(IPV6_DST) | BIT(IPV6_LABEL))
#define IP_FIELDS	(BIT(IP_PROTO) | BIT(IP_TOS) | BIT(IP_TTL) | BIT(IP_FRAG))
#define PORT_FIELDS	(BIT(TP_SRC) | BIT(TP_DST))

/*
 * In order, so that what one adds the next can build on: where one of @fields
 * is there, and @condition (if any) has @condition_value, @field is @value.
 */
static const struct implication {
	uint64_t fields;
	unsigned int condition;
	uint32_t condition_value;
	unsigned int field;
	uint32_t value;
} implications[] = {
	{ BIT(ND_SLL), 0, 0, FLOWDP_A_FIELD_ICMP_TYPE, ND_SOLICITATION },
	{ BIT(ND_TLL), 0, 0, FLOWDP_A_FIELD_ICMP_TYPE, ND_ADVERTISEMENT },
	{ ND_FIELDS, 0, 0, FLOWDP_A_FIELD_IP_PROTO, IPPROTO_ICMPV6 },
	{ BIT(TCP_FLAGS), 0, 0, FLOWDP_A_FIELD_IP_PROTO, IPPROTO_TCP },
	{ ARP_FIELDS, 0, 0, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_ARP },
	{ IPV4_FIELDS, 0, 0, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IP },
	{ IPV6_FIELDS, 0, 0, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IPV6 },
	{ BIT(IP_PROTO), FLOWDP_A_FIELD_IP_PROTO, IPPROTO_ICMP,
	  FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IP },
	{ BIT(IP_PROTO), FLOWDP_A_FIELD_IP_PROTO, IPPROTO_ICMPV6,
	  FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IPV6 },
	{ ICMP_FIELDS, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IP,
	  FLOWDP_A_FIELD_IP_PROTO, IPPROTO_ICMP },
	{ ICMP_FIELDS, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IPV6,
	  FLOWDP_A_FIELD_IP_PROTO, IPPROTO_ICMPV6 },
};

/* Where one of @fields is there, @field must be one of @values, 0 ends them. */
static const struct need {
	uint64_t fields;
	unsigned int field;
	uint32_t values[4];
	const char *words;
} needs[] = {
	{ BIT(ND_SLL), FLOWDP_A_FIELD_ICMP_TYPE, { ND_SOLICITATION }, "\"icmp_type 135\"" },
	{ BIT(ND_TLL), FLOWDP_A_FIELD_ICMP_TYPE, { ND_ADVERTISEMENT }, "\"icmp_type 136\"" },
	{ BIT(ND_TARGET), FLOWDP_A_FIELD_ICMP_TYPE, { ND_SOLICITATION, ND_ADVERTISEMENT },
	  "\"icmp_type 135\" (solicitation) or \"icmp_type 136\" (advertisement)" },
	{ ND_FIELDS, FLOWDP_A_FIELD_IP_PROTO, { IPPROTO_ICMPV6 }, "\"ip_proto icmpv6\"" },
	{ ICMP_FIELDS, FLOWDP_A_FIELD_IP_PROTO, { IPPROTO_ICMP, IPPROTO_ICMPV6 },
	  "\"ip_proto icmp\" or \"ip_proto icmpv6\"" },
	{ BIT(TCP_FLAGS), FLOWDP_A_FIELD_IP_PROTO, { IPPROTO_TCP }, "\"ip_proto tcp\"" },
	{ PORT_FIELDS, FLOWDP_A_FIELD_IP_PROTO, { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP },
	  "\"ip_proto tcp\", \"ip_proto udp\" or \"ip_proto sctp\"" },
	{ ARP_FIELDS, FLOWDP_A_FIELD_ETH_TYPE, { ETH_P_ARP }, "\"eth_type arp\"" },
	{ IPV4_FIELDS, FLOWDP_A_FIELD_ETH_TYPE, { ETH_P_IP }, "\"eth_type ipv4\"" },
	{ IPV6_FIELDS | ND_FIELDS, FLOWDP_A_FIELD_ETH_TYPE, { ETH_P_IPV6 }, "\"eth_type ipv6\"" },
	{ IP_FIELDS, FLOWDP_A_FIELD_ETH_TYPE, { ETH_P_IP, ETH_P_IPV6 },
	  "\"eth_type ipv4\" or \"eth_type ipv6\"" },
};

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

static void imply(struct flow_match *match, const struct implication *rule)
{
	if (!(match->fields & rule->fields) || flow_match_has(match, rule->field))
		return;
	if (rule->condition && !flow_match_is(match, rule->condition, rule->condition_value))
		return;
	flow_match_set_number(match, rule->field, rule->value);
}

static bool met(const struct flow_match *match, const struct need *need)
{
	unsigned int i;

	for (i = 0; need->values[i]; i++)
		if (flow_match_is(match, need->field, need->values[i]))
			return true;
	return false;
}

static int refuse(const struct flow_match *match, const struct need *need,
		  struct flow_error *error)
{
	unsigned int first = __builtin_ctzll(match->fields & need->fields);

	return flow_error_set(error, -EINVAL, "%s needs %s beside it", flow_field(first)->name,
			      need->words);
}

/* ICMP belongs to IPv4 and ICMPv6 to IPv6. */
static int check_icmp(const struct flow_match *match, struct flow_error *error)
{
	bool v6 = flow_match_is(match, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IPV6);
	uint32_t proto = v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;

	if (!(match->fields & ICMP_FIELDS) || flow_match_is(match, FLOWDP_A_FIELD_IP_PROTO, proto))
		return 0;
	return flow_error_set(error, -EINVAL,
			      "ICMP is of \"eth_type ipv4\" and ICMPv6 of \"eth_type ipv6\"");
}

int flow_match_complete(struct flow_match *match, struct flow_error *error)
{
	struct flow_match complete = *match;
	unsigned int i;
	int code;

	for (i = 0; i < COUNT(implications); i++)
		imply(&complete, &implications[i]);
	for (i = 0; i < COUNT(needs); i++)
		if (complete.fields & needs[i].fields && !met(&complete, &needs[i]))
			return refuse(&complete, &needs[i], error);
	code = check_icmp(&complete, error);
	if (!code)
		*match = complete;
	return code;
}
