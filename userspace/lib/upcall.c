// SPDX-License-Identifier: GPL-2.0-or-later
#include "upcall.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "attribute.h"

#define RECEIVE_BUFFER	(512U << 10)	/* what does not fit waits in the kernel */

struct flow_upcall {
	struct flow_receiver *receiver;
	flow_upcall_fn *item;
	void *data;
};

static const struct flow_attribute attributes[] = {
	{ FLOW_ATTRIBUTE(FLOWDP_A_PACKET_IN_PORT, struct flow_upcall_packet, in_port) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PACKET_VID, struct flow_upcall_packet, vid) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PACKET_CLASS, struct flow_upcall_packet, class) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PACKET_TABLE, struct flow_upcall_packet, table) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PACKET_USERDATA, struct flow_upcall_packet, userdata) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_PACKET_LENGTH, struct flow_upcall_packet, length) },
	{ 0 }
};

static int parse_packet(const struct nlattr *nest, struct flow_upcall_packet *packet)
{
	const struct nlattr *table[FLOWDP_A_PACKET_MAX + 1];
	uint32_t present = 0;
	int error;

	error = flow_message_parse_nested(nest, table, FLOWDP_A_PACKET_MAX);
	if (!error)
		error = flow_attribute_get(table, attributes, packet, &present);
	if (error)
		return error;
	if (!table[FLOWDP_A_PACKET_DATA])
		return -EBADMSG;
	packet->data = mnl_attr_get_payload(table[FLOWDP_A_PACKET_DATA]);
	packet->data_length = mnl_attr_get_payload_len(table[FLOWDP_A_PACKET_DATA]);
	packet->has_action = present & (1U << FLOWDP_A_PACKET_TABLE);
	return 0;
}

static int take_packets(const struct nlmsghdr *header, uint32_t switch_ifindex,
			flow_upcall_fn *item, void *data)
{
	const struct nlattr *attribute;
	int error;

	mnl_attr_for_each(attribute, header, GENL_HDRLEN) {
		struct flow_upcall_packet packet = { .switch_ifindex = switch_ifindex };

		if (mnl_attr_get_type(attribute) != FLOWDP_A_UPCALL_PACKET)
			continue;
		error = parse_packet(attribute, &packet);
		if (!error)
			error = item(&packet, data);
		if (error)
			return error;
	}
	return 0;
}

int flow_upcall_parse(const struct nlmsghdr *header, flow_upcall_fn *item, void *data)
{
	const struct nlattr *table[FLOWDP_A_UPCALL_MAX + 1];
	uint32_t switch_ifindex;
	int error;

	error = flow_message_parse_generic(header, table, FLOWDP_A_UPCALL_MAX);
	if (error)
		return error;
	if (!table[FLOWDP_A_UPCALL_SWITCH])
		return -EBADMSG;
	error = flow_message_get(table[FLOWDP_A_UPCALL_SWITCH], &switch_ifindex,
				 sizeof(switch_ifindex));
	return error ? error : take_packets(header, switch_ifindex, item, data);
}

static int take_message(const struct nlmsghdr *header, void *data)
{
	const struct genlmsghdr *generic = mnl_nlmsg_get_payload(header);
	const struct flow_upcall *upcall = data;

	if (mnl_nlmsg_get_payload_len(header) < GENL_HDRLEN || generic->cmd != FLOWDP_CMD_UPCALL)
		return 0;
	return flow_upcall_parse(header, upcall->item, upcall->data);
}

int flow_upcall_open(struct flow_upcall **result, const char *netns, flow_upcall_fn *item,
		     void *data)
{
	struct flow_upcall *upcall;
	const int on = 1;
	int error;

	upcall = malloc(sizeof(*upcall));
	if (!upcall)
		return -ENOMEM;
	upcall->item = item;
	upcall->data = data;
	error = flow_receiver_open(&upcall->receiver, NETLINK_GENERIC, netns, RECEIVE_BUFFER);
	if (error) {
		free(upcall);
		return error;
	}
	/* A full socket is no loss: the kernel tries again. */
	setsockopt(flow_upcall_fd(upcall), SOL_NETLINK, NETLINK_NO_ENOBUFS, &on, sizeof(on));
	*result = upcall;
	return 0;
}

void flow_upcall_close(struct flow_upcall *upcall)
{
	if (!upcall)
		return;
	flow_receiver_close(upcall->receiver);
	free(upcall);
}

int flow_upcall_bind(struct flow_upcall *upcall, uint32_t switch_ifindex, uint32_t classes)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_UPCALL_BIND, 0);
	flow_message_put_u32(&message, FLOWDP_A_UPCALL_SWITCH, switch_ifindex);
	flow_message_put_u32(&message, FLOWDP_A_UPCALL_CLASSES, classes);
	return flow_receiver_request(upcall->receiver, &message, take_message, upcall);
}

const char *flow_upcall_error_text(const struct flow_upcall *upcall)
{
	return flow_receiver_error_text(upcall->receiver);
}

int flow_upcall_fd(const struct flow_upcall *upcall)
{
	return flow_receiver_fd(upcall->receiver);
}

int flow_upcall_receive(struct flow_upcall *upcall, unsigned int max)
{
	return flow_receiver_receive(upcall->receiver, max, take_message, upcall);
}
