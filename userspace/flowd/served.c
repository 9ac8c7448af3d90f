// SPDX-License-Identifier: GPL-2.0-or-later
#include "served.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-id128.h>
#include "file.h"
#include "log.h"
#include "state.h"

/* An ifindex means nothing after a reboot. */
static void get_boot(char boot[SD_ID128_STRING_MAX])
{
	sd_id128_t id = SD_ID128_NULL;

	sd_id128_get_boot(&id);
	sd_id128_to_string(id, boot);
}

static void delete_switch(struct switches *switches, uint32_t ifindex, const char *name)
{
	struct flow_error error = { "" };
	int code;

	code = switches->datapath->operations->switch_delete(switches->datapath, ifindex, &error);
	if (code && code != -ENODEV) {
		log_error("%s: cannot be deleted: %s", name, error.text);
		return;
	}
	log_info("%s: deleted, as nothing names it any more", name);
	switches_netdev_gone(switches, ifindex, 0);
}

static void take_back(struct switches *switches, const struct intent *wanted, uint32_t ifindex,
		      const char *name)
{
	struct netdev *netdev = netdev_find(switches->netdevs, ifindex);

	if (!netdev || strcmp(netdev->name, name))
		return;
	if (netdev->is_patch)
		netdev->patched = true;
	else if (netdev->is_switch && !intent_find_switch(wanted, name))
		delete_switch(switches, ifindex, name);
}

void served_recall(const char *state_path, struct switches *switches,
		   const struct intent *wanted)
{
	char path[PATH_MAX], name[IF_NAMESIZE], boot[SD_ID128_STRING_MAX], of[SD_ID128_STRING_MAX];
	uint32_t ifindex;
	FILE *in;

	state_path_beside(state_path, SERVED_FILE, path);
	in = fopen(path, "re");
	if (!in)
		return;
	get_boot(boot);
	if (fscanf(in, "boot %32s", of) == 1 && !strcmp(of, boot))
		while (fscanf(in, "%u %15s", &ifindex, name) == 2)
			take_back(switches, wanted, ifindex, name);
	fclose(in);
}

void served_say_others(struct switches *switches, const struct intent *wanted)
{
	struct netdev *netdev, *next;

	HASH_ITER(hh, switches->netdevs, netdev, next) {
		if (!netdev->is_switch || netdev->left || intent_find_switch(wanted, netdev->name))
			continue;
		netdev->left = true;
		log_info("%s: is left as it is, as nothing names it; \"flowctl switch add %s\" has it served, \"ip link del %s\" deletes it",
			 netdev->name, netdev->name, netdev->name);
	}
}

/* The caller frees it; NULL: no memory. */
static char *make_text(const struct switches *switches)
{
	char boot[SD_ID128_STRING_MAX], *text = NULL;
	struct netdev *netdev, *next;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	get_boot(boot);
	fprintf(out, "boot %s\n", boot);
	for (i = 0; i < switches->count; i++)
		fprintf(out, "%u %s\n", switches->bridges[i]->ifindex, switches->bridges[i]->name);
	HASH_ITER(hh, switches->netdevs, netdev, next)
		if (netdev->patched)
			fprintf(out, "%u %s\n", netdev->ifindex, netdev->name);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

void served_save(const char *state_path, struct switches *switches)
{
	char path[PATH_MAX], *text;
	int code;

	if (!switches->changed)
		return;
	switches->changed = false;
	state_path_beside(state_path, SERVED_FILE, path);
	state_make_directory(path);
	text = make_text(switches);
	code = text ? flow_file_replace(path, text, 0600) : -ENOMEM;
	free(text);
	if (code)
		log_warning("cannot write %s: %s; a switch or patch that is no longer named when flowd starts again will stay",
			    path, strerror(-code));
}
