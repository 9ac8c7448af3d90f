/* SPDX-License-Identifier: GPL-2.0-only */
/* What ethtool shows of a switch. */
#ifndef _FLOWDP_ETHTOOL_H
#define _FLOWDP_ETHTOOL_H

#include <linux/ethtool.h>

extern const struct ethtool_ops fdp_ethtool_ops;

#endif /* _FLOWDP_ETHTOOL_H */
