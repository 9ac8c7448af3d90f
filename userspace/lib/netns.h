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

/* Moves the calling thread into the namespace of such a descriptor; -ENOENT: it is none. */
int flow_netns_set(int fd);

/* Opens @netns and moves the calling thread there. */
int flow_netns_enter(const char *netns);

/*
 * Returns a non-blocking file descriptor that becomes readable when a name is removed:
 * read and discard what is there, and ask flow_netns_is_here().
 */
int flow_netns_watch(void);

/* Whether @netns, a name, stands for the network namespace of this process. */
bool flow_netns_is_here(const char *netns);

#endif
