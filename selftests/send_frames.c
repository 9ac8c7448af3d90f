// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For the tests that are scripts: sends frames from the interface eth0 of a network
 * namespace, one after the other, padded to the least length of Ethernet.  If PORT, which
 * they come in by, is a port of a switch, that is done with them when this program ends.
 *
 *    send_frames NAMESPACE PORT FRAME...     a file such as /run/netns/host1; digits in hex
 */
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "frames.h"
#include "link.h"
#include "port.h"

#define WAIT_MS		30000

static const uint8_t padding[ETH_ZLEN];

/* What the frames come in by; without a netlink, no port of a switch. */
struct entrance {
	struct flow_netlink *netlink;
	uint32_t switch_ifindex, ifindex;
};

static void give_up(const char *what)
{
	perror(what);
	exit(1);
}

static void enter(const char *namespace)
{
	int fd = open(namespace, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || setns(fd, CLONE_NEWNET))
		give_up(namespace);
	close(fd);
}

static int open_interface(const char *name)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_ifindex = if_nametoindex(name),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (!address.sll_ifindex || fd < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)))
		give_up(name);
	return fd;
}

/* Frames that entered there and have met their fate; false: it is no port. */
static bool count_fates(const struct entrance *entrance, uint64_t *count)
{
	struct flow_port port;
	unsigned int i;

	if (flow_port_get(entrance->netlink, entrance->switch_ifindex, -1, entrance->ifindex, &port))
		return false;
	*count = port.stats.forwarded + port.stats.consumed;
	for (i = 0; i < port.drops_count; i++)
		*count += port.drops[i].rx_packets;
	return true;
}

static void find_entrance(const char *name, struct entrance *entrance, uint64_t *count)
{
	struct flow_netlink *route;
	struct flow_link link;

	if (flow_netlink_open(&route, NETLINK_ROUTE, NULL) ||
	    flow_netlink_open(&entrance->netlink, NETLINK_GENERIC, NULL))
		give_up("netlink");
	if (!flow_link_find(route, name, &link)) {
		entrance->switch_ifindex = link.master;
		entrance->ifindex = link.ifindex;
	}
	if (!count_fates(entrance, count))
		entrance->netlink = NULL;
}

/* Until so many frames have met their fate. */
static void wait_for_fates(const struct entrance *entrance, uint64_t wanted)
{
	uint64_t count;
	int tries;

	for (tries = 0; tries < WAIT_MS; tries++) {
		if (!count_fates(entrance, &count) || count >= wanted)
			return;
		usleep(1000);
	}
	fprintf(stderr, "the switch has got no more than %llu of %llu frames\n",
		(unsigned long long)count, (unsigned long long)wanted);
	exit(1);
}

int main(int argc, char **argv)
{
	struct entrance entrance = { .netlink = NULL };
	uint64_t before;
	int fd, i;

	if (argc < 4) {
		fprintf(stderr, "usage: %s NAMESPACE PORT FRAME...\n", argv[0]);
		return 1;
	}
	find_entrance(argv[2], &entrance, &before);
	enter(argv[1]);
	fd = open_interface("eth0");
	for (i = 3; i < argc; i++) {
		struct flow_frame *frame = frame_from_hex(argv[i]);

		if (frame->length < ETH_ZLEN)
			frame_insert(frame, frame->length, padding, ETH_ZLEN - frame->length);
		if (send(fd, frame->data, frame->length, 0) < 0)
			give_up("eth0");
	}
	if (entrance.netlink)
		wait_for_fates(&entrance, before + argc - 3);
	return 0;
}
