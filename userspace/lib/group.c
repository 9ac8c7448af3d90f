// SPDX-License-Identifier: GPL-2.0-or-later
#include "group.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>
#include "array.h"
#include "attribute.h"

static const struct flow_attribute attributes[] = {
	{ FLOW_ATTRIBUTE(FLOWDP_A_GROUP_SWITCH, struct flow_group, switch_ifindex) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_GROUP_ID, struct flow_group, id) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_GROUP_KIND, struct flow_group, kind) },
	{ FLOW_ATTRIBUTE(FLOWDP_A_GROUP_PACKETS, struct flow_group, packets), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_GROUP_BYTES, struct flow_group, bytes), .reply = true },
	{ FLOW_ATTRIBUTE(FLOWDP_A_GROUP_FLOWS, struct flow_group, flows), .reply = true },
	{ 0 }
};

int flow_group_add_bucket(struct flow_group *group, const struct flow_actions *actions)
{
	size_t size = actions->count * sizeof(*actions->list);
	struct flow_bucket bucket = { .count = actions->count };
	int error;

	if (group->bucket_count == FLOWDP_BUCKETS_MAX)
		return -ENOSPC;
	error = flow_array_grow(&group->buckets, group->bucket_count, sizeof(bucket));
	if (error)
		return error;
	bucket.list = malloc(size ? size : 1);
	if (!bucket.list)
		return -ENOMEM;
	memcpy(bucket.list, actions->list, size);
	group->buckets[group->bucket_count++] = bucket;
	return 0;
}

void flow_group_clear(struct flow_group *group)
{
	unsigned int i;

	for (i = 0; i < group->bucket_count; i++)
		free(group->buckets[i].list);
	free(group->buckets);
	group->buckets = NULL;
	group->bucket_count = 0;
}

void flow_group_put(struct flow_message *message, const struct flow_group *object)
{
	unsigned int i;
	size_t nest;

	flow_message_put_u32(message, FLOWDP_A_GROUP_ID, object->id);
	flow_message_put_u8(message, FLOWDP_A_GROUP_KIND, object->kind);
	for (i = 0; i < object->bucket_count; i++) {
		nest = flow_message_nest(message, FLOWDP_A_GROUP_BUCKET);
		flow_actions_put(message, FLOWDP_A_BUCKET_ACTIONS, object->buckets[i].list,
				 object->buckets[i].count);
		flow_message_nest_end(message, nest);
	}
}

static int parse_bucket(const struct nlattr *nest, struct flow_group *object)
{
	const struct nlattr *table[FLOWDP_A_BUCKET_MAX + 1];
	struct flow_actions actions = { 0 };
	int error;

	error = flow_message_parse_nested(nest, table, FLOWDP_A_BUCKET_MAX);
	if (!error && table[FLOWDP_A_BUCKET_ACTIONS])
		error = flow_actions_get(table[FLOWDP_A_BUCKET_ACTIONS], &actions);
	return error ? error : flow_group_add_bucket(object, &actions);
}

static int parse_buckets(const struct nlmsghdr *header, struct flow_group *object)
{
	const struct nlattr *attribute;
	int error;

	mnl_attr_for_each(attribute, header, MNL_ALIGN(sizeof(struct genlmsghdr))) {
		if (mnl_attr_get_type(attribute) != FLOWDP_A_GROUP_BUCKET)
			continue;
		error = parse_bucket(attribute, object);
		if (error)
			return error;
	}
	return 0;
}

int flow_group_parse(const struct nlmsghdr *header, struct flow_group *object)
{
	const struct nlattr *table[FLOWDP_A_GROUP_MAX + 1];
	struct flow_group parsed = { 0 };
	uint32_t present = 0;
	int error;

	error = flow_message_parse_generic(header, table, FLOWDP_A_GROUP_MAX);
	if (!error)
		error = flow_attribute_get(table, attributes, &parsed, &present);
	if (!error)
		error = parse_buckets(header, &parsed);
	if (error)
		flow_group_clear(&parsed);
	else
		*object = parsed;
	return error;
}

static int change(struct flow_netlink *netlink, uint8_t command, const struct flow_group *object)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, command, 0);
	flow_message_put_u32(&message, FLOWDP_A_GROUP_SWITCH, object->switch_ifindex);
	flow_group_put(&message, object);
	return flow_netlink_request(netlink, &message, NULL, NULL);
}

int flow_group_new(struct flow_netlink *netlink, const struct flow_group *object)
{
	return change(netlink, FLOWDP_CMD_GROUP_NEW, object);
}

int flow_group_set(struct flow_netlink *netlink, const struct flow_group *object)
{
	return change(netlink, FLOWDP_CMD_GROUP_SET, object);
}

int flow_group_delete(struct flow_netlink *netlink, uint32_t switch_ifindex, uint32_t id)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_GROUP_DEL, 0);
	flow_message_put_u32(&message, FLOWDP_A_GROUP_SWITCH, switch_ifindex);
	flow_message_put_u32(&message, FLOWDP_A_GROUP_ID, id);
	return flow_netlink_request(netlink, &message, NULL, NULL);
}

struct dump {
	flow_group_fn *item;
	void *data;
};

static int take_item(const struct nlmsghdr *header, void *data)
{
	const struct dump *dump = data;
	struct flow_group object;
	int error;

	error = flow_group_parse(header, &object);
	if (error)
		return error;
	error = dump->item(&object, dump->data);
	flow_group_clear(&object);
	return error;
}

int flow_group_dump(struct flow_netlink *netlink, uint32_t switch_ifindex, flow_group_fn *item,
		    flow_netlink_restart_fn *restart, void *data)
{
	struct dump dump = { .item = item, .data = data };
	struct flow_netlink_dump to = { take_item, &dump, restart, data };
	struct flow_message message = FLOW_MESSAGE_INIT;

	flow_message_start(&message, FLOWDP_CMD_GROUP_GET, 0);
	flow_message_put_u32(&message, FLOWDP_A_GROUP_SWITCH, switch_ifindex);
	return flow_netlink_dump(netlink, &message, &to);
}
