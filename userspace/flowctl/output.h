/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of objects, as text in columns or as JSON, from one description.
 */
#ifndef FLOWCTL_OUTPUT_H
#define FLOWCTL_OUTPUT_H

#include <jansson.h>
#include <stdint.h>
#include "context.h"

enum column_kind {
	COLUMN_TEXT,		/* strings as they are, numbers in decimal, arrays with blanks */
	COLUMN_HEX,		/* of an integer */
	COLUMN_MILLISECONDS,	/* shown in seconds; null: never */
	COLUMN_FLAG,		/* of a boolean: on or off */
};

#define COLUMN_RIGHT		(1U << 0)	/* aligned to the right */
#define COLUMN_STATISTICS	(1U << 1)	/* only with -s */
#define COLUMN_DETAILS		(1U << 2)	/* only with -d */
#define COLUMN_JSON		(1U << 3)	/* only with -j */
#define COLUMN_BELOW		(1U << 4)	/* only with -d, in text on lines below the row */

struct column {
	const char *heading;	/* NULL ends a list of columns; below a row, the word of commands */
	const char *key;	/* of the row's member, and in JSON */
	unsigned int flags;
	enum column_kind kind;
	const char *text_key;	/* of the member that stands for it in text; NULL: itself */
};

/*
 * Prints @rows, an array of objects, which is released.  A member that a row
 * doesn't have is "-" in text, and left out in JSON and below the row.
 */
int output(const struct context *context, const struct column *columns, json_t *rows);

/*
 * At the end of all that is printed, in whatever way: @status, or EXIT_REFUSED if
 * that is EXIT_DONE, but something could not be written.
 */
int output_finish(const struct context *context, int status);

/*
 * A cookie in JSON: "0x...", as the integers of many a reader of JSON, and of
 * ours, are too small.
 */
json_t *output_cookie(uint64_t cookie);

/* The text of one value; the caller frees it. */
char *output_text(const json_t *value, enum column_kind kind);

#endif
