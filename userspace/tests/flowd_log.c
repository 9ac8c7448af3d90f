// SPDX-License-Identifier: GPL-2.0-or-later
/* A log in memory, in place of flowd's. */
#include "../flowd/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LOG_SIZE	16384
#define LINE_SIZE	1024

char testing_log[LOG_SIZE];
void testing_log_clear(void);

void testing_log_clear(void)
{
	testing_log[0] = '\0';
}

void log_setup(bool verbose)
{
	(void)verbose;
}

void log_write(int level, const char *format, ...)
{
	char line[LINE_SIZE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	if (strlen(testing_log) + strlen(line) + 16 > sizeof(testing_log))
		testing_log_clear();
	sprintf(testing_log + strlen(testing_log), "<%d>%s\n", level, line);
}
