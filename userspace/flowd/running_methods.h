/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The methods of the control socket that deal with all of the configuration;
 * see io.flowswitch.varlink.
 */
#ifndef FLOWD_RUNNING_METHODS_H
#define FLOWD_RUNNING_METHODS_H

#include "daemon.h"

json_t *running_methods_get(struct daemon *daemon, const json_t *parameters);
json_t *running_methods_check(struct daemon *daemon, const json_t *parameters);
json_t *running_methods_diff(struct daemon *daemon, const json_t *parameters);
json_t *running_methods_apply(struct daemon *daemon, const json_t *parameters);
json_t *running_methods_confirm(struct daemon *daemon, const json_t *parameters);
json_t *running_methods_cancel(struct daemon *daemon, const json_t *parameters);
json_t *running_methods_save(struct daemon *daemon, const json_t *parameters);

#endif
