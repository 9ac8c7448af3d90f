/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which VLAN a frame is in, and whether and how it leaves a port (IEEE
 * 802.1Q-2022, 6.9 and 8.6); knows neither skb nor netdev.
 */
#ifndef _FLOWDP_VLAN_H
#define _FLOWDP_VLAN_H

#include <linux/bitmap.h>
#include <linux/if_ether.h>
#include <linux/string.h>
#include <linux/types.h>
#include <uapi/linux/flowdp.h>

#define FDP_VLAN_COUNT		4096

#define FDP_VLAN_VID_MASK	0x0fff
#define FDP_VLAN_DEI		0x1000
#define FDP_VLAN_PCP_SHIFT	13

/* How one port treats tags. */
struct fdp_vlan {
	u8 mode;	/* enum flowdp_vlan_mode */
	u16 pvid;	/* VLAN of untagged frames; 0: none */
	DECLARE_BITMAP(members, FDP_VLAN_COUNT);	/* trunk: the VLANs carried */
};

/* What ingress made of a frame. */
struct fdp_vlan_ingress {
	u16 vid;
	u8 pcp;
	bool dei;
	bool strip;	/* the frame's first tag named the VLAN and is to go */
};

static inline bool fdp_vlan_has_member(const struct fdp_vlan *vlan, u16 vid)
{
	switch (vlan->mode) {
	case FLOWDP_VLAN_MODE_NONE:
		return vid == FLOWDP_VID_NONE;
	case FLOWDP_VLAN_MODE_ACCESS:
		return vid == vlan->pvid;
	default:
		return test_bit(vid, vlan->members);
	}
}

/**
 * fdp_vlan_ingress - find the VLAN of a frame that enters
 * @vlan: of the port
 * @tpid: type of the frame's first tag, 0 if it has none
 * @tci: contents of that tag
 * @result: set if the frame may enter
 *
 * A tag with VID 0 only carries a priority (6.9.1): the frame is untagged.
 * Only customer tags name a VLAN; a service tag is refused.
 *
 * Return: FLOWDP_DROP_NONE, or why the frame may not enter.
 */
static inline int fdp_vlan_ingress(const struct fdp_vlan *vlan, __be16 tpid, __be16 tci,
				   struct fdp_vlan_ingress *result)
{
	u16 vid = ntohs(tci) & FDP_VLAN_VID_MASK;

	*result = (struct fdp_vlan_ingress){};
	if (vlan->mode == FLOWDP_VLAN_MODE_NONE)
		return FLOWDP_DROP_NONE;

	if (tpid) {
		result->strip = true;
		result->pcp = ntohs(tci) >> FDP_VLAN_PCP_SHIFT;
		result->dei = ntohs(tci) & FDP_VLAN_DEI;
		if (tpid != htons(ETH_P_8021Q) ||
		    (vid && vlan->mode == FLOWDP_VLAN_MODE_ACCESS))
			return FLOWDP_DROP_INGRESS_TAGGED;
		if (vid && (vid > FLOWDP_VID_MAX || !fdp_vlan_has_member(vlan, vid)))
			return FLOWDP_DROP_INGRESS_VLAN;
	}
	if (!tpid || !vid) {
		vid = vlan->pvid;
		if (!vid)
			return FLOWDP_DROP_INGRESS_UNTAGGED;
	}
	result->vid = vid;
	return FLOWDP_DROP_NONE;
}

/**
 * fdp_vlan_egress - find whether and how a frame leaves
 * @vlan: of the port
 * @vid: VLAN of the frame
 * @tagged: set if the frame may leave: whether with a tag
 *
 * Return: FLOWDP_DROP_NONE, or why the frame may not leave.
 */
static inline int fdp_vlan_egress(const struct fdp_vlan *vlan, u16 vid, bool *tagged)
{
	if (vid > FLOWDP_VID_MAX || !fdp_vlan_has_member(vlan, vid))
		return FLOWDP_DROP_EGRESS_VLAN;
	*tagged = vlan->mode == FLOWDP_VLAN_MODE_TRUNK && vid != vlan->pvid;
	return FLOWDP_DROP_NONE;
}

#endif /* _FLOWDP_VLAN_H */
