/* SPDX-License-Identifier: GPL-2.0-only */
/* The switch: a netdev, and the owner of ports, tables, flows and groups. */
#ifndef _FLOWDP_SWITCH_H
#define _FLOWDP_SWITCH_H

#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/xarray.h>
#include <uapi/linux/flowdp.h>

#include "flow_stats.h"
#include "table.h"
#include "timeout.h"
#include "upcall.h"

struct fdp_lookup_stats;
struct fdp_port;

/**
 * DOC: Locking
 *
 * RTNL guards which netdevs are ports and switches.  fdp_switch.lock, a mutex
 * taken inside RTNL if both are needed, guards all that the control path
 * changes: tables, flows, groups, port settings, bindings, timeouts.  The
 * spin locks of upcall queues nest inside everything else and are taken with
 * bottom halves off.
 *
 * Packets take no lock.  They run under RCU with bottom halves off and find
 * ports, settings, masks, flows and groups through RCU pointers.  Flows and
 * table defaults carry the generations in which they are in force, so that a
 * transaction comes into force for all packets at one moment: a packet reads
 * fdp_switch.generation once, ignores what is of another, and walks the tables
 * again if the generation changed meanwhile.
 */
struct fdp_switch {
	struct net_device *dev;
	u64 generation;		/* written under lock, read by packets */
	struct fdp_table_view __rcu *view;	/* see table.c */
	struct fdp_lookup_stats __percpu *lookup_stats;
	struct fdp_port __rcu *ports[FLOWDP_PORTS_MAX];	/* by number; see port.c */
	struct fdp_table tables[FLOWDP_TABLES_MAX];
	u16 large_tables;	/* a bit each; see fdp_walk() */
	u8 fail_mode;		/* enum flowdp_fail_mode */

	struct mutex lock;	/* see DOC: Locking */
	bool announced;		/* its creation has succeeded, so events may be sent */
	bool dead;		/* being deleted: nothing may be added */
	struct list_head port_list;	/* RCU; changed under RTNL and lock */
	unsigned int port_count;
	u16 port_next;		/* where the search for a free number starts */

	struct xarray flows;	/* all flows, by id */
	u32 flow_next;
	unsigned int flow_count;
	unsigned int flows_max;
	struct fdp_timeouts timeouts;
	struct fdp_flow_stats flow_stats;

	struct xarray groups;	/* by id */
	unsigned int group_count;

	struct fdp_upcalls upcalls;
	bool mtu_chosen;	/* by the user: it does not follow the ports'; under RTNL */
};

static inline void fdp_switch_assert_locked(struct fdp_switch *sw)
{
	lockdep_assert_held(&sw->lock);
}

/* The switch's generation, with all changes that were made before it was published. */
static inline u64 fdp_switch_generation(const struct fdp_switch *sw)
{
	/* Pairs with publish() of transaction.c. */
	return smp_load_acquire(&sw->generation);
}

/**
 * fdp_switch_view - get what is to be read of packets, and the generation
 * @sw: the switch
 * @generation: set to the generation that goes with it
 *
 * Context: RCU.
 * Return: the view, valid under RCU.
 */
static inline const struct fdp_table_view *fdp_switch_view(const struct fdp_switch *sw,
							   u64 *generation)
{
	const struct fdp_table_view *view;

	do {
		*generation = fdp_switch_generation(sw);
		view = rcu_dereference(sw->view);
	} while (unlikely(view->since > *generation));
	return view;
}

extern struct workqueue_struct *fdp_switch_workqueue;

bool fdp_switch_is(const struct net_device *dev);
struct fdp_switch *fdp_switch_get(struct net *net, u32 ifindex);
void fdp_switch_put(struct fdp_switch *sw);

int fdp_switch_init(void);
void fdp_switch_exit(void);

#endif /* _FLOWDP_SWITCH_H */
