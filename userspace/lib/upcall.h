/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Upcalls: copies of packets that need the daemon's judgement.
 */
#ifndef FLOW_UPCALL_H
#define FLOW_UPCALL_H

#include <linux/flowdp.h>
#include <stdbool.h>
#include "receiver.h"

struct flow_upcall_packet {
	uint32_t switch_ifindex;
	uint32_t in_port;
	uint16_t vid;
	uint8_t class;			/* enum flowdp_upcall_class */
	bool has_action;		/* table and userdata count */
	uint8_t table;
	uint64_t userdata;
	uint32_t length;		/* of the frame on the wire */
	const uint8_t *data;		/* its first bytes; only valid during the call */
	uint32_t data_length;
};

/* Called for each packet; -errno stops. */
typedef int flow_upcall_fn(const struct flow_upcall_packet *packet, void *data);

struct flow_upcall;

/*
 * Opens a socket for upcalls in @netns; the packets go to @item, with @data.
 * Errors as flow_netlink_open().
 */
int flow_upcall_open(struct flow_upcall **upcall, const char *netns, flow_upcall_fn *item,
		     void *data);
/* Ends all its bindings too.  NULL is fine. */
void flow_upcall_close(struct flow_upcall *upcall);

/*
 * Asks for the upcalls of these classes (bits 1 << enum flowdp_upcall_class)
 * of a switch, 0 to end that; -EBUSY if another socket has one of them.
 * Packets of switches bound before may go to @item meanwhile.
 */
int flow_upcall_bind(struct flow_upcall *upcall, uint32_t switch_ifindex, uint32_t classes);

/* The kernel's sentence about the last flow_upcall_bind(). */
const char *flow_upcall_error_text(const struct flow_upcall *upcall);

int flow_upcall_fd(const struct flow_upcall *upcall);

/* Reads up to @max datagrams without waiting; returns as flow_receiver_receive(). */
int flow_upcall_receive(struct flow_upcall *upcall, unsigned int max);

/* Reads one FLOWDP_CMD_UPCALL message. */
int flow_upcall_parse(const struct nlmsghdr *header, flow_upcall_fn *item, void *data);

#endif
