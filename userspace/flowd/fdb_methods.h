/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The methods of the control socket that deal with forwarding databases; see
 * io.flowswitch.varlink.
 */
#ifndef FLOWD_FDB_METHODS_H
#define FLOWD_FDB_METHODS_H

#include "daemon.h"

json_t *fdb_methods_get(struct daemon *daemon, const json_t *parameters);
/* A sentence for each entry that these operations of Apply added, and whose port cannot have it. */
json_t *fdb_methods_warn(const struct daemon *daemon, const json_t *operations);
json_t *fdb_methods_get_learning(struct daemon *daemon, const json_t *parameters);

#endif
