/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the commands of one run want changed: gathered first, then carried out
 * as one transaction of the kernel or as one Apply of flowd.  A single command
 * is a batch of one.
 */
#ifndef FLOWCTL_CHANGE_H
#define FLOWCTL_CHANGE_H

#include "context.h"
#include "transaction.h"

struct change *change_new(void);
void change_free(struct change *change);

/*
 * The transaction on switch @name, to which the caller adds operations, and
 * the names of its ports; both stay the change's.
 */
int change_kernel(struct context *context, const char *name,
		  struct flow_transaction **transaction, struct flow_ports *ports);

/* The next operation puts a flow into this table: if that is flowd's, it is said in the end. */
void change_note_table(struct change *change, uint8_t table);

/* Adds one operation for flowd; it is released. */
int change_daemon(struct context *context, json_t *operation);

/*
 * For what is carried out at once: refused in a batch, since it could not be
 * undone.
 */
int change_direct(const struct context *context);

/* How to delete one object of a kind. */
struct change_deletion {
	const char *what;	/* is missing if there is no name: "which WHAT is missing" */
	const char *usage;
	const char *operation;	/* of flowd */
	const char *key;	/* that the operation names it by */
	/* With -k; NULL: it is flowd's alone. */
	int (*from_kernel)(struct context *context, const char *name);
};

/* "del NAME": with -k from the kernel at once, or by an operation for flowd. */
int change_delete(struct context *context, struct flow_words *words,
		  const struct change_deletion *deletion);

/* Operations added since the last call come from the context's line. */
int change_mark(struct context *context);

int change_commit(struct context *context);

#endif
