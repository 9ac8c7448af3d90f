/* SPDX-License-Identifier: GPL-2.0-only */
/* The rules that a packet matched, one a table it came through. */
#ifndef _FLOWDP_PATH_H
#define _FLOWDP_PATH_H

#include <linux/string.h>

#include "rule.h"
#include "vlan.h"

struct fdp_path {
	const struct fdp_port *out;	/* if the path is just one output: its port; else NULL */
	enum fdp_vlan_form form;	/* out: how it leaves */
	bool straight;	/* no rule but the last one does more than lead to the next */
	u8 count;
	/* If it holds for others like the first packet, too; see lookup.c: */
	bool usual;			/* fdp_forward_usual() may take it */
	bool shallow;			/* no rule looks deeper than L2 */
	u16 tag_tci;			/* in form TAGGED, with which tag it leaves */
	__be16 tag_tpid;
	struct fdp_vlan_ingress ingress;	/* how the packet enters */
	struct fdp_rule *rules[FLOWDP_TABLES_MAX];
};

static inline void fdp_path_copy(struct fdp_path *to, const struct fdp_path *from)
{
	unsigned int i;

	memcpy(to, from, offsetof(struct fdp_path, rules));
	for (i = 0; i < from->count; i++)
		to->rules[i] = from->rules[i];
}

#endif /* _FLOWDP_PATH_H */
