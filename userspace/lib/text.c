// SPDX-License-Identifier: GPL-2.0-or-later
#include "text.h"

#include <errno.h>
#include <jansson.h>
#include <stdint.h>
#include <string.h>

bool flow_text_is_utf8(const char *text)
{
	json_t *json = json_string(text);
	bool is_utf8 = json;

	json_decref(json);
	return is_utf8;
}

int flow_text_copy(const char *text, char *to, size_t size, struct flow_error *error)
{
	if (strlen(text) >= size)
		return flow_error_set(error, -EINVAL,
				      "\"%.32s\" is too long: %zu characters at most", text, size - 1);
	memset(to, 0, size);
	strcpy(to, text);
	return 0;
}

/* The length of the character at @c, if it is one to be printed, or 0: RFC 3629, 4. */
static unsigned int printable(const uint8_t *c)
{
	unsigned int length = c[0] < 0x80 ? 1 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : 4, i;

	if (c[0] < 0x20 || c[0] == 0x7f || (c[0] >= 0x80 && c[0] < 0xc2) || c[0] > 0xf4)
		return 0;
	for (i = 1; i < length; i++)
		if ((c[i] & 0xc0) != 0x80)
			return 0;
	if ((c[0] == 0xc2 && c[1] < 0xa0) || (c[0] == 0xe0 && c[1] < 0xa0) ||
	    (c[0] == 0xed && c[1] > 0x9f) || (c[0] == 0xf0 && c[1] < 0x90) ||
	    (c[0] == 0xf4 && c[1] > 0x8f))
		return 0;
	return length;
}

void flow_text_make_printable(char *text)
{
	unsigned int length;

	for (; *text; text += length) {
		length = printable((const uint8_t *)text);
		if (length)
			continue;
		*text = '?';
		length = 1;
	}
}
