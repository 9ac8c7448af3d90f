// SPDX-License-Identifier: GPL-2.0-or-later
#include "intent_patch.h"

#include <errno.h>
#include <string.h>
#include "link_name.h"

const char *intent_patch_peer(const struct intent *intent, const char *name)
{
	const struct intent_port *port;
	size_t i;

	for (i = 0; intent->has_patches && i < intent->ports_count; i++) {
		port = intent->ports[i];
		if (*port->patch && !strcmp(port->match, name))
			return port->patch;
		if (*port->patch && !strcmp(port->patch, name))
			return port->match;
	}
	return NULL;
}

/* The policy for an interface of this name, if @object is one too; NULL: none. */
static const struct intent_port *policy_with(const struct intent *intent,
					     const struct intent_port *object, const char *name)
{
	const struct intent_interface interface = { .name = name };
	const struct intent_port *port = intent_match(intent, &interface);

	if (!strcmp(object->match, name) || (port && !strcmp(port->match, object->match)))
		return object;
	return !port && intent_names(object->match, &interface) ? object : port;
}

/* What the end of this name cannot be. */
static int check_end(const struct intent *intent, const char *name, struct flow_error *error)
{
	if (intent_is_pattern(name))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is a pattern; the end of a patch needs a name", name);
	if (!strcmp(name, "none"))
		return flow_error_set(error, -EINVAL,
				      "\"none\" stands for no patch; give its end another name");
	if (!strcmp(name, "lo"))
		return flow_error_set(error, -EINVAL,
				      "\"lo\" is the loopback interface; give its end another name");
	if (intent_find_switch(intent, name))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is a switch; give the end of the patch another name",
				      name);
	return flow_link_name_check(name, error);
}

static int check_ends(const struct intent *intent, const struct intent_port *object,
		      struct flow_error *error)
{
	struct flow_error why = { "" };
	int code;

	if (!intent_is_name(object->match))
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is not the name of an interface, so it cannot be an end of a patch; give that end a policy by its name",
				      object->match);
	if (!strcmp(object->match, object->patch))
		return flow_error_set(error, -EINVAL,
				      "%s cannot be patched to itself; name another interface",
				      object->match);
	code = check_end(intent, object->match, &why);
	if (!code)
		code = check_end(intent, object->patch, &why);
	return code ? flow_error_set(error, code, "the patch of %s: %s", object->match, why.text) :
		      0;
}

static bool names_end(const struct intent_port *object, const struct intent_port *port)
{
	return intent_names(object->match, &(struct intent_interface){ .name = port->match }) ||
	       intent_names(object->match, &(struct intent_interface){ .name = port->patch });
}

static bool is_end(const struct intent_port *port, const char *name)
{
	return !strcmp(port->match, name) || !strcmp(port->patch, name);
}

/* An end has one other end. */
static int check_pairs(const struct intent *intent, const struct intent_port *object,
		       struct flow_error *error)
{
	const struct intent_port *other;
	size_t i;

	for (i = 0; i < intent->ports_count; i++) {
		other = intent->ports[i];
		if (!*other->patch || !strcmp(other->match, object->match) ||
		    is_end(other, object->match) == is_end(other, object->patch))
			continue;
		return flow_error_set(error, -EINVAL,
				      "%s cannot be patched to %s, as %s is to be patched to %s%s%s; change one of them",
				      object->match, object->patch, other->match, other->patch,
				      other->origin ? ", in " : "",
				      other->origin ? other->origin : "");
	}
	return 0;
}

/* Both ends in one switch are a loop.  @port says the patch, and may be @object. */
static int check_loop(const struct intent *intent, const struct intent_port *object,
		      const struct intent_port *port, struct flow_error *error)
{
	const struct intent_port *one = policy_with(intent, object, port->match);
	const struct intent_port *other = policy_with(intent, object, port->patch);

	if (!one || !other || strcmp(one->switch_name, other->switch_name))
		return 0;
	return flow_error_set(error, -EINVAL,
			      "both ends of the patch from %s to %s would be in switch \"%s\", which is a loop; put one of them into another switch",
			      port->match, port->patch, one->switch_name);
}

int intent_check_patch(const struct intent *intent, const struct intent_port *object,
		       struct flow_error *error)
{
	const struct intent_port *port;
	int code = 0;
	size_t i;

	if (!*object->patch && !intent->has_patches)
		return 0;
	if (*object->patch) {
		code = check_ends(intent, object, error);
		if (!code)
			code = check_pairs(intent, object, error);
		if (!code)
			code = check_loop(intent, object, object, error);
	}
	for (i = 0; !code && i < intent->ports_count; i++) {
		port = intent->ports[i];
		if (*port->patch && strcmp(port->match, object->match) && names_end(object, port))
			code = check_loop(intent, object, port, error);
	}
	return code;
}
