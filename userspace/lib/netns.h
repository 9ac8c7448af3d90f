/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network namespaces, by their names as of ip-netns(8). */
#ifndef FLOW_NETNS_H
#define FLOW_NETNS_H

#include <stdbool.h>

/*
 * Opens @netns, a name, or a path if there is a slash in it.  Returns a file
 * descriptor; -ENOENT: there is none.
 */
int flow_netns_open(const char *netns);

/* The calling thread goes where such a descriptor leads; -ENOENT: that is no namespace. */
int flow_netns_set(int fd);

/* Both. */
int flow_netns_enter(const char *netns);

/*
 * Returns a file descriptor, non-blocking, that can be read when a name has gone: what
 * it tells is to be read and counts for nothing, and flow_netns_is_here() to be asked.
 */
int flow_netns_watch(void);

/* Whether @netns, a name, stands for the network namespace of this process. */
bool flow_netns_is_here(const char *netns);

#endif
