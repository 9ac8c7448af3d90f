/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings that somebody said, as an intent has them.
 */
#ifndef FLOWD_INTENT_SETTINGS_H
#define FLOWD_INTENT_SETTINGS_H

#include "intent.h"
#include "setting.h"

/* Takes those that are present; a VLAN mode takes away what belonged to the one before. */
void intent_switch_take(struct intent_switch *object, const struct flow_settings *settings);
void intent_vlan_take(struct intent_vlan *object, const struct flow_settings *settings);
void intent_port_take(struct intent_port *object, const struct flow_settings *settings);
void intent_static_take(struct intent_static *object, const struct flow_settings *settings);
void intent_neighbour_take(struct intent_neighbour *object, const struct flow_settings *settings);

/* All of them. */
void intent_switch_tell(const struct intent_switch *object, struct flow_settings *settings);
/* All that have a value of their own. */
void intent_vlan_tell(const struct intent_vlan *object, struct flow_settings *settings);
/* All that have a meaning: no port number if any will do, no PVID if there is none. */
void intent_port_tell(const struct intent_port *object, struct flow_settings *settings);

#endif
