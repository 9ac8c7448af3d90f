/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operations of Apply that are transient, as nothing keeps their effect: fdb-flush
 * of learned entries, and fdb-add and fdb-replace of dynamic ones.
 */
#ifndef FLOWD_APPLY_FDB_H
#define FLOWD_APPLY_FDB_H

#include "switches.h"
#include "fdb_filter.h"

/*
 * A port that does not exist and that no policy names is a mistake: -EINVAL and a
 * sentence.  An empty name stands for any port.
 */
int apply_fdb_check_port(const struct switches *switches, const struct intent *intent,
			 const char *name, struct flow_error *error);

/* Whether the operation is one of them, and well-formed. */
bool apply_fdb_is_transient(const json_t *operation);

/*
 * Whether all of them among @operations can be carried out under @intent, which
 * is to be in force then; -EINVAL, a sentence, and in *@failed the index of the
 * one that cannot.
 */
int apply_fdb_check(const struct switches *switches, const struct intent *intent,
		    const json_t *operations, size_t *failed, struct flow_error *error);

/* Carries them out.  If the kernel refuses an entry, those before it are as they were. */
int apply_fdb_run(struct switches *switches, const json_t *operations, int64_t now_ms,
		  size_t *failed, struct flow_error *error);

#endif
