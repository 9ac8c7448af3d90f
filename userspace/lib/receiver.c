// SPDX-License-Identifier: GPL-2.0-or-later
#include "receiver.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "ack.h"
#include "socket.h"

#define DATAGRAMS_MAX	16	/* that are read at once */

struct flow_receiver {
	struct mnl_socket *socket;
	uint16_t family;	/* of flowdp; 0 on a socket of another protocol */
	uint32_t sequence;
	struct flow_ack ack;	/* of the last request */
	bool acked;
	bool overrun;		/* to be reported once the queue is empty */
	char buffers[DATAGRAMS_MAX][FLOW_SOCKET_BUFFER];
};

static int resolve_family(struct flow_receiver *receiver, const char *netns)
{
	struct flow_netlink *netlink;
	int error;

	error = flow_netlink_open(&netlink, NETLINK_GENERIC, netns);
	if (error)
		return error;
	receiver->family = flow_netlink_family(netlink);
	flow_netlink_close(netlink);
	return 0;
}

static void set_buffer(struct flow_receiver *receiver, int size)
{
	int fd = flow_receiver_fd(receiver);

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

int flow_receiver_open(struct flow_receiver **result, int protocol, const char *netns,
		       unsigned int buffer)
{
	struct flow_receiver *receiver;
	int error = 0;

	receiver = calloc(1, sizeof(*receiver));
	if (!receiver)
		return -ENOMEM;
	if (protocol == NETLINK_GENERIC)
		error = resolve_family(receiver, netns);
	if (!error)
		error = flow_socket_open(&receiver->socket, protocol, netns);
	if (error) {
		free(receiver);
		return error;
	}
	set_buffer(receiver, buffer);
	*result = receiver;
	return 0;
}

void flow_receiver_close(struct flow_receiver *receiver)
{
	if (!receiver)
		return;
	mnl_socket_close(receiver->socket);
	free(receiver);
}

int flow_receiver_fd(const struct flow_receiver *receiver)
{
	return mnl_socket_get_fd(receiver->socket);
}

int flow_receiver_join(struct flow_receiver *receiver, uint32_t group)
{
	int value = group;

	if (mnl_socket_setsockopt(receiver->socket, NETLINK_ADD_MEMBERSHIP, &value, sizeof(value)))
		return -errno;
	return 0;
}

static int take_message(struct flow_receiver *receiver, const struct nlmsghdr *header,
			flow_netlink_fn *item, void *data)
{
	struct flow_ack ack;

	if (flow_ack_parse(header, &ack)) {
		if (header->nlmsg_seq == receiver->sequence) {
			receiver->ack = ack;
			receiver->acked = true;
		}
		return 0;
	}
	if (header->nlmsg_type < NLMSG_MIN_TYPE ||
	    (receiver->family && header->nlmsg_type != receiver->family &&
	     header->nlmsg_type != GENL_ID_CTRL))
		return 0;
	return item(header, data);
}

static int take_datagram(struct flow_receiver *receiver, const char *buffer, size_t length,
			 flow_netlink_fn *item, void *data)
{
	const struct nlmsghdr *header = (const struct nlmsghdr *)buffer;
	int left = length, error = 0;

	if (length > FLOW_SOCKET_BUFFER)	/* cut off: lost, as in an overrun */
		return -ENOBUFS;
	while (error >= 0 && mnl_nlmsg_ok(header, left)) {
		error = take_message(receiver, header, item, data);
		header = mnl_nlmsg_next(header, &left);
	}
	return error < 0 ? error : 0;
}

/* Reads the datagrams that are there, @max (up to DATAGRAMS_MAX) at most; returns how many. */
static int receive(struct flow_receiver *receiver, unsigned int max, flow_netlink_fn *item,
		   void *data)
{
	struct mmsghdr datagrams[DATAGRAMS_MAX];
	struct iovec vectors[DATAGRAMS_MAX];
	int i, count, result, error = 0;

	memset(datagrams, 0, sizeof(datagrams));
	for (i = 0; i < DATAGRAMS_MAX; i++) {
		vectors[i].iov_base = receiver->buffers[i];
		vectors[i].iov_len = sizeof(receiver->buffers[i]);
		datagrams[i].msg_hdr.msg_iov = &vectors[i];
		datagrams[i].msg_hdr.msg_iovlen = 1;
	}
	count = recvmmsg(flow_receiver_fd(receiver), datagrams, max, MSG_DONTWAIT | MSG_TRUNC,
			 NULL);
	if (count < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (i = 0; i < count; i++) {
		result = take_datagram(receiver, receiver->buffers[i], datagrams[i].msg_len, item,
				       data);
		if (!error)
			error = result;
	}
	return error ? error : count;
}

/*
 * After an overrun the kernel drops all messages until the queue is empty, and does not
 * say so again.  So the caller is told, and then dumps, only when it is empty: nothing
 * older is read after the dump, and nothing newer is lost.
 */
int flow_receiver_receive(struct flow_receiver *receiver, unsigned int max,
			  flow_netlink_fn *item, void *data)
{
	unsigned int count = 0;
	int asked, result;

	do {
		asked = receiver->overrun || max - count > DATAGRAMS_MAX ? DATAGRAMS_MAX :
									   max - count;
		result = receive(receiver, asked, item, data);
		if (result == -ENOBUFS) {
			receiver->overrun = true;
			result = asked;
		}
		if (result < 0)
			return result;
		count += result;
	} while (result == asked && (receiver->overrun || count < max));
	if (!receiver->overrun)
		return count;
	receiver->overrun = false;
	return -ENOBUFS;
}

static int wait_readable(const struct flow_receiver *receiver)
{
	struct pollfd poller = { .fd = flow_receiver_fd(receiver), .events = POLLIN };
	int ready = poll(&poller, 1, FLOW_NETLINK_TIMEOUT_MS);

	if (ready < 0)
		return errno == EINTR ? 0 : -errno;
	return ready ? 0 : -ETIMEDOUT;
}

static int send_request(struct flow_receiver *receiver, struct flow_message *request)
{
	struct nlmsghdr *header = flow_message_header(request);

	if (flow_message_error(request))
		return flow_message_error(request);
	if (!header->nlmsg_type)
		header->nlmsg_type = receiver->family;
	header->nlmsg_flags |= NLM_F_ACK;
	header->nlmsg_seq = ++receiver->sequence;
	receiver->acked = false;
	return flow_socket_send(receiver->socket, header, header->nlmsg_len);
}

/* Reads what has come, so that the acknowledgement finds room, too. */
static int make_room(struct flow_receiver *receiver, flow_netlink_fn *item, void *data)
{
	unsigned int rounds;
	int result = 1;

	for (rounds = 0; rounds < 64 && result > 0; rounds++)
		result = receive(receiver, DATAGRAMS_MAX, item, data);
	if (result != -ENOBUFS)
		return result < 0 ? result : 0;
	receiver->overrun = true;
	return 0;
}

int flow_receiver_request(struct flow_receiver *receiver, struct flow_message *request,
			  flow_netlink_fn *item, void *data)
{
	int result = make_room(receiver, item, data);

	if (!result)
		result = send_request(receiver, request);
	flow_message_clear(request);
	while (result >= 0 && !receiver->acked) {
		result = wait_readable(receiver);
		if (!result)
			result = receive(receiver, DATAGRAMS_MAX, item, data);
		if (result == -ENOBUFS) {
			receiver->overrun = true;
			result = 0;
		}
	}
	return result < 0 ? result : receiver->ack.error;
}

const char *flow_receiver_error_text(const struct flow_receiver *receiver)
{
	return receiver->ack.text;
}
