// SPDX-License-Identifier: GPL-2.0-or-later
/* What an intent may say: names, and what must not contradict. */
#include "intent.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "intent_patch.h"
#include "link_name.h"
#include "mac.h"

int intent_refuse_put(int code, struct flow_error *error)
{
	if (code == -ENOSPC)
		return flow_error_set(error, -EINVAL, "there are %d of these already, the most there can be",
				      INTENT_OBJECTS_MAX);
	return code;
}

int intent_check_switch(const struct intent_switch *object, struct flow_error *error)
{
	int code;

	if (!*object->name)
		return flow_error_set(error, -EINVAL, "which switch? Its name is missing");
	code = flow_link_name_check(object->name, error);
	if (code)
		return code;
	if (intent_is_pattern(object->name))
		return flow_error_set(error, -EINVAL, "\"%s\" is a pattern: a switch needs a name",
				      object->name);
	if (!strcmp(object->name, "lo"))
		return flow_error_set(error, -EINVAL,
				      "\"lo\" is the loopback interface; give the switch another name");
	return 0;
}

int intent_check_vlan(const struct intent *intent, const struct intent_vlan *object,
		      struct flow_error *error)
{
	if (!object->vid)
		return flow_error_set(error, -EINVAL, "which VLAN? \"vlan\" is missing");
	if (!intent_find_switch(intent, object->switch_name))
		return flow_error_set(error, -EINVAL,
				      "there is no switch \"%s\" for VLAN %u; add it first",
				      object->switch_name, object->vid);
	return 0;
}

int intent_check_new_switch(const struct intent *intent, const char *name,
			    struct flow_error *error)
{
	const struct intent_port *port = intent_find_port(intent, name);

	if (port && strcmp(port->switch_name, name))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is a port already, so it cannot be a switch", name);
	if (intent_patch_peer(intent, name))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is an end of a patch, so it cannot be a switch; give one of them another name",
				      name);
	port = intent_match(intent, &(struct intent_interface){ .name = name });
	if (!port || !intent_is_pattern(port->match))
		return 0;
	return flow_error_set(error, -EINVAL,
			      "the pattern \"%s\" matches \"%s\", but cannot hold for a switch; give it another name",
			      port->match, name);
}

/* What the port's mode needs. */
static int check_needed_vlans(const struct intent_port *object, struct flow_error *error)
{
	const struct intent_settings *settings = &object->settings;

	switch (settings->vlan_mode) {
	case FLOWDP_VLAN_MODE_ACCESS:
		if (!settings->pvid)
			return flow_error_set(error, -EINVAL, "the access port %s needs its VLAN; say which",
					      object->match);
		return 0;
	case FLOWDP_VLAN_MODE_NATIVE_TAGGED:
	case FLOWDP_VLAN_MODE_NATIVE_UNTAGGED:
		if (!settings->pvid)
			return flow_error_set(error, -EINVAL, "%s needs its native VLAN; say which",
					      object->match);
		if (!flow_vlan_has(settings->vlans, settings->pvid))
			return flow_error_set(error, -EINVAL,
					      "the native VLAN %u is none of those of the trunk %s; add it to them",
					      settings->pvid, object->match);
		return 0;
	case FLOWDP_VLAN_MODE_DOT1Q_TUNNEL:
		if (!settings->pvid)
			return flow_error_set(error, -EINVAL, "%s needs its service VLAN; say which",
					      object->match);
		return 0;
	default:
		return 0;
	}
}

/* What the port's mode does not have. */
static int check_extra_vlans(const struct intent_port *object, struct flow_error *error)
{
	const struct intent_settings *settings = &object->settings;

	if (settings->pvid && settings->vlan_mode == FLOWDP_VLAN_MODE_NONE)
		return flow_error_set(error, -EINVAL,
				      "%s has no VLAN mode, so it cannot be in VLAN %u; give it one",
				      object->match, settings->pvid);
	if (settings->pvid && settings->vlan_mode == FLOWDP_VLAN_MODE_TRUNK)
		return flow_error_set(error, -EINVAL,
				      "a plain trunk such as %s has no native VLAN; its mode is to be native-tagged or native-untagged",
				      object->match);
	if (!flow_vlan_has_list(settings->vlan_mode) && !flow_vlan_is_empty(settings->vlans))
		return flow_error_set(error, -EINVAL,
				      "%s is neither trunk nor tunnel, so it has no list of VLANs; make it one, or leave them out",
				      object->match);
	if (!flow_vlan_is_trunk(settings->vlan_mode) && settings->tag_type)
		return flow_error_set(error, -EINVAL,
				      "%s is no trunk, so it has no tag type; make it one, or leave that out",
				      object->match);
	return 0;
}

/* Each way, a VID stands for one VLAN. */
static int check_translations(const struct intent_port *object, struct flow_error *error)
{
	const struct flow_translations *translations = &object->settings.translations;
	const uint8_t *vlans = object->settings.vlans;
	unsigned int i;

	if (translations->count && !flow_vlan_is_trunk(object->settings.vlan_mode))
		return flow_error_set(error, -EINVAL,
				      "%s is no trunk, so it translates no VLANs; make it one, or leave that out",
				      object->match);
	for (i = 0; i < translations->count; i++) {
		const struct flowdp_translation *pair = &translations->pairs[i];

		if (!flow_vlan_has(vlans, pair->relay_vid))
			return flow_error_set(error, -EINVAL,
					      "%s translates %u to VLAN %u, which is none of its trunk; add it there, or end the translation",
					      object->match, pair->local_vid, pair->relay_vid);
		if (flow_vlan_has(vlans, pair->local_vid) &&
		    !flow_translations_has_relay(translations, pair->local_vid))
			return flow_error_set(error, -EINVAL,
					      "VID %u on the wire of %s would be both VLAN %u and VLAN %u; translate VLAN %u too, or take it out of the trunk",
					      pair->local_vid, object->match, pair->relay_vid,
					      pair->local_vid, pair->local_vid);
	}
	return 0;
}

int intent_check_port(const struct intent *intent, const struct intent_port *object,
		      struct flow_error *error)
{
	int code = intent_check_match(intent, object, error);

	if (!code && *object->profile && !intent_find_profile(intent, object->profile))
		code = flow_error_set(error, -EINVAL,
				      "there is no profile \"%s\" for %s; add it first",
				      object->profile, object->match);
	if (!code && !intent_find_switch(intent, object->switch_name))
		code = flow_error_set(error, -EINVAL,
				      "there is no switch \"%s\" for %s; add it first",
				      object->switch_name, object->match);
	if (!code && object->number && intent_is_pattern(object->match))
		code = flow_error_set(error, -EINVAL,
				      "the pattern %s cannot have a port number: a number is for one port",
				      object->match);
	if (!code && object->settings.community &&
	    object->settings.flags & FLOWDP_PORT_F_ISOLATED)
		code = flow_error_set(error, -EINVAL, "%s is isolated, so it is in no community; leave out one of the two",
				      object->match);
	if (!code)
		code = check_needed_vlans(object, error);
	if (!code)
		code = check_extra_vlans(object, error);
	if (!code)
		code = check_translations(object, error);
	return code ? code : intent_check_patch(intent, object, error);
}

int intent_check_static(const struct intent *intent, const struct intent_static *object,
			struct flow_error *error)
{
	char text[FLOW_MAC_TEXT];
	int code;

	flow_mac_format(object->mac, text);
	code = flow_mac_check(object->mac, text, error);
	if (code)
		return code;
	if (object->kind == FLOW_FDB_DYNAMIC || object->kind == FLOW_FDB_STICKY_LEARNED)
		return flow_error_set(error, -EINVAL,
				      "%s cannot be %s in a configuration, as such an entry is learned; make it %s",
				      text, flow_fdb_kinds[object->kind],
				      object->kind == FLOW_FDB_DYNAMIC ? "static" : "sticky");
	if (!*object->port)
		return flow_error_set(error, -EINVAL, "behind which port is %s? Port is missing",
				      text);
	if (object->kind == FLOW_FDB_LOCAL && !intent_find_switch(intent, object->port))
		return flow_error_set(error, -EINVAL,
				      "%s is local, so it is behind the switch itself, not behind %s; leave the port out",
				      text, object->port);
	if (intent_is_pattern(object->port))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is a pattern: %s needs the name of one port",
				      object->port, text);
	if (*object->switch_name && !intent_find_switch(intent, object->switch_name))
		return flow_error_set(error, -EINVAL, "there is no switch \"%s\" for %s; add it first",
				      object->switch_name, text);
	return flow_link_name_check(object->port, error);
}

int intent_check_number(const struct intent *intent, const struct intent_port *object,
			struct flow_error *error)
{
	size_t i;

	for (i = 0; object->number && i < intent->ports_count; i++) {
		const struct intent_port *other = intent->ports[i];

		if (other->number == object->number && strcmp(other->match, object->match) &&
		    !strcmp(other->switch_name, object->switch_name))
			return flow_error_set(error, -EINVAL,
					      "the number %u is %s's in switch \"%s\" already%s%s; choose another",
					      object->number, other->match, other->switch_name,
					      other->origin ? ", in " : "",
					      other->origin ? other->origin : "");
	}
	return 0;
}

bool intent_carries(const struct intent_settings *settings, uint16_t vid)
{
	switch (settings->vlan_mode) {
	case FLOWDP_VLAN_MODE_NONE:
		return vid == FLOWDP_VID_NONE;
	case FLOWDP_VLAN_MODE_ACCESS:
	case FLOWDP_VLAN_MODE_DOT1Q_TUNNEL:
		return vid == settings->pvid;
	default:
		return vid && vid <= FLOWDP_VID_MAX && flow_vlan_has(settings->vlans, vid);
	}
}

/* Where a static entry is to be, as far as the intent knows. */
struct place {
	const struct intent_port *policy;	/* of its port; NULL: none */
	const char *switch_name;		/* NULL: not known */
	uint16_t vid;
};

static struct place place_of(const struct intent *intent, const struct intent_static *object)
{
	struct intent_interface port = { .name = object->port };
	struct place place = { .vid = object->vid };

	port.is_switch = intent_find_switch(intent, object->port);
	place.policy = intent_match(intent, &port);
	if (*object->switch_name)
		place.switch_name = object->switch_name;
	else if (place.policy)
		place.switch_name = place.policy->switch_name;
	if (!object->vid && place.policy)
		place.vid = place.policy->settings.pvid;
	return place;
}

void intent_place_static(const struct intent *intent, struct intent_static *object)
{
	struct place place = place_of(intent, object);

	if (place.switch_name && !*object->switch_name)
		snprintf(object->switch_name, sizeof(object->switch_name), "%s", place.switch_name);
	object->vid = place.vid;
}

/* What the policy of just this port says; a pattern's may be another one's soon. */
static int check_own_policy(const struct place *place, const struct intent_static *object,
			    const char *mac, struct flow_error *error)
{
	const struct intent_port *policy = place->policy;

	if (!policy || intent_is_pattern(policy->match))
		return 0;
	if (strcmp(place->switch_name, policy->switch_name))
		return flow_error_set(error, -EINVAL,
				      "%s cannot be in switch \"%s\": its port %s is one of \"%s\"; name that",
				      mac, place->switch_name, policy->match, policy->switch_name);
	if (intent_carries(&policy->settings, place->vid))
		return 0;
	if (!object->vid)
		return flow_error_set(error, -EINVAL,
				      "in which VLAN is %s? Vlan is missing, and the trunk %s has no native one",
				      mac, policy->match);
	return flow_error_set(error, -EINVAL, "%s cannot be in VLAN %u: its port %s does not carry that; name one that it does",
			      mac, object->vid, policy->match);
}

/*
 * Another entry of this address that is to be in this place: it says the switch and the VLAN,
 * or leaves either to its port.  NULL: none.
 */
static const struct intent_static *find_rival(const struct intent *intent,
					      const struct intent_static *object,
					      const struct place *place)
{
	const struct intent_static *own = intent_find_static(intent, object), *other;
	struct intent_static key = *object;
	struct place there;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		snprintf(key.switch_name, sizeof(key.switch_name), "%s",
			 i & 1 ? "" : place->switch_name);
		key.vid = i & 2 ? 0 : place->vid;
		other = intent_find_static(intent, &key);
		if (!other || other == own)
			continue;
		there = place_of(intent, other);
		if (there.switch_name && there.vid == place->vid &&
		    !strcmp(there.switch_name, place->switch_name))
			return other;
	}
	return NULL;
}

int intent_check_place(const struct intent *intent, const struct intent_static *object,
		       struct flow_error *error)
{
	struct place place = place_of(intent, object);
	const struct intent_static *other;
	char mac[FLOW_MAC_TEXT];
	int code;

	flow_mac_format(object->mac, mac);
	code = check_own_policy(&place, object, mac, error);
	if (code || !place.switch_name)
		return code;
	other = find_rival(intent, object, &place);
	return !other ? 0 : flow_error_set(error, -EINVAL,
		"there is a static entry %s behind %s in the same VLAN already%s%s; keep one of them",
		mac, other->port, other->origin ? ", in " : "", other->origin ? other->origin : "");
}

int intent_default_local(const struct intent *intent, struct intent_static *object,
			 struct flow_error *error)
{
	char mac[FLOW_MAC_TEXT];
	int code;

	if (object->kind != FLOW_FDB_LOCAL || *object->port)
		return 0;
	flow_mac_format(object->mac, mac);
	code = intent_default_switch(intent, object->switch_name, mac, error);
	memcpy(object->port, object->switch_name, sizeof(object->port));
	return code;
}

int intent_default_switch(const struct intent *intent, char *name, const char *what,
			  struct flow_error *error)
{
	bool many = intent->switches_count > 2;

	if (*name)
		return 0;
	if (!intent->switches_count)
		return flow_error_set(error, -EINVAL,
				      "in which switch is %s? There is none yet; add one first",
				      what);
	if (intent->switches_count > 1)
		return flow_error_set(error, -EINVAL,
				      "in which switch is %s? Its switch can be %s%s%s%s; say which",
				      what, intent->switches[0]->name, many ? ", " : " or ",
				      intent->switches[1]->name, many ? " or another" : "");
	memcpy(name, intent->switches[0]->name, IF_NAMESIZE);
	return 0;
}
