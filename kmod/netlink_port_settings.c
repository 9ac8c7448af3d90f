// SPDX-License-Identifier: GPL-2.0-only
/* The settings of ports: from netlink and back. */
#include <linux/slab.h>

#include "netlink_objects.h"
#include "port.h"

const struct nla_policy fdp_port_set_policy[FLOWDP_A_PORT_COOKIE + 1] = {
	[FLOWDP_A_PORT_SWITCH] = { .type = NLA_U32 },
	[FLOWDP_A_PORT_NUMBER] = NLA_POLICY_MAX(NLA_U32, FLOWDP_PORTS_MAX - 1),
	[FLOWDP_A_PORT_IFINDEX] = { .type = NLA_U32 },
	[FLOWDP_A_PORT_NAME] = {
		.type = NLA_REJECT,
		.reject_message =
			"a port has its netdev's name; tell which netdev by its ifindex",
	},
	[FLOWDP_A_PORT_VLAN_MODE] = NLA_POLICY_MAX(NLA_U8, __FLOWDP_VLAN_MODE_MAX - 1),
	[FLOWDP_A_PORT_PVID] = NLA_POLICY_MAX(NLA_U16, FLOWDP_VID_MAX),
	[FLOWDP_A_PORT_VLANS] = NLA_POLICY_EXACT_LEN(FLOWDP_VLAN_BITMAP_LEN),
	[FLOWDP_A_PORT_TAG_TYPE] = NLA_POLICY_MAX(NLA_U8, __FLOWDP_TAG_TYPE_MAX - 1),
	[FLOWDP_A_PORT_TRANSLATIONS] =
		NLA_POLICY_RANGE(NLA_BINARY, 0,
				 FLOWDP_TRANSLATIONS_MAX * sizeof(struct flowdp_translation)),
	[FLOWDP_A_PORT_PCP] = NLA_POLICY_MAX(NLA_U8, FLOWDP_PCP_KEEP),
	[FLOWDP_A_PORT_COMMUNITY] = { .type = NLA_U16 },
	[FLOWDP_A_PORT_FLAGS] = NLA_POLICY_MASK(NLA_U32, FLOWDP_PORT_F_ALL),
	[FLOWDP_A_PORT_FLAGS_MASK] = NLA_POLICY_MASK(NLA_U32, FLOWDP_PORT_F_ALL),
	[FLOWDP_A_PORT_STATE] = NLA_POLICY_MAX(NLA_U8, __FLOWDP_PORT_STATE_MAX - 1),
	[FLOWDP_A_PORT_LINK_LOCAL_FORWARD] = { .type = NLA_U16 },
	[FLOWDP_A_PORT_LINK_LOCAL_UPCALL] = { .type = NLA_U16 },
	[FLOWDP_A_PORT_COOKIE] = { .type = NLA_U64 },
};

/* Bit v of the bitmap is bit v % 8 of byte v / 8. */
static void get_bitmap(unsigned long *bitmap, const struct nlattr *attr)
{
	const u8 *bytes = nla_data(attr);
	unsigned int vid;

	bitmap_zero(bitmap, FDP_VLAN_COUNT);
	for (vid = 0; vid < FDP_VLAN_COUNT; vid++) {
		if (bytes[vid / 8] & BIT(vid % 8))
			__set_bit(vid, bitmap);
	}
}

static int put_bitmap(struct sk_buff *msg, int type, const unsigned long *bitmap)
{
	struct nlattr *attr = nla_reserve(msg, type, FLOWDP_VLAN_BITMAP_LEN);
	unsigned int vid;
	u8 *bytes;

	if (!attr)
		return -EMSGSIZE;
	bytes = nla_data(attr);
	memset(bytes, 0, FLOWDP_VLAN_BITMAP_LEN);
	for_each_set_bit(vid, bitmap, FDP_VLAN_COUNT)
		bytes[vid / 8] |= BIT(vid % 8);
	bytes[0] &= ~BIT(FLOWDP_VID_NONE);
	return 0;
}

static int put_translations(struct sk_buff *msg, int type, const struct fdp_vlan_table *table)
{
	struct flowdp_translation *pair;
	unsigned int count = 0;
	struct nlattr *attr;
	u16 vid;

	for (vid = 1; table && vid <= FLOWDP_VID_MAX; vid++)
		count += fdp_vlan_translates(table, vid);
	attr = nla_reserve(msg, type, count * sizeof(*pair));
	if (!attr)
		return -EMSGSIZE;
	pair = nla_data(attr);
	for (vid = 1; count && vid <= FLOWDP_VID_MAX; vid++) {
		if (fdp_vlan_translates(table, vid))
			*pair++ = (struct flowdp_translation){ vid, table->relay_vid[vid] };
	}
	return 0;
}

/*
 * A mode comes with all that belongs to it; without one, PVID, VLANS, TAG_TYPE and
 * TRANSLATIONS change the present mode.
 */
static void start_vlan(struct fdp_vlan *vlan, const struct fdp_vlan *present,
		       struct nlattr **attrs)
{
	if (present)
		*vlan = *present;
	if (attrs[FLOWDP_A_PORT_VLAN_MODE]) {
		*vlan = (struct fdp_vlan){ .pcp = vlan->pcp, .sets_pcp = vlan->sets_pcp };
		vlan->mode = nla_get_u8(attrs[FLOWDP_A_PORT_VLAN_MODE]);
		if (vlan->mode == FLOWDP_VLAN_MODE_DOT1Q_TUNNEL)
			bitmap_set(vlan->members, 0, FLOWDP_VID_MAX + 1);
	}
}

static void set_pcp(struct fdp_vlan *vlan, u8 pcp)
{
	vlan->sets_pcp = pcp != FLOWDP_PCP_KEEP;
	vlan->pcp = vlan->sets_pcp ? pcp : 0;
}

static int get_vlans(struct fdp_vlan *vlan, const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	get_bitmap(vlan->members, attr);
	if (test_bit(0, vlan->members) || test_bit(FDP_VLAN_COUNT - 1, vlan->members))
		return fdp_refuse(extack, attr, ERANGE, "VLANs go from 1 to 4094");
	/* All customer VLANs means all frames, those without a tag included. */
	if (vlan->mode == FLOWDP_VLAN_MODE_DOT1Q_TUNNEL &&
	    find_next_zero_bit(vlan->members, FDP_VLAN_COUNT, 1) > FLOWDP_VID_MAX)
		__set_bit(0, vlan->members);
	return 0;
}

/* Takes a pair of VIDs into the table. */
static int get_translation(struct fdp_vlan_table *table, const struct flowdp_translation *pair,
			   const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	if (!pair->local_vid || pair->local_vid > FLOWDP_VID_MAX ||
	    !pair->relay_vid || pair->relay_vid > FLOWDP_VID_MAX)
		return fdp_refuse(extack, attr, ERANGE, "VLANs go from 1 to 4094");
	if (pair->local_vid == pair->relay_vid)
		return fdp_refuse(extack, attr, EINVAL,
				  "a VLAN is translated to itself; leave that out");
	if (!fdp_vlan_translate(table, pair->local_vid, pair->relay_vid))
		return fdp_refuse(extack, attr, EINVAL,
				  "a VLAN is translated twice; give each one translation");
	return 0;
}

static int get_translations(struct fdp_port_settings *settings, const struct nlattr *attr,
			    struct netlink_ext_ack *extack)
{
	const struct flowdp_translation *pairs = nla_data(attr);
	unsigned int i, count = nla_len(attr) / sizeof(*pairs);
	int err = 0;

	settings->config.vlan.table = NULL;
	if (nla_len(attr) % sizeof(*pairs))
		return fdp_refuse(extack, attr, EINVAL,
				  "translations come as pairs of VIDs, four bytes each");
	if (!count)
		return 0;
	settings->table = kmalloc(sizeof(*settings->table), GFP_KERNEL);
	if (!settings->table)
		return -ENOMEM;
	fdp_vlan_init_table(settings->table);
	for (i = 0; i < count && !err; i++)
		err = get_translation(settings->table, &pairs[i], attr, extack);
	settings->config.vlan.table = settings->table;
	return err;
}

/* No two VLANs of the port may become one, in either direction; @attr is to blame. */
static int check_translations(const struct fdp_vlan *vlan, const struct nlattr *attr,
			      struct netlink_ext_ack *extack)
{
	const struct fdp_vlan_table *table = vlan->table;
	u16 vid;

	for (vid = 1; table && vid <= FLOWDP_VID_MAX; vid++) {
		if (!fdp_vlan_translates(table, vid))
			continue;
		if (!test_bit(table->relay_vid[vid], vlan->members))
			return fdp_refuse(extack, attr, EINVAL,
					  "a translation leads to a VLAN that is none of those of the trunk");
		if (test_bit(vid, vlan->members) && table->local_vid[vid] == vid)
			return fdp_refuse(extack, attr, EINVAL,
					  "a translated VID on the wire is that of another VLAN of the trunk; translate that one too");
	}
	return 0;
}

/* Refuses what the mode does not have. */
static int check_extra(const struct fdp_vlan *vlan, struct nlattr **attrs,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *pvid = attrs[FLOWDP_A_PORT_PVID];
	const struct nlattr *vlans = attrs[FLOWDP_A_PORT_VLANS];
	const struct nlattr *tag_type = attrs[FLOWDP_A_PORT_TAG_TYPE];
	const struct nlattr *translations = attrs[FLOWDP_A_PORT_TRANSLATIONS];

	if (vlan->mode == FLOWDP_VLAN_MODE_NONE && (pvid || vlans))
		return fdp_refuse(extack, pvid ?: vlans, EINVAL,
				  "a port without VLAN mode has no VLANs; set mode access or trunk");
	if (vlan->mode == FLOWDP_VLAN_MODE_ACCESS && vlans)
		return fdp_refuse(extack, vlans, EINVAL,
				  "an access port has one VLAN; set mode trunk");
	if (tag_type && !fdp_vlan_is_trunk(vlan))
		return fdp_refuse(extack, tag_type, EINVAL,
				  "only a trunk has a tag type; set mode trunk");
	if (translations && !fdp_vlan_is_trunk(vlan))
		return fdp_refuse(extack, translations, EINVAL,
				  "only a trunk translates VLANs; set mode trunk");
	if (vlan->mode == FLOWDP_VLAN_MODE_TRUNK && vlan->pvid)
		return fdp_refuse(extack, pvid, EINVAL,
				  "a plain trunk has no native VLAN; set mode native-tagged or native-untagged");
	return 0;
}

/* Refuses what the mode lacks; @attr is to blame. */
static int check_pvid(const struct fdp_vlan *vlan, const struct nlattr *attr,
		      struct netlink_ext_ack *extack)
{
	switch (vlan->mode) {
	case FLOWDP_VLAN_MODE_ACCESS:
		if (!vlan->pvid)
			return fdp_refuse(extack, attr, EINVAL,
					  "an access port needs its VLAN, 1 to 4094");
		return 0;
	case FLOWDP_VLAN_MODE_NATIVE_TAGGED:
	case FLOWDP_VLAN_MODE_NATIVE_UNTAGGED:
		if (!vlan->pvid)
			return fdp_refuse(extack, attr, EINVAL,
					  "this mode needs its native VLAN, 1 to 4094");
		if (!test_bit(vlan->pvid, vlan->members))
			return fdp_refuse(extack, attr, EINVAL,
					  "the native VLAN is none of those of the trunk");
		return 0;
	case FLOWDP_VLAN_MODE_DOT1Q_TUNNEL:
		if (!vlan->pvid)
			return fdp_refuse(extack, attr, EINVAL,
					  "a dot1q-tunnel port needs its service VLAN, 1 to 4094");
		return 0;
	default:
		return 0;
	}
}

static int parse_vlan(struct fdp_port_settings *settings, const struct fdp_vlan *present,
		      struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	struct fdp_vlan *vlan = &settings->config.vlan;
	const struct nlattr *mode = attrs[FLOWDP_A_PORT_VLAN_MODE];
	const struct nlattr *pvid = attrs[FLOWDP_A_PORT_PVID];
	const struct nlattr *vlans = attrs[FLOWDP_A_PORT_VLANS];
	const struct nlattr *tag_type = attrs[FLOWDP_A_PORT_TAG_TYPE];
	const struct nlattr *translations = attrs[FLOWDP_A_PORT_TRANSLATIONS];
	const struct nlattr *pcp = attrs[FLOWDP_A_PORT_PCP];

	if (!mode && !pvid && !vlans && !tag_type && !translations && !pcp)
		return 0;
	settings->has_vlan = true;
	start_vlan(vlan, present, attrs);
	if (pvid)
		vlan->pvid = nla_get_u16(pvid);
	if (tag_type)
		vlan->tag_type = nla_get_u8(tag_type);
	if (pcp)
		set_pcp(vlan, nla_get_u8(pcp));
	return check_extra(vlan, attrs, extack) ?:
	       (vlans ? get_vlans(vlan, vlans, extack) : 0) ?:
	       (translations ? get_translations(settings, translations, extack) : 0) ?:
	       check_translations(vlan, translations ?: vlans, extack) ?:
	       check_pvid(vlan, pvid ?: mode ?: vlans, extack);
}

static int parse_flags(struct fdp_port_settings *settings, struct nlattr **attrs,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *flags = attrs[FLOWDP_A_PORT_FLAGS];
	const struct nlattr *mask = attrs[FLOWDP_A_PORT_FLAGS_MASK];

	if (!flags)
		return mask ? fdp_refuse(extack, mask, EINVAL, "a mask of flags needs flags") : 0;
	settings->config.flags = nla_get_u32(flags);
	settings->flags_mask = mask ? nla_get_u32(mask) : FLOWDP_PORT_F_ALL;
	if (settings->config.flags & ~settings->flags_mask)
		return fdp_refuse(extack, flags, EINVAL, "flags has bits that its mask leaves out");
	return 0;
}

/* A port of a private VLAN is isolated or in a community. */
static int parse_community(struct fdp_port_settings *settings,
			   const struct fdp_port_config *present, struct nlattr **attrs,
			   struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = attrs[FLOWDP_A_PORT_COMMUNITY];
	u16 community = present ? present->community : 0;
	u32 flags = present ? present->flags : 0;

	if (attr) {
		settings->has_community = true;
		community = nla_get_u16(attr);
		settings->config.community = community;
	}
	flags = (flags & ~settings->flags_mask) | settings->config.flags;
	if (community && flags & FLOWDP_PORT_F_ISOLATED)
		return fdp_refuse(extack, attr ?: attrs[FLOWDP_A_PORT_FLAGS], EINVAL,
				  "an isolated port is in no community");
	return 0;
}

/*
 * Reads the settings that a request asks for; @present are those of the port, NULL if it
 * is new.  The caller frees @settings->table, even after an error.
 */
int fdp_netlink_port_settings_parse(struct fdp_port_settings *settings,
				    const struct fdp_port_config *present,
				    struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	struct fdp_port_config *config = &settings->config;

	memset(settings, 0, sizeof(*settings));
	if (attrs[FLOWDP_A_PORT_STATE]) {
		settings->has_state = true;
		config->state = nla_get_u8(attrs[FLOWDP_A_PORT_STATE]);
	}
	if (attrs[FLOWDP_A_PORT_LINK_LOCAL_FORWARD]) {
		settings->has_link_local_forward = true;
		config->link_local_forward = nla_get_u16(attrs[FLOWDP_A_PORT_LINK_LOCAL_FORWARD]);
	}
	if (attrs[FLOWDP_A_PORT_LINK_LOCAL_UPCALL]) {
		settings->has_link_local_upcall = true;
		config->link_local_upcall = nla_get_u16(attrs[FLOWDP_A_PORT_LINK_LOCAL_UPCALL]);
	}
	if (attrs[FLOWDP_A_PORT_COOKIE]) {
		settings->has_cookie = true;
		config->cookie = nla_get_u64(attrs[FLOWDP_A_PORT_COOKIE]);
	}
	return parse_flags(settings, attrs, extack) ?:
	       parse_community(settings, present, attrs, extack) ?:
	       parse_vlan(settings, present ? &present->vlan : NULL, attrs, extack);
}

/* Writes the settings; returns 0 or -EMSGSIZE. */
int fdp_netlink_port_settings_put(struct sk_buff *msg, const struct fdp_port_config *config)
{
	if (nla_put_u8(msg, FLOWDP_A_PORT_VLAN_MODE, config->vlan.mode) ||
	    nla_put_u16(msg, FLOWDP_A_PORT_PVID, config->vlan.pvid) ||
	    put_bitmap(msg, FLOWDP_A_PORT_VLANS, config->vlan.members) ||
	    nla_put_u8(msg, FLOWDP_A_PORT_TAG_TYPE, config->vlan.tag_type) ||
	    put_translations(msg, FLOWDP_A_PORT_TRANSLATIONS, config->vlan.table) ||
	    nla_put_u8(msg, FLOWDP_A_PORT_PCP,
		       config->vlan.sets_pcp ? config->vlan.pcp : FLOWDP_PCP_KEEP) ||
	    nla_put_u16(msg, FLOWDP_A_PORT_COMMUNITY, config->community) ||
	    nla_put_u32(msg, FLOWDP_A_PORT_FLAGS, config->flags) ||
	    nla_put_u8(msg, FLOWDP_A_PORT_STATE, config->state) ||
	    nla_put_u16(msg, FLOWDP_A_PORT_LINK_LOCAL_FORWARD, config->link_local_forward) ||
	    nla_put_u16(msg, FLOWDP_A_PORT_LINK_LOCAL_UPCALL, config->link_local_upcall) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_PORT_COOKIE, config->cookie, FLOWDP_A_PORT_PAD))
		return -EMSGSIZE;
	return 0;
}
