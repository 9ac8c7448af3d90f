/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hash tables of what guests choose: uthash with a keyed hash, so that nobody
 * can choose what collides.  Include it in place of uthash.h.
 */
#ifndef FLOWD_HASH_H
#define FLOWD_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Random numbers for the hash; before any table. */
void hash_set_secret(const uint64_t numbers[2]);

/* SipHash-1-3 (https://www.aumasson.jp/siphash/siphash.pdf), filled up with zeros to whole words. */
unsigned int hash_keyed(const void *key, size_t length);

#define HASH_FUNCTION(keyptr, keylen, hashv)	((hashv) = hash_keyed(keyptr, keylen))
/* Without memory an item is not added: its table stays as it was. */
#define HASH_NONFATAL_OOM	1
#include <uthash.h>

#endif
