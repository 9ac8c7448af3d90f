/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads back what the datapath holds of a bridge, keeps what is wanted, repairs what
 * differs, and removes all other flows of flowd.  After a restart, and whenever events
 * may have been lost.  Frames are forwarded all the while.
 */
#ifndef FLOWD_ADOPT_H
#define FLOWD_ADOPT_H

#include "bridge.h"

/* Errors leave the bridge stale. */
int adopt_run(struct bridge *bridge, int64_t now_ms, struct flow_error *error);

#endif
