/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ports as the kernel holds them.
 */
#ifndef FLOW_PORT_H
#define FLOW_PORT_H

#include <linux/flowdp.h>
#include <net/if.h>
#include <stdbool.h>
#include "netlink.h"
#include "translation.h"

#define FLOW_PORT_BIT(attribute)	(1U << (attribute))
#define FLOW_PORT_DROPS_MAX		64
#define FLOW_PORT_DROP_NAME_MAX		32

struct flow_port_stats {
	uint64_t rx_packets, rx_bytes, tx_packets, tx_bytes;
	uint64_t forwarded, consumed;
	uint64_t upcalls, upcalls_limited, upcalls_full, upcalls_lost, upcalls_unbound;
	uint64_t upcalls_repeated;
};

struct flow_port_drop {
	uint32_t reason;	/* enum flowdp_drop_reason, or one newer than this program */
	char name[FLOW_PORT_DROP_NAME_MAX];
	uint64_t rx_packets;
	uint64_t tx_packets;
};

struct flow_port {
	uint32_t present;	/* FLOW_PORT_BIT(FLOWDP_A_PORT_*) of the members that count */
	uint32_t switch_ifindex;
	uint32_t number;
	uint32_t ifindex;
	char name[IF_NAMESIZE];
	uint8_t vlan_mode;	/* enum flowdp_vlan_mode */
	uint16_t pvid;
	uint8_t vlans[FLOWDP_VLAN_BITMAP_LEN];
	uint8_t tag_type;	/* enum flowdp_tag_type */
	struct flow_translations translations;
	uint8_t pcp;		/* or FLOWDP_PCP_KEEP */
	uint16_t community;	/* in a private VLAN; 0: none */
	uint32_t flags;		/* FLOWDP_PORT_F_* */
	uint32_t flags_mask;	/* in requests: the flags to change */
	uint8_t state;		/* enum flowdp_port_state */
	uint16_t link_local_forward;
	uint16_t link_local_upcall;
	uint64_t cookie;
	struct flow_port_stats stats;
	unsigned int drops_count;
	struct flow_port_drop drops[FLOW_PORT_DROPS_MAX];
};

typedef int flow_port_fn(const struct flow_port *item, void *data);

/* Appends the attributes that are present, except the switch and what only replies have. */
void flow_port_put(struct flow_message *message, const struct flow_port *object);
/* Reads a reply or event of a port. */
int flow_port_parse(const struct nlmsghdr *header, struct flow_port *object);

/* @number or @ifindex names the port; the other is -1. */
int flow_port_get(struct flow_netlink *netlink, uint32_t switch_ifindex, int64_t number,
		  int64_t ifindex, struct flow_port *object);
int flow_port_dump(struct flow_netlink *netlink, uint32_t switch_ifindex, flow_port_fn *item,
		   flow_netlink_restart_fn *restart, void *data);
/*
 * Attaches the netdev @object->ifindex to @object->switch_ifindex, with the settings that are
 * present.  *@made (if not NULL) becomes the port that it is then, without statistics.
 */
int flow_port_new(struct flow_netlink *netlink, const struct flow_port *object,
		  struct flow_port *made);
/* Changes the settings that are present, of the port whose number or ifindex is present. */
int flow_port_set(struct flow_netlink *netlink, const struct flow_port *object);
int flow_port_delete(struct flow_netlink *netlink, uint32_t switch_ifindex, uint32_t ifindex);

#endif
