/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One sentence on stderr for each error.
 */
#ifndef FLOWCTL_REPORT_H
#define FLOWCTL_REPORT_H

#include "context.h"
#include "names.h"

/* Says what is wrong, with the line of a batch in front; returns @status. */
int report(const struct context *context, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for wrong usage that libflow found. */
int report_usage(const struct context *context, const struct flow_error *error);

/*
 * The kernel failed with @error (-errno); the format says what was wanted
 * ("cannot add port tap0").  @netlink: where its sentence is; may be NULL.
 */
int report_kernel(const struct context *context, int error, const struct flow_netlink *netlink,
		  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* No netlink socket for @what; with -n, -ENOENT says that there is no such namespace. */
int report_unopened(const struct context *context, int error, const char *what);

/* Flowd failed; @sentence: what it said, if it did (-EREMOTEIO). */
int report_daemon(const struct context *context, int error, const struct flow_error *sentence);

/* A word that is none of these names, as flow_names_unknown() says it. */
int report_unknown(const struct context *context, struct flow_names names, const char *what,
		   const char *word, const char *listed_by);

/* There is no port of this name, or none in this switch, if that is not NULL. */
int report_no_port(const struct context *context, const char *name, const char *switch_name);

/* Words that are left over at the end of a command are an error. */
int report_rest(const struct context *context, const struct flow_words *words);

#endif
