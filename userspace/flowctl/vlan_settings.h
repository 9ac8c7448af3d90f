/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings that VLANs have of their own: flowd's alone.  For vlan.c.
 */
#ifndef FLOWCTL_VLAN_SETTINGS_H
#define FLOWCTL_VLAN_SETTINGS_H

#include <jansson.h>
#include <linux/flowdp.h>
#include "context.h"

/* "VIDS [switch NAME] SETTINGS", and "VIDS [switch NAME] [SETTING...]": all of them. */
int vlan_settings_set(struct context *context, struct flow_words *words);
int vlan_settings_unset(struct context *context, struct flow_words *words);

/* What GetVlans told of each VLAN of a switch, but for which it is; NULL: nothing. */
struct vlan_settings {
	const json_t *of[FLOWDP_VID_MAX + 1];
};

/* @all must stay as long. */
void vlan_settings_find(struct vlan_settings *settings, const json_t *all,
			const char *switch_name);

#endif
