/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of flowd share: files in a directory of their own, a log in memory, stations. */
#ifndef FLOWD_TESTING_H
#define FLOWD_TESTING_H

#include "lib_testing.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../flowd/intent.h"

/* Where the files of a test are; made by testing_directory_make(). */
static char testing_directory[] = "/tmp/flowd_test.XXXXXX";

static inline int testing_directory_make(void **state)
{
	(void)state;
	return mkdtemp(testing_directory) ? 0 : -1;
}

static inline int testing_remove(const char *path, const struct stat *status, int type,
				 struct FTW *at)
{
	(void)status;
	(void)type;
	(void)at;
	return remove(path);
}

static inline int testing_directory_remove(void **state)
{
	(void)state;
	return nftw(testing_directory, testing_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of a file there; valid until the call after the next three. */
static inline const char *testing_path(const char *name)
{
	static char paths[4][128];
	static unsigned int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", testing_directory, name);
	return path;
}

static inline void testing_write(const char *name, const char *text)
{
	FILE *out = fopen(testing_path(name), "w");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

/* The whole text of a file there; the caller frees it.  NULL: there is none. */
static inline char *testing_read(const char *name)
{
	FILE *in = fopen(testing_path(name), "r");
	char *text = NULL;
	size_t size = 0;

	if (!in)
		return NULL;
	if (getdelim(&text, &size, '\0', in) < 0)
		*text = '\0';
	fclose(in);
	return text;
}

/* The lines that were logged so far, the last ones if there were many; see flowd_log.c. */
extern char testing_log[];
void testing_log_clear(void);

/* The MAC address of one of many stations. */
static inline const uint8_t *mac_of(unsigned int station)
{
	static uint8_t mac[6] = { 2 };

	mac[3] = station >> 16;
	mac[4] = station >> 8;
	mac[5] = station;
	return mac;
}

/* Two objects of an intent that say the same, wherever they come from. */
#define testing_assert_same(a, b)							\
	assert_memory_equal(&(a)->origin + 1, &(b)->origin + 1,				\
			    (char *)((a) + 1) - (char *)(&(a)->origin + 1))

#endif
