// SPDX-License-Identifier: GPL-2.0-or-later
#include "netlink.h"

#include <errno.h>
#include <linux/flowdp.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include "ack.h"
#include "socket.h"

#define DUMP_ATTEMPTS	16

struct flow_netlink {
	struct mnl_socket *socket;
	uint16_t family;	/* of flowdp; 0 on a handle of another protocol */
	uint32_t sequence;
	struct flow_ack ack;	/* of the last request */
	char buffer[FLOW_SOCKET_BUFFER];
};

/* One request under way. */
struct exchange {
	struct flow_netlink *netlink;
	flow_netlink_fn *item;	/* NULL: nobody wants to see more */
	void *data;
	bool finished;
	bool interrupted;	/* the kernel says that the dump is not consistent */
	int error;
};

static int send_request(struct flow_netlink *netlink, struct flow_message *request, uint16_t flags)
{
	struct nlmsghdr *header = flow_message_header(request);

	memset(&netlink->ack, 0, sizeof(netlink->ack));
	if (flow_message_error(request))
		return flow_message_error(request);
	if (!header->nlmsg_type)
		header->nlmsg_type = netlink->family;
	header->nlmsg_flags |= flags;
	header->nlmsg_seq = ++netlink->sequence;
	return flow_socket_send(netlink->socket, header, header->nlmsg_len);
}

static void take_message(struct exchange *exchange, const struct nlmsghdr *header)
{
	struct flow_netlink *netlink = exchange->netlink;

	if (header->nlmsg_seq != netlink->sequence)	/* of a request given up earlier */
		return;
	if (header->nlmsg_flags & NLM_F_DUMP_INTR)
		exchange->interrupted = true;
	if (flow_ack_parse(header, &netlink->ack)) {
		if (exchange->error >= 0)
			exchange->error = netlink->ack.error;
		exchange->finished = true;
		return;
	}
	if (header->nlmsg_type < NLMSG_MIN_TYPE || !exchange->item || exchange->interrupted)
		return;
	exchange->error = exchange->item(header, exchange->data);
	/* The rest is read all the same: the kernel starts no dump before the last one's end. */
	if (exchange->error < 0)
		exchange->item = NULL;
}

static int receive(struct exchange *exchange)
{
	struct flow_netlink *netlink = exchange->netlink;
	const struct nlmsghdr *header;
	ssize_t received;
	int left;

	received = mnl_socket_recvfrom(netlink->socket, netlink->buffer, sizeof(netlink->buffer));
	if (received < 0) {
		if (errno == EINTR)
			return 0;
		return errno == EAGAIN ? -ETIMEDOUT : errno == ENOSPC ? -EMSGSIZE : -errno;
	}
	left = received;
	header = (const struct nlmsghdr *)netlink->buffer;
	while (!exchange->finished && mnl_nlmsg_ok(header, left)) {
		take_message(exchange, header);
		header = mnl_nlmsg_next(header, &left);
	}
	return 0;
}

static int run(struct exchange *exchange, struct flow_message *request, uint16_t flags)
{
	int error = send_request(exchange->netlink, request, flags);

	while (!error && !exchange->finished)
		error = receive(exchange);
	return error ? error : exchange->error;
}

int flow_netlink_request(struct flow_netlink *netlink, struct flow_message *request,
			 flow_netlink_fn *reply, void *data)
{
	struct exchange exchange = { .netlink = netlink, .item = reply, .data = data };
	int error = run(&exchange, request, NLM_F_ACK);

	flow_message_clear(request);
	return error;
}

int flow_netlink_dump(struct flow_netlink *netlink, struct flow_message *request,
		      const struct flow_netlink_dump *to)
{
	bool again = true;
	int attempt, error = 0;

	for (attempt = 0; again && attempt < DUMP_ATTEMPTS; attempt++) {
		struct exchange exchange = { .netlink = netlink, .item = to->item,
					     .data = to->item_data };

		if (attempt && to->restart)
			to->restart(to->restart_data);
		error = run(&exchange, request, NLM_F_DUMP);
		again = error == -EINTR || (!error && exchange.interrupted);
	}
	flow_message_clear(request);
	return again ? -EINTR : error;
}

static int take_family(const struct nlmsghdr *header, void *data)
{
	const struct nlattr *table[CTRL_ATTR_MAX + 1];
	struct flow_netlink *netlink = data;

	if (flow_message_parse_generic(header, table, CTRL_ATTR_MAX) ||
	    !table[CTRL_ATTR_FAMILY_ID])
		return -EBADMSG;
	return flow_message_get(table[CTRL_ATTR_FAMILY_ID], &netlink->family,
				sizeof(netlink->family));
}

/* Asks the generic netlink controller about flowdp. */
static int get_family(struct flow_netlink *netlink, flow_netlink_fn *reply, void *data)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct genlmsghdr *generic;
	int error;

	generic = flow_message_start_raw(&message, GENL_ID_CTRL, 0, sizeof(*generic));
	if (!generic)
		return -ENOMEM;
	generic->cmd = CTRL_CMD_GETFAMILY;
	generic->version = 1;
	flow_message_put_string(&message, CTRL_ATTR_FAMILY_NAME, FLOWDP_GENL_NAME);
	error = flow_netlink_request(netlink, &message, reply, data);
	return error == -ENOENT ? -EPROTONOSUPPORT : error;
}

struct group_search {
	const char *name;
	uint32_t *group;
};

/* One group of the list; returns whether it was the one. */
static bool is_group(const struct nlattr *nest, const struct group_search *search)
{
	const struct nlattr *table[CTRL_ATTR_MCAST_GRP_MAX + 1];

	if (flow_message_parse_nested(nest, table, CTRL_ATTR_MCAST_GRP_MAX) ||
	    !table[CTRL_ATTR_MCAST_GRP_NAME] || !table[CTRL_ATTR_MCAST_GRP_ID])
		return false;
	if (strncmp(search->name, mnl_attr_get_str(table[CTRL_ATTR_MCAST_GRP_NAME]),
		    mnl_attr_get_payload_len(table[CTRL_ATTR_MCAST_GRP_NAME])))
		return false;
	return !flow_message_get(table[CTRL_ATTR_MCAST_GRP_ID], search->group,
				 sizeof(*search->group));
}

static int take_groups(const struct nlmsghdr *header, void *data)
{
	const struct nlattr *table[CTRL_ATTR_MAX + 1], *nest;

	if (flow_message_parse_generic(header, table, CTRL_ATTR_MAX))
		return -EBADMSG;
	if (!table[CTRL_ATTR_MCAST_GROUPS])
		return -ENOENT;
	mnl_attr_for_each_nested(nest, table[CTRL_ATTR_MCAST_GROUPS])
		if (is_group(nest, data))
			return 0;
	return -ENOENT;
}

int flow_netlink_group(struct flow_netlink *netlink, const char *name, uint32_t *group)
{
	struct group_search search = { .name = name, .group = group };

	return get_family(netlink, take_groups, &search);
}

int flow_netlink_open(struct flow_netlink **result, int protocol, const char *netns)
{
	struct flow_netlink *netlink;
	int error;

	netlink = calloc(1, sizeof(*netlink));
	if (!netlink)
		return -ENOMEM;
	error = flow_socket_open(&netlink->socket, protocol, netns);
	if (error)
		goto free;
	flow_netlink_set_timeout(netlink, FLOW_NETLINK_TIMEOUT_MS);
	if (protocol == NETLINK_GENERIC)
		error = get_family(netlink, take_family, netlink);
	if (error)
		goto close;
	*result = netlink;
	return 0;
close:
	mnl_socket_close(netlink->socket);
free:
	free(netlink);
	return error;
}

void flow_netlink_close(struct flow_netlink *netlink)
{
	if (!netlink)
		return;
	mnl_socket_close(netlink->socket);
	free(netlink);
}

void flow_netlink_set_timeout(struct flow_netlink *netlink, unsigned int milliseconds)
{
	struct timeval timeout = {
		.tv_sec = milliseconds / 1000,
		.tv_usec = milliseconds % 1000 * 1000,
	};

	setsockopt(mnl_socket_get_fd(netlink->socket), SOL_SOCKET, SO_RCVTIMEO, &timeout,
		   sizeof(timeout));
}

const char *flow_netlink_error_text(const struct flow_netlink *netlink)
{
	return netlink->ack.text;
}

uint32_t flow_netlink_error_offset(const struct flow_netlink *netlink)
{
	return netlink->ack.offset;
}

uint16_t flow_netlink_family(const struct flow_netlink *netlink)
{
	return netlink->family;
}
