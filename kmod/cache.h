/* SPDX-License-Identifier: GPL-2.0-only */
/* What each CPU remembers of the paths that packets took through the tables. */
#ifndef _FLOWDP_CACHE_H
#define _FLOWDP_CACHE_H

#include "rule.h"
#include "table.h"

/* The rules that a packet matched, one a table it came through. */
struct fdp_path {
	const struct fdp_port *out;	/* all that comes of it is an output here; NULL: more */
	bool tagged;			/* out: with a tag */
	u8 count;
	const struct fdp_rule *rules[FLOWDP_TABLES_MAX];
};

/* What of a packet decides about its path: the words that any rule looks at. */
struct fdp_cache_key {
	u64 generation;
	u32 hash;
	u32 count;
	u64 words[FDP_KEY_WORDS];
};

const struct fdp_path *fdp_cache_find(struct fdp_cache_key *cache_key,
				      const struct fdp_table_view *view, u64 generation,
				      const struct fdp_key *key);
void fdp_cache_store(const struct fdp_cache_key *key, const struct fdp_path *path);

int fdp_cache_init(void);
void fdp_cache_exit(void);

#endif /* _FLOWDP_CACHE_H */
