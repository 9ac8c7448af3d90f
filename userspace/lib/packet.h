/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets given to a switch: to be sent, or to be traced.
 */
#ifndef FLOW_PACKET_H
#define FLOW_PACKET_H

#include "actions.h"
#include "netlink.h"

#define FLOW_PACKET_NO_PORT	UINT32_MAX

struct flow_packet {
	uint32_t switch_ifindex;
	uint32_t in_port;			/* or FLOW_PACKET_NO_PORT */
	uint16_t vid;				/* with actions only */
	const struct flow_actions *actions;	/* NULL: enters the switch by in_port */
	const void *data;			/* a whole frame from the Ethernet header on */
	size_t length;
};

void flow_packet_put(struct flow_message *message, const struct flow_packet *packet);
int flow_packet_out(struct flow_netlink *netlink, const struct flow_packet *packet);

#endif
