/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Follows the host's interfaces through rtnetlink. */
#ifndef FLOWD_LINKS_H
#define FLOWD_LINKS_H

#include "switches.h"

struct links;

/* Opens it; what it sees goes to @switches. */
int links_open(struct links **links, struct switches *switches);
/* NULL is fine. */
void links_close(struct links *links);

/* Readable: links_receive() has work. */
int links_fd(const struct links *links);
void links_receive(struct links *links, int64_t now_ms);

/* Lists all interfaces; at the start. */
int links_list(struct links *links, int64_t now_ms);
/* The same when events were lost, until it succeeds; returns when to call next, 0: no need. */
int64_t links_retry(struct links *links, int64_t now_ms);

#endif
