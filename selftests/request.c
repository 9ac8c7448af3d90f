// SPDX-License-Identifier: GPL-2.0-or-later
#include "request.h"

#include <linux/netlink.h>
#include <string.h>
#include "netns.h"

static void put_one(struct flow_message *message, const struct attr *attr)
{
	uint64_t value = attr->value;
	size_t nest;

	if (attr->nest) {
		nest = flow_message_nest(message, attr->type);
		request_put(message, attr->nest);
		flow_message_nest_end(message, nest);
		return;
	}
	flow_message_put(message, attr->type, attr->data ? attr->data : &value, attr->size);
}

void request_put(struct flow_message *message, const struct attr *attrs)
{
	for (; attrs && attrs->type; attrs++)
		put_one(message, attrs);
}

void request_build(struct flow_message *message, const struct request *request)
{
	flow_message_start(message, request->command, request->flags);
	if (request->sw != REQUEST_NO_SWITCH)
		flow_message_put_u32(message, 1, request->sw ? request->sw : NETNS_SWITCH);
	request_put(message, request->attrs);
}

int request_send_message(struct flow_netlink *netlink, struct flow_message *message)
{
	const struct flow_netlink_dump nowhere = { .item = NULL };
	const struct nlmsghdr *header = flow_message_header(message);

	if ((header->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
		return flow_netlink_dump(netlink, message, &nowhere);
	return flow_netlink_request(netlink, message, NULL, NULL);
}

int request_send(struct flow_netlink *netlink, const struct request *request)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	request_build(&message, request);
	return request_send_message(netlink, &message);
}
