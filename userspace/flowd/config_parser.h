/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A configuration being read; for config.c and config_key.c. */
#ifndef FLOWD_CONFIG_PARSER_H
#define FLOWD_CONFIG_PARSER_H

#include "config.h"

enum config_section { CONFIG_SWITCH, CONFIG_VLAN, CONFIG_PROFILE, CONFIG_PORT, CONFIG_FDB,
		      CONFIG_NEIGHBOUR, CONFIG_SECTIONS };

/* A line: files count in the order in which they are read. */
struct config_place {
	unsigned int file, line;
};

/* An object as a section gives it. */
struct config_object {
	enum config_section section;
	struct config_place place;	/* of its section */
	char *origin;			/* the same as FILE:LINE */
	uint32_t given;			/* bit n: row n of its settings, right or wrong */
	bool broken;			/* a key is wrong, and said to be */
	union {
		struct intent_switch switch_;
		struct {
			struct intent_vlan vlan;	/* but for its VLAN: */
			flow_vlan_bitmap vlans;		/* it holds in each of these */
		};
		struct intent_port port;		/* a profile, as a port that has it */
		struct intent_static static_;
		struct intent_neighbour neighbour;
	};
};

bool config_is_given(const struct config_object *object, unsigned int row);

/* The first key of a section is the object's own name. */
const char *config_first_key(enum config_section section);

/* Sets the key of this name; -EINVAL and a sentence. */
int config_key_set(struct config_object *object, const char *name, const char *value,
		   struct flow_error *error);

#endif
