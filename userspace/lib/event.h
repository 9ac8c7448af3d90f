/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events: what changes in the kernel's switches.
 */
#ifndef FLOW_EVENT_H
#define FLOW_EVENT_H

#include "entry.h"
#include "port.h"
#include "receiver.h"
#include "switch.h"

#define FLOW_EVENT_SWITCH	(1U << 0)	/* switches and ports */
#define FLOW_EVENT_FLOW		(1U << 1)	/* flows that were removed */
#define FLOW_EVENT_MODULE	(1U << 2)	/* the module was loaded again */

struct flow_event {
	uint8_t command;	/* FLOWDP_CMD_* of an event; says which member counts */
	union {
		struct flow_switch switch_;	/* SWITCH_EVENT; SWITCH_GONE: only its ifindex */
		struct flow_port port;		/* PORT_EVENT, PORT_GONE */
		struct flow_entry entry;	/* FLOW_REMOVED */
	};
};

typedef int flow_event_fn(const struct flow_event *event, void *data);

struct flow_events;

/* @groups: FLOW_EVENT_* bits.  Errors as flow_netlink_open(). */
int flow_event_open(struct flow_events **events, const char *netns, unsigned int groups);
/* NULL is fine. */
void flow_event_close(struct flow_events *events);
int flow_event_fd(const struct flow_events *events);

/*
 * Reads up to @max datagrams without waiting; returns as flow_receiver_receive().
 * -ESTALE: the module was loaded again, and its events must be opened anew.
 */
int flow_event_receive(struct flow_events *events, unsigned int max, flow_event_fn *item,
		       void *data);

/* Reads one message of an event; -ENOMSG if it is none. */
int flow_event_parse(const struct nlmsghdr *header, struct flow_event *event);

#endif
