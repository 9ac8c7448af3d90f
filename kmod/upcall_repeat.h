/* SPDX-License-Identifier: GPL-2.0-only */
/* Which stations the daemon was asked about a moment ago, and need not be again. */
#ifndef _FLOWDP_UPCALL_REPEAT_H
#define _FLOWDP_UPCALL_REPEAT_H

#include <linux/types.h>

struct fdp_packet;

struct fdp_upcall_repeats {
	u64 *stations;	/* a tag of each, and when it was noted */
	u32 epoch;	/* what was noted in an earlier one is forgotten */
};

int fdp_upcall_repeat_init(struct fdp_upcall_repeats *repeats);
void fdp_upcall_repeat_destroy(struct fdp_upcall_repeats *repeats);

bool fdp_upcall_is_repeat(const struct fdp_packet *packet);
void fdp_upcall_repeat_note(const struct fdp_packet *packet);
void fdp_upcall_repeat_forget(struct fdp_upcall_repeats *repeats);

#endif /* _FLOWDP_UPCALL_REPEAT_H */
