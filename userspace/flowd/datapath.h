/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the daemon asks of a datapath.  datapath_kernel.c does it with flowdp;
 * the tests have a datapath of their own.
 *
 * Every function returns 0 or -errno.  Those that take an error write a
 * sentence into it when they fail, the datapath's own if it has one.
 */
#ifndef FLOWD_DATAPATH_H
#define FLOWD_DATAPATH_H

#include "intent.h"
#include "plan.h"

struct datapath_port {
	uint32_t switch_ifindex;
	uint32_t number;
	uint32_t ifindex;
	char name[IF_NAMESIZE];
	bool ours;		/* a policy put it where it is, or set it up; outlives us */
	struct intent_settings settings;
};

enum datapath_change_kind {
	DATAPATH_ADD,		/* -EEXIST if there is such a flow, ours or not */
	DATAPATH_REPLACE,	/* its statistics stay; -ENOENT if there is none */
	DATAPATH_REMOVE,	/* with all that it leads; -ENOENT if there is none */
};

struct datapath_change {
	enum datapath_change_kind kind;
	struct plan_flow flow;
};

/* A flow or port that is there.  @idle_ms: since it last matched; -1: it never did. */
typedef int datapath_flow_fn(const struct plan_flow *flow, int64_t idle_ms, void *data);
typedef int datapath_port_fn(const struct datapath_port *port, void *data);

struct datapath;

struct datapath_operations {
	/* Makes a switch that is up, without ports; *@ifindex is its netdev's. */
	int (*switch_add)(struct datapath *datapath, const char *name, uint32_t *ifindex,
			  struct flow_error *error);
	int (*switch_delete)(struct datapath *datapath, uint32_t ifindex,
			     struct flow_error *error);
	/*
	 * Makes the settings that the kernel knows of be those of @wanted; says if any were
	 * not.  -ENOSPC: all but flows_max, as there are more flows than it is to allow.
	 */
	int (*switch_set)(struct datapath *datapath, uint32_t ifindex,
			  const struct intent_switch *wanted, bool *changed,
			  struct flow_error *error);

	/*
	 * Makes an end of a patch, which is up; @peer is the other end's ifindex, 0:
	 * that is to come.  *@ifindex is the new netdev's.
	 */
	int (*patch_add)(struct datapath *datapath, const char *name, uint32_t peer,
			 uint32_t *ifindex, struct flow_error *error);
	/* With the other end. */
	int (*patch_delete)(struct datapath *datapath, uint32_t ifindex,
			    struct flow_error *error);

	/*
	 * Attaches the netdev @port->ifindex with its settings in force and its
	 * mark; number 0: any.  *@port becomes the port that it is then.
	 */
	int (*port_add)(struct datapath *datapath, struct datapath_port *port,
			struct flow_error *error);
	/* Settings and mark of the port with this number; its netdev does not count. */
	int (*port_set)(struct datapath *datapath, const struct datapath_port *port,
			struct flow_error *error);
	int (*port_delete)(struct datapath *datapath, uint32_t ifindex, uint32_t netdev,
			   struct flow_error *error);
	/* Lists the ports, the local one included. */
	int (*port_dump)(struct datapath *datapath, uint32_t ifindex, datapath_port_fn *item,
			 void *data);

	/*
	 * Sets the defaults of the plan's tables where they differ, all at once; that of
	 * POLICY is the operator's as soon as the plan was in force once.
	 * A frame meets either what was before or the whole plan.
	 */
	int (*tables_set)(struct datapath *datapath, uint32_t ifindex, struct flow_error *error);

	/*
	 * Carries out all changes or none, in order.  *@failed: the index of the
	 * one that could not be, or SIZE_MAX if it is not known.  -ENOSPC: no room.
	 */
	int (*flows_change)(struct datapath *datapath, uint32_t ifindex,
			    const struct datapath_change *changes, size_t count, size_t *failed,
			    struct flow_error *error);
	/*
	 * Lists the plan's flows of @table.  With @mend, flows with the plan's mark
	 * that are not as the plan writes them are removed.  The operator's are
	 * left out, and left alone.
	 */
	int (*flows_dump)(struct datapath *datapath, uint32_t ifindex, uint8_t table, bool mend,
			  datapath_flow_fn *item, void *data);

	/* Asks for the learn upcalls of a switch, or no more; -EBUSY if somebody else has them. */
	int (*bind)(struct datapath *datapath, uint32_t ifindex, bool on,
		    struct flow_error *error);
};

struct datapath {
	const struct datapath_operations *operations;
};

#endif
