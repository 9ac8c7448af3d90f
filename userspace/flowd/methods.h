/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The methods of io.flowswitch, and those that every Varlink service has
 * (https://varlink.org/Service).
 */
#ifndef FLOWD_METHODS_H
#define FLOWD_METHODS_H

#include "control.h"
#include "daemon.h"

/* A control_fn, whose @data is a struct daemon. */
json_t *methods_call(const char *method, const json_t *parameters, void *data);

#endif
