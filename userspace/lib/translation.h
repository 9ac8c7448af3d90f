/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VLANs that have another VID on the wire than in the switch (IEEE 802.1Q-2022,
 * 6.9): pairs as the kernel takes them, lists as people write them.
 */
#ifndef FLOW_TRANSLATION_H
#define FLOW_TRANSLATION_H

#include <linux/flowdp.h>
#include <stdbool.h>
#include <stdint.h>
#include "error.h"

/* All zero is empty.  In the order of the local VIDs, none twice on one side. */
struct flow_translations {
	uint16_t count;
	struct flowdp_translation pairs[FLOWDP_TRANSLATIONS_MAX];
};

/*
 * Adds "100:10,200:20", local VID before relay VID, or "none".  -EINVAL and a
 * sentence for what is no translation or contradicts another one.
 */
int flow_translations_add(struct flow_translations *translations, const char *text,
			  struct flow_error *error);

/* The list that adds up to the same.  The caller frees it; NULL: no memory. */
char *flow_translations_format(const struct flow_translations *translations);

bool flow_translations_same(const struct flow_translations *a, const struct flow_translations *b);

/* Whether the VLAN of the switch has another VID on the wire. */
bool flow_translations_has_relay(const struct flow_translations *translations, uint16_t vid);

#endif
