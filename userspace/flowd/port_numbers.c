// SPDX-License-Identifier: GPL-2.0-or-later
#include "port_numbers.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "attach.h"
#include "file.h"
#include "state.h"

static void print_ports(FILE *out, const struct bridge *bridge)
{
	const struct bridge_port *port;
	uint32_t number;

	for (number = FLOWDP_PORT_LOCAL + 1; number < FLOWDP_PORTS_MAX; number++) {
		port = bridge->ports[number];
		if (port && port->is.ours)
			fprintf(out, "%u %s %u %s\n", port->is.ifindex, port->is.name, number,
				bridge->name);
	}
}

/* The caller frees it; NULL: no memory. */
static char *make_text(const struct switches *switches)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (i = 0; i < switches->count; i++)
		print_ports(out, switches->bridges[i]);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

int port_numbers_save(const char *state_path, const struct switches *switches,
		      struct flow_error *error)
{
	char *text = make_text(switches), path[PATH_MAX];
	int code;

	if (!text)
		return -ENOMEM;
	state_path_beside(state_path, PORT_NUMBERS_FILE, path);
	code = flow_file_replace(path, text, 0600);
	free(text);
	return code ? flow_error_set(error, code, "cannot write %s: %s", path, strerror(-code)) : 0;
}

void port_numbers_recall(const char *state_path, struct switches *switches)
{
	char path[PATH_MAX], name[IF_NAMESIZE], switch_name[IF_NAMESIZE];
	uint32_t ifindex, number;
	struct netdev *netdev;
	FILE *in;

	state_path_beside(state_path, PORT_NUMBERS_FILE, path);
	in = fopen(path, "re");
	if (!in)
		return;
	while (fscanf(in, "%u %15s %u %15s", &ifindex, name, &number, switch_name) == 4) {
		netdev = netdev_find(switches->netdevs, ifindex);
		if (netdev && !strcmp(netdev->name, name))
			attach_recall(switches, netdev, switch_name, number);
	}
	fclose(in);
	unlink(path);
}

void port_numbers_forget(const char *state_path)
{
	char path[PATH_MAX];

	state_path_beside(state_path, PORT_NUMBERS_FILE, path);
	unlink(path);
}
