/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Intents as text: the settings of an object as its section of a configuration
 * file has them.
 */
#ifndef FLOWD_CONFIG_TEXT_H
#define FLOWD_CONFIG_TEXT_H

#include "intent_settings.h"

/* The value of each row of the table; NULL: its key is not to be said. */
struct config_text {
	const struct flow_setting *table;
	char *value[FLOW_SETTINGS_MAX];
	bool no_memory;		/* something lacks */
};

/* All of an object, defaults included; to be cleared. */
void config_text_switch(const struct intent_switch *object, struct config_text *text);
void config_text_vlan(const struct intent_vlan *object, struct config_text *text);
/* But for its name. */
void config_text_profile(const struct intent_profile *object, struct config_text *text);
/* With a profile, what the port says itself. */
void config_text_port(const struct intent_port *object, struct config_text *text);
void config_text_static(const struct intent_static *object, struct config_text *text);
void config_text_neighbour(const struct intent_neighbour *object, struct config_text *text);
void config_text_clear(struct config_text *text);

/* Whether both have the same value for a key. */
bool config_text_same(const struct config_text *a, const struct config_text *b, unsigned int row);

/*
 * A file that says just this intent, without what is so by default.  NULL: no
 * memory.
 */
char *config_text_file(const struct intent *intent);

#endif
