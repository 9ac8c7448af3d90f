// SPDX-License-Identifier: GPL-2.0-or-later
/* Handles against the running kernel's rtnetlink, which every kernel has. */
#include "lib_testing.h"

#include "link.h"

static int count_links(const struct flow_link *link, void *data)
{
	int *count = data;

	assert_true(link->ifindex > 0);
	(*count)++;
	return 0;
}

static int stop_at_once(const struct flow_link *link, void *data)
{
	(void)link;
	(void)data;
	return -ECANCELED;
}

static void loopback_is_found(void **state)
{
	struct flow_netlink *netlink;
	struct flow_link link, same;

	(void)state;
	assert_int_equal(flow_netlink_open(&netlink, NETLINK_ROUTE, NULL), 0);
	assert_int_equal(flow_link_find(netlink, "lo", &link), 0);
	assert_string_equal(link.name, "lo");
	assert_string_equal(link.kind, "");
	assert_int_equal(flow_link_get(netlink, link.ifindex, &same), 0);
	assert_string_equal(same.name, "lo");
	assert_int_equal(flow_link_find(netlink, "no-such-link", &link), -ENODEV);
	assert_int_equal(flow_link_find(netlink, "longer-than-any-name", &link), -ENODEV);
	flow_netlink_close(netlink);
}

static void a_dump_that_is_stopped_leaves_the_handle_usable(void **state)
{
	struct flow_netlink *netlink;
	struct flow_link link;
	int count = 0;

	(void)state;
	assert_int_equal(flow_netlink_open(&netlink, NETLINK_ROUTE, NULL), 0);
	assert_int_equal(flow_link_dump(netlink, stop_at_once, NULL, NULL), -ECANCELED);
	assert_int_equal(flow_link_find(netlink, "lo", &link), 0);
	assert_int_equal(flow_link_dump(netlink, count_links, NULL, &count), 0);
	assert_true(count > 0);
	flow_netlink_close(netlink);
}

static void errors_have_the_kernels_sentence(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct flow_netlink *netlink;

	(void)state;
	assert_int_equal(flow_netlink_open(&netlink, NETLINK_ROUTE, NULL), 0);
	flow_message_start_raw(&message, 18 /* RTM_GETLINK */, 0, 16);
	flow_message_put_u32(&message, 999, 1);
	assert_int_equal(flow_netlink_request(netlink, &message, NULL, NULL), -EINVAL);
	assert_true(strlen(flow_netlink_error_text(netlink)) > 0);
	assert_null(message.data);
	flow_netlink_close(netlink);
}

static void a_message_that_failed_is_not_sent(void **state)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	static const char bytes[70000];
	struct flow_netlink *netlink;

	(void)state;
	assert_int_equal(flow_netlink_open(&netlink, NETLINK_ROUTE, NULL), 0);
	flow_message_start_raw(&message, 18, 0, 16);
	flow_message_put(&message, 3, bytes, sizeof(bytes));
	assert_int_equal(flow_netlink_request(netlink, &message, NULL, NULL), -EMSGSIZE);
	flow_netlink_close(netlink);
}

static void a_namespace_that_is_not_there_is_told(void **state)
{
	struct flow_netlink *netlink;

	(void)state;
	assert_int_equal(flow_netlink_open(&netlink, NETLINK_ROUTE, "no-such-netns"), -ENOENT);
}

static void a_receiver_does_not_wait(void **state)
{
	struct flow_receiver *receiver;
	int count = 0;

	(void)state;
	assert_int_equal(flow_link_events_open(&receiver, NULL), 0);
	assert_true(flow_receiver_fd(receiver) >= 0);
	assert_int_equal(flow_link_receive(receiver, 10, count_links, &count), 0);
	flow_receiver_close(receiver);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loopback_is_found),
		cmocka_unit_test(a_dump_that_is_stopped_leaves_the_handle_usable),
		cmocka_unit_test(errors_have_the_kernels_sentence),
		cmocka_unit_test(a_message_that_failed_is_not_sent),
		cmocka_unit_test(a_namespace_that_is_not_there_is_told),
		cmocka_unit_test(a_receiver_does_not_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
