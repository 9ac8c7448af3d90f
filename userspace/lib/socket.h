/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink sockets as libflow wants them; for netlink.c and receiver.c.
 */
#ifndef FLOW_SOCKET_H
#define FLOW_SOCKET_H

#include <libmnl/libmnl.h>

/* No single netlink message that we ask for is longer. */
#define FLOW_SOCKET_BUFFER	(256U << 10)

/*
 * Opens and binds a socket of @protocol in network namespace @netns (NULL: the
 * current one; a name as "ip netns" knows it; or a path), with extended
 * acknowledgements and strict checks of requests.
 */
int flow_socket_open(struct mnl_socket **socket, int protocol, const char *netns);

/* Sends a whole message, raising the send buffer if it is longer than that. */
int flow_socket_send(struct mnl_socket *socket, const void *data, size_t length);

#endif
