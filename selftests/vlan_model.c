// SPDX-License-Identifier: GPL-2.0-or-later
#include "vlan_model.h"

#include <string.h>

#define VID(tci)	((tci) & 0xfff)
#define PRIORITY(tci)	((tci) & 0xf000)	/* with the drop eligible indicator */

const struct vlan_mode vlan_modes[VLAN_MODES + 1] = {
	[1] = { .words = "none", .opaque = true },
	[2] = { .words = "access 10", .untagged = 10, .bare = 10, .tpid = C_TAG },
	[3] = { .words = "trunk 10,20", .tpid = C_TAG, .tagged.list = { 10, 20 } },
	[4] = { .words = "trunk 10,20 native_tagged 20", .untagged = 20, .tpid = C_TAG,
		.tagged.list = { 10, 20 } },
	[5] = { .words = "trunk 10,20 native 20", .untagged = 20, .bare = 20, .tpid = C_TAG,
		.tagged.list = { 10, 20 } },
	[6] = { .words = "tunnel 10", .untagged = 10, .service = 10, .tpid = C_TAG,
		.tagged.all = true },
	[7] = { .words = "tunnel 10 customers 20,30", .service = 10, .tpid = C_TAG,
		.tagged.list = { 20, 30 } },
	[8] = { .words = "trunk 10,20 service", .tpid = S_TAG, .tagged.list = { 10, 20 } },
	[9] = { .words = "trunk 10,20 translate 20:10,10:20", .tpid = C_TAG,
		.tagged.list = { 10, 20 }, .pairs = { { 10, 20 }, { 20, 10 } } },
	[10] = { .words = "trunk 10,20 native_tagged 20 service translate 10:20,30:10",
		 .untagged = 20, .tpid = S_TAG, .tagged.list = { 10, 20 },
		 .pairs = { { 10, 20 }, { 30, 10 } } },
};

static bool has(const struct vlan_set *set, uint16_t vid)
{
	unsigned int i;

	if (set->all)
		return vid >= 1 && vid <= 4094;
	for (i = 0; i < 3; i++) {
		if (set->list[i] && set->list[i] == vid)
			return true;
	}
	return false;
}

/* The VID that the VLAN has on the wire. */
static uint16_t to_wire(const struct vlan_mode *mode, uint16_t vid)
{
	unsigned int i;

	for (i = 0; i < VLAN_PAIRS_MAX; i++) {
		if (mode->pairs[i].relay_vid == vid)
			return mode->pairs[i].local_vid;
	}
	return vid;
}

/* The VLAN of the port that has this VID on the wire; 0: none. */
static uint16_t from_wire(const struct vlan_mode *mode, uint16_t wire)
{
	const uint16_t *list = mode->tagged.list;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		if (list[i] && to_wire(mode, list[i]) == wire)
			return list[i];
	}
	return mode->tagged.all && has(&mode->tagged, wire) ? wire : 0;
}

static void pop(struct vlan_tags *tags)
{
	memmove(&tags->tag[0], &tags->tag[1], (VLAN_TAGS_MAX - 1) * sizeof(struct vlan_tag));
	tags->count--;
}

void vlan_model_push(struct vlan_tags *tags, uint16_t tpid, uint16_t tci)
{
	memmove(&tags->tag[1], &tags->tag[0], (VLAN_TAGS_MAX - 1) * sizeof(struct vlan_tag));
	tags->tag[0] = (struct vlan_tag){ tpid, tci };
	tags->count++;
}

/* No tag, or one that only carries a priority: returns the reason, or sets the VLAN. */
static int model_untagged(const struct vlan_mode *mode, struct vlan_inside *inside)
{
	if (!mode->untagged)
		return FLOWDP_DROP_INGRESS_UNTAGGED;
	if (inside->payload.count)
		pop(&inside->payload);
	if (inside->payload.count)
		return FLOWDP_DROP_INGRESS_TAGGED;
	inside->vid = mode->untagged;
	return 0;
}

int vlan_model_enter(const struct vlan_mode *mode, unsigned int pcp, const struct vlan_tags *tags,
		     struct vlan_inside *inside)
{
	uint16_t tci = tags->count ? tags->tag[0].tci : 0;

	*inside = (struct vlan_inside){ .payload = *tags };
	if (mode->opaque)
		return 0;
	if (tags->count && tags->tag[0].tpid != mode->tpid)
		return FLOWDP_DROP_INGRESS_TAGGED;
	inside->priority = pcp == FLOWDP_PCP_KEEP ? PRIORITY(tci) : (tci & 0x1000) | pcp << 13;
	if (!VID(tci))
		return model_untagged(mode, inside);
	if (!mode->tagged.all && !mode->tagged.list[0])
		return FLOWDP_DROP_INGRESS_TAGGED;
	inside->vid = from_wire(mode, VID(tci));
	if (!inside->vid)
		return FLOWDP_DROP_INGRESS_VLAN;
	if (mode->service)
		inside->vid = mode->service;
	if (!mode->service)
		pop(&inside->payload);
	return 0;
}

/* Could the frame have come in by the tunnel just so? */
static bool model_is_customers(const struct vlan_mode *mode, const struct vlan_tags *tags)
{
	if (!tags->count)
		return mode->untagged;
	if (tags->tag[0].tpid != mode->tpid)
		return false;
	return VID(tags->tag[0].tci) ? has(&mode->tagged, VID(tags->tag[0].tci)) : mode->untagged;
}

bool vlan_model_leave(const struct vlan_mode *mode, const struct vlan_inside *inside,
		      struct vlan_tags *tags)
{
	*tags = inside->payload;
	if (mode->opaque || !inside->vid)
		return mode->opaque && !inside->vid;
	if (mode->service)
		return inside->vid == mode->service && model_is_customers(mode, tags);
	if (inside->vid == mode->bare)
		return !tags->count;
	if (!has(&mode->tagged, inside->vid))
		return false;
	vlan_model_push(tags, mode->tpid, inside->priority | to_wire(mode, inside->vid));
	return true;
}

struct vlan_tags vlan_model_tags(const struct flow_frame *frame)
{
	struct vlan_tags tags = { 0 };
	unsigned int at = 12;
	uint16_t type;

	for (; tags.count < VLAN_TAGS_MAX && at + 6 <= frame->length; at += 4) {
		type = frame_get16(frame, at);
		if (type != C_TAG && type != S_TAG)
			break;
		tags.tag[tags.count++] = (struct vlan_tag){ type, frame_get16(frame, at + 2) };
	}
	return tags;
}
