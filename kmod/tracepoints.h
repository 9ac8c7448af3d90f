/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints, in the subsystem "flowdp". */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM flowdp

#if !defined(_FLOWDP_TRACEPOINTS_H) || defined(TRACE_HEADER_MULTI_READ)
#define _FLOWDP_TRACEPOINTS_H

#include <linux/tracepoint.h>

#include "compat.h"
#include "drop.h"
#include "packet.h"

TRACE_EVENT(flowdp_drop,
	TP_PROTO(const struct fdp_packet *packet, enum flowdp_drop_reason reason),
	TP_ARGS(packet, reason),
	TP_STRUCT__entry(
		__string(name, packet->sw->dev->name)
		__field(const void *, skb)
		__field(u32, in_port)
		__field(u32, length)
		__field(u16, vid)
		__field(u16, reason)
	),
	TP_fast_assign(
		fdp_assign_str(name, packet->sw->dev->name);
		__entry->skb = packet->skb;
		__entry->in_port = packet->in ? packet->in->number : FDP_KEY_NO_PORT;
		__entry->length = packet->length;
		__entry->vid = packet->vid;
		__entry->reason = reason;
	),
	TP_printk("switch=%s skb=%p in_port=%u vid=%u length=%u reason=%u",
		  __get_str(name), __entry->skb, __entry->in_port, __entry->vid,
		  __entry->length, __entry->reason)
);

TRACE_EVENT(flowdp_upcall,
	TP_PROTO(const struct fdp_packet *packet, u8 class),
	TP_ARGS(packet, class),
	TP_STRUCT__entry(
		__string(name, packet->sw->dev->name)
		__field(const void *, skb)
		__field(u32, in_port)
		__field(u16, vid)
		__field(u8, class)
	),
	TP_fast_assign(
		fdp_assign_str(name, packet->sw->dev->name);
		__entry->skb = packet->skb;
		__entry->in_port = packet->in ? packet->in->number : FDP_KEY_NO_PORT;
		__entry->vid = packet->vid;
		__entry->class = class;
	),
	TP_printk("switch=%s skb=%p in_port=%u vid=%u class=%u",
		  __get_str(name), __entry->skb, __entry->in_port, __entry->vid,
		  __entry->class)
);

#endif /* _FLOWDP_TRACEPOINTS_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE tracepoints
#include <trace/define_trace.h>
