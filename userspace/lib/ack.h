/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's acknowledgements; for netlink.c and receiver.c.
 */
#ifndef FLOW_ACK_H
#define FLOW_ACK_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

struct flow_ack {
	int error;		/* 0 or -errno */
	uint32_t offset;	/* of the attribute in question; 0 if not said */
	char text[256];		/* the kernel's sentence; "" if none */
};

/*
 * Reads a message that ends an exchange, NLMSG_ERROR or NLMSG_DONE.  Returns
 * false for any other message, and for those too short to be one.
 */
bool flow_ack_parse(const struct nlmsghdr *header, struct flow_ack *ack);

#endif
