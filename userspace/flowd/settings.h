/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words for settings of switches and ports, in files and on the control
 * socket.
 */
#ifndef FLOWD_SETTINGS_H
#define FLOWD_SETTINGS_H

#include <stddef.h>
#include <stdint.h>
#include "error.h"

/* Indexed by the values of enum flowdp_fail_mode and so on; end with NULL. */
extern const char *const settings_fail_modes[];
extern const char *const settings_vlan_modes[];
extern const char *const settings_states[];
extern const char *const settings_kinds[];	/* enum plan_kind */

/* Flags of a port: FLOWDP_PORT_F_*, and what they are called in JSON and in files. */
struct settings_flag {
	uint32_t flag;
	const char *key;
	const char *option;
};

#define SETTINGS_FLAGS	6
extern const struct settings_flag settings_flags[SETTINGS_FLAGS];

/* The index of @word in @names; -EINVAL and a sentence that says which there are. */
int settings_choice(const char *const *names, const char *word, uint8_t *choice,
		    struct flow_error *error);

#endif
