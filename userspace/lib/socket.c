// SPDX-License-Identifier: GPL-2.0-or-later
#include "socket.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>
#include "netns.h"

static int open_here(struct mnl_socket **socket, int protocol)
{
	*socket = mnl_socket_open2(protocol, SOCK_CLOEXEC);
	return *socket ? 0 : -errno;
}

static int open_there(struct mnl_socket **socket, int protocol, const char *netns)
{
	int home, there, error;

	home = flow_netns_open("/proc/thread-self/ns/net");
	if (home < 0)
		return home;
	there = flow_netns_open(netns);
	if (there < 0) {
		error = there;
		goto close_home;
	}
	error = flow_netns_set(there);
	if (error)
		goto close_there;
	error = open_here(socket, protocol);
	if (flow_netns_set(home) && !error) {
		error = -EIO;
		mnl_socket_close(*socket);
	}
close_there:
	close(there);
close_home:
	close(home);
	return error;
}

/* Options that an older kernel does not know are left out. */
static void set_options(struct mnl_socket *socket)
{
	int on = 1;

	mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
}

int flow_socket_open(struct mnl_socket **result, int protocol, const char *netns)
{
	struct mnl_socket *socket = NULL;
	int error;

	if (netns)
		error = open_there(&socket, protocol, netns);
	else
		error = open_here(&socket, protocol);
	if (error)
		return error;
	set_options(socket);
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID)) {
		error = -errno;
		mnl_socket_close(socket);
		return error;
	}
	*result = socket;
	return 0;
}

static void raise_send_buffer(int fd, size_t length)
{
	int wanted = length + 4096;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &wanted, sizeof(wanted)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof(wanted));
}

/* The kernel refuses a message that doesn't fit in the send buffer. */
int flow_socket_send(struct mnl_socket *socket, const void *data, size_t length)
{
	bool raised = false;

	if (length > INT_MAX / 4)
		return -EMSGSIZE;
	while (mnl_socket_sendto(socket, data, length) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EMSGSIZE || raised)
			return -errno;
		raise_send_buffer(mnl_socket_get_fd(socket), length);
		raised = true;
	}
	return 0;
}
