// SPDX-License-Identifier: GPL-2.0-or-later
#include "attribute.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <string.h>

static void put(struct flow_message *message, const struct flow_attribute *row, const void *member)
{
	if (row->string)
		flow_message_put_string(message, row->type, member);
	else
		flow_message_put(message, row->type, member, row->size);
}

void flow_attribute_put(struct flow_message *message, const struct flow_attribute *rows,
			const void *object, uint32_t present)
{
	const struct flow_attribute *row;

	for (row = rows; row->type; row++)
		if (!row->reply && present & (1U << row->type))
			put(message, row, (const char *)object + row->offset);
}

static int get(const struct nlattr *attribute, const struct flow_attribute *row, char *member)
{
	const char *text = mnl_attr_get_str(attribute);
	size_t length;

	if (!row->string)
		return flow_message_get(attribute, member, row->size);
	length = strnlen(text, mnl_attr_get_payload_len(attribute));
	if (length >= row->size)
		return -EBADMSG;
	memcpy(member, text, length);
	member[length] = '\0';
	return 0;
}

int flow_attribute_get(const struct nlattr *const *table, const struct flow_attribute *rows,
		       void *object, uint32_t *present)
{
	const struct flow_attribute *row;
	int error;

	for (row = rows; row->type; row++) {
		if (!table[row->type])
			continue;
		error = get(table[row->type], row, (char *)object + row->offset);
		if (error)
			return error;
		*present |= 1U << row->type;
	}
	return 0;
}
