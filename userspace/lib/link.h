/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Network links through rtnetlink.  Handles are of NETLINK_ROUTE.
 */
#ifndef FLOW_LINK_H
#define FLOW_LINK_H

#include <net/if.h>
#include <stdbool.h>
#include "netlink.h"
#include "receiver.h"

#define FLOW_LINK_KIND_MAX	56	/* the kernel's MODULE_NAME_LEN */
#define FLOW_LINK_ALIAS_MAX	256

struct flow_link {
	uint32_t ifindex;
	uint32_t master;			/* ifindex; 0: none */
	uint32_t lower;				/* ifindex of the one below, if that is here; 0: none */
	uint16_t vlan;				/* of a link of kind "vlan" */
	char name[IF_NAMESIZE];
	char kind[FLOW_LINK_KIND_MAX];		/* "tun", "veth", "flowdp"...; "" for hardware */
	char alias[FLOW_LINK_ALIAS_MAX];	/* "" if none */
	uint8_t address[6];
	uint8_t permanent_address[6];		/* zero if none */
	uint16_t type;				/* ARPHRD_* */
	uint32_t flags;				/* IFF_* */
	uint32_t mtu;
	bool removed;				/* in events: the link is gone */
};

/* Of an interface: "up", "down", "no-carrier", or with carrier "dormant" (RFC 2863). */
const char *flow_link_state(const struct flow_link *link);

typedef int flow_link_fn(const struct flow_link *item, void *data);

/*
 * Makes a switch, which is @up or not; *@ifindex (if not NULL) is its netdev's.
 * -EEXIST, -EOPNOTSUPP: no module.
 */
int flow_link_add_switch(struct flow_netlink *netlink, const char *name, bool up,
			 uint32_t *ifindex);
/*
 * Makes an end of a patch, which is up: the other one of @peer, or with 0 one that
 * has none yet.  As above, and -EBUSY if @peer has its other end already.
 */
int flow_link_add_patch(struct flow_netlink *netlink, const char *name, uint32_t peer,
			uint32_t *ifindex);
int flow_link_delete(struct flow_netlink *netlink, uint32_t ifindex);

/* -ENODEV if there is none. */
int flow_link_get(struct flow_netlink *netlink, uint32_t ifindex, struct flow_link *link);
int flow_link_find(struct flow_netlink *netlink, const char *name, struct flow_link *link);
int flow_link_dump(struct flow_netlink *netlink, flow_link_fn *item,
		   flow_netlink_restart_fn *restart, void *data);

/* Reads RTM_NEWLINK or RTM_DELLINK; -ENOMSG for any other message. */
int flow_link_parse(const struct nlmsghdr *header, struct flow_link *link);

/* Events: opens a receiver that flow_link_receive() reads. */
int flow_link_events_open(struct flow_receiver **receiver, const char *netns);
/* Returns as flow_receiver_receive(). */
int flow_link_receive(struct flow_receiver *receiver, unsigned int max, flow_link_fn *item,
		      void *data);

#endif
