/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The switches that flowd serves and the patches that are its own, kept in a file
 * beside the state: by it those whose names left the configuration while flowd was
 * away are known at the next start, as nothing in the kernel tells them from those of
 * somebody else.
 */
#ifndef FLOWD_SERVED_H
#define FLOWD_SERVED_H

#include "switches.h"

#define SERVED_FILE	"switches"	/* by state_path_beside() */

/*
 * Deletes the switches that were served and that @wanted does not name, and takes the
 * patches back (see patch.h); each is identified by name, ifindex and boot, so that one
 * made since is left alone.
 */
void served_recall(const char *state_path, struct switches *switches,
		   const struct intent *wanted);

/*
 * Says once of switches that @wanted does not name that they stay as they are: they are
 * somebody else's, or were just made when flowd was killed.
 */
void served_say_others(struct switches *switches, const struct intent *wanted);

/* Writes the file if what is in it has changed since; what fails is in the log. */
void served_save(const char *state_path, struct switches *switches);

#endif
