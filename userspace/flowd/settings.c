// SPDX-License-Identifier: GPL-2.0-or-later
#include "settings.h"

#include <linux/flowdp.h>
#include "names.h"

const char *const settings_fail_modes[] = { "forward", "drop", NULL };
const char *const settings_vlan_modes[] = { "none", "access", "trunk", NULL };
const char *const settings_states[] = { "disabled", "blocking", "learning", "forwarding", NULL };
const char *const settings_kinds[] = { "", "dynamic", "static", "local", NULL };

const struct settings_flag settings_flags[SETTINGS_FLAGS] = {
	{ FLOWDP_PORT_F_LEARNING, "learning", "Learning" },
	{ FLOWDP_PORT_F_FLOOD_UNICAST, "flood_unicast", "FloodUnicast" },
	{ FLOWDP_PORT_F_FLOOD_MULTICAST, "flood_multicast", "FloodMulticast" },
	{ FLOWDP_PORT_F_FLOOD_BROADCAST, "flood_broadcast", "FloodBroadcast" },
	{ FLOWDP_PORT_F_ISOLATED, "isolated", "Isolated" },
	{ FLOWDP_PORT_F_HAIRPIN, "hairpin", "Hairpin" },
};

int settings_choice(const char *const *names, const char *word, uint8_t *choice,
		    struct flow_error *error)
{
	int found = flow_names_find(FLOW_NAMES(names), word);

	if (found < 0)
		return flow_names_unknown(FLOW_NAMES(names), "value", word, NULL, error);
	*choice = found;
	return 0;
}
