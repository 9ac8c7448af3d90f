/* SPDX-License-Identifier: GPL-2.0-only */
/* A port: a netdev under the switch, its settings and its counters. */
#ifndef _FLOWDP_PORT_H
#define _FLOWDP_PORT_H

#include <linux/netdevice.h>

#include "switch.h"
#include "upcall.h"
#include "vlan.h"

struct fdp_transaction;

/* Replaced as a whole, so that a packet sees one state of it. */
struct fdp_port_config {
	u32 flags;		/* FLOWDP_PORT_F_* */
	u16 link_local_forward;
	u16 link_local_upcall;
	u16 community;		/* in a private VLAN; 0: none */
	u8 state;		/* enum flowdp_port_state */
	u64 cookie;
	struct fdp_vlan vlan;
	struct rcu_head rcu;
};

enum fdp_port_counter {
	FDP_PORT_RX_PACKETS,
	FDP_PORT_RX_BYTES,
	FDP_PORT_TX_PACKETS,
	FDP_PORT_TX_BYTES,
	FDP_PORT_FORWARDED,
	FDP_PORT_CONSUMED,
	FDP_PORT_UPCALLS,
	FDP_PORT_UPCALLS_LIMITED,
	FDP_PORT_UPCALLS_FULL,
	FDP_PORT_UPCALLS_LOST,
	FDP_PORT_UPCALLS_UNBOUND,
	FDP_PORT_UPCALLS_REPEATED,
	FDP_PORT_COUNTERS
};

struct fdp_port_stats {
	u64 counters[FDP_PORT_COUNTERS];
	u64 rx_drops[FLOWDP_DROP_MAX + 1];	/* fates of frames that entered here */
	u64 tx_drops[FLOWDP_DROP_MAX + 1];	/* copies that were to leave here */
};

struct fdp_port {
	struct net_device *dev;		/* held until no packet uses the port */
	struct fdp_switch *sw;
	struct fdp_port_config __rcu *config;
	const struct fdp_port_config *pending;	/* inside a transaction: what it sets */
	struct fdp_port_stats __percpu *stats;
	u16 number;
	bool oper_up;			/* as the netdev last told; the local port always is */
	struct list_head node;		/* in fdp_switch.port_list, RCU */
	struct fdp_upcall_queue queues[__FLOWDP_UPCALL_MAX];
	netdevice_tracker tracker;
	struct rcu_head rcu;
};

/* The port of this number, or NULL; RCU only. */
static inline struct fdp_port *fdp_port_find(const struct fdp_switch *sw, u16 number)
{
	return rcu_dereference(sw->ports[number]);
}

/* The port's settings; RCU only. */
static inline const struct fdp_port_config *fdp_port_config(const struct fdp_port *port)
{
	return rcu_dereference(port->config);
}

/* Bottom halves are off. */
static inline void fdp_port_count(const struct fdp_port *port, enum fdp_port_counter counter,
				  u64 n)
{
	u64 *value = &this_cpu_ptr(port->stats)->counters[counter];

	WRITE_ONCE(*value, *value + n);
}

/* Counts a frame in @packets, and its bytes in the counter behind that; bottom halves are off. */
static inline void fdp_port_count_frame(const struct fdp_port *port,
					enum fdp_port_counter packets, unsigned int bytes)
{
	u64 *counters = &this_cpu_ptr(port->stats)->counters[packets];

	WRITE_ONCE(counters[0], counters[0] + 1);
	WRITE_ONCE(counters[1], counters[1] + bytes);
}

void fdp_port_count_rx_drop(const struct fdp_port *port, enum flowdp_drop_reason reason);
void fdp_port_count_tx_drop(const struct fdp_port *port, enum flowdp_drop_reason reason);
void fdp_port_sum(const struct fdp_port *port, struct fdp_port_stats *totals);

/* What a request asks of a port; see netlink_port_settings.c. */
struct fdp_port_settings {
	bool has_number;
	u16 number;
	bool has_vlan;
	bool has_community;
	bool has_state;
	bool has_link_local_forward;
	bool has_link_local_upcall;
	bool has_cookie;
	u32 flags_mask;			/* flags to change */
	struct fdp_vlan_table *table;	/* of config.vlan, if it was made for the request */
	struct fdp_port_config config;	/* only what has_* and flags_mask name is set */
};

int fdp_port_add_local(struct fdp_switch *sw);
int fdp_port_attach(struct fdp_switch *sw, struct net_device *dev,
		    const struct fdp_port_settings *settings, struct netlink_ext_ack *extack);
void fdp_port_detach(struct fdp_port *port);
struct fdp_port *fdp_port_of_netdev(const struct net_device *dev);
struct fdp_port *fdp_port_get(struct fdp_switch *sw, u16 number);
int fdp_port_change(struct fdp_transaction *transaction, struct fdp_port *port,
		    const struct fdp_port_settings *settings);
const struct fdp_port_config *fdp_port_config_locked(const struct fdp_port *port);
const struct fdp_port_config *fdp_port_config_next(const struct fdp_port *port);

int fdp_port_init(void);
void fdp_port_exit(void);

#endif /* _FLOWDP_PORT_H */
