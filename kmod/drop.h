/* SPDX-License-Identifier: GPL-2.0-only */
/* Reasons of drops: their names, and what the kernel calls them. */
#ifndef _FLOWDP_DROP_H
#define _FLOWDP_DROP_H

#include <linux/skbuff.h>
#include <uapi/linux/flowdp.h>

const char *fdp_drop_name(enum flowdp_drop_reason reason);
enum skb_drop_reason fdp_drop_skb_reason(enum flowdp_drop_reason reason);

#endif /* _FLOWDP_DROP_H */
