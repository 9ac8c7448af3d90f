// SPDX-License-Identifier: GPL-2.0-only
/* Reasons of drops: their names, and what the kernel calls them. */
#include "drop.h"

static const struct {
	const char *name;
	enum skb_drop_reason skb_reason;
} reasons[FLOWDP_DROP_MAX + 1] = {
	[FLOWDP_DROP_NONE] = { "none", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_RUNT] = { "runt", SKB_DROP_REASON_PKT_TOO_SMALL },
	[FLOWDP_DROP_BAD_SOURCE] = { "bad-source", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_LINK_LOCAL] = { "link-local", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_INGRESS_STATE] = { "ingress-state", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_INGRESS_TAGGED] = { "ingress-tagged", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_INGRESS_UNTAGGED] = { "ingress-untagged", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_INGRESS_VLAN] = { "ingress-vlan", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_NO_MATCH] = { "no-match", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_POLICY] = { "policy", SKB_DROP_REASON_NETFILTER_DROP },
	[FLOWDP_DROP_NO_OUTPUT] = { "no-output", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_NO_DAEMON] = { "no-daemon", SKB_DROP_REASON_NO_SOCKET },
	[FLOWDP_DROP_ACTION_FAILED] = { "action-failed", SKB_DROP_REASON_HDR_TRUNC },
	[FLOWDP_DROP_NO_PORT] = { "no-port", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_SAME_PORT] = { "same-port", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_ISOLATED] = { "isolated", SKB_DROP_REASON_NETFILTER_DROP },
	[FLOWDP_DROP_EGRESS_STATE] = { "egress-state", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_EGRESS_VLAN] = { "egress-vlan", SKB_DROP_REASON_NOT_SPECIFIED },
	[FLOWDP_DROP_EGRESS_DOWN] = { "egress-down", SKB_DROP_REASON_DEV_READY },
	[FLOWDP_DROP_EGRESS_MTU] = { "egress-mtu", SKB_DROP_REASON_PKT_TOO_BIG },
	[FLOWDP_DROP_EGRESS_DEVICE] = { "egress-device", SKB_DROP_REASON_QDISC_DROP },
	[FLOWDP_DROP_NO_MEMORY] = { "no-memory", SKB_DROP_REASON_NOMEM },
	[FLOWDP_DROP_LOOP] = { "loop", SKB_DROP_REASON_NOT_SPECIFIED },
};

const char *fdp_drop_name(enum flowdp_drop_reason reason)
{
	return reasons[reason].name;
}

/* What drop_monitor and the kernel's own tracepoint show. */
enum skb_drop_reason fdp_drop_skb_reason(enum flowdp_drop_reason reason)
{
	return reasons[reason].skb_reason;
}
