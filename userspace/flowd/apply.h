/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operations of Apply, carried out on intents.  See io.flowswitch.varlink
 * for what they are.
 */
#ifndef FLOWD_APPLY_H
#define FLOWD_APPLY_H

#include <jansson.h>
#include "intent.h"

struct apply {
	const struct intent *configured;	/* by files that count; stays as it is */
	struct intent applied;			/* before and after the operations */
	struct intent effective;		/* the latter over the former */
	size_t failed;				/* the operation that was refused; SIZE_MAX: none of them */
	void (*progress)(void);			/* called for each operation; NULL: nobody asks */
};

/* Starts with a copy of @applied.  -ENOMEM. */
int apply_start(struct apply *apply, const struct intent *configured,
		const struct intent *applied);
void apply_clear(struct apply *apply);

/*
 * Carries out all operations; those of apply_fdb.h are only looked at.  -EINVAL with a
 * sentence for the first that is refused, -ENOMEM.
 */
int apply_operations(struct apply *apply, const json_t *operations, struct flow_error *error);

/* The operation that concerns this switch or interface; 0 if none does. */
size_t apply_find(const json_t *operations, const char *subject);

#endif
