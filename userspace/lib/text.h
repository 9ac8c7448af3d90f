/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_TEXT_H
#define FLOW_TEXT_H

#include <stdbool.h>

/* Whether it is UTF-8 (RFC 3629), as text has to be that goes into JSON (RFC 8259, 8.1). */
bool flow_text_is_utf8(const char *text);

/* Puts ? in place of each byte that cannot be printed as UTF-8. */
void flow_text_make_printable(char *text);

#endif
