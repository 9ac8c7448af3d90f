// SPDX-License-Identifier: GPL-2.0-or-later
/* What a datapath in memory holds, to be compared. */
#include "flowd_datapath.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_switch(FILE *out, const struct fake_switch *of)
{
	const struct intent_switch *settings = &of->settings;

	fprintf(out, "%s: switch %u%s%s%s fail_mode %u flows_max %u upcalls %u/%u\n", of->name,
		of->ifindex, of->up ? " up" : "", of->bound ? " bound" : "",
		of->planned ? " planned" : "", settings->fail_mode, settings->flows_max,
		settings->upcall_rate, settings->upcall_burst);
}

static void print_port(FILE *out, const struct fake_switch *of, const struct datapath_port *port)
{
	const struct intent_settings *settings = &port->settings;
	char *vlans = flow_vlan_format(settings->vlans);

	fprintf(out, "%s: port %u %s (%u)%s mode %u pvid %u vlans %s state %u flags %#x link_local %#x\n",
		of->name, port->number, port->name, port->ifindex, port->ours ? " ours" : "",
		settings->vlan_mode, settings->pvid, vlans, settings->state, settings->flags,
		settings->link_local_forward);
	free(vlans);
}

static void print_flow(FILE *out, const struct fake_switch *of, const struct flow_entry *entry)
{
	char *match = flow_match_format(&entry->identity.match, NULL);
	char *actions = flow_actions_format(entry->actions.list, entry->actions.count, NULL);
	uint64_t cookie = entry->cookie;

	if (plan_is_ours(cookie))
		cookie &= PLAN_COOKIE_MASK | 0xff;
	fprintf(out, "%s: flow table %u priority %u %s actions %s cookie %#llx timeouts %u %u%s\n",
		of->name, entry->identity.table, entry->identity.priority, match, actions,
		(unsigned long long)cookie, entry->idle_timeout, entry->hard_timeout,
		entry->has_leader ? " led" : "");
	free(match);
	free(actions);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Takes the text, and returns one with its lines in order. */
static char *sort_lines(char *text)
{
	char *lines[4096], *rest = text, *sorted;
	size_t count = 0, size, i;
	FILE *out = open_memstream(&sorted, &size);

	while (*rest && count < sizeof(lines) / sizeof(*lines))
		lines[count++] = strsep(&rest, "\n");
	qsort(lines, count, sizeof(*lines), compare);
	for (i = 0; i < count; i++)
		fprintf(out, "%s\n", lines[i]);
	fclose(out);
	free(text);
	return sorted;
}

char *fake_text(const struct fake *fake)
{
	size_t size, i, j;
	char *text;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; i < FAKE_NETDEVS; i++)
		if (fake->netdevs[i].is_patch)
			fprintf(out, "%s: patch\n", fake->netdevs[i].name);
	for (i = 0; i < FAKE_SWITCHES; i++) {
		const struct fake_switch *of = &fake->switches[i];

		if (!of->ifindex)
			continue;
		print_switch(out, of);
		for (j = 0; j < of->ports_count; j++)
			print_port(out, of, &of->ports[j]);
		for (j = 0; j < of->flows_count; j++)
			print_flow(out, of, &of->flows[j]);
	}
	fclose(out);
	return sort_lines(text);
}
