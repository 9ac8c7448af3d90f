// SPDX-License-Identifier: GPL-2.0-or-later
#include "settle.h"

#include "adopt.h"
#include "fdb_static.h"
#include "neighbour_static.h"
#include "vlan_rules.h"

int settle_bridge(struct bridge *bridge, int64_t now_ms, struct flow_error *error)
{
	int code = bridge->stale ? adopt_run(bridge, now_ms, error) : 0;

	if (code || !bridge->unsettled)
		return code;
	code = fdb_static_settle(bridge, now_ms, error);
	neighbour_static_settle(bridge);
	return vlan_rules_settle(bridge, now_ms, code ? NULL : error) ?: code;
}
