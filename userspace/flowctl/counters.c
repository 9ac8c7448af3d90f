// SPDX-License-Identifier: GPL-2.0-or-later
#include "counters.h"

#include <linux/flowdp.h>
#include <string.h>
#include "link.h"
#include "report.h"

struct show {
	const char *port;	/* NULL: all */
	bool found;
	counters_row_fn *add_row;
	json_t *rows;
};

static int add_rows(struct context *context, const struct flow_switch *of,
		    const struct port_list *ports, void *data)
{
	struct show *show = data;
	size_t i;

	(void)context;
	for (i = 0; i < ports->count; i++) {
		if (show->port && strcmp(show->port, ports->items[i].name))
			continue;
		show->found = true;
		show->add_row(show->rows, of, &ports->items[i]);
	}
	return EXIT_DONE;
}

/* [SWITCH] [port DEV] */
static int parse(struct context *context, struct flow_words *words, const char **name,
		 const char **port)
{
	static const char *const keys[] = { "port", NULL };
	struct flow_error error = { "" };
	const char *word = flow_words_peek(words);

	*name = NULL;
	*port = NULL;
	if (word && strcmp(word, "port"))
		*name = flow_words_take(words);
	word = flow_words_take(words);
	if (word && strcmp(word, "port"))
		flow_names_unknown_key(FLOW_NAMES(keys), "word", word, &error);
	else if (word)
		flow_words_value(words, "port", port, &error);
	return *error.text ? report_usage(context, &error) : report_rest(context, words);
}

/* The name of a port alone is likely to be meant so. */
static int check_switch(struct context *context, const char *name)
{
	struct flow_netlink *route;
	struct flow_link link;
	int status = context_route(context, &route);

	if (status)
		return status;
	if (flow_link_find(route, name, &link) || !strcmp(link.kind, FLOWDP_LINK_KIND))
		return EXIT_DONE;
	return report(context, EXIT_WRONG, "\"%s\" is no switch; did you mean \"port %s\"?", name,
		      name);
}

int counters_show(struct context *context, struct flow_words *words,
		  const struct column *columns, counters_row_fn *add_row)
{
	struct show show = { .add_row = add_row };
	const char *name;
	int status;

	status = parse(context, words, &name, &show.port);
	if (!status && name && !show.port)
		status = check_switch(context, name);
	if (status)
		return status;
	show.rows = json_array();
	status = kernel_each_switch(context, name, add_rows, &show);
	if (!status && show.port && !show.found)
		status = report_no_port(context, show.port, name);
	if (!status)
		return output(context, columns, show.rows);
	json_decref(show.rows);
	return status;
}

uint64_t counters_dropped(const struct flow_port *port)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < port->drops_count; i++)
		sum += port->drops[i].rx_packets;
	return sum;
}
