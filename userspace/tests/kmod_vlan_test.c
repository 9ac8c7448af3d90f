// SPDX-License-Identifier: GPL-2.0-or-later
/* Every VLAN mode against every kind of tag, both ways. */
#include "kmod_testing.h"

#include <linux/if_ether.h>
#include "../../kmod/vlan.h"

#define Q	htons(ETH_P_8021Q)
#define AD	htons(ETH_P_8021AD)
#define PCP	(5 << FDP_VLAN_PCP_SHIFT)

#define NONE		FLOWDP_VLAN_MODE_NONE
#define ACCESS		FLOWDP_VLAN_MODE_ACCESS
#define TRUNK		FLOWDP_VLAN_MODE_TRUNK
#define NATIVE_TAGGED	FLOWDP_VLAN_MODE_NATIVE_TAGGED
#define NATIVE_UNTAGGED	FLOWDP_VLAN_MODE_NATIVE_UNTAGGED
#define TUNNEL		FLOWDP_VLAN_MODE_DOT1Q_TUNNEL

#define OK		FLOWDP_DROP_NONE
#define TAGGED		FLOWDP_DROP_INGRESS_TAGGED
#define UNTAGGED	FLOWDP_DROP_INGRESS_UNTAGGED
#define NO_MEMBER	FLOWDP_DROP_INGRESS_VLAN
#define NO_EXIT		FLOWDP_DROP_EGRESS_VLAN

/* What has a list has VLANs 10 and 20 in it. */
static struct fdp_vlan make(u8 mode, u16 pvid)
{
	struct fdp_vlan vlan = { .mode = mode, .pvid = pvid };

	__set_bit(10, vlan.members);
	__set_bit(20, vlan.members);
	return vlan;
}

static const struct {
	u8 mode;
	u16 pvid;
	__be16 tpid;
	u16 tci;
	int reason;
	u16 vid;
	bool strip;
} entering[] = {
	{ NONE, 0, 0, 0, OK, 0, false },
	{ NONE, 0, Q, PCP | 10, OK, 0, false },
	{ NONE, 0, AD, 10, OK, 0, false },
	{ ACCESS, 10, 0, 0, OK, 10, false },
	{ ACCESS, 10, Q, PCP, OK, 10, true },
	{ ACCESS, 10, Q, 10, TAGGED, 0, false },
	{ ACCESS, 10, Q, 20, TAGGED, 0, false },
	{ ACCESS, 10, AD, 0, TAGGED, 0, false },
	{ TRUNK, 0, 0, 0, UNTAGGED, 0, false },
	{ TRUNK, 0, Q, PCP, UNTAGGED, 0, false },
	{ TRUNK, 0, Q, PCP | 10, OK, 10, true },
	{ TRUNK, 0, Q, 11, NO_MEMBER, 0, false },
	{ TRUNK, 0, Q, 4095, NO_MEMBER, 0, false },
	{ TRUNK, 0, AD, 10, TAGGED, 0, false },
	{ NATIVE_TAGGED, 10, 0, 0, OK, 10, false },
	{ NATIVE_TAGGED, 10, Q, PCP, OK, 10, true },
	{ NATIVE_TAGGED, 10, Q, 10, OK, 10, true },
	{ NATIVE_TAGGED, 10, Q, 11, NO_MEMBER, 0, false },
	{ NATIVE_UNTAGGED, 10, 0, 0, OK, 10, false },
	{ NATIVE_UNTAGGED, 10, Q, PCP, OK, 10, true },
	{ NATIVE_UNTAGGED, 10, Q, 10, OK, 10, true },
	{ NATIVE_UNTAGGED, 10, Q, 20, OK, 20, true },
	{ NATIVE_UNTAGGED, 10, AD, 20, TAGGED, 0, false },
	{ TUNNEL, 100, 0, 0, UNTAGGED, 0, false },
	{ TUNNEL, 100, Q, PCP, UNTAGGED, 0, false },
	{ TUNNEL, 100, Q, PCP | 10, OK, 100, false },
	{ TUNNEL, 100, Q, 100, NO_MEMBER, 0, false },
	{ TUNNEL, 100, Q, 4095, NO_MEMBER, 0, false },
	{ TUNNEL, 100, AD, 10, TAGGED, 0, false },
};

static void ingress_follows_the_table(void **state)
{
	struct fdp_vlan_ingress result;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(entering) / sizeof(*entering); i++) {
		struct fdp_vlan vlan = make(entering[i].mode, entering[i].pvid);
		int reason = fdp_vlan_ingress(&vlan, entering[i].tpid, htons(entering[i].tci),
					      &result);

		if (reason != entering[i].reason)
			fail_msg("row %zu: reason %d", i, reason);
		if (reason)
			continue;
		if (result.vid != entering[i].vid || result.strip != entering[i].strip)
			fail_msg("row %zu: vid %u, strip %d", i, result.vid, result.strip);
		if (vlan.mode != NONE && entering[i].tpid)
			assert_int_equal(result.pcp, entering[i].tci >> FDP_VLAN_PCP_SHIFT);
	}
}

static const struct {
	u8 mode;
	u16 pvid;
	u16 vid;
	int reason;
	enum fdp_vlan_form form;
} leaving[] = {
	{ NONE, 0, 0, OK, FDP_VLAN_AS_IS },
	{ NONE, 0, 10, NO_EXIT, 0 },
	{ ACCESS, 10, 10, OK, FDP_VLAN_UNTAGGED },
	{ ACCESS, 10, 20, NO_EXIT, 0 },
	{ ACCESS, 10, 0, NO_EXIT, 0 },
	{ TRUNK, 0, 10, OK, FDP_VLAN_TAGGED },
	{ TRUNK, 0, 11, NO_EXIT, 0 },
	{ TRUNK, 0, 0, NO_EXIT, 0 },
	{ NATIVE_TAGGED, 10, 10, OK, FDP_VLAN_TAGGED },
	{ NATIVE_TAGGED, 10, 20, OK, FDP_VLAN_TAGGED },
	{ NATIVE_TAGGED, 10, 0, NO_EXIT, 0 },
	{ NATIVE_UNTAGGED, 10, 10, OK, FDP_VLAN_UNTAGGED },
	{ NATIVE_UNTAGGED, 10, 20, OK, FDP_VLAN_TAGGED },
	{ NATIVE_UNTAGGED, 10, 4095, NO_EXIT, 0 },
	{ TUNNEL, 100, 100, OK, FDP_VLAN_CUSTOMER },
	{ TUNNEL, 100, 10, NO_EXIT, 0 },
	{ TUNNEL, 100, 0, NO_EXIT, 0 },
};

static void egress_follows_the_table(void **state)
{
	enum fdp_vlan_form form;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(leaving) / sizeof(*leaving); i++) {
		struct fdp_vlan vlan = make(leaving[i].mode, leaving[i].pvid);
		int reason;

		form = 0;
		reason = fdp_vlan_egress(&vlan, leaving[i].vid, &form);
		if (reason != leaving[i].reason || form != leaving[i].form)
			fail_msg("row %zu: reason %d, form %d", i, reason, form);
	}
}

/* A trunk of service tags takes only those for tags, and no others in their place. */
static void a_trunk_has_one_type_of_tag(void **state)
{
	struct fdp_vlan vlan = make(NATIVE_UNTAGGED, 10);
	struct fdp_vlan_ingress result;

	(void)state;
	vlan.tag_type = FLOWDP_TAG_TYPE_SERVICE;
	assert_int_equal(fdp_vlan_tpid(&vlan), AD);
	assert_int_equal(fdp_vlan_ingress(&vlan, AD, htons(20), &result), OK);
	assert_int_equal(result.vid, 20);
	assert_int_equal(fdp_vlan_ingress(&vlan, AD, htons(PCP), &result), OK);
	assert_int_equal(result.vid, 10);
	assert_int_equal(fdp_vlan_ingress(&vlan, Q, htons(20), &result), TAGGED);
	assert_int_equal(fdp_vlan_ingress(&vlan, Q, htons(PCP), &result), TAGGED);
}

static void customers_pass_by_the_list(void **state)
{
	struct fdp_vlan vlan = make(TUNNEL, 100);

	(void)state;
	assert_true(fdp_vlan_has_customer(&vlan, Q, htons(PCP | 10)));
	assert_false(fdp_vlan_has_customer(&vlan, Q, htons(11)));
	assert_false(fdp_vlan_has_customer(&vlan, Q, htons(4095)));
	assert_false(fdp_vlan_has_customer(&vlan, AD, htons(10)));
	assert_false(fdp_vlan_has_customer(&vlan, 0, 0));
	assert_false(fdp_vlan_has_customer(&vlan, Q, htons(PCP)));
	__set_bit(0, vlan.members);
	assert_true(fdp_vlan_has_customer(&vlan, 0, 0));
	assert_true(fdp_vlan_has_customer(&vlan, Q, htons(PCP)));
}

static void the_port_may_set_the_priority(void **state)
{
	struct fdp_vlan vlan = make(NATIVE_TAGGED, 10);
	struct fdp_vlan_ingress result;

	(void)state;
	assert_int_equal(fdp_vlan_ingress(&vlan, 0, 0, &result), OK);
	assert_int_equal(result.pcp, 0);
	vlan.sets_pcp = true;
	vlan.pcp = 3;
	assert_int_equal(fdp_vlan_ingress(&vlan, 0, 0, &result), OK);
	assert_int_equal(result.pcp, 3);
	assert_int_equal(fdp_vlan_ingress(&vlan, Q, htons(PCP | FDP_VLAN_DEI | 20), &result), OK);
	assert_int_equal(result.pcp, 3);
	assert_true(result.dei);
}

/* 100 is VLAN 10 and 10 is VLAN 20, so that neither 20 nor anything else is VLAN 10 or 20. */
static void vids_on_the_wire_may_be_others(void **state)
{
	static const struct {
		u16 local, relay;
	} known[] = { { 100, 10 }, { 10, 20 } };
	struct fdp_vlan vlan = make(TRUNK, 0);
	struct fdp_vlan_ingress result;
	struct fdp_vlan_table table;
	u16 vid;
	size_t i;

	(void)state;
	fdp_vlan_init_table(&table);
	assert_true(fdp_vlan_translate(&table, 100, 10));
	assert_true(fdp_vlan_translate(&table, 10, 20));
	assert_false(fdp_vlan_translate(&table, 100, 30));
	assert_false(fdp_vlan_translate(&table, 30, 10));
	vlan.table = &table;
	for (vid = 1; vid < FDP_VLAN_COUNT; vid++)
		assert_int_equal(fdp_vlan_ingress(&vlan, Q, htons(PCP | vid), &result),
				 vid == 100 || vid == 10 ? OK : NO_MEMBER);
	for (i = 0; i < 2; i++) {
		assert_int_equal(fdp_vlan_ingress(&vlan, Q, htons(PCP | known[i].local), &result), OK);
		assert_int_equal(result.vid, known[i].relay);
		assert_int_equal(result.pcp, PCP >> FDP_VLAN_PCP_SHIFT);
		assert_int_equal(fdp_vlan_local_vid(&vlan, known[i].relay), known[i].local);
		assert_true(fdp_vlan_translates(&table, known[i].local));
	}
	assert_false(fdp_vlan_translates(&table, 20));
	assert_false(fdp_vlan_translates(&table, 30));
}

/* What one port lets in leaves by another only if both are members. */
static void no_vlan_leaks(void **state)
{
	struct fdp_vlan trunk = make(TRUNK, 0);
	struct fdp_vlan access = make(ACCESS, 10);
	struct fdp_vlan_ingress in;
	enum fdp_vlan_form form;
	unsigned int vid;

	(void)state;
	for (vid = 1; vid < FDP_VLAN_COUNT; vid++) {
		bool passed = !fdp_vlan_ingress(&trunk, Q, htons(vid), &in) &&
			      !fdp_vlan_egress(&access, in.vid, &form);

		assert_int_equal(passed, vid == 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ingress_follows_the_table),
		cmocka_unit_test(egress_follows_the_table),
		cmocka_unit_test(a_trunk_has_one_type_of_tag),
		cmocka_unit_test(customers_pass_by_the_list),
		cmocka_unit_test(the_port_may_set_the_priority),
		cmocka_unit_test(vids_on_the_wire_may_be_others),
		cmocka_unit_test(no_vlan_leaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
