// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include "commands.h"
#include "counters.h"
#include "output.h"
#include "report.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "PORT", "port", 0, COLUMN_TEXT, NULL },
	{ "RX_PACKETS", "rx_packets", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "RX_BYTES", "rx_bytes", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "TX_PACKETS", "tx_packets", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "TX_BYTES", "tx_bytes", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "FORWARDED", "forwarded_packets", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "CONSUMED", "consumed_packets", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "DROPPED", "dropped_packets", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "UPCALLS", "upcalls", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "LIMITED", "upcalls_limited", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "FULL", "upcalls_full", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "LOST", "upcalls_lost", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "UNBOUND", "upcalls_unbound", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ "REPEATED", "upcalls_repeated", COLUMN_RIGHT | COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

static void add_row(json_t *rows, const struct flow_switch *of, const struct flow_port *port)
{
	const struct flow_port_stats *stats = &port->stats;

	json_array_append_new(rows, json_pack(
		"{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
		"switch", of->name,
		"port", port->name,
		"rx_packets", (json_int_t)stats->rx_packets,
		"rx_bytes", (json_int_t)stats->rx_bytes,
		"tx_packets", (json_int_t)stats->tx_packets,
		"tx_bytes", (json_int_t)stats->tx_bytes,
		"forwarded_packets", (json_int_t)stats->forwarded,
		"consumed_packets", (json_int_t)stats->consumed,
		"dropped_packets", (json_int_t)counters_dropped(port),
		"upcalls", (json_int_t)stats->upcalls,
		"upcalls_limited", (json_int_t)stats->upcalls_limited,
		"upcalls_full", (json_int_t)stats->upcalls_full,
		"upcalls_lost", (json_int_t)stats->upcalls_lost,
		"upcalls_unbound", (json_int_t)stats->upcalls_unbound,
		"upcalls_repeated", (json_int_t)stats->upcalls_repeated));
}

static int show(struct context *context, struct flow_words *words)
{
	return counters_show(context, words, columns, add_row);
}

static const struct command commands[] = {
	{ "show", show, false },
	{ NULL, show, false }
};

const struct object stats_object = {
	.name = "stats",
	.summary = "counters of each port",
	.help =
		"Usage: flowctl stats [show] [SWITCH] [port DEV]\n"
		"\n"
		"Every frame that entered has one fate: RX_PACKETS = FORWARDED + CONSUMED + DROPPED.\n"
		"CONSUMED frames were taken by the host or by flowd.  DROPPED: see \"flowctl drops\".\n"
		"With -d also the upcalls that were left out: over the rate (LIMITED), no room in the\n"
		"queue (FULL), not taken by flowd (LOST), flowd was away (UNBOUND), or the same station\n"
		"was asked about less than a second before (REPEATED).\n",
	.commands = commands,
	.takes_switch = true,
};
