// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames that are mostly right, changed at random, through flows that match and
 * set every field: each frame that entered has exactly one fate, and what leaves
 * is as much as was counted.  A frame that the port's VLAN mode refuses, says the model
 * of vlan_model.h, is dropped for that reason, and no other is.
 *
 *    tap1: access    tap2: trunk    tap3, tap4: no VLAN mode
 *    tap5 to tap10: the other modes; tap8 is isolated, tap9 and tap10 are a community
 *
 * The environment: FUZZ_SEED (printed by each run), FUZZ_SECONDS.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "frames.h"
#include "kselftest_harness.h"
#include "netns.h"
#include "testbed.h"
#include "testbed_rules.h"
#include "vlan_model.h"

#define PORTS	10
#define BATCH	64	/* frames between two looks at what left; below a TAP's queue */

static const char *const seeds[] = {
	"length 64 eth_type 0x88b5",
	"length 90 eth_type arp",
	"length 90 eth_type ipv4 ip_proto udp tp_src 1000 tp_dst 53",
	"length 90 eth_type ipv4 ip_proto tcp tp_src 1000 tp_dst 80",
	"length 90 eth_type ipv4 ip_proto icmp icmp_type 8",
	"length 120 eth_type ipv6 ip_proto udp tp_src 1000 tp_dst 53",
	"length 120 eth_type ipv6 ip_proto tcp tp_src 1000 tp_dst 80",
	"eth_type ipv6 ip_proto icmpv6 icmp_type 135 nd_target fe80::1",
	"eth_type ipv6 ip_proto icmpv6 icmp_type 136 nd_target fe80::1",
};

/* Table 0 sets what its match allows; table 1 goes on with the tags. */
static const char *const flows[] = {
	"priority 9 malformed 1 actions flood",
	"priority 5 eth_type arp actions set arp_spa 10.0.0.9 set arp_tpa 10.0.0.8 "
	"set arp_sha 02:00:00:00:00:09 set arp_tha 02:00:00:00:00:08 goto 1",
	"priority 6 eth_type ipv4 ip_proto tcp actions set tp_src 9 set tp_dst 8 set ip_ttl 3 "
	"set ip_tos 4 set ipv4_src 10.9.9.9 set ipv4_dst 10.8.8.8 goto 1",
	"priority 6 eth_type ipv4 ip_proto udp actions set tp_src 9 set tp_dst 8 "
	"set ipv4_src 10.9.9.9 goto 1",
	"priority 6 eth_type ipv4 ip_proto sctp actions set tp_src 9 set tp_dst 8 goto 1",
	"priority 5 eth_type ipv4 actions set ipv4_src 10.9.9.9 set ip_ttl 9 goto 1",
	"priority 7 eth_type ipv6 ip_proto icmpv6 icmp_type 135 actions set nd_target fe80::9 "
	"set ipv6_src fe80::8 goto 1",
	"priority 6 eth_type ipv6 ip_proto tcp actions set tp_src 9 set ipv6_src fe80::7 "
	"set ipv6_dst fe80::6 set ipv6_label 5 set ip_ttl 4 set ip_tos 8 goto 1",
	"priority 6 eth_type ipv6 ip_proto udp actions set tp_dst 9 set ipv6_dst fe80::6 goto 1",
	"priority 5 eth_type ipv6 actions set ipv6_label 77 goto 1",
	"table 1 priority 5 in_port 1 actions set eth_src 02:00:00:00:00:77 set pcp 3 flood",
	"table 1 priority 5 in_port 2 actions push_vlan tpid 802.1ad vid 7 output 4 pop_vlan "
	"output 3",
	"table 1 priority 6 in_port 3 vlan_tpid 0x8100 actions pop_vlan flood",
	"table 1 priority 5 in_port 3 actions set vid 20 output 2 group 1",
	"table 1 priority 5 in_port 4 actions group 1",
};

static const char *const buckets[] = {
	"output 4", "output 3", "set eth_dst 02:00:00:00:00:55 output 1", NULL
};

/* Which of vlan_modes a port has. */
static const unsigned int mode_of[PORTS + 1] = { 0, 2, 5, 1, 1, 4, 6, 7, 8, 9, 10 };

FIXTURE(frames)
{
	struct testbed bed;
	unsigned int seed, random;
	uint64_t entered[PORTS + 1], left[PORTS + 1];
};

FIXTURE_SETUP(frames)
{
	static const struct flow_port community = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_COMMUNITY),
		.community = 1,
	};
	struct testbed *bed = &self->bed;
	unsigned int i;

	self->seed = environment_number("FUZZ_SEED", time(NULL) ^ getpid());
	self->random = self->seed;
	TH_LOG("FUZZ_SEED=%u", self->seed);
	ASSERT_TRUE(testbed_open(bed, PORTS, 0));
	for (i = 1; i <= PORTS; i++)
		ASSERT_EQ(0, testbed_port_vlan(bed, i, vlan_modes[mode_of[i]].words));
	ASSERT_EQ(0, testbed_port_flags(bed, 8, FLOWDP_PORT_F_ISOLATED, FLOWDP_PORT_F_ISOLATED));
	ASSERT_EQ(0, testbed_port_set(bed, 9, &community));
	ASSERT_EQ(0, testbed_port_set(bed, 10, &community));
	ASSERT_EQ(0, testbed_group(bed, 1, buckets));
	ASSERT_EQ(0, testbed_table(bed, 0, "goto 1"));
	ASSERT_EQ(0, testbed_table(bed, 1, "flood"));
	for (i = 0; i < ARRAY_SIZE(flows); i++) {
		ASSERT_EQ(0, testbed_flow(bed, "%s", flows[i]))
			TH_LOG("%s: %s", flows[i], flow_netlink_error_text(bed->netlink));
	}
}

FIXTURE_TEARDOWN(frames)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

static unsigned int pick(FIXTURE_DATA(frames) *self, unsigned int below)
{
	return below ? rand_r(&self->random) % below : 0;
}

/* Half of the frames are for the ports that flows name. */
static unsigned int pick_port(FIXTURE_DATA(frames) *self)
{
	return pick(self, 2) ? 1 + pick(self, 4) : 5 + pick(self, PORTS - 4);
}

static void mutate(FIXTURE_DATA(frames) *self, struct flow_frame *frame)
{
	static const uint16_t types[] = { 0x8100, 0x88a8, 0x0800, 0x86dd, 0x0806, 0x0040, 0x9100 };
	size_t at = pick(self, frame->length);

	switch (pick(self, 8)) {
	case 0:	/* anything, but mostly in the headers */
		frame->data[at] = pick(self, 256);
		break;
	case 1:
		frame->data[at % 60 % frame->length] ^= 1 << pick(self, 8);
		break;
	case 2:	/* cut short; 14 bytes are what a TAP takes */
		frame->length = 14 + pick(self, frame->length - 13);
		break;
	case 3:
		if (frame->length < 140)
			frame_push_tag(frame, types[pick(self, 2)], pick(self, 65536));
		break;
	case 4:
		frame_set16(frame, 12, types[pick(self, 7)]);
		break;
	case 5:	/* another version, header length, protocol or next header */
		at = FRAME_L3 + pick(self, 24);
		if (at < frame->length)
			frame->data[at] = pick(self, 4) ? 0x40 + pick(self, 48) : pick(self, 64);
		break;
	default:
		break;
	}
}

static struct flow_frame *next_frame(FIXTURE_DATA(frames) *self)
{
	struct flow_frame *frame = frame_of("%s", seeds[pick(self, ARRAY_SIZE(seeds))]);
	unsigned int times = pick(self, 5), i;

	if (!pick(self, 20)) {
		frame->length = 14 + pick(self, 100);
		for (i = 0; i < frame->length; i++)
			frame->data[i] = pick(self, 256);
	}
	while (times--)
		mutate(self, frame);
	return frame;
}

/* Linux itself drops a tag that is cut short, before the switch sees it. */
static bool reaches_switch(const struct flow_frame *frame)
{
	uint16_t type = frame_get16(frame, 12);

	return frame->length >= 20 || (type != 0x8100 && type != 0x88a8);
}

/* Reads all that has left. */
static void drain(FIXTURE_DATA(frames) *self)
{
	unsigned char buffer[2048];
	unsigned int i;

	for (i = 1; i <= PORTS; i++) {
		while (read(self->bed.port[i].fd, buffer, sizeof(buffer)) > 0) {
			self->left[i]++;
			self->bed.port[i].read++;
		}
	}
}

static uint64_t all_that_left(const FIXTURE_DATA(frames) *self)
{
	uint64_t count = 0;
	unsigned int i;

	for (i = 1; i <= PORTS; i++)
		count += self->left[i];
	return count;
}

/* Why the frame does not get past the port's VLAN mode; 0: it does. */
static int model_refusal(unsigned int port, const struct flow_frame *frame)
{
	static const unsigned char zero[6];
	struct vlan_tags tags = vlan_model_tags(frame);
	struct vlan_inside inside;

	if (frame->data[6] & 1 || !memcmp(frame->data + 6, zero, sizeof(zero)))
		return FLOWDP_DROP_BAD_SOURCE;
	return vlan_model_enter(&vlan_modes[mode_of[port]], FLOWDP_PCP_KEEP, &tags, &inside);
}

static bool is_refusal(int fate)
{
	return fate == FLOWDP_DROP_BAD_SOURCE || fate == FLOWDP_DROP_INGRESS_TAGGED ||
	       fate == FLOWDP_DROP_INGRESS_UNTAGGED || fate == FLOWDP_DROP_INGRESS_VLAN;
}

/* It is counted as forwarded if it left by any port, and only then. */
static bool has_right_fate(FIXTURE_DATA(frames) *self, unsigned int port,
			   const struct flow_frame *frame)
{
	uint64_t before = all_that_left(self);
	int fate = testbed_inject(&self->bed, port, frame), refusal = model_refusal(port, frame);

	drain(self);
	self->entered[port]++;
	if (refusal ? fate != refusal : is_refusal(fate))
		return false;
	return fate != TESTBED_MISCOUNTED &&
	       (fate == TESTBED_FORWARDED) == (all_that_left(self) > before);
}

static void expect_counted(struct __test_metadata *_metadata, FIXTURE_DATA(frames) *self)
{
	struct flow_port port;
	uint64_t fates;
	unsigned int i, d;

	for (i = 1; i <= PORTS; i++) {
		port = testbed_port_get(&self->bed, i);
		fates = port.stats.forwarded + port.stats.consumed;
		for (d = 0; d < port.drops_count; d++)
			fates += port.drops[d].rx_packets;
		EXPECT_EQ(self->entered[i], port.stats.rx_packets)
			TH_LOG("port %u, FUZZ_SEED=%u", i, self->seed);
		EXPECT_EQ(self->entered[i], fates)
			TH_LOG("port %u, FUZZ_SEED=%u", i, self->seed);
		EXPECT_EQ(self->left[i], port.stats.tx_packets)
			TH_LOG("port %u, FUZZ_SEED=%u", i, self->seed);
	}
}

TEST_F(frames, each_has_one_fate)
{
	time_t end = time(NULL) + environment_number("FUZZ_SECONDS", 5);
	struct testbed *bed = &self->bed;
	uint64_t total = 0, through = 0;
	struct flow_frame *frame;
	unsigned int i, port;

	while (time(NULL) < end) {
		do {
			frame = next_frame(self);
		} while (!reaches_switch(frame));
		EXPECT_TRUE(has_right_fate(self, pick_port(self), frame))
			TH_LOG("FUZZ_SEED=%u, frame %lu", self->seed, total);
		for (i = 1; i < BATCH; i++) {
			frame = next_frame(self);
			port = pick_port(self);
			ASSERT_EQ((ssize_t)frame->length,
				  write(bed->port[port].fd, frame->data, frame->length));
			self->entered[port] += reaches_switch(frame);
		}
		drain(self);
		total += BATCH;
	}
	expect_counted(_metadata, self);
	for (i = 1; i <= PORTS; i++)
		through += testbed_port_get(bed, i).stats.forwarded;
	TH_LOG("%lu frames, %lu of them forwarded", total, through);
	EXPECT_LT(total / 10, through);
	EXPECT_GT(total, through);
}

/* The mutated frames have met each of the flows. */
TEST_F(frames, each_flow_is_met)
{
	struct testbed *bed = &self->bed;
	unsigned int i, port;

	for (i = 0; i < 4500; i++) {
		struct flow_frame *frame = next_frame(self);

		port = pick_port(self);
		ASSERT_LT(0, write(bed->port[port].fd, frame->data, frame->length));
		drain(self);
	}
	for (i = 0; i < ARRAY_SIZE(flows); i++) {
		if (strstr(flows[i], "sctp"))
			continue;
		EXPECT_NE(0, testbed_flow_packets(bed, "%s", flows[i]))
			TH_LOG("%s, FUZZ_SEED=%u", flows[i], self->seed);
	}
}

TEST_HARNESS_MAIN
