/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a frame says of its sender's network address.  The bytes are a guest's.
 */
#ifndef FLOWD_NEIGHBOUR_FRAME_H
#define FLOWD_NEIGHBOUR_FRAME_H

#include <stddef.h>
#include "plan.h"

/*
 * Reads the first @length bytes of an untagged frame, from the Ethernet header
 * on: ARP for IPv4 over Ethernet claims its sender's address, a neighbour
 * advertisement its target.  Only the station that sent the frame can claim, so
 * the link-layer address that is told must be the frame's source.  False: there
 * is no claim that can be believed.  *@address: what is claimed, but for its VLAN.
 */
bool neighbour_frame_read(const uint8_t *data, size_t length, struct plan_address *address);

#endif
