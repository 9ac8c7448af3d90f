/* SPDX-License-Identifier: GPL-2.0-only */
/* The way out: whether a packet may leave by a port, and its leaving. */
#ifndef _FLOWDP_TX_H
#define _FLOWDP_TX_H

#include "packet.h"

enum flowdp_drop_reason fdp_tx_admits(const struct fdp_packet *packet,
				      const struct fdp_port *port, bool *tagged);
enum flowdp_drop_reason fdp_tx_fits(const struct fdp_packet *packet, const struct fdp_port *port,
				    bool tagged);
void fdp_tx_send(struct fdp_packet *packet, const struct fdp_port *port, bool tagged,
		 bool final);

#endif /* _FLOWDP_TX_H */
