// SPDX-License-Identifier: GPL-2.0-or-later
#include "log.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BURST		200	/* lines at once */
#define RATE		20	/* lines a second after that */

static struct {
	bool verbose;
	bool journal;
	double tokens;
	double filled;		/* seconds, when the tokens were last counted */
	unsigned long left_out;
} state = { .tokens = BURST };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* Whether stderr is what systemd has connected to the journal: systemd.exec(5). */
static bool is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	uintmax_t device, inode;
	struct stat status;

	return stream && sscanf(stream, "%ju:%ju", &device, &inode) == 2 &&
	       !fstat(STDERR_FILENO, &status) && status.st_dev == device &&
	       status.st_ino == inode;
}

void log_setup(bool verbose)
{
	state.verbose = verbose;
	state.journal = is_journal();
	state.filled = now();
	setvbuf(stderr, NULL, _IOLBF, 0);	/* a line is one write */
}

static bool take_token(void)
{
	double time = now();

	state.tokens += (time - state.filled) * RATE;
	state.filled = time;
	if (state.tokens > BURST)
		state.tokens = BURST;
	if (state.tokens < 1)
		return false;
	state.tokens--;
	return true;
}

static void print_level(int level)
{
	if (state.journal)
		fprintf(stderr, "<%d>", level);
	else
		fputs("flowd: ", stderr);
}

void log_write(int level, const char *format, ...)
{
	va_list arguments;

	if (level == LOG_LEVEL_DEBUG && !state.verbose)
		return;
	if (!take_token()) {
		state.left_out++;
		return;
	}
	if (state.left_out) {
		print_level(LOG_LEVEL_WARNING);
		fprintf(stderr, "%lu messages were left out\n", state.left_out);
		state.left_out = 0;
	}
	print_level(level);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}
