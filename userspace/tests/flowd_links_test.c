// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel could not tell of interfaces is listed, if need be again and again. */
#include "flowd_switches_testing.h"

#include "../flowd/links.h"
#include "link.h"

static int listed;		/* what comes of listing them */
static const char *name = "tap1";	/* the one that there is */
static unsigned int lists;

/* In place of those of link.c. */
int flow_link_events_open(struct flow_receiver **receiver, const char *netns)
{
	(void)netns;
	*receiver = NULL;
	return 0;
}

int flow_link_receive(struct flow_receiver *receiver, unsigned int max, flow_link_fn *item,
		      void *data)
{
	(void)receiver;
	(void)max;
	(void)item;
	(void)data;
	return -ENOBUFS;
}

int flow_link_dump(struct flow_netlink *netlink, flow_link_fn *item,
		   flow_netlink_restart_fn *restart, void *data)
{
	struct flow_link link = { .ifindex = 1, .flags = IFF_RUNNING };

	(void)netlink;
	(void)restart;
	lists++;
	strcpy(link.name, name);
	return listed ? listed : item(&link, data);
}

static void lost_events_are_made_up_for(void **state)
{
	struct links *links;

	(void)state;
	start();
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "]");
	fake_netdev_add(&fake, 1, "tap1");
	assert_int_equal(links_open(&links, &switches), 0);
	assert_int_equal(links_retry(links, now_ms), 0);
	assert_int_equal(lists, 0);
	links_receive(links, now_ms);
	listed = -EINTR;
	assert_int_equal(links_retry(links, now_ms), now_ms + 1000);
	assert_int_equal(links_retry(links, now_ms + 999), now_ms + 1000);
	assert_int_equal(lists, 1);
	assert_null(kernel_port("sw0", "tap1"));
	listed = 0;
	assert_int_equal(links_retry(links, now_ms + 1000), 0);
	assert_non_null(kernel_port("sw0", "tap1"));
	assert_int_equal(lists, 2);
	links_close(links);
	finish();
}

/* As JSON would lack it. */
static void a_name_that_is_no_text_is_shown_as_it_can_be(void **state)
{
	struct links *links;

	(void)state;
	start();
	name = "tap\xff\x1b";
	assert_int_equal(links_open(&links, &switches), 0);
	assert_int_equal(links_list(links, now_ms), 0);
	assert_string_equal(netdev_find(switches.netdevs, 1)->name, "tap??");
	links_close(links);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lost_events_are_made_up_for),
		cmocka_unit_test(a_name_that_is_no_text_is_shown_as_it_can_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
