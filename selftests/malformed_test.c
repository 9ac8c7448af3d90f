// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames that are cut short or lie about themselves.  Each is counted once and
 * does no harm, and none that lacks a byte of a header matches by that header.
 * A frame that the rule under test matches leaves by port 2, a malformed one by
 * port 4, any other by port 3.
 */
#include <linux/flowdp.h>
#include <poll.h>
#include <unistd.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"

#define HIT		2
#define MISS		3
#define MALFORMED	4
#define SHORTEST	14	/* TUN takes none that is shorter */
#define SHORTEST_TAGGED	20	/* addresses, tag, type: the kernel drops less */

FIXTURE(malformed) {
	struct testbed bed;
};

FIXTURE_SETUP(malformed)
{
	ASSERT_TRUE(testbed_open(&self->bed, 4, 0));
	ASSERT_EQ(0, testbed_table(&self->bed, 0, "output 3"));
}

FIXTURE_TEARDOWN(malformed)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* A protocol: a frame of it, the deepest match there is, and how long its headers are. */
static const struct protocol {
	const char *frame;
	const char *match;
	unsigned int l3, l4;	/* bytes of network and transport header */
} protocols[] = {
	{ "eth_type ipv4 ip_proto tcp tp_dst 80 tcp_flags syn",
	  "eth_type ipv4 ip_proto tcp tp_dst 80 tcp_flags syn", 20, 20 },
	{ "eth_type ipv4 ip_proto udp tp_dst 53", "eth_type ipv4 ip_proto udp tp_dst 53", 20, 8 },
	{ "eth_type ipv4 ip_proto sctp tp_dst 53", "eth_type ipv4 ip_proto sctp tp_dst 53",
	  20, 12 },
	{ "eth_type ipv4 icmp_type 8", "eth_type ipv4 icmp_type 8", 20, 4 },
	{ "eth_type ipv6 ip_proto tcp tp_dst 80 tcp_flags syn",
	  "eth_type ipv6 ip_proto tcp tp_dst 80 tcp_flags syn", 40, 20 },
	{ "eth_type ipv6 ip_proto udp tp_dst 53", "eth_type ipv6 ip_proto udp tp_dst 53", 40, 8 },
	{ "eth_type ipv6 icmp_type 128", "eth_type ipv6 icmp_type 128", 40, 4 },
	{ "icmp_type 135 nd_target fe80::1 nd_sll 02:00:00:00:00:01",
	  "nd_target fe80::1 icmp_type 135 nd_sll 02:00:00:00:00:01", 40, 32 },
	{ "icmp_type 136 nd_target fe80::1 nd_tll 02:00:00:00:00:01",
	  "nd_target fe80::1 icmp_type 136 nd_tll 02:00:00:00:00:01", 40, 32 },
	{ "arp_op request arp_tpa 10.0.0.1", "arp_op request arp_tpa 10.0.0.1", 28, 0 },
};

static bool is_arp(const struct protocol *protocol)
{
	return !protocol->l4;
}

static bool is_ipv6(const struct flow_frame *frame)
{
	return frame_get16(frame, FRAME_L3 - 2) == 0x86dd;
}

static bool install(struct testbed *bed, const struct protocol *protocol)
{
	return !testbed_flow_flush(bed, NULL) &&
	       !testbed_flow(bed, "priority 9 %s actions output %u", protocol->match, HIT) &&
	       !testbed_flow(bed, "priority 8 malformed 1 actions output %u", MALFORMED);
}

/* The frame's first bytes, as many as its headers say; ARP frames are padded. */
static struct flow_frame *make(const struct protocol *protocol)
{
	struct flow_frame *frame = frame_of("%s", protocol->frame);

	if (!is_arp(protocol))
		frame_trim(frame);
	return frame;
}

static bool leaves_by(struct testbed *bed, unsigned int port, const struct flow_frame *frame)
{
	return testbed_send(bed, 1, frame) && testbed_expect(bed, port, frame);
}

/* What the lengths inside promise is not there. */
TEST_F(malformed, cut_at_every_byte)
{
	struct testbed *bed = &self->bed;
	unsigned int i, length;

	for (i = 0; i < ARRAY_SIZE(protocols); i++) {
		struct flow_frame *frame = make(&protocols[i]);
		unsigned int whole = FRAME_L3 + protocols[i].l3 + protocols[i].l4;
		unsigned int full = frame->length;

		ASSERT_TRUE(install(bed, &protocols[i]));
		ASSERT_GE(full, whole);
		for (length = full; length >= SHORTEST; length--) {
			bool complete = is_arp(&protocols[i]) ? length >= whole : length == full;

			frame->length = length;
			EXPECT_TRUE(leaves_by(bed, complete ? HIT : MALFORMED, frame))
				TH_LOG("protocol %u, %u bytes", i, length);
		}
	}
	EXPECT_TRUE(testbed_silent(bed));
}

/* The lengths inside agree with the frame, but it ends within the transport's header. */
TEST_F(malformed, packet_ends_at_every_byte)
{
	struct testbed *bed = &self->bed;
	unsigned int i, l4;

	for (i = 0; i < ARRAY_SIZE(protocols); i++) {
		const struct protocol *protocol = &protocols[i];
		unsigned int l3_end = FRAME_L3 + protocol->l3;
		struct flow_frame *frame = make(protocol);

		if (is_arp(protocol))
			continue;
		ASSERT_TRUE(install(bed, protocol));
		for (l4 = 0; l4 <= protocol->l4; l4++) {
			bool nd = protocol->l4 == 32;
			bool complete = l4 == protocol->l4;
			bool other = nd && l4 == 24;	/* an ND message without options */

			frame->length = l3_end + l4;
			if (is_ipv6(frame))
				frame_set16(frame, FRAME_L3 + 4, l4);
			else
				frame_set16(frame, FRAME_L3 + 2, protocol->l3 + l4);
			EXPECT_TRUE(leaves_by(bed, complete ? HIT : other ? MISS : MALFORMED,
					      frame))
				TH_LOG("protocol %u, %u bytes", i, l4);
			/* Nor does padding stand in for what is not there. */
			frame->length = l3_end + protocol->l4 + 6;
			EXPECT_TRUE(leaves_by(bed, complete ? HIT : other ? MISS : MALFORMED,
					      frame))
				TH_LOG("protocol %u, %u bytes and padding", i, l4);
		}
	}
	EXPECT_TRUE(testbed_silent(bed));
}

/* TCP's own length, in words: from its header to the packet's end, and no other. */
TEST_F(malformed, tcp_data_offset)
{
	struct testbed *bed = &self->bed;
	unsigned int i, words;

	for (i = 0; i < ARRAY_SIZE(protocols); i++) {
		unsigned int l4 = FRAME_L3 + protocols[i].l3;
		struct flow_frame *frame;

		if (!strstr(protocols[i].frame, "tcp"))
			continue;
		ASSERT_TRUE(install(bed, &protocols[i]));
		frame = frame_of("length %u %s", l4 + 40, protocols[i].frame);
		for (words = 0; words < 16; words++) {
			frame->data[l4 + 12] = words << 4;
			EXPECT_TRUE(leaves_by(bed, words < 5 || words > 10 ? MALFORMED : HIT,
					      frame))
				TH_LOG("protocol %u, %u words", i, words);
		}
	}
}

/* Behind two tags, cut from the second tag on; the first is the kernel's. */
TEST_F(malformed, cut_behind_tags)
{
	struct testbed *bed = &self->bed;
	unsigned int i, length;

	for (i = 0; i < ARRAY_SIZE(protocols); i++) {
		struct flow_frame *frame = make(&protocols[i]);
		unsigned int whole = 8 + FRAME_L3 + protocols[i].l3 + protocols[i].l4;
		unsigned int full;

		frame_push_tag(frame, 0x8100, 5);
		frame_push_tag(frame, 0x88a8, 6);
		full = frame->length;
		ASSERT_TRUE(install(bed, &protocols[i]));
		for (length = full; length >= SHORTEST_TAGGED; length--) {
			bool complete = is_arp(&protocols[i]) ? length >= whole : length == full;

			frame->length = length;
			EXPECT_TRUE(leaves_by(bed, complete ? HIT : MALFORMED, frame))
				TH_LOG("protocol %u, %u bytes", i, length);
		}
		/* The rest never comes to the switch. */
		for (; length >= SHORTEST; length--) {
			frame->length = length;
			EXPECT_TRUE(testbed_send(bed, 1, frame));
		}
	}
	EXPECT_TRUE(testbed_silent(bed));
}

/* Actions look before they write. */
TEST_F(malformed, rewritten)
{
	static const char *const actions[] = {
		"set ipv4_dst 10.0.0.9", "set ipv6_dst fd00::9", "set ip_tos 4", "set ip_ttl 9",
		"set tp_dst 9", "set arp_tpa 10.0.0.9", "set nd_target fd00::9",
		"set ipv6_label 9", "set arp_sha 02:00:00:00:00:09",
	};
	struct testbed *bed = &self->bed;
	unsigned int i, j, length;

	for (j = 0; j < ARRAY_SIZE(actions); j++) {
		ASSERT_EQ(0, testbed_table(bed, 0, actions[j]));
		for (i = 0; i < ARRAY_SIZE(protocols); i++) {
			struct flow_frame *frame = make(&protocols[i]);
			uint64_t failed = testbed_rx_drops(bed, 1, FLOWDP_DROP_ACTION_FAILED);
			unsigned int end = FRAME_L3 + protocols[i].l3 + protocols[i].l4;

			for (length = SHORTEST; length < end; length++) {
				frame->length = length;
				ASSERT_TRUE(testbed_send(bed, 1, frame));
			}
			EXPECT_EQ(failed + end - SHORTEST,
				  testbed_rx_drops(bed, 1, FLOWDP_DROP_ACTION_FAILED))
				TH_LOG("action %u, protocol %u", j, i);
		}
	}
}

/* The frame left by the port that fits it, or was dropped, but was counted. */
static bool is_counted(struct testbed *bed, const struct flow_frame *frame, uint64_t *left)
{
	static struct flow_frame seen;
	unsigned int port;

	if (!testbed_send(bed, 1, frame))
		return false;
	for (port = 2; port <= 4; port++) {
		if (read(bed->port[port].fd, seen.data, sizeof(seen.data)) < 0)
			continue;
		bed->port[port].read++;
		++*left;
	}
	return true;
}

/* Each byte of each header takes values that mean something, or nothing at all. */
TEST_F(malformed, wrong_bytes)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x04, 0x3c, 0x45, 0x4f, 0x7f, 0x81, 0xff };
	struct testbed *bed = &self->bed;
	uint64_t left = 0, sent = 0;
	unsigned int i, at, j;
	struct flow_port port;

	for (i = 0; i < ARRAY_SIZE(protocols); i++) {
		struct flow_frame *frame = make(&protocols[i]);
		unsigned int end = FRAME_L3 + protocols[i].l3 + protocols[i].l4;

		ASSERT_TRUE(install(bed, &protocols[i]));
		for (at = 12; at < end; at++) {
			uint8_t before = frame->data[at];

			for (j = 0; j < ARRAY_SIZE(values); j++) {
				frame->data[at] = values[j];
				ASSERT_TRUE(is_counted(bed, frame, &left));
				sent++;
			}
			frame->data[at] = before;
		}
	}
	port = testbed_port_get(bed, 1);
	EXPECT_EQ(sent, port.stats.rx_packets);
	EXPECT_EQ(left, port.stats.forwarded);
	EXPECT_EQ(sent, left);
}

TEST_HARNESS_MAIN
