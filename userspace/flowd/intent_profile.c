// SPDX-License-Identifier: GPL-2.0-or-later
#include "intent_profile.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include "intent_settings.h"

void intent_own(struct intent_port *port, uint32_t said)
{
	if (*port->profile)
		port->own |= said & INTENT_VLAN_ROWS ? said | INTENT_VLAN_ROWS : said;
}

/* What a VLAN mode has, it too. */
#define MODE_ROWS	(INTENT_VLAN_ROWS | 1U << FLOW_PORT_TAG_TYPE | 1U << FLOW_PORT_TRANSLATIONS)

/* The rows in which a port is not as it is by default. */
static uint32_t rows_changed(const struct intent_port *port)
{
	struct flow_settings is, plain;
	struct intent_port initial;
	uint32_t rows = 0;
	unsigned int row;

	intent_port_init(&initial);
	intent_port_tell(port, &is);
	intent_port_tell(&initial, &plain);
	for (row = 0; is.table[row].json; row++)
		if (is.value[row] != plain.value[row])
			rows |= 1U << row;
	return rows;
}

void intent_own_settings(const struct intent_port *port, struct flow_settings *own)
{
	intent_port_tell(port, own);
	if (*port->profile)
		own->present &= port->own | 1U << FLOW_PORT_NUMBER;
}

void intent_said_settings(const struct intent_port *port, struct flow_settings *said)
{
	uint32_t rows = rows_changed(port);

	intent_own_settings(port, said);
	if (!*port->profile)
		said->present &= rows & MODE_ROWS ? rows | MODE_ROWS : rows;
}

void intent_profile_take_out(struct flow_settings *said, unsigned int row)
{
	said->present &= ~(1U << row & INTENT_VLAN_ROWS ? MODE_ROWS : 1U << row);
}

void intent_profile_take(struct intent_profile *profile, const struct flow_settings *settings)
{
	struct flow_settings *said = &profile->said;
	unsigned int row;

	if (flow_settings_has(settings, FLOW_PORT_VLAN_MODE))
		intent_profile_take_out(said, FLOW_PORT_VLAN_MODE);
	for (row = 0; settings->table[row].json; row++)
		if (flow_settings_has(settings, row))
			flow_settings_set(said, row, settings->value[row]);
	if (flow_settings_has(settings, FLOW_PORT_VLANS))
		memcpy(said->vlans, settings->vlans, sizeof(said->vlans));
	if (flow_settings_has(settings, FLOW_PORT_TRANSLATIONS))
		said->translations = settings->translations;
}

static void resolve(struct intent_port *port, const struct intent_profile *profile)
{
	const uint32_t rows = port->own;
	struct flow_settings plain, own;

	intent_port_tell(port, &own);
	own.present &= rows;
	flow_settings_init_all(&plain, flow_setting_port);
	plain.present &= ~(1U << FLOW_PORT_NUMBER);
	intent_port_take(port, &plain);
	if (profile)
		intent_port_take(port, &profile->said);
	intent_port_take(port, &own);
	port->own = rows;
}

void intent_set_profile(struct intent_port *port, const char *name)
{
	uint32_t changed = *port->profile ? 0 : rows_changed(port);

	if (*port->profile && !*name) {
		resolve(port, NULL);
		port->own = 0;
	}
	memset(port->profile, 0, sizeof(port->profile));
	strncpy(port->profile, name, sizeof(port->profile) - 1);
	intent_own(port, changed);
}

void intent_resolve_port(const struct intent *intent, struct intent_port *port)
{
	if (*port->profile)
		resolve(port, intent_find_profile(intent, port->profile));
}

void intent_resolve(struct intent *intent)
{
	size_t i;

	for (i = 0; i < intent->ports_count; i++)
		intent_resolve_port(intent, intent->ports[i]);
}

const struct intent_port *intent_profile_user(const struct intent *intent, const char *name)
{
	size_t i;

	for (i = 0; i < intent->ports_count; i++)
		if (!strcmp(intent->ports[i]->profile, name))
			return intent->ports[i];
	return NULL;
}

static int check_name(const char *name, struct flow_error *error)
{
	const char *c;

	if (!*name)
		return flow_error_set(error, -EINVAL, "which profile? Its name is missing");
	if (!strcmp(name, "none"))
		return flow_error_set(error, -EINVAL,
				      "\"none\" stands for no profile; give it another name");
	for (c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
			return flow_error_set(error, -EINVAL,
					      "\"%s\" cannot be a profile's name, which is of letters, digits, - _ and .",
					      name);
	return 0;
}

int intent_check_profile(const struct intent *intent, const struct intent_profile *object,
			 struct flow_error *error)
{
	int code = check_name(object->name, error);
	struct flow_error why;
	size_t i;

	if (!code && object->said.present & INTENT_VLAN_ROWS &&
	    !flow_settings_has(&object->said, FLOW_PORT_VLAN_MODE))
		code = flow_error_set(error, -EINVAL,
				      "the profile \"%s\" says VLANs, but no VLAN mode; say it too",
				      object->name);
	for (i = 0; !code && i < intent->ports_count; i++) {
		struct intent_port port = *intent->ports[i];

		if (strcmp(port.profile, object->name))
			continue;
		resolve(&port, object);
		code = intent_check_port(intent, &port, &why);
		if (code)
			flow_error_set(error, code, "%s, which uses the profile \"%s\": %s",
				       port.match, object->name, why.text);
	}
	return code;
}
