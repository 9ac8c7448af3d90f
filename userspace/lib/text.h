/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_TEXT_H
#define FLOW_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include "error.h"

/* Whether it is UTF-8 (RFC 3629), as text has to be that goes into JSON (RFC 8259, 8.1). */
bool flow_text_is_utf8(const char *text);

/* Copies it into the @size bytes at @to, the rest zero; -EINVAL and a sentence: it is too long. */
int flow_text_copy(const char *text, char *to, size_t size, struct flow_error *error);

/* Puts ? in place of each byte that cannot be printed as UTF-8. */
void flow_text_make_printable(char *text);

#endif
