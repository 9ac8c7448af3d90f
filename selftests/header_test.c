// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Headers behind headers: options, extension headers and fragments, which move
 * the transport's header or take it away, and how deep the switch looks.  A
 * frame that the rule under test matches leaves by port 2; a malformed one by
 * port 4; any other by port 3.
 */
#include <linux/flowdp.h>
#include <string.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"

#define HIT		TESTBED_PORT(2)
#define MISS		TESTBED_PORT(3)
#define MALFORMED	TESTBED_PORT(4)

#define DNS		"ip_proto udp tp_dst 53"

#define HEADERS_MAX	9
#define ND_OPTIONS	(FRAME_IPV6_L4 + 24)	/* RFC 4861, 4.3 */

FIXTURE(header) {
	struct testbed bed;
};

FIXTURE_SETUP(header)
{
	struct testbed *bed = &self->bed;

	ASSERT_TRUE(testbed_open(bed, 4, 0));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 3"));
	ASSERT_EQ(0, testbed_flow(bed, "priority 9 eth_type ipv4 " DNS " actions output 2"));
	ASSERT_EQ(0, testbed_flow(bed, "priority 9 eth_type ipv6 " DNS " actions output 2"));
	ASSERT_EQ(0, testbed_flow(bed, "priority 8 malformed 1 actions output 4"));
}

FIXTURE_TEARDOWN(header)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

static struct flow_frame *query(const char *version)
{
	return frame_of("length 90 eth_type %s " DNS, version);
}

#define TYPE_AT		(FRAME_L3 - 2)
#define SNAP_TYPE_AT	(TYPE_AT + 8)

/* A frame of 802.3 whose type is behind its length is one of that type. */
TEST_F(header, type_behind_a_length)
{
	struct flow_frame *frame = query("ipv4"), *other, *tagged = query("ipv6");
	struct testbed *bed = &self->bed;
	size_t at;

	frame_add_snap(frame, TYPE_AT);
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, HIT, frame));
	frame_push_tag(tagged, 0x8100, 5);
	frame_add_snap(tagged, TYPE_AT + 4);
	EXPECT_TRUE(testbed_forwards(bed, 1, tagged, HIT, tagged));
	for (at = TYPE_AT + 2; at <= SNAP_TYPE_AT; at++) {
		other = frame_copy(frame);
		other->data[at] ^= 0x04;	/* of a type, makes it a length */
		EXPECT_TRUE(testbed_forwards(bed, 1, other, MISS, other))
			TH_LOG("byte %zu", at);
	}
	other = frame_copy(frame);
	other->length = FRAME_L3 + 8 + 19;
	EXPECT_TRUE(testbed_forwards(bed, 1, other, MALFORMED, other));
	/* What looks no deeper than that finds it, too. */
	ASSERT_EQ(0, testbed_flow_flush(bed, NULL));
	ASSERT_EQ(0, testbed_flow(bed, "eth_type ipv4 actions output 2"));
	ASSERT_EQ(0, testbed_flow(bed, "eth_type ipv6 actions output 2"));
	ASSERT_EQ(0, testbed_flow(bed, "eth_type 0 actions output 4"));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, HIT, frame));
	EXPECT_TRUE(testbed_forwards(bed, 1, tagged, HIT, tagged));
	other->length = SNAP_TYPE_AT + 1;
	EXPECT_TRUE(testbed_forwards(bed, 1, other, TESTBED_PORT(4), other));
}

/* Hosts take the hardware type of IEEE 802 for that of Ethernet. */
TEST_F(header, hardware_types_of_arp)
{
	struct flow_frame *frame = frame_of("arp_spa 10.0.0.5");
	struct testbed *bed = &self->bed;
	unsigned int type;

	ASSERT_EQ(0, testbed_flow(bed, "priority 9 arp_spa 10.0.0.5 actions output 2"));
	for (type = 0; type < 9; type++) {
		frame_set16(frame, FRAME_L3, type);
		EXPECT_TRUE(testbed_forwards(bed, 1, frame,
					     type == 1 || type == 6 ? HIT : MALFORMED, frame));
	}
}

TEST_F(header, ipv4_options)
{
	unsigned int words;

	for (words = 0; words <= 10; words++) {
		struct flow_frame *frame = query("ipv4");

		frame_add_ipv4_options(frame, words);
		EXPECT_TRUE(testbed_forwards(&self->bed, 1, frame, HIT, frame));
	}
}

/* Chains from the packet's end to its beginning: what is last in a row is first in the frame. */
static const struct chain_case {
	struct {
		uint8_t type;
		uint16_t length;	/* 0: no more */
	} header[HEADERS_MAX];
	uint32_t to;
} chain_cases[] = {
	{ { { FRAME_IP6_HOPOPTS, 8 } }, HIT },
	{ { { FRAME_IP6_DSTOPTS, 24 } }, HIT },
	{ { { FRAME_IP6_ROUTING, 24 } }, HIT },
	{ { { FRAME_IP6_AH, 24 } }, HIT },
	{ { { 135, 16 } }, HIT },				/* mobility (RFC 6275) */
	{ { { FRAME_IP6_FRAGMENT, 8 } }, HIT },			/* atomic (RFC 6946) */
	{ { { 139, 16 } }, MISS },				/* not one we know */
	{ { { FRAME_IP6_DSTOPTS, 8 }, { FRAME_IP6_AH, 12 }, { FRAME_IP6_FRAGMENT, 8 },
	    { FRAME_IP6_ROUTING, 8 }, { FRAME_IP6_DSTOPTS, 8 }, { FRAME_IP6_HOPOPTS, 8 } }, HIT },
	/* As many as are looked at, and one more. */
	{ { { 60, 8 }, { 60, 8 }, { 60, 8 }, { 60, 8 }, { 60, 8 }, { 60, 8 }, { 60, 8 } }, HIT },
	{ { { 60, 8 }, { 60, 8 }, { 60, 8 }, { 60, 8 }, { 60, 8 }, { 60, 8 }, { 60, 8 },
	    { 60, 8 } }, MALFORMED },
	/* 14 + 40 + 192 + 8 bytes lie in the first 256; 8 more do not. */
	{ { { FRAME_IP6_DSTOPTS, 192 } }, HIT },
	{ { { FRAME_IP6_DSTOPTS, 200 } }, MALFORMED },
	{ { { FRAME_IP6_DSTOPTS, 2040 } }, MALFORMED },
};

static struct flow_frame *chained(const struct chain_case *test)
{
	struct flow_frame *frame = query("ipv6");
	unsigned int i;

	for (i = 0; i < HEADERS_MAX && test->header[i].length; i++)
		frame_add_ipv6_header(frame, test->header[i].type, test->header[i].length);
	return frame;
}

TEST_F(header, ipv6_chains)
{
	unsigned int i;

	ASSERT_TRUE(testbed_port_mtu(&self->bed, 4, 4000));
	for (i = 0; i < ARRAY_SIZE(chain_cases); i++) {
		const struct flow_frame *frame = chained(&chain_cases[i]);

		EXPECT_TRUE(testbed_forwards(&self->bed, 1, frame, chain_cases[i].to, frame))
			TH_LOG("case %u", i);
	}
}

/* A tag or two move the rest, and the last bytes out of what is looked at. */
TEST_F(header, window_behind_tags)
{
	const struct chain_case fits = { { { FRAME_IP6_DSTOPTS, 192 } }, HIT };
	const struct flow_frame *frame = chained(&fits), *tagged, *twice;

	tagged = frame_tagged(frame, 0x8100, 5);	/* kept beside the bytes */
	EXPECT_TRUE(testbed_forwards(&self->bed, 1, tagged, HIT, tagged));
	twice = frame_tagged(tagged, 0x8100, 6);
	EXPECT_TRUE(testbed_forwards(&self->bed, 1, twice, MALFORMED, twice));
}

/* Only the first fragment has the transport's header. */
static const struct {
	const char *version;
	size_t at;		/* of the fragment word */
	uint16_t word;
	uint32_t to;
} fragment_cases[] = {
	{ "ipv4", FRAME_L3 + 6, 0x0000, HIT },
	{ "ipv4", FRAME_L3 + 6, 0x4000, HIT },	/* don't fragment */
	{ "ipv4", FRAME_L3 + 6, 0x8000, HIT },	/* reserved */
	{ "ipv4", FRAME_L3 + 6, 0x2000, HIT },	/* first */
	{ "ipv4", FRAME_L3 + 6, 0x2001, MISS },
	{ "ipv4", FRAME_L3 + 6, 0x0001, MISS },
	{ "ipv4", FRAME_L3 + 6, 0x1fff, MISS },
	{ "ipv4", FRAME_L3 + 6, 0x3fff, MISS },
	{ "ipv6", FRAME_IPV6_L4 + 2, 0x0000, HIT },
	{ "ipv6", FRAME_IPV6_L4 + 2, 0x0001, HIT },	/* first */
	{ "ipv6", FRAME_IPV6_L4 + 2, 0x0006, HIT },	/* reserved */
	{ "ipv6", FRAME_IPV6_L4 + 2, 0x0008, MISS },
	{ "ipv6", FRAME_IPV6_L4 + 2, 0x0009, MISS },
	{ "ipv6", FRAME_IPV6_L4 + 2, 0xfff8, MISS },
};

TEST_F(header, fragments)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fragment_cases); i++) {
		struct flow_frame *frame = query(fragment_cases[i].version);

		if (fragment_cases[i].version[3] == '6')
			frame_add_ipv6_header(frame, FRAME_IP6_FRAGMENT, 8);
		frame_set16(frame, fragment_cases[i].at, fragment_cases[i].word);
		EXPECT_TRUE(testbed_forwards(&self->bed, 1, frame, fragment_cases[i].to, frame))
			TH_LOG("case %u", i);
	}
}

/* What follows in a later fragment is no header, even if it looks like one. */
TEST_F(header, chain_behind_a_later_fragment)
{
	struct testbed *bed = &self->bed;
	struct flow_frame *frame = query("ipv6");

	ASSERT_EQ(0, testbed_flow(bed, "priority 7 eth_type ipv6 ip_proto %u ip_frag later "
				  "actions output 2", FRAME_IP6_DSTOPTS));
	frame_add_ipv6_header(frame, FRAME_IP6_DSTOPTS, 8);
	frame_add_ipv6_header(frame, FRAME_IP6_FRAGMENT, 8);
	frame_set16(frame, FRAME_IPV6_L4 + 2, 0x0010);
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, HIT, frame));
}

/* Two fragment headers make no packet (RFC 8200, 4.5): the later one must not hide the first. */
TEST_F(header, a_fragment_stays_one)
{
	struct testbed *bed = &self->bed;
	struct flow_frame *frame = query("ipv6");

	ASSERT_EQ(0, testbed_flow(bed, "priority 10 eth_type ipv6 ip_frag no actions output 3"));
	frame_add_ipv6_header(frame, FRAME_IP6_FRAGMENT, 8);	/* atomic */
	frame_add_ipv6_header(frame, FRAME_IP6_FRAGMENT, 8);
	frame_set16(frame, FRAME_IPV6_L4 + 2, 0x0001);		/* the first of several */
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, MALFORMED, frame));
}

/* Neighbour discovery: options in any order, and those that lie. */
static const struct {
	const char *change;	/* what is done to the options */
	size_t at;
	uint8_t bytes[8];
	uint32_t to;
} option_cases[] = {
	{ "sane", 0, { 1, 1, 2, 0, 0, 0, 0, 5 }, HIT },
	{ "of another type", 0, { 14, 1, 2, 0, 0, 0, 0, 5 }, MISS },
	{ "of length 0", 0, { 1, 0, 2, 0, 0, 0, 0, 5 }, MALFORMED },
	{ "longer than the packet", 0, { 1, 2, 2, 0, 0, 0, 0, 5 }, MALFORMED },
	{ "of the advertisement", 0, { 2, 1, 2, 0, 0, 0, 0, 5 }, MISS },
};

TEST_F(header, neighbour_options)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_EQ(0, testbed_flow(bed, "priority 9 nd_sll 02:00:00:00:00:05 actions output 2"));
	for (i = 0; i < ARRAY_SIZE(option_cases); i++) {
		struct flow_frame *frame = frame_of("nd_target fe80::1 nd_sll 02:00:00:00:00:05");

		memcpy(frame->data + frame->length - 8, option_cases[i].bytes, 8);
		EXPECT_TRUE(testbed_forwards(bed, 1, frame, option_cases[i].to, frame))
			TH_LOG("an option %s", option_cases[i].change);
	}
}

/* An address told twice may be either, and options may be too many to be looked at. */
TEST_F(header, neighbour_options_that_hide)
{
	static const uint8_t second[] = { 1, 1, 2, 0, 0, 0, 0, 6 }, nonce[] = { 14, 1 };
	struct testbed *bed = &self->bed;
	struct flow_frame *frame;
	unsigned int i;

	ASSERT_EQ(0, testbed_flow(bed, "priority 9 nd_sll 02:00:00:00:00:05 actions output 2"));
	ASSERT_EQ(0, testbed_flow(bed, "priority 9 nd_sll 02:00:00:00:00:06 actions output 2"));
	frame = frame_of("length 94 nd_target fe80::1 nd_sll 02:00:00:00:00:05");
	memcpy(frame->data + ND_OPTIONS + 8, second, sizeof(second));
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, MALFORMED, frame));
	for (i = 8; i <= 9; i++) {
		unsigned int option;

		frame = frame_of("length %u nd_target fe80::1 nd_sll 02:00:00:00:00:05",
				 ND_OPTIONS + 8 * i);
		for (option = 1; option < i; option++)
			memcpy(frame->data + ND_OPTIONS + 8 * option, nonce, sizeof(nonce));
		EXPECT_TRUE(testbed_forwards(bed, 1, frame, i == 8 ? HIT : MALFORMED, frame));
	}
}

/* RFC 6980, 5: what comes in fragments is not neighbour discovery. */
TEST_F(header, fragmented_solicitation)
{
	struct testbed *bed = &self->bed;
	struct flow_frame *frame = frame_of("nd_target fe80::1 nd_sll 02:00:00:00:00:05");

	ASSERT_EQ(0, testbed_flow(bed, "priority 9 nd_sll 02:00:00:00:00:05 actions output 2"));
	frame_add_ipv6_header(frame, FRAME_IP6_FRAGMENT, 8);
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, HIT, frame));
	frame_set16(frame, FRAME_IPV6_L4 + 2, 0x0001);
	EXPECT_TRUE(testbed_forwards(bed, 1, frame, MALFORMED, frame));
}

TEST_HARNESS_MAIN
