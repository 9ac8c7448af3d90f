/* SPDX-License-Identifier: GPL-2.0-only */
/* Changing packets: tags and header fields, with their checksums. */
#ifndef _FLOWDP_REWRITE_H
#define _FLOWDP_REWRITE_H

#include "action.h"
#include "packet.h"

enum flowdp_drop_reason fdp_rewrite(struct fdp_packet *packet, const struct fdp_action *action);

#endif /* _FLOWDP_REWRITE_H */
