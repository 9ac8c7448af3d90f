/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel holds, gathered: the switches, and the ports of each.
 */
#ifndef FLOWCTL_KERNEL_H
#define FLOWCTL_KERNEL_H

#include "context.h"
#include "field.h"
#include "port.h"
#include "switch.h"

struct switch_list {
	size_t count;
	struct flow_switch *items;
};

struct port_list {
	size_t count;
	struct flow_port *items;
};

/* All switches, or only @name (NULL: all).  Free @list->items. */
int kernel_switches(struct context *context, const char *name, struct switch_list *list);

/* The ports of a switch.  Free @list->items. */
int kernel_ports(struct context *context, const struct flow_switch *of, struct port_list *list);

/* Port names and numbers from such a list, which must stay as long. */
struct flow_ports kernel_port_names(const struct port_list *list);

/* The name of port @number, or its number in decimal; at least IF_NAMESIZE bytes. */
void kernel_port_name(const struct port_list *list, uint32_t number, char *name);

/* Called for each switch with its ports; returns an exit status. */
typedef int kernel_switch_fn(struct context *context, const struct flow_switch *of,
			     const struct port_list *ports, void *data);

/* Calls @item for all switches, or only for @name (NULL: all). */
int kernel_each_switch(struct context *context, const char *name, kernel_switch_fn *item,
		       void *data);

#endif
