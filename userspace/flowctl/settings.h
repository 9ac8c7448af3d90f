/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of switches and ports, in words and in JSON.
 */
#ifndef FLOWCTL_SETTINGS_H
#define FLOWCTL_SETTINGS_H

#include <jansson.h>
#include "port.h"
#include "switch.h"
#include "words.h"

struct switch_settings {
	struct flow_switch kernel;	/* what the kernel holds of them */
	bool has_ageing;
	bool has_mac_limit;
	uint32_t ageing_seconds;	/* these are flowd's alone */
	uint32_t mac_limit;
};

struct port_settings {
	const char *switch_name;	/* NULL: not given */
	struct flow_port kernel;	/* what the kernel holds of them */
	bool has_mac_limit;
	uint32_t mac_limit;		/* flowd's alone */
};

/* Reads "KEYWORD VALUE" pairs to the end of the words. */
int settings_parse_switch(struct flow_words *words, struct switch_settings *settings,
			  struct flow_error *error);
/* Adds those that are present to @json. */
void settings_switch_to_json(const struct switch_settings *settings, json_t *json);

/* The same of ports. */
int settings_parse_port(struct flow_words *words, struct port_settings *settings,
			struct flow_error *error);
void settings_port_to_json(const struct port_settings *settings, json_t *json);

#endif
