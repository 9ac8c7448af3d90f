// SPDX-License-Identifier: GPL-2.0-or-later
#include "transaction.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdbool.h>
#include <stdlib.h>

#define CHUNK_BYTES	(200U << 10)

struct flow_transaction {
	uint32_t switch_ifindex;
	struct flow_message operations;	/* the operations, as attributes behind a header */
	size_t *offsets;		/* where in it each starts */
	size_t count;
	size_t capacity;
};

static void start(struct flow_message *message, uint32_t switch_ifindex)
{
	flow_message_start(message, FLOWDP_CMD_TRANSACTION, 0);
	flow_message_put_u32(message, FLOWDP_A_TRANSACTION_SWITCH, switch_ifindex);
}

struct flow_transaction *flow_transaction_new(uint32_t switch_ifindex)
{
	struct flow_transaction *transaction = calloc(1, sizeof(*transaction));

	if (!transaction)
		return NULL;
	transaction->switch_ifindex = switch_ifindex;
	flow_transaction_reset(transaction);
	if (flow_message_error(&transaction->operations)) {
		free(transaction);
		return NULL;
	}
	return transaction;
}

void flow_transaction_free(struct flow_transaction *transaction)
{
	if (!transaction)
		return;
	flow_message_clear(&transaction->operations);
	free(transaction->offsets);
	free(transaction);
}

void flow_transaction_reset(struct flow_transaction *transaction)
{
	transaction->count = 0;
	start(&transaction->operations, transaction->switch_ifindex);
}

size_t flow_transaction_count(const struct flow_transaction *transaction)
{
	return transaction->count;
}

static int reserve(struct flow_transaction *transaction)
{
	size_t capacity = transaction->capacity ? 2 * transaction->capacity : 64;
	size_t *offsets;

	if (transaction->count < transaction->capacity)
		return 0;
	offsets = reallocarray(transaction->offsets, capacity, sizeof(*offsets));
	if (!offsets)
		return -ENOMEM;
	transaction->offsets = offsets;
	transaction->capacity = capacity;
	return 0;
}

/* An operation being appended: the nested attributes that are open. */
struct operation {
	size_t whole;
	size_t attributes;
};

static struct operation open_operation(struct flow_transaction *transaction, uint8_t command,
				       uint16_t flags)
{
	struct flow_message *message = &transaction->operations;
	struct operation operation;

	operation.whole = flow_message_nest(message, FLOWDP_A_TRANSACTION_OPERATION);
	flow_message_put_u8(message, FLOWDP_A_OPERATION_COMMAND, command);
	if (flags)
		flow_message_put_u16(message, FLOWDP_A_OPERATION_FLAGS, flags);
	operation.attributes = flow_message_nest(message, FLOWDP_A_OPERATION_ATTRS);
	return operation;
}

/* Ends it; an operation that failed is taken off again. */
static int close_operation(struct flow_transaction *transaction, struct operation operation)
{
	struct flow_message *message = &transaction->operations;
	int error;

	flow_message_nest_end(message, operation.attributes);
	flow_message_nest_end(message, operation.whole);
	error = flow_message_error(message);
	if (!error)
		error = reserve(transaction);
	if (error) {
		flow_message_truncate(message, operation.whole);
		return error;
	}
	transaction->offsets[transaction->count++] = operation.whole;
	return 0;
}

int flow_transaction_entry_new(struct flow_transaction *transaction,
			       const struct flow_entry *object, uint16_t flags)
{
	struct operation operation = open_operation(transaction, FLOWDP_CMD_FLOW_NEW, flags);

	flow_entry_put(&transaction->operations, object);
	return close_operation(transaction, operation);
}

int flow_transaction_entry_delete(struct flow_transaction *transaction,
				  const struct flow_identity *identity)
{
	struct operation operation = open_operation(transaction, FLOWDP_CMD_FLOW_DEL, 0);

	flow_entry_put_identity(&transaction->operations, identity);
	return close_operation(transaction, operation);
}

int flow_transaction_entry_delete_matching(struct flow_transaction *transaction,
					   const struct flow_filter *filter)
{
	struct operation operation = open_operation(transaction, FLOWDP_CMD_FLOW_DEL, 0);

	flow_entry_put_filter(&transaction->operations, filter);
	return close_operation(transaction, operation);
}

int flow_transaction_group_new(struct flow_transaction *transaction,
			       const struct flow_group *object)
{
	struct operation operation = open_operation(transaction, FLOWDP_CMD_GROUP_NEW, 0);

	flow_group_put(&transaction->operations, object);
	return close_operation(transaction, operation);
}

int flow_transaction_group_set(struct flow_transaction *transaction,
			       const struct flow_group *object)
{
	struct operation operation = open_operation(transaction, FLOWDP_CMD_GROUP_SET, 0);

	flow_group_put(&transaction->operations, object);
	return close_operation(transaction, operation);
}

int flow_transaction_group_delete(struct flow_transaction *transaction, uint32_t id)
{
	struct operation operation = open_operation(transaction, FLOWDP_CMD_GROUP_DEL, 0);

	flow_message_put_u32(&transaction->operations, FLOWDP_A_GROUP_ID, id);
	return close_operation(transaction, operation);
}

int flow_transaction_table_set(struct flow_transaction *transaction,
			       const struct flow_table *object)
{
	struct operation operation = open_operation(transaction, FLOWDP_CMD_TABLE_SET, 0);

	flow_table_put(&transaction->operations, object);
	return close_operation(transaction, operation);
}

int flow_transaction_port_set(struct flow_transaction *transaction,
			      const struct flow_port *object)
{
	struct operation operation = open_operation(transaction, FLOWDP_CMD_PORT_SET, 0);

	flow_port_put(&transaction->operations, object);
	return close_operation(transaction, operation);
}

/* Where the operation behind the last starts. */
static size_t end_offset(const struct flow_transaction *transaction, size_t index)
{
	if (index < transaction->count)
		return transaction->offsets[index];
	return flow_message_length(&transaction->operations);
}

/* The operations from @first on that go into one message: up to the returned one. */
static size_t chunk_end(const struct flow_transaction *transaction, size_t first,
			unsigned int flags)
{
	size_t start_offset = end_offset(transaction, first), end;

	if (!(flags & FLOW_TRANSACTION_SPLIT))
		return transaction->count;
	for (end = first + 1; end < transaction->count; end++)
		if (end_offset(transaction, end + 1) - start_offset > CHUNK_BYTES)
			break;
	return end;
}

size_t flow_transaction_find(const struct flow_transaction *transaction, size_t first,
			     uint32_t error_offset)
{
	size_t offset = error_offset + end_offset(transaction, first), header, i;

	header = NLMSG_HDRLEN + GENL_HDRLEN + MNL_ATTR_HDRLEN + sizeof(uint32_t);
	if (error_offset < header)
		return SIZE_MAX;
	offset -= header;
	for (i = first; i < transaction->count; i++)
		if (offset < end_offset(transaction, i + 1))
			return i;
	return SIZE_MAX;
}

size_t flow_transaction_message(const struct flow_transaction *transaction, size_t first,
				unsigned int flags, struct flow_message *message)
{
	size_t end = chunk_end(transaction, first, flags);
	size_t offset = end_offset(transaction, first);

	start(message, transaction->switch_ifindex);
	flow_message_put_raw(message, transaction->operations.data + offset,
			     end_offset(transaction, end) - offset);
	return end;
}

int flow_transaction_commit(const struct flow_transaction *transaction,
			    struct flow_netlink *netlink, unsigned int flags, size_t *failed)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	size_t first, end;
	int error;

	for (first = 0; first < transaction->count; first = end) {
		end = flow_transaction_message(transaction, first, flags, &message);
		error = flow_netlink_request(netlink, &message, NULL, NULL);
		if (!error)
			continue;
		if (failed)
			*failed = flow_transaction_find(transaction, first,
							flow_netlink_error_offset(netlink));
		return error;
	}
	return 0;
}
