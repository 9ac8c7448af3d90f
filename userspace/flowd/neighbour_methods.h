/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The methods of the control socket that deal with neighbours; see io.flowswitch.varlink. */
#ifndef FLOWD_NEIGHBOUR_METHODS_H
#define FLOWD_NEIGHBOUR_METHODS_H

#include "daemon.h"

json_t *neighbour_methods_get(struct daemon *daemon, const json_t *parameters);

#endif
