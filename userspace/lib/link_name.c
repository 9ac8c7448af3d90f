// SPDX-License-Identifier: GPL-2.0-or-later
#include "link_name.h"

#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include "text.h"

/* As it is when it is listed, and in JSON. */
static bool is_printable(const char *name)
{
	char copy[IF_NAMESIZE];

	strcpy(copy, name);
	flow_text_make_printable(copy);
	return !strcmp(copy, name);
}

int flow_link_name_check(const char *name, struct flow_error *error)
{
	const char *c;

	if (!*name)
		return flow_error_set(error, -EINVAL, "the name is empty");
	if (strlen(name) >= IF_NAMESIZE)
		return flow_error_set(error, -EINVAL,
				      "\"%.32s\" is too long for an interface: %d characters at most",
				      name, IF_NAMESIZE - 1);
	/* "all" and "default" mean every interface in /proc/sys/net/ipv4/conf. */
	if (!strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, "all") ||
	    !strcmp(name, "default"))
		return flow_error_set(error, -EINVAL, "\"%s\" cannot be an interface's name", name);
	for (c = name; *c; c++)
		if (*c == '/' || *c == ':' || *c == '%' || isspace((unsigned char)*c) ||
		    iscntrl((unsigned char)*c))
			return flow_error_set(error, -EINVAL,
					      "\"%s\" cannot be an interface's name: no '%c' in it",
					      name, isprint((unsigned char)*c) ? *c : '?');
	if (!is_printable(name))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" cannot be an interface's name here: it cannot be printed",
				      name);
	return 0;
}
