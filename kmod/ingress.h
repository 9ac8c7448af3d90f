/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a packet may enter the switch, and which VLAN it enters. */
#ifndef _FLOWDP_INGRESS_H
#define _FLOWDP_INGRESS_H

#include "packet.h"

enum flowdp_drop_reason fdp_ingress_enter(struct fdp_packet *packet);
enum flowdp_drop_reason fdp_ingress_checksum(struct fdp_packet *packet);

#endif /* _FLOWDP_INGRESS_H */
