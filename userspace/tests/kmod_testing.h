/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of the parts of the module that compile in user space. */
#ifndef KMOD_TESTING_H
#define KMOD_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "kernel/types.h"

#endif
