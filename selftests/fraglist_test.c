// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames that a netdev has made a list of (ethtool: rx-gro-list): what rules change
 * in the list is changed in each of its frames.  Netdevs make lists of UDP, and from
 * Linux 6.10 on of TCP, of which before they make one long frame.
 *
 *    host --- 0 \
 *                +-- sw0 --- 3 --- far ~~~ near --- 4 --- sw0 --- 1, 2 --- tap1, tap2
 *    what the host sends in one is segmented on its way out to far, and comes back
 *    through near as a list
 */
#include <arpa/inet.h>
#include <linux/flowdp.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "table.h"
#include "testbed.h"
#include "testbed_diagnose.h"
#include "testbed_rules.h"

#define SEGMENT		1000	/* payload of each */
#define SEGMENTS	4
#define OUT		2	/* the port by which frames leave */
#define OTHER		1
#define FAR		3
#define NEAR		4

/* Ends in a shorter one, which ends the list. */
static uint8_t payload[SEGMENT * SEGMENTS - 1];

/* What a rule changes, and what it is then; the ports lie behind the addresses. */
static const struct list_case {
	bool ipv6;
	const char *actions;
	size_t at;
	const char *bytes;
	size_t length;
} cases[] = {
	{ false, "set ip_ttl 9", FRAME_L3 + 8, "\x09", 1 },
	{ false, "set ip_tos 0xb8", FRAME_L3 + 1, "\xb8", 1 },
	{ false, "set ipv4_src 10.9.9.9", FRAME_L3 + 12, "\x0a\x09\x09\x09", 4 },
	{ false, "set ipv4_dst 10.9.9.9", FRAME_L3 + 16, "\x0a\x09\x09\x09", 4 },
	{ false, "set tp_dst 9", FRAME_IPV4_L4 + 2, "\x00\x09", 2 },
	{ false, "set eth_src 02:00:00:00:00:09", 6, "\x02\x00\x00\x00\x00\x09", 6 },
	{ true, "set ip_ttl 9", FRAME_L3 + 7, "\x09", 1 },
	{ true, "set ip_tos 0xb8", FRAME_L3, "\x6b", 1 },
	{ true, "set ipv6_label 0x12345", FRAME_L3 + 2, "\x23\x45", 2 },
	{ true, "set ipv6_dst fd00::9", FRAME_L3 + 38, "\x00\x09", 2 },
	{ true, "set tp_src 9", FRAME_IPV6_L4, "\x00\x09", 2 },
};

FIXTURE(lists) {
	struct testbed bed;
};

FIXTURE_SETUP(lists)
{
	size_t i;

	for (i = 0; i < sizeof(payload); i++)
		payload[i] = i % 251;
	ASSERT_TRUE(testbed_open(&self->bed, 2, TESTBED_VNET));
	ASSERT_TRUE(testbed_open_local(&self->bed));
	ASSERT_EQ(0, system("ip link add far type veth peer name near && "
			    "ethtool -K far tx off >/dev/null && "
			    "ethtool -K near gro on rx-gro-list on && "
			    "ip link set far master sw0 && ip link set near master sw0 up && "
			    "ip link set far up && "	/* last, it can send at once */
			    "ip addr add 10.0.0.1/24 dev sw0 && "
			    "ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev sw0 && "
			    "sysctl -q net.ipv6.conf.sw0.disable_ipv6=0 && "
			    "ip addr add fd00::1/64 dev sw0 nodad && "
			    "ip neigh add fd00::2 lladdr 02:00:00:00:00:02 dev sw0"));
	ASSERT_EQ(0, testbed_flow(&self->bed, "in_port 0 actions output %u", FAR));
}

FIXTURE_TEARDOWN(lists)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* The payload as datagrams, from a socket. */
static bool send_datagrams(bool ipv6)
{
	struct sockaddr_in6 to6 = { .sin6_family = AF_INET6, .sin6_port = htons(2) };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(2) };
	const struct sockaddr *address = ipv6 ? (void *)&to6 : (void *)&to;
	int fd = socket(address->sa_family, SOCK_DGRAM, 0);
	const int segment = SEGMENT;
	bool ok;

	inet_pton(AF_INET, "10.0.0.2", &to.sin_addr);
	inet_pton(AF_INET6, "fd00::2", &to6.sin6_addr);
	ok = !setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof(segment)) &&
	     sendto(fd, payload, sizeof(payload), 0, address,
		    ipv6 ? sizeof(to6) : sizeof(to)) == sizeof(payload);
	close(fd);
	return ok || testbed_diagnose("cannot send datagrams: %m");
}

/* The payload as a piece of a TCP stream, whose sum and segments are left to the netdev. */
static bool send_stream(struct testbed *bed, bool ipv6)
{
	size_t headers = (ipv6 ? FRAME_IPV6_L4 : FRAME_IPV4_L4) + 20;
	struct flow_frame *frame = frame_of("length %zu ip_proto tcp tcp_flags ack eth_type %s",
					    headers + sizeof(payload), ipv6 ? "ipv6" : "ipv4");
	const struct virtio_net_hdr header = {
		.gso_type = ipv6 ? VIRTIO_NET_HDR_GSO_TCPV6 : VIRTIO_NET_HDR_GSO_TCPV4,
		.gso_size = SEGMENT,
		.hdr_len = headers,
	};

	memcpy(frame->data + headers, payload, sizeof(payload));
	return testbed_send_vnet(bed, 0, &header, frame);
}

/* The next frame that leaves has the case's change, and its piece of the payload. */
static bool leaves_piece(struct testbed *bed, const struct list_case *test, size_t headers,
			 unsigned int piece)
{
	size_t length = SEGMENT - (piece == SEGMENTS - 1);
	static struct flow_frame seen;

	if (!testbed_receive(bed, OUT, &seen, NULL))
		return false;
	if (seen.length != headers + length ||
	    memcmp(payload + piece * SEGMENT, seen.data + headers, length))
		return testbed_diagnose("%s: not piece %u", test->actions, piece);
	if (memcmp(test->bytes, seen.data + test->at, test->length))
		return testbed_diagnose("%s: not done to piece %u", test->actions, piece);
	return frame_is_right(&seen);
}

static bool leaves(struct testbed *bed, const struct list_case *test, size_t l4_length)
{
	size_t headers = (test->ipv6 ? FRAME_IPV6_L4 : FRAME_IPV4_L4) + l4_length;
	bool right = true;
	unsigned int i;

	for (i = 0; i < SEGMENTS; i++)
		right &= leaves_piece(bed, test, headers, i);
	return right;
}

static bool install(struct testbed *bed, const struct list_case *test, const char *proto)
{
	return !testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
				 "in_port %u ip_proto %s eth_type %s actions %s output %u", NEAR,
				 proto, test->ipv6 ? "ipv6" : "ipv4", test->actions, OUT);
}

/*
 * The switch sent less frames than there were pieces: they came as lists, of which
 * a netdev may leave out a piece that has another owner.
 */
static bool came_as_lists(struct testbed *bed, unsigned int lists)
{
	uint64_t sent = testbed_port_get(bed, OUT).stats.tx_packets;

	bed->port[OUT].read -= lists * SEGMENTS - sent;
	return sent <= lists * 2 || testbed_diagnose("%u lists came as %ju frames", lists, sent);
}

TEST_F(lists, datagrams)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ASSERT_TRUE(install(bed, &cases[i], "udp"));
		ASSERT_TRUE(send_datagrams(cases[i].ipv6));
		EXPECT_TRUE(leaves(bed, &cases[i], 8));
	}
	EXPECT_TRUE(came_as_lists(bed, ARRAY_SIZE(cases)));
}

TEST_F(lists, streams)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ASSERT_TRUE(install(bed, &cases[i], "tcp"));
		ASSERT_TRUE(send_stream(bed, cases[i].ipv6));
		EXPECT_TRUE(leaves(bed, &cases[i], 20));
	}
	EXPECT_TRUE(came_as_lists(bed, ARRAY_SIZE(cases)));
}

static const struct list_case unchanged[] = { { false, "", .bytes = "" },
					      { true, "", .bytes = "" } };

/* Their sums are left to the netdev by which they leave, which completes none. */
TEST_F(lists, unfinished_sums)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, system("ethtool -K far tx on tso off tx-udp-segmentation off >/dev/null"));
	for (i = 0; i < ARRAY_SIZE(unchanged); i++) {
		ASSERT_TRUE(install(bed, &unchanged[i], "udp"));
		ASSERT_TRUE(send_datagrams(unchanged[i].ipv6));
		EXPECT_TRUE(leaves(bed, &unchanged[i], 8));
		ASSERT_TRUE(install(bed, &unchanged[i], "tcp"));
		ASSERT_TRUE(send_stream(bed, unchanged[i].ipv6));
		EXPECT_TRUE(leaves(bed, &unchanged[i], 20));
	}
	EXPECT_TRUE(came_as_lists(bed, 2 * ARRAY_SIZE(unchanged)));
}

/* Nor if no rule looks at more than ports, and the path is known. */
TEST_F(lists, unfinished_sums_on_known_paths)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, system("ethtool -K far tx on tso off tx-udp-segmentation off >/dev/null"));
	ASSERT_EQ(0, testbed_flow(bed, "in_port %u actions output %u", NEAR, OUT));
	for (i = 0; i < 2 * ARRAY_SIZE(unchanged); i++) {
		const struct list_case *test = &unchanged[i % ARRAY_SIZE(unchanged)];

		ASSERT_TRUE(send_datagrams(test->ipv6));
		EXPECT_TRUE(leaves(bed, test, 8));
		ASSERT_TRUE(send_stream(bed, test->ipv6));
		EXPECT_TRUE(leaves(bed, test, 20));
	}
	EXPECT_TRUE(came_as_lists(bed, 4 * ARRAY_SIZE(unchanged)));
}

/* A copy that left earlier does not see what is changed later. */
TEST_F(lists, copies)
{
	static const char *const buckets[] = { "set ip_ttl 9 output 2", "output 1", NULL };
	struct testbed *bed = &self->bed;
	static struct flow_frame seen;
	unsigned int i;

	ASSERT_EQ(0, testbed_group(bed, 1, buckets));
	ASSERT_EQ(0, testbed_flow(bed, "in_port %u eth_type ipv4 ip_proto udp actions group 1",
				  NEAR));
	ASSERT_TRUE(send_datagrams(false));
	EXPECT_TRUE(leaves(bed, &cases[0], 8));
	EXPECT_TRUE(came_as_lists(bed, 1));
	for (i = 0; i < SEGMENTS; i++) {
		ASSERT_TRUE(testbed_receive(bed, OTHER, &seen, NULL));
		EXPECT_EQ(64, seen.data[FRAME_L3 + 8]);
		EXPECT_TRUE(frame_is_right(&seen));
	}
	bed->port[OTHER].read -= SEGMENTS - 1;
}

TEST_HARNESS_MAIN
