// SPDX-License-Identifier: GPL-2.0-or-later
#include "testbed_diagnose.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LINE	16	/* bytes */

bool testbed_diagnose(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("# ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	return false;
}

static void print_line(char sign, const struct flow_frame *frame, size_t from)
{
	size_t i;

	if (from >= frame->length)
		return;
	fprintf(stderr, "# %c %04zx ", sign, from);
	for (i = from; i < from + LINE && i < frame->length; i++)
		fprintf(stderr, " %02x", frame->data[i]);
	fputc('\n', stderr);
}

static bool same_line(const struct flow_frame *a, const struct flow_frame *b, size_t from)
{
	if (a->length >= from + LINE && b->length >= from + LINE)
		return !memcmp(a->data + from, b->data + from, LINE);
	return a->length == b->length && !memcmp(a->data + from, b->data + from, a->length - from);
}

bool testbed_diagnose_frames(const char *where, const struct flow_frame *expected,
			     const struct flow_frame *seen)
{
	size_t longer = expected->length > seen->length ? expected->length : seen->length, i;

	testbed_diagnose("%s: a frame of %zu bytes was expected, one of %zu came", where,
			 expected->length, seen->length);
	for (i = 0; i < longer; i += LINE) {
		if (same_line(expected, seen, i)) {
			print_line(' ', seen, i);
			continue;
		}
		print_line('-', expected, i);
		print_line('+', seen, i);
	}
	return false;
}
