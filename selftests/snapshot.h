/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that the kernel tells about a switch, to be compared with what it tells later.
 */
#ifndef SELFTEST_SNAPSHOT_H
#define SELFTEST_SNAPSHOT_H

#include <stdbool.h>
#include "netlink.h"

struct snapshot {
	char *data;
	size_t length;
	size_t messages;
};

/* Dumps everything, but for times and counters of packets; 0 or -errno. */
int snapshot_take(struct flow_netlink *flow, uint32_t sw, struct snapshot *snapshot);
void snapshot_clear(struct snapshot *snapshot);

/* Says on standard error in which message they differ, if they do. */
bool snapshot_same(const struct snapshot *before, const struct snapshot *after);

#endif
