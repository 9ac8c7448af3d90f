// SPDX-License-Identifier: GPL-2.0-or-later
/* The keys of configuration files and their values. */
#include "config_parser.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include "names.h"
#include "settings.h"
#include "words.h"

static int parse_number(const char *value, uint64_t min, uint64_t max, uint32_t *number,
			struct flow_error *error)
{
	uint64_t parsed;

	if (flow_words_parse_number(value, max, &parsed) || parsed < min)
		return flow_error_set(error, -EINVAL,
				      "\"%s\" is wrong; it is a number from %llu to %llu", value,
				      (unsigned long long)min, (unsigned long long)max);
	*number = parsed;
	return 0;
}

static int parse_text(const char *value, char *text, size_t size, struct flow_error *error)
{
	if (strlen(value) >= size)
		return flow_error_set(error, -EINVAL,
				      "\"%.32s\" is too long: %zu characters at most", value,
				      size - 1);
	memset(text, 0, size);
	strcpy(text, value);
	return 0;
}

static int parse_bool(const char *value, bool *on, struct flow_error *error)
{
	static const char *const yes[] = { "yes", "true", "on", "1" };
	static const char *const no[] = { "no", "false", "off", "0" };
	size_t i;

	for (i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		if (strcasecmp(value, yes[i]) && strcasecmp(value, no[i]))
			continue;
		*on = !strcasecmp(value, yes[i]);
		return 0;
	}
	return flow_error_set(error, -EINVAL, "\"%s\" is wrong; it is yes or no", value);
}

#define SWITCH_NUMBER(member, min, max)							\
static int switch_##member(struct config_object *object, const char *value,		\
			   struct flow_error *error)					\
{											\
	return parse_number(value, min, max, &object->switch_.member, error);		\
}

SWITCH_NUMBER(flows_max, 1, FLOWDP_FLOWS_LIMIT)
SWITCH_NUMBER(upcall_rate, 0, UINT32_MAX)
SWITCH_NUMBER(upcall_burst, 0, UINT32_MAX)
SWITCH_NUMBER(ageing, 0, FLOWDP_TIMEOUT_MAX)
SWITCH_NUMBER(mac_limit, 1, INTENT_MAC_LIMIT_MAX)

static int switch_name(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_switch *into = &object->switch_;
	int code = intent_check_name(value, error);

	return code ? code : parse_text(value, into->name, sizeof(into->name), error);
}

static int switch_fail_mode(struct config_object *object, const char *value,
			    struct flow_error *error)
{
	return settings_choice(settings_fail_modes, value, &object->switch_.fail_mode, error);
}

static const struct config_key switch_keys[] = {
	{ "Name", switch_name },
	{ "FailMode", switch_fail_mode },
	{ "FlowsMax", switch_flows_max },
	{ "UpcallRate", switch_upcall_rate },
	{ "UpcallBurst", switch_upcall_burst },
	{ "Ageing", switch_ageing },
	{ "MacLimit", switch_mac_limit },
	{ NULL, NULL }
};

static int port_match(struct config_object *object, const char *value, struct flow_error *error)
{
	return parse_text(value, object->port.match, sizeof(object->port.match), error);
}

static int port_switch(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_port *into = &object->port;

	return parse_text(value, into->switch_name, sizeof(into->switch_name), error);
}

static int port_number(struct config_object *object, const char *value, struct flow_error *error)
{
	return parse_number(value, 1, FLOWDP_PORTS_MAX - 1, &object->port.number, error);
}

static int port_vlan(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_settings *settings = &object->port.settings;

	if (object->has_trunk)
		return flow_error_set(error, -EINVAL, "a port has either Vlan or Trunk");
	object->has_vlan = true;
	if (!strcmp(value, "none")) {
		settings->vlan_mode = FLOWDP_VLAN_MODE_NONE;
		settings->pvid = 0;
		return 0;
	}
	settings->vlan_mode = FLOWDP_VLAN_MODE_ACCESS;
	return flow_vlan_parse_vid(value, &settings->pvid, error);
}

/* Lines are short, so a long list takes several. */
static int port_trunk(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_settings *settings = &object->port.settings;
	flow_vlan_bitmap more;
	size_t i;
	int code;

	if (object->has_vlan)
		return flow_error_set(error, -EINVAL, "a port has either Vlan or Trunk");
	object->has_trunk = true;
	settings->vlan_mode = FLOWDP_VLAN_MODE_TRUNK;
	code = flow_vlan_parse(value, more, error);
	if (code)
		return code;
	for (i = 0; i < sizeof(more); i++)
		settings->vlans[i] |= more[i];
	return 0;
}

static int port_native(struct config_object *object, const char *value, struct flow_error *error)
{
	object->has_native = true;
	return flow_vlan_parse_vid(value, &object->port.settings.pvid, error);
}

static int port_state(struct config_object *object, const char *value, struct flow_error *error)
{
	return settings_choice(settings_states, value, &object->port.settings.state, error);
}

static int port_link_local(struct config_object *object, const char *value,
			   struct flow_error *error)
{
	uint32_t mask = 0;
	int code = parse_number(value, 0, UINT16_MAX, &mask, error);

	if (!code)
		object->port.settings.link_local_forward = mask;
	return code;
}

static int port_mac_limit(struct config_object *object, const char *value,
			  struct flow_error *error)
{
	return parse_number(value, 0, INTENT_MAC_LIMIT_MAX, &object->port.mac_limit, error);
}

#define PORT_FLAG(name, index)								\
static int name(struct config_object *object, const char *value, struct flow_error *error) \
{											\
	uint32_t flag = settings_flags[index].flag;					\
	bool on;									\
	int code = parse_bool(value, &on, error);					\
											\
	if (!code && on)								\
		object->port.settings.flags |= flag;					\
	else if (!code)									\
		object->port.settings.flags &= ~flag;					\
	return code;									\
}

PORT_FLAG(port_learning, 0)
PORT_FLAG(port_flood_unicast, 1)
PORT_FLAG(port_flood_multicast, 2)
PORT_FLAG(port_flood_broadcast, 3)
PORT_FLAG(port_isolated, 4)
PORT_FLAG(port_hairpin, 5)

static const struct config_key port_keys[] = {
	{ "Match", port_match },
	{ "Switch", port_switch },
	{ "Number", port_number },
	{ "Vlan", port_vlan },
	{ "Trunk", port_trunk },
	{ "Native", port_native },
	{ "Learning", port_learning },
	{ "FloodUnicast", port_flood_unicast },
	{ "FloodMulticast", port_flood_multicast },
	{ "FloodBroadcast", port_flood_broadcast },
	{ "Isolated", port_isolated },
	{ "Hairpin", port_hairpin },
	{ "State", port_state },
	{ "LinkLocalForward", port_link_local },
	{ "MacLimit", port_mac_limit },
	{ NULL, NULL }
};

static int fdb_mac(struct config_object *object, const char *value, struct flow_error *error)
{
	return intent_parse_mac(value, object->static_.mac, error);
}

static int fdb_port(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_static *into = &object->static_;

	return parse_text(value, into->port, sizeof(into->port), error);
}

static int fdb_vlan(struct config_object *object, const char *value, struct flow_error *error)
{
	return flow_vlan_parse_vid(value, &object->static_.vid, error);
}

static int fdb_switch(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_static *into = &object->static_;

	return parse_text(value, into->switch_name, sizeof(into->switch_name), error);
}

static const struct config_key fdb_keys[] = {
	{ "Mac", fdb_mac },
	{ "Port", fdb_port },
	{ "Vlan", fdb_vlan },
	{ "Switch", fdb_switch },
	{ NULL, NULL }
};

const struct config_key *config_keys(enum config_section section)
{
	switch (section) {
	case CONFIG_SWITCH:
		return switch_keys;
	case CONFIG_PORT:
		return port_keys;
	default:
		return fdb_keys;
	}
}

int config_key_set(struct config_object *object, const char *name, const char *value,
		   struct flow_error *error)
{
	const struct config_key *keys = config_keys(object->section), *key;
	struct flow_error why;
	uint32_t bit;
	int code;

	for (key = keys; key->name; key++) {
		if (strcmp(key->name, name))
			continue;
		bit = 1U << (key - keys);
		if (object->given & bit && key->parse != port_trunk)
			return flow_error_set(error, -EINVAL,
					      "%s is in this section already; each object has a section of its own",
					      name);
		object->given |= bit;
		if (!*value)
			return flow_error_set(error, -EINVAL, "%s has no value", name);
		code = key->parse(object, value, &why);
		return code ? flow_error_set(error, code, "%s: %s", name, why.text) : 0;
	}
	return flow_names_unknown(FLOW_NAMES(keys), "key", name, "flowd.conf(5)", error);
}
