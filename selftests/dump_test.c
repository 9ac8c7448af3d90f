// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Dumps: they list everything once, pass filters on, and say so when what they
 * list changed between two of their messages.
 */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <stdlib.h>

#include "kselftest_harness.h"
#include "entry.h"
#include "netns.h"
#include "request.h"

#define FLOWS		1000
#define PORTS		60
#define SWITCHES	150
#define GROUPS		300
#define BUCKETS_BIG	1500
#define PART_MAX	8192	/* what the kernel puts into one part */
#define COOKIE		0x4710

FIXTURE(dump)
{
	struct netns netns;
	struct mnl_socket *socket;
};

FIXTURE_SETUP(dump)
{
	ASSERT_EQ(0, netns_create(&self->netns));
	self->socket = mnl_socket_open(NETLINK_GENERIC);
	ASSERT_NE(NULL, self->socket);
	ASSERT_EQ(0, mnl_socket_bind(self->socket, 0, MNL_SOCKET_AUTOPID));
}

FIXTURE_TEARDOWN(dump)
{
	mnl_socket_close(self->socket);
	netns_destroy(&self->netns);
}

/* A flow like no other. */
static int add_flow(FIXTURE_DATA(dump) *self, uint32_t number, uint16_t flags)
{
	const struct request request = {
		"flow", FLOWDP_CMD_FLOW_NEW, flags,
		ATTRS(U8(FLOWDP_A_FLOW_TABLE, number % 3), U16(FLOWDP_A_FLOW_PRIORITY, 3),
		      U64(FLOWDP_A_FLOW_COOKIE, COOKIE + number % 2),
		      NEST(FLOWDP_A_FLOW_KEY,
			   { .type = FLOWDP_A_FIELD_ETH_TYPE, .size = 2, .data = "\x08\0" },
			   { .type = FLOWDP_A_FIELD_IPV4_SRC, .size = 4, .data = &number })), 0
	};

	return request_send(self->netns.flow, &request);
}

static int add_flows(FIXTURE_DATA(dump) *self)
{
	uint32_t i;
	int error = 0;

	for (i = 0; !error && i < FLOWS; i++)
		error = add_flow(self, i, NLM_F_CREATE);
	return error;
}

/* Of one that there is as much to tell of as there can be, or nearly so. */
#define LONG_IDENTITY							\
	NEST(FLOWDP_A_FLOW_KEY, BYTES(FLOWDP_A_FIELD_ETH_TYPE, "\x86\xdd"),	\
	     U8(FLOWDP_A_FIELD_IP_PROTO, 58), U8(FLOWDP_A_FIELD_ICMP_TYPE, 135), \
	     BYTES(FLOWDP_A_FIELD_ETH_SRC, "\2\0\0\0\0\0"),		\
	     BYTES(FLOWDP_A_FIELD_ETH_DST, "\2\0\0\0\0\0"),		\
	     BYTES(FLOWDP_A_FIELD_IPV6_SRC, NETWORK),			\
	     BYTES(FLOWDP_A_FIELD_IPV6_DST, NETWORK),			\
	     BYTES(FLOWDP_A_FIELD_ND_TARGET, NETWORK)),			\
	NEST(FLOWDP_A_FLOW_MASK,					\
	     BYTES(FLOWDP_A_FIELD_ETH_SRC, "\xff\0\0\0\0\0"),		\
	     BYTES(FLOWDP_A_FIELD_ETH_DST, "\xff\0\0\0\0\0"),		\
	     BYTES(FLOWDP_A_FIELD_IPV6_SRC, NETMASK),			\
	     BYTES(FLOWDP_A_FIELD_IPV6_DST, NETMASK),			\
	     BYTES(FLOWDP_A_FIELD_ND_TARGET, NETMASK))
#define NETWORK		"\x20\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define NETMASK		"\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

/* A flow in @table, of @count actions that set an address; and a leader, if any. */
static int add_long_flow(FIXTURE_DATA(dump) *self, uint8_t table, unsigned int count,
			 const struct attr *leader)
{
	const struct attr set = NEST(FLOWDP_A_ACTION_SET,
				     NEST(FLOWDP_A_SET_KEY,
					  BYTES(FLOWDP_A_FIELD_IPV6_DST, NETWORK)),
				     NEST(FLOWDP_A_SET_MASK,
					  BYTES(FLOWDP_A_FIELD_IPV6_DST, NETMASK)));
	const struct request request = {
		"long flow", FLOWDP_CMD_FLOW_NEW, NLM_F_CREATE,
		ATTRS(U8(FLOWDP_A_FLOW_TABLE, table), LONG_IDENTITY), 0
	};
	struct attr sets[FLOWDP_ACTIONS_MAX + 1] = { 0 };
	struct flow_message message = FLOW_MESSAGE_INIT;

	while (count--)
		sets[count] = set;
	request_build(&message, &request);
	request_put(&message, ATTRS({ .type = FLOWDP_A_FLOW_ACTIONS, .nest = sets }));
	if (leader)
		request_put(&message, leader);
	return request_send_message(self->netns.flow, &message);
}

static int add_port(FIXTURE_DATA(dump) *self, unsigned int number)
{
	uint32_t ifindex = 1000 + number;
	const struct request request = {
		"port", FLOWDP_CMD_PORT_NEW, 0, ATTRS(U32(FLOWDP_A_PORT_IFINDEX, ifindex)), 0
	};
	char name[16];
	int error;

	snprintf(name, sizeof(name), "d%u", number);
	error = netns_link_add(self->netns.route, "dummy", name, ifindex);
	return error ? error : request_send(self->netns.flow, &request);
}

static int add_group(FIXTURE_DATA(dump) *self, uint32_t id, unsigned int buckets)
{
	const struct request request = {
		"group", FLOWDP_CMD_GROUP_NEW, 0,
		ATTRS(U32(FLOWDP_A_GROUP_ID, id), U8(FLOWDP_A_GROUP_KIND, FLOWDP_GROUP_ALL)), 0
	};
	struct flow_message message = FLOW_MESSAGE_INIT;

	request_build(&message, &request);
	while (buckets--)
		request_put(&message, ATTRS(NEST(FLOWDP_A_GROUP_BUCKET,
						 NEST(FLOWDP_A_BUCKET_ACTIONS,
						      U32(FLOWDP_A_ACTION_OUTPUT, 1)))));
	return request_send_message(self->netns.flow, &message);
}

static int start_dump(FIXTURE_DATA(dump) *self, uint8_t command, const struct attr *filter)
{
	const struct request request = {
		"dump", command, NLM_F_DUMP, filter,
		command == FLOWDP_CMD_SWITCH_GET ? REQUEST_NO_SWITCH : 0
	};
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct nlmsghdr *header;
	ssize_t sent;

	request_build(&message, &request);
	header = flow_message_header(&message);
	header->nlmsg_type = flow_netlink_family(self->netns.flow);
	sent = mnl_socket_sendto(self->socket, header, header->nlmsg_len);
	flow_message_clear(&message);
	return sent < 0 ? -errno : 0;
}

/* What a dump, or a part of it, was like. */
struct seen {
	unsigned int parts, messages;
	bool finished, interrupted;
	int error;
};

static void read_part(FIXTURE_DATA(dump) *self, struct seen *seen)
{
	char buffer[PART_MAX];
	const struct nlmsghdr *header = (const struct nlmsghdr *)buffer;
	ssize_t length = mnl_socket_recvfrom(self->socket, buffer, sizeof(buffer));
	int left = length;

	seen->parts++;
	if (length < 0) {
		seen->error = -errno;
		seen->finished = true;
		return;
	}
	for (; mnl_nlmsg_ok(header, left); header = mnl_nlmsg_next(header, &left)) {
		if (header->nlmsg_flags & NLM_F_DUMP_INTR)
			seen->interrupted = true;
		if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR) {
			seen->error = *(int *)mnl_nlmsg_get_payload(header);
			seen->finished = true;
		} else {
			seen->messages++;
		}
	}
}

static struct seen read_rest(FIXTURE_DATA(dump) *self, struct seen seen)
{
	while (!seen.finished)
		read_part(self, &seen);
	return seen;
}

static struct seen dump_some(FIXTURE_DATA(dump) *self, uint8_t command, const struct attr *filter)
{
	struct seen seen = { .error = start_dump(self, command, filter) };

	return seen.error ? seen : read_rest(self, seen);
}

static struct seen dump(FIXTURE_DATA(dump) *self, uint8_t command)
{
	return dump_some(self, command, NULL);
}

enum change { NOTHING, FLOW_ADDED, FLOW_REPLACED, PORT_ADDED, PORT_REMOVED, GROUP_ADDED,
	      SWITCH_ADDED };

static int carry_out(FIXTURE_DATA(dump) *self, enum change change, unsigned int number)
{
	char name[16];

	snprintf(name, sizeof(name), "extra%u", number);
	switch (change) {
	case FLOW_ADDED:
		return add_flow(self, FLOWS + number, NLM_F_CREATE);
	case FLOW_REPLACED:
		return add_flow(self, number, NLM_F_REPLACE);
	case PORT_ADDED:
		return add_port(self, PORTS + number);
	case PORT_REMOVED:
		return netns_link_delete(self->netns.route, 1000 + number);
	case GROUP_ADDED:
		return add_group(self, 1000 + number, 1);
	case SWITCH_ADDED:
		return netns_link_add(self->netns.route, FLOWDP_LINK_KIND, name, 3000 + number);
	default:
		return 0;
	}
}

/* Changes something between the parts of a dump, which must tell; twice, for both parities. */
static void expect_interrupted(struct __test_metadata *_metadata, FIXTURE_DATA(dump) *self,
			       uint8_t command, enum change change)
{
	struct seen seen;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		seen = (struct seen){ .error = start_dump(self, command, NULL) };
		read_part(self, &seen);
		ASSERT_FALSE(seen.finished);
		ASSERT_EQ(0, carry_out(self, change, i));
		seen = read_rest(self, seen);
		EXPECT_EQ(0, seen.error);
		EXPECT_LT(2, seen.parts);
		EXPECT_EQ(change != NOTHING, seen.interrupted)
			TH_LOG("command %u, change %u, number %u", command, change, i);
	}
}

TEST_F(dump, flows)
{
	struct seen seen;

	ASSERT_EQ(0, add_flows(self));
	seen = dump(self, FLOWDP_CMD_FLOW_GET);
	EXPECT_EQ(0, seen.error);
	EXPECT_EQ(FLOWS + 3, seen.messages);
	expect_interrupted(_metadata, self, FLOWDP_CMD_FLOW_GET, NOTHING);
	expect_interrupted(_metadata, self, FLOWDP_CMD_FLOW_GET, FLOW_ADDED);
	expect_interrupted(_metadata, self, FLOWDP_CMD_FLOW_GET, FLOW_REPLACED);
}

/* One that is longer than a page, for who has not offered more yet. */
TEST_F(dump, long_flow)
{
	const struct attr *leader = ATTRS(NEST(FLOWDP_A_FLOW_LEADER, LONG_IDENTITY));
	struct seen seen;

	ASSERT_EQ(0, add_long_flow(self, 0, 0, NULL));
	ASSERT_EQ(0, add_long_flow(self, 5, FLOWDP_ACTIONS_MAX, leader));
	seen = dump_some(self, FLOWDP_CMD_FLOW_GET, ATTRS(U8(FLOWDP_A_FLOW_TABLE, 5)));
	EXPECT_EQ(0, seen.error);
	EXPECT_EQ(1, seen.messages);
}

TEST_F(dump, ports)
{
	struct seen seen;
	unsigned int i;

	for (i = 0; i < PORTS; i++)
		ASSERT_EQ(0, add_port(self, i));
	seen = dump(self, FLOWDP_CMD_PORT_GET);
	EXPECT_EQ(0, seen.error);
	EXPECT_EQ(PORTS + 3, seen.messages);
	expect_interrupted(_metadata, self, FLOWDP_CMD_PORT_GET, NOTHING);
	expect_interrupted(_metadata, self, FLOWDP_CMD_PORT_GET, PORT_ADDED);
	expect_interrupted(_metadata, self, FLOWDP_CMD_PORT_GET, PORT_REMOVED);
}

TEST_F(dump, groups)
{
	struct seen seen;
	unsigned int i;

	for (i = 0; i < GROUPS; i++)
		ASSERT_EQ(0, add_group(self, 100 + i, 3));
	seen = dump(self, FLOWDP_CMD_GROUP_GET);
	EXPECT_EQ(0, seen.error);
	/* One at the end of a part may go on in the next. */
	EXPECT_LE(GROUPS + 2, seen.messages);
	EXPECT_GE(GROUPS + 2 + seen.parts, seen.messages);
	expect_interrupted(_metadata, self, FLOWDP_CMD_GROUP_GET, NOTHING);
	expect_interrupted(_metadata, self, FLOWDP_CMD_GROUP_GET, GROUP_ADDED);
}

/* One group that does not fit into a message. */
TEST_F(dump, big_group)
{
	struct seen before = dump(self, FLOWDP_CMD_GROUP_GET), seen;

	ASSERT_EQ(0, add_group(self, 100, BUCKETS_BIG));
	seen = dump(self, FLOWDP_CMD_GROUP_GET);
	EXPECT_EQ(0, seen.error);
	EXPECT_LT(before.messages + 1, seen.messages);
}

TEST_F(dump, switches)
{
	struct seen seen;
	unsigned int i;
	char name[16];

	for (i = 0; i < SWITCHES; i++) {
		snprintf(name, sizeof(name), "many%u", i);
		ASSERT_EQ(0, netns_link_add(self->netns.route, FLOWDP_LINK_KIND, name, 2000 + i));
	}
	seen = dump(self, FLOWDP_CMD_SWITCH_GET);
	EXPECT_EQ(0, seen.error);
	EXPECT_EQ(SWITCHES + 1, seen.messages);
	expect_interrupted(_metadata, self, FLOWDP_CMD_SWITCH_GET, NOTHING);
	expect_interrupted(_metadata, self, FLOWDP_CMD_SWITCH_GET, SWITCH_ADDED);
}

static int count_entry(const struct flow_entry *entry, void *data)
{
	(void)entry;
	++*(unsigned int *)data;
	return 0;
}

static void forget(void *data)
{
	*(unsigned int *)data = 0;
}

static unsigned int count(FIXTURE_DATA(dump) *self, const struct flow_filter *filter)
{
	unsigned int found = 0;

	if (flow_entry_dump(self->netns.flow, NETNS_SWITCH, filter, count_entry, forget, &found))
		return -1;
	return found;
}

TEST_F(dump, filters)
{
	struct flow_filter filter = { .has_table = true, .table = 2 };

	ASSERT_EQ(0, add_flows(self));
	EXPECT_EQ(FLOWS / 3, count(self, &filter));
	filter = (struct flow_filter){ .has_cookie = true, .cookie = COOKIE };
	EXPECT_EQ(FLOWS / 2, count(self, &filter));
	filter.cookie_mask = ~1ULL;
	filter.cookie = COOKIE & ~1ULL;
	EXPECT_EQ(FLOWS, count(self, &filter));
	filter.has_table = true;
	EXPECT_EQ(FLOWS / 3 + 1, count(self, &filter));
	filter = (struct flow_filter){ .has_table = true, .table = 9 };
	EXPECT_EQ(0, count(self, &filter));
}

static int stop(const struct flow_entry *entry, void *data)
{
	(void)entry;
	++*(unsigned int *)data;
	return -ECANCELED;
}

/* Who stops in the midst of one can start another. */
TEST_F(dump, stopped)
{
	unsigned int found = 0;

	ASSERT_EQ(0, add_flows(self));
	EXPECT_EQ(-ECANCELED, flow_entry_dump(self->netns.flow, NETNS_SWITCH, NULL, stop, forget,
					      &found));
	EXPECT_EQ(1, found);
	EXPECT_EQ(FLOWS + 3, count(self, NULL));
}

TEST_HARNESS_MAIN
