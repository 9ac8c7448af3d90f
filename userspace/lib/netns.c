// SPDX-License-Identifier: GPL-2.0-or-later
#include "netns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DIRECTORY	"/run/netns"	/* where "ip netns" keeps them */

int flow_netns_open(const char *netns)
{
	char path[PATH_MAX];
	int fd;

	if (strchr(netns, '/'))
		snprintf(path, sizeof(path), "%s", netns);
	else
		snprintf(path, sizeof(path), DIRECTORY "/%s", netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int flow_netns_enter(const char *netns)
{
	int fd = flow_netns_open(netns), error = 0;

	if (fd < 0)
		return fd;
	if (setns(fd, CLONE_NEWNET))
		error = -errno;
	close(fd);
	return error;
}
