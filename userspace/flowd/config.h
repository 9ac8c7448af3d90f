/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration files: INI, sections [Switch], [Vlan], [Profile], [Port], [Fdb]
 * and [Neighbour], which may come as often as needed.  Each makes one object; a
 * [Vlan] one for each of its VLANs.
 */
#ifndef FLOWD_CONFIG_H
#define FLOWD_CONFIG_H

#include "intent.h"

#define CONFIG_FILE		"/etc/flowswitch/flowd.conf"
#define CONFIG_FILE_NETNS	"/etc/netns/%s/flowswitch/flowd.conf"	/* as of ip-netns(8) */
#define CONFIG_LINE_MAX	197	/* characters; inih has a limit, INI_MAX_LINE */

/* What is wrong, each as "FILE:LINE: sentence", in the order of files and lines. */
struct config_mistakes {
	char **lines;
	size_t count;
};

void config_mistakes_clear(struct config_mistakes *mistakes);

/*
 * Reads @path and then the files conf.d/NAME.conf beside it, in the order of
 * their names.  A @path that is not there counts as empty if @may_lack.
 * -EINVAL: there are mistakes, all of them in @mistakes.
 */
int config_load(const char *path, bool may_lack, struct intent *intent,
		struct config_mistakes *mistakes);

/* A file that somebody else has read. */
struct config_file {
	const char *name;	/* for what is said of it */
	const char *text;
};

/* The same for these files, which are all there are. */
int config_parse(const struct config_file *files, size_t count, struct intent *intent,
		 struct config_mistakes *mistakes);

/* The same as config_load(), with @text in place of what is at @path. */
int config_load_as(const char *path, const char *text, struct intent *intent,
		   struct config_mistakes *mistakes);

#endif
