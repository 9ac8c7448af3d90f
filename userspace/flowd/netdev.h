/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The network interfaces of the host, as the last event told.
 */
#ifndef FLOWD_NETDEV_H
#define FLOWD_NETDEV_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include "hash.h"
#include "intent.h"
#include "link.h"

/* Members that loops over all interfaces read come first, for the CPU's cache. */
struct netdev {
	UT_hash_handle hh;
	uint32_t ifindex;
	char name[IF_NAMESIZE];
	uint8_t mac[6];
	uint8_t permanent_mac[6];	/* zero: none */
	uint32_t lower;		/* ifindex of the interface that it sends by; 0: none */
	uint32_t peer;		/* of a patch: the other end's ifindex; 0: it has none */
	uint16_t vid;		/* that its frames are tagged with at the lower one; 0: none */
	bool is_switch;
	bool is_patch;
	bool has_carrier;
	bool seen;		/* in the listing that goes on */

	bool unsettled;		/* enforce.c's: another policy may hold for it now */
	bool left;		/* served.c's: the log knows that nothing names this switch */
	bool patched;		/* patch.c's: policies asked for it, so it goes when none does */

	/* attach.c's. */
	bool had_policy;	/* since flowd started */
	unsigned int failures;	/* in a row */
	struct attach_before *before;	/* NULL: nothing to go back to */
	int64_t retry_ms;	/* when to try again; 0: not by itself */
	int64_t tried_ms;
	char problem[512];	/* why it is not what its policy says; "": it is, as far as we know */

	char alias[FLOW_LINK_ALIAS_MAX];
};

struct netdev *netdev_find(struct netdev *all, uint32_t ifindex);
struct netdev *netdev_find_name(struct netdev *all, const char *name);
/*
 * The interface at the bottom of a stack, and in *@vid the VLAN of the frames that
 * the upper one sends by it; 0: no VLAN, or no stack.
 */
uint32_t netdev_bottom(struct netdev *all, const struct netdev *netdev, uint16_t *vid);
/* Adds it, zeroed but for ifindex, if it is not there.  NULL: no memory. */
struct netdev *netdev_put(struct netdev **all, uint32_t ifindex);
/* What policies know it by: its permanent MAC address, if it has one. */
struct intent_interface netdev_interface(const struct netdev *netdev);
/* NULL: none. */
const struct intent_port *netdev_policy(const struct netdev *netdev, const struct intent *intent);

void netdev_delete(struct netdev **all, struct netdev *netdev);

#endif
