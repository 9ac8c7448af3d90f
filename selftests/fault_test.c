// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory that is not there: every request and every operation on links, with each
 * of its allocations failing in turn.  It fails and has changed nothing, or it
 * works; a new switch and one that lived through all that are the same.  Frames,
 * too: each has one fate.
 *
 * Kernels: debug (CONFIG_FAULT_INJECTION)
 */
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "event.h"
#include "frames.h"
#include "kselftest_harness.h"
#include "netns.h"
#include "sample_requests.h"
#include "snapshot.h"
#include "testbed.h"
#include "testbed_rules.h"

#define TEN(x)		x x x x x x x x x x
#define FAULTS_MAX	3000	/* no operation allocates that often */

/* What came of a try. */
enum outcome {
	DONE,		/* acknowledged */
	REFUSED,	/* an error was acknowledged, or it was never sent */
	UNKNOWN,	/* the acknowledgement was lost */
};

struct operation {
	const char *name;
	int protocol;
	void (*build)(struct flow_message *message, const void *data);
	const void *data;
};

struct try {
	bool failed_one;	/* an allocation */
	enum outcome outcome;
	int error;
};

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* All kinds of allocations can fail, and say nothing when they do. */
static bool prepare_faults(void)
{
	return write_text("/sys/kernel/debug/failslab/ignore-gfp-wait", "N") &&
	       write_text("/sys/kernel/debug/failslab/verbose", "0") &&
	       write_text("/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N") &&
	       write_text("/sys/kernel/debug/fail_page_alloc/min-order", "0") &&
	       write_text("/sys/kernel/debug/fail_page_alloc/verbose", "0");
}

/* The process's next allocation but @nth - 1 fails; 0: none. */
static void arm(int fd, unsigned int nth)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(fd, text, length, 0) != length)
		perror("# fail-nth");
}

/* Ends what arm() began; false if not so many allocations were made. */
static bool disarm(int fd)
{
	char left[16] = "";
	bool fired = pread(fd, left, sizeof(left) - 1, 0) > 0 && atoi(left) == 0;

	arm(fd, 0);
	return fired;
}

static enum outcome read_reply(struct mnl_socket *socket, int *error)
{
	char buffer[65536];
	const struct nlmsghdr *header;
	ssize_t length;
	int left;

	for (;;) {
		length = mnl_socket_recvfrom(socket, buffer, sizeof(buffer));
		if (length < 0) {
			*error = -errno;
			return UNKNOWN;
		}
		left = length;
		header = (const struct nlmsghdr *)buffer;
		for (; mnl_nlmsg_ok(header, left); header = mnl_nlmsg_next(header, &left)) {
			if (header->nlmsg_type == NLMSG_ERROR || header->nlmsg_type == NLMSG_DONE) {
				*error = *(int *)mnl_nlmsg_get_payload(header);
				return *error ? REFUSED : DONE;
			}
		}
	}
}

/* Sends @message with its @nth allocation failing. */
static struct try send_failing(struct mnl_socket *socket, struct flow_message *message,
			       int fail_nth, unsigned int nth)
{
	const struct nlmsghdr *header = flow_message_header(message);
	bool dump = (header->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP && header->nlmsg_type > 255;
	struct try try = { .outcome = REFUSED };
	ssize_t sent;

	arm(fail_nth, nth);
	sent = mnl_socket_sendto(socket, header, header->nlmsg_len);
	if (sent < 0) {
		try.error = -errno;
		try.failed_one = disarm(fail_nth);
		return try;
	}
	/* Requests are carried out when they are sent; dumps, when they are read. */
	if (!dump)
		try.failed_one = disarm(fail_nth);
	try.outcome = read_reply(socket, &try.error);
	if (dump)
		try.failed_one = disarm(fail_nth);
	return try;
}

static struct try run(const struct operation *operation, const struct netns *netns,
		      int fail_nth, unsigned int nth)
{
	struct mnl_socket *socket = mnl_socket_open(operation->protocol);
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct try try = { .outcome = UNKNOWN, .error = -EIO };
	struct nlmsghdr *header;

	operation->build(&message, operation->data);
	header = flow_message_header(&message);
	header->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	if (operation->protocol == NETLINK_GENERIC)
		header->nlmsg_type = flow_netlink_family(netns->flow);
	if (socket && !mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID))
		try = send_failing(socket, &message, fail_nth, nth);
	if (socket)
		mnl_socket_close(socket);
	flow_message_clear(&message);
	return try;
}

static void build_sample(struct flow_message *message, const void *data)
{
	request_build(message, data);
}

static struct ifinfomsg *start_link(struct flow_message *message, uint16_t type, uint16_t flags,
				    uint32_t ifindex)
{
	struct ifinfomsg *info = flow_message_start_raw(message, type, flags, sizeof(*info));

	info->ifi_index = ifindex;
	return info;
}

static void build_add(struct flow_message *message, const void *data)
{
	size_t nest;

	(void)data;
	start_link(message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, NETNS_SPARE);
	flow_message_put_string(message, IFLA_IFNAME, "sw1");
	nest = flow_message_nest(message, IFLA_LINKINFO);
	flow_message_put_string(message, IFLA_INFO_KIND, FLOWDP_LINK_KIND);
	flow_message_nest_end(message, nest);
}

static void build_delete(struct flow_message *message, const void *data)
{
	start_link(message, RTM_DELLINK, 0, *(const uint32_t *)data);
}

static void build_master(struct flow_message *message, const void *data)
{
	start_link(message, RTM_NEWLINK, 0, *(const uint32_t *)data);
	flow_message_put_u32(message, IFLA_MASTER, NETNS_SWITCH);
}

static void build_no_master(struct flow_message *message, const void *data)
{
	start_link(message, RTM_NEWLINK, 0, *(const uint32_t *)data);
	flow_message_put_u32(message, IFLA_MASTER, 0);
}

static void build_mtu(struct flow_message *message, const void *data)
{
	start_link(message, RTM_NEWLINK, 0, *(const uint32_t *)data);
	flow_message_put_u32(message, IFLA_MTU, 1400);
}

static const uint32_t link_switch = NETNS_SWITCH, link_p1 = NETNS_P1, link_p3 = NETNS_P3;

static const struct operation link_operations[] = {
	{ "link add", NETLINK_ROUTE, build_add, NULL },
	{ "link set master", NETLINK_ROUTE, build_master, &link_p3 },
	{ "link set nomaster", NETLINK_ROUTE, build_no_master, &link_p1 },
	{ "link set mtu", NETLINK_ROUTE, build_mtu, &link_p1 },
	{ "link delete of a port", NETLINK_ROUTE, build_delete, &link_p1 },
	{ "link delete", NETLINK_ROUTE, build_delete, &link_switch },
};

FIXTURE(fault)
{
	struct netns netns;
	struct snapshot before;
	struct snapshot after;	/* the operation */
	int fail_nth;
};

FIXTURE_SETUP(fault)
{
	ASSERT_TRUE(prepare_faults());
	self->fail_nth = open("/proc/self/fail-nth", O_RDWR);
	ASSERT_LE(0, self->fail_nth);
}

FIXTURE_TEARDOWN(fault)
{
	close(self->fail_nth);
}

/*
 * A switch that is gone has no state.  Masks that are of no more use may stay for
 * want of memory, but only until the next change, if it is an empty one.
 */
static int take_state(const struct netns *netns, struct snapshot *snapshot)
{
	const struct request nothing = { "nothing", FLOWDP_CMD_TRANSACTION, 0, NULL, 0 };
	int error = request_send(netns->flow, &nothing);

	if (!error || error == -ENODEV)
		error = snapshot_take(netns->flow, NETNS_SWITCH, snapshot);
	if (error == -ENODEV) {
		snapshot_clear(snapshot);
		error = 0;
	}
	return error;
}

/* What the operation does when nothing fails. */
static void learn(struct __test_metadata *_metadata, FIXTURE_DATA(fault) *self,
		  const struct operation *operation)
{
	struct try try;

	ASSERT_EQ(0, netns_create(&self->netns));
	ASSERT_EQ(0, take_state(&self->netns, &self->before));
	try = run(operation, &self->netns, self->fail_nth, 0);
	ASSERT_EQ(DONE, try.outcome)
		TH_LOG("%s: %s", operation->name, strerror(-try.error));
	ASSERT_EQ(0, take_state(&self->netns, &self->after));
	netns_destroy(&self->netns);
	ASSERT_EQ(0, netns_create(&self->netns));
}

/* The core calls some failures to make a link EINVAL. */
static bool is_no_memory(const struct operation *operation, int error)
{
	return error == -ENOMEM || error == -ENOBUFS ||
	       (operation->protocol == NETLINK_ROUTE && error == -EINVAL);
}

/* The state is what the outcome says; false if the operation was carried out. */
static bool check_state(struct __test_metadata *_metadata, FIXTURE_DATA(fault) *self,
			const struct operation *operation, unsigned int nth, struct try try)
{
	struct snapshot now;
	bool unchanged;

	ASSERT_EQ(0, take_state(&self->netns, &now));
	unchanged = now.length == self->before.length &&
		    !memcmp(now.data, self->before.data, now.length);
	if (try.outcome == REFUSED) {
		EXPECT_TRUE(snapshot_same(&self->before, &now))
			TH_LOG("%s: allocation %u: %s", operation->name, nth, strerror(-try.error));
		EXPECT_TRUE(is_no_memory(operation, try.error))
			TH_LOG("%s: allocation %u: %s", operation->name, nth, strerror(-try.error));
	} else if (try.outcome == DONE || !unchanged) {
		EXPECT_TRUE(snapshot_same(&self->after, &now))
			TH_LOG("%s: allocation %u", operation->name, nth);
	}
	snapshot_clear(&now);
	return unchanged;
}

/* Lets each allocation of @operation fail once; returns how often it was refused. */
static unsigned int fail_each(struct __test_metadata *_metadata, FIXTURE_DATA(fault) *self,
			      const struct operation *operation)
{
	unsigned int nth, refused = 0;
	struct try try;

	learn(_metadata, self, operation);
	for (nth = 1; nth < FAULTS_MAX; nth++) {
		try = run(operation, &self->netns, self->fail_nth, nth);
		refused += try.failed_one && try.outcome == REFUSED;
		if (!check_state(_metadata, self, operation, nth, try)) {
			netns_destroy(&self->netns);
			ASSERT_EQ(0, netns_create(&self->netns));
		}
		if (!try.failed_one)
			break;
	}
	EXPECT_GT(FAULTS_MAX, nth);
	EXPECT_EQ(DONE, try.outcome)
		TH_LOG("%s without a fault: %s", operation->name, strerror(-try.error));
	netns_destroy(&self->netns);
	snapshot_clear(&self->before);
	snapshot_clear(&self->after);
	fprintf(stderr, "# %s: %u allocations, refused %u times\n", operation->name, nth - 1,
		refused);
	return refused;
}

TEST_F(fault, requests)
{
	struct operation operation = { NULL, NETLINK_GENERIC, build_sample, NULL };
	unsigned int i, refused, total = 0;

	for (i = 0; i < sample_requests_count; i++) {
		operation.name = sample_requests[i].name;
		operation.data = &sample_requests[i];
		refused = fail_each(_metadata, self, &operation);
		EXPECT_LT(0, refused)
			TH_LOG("%s", sample_requests[i].name);
		total += refused;
	}
	EXPECT_LT(150, total);
}

TEST_F(fault, links)
{
	unsigned int i, total = 0;

	for (i = 0; i < ARRAY_SIZE(link_operations); i++)
		total += fail_each(_metadata, self, &link_operations[i]);
	EXPECT_LT(50, total);
}

static int count_event(const struct flow_event *event, void *data)
{
	*(unsigned int *)data += event && event->command == FLOWDP_CMD_PORT_EVENT;
	return 0;
}

/* Who cannot be told of a change, for want of memory, is told that there was one. */
TEST_F(fault, events)
{
	const struct request set = {
		"port set", FLOWDP_CMD_PORT_SET, 0,
		ATTRS(U32(FLOWDP_A_PORT_NUMBER, 1), U64(FLOWDP_A_PORT_COOKIE, 5)), 0
	};
	const struct operation operation = { set.name, NETLINK_GENERIC, build_sample, &set };
	unsigned int nth = 0, told, lost = 0;
	struct flow_events *events;
	struct try try;
	int error;

	ASSERT_EQ(0, netns_create(&self->netns));
	ASSERT_EQ(0, flow_event_open(&events, NULL, FLOW_EVENT_SWITCH));
	do {
		try = run(&operation, &self->netns, self->fail_nth, ++nth);
		told = 0;
		do {
			error = flow_event_receive(events, 64, count_event, &told);
		} while (error > 0);
		EXPECT_TRUE(!error || error == -ENOBUFS)
			TH_LOG("allocation %u: %s", nth, strerror(-error));
		EXPECT_TRUE(try.outcome != DONE || told || error == -ENOBUFS)
			TH_LOG("allocation %u", nth);
		lost += error == -ENOBUFS;
	} while (try.failed_one && nth < FAULTS_MAX);
	EXPECT_FALSE(try.failed_one);
	EXPECT_LT(0, lost);
	flow_event_close(events);
	netns_destroy(&self->netns);
}

/* Reads all that has left. */
static void drain(struct testbed *bed)
{
	unsigned char buffer[2048];
	unsigned int i;

	for (i = 1; i <= bed->ports; i++) {
		while (read(bed->port[i].fd, buffer, sizeof(buffer)) > 0)
			bed->port[i].read++;
	}
}

/* Of a frame with a virtio-net header, just the addresses and the type are not in pages. */
static bool write_frame(const struct testbed *bed, unsigned int number,
			const struct flow_frame *frame)
{
	const struct virtio_net_hdr header = { .hdr_len = ETH_HLEN };
	const struct iovec parts[] = {
		{ (void *)&header, sizeof(header) },
		{ (void *)frame->data, frame->length },
	};
	bool vnet = bed->flags & TESTBED_VNET;

	return writev(bed->port[number].fd, vnet ? parts : parts + 1, vnet ? 2 : 1) > 0;
}

/* Lets each allocation on the way of @frame into port @number fail once. */
static void fail_each_of_frame(struct __test_metadata *_metadata, FIXTURE_DATA(fault) *self,
			       struct testbed *bed, unsigned int number,
			       const struct flow_frame *frame)
{
	uint64_t entered = testbed_port_get(bed, number).stats.rx_packets;
	bool failed_one = true;
	unsigned int nth;

	for (nth = 1; failed_one && nth < FAULTS_MAX; nth++) {
		arm(self->fail_nth, nth);
		entered += write_frame(bed, number, frame);
		failed_one = disarm(self->fail_nth);
		drain(bed);
	}
	EXPECT_FALSE(failed_one);
	EXPECT_EQ(entered, testbed_port_get(bed, number).stats.rx_packets);
	fprintf(stderr, "# frames into port %u: %u allocations\n", number, nth - 2);
}

static const struct flow_frame *short_frame(void)
{
	return frame_of("length 100 ipv4_dst 10.0.0.1 ip_proto udp");
}

static bool lost_copies(struct testbed *bed)
{
	return testbed_tx_drops(bed, 2, FLOWDP_DROP_NO_MEMORY) &&
	       testbed_tx_drops(bed, 3, FLOWDP_DROP_NO_MEMORY);
}

/* What has no memory is counted so, whether it is the frame or a copy of it. */
TEST_F(fault, frames)
{
	static const char *const buckets[] = { "push_vlan vid 5 output 2", "output 3", NULL };
	static struct testbed bed;
	unsigned int rounds;

	ASSERT_TRUE(testbed_open(&bed, 3, 0));
	ASSERT_EQ(0, testbed_group(&bed, 1, buckets));
	ASSERT_EQ(0, testbed_flow(&bed, "in_port 1 actions output 2 set ipv4_dst 10.0.0.9 "
				  "output 3 group 1 output 2"));
	/* A page that some frame needs besides puts its others off by one: one was left out then. */
	for (rounds = 0; rounds < 10 && !lost_copies(&bed); rounds++)
		fail_each_of_frame(_metadata, self, &bed, 1, short_frame());
	EXPECT_TRUE(lost_copies(&bed));
	/* More tags than there is room for in front of the frame. */
	ASSERT_EQ(0, testbed_flow(&bed, "in_port 2 actions " TEN("push_vlan vid 5 ")
				  TEN("push_vlan vid 5 ") "output 3"));
	for (rounds = 0; rounds < 10 && !testbed_rx_drops(&bed, 2, FLOWDP_DROP_NO_MEMORY); rounds++)
		fail_each_of_frame(_metadata, self, &bed, 2, short_frame());
	EXPECT_LT(0, testbed_rx_drops(&bed, 2, FLOWDP_DROP_NO_MEMORY));
	EXPECT_TRUE(testbed_close(&bed));
}

/* Headers in pages that their sender may still write: unread, they lead nowhere. */
TEST_F(fault, headers_in_pages)
{
	static struct testbed bed;
	unsigned int i;

	ASSERT_TRUE(testbed_open(&bed, 2, TESTBED_VNET));
	for (i = 1; i <= 2; i++)
		ASSERT_TRUE(testbed_port_mtu(&bed, i, 9000));
	ASSERT_EQ(0, testbed_flow(&bed, "in_port 1 eth_type ipv4 ipv4_dst 10.0.0.1 "
				  "actions output 2"));
	for (i = 0; i < 10 && !testbed_rx_drops(&bed, 1, FLOWDP_DROP_NO_MEMORY); i++)
		fail_each_of_frame(_metadata, self, &bed, 1,
				   frame_of("length 5000 ipv4_dst 10.0.0.1 ip_proto udp"));
	EXPECT_LT(0, testbed_rx_drops(&bed, 1, FLOWDP_DROP_NO_MEMORY));
	EXPECT_LT(0, testbed_port_get(&bed, 1).stats.forwarded);
	EXPECT_TRUE(testbed_close(&bed));
}

static uint64_t copies_of(struct testbed *bed, unsigned int number)
{
	return testbed_port_get(bed, number).stats.tx_packets +
	       testbed_tx_drops(bed, number, FLOWDP_DROP_NO_MEMORY) +
	       testbed_tx_drops(bed, number, FLOWDP_DROP_EGRESS_DEVICE);
}

/* Each copy that a bucket was to send has left or is counted, whatever others sent. */
TEST_F(fault, copies)
{
	static const char *const buckets[] = { "push_vlan vid 5 output 2", "output 3",
					       "push_vlan vid 6 flood", NULL };
	static struct testbed bed;
	unsigned int i;

	ASSERT_TRUE(testbed_open(&bed, 3, 0));
	ASSERT_EQ(0, testbed_group(&bed, 1, buckets));
	ASSERT_EQ(0, testbed_flow(&bed, "in_port 1 actions group 1 output 2 output 3"));
	for (i = 0; i < 10 && !lost_copies(&bed); i++)
		fail_each_of_frame(_metadata, self, &bed, 1, short_frame());
	EXPECT_TRUE(lost_copies(&bed));
	for (i = 2; i <= 3; i++)
		EXPECT_EQ(3 * testbed_port_get(&bed, 1).stats.rx_packets, copies_of(&bed, i));
	EXPECT_TRUE(testbed_close(&bed));
}

TEST_HARNESS_MAIN
