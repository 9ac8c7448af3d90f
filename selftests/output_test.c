// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * By which ports frames leave: flooding and its flags, isolation, hairpin, the
 * host's own port, and ports that cannot send or are there no more.
 */
#include <arpa/inet.h>
#include <linux/flowdp.h>
#include <linux/if_tun.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "link.h"
#include "netns.h"
#include "testbed.h"
#include "testbed_rules.h"

#define PORTS	5
#define P(n)	TESTBED_PORT(n)

FIXTURE(output) {
	struct testbed bed;
};

FIXTURE_SETUP(output)
{
	ASSERT_TRUE(testbed_open(&self->bed, PORTS, 0));
}

FIXTURE_TEARDOWN(output)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

static struct flow_frame *frame_to(const char *dest)
{
	return frame_of("length 100 eth_dst %s", dest);
}

#define UNICAST		"02:00:00:00:00:99"
#define MULTICAST	"01:00:5e:00:00:01"
#define BROADCAST	"ff:ff:ff:ff:ff:ff"

/* Each flag stands for one kind of destination, and for no other. */
TEST_F(output, flood_flags)
{
	static const struct {
		const char *dest;
		uint32_t ports;
	} cases[] = {
		{ UNICAST, P(3) | P(4) | P(5) },
		{ MULTICAST, P(2) | P(4) | P(5) },
		{ "33:33:00:00:00:01", P(2) | P(4) | P(5) },
		{ "ff:ff:ff:ff:ff:fe", P(2) | P(4) | P(5) },
		{ BROADCAST, P(2) | P(3) | P(5) },
	};
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(cases[i].dest),
					     P(2) | P(3) | P(4) | P(5), frame_to(cases[i].dest)));
	ASSERT_EQ(0, testbed_port_flags(bed, 2, 0, FLOWDP_PORT_F_FLOOD_UNICAST));
	ASSERT_EQ(0, testbed_port_flags(bed, 3, 0, FLOWDP_PORT_F_FLOOD_MULTICAST));
	ASSERT_EQ(0, testbed_port_flags(bed, 4, 0, FLOWDP_PORT_F_FLOOD_BROADCAST));
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(cases[i].dest), cases[i].ports,
					     frame_to(cases[i].dest)))
			TH_LOG("case %u", i);
	/* A port that a rule names gets it all the same, and nobody counts a drop. */
	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(UNICAST), P(2), frame_to(UNICAST)));
	EXPECT_EQ(0, testbed_port_get(bed, 2).drops_count);
}

TEST_F(output, flood_finds_no_port)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	for (i = 2; i <= PORTS; i++)
		ASSERT_EQ(0, testbed_port_flags(bed, i, 0, FLOWDP_PORT_F_FLOOD_UNICAST));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(UNICAST), FLOWDP_DROP_NO_OUTPUT));
	for (i = 2; i <= PORTS; i++)
		EXPECT_EQ(0, testbed_port_get(bed, i).drops_count);
}

/* What was flooded leaves changed, if it was changed before, and only by what comes after. */
TEST_F(output, flood_among_actions)
{
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_table(bed, 0, "flood set eth_dst " MULTICAST " output 5"));
	ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, frame_to(UNICAST)));
	EXPECT_TRUE(testbed_expect(bed, 2, frame_to(UNICAST)));
	EXPECT_TRUE(testbed_expect(bed, 3, frame_to(UNICAST)));
	EXPECT_TRUE(testbed_expect(bed, 4, frame_to(UNICAST)));
	EXPECT_TRUE(testbed_expect(bed, 5, frame_to(UNICAST)));
	EXPECT_TRUE(testbed_expect(bed, 5, frame_to(MULTICAST)));
}

TEST_F(output, hairpin)
{
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_table(bed, 0, "output 1"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(UNICAST), FLOWDP_DROP_SAME_PORT));
	EXPECT_EQ(1, testbed_tx_drops(bed, 1, FLOWDP_DROP_SAME_PORT));
	ASSERT_EQ(0, testbed_port_flags(bed, 1, FLOWDP_PORT_F_HAIRPIN, FLOWDP_PORT_F_HAIRPIN));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(UNICAST), P(1), frame_to(UNICAST)));
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(BROADCAST),
				     P(1) | P(2) | P(3) | P(4) | P(5), frame_to(BROADCAST)));
	EXPECT_TRUE(testbed_forwards(bed, 2, frame_to(BROADCAST), P(1) | P(3) | P(4) | P(5),
				     frame_to(BROADCAST)));
}

TEST_F(output, isolated)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 1; i <= 3; i++)
		ASSERT_EQ(0, testbed_port_flags(bed, i, FLOWDP_PORT_F_ISOLATED,
						FLOWDP_PORT_F_ISOLATED));
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(BROADCAST), P(4) | P(5),
				     frame_to(BROADCAST)));
	EXPECT_TRUE(testbed_forwards(bed, 4, frame_to(UNICAST), P(1) | P(2) | P(3) | P(5),
				     frame_to(UNICAST)));
	EXPECT_EQ(0, testbed_port_get(bed, 2).drops_count);
	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(UNICAST), FLOWDP_DROP_ISOLATED));
	EXPECT_EQ(1, testbed_tx_drops(bed, 2, FLOWDP_DROP_ISOLATED));
	EXPECT_TRUE(testbed_forwards(bed, 5, frame_to(UNICAST), P(2), frame_to(UNICAST)));
}

/* What each port floods, known to nobody or for all, reaches those of @ports[from]. */
static bool floods(struct testbed *bed, const uint32_t *ports, unsigned int from)
{
	return testbed_forwards(bed, from, frame_to(BROADCAST), ports[from],
				frame_to(BROADCAST)) &&
	       testbed_forwards(bed, from, frame_to(UNICAST), ports[from], frame_to(UNICAST));
}

/* The host's own port is one like others: here isolated. */
static bool floods_around_the_host(struct testbed *bed)
{
	static const uint32_t ports[PORTS + 1] = {
		[0] = P(5), [1] = P(5), [2] = P(3) | P(5), [3] = P(2) | P(5), [4] = P(5),
		[5] = P(0) | P(1) | P(2) | P(3) | P(4),
	};
	unsigned int from;

	for (from = 0; from <= PORTS; from++) {
		if (!floods(bed, ports, from))
			return false;
	}
	return true;
}

/* Each to each: 1 is isolated, 2 and 3 are a community, 4 is another one, 5 is promiscuous. */
TEST_F(output, private_vlan)
{
	static const uint16_t communities[PORTS + 1] = { [2] = 7, [3] = 7, [4] = 8 };
	static const uint32_t ports[PORTS + 1] = {
		[1] = P(5), [2] = P(3) | P(5), [3] = P(2) | P(5), [4] = P(5),
		[5] = P(1) | P(2) | P(3) | P(4),
	};
	struct testbed *bed = &self->bed;
	unsigned int from, to;
	char actions[16];

	ASSERT_EQ(0, testbed_port_flags(bed, 1, FLOWDP_PORT_F_ISOLATED, FLOWDP_PORT_F_ISOLATED));
	for (to = 2; to <= 4; to++) {
		const struct flow_port settings = {
			.present = FLOW_PORT_BIT(FLOWDP_A_PORT_COMMUNITY),
			.community = communities[to],
		};

		ASSERT_EQ(0, testbed_port_set(bed, to, &settings));
	}
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	for (from = 1; from <= 5; from++)
		EXPECT_TRUE(floods(bed, ports, from));
	for (to = 1; to <= 5; to++) {
		snprintf(actions, sizeof(actions), "output %u", to);
		ASSERT_EQ(0, testbed_table(bed, 0, actions));
		for (from = 1; from <= 5; from++) {
			if (from == to)
				continue;
			EXPECT_EQ(ports[from] & P(to) ? TESTBED_FORWARDED : FLOWDP_DROP_ISOLATED,
				  testbed_inject(bed, from, frame_to(UNICAST)));
			if (ports[from] & P(to)) {
				EXPECT_TRUE(testbed_expect(bed, to, frame_to(UNICAST)));
			}
		}
	}
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	ASSERT_TRUE(testbed_open_local(bed));
	ASSERT_EQ(0, testbed_port_flags(bed, FLOWDP_PORT_LOCAL, FLOWDP_PORT_F_ISOLATED,
					FLOWDP_PORT_F_ISOLATED));
	EXPECT_TRUE(floods_around_the_host(bed));
}

/* Rules keep the number of a port that is gone, and a port that comes in its place. */
TEST_F(output, port_that_is_gone)
{
	const struct flow_port again = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER),
		.switch_ifindex = self->bed.switch_ifindex,
		.ifindex = self->bed.port[2].ifindex,
		.number = 2,
	};
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "actions output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(UNICAST), P(2), frame_to(UNICAST)));
	ASSERT_EQ(0, flow_port_delete(bed->netlink, bed->switch_ifindex, again.ifindex));
	bed->port[2].read = 0;
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(UNICAST), FLOWDP_DROP_NO_PORT));
	EXPECT_EQ(-ENOENT, testbed_flow(bed, "priority 1 actions output 2"));
	/* What it sends is the host's now. */
	EXPECT_TRUE(testbed_send(bed, 2, frame_to(UNICAST)));
	EXPECT_TRUE(testbed_silent(bed));
	ASSERT_EQ(0, flow_port_new(bed->netlink, &again, NULL));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(UNICAST), P(2), frame_to(UNICAST)));
	/* Nor does it matter how a port goes. */
	ASSERT_EQ(0, flow_link_delete(bed->route, bed->port[2].ifindex));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(UNICAST), FLOWDP_DROP_NO_PORT));
}

TEST_F(output, port_that_is_down)
{
	struct testbed *bed = &self->bed;
	const int no = 0;

	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	ASSERT_EQ(0, netns_link_set_up(bed->route, bed->port[2].ifindex, false));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(UNICAST), FLOWDP_DROP_EGRESS_DOWN));
	EXPECT_EQ(1, testbed_tx_drops(bed, 2, FLOWDP_DROP_EGRESS_DOWN));
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(UNICAST), P(3) | P(4) | P(5),
				     frame_to(UNICAST)));
	EXPECT_EQ(1, testbed_tx_drops(bed, 2, FLOWDP_DROP_EGRESS_DOWN));
	ASSERT_EQ(0, netns_link_set_up(bed->route, bed->port[2].ifindex, true));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(UNICAST), P(2) | P(3) | P(4) | P(5),
				     frame_to(UNICAST)));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	ASSERT_EQ(0, ioctl(bed->port[2].fd, TUNSETCARRIER, &no));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(UNICAST), FLOWDP_DROP_EGRESS_DOWN));
}

/* A queue without room stands for all that may refuse a frame behind the switch. */
TEST_F(output, port_that_refuses)
{
	struct testbed *bed = &self->bed;

	unsigned int i;

	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	ASSERT_EQ(0, system("tc qdisc add dev tap2 root pfifo limit 0"));
	/* From the second one on, the path is known. */
	for (i = 1; i <= 3; i++) {
		EXPECT_TRUE(testbed_drops(bed, 1, frame_to(UNICAST), FLOWDP_DROP_EGRESS_DEVICE));
		EXPECT_EQ(i, testbed_tx_drops(bed, 2, FLOWDP_DROP_EGRESS_DEVICE));
	}
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(UNICAST), P(3) | P(4) | P(5),
				     frame_to(UNICAST)));
	EXPECT_EQ(i, testbed_tx_drops(bed, 2, FLOWDP_DROP_EGRESS_DEVICE));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	ASSERT_EQ(0, system("tc qdisc delete dev tap2 root"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(UNICAST), P(2), frame_to(UNICAST)));
}

/* How many frames may wait for the host's stack; a setting of the initial namespace. */
static bool set_backlog(const char *frames)
{
	char command[100];

	snprintf(command, sizeof(command),
		 "nsenter --target 1 --net sysctl -q net.core.netdev_max_backlog=%s", frames);
	return !system(command);
}

/* Of two frames that come before the host's stack runs, one finds room. */
TEST_F(output, host_that_refuses)
{
	struct testbed *bed = &self->bed;

	ASSERT_TRUE(testbed_open_local(bed));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 0 output 0"));
	ASSERT_TRUE(set_backlog("0"));
	EXPECT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, frame_to(UNICAST)));
	ASSERT_TRUE(set_backlog("1000"));
	EXPECT_TRUE(testbed_expect(bed, 0, frame_to(UNICAST)));
	EXPECT_EQ(1, testbed_port_get(bed, 0).stats.tx_packets);
	EXPECT_EQ(1, testbed_tx_drops(bed, 0, FLOWDP_DROP_EGRESS_DEVICE));
}

/* As long as the MTU, and a tag: not a byte more. */
TEST_F(output, longer_than_the_mtu)
{
	struct testbed *bed = &self->bed;
	const struct flow_frame *fits = frame_of("length 1018"), *tagged;
	const struct flow_frame *too_long = frame_of("length 1019");

	ASSERT_TRUE(testbed_port_mtu(bed, 2, 1000));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	EXPECT_TRUE(testbed_forwards(bed, 1, fits, P(2), fits));
	tagged = frame_tagged(frame_of("length 1014"), 0x8100, 5);
	EXPECT_TRUE(testbed_forwards(bed, 1, tagged, P(2), tagged));
	EXPECT_TRUE(testbed_drops(bed, 1, too_long, FLOWDP_DROP_EGRESS_MTU));
	EXPECT_EQ(1, testbed_tx_drops(bed, 2, FLOWDP_DROP_EGRESS_MTU));
	/* When it is flooded, the others get it, and the one that cannot is told by its counter. */
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	EXPECT_TRUE(testbed_forwards(bed, 1, too_long, P(3) | P(4) | P(5), too_long));
	EXPECT_EQ(2, testbed_tx_drops(bed, 2, FLOWDP_DROP_EGRESS_MTU));
}

TEST_F(output, to_the_host)
{
	const struct flow_frame *tagged = frame_tagged(frame_to(UNICAST), 0x8100, 5);
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_table(bed, 0, "output 0"));
	EXPECT_TRUE(testbed_drops(bed, 1, frame_to(UNICAST), FLOWDP_DROP_EGRESS_DOWN));
	ASSERT_TRUE(testbed_open_local(bed));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(UNICAST), P(0), frame_to(UNICAST)));
	EXPECT_TRUE(testbed_forwards(bed, 1, tagged, P(0), tagged));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 2 output 0"));
	EXPECT_TRUE(testbed_forwards(bed, 1, tagged, P(0) | P(2), tagged));
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(BROADCAST),
				     P(0) | P(2) | P(3) | P(4) | P(5), frame_to(BROADCAST)));
	ASSERT_EQ(0, testbed_port_vlan(bed, 0, "trunk 10"));
	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "access 10"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame_to(BROADCAST), P(0),
				     frame_tagged(frame_to(BROADCAST), 0x8100, 10)));
}

static bool set_address(const char *name, const char *address)
{
	struct ifreq request = { .ifr_addr.sa_family = AF_INET };
	struct sockaddr_in *in = (struct sockaddr_in *)&request.ifr_addr;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok;

	strcpy(request.ifr_name, name);
	inet_pton(AF_INET, address, &in->sin_addr);
	ok = !ioctl(fd, SIOCSIFADDR, &request);
	close(fd);
	return ok;
}

/* What is addressed to the host reaches it, and so does its answer. */
TEST_F(output, host_answers)
{
	struct testbed *bed = &self->bed;
	struct flow_frame *question, *answer, seen;
	struct flow_link link;

	ASSERT_EQ(0, netns_link_set_up(bed->route, bed->switch_ifindex, true));
	ASSERT_TRUE(set_address("sw0", "10.0.0.1"));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 1 actions output 0"));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 0 eth_dst 02:00:00:00:00:01 actions output 1"));
	question = frame_of("arp_op request arp_spa 10.0.0.2 arp_tpa 10.0.0.1 "
			    "eth_src 02:00:00:00:00:01 arp_sha 02:00:00:00:00:01");
	ASSERT_EQ(0, flow_link_get(bed->route, bed->switch_ifindex, &link));
	memcpy(question->data, link.address, sizeof(link.address));
	ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, question));
	bed->port[0].read++;	/* by the host */
	ASSERT_TRUE(testbed_receive(bed, 1, &seen, NULL));
	answer = frame_of("length %zu arp_op reply arp_spa 10.0.0.1 arp_tpa 10.0.0.2 "
			  "eth_dst 02:00:00:00:00:01 arp_tha 02:00:00:00:00:01", seen.length);
	memcpy(answer->data + 6, link.address, sizeof(link.address));
	memcpy(answer->data + 22, link.address, sizeof(link.address));
	EXPECT_EQ(0, memcmp(answer->data, seen.data, seen.length));
}

TEST_F(output, from_the_host)
{
	const struct flow_frame *tagged = frame_tagged(frame_to(UNICAST), 0x8100, 10);
	struct testbed *bed = &self->bed;

	ASSERT_TRUE(testbed_open_local(bed));
	EXPECT_TRUE(testbed_drops(bed, 0, frame_to(UNICAST), FLOWDP_DROP_NO_MATCH));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 0 actions flood"));
	EXPECT_TRUE(testbed_forwards(bed, 0, frame_to(UNICAST), P(1) | P(2) | P(3) | P(4) | P(5),
				     frame_to(UNICAST)));
	EXPECT_TRUE(testbed_forwards(bed, 0, tagged, P(1) | P(2) | P(3) | P(4) | P(5), tagged));
	ASSERT_EQ(0, testbed_port_vlan(bed, 0, "trunk 10"));
	ASSERT_EQ(0, testbed_port_vlan(bed, 4, "access 10"));
	EXPECT_TRUE(testbed_forwards(bed, 0, tagged, P(4), frame_to(UNICAST)));
	EXPECT_TRUE(testbed_drops(bed, 0, frame_to(UNICAST), FLOWDP_DROP_INGRESS_UNTAGGED));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "in_port 0 actions output 0"));
	EXPECT_TRUE(testbed_drops(bed, 0, tagged, FLOWDP_DROP_SAME_PORT));
}

TEST_HARNESS_MAIN
