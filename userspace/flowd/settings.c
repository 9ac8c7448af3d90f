// SPDX-License-Identifier: GPL-2.0-or-later
#include "settings.h"

#include <errno.h>
#include <linux/flowdp.h>
#include <stdio.h>
#include <string.h>
#include "words.h"

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
	const char *nearest;
	char all[128] = "";
	uint8_t i;

	for (i = 0; names[i]; i++) {
		if (!strcmp(names[i], word)) {
			*choice = i;
			return 0;
		}
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s", i ? ", " : "",
			 names[i]);
	}
	nearest = flow_words_nearest(word, names);
	if (nearest)
		return flow_error_set(error, -EINVAL, "\"%s\" is wrong; did you mean \"%s\"?", word,
				      nearest);
	return flow_error_set(error, -EINVAL, "\"%s\" is wrong; it can be %s", word, all);
}
