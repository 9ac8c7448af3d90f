/* SPDX-License-Identifier: GPL-2.0-only */
/* The patch: a pair of netdevs that leads from one switch into another. */
#ifndef _FLOWDP_PATCH_H
#define _FLOWDP_PATCH_H

int fdp_patch_init(void);
void fdp_patch_exit(void);

#endif /* _FLOWDP_PATCH_H */
