/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lengths and checksums of the frames that frame.c builds.
 */
#ifndef FLOW_CHECKSUM_H
#define FLOW_CHECKSUM_H

#include <linux/flowdp.h>
#include <stddef.h>
#include <stdint.h>
#include "frame.h"

/*
 * Fills in the lengths and checksums of IP at offset @l3, IPv4 or IPv6 by its
 * version, and of @proto at @l4, whose payload reaches to the frame's end.
 * A fragment's L4 checksum stays zero: it would cover what is not there.
 */
void flow_checksum_fill(struct flow_frame *frame, size_t l3, size_t l4, uint8_t proto,
			enum flowdp_ip_frag fragment);

#endif
