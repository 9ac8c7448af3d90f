/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A configuration being read; for config.c and config_key.c. */
#ifndef FLOWD_CONFIG_PARSER_H
#define FLOWD_CONFIG_PARSER_H

#include "config.h"

enum config_section { CONFIG_SWITCH, CONFIG_PORT, CONFIG_FDB };

/* An object as a section gives it. */
struct config_object {
	enum config_section section;
	char *origin;			/* FILE:LINE of its section */
	uint32_t given;			/* bit n: the section has key n, right or wrong */
	bool broken;			/* a key is wrong, and said to be */
	bool has_vlan, has_trunk, has_native;
	union {
		struct intent_switch switch_;
		struct intent_port port;
		struct intent_static static_;
	};
};

/* A key of a section. */
struct config_key {
	const char *name;
	int (*parse)(struct config_object *object, const char *value, struct flow_error *error);
};

/* The keys of a section, up to one without name.  The first is the object's own name. */
const struct config_key *config_keys(enum config_section section);

/* Sets the key of this name; -EINVAL and a sentence. */
int config_key_set(struct config_object *object, const char *name, const char *value,
		   struct flow_error *error);

#endif
