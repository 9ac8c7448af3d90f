// SPDX-License-Identifier: GPL-2.0-or-later
#include "reason.h"

#include <linux/flowdp.h>
#include <stddef.h>

static const char *const explanations[FLOWDP_DROP_MAX + 1] = {
	[FLOWDP_DROP_RUNT] = "shorter than an Ethernet header",
	[FLOWDP_DROP_BAD_SOURCE] = "its source address is zero or a group's",
	[FLOWDP_DROP_LINK_LOCAL] = "link-local frames (01-80-c2-00-00-0x) are not forwarded unless link_local_forward says so",
	[FLOWDP_DROP_INGRESS_STATE] = "the port it came from is not in state forwarding, or its interface is dormant",
	[FLOWDP_DROP_INGRESS_TAGGED] = "tagged, and the port takes untagged frames only, or tags of the other type, or the tag follows a priority tag",
	[FLOWDP_DROP_INGRESS_UNTAGGED] = "untagged, and the port takes tagged frames only",
	[FLOWDP_DROP_INGRESS_VLAN] = "the port it came from is not in the tag's VLAN",
	[FLOWDP_DROP_NO_MATCH] = "matches no flow, and the table has no default",
	[FLOWDP_DROP_POLICY] = "a flow says drop, or says nothing",
	[FLOWDP_DROP_NO_OUTPUT] = "flood or group found no port to send it to",
	[FLOWDP_DROP_NO_DAEMON] = "needs flowd, which is away, and fail_mode is drop",
	[FLOWDP_DROP_ACTION_FAILED] = "an action does not apply to such a packet",
	[FLOWDP_DROP_NO_PORT] = "the port it should leave by is not there",
	[FLOWDP_DROP_SAME_PORT] = "would leave by the port it came from, which is no hairpin port",
	[FLOWDP_DROP_ISOLATED] = "from a port that is isolated or in a community, to one that is apart from it",
	[FLOWDP_DROP_EGRESS_STATE] = "the port it should leave by is not in state forwarding",
	[FLOWDP_DROP_EGRESS_VLAN] = "the port it should leave by is not in its VLAN",
	[FLOWDP_DROP_EGRESS_DOWN] = "the interface it should leave by is down, dormant or has no carrier",
	[FLOWDP_DROP_EGRESS_MTU] = "longer than the MTU of the interface it should leave by",
	[FLOWDP_DROP_EGRESS_DEVICE] = "the interface it should leave by, or its queue, refused it",
	[FLOWDP_DROP_NO_MEMORY] = "the kernel had no memory for it",
	[FLOWDP_DROP_LOOP] = "passed through too many switches in one go: there is a loop",
};

const char *reason_explain(uint32_t reason)
{
	if (reason <= FLOWDP_DROP_MAX && explanations[reason])
		return explanations[reason];
	return "a reason newer than this flowctl";
}
