/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A datapath in memory: it keeps what the kernel would keep, refuses what the
 * kernel would refuse, and fails when it is told to.
 */
#ifndef FLOWD_TESTS_DATAPATH_H
#define FLOWD_TESTS_DATAPATH_H

#include "../flowd/datapath.h"

#define FAKE_SWITCHES	4
#define FAKE_PORTS	32	/* in one switch */
#define FAKE_NETDEVS	64

struct fake_switch {
	uint32_t ifindex;	/* 0: there is no switch */
	char name[IF_NAMESIZE];
	struct intent_switch settings;
	bool up;
	bool bound;
	bool busy;		/* another program has its upcalls */
	bool planned;		/* the tables have the defaults of the plan */
	struct datapath_port ports[FAKE_PORTS];
	size_t ports_count;
	struct flow_entry *flows;
	struct flow_entry *flows_before;	/* a transaction that may fail */
	size_t flows_count;
	size_t flows_capacity;	/* of both */
};

struct fake_netdev {
	uint32_t ifindex;
	char name[IF_NAMESIZE];
	bool is_patch;
	uint32_t peer;
};

struct fake {
	struct datapath base;
	struct fake_switch switches[FAKE_SWITCHES];
	struct fake_netdev netdevs[FAKE_NETDEVS];
	uint32_t next_ifindex;

	unsigned int calls;	/* so far */
	unsigned int fail_at;	/* which call fails, the first is 1; 0: none */
	unsigned int fail_also;	/* another one, later */
	bool fail_on;		/* and all that come later */
	int fail_code;
	size_t fail_index;	/* which change is at fault, if the call is flows_change() */
	int64_t idle_ms;	/* of each flow that is listed */

	unsigned int writes;	/* changes of any kind that were carried out */
};

void fake_init(struct fake *fake);
void fake_clear(struct fake *fake);

/* A netdev that can be attached. */
void fake_netdev_add(struct fake *fake, uint32_t ifindex, const char *name);
void fake_netdev_rename(struct fake *fake, uint32_t ifindex, const char *name);
/* It goes, and with it the port that it was, and the other end of a patch. */
void fake_netdev_delete(struct fake *fake, uint32_t ifindex);

/* NULL: there is none. */
struct fake_switch *fake_find(struct fake *fake, const char *name);

/* A switch that is made by somebody else, with its settings as they are by default. */
uint32_t fake_switch_add(struct fake *fake, const char *name);

/* Enters a flow, whoever's it is. */
void fake_flow_add(struct fake_switch *of, const struct flow_entry *entry);
void fake_flow_delete(struct fake_switch *of, const struct flow_identity *identity);
struct flow_entry *fake_flow_find(struct fake_switch *of, const struct flow_identity *identity);

/* Fails the call that comes as number @nth from now on. */
void fake_fail(struct fake *fake, unsigned int nth, int code, size_t index);
/* Whether it came to that; from now on none fails. */
bool fake_has_failed(struct fake *fake);

/* All that it holds, but for serial numbers of flows, as sorted lines; the caller frees it. */
char *fake_text(const struct fake *fake);

#endif
