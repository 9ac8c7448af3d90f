/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The switches that flowd serves, kept in a file beside the state: by it a
 * switch whose name left the configuration while flowd was away is known at the
 * next start, as nothing in the kernel tells it from one of somebody else's.
 */
#ifndef FLOWD_SERVED_H
#define FLOWD_SERVED_H

#include "switches.h"

#define SERVED_FILE	"switches"	/* in the directory of the state file */

/*
 * Deletes the switches that were served and that @wanted does not name; each is
 * known by its name and its ifindex, lest one that was made since goes.
 */
void served_delete(const char *state_path, struct switches *switches,
		   const struct intent *wanted);

/* Writes the file if the switches have changed since; what fails is in the log. */
void served_save(const char *state_path, struct switches *switches);

#endif
