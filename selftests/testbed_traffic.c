// SPDX-License-Identifier: GPL-2.0-or-later
/* Frames into the test bed and out of it. */
#include "testbed.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include "frames.h"
#include "testbed_diagnose.h"

static bool wrote(const struct testbed_port *port, ssize_t written, size_t wanted)
{
	if (written == (ssize_t)wanted)
		return true;
	return testbed_diagnose("%s took %zd of %zu bytes: %s", port->name, written, wanted,
				strerror(errno));
}

bool testbed_send_vnet(struct testbed *bed, unsigned int number,
		       const struct virtio_net_hdr *header, const struct flow_frame *frame)
{
	const struct testbed_port *port = &bed->port[number];
	struct iovec parts[] = {
		{ (void *)header, sizeof(*header) },
		{ (void *)frame->data, frame->length },
	};

	return wrote(port, writev(port->fd, parts, 2), sizeof(*header) + frame->length);
}

bool testbed_send(struct testbed *bed, unsigned int number, const struct flow_frame *frame)
{
	static const struct virtio_net_hdr plain;
	const struct testbed_port *port = &bed->port[number];

	if (bed->flags & TESTBED_VNET)
		return testbed_send_vnet(bed, number, &plain, frame);
	return wrote(port, write(port->fd, frame->data, frame->length), frame->length);
}

static bool wait_readable(const struct testbed_port *port)
{
	struct pollfd poller = { .fd = port->fd, .events = POLLIN };

	return poll(&poller, 1, TESTBED_WAIT_MS) == 1;
}

/* As readv() from a packet socket, and what it shows beside the bytes. */
static ssize_t read_socket(int fd, struct iovec *parts, size_t count,
			   struct tpacket_auxdata *beside)
{
	char control[CMSG_SPACE(sizeof(*beside))];
	struct msghdr message = {
		.msg_iov = parts,
		.msg_iovlen = count,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t length = recvmsg(fd, &message, 0);
	const struct cmsghdr *first = length < 0 ? NULL : CMSG_FIRSTHDR(&message);

	if (first)
		memcpy(beside, CMSG_DATA(first), sizeof(*beside));
	return length;
}

/* Reads a frame; a tag that is shown beside the bytes is put back. */
static bool receive(const struct testbed *bed, unsigned int number, struct flow_frame *frame,
		    struct virtio_net_hdr *header)
{
	ssize_t header_length = bed->flags & TESTBED_VNET ? sizeof(*header) : 0, length;
	struct iovec parts[] = {
		{ header, header_length },
		{ frame->data, sizeof(frame->data) },
	};
	struct tpacket_auxdata beside = { 0 };
	int fd = bed->port[number].fd;

	if (number == FLOWDP_PORT_LOCAL)
		length = read_socket(fd, parts, 2, &beside);
	else
		length = readv(fd, parts, 2);
	if (length < header_length)
		return false;
	frame->length = length - header_length;
	if (beside.tp_status & TP_STATUS_VLAN_VALID)
		frame_push_tag(frame, beside.tp_vlan_tpid, beside.tp_vlan_tci);
	return true;
}

bool testbed_receive(struct testbed *bed, unsigned int number, struct flow_frame *frame,
		     struct virtio_net_hdr *header)
{
	struct testbed_port *port = &bed->port[number];
	struct virtio_net_hdr unused;

	if (!wait_readable(port))
		return testbed_diagnose("nothing left by port %u", number);
	if (!receive(bed, number, frame, header ? header : &unused))
		return testbed_diagnose("port %u cannot be read: %s", number, strerror(errno));
	port->read++;
	return true;
}

bool testbed_expect(struct testbed *bed, unsigned int number, const struct flow_frame *frame)
{
	static struct flow_frame seen;
	char where[16];

	if (!testbed_receive(bed, number, &seen, NULL))
		return false;
	if (seen.length == frame->length && !memcmp(seen.data, frame->data, seen.length))
		return true;
	snprintf(where, sizeof(where), "port %u", number);
	return testbed_diagnose_frames(where, frame, &seen);
}

/* Port 0 counts only while its packet socket is there to read what leaves. */
static int check_silence(const struct flow_port *port, void *data)
{
	struct testbed *bed = data;
	const struct testbed_port *mine;

	if (port->number > bed->ports)
		return 0;
	mine = &bed->port[port->number];
	if (port->stats.tx_packets == mine->read)
		return 0;
	testbed_diagnose("%llu frames left by port %u, and %llu were expected",
			 (unsigned long long)port->stats.tx_packets, port->number,
			 (unsigned long long)mine->read);
	return -EPROTO;
}

bool testbed_silent(struct testbed *bed)
{
	return !flow_port_dump(bed->netlink, bed->switch_ifindex, check_silence, NULL, bed);
}

/* What became of the one frame of @length bytes that entered between two readings. */
static int fate(const struct flow_port *before, const struct flow_port *after, size_t length)
{
	uint64_t forwarded = after->stats.forwarded - before->stats.forwarded;
	uint64_t consumed = after->stats.consumed - before->stats.consumed, dropped = 0;
	int reason = TESTBED_FORWARDED;
	unsigned int i, j;

	if (after->stats.rx_packets - before->stats.rx_packets != 1 ||
	    after->stats.rx_bytes - before->stats.rx_bytes != length)
		return TESTBED_MISCOUNTED;
	for (i = 0; i < after->drops_count; i++) {
		uint64_t more = after->drops[i].rx_packets;

		for (j = 0; j < before->drops_count; j++) {
			if (before->drops[j].reason == after->drops[i].reason)
				more -= before->drops[j].rx_packets;
		}
		if (more && !after->drops[i].reason)
			return TESTBED_MISCOUNTED;
		if (more)
			reason = after->drops[i].reason;
		dropped += more;
	}
	if (forwarded + consumed + dropped != 1)
		return TESTBED_MISCOUNTED;
	return consumed ? TESTBED_CONSUMED : reason;
}

int testbed_inject(struct testbed *bed, unsigned int number, const struct flow_frame *frame)
{
	struct flow_port before = testbed_port_get(bed, number), after;

	if (!testbed_send(bed, number, frame))
		return TESTBED_MISCOUNTED;
	after = testbed_port_get(bed, number);
	return fate(&before, &after, frame->length);
}

bool testbed_forwards(struct testbed *bed, unsigned int from, const struct flow_frame *in,
		      uint32_t to, const struct flow_frame *out)
{
	int seen = testbed_inject(bed, from, in);
	unsigned int i;

	if (seen != TESTBED_FORWARDED)
		return testbed_diagnose("the frame into port %u was to be forwarded; fate %d",
					from, seen);
	for (i = 0; i <= bed->ports; i++) {
		if (to & TESTBED_PORT(i) && !testbed_expect(bed, i, out))
			return false;
	}
	return testbed_silent(bed);
}

bool testbed_drops(struct testbed *bed, unsigned int from, const struct flow_frame *in, int wanted)
{
	int seen = testbed_inject(bed, from, in);

	if (seen != wanted)
		return testbed_diagnose("the frame into port %u was to meet fate %d, and met %d",
					from, wanted, seen);
	return testbed_silent(bed);
}
