/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_LINK_NAME_H
#define FLOW_LINK_NAME_H

#include "error.h"

/*
 * Whether @name can be an interface's (dev_valid_name() and sysctl_dev_name_is_allowed() of
 * the kernel), and can be printed: -EINVAL and a sentence.
 */
int flow_link_name_check(const char *name, struct flow_error *error);

#endif
