/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flow tables: their default actions and counters.
 */
#ifndef FLOW_TABLE_H
#define FLOW_TABLE_H

#include "actions.h"
#include "netlink.h"

/* Those in which flowd puts flows of its own (flowd.8), a bit each. */
#define FLOW_TABLES_OF_FLOWD	(1U << 8 | 1U << 10 | 1U << 11 | 1U << 12)

struct flow_table {
	uint32_t switch_ifindex;
	uint8_t id;
	struct flow_actions default_actions;
	uint32_t flows;
	uint32_t masks;
	uint64_t default_packets;
	uint64_t default_bytes;
};

typedef int flow_table_fn(const struct flow_table *item, void *data);

/* Appends the id and the default actions. */
void flow_table_put(struct flow_message *message, const struct flow_table *object);
int flow_table_parse(const struct nlmsghdr *header, struct flow_table *object);

int flow_table_dump(struct flow_netlink *netlink, uint32_t switch_ifindex, flow_table_fn *item,
		    flow_netlink_restart_fn *restart, void *data);
/* Sets the default actions of table @object->id. */
int flow_table_set(struct flow_netlink *netlink, const struct flow_table *object);

#endif
