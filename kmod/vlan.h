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

/*
 * The VID translation table of a port (IEEE 802.1Q-2022, 6.9) and its inverse, for
 * all VIDs: those on the wire, local to the link, and those in the switch, that of
 * the relay.
 */
struct fdp_vlan_table {
	u16 relay_vid[FDP_VLAN_COUNT];	/* of a local VID; 0: none */
	u16 local_vid[FDP_VLAN_COUNT];	/* of a relay VID */
};

/* How one port treats tags. */
struct fdp_vlan {
	u8 mode;	/* enum flowdp_vlan_mode */
	u8 tag_type;	/* enum flowdp_tag_type */
	u8 pcp;		/* of untagged frames; of all if sets_pcp */
	bool sets_pcp;
	u16 pvid;	/* VLAN of untagged frames; 0: none */
	const struct fdp_vlan_table *table;	/* NULL: VIDs are not translated */
	/*
	 * Trunk: the VLANs carried.  Tunnel: the customer VLANs that may pass, with
	 * 0 for frames that are in none.
	 */
	DECLARE_BITMAP(members, FDP_VLAN_COUNT);
};

/* What ingress made of a frame. */
struct fdp_vlan_ingress {
	u16 vid;
	u8 pcp;
	bool dei;
	bool strip;	/* the frame's first tag was the port's, not payload, and is to go */
};

/* How a frame leaves a port. */
enum fdp_vlan_form {
	FDP_VLAN_AS_IS,		/* the port knows no VLANs */
	FDP_VLAN_UNTAGGED,
	FDP_VLAN_TAGGED,
	FDP_VLAN_CUSTOMER,	/* with no tag but the customer's own */
};

static inline bool fdp_vlan_is_trunk(const struct fdp_vlan *vlan)
{
	return vlan->mode == FLOWDP_VLAN_MODE_TRUNK ||
	       vlan->mode == FLOWDP_VLAN_MODE_NATIVE_TAGGED ||
	       vlan->mode == FLOWDP_VLAN_MODE_NATIVE_UNTAGGED;
}

/* The only type of tag that the port takes for one (IEEE 802.1Q-2022, table 9-1). */
static inline __be16 fdp_vlan_tpid(const struct fdp_vlan *vlan)
{
	return vlan->tag_type == FLOWDP_TAG_TYPE_SERVICE ? htons(ETH_P_8021AD) :
							   htons(ETH_P_8021Q);
}

/* The VID in the switch for a tag's VID; may be 0 or above FLOWDP_VID_MAX. */
static inline u16 fdp_vlan_relay_vid(const struct fdp_vlan *vlan, u16 vid)
{
	return unlikely(vlan->table) ? vlan->table->relay_vid[vid] : vid;
}

/* The VID that a tag has on the wire. */
static inline u16 fdp_vlan_local_vid(const struct fdp_vlan *vlan, u16 vid)
{
	return unlikely(vlan->table) ? vlan->table->local_vid[vid] : vid;
}

static inline void fdp_vlan_init_table(struct fdp_vlan_table *table)
{
	u16 vid;

	for (vid = 0; vid < FDP_VLAN_COUNT; vid++) {
		table->relay_vid[vid] = vid;
		table->local_vid[vid] = vid;
	}
}

/**
 * fdp_vlan_translate - add a translation to a table
 * @table: the table
 * @local: VID on the wire
 * @relay: VID in the switch, another one
 *
 * On the wire, @relay stands for no VLAN from then on, until it is translated too.
 *
 * Return: false if one of the two is translated already.
 */
static inline bool fdp_vlan_translate(struct fdp_vlan_table *table, u16 local, u16 relay)
{
	if (table->local_vid[relay] != relay ||
	    (table->relay_vid[local] && table->relay_vid[local] != local))
		return false;
	table->local_vid[relay] = local;
	table->relay_vid[local] = relay;
	if (table->relay_vid[relay] == relay)
		table->relay_vid[relay] = 0;
	return true;
}

/* Is there a translation of this VID on the wire? */
static inline bool fdp_vlan_translates(const struct fdp_vlan_table *table, u16 local)
{
	return table->relay_vid[local] && table->relay_vid[local] != local;
}

static inline bool fdp_vlan_has_member(const struct fdp_vlan *vlan, u16 vid)
{
	switch (vlan->mode) {
	case FLOWDP_VLAN_MODE_NONE:
		return vid == FLOWDP_VID_NONE;
	case FLOWDP_VLAN_MODE_ACCESS:
	case FLOWDP_VLAN_MODE_DOT1Q_TUNNEL:
		return vid == vlan->pvid;
	default:
		return test_bit(vid, vlan->members);
	}
}

/**
 * fdp_vlan_has_customer - may a customer's frame pass a tunnel's port?
 * @vlan: of the port
 * @tpid: type of the customer's first tag, 0 if there is none
 * @tci: contents of that tag
 */
static inline bool fdp_vlan_has_customer(const struct fdp_vlan *vlan, __be16 tpid, __be16 tci)
{
	u16 vid = tpid ? ntohs(tci) & FDP_VLAN_VID_MASK : 0;

	if (tpid && tpid != htons(ETH_P_8021Q))
		return false;
	return vid <= FLOWDP_VID_MAX && test_bit(vid, vlan->members);
}

static inline int fdp_vlan_enter_untagged(const struct fdp_vlan *vlan,
					  struct fdp_vlan_ingress *result)
{
	if (!vlan->pvid)
		return FLOWDP_DROP_INGRESS_UNTAGGED;
	if (vlan->mode == FLOWDP_VLAN_MODE_DOT1Q_TUNNEL &&
	    !fdp_vlan_has_customer(vlan, 0, 0))
		return FLOWDP_DROP_INGRESS_UNTAGGED;
	result->vid = vlan->pvid;
	return FLOWDP_DROP_NONE;
}

static inline int fdp_vlan_enter_tagged(const struct fdp_vlan *vlan, __be16 tpid, u16 tci,
					struct fdp_vlan_ingress *result)
{
	u16 vid = tci & FDP_VLAN_VID_MASK;

	if (tpid != fdp_vlan_tpid(vlan))
		return FLOWDP_DROP_INGRESS_TAGGED;
	if (!vlan->sets_pcp)
		result->pcp = tci >> FDP_VLAN_PCP_SHIFT;
	result->dei = tci & FDP_VLAN_DEI;
	result->strip = !vid || vlan->mode != FLOWDP_VLAN_MODE_DOT1Q_TUNNEL;
	if (!vid)
		return fdp_vlan_enter_untagged(vlan, result);
	if (vlan->mode == FLOWDP_VLAN_MODE_ACCESS)
		return FLOWDP_DROP_INGRESS_TAGGED;
	vid = fdp_vlan_relay_vid(vlan, vid);
	if (vid > FLOWDP_VID_MAX || !test_bit(vid, vlan->members))
		return FLOWDP_DROP_INGRESS_VLAN;
	result->vid = result->strip ? vid : vlan->pvid;
	return FLOWDP_DROP_NONE;
}

/**
 * fdp_vlan_ingress - find the VLAN of a frame that enters
 * @vlan: of the port
 * @tpid: type of the frame's first tag, 0 if it has none
 * @tci: contents of that tag
 * @result: set if the frame may enter
 *
 * A tag with VID 0 only carries a priority (6.9.1): the frame is untagged.  A tag that
 * is not of the port's type is refused, since others might take it for one that is.  The
 * priority is regenerated as the port says (6.9.4).
 *
 * Return: FLOWDP_DROP_NONE, or why the frame may not enter.
 */
static inline int fdp_vlan_ingress(const struct fdp_vlan *vlan, __be16 tpid, __be16 tci,
				   struct fdp_vlan_ingress *result)
{
	*result = (struct fdp_vlan_ingress){ .pcp = vlan->pcp };
	if (vlan->mode == FLOWDP_VLAN_MODE_NONE)
		return FLOWDP_DROP_NONE;
	if (tpid)
		return fdp_vlan_enter_tagged(vlan, tpid, ntohs(tci), result);
	return fdp_vlan_enter_untagged(vlan, result);
}

/**
 * fdp_vlan_egress - find whether and how a frame leaves
 * @vlan: of the port
 * @vid: VLAN of the frame
 * @form: set if the frame may leave: how
 *
 * Return: FLOWDP_DROP_NONE, or why the frame may not leave.
 */
static inline int fdp_vlan_egress(const struct fdp_vlan *vlan, u16 vid, enum fdp_vlan_form *form)
{
	if (vid > FLOWDP_VID_MAX || !fdp_vlan_has_member(vlan, vid))
		return FLOWDP_DROP_EGRESS_VLAN;
	switch (vlan->mode) {
	case FLOWDP_VLAN_MODE_NONE:
		*form = FDP_VLAN_AS_IS;
		break;
	case FLOWDP_VLAN_MODE_ACCESS:
		*form = FDP_VLAN_UNTAGGED;
		break;
	case FLOWDP_VLAN_MODE_NATIVE_UNTAGGED:
		*form = vid == vlan->pvid ? FDP_VLAN_UNTAGGED : FDP_VLAN_TAGGED;
		break;
	case FLOWDP_VLAN_MODE_DOT1Q_TUNNEL:
		*form = FDP_VLAN_CUSTOMER;
		break;
	default:
		*form = FDP_VLAN_TAGGED;
	}
	return FLOWDP_DROP_NONE;
}

#endif /* _FLOWDP_VLAN_H */
