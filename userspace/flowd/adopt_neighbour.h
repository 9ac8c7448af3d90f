/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of adopt.c: what concerns VLANs with suppression and the neighbours in them. */
#ifndef FLOWD_ADOPT_NEIGHBOUR_H
#define FLOWD_ADOPT_NEIGHBOUR_H

#include "bridge.h"

struct adoption {
	struct bridge *bridge;
	int64_t now_ms;
	struct adopt_moves *moves;	/* adopt.c's: of stations that moved before */
	bool seen[FLOWDP_PORTS_MAX];
	size_t removed;
	int code;			/* of the first commit that failed before the last one */
	bool rules[PLAN_SENDER_RULES];	/* that SENDER has */
};

/* adopt.c's: changes a flow; done with fdb_batch_commit(), or before. */
int adopt_change(struct adoption *adoption, enum datapath_change_kind kind,
		 const struct plan_flow *flow);

/*
 * Reads back the neighbours, when the stations are known; adds the rules of SENDER
 * that are missing, and removes what is not wanted or not whole.
 */
int adopt_neighbours(struct adoption *adoption);

#endif
