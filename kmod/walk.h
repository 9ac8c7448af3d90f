/* SPDX-License-Identifier: GPL-2.0-only */
/* A packet's walk through the tables. */
#ifndef _FLOWDP_WALK_H
#define _FLOWDP_WALK_H

#include "path.h"

struct fdp_key;
struct fdp_switch;

bool fdp_walk(const struct fdp_switch *sw, struct fdp_key *key, u64 generation,
	      struct fdp_path *path);

#endif /* _FLOWDP_WALK_H */
