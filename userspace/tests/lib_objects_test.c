// SPDX-License-Identifier: GPL-2.0-or-later
/* Objects of the kernel's interface through netlink messages, without a kernel. */
#include "lib_testing.h"

#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include "ack.h"
#include "entry.h"
#include "event.h"
#include "group.h"
#include "link.h"
#include "port.h"
#include "switch.h"
#include "table.h"
#include "trace.h"
#include "upcall.h"

static void messages_grow(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	const struct nlattr *table[2];
	char bytes[5000];
	unsigned int i;

	(void)state;
	memset(bytes, 7, sizeof(bytes));
	flow_message_start(&message, 1, 0);
	for (i = 0; i < 1000; i++)
		flow_message_put(&message, 1, bytes, sizeof(bytes));
	assert_int_equal(flow_message_error(&message), 0);
	assert_int_equal(flow_message_length(&message), 20 + 1000 * 5004);
	assert_int_equal(flow_message_parse_generic(flow_message_header(&message), table, 1), 0);
	assert_int_equal(flow_message_get(table[1], bytes, sizeof(bytes)), 0);
	assert_int_equal(flow_message_get(table[1], bytes, sizeof(bytes) - 1), -EBADMSG);
	flow_message_clear(&message);
}

static void an_attribute_that_is_too_long_fails_the_message(void **state)
{
	static const char bytes[65536];
	struct flow_message message = FLOW_MESSAGE_INIT;
	size_t nest, length;

	(void)state;
	flow_message_start(&message, 1, 0);
	length = flow_message_length(&message);
	flow_message_put(&message, 1, bytes, sizeof(bytes));
	assert_int_equal(flow_message_error(&message), -EMSGSIZE);
	flow_message_put_u8(&message, 1, 0);
	assert_int_equal(flow_message_length(&message), length);
	flow_message_start(&message, 1, 0);
	nest = flow_message_nest(&message, 1);
	flow_message_put(&message, 1, bytes, 40000);
	flow_message_put(&message, 1, bytes, 40000);
	assert_int_equal(flow_message_error(&message), 0);
	flow_message_nest_end(&message, nest);
	assert_int_equal(flow_message_error(&message), -EMSGSIZE);
	flow_message_clear(&message);
}

static void attributes_that_are_cut_short_are_refused(void **state)
{
	const uint8_t attributes[] = { 8, 0, 1, 0, 1, 2 };
	const struct nlattr *table[2];

	(void)state;
	assert_int_equal(flow_message_parse(attributes, sizeof(attributes), table, 1), -EBADMSG);
	assert_int_equal(flow_message_parse(attributes, 3, table, 1), -EBADMSG);
	assert_int_equal(flow_message_parse(attributes, 0, table, 1), 0);
	assert_null(table[1]);
}

static void switch_settings_and_replies(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_switch object = {
		.present = FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FAIL_MODE) |
			   FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FLOWS), /* only in replies: left out */
		.ifindex = 4, .fail_mode = FLOWDP_FAIL_DROP, .flows = 5, .flows_max = 6,
	}, again;

	(void)state;
	flow_message_start(&message, FLOWDP_CMD_SWITCH_SET, 0);
	flow_switch_put(&message, &object);
	flow_message_put_string(&message, FLOWDP_A_SWITCH_NAME, "sw0");
	flow_message_put_u64(&message, FLOWDP_A_SWITCH_CACHE_HITS, 1ULL << 40);
	assert_int_equal(flow_switch_parse(flow_message_header(&message), &again), 0);
	assert_int_equal(again.present, FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_IFINDEX) |
			 FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FAIL_MODE) |
			 FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_NAME) |
			 FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_CACHE_HITS));
	assert_int_equal(again.ifindex, 4);
	assert_int_equal(again.fail_mode, FLOWDP_FAIL_DROP);
	assert_string_equal(again.name, "sw0");
	assert_true(again.cache_hits == 1ULL << 40);
	flow_message_clear(&message);
}

static void a_name_that_is_too_long_is_refused(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_switch object = { .ifindex = 77 };

	(void)state;
	flow_message_start(&message, FLOWDP_CMD_SWITCH_GET, 0);
	flow_message_put_string(&message, FLOWDP_A_SWITCH_NAME, "0123456789abcdef");
	assert_int_equal(flow_switch_parse(flow_message_header(&message), &object), -EBADMSG);
	assert_int_equal(object.ifindex, 77);
	flow_message_clear(&message);
}

static void put_drop(struct flow_message *message, uint32_t reason, const char *name, uint64_t rx)
{
	size_t nest = flow_message_nest(message, FLOWDP_A_PORT_DROPS);

	flow_message_put_u32(message, FLOWDP_A_DROP_REASON, reason);
	flow_message_put_string(message, FLOWDP_A_DROP_NAME, name);
	flow_message_put_u64(message, FLOWDP_A_DROP_RX_PACKETS, rx);
	flow_message_nest_end(message, nest);
}

static void port_settings_and_replies(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_port object = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_VLAN_MODE) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_VLANS) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_TRANSLATIONS),
		.translations = { 2, { { 5, 6 }, { 7, 8 } } },
		.ifindex = 9, .vlan_mode = FLOWDP_VLAN_MODE_TRUNK, .vlans = { 0x04 },
	}, again;
	size_t nest;

	(void)state;
	flow_message_start(&message, FLOWDP_CMD_PORT_GET, 0);
	flow_port_put(&message, &object);
	nest = flow_message_nest(&message, FLOWDP_A_PORT_STATS);
	flow_message_put_u64(&message, FLOWDP_A_STATS_RX_PACKETS, 1000);
	flow_message_put_u64(&message, FLOWDP_A_STATS_UPCALLS_UNBOUND, 3);
	flow_message_nest_end(&message, nest);
	put_drop(&message, FLOWDP_DROP_POLICY, "policy", 10);
	put_drop(&message, 999, "from-the-future", 20);
	assert_int_equal(flow_port_parse(flow_message_header(&message), &again), 0);
	assert_int_equal(again.ifindex, 9);
	assert_int_equal(again.vlans[0], 4);
	assert_true(flow_translations_same(&again.translations, &object.translations));
	assert_false(again.present & FLOW_PORT_BIT(FLOWDP_A_PORT_PVID));
	assert_int_equal(again.stats.rx_packets, 1000);
	assert_int_equal(again.stats.upcalls_unbound, 3);
	assert_int_equal(again.drops_count, 2);
	assert_string_equal(again.drops[1].name, "from-the-future");
	assert_int_equal(again.drops[1].rx_packets, 20);
	flow_message_clear(&message);
}

static void translations_that_are_no_pairs_are_refused(void **state)
{
	static const uint16_t vids[2 * FLOWDP_TRANSLATIONS_MAX + 2];
	static const size_t lengths[] = { 2, 6, sizeof(vids) };
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_port port;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		flow_message_start(&message, FLOWDP_CMD_PORT_GET, 0);
		flow_message_put(&message, FLOWDP_A_PORT_TRANSLATIONS, vids, lengths[i]);
		assert_int_equal(flow_port_parse(flow_message_header(&message), &port), -EBADMSG);
	}
	flow_message_clear(&message);
}

static void more_drop_reasons_than_fit_are_refused(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_port port;
	unsigned int i;

	(void)state;
	flow_message_start(&message, FLOWDP_CMD_PORT_GET, 0);
	for (i = 0; i <= FLOW_PORT_DROPS_MAX; i++)
		put_drop(&message, i, "x", 1);
	assert_int_equal(flow_port_parse(flow_message_header(&message), &port), -EBADMSG);
	flow_message_clear(&message);
}

static void table_round_trip(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_table object = { .id = 3, .default_actions = testing_random_actions() }, again;

	(void)state;
	flow_message_start(&message, FLOWDP_CMD_TABLE_SET, 0);
	flow_table_put(&message, &object);
	assert_int_equal(flow_table_parse(flow_message_header(&message), &again), 0);
	assert_int_equal(again.id, 3);
	assert_true(flow_actions_equal(&object.default_actions, &again.default_actions));
	flow_message_clear(&message);
}

static void entry_round_trip(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	unsigned int round;

	(void)state;
	for (round = 0; round < 2000; round++) {
		struct flow_entry object = {
			.identity = { testing_below(16), testing_below(65536),
				      testing_random_match() },
			.actions = testing_random_actions(),
			.cookie = testing_below(2) ? testing_random() : 0,
			.idle_timeout = testing_below(3),
			.has_leader = testing_below(2),
		}, again;

		if (object.has_leader)
			object.leader = (struct flow_identity){ 1, 2, testing_random_match() };
		flow_message_start(&message, FLOWDP_CMD_FLOW_NEW, 0);
		flow_entry_put(&message, &object);
		assert_int_equal(flow_entry_parse(flow_message_header(&message), &again), 0);
		assert_int_equal(object.identity.table, again.identity.table);
		assert_int_equal(object.identity.priority, again.identity.priority);
		assert_true(flow_match_equal(&object.identity.match, &again.identity.match));
		assert_true(flow_actions_equal(&object.actions, &again.actions));
		assert_int_equal(object.cookie, again.cookie);
		assert_int_equal(object.idle_timeout, again.idle_timeout);
		assert_int_equal(object.has_leader, again.has_leader);
		assert_true(flow_match_equal(&object.leader.match, &again.leader.match));
		assert_true(again.idle_ms == FLOW_ENTRY_IDLE_NEVER);
	}
	flow_message_clear(&message);
}

static void group_round_trip(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_group object = { .id = 12 }, again;
	struct flow_actions actions;
	unsigned int i;

	(void)state;
	for (i = 0; i < 100; i++) {
		actions = testing_random_actions();
		assert_int_equal(flow_group_add_bucket(&object, &actions), 0);
	}
	flow_message_start(&message, FLOWDP_CMD_GROUP_NEW, 0);
	flow_group_put(&message, &object);
	assert_int_equal(flow_group_parse(flow_message_header(&message), &again), 0);
	assert_int_equal(again.id, 12);
	assert_int_equal(again.bucket_count, 100);
	for (i = 0; i < 100; i++)
		assert_int_equal(again.buckets[i].count, object.buckets[i].count);
	flow_group_clear(&object);
	flow_group_clear(&again);
	flow_message_clear(&message);
}

static int count_packets(const struct flow_upcall_packet *packet, void *data)
{
	unsigned int *count = data;

	assert_int_equal(packet->switch_ifindex, 5);
	assert_int_equal(packet->in_port, *count);
	assert_int_equal(packet->has_action, *count == 0);
	assert_int_equal(packet->data_length, 14);
	assert_int_equal(packet->data[0], *count);
	(*count)++;
	return 0;
}

static void put_packet(struct flow_message *message, uint32_t in_port, bool has_action)
{
	size_t nest = flow_message_nest(message, FLOWDP_A_UPCALL_PACKET);
	uint8_t data[14] = { in_port };

	flow_message_put_u32(message, FLOWDP_A_PACKET_IN_PORT, in_port);
	if (has_action)
		flow_message_put_u8(message, FLOWDP_A_PACKET_TABLE, 2);
	flow_message_put(message, FLOWDP_A_PACKET_DATA, data, sizeof(data));
	flow_message_nest_end(message, nest);
}

static void upcalls_carry_many_packets(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	unsigned int count = 0;

	(void)state;
	flow_message_start(&message, FLOWDP_CMD_UPCALL, 0);
	flow_message_put_u32(&message, FLOWDP_A_UPCALL_SWITCH, 5);
	put_packet(&message, 0, true);
	put_packet(&message, 1, false);
	assert_int_equal(flow_upcall_parse(flow_message_header(&message), count_packets, &count), 0);
	assert_int_equal(count, 2);
	flow_message_clear(&message);
}

static int count_steps(const struct flow_trace_step *step, void *data)
{
	unsigned int *count = data;

	if (*count == 0) {
		assert_int_equal(step->kind, FLOWDP_STEP_MATCH);
		assert_int_equal(step->table, 1);
		assert_true(step->present & FLOW_TRACE_BIT(FLOWDP_A_STEP_KEY));
		assert_false(step->present & FLOW_TRACE_BIT(FLOWDP_A_STEP_PORT));
		assert_true(flow_match_is(&step->match, FLOWDP_A_FIELD_VID, 10));
	} else {
		assert_int_equal(step->kind, FLOWDP_STEP_DROP);
		assert_string_equal(step->name, "policy");
	}
	(*count)++;
	return 0;
}

static void traces_have_steps(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_match match = { 0 };
	unsigned int count = 0;
	bool truncated;
	size_t nest;

	(void)state;
	flow_match_set_number(&match, FLOWDP_A_FIELD_VID, 10);
	flow_message_start(&message, FLOWDP_CMD_TRACE, 0);
	nest = flow_message_nest(&message, FLOWDP_A_TRACE_STEP);
	flow_message_put_u8(&message, FLOWDP_A_STEP_KIND, FLOWDP_STEP_MATCH);
	flow_message_put_u8(&message, FLOWDP_A_STEP_TABLE, 1);
	flow_match_put(&message, FLOWDP_A_STEP_KEY, FLOWDP_A_STEP_MASK, &match);
	flow_message_nest_end(&message, nest);
	nest = flow_message_nest(&message, FLOWDP_A_TRACE_STEP);
	flow_message_put_u8(&message, FLOWDP_A_STEP_KIND, FLOWDP_STEP_DROP);
	flow_message_put_string(&message, FLOWDP_A_STEP_NAME, "policy");
	flow_message_nest_end(&message, nest);
	flow_message_put_flag(&message, FLOWDP_A_TRACE_TRUNCATED);
	assert_int_equal(flow_trace_parse(flow_message_header(&message), count_steps, &count,
					  &truncated), 0);
	assert_int_equal(count, 2);
	assert_true(truncated);
	flow_message_clear(&message);
}

static void events_are_told_apart(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_event event;

	(void)state;
	flow_message_start(&message, FLOWDP_CMD_PORT_GONE, 0);
	flow_message_put_string(&message, FLOWDP_A_PORT_NAME, "tap0");
	assert_int_equal(flow_event_parse(flow_message_header(&message), &event), 0);
	assert_int_equal(event.command, FLOWDP_CMD_PORT_GONE);
	assert_string_equal(event.port.name, "tap0");
	flow_message_start(&message, FLOWDP_CMD_FLOW_REMOVED, 0);
	flow_message_put_u8(&message, FLOWDP_A_FLOW_REMOVED, FLOWDP_REMOVED_IDLE);
	assert_int_equal(flow_event_parse(flow_message_header(&message), &event), 0);
	assert_int_equal(event.entry.removed, FLOWDP_REMOVED_IDLE);
	flow_message_start(&message, FLOWDP_CMD_UPCALL, 0);
	assert_int_equal(flow_event_parse(flow_message_header(&message), &event), -ENOMSG);
	flow_message_clear(&message);
}

static void links_are_read(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct ifinfomsg *info;
	struct flow_link link;
	size_t nest;

	(void)state;
	info = flow_message_start_raw(&message, RTM_DELLINK, 0, sizeof(*info));
	info->ifi_index = 8;
	flow_message_put_string(&message, IFLA_IFNAME, "tap0");
	flow_message_put_u32(&message, IFLA_MASTER, 3);
	flow_message_put(&message, IFLA_ADDRESS, "\x52\x54\0\0\0\x01", 6);
	flow_message_put(&message, IFLA_PERM_ADDRESS, "\x52\x54\0\0\0\x02", 6);
	nest = flow_message_nest(&message, IFLA_LINKINFO);
	flow_message_put_string(&message, IFLA_INFO_KIND, "tun");
	flow_message_nest_end(&message, nest);
	assert_int_equal(flow_link_parse(flow_message_header(&message), &link), 0);
	assert_true(link.removed);
	assert_int_equal(link.ifindex, 8);
	assert_int_equal(link.master, 3);
	assert_int_equal(link.address[5], 1);
	assert_int_equal(link.permanent_address[5], 2);
	assert_string_equal(link.kind, "tun");
	assert_string_equal(link.alias, "");
	flow_message_start(&message, 1, 0);
	assert_int_equal(flow_link_parse(flow_message_header(&message), &link), -ENOMSG);
	flow_message_clear(&message);
}

/* A driver that is not in the kernel's tree may have any. */
static void the_kind_of_a_link_may_be_long(void **state)
{
	static const char kind[] = "a_kind_as_long_as_the_name_of_a_module_of_linux_may_be_";
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_link link;
	size_t nest;

	(void)state;
	assert_int_equal(sizeof(kind), 56);
	flow_message_start_raw(&message, RTM_NEWLINK, 0, sizeof(struct ifinfomsg));
	nest = flow_message_nest(&message, IFLA_LINKINFO);
	flow_message_put_string(&message, IFLA_INFO_KIND, kind);
	flow_message_nest_end(&message, nest);
	assert_int_equal(flow_link_parse(flow_message_header(&message), &link), 0);
	assert_string_equal(link.kind, kind);
	flow_message_clear(&message);
}

static void acknowledgements_carry_sentence_and_place(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct nlmsgerr *error;
	struct flow_ack ack;

	(void)state;
	error = flow_message_start_raw(&message, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS,
				       sizeof(*error));
	error->error = -EINVAL;
	flow_message_put_string(&message, NLMSGERR_ATTR_MSG, "no such port");
	flow_message_put_u32(&message, NLMSGERR_ATTR_OFFS, 44);
	assert_true(flow_ack_parse(flow_message_header(&message), &ack));
	assert_int_equal(ack.error, -EINVAL);
	assert_int_equal(ack.offset, 44);
	assert_string_equal(ack.text, "no such port");
	flow_message_start_raw(&message, NLMSG_ERROR, 0, 4);
	assert_false(flow_ack_parse(flow_message_header(&message), &ack));
	flow_message_start(&message, 1, 0);
	assert_false(flow_ack_parse(flow_message_header(&message), &ack));
	flow_message_clear(&message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_grow),
		cmocka_unit_test(an_attribute_that_is_too_long_fails_the_message),
		cmocka_unit_test(attributes_that_are_cut_short_are_refused),
		cmocka_unit_test(switch_settings_and_replies),
		cmocka_unit_test(a_name_that_is_too_long_is_refused),
		cmocka_unit_test(port_settings_and_replies),
		cmocka_unit_test(translations_that_are_no_pairs_are_refused),
		cmocka_unit_test(more_drop_reasons_than_fit_are_refused),
		cmocka_unit_test(table_round_trip),
		cmocka_unit_test(entry_round_trip),
		cmocka_unit_test(group_round_trip),
		cmocka_unit_test(upcalls_carry_many_packets),
		cmocka_unit_test(traces_have_steps),
		cmocka_unit_test(events_are_told_apart),
		cmocka_unit_test(links_are_read),
		cmocka_unit_test(the_kind_of_a_link_may_be_long),
		cmocka_unit_test(acknowledgements_carry_sentence_and_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
