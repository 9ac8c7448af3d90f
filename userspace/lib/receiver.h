/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A socket that the kernel sends to without being asked each time: the common
 * part of events, upcalls and link events.  It never blocks.
 */
#ifndef FLOW_RECEIVER_H
#define FLOW_RECEIVER_H

#include "netlink.h"

struct flow_receiver;

/*
 * Opens a socket of @protocol in @netns (see flow_netlink_open()) with room
 * for @buffer bytes in its queue.
 */
int flow_receiver_open(struct flow_receiver **receiver, int protocol, const char *netns,
		       unsigned int buffer);
void flow_receiver_close(struct flow_receiver *receiver);

/* For an event loop: readable means flow_receiver_receive() has work. */
int flow_receiver_fd(const struct flow_receiver *receiver);

int flow_receiver_join(struct flow_receiver *receiver, uint32_t group);

/*
 * Hands up to @max datagrams, message by message, to @item without waiting.
 * Returns the number of datagrams read (0: nothing there), what @item
 * returned if that is negative, or -ENOBUFS: the kernel had to leave messages
 * out; the socket works on, but the caller must dump what it follows.  Then all
 * that was in the queue has been handed out, however much it was.
 */
int flow_receiver_receive(struct flow_receiver *receiver, unsigned int max,
			  flow_netlink_fn *item, void *data);

/*
 * Sends @request on this socket and waits for its acknowledgement; messages
 * that arrive before it go to @item.  For requests that concern the socket
 * itself.  @request is used up.  Errors as flow_netlink_request().
 */
int flow_receiver_request(struct flow_receiver *receiver, struct flow_message *request,
			  flow_netlink_fn *item, void *data);

const char *flow_receiver_error_text(const struct flow_receiver *receiver);

#endif
