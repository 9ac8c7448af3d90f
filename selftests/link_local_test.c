// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The addresses 01-80-c2-00-00-00 to -0f, which bridges keep to themselves
 * (IEEE 802.1Q-2022, 8.6.3): each goes to the host unless the port forwards it,
 * and to the daemon if the port says so.
 */
#include <arpa/inet.h>
#include <linux/flowdp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "switch.h"
#include "testbed.h"
#include "testbed_daemon.h"
#include "testbed_rules.h"

#define ADDRESSES	16

FIXTURE(link_local) {
	struct testbed bed;
	struct testbed_daemon daemon;
	int host;		/* hears what the host gets from port 1's netdev */
};

/* What the switch leaves to the host on the netdev: a socket for one protocol stands behind it. */
static int listen_as_host(uint32_t ifindex)
{
	const struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_802_2),
		.sll_ifindex = ifindex,
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	return bind(fd, (const struct sockaddr *)&address, sizeof(address)) ? -1 : fd;
}

FIXTURE_SETUP(link_local)
{
	ASSERT_TRUE(testbed_open(&self->bed, 3, 0));
	ASSERT_EQ(0, testbed_table(&self->bed, 0, "output 2"));
	ASSERT_TRUE(testbed_daemon_open(&self->daemon, &self->bed));
	self->host = listen_as_host(self->bed.port[1].ifindex);
	ASSERT_GE(self->host, 0);
}

FIXTURE_TEARDOWN(link_local)
{
	close(self->host);
	testbed_daemon_close(&self->daemon);
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* As spanning tree has them: the type is a length. */
static struct flow_frame *frame_to(unsigned int last)
{
	return frame_of("length 100 eth_dst 01:80:c2:00:00:%02x eth_type 0x0027", last);
}

static int set_masks(struct testbed *bed, unsigned int number, uint16_t forward, uint16_t upcall)
{
	const struct flow_port settings = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_LINK_LOCAL_FORWARD) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_LINK_LOCAL_UPCALL),
		.link_local_forward = forward,
		.link_local_upcall = upcall,
	};

	return testbed_port_set(bed, number, &settings);
}

/* The host has got the frame, and nothing after it. */
static bool host_gets(FIXTURE_DATA(link_local) *self, const struct flow_frame *frame)
{
	struct pollfd poller = { .fd = self->host, .events = POLLIN };
	static struct flow_frame seen;
	ssize_t length;

	if (poll(&poller, 1, TESTBED_WAIT_MS) != 1)
		return false;
	length = recv(self->host, seen.data, sizeof(seen.data), 0);
	return length == (ssize_t)frame->length && !memcmp(seen.data, frame->data, length) &&
	       recv(self->host, seen.data, sizeof(seen.data), 0) < 0;
}

TEST_F(link_local, host_takes_all)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < ADDRESSES; i++) {
		EXPECT_TRUE(testbed_drops(bed, 1, frame_to(i), TESTBED_CONSUMED));
		EXPECT_TRUE(host_gets(self, frame_to(i)));
	}
	/* What lies beside them is like any other address. */
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(ADDRESSES), TESTBED_PORT(2),
				     frame_to(ADDRESSES)));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(0xff), TESTBED_PORT(2), frame_to(0xff)));
	EXPECT_LT(recv(self->host, &i, sizeof(i), 0), 0);
}

TEST_F(link_local, forwarded)
{
	struct testbed *bed = &self->bed;
	unsigned int i, bit;

	for (bit = 0; bit < ADDRESSES; bit++) {
		ASSERT_EQ(0, set_masks(bed, 1, 1U << bit, 0));
		for (i = 0; i < ADDRESSES; i++) {
			if (i == bit) {
				EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(i), TESTBED_PORT(2),
							     frame_to(i)));
			} else {
				EXPECT_TRUE(testbed_drops(bed, 1, frame_to(i), TESTBED_CONSUMED));
				EXPECT_TRUE(host_gets(self, frame_to(i)));
			}
		}
	}
	/* That is about port 1 alone. */
	ASSERT_EQ(0, testbed_table(bed, 0, "output 1"));
	EXPECT_TRUE(testbed_drops(bed, 2, frame_to(15), TESTBED_CONSUMED));
}

TEST_F(link_local, asked_about)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_PROTOCOL));
	ASSERT_EQ(0, set_masks(bed, 1, 0xff00, 0x5555));
	for (i = 0; i < ADDRESSES; i++) {
		if (i < 8) {
			EXPECT_TRUE(testbed_drops(bed, 1, frame_to(i), TESTBED_CONSUMED));
		} else {
			EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(i), TESTBED_PORT(2),
						     frame_to(i)));
		}
		EXPECT_TRUE(testbed_daemon_hears(&self->daemon, i / 2 + 1));
	}
	EXPECT_EQ(FLOWDP_UPCALL_PROTOCOL, self->daemon.last.class);
	EXPECT_EQ(1, self->daemon.last.in_port);
	EXPECT_EQ(100, self->daemon.last.length);
	EXPECT_FALSE(self->daemon.last.has_action);
	EXPECT_EQ(8, testbed_port_get(bed, 1).stats.upcalls);
	/* Nobody there: the frame goes the same way. */
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, 0));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(0), TESTBED_CONSUMED));
	EXPECT_EQ(1, testbed_port_get(bed, 1).stats.upcalls_unbound);
}

/* A protocol is not silenced by a port that floods: its upcalls have tokens of their own. */
TEST_F(link_local, beside_a_flood)
{
	const struct flow_frame *frame = frame_of("length 100");
	const struct flow_switch one_upcall = {
		.present = FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_RATE) |
			   FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_BURST),
		.ifindex = self->bed.switch_ifindex,
		.upcall_rate = 0,
		.upcall_burst = 1,
	};
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, flow_switch_set(bed->netlink, &one_upcall));
	ASSERT_EQ(0, testbed_daemon_bind(&self->daemon, TESTBED_PROTOCOL | TESTBED_ACTION));
	ASSERT_EQ(0, set_masks(bed, 1, 0, 1));
	ASSERT_EQ(0, testbed_table(bed, 0, "upcall"));
	for (i = 0; i < 10; i++)
		ASSERT_TRUE(testbed_send(bed, 1, frame));
	EXPECT_EQ(9, testbed_port_get(bed, 1).stats.upcalls_limited);
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(0), TESTBED_CONSUMED));
	EXPECT_TRUE(testbed_daemon_hears_all(&self->daemon));
	EXPECT_EQ(1, self->daemon.of_class[FLOWDP_UPCALL_ACTION]);
	EXPECT_EQ(1, self->daemon.of_class[FLOWDP_UPCALL_PROTOCOL]);
	EXPECT_TRUE(host_gets(self, frame_to(0)));
}

/* What the host itself sends to such an address is for no other port. */
TEST_F(link_local, from_the_host)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_TRUE(testbed_open_local(bed));
	for (i = 0; i < ADDRESSES; i++)
		EXPECT_TRUE(testbed_drops(bed, 0, frame_to(i), FLOWDP_DROP_LINK_LOCAL));
	ASSERT_EQ(0, set_masks(bed, 0, 0x8001, 0));
	EXPECT_TRUE(testbed_forwards(bed, 0, frame_to(0), TESTBED_PORT(2), frame_to(0)));
	EXPECT_TRUE(testbed_forwards(bed, 0, frame_to(15), TESTBED_PORT(2), frame_to(15)));
	EXPECT_TRUE(testbed_drops(bed, 0, frame_to(1), FLOWDP_DROP_LINK_LOCAL));
}

TEST_HARNESS_MAIN
