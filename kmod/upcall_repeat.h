/* SPDX-License-Identifier: GPL-2.0-only */
/* Which stations the daemon was asked about a moment ago, and need not be again. */
#ifndef _FLOWDP_UPCALL_REPEAT_H
#define _FLOWDP_UPCALL_REPEAT_H

#include <linux/bits.h>
#include <linux/types.h>

struct fdp_packet;

#define FDP_UPCALL_REPEATS_SHIFT	14

struct fdp_upcall_repeats {
	u32 epoch;	/* what was noted in an earlier one is forgotten */
	/* A tag of each, and when it was noted. */
	u64 stations[BIT(FDP_UPCALL_REPEATS_SHIFT)];
};

bool fdp_upcall_is_repeat(const struct fdp_packet *packet);
void fdp_upcall_repeat_note(const struct fdp_packet *packet);
void fdp_upcall_repeat_forget(struct fdp_upcall_repeats *repeats);

#endif /* _FLOWDP_UPCALL_REPEAT_H */
