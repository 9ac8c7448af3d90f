// SPDX-License-Identifier: GPL-2.0-or-later
#include "commands.h"
#include "counters.h"
#include "output.h"
#include "reason.h"

static const struct column columns[] = {
	{ "SWITCH", "switch", 0, COLUMN_TEXT, NULL },
	{ "PORT", "port", 0, COLUMN_TEXT, NULL },
	{ "REASON", "reason", 0, COLUMN_TEXT, NULL },
	{ "RX_PACKETS", "rx_packets", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "TX_PACKETS", "tx_packets", COLUMN_RIGHT, COLUMN_TEXT, NULL },
	{ "MEANING", "meaning", COLUMN_DETAILS, COLUMN_TEXT, NULL },
	{ NULL, NULL, 0, COLUMN_TEXT, NULL }
};

static void add_row(json_t *rows, const struct flow_switch *of, const struct flow_port *port)
{
	unsigned int i;

	for (i = 0; i < port->drops_count; i++) {
		const struct flow_port_drop *drop = &port->drops[i];

		if (!drop->rx_packets && !drop->tx_packets)
			continue;
		json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:I, s:I, s:s}",
			"switch", of->name,
			"port", port->name,
			"reason", drop->name,
			"rx_packets", (json_int_t)drop->rx_packets,
			"tx_packets", (json_int_t)drop->tx_packets,
			"meaning", reason_explain(drop->reason)));
	}
}

static int show(struct context *context, struct flow_words *words)
{
	return counters_show(context, words, columns, add_row);
}

static const struct command commands[] = {
	{ "show", show, false },
	{ NULL, show, false }
};

const struct object drops_object = {
	.name = "drops",
	.summary = "where packets were dropped, and why",
	.help =
		"Usage: flowctl drops [show] [SWITCH] [port DEV]\n"
		"\n"
		"RX_PACKETS are frames that entered by the port and went nowhere; TX_PACKETS are\n"
		"copies that should have left by it.  Only reasons that occurred are listed; -d says\n"
		"what each means.  To see why one packet is dropped, use \"flowctl trace\".\n",
	.commands = commands,
	.takes_switch = true,
};
