// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * In a VLAN with suppression an ARP request (RFC 826) and a multicast neighbour
 * solicitation (RFC 4861, 4.3) for an address whose owner is known go to the
 * owner alone, who answers by itself.
 *
 *    SENDER   300  a tag in the frame, or malformed    goto FORWARD
 *             100  in_port, vid, the sender's address  goto TARGET
 *                  and MAC: known; ages
 *              50  other ARP, advertisements           upcall "learn", goto TARGET
 *              50  solicitations                       goto TARGET
 *    TARGET   200  vid, ARP request, sender's address  goto FORWARD
 *                  and target are this one
 *             100  vid, request for this address       output to its owners
 *
 * The flows in TARGET go with the first owner's in SENDER.  An announcement of a
 * known address (RFC 5227, 3) reaches all; a probe (RFC 5227, 2.1.1) or
 * duplicate address detection (RFC 4862, 5.4) reaches who can object.
 */
#include "plan_neighbour.h"

#include <linux/if_ether.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define PRIORITY_BYPASS		300
#define PRIORITY_ANNOUNCEMENT	200
#define PRIORITY_ASK		50

#define UPCALL_BYTES		256	/* what the kernel's own parser looks at */
#define ARP_REQUEST		1

static const uint8_t broadcast[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

static void match_arp(struct flow_match *match)
{
	flow_match_set_number(match, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_ARP);
}

static void match_nd(struct flow_match *match, uint8_t type)
{
	flow_match_set_number(match, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IPV6);
	flow_match_set_number(match, FLOWDP_A_FIELD_IP_PROTO, IPPROTO_ICMPV6);
	flow_match_set_number(match, FLOWDP_A_FIELD_ICMP_TYPE, type);
}

static void rule_identity(uint8_t rule, struct flow_identity *identity)
{
	struct flow_match *match = &identity->match;

	identity->priority = PRIORITY_BYPASS;
	switch (rule) {
	case PLAN_RULE_CUSTOMER_TAG:
		flow_match_set_number(match, FLOWDP_A_FIELD_VLAN_TPID, ETH_P_8021Q);
		break;
	case PLAN_RULE_SERVICE_TAG:
		flow_match_set_number(match, FLOWDP_A_FIELD_VLAN_TPID, ETH_P_8021AD);
		break;
	case PLAN_RULE_MALFORMED:
		flow_match_set_number(match, FLOWDP_A_FIELD_MALFORMED, 1);
		break;
	case PLAN_RULE_ARP:
		identity->priority = PRIORITY_ASK;
		match_arp(match);
		break;
	case PLAN_RULE_ADVERTISEMENT:
		identity->priority = PRIORITY_ASK;
		match_nd(match, ND_NEIGHBOR_ADVERT);
		break;
	default:
		identity->priority = PRIORITY_ASK;
		match_nd(match, ND_NEIGHBOR_SOLICIT);
		break;
	}
}

static void sender_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	const struct plan_address *address = &flow->address;
	struct flow_match *match = &identity->match;

	identity->table = PLAN_TABLE_SENDER;
	identity->priority = PLAN_PRIORITY;
	flow_match_set_number(match, FLOWDP_A_FIELD_IN_PORT, flow->port);
	flow_match_set_number(match, FLOWDP_A_FIELD_VID, address->vid);
	if (address->family == AF_INET) {
		match_arp(match);
		flow_match_set_bytes(match, FLOWDP_A_FIELD_ARP_SPA, address->bytes);
		flow_match_set_bytes(match, FLOWDP_A_FIELD_ARP_SHA, flow->mac);
	} else {
		match_nd(match, ND_NEIGHBOR_ADVERT);
		flow_match_set_bytes(match, FLOWDP_A_FIELD_ND_TARGET, address->bytes);
		flow_match_set_bytes(match, FLOWDP_A_FIELD_ND_TLL, flow->mac);
	}
}

static void arp_target_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	const struct plan_address *address = &flow->address;
	struct flow_match *match = &identity->match;

	match_arp(match);
	flow_match_set_bytes(match, FLOWDP_A_FIELD_ETH_DST, broadcast);
	flow_match_set_number(match, FLOWDP_A_FIELD_ARP_OP, ARP_REQUEST);
	flow_match_set_bytes(match, FLOWDP_A_FIELD_ARP_TPA, address->bytes);
	if (!flow->announcement)
		return;
	identity->priority = PRIORITY_ANNOUNCEMENT;
	flow_match_set_bytes(match, FLOWDP_A_FIELD_ARP_SPA, address->bytes);
}

/* To the solicited-node multicast address (RFC 4291, 2.7.1; RFC 2464, 7). */
static void nd_target_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	const uint8_t *target = flow->address.bytes;
	const uint8_t group[6] = { 0x33, 0x33, 0xff, target[13], target[14], target[15] };
	struct flow_match *match = &identity->match;

	match_nd(match, ND_NEIGHBOR_SOLICIT);
	flow_match_set_bytes(match, FLOWDP_A_FIELD_ETH_DST, group);
	flow_match_set_bytes(match, FLOWDP_A_FIELD_ND_TARGET, target);
}

static void target_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	identity->table = PLAN_TABLE_TARGET;
	identity->priority = PLAN_PRIORITY;
	flow_match_set_number(&identity->match, FLOWDP_A_FIELD_VID, flow->address.vid);
	if (flow->address.family == AF_INET)
		arp_target_identity(flow, identity);
	else
		nd_target_identity(flow, identity);
}

void plan_neighbour_identity(const struct plan_flow *flow, struct flow_identity *identity)
{
	identity->table = flow->table;
	if (flow->table == PLAN_TABLE_TARGET)
		target_identity(flow, identity);
	else if (flow->form == PLAN_SENDER_RULE)
		rule_identity(flow->rule, identity);
	else
		sender_identity(flow, identity);
}

static void rule_actions(uint8_t rule, struct flow_actions *actions)
{
	if (rule < PLAN_RULE_ARP) {
		flow_actions_goto(actions, PLAN_TABLE_FORWARD);
		return;
	}
	if (rule != PLAN_RULE_SOLICITATION)
		flow_actions_upcall(actions, FLOWDP_UPCALL_LEARN, PLAN_UPCALL_NEIGHBOUR,
				    UPCALL_BYTES);
	flow_actions_goto(actions, PLAN_TABLE_TARGET);
}

static void target_actions(const struct plan_flow *flow, struct flow_actions *actions)
{
	unsigned int i;

	if (flow->announcement) {
		flow_actions_goto(actions, PLAN_TABLE_FORWARD);
		return;
	}
	flow_actions_output(actions, flow->port);
	for (i = 0; i < flow->others_count; i++)
		flow_actions_output(actions, flow->others[i]);
}

void plan_neighbour_entry(const struct plan_flow *flow, struct flow_entry *entry)
{
	plan_neighbour_identity(flow, &entry->identity);
	if (flow->table == PLAN_TABLE_TARGET) {
		target_actions(flow, &entry->actions);
		entry->has_leader = true;
		sender_identity(flow, &entry->leader);
	} else if (flow->form == PLAN_SENDER_RULE) {
		rule_actions(flow->rule, &entry->actions);
	} else {
		flow_actions_goto(&entry->actions, PLAN_TABLE_TARGET);
		entry->idle_timeout = flow->idle_timeout;
	}
}

/* The rule with this match. */
static uint8_t read_rule(const struct flow_identity *identity)
{
	struct flow_identity expected;
	uint8_t rule;

	for (rule = 0; rule < PLAN_SENDER_RULES - 1; rule++) {
		memset(&expected, 0, sizeof(expected));
		rule_identity(rule, &expected);
		if (flow_match_equal(&identity->match, &expected.match))
			break;
	}
	return rule;
}

/* What a flow in SENDER, or the one that leads a flow in TARGET, says of its station. */
static void read_sender(const struct flow_match *match, struct plan_flow *flow)
{
	struct plan_address *address = &flow->address;

	address->vid = flow_match_number(match, FLOWDP_A_FIELD_VID);
	flow->port = flow_match_number(match, FLOWDP_A_FIELD_IN_PORT);
	if (flow_match_has(match, FLOWDP_A_FIELD_ARP_SPA)) {
		address->family = AF_INET;
		memcpy(address->bytes, match->key[FLOWDP_A_FIELD_ARP_SPA].bytes, 4);
		memcpy(flow->mac, match->key[FLOWDP_A_FIELD_ARP_SHA].bytes, sizeof(flow->mac));
	} else {
		address->family = AF_INET6;
		memcpy(address->bytes, match->key[FLOWDP_A_FIELD_ND_TARGET].bytes, 16);
		memcpy(flow->mac, match->key[FLOWDP_A_FIELD_ND_TLL].bytes, sizeof(flow->mac));
	}
}

static void read_target(const struct flow_entry *entry, struct plan_flow *flow)
{
	unsigned int i;

	flow->announcement = flow_match_has(&entry->identity.match, FLOWDP_A_FIELD_ARP_SPA);
	if (flow->announcement)
		return;
	for (i = 1; i < entry->actions.count && i < PLAN_OWNERS_MAX; i++)
		flow->others[flow->others_count++] = entry->actions.list[i].port;
}

void plan_neighbour_read(const struct flow_entry *entry, struct plan_flow *flow)
{
	if (flow->table == PLAN_TABLE_SENDER && entry->identity.priority != PLAN_PRIORITY)
		flow->form = PLAN_SENDER_RULE;
	if (flow->table == PLAN_TABLE_TARGET) {
		read_sender(&entry->leader.match, flow);
		read_target(entry, flow);
	} else if (flow->form == PLAN_SENDER_RULE) {
		flow->rule = read_rule(&entry->identity);
	} else {
		read_sender(&entry->identity.match, flow);
		flow->idle_timeout = entry->idle_timeout;
	}
}
