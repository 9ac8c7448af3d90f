/* SPDX-License-Identifier: GPL-2.0-only */
/* A packet's whole way through the switch. */
#ifndef _FLOWDP_FORWARD_H
#define _FLOWDP_FORWARD_H

#include "lookup.h"

bool fdp_forward_usual(struct fdp_port *in, struct sk_buff *skb, struct fdp_lookup *lookup);
void fdp_forward(struct fdp_packet *packet, struct fdp_lookup *lookup);

#endif /* _FLOWDP_FORWARD_H */
