/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A netlink socket for requests.
 *
 * One handle is one socket, used by one thread; requests on it are carried out
 * one after the other and wait for their reply.  Events (event.h) and upcalls
 * (upcall.h) have sockets of their own, so that neither waits for the other.
 */
#ifndef FLOW_NETLINK_H
#define FLOW_NETLINK_H

#include <stddef.h>
#include <stdint.h>
#include "message.h"

#define FLOW_NETLINK_TIMEOUT_MS		5000	/* default */

struct flow_netlink;

/*
 * Opens a handle.  @protocol: NETLINK_GENERIC to talk to flowdp, or
 * NETLINK_ROUTE.  @netns: a network namespace by name (as "ip netns" knows it)
 * or by path; NULL: the current one.  The caller's namespace is unchanged.
 * Errors: -EPROTONOSUPPORT: the module flowdp is not loaded; -ENOENT: no such
 * network namespace; -EPERM: no right to it.
 */
int flow_netlink_open(struct flow_netlink **netlink, int protocol, const char *netns);

/* NULL is fine. */
void flow_netlink_close(struct flow_netlink *netlink);

/* How long a request may wait for each message of its reply. */
void flow_netlink_set_timeout(struct flow_netlink *netlink, unsigned int milliseconds);

/* Called for each message of a reply; 0 to go on, -errno to stop. */
typedef int flow_netlink_fn(const struct nlmsghdr *header, void *data);

/* Called when a dump starts again: forget what was gathered so far. */
typedef void flow_netlink_restart_fn(void *data);

/*
 * Sends @request and waits for its acknowledgement; @reply (may be NULL) sees
 * the messages before it.  @request is used up: it comes back cleared.
 * Returns 0, the kernel's -errno (see flow_netlink_error_text()), what @reply
 * returned, or -ETIMEDOUT.
 */
int flow_netlink_request(struct flow_netlink *netlink, struct flow_message *request,
			 flow_netlink_fn *reply, void *data);

/* Where the messages of a dump go. */
struct flow_netlink_dump {
	flow_netlink_fn *item;
	void *item_data;
	flow_netlink_restart_fn *restart;	/* may be NULL */
	void *restart_data;
};

/*
 * Sends @request as a dump and hands each message to @to->item.  When the
 * kernel says that what it listed changed meanwhile, calls @to->restart and
 * starts again, 16 times at most: then -EINTR.  @request is used up.
 */
int flow_netlink_dump(struct flow_netlink *netlink, struct flow_message *request,
		      const struct flow_netlink_dump *to);

/* The kernel's sentence about the last request; "" if it had none.  Valid until the next. */
const char *flow_netlink_error_text(const struct flow_netlink *netlink);

/* The attribute it is about, in bytes from the start of the request; 0 if it did not say. */
uint32_t flow_netlink_error_offset(const struct flow_netlink *netlink);

/* The message type of flowdp; 0 on a handle of another protocol. */
uint16_t flow_netlink_family(const struct flow_netlink *netlink);

/* The identifier of a multicast group of flowdp by name; -ENOENT if there is none. */
int flow_netlink_group(struct flow_netlink *netlink, const char *name, uint32_t *group);

#endif
