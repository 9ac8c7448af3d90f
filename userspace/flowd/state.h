/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Apply changed, kept in a file over restarts.  It is written beside, put
 * on disk and renamed, so that there is always a whole one.
 */
#ifndef FLOWD_STATE_H
#define FLOWD_STATE_H

#include "intent.h"

#define STATE_NAME		"intent.json"
#define STATE_FILE		"/var/lib/flowswitch/" STATE_NAME
#define STATE_FILE_NETNS	"/var/lib/flowswitch@%s/" STATE_NAME	/* of a namespace's flowd */

/*
 * Reads the file; one that is not there is empty.  One that is damaged, or of
 * another format, is kept as PATH.damaged and said in the log, and counts as
 * empty, but *@lost is set: then and until there is a file again.
 */
int state_load(const char *path, struct intent *intent, bool *lost);

/* Whether a damaged file is kept: what it named is not known then, even if there is a new one. */
bool state_is_incomplete(const char *path);

/*
 * The path, of PATH_MAX bytes, of another file that belongs to this one: NAME in the same
 * directory, or PATH.NAME if it has another name than by default, as there may be more
 * flowds that keep theirs there.
 */
void state_path_beside(const char *path, const char *name, char *beside);

/* Makes the directory of the file, if it lacks only itself. */
void state_make_directory(const char *path);

int state_save(const char *path, const struct intent *intent, struct flow_error *error);

#endif
