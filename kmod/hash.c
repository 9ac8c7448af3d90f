// SPDX-License-Identifier: GPL-2.0-only
/* The hash of a packet's fields, which guests can choose. */
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/random.h>

#include "hash.h"

u64 fdp_hash_multipliers[FDP_KEY_WORDS] __ro_after_init;

void __init fdp_hash_init(void)
{
	unsigned int i;

	get_random_bytes(fdp_hash_multipliers, sizeof(fdp_hash_multipliers));
	for (i = 0; i < FDP_KEY_WORDS; i++)
		fdp_hash_multipliers[i] |= 1;
}
