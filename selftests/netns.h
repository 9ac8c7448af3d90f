/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A network namespace with a switch in it that has something of everything:
 *
 *      +---------- sw0 ----------+     p3, a dummy that is no port
 *      | 1: access 10 | 2: trunk |     the trunk: 20 to 23, native 20, untagged
 *      +------+-------+----+-----+     table 0: two flows and their follower,
 *             p1           p2                   default: goto 1
 *           dummy        dummy         table 1: default: flood
 *                                      groups 7 (in use) and 8
 */
#ifndef SELFTEST_NETNS_H
#define SELFTEST_NETNS_H

#include <stdbool.h>
#include "netlink.h"
#include "request.h"

/* Interface indexes; nothing else has them. */
#define NETNS_SWITCH	100
#define NETNS_P1	101
#define NETNS_P2	102
#define NETNS_P3	103
#define NETNS_SPARE	104	/* not there */

struct netns {
	struct flow_netlink *flow;
	struct flow_netlink *route;
};

/* Enters a new network namespace and makes all that; 0 or -errno. */
int netns_create(struct netns *netns);
/* The namespace goes with the process. */
void netns_destroy(struct netns *netns);

/* Opens the two sockets only, in the present namespace. */
int netns_open(struct netns *netns);

/* What makes the switch what it is, in order; a list ends with name NULL. */
extern const struct request netns_requests[];

/* Links, through rtnetlink; 0 or the kernel's -errno. */
int netns_link_add(struct flow_netlink *route, const char *kind, const char *name,
		   uint32_t ifindex);
int netns_link_delete(struct flow_netlink *route, uint32_t ifindex);
int netns_link_set_master(struct flow_netlink *route, uint32_t ifindex, uint32_t master);
int netns_link_set_up(struct flow_netlink *route, uint32_t ifindex, bool up);
int netns_link_rename(struct flow_netlink *route, uint32_t ifindex, const char *name);

/* The number that the environment variable @name holds, else @otherwise. */
unsigned long environment_number(const char *name, unsigned long otherwise);

#endif
