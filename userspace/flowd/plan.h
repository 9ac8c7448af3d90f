/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which flows make a switch a learning bridge that is aware of VLANs.
 *
 *    POLICY   the operator's own            default: goto SOURCE
 *    SOURCE   in_port, vid, eth_src: known  default: upcall "learn", goto FORWARD
 *             vid, eth_src: sticky elsewhere  upcall "learn", and no further
 *             in_port (, vid): has all it may learn, drop
 *    SENDER   of VLANs with suppression: see plan_neighbour.c
 *    TARGET                                 default of both: goto FORWARD
 *    FORWARD  vid, eth_dst: output          default: flood
 *
 * A station has one flow in SOURCE, which ages, and one in FORWARD, which goes
 * with it (IEEE 802.1Q-2022, 8.8.3 ages by source).  So does the guard of a
 * sticky one in SOURCE, which drops what others send from its address, and tells.  In a VLAN
 * with suppression a station's flow in SOURCE leads to SENDER.
 *
 * A VLAN whose settings are not the usual ones has rules between those flows and
 * the defaults: in SOURCE one that does not ask, in FORWARD those that drop what
 * would be flooded, by the group bit of eth_dst or as it is the broadcast address.
 */
#ifndef FLOWD_PLAN_H
#define FLOWD_PLAN_H

#include <stdbool.h>
#include <stdint.h>
#include "entry.h"
#include "setting.h"

#define PLAN_TABLE_POLICY	0
#define PLAN_TABLE_SOURCE	8
#define PLAN_TABLE_SENDER	10
#define PLAN_TABLE_TARGET	11
#define PLAN_TABLE_FORWARD	12
#define PLAN_TABLES		5
#define PLAN_PRIORITY		100	/* of stations */
#define PLAN_PRIORITY_GUARD	80
#define PLAN_PRIORITY_BROADCAST	60	/* of rules: above that for all multicast */
#define PLAN_PRIORITY_RULE	50
#define PLAN_PRIORITY_OVERFLOW	10	/* below: a VLAN without learning has no limit */
#define PLAN_PRIORITY_SUPPRESSION 5	/* in place of SOURCE's default */

/*
 * Cookies: the mark in the upper half says that a flow is flowd's; below it a
 * serial number, which tells a flow from an earlier one of the same identity,
 * and the kind of what it is for.
 */
#define PLAN_COOKIE		0x666c776400000000ULL
#define PLAN_COOKIE_MASK	0xffffffff00000000ULL
#define PLAN_SERIAL_MAX		0xffffffU

enum plan_form {
	PLAN_STATION,		/* any but POLICY */
	PLAN_GUARD,		/* SOURCE */
	PLAN_RULE,		/* of a VLAN: SOURCE or FORWARD, enum plan_rule */
	PLAN_SENDER_RULE,	/* SENDER, enum plan_sender_rule */
	PLAN_OVERFLOW,		/* SOURCE; of a port, in one VLAN or, if vid is zero, in all */
};

/* Which rule; numbers beyond those of enum flow_fdb_kind. */
enum plan_rule {
	PLAN_NO_LEARNING = 16,
	PLAN_DROP_UNICAST,
	PLAN_DROP_MULTICAST,
	PLAN_DROP_BROADCAST,
	PLAN_FLOOD_BROADCAST,	/* though all other multicast is dropped; in place of the former */
	PLAN_SUPPRESSION,	/* frames of stations that are not known go by SENDER too */

	__PLAN_RULE_MAX
};

/* The rules of SENDER, by priority. */
enum plan_sender_rule {
	PLAN_RULE_CUSTOMER_TAG,	/* what has a tag in it is another's VLAN: goto FORWARD */
	PLAN_RULE_SERVICE_TAG,
	PLAN_RULE_MALFORMED,	/* goto FORWARD */
	PLAN_RULE_ARP,		/* the sender's address is not known: ask, goto TARGET */
	PLAN_RULE_ADVERTISEMENT,
	PLAN_RULE_SOLICITATION,	/* asks, and claims nothing: goto TARGET */

	PLAN_SENDER_RULES
};

/* A network address in a VLAN. */
struct plan_address {
	uint16_t vid;
	uint16_t family;	/* AF_INET, AF_INET6 */
	uint8_t bytes[16];	/* the first 4 for IPv4, the rest zero */
};

#define PLAN_OWNERS_MAX		4	/* ports that are asked for one address */

/* A flow of the plan. */
struct plan_flow {
	uint8_t form;		/* enum plan_form */
	uint8_t table;		/* any but POLICY */
	uint8_t kind;		/* enum flow_fdb_kind or plan_rule */
	uint8_t rule;		/* enum plan_sender_rule, if the form says so */
	uint8_t mac[6];		/* of a station */
	uint16_t vid;		/* SOURCE, FORWARD */
	uint32_t port;		/* where the station is */
	uint32_t serial;	/* up to PLAN_SERIAL_MAX */
	uint32_t idle_timeout;	/* SOURCE, SENDER; seconds, 0: none */
	bool suppresses;	/* SOURCE: leads to SENDER */
	bool announcement;	/* TARGET: of the announcements, not the questions */
	uint8_t others_count;
	uint32_t others[PLAN_OWNERS_MAX - 1];	/* TARGET: ports that are asked too */
	struct plan_address address;		/* SENDER, TARGET */
};

/* Whether stations of this kind are learned, so that limits count them. */
bool plan_is_learned(uint8_t kind);
/* Whether they have a guard. */
bool plan_has_guard(uint8_t kind);

/* The userdata of an upcall that SENDER raises; those of SOURCE have none. */
#define PLAN_UPCALL_NEIGHBOUR	1

/* Whether a flow with this cookie is flowd's. */
bool plan_is_ours(uint64_t cookie);

/* The rule of this kind for a VLAN. */
void plan_rule(enum plan_rule kind, uint16_t vid, struct plan_flow *flow);

/* Writes what the kernel is to hold. */
void plan_to_entry(const struct plan_flow *flow, struct flow_entry *entry);
void plan_to_identity(const struct plan_flow *flow, struct flow_identity *identity);

/*
 * Reads it back; false if @entry is not just as plan_to_entry() writes it, or of a port or
 * VLAN that cannot be.
 */
bool plan_from_entry(const struct flow_entry *entry, struct plan_flow *flow);

/* The default of a table of the plan. */
void plan_default(uint8_t table, struct flow_actions *actions);

/* The tables in the order in which they are set: no frame reaches one without default. */
extern const uint8_t plan_tables[PLAN_TABLES];

#endif
