/* SPDX-License-Identifier: GPL-2.0-only */
/* Upcalls: copies of packets that need judgement, on their way to the daemon. */
#ifndef _FLOWDP_UPCALL_H
#define _FLOWDP_UPCALL_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <uapi/linux/flowdp.h>

#include "upcall_repeat.h"

struct fdp_action;
struct fdp_packet;
struct fdp_port;
struct fdp_switch;

/* Copies of one class, from one port, that wait to be sent. */
struct fdp_upcall_queue {
	spinlock_t lock;		/* guards all but node; see DOC: Locking */
	struct list_head items;
	unsigned int bytes;		/* of all items */
	bool closed;			/* the port is going away */
	u64 tokens;			/* in units of 1/HZ upcall */
	unsigned long refilled;		/* jiffies */
	struct list_head node;		/* in the channel's ready, if anything waits */
};

/* What carries one class's copies to the daemon. */
struct fdp_upcall_channel {
	struct fdp_switch *sw;
	u32 portid;			/* of the bound socket; 0: there is none */
	spinlock_t lock;		/* guards ready; nests inside a queue's */
	struct list_head ready;		/* queues in which something waits, in turn */
	struct list_head unsent;	/* copies taken from them, the worker's own */
	struct delayed_work work;
};

struct fdp_upcalls {
	struct fdp_upcall_channel channels[__FLOWDP_UPCALL_MAX];
	u32 rate;			/* upcalls a second and port */
	u32 burst;
	struct fdp_upcall_repeats repeats;
};

void fdp_upcall_init(struct fdp_switch *sw);
void fdp_upcall_destroy(struct fdp_switch *sw);
void fdp_upcall_init_port(struct fdp_port *port);
void fdp_upcall_close_port(struct fdp_port *port);

bool fdp_upcall_action(struct fdp_packet *packet, const struct fdp_action *action);
void fdp_upcall_learn(struct fdp_packet *packet);
void fdp_upcall_protocol(struct fdp_packet *packet);

int fdp_upcall_bind(struct fdp_switch *sw, u32 portid, u32 classes);
void fdp_upcall_unbind(struct fdp_switch *sw, u32 portid);
u32 fdp_upcall_bound(const struct fdp_switch *sw);

#endif /* _FLOWDP_UPCALL_H */
