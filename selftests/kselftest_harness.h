/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's harness, but with more time for each test: a machine may be slow. */
#include_next "kselftest_harness.h"

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300	/* seconds */
