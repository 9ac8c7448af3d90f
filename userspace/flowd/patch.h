/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes the patches that policies ask for, and deletes those that none asks for any
 * more.  What somebody else made is left alone as long as no policy names it.
 */
#ifndef FLOWD_PATCH_H
#define FLOWD_PATCH_H

#include "switches.h"

/*
 * Makes the patch that @policy says, if it says one and it is not there; both ends
 * are known and up then.  -EEXIST: as patch_check().
 */
int patch_settle(struct switches *switches, const struct intent_port *policy, int64_t now_ms,
		 struct flow_error *error);

/*
 * Whether an interface of this name may be a port: it is to be no end of a patch, or
 * nothing is in the way of that patch.  -EEXIST and a sentence: something is.
 */
int patch_check(const struct switches *switches, const char *name, struct flow_error *error);

/* Those that are as policies say are ours from now on: they go with their policies. */
void patch_adopt(struct switches *switches);

/* An end of a patch that goes, as no policy asks for it any more; NULL: none. */
struct netdev *patch_find_unwanted(const struct switches *switches);
/* Deletes the patch with both its ends. */
int patch_delete(struct switches *switches, const struct netdev *end, int64_t now_ms,
		 struct flow_error *error);

/* This interface is gone: if it is to be an end of a patch, that is looked into at @retry_ms. */
void patch_gone(struct switches *switches, struct netdev *netdev, int64_t retry_ms);

#endif
