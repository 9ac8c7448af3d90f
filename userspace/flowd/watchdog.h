/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells systemd that flowd is alive, if it asks for that (WatchdogSec of systemd.service(5)). */
#ifndef FLOWD_WATCHDOG_H
#define FLOWD_WATCHDOG_H

#include <stdint.h>

/* How often it is to be told, in milliseconds; 0: it does not ask. */
int64_t watchdog_interval(void);

void watchdog_feed(void);

/*
 * The same if it is due, between the steps of work that blocks the loop.  While flowd
 * starts or stops, this extends the time that systemd allows.
 */
void watchdog_progress(void);

#endif
