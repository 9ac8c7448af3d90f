/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers that ports have when a change is put on trial, kept in a file beside the
 * state until that is over: if flowd is killed meanwhile, they have them again after it.
 */
#ifndef FLOWD_NUMBERS_H
#define FLOWD_NUMBERS_H

#include "switches.h"

#define NUMBERS_FILE	"numbers"	/* in the directory of the state file */

int numbers_save(const char *state_path, const struct switches *switches,
		 struct flow_error *error);
/* For interfaces that are still there, by name and ifindex; the file is done with. */
void numbers_recall(const char *state_path, struct switches *switches);
void numbers_forget(const char *state_path);

#endif
