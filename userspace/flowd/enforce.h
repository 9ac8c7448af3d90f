/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes the datapath be what an intent says: switches, patches, ports, static entries.
 */
#ifndef FLOWD_ENFORCE_H
#define FLOWD_ENFORCE_H

#include "switches.h"

/* What could not be done. */
struct enforce_fault {
	char subject[INTENT_MATCH_MAX];	/* the switch, or the interface as its policy names it */
	struct flow_error sentence;
};

/*
 * Puts @intent in force instead of the one that is, and takes it over; ports
 * and switches that are no longer named go.  What fails is logged and tried
 * again later.
 */
void enforce_intent(struct switches *switches, struct intent *intent, int64_t now_ms);

/*
 * The same up to the first failure of something that the exchange concerns, which is
 * not logged.  *@intent becomes what was in force before; enforce_undo() or
 * enforce_keep() has to follow, in time.
 */
int enforce_try(struct switches *switches, struct intent *intent, int64_t now_ms,
		struct enforce_fault *fault);
/* All is as it was before, port numbers and ports that somebody else had attached included. */
void enforce_undo(struct switches *switches, struct intent *before, int64_t now_ms);
void enforce_keep(struct switches *switches, struct intent *before);

/* Does what is still missing of the intent in force. */
void enforce_again(struct switches *switches, int64_t now_ms);

#endif
