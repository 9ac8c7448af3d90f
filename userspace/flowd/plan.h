/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which flows make a switch a learning bridge that is aware of VLANs.
 *
 *    POLICY   the operator's own            default: goto SOURCE
 *    SOURCE   in_port, vid, eth_src: known  default: upcall "learn", goto FORWARD
 *             vid, eth_src: sticky elsewhere, drop
 *    FORWARD  vid, eth_dst: output          default: flood
 *
 * A station has one flow in SOURCE, which ages, and one in FORWARD, which goes
 * with it (IEEE 802.1Q-2022, 8.8.3 ages by source).  So does the guard of a
 * sticky one in SOURCE, which drops what others send from its address.
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
#define PLAN_TABLE_FORWARD	12
#define PLAN_PRIORITY		100	/* of stations */
#define PLAN_PRIORITY_GUARD	80
#define PLAN_PRIORITY_BROADCAST	60	/* of rules: above that for all multicast */
#define PLAN_PRIORITY_RULE	50

/*
 * Cookies: the mark in the upper half says that a flow is flowd's; below it a
 * serial number, which tells a flow from an earlier one of the same identity,
 * and the kind of what it is for.
 */
#define PLAN_COOKIE		0x666c776400000000ULL
#define PLAN_COOKIE_MASK	0xffffffff00000000ULL
#define PLAN_SERIAL_MAX		0xffffffU

enum plan_form {
	PLAN_STATION,		/* SOURCE or FORWARD */
	PLAN_GUARD,		/* SOURCE */
	PLAN_RULE,
};

/* Which rule; numbers beyond those of enum flow_fdb_kind. */
enum plan_rule {
	PLAN_NO_LEARNING = 16,
	PLAN_DROP_UNICAST,
	PLAN_DROP_MULTICAST,
	PLAN_DROP_BROADCAST,
	PLAN_FLOOD_BROADCAST,	/* though all other multicast is dropped; in place of the former */

	__PLAN_RULE_MAX
};

/* A flow of the plan. */
struct plan_flow {
	uint8_t form;		/* enum plan_form */
	uint8_t table;		/* PLAN_TABLE_SOURCE or PLAN_TABLE_FORWARD */
	uint8_t kind;		/* enum flow_fdb_kind or plan_rule */
	uint8_t mac[6];		/* of a station */
	uint16_t vid;
	uint32_t port;		/* where the station is */
	uint32_t serial;	/* up to PLAN_SERIAL_MAX */
	uint32_t idle_timeout;	/* SOURCE; seconds, 0: none */
};

/* Whether stations of this kind are learned, so that limits count them. */
bool plan_is_learned(uint8_t kind);
/* Whether they have a guard. */
bool plan_has_guard(uint8_t kind);

/* Whether a flow with this cookie is flowd's. */
bool plan_is_ours(uint64_t cookie);

/* The rule of this kind for a VLAN. */
void plan_rule(enum plan_rule kind, uint16_t vid, struct plan_flow *flow);

/* Writes what the kernel is to hold. */
void plan_to_entry(const struct plan_flow *flow, struct flow_entry *entry);
void plan_to_identity(const struct plan_flow *flow, struct flow_identity *identity);

/* Reads it back; false if @entry is not just as plan_to_entry() writes it. */
bool plan_from_entry(const struct flow_entry *entry, struct plan_flow *flow);

/* The default of a table of the plan. */
void plan_default(uint8_t table, struct flow_actions *actions);

/* The tables in the order in which they are set: no frame reaches one without default. */
extern const uint8_t plan_tables[3];

#endif
