// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages that are mostly right: valid requests with bytes, lengths, types and
 * headers changed at random.  Each is answered, and the switch stays in order.
 *
 * The environment: FUZZ_SEED (printed by each run), FUZZ_SECONDS.
 */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kselftest_harness.h"
#include "netns.h"
#include "port.h"
#include "sample_requests.h"
#include "snapshot.h"

#define HEADERS		(MNL_NLMSG_HDRLEN + GENL_HDRLEN)
#define BUFFER		65536
#define ROUND		300	/* messages to one switch */

FIXTURE(fuzz)
{
	struct netns netns;
	struct mnl_socket *socket;
	unsigned int seed, random;
	unsigned long answered, accepted;
};

static unsigned int pick(FIXTURE_DATA(fuzz) *self, unsigned int below)
{
	return below ? rand_r(&self->random) % below : 0;
}

static bool open_netns(FIXTURE_DATA(fuzz) *self)
{
	const struct timeval wait = { .tv_sec = 5 };

	if (netns_create(&self->netns))
		return false;
	self->socket = mnl_socket_open(NETLINK_GENERIC);
	return self->socket && !mnl_socket_bind(self->socket, 0, MNL_SOCKET_AUTOPID) &&
	       !setsockopt(mnl_socket_get_fd(self->socket), SOL_SOCKET, SO_RCVTIMEO, &wait,
			   sizeof(wait));
}

static void close_netns(FIXTURE_DATA(fuzz) *self)
{
	mnl_socket_close(self->socket);
	netns_destroy(&self->netns);
}

FIXTURE_SETUP(fuzz)
{
	self->seed = environment_number("FUZZ_SEED", time(NULL) ^ getpid());
	self->random = self->seed;
	TH_LOG("FUZZ_SEED=%u", self->seed);
	ASSERT_TRUE(open_netns(self));
}

FIXTURE_TEARDOWN(fuzz)
{
	close_netns(self);
}

/* Values at which something changes, and what the objects there are called. */
static uint64_t edge(FIXTURE_DATA(fuzz) *self)
{
	static const uint64_t edges[] = {
		0, 1, 2, 3, 7, 15, 16, 63, 64, 127, 128, 255, 256, 4094, 4095, 4096, 32767, 32768,
		65535, 65536, 0x7fffffff, 0x80000000, 0xffffffff, ~0ULL, NETNS_SWITCH, NETNS_P1,
		NETNS_P3, 8, 10, 20, 50,
	};

	return edges[pick(self, sizeof(edges) / sizeof(edges[0]))];
}

/* An attribute at any depth, found by a walk at random; NULL: there is none. */
static struct nlattr *pick_attr(FIXTURE_DATA(fuzz) *self, char *begin, char *end)
{
	struct nlattr *attr, *found = NULL;
	unsigned int count = 0;

	for (; begin + sizeof(*attr) <= end; begin += MNL_ALIGN(attr->nla_len)) {
		attr = (struct nlattr *)begin;
		if (attr->nla_len < sizeof(*attr) || begin + attr->nla_len > end)
			break;
		if (!pick(self, ++count))
			found = attr;
	}
	if (found && found->nla_type & NLA_F_NESTED && pick(self, 3)) {
		attr = pick_attr(self, (char *)(found + 1), (char *)found + found->nla_len);
		return attr ? attr : found;
	}
	return found;
}

static void mutate_attr(FIXTURE_DATA(fuzz) *self, struct nlattr *attr, const char *end)
{
	char *payload = (char *)(attr + 1);
	size_t length = attr->nla_len - sizeof(*attr);
	uint64_t value = edge(self);

	switch (pick(self, 6)) {
	case 0:
		attr->nla_type ^= 1 << pick(self, 5);
		break;
	case 1:
		attr->nla_type = pick(self, 40) | (attr->nla_type & NLA_F_NESTED);
		break;
	case 2:
		attr->nla_type ^= pick(self, 2) ? NLA_F_NESTED : NLA_F_NET_BYTEORDER;
		break;
	case 3:
		attr->nla_len = pick(self, 3) ? attr->nla_len + pick(self, 17) - 8 : value;
		break;
	default:
		if (payload + length <= end)
			memcpy(payload, &value, length < sizeof(value) ? length : sizeof(value));
	}
}

static void mutate(FIXTURE_DATA(fuzz) *self, char *data, size_t *length)
{
	struct nlmsghdr *header = (struct nlmsghdr *)data;
	struct genlmsghdr *generic = mnl_nlmsg_get_payload(header);
	struct nlattr *attr;
	size_t size;

	switch (pick(self, 12)) {
	case 0:
		data[HEADERS + pick(self, *length - HEADERS)] ^= 1 << pick(self, 8);
		break;
	case 1:
		generic->cmd = pick(self, FLOWDP_CMD_MAX + 2);
		break;
	case 2:
		header->nlmsg_flags ^= 0x100 << pick(self, 5);
		break;
	case 3:	/* cut off */
		*length = HEADERS + pick(self, *length - HEADERS + 1);
		break;
	case 4:	/* repeat a part */
		size = pick(self, *length - HEADERS + 1) & ~3U;
		memcpy(data + MNL_ALIGN(*length), data + HEADERS, size);
		*length = MNL_ALIGN(*length) + size;
		break;
	default:
		attr = pick_attr(self, data + HEADERS, data + *length);
		if (attr)
			mutate_attr(self, attr, data + *length);
	}
	if (*length < HEADERS + 4)
		*length = HEADERS + 4;
	header->nlmsg_len = *length;
}

/* Waits for the answer to @sequence; 1 to go on, else 0 or -errno. */
static int find_answer(const char *buffer, ssize_t length, unsigned int sequence, int *error)
{
	const struct nlmsghdr *header = (const struct nlmsghdr *)buffer;
	int left = length;

	for (; mnl_nlmsg_ok(header, left); header = mnl_nlmsg_next(header, &left)) {
		if (header->nlmsg_seq != sequence || (header->nlmsg_type != NLMSG_ERROR &&
						      header->nlmsg_type != NLMSG_DONE))
			continue;
		*error = *(int *)mnl_nlmsg_get_payload(header);
		return 0;
	}
	return 1;
}

static int exchange(FIXTURE_DATA(fuzz) *self, const char *data, size_t length,
		    unsigned int sequence, int *error)
{
	static char buffer[BUFFER];
	ssize_t received;

	if (mnl_socket_sendto(self->socket, data, length) < 0)
		return -errno;
	do {
		received = mnl_socket_recvfrom(self->socket, buffer, sizeof(buffer));
		if (received < 0 && errno != ENOBUFS)
			return -errno;
	} while (received < 0 || find_answer(buffer, received, sequence, error));
	return 0;
}

static int send_mutated(FIXTURE_DATA(fuzz) *self, unsigned int sequence)
{
	static char data[3 * BUFFER];
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct nlmsghdr *header = (struct nlmsghdr *)data;
	unsigned int times = 1 + pick(self, 3);
	int error = 0, result;
	size_t length;

	request_build(&message, &sample_requests[pick(self, sample_requests_count)]);
	length = flow_message_length(&message);
	memcpy(data, flow_message_header(&message), length);
	flow_message_clear(&message);
	header->nlmsg_type = flow_netlink_family(self->netns.flow);
	header->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	header->nlmsg_seq = sequence;
	while (times--)
		mutate(self, data, &length);
	result = exchange(self, data, length, sequence, &error);
	self->answered += !result;
	self->accepted += !result && error >= 0;
	return result;
}

static int check_fates(const struct flow_port *port, void *data)
{
	uint64_t fates = port->stats.forwarded + port->stats.consumed;
	unsigned int i;

	(void)data;
	for (i = 0; i < port->drops_count; i++)
		fates += port->drops[i].rx_packets;
	return fates == port->stats.rx_packets ? 0 : -EBADMSG;
}

static void expect_order(struct __test_metadata *_metadata, FIXTURE_DATA(fuzz) *self)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	struct snapshot snapshot;
	unsigned int tries = 0;
	int error;

	ASSERT_EQ(0, snapshot_take(self->netns.flow, NETNS_SWITCH, &snapshot));
	EXPECT_LT(16, snapshot.messages);
	snapshot_clear(&snapshot);
	/* A frame of the kernel's own may be under way on another CPU, and counted in part. */
	do {
		error = flow_port_dump(self->netns.flow, NETNS_SWITCH, check_fates, NULL, NULL);
	} while (error == -EBADMSG && ++tries < 100 && !nanosleep(&pause, NULL));
	EXPECT_EQ(0, error);
}

TEST_F(fuzz, messages)
{
	time_t end = time(NULL) + environment_number("FUZZ_SECONDS", 5);
	unsigned int sequence = 0;

	while (time(NULL) < end) {
		ASSERT_EQ(0, send_mutated(self, ++sequence))
			TH_LOG("FUZZ_SEED=%u, message %u", self->seed, sequence);
		if (sequence % ROUND)
			continue;
		expect_order(_metadata, self);
		close_netns(self);
		ASSERT_TRUE(open_netns(self));
	}
	expect_order(_metadata, self);
	TH_LOG("%lu messages, %lu of them accepted", self->answered, self->accepted);
	/* Neither all wrong nor all right. */
	EXPECT_LT(self->answered / 100, self->accepted);
	EXPECT_GT(self->answered / 10 * 9, self->accepted);
}

TEST_HARNESS_MAIN
