// SPDX-License-Identifier: GPL-2.0-or-later
/* Files are exchanged whole or not at all. */
#include "lib_testing.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "file.h"

static char directory[] = "/tmp/lib_file_test.XXXXXX";
static char path[64], beside[64];

static int start(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/file", directory);
	snprintf(beside, sizeof(beside), "%s/file.new", directory);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(directory);
}

static void assert_file(const char *expected)
{
	char *text;

	assert_int_equal(flow_file_read(path, &text), 0);
	assert_string_equal(text, expected);
	free(text);
	assert_int_not_equal(access(beside, F_OK), 0);
}

static void a_file_is_exchanged(void **state)
{
	struct stat status;

	(void)state;
	assert_int_equal(flow_file_replace(path, "one\n", 0640), 0);
	assert_file("one\n");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
	assert_int_equal(flow_file_replace(path, "", 0600), 0);
	assert_file("");
}

static void write_other(const char *name, const char *text)
{
	FILE *out = fopen(name, "w");

	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

/* By a crash, or by somebody who would have a file of his own written. */
static void what_is_left_beside_a_file_goes(void **state)
{
	char victim[64], *text;
	struct stat status;

	(void)state;
	write_other(beside, "a longer text that was cut sh");
	assert_int_equal(chmod(beside, 0666), 0);
	assert_int_equal(flow_file_replace(path, "one\n", 0600), 0);
	assert_file("one\n");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	snprintf(victim, sizeof(victim), "%s/victim", directory);
	write_other(victim, "safe");
	assert_int_equal(symlink(victim, beside), 0);
	assert_int_equal(flow_file_replace(path, "two\n", 0600), 0);
	assert_file("two\n");
	assert_int_equal(lstat(path, &status), 0);
	assert_true(S_ISREG(status.st_mode));
	assert_int_equal(link(victim, beside), 0);
	assert_int_equal(flow_file_replace(path, "three\n", 0600), 0);
	assert_file("three\n");
	assert_int_equal(flow_file_read(victim, &text), 0);
	assert_string_equal(text, "safe");
	free(text);
	assert_int_equal(unlink(victim), 0);
}

static void a_file_that_cannot_be_written_stays(void **state)
{
	(void)state;
	assert_int_equal(flow_file_replace(path, "one\n", 0600), 0);
	assert_int_equal(mkdir(beside, 0700), 0);
	assert_int_equal(flow_file_replace(path, "two\n", 0600), -EISDIR);
	assert_int_equal(rmdir(beside), 0);
	assert_file("one\n");
}

static bool directories_fail;

/* In place of the library's. */
int fsync(int fd)
{
	struct stat status;

	if (directories_fail && !fstat(fd, &status) && S_ISDIR(status.st_mode)) {
		errno = EIO;
		return -1;
	}
	return syscall(SYS_fsync, fd);
}

/* It is in place, so nobody may take it for refused. */
static void a_file_whose_directory_cannot_be_synced_is_exchanged(void **state)
{
	(void)state;
	assert_int_equal(flow_file_replace(path, "one\n", 0600), 0);
	directories_fail = true;
	assert_int_equal(flow_file_replace(path, "two\n", 0600), 0);
	directories_fail = false;
	assert_file("two\n");
}

static void what_is_no_text_is_refused(void **state)
{
	FILE *out = fopen(path, "w");
	char *text;

	(void)state;
	fwrite("a\0b", 1, 3, out);
	fclose(out);
	assert_int_equal(flow_file_read(path, &text), -EILSEQ);
	assert_int_equal(flow_file_read(directory, &text), -EISDIR);
	assert_int_equal(flow_file_read(beside, &text), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_exchanged),
		cmocka_unit_test(what_is_left_beside_a_file_goes),
		cmocka_unit_test(a_file_that_cannot_be_written_stays),
		cmocka_unit_test(a_file_whose_directory_cannot_be_synced_is_exchanged),
		cmocka_unit_test(what_is_no_text_is_refused),
	};

	return cmocka_run_group_tests(tests, start, end);
}
