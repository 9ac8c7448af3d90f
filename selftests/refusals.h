/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that make no sense in the namespace of netns.h, and what each is
 * refused with.
 */
#ifndef SELFTEST_REFUSALS_H
#define SELFTEST_REFUSALS_H

#include "request.h"

struct refusal {
	struct request request;
	int error;		/* positive */
	const char *text;	/* the sentence, whole */
};

/* The words of the kernel's core where a policy says it all. */
#define OUT_OF_RANGE		"integer out of range"
#define RESERVED_BIT		"reserved bit set"
#define UNKNOWN_ATTRIBUTE	"Unknown attribute type"
#define UNSUPPORTED_ATTRIBUTE	"Unsupported attribute"

/* Each ends with a request without name. */
extern const struct refusal refusals_of_objects[];
extern const struct refusal refusals_of_flows[];

#endif
