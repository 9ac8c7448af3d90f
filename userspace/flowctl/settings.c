// SPDX-License-Identifier: GPL-2.0-or-later
#include "settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "names.h"
#include "output.h"
#include "vlan.h"

static const char *const fail_modes[] = { "forward", "drop", NULL };
static const char *const vlan_modes[] = { "none", "access", "trunk", NULL };
static const char *const states[] = { "disabled", "blocking", "learning", "forwarding", NULL };
static const char *const switches_on[] = { "off", "on", NULL };

static const struct {
	const char *name;
	uint32_t flag;
} flags[] = {
	{ "learning", FLOWDP_PORT_F_LEARNING },
	{ "flood_unicast", FLOWDP_PORT_F_FLOOD_UNICAST },
	{ "flood_multicast", FLOWDP_PORT_F_FLOOD_MULTICAST },
	{ "flood_broadcast", FLOWDP_PORT_F_FLOOD_BROADCAST },
	{ "isolated", FLOWDP_PORT_F_ISOLATED },
	{ "hairpin", FLOWDP_PORT_F_HAIRPIN },
};

#define FLAGS	(sizeof(flags) / sizeof(*flags))

/* Reads one of a few words; its index. */
static int parse_choice(struct flow_words *words, const char *keyword, const char *const *choices,
			uint8_t *choice, struct flow_error *error)
{
	const char *word;
	int index;

	if (flow_words_value(words, keyword, &word, error))
		return -EINVAL;
	index = flow_names_find(FLOW_NAMES(choices), word);
	if (index < 0)
		return flow_names_unknown(FLOW_NAMES(choices), keyword, word, NULL, error);
	*choice = index;
	return 0;
}

static int parse_u32(struct flow_words *words, const char *keyword, uint64_t min, uint64_t max,
		     uint32_t *value, struct flow_error *error)
{
	uint64_t number;
	int code = flow_words_number(words, keyword, min, max, &number, error);

	if (!code)
		*value = number;
	return code;
}

static int unknown_setting(const char *word, const char *const *known, struct flow_error *error)
{
	return flow_names_unknown(FLOW_NAMES(known), "setting", word, NULL, error);
}

static int parse_switch_setting(struct flow_words *words, struct switch_settings *settings,
				struct flow_error *error)
{
	static const char *const known[] = { "fail_mode", "flows_max", "upcall_rate",
					     "upcall_burst", "ageing", "mac_limit", NULL };
	struct flow_switch *kernel = &settings->kernel;
	const char *word = flow_words_take(words);

	if (!strcmp(word, "fail_mode")) {
		kernel->present |= FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FAIL_MODE);
		return parse_choice(words, word, fail_modes, &kernel->fail_mode, error);
	}
	if (!strcmp(word, "flows_max")) {
		kernel->present |= FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FLOWS_MAX);
		return parse_u32(words, word, 1, FLOWDP_FLOWS_LIMIT, &kernel->flows_max, error);
	}
	if (!strcmp(word, "upcall_rate")) {
		kernel->present |= FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_RATE);
		return parse_u32(words, word, 0, UINT32_MAX, &kernel->upcall_rate, error);
	}
	if (!strcmp(word, "upcall_burst")) {
		kernel->present |= FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_BURST);
		return parse_u32(words, word, 0, UINT32_MAX, &kernel->upcall_burst, error);
	}
	if (!strcmp(word, "ageing")) {
		settings->has_ageing = true;
		return parse_u32(words, word, 0, FLOWDP_TIMEOUT_MAX, &settings->ageing_seconds,
				 error);
	}
	if (!strcmp(word, "mac_limit")) {
		settings->has_mac_limit = true;
		return parse_u32(words, word, 1, FLOWDP_FLOWS_LIMIT, &settings->mac_limit, error);
	}
	return unknown_setting(word, known, error);
}

int settings_parse_switch(struct flow_words *words, struct switch_settings *settings,
			  struct flow_error *error)
{
	int code = 0;

	memset(settings, 0, sizeof(*settings));
	while (!code && flow_words_peek(words))
		code = parse_switch_setting(words, settings, error);
	return code;
}

void settings_switch_to_json(const struct switch_settings *settings, json_t *json)
{
	const struct flow_switch *kernel = &settings->kernel;
	uint32_t present = kernel->present;

	if (present & FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FAIL_MODE))
		json_object_set_new(json, "fail_mode",
				    json_string(kernel->fail_mode < __FLOWDP_FAIL_MODE_MAX ?
						fail_modes[kernel->fail_mode] : "unknown"));
	if (present & FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FLOWS_MAX))
		json_object_set_new(json, "flows_max", json_integer(kernel->flows_max));
	if (present & FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_RATE))
		json_object_set_new(json, "upcall_rate", json_integer(kernel->upcall_rate));
	if (present & FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_BURST))
		json_object_set_new(json, "upcall_burst", json_integer(kernel->upcall_burst));
	if (settings->has_ageing)
		json_object_set_new(json, "ageing_s", json_integer(settings->ageing_seconds));
	if (settings->has_mac_limit)
		json_object_set_new(json, "mac_limit", json_integer(settings->mac_limit));
}

static void set_vlan_mode(struct flow_port *port, uint8_t mode)
{
	port->vlan_mode = mode;
	port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_VLAN_MODE);
}

static int parse_pvid(struct flow_words *words, const char *keyword, struct flow_port *port,
		      struct flow_error *error)
{
	const char *text;
	int code;

	code = flow_words_value(words, keyword, &text, error);
	if (!code)
		code = flow_vlan_parse_vid(text, &port->pvid, error);
	if (!code)
		port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_PVID);
	return code;
}

static int check_one_mode(const struct flow_port *port, struct flow_error *error)
{
	if (port->present & FLOW_PORT_BIT(FLOWDP_A_PORT_VLAN_MODE))
		return flow_error_set(error, -EINVAL, "a port has either \"vlan\" or \"trunk\"");
	return 0;
}

/* vlan VID, or vlan none */
static int parse_vlan(struct flow_words *words, struct port_settings *settings,
		      struct flow_error *error)
{
	struct flow_port *port = &settings->kernel;
	int code = check_one_mode(port, error);

	if (code)
		return code;
	if (flow_words_accept(words, "none")) {
		set_vlan_mode(port, FLOWDP_VLAN_MODE_NONE);
		return 0;
	}
	set_vlan_mode(port, FLOWDP_VLAN_MODE_ACCESS);
	return parse_pvid(words, "vlan", port, error);
}

/* trunk VIDLIST [native VID] */
static int parse_trunk(struct flow_words *words, struct port_settings *settings,
		       struct flow_error *error)
{
	struct flow_port *port = &settings->kernel;
	const char *text;
	int code = check_one_mode(port, error);

	if (!code)
		code = flow_words_value(words, "trunk", &text, error);
	if (!code)
		code = flow_vlan_parse(text, port->vlans, error);
	if (code)
		return code;
	set_vlan_mode(port, FLOWDP_VLAN_MODE_TRUNK);
	port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_VLANS);
	return flow_words_accept(words, "native") ? parse_pvid(words, "native", port, error) : 0;
}

static int parse_number(struct flow_words *words, struct port_settings *settings,
			struct flow_error *error)
{
	struct flow_port *port = &settings->kernel;

	port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER);
	return parse_u32(words, "number", 1, FLOWDP_PORTS_MAX - 1, &port->number, error);
}

static int parse_state(struct flow_words *words, struct port_settings *settings,
		       struct flow_error *error)
{
	struct flow_port *port = &settings->kernel;

	port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_STATE);
	return parse_choice(words, "state", states, &port->state, error);
}

static int parse_link_local_forward(struct flow_words *words, struct port_settings *settings,
				    struct flow_error *error)
{
	struct flow_port *port = &settings->kernel;
	uint64_t mask;
	int code = flow_words_number(words, "link_local_forward", 0, UINT16_MAX, &mask, error);

	port->link_local_forward = code ? 0 : mask;
	port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_LINK_LOCAL_FORWARD);
	return code;
}

static int parse_mac_limit(struct flow_words *words, struct port_settings *settings,
			   struct flow_error *error)
{
	settings->has_mac_limit = true;
	return parse_u32(words, "mac_limit", 0, FLOWDP_FLOWS_LIMIT, &settings->mac_limit, error);
}

static int parse_flag(struct flow_words *words, unsigned int index, struct flow_port *port,
		      struct flow_error *error)
{
	uint8_t on;
	int code = parse_choice(words, flags[index].name, switches_on, &on, error);

	if (code)
		return code;
	port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS) |
			 FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS_MASK);
	port->flags_mask |= flags[index].flag;
	if (on)
		port->flags |= flags[index].flag;
	else
		port->flags &= ~flags[index].flag;
	return 0;
}

static int parse_switch_name(struct flow_words *words, struct port_settings *settings,
			     struct flow_error *error)
{
	return flow_words_value(words, "switch", &settings->switch_name, error);
}

static const struct {
	const char *name;
	int (*parse)(struct flow_words *words, struct port_settings *settings,
		     struct flow_error *error);
} port_settings[] = {
	{ "switch", parse_switch_name },
	{ "number", parse_number },
	{ "vlan", parse_vlan },
	{ "trunk", parse_trunk },
	{ "state", parse_state },
	{ "link_local_forward", parse_link_local_forward },
	{ "mac_limit", parse_mac_limit },
};

#define PORT_SETTINGS	(sizeof(port_settings) / sizeof(*port_settings))

static int unknown_port_setting(const char *word, struct flow_error *error)
{
	const char *known[PORT_SETTINGS + FLAGS + 1] = { NULL };
	unsigned int i;

	for (i = 0; i < PORT_SETTINGS; i++)
		known[i] = port_settings[i].name;
	for (i = 0; i < FLAGS; i++)
		known[PORT_SETTINGS + i] = flags[i].name;
	return unknown_setting(word, known, error);
}

static int parse_port_setting(struct flow_words *words, struct port_settings *settings,
			      struct flow_error *error)
{
	const char *word = flow_words_take(words);
	unsigned int i;

	for (i = 0; i < PORT_SETTINGS; i++)
		if (!strcmp(port_settings[i].name, word))
			return port_settings[i].parse(words, settings, error);
	for (i = 0; i < FLAGS; i++)
		if (!strcmp(flags[i].name, word))
			return parse_flag(words, i, &settings->kernel, error);
	return unknown_port_setting(word, error);
}

int settings_parse_port(struct flow_words *words, struct port_settings *settings,
			struct flow_error *error)
{
	int code = 0;

	memset(settings, 0, sizeof(*settings));
	while (!code && flow_words_peek(words))
		code = parse_port_setting(words, settings, error);
	return code;
}

static void vlan_to_json(const struct flow_port *port, json_t *json)
{
	char *vlans;

	if (!(port->present & FLOW_PORT_BIT(FLOWDP_A_PORT_VLAN_MODE)))
		return;
	json_object_set_new(json, "vlan_mode",
			    json_string(port->vlan_mode < __FLOWDP_VLAN_MODE_MAX ?
					vlan_modes[port->vlan_mode] : "unknown"));
	if (port->pvid)
		json_object_set_new(json, "pvid", json_integer(port->pvid));
	if (port->vlan_mode != FLOWDP_VLAN_MODE_TRUNK)
		return;
	vlans = flow_vlan_format(port->vlans);
	json_object_set_new(json, "vlans", json_string(vlans));
	free(vlans);
}

static void flags_to_json(const struct flow_port *port, json_t *json)
{
	uint32_t known = FLOWDP_PORT_F_ALL;
	unsigned int i;

	if (!(port->present & FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS)))
		return;
	if (port->present & FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS_MASK))
		known = port->flags_mask;
	for (i = 0; i < FLAGS; i++)
		if (known & flags[i].flag)
			json_object_set_new(json, flags[i].name,
					    json_boolean(port->flags & flags[i].flag));
}

void settings_port_to_json(const struct port_settings *settings, json_t *json)
{
	const struct flow_port *port = &settings->kernel;

	if (port->present & FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER))
		json_object_set_new(json, "number", json_integer(port->number));
	vlan_to_json(port, json);
	flags_to_json(port, json);
	if (port->present & FLOW_PORT_BIT(FLOWDP_A_PORT_STATE))
		json_object_set_new(json, "state",
				    json_string(port->state < __FLOWDP_PORT_STATE_MAX ?
						states[port->state] : "unknown"));
	if (port->present & FLOW_PORT_BIT(FLOWDP_A_PORT_LINK_LOCAL_FORWARD))
		json_object_set_new(json, "link_local_forward",
				    json_integer(port->link_local_forward));
	if (port->present & FLOW_PORT_BIT(FLOWDP_A_PORT_COOKIE))
		json_object_set_new(json, "cookie", output_cookie(port->cookie));
	if (settings->has_mac_limit)
		json_object_set_new(json, "mac_limit", json_integer(settings->mac_limit));
}
