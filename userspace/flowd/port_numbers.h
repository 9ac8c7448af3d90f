/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The port numbers from before a change that is on trial, kept in a file beside the
 * state until the trial is over: if flowd is killed meanwhile, ports get them back at
 * its start.
 */
#ifndef FLOWD_PORT_NUMBERS_H
#define FLOWD_PORT_NUMBERS_H

#include "switches.h"

#define PORT_NUMBERS_FILE	"numbers"	/* by state_path_beside() */

int port_numbers_save(const char *state_path, const struct switches *switches,
		      struct flow_error *error);
/* Restores those of interfaces that are still there, by name and ifindex, and deletes the file. */
void port_numbers_recall(const char *state_path, struct switches *switches);
void port_numbers_forget(const char *state_path);

#endif
