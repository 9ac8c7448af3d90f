/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "show" of flows, groups and tables shares: rows from all switches.
 */
#ifndef FLOWCTL_LISTING_H
#define FLOWCTL_LISTING_H

#include "kernel.h"
#include "output.h"

struct listing {
	const char *switch_name;	/* of the switch whose objects come now */
	const struct flow_ports *ports;	/* and the names of its ports */
	bool json;			/* the rows are for JSON, or else for text */
	json_t *rows;
	size_t kept;			/* rows of the switches before */
	void *data;			/* the caller's */
};

/* Dumps the objects of one switch into @listing->rows; returns an exit status. */
typedef int listing_dump_fn(struct context *context, const struct flow_switch *of,
			    struct listing *listing);

/* Calls @dump for all switches, or for @name (NULL: all), and prints the rows. */
int listing_show(struct context *context, const char *name, listing_dump_fn *dump, void *data,
		 const struct column *columns);

/* For dumps that start again: takes off the rows of this switch. */
void listing_restart(void *listing);

/* Adds a row, which is released: 0 or -ENOMEM. */
int listing_add(const struct listing *listing, json_t *row);

/*
 * Sorts the rows of this switch by their keys; those with the same stay in the order in which
 * they came: 0 or -ENOMEM.
 */
int listing_sort(const struct listing *listing, uint64_t (*key)(const json_t *row));

#endif
