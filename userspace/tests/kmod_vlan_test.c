// SPDX-License-Identifier: GPL-2.0-or-later
/* Every VLAN mode against every kind of tag, both ways. */
#include "kmod_testing.h"

#include <linux/if_ether.h>
#include "../../kmod/vlan.h"

#define Q	htons(ETH_P_8021Q)
#define AD	htons(ETH_P_8021AD)
#define PCP	(5 << FDP_VLAN_PCP_SHIFT)

/* A trunk of VLANs 10 and 20, and with a native VLAN also of that. */
static struct fdp_vlan make(u8 mode, u16 pvid)
{
	struct fdp_vlan vlan = { .mode = mode, .pvid = pvid };

	if (mode == FLOWDP_VLAN_MODE_TRUNK) {
		__set_bit(10, vlan.members);
		__set_bit(20, vlan.members);
		if (pvid)
			__set_bit(pvid, vlan.members);
	}
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
	{ FLOWDP_VLAN_MODE_NONE, 0, 0, 0, FLOWDP_DROP_NONE, 0, false },
	{ FLOWDP_VLAN_MODE_NONE, 0, Q, PCP | 10, FLOWDP_DROP_NONE, 0, false },
	{ FLOWDP_VLAN_MODE_NONE, 0, AD, 10, FLOWDP_DROP_NONE, 0, false },
	{ FLOWDP_VLAN_MODE_ACCESS, 10, 0, 0, FLOWDP_DROP_NONE, 10, false },
	{ FLOWDP_VLAN_MODE_ACCESS, 10, Q, PCP, FLOWDP_DROP_NONE, 10, true },
	{ FLOWDP_VLAN_MODE_ACCESS, 10, Q, 10, FLOWDP_DROP_INGRESS_TAGGED, 0, true },
	{ FLOWDP_VLAN_MODE_ACCESS, 10, Q, 20, FLOWDP_DROP_INGRESS_TAGGED, 0, true },
	{ FLOWDP_VLAN_MODE_ACCESS, 10, AD, 0, FLOWDP_DROP_INGRESS_TAGGED, 0, true },
	{ FLOWDP_VLAN_MODE_TRUNK, 0, 0, 0, FLOWDP_DROP_INGRESS_UNTAGGED, 0, false },
	{ FLOWDP_VLAN_MODE_TRUNK, 0, Q, PCP, FLOWDP_DROP_INGRESS_UNTAGGED, 0, true },
	{ FLOWDP_VLAN_MODE_TRUNK, 0, Q, PCP | 10, FLOWDP_DROP_NONE, 10, true },
	{ FLOWDP_VLAN_MODE_TRUNK, 0, Q, 11, FLOWDP_DROP_INGRESS_VLAN, 0, true },
	{ FLOWDP_VLAN_MODE_TRUNK, 0, Q, 4095, FLOWDP_DROP_INGRESS_VLAN, 0, true },
	{ FLOWDP_VLAN_MODE_TRUNK, 0, AD, 10, FLOWDP_DROP_INGRESS_TAGGED, 0, true },
	{ FLOWDP_VLAN_MODE_TRUNK, 1, 0, 0, FLOWDP_DROP_NONE, 1, false },
	{ FLOWDP_VLAN_MODE_TRUNK, 1, Q, PCP, FLOWDP_DROP_NONE, 1, true },
	{ FLOWDP_VLAN_MODE_TRUNK, 1, Q, 1, FLOWDP_DROP_NONE, 1, true },
	{ FLOWDP_VLAN_MODE_TRUNK, 1, Q, 20, FLOWDP_DROP_NONE, 20, true },
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

		if (reason != entering[i].reason || result.vid != entering[i].vid ||
		    result.strip != entering[i].strip)
			fail_msg("row %zu: reason %d, vid %u, strip %d", i, reason, result.vid,
				 result.strip);
		if (!reason && result.strip)
			assert_int_equal(result.pcp, entering[i].tci >> FDP_VLAN_PCP_SHIFT);
	}
}

static const struct {
	u8 mode;
	u16 pvid;
	u16 vid;
	int reason;
	bool tagged;
} leaving[] = {
	{ FLOWDP_VLAN_MODE_NONE, 0, 0, FLOWDP_DROP_NONE, false },
	{ FLOWDP_VLAN_MODE_NONE, 0, 10, FLOWDP_DROP_EGRESS_VLAN, false },
	{ FLOWDP_VLAN_MODE_ACCESS, 10, 10, FLOWDP_DROP_NONE, false },
	{ FLOWDP_VLAN_MODE_ACCESS, 10, 20, FLOWDP_DROP_EGRESS_VLAN, false },
	{ FLOWDP_VLAN_MODE_ACCESS, 10, 0, FLOWDP_DROP_EGRESS_VLAN, false },
	{ FLOWDP_VLAN_MODE_TRUNK, 0, 10, FLOWDP_DROP_NONE, true },
	{ FLOWDP_VLAN_MODE_TRUNK, 0, 11, FLOWDP_DROP_EGRESS_VLAN, false },
	{ FLOWDP_VLAN_MODE_TRUNK, 0, 0, FLOWDP_DROP_EGRESS_VLAN, false },
	{ FLOWDP_VLAN_MODE_TRUNK, 1, 1, FLOWDP_DROP_NONE, false },
	{ FLOWDP_VLAN_MODE_TRUNK, 1, 20, FLOWDP_DROP_NONE, true },
	{ FLOWDP_VLAN_MODE_TRUNK, 1, 4095, FLOWDP_DROP_EGRESS_VLAN, false },
};

static void egress_follows_the_table(void **state)
{
	bool tagged;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(leaving) / sizeof(*leaving); i++) {
		struct fdp_vlan vlan = make(leaving[i].mode, leaving[i].pvid);
		int reason;

		tagged = false;
		reason = fdp_vlan_egress(&vlan, leaving[i].vid, &tagged);
		if (reason != leaving[i].reason || tagged != leaving[i].tagged)
			fail_msg("row %zu: reason %d, tagged %d", i, reason, tagged);
	}
}

/* What one port lets in leaves by another only if both are members. */
static void no_vlan_leaks(void **state)
{
	struct fdp_vlan trunk = make(FLOWDP_VLAN_MODE_TRUNK, 0);
	struct fdp_vlan access = make(FLOWDP_VLAN_MODE_ACCESS, 10);
	struct fdp_vlan_ingress in;
	unsigned int vid;
	bool tagged;

	(void)state;
	for (vid = 1; vid < FDP_VLAN_COUNT; vid++) {
		bool passed = !fdp_vlan_ingress(&trunk, Q, htons(vid), &in) &&
			      !fdp_vlan_egress(&access, in.vid, &tagged);

		assert_int_equal(passed, vid == 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ingress_follows_the_table),
		cmocka_unit_test(egress_follows_the_table),
		cmocka_unit_test(no_vlan_leaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
