/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of intents that are given as the text of a configuration file. */
#ifndef FLOWD_CONFIG_TESTING_H
#define FLOWD_CONFIG_TESTING_H

#include "flowd_testing.h"
#include "../flowd/config.h"

static inline struct intent load(const char *text)
{
	struct config_mistakes mistakes;
	struct intent intent = { 0 };

	testing_write("flowd.conf", text);
	if (config_load(testing_path("flowd.conf"), false, &intent, &mistakes))
		fail_msg("%s in\n%s", mistakes.count ? mistakes.lines[0] : "no memory", text);
	config_mistakes_clear(&mistakes);
	return intent;
}

#endif
