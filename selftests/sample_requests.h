/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request of every kind; each succeeds in the namespace of netns.h as
 * it was made.
 */
#ifndef SELFTEST_SAMPLE_REQUESTS_H
#define SELFTEST_SAMPLE_REQUESTS_H

#include "request.h"

extern const struct request sample_requests[];		/* ends with name NULL */
extern const unsigned int sample_requests_count;

/* An IPv4 frame that matches the namespace's flow of web. */
#define SAMPLE_FRAME							\
	"\2\0\0\0\0\2" "\2\0\0\0\0\1" "\x08\x00"			\
	"\x45\0\0\x28" "\0\0\0\0" "\x40\x06\x66\xcd" "\x0a\0\0\1" "\x0a\0\0\2" \
	"\x04\xd2\0\x50" "\0\0\0\0" "\0\0\0\0" "\x50\x02\0\0" "\0\0\0\0" "\0\0\0\0\0\0"

#endif
