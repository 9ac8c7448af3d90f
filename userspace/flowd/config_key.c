// SPDX-License-Identifier: GPL-2.0-or-later
/* The keys of configuration files and their values. */
#include "config_parser.h"

#include <errno.h>
#include <string.h>
#include "intent_settings.h"
#include "link_name.h"
#include "mac.h"
#include "text.h"

/* Reads the value of a key of FLOW_SETTING_OTHER. */
typedef int key_fn(struct config_object *object, const char *value, struct flow_error *error);

bool config_is_given(const struct config_object *object, unsigned int row)
{
	return object->given & 1U << row;
}

static int switch_name(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_switch *into = &object->switch_;
	int code = flow_link_name_check(value, error);

	return code ? code : flow_text_copy(value, into->name, sizeof(into->name), error);
}

static int vlan_switch(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_vlan *into = &object->vlan;

	return flow_text_copy(value, into->switch_name, sizeof(into->switch_name), error);
}

static int port_match(struct config_object *object, const char *value, struct flow_error *error)
{
	return intent_parse_match(value, object->port.match, error);
}

static int port_switch(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_port *into = &object->port;

	return flow_text_copy(value, into->switch_name, sizeof(into->switch_name), error);
}

static int port_profile(struct config_object *object, const char *value,
			struct flow_error *error)
{
	struct intent_port *into = &object->port;

	return flow_text_copy(value, into->profile, sizeof(into->profile), error);
}

static int port_patch(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_port *into = &object->port;

	return flow_text_copy(value, into->patch, sizeof(into->patch), error);
}

/* The keys that say the VLAN mode: a port has one of them. */
static int start_mode(struct config_object *object, unsigned int row, uint8_t mode,
		      struct flow_error *error)
{
	const unsigned int modes =
		1U << FLOW_PORT_VLAN | 1U << FLOW_PORT_TRUNK | 1U << FLOW_PORT_DOT1Q_TUNNEL;

	if (object->given & modes & ~(1U << row))
		return flow_error_set(error, -EINVAL,
				      "a port has one of Vlan, Trunk and Dot1qTunnel; leave one out");
	object->port.settings.vlan_mode = mode;
	return 0;
}

static int port_vlan(struct config_object *object, const char *value, struct flow_error *error)
{
	bool none = !strcmp(value, "none");
	int code = start_mode(object, FLOW_PORT_VLAN,
			      none ? FLOWDP_VLAN_MODE_NONE : FLOWDP_VLAN_MODE_ACCESS, error);

	return code || none ? code :
	       flow_vlan_parse_vid(value, &object->port.settings.pvid, error);
}

/* Lines are short, so a long list takes several. */
static int add_vlans(uint8_t *vlans, const char *value, struct flow_error *error)
{
	flow_vlan_bitmap more;
	uint16_t vid;
	int code;

	code = flow_vlan_parse(value, more, error);
	if (code)
		return code;
	for (vid = flow_vlan_next(more, 0); vid && !code; vid = flow_vlan_next(more, vid)) {
		if (flow_vlan_has(vlans, vid))
			code = flow_error_set(error, -EINVAL,
					      "VLAN %u is given twice; name it once", vid);
		flow_vlan_add(vlans, vid);
	}
	return code;
}

static int vlan_list(struct config_object *object, const char *value, struct flow_error *error)
{
	return add_vlans(object->vlans, value, error);
}

static int port_customers(struct config_object *object, const char *value,
			  struct flow_error *error)
{
	return add_vlans(object->port.settings.vlans, value, error);
}

static int add_translations(struct config_object *object, const char *value,
			    struct flow_error *error)
{
	return flow_translations_add(&object->port.settings.translations, value, error);
}

static int port_trunk(struct config_object *object, const char *value, struct flow_error *error)
{
	int code = start_mode(object, FLOW_PORT_TRUNK, FLOWDP_VLAN_MODE_TRUNK, error);

	return code ? code : add_vlans(object->port.settings.vlans, value, error);
}

static int port_tunnel(struct config_object *object, const char *value, struct flow_error *error)
{
	int code = start_mode(object, FLOW_PORT_DOT1Q_TUNNEL, FLOWDP_VLAN_MODE_DOT1Q_TUNNEL, error);

	return code ? code : flow_vlan_parse_vid(value, &object->port.settings.pvid, error);
}

static int port_native(struct config_object *object, const char *value, struct flow_error *error)
{
	return flow_vlan_parse_vid(value, &object->port.settings.pvid, error);
}

static int fdb_mac(struct config_object *object, const char *value, struct flow_error *error)
{
	return flow_mac_parse(value, object->static_.mac, error);
}

static int fdb_port(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_static *into = &object->static_;

	return flow_text_copy(value, into->port, sizeof(into->port), error);
}

static int fdb_switch(struct config_object *object, const char *value, struct flow_error *error)
{
	struct intent_static *into = &object->static_;

	return flow_text_copy(value, into->switch_name, sizeof(into->switch_name), error);
}

static int neighbour_address(struct config_object *object, const char *value,
			     struct flow_error *error)
{
	return intent_parse_address(value, &object->neighbour.address, error);
}

static int neighbour_mac(struct config_object *object, const char *value, struct flow_error *error)
{
	return flow_mac_parse(value, object->neighbour.mac, error);
}

static int neighbour_switch(struct config_object *object, const char *value,
			    struct flow_error *error)
{
	struct intent_neighbour *into = &object->neighbour;

	return flow_text_copy(value, into->switch_name, sizeof(into->switch_name), error);
}

static key_fn *const switch_keys[FLOW_SETTINGS_MAX] = {
	[FLOW_SWITCH_NAME] = switch_name,
};

static key_fn *const vlan_keys[FLOW_SETTINGS_MAX] = {
	[FLOW_VLAN_VID] = vlan_list,
	[FLOW_VLAN_SWITCH] = vlan_switch,
};

/* What ports and profiles say of VLANs. */
#define MODE_KEYS						\
	[FLOW_PORT_VLAN] = port_vlan,				\
	[FLOW_PORT_TRUNK] = port_trunk,				\
	[FLOW_PORT_NATIVE] = port_native,			\
	[FLOW_PORT_NATIVE_TAGGED] = port_native,		\
	[FLOW_PORT_DOT1Q_TUNNEL] = port_tunnel,			\
	[FLOW_PORT_CUSTOMER_VLANS] = port_customers,		\
	[FLOW_PORT_TRANSLATIONS] = add_translations

static key_fn *const port_keys[FLOW_SETTINGS_MAX] = {
	[FLOW_PORT_MATCH] = port_match,
	[FLOW_PORT_SWITCH] = port_switch,
	[FLOW_PORT_PATCH] = port_patch,
	MODE_KEYS,
	[FLOW_PORT_PROFILE] = port_profile,
};

/* But for what no profile says; its name has the place of what a port has first. */
static key_fn *const profile_keys[FLOW_SETTINGS_MAX] = {
	[FLOW_PORT_MATCH] = port_profile,
	MODE_KEYS,
};

static key_fn *const fdb_keys[FLOW_SETTINGS_MAX] = {
	[FLOW_STATIC_MAC] = fdb_mac,
	[FLOW_STATIC_PORT] = fdb_port,
	[FLOW_STATIC_SWITCH] = fdb_switch,
};

static key_fn *const neighbour_keys[FLOW_SETTINGS_MAX] = {
	[FLOW_NEIGHBOUR_ADDRESS] = neighbour_address,
	[FLOW_NEIGHBOUR_MAC] = neighbour_mac,
	[FLOW_NEIGHBOUR_SWITCH] = neighbour_switch,
};

static const struct {
	const struct flow_setting *table;
	key_fn *const *keys;
} sections[] = {
	[CONFIG_SWITCH] = { flow_setting_switch, switch_keys },
	[CONFIG_VLAN] = { flow_setting_vlan, vlan_keys },
	[CONFIG_PROFILE] = { flow_setting_port, profile_keys },
	[CONFIG_PORT] = { flow_setting_port, port_keys },
	[CONFIG_FDB] = { flow_setting_static, fdb_keys },
	[CONFIG_NEIGHBOUR] = { flow_setting_neighbour, neighbour_keys },
};

const char *config_first_key(enum config_section section)
{
	return section == CONFIG_PROFILE ? "Name" : sections[section].table->key;
}

/* The row of this key; -EINVAL and a sentence. */
static int find_key(enum config_section section, const char *name, struct flow_error *error)
{
	struct flow_names names = FLOW_NAMES_IN(sections[section].table, key);
	int row;

	if (!strcmp(name, config_first_key(section)))
		return 0;
	row = flow_names_find(names, name);
	if (row < 0)
		return flow_names_unknown(names, "key", name, "flowd.conf(5)", error);
	if (section == CONFIG_PROFILE && row < FLOW_PORT_SHARED)
		return flow_error_set(error, -EINVAL,
				      "%s is a port's own; say it in its section [Port]", name);
	return row;
}

static int set_setting(struct config_object *object, unsigned int row, const char *value,
		       struct flow_error *error)
{
	const struct flow_setting *table = sections[object->section].table;
	struct flow_settings settings;
	int code;

	flow_settings_init(&settings, table);
	code = flow_settings_parse(&settings, row, table[row].key, value, error);
	if (code)
		return code;
	if (object->section == CONFIG_SWITCH)
		intent_switch_take(&object->switch_, &settings);
	else if (object->section == CONFIG_VLAN)
		intent_vlan_take(&object->vlan, &settings);
	else if (object->section == CONFIG_PORT || object->section == CONFIG_PROFILE)
		intent_port_take(&object->port, &settings);
	else if (object->section == CONFIG_NEIGHBOUR)
		intent_neighbour_take(&object->neighbour, &settings);
	else
		intent_static_take(&object->static_, &settings);
	return 0;
}

static int set(struct config_object *object, unsigned int row, const char *name,
	       const char *value, struct flow_error *error)
{
	key_fn *parse = sections[object->section].keys[row];
	struct flow_error why;
	int code;

	if (!parse)
		return set_setting(object, row, value, error);
	code = parse(object, value, &why);
	return code ? flow_error_set(error, code, "%s: %s", name, why.text) : 0;
}

/* Whether the key may come again, as its list goes on. */
static bool goes_on(const struct config_object *object, unsigned int row)
{
	key_fn *parse = sections[object->section].keys[row];

	return parse == vlan_list || parse == port_trunk || parse == port_customers ||
	       parse == add_translations;
}

int config_key_set(struct config_object *object, const char *name, const char *value,
		   struct flow_error *error)
{
	int row = find_key(object->section, name, error);

	if (row < 0)
		return row;
	if (config_is_given(object, row) && !goes_on(object, row))
		return flow_error_set(error, -EINVAL,
				      "%s is in this section already; each object has a section of its own",
				      name);
	object->given |= 1U << row;
	if (!*value)
		return flow_error_set(error, -EINVAL, "%s has no value", name);
	if (!flow_text_is_utf8(value))
		return flow_error_set(error, -EINVAL,
				      "the value of %s is not UTF-8 text; write it in UTF-8", name);
	return set(object, row, name, value, error);
}
