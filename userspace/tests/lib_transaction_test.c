// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib_testing.h"

#include <linux/genetlink.h>
#include "transaction.h"

#define FLOWS		100000
#define CHUNK_BYTES	(200U << 10)
#define PREFIX		28	/* nlmsghdr, genlmsghdr, the switch's attribute */

static struct flow_entry host_entry(uint32_t number)
{
	struct flow_entry entry = { .identity = { .table = 2, .priority = 1 }, .cookie = 7 };
	uint8_t mac[6] = { 2, 0, number >> 24, number >> 16, number >> 8, number };

	flow_match_set_number(&entry.identity.match, FLOWDP_A_FIELD_VID, 10);
	flow_match_set_bytes(&entry.identity.match, FLOWDP_A_FIELD_ETH_DST, mac);
	flow_actions_output(&entry.actions, number % FLOWDP_PORTS_MAX);
	return entry;
}

static struct flow_transaction *many_flows(void)
{
	struct flow_transaction *transaction = flow_transaction_new(3);
	uint32_t i;

	for (i = 0; i < FLOWS; i++) {
		struct flow_entry entry = host_entry(i);

		assert_int_equal(flow_transaction_entry_new(transaction, &entry, NLM_F_CREATE), 0);
	}
	return transaction;
}

/* How many operations a message holds, each checked for its form. */
static size_t count_operations(const struct flow_message *message)
{
	const char *at = message->data + PREFIX, *end = message->data + flow_message_length(message);
	const struct nlattr *table[FLOWDP_A_OPERATION_MAX + 1];
	size_t count = 0;

	for (; at < end; count++) {
		const struct nlattr *attribute = (const struct nlattr *)at;

		assert_int_equal(attribute->nla_type,
				 NLA_F_NESTED | FLOWDP_A_TRANSACTION_OPERATION);
		assert_int_equal(flow_message_parse_nested(attribute, table,
							   FLOWDP_A_OPERATION_MAX), 0);
		assert_non_null(table[FLOWDP_A_OPERATION_COMMAND]);
		assert_non_null(table[FLOWDP_A_OPERATION_ATTRS]);
		at += NLMSG_ALIGN(attribute->nla_len);
	}
	return count;
}

static void all_goes_into_one_message(void **state)
{
	struct flow_transaction *transaction = many_flows();
	struct flow_message message = FLOW_MESSAGE_INIT;

	(void)state;
	assert_int_equal(flow_transaction_count(transaction), FLOWS);
	assert_int_equal(flow_transaction_message(transaction, 0, 0, &message), FLOWS);
	assert_int_equal(flow_message_error(&message), 0);
	assert_int_equal(count_operations(&message), FLOWS);
	flow_message_clear(&message);
	flow_transaction_free(transaction);
}

static void a_split_loses_nothing(void **state)
{
	struct flow_transaction *transaction = many_flows();
	struct flow_message message = FLOW_MESSAGE_INIT;
	size_t first, end, messages = 0;

	(void)state;
	for (first = 0; first < FLOWS; first = end, messages++) {
		end = flow_transaction_message(transaction, first, FLOW_TRANSACTION_SPLIT, &message);
		assert_true(end > first);
		assert_true(flow_message_length(&message) <= CHUNK_BYTES + PREFIX);
		assert_int_equal(count_operations(&message), end - first);
	}
	assert_true(messages > 10 && messages < 200);
	flow_message_clear(&message);
	flow_transaction_free(transaction);
}

static void the_failed_operation_is_found(void **state)
{
	struct flow_transaction *transaction = many_flows();
	struct flow_message message = FLOW_MESSAGE_INIT;
	size_t first = 500, end, size;
	uint32_t offset = PREFIX;

	(void)state;
	end = flow_transaction_message(transaction, first, FLOW_TRANSACTION_SPLIT, &message);
	size = (flow_message_length(&message) - PREFIX) / (end - first);
	assert_int_equal(flow_transaction_find(transaction, first, offset), 500);
	assert_int_equal(flow_transaction_find(transaction, first, offset + size - 1), 500);
	assert_int_equal(flow_transaction_find(transaction, first, offset + size), 501);
	assert_int_equal(flow_transaction_find(transaction, first, offset + 100 * size + 8), 600);
	assert_true(flow_transaction_find(transaction, first, 0) == SIZE_MAX);
	assert_true(flow_transaction_find(transaction, first, UINT32_MAX) == SIZE_MAX);
	flow_message_clear(&message);
	flow_transaction_free(transaction);
}

static void every_operation_has_its_command(void **state)
{
	static const uint8_t commands[] = { FLOWDP_CMD_FLOW_NEW, FLOWDP_CMD_FLOW_DEL,
		FLOWDP_CMD_FLOW_DEL, FLOWDP_CMD_GROUP_NEW, FLOWDP_CMD_GROUP_SET,
		FLOWDP_CMD_GROUP_DEL, FLOWDP_CMD_TABLE_SET, FLOWDP_CMD_PORT_SET };
	struct flow_transaction *transaction = flow_transaction_new(3);
	const struct nlattr *table[FLOWDP_A_OPERATION_MAX + 1];
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_filter filter = { .has_table = true };
	struct flow_entry entry = host_entry(1);
	struct flow_group group = { .id = 1 };
	struct flow_table object = { .id = 1 };
	struct flow_port port = { .present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX), .ifindex = 4 };
	const char *at;
	uint8_t command;
	size_t i;

	(void)state;
	assert_int_equal(flow_transaction_entry_new(transaction, &entry, 0), 0);
	assert_int_equal(flow_transaction_entry_delete(transaction, &entry.identity), 0);
	assert_int_equal(flow_transaction_entry_delete_matching(transaction, &filter), 0);
	assert_int_equal(flow_transaction_group_new(transaction, &group), 0);
	assert_int_equal(flow_transaction_group_set(transaction, &group), 0);
	assert_int_equal(flow_transaction_group_delete(transaction, 1), 0);
	assert_int_equal(flow_transaction_table_set(transaction, &object), 0);
	assert_int_equal(flow_transaction_port_set(transaction, &port), 0);
	assert_int_equal(flow_transaction_message(transaction, 0, 0, &message), 8);
	assert_int_equal(count_operations(&message), 8);
	for (at = message.data + PREFIX, i = 0; i < 8; i++) {
		const struct nlattr *attribute = (const struct nlattr *)at;

		flow_message_parse_nested(attribute, table, FLOWDP_A_OPERATION_MAX);
		flow_message_get(table[FLOWDP_A_OPERATION_COMMAND], &command, 1);
		assert_int_equal(command, commands[i]);
		at += NLMSG_ALIGN(attribute->nla_len);
	}
	flow_message_clear(&message);
	flow_transaction_free(transaction);
}

static void an_operation_that_is_too_long_leaves_no_trace(void **state)
{
	struct flow_transaction *transaction = flow_transaction_new(3);
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_entry entry = host_entry(1);
	struct flow_actions actions = { 0 };
	struct flow_group group = { .id = 1 };
	unsigned int i;

	(void)state;
	flow_actions_output(&actions, 1);
	for (i = 0; i < FLOWDP_BUCKETS_MAX; i++)
		assert_int_equal(flow_group_add_bucket(&group, &actions), 0);
	assert_int_equal(flow_group_add_bucket(&group, &actions), -ENOSPC);
	assert_int_equal(flow_transaction_entry_new(transaction, &entry, 0), 0);
	assert_int_equal(flow_transaction_group_new(transaction, &group), -EMSGSIZE);
	assert_int_equal(flow_transaction_entry_delete(transaction, &entry.identity), 0);
	assert_int_equal(flow_transaction_count(transaction), 2);
	flow_transaction_message(transaction, 0, 0, &message);
	assert_int_equal(count_operations(&message), 2);
	flow_transaction_reset(transaction);
	assert_int_equal(flow_transaction_count(transaction), 0);
	flow_message_clear(&message);
	flow_group_clear(&group);
	flow_transaction_free(transaction);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_goes_into_one_message),
		cmocka_unit_test(a_split_loses_nothing),
		cmocka_unit_test(the_failed_operation_is_found),
		cmocka_unit_test(every_operation_has_its_command),
		cmocka_unit_test(an_operation_that_is_too_long_leaves_no_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
