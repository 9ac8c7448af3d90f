/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A model of VLAN modes: what ports in each of them do with the tags of frames. */
#ifndef SELFTEST_VLAN_MODEL_H
#define SELFTEST_VLAN_MODEL_H

#include <linux/flowdp.h>
#include <stdbool.h>
#include <stdint.h>
#include "frames.h"

#define VLAN_MODES	10
#define VLAN_PAIRS_MAX	2
#define VLAN_TAGS_MAX	3
#define C_TAG		0x8100
#define S_TAG		0x88a8

struct vlan_tag {
	uint16_t tpid, tci;
};

/* The tags of a frame, outermost first. */
struct vlan_tags {
	unsigned int count;
	struct vlan_tag tag[VLAN_TAGS_MAX];
};

/* A set of VLANs; the end of a list is 0. */
struct vlan_set {
	bool all;		/* 1 to 4094 */
	uint16_t list[3];
};

/* A mode as the model sees it: what it does with tags, not how it is called. */
struct vlan_mode {
	const char *words;	/* of testbed_port_vlan() */
	bool opaque;		/* sees no tags */
	uint16_t untagged;	/* VLAN of frames without tag; 0: refused */
	uint16_t bare;		/* VLAN that leaves without tag; 0: none */
	uint16_t service;	/* VLAN of all frames; 0: of each its own */
	uint16_t tpid;		/* of the tags that it knows */
	struct vlan_set tagged;	/* VLANs that leave with its tag */
	struct flowdp_translation pairs[VLAN_PAIRS_MAX];	/* those with another VID in it */
};

/* Of each kind one, from 1 on. */
extern const struct vlan_mode vlan_modes[VLAN_MODES + 1];

/* A frame inside of the switch. */
struct vlan_inside {
	uint16_t vid, priority;
	struct vlan_tags payload;
};

/* The outermost tags of a frame. */
struct vlan_tags vlan_model_tags(const struct flow_frame *frame);
void vlan_model_push(struct vlan_tags *tags, uint16_t tpid, uint16_t tci);

/*
 * What becomes of a frame with these tags that enters: 0 and what it is inside, or why it
 * is dropped.  @pcp: what the port sets, or FLOWDP_PCP_KEEP.
 */
int vlan_model_enter(const struct vlan_mode *mode, unsigned int pcp, const struct vlan_tags *tags,
		     struct vlan_inside *inside);

/* Whether it leaves, and with which tags. */
bool vlan_model_leave(const struct vlan_mode *mode, const struct vlan_inside *inside,
		      struct vlan_tags *tags);

#endif
