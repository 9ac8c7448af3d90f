/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings as words of a command, and as the kernel's switches and ports have
 * them.
 */
#ifndef FLOWCTL_SETTINGS_H
#define FLOWCTL_SETTINGS_H

#include "port.h"
#include "setting.h"
#include "switch.h"
#include "words.h"

/* What of a port is no number; NULL: it is not among the words. */
struct settings_of_port {
	const char *switch_name;
	const char *profile;
	const char *patch;
};

/* Reads "KEYWORD VALUE" pairs to the end of the words. */
int settings_parse_switch(struct flow_words *words, struct flow_settings *settings,
			  struct flow_error *error);
int settings_parse_vlan(struct flow_words *words, struct flow_settings *settings,
			struct flow_error *error);
int settings_parse_port(struct flow_words *words, struct settings_of_port *texts,
			struct flow_settings *settings, struct flow_error *error);
int settings_parse_profile(struct flow_words *words, struct flow_settings *settings,
			   struct flow_error *error);

/* -EINVAL and a sentence for the word of a setting that only a port has, and no profile. */
int settings_check_shared(const char *word, struct flow_error *error);

/* Takes what the kernel knows of; flowd has the rest. */
void settings_to_switch(const struct flow_settings *settings, struct flow_switch *object);
void settings_to_port(const struct flow_settings *settings, struct flow_port *object);

/* Adds the settings of what the kernel holds to @json, those of a port with its cookie. */
void settings_switch_to_json(const struct flow_switch *object, json_t *json);
void settings_port_to_json(const struct flow_port *object, json_t *json);

#endif
