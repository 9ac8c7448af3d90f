// SPDX-License-Identifier: GPL-2.0-or-later
#include "watchdog.h"

#include <systemd/sd-daemon.h>
#include "daemon.h"

int64_t watchdog_interval(void)
{
	uint64_t microseconds;

	if (sd_watchdog_enabled(0, &microseconds) <= 0)
		return 0;
	return microseconds < 2000 ? 1 : microseconds / 2000;
}

void watchdog_feed(void)
{
	sd_notify(0, "WATCHDOG=1");
}

void watchdog_progress(void)
{
	static int64_t told_ms;
	int64_t now_ms = daemon_now(), interval_ms = watchdog_interval();

	if (!interval_ms || now_ms - told_ms < interval_ms)
		return;
	told_ms = now_ms;
	sd_notifyf(0, "WATCHDOG=1\nEXTEND_TIMEOUT_USEC=%lld", 2000 * (long long)interval_ms);
}
