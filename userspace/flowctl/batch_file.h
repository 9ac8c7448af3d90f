/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOWCTL_BATCH_FILE_H
#define FLOWCTL_BATCH_FILE_H

#include "context.h"

/* Reads commands from @path ("-": standard input) and gathers what they change. */
int batch_file_run(struct context *context, const char *path);

#endif
