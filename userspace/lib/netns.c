// SPDX-License-Identifier: GPL-2.0-or-later
#include "netns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
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
	if (fd >= 0)
		return fd;
	return errno == ENAMETOOLONG || errno == ENOTDIR ? -ENOENT : -errno;
}

int flow_netns_set(int fd)
{
	if (!setns(fd, CLONE_NEWNET))
		return 0;
	return errno == EINVAL ? -ENOENT : -errno;
}

int flow_netns_enter(const char *netns)
{
	int fd = flow_netns_open(netns), error;

	if (fd < 0)
		return fd;
	error = flow_netns_set(fd);
	close(fd);
	return error;
}

int flow_netns_watch(void)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), error;

	if (fd < 0)
		return -errno;
	if (inotify_add_watch(fd, DIRECTORY, IN_DELETE | IN_MOVED_FROM) >= 0)
		return fd;
	error = -errno;
	close(fd);
	return error;
}

bool flow_netns_is_here(const char *netns)
{
	int fd = flow_netns_open(netns);
	struct stat there, here;
	bool same;

	if (fd < 0)
		return false;
	same = !fstat(fd, &there) && !stat("/proc/thread-self/ns/net", &here) &&
	       there.st_dev == here.st_dev && there.st_ino == here.st_ino;
	close(fd);
	return same;
}
