/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Patches: each leads from one switch into another, and policies name its two ends,
 * which flowd makes.  One of the two says so, or both do.
 */
#ifndef FLOWD_INTENT_PATCH_H
#define FLOWD_INTENT_PATCH_H

#include "intent.h"

/* The other end of the patch that @name is to be an end of; NULL: it is to be none. */
const char *intent_patch_peer(const struct intent *intent, const char *name);

/*
 * Whether there can be a policy that says @object, its patch or that of another which
 * it is an end of: -EINVAL and a sentence.
 */
int intent_check_patch(const struct intent *intent, const struct intent_port *object,
		       struct flow_error *error);

#endif
