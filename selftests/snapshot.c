// SPDX-License-Identifier: GPL-2.0-or-later
#include "snapshot.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/flowdp.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BIT(attr)	(1U << (attr))

/* The dumps that make up a snapshot, and the attributes that say when, not what. */
static const struct part {
	uint8_t command;
	uint32_t left_out;
} parts[] = {
	{ FLOWDP_CMD_SWITCH_GET,
	  BIT(FLOWDP_A_SWITCH_CACHE_HITS) | BIT(FLOWDP_A_SWITCH_CACHE_MISSES) },
	{ FLOWDP_CMD_PORT_GET, BIT(FLOWDP_A_PORT_STATS) | BIT(FLOWDP_A_PORT_DROPS) },
	{ FLOWDP_CMD_TABLE_GET, BIT(FLOWDP_A_TABLE_DEFAULT_PACKETS) |
	  BIT(FLOWDP_A_TABLE_DEFAULT_BYTES) },
	{ FLOWDP_CMD_FLOW_GET, BIT(FLOWDP_A_FLOW_PACKETS) | BIT(FLOWDP_A_FLOW_BYTES) |
	  BIT(FLOWDP_A_FLOW_AGE) | BIT(FLOWDP_A_FLOW_IDLE) },
	{ FLOWDP_CMD_GROUP_GET, BIT(FLOWDP_A_GROUP_PACKETS) | BIT(FLOWDP_A_GROUP_BYTES) },
};

struct gathering {
	struct snapshot *snapshot;
	const struct part *part;
	size_t begin;		/* where the present part begins */
	size_t first;		/* its number of messages before */
};

static int append(struct snapshot *snapshot, const void *data, size_t length)
{
	char *bigger = realloc(snapshot->data, snapshot->length + length);

	if (!bigger)
		return -ENOMEM;
	memcpy(bigger + snapshot->length, data, length);
	snapshot->data = bigger;
	snapshot->length += length;
	return 0;
}

static int take(const struct nlmsghdr *header, void *data)
{
	const struct genlmsghdr *generic = mnl_nlmsg_get_payload(header);
	struct gathering *gathering = data;
	const struct nlattr *attr;
	int error;

	gathering->snapshot->messages++;
	error = append(gathering->snapshot, generic, sizeof(*generic));
	mnl_attr_for_each(attr, header, sizeof(*generic)) {
		if (error)
			break;
		if (!(gathering->part->left_out & BIT(mnl_attr_get_type(attr))))
			error = append(gathering->snapshot, attr, MNL_ALIGN(attr->nla_len));
	}
	return error;
}

static void forget(void *data)
{
	struct gathering *gathering = data;

	gathering->snapshot->length = gathering->begin;
	gathering->snapshot->messages = gathering->first;
}

int snapshot_take(struct flow_netlink *flow, uint32_t sw, struct snapshot *snapshot)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct gathering gathering = { .snapshot = snapshot };
	const struct flow_netlink_dump to = { take, &gathering, forget, &gathering };
	size_t i;
	int error;

	memset(snapshot, 0, sizeof(*snapshot));
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		gathering.part = &parts[i];
		gathering.begin = snapshot->length;
		gathering.first = snapshot->messages;
		flow_message_start(&message, parts[i].command, 0);
		if (parts[i].command != FLOWDP_CMD_SWITCH_GET)
			flow_message_put_u32(&message, 1, sw);
		error = flow_netlink_dump(flow, &message, &to);
		if (error)
			return error;
	}
	return 0;
}

void snapshot_clear(struct snapshot *snapshot)
{
	free(snapshot->data);
	memset(snapshot, 0, sizeof(*snapshot));
}

bool snapshot_same(const struct snapshot *before, const struct snapshot *after)
{
	size_t i, shorter = before->length < after->length ? before->length : after->length;

	if (before->length == after->length && !memcmp(before->data, after->data, shorter))
		return true;
	for (i = 0; i < shorter && before->data[i] == after->data[i]; i++)
		;
	fprintf(stderr, "# state differs at byte %zu: %zu bytes in %zu messages before, %zu in %zu after\n",
	       i, before->length, before->messages, after->length, after->messages);
	return false;
}
