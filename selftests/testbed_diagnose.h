/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For the parts of the test bed: what was wrong, for the one who reads the log. */
#ifndef SELFTEST_TESTBED_DIAGNOSE_H
#define SELFTEST_TESTBED_DIAGNOSE_H

#include <stdbool.h>
#include "frame.h"

/* Prints a line that TAP takes for a comment; returns false. */
bool testbed_diagnose(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints two frames that should be the same, in lines of 16 bytes; returns false. */
bool testbed_diagnose_frames(const char *where, const struct flow_frame *expected,
			     const struct flow_frame *seen);

#endif
