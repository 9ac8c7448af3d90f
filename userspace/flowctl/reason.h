/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel's reasons to drop a frame mean to an operator.
 */
#ifndef FLOWCTL_REASON_H
#define FLOWCTL_REASON_H

#include <stdint.h>

/* One line on enum flowdp_drop_reason @reason; never NULL. */
const char *reason_explain(uint32_t reason);

#endif
