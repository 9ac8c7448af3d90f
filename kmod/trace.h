/* SPDX-License-Identifier: GPL-2.0-only */
/* A trace: what each stage does to a packet, told to whoever asked. */
#ifndef _FLOWDP_TRACE_H
#define _FLOWDP_TRACE_H

#include <linux/skbuff.h>
#include <uapi/linux/flowdp.h>

struct fdp_action;
struct fdp_packet;
struct fdp_port;
struct fdp_rule;

/* The reply under construction; truncated if not all steps fitted in. */
struct fdp_trace {
	struct sk_buff *msg;
	bool truncated;
};

void fdp_trace_ingress(struct fdp_trace *trace, const struct fdp_packet *packet);
void fdp_trace_rule(struct fdp_trace *trace, const struct fdp_rule *rule);
void fdp_trace_action(struct fdp_trace *trace, const struct fdp_action *action);
void fdp_trace_output(struct fdp_trace *trace, const struct fdp_packet *packet,
		      const struct fdp_port *port, struct sk_buff *skb);
void fdp_trace_upcall(struct fdp_trace *trace, u8 class);
void fdp_trace_consume(struct fdp_trace *trace);
void fdp_trace_drop(struct fdp_trace *trace, const struct fdp_port *port,
		    enum flowdp_drop_reason reason);

#endif /* _FLOWDP_TRACE_H */
