/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The datapath that the kernel module is. */
#ifndef FLOWD_DATAPATH_KERNEL_H
#define FLOWD_DATAPATH_KERNEL_H

#include "datapath.h"
#include "port.h"
#include "upcall.h"

/*
 * Opens it; packets of upcalls go to @item, with @data.  Errors as
 * flow_netlink_open().
 */
int datapath_kernel_open(struct datapath **datapath, flow_upcall_fn *item, void *data);
void datapath_kernel_close(struct datapath *datapath);

/* Whether the module is still the one that it was opened with. */
bool datapath_kernel_is_current(struct datapath *datapath);

/* The socket of its upcalls, which is to be read; it stays the datapath's. */
struct flow_upcall *datapath_kernel_upcall(struct datapath *datapath);

/* A port as the kernel says it is. */
void datapath_kernel_port(const struct flow_port *from, struct datapath_port *port);

#endif
