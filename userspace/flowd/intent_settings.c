// SPDX-License-Identifier: GPL-2.0-or-later
#include "intent_settings.h"

#include <string.h>
#include "intent_profile.h"

static void take(const struct flow_settings *settings, unsigned int row, uint32_t *member)
{
	if (flow_settings_has(settings, row))
		*member = settings->value[row];
}

static void take_u16(const struct flow_settings *settings, unsigned int row, uint16_t *member)
{
	if (flow_settings_has(settings, row))
		*member = settings->value[row];
}

static void take_u8(const struct flow_settings *settings, unsigned int row, uint8_t *member)
{
	if (flow_settings_has(settings, row))
		*member = settings->value[row];
}

void intent_switch_take(struct intent_switch *object, const struct flow_settings *settings)
{
	take_u8(settings, FLOW_SWITCH_FAIL_MODE, &object->fail_mode);
	take(settings, FLOW_SWITCH_FLOWS_MAX, &object->flows_max);
	take(settings, FLOW_SWITCH_UPCALL_RATE, &object->upcall_rate);
	take(settings, FLOW_SWITCH_UPCALL_BURST, &object->upcall_burst);
	take(settings, FLOW_SWITCH_AGEING, &object->ageing);
	take(settings, FLOW_SWITCH_MAC_LIMIT, &object->mac_limit);
	take_u8(settings, FLOW_SWITCH_MAC_OVERFLOW, &object->mac_overflow);
	take_u8(settings, FLOW_SWITCH_MAC_MOVES, &object->mac_moves);
	take(settings, FLOW_SWITCH_MAC_MOVES_WINDOW, &object->mac_moves_window);
	take(settings, FLOW_SWITCH_MAC_HOLD, &object->mac_hold);
}

void intent_static_take(struct intent_static *object, const struct flow_settings *settings)
{
	take_u16(settings, FLOW_STATIC_VLAN, &object->vid);
	take_u8(settings, FLOW_STATIC_KIND, &object->kind);
}

void intent_neighbour_take(struct intent_neighbour *object, const struct flow_settings *settings)
{
	take_u16(settings, FLOW_NEIGHBOUR_VLAN, &object->vid);
}

void intent_switch_tell(const struct intent_switch *object, struct flow_settings *settings)
{
	flow_settings_init(settings, flow_setting_switch);
	flow_settings_set(settings, FLOW_SWITCH_FAIL_MODE, object->fail_mode);
	flow_settings_set(settings, FLOW_SWITCH_FLOWS_MAX, object->flows_max);
	flow_settings_set(settings, FLOW_SWITCH_UPCALL_RATE, object->upcall_rate);
	flow_settings_set(settings, FLOW_SWITCH_UPCALL_BURST, object->upcall_burst);
	flow_settings_set(settings, FLOW_SWITCH_AGEING, object->ageing);
	flow_settings_set(settings, FLOW_SWITCH_MAC_LIMIT, object->mac_limit);
	flow_settings_set(settings, FLOW_SWITCH_MAC_OVERFLOW, object->mac_overflow);
	flow_settings_set(settings, FLOW_SWITCH_MAC_MOVES, object->mac_moves);
	flow_settings_set(settings, FLOW_SWITCH_MAC_MOVES_WINDOW, object->mac_moves_window);
	flow_settings_set(settings, FLOW_SWITCH_MAC_HOLD, object->mac_hold);
}

void intent_vlan_take(struct intent_vlan *object, const struct flow_settings *settings)
{
	uint32_t known, on;

	take_u16(settings, FLOW_VLAN_VID, &object->vid);
	object->has_ageing |= flow_settings_has(settings, FLOW_VLAN_AGEING);
	take(settings, FLOW_VLAN_AGEING, &object->ageing);
	take(settings, FLOW_VLAN_MAC_LIMIT, &object->mac_limit);
	take_u8(settings, FLOW_VLAN_MAC_OVERFLOW, &object->mac_overflow);
	known = flow_settings_flags(settings, &on);
	object->flags = (object->flags & ~known) | on;
}

void intent_vlan_tell(const struct intent_vlan *object, struct flow_settings *settings)
{
	flow_settings_init(settings, flow_setting_vlan);
	flow_settings_set(settings, FLOW_VLAN_VID, object->vid);
	if (object->has_ageing)
		flow_settings_set(settings, FLOW_VLAN_AGEING, object->ageing);
	if (object->mac_limit)
		flow_settings_set(settings, FLOW_VLAN_MAC_LIMIT, object->mac_limit);
	flow_settings_set(settings, FLOW_VLAN_MAC_OVERFLOW, object->mac_overflow);
	flow_settings_set_flags(settings, FLOW_VLAN_F_ALL, object->flags);
}

static void take_vlans(struct intent_settings *into, const struct flow_settings *settings)
{
	if (flow_settings_has(settings, FLOW_PORT_VLAN_MODE)) {
		into->vlan_mode = settings->value[FLOW_PORT_VLAN_MODE];
		into->pvid = 0;
		into->tag_type = FLOWDP_TAG_TYPE_CUSTOMER;
		memset(into->vlans, 0, sizeof(into->vlans));
		memset(&into->translations, 0, sizeof(into->translations));
		if (into->vlan_mode == FLOWDP_VLAN_MODE_DOT1Q_TUNNEL)
			flow_vlan_add_all(into->vlans);
	}
	take_u16(settings, FLOW_PORT_PVID, &into->pvid);
	if (flow_settings_has(settings, FLOW_PORT_VLANS))
		memcpy(into->vlans, settings->vlans, sizeof(into->vlans));
	take_u8(settings, FLOW_PORT_TAG_TYPE, &into->tag_type);
	if (flow_settings_has(settings, FLOW_PORT_TRANSLATIONS))
		into->translations = settings->translations;
	take_u8(settings, FLOW_PORT_PCP, &into->pcp);
}

void intent_port_take(struct intent_port *object, const struct flow_settings *settings)
{
	struct intent_settings *into = &object->settings;
	uint32_t known, on;

	take(settings, FLOW_PORT_NUMBER, &object->number);
	take(settings, FLOW_PORT_MAC_LIMIT, &object->mac_limit);
	take_u8(settings, FLOW_PORT_MAC_OVERFLOW, &object->mac_overflow);
	if (flow_settings_has(settings, FLOW_PORT_STICKY_LEARNING))
		object->sticky_learning = settings->value[FLOW_PORT_STICKY_LEARNING];
	take_u8(settings, FLOW_PORT_STATE, &into->state);
	take_u16(settings, FLOW_PORT_COMMUNITY, &into->community);
	take_u16(settings, FLOW_PORT_LINK_LOCAL_FORWARD, &into->link_local_forward);
	take_vlans(into, settings);
	known = flow_settings_flags(settings, &on);
	into->flags = (into->flags & ~known) | on;
	intent_own(object, settings->present);
}

void intent_port_tell(const struct intent_port *object, struct flow_settings *settings)
{
	const struct intent_settings *from = &object->settings;

	flow_settings_init(settings, flow_setting_port);
	if (object->number)
		flow_settings_set(settings, FLOW_PORT_NUMBER, object->number);
	flow_settings_set(settings, FLOW_PORT_MAC_LIMIT, object->mac_limit);
	flow_settings_set(settings, FLOW_PORT_STICKY_LEARNING, object->sticky_learning);
	flow_settings_set(settings, FLOW_PORT_MAC_OVERFLOW, object->mac_overflow);
	flow_settings_set(settings, FLOW_PORT_VLAN_MODE, from->vlan_mode);
	if (from->pvid)
		flow_settings_set(settings, FLOW_PORT_PVID, from->pvid);
	flow_settings_set(settings, FLOW_PORT_VLANS, 0);
	memcpy(settings->vlans, from->vlans, sizeof(settings->vlans));
	flow_settings_set(settings, FLOW_PORT_TAG_TYPE, from->tag_type);
	flow_settings_set(settings, FLOW_PORT_TRANSLATIONS, from->translations.count);
	settings->translations = from->translations;
	flow_settings_set(settings, FLOW_PORT_PCP, from->pcp);
	flow_settings_set(settings, FLOW_PORT_COMMUNITY, from->community);
	flow_settings_set(settings, FLOW_PORT_STATE, from->state);
	flow_settings_set(settings, FLOW_PORT_LINK_LOCAL_FORWARD, from->link_local_forward);
	flow_settings_set_flags(settings, FLOWDP_PORT_F_ALL, from->flags);
}
