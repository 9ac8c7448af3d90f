// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SCTP that the sender leaves unfinished: its sum, a CRC32c, is the device's to
 * compute, over what rules have made of the packet.
 *
 *    socket --- near ~~~ far --- 3 \
 *                                   +-- sw0
 *               tap1, tap2 --- 1, 2 /
 *
 * Kernels: 6.1 6.12 (CONFIG_IP_SCTP)
 */
#include <arpa/inet.h>
#include <linux/flowdp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"

/* Begins an association with 10.0.0.2, port 8080: the kernel sends its first packet. */
static int begin(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(8080) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, IPPROTO_SCTP);

	inet_pton(AF_INET, "10.0.0.2", &to.sin_addr);
	connect(fd, (struct sockaddr *)&to, sizeof(to));
	return fd;
}

TEST(sum_is_computed_over_what_was_set)
{
	static struct flow_frame seen;
	struct testbed bed;
	int fd;

	ASSERT_EQ(0, system("modprobe sctp"));
	ASSERT_TRUE(testbed_open(&bed, 2, 0));
	ASSERT_EQ(0, system("ip link add near type veth peer name far && "
			    "ip link set far master sw0 up && ip link set near up && "
			    "ip addr add 10.0.0.1/24 dev near && "
			    "ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev near"));
	/* What it begins with is sent once. */
	ASSERT_EQ(0, system("sysctl -q net.sctp.rto_initial=60000"));
	ASSERT_EQ(0, system("ethtool -k near | grep -q 'tx-checksum-sctp: on'"));
	ASSERT_EQ(0, testbed_flow(&bed, "eth_type ipv4 ip_proto sctp actions "
				  "set ipv4_dst 10.9.9.9 set tp_dst 9 output 2"));
	fd = begin();
	ASSERT_TRUE(testbed_receive(&bed, 2, &seen, NULL));
	close(fd);
	EXPECT_EQ(0, memcmp("\x0a\x09\x09\x09", seen.data + FRAME_L3 + 16, 4));
	EXPECT_EQ(9, frame_get16(&seen, FRAME_IPV4_L4 + 2));
	EXPECT_TRUE(frame_is_right(&seen));
	EXPECT_TRUE(testbed_close(&bed));
}

TEST_HARNESS_MAIN
