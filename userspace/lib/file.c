// SPDX-License-Identifier: GPL-2.0-or-later
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_text(int fd, const char *text)
{
	size_t left = strlen(text);
	ssize_t written;

	while (left) {
		written = write(fd, text, left);
		if (written < 0 && errno != EINTR)
			return -errno;
		if (written < 0)
			continue;
		text += written;
		left -= written;
	}
	return fsync(fd) ? -errno : 0;
}

/* In place of one that was left over, or of what somebody else has put there. */
static int write_file(const char *path, const char *text, mode_t mode)
{
	int fd, code;

	if (unlink(path) && errno != ENOENT)
		return -errno;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	code = fchmod(fd, mode) ? -errno : write_text(fd, text);	/* whatever the umask is */
	if (close(fd) && !code)
		code = -errno;
	return code;
}

static int open_directory(const char *path)
{
	char copy[PATH_MAX];
	int fd;

	snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int flow_file_replace(const char *path, const char *text, mode_t mode)
{
	char beside[PATH_MAX];
	int directory, code;

	if (snprintf(beside, sizeof(beside), "%s.new", path) >= (int)sizeof(beside))
		return -ENAMETOOLONG;
	directory = open_directory(path);
	if (directory < 0)
		return directory;
	code = write_file(beside, text, mode);
	if (!code && rename(beside, path))
		code = -errno;
	if (code)
		unlink(beside);
	else
		fsync(directory);	/* an error could not be undone: the new one is in place */
	close(directory);
	return code;
}

void flow_file_hold_standard(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int flow_file_read(const char *path, char **text)
{
	FILE *in = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char *read = NULL;
	size_t size = 0;
	ssize_t length;
	int code = 0;

	if (!in)
		return -errno;
	errno = 0;
	length = getdelim(&read, &size, '\0', in);
	if (length < 0 && feof(in) && read)
		*read = '\0';
	else if (length < 0)
		code = errno ? -errno : -EIO;
	else if (strlen(read) < (size_t)length)
		code = -EILSEQ;
	if (in != stdin)
		fclose(in);
	if (code)
		free(read);
	else
		*text = read;
	return code;
}
