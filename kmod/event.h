/* SPDX-License-Identifier: GPL-2.0-only */
/* Events: multicast messages about what has changed. */
#ifndef _FLOWDP_EVENT_H
#define _FLOWDP_EVENT_H

struct fdp_flow;
struct fdp_port;
struct fdp_switch;

void fdp_event_switch(struct fdp_switch *sw);
void fdp_event_switch_gone(struct fdp_switch *sw);
void fdp_event_port(const struct fdp_port *port);
void fdp_event_port_gone(const struct fdp_port *port);
void fdp_event_flow_removed(struct fdp_switch *sw, const struct fdp_flow *flow);

#endif /* _FLOWDP_EVENT_H */
