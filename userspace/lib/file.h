/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are read and exchanged as a whole, and those that a program starts with.
 */
#ifndef FLOW_FILE_H
#define FLOW_FILE_H

#include <sys/types.h>

/*
 * Replaces the file at @path, if there is one, by a file with this text, atomically: it
 * is written as PATH.new, where no other file of that name is kept or written to, synced
 * to disk, and renamed.  After an error the old file is there still.
 */
int flow_file_replace(const char *path, const char *text, mode_t mode);

/*
 * Reads all of a file, - for the standard input; the caller frees *@text.
 * -EILSEQ: there is a NUL byte in it, so that it is no text.
 */
int flow_file_read(const char *path, char **text);

/*
 * Occupies the numbers of standard files that are closed, so that no file opened later
 * gets one of them, and with it what is printed.  To use such a file still fails.  To be
 * called first.
 */
void flow_file_hold_standard(void);

#endif
