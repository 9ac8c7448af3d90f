/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Profiles, and what ports have from them.  A port with a profile knows which
 * settings are its own: they win.  The VLANs of a port are one setting: mode,
 * PVID and list, in whatever words they were said.
 */
#ifndef FLOWD_INTENT_PROFILE_H
#define FLOWD_INTENT_PROFILE_H

#include "intent.h"

#define INTENT_VLAN_ROWS							\
	(1U << FLOW_PORT_VLAN_MODE | 1U << FLOW_PORT_PVID | 1U << FLOW_PORT_VLANS)

/* These rows were said of a port: they are its own, if it has a profile. */
void intent_own(struct intent_port *port, uint32_t said);

/*
 * Gives the port a profile, from which it is to be resolved, or takes it away
 * ("").  With its first one, all that is not as by default is its own.
 */
void intent_set_profile(struct intent_port *port, const char *name);

/* What the port says itself; without a profile it is all. */
void intent_own_settings(const struct intent_port *port, struct flow_settings *own);
/* The same, but for what is as by default and need not be said. */
void intent_said_settings(const struct intent_port *port, struct flow_settings *said);

/* Adds what is said to the profile, as intent_port_take() does to a port. */
void intent_profile_take(struct intent_profile *profile, const struct flow_settings *settings);

/* The row is as if it had never been said; the VLAN mode with what belongs to it. */
void intent_profile_take_out(struct flow_settings *said, unsigned int row);

/* Makes the settings of a port be those of its profile and its own; of all ports. */
void intent_resolve_port(const struct intent *intent, struct intent_port *port);
void intent_resolve(struct intent *intent);

/* A port that uses this profile; NULL: none. */
const struct intent_port *intent_profile_user(const struct intent *intent, const char *name);

#endif
