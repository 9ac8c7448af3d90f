/* SPDX-License-Identifier: GPL-2.0-only */
/* The hash of a packet's fields, which guests can choose. */
#ifndef _FLOWDP_HASH_H
#define _FLOWDP_HASH_H

#include "key.h"

/*
 * Odd multipliers for a multiply-shift hash over the words (Dietzfelbinger et
 * al., 1997): who does not know them cannot choose two keys that collide more
 * often than by chance.  Made once, when the module is loaded.
 */
extern u64 fdp_hash_multipliers[FDP_KEY_WORDS];

/* What @word, the @index-th of a key, adds to the sum whose upper half is the hash. */
static inline u64 fdp_hash_word(u64 word, unsigned int index)
{
	/* Folded, so that what differs only in the upper half counts in both. */
	return (word ^ word >> 32) * fdp_hash_multipliers[index];
}

static inline u32 fdp_hash_sum(u64 sum)
{
	return sum >> 32;
}

void fdp_hash_init(void);

#endif /* _FLOWDP_HASH_H */
