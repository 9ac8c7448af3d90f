// SPDX-License-Identifier: GPL-2.0-or-later
#include "event.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>

#define RECEIVE_BUFFER	(4U << 20)

struct flow_events {
	struct flow_receiver *receiver;
};

static int join_group(struct flow_receiver *receiver, struct flow_netlink *netlink,
		      const char *name)
{
	uint32_t group;
	int error;

	error = flow_netlink_group(netlink, name, &group);
	if (!error)
		error = flow_receiver_join(receiver, group);
	return error == -ENOENT ? -EPROTONOSUPPORT : error;	/* the module went meanwhile */
}

static int join(struct flow_receiver *receiver, const char *netns, unsigned int groups)
{
	struct flow_netlink *netlink;
	int error;

	error = flow_netlink_open(&netlink, NETLINK_GENERIC, netns);
	if (error)
		return error;
	if (groups & FLOW_EVENT_SWITCH)
		error = join_group(receiver, netlink, FLOWDP_MCGRP_SWITCH);
	if (!error && groups & FLOW_EVENT_FLOW)
		error = join_group(receiver, netlink, FLOWDP_MCGRP_FLOW);
	if (!error && groups & FLOW_EVENT_MODULE)
		error = flow_receiver_join(receiver, GENL_ID_CTRL);	/* the controller's own */
	flow_netlink_close(netlink);
	return error;
}

int flow_event_open(struct flow_events **result, const char *netns, unsigned int groups)
{
	struct flow_events *events;
	int error;

	events = malloc(sizeof(*events));
	if (!events)
		return -ENOMEM;
	error = flow_receiver_open(&events->receiver, NETLINK_GENERIC, netns, RECEIVE_BUFFER);
	if (error) {
		free(events);
		return error;
	}
	error = join(events->receiver, netns, groups);
	if (error)
		flow_event_close(events);
	else
		*result = events;
	return error;
}

void flow_event_close(struct flow_events *events)
{
	if (!events)
		return;
	flow_receiver_close(events->receiver);
	free(events);
}

int flow_event_fd(const struct flow_events *events)
{
	return flow_receiver_fd(events->receiver);
}

int flow_event_parse(const struct nlmsghdr *header, struct flow_event *event)
{
	const struct genlmsghdr *generic = mnl_nlmsg_get_payload(header);

	if (mnl_nlmsg_get_payload_len(header) < GENL_HDRLEN)
		return -EBADMSG;
	event->command = generic->cmd;
	switch (generic->cmd) {
	case FLOWDP_CMD_SWITCH_EVENT:
	case FLOWDP_CMD_SWITCH_GONE:
		return flow_switch_parse(header, &event->switch_);
	case FLOWDP_CMD_PORT_EVENT:
	case FLOWDP_CMD_PORT_GONE:
		return flow_port_parse(header, &event->port);
	case FLOWDP_CMD_FLOW_REMOVED:
		return flow_entry_parse(header, &event->entry);
	default:
		return -ENOMSG;
	}
}

struct receive {
	flow_event_fn *item;
	void *data;
};

/* Whether the controller announces that flowdp's family was registered. */
static bool is_loaded(const struct nlmsghdr *header)
{
	const struct genlmsghdr *generic = mnl_nlmsg_get_payload(header);
	const struct nlattr *table[CTRL_ATTR_MAX + 1];

	return mnl_nlmsg_get_payload_len(header) >= GENL_HDRLEN &&
	       generic->cmd == CTRL_CMD_NEWFAMILY &&
	       !flow_message_parse_generic(header, table, CTRL_ATTR_MAX) &&
	       table[CTRL_ATTR_FAMILY_NAME] &&
	       !strncmp(mnl_attr_get_str(table[CTRL_ATTR_FAMILY_NAME]), FLOWDP_GENL_NAME,
			mnl_attr_get_payload_len(table[CTRL_ATTR_FAMILY_NAME]));
}

static int take_message(const struct nlmsghdr *header, void *data)
{
	const struct receive *receive = data;
	struct flow_event event;
	int error;

	if (header->nlmsg_type == GENL_ID_CTRL)
		return is_loaded(header) ? -ESTALE : 0;
	error = flow_event_parse(header, &event);
	if (error)	/* an event of a newer kernel is no reason to stop */
		return error == -ENOMSG ? 0 : error;
	return receive->item(&event, receive->data);
}

int flow_event_receive(struct flow_events *events, unsigned int max, flow_event_fn *item,
		       void *data)
{
	struct receive receive = { .item = item, .data = data };

	return flow_receiver_receive(events->receiver, max, take_message, &receive);
}
