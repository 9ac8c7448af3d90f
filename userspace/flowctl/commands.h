/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The objects of the command line.  main.c lists them; each has a file of its
 * own, which knows none of the others.
 */
#ifndef FLOWCTL_COMMANDS_H
#define FLOWCTL_COMMANDS_H

#include "context.h"
#include "words.h"

struct command {
	const char *name;
	/* Takes the words behind the command; returns an exit status. */
	int (*run)(struct context *context, struct flow_words *words);
	bool changes;		/* may stand in a batch */
};

/* What may be typed where a command is missing. */
enum value { A_VLAN, A_MAC, A_PORT, A_SWITCH, VALUES };

struct object {
	const char *name;
	const char *summary;	/* one line */
	const char *help;	/* all of it */
	/* The first is the default; a nameless one ends them, and takes words that name none. */
	const struct command *commands;
	bool takes_switch;	/* is what these words begin with: the name of a switch */
	const char *shown_by[VALUES];	/* what goes before such a value; NULL: nothing does */
};

extern const struct object switch_object;
extern const struct object port_object;
extern const struct object profile_object;
extern const struct object vlan_object;
extern const struct object fdb_object;
extern const struct object neighbour_object;
extern const struct object config_object;
extern const struct object flow_object;
extern const struct object group_object;
extern const struct object table_object;
extern const struct object stats_object;
extern const struct object drops_object;
extern const struct object monitor_object;
extern const struct object trace_object;
extern const struct object status_object;

#endif
