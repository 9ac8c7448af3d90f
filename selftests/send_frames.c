// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For the tests that are scripts: sends frames from the interface eth0 of a network
 * namespace, one after the other, padded to the least length of Ethernet.
 *
 *    send_frames NAMESPACE FRAME...     a file such as /run/netns/host1; digits in hex
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

static const uint8_t padding[ETH_ZLEN];

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

int main(int argc, char **argv)
{
	int fd, i;

	if (argc < 3) {
		fprintf(stderr, "usage: %s NAMESPACE FRAME...\n", argv[0]);
		return 1;
	}
	enter(argv[1]);
	fd = open_interface("eth0");
	for (i = 2; i < argc; i++) {
		struct flow_frame *frame = frame_from_hex(argv[i]);

		if (frame->length < ETH_ZLEN)
			frame_insert(frame, frame->length, padding, ETH_ZLEN - frame->length);
		if (send(fd, frame->data, frame->length, 0) < 0)
			give_up("eth0");
	}
	return 0;
}
