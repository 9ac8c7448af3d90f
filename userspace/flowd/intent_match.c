// SPDX-License-Identifier: GPL-2.0-or-later
/* How a policy names interfaces, and which one holds for an interface. */
#include "intent.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include "link_name.h"
#include "mac.h"
#include "text.h"

#define MAC_PREFIX	"mac:"
#define ALIAS_PREFIX	"alias:"

/* In the order in which they win. */
enum kind { NAME, MAC, ALIAS, ALIAS_PATTERN, PATTERN };

/* Behind the prefix; NULL: @match does not begin with it. */
static const char *skip_prefix(const char *match, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(match, prefix, length) ? NULL : match + length;
}

static enum kind kind_of(const char *match)
{
	bool is_pattern = strpbrk(match, "*?[");

	if (skip_prefix(match, MAC_PREFIX))
		return MAC;
	if (skip_prefix(match, ALIAS_PREFIX))
		return is_pattern ? ALIAS_PATTERN : ALIAS;
	return is_pattern ? PATTERN : NAME;
}

bool intent_is_pattern(const char *match)
{
	return kind_of(match) == PATTERN || kind_of(match) == ALIAS_PATTERN;
}

bool intent_is_name(const char *match)
{
	return kind_of(match) == NAME;
}

const char *intent_explain_absence(const char *match)
{
	switch (kind_of(match)) {
	case NAME:
		return "there is no such interface";
	case MAC:
		return "no interface has this MAC address";
	case ALIAS:
		return "no interface has this alias";
	default:
		return "no interface has such a name or alias";
	}
}

bool intent_names(const char *match, const struct intent_interface *interface)
{
	const char *alias = interface->alias ? interface->alias : "";
	enum kind kind = kind_of(match);

	if (kind == NAME)
		return !strcmp(match, interface->name);
	if (interface->is_switch || !strcmp(interface->name, "lo"))
		return false;
	switch (kind) {
	case MAC:
		return !strcmp(skip_prefix(match, MAC_PREFIX), interface->mac);
	case ALIAS:
		return !strcmp(skip_prefix(match, ALIAS_PREFIX), alias);
	case ALIAS_PATTERN:
		return *alias && !fnmatch(skip_prefix(match, ALIAS_PREFIX), alias, 0);
	default:
		return !fnmatch(match, interface->name, 0);
	}
}

size_t intent_find_exact(const struct intent *intent, const struct intent_interface *interface,
			 const struct intent_port *found[INTENT_EXACT_MAX])
{
	const struct {
		const char *prefix, *text;
	} ways[INTENT_EXACT_MAX] = {
		{ "", interface->name },
		{ MAC_PREFIX, interface->mac },
		{ ALIAS_PREFIX, interface->alias ? interface->alias : "" },
	};
	const struct intent_port *port;
	char match[INTENT_MATCH_MAX];
	size_t i, count = 0;

	for (i = 0; i < INTENT_EXACT_MAX; i++) {
		if (snprintf(match, sizeof(match), "%s%s", ways[i].prefix, ways[i].text) >=
		    (int)sizeof(match))
			continue;
		port = intent_find_port(intent, match);
		if (port && !intent_is_pattern(match) && intent_names(match, interface))
			found[count++] = port;
	}
	return count;
}

const struct intent_port *intent_match(const struct intent *intent,
				       const struct intent_interface *interface)
{
	const struct intent_port *exact[INTENT_EXACT_MAX], *port, *found = NULL;
	size_t i;

	if (intent_find_exact(intent, interface, exact))
		return exact[0];
	for (i = 0; i < intent->ports_count; i++) {
		port = intent->ports[i];
		if (intent_is_pattern(port->match) &&
		    (!found || kind_of(port->match) < kind_of(found->match)) &&
		    intent_names(port->match, interface))
			found = port;
	}
	return found;
}

int intent_parse_match(const char *text, char *match, struct flow_error *error)
{
	const char *address = skip_prefix(text, MAC_PREFIX);
	uint8_t mac[6];
	int code = 0;

	if (address)
		code = flow_mac_parse(address, mac, error);
	if (!code)
		code = flow_text_copy(text, match, INTENT_MATCH_MAX, error);
	if (!code && address)
		flow_mac_format(mac, match + strlen(MAC_PREFIX));
	return code;
}

/* Behind the character class that begins at @c, or the character. */
static const char *skip_member(const char *c)
{
	const char *end = strncmp(c, "[:", 2) ? NULL : strstr(c + 2, ":]");

	if (end)
		return end + 2;
	return *c == '\\' && c[1] ? c + 2 : c + 1;
}

/* Whether each set that begins, such as [0-9], ends; see glob(7). */
static bool sets_end(const char *c)
{
	while (*c) {
		if (*c != '[') {
			c = skip_member(c);
			continue;
		}
		c++;
		if (*c == '!' || *c == '^')
			c++;
		if (*c == ']')
			c++;
		while (*c && *c != ']')
			c = skip_member(c);
		if (!*c)
			return false;
		c++;
	}
	return true;
}

static int check_sets(const char *match, struct flow_error *error)
{
	if (sets_end(match))
		return 0;
	return flow_error_set(error, -EINVAL, "the pattern \"%s\" has a [ without its ]; add it",
			      match);
}

static bool has_blank(const char *text)
{
	while (*text && !isspace((unsigned char)*text) && !iscntrl((unsigned char)*text))
		text++;
	return *text;
}

/* A blank could be lost in a file, where one may begin a comment. */
static int check_alias(const char *match, struct flow_error *error)
{
	if (!*skip_prefix(match, ALIAS_PREFIX))
		return flow_error_set(error, -EINVAL,
				      "which alias? It is missing behind \"" ALIAS_PREFIX "\"");
	if (has_blank(match))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" has a blank in it; write ? for it", match);
	return check_sets(match, error);
}

static int check_pattern(const struct intent *intent, const char *match, struct flow_error *error)
{
	int code = check_sets(match, error);
	size_t i;

	if (code)
		return code;
	if (has_blank(match))
		return flow_error_set(error, -EINVAL,
				      "the pattern \"%s\" has a blank in it, which no interface has; remove it",
				      match);
	for (i = 0; i < intent->switches_count; i++)
		if (!fnmatch(match, intent->switches[i]->name, 0))
			return flow_error_set(error, -EINVAL,
					      "the pattern \"%s\" matches the switch \"%s\", which it cannot hold for; write one that does not match it",
					      match, intent->switches[i]->name);
	return 0;
}

/* A switch is a port of itself: the local one. */
static int check_name(const struct intent *intent, const struct intent_port *object,
		      struct flow_error *error)
{
	const char *match = object->match;

	if (!strcmp(match, "lo"))
		return flow_error_set(error, -EINVAL,
				      "the loopback interface \"lo\" cannot be a port; name another");
	if (intent_find_switch(intent, match) && strcmp(match, object->switch_name))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is a switch, which cannot be a port of another; name another",
				      match);
	if (intent_find_switch(intent, match) && object->number)
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is the switch itself, whose port number is always 0; leave that out",
				      match);
	if (strchr(match, ':'))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is neither a name nor " MAC_PREFIX "ADDRESS nor " ALIAS_PREFIX "TEXT",
				      match);
	return flow_link_name_check(match, error);
}

int intent_check_match(const struct intent *intent, const struct intent_port *object,
		       struct flow_error *error)
{
	const char *match = object->match;

	if (!*match)
		return flow_error_set(error, -EINVAL, "which interface? Match is missing");
	switch (kind_of(match)) {
	case NAME:
		return check_name(intent, object, error);
	case MAC:
		return 0;
	case ALIAS:
	case ALIAS_PATTERN:
		return check_alias(match, error);
	default:
		return check_pattern(intent, match, error);
	}
}
