/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of VLANs: bitmaps as the kernel takes them, lists as people write them.
 */
#ifndef FLOW_VLAN_H
#define FLOW_VLAN_H

#include <linux/flowdp.h>
#include <stdbool.h>
#include <stdint.h>
#include "error.h"

typedef uint8_t flow_vlan_bitmap[FLOWDP_VLAN_BITMAP_LEN];

/* Whether a port of this mode (enum flowdp_vlan_mode) is one of the three kinds of trunk. */
bool flow_vlan_is_trunk(uint8_t mode);
/* Whether it has a list of VLANs: its own, or a customer's. */
bool flow_vlan_has_list(uint8_t mode);

/* Adds VLANs 1 to 4094. */
void flow_vlan_add_all(flow_vlan_bitmap bitmap);
void flow_vlan_add(flow_vlan_bitmap bitmap, uint16_t vid);
void flow_vlan_remove(flow_vlan_bitmap bitmap, uint16_t vid);
bool flow_vlan_has(const flow_vlan_bitmap bitmap, uint16_t vid);
/* The first one behind @vid; 0: none. */
uint16_t flow_vlan_next(const flow_vlan_bitmap bitmap, uint16_t vid);
bool flow_vlan_is_empty(const flow_vlan_bitmap bitmap);

/* Reads one VLAN identifier, 1 to 4094. */
int flow_vlan_parse_vid(const char *text, uint16_t *vid, struct flow_error *error);

/*
 * Reads "10,20,30-39", "all" or "none" into the bitmap.  Wrong are VLANs
 * outside 1 to 4094, ranges backwards, and VLANs given twice.
 */
int flow_vlan_parse(const char *text, flow_vlan_bitmap bitmap, struct flow_error *error);

/* The shortest list that parses back to the same.  The caller frees it; NULL: no memory. */
char *flow_vlan_format(const flow_vlan_bitmap bitmap);

#endif
