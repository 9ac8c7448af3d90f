/* SPDX-License-Identifier: GPL-2.0-only */
/* Changes to a switch that come into force together, or not at all. */
#ifndef _FLOWDP_TRANSACTION_H
#define _FLOWDP_TRANSACTION_H

#include <linux/list.h>
#include <linux/types.h>

struct fdp_switch;

/* A change to anything but flows; embedded in the structure that describes it. */
struct fdp_change {
	struct list_head node;
	/* Just before the new generation is published; cannot fail. */
	void (*commit)(struct fdp_switch *sw, struct fdp_change *change, u64 generation);
	/* After it was published.  Frees the change. */
	void (*settle)(struct fdp_switch *sw, struct fdp_change *change);
	/* Instead of both, in reverse order; cannot fail.  Frees the change. */
	void (*undo)(struct fdp_switch *sw, struct fdp_change *change);
};

struct fdp_transaction {
	struct fdp_switch *sw;		/* locked throughout */
	struct list_head added;		/* flows, by fdp_flow.change */
	struct list_head removed;	/* flows, by fdp_flow.change */
	struct list_head changes;
};

void fdp_transaction_begin(struct fdp_transaction *transaction, struct fdp_switch *sw);
void fdp_transaction_add(struct fdp_transaction *transaction, struct fdp_change *change);
void fdp_transaction_commit(struct fdp_transaction *transaction);
void fdp_transaction_abort(struct fdp_transaction *transaction);
void fdp_transaction_renew(struct fdp_switch *sw);

#endif /* _FLOWDP_TRANSACTION_H */
