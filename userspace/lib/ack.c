// SPDX-License-Identifier: GPL-2.0-or-later
#include "ack.h"

#include <libmnl/libmnl.h>
#include <stdio.h>
#include <string.h>
#include "message.h"

/* Where the attributes start: behind the request, if the kernel gave it back. */
static size_t attributes_offset(const struct nlmsghdr *header)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(header);

	if (header->nlmsg_type == NLMSG_DONE)
		return MNL_ALIGN(sizeof(int));
	if (header->nlmsg_flags & NLM_F_CAPPED)
		return sizeof(*error);
	return sizeof(*error) + MNL_ALIGN(error->msg.nlmsg_len) - NLMSG_HDRLEN;
}

static void parse_attributes(const struct nlmsghdr *header, struct flow_ack *ack)
{
	const struct nlattr *table[NLMSGERR_ATTR_MAX + 1], *text;
	size_t length = mnl_nlmsg_get_payload_len(header);
	size_t offset = attributes_offset(header);

	if (offset > length ||
	    flow_message_parse(mnl_nlmsg_get_payload_offset(header, offset), length - offset, table,
			       NLMSGERR_ATTR_MAX))
		return;
	text = table[NLMSGERR_ATTR_MSG];
	if (text)
		snprintf(ack->text, sizeof(ack->text), "%.*s", mnl_attr_get_payload_len(text),
			 mnl_attr_get_str(text));
	if (table[NLMSGERR_ATTR_OFFS])
		flow_message_get(table[NLMSGERR_ATTR_OFFS], &ack->offset, sizeof(ack->offset));
}

bool flow_ack_parse(const struct nlmsghdr *header, struct flow_ack *ack)
{
	bool done = header->nlmsg_type == NLMSG_DONE;
	size_t needed = done ? sizeof(int) : sizeof(struct nlmsgerr);

	if (!done && header->nlmsg_type != NLMSG_ERROR)
		return false;
	if (mnl_nlmsg_get_payload_len(header) < needed)
		return false;
	memset(ack, 0, sizeof(*ack));
	memcpy(&ack->error, mnl_nlmsg_get_payload(header), sizeof(ack->error));
	if (ack->error > 0)	/* NLMSG_DONE may carry a count */
		ack->error = 0;
	if (header->nlmsg_flags & NLM_F_ACK_TLVS)
		parse_attributes(header, ack);
	return true;
}
