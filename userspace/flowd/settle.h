/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Brings the datapath in line with what is known of a bridge, as far as it is not.
 */
#ifndef FLOWD_SETTLE_H
#define FLOWD_SETTLE_H

#include "bridge.h"

/* Leaves the bridge stale or unsettled if it fails. */
int settle_bridge(struct bridge *bridge, int64_t now_ms, struct flow_error *error);

#endif
