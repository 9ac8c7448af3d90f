/* SPDX-License-Identifier: GPL-2.0-only */
/* Running actions on a packet. */
#ifndef _FLOWDP_EXECUTE_H
#define _FLOWDP_EXECUTE_H

#include "cache.h"
#include "flow_stats.h"
#include "packet.h"
#include "tx.h"

void fdp_execute_rules(struct fdp_packet *packet, const struct fdp_path *path);
void fdp_execute_list(struct fdp_packet *packet, const struct fdp_action_list *list);

/* Carries out what the packet's path says. */
static inline void fdp_execute_path(struct fdp_packet *packet, const struct fdp_path *path)
{
	struct fdp_rule *const *rule, *const *end = &path->rules[path->count];
	struct fdp_switch *sw = packet->sw;
	unsigned int length = packet->length;

	if (unlikely(!path->out)) {
		fdp_execute_rules(packet, path);
		return;
	}
	for (rule = path->rules; rule < end; rule++)
		fdp_flow_stats_count(sw, *rule, length);
	fdp_tx_output(packet, path->out, path->form, true);
}

#endif /* _FLOWDP_EXECUTE_H */
