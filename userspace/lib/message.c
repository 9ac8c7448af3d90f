// SPDX-License-Identifier: GPL-2.0-or-later
#include "message.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/flowdp.h>
#include <linux/genetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY_MIN	1024

void flow_message_clear(struct flow_message *message)
{
	free(message->data);
	*message = (struct flow_message)FLOW_MESSAGE_INIT;
}

static void fail(struct flow_message *message, int error)
{
	if (!message->error)
		message->error = error;
}

/* Makes room for @length more bytes behind the @used ones. */
static bool reserve(struct flow_message *message, size_t used, size_t length)
{
	size_t capacity = message->capacity ? message->capacity : CAPACITY_MIN;
	char *data;

	if (message->error)
		return false;
	while (capacity < used + length)
		capacity *= 2;
	if (capacity > UINT32_MAX) {
		fail(message, -EMSGSIZE);
		return false;
	}
	if (capacity == message->capacity)
		return true;
	data = realloc(message->data, capacity);
	if (!data) {
		fail(message, -ENOMEM);
		return false;
	}
	message->data = data;
	message->capacity = capacity;
	return true;
}

void *flow_message_start_raw(struct flow_message *message, uint16_t type, uint16_t flags,
			     size_t size)
{
	struct nlmsghdr *header;

	message->error = 0;
	if (!reserve(message, 0, NLMSG_HDRLEN + MNL_ALIGN(size)))
		return NULL;
	header = mnl_nlmsg_put_header(message->data);
	header->nlmsg_type = type;
	header->nlmsg_flags = flags | NLM_F_REQUEST;
	return mnl_nlmsg_put_extra_header(header, size);
}

void flow_message_start(struct flow_message *message, uint8_t command, uint16_t flags)
{
	struct genlmsghdr *generic;

	generic = flow_message_start_raw(message, 0, flags, sizeof(*generic));
	if (!generic)
		return;
	generic->cmd = command;
	generic->version = FLOWDP_GENL_VERSION;
}

int flow_message_error(const struct flow_message *message)
{
	return message->error;
}

struct nlmsghdr *flow_message_header(const struct flow_message *message)
{
	return (struct nlmsghdr *)message->data;
}

size_t flow_message_length(const struct flow_message *message)
{
	return message->data ? flow_message_header(message)->nlmsg_len : 0;
}

void flow_message_truncate(struct flow_message *message, size_t length)
{
	flow_message_header(message)->nlmsg_len = length;
	message->error = 0;
}

void flow_message_put(struct flow_message *message, uint16_t type, const void *data, size_t length)
{
	size_t used = flow_message_length(message);

	if (length > UINT16_MAX - MNL_ATTR_HDRLEN) {
		fail(message, -EMSGSIZE);
		return;
	}
	if (!reserve(message, used, MNL_ATTR_HDRLEN + MNL_ALIGN(length)))
		return;
	/* libmnl leaves the padding as it was. */
	memset(message->data + used, 0, MNL_ATTR_HDRLEN + MNL_ALIGN(length));
	mnl_attr_put(flow_message_header(message), type, length, data);
}

void flow_message_put_u8(struct flow_message *message, uint16_t type, uint8_t value)
{
	flow_message_put(message, type, &value, sizeof(value));
}

void flow_message_put_u16(struct flow_message *message, uint16_t type, uint16_t value)
{
	flow_message_put(message, type, &value, sizeof(value));
}

void flow_message_put_u32(struct flow_message *message, uint16_t type, uint32_t value)
{
	flow_message_put(message, type, &value, sizeof(value));
}

void flow_message_put_u64(struct flow_message *message, uint16_t type, uint64_t value)
{
	flow_message_put(message, type, &value, sizeof(value));
}

void flow_message_put_string(struct flow_message *message, uint16_t type, const char *value)
{
	flow_message_put(message, type, value, strlen(value) + 1);
}

void flow_message_put_flag(struct flow_message *message, uint16_t type)
{
	flow_message_put(message, type, "", 0);
}

void flow_message_put_raw(struct flow_message *message, const void *attributes, size_t length)
{
	size_t used = flow_message_length(message);

	if (!length || !reserve(message, used, MNL_ALIGN(length)))
		return;
	memcpy(message->data + used, attributes, length);
	memset(message->data + used + length, 0, MNL_ALIGN(length) - length);
	flow_message_header(message)->nlmsg_len += MNL_ALIGN(length);
}

size_t flow_message_nest(struct flow_message *message, uint16_t type)
{
	size_t nest = flow_message_length(message);

	flow_message_put(message, NLA_F_NESTED | type, "", 0);
	return nest;
}

void flow_message_nest_end(struct flow_message *message, size_t nest)
{
	struct nlattr *attribute;
	size_t length;

	if (message->error)
		return;
	length = flow_message_length(message) - nest;
	if (length > UINT16_MAX) {
		fail(message, -EMSGSIZE);
		return;
	}
	attribute = (struct nlattr *)(message->data + nest);
	attribute->nla_len = length;
}

int flow_message_parse(const void *attributes, size_t length, const struct nlattr **table,
		       uint16_t max)
{
	const struct nlattr *attribute = attributes;
	const char *end = (const char *)attributes + length;

	memset(table, 0, (max + 1) * sizeof(*table));
	while ((const char *)attribute < end) {
		if (!mnl_attr_ok(attribute, end - (const char *)attribute))
			return -EBADMSG;
		if (mnl_attr_get_type(attribute) <= max)
			table[mnl_attr_get_type(attribute)] = attribute;
		attribute = mnl_attr_next(attribute);
	}
	return 0;
}

int flow_message_parse_nested(const struct nlattr *nest, const struct nlattr **table, uint16_t max)
{
	return flow_message_parse(mnl_attr_get_payload(nest), mnl_attr_get_payload_len(nest), table,
				  max);
}

int flow_message_parse_generic(const struct nlmsghdr *header, const struct nlattr **table,
			       uint16_t max)
{
	size_t length = mnl_nlmsg_get_payload_len(header);

	if (length < GENL_HDRLEN)
		return -EBADMSG;
	return flow_message_parse(mnl_nlmsg_get_payload_offset(header, GENL_HDRLEN),
				  length - GENL_HDRLEN, table, max);
}

int flow_message_get(const struct nlattr *attribute, void *value, size_t size)
{
	if (mnl_attr_get_payload_len(attribute) != size)
		return -EBADMSG;
	memcpy(value, mnl_attr_get_payload(attribute), size);
	return 0;
}
