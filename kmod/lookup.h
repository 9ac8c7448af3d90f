/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding a packet's path: from the cache, or by a walk of the tables. */
#ifndef _FLOWDP_LOOKUP_H
#define _FLOWDP_LOOKUP_H

#include "cache.h"
#include "packet.h"

/* Lookups of a switch, on one CPU. */
struct fdp_lookup_stats {
	u64 hits;
	u64 misses;
};

const struct fdp_path *fdp_lookup(const struct fdp_packet *packet, struct fdp_path *room);
void fdp_lookup_sum(const struct fdp_switch *sw, struct fdp_lookup_stats *totals);

#endif /* _FLOWDP_LOOKUP_H */
