/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replies of methods of the control socket, as control_fn returns them.
 */
#ifndef FLOWD_REPLY_H
#define FLOWD_REPLY_H

#include <jansson.h>
#include <stdbool.h>

/* Takes over @parameters. */
json_t *reply_parameters(json_t *parameters);

/* @operation: the index of the one at fault, or -1. */
json_t *reply_refused(const char *message, json_int_t operation);

/* Refused, as the configuration has no switch of this name. */
json_t *reply_no_switch(const char *name);

json_t *reply_invalid(const char *parameter);

/*
 * An optional parameter: *@text stays NULL if it is absent.  False if it is of
 * another type.
 */
bool reply_get_text(const json_t *parameters, const char *name, const char **text);

#endif
