// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames in pages that their sender still writes: what leaves is what rules saw, as far
 * as they looked.  A packet socket's ring is such a page, as a guest's memory is for vhost
 * with zero copy; the Ethernet header at least is copied out of it.
 *
 *    ring --- 0
 *              +-- sw0 --- 1 --- tap1, in whose queue frames wait while the ring is written
 */
#include <arpa/inet.h>
#include <linux/flowdp.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"

#define RING_BYTES	4096
#define WAITS		"500ms"

FIXTURE(shared_page) {
	struct testbed bed;
	int fd;
	struct tpacket2_hdr *slot;	/* the only one */
	struct virtio_net_hdr *header;	/* in front of */
	uint8_t *bytes;			/* its frame */
};

static bool open_ring(FIXTURE_DATA(shared_page) *self)
{
	const struct tpacket_req ring = {
		.tp_block_size = RING_BYTES,
		.tp_block_nr = 1,
		.tp_frame_size = RING_BYTES,
		.tp_frame_nr = 1,
	};
	const struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = self->bed.switch_ifindex,
	};
	const int version = TPACKET_V2, vnet = 1;
	uint8_t *map;

	self->fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (setsockopt(self->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
	    setsockopt(self->fd, SOL_PACKET, PACKET_VNET_HDR, &vnet, sizeof(vnet)) ||
	    setsockopt(self->fd, SOL_PACKET, PACKET_TX_RING, &ring, sizeof(ring)) ||
	    bind(self->fd, (const struct sockaddr *)&to, sizeof(to)))
		return false;
	map = mmap(NULL, RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, self->fd, 0);
	self->slot = (void *)map;
	self->header = (void *)(map + TPACKET2_HDRLEN - sizeof(struct sockaddr_ll));
	self->bytes = (void *)(self->header + 1);
	return map != MAP_FAILED;
}

FIXTURE_SETUP(shared_page)
{
	ASSERT_TRUE(testbed_open(&self->bed, 1, 0));
	ASSERT_TRUE(testbed_open_local(&self->bed));
	ASSERT_TRUE(open_ring(self));
	ASSERT_EQ(0, system("tc qdisc add dev tap1 root netem delay " WAITS));
}

FIXTURE_TEARDOWN(shared_page)
{
	munmap(self->slot, RING_BYTES);
	close(self->fd);
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* Sends @frame, of which @copied bytes are copied, then puts @after in its place. */
static bool send_and_change(FIXTURE_DATA(shared_page) *self, const struct flow_frame *frame,
			    const struct flow_frame *after, uint16_t copied)
{
	*self->header = (struct virtio_net_hdr){ .hdr_len = copied };
	memcpy(self->bytes, frame->data, frame->length);
	self->slot->tp_len = sizeof(*self->header) + frame->length;
	self->slot->tp_status = TP_STATUS_SEND_REQUEST;
	if (send(self->fd, NULL, 0, MSG_DONTWAIT) <= 0)
		return false;
	memcpy(self->bytes, after->data, after->length);
	return true;
}

/* Only what is as @words say leaves; the sender writes another number at @at meanwhile. */
static bool leaves_as_matched(FIXTURE_DATA(shared_page) *self, const struct flow_frame *frame,
			      size_t at, const char *words)
{
	static const uint16_t copied[] = { ETH_HLEN, 40 };
	struct flow_frame *changed = frame_copy(frame);
	bool ok = !testbed_flow_flush(&self->bed, NULL) &&
		  !testbed_flow(&self->bed, "in_port 0 %s actions output 1", words);
	unsigned int i;

	frame_set16(changed, at, 0x88b5);
	for (i = 0; i < ARRAY_SIZE(copied) && ok; i++)
		ok = send_and_change(self, frame, changed, copied[i]) &&
		     testbed_expect(&self->bed, 1, frame);
	return ok;
}

TEST_F(shared_page, addresses)
{
	EXPECT_TRUE(leaves_as_matched(self, frame_of("length 100 eth_type ipv4 ipv4_src 10.0.0.1"),
				      FRAME_L3 + 14, "eth_type ipv4 ipv4_src 10.0.0.1"));
	EXPECT_TRUE(leaves_as_matched(self, frame_of("length 60 eth_type arp arp_tpa 10.0.0.1"),
				      FRAME_L3 + 26, "eth_type arp arp_tpa 10.0.0.1"));
}

/* Behind headers of which few bytes are looked at. */
TEST_F(shared_page, deep_headers)
{
	struct flow_frame *frame = frame_of("length 400 eth_type ipv6 ip_proto udp tp_dst 53");

	frame_add_ipv6_header(frame, FRAME_IP6_DSTOPTS, 128);
	EXPECT_TRUE(leaves_as_matched(self, frame, FRAME_IPV6_L4 + 128 + 2,
				      "eth_type ipv6 ip_proto udp tp_dst 53"));
}

/* A frame of 802.3 is as good without a type behind its length. */
TEST_F(shared_page, type_behind_a_length)
{
	struct flow_frame *frame = frame_of("length 100 eth_type ipv4");

	frame_add_snap(frame, 12);
	EXPECT_TRUE(leaves_as_matched(self, frame, 20, "eth_type ipv4"));
}

TEST_HARNESS_MAIN
