/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's event loop: upcalls, events of switches and interfaces, the
 * control socket, signals, time.
 */
#ifndef FLOWD_LOOP_H
#define FLOWD_LOOP_H

#include "daemon.h"

/* From here on a reload (SIGHUP) waits until the loop runs, instead of being the end. */
void loop_hold_reload(void);

/*
 * Opens the kernel's interfaces, puts the daemon's intent in force, serves
 * @listener (which it takes over), and returns when a signal says so, or when
 * the network namespace @netns (NULL: one that may have no name) is deleted,
 * which only ends when we do: 0.  On errors -errno, and the log says why.
 */
int loop_run(struct daemon *daemon, const char *netns, int listener);

#endif
