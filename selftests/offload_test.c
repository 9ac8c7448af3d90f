// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames that guests leave unfinished: the checksum is the device's to complete,
 * or the frame is many segments in one (GSO).  To a port that takes such frames
 * they go as they are, with what rules change in them; to one that does not,
 * finished.  TAPs say so in virtio-net headers.
 */
#include <arpa/inet.h>
#include <linux/flowdp.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "table.h"
#include "testbed.h"
#include "testbed_diagnose.h"
#include "testbed_rules.h"

#define SEGMENT		1000	/* payload of each */
#define SEGMENTS	4
#define OUT		2	/* the port by which frames leave */
#define ALL_OFFLOADS	(TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN)

/* Datagrams as segments of one, since Linux 6.2 (virtio 1.3, 5.1.3). */
#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4	5
#define TUN_F_USO4	0x20
#define TUN_F_USO6	0x40
#endif
static unsigned int uso;	/* TUN_F_USO*, if TAPs know them */

FIXTURE(offload) {
	struct testbed bed;
};

FIXTURE_SETUP(offload)
{
	int fd;

	ASSERT_TRUE(testbed_open(&self->bed, 3, TESTBED_VNET));
	fd = self->bed.port[OUT].fd;
	if (!ioctl(fd, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_USO4 | TUN_F_USO6))
		uso = TUN_F_USO4 | TUN_F_USO6;
	ASSERT_EQ(0, ioctl(fd, TUNSETOFFLOAD, 0));
}

FIXTURE_TEARDOWN(offload)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* What the guest at port @number takes. */
static bool take(struct testbed *bed, unsigned int number, unsigned int offloads)
{
	return !ioctl(bed->port[number].fd, TUNSETOFFLOAD, offloads | uso);
}

/* Where the headers of a frame with tags lie. */
struct layout {
	bool ipv6;
	uint8_t proto;
	size_t l3, l4, sum, payload;
};

static struct layout layout_of(const struct flow_frame *frame)
{
	struct layout at = { .l3 = FRAME_L3 };
	uint16_t type;

	for (; (type = frame_get16(frame, at.l3 - 2)) == 0x8100 || type == 0x88a8; )
		at.l3 += 4;
	at.ipv6 = frame->data[at.l3] >> 4 == 6;
	at.proto = frame->data[at.l3 + (at.ipv6 ? 6 : 9)];
	at.l4 = at.l3 + (at.ipv6 ? 40 : 20);
	at.sum = at.l4 + (at.proto == IPPROTO_TCP ? 16 : at.proto == IPPROTO_ICMPV6 ? 2 : 6);
	at.payload = at.l4 + (at.proto == IPPROTO_TCP ? 20 : 8);
	return at;
}

/* Leaves only the sum of the pseudo header in place of the transport's. */
static struct flow_frame *unfinished(struct flow_frame *frame)
{
	const struct layout at = layout_of(frame);
	size_t from = at.l3 + (at.ipv6 ? 8 : 12), i;
	uint32_t sum = at.proto + frame->length - at.l4;

	for (i = from; i < at.l4; i += 2)
		sum += frame_get16(frame, i);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	frame_set16(frame, at.sum, sum);
	/* Each segment shows where in the stream it was. */
	for (i = at.payload; i < frame->length; i++)
		frame->data[i] = (i - at.payload) % 251;
	return frame;
}

static struct virtio_net_hdr header_of(const struct flow_frame *frame, bool gso)
{
	const struct layout at = layout_of(frame);
	struct virtio_net_hdr header = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.csum_start = at.l4,
		.csum_offset = at.sum - at.l4,
	};

	if (!gso)
		return header;
	header.gso_size = SEGMENT;
	header.hdr_len = at.payload;
	if (at.proto == IPPROTO_UDP)
		header.gso_type = VIRTIO_NET_HDR_GSO_UDP_L4;
	else
		header.gso_type = at.ipv6 ? VIRTIO_NET_HDR_GSO_TCPV6 : VIRTIO_NET_HDR_GSO_TCPV4;
	return header;
}

/* The next frame that leaves is @frame, as unfinished as it came. */
static bool leaves_unfinished(struct testbed *bed, unsigned int number,
			      const struct flow_frame *frame, bool gso)
{
	const struct virtio_net_hdr wanted = header_of(frame, gso);
	static struct flow_frame seen;
	struct virtio_net_hdr header;

	if (!testbed_receive(bed, number, &seen, &header))
		return false;
	if (seen.length != frame->length || memcmp(seen.data, frame->data, seen.length))
		return testbed_diagnose_frames("unfinished", frame, &seen);
	if (header.flags != wanted.flags || header.gso_type != wanted.gso_type ||
	    header.gso_size != wanted.gso_size || header.csum_start != wanted.csum_start ||
	    header.csum_offset != wanted.csum_offset)
		return testbed_diagnose("flags %u gso %u size %u csum %u+%u", header.flags,
					header.gso_type, header.gso_size, header.csum_start,
					header.csum_offset);
	return true;
}

/* The next frame that leaves holds the bytes from @from on of the payload of @whole. */
static bool leaves_segment(struct testbed *bed, unsigned int number,
			   const struct flow_frame *whole, size_t from)
{
	const struct layout at = layout_of(whole);
	static struct flow_frame seen;
	struct virtio_net_hdr header;
	uint32_t sequence;

	if (!testbed_receive(bed, number, &seen, &header))
		return false;
	if (header.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM || header.gso_type)
		return testbed_diagnose("not finished");
	if (memcmp(seen.data, whole->data, at.l3) ||
	    memcmp(seen.data + at.payload, whole->data + at.payload + from,
		   seen.length - at.payload))
		return testbed_diagnose_frames("segment", whole, &seen);
	memcpy(&sequence, seen.data + at.l4 + 4, sizeof(sequence));
	if (at.proto == IPPROTO_TCP && ntohl(sequence) != from)
		return testbed_diagnose("sequence %u for %zu", ntohl(sequence), from);
	frame_remove(&seen, FRAME_L3 - 2, at.l3 - FRAME_L3);
	return frame_is_right(&seen);
}

/* What a rule makes of a frame. */
static const struct rewrite_case {
	const char *before, *actions, *after;
} cases[] = {
	{ "eth_type ipv4 ip_proto tcp", "", "eth_type ipv4 ip_proto tcp" },
	{ "ipv4_dst 10.0.0.1 ip_proto tcp", "set ipv4_dst 172.16.3.4",
	  "ipv4_dst 172.16.3.4 ip_proto tcp" },
	{ "ipv4_src 10.0.0.1 ip_proto tcp tp_dst 8080", "set ipv4_src 172.16.3.4 set tp_dst 80",
	  "ipv4_src 172.16.3.4 ip_proto tcp tp_dst 80" },
	{ "eth_type ipv4 ip_proto tcp", "set ip_tos 0xb8 set ip_ttl 3 set eth_src "
	  "02:00:00:00:00:55",
	  "eth_type ipv4 ip_proto tcp ip_tos 0xb8 ip_ttl 3 eth_src 02:00:00:00:00:55" },
	{ "ipv6_dst fd00::1 ip_proto tcp tp_src 7", "set ipv6_dst fd00::7:8:9 set tp_src 9",
	  "ipv6_dst fd00::7:8:9 ip_proto tcp tp_src 9" },
	{ "ipv6_dst fd00::1 ip_proto tcp", "set ip_tos 1 set ipv6_label 5 set ip_ttl 9",
	  "ipv6_dst fd00::1 ip_proto tcp ip_tos 1 ipv6_label 5 ip_ttl 9" },
	{ "eth_type ipv4 ip_proto tcp", "push_vlan vid 5",
	  "vlan_tci 5 eth_type ipv4 ip_proto tcp" },
	{ "eth_type ipv6 ip_proto tcp", "push_vlan vid 5 push_vlan tpid 802.1ad vid 6",
	  "vlan_tpid 802.1ad vlan_tci 6 inner_vlan_tci 5 eth_type ipv6 ip_proto tcp" },
	{ "vlan_tci 5 eth_type ipv4 ip_proto tcp", "pop_vlan", "eth_type ipv4 ip_proto tcp" },
	{ "vlan_tci 5 inner_vlan_tci 6 eth_type ipv4 ip_proto tcp", "",
	  "vlan_tci 5 inner_vlan_tci 6 eth_type ipv4 ip_proto tcp" },
	{ "vlan_tci 5 inner_vlan_tci 6 ipv4_dst 10.0.0.1 ip_proto tcp",
	  "pop_vlan set ipv4_dst 10.0.0.2", "vlan_tci 6 ipv4_dst 10.0.0.2 ip_proto tcp" },
	{ "vlan_tci 5 inner_vlan_tci 6 ipv6_dst fd00::1 ip_proto tcp",
	  "set ipv6_dst fd00::2 set vlan_tci 7",
	  "vlan_tci 7 inner_vlan_tci 6 ipv6_dst fd00::2 ip_proto tcp" },
	{ "ipv4_dst 10.0.0.1 ip_proto udp tp_dst 1", "set ipv4_dst 10.0.0.2 set tp_dst 2",
	  "ipv4_dst 10.0.0.2 ip_proto udp tp_dst 2" },
	{ "ipv6_dst fd00::1 ip_proto udp", "push_vlan vid 5 set ipv6_dst fd00::2",
	  "vlan_tci 5 ipv6_dst fd00::2 ip_proto udp" },
	{ "vlan_tci 5 ipv4_src 10.0.0.1 ip_proto udp tp_src 1",
	  "pop_vlan set ipv4_src 10.0.0.2 set tp_src 2",
	  "ipv4_src 10.0.0.2 ip_proto udp tp_src 2" },
	{ "vlan_tci 5 inner_vlan_tci 6 ipv6_src fd00::1 ip_proto udp tp_dst 1",
	  "pop_vlan push_vlan vid 7 set ipv6_src fd00::2 set tp_dst 2",
	  "vlan_tci 7 inner_vlan_tci 6 ipv6_src fd00::2 ip_proto udp tp_dst 2" },
};

/* Headers with so much payload behind them, whatever their tags are. */
static struct flow_frame *frame_with(const char *words, size_t payload)
{
	return unfinished(frame_of("length %zu %s", layout_of(frame_of("%s", words)).payload +
				   payload, words));
}

static bool is_udp(const struct rewrite_case *test)
{
	return strstr(test->before, "udp");
}

/* Can a guest send it as many segments in one? */
static bool has_gso(const struct rewrite_case *test)
{
	return uso || !is_udp(test);
}

/* The rule that makes of what is before what is after, on its way to a port. */
static bool install(struct testbed *bed, const struct rewrite_case *test, unsigned int port)
{
	return !testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE, "actions %s output %u",
				 test->actions, port);
}

static bool send_unfinished(struct testbed *bed, unsigned int number, const char *words,
			    size_t payload, bool gso)
{
	const struct flow_frame *frame = frame_with(words, payload);
	const struct virtio_net_hdr header = header_of(frame, gso);

	return testbed_send_vnet(bed, number, &header, frame);
}

static bool send_case(struct testbed *bed, const struct rewrite_case *test, size_t payload,
		      bool gso)
{
	return install(bed, test, OUT) && send_unfinished(bed, 1, test->before, payload, gso);
}

TEST_F(offload, sums_stay_unfinished)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_TRUE(take(bed, OUT, ALL_OFFLOADS));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ASSERT_TRUE(send_case(bed, &cases[i], 100, false));
		EXPECT_TRUE(leaves_unfinished(bed, OUT, frame_with(cases[i].after, 100), false))
			TH_LOG("case %u", i);
	}
}

TEST_F(offload, sums_are_finished)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ASSERT_TRUE(send_case(bed, &cases[i], 100, false));
		EXPECT_TRUE(leaves_segment(bed, OUT, frame_with(cases[i].after, 100), 0))
			TH_LOG("case %u", i);
	}
}

TEST_F(offload, gso_stays_in_one)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_TRUE(take(bed, OUT, ALL_OFFLOADS));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		if (!has_gso(&cases[i]))
			continue;
		ASSERT_TRUE(send_case(bed, &cases[i], SEGMENT * SEGMENTS, true));
		EXPECT_TRUE(leaves_unfinished(bed, OUT,
					      frame_with(cases[i].after, SEGMENT * SEGMENTS), true))
			TH_LOG("case %u", i);
	}
}

TEST_F(offload, gso_is_segmented)
{
	struct testbed *bed = &self->bed;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct flow_frame *whole;

		if (!has_gso(&cases[i]))
			continue;
		whole = frame_with(cases[i].after, SEGMENT * SEGMENTS - 1);
		ASSERT_TRUE(send_case(bed, &cases[i], SEGMENT * SEGMENTS - 1, true));
		for (j = 0; j < SEGMENTS; j++)
			EXPECT_TRUE(leaves_segment(bed, OUT, whole, j * SEGMENT))
				TH_LOG("case %u", i);
		bed->port[OUT].read -= SEGMENTS - 1;	/* the switch sent one */
	}
}

/* The fragments that leave next make up @whole, whose sum is finished. */
static bool leaves_fragments(struct testbed *bed, unsigned int number,
			     const struct flow_frame *whole)
{
	const struct layout at = layout_of(whole);
	const size_t addresses = at.l3 + (at.ipv6 ? 8 : 12), header = at.ipv6 ? 8 : 0;
	static struct flow_frame seen, made;
	size_t from = at.l4, count, offset;

	made = *whole;
	for (; from < whole->length; from += count) {
		if (!testbed_receive(bed, number, &seen, NULL))
			return false;
		count = seen.length - at.l4 - header;
		offset = at.ipv6 ? frame_get16(&seen, at.l4 + 2) & 0xfff8 :
				   (frame_get16(&seen, at.l3 + 6) & 0x1fff) * 8;
		if (count > SEGMENT || offset != from - at.l4 ||
		    memcmp(seen.data, whole->data, at.l3) ||
		    memcmp(seen.data + addresses, whole->data + addresses, at.l4 - addresses))
			return testbed_diagnose_frames("fragment", whole, &seen);
		memcpy(made.data + from, seen.data + at.l4 + header, count);
	}
	if (memcmp(made.data, whole->data, at.sum) ||
	    memcmp(made.data + at.payload, whole->data + at.payload, whole->length - at.payload))
		return testbed_diagnose_frames("fragments", whole, &made);
	frame_remove(&made, FRAME_L3 - 2, at.l3 - FRAME_L3);
	return frame_is_right(&made);
}

/* A datagram that the device is to fragment: no TAP takes it in one. */
TEST_F(offload, datagrams_are_fragmented)
{
	const size_t payload = SEGMENT * SEGMENTS - 9;	/* and 8 of UDP's header */
	struct testbed *bed = &self->bed;
	struct virtio_net_hdr header;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct flow_frame *frame;

		if (!is_udp(&cases[i]))
			continue;
		frame = frame_with(cases[i].before, payload);
		header = header_of(frame, true);
		header.gso_type = VIRTIO_NET_HDR_GSO_UDP;
		ASSERT_TRUE(install(bed, &cases[i], OUT));
		ASSERT_TRUE(testbed_send_vnet(bed, 1, &header, frame));
		EXPECT_TRUE(leaves_fragments(bed, OUT, frame_with(cases[i].after, payload)))
			TH_LOG("case %u", i);
		bed->port[OUT].read -= SEGMENTS - 1;	/* the switch sent one */
	}
}

/* Sends a GSO frame of these words into a port. */
static bool send_gso(struct testbed *bed, unsigned int number, const char *words)
{
	return send_unfinished(bed, number, words, SEGMENT * SEGMENTS, true);
}

static bool leaves_gso(struct testbed *bed, unsigned int number, const char *words)
{
	return leaves_unfinished(bed, number, frame_with(words, SEGMENT * SEGMENTS), true);
}

/* A copy that left earlier does not see what is changed later. */
TEST_F(offload, copies_of_gso)
{
	static const char *const buckets[] = {
		"push_vlan vid 6 output 2", "set ipv4_dst 10.0.0.2 output 3", "output 2", NULL
	};
	struct testbed *bed = &self->bed;

	ASSERT_TRUE(take(bed, 2, ALL_OFFLOADS));
	ASSERT_TRUE(take(bed, 3, ALL_OFFLOADS));
	ASSERT_EQ(0, testbed_flow(bed, "actions output 2 set tp_dst 80 output 3 "
				  "push_vlan vid 5 output 2"));
	ASSERT_TRUE(send_gso(bed, 1, "ipv4_dst 10.0.0.1 ip_proto tcp tp_dst 8080"));
	EXPECT_TRUE(leaves_gso(bed, 2, "ipv4_dst 10.0.0.1 ip_proto tcp tp_dst 8080"));
	EXPECT_TRUE(leaves_gso(bed, 3, "ipv4_dst 10.0.0.1 ip_proto tcp tp_dst 80"));
	EXPECT_TRUE(leaves_gso(bed, 2, "vlan_tci 5 ipv4_dst 10.0.0.1 ip_proto tcp tp_dst 80"));
	ASSERT_EQ(0, testbed_group(bed, 1, buckets));
	ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "actions group 1"));
	ASSERT_TRUE(send_gso(bed, 1, "ipv4_dst 10.0.0.1 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 2, "vlan_tci 6 ipv4_dst 10.0.0.1 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 3, "ipv4_dst 10.0.0.2 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 2, "ipv4_dst 10.0.0.1 ip_proto tcp"));
}

TEST_F(offload, gso_through_vlan_modes)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 1; i <= 3; i++) {
		ASSERT_TRUE(take(bed, i, ALL_OFFLOADS));
		ASSERT_EQ(0, testbed_port_vlan(bed, i, i == 1 ? "access 10" : "trunk 10"));
	}
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	ASSERT_TRUE(send_gso(bed, 1, "eth_type ipv4 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 2, "vlan_tci 10 eth_type ipv4 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 3, "vlan_tci 10 eth_type ipv4 ip_proto tcp"));
	ASSERT_TRUE(send_gso(bed, 2, "vlan_tci 10 eth_type ipv6 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 1, "eth_type ipv6 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 3, "vlan_tci 10 eth_type ipv6 ip_proto tcp"));
}

/*
 * A service tag around a customer's and off again, with a VID of its own on the wire,
 * while all segments are in one.
 */
TEST_F(offload, gso_through_tunnels)
{
	static const char *const words[] = {
		NULL, "tunnel 10", "trunk 10 service translate 300:10", "trunk 10,20 native_tagged 20"
	};
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 1; i <= 3; i++) {
		ASSERT_TRUE(take(bed, i, ALL_OFFLOADS));
		ASSERT_EQ(0, testbed_port_vlan(bed, i, words[i]));
	}
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	ASSERT_TRUE(send_gso(bed, 1, "vlan_tci 20 eth_type ipv4 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 2, "vlan_tpid 802.1ad vlan_tci 300 inner_vlan_tci 20 "
			       "eth_type ipv4 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 3, "vlan_tci 10 inner_vlan_tci 20 eth_type ipv4 ip_proto tcp"));
	ASSERT_TRUE(send_gso(bed, 1, "eth_type ipv6 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 2, "vlan_tpid 802.1ad vlan_tci 300 eth_type ipv6 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 3, "vlan_tci 10 eth_type ipv6 ip_proto tcp"));
	ASSERT_TRUE(send_gso(bed, 2, "vlan_tpid 802.1ad vlan_tci 300 inner_vlan_tci 20 "
			     "eth_type ipv6 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 1, "vlan_tci 20 eth_type ipv6 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, 3, "vlan_tci 10 inner_vlan_tci 20 eth_type ipv6 ip_proto tcp"));
}

/*
 * Into another switch and back, by two patches: its first end is port 4, its last 5.  Of
 * each patch the end that sends is up last: then it can send at once.
 */
static bool patch_round(struct testbed *bed)
{
	struct flow_table table = { .default_actions = testbed_parse_actions("flood") };

	if (system("ip link add sw1 type flowdp && ip link add a0 type flowdp-patch && "
		   "ip link add a1 type flowdp-patch && "
		   "ip link add link a0 name b0 type flowdp-patch && "
		   "ip link add link a1 name b1 type flowdp-patch && "
		   "ip link set b0 up master sw1 && ip link set a0 up master sw0 && "
		   "ip link set a1 up master sw0 && ip link set b1 up master sw1"))
		return false;
	table.switch_ifindex = if_nametoindex("sw1");
	return !flow_table_set(bed->netlink, &table) &&
	       !testbed_flow(bed, "priority 2 in_port 5 actions output %u", OUT);
}

/* Patches keep tags, segments and sums as they are. */
TEST_F(offload, gso_through_patches)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_TRUE(take(bed, OUT, ALL_OFFLOADS));
	ASSERT_TRUE(patch_round(bed));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ASSERT_TRUE(install(bed, &cases[i], 4));
		ASSERT_TRUE(send_unfinished(bed, 1, cases[i].before, 100, false));
		EXPECT_TRUE(leaves_unfinished(bed, OUT, frame_with(cases[i].after, 100), false))
			TH_LOG("case %u", i);
		if (!has_gso(&cases[i]))
			continue;
		ASSERT_TRUE(send_gso(bed, 1, cases[i].before));
		EXPECT_TRUE(leaves_gso(bed, OUT, cases[i].after))
			TH_LOG("case %u", i);
	}
}

/* What the host leaves unfinished is no different from what guests do. */
TEST_F(offload, from_the_host)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_TRUE(take(bed, OUT, ALL_OFFLOADS));
	ASSERT_TRUE(testbed_open_local(bed));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ASSERT_TRUE(install(bed, &cases[i], OUT));
		ASSERT_TRUE(send_unfinished(bed, 0, cases[i].before, 100, false));
		EXPECT_TRUE(leaves_unfinished(bed, OUT, frame_with(cases[i].after, 100), false))
			TH_LOG("case %u", i);
		if (!has_gso(&cases[i]))
			continue;
		ASSERT_TRUE(send_gso(bed, 0, cases[i].before));
		EXPECT_TRUE(leaves_gso(bed, OUT, cases[i].after))
			TH_LOG("case %u", i);
	}
}

/* The host takes all that is unfinished.  Its socket has no place for a tag's bytes. */
TEST_F(offload, to_the_host)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_TRUE(testbed_open_local(bed));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		if (strstr(cases[i].after, "vlan") || !has_gso(&cases[i]))
			continue;
		ASSERT_TRUE(install(bed, &cases[i], 0));
		ASSERT_TRUE(send_gso(bed, 1, cases[i].before));
		EXPECT_TRUE(leaves_gso(bed, 0, cases[i].after))
			TH_LOG("case %u", i);
	}
}

/* Gives the host an address on the switch's netdev, and a neighbour. */
static bool address_host(void)
{
	return !system("ip addr add 10.0.0.1/24 dev sw0 && "
		       "ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev sw0");
}

/* Lets the host send @length bytes to @address, port 2, as datagrams of SEGMENT each. */
static bool send_datagrams(const char *address, const uint8_t *bytes, size_t length)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(2) };
	const int segment = SEGMENT;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool ok;

	inet_pton(AF_INET, address, &to.sin_addr);
	ok = !setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof(segment)) &&
	     sendto(fd, bytes, length, 0, (struct sockaddr *)&to, sizeof(to)) == (ssize_t)length;
	close(fd);
	return ok;
}

/* They cross the switch as one, with what rules change in them. */
TEST_F(offload, datagrams_in_one)
{
	static uint8_t bytes[SEGMENT * SEGMENTS - 1];
	const size_t payload = FRAME_IPV4_L4 + 8;
	struct testbed *bed = &self->bed;
	static struct flow_frame seen;
	unsigned int i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = i % 251;
	ASSERT_TRUE(testbed_open_local(bed));
	ASSERT_EQ(0, testbed_flow(bed, "eth_type ipv4 ip_proto udp actions set ipv4_dst 10.9.9.9 "
				  "set tp_dst 9 output %u", OUT));
	ASSERT_TRUE(address_host());
	ASSERT_TRUE(send_datagrams("10.0.0.2", bytes, sizeof(bytes)));
	EXPECT_EQ(1, testbed_port_get(bed, 0).stats.rx_packets);
	for (i = 0; i < SEGMENTS; i++) {
		ASSERT_TRUE(testbed_receive(bed, OUT, &seen, NULL));
		EXPECT_EQ(payload + SEGMENT - (i == SEGMENTS - 1), seen.length);
		EXPECT_TRUE(frame_is_right(&seen));
		EXPECT_EQ(0, memcmp("\x0a\x09\x09\x09", seen.data + FRAME_L3 + 16, 4));
		EXPECT_EQ(9, frame_get16(&seen, FRAME_IPV4_L4 + 2));
		EXPECT_EQ(0, memcmp(bytes + i * SEGMENT, seen.data + payload,
				    seen.length - payload));
	}
	bed->port[OUT].read -= SEGMENTS - 1;	/* the switch sent one */
}

/* A tunnel's packet whose segments are to have a sum each, outside and inside. */
TEST_F(offload, datagrams_in_a_tunnel)
{
	static const uint8_t bytes[SEGMENT * SEGMENTS];
	const size_t tunnel = FRAME_IPV4_L4 + 16;	/* UDP and VXLAN (RFC 7348, 5) */
	struct testbed *bed = &self->bed;
	static struct flow_frame seen;
	unsigned int i;

	ASSERT_TRUE(testbed_open_local(bed));
	ASSERT_TRUE(address_host());
	ASSERT_EQ(0, system("ip link add vx0 type vxlan id 1 remote 10.0.0.2 dstport 4789 udpcsum "
			    "dev sw0 && ip addr add 10.1.0.1/24 dev vx0 && ip link set vx0 up && "
			    "ip neigh add 10.1.0.2 lladdr 02:00:00:00:00:02 dev vx0"));
	ASSERT_EQ(0, testbed_flow(bed, "eth_type ipv4 ip_proto udp tp_dst 4789 actions "
				  "set tp_dst 9 output %u", OUT));
	ASSERT_TRUE(send_datagrams("10.1.0.2", bytes, sizeof(bytes)));
	EXPECT_EQ(1, testbed_port_get(bed, OUT).stats.tx_packets);
	for (i = 0; i < SEGMENTS; i++) {
		ASSERT_TRUE(testbed_receive(bed, OUT, &seen, NULL));
		EXPECT_EQ(9, frame_get16(&seen, FRAME_IPV4_L4 + 2));
		EXPECT_TRUE(frame_is_right(&seen));
		frame_remove(&seen, 0, tunnel);
		EXPECT_TRUE(frame_is_right(&seen));
	}
	bed->port[OUT].read -= SEGMENTS - 1;	/* the switch sent one */
}

/* The MTU is about what will be on the wire: each segment. */
TEST_F(offload, gso_and_the_mtu)
{
	struct testbed *bed = &self->bed;

	ASSERT_TRUE(take(bed, OUT, ALL_OFFLOADS));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	/* IPv4 and TCP have 40 bytes; the tag that is allowed for makes 4 more. */
	ASSERT_TRUE(testbed_port_mtu(bed, OUT, SEGMENT + 36));
	ASSERT_TRUE(send_gso(bed, 1, "eth_type ipv4 ip_proto tcp"));
	EXPECT_TRUE(leaves_gso(bed, OUT, "eth_type ipv4 ip_proto tcp"));
	ASSERT_TRUE(testbed_port_mtu(bed, OUT, SEGMENT + 35));
	ASSERT_TRUE(send_gso(bed, 1, "eth_type ipv4 ip_proto tcp"));
	EXPECT_EQ(1, testbed_tx_drops(bed, OUT, FLOWDP_DROP_EGRESS_MTU));
	EXPECT_EQ(1, testbed_rx_drops(bed, 1, FLOWDP_DROP_EGRESS_MTU));
}

/*
 * The sum that is left to the device is one further inside, as in a tunnel: the one
 * that rules find is whole.  Payload of zeroes sums up to the same when it has its own.
 */
TEST_F(offload, sum_of_an_inner_packet)
{
	static const struct rewrite_case inner_cases[] = {
		{ "length 200 ipv4_dst 10.0.0.1 ip_proto udp tp_dst 1",
		  "set ipv4_dst 10.0.0.2 set tp_dst 2",
		  "length 200 ipv4_dst 10.0.0.2 ip_proto udp tp_dst 2" },
		{ "length 200 ipv6_dst fd00::1 ip_proto udp tp_src 1",
		  "set ipv6_dst fd00::2 set tp_src 2",
		  "length 200 ipv6_dst fd00::2 ip_proto udp tp_src 2" },
	};
	const struct virtio_net_hdr header = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.csum_start = 100,
		.csum_offset = 6,
	};
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(inner_cases); i++) {
		struct flow_frame *after = frame_of("%s", inner_cases[i].after);

		ASSERT_TRUE(install(bed, &inner_cases[i], OUT));
		ASSERT_TRUE(testbed_send_vnet(bed, 1, &header,
					      frame_of("%s", inner_cases[i].before)));
		frame_set16(after, header.csum_start + header.csum_offset, 0xffff);
		EXPECT_TRUE(testbed_expect(bed, OUT, after))
			TH_LOG("case %u", i);
	}
}

/* Sends a frame whose sum is said to start at each place there is. */
static bool send_sums_everywhere(struct testbed *bed, const struct flow_frame *frame,
				 uint8_t gso_type)
{
	struct virtio_net_hdr header = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = gso_type,
		.gso_size = 20,
		.csum_start = 20,	/* TUN itself refuses less, */
		.csum_offset = gso_type ? 16 : 0,	/* and any other of TCP */
	};
	struct flow_frame seen;

	for (; header.csum_start < 60; header.csum_start++) {
		if (!testbed_send_vnet(bed, 1, &header, frame))
			return false;
		/* It may leave whole, in pieces, or not at all. */
		while (read(bed->port[OUT].fd, seen.data, sizeof(seen.data)) > 0)
			;
		bed->port[OUT].read = testbed_port_get(bed, OUT).stats.tx_packets;
	}
	return true;
}

/*
 * A guest may lie about where the sum is: in a tag, say, that a rule takes away.
 * Neither rules nor the netdev that completes it look outside of the frame.
 */
TEST_F(offload, sum_in_strange_places)
{
	struct flow_frame *frame = frame_of("length 200 eth_type ipv4 ip_proto tcp");
	struct testbed *bed = &self->bed;
	char actions[80] = "";
	unsigned int i;

	for (i = 0; i < 7; i++)
		frame_push_tag(frame, 0x8100, i);
	for (i = 0; i < 7; i++) {
		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
					      "actions %s output 2", actions));
		EXPECT_TRUE(send_sums_everywhere(bed, frame, VIRTIO_NET_HDR_GSO_NONE));
		EXPECT_TRUE(send_sums_everywhere(bed, frame, VIRTIO_NET_HDR_GSO_TCPV4));
		strcat(actions, "pop_vlan ");
	}
}

/* Where a sum is said to be, and whether rules that look at IP let it be written there. */
static const struct sum_place {
	size_t at;
	bool passes;
} sum_places[] = {
	{ FRAME_L3 + 8, false },	/* TTL and protocol */
	{ FRAME_L3 + 12, false },	/* source address */
	{ FRAME_L3 + 18, false },	/* destination address */
	{ FRAME_IPV4_L4, false },	/* source port */
	{ FRAME_IPV4_L4 + 2, false },	/* destination port */
	{ FRAME_IPV4_L4 + 16, true },	/* the sum of TCP */
};

/* What makes the IPv4 header malformed; the first makes no change. */
static const struct {
	size_t at;
	uint8_t value;
} faults[] = {
	{ FRAME_L3, 0x45 },	/* none */
	{ FRAME_L3, 0x44 },	/* a header of 16 bytes */
	{ FRAME_L3, 0x4f },	/* a header of 60 bytes, of which there are 40 */
	{ FRAME_L3, 0x65 },	/* version 6 */
	{ FRAME_L3 + 2, 0xff },	/* longer than the frame */
	{ FRAME_L3 + 3, 10 },	/* shorter than its header */
};

static bool send_sum_at(struct testbed *bed, const struct flow_frame *frame, size_t at)
{
	const struct virtio_net_hdr header = {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.csum_start = 20,
		.csum_offset = at - 20,
	};

	return testbed_send_vnet(bed, 1, &header, frame);
}

/* The same of many segments in one: their sum's offset is that of TCP. */
static bool send_gso_sum_at(struct testbed *bed, const char *words, size_t at)
{
	const struct flow_frame *frame = frame_with(words, SEGMENT * SEGMENTS);
	struct virtio_net_hdr header = header_of(frame, true);

	header.csum_start = at - header.csum_offset;
	return testbed_send_vnet(bed, 1, &header, frame);
}

/*
 * The device that completes the sum would change what the rules have looked at, or
 * make sense of a header that made none to them: such a frame does not leave.
 */
TEST_F(offload, sum_in_what_rules_read)
{
	struct testbed *bed = &self->bed;
	struct flow_frame *frame, seen;
	unsigned int i, j, dropped = 0;

	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	ASSERT_EQ(0, testbed_flow(bed, "ipv4_src 10.0.0.66 actions drop"));
	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		frame = frame_of("length 54 ipv4_src 10.0.0.1 ip_proto tcp");
		frame->data[faults[i].at] = faults[i].value;
		/* Its path is known then. */
		ASSERT_TRUE(testbed_send_vnet(bed, 1, &(struct virtio_net_hdr){}, frame));
		EXPECT_TRUE(testbed_expect(bed, OUT, frame));
		for (j = 0; j < ARRAY_SIZE(sum_places); j++) {
			ASSERT_TRUE(send_sum_at(bed, frame, sum_places[j].at));
			if (!i && sum_places[j].passes) {
				EXPECT_TRUE(testbed_receive(bed, OUT, &seen, NULL));
			} else {
				dropped++;
			}
			EXPECT_EQ(dropped, testbed_rx_drops(bed, 1, FLOWDP_DROP_ACTION_FAILED))
				TH_LOG("fault %u, sum at %zu", i, sum_places[j].at);
			EXPECT_TRUE(testbed_silent(bed));
		}
	}
	/* To rules that look at addresses of Ethernet only, all that is payload. */
	ASSERT_EQ(0, testbed_flow_flush(bed, NULL));
	ASSERT_EQ(0, testbed_flow(bed, "eth_src 02:00:00:00:00:66 actions drop"));
	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		frame = frame_of("length 54 ipv4_src 10.0.0.1 ip_proto tcp");
		frame->data[faults[i].at] = faults[i].value;
		ASSERT_TRUE(send_sum_at(bed, frame, FRAME_L3 + 12));
		EXPECT_TRUE(testbed_receive(bed, OUT, &seen, NULL));
	}
	EXPECT_EQ(dropped, testbed_rx_drops(bed, 1, FLOWDP_DROP_ACTION_FAILED));
}

/* Nor over what a rule sets, though it looks no deeper than Ethernet. */
TEST_F(offload, sum_in_what_rules_set)
{
	static const char words[] = "length 54 ipv4_src 10.0.0.1 ip_proto tcp";
	struct testbed *bed = &self->bed;
	struct flow_frame seen;
	unsigned int i;

	ASSERT_EQ(0, testbed_flow(bed, "actions set ipv4_dst 10.0.0.9 output 2"));
	for (i = 0; i < ARRAY_SIZE(sum_places); i++) {
		ASSERT_TRUE(send_sum_at(bed, frame_of("%s", words), sum_places[i].at));
		if (sum_places[i].passes) {
			EXPECT_TRUE(testbed_receive(bed, OUT, &seen, NULL));
		} else {
			EXPECT_EQ(i + 1, testbed_rx_drops(bed, 1, FLOWDP_DROP_ACTION_FAILED));
		}
		EXPECT_TRUE(testbed_silent(bed));
	}
}

/* In neighbour discovery, that lies behind the sum which may be left to the device. */
TEST_F(offload, sum_in_the_target_that_rules_set)
{
	static const char words[] = "length 78 ipv6_src fd00::1 icmp_type 135 nd_target fe80::1";
	struct testbed *bed = &self->bed;
	struct virtio_net_hdr header;
	struct flow_frame *frame, seen;
	struct in6_addr target;
	size_t at;

	ASSERT_EQ(0, testbed_flow(bed, "actions set nd_target fd00::9 output 2"));
	for (at = FRAME_IPV6_L4; at < FRAME_IPV6_L4 + 24; at += 2) {
		ASSERT_TRUE(send_sum_at(bed, frame_of("%s", words), at));
		EXPECT_TRUE(testbed_silent(bed))
			TH_LOG("sum at %zu", at);
	}
	EXPECT_EQ(12, testbed_rx_drops(bed, 1, FLOWDP_DROP_ACTION_FAILED));
	frame = unfinished(frame_of("%s", words));
	header = header_of(frame, false);
	ASSERT_TRUE(testbed_send_vnet(bed, 1, &header, frame));
	ASSERT_TRUE(testbed_receive(bed, OUT, &seen, NULL));
	EXPECT_TRUE(frame_is_right(&seen));
	inet_pton(AF_INET6, "fd00::9", &target);
	EXPECT_EQ(0, memcmp(&target, &seen.data[FRAME_IPV6_L4 + 8], sizeof(target)));
}

/* Rules that look no deeper than Ethernet read the type, which may be behind tags or SNAP. */
TEST_F(offload, sum_in_the_type)
{
	static const char words[] = "length 100 eth_type 0x88b5 vlan_tci 0 inner_vlan_tci 0";
	struct flow_frame *snap = frame_of("length 100 eth_type 0x88b5"), *tagged = frame_of(words);
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	ASSERT_EQ(0, testbed_flow(bed, "eth_type arp actions drop"));
	frame_add_snap(snap, FRAME_L3 - 2);
	ASSERT_TRUE(send_sum_at(bed, snap, FRAME_L3 + 6));
	ASSERT_TRUE(send_sum_at(bed, tagged, FRAME_L3 + 6));
	EXPECT_TRUE(testbed_silent(bed));
	EXPECT_EQ(2, testbed_rx_drops(bed, 1, FLOWDP_DROP_ACTION_FAILED));
	ASSERT_TRUE(send_sum_at(bed, snap, FRAME_L3 + 8));
	EXPECT_TRUE(testbed_receive(bed, OUT, snap, NULL));
	ASSERT_TRUE(send_sum_at(bed, tagged, FRAME_L3 + 8));
	EXPECT_TRUE(testbed_receive(bed, OUT, tagged, NULL));
}

/* Nor a GSO frame, whose segments a device makes of what it is told. */
TEST_F(offload, sum_of_gso_in_what_rules_read)
{
	static const char words[] = "ipv4_src 10.0.0.1 ip_proto tcp";
	struct testbed *bed = &self->bed;
	size_t at;

	ASSERT_TRUE(take(bed, OUT, ALL_OFFLOADS));
	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	ASSERT_EQ(0, testbed_flow(bed, "eth_type ipv4 ip_proto tcp tp_dst 66 actions drop"));
	for (at = FRAME_IPV4_L4 + 2; at < FRAME_IPV4_L4 + 16; at += 2) {
		ASSERT_TRUE(send_gso_sum_at(bed, words, at));
		EXPECT_TRUE(testbed_silent(bed))
			TH_LOG("sum at %zu", at);
	}
	EXPECT_EQ(7, testbed_rx_drops(bed, 1, FLOWDP_DROP_ACTION_FAILED));
	ASSERT_TRUE(send_gso_sum_at(bed, words, at));
	EXPECT_TRUE(leaves_gso(bed, OUT, words));
}

/* Sends a GSO frame with a false number in a header; TUN finds the transport with or without @sum. */
static bool send_gso_with(struct testbed *bed, const char *words, uint8_t gso_type, size_t at,
			  uint16_t value, bool sum)
{
	struct flow_frame *frame = frame_with(words, SEGMENT * SEGMENTS - 9);
	struct virtio_net_hdr header = header_of(frame, true);

	header.gso_type = gso_type;
	if (!sum)
		header.flags = 0;
	frame_set16(frame, at, value);
	return testbed_send_vnet(bed, 1, &header, frame);
}

/*
 * Segments tell their length anew, and those of UFO that they are fragments: what the
 * frame says of it hides no header from rules.
 */
TEST_F(offload, gso_with_false_lengths)
{
	static const struct {
		const char *words;
		uint8_t gso_type;
		size_t at;
	} fields[] = {
		{ "eth_type ipv4 ip_proto tcp tp_dst 66", VIRTIO_NET_HDR_GSO_TCPV4, FRAME_L3 + 2 },
		{ "eth_type ipv6 ip_proto tcp tp_dst 66", VIRTIO_NET_HDR_GSO_TCPV6, FRAME_L3 + 4 },
		{ "eth_type ipv4 ip_proto udp tp_dst 66", VIRTIO_NET_HDR_GSO_UDP, FRAME_L3 + 2 },
		{ "eth_type ipv4 ip_proto udp tp_dst 66", VIRTIO_NET_HDR_GSO_UDP, FRAME_L3 + 6 },
		{ "eth_type ipv6 ip_proto udp tp_dst 66", VIRTIO_NET_HDR_GSO_UDP, FRAME_L3 + 4 },
	};
	static const uint16_t values[] = { 0, 1, 20, 39, 0x1fff, 0x2000, 0xffff };
	struct testbed *bed = &self->bed;
	unsigned int i, j, sum, dropped = 0;

	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
					      "%s actions drop", fields[i].words));
		for (j = 0; j < ARRAY_SIZE(values); j++) {
			for (sum = 0; sum < 2; sum++) {
				ASSERT_TRUE(send_gso_with(bed, fields[i].words, fields[i].gso_type,
							  fields[i].at, values[j], sum));
				EXPECT_EQ(++dropped, testbed_rx_drops(bed, 1, FLOWDP_DROP_POLICY))
					TH_LOG("field %u, value %u, sum %u", i, values[j], sum);
			}
		}
	}
	EXPECT_TRUE(testbed_silent(bed));
}

/* Who wants no fragments gets none that are still to be made. */
TEST_F(offload, datagrams_to_be_fragmented)
{
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_table(bed, 0, "output 2"));
	ASSERT_EQ(0, testbed_flow(bed, "eth_type ipv4 ip_frag first actions drop"));
	ASSERT_EQ(0, testbed_flow(bed, "eth_type ipv6 ip_frag first actions drop"));
	ASSERT_TRUE(send_gso_with(bed, "eth_type ipv4 ip_proto udp", VIRTIO_NET_HDR_GSO_UDP,
				  FRAME_L3 + 6, 0, true));
	ASSERT_TRUE(send_gso_with(bed, "eth_type ipv6 ip_proto udp", VIRTIO_NET_HDR_GSO_UDP,
				  FRAME_L3 + 2, 0, true));
	EXPECT_EQ(2, testbed_rx_drops(bed, 1, FLOWDP_DROP_POLICY));
	EXPECT_TRUE(testbed_silent(bed));
}

TEST_HARNESS_MAIN
