/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many operations on one switch that happen together or not at all.
 */
#ifndef FLOW_TRANSACTION_H
#define FLOW_TRANSACTION_H

#include "entry.h"
#include "group.h"
#include "port.h"
#include "table.h"

struct flow_transaction;

/* NULL: no memory. */
struct flow_transaction *flow_transaction_new(uint32_t switch_ifindex);
void flow_transaction_free(struct flow_transaction *transaction);

/* Forgets all operations. */
void flow_transaction_reset(struct flow_transaction *transaction);
size_t flow_transaction_count(const struct flow_transaction *transaction);

/*
 * Each appends one operation, as the function of the same name in entry.h,
 * group.h, table.h or port.h; the switch in the object is ignored.  -ENOMEM,
 * or -EMSGSIZE if the operation is longer than netlink can say (64 kB).
 */
int flow_transaction_entry_new(struct flow_transaction *transaction,
			       const struct flow_entry *object, uint16_t flags);
int flow_transaction_entry_delete(struct flow_transaction *transaction,
				  const struct flow_identity *identity);
int flow_transaction_entry_delete_matching(struct flow_transaction *transaction,
					   const struct flow_filter *filter);
int flow_transaction_group_new(struct flow_transaction *transaction,
			       const struct flow_group *object);
int flow_transaction_group_set(struct flow_transaction *transaction,
			       const struct flow_group *object);
int flow_transaction_group_delete(struct flow_transaction *transaction, uint32_t id);
int flow_transaction_table_set(struct flow_transaction *transaction,
			       const struct flow_table *object);
int flow_transaction_port_set(struct flow_transaction *transaction,
			      const struct flow_port *object);

/* Lets a commit become several messages of about 200 kB, each a transaction of its own. */
#define FLOW_TRANSACTION_SPLIT	(1U << 0)

/*
 * Carries the operations out.  Without FLOW_TRANSACTION_SPLIT all or none.
 * When one fails, its index is written to *@failed (if @failed is not NULL),
 * or SIZE_MAX if the kernel did not say; with SPLIT, the operations of earlier
 * messages stay done.  flow_netlink_error_text() has the sentence.
 */
int flow_transaction_commit(const struct flow_transaction *transaction,
			    struct flow_netlink *netlink, unsigned int flags, size_t *failed);

/*
 * The parts of a commit.  _message() starts @message with the operations from
 * @first on that go together, and returns the index behind them; _find()
 * returns the operation that lies @error_offset bytes into such a message, or
 * SIZE_MAX.
 */
size_t flow_transaction_message(const struct flow_transaction *transaction, size_t first,
				unsigned int flags, struct flow_message *message);
size_t flow_transaction_find(const struct flow_transaction *transaction, size_t first,
			     uint32_t error_offset);

#endif
