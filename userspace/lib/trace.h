/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trace: what would become of a packet, step by step, by the module's own code.
 */
#ifndef FLOW_TRACE_H
#define FLOW_TRACE_H

#include "match.h"
#include "packet.h"
#include "port.h"

#define FLOW_TRACE_BIT(attribute)	(1U << (attribute))

struct flow_trace_step {
	uint8_t kind;		/* enum flowdp_step */
	uint32_t present;	/* FLOW_TRACE_BIT(FLOWDP_A_STEP_*) of the members that count */
	uint32_t port;
	uint16_t vid;
	uint8_t table;
	uint16_t priority;
	uint64_t cookie;
	struct flow_match match;	/* KEY, with MASK if there is one */
	struct flow_actions action;	/* one action */
	uint8_t class;
	uint32_t reason;
	char name[FLOW_PORT_DROP_NAME_MAX];
	const uint8_t *data;		/* only valid during the call */
	uint32_t data_length;
};

/* Called for each step, in order; -errno stops. */
typedef int flow_trace_fn(const struct flow_trace_step *step, void *data);

/* Traces @packet (no actions); *@truncated: there were more steps than fit. */
int flow_trace(struct flow_netlink *netlink, const struct flow_packet *packet,
	       flow_trace_fn *item, void *data, bool *truncated);

/* Reads one reply. */
int flow_trace_parse(const struct nlmsghdr *header, flow_trace_fn *item, void *data,
		     bool *truncated);

#endif
