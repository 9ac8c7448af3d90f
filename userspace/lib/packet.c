// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet.h"

#include <linux/flowdp.h>

void flow_packet_put(struct flow_message *message, const struct flow_packet *packet)
{
	flow_message_put_u32(message, FLOWDP_A_PACKET_SWITCH, packet->switch_ifindex);
	flow_message_put(message, FLOWDP_A_PACKET_DATA, packet->data, packet->length);
	if (packet->in_port != FLOW_PACKET_NO_PORT)
		flow_message_put_u32(message, FLOWDP_A_PACKET_IN_PORT, packet->in_port);
	if (!packet->actions)
		return;
	flow_message_put_u16(message, FLOWDP_A_PACKET_VID, packet->vid);
	flow_actions_put(message, FLOWDP_A_PACKET_ACTIONS, packet->actions->list,
			 packet->actions->count);
}

int flow_packet_out(struct flow_netlink *netlink, const struct flow_packet *packet)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_PACKET_OUT, 0);
	flow_packet_put(&message, packet);
	return flow_netlink_request(netlink, &message, NULL, NULL);
}
