// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events: multicast messages about what has changed.  All are sent under the
 * switch's lock, so that they come in the order of the changes.
 */
#include "event.h"
#include "flow.h"
#include "netlink_objects.h"
#include "port.h"
#include "switch.h"

#define OBJECT_SIZE	2048	/* a switch or a port without statistics */

/* Starts an event that somebody listens for; false if there is none to be sent. */
static bool start(struct fdp_message *message, const struct fdp_switch *sw, u8 command,
		  enum fdp_netlink_group group, size_t size)
{
	if (!sw->announced || !fdp_netlink_listened(sw, group))
		return false;
	if (!fdp_netlink_new_message(message, command, size))
		return true;
	fdp_netlink_lost(sw, group);
	return false;
}

static void finish(struct fdp_message *message, const struct fdp_switch *sw,
		   enum fdp_netlink_group group, int err)
{
	if (!WARN_ON_ONCE(err)) {
		fdp_netlink_multicast(message, sw, group);
		return;
	}
	nlmsg_free(message->skb);
	fdp_netlink_lost(sw, group);
}

/* The switch is new or has changed. */
void fdp_event_switch(struct fdp_switch *sw)
{
	struct fdp_message message;

	if (start(&message, sw, FLOWDP_CMD_SWITCH_EVENT, FDP_NETLINK_GROUP_SWITCH, OBJECT_SIZE))
		finish(&message, sw, FDP_NETLINK_GROUP_SWITCH,
		       fdp_netlink_put_switch(message.skb, sw));
}

void fdp_event_switch_gone(struct fdp_switch *sw)
{
	struct fdp_message message;

	if (start(&message, sw, FLOWDP_CMD_SWITCH_GONE, FDP_NETLINK_GROUP_SWITCH, OBJECT_SIZE))
		finish(&message, sw, FDP_NETLINK_GROUP_SWITCH,
		       nla_put_u32(message.skb, FLOWDP_A_SWITCH_IFINDEX, sw->dev->ifindex));
}

/* The port is new or has changed. */
void fdp_event_port(const struct fdp_port *port)
{
	struct fdp_message message;

	if (start(&message, port->sw, FLOWDP_CMD_PORT_EVENT, FDP_NETLINK_GROUP_SWITCH,
		  OBJECT_SIZE))
		finish(&message, port->sw, FDP_NETLINK_GROUP_SWITCH,
		       fdp_netlink_put_port(message.skb, port));
}

void fdp_event_port_gone(const struct fdp_port *port)
{
	struct fdp_message message;
	int err;

	if (!start(&message, port->sw, FLOWDP_CMD_PORT_GONE, FDP_NETLINK_GROUP_SWITCH,
		   OBJECT_SIZE))
		return;
	err = nla_put_u32(message.skb, FLOWDP_A_PORT_SWITCH, port->sw->dev->ifindex) ?:
	      nla_put_u32(message.skb, FLOWDP_A_PORT_NUMBER, port->number) ?:
	      nla_put_u32(message.skb, FLOWDP_A_PORT_IFINDEX, port->dev->ifindex) ?:
	      fdp_netlink_put_name(message.skb, FLOWDP_A_PORT_NAME, port->dev);
	finish(&message, port->sw, FDP_NETLINK_GROUP_SWITCH, err);
}

/* The flow has gone out of force. */
void fdp_event_flow_removed(struct fdp_switch *sw, const struct fdp_flow *flow)
{
	struct fdp_message message;

	if (start(&message, sw, FLOWDP_CMD_FLOW_REMOVED, FDP_NETLINK_GROUP_FLOW,
		  FDP_FLOW_MESSAGE_SIZE))
		finish(&message, sw, FDP_NETLINK_GROUP_FLOW,
		       fdp_netlink_put_flow(message.skb, sw, flow) ?:
		       nla_put_u8(message.skb, FLOWDP_A_FLOW_REMOVED, flow->why));
}
