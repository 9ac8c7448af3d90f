/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Switches as the kernel holds them.  They are made and deleted as links, see link.h.
 */
#ifndef FLOW_SWITCH_H
#define FLOW_SWITCH_H

#include <linux/flowdp.h>
#include <net/if.h>
#include "netlink.h"

#define FLOW_SWITCH_BIT(attribute)	(1U << (attribute))

struct flow_switch {
	uint32_t present;	/* FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_*) of the members that count */
	uint32_t ifindex;
	char name[IF_NAMESIZE];
	uint8_t fail_mode;	/* enum flowdp_fail_mode */
	uint32_t flows_max;
	uint32_t flows;
	uint32_t groups;
	uint32_t ports;
	uint32_t masks;
	uint32_t upcall_rate;
	uint32_t upcall_burst;
	uint32_t upcall_classes;
	uint64_t cache_hits;
	uint64_t cache_misses;
};

typedef int flow_switch_fn(const struct flow_switch *item, void *data);

/* Appends the ifindex and the settings that are present. */
void flow_switch_put(struct flow_message *message, const struct flow_switch *object);
/* Reads a reply or event of a switch. */
int flow_switch_parse(const struct nlmsghdr *header, struct flow_switch *object);

int flow_switch_get(struct flow_netlink *netlink, uint32_t ifindex, struct flow_switch *object);
int flow_switch_dump(struct flow_netlink *netlink, flow_switch_fn *item,
		     flow_netlink_restart_fn *restart, void *data);
/* Changes the settings that are present in @object, of the switch @object->ifindex. */
int flow_switch_set(struct flow_netlink *netlink, const struct flow_switch *object);

#endif
