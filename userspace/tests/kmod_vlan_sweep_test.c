// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every outer VID over every inner one, from each VLAN mode to each: what leaves is
 * held against a model that is written from IEEE 802.1Q-2022 and knows nothing of
 * the module.  What is opaque to the rules of 6.9 and 8.6 is a frame's second tag,
 * which must never be read as its first.
 */
#include "kmod_testing.h"

#include <linux/if_ether.h>
#include <string.h>
#include "../../kmod/vlan.h"

#define MODES		ARRAY_SIZE(modes)
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof(*(array)))
#define TAGS_MAX	3
#define REFUSED		0xffff

struct tag {
	u16 tpid, vid;
};

/* Outermost first; without tags: it does not leave. */
struct tags {
	unsigned int count;
	struct tag tag[TAGS_MAX];
};

/* A mode by what it does with tags. */
struct mode {
	u8 mode, tag_type;
	u16 pvid;
	u16 list[2];		/* of VLANs; none: all */
	u16 wire[2];		/* what tags say in place of those; 0: the same */
	bool opaque;		/* tags are payload */
	bool admits_tagged;	/* 6.9: acceptable frame types */
	bool removes_tags;	/* 6.9: on egress, of the VLAN pvid */
	bool service;		/* 15.3: what is tagged is in the VLAN pvid all the same */
};

static const struct mode modes[] = {
	{ .mode = FLOWDP_VLAN_MODE_NONE, .opaque = true },
	{ .mode = FLOWDP_VLAN_MODE_ACCESS, .pvid = 10, .list = { 10 }, .removes_tags = true },
	{ .mode = FLOWDP_VLAN_MODE_TRUNK, .list = { 10, 20 }, .admits_tagged = true },
	{ .mode = FLOWDP_VLAN_MODE_TRUNK, .list = { 10, 20 }, .admits_tagged = true,
	  .tag_type = FLOWDP_TAG_TYPE_SERVICE },
	{ .mode = FLOWDP_VLAN_MODE_TRUNK, .list = { 10, 20 }, .wire = { 20, 10 },
	  .admits_tagged = true },
	{ .mode = FLOWDP_VLAN_MODE_NATIVE_TAGGED, .pvid = 20, .list = { 10, 20 },
	  .wire = { 20, 4094 }, .admits_tagged = true, .tag_type = FLOWDP_TAG_TYPE_SERVICE },
	{ .mode = FLOWDP_VLAN_MODE_NATIVE_UNTAGGED, .pvid = 20, .list = { 10, 20 },
	  .admits_tagged = true, .removes_tags = true },
	{ .mode = FLOWDP_VLAN_MODE_DOT1Q_TUNNEL, .pvid = 10, .admits_tagged = true,
	  .service = true },
	{ .mode = FLOWDP_VLAN_MODE_DOT1Q_TUNNEL, .pvid = 10, .list = { 20, 30 },
	  .admits_tagged = true, .service = true },
};

/* Table 9-1. */
static u16 tpid_of(const struct mode *mode)
{
	return mode->tag_type == FLOWDP_TAG_TYPE_SERVICE ? 0x88a8 : 0x8100;
}

/* The VLAN that the VID in a tag of the port's stands for; 0: none. */
static u16 vlan_of(const struct mode *mode, u16 wire)
{
	unsigned int i;

	for (i = 0; i < 2; i++)
		if (mode->list[i] && (mode->wire[i] ? mode->wire[i] : mode->list[i]) == wire)
			return mode->list[i];
	return !mode->list[0] && wire < 4095 ? wire : 0;	/* 4095 is reserved: table 9-2 */
}

/*
 * The VLAN of a frame with two tags; 0 if the port knows none, REFUSED if it may
 * not enter.  A priority tag with a tag behind it is no frame that a station sends.
 */
static u16 model_enter(const struct mode *mode, const struct tags *frame)
{
	u16 vlan;

	if (mode->opaque)
		return 0;
	if (frame->tag[0].tpid != tpid_of(mode) || !frame->tag[0].vid || !mode->admits_tagged)
		return REFUSED;
	vlan = vlan_of(mode, frame->tag[0].vid);
	if (!vlan)
		return REFUSED;		/* 8.6.2 */
	return mode->service ? mode->pvid : vlan;
}

/* Is the port in the VLAN, whatever the frame? */
static bool is_member(const struct mode *mode, u16 vlan)
{
	if (mode->opaque || !vlan)
		return mode->opaque && !vlan;
	return mode->service ? vlan == mode->pvid :
			       vlan == mode->list[0] || vlan == mode->list[1];
}

static bool keeps_tag(const struct mode *mode)
{
	return mode->opaque || mode->service;
}

/* What leaves a port of mode @to, in VLAN @vlan, of what entered one of mode @from. */
static struct tags model_leave(const struct mode *from, const struct mode *to,
			       const struct tags *frame, u16 vlan)
{
	struct tags payload = *frame, none = { 0 };
	unsigned int i;

	if (!keeps_tag(from))
		payload = (struct tags){ 1, { frame->tag[1] } };
	if (to->opaque)
		return payload;
	if (to->service)	/* only what it would have let in just so */
		return payload.tag[0].tpid == 0x8100 &&
		       (payload.tag[0].vid ? vlan_of(to, payload.tag[0].vid) : !to->list[0]) ?
		       payload : none;
	if (to->removes_tags && vlan == to->pvid)
		return none;	/* or its payload's tag would be the first */
	i = to->list[1] == vlan;
	memmove(&payload.tag[1], &payload.tag[0], payload.count * sizeof(struct tag));
	payload.tag[0] = (struct tag){ tpid_of(to), to->wire[i] ? to->wire[i] : vlan };
	payload.count++;
	return payload;
}

/* The same modes as the module has them. */
static struct fdp_vlan vlans[MODES];
static struct fdp_vlan_table tables[MODES];

static void make(unsigned int index)
{
	const struct mode *mode = &modes[index];
	struct fdp_vlan *vlan = &vlans[index];
	unsigned int i;

	*vlan = (struct fdp_vlan){ .mode = mode->mode, .tag_type = mode->tag_type,
				   .pvid = mode->pvid };
	for (i = 0; i < 2; i++)
		__set_bit(mode->list[i], vlan->members);
	if (mode->service && !mode->list[0])
		for (i = 0; i <= FLOWDP_VID_MAX; i++)
			__set_bit(i, vlan->members);
	else
		vlan->members[0] &= ~1UL;
	fdp_vlan_init_table(&tables[index]);
	for (i = 0; i < 2; i++) {
		if (!mode->wire[i])
			continue;
		assert_true(fdp_vlan_translate(&tables[index], mode->wire[i], mode->list[i]));
		vlan->table = &tables[index];
	}
}

/* As enter_vlan() of ingress.c has it: false if the frame is dropped. */
static bool enter(const struct fdp_vlan *vlan, const struct tags *frame,
		  struct fdp_vlan_ingress *in)
{
	return !fdp_vlan_ingress(vlan, htons(frame->tag[0].tpid), htons(frame->tag[0].vid), in) &&
	       (!in->strip || frame->tag[0].vid);
}

/* As fdp_tx_admits(), fdp_tx_may_lead() and add_tag() of tx.c have it. */
static struct tags leave(const struct fdp_vlan *vlan, const struct tags *frame,
			 const struct fdp_vlan_ingress *in)
{
	struct tags payload = *frame, none = { 0 };
	enum fdp_vlan_form form;

	if (in->strip)
		payload = (struct tags){ 1, { frame->tag[1] } };
	if (fdp_vlan_egress(vlan, in->vid, &form) || form == FDP_VLAN_UNTAGGED)
		return none;
	if (form == FDP_VLAN_CUSTOMER)
		return fdp_vlan_has_customer(vlan, htons(payload.tag[0].tpid),
					     htons(payload.tag[0].vid)) ? payload : none;
	if (form == FDP_VLAN_AS_IS)
		return payload;
	memmove(&payload.tag[1], &payload.tag[0], payload.count * sizeof(struct tag));
	payload.tag[0] = (struct tag){ ntohs(fdp_vlan_tpid(vlan)),
				       fdp_vlan_local_vid(vlan, in->vid) };
	payload.count++;
	return payload;
}

static bool same(const struct tags *a, const struct tags *b)
{
	return a->count == b->count && !memcmp(a->tag, b->tag, a->count * sizeof(struct tag));
}

/* One frame from one mode to another, both of which are in its VLAN; does it leave? */
static bool pass(unsigned int from, unsigned int to, const struct tags *frame,
		 const struct fdp_vlan_ingress *in)
{
	struct tags wanted = model_leave(&modes[from], &modes[to], frame, in->vid);
	struct tags left = leave(&vlans[to], frame, in);

	if (!same(&wanted, &left))
		fail_msg("modes %u to %u, tags %u %u: leaves with %u tags, the first %u", from, to,
			 frame->tag[0].vid, frame->tag[1].vid, left.count, left.tag[0].vid);
	return left.count;
}

/* Frames with this outer tag and every inner one, to all modes; how many left? */
static unsigned long pass_all(unsigned int from, struct tags frame,
			      const struct fdp_vlan_ingress *in)
{
	enum fdp_vlan_form form;
	unsigned long left = 0;
	unsigned int to;

	for (to = 0; to < MODES; to++) {
		if (!fdp_vlan_egress(&vlans[to], in->vid, &form) != is_member(&modes[to], in->vid))
			fail_msg("mode %u, VLAN %u", to, in->vid);
		if (!is_member(&modes[to], in->vid))
			continue;
		for (frame.tag[1].vid = 0; frame.tag[1].vid < 4096; frame.tag[1].vid++)
			left += pass(from, to, &frame, in);
	}
	return left;
}

/* The rules of membership know the first tag alone, so they hold over each inner one. */
static unsigned long sweep(unsigned int from, u16 outer_tpid, u16 inner_tpid)
{
	struct tags frame = { 2, { { outer_tpid, 0 }, { inner_tpid, 0 } } };
	struct fdp_vlan_ingress in;
	unsigned long left = 0;
	unsigned int outer;
	u16 vlan;

	for (outer = 0; outer < 4096; outer++) {
		frame.tag[0].vid = outer;
		vlan = model_enter(&modes[from], &frame);
		if (enter(&vlans[from], &frame, &in) != (vlan != REFUSED))
			fail_msg("mode %u, outer tag %x.%u", from, outer_tpid, outer);
		if (vlan == REFUSED)
			continue;
		assert_int_equal(in.vid, vlan);
		left += pass_all(from, frame, &in);
	}
	return left;
}

static void no_inner_tag_is_read_as_an_outer_one(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < MODES; i++)
		make(i);
	for (i = 0; i < MODES; i++) {
		unsigned long left = sweep(i, 0x8100, 0x8100) + sweep(i, 0x8100, 0x88a8) +
				     sweep(i, 0x88a8, 0x8100);

		/* Doubly tagged frames never come from an access port; else, some leave. */
		assert_int_equal(left == 0, modes[i].mode == FLOWDP_VLAN_MODE_ACCESS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_inner_tag_is_read_as_an_outer_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
