// SPDX-License-Identifier: GPL-2.0-only
/* What ethtool shows of a switch.  All of it is asked for under RTNL. */
#include <linux/module.h>

#include "drop.h"
#include "ethtool.h"
#include "lookup.h"
#include "port.h"
#include "tx.h"

/* Without FLOWDP_DROP_NONE. */
#define DROPS	FLOWDP_DROP_MAX

static const char *const lookup_names[] = { "cache-hits", "cache-misses" };

static const char *const counter_names[FDP_PORT_COUNTERS] = {
	[FDP_PORT_RX_PACKETS] = "rx-packets",
	[FDP_PORT_RX_BYTES] = "rx-bytes",
	[FDP_PORT_TX_PACKETS] = "tx-packets",
	[FDP_PORT_TX_BYTES] = "tx-bytes",
	[FDP_PORT_FORWARDED] = "forwarded",
	[FDP_PORT_CONSUMED] = "consumed",
	[FDP_PORT_UPCALLS] = "upcalls",
	[FDP_PORT_UPCALLS_LIMITED] = "upcalls-limited",
	[FDP_PORT_UPCALLS_FULL] = "upcalls-full",
	[FDP_PORT_UPCALLS_LOST] = "upcalls-lost",
	[FDP_PORT_UPCALLS_UNBOUND] = "upcalls-unbound",
	[FDP_PORT_UPCALLS_REPEATED] = "upcalls-repeated",
};

static void get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, FLOWDP_LINK_KIND, sizeof(info->driver));
	strscpy(info->version, THIS_MODULE->version ?: "", sizeof(info->version));
}

/* The speed of the fastest port, as of a bridge. */
static int get_link_ksettings(struct net_device *dev, struct ethtool_link_ksettings *settings)
{
	const struct fdp_switch *sw = netdev_priv(dev);
	const struct fdp_port *port;

	settings->base.duplex = DUPLEX_UNKNOWN;
	settings->base.port = PORT_OTHER;
	settings->base.speed = SPEED_UNKNOWN;
	list_for_each_entry(port, &sw->port_list, node) {
		struct ethtool_link_ksettings of_port;

		if (port->number == FLOWDP_PORT_LOCAL || fdp_tx_is_down(port) ||
		    __ethtool_get_link_ksettings(port->dev, &of_port) ||
		    of_port.base.speed == (u32)SPEED_UNKNOWN)
			continue;
		if (settings->base.speed == (u32)SPEED_UNKNOWN ||
		    settings->base.speed < of_port.base.speed)
			settings->base.speed = of_port.base.speed;
	}
	return 0;
}

static int get_sset_count(struct net_device *dev, int set)
{
	if (set != ETH_SS_STATS)
		return -EOPNOTSUPP;
	return ARRAY_SIZE(lookup_names) + FDP_PORT_COUNTERS + 2 * DROPS;
}

static void get_strings(struct net_device *dev, u32 set, u8 *data)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lookup_names); i++)
		ethtool_sprintf(&data, "%s", lookup_names[i]);
	for (i = 0; i < FDP_PORT_COUNTERS; i++)
		ethtool_sprintf(&data, "%s", counter_names[i]);
	for (i = 1; i <= DROPS; i++)
		ethtool_sprintf(&data, "rx-drops-%s", fdp_drop_name(i));
	for (i = 1; i <= DROPS; i++)
		ethtool_sprintf(&data, "tx-drops-%s", fdp_drop_name(i));
}

static void sum_ports(const struct fdp_switch *sw, struct fdp_port_stats *totals)
{
	const unsigned int count = sizeof(*totals) / sizeof(u64);
	const struct fdp_port *port;
	struct fdp_port_stats stats;
	unsigned int i;

	memset(totals, 0, sizeof(*totals));
	list_for_each_entry(port, &sw->port_list, node) {
		fdp_port_sum(port, &stats);
		for (i = 0; i < count; i++)
			((u64 *)totals)[i] += ((u64 *)&stats)[i];
	}
}

/* Of all the switch's ports together, the local one included. */
static void get_statistics(struct net_device *dev, struct ethtool_stats *stats, u64 *data)
{
	const struct fdp_switch *sw = netdev_priv(dev);
	struct fdp_lookup_stats lookups;
	struct fdp_port_stats totals;

	fdp_lookup_sum(sw, &lookups);
	sum_ports(sw, &totals);
	*data++ = lookups.hits;
	*data++ = lookups.misses;
	memcpy(data, totals.counters, sizeof(totals.counters));
	data += FDP_PORT_COUNTERS;
	memcpy(data, &totals.rx_drops[1], DROPS * sizeof(*data));
	data += DROPS;
	memcpy(data, &totals.tx_drops[1], DROPS * sizeof(*data));
}

const struct ethtool_ops fdp_ethtool_ops = {
	.get_drvinfo = get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = get_link_ksettings,
	.get_sset_count = get_sset_count,
	.get_strings = get_strings,
	.get_ethtool_stats = get_statistics,
};
