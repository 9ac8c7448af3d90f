// SPDX-License-Identifier: GPL-2.0-only
/* A trace: what each stage does to a packet, told to whoever asked. */
#include <linux/if_vlan.h>
#include <net/netlink.h>

#include "action.h"
#include "drop.h"
#include "flow.h"
#include "packet.h"
#include "trace.h"

#define DATA_MAX	256	/* bytes of a frame shown */

static struct nlattr *start(struct fdp_trace *trace, enum flowdp_step kind)
{
	struct nlattr *nest;

	if (trace->truncated)
		return NULL;
	nest = nla_nest_start(trace->msg, FLOWDP_A_TRACE_STEP);
	if (nest && !nla_put_u8(trace->msg, FLOWDP_A_STEP_KIND, kind))
		return nest;
	if (nest)
		nla_nest_cancel(trace->msg, nest);
	trace->truncated = true;
	return NULL;
}

static void end(struct fdp_trace *trace, struct nlattr *nest, bool ok)
{
	/* Leave room for FLOWDP_A_TRACE_TRUNCATED. */
	if (ok && skb_tailroom(trace->msg) >= nla_total_size(0)) {
		nla_nest_end(trace->msg, nest);
		return;
	}
	nla_nest_cancel(trace->msg, nest);
	trace->truncated = true;
}

/* The packet entered: its port and VLAN, then all of its fields, however deep. */
void fdp_trace_ingress(struct fdp_trace *trace, const struct fdp_packet *packet)
{
	struct nlattr *nest = start(trace, FLOWDP_STEP_INGRESS);
	struct fdp_key key;

	if (!nest)
		return;
	end(trace, nest,
	    !nla_put_u32(trace->msg, FLOWDP_A_STEP_PORT, packet->in->number) &&
	    !nla_put_u16(trace->msg, FLOWDP_A_STEP_VID, packet->vid));

	nest = start(trace, FLOWDP_STEP_KEY);
	if (!nest)
		return;
	end(trace, nest,
	    fdp_packet_read_key(packet, FDP_DEPTH_L4, &key, NULL) &&
	    !fdp_field_put_key(trace->msg, FLOWDP_A_STEP_KEY, &key));
}

static bool put_flow(struct sk_buff *msg, const struct fdp_flow *flow)
{
	struct fdp_match match;

	fdp_flow_get_match(flow, &match);
	return !nla_put_u16(msg, FLOWDP_A_STEP_PRIORITY, flow->rule.priority) &&
	       !nla_put_u64_64bit(msg, FLOWDP_A_STEP_COOKIE, flow->rule.cookie,
				  FLOWDP_A_STEP_PAD) &&
	       !fdp_field_put_match(msg, FLOWDP_A_STEP_KEY, FLOWDP_A_STEP_MASK, &match);
}

/* The packet matched a flow, or none. */
void fdp_trace_rule(struct fdp_trace *trace, const struct fdp_rule *rule)
{
	struct nlattr *nest = start(trace, rule->is_default ? FLOWDP_STEP_MISS :
							       FLOWDP_STEP_MATCH);

	if (!nest)
		return;
	end(trace, nest,
	    !nla_put_u8(trace->msg, FLOWDP_A_STEP_TABLE, rule->table) &&
	    (rule->is_default ||
	     put_flow(trace->msg, container_of(rule, struct fdp_flow, rule))));
}

static bool put_action(struct sk_buff *msg, const struct fdp_action *action)
{
	struct nlattr *nest = nla_nest_start(msg, FLOWDP_A_STEP_ACTION);

	if (!nest || fdp_action_put(msg, action))
		return false;
	nla_nest_end(msg, nest);
	return true;
}

/* The action is about to be carried out. */
void fdp_trace_action(struct fdp_trace *trace, const struct fdp_action *action)
{
	struct nlattr *nest = start(trace, FLOWDP_STEP_ACTION);

	if (nest)
		end(trace, nest, put_action(trace->msg, action));
}

/* The frame as it would leave; a tag beside the bytes of @skb is put into them. */
void fdp_trace_output(struct fdp_trace *trace, const struct fdp_packet *packet,
		      const struct fdp_port *port, struct sk_buff *skb)
{
	struct nlattr *nest = start(trace, FLOWDP_STEP_OUTPUT);
	struct nlattr *data;
	u32 bytes;
	bool ok;

	if (!nest)
		return;
	if (skb_vlan_tag_present(skb) &&
	    !__vlan_insert_tag(skb, skb->vlan_proto, skb_vlan_tag_get(skb)))
		__vlan_hwaccel_clear_tag(skb);
	bytes = min_t(u32, skb->len, DATA_MAX);
	ok = !nla_put_u32(trace->msg, FLOWDP_A_STEP_PORT, port->number) &&
	     !nla_put_u16(trace->msg, FLOWDP_A_STEP_VID, packet->vid);
	data = ok ? nla_reserve(trace->msg, FLOWDP_A_STEP_DATA, bytes) : NULL;
	end(trace, nest, data && !skb_copy_bits(skb, 0, nla_data(data), bytes));
}

/* A copy would go to the daemon. */
void fdp_trace_upcall(struct fdp_trace *trace, u8 class)
{
	struct nlattr *nest = start(trace, FLOWDP_STEP_UPCALL);

	if (nest)
		end(trace, nest, !nla_put_u8(trace->msg, FLOWDP_A_STEP_CLASS, class));
}

/* The host would take the frame. */
void fdp_trace_consume(struct fdp_trace *trace)
{
	struct nlattr *nest = start(trace, FLOWDP_STEP_CONSUME);

	if (nest)
		end(trace, nest, true);
}

/* The packet, or the copy of it that was meant for @port, would be dropped. */
void fdp_trace_drop(struct fdp_trace *trace, const struct fdp_port *port,
		    enum flowdp_drop_reason reason)
{
	struct nlattr *nest = start(trace, FLOWDP_STEP_DROP);

	if (!nest)
		return;
	end(trace, nest,
	    !nla_put_u32(trace->msg, FLOWDP_A_STEP_REASON, reason) &&
	    !nla_put_string(trace->msg, FLOWDP_A_STEP_NAME, fdp_drop_name(reason)) &&
	    (!port || !nla_put_u32(trace->msg, FLOWDP_A_STEP_PORT, port->number)));
}
