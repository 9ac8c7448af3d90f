/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What went wrong, as a sentence for the one who asked.
 *
 * Functions of libflow return 0 or -errno, print nothing, and write their out
 * parameters only when they succeed.  Those that judge what a person wrote
 * also take a struct flow_error, which may be NULL.
 */
#ifndef FLOW_ERROR_H
#define FLOW_ERROR_H

/* One sentence, without a full stop, in printable UTF-8; empty if nothing was said. */
struct flow_error {
	char text[512];
};

/*
 * Writes a sentence (printf's format) into @error, if there is one, with ? for
 * each byte that cannot be printed, and returns @code, so that a caller can say
 * "return flow_error_set(...)".
 */
int flow_error_set(struct flow_error *error, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
