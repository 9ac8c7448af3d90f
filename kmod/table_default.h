/* SPDX-License-Identifier: GPL-2.0-only */
/* A table's default: what is done with packets that match no flow of it. */
#ifndef _FLOWDP_TABLE_DEFAULT_H
#define _FLOWDP_TABLE_DEFAULT_H

#include "table.h"

struct fdp_transaction;

int fdp_table_default_init(struct fdp_switch *sw, u8 table);
void fdp_table_default_destroy(struct fdp_table *table);

struct fdp_default *fdp_table_default(struct fdp_switch *sw, u8 table);
int fdp_table_default_set(struct fdp_transaction *transaction, u8 table,
			  struct fdp_action_list *actions);

#endif /* _FLOWDP_TABLE_DEFAULT_H */
