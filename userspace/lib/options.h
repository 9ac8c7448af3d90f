/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of a command line, by a table.
 */
#ifndef FLOW_OPTIONS_H
#define FLOW_OPTIONS_H

#include <getopt.h>
#include <stddef.h>
#include "error.h"

struct flow_option {
	const char *name;	/* NULL ends a table */
	int argument;		/* no_argument: a bool; required_argument: a const char * */
	char letter;		/* '\0': there is only the long form */
	size_t offset;		/* of the member that takes it */
};

#define FLOW_OPTIONS_MAX	16

/*
 * Writes into @members what the command line says; what it does not say stays.
 * The words behind the options begin at getopt's optind.  -EINVAL: an option is
 * wrong.
 */
int flow_options_take(const struct flow_option *options, void *members, int argc, char **argv,
		      struct flow_error *error);

#endif
