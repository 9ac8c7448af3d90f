// SPDX-License-Identifier: GPL-2.0-or-later
#include "trace.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include "attribute.h"

static const struct flow_attribute attributes[] = {
	{ FLOW_ATTRIBUTE(FLOWDP_A_STEP_KIND, struct flow_trace_step, kind) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_STEP_PORT, struct flow_trace_step, port) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_STEP_VID, struct flow_trace_step, vid) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_STEP_TABLE, struct flow_trace_step, table) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_STEP_PRIORITY, struct flow_trace_step, priority) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_STEP_COOKIE, struct flow_trace_step, cookie) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_STEP_CLASS, struct flow_trace_step, class) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_STEP_REASON, struct flow_trace_step, reason) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_STEP_NAME, struct flow_trace_step, name), true, true },
	{ 0 }
};

static void mark(struct flow_trace_step *step, const struct nlattr *const *table, uint16_t type)
{
	if (table[type])
		step->present |= FLOW_TRACE_BIT(type);
}

static int parse_step(const struct nlattr *nest, struct flow_trace_step *step)
{
	const struct nlattr *table[FLOWDP_A_STEP_MAX + 1], *data;
	int error;

	error = flow_message_parse_nested(nest, table, FLOWDP_A_STEP_MAX);
	if (!error)
		error = flow_attribute_get(table, attributes, step, &step->present);
	if (!error)
		error = flow_match_get(table[FLOWDP_A_STEP_KEY], table[FLOWDP_A_STEP_MASK],
				       &step->match);
	if (!error && table[FLOWDP_A_STEP_ACTION])
		error = flow_actions_get(table[FLOWDP_A_STEP_ACTION], &step->action);
	if (error)
		return error;
	mark(step, table, FLOWDP_A_STEP_KEY);
	mark(step, table, FLOWDP_A_STEP_MASK);
	mark(step, table, FLOWDP_A_STEP_ACTION);
	mark(step, table, FLOWDP_A_STEP_DATA);
	data = table[FLOWDP_A_STEP_DATA];
	if (data) {
		step->data = mnl_attr_get_payload(data);
		step->data_length = mnl_attr_get_payload_len(data);
	}
	return 0;
}

int flow_trace_parse(const struct nlmsghdr *header, flow_trace_fn *item, void *data,
		     bool *truncated)
{
	const struct nlattr *attribute;
	bool cut = false;
	int error;

	mnl_attr_for_each(attribute, header, GENL_HDRLEN) {
		struct flow_trace_step step = { 0 };

		if (mnl_attr_get_type(attribute) == FLOWDP_A_TRACE_TRUNCATED)
			cut = true;
		if (mnl_attr_get_type(attribute) != FLOWDP_A_TRACE_STEP)
			continue;
		error = parse_step(attribute, &step);
		if (!error)
			error = item(&step, data);
		if (error)
			return error;
	}
	*truncated = cut;
	return 0;
}

struct reply {
	flow_trace_fn *item;
	void *data;
	bool *truncated;
};

static int take_reply(const struct nlmsghdr *header, void *data)
{
	const struct reply *reply = data;

	return flow_trace_parse(header, reply->item, reply->data, reply->truncated);
}

int flow_trace(struct flow_netlink *netlink, const struct flow_packet *packet,
	       flow_trace_fn *item, void *data, bool *truncated)
{
	struct reply reply = { .item = item, .data = data, .truncated = truncated };
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_TRACE, 0);
	flow_packet_put(&message, packet);
	return flow_netlink_request(netlink, &message, take_reply, &reply);
}
