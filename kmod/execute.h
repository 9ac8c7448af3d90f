/* SPDX-License-Identifier: GPL-2.0-only */
/* Running actions on a packet. */
#ifndef _FLOWDP_EXECUTE_H
#define _FLOWDP_EXECUTE_H

#include "cache.h"
#include "packet.h"

void fdp_execute_path(struct fdp_packet *packet, const struct fdp_path *path);
void fdp_execute_foresee(const struct fdp_packet *packet, struct fdp_path *path);
void fdp_execute_list(struct fdp_packet *packet, const struct fdp_action_list *list);

#endif /* _FLOWDP_EXECUTE_H */
