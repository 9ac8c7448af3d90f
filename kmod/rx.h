/* SPDX-License-Identifier: GPL-2.0-only */
/* The way in: from a port's netdev, from the host, from a packet-out. */
#ifndef _FLOWDP_RX_H
#define _FLOWDP_RX_H

#include <linux/netdevice.h>

struct fdp_port;
struct fdp_switch;
struct fdp_trace;

rx_handler_result_t fdp_rx_handle(struct sk_buff **pskb);
void fdp_rx_local(struct fdp_switch *sw, struct sk_buff *skb);
bool fdp_rx_patch(struct net_device *dev, struct sk_buff *skb);
void fdp_rx_inject(struct fdp_switch *sw, struct fdp_port *port, struct sk_buff *skb,
		   struct fdp_trace *trace);
struct sk_buff *fdp_rx_untag(struct sk_buff *skb);

#endif /* _FLOWDP_RX_H */
