/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network namespaces, by their names as of ip-netns(8). */
#ifndef FLOW_NETNS_H
#define FLOW_NETNS_H

/*
 * Opens @netns, a name, or a path if there is a slash in it.  Returns a file
 * descriptor; -ENOENT: there is none.
 */
int flow_netns_open(const char *netns);

/* The calling thread goes there; -errno. */
int flow_netns_enter(const char *netns);

#endif
