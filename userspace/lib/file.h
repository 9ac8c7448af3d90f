/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are read and exchanged as a whole, and those that a program starts with.
 */
#ifndef FLOW_FILE_H
#define FLOW_FILE_H

#include <sys/types.h>

/*
 * Puts a file with this text in the place of the one at @path, if there is one:
 * whatever happens, there is either the old one or the new one.  It is written
 * beside it as PATH.new, put on disk, and renamed.  An error: it is the old one.
 */
int flow_file_replace(const char *path, const char *text, mode_t mode);

/*
 * Reads all of a file, - for the standard input; the caller frees *@text.
 * -EILSEQ: there is a NUL byte in it, so that it is no text.
 */
int flow_file_read(const char *path, char **text);

/*
 * To be called first: else what is opened next would have the number of a standard
 * file that is closed, and get what is printed.  To use such a one fails still.
 */
void flow_file_hold_standard(void);

#endif
