/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "stats" and "drops" share: ports of all switches, of one, or one port.
 */
#ifndef FLOWCTL_COUNTERS_H
#define FLOWCTL_COUNTERS_H

#include "kernel.h"
#include "output.h"

typedef void counters_row_fn(json_t *rows, const struct flow_switch *of,
			     const struct flow_port *port);

/* Reads "[SWITCH] [port DEV]", calls @add_row for each such port, and prints the rows. */
int counters_show(struct context *context, struct flow_words *words,
		  const struct column *columns, counters_row_fn *add_row);

/* Frames that entered by the port and were dropped. */
uint64_t counters_dropped(const struct flow_port *port);

#endif
