/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LINUX_STRING_H
#define TESTS_LINUX_STRING_H

#include <string.h>

#endif
