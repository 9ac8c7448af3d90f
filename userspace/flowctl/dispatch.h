/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From words to the command they name.
 */
#ifndef FLOWCTL_DISPATCH_H
#define FLOWCTL_DISPATCH_H

#include "commands.h"

/* Finds the object and the command, and runs it. */
int dispatch(struct context *context, struct flow_words *words);

/* The same for a line of a batch: only commands that change something. */
int dispatch_change(struct context *context, struct flow_words *words);

/* Prints the help of the object that is named, or of all. */
int dispatch_help(const struct context *context, struct flow_words *words);

#endif
