/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All switches that the intent names, and what happens to them and to the
 * host's interfaces.
 */
#ifndef FLOWD_SWITCHES_H
#define FLOWD_SWITCHES_H

#include "bridge.h"
#include "intent.h"
#include "netdev.h"

struct switches {
	struct datapath *datapath;
	struct intent intent;		/* in force */
	struct netdev *netdevs;
	struct bridge **bridges;
	size_t count;
	bool trying;			/* an intent that may be undone: see attach.h */
	bool changed;			/* since served_save() */
	bool keeps_ports;		/* policies were lost: see attach_try() */
	bool remembers;			/* some netdev may have what was before: see attach_forget() */
	bool has_patches;		/* there was an end of a patch, ever */
	int64_t attach_ms;		/* not later than the first retry of a netdev; 0: there is none */
	unsigned int failures;		/* of enforce_intent(), in a row */
	int64_t retry_ms;		/* when to enforce the intent again; 0: all is well */
	void (*progress)(void);		/* see switches_progress(); NULL: nobody asks */
};

/* All zero but the datapath is a good start. */
void switches_clear(struct switches *switches);

struct bridge *switches_find(const struct switches *switches, uint32_t ifindex);
struct bridge *switches_find_name(const struct switches *switches, const char *name);
/* The bridge that has this netdev as a port, and the port; or NULL. */
struct bridge *switches_find_port(const struct switches *switches, uint32_t netdev,
				  struct bridge_port **port);
int switches_add(struct switches *switches, struct bridge *bridge);
void switches_remove(struct switches *switches, struct bridge *bridge);
/* The same of one that is there and goes on without us. */
void switches_let_go(struct switches *switches, struct bridge *bridge);

/*
 * Events.  They are collected; switches_settle() does what follows from them,
 * and is to be called when no more are at hand.
 */
void switches_netdev(struct switches *switches, const struct netdev *netdev, int64_t now_ms);
void switches_netdev_gone(struct switches *switches, uint32_t ifindex, int64_t now_ms);
/* A listing of all netdevs begins, and ends: those not in it are gone. */
void switches_netdevs_begin(struct switches *switches);
void switches_netdevs_end(struct switches *switches, int64_t now_ms);
/* Somebody may have changed the settings of a switch. */
void switches_switch(struct switches *switches, uint32_t ifindex);
void switches_port(struct switches *switches, const struct datapath_port *port, int64_t now_ms);
void switches_port_gone(struct switches *switches, uint32_t ifindex, uint32_t number,
			uint32_t netdev, int64_t now_ms);
void switches_flow_gone(struct switches *switches, uint32_t ifindex,
			const struct plan_flow *flow, int64_t now_ms);
void switches_learn(struct switches *switches, uint32_t ifindex, uint32_t port, uint16_t vid,
		    const uint8_t *data, size_t length, int64_t now_ms);
/* The same, asked by SENDER of the plan. */
void switches_neighbour(struct switches *switches, uint32_t ifindex, uint32_t port, uint16_t vid,
			const uint8_t *data, size_t length, int64_t now_ms);
/* Events of the datapath were lost. */
void switches_lost(struct switches *switches);
/* It is another datapath from now on. */
void switches_reach(struct switches *switches, struct datapath *datapath);

void switches_settle(struct switches *switches, int64_t now_ms);

/*
 * Tries again what failed and is due; returns when switches_settle() and this are
 * to be called next, 0: no need.
 */
int64_t switches_retry(struct switches *switches, int64_t now_ms);

/* The earlier of two times; 0: never. */
int64_t switches_earlier(int64_t a, int64_t b);

/* Says that long work goes on: to be called between its steps. */
void switches_progress(const struct switches *switches);

/* When to try again after so many failures in a row: a second, doubled up to a minute. */
int64_t switches_backoff(unsigned int failures, int64_t now_ms);

#endif
