/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line for each event that matters, on stderr, for the journal
 * (sd-daemon(3): a line starts with its level).
 */
#ifndef FLOWD_LOG_H
#define FLOWD_LOG_H

#include <stdbool.h>

/* Levels of syslog(3) that are in use. */
#define LOG_LEVEL_ERROR		3
#define LOG_LEVEL_WARNING	4
#define LOG_LEVEL_INFO		6
#define LOG_LEVEL_DEBUG		7

/* @verbose: also LOG_LEVEL_DEBUG. */
void log_setup(bool verbose);

/*
 * Writes a line.  Lines beyond a burst are suppressed and later counted, so that traffic
 * cannot fill a disk with them.
 */
void log_write(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...)		log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...)	log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...)		log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...)		log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
