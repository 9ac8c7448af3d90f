/* SPDX-License-Identifier: GPL-2.0-only */
/* Which VLAN a frame is in, and whether and how it leaves a port. */
#ifndef _FLOWDP_VLAN_H
#define _FLOWDP_VLAN_H

#include <linux/bitmap.h>
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

int fdp_vlan_ingress(const struct fdp_vlan *vlan, __be16 tpid, __be16 tci,
		     struct fdp_vlan_ingress *result);
int fdp_vlan_egress(const struct fdp_vlan *vlan, u16 vid, bool *tagged);

#endif /* _FLOWDP_VLAN_H */
