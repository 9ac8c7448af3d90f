/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One switch as a learning bridge: its ports, its stations, and the flows that
 * say so in the datapath.  What the datapath did not take is not remembered.
 */
#ifndef FLOWD_BRIDGE_H
#define FLOWD_BRIDGE_H

#include "datapath.h"
#include "fdb.h"
#include "fdb_batch.h"
#include "fdb_filter.h"
#include "neighbour.h"
#include "netdev.h"

/* What holds in a VLAN, and which of its rules are in the datapath. */
struct bridge_vlan {
	uint32_t ageing;		/* seconds; 0: never */
	uint32_t flags;			/* FLOW_VLAN_F_* */
	uint8_t overflow;		/* enum flow_overflow, of its limit */
	uint32_t rules;			/* vlan_rules.c's; bit n: the one of kind n */
};

/* Limits the alarms of one kind on one port, so that they do not hide others. */
struct bridge_alarms {
	int64_t last_ms;		/* of the last one; 0: there was none */
	unsigned int suppressed;	/* since then */
};

struct bridge_port {
	struct datapath_port is;
	struct fdb_port *fdb;
	bool sticky_learning;
	uint8_t overflow;		/* enum flow_overflow, with a limit of its own */
	struct bridge_alarms held, refused;	/* stations of others that it sent from */
	UT_hash_handle hh;		/* by is.ifindex */
};

struct bridge {
	struct datapath *datapath;
	const struct intent *intent;	/* in force */
	struct netdev **netdevs;	/* all of the host; NULL: not known */
	uint32_t ifindex;
	char name[IF_NAMESIZE];
	uint8_t mac[6];			/* of its netdev */
	uint8_t overflow;		/* enum flow_overflow, of the switch's limit */
	bool created;			/* by us, since we started */
	bool unset;			/* its netdev may have other settings than the intent says */
	bool bound;			/* its upcalls come to us */
	bool stale;			/* what the datapath holds is not sure: see adopt.h */
	bool unsettled;			/* a static or local entry or a rule is not in place: see settle.h */
	unsigned int failures;		/* to settle it, in a row */
	int64_t retry_ms;		/* when it is to be settled again; 0: at once if it is not */
	uint32_t serial;		/* of the last flow */
	uint32_t last_number;		/* of a port, that attach.c chose */
	uint32_t round;			/* of the last fdb_static_settle() */
	uint64_t misplaced_sum;		/* of what it said cannot be put in place; 0: nothing */
	char problem[512];		/* why fdb_static_settle() failed; "": it did not */
	struct fdb fdb;
	struct fdb_batch batch;
	unsigned int suppressions;	/* VLANs with suppression: see plan_neighbour.c */
	struct neighbours neighbours;
	struct neighbour_statics static_neighbours;
	struct bridge_port *ports[FLOWDP_PORTS_MAX], *by_netdev;
	struct bridge_vlan vlans[FLOWDP_VID_MAX + 1];	/* 0: frames without one */
};

/* NULL: no memory. */
struct bridge *bridge_new(struct datapath *datapath, const struct intent *intent,
			  const char *name, uint32_t ifindex, const uint8_t *mac);
/* Leaves the datapath as it is. */
void bridge_free(struct bridge *bridge);

/* The intent has changed: takes limits, ageing and VLAN settings from it, not those of ports. */
void bridge_configure(struct bridge *bridge, const struct intent *intent);
/* Takes a port's learning settings from the intent, whose policy for it may have changed. */
void bridge_configure_port(struct bridge *bridge, struct bridge_port *port);

/*
 * A frame's source was not known.  @data: its first @length bytes, from the
 * Ethernet header on.  What follows from it happens with bridge_commit().
 */
void bridge_learn(struct bridge *bridge, uint32_t port, uint16_t vid, const uint8_t *data,
		  size_t length, int64_t now_ms);
void bridge_commit(struct bridge *bridge, int64_t now_ms);
/* Tells a flow from earlier ones. */
uint32_t bridge_next_serial(struct bridge *bridge);

/* The same for a frame in a VLAN with suppression whose sender's address was not known. */
void bridge_neighbour(struct bridge *bridge, uint32_t port, uint16_t vid, const uint8_t *data,
		      size_t length, int64_t now_ms);

/* Whether the VLAN has neighbour suppression. */
bool bridge_suppresses(const struct bridge *bridge, uint16_t vid);

/* The datapath says that a flow is gone. */
void bridge_flow_gone(struct bridge *bridge, const struct plan_flow *flow, int64_t now_ms);

/* A port is new, or has changed. */
int bridge_port_put(struct bridge *bridge, const struct datapath_port *port, int64_t now_ms);
void bridge_port_gone(struct bridge *bridge, uint32_t number, int64_t now_ms);
struct bridge_port *bridge_port_find(const struct bridge *bridge, const char *name);
struct bridge_port *bridge_port_find_netdev(const struct bridge *bridge, uint32_t ifindex);

#define BRIDGE_ANY_PORT	UINT32_MAX
/* Forgets what was learned on a port, in a VLAN (FDB_ANY_VID: in all). */
void bridge_flush(struct bridge *bridge, uint32_t port, uint16_t vid, int64_t now_ms);

/* The same of all entries of this switch that are meant. */
void bridge_flush_matching(struct bridge *bridge, const struct fdb_filter *filter, int64_t now_ms);

/* The same of neighbours, but for those that are configured. */
void bridge_flush_neighbours(struct bridge *bridge, const struct fdb_filter *filter,
			     int64_t now_ms);

/*
 * Enters a station as if it had been learned, in place of where it was; no
 * configured entry may be in the way.  The datapath's error.
 */
int bridge_enter(struct bridge *bridge, struct bridge_port *port, const uint8_t *mac, uint16_t vid,
		 int64_t now_ms);

/* Whether frames of this VLAN (or of none) can enter by the port. */
bool bridge_port_carries(const struct bridge_port *port, uint16_t vid);

#endif
