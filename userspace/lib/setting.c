// SPDX-License-Identifier: GPL-2.0-or-later
#include "setting.h"

#include <errno.h>
#include <linux/flowdp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "words.h"

static const char *const fail_modes[] = {
	[FLOWDP_FAIL_FORWARD] = "forward",
	[FLOWDP_FAIL_DROP] = "drop",
	NULL
};

static const char *const vlan_modes[] = {
	[FLOWDP_VLAN_MODE_NONE] = "none",
	[FLOWDP_VLAN_MODE_ACCESS] = "access",
	[FLOWDP_VLAN_MODE_TRUNK] = "trunk",
	[FLOWDP_VLAN_MODE_NATIVE_TAGGED] = "native-tagged",
	[FLOWDP_VLAN_MODE_NATIVE_UNTAGGED] = "native-untagged",
	[FLOWDP_VLAN_MODE_DOT1Q_TUNNEL] = "dot1q-tunnel",
	NULL
};

static const char *const tag_types[] = {
	[FLOWDP_TAG_TYPE_CUSTOMER] = "customer",
	[FLOWDP_TAG_TYPE_SERVICE] = "service",
	NULL
};

static const char *const pcps[] = {
	"0", "1", "2", "3", "4", "5", "6", "7", [FLOWDP_PCP_KEEP] = "keep", NULL
};

static const char *const states[] = {
	[FLOWDP_PORT_STATE_DISABLED] = "disabled",
	[FLOWDP_PORT_STATE_BLOCKING] = "blocking",
	[FLOWDP_PORT_STATE_LEARNING] = "learning",
	[FLOWDP_PORT_STATE_FORWARDING] = "forwarding",
	NULL
};

static const char *const overflows[] = {
	[FLOW_OVERFLOW_ALARM] = "alarm",
	[FLOW_OVERFLOW_FLOOD] = "flood",
	[FLOW_OVERFLOW_DROP] = "drop",
	NULL
};

const char *const flow_fdb_kinds[] = {
	[FLOW_FDB_STATIC] = "static",
	[FLOW_FDB_DYNAMIC] = "dynamic",
	[FLOW_FDB_LOCAL] = "local",
	[FLOW_FDB_STICKY] = "sticky",
	[FLOW_FDB_STICKY_LEARNED] = "sticky-learned",
	NULL
};

#define NUMBER(min_, max_, initial_)							\
	.kind = FLOW_SETTING_NUMBER, .min = (min_), .max = (max_), .initial = (initial_)
#define VID(min_)		.kind = FLOW_SETTING_VID, .min = (min_), .max = FLOWDP_VID_MAX
#define CHOICE(choices_, initial_)							\
	.kind = FLOW_SETTING_CHOICE, .choices = (choices_), .initial = (initial_)
#define FLAG(flag_, initial_)								\
	.kind = FLOW_SETTING_FLAG, .flag = (flag_), .initial = (initial_)
#define OTHER		.kind = FLOW_SETTING_OTHER
#define UNIT(unit_)	.unit = (unit_)

const struct flow_setting flow_setting_switch[] = {
	[FLOW_SWITCH_NAME] = { "", "name", "Name", OTHER },
	[FLOW_SWITCH_FAIL_MODE] = { "fail_mode", "fail_mode", "FailMode",
				    CHOICE(fail_modes, FLOWDP_FAIL_FORWARD) },
	[FLOW_SWITCH_FLOWS_MAX] = { "flows_max", "flows_max", "FlowsMax",
				    NUMBER(1, FLOWDP_FLOWS_LIMIT, FLOWDP_FLOWS_DEFAULT) },
	[FLOW_SWITCH_UPCALL_RATE] = { "upcall_rate", "upcall_rate_pps", "UpcallRate",
				      NUMBER(0, UINT32_MAX, 1000), UNIT("frames a second") },
	[FLOW_SWITCH_UPCALL_BURST] = { "upcall_burst", "upcall_burst", "UpcallBurst",
				       NUMBER(0, UINT32_MAX, 256) },
	[FLOW_SWITCH_AGEING] = { "ageing", "ageing_s", "Ageing",
				 NUMBER(0, FLOWDP_TIMEOUT_MAX, FLOW_SETTING_AGEING_DEFAULT),
				 UNIT("seconds") },
	[FLOW_SWITCH_MAC_LIMIT] = { "mac_limit", "mac_limit", "MacLimit",
				    NUMBER(1, FLOW_SETTING_MAC_LIMIT_MAX, 65536) },
	[FLOW_SWITCH_MAC_OVERFLOW] = { "mac_overflow", "mac_overflow", "MacOverflow",
				       CHOICE(overflows, FLOW_OVERFLOW_ALARM) },
	[FLOW_SWITCH_MAC_MOVES] = { "mac_moves", "mac_moves", "MacMoves",
				    NUMBER(0, 255, FLOW_SETTING_MAC_MOVES_DEFAULT) },
	[FLOW_SWITCH_MAC_MOVES_WINDOW] = { "mac_moves_window", "mac_moves_window_s",
					   "MacMovesWindow",
					   NUMBER(1, 86400, FLOW_SETTING_MAC_WINDOW_DEFAULT),
					   UNIT("seconds") },
	[FLOW_SWITCH_MAC_HOLD] = { "mac_hold", "mac_hold_s", "MacHold",
				   NUMBER(1, 86400, FLOW_SETTING_MAC_HOLD_DEFAULT),
				   UNIT("seconds") },
	{ .word = NULL }
};

const struct flow_setting flow_setting_vlan[] = {
	[FLOW_VLAN_VID] = { "", "vlan", "Vlan", VID(1) },
	[FLOW_VLAN_SWITCH] = { "switch", "switch", "Switch", OTHER },
	[FLOW_VLAN_AGEING] = { "ageing", "ageing_s", "Ageing",
			       NUMBER(0, FLOWDP_TIMEOUT_MAX, 0), UNIT("seconds") },
	[FLOW_VLAN_MAC_LIMIT] = { "mac_limit", "mac_limit", "MacLimit",
				  NUMBER(1, FLOW_SETTING_MAC_LIMIT_MAX, 0) },
	[FLOW_VLAN_MAC_OVERFLOW] = { "mac_overflow", "mac_overflow", "MacOverflow",
				     CHOICE(overflows, FLOW_OVERFLOW_ALARM) },
	[FLOW_VLAN_LEARNING] = { "learning", "learning", "Learning",
				 FLAG(FLOW_VLAN_F_LEARNING, true) },
	[FLOW_VLAN_FLOOD_UNICAST] = { "flood_unicast", "flood_unicast", "FloodUnicast",
				      FLAG(FLOW_VLAN_F_FLOOD_UNICAST, true) },
	[FLOW_VLAN_FLOOD_MULTICAST] = { "flood_multicast", "flood_multicast", "FloodMulticast",
					FLAG(FLOW_VLAN_F_FLOOD_MULTICAST, true) },
	[FLOW_VLAN_FLOOD_BROADCAST] = { "flood_broadcast", "flood_broadcast", "FloodBroadcast",
					FLAG(FLOW_VLAN_F_FLOOD_BROADCAST, true) },
	[FLOW_VLAN_NEIGHBOUR_SUPPRESSION] = { "neighbour_suppression", "neighbour_suppression",
					      "NeighbourSuppression",
					      FLAG(FLOW_VLAN_F_NEIGHBOUR_SUPPRESSION, false) },
	{ .word = NULL }
};

const struct flow_setting flow_setting_port[] = {
	[FLOW_PORT_MATCH] = { "", "match", "Match", OTHER },
	[FLOW_PORT_SWITCH] = { "switch", "switch", "Switch", OTHER },
	[FLOW_PORT_NUMBER] = { "number", "number", "Number", NUMBER(1, FLOWDP_PORTS_MAX - 1, 0) },
	[FLOW_PORT_PATCH] = { "patch", "patch", "Patch", OTHER },
	[FLOW_PORT_PROFILE] = { "profile", "profile", "Profile", OTHER },
	[FLOW_PORT_VLAN_MODE] = { "", "vlan_mode", "",
				  CHOICE(vlan_modes, FLOWDP_VLAN_MODE_NONE) },
	[FLOW_PORT_PVID] = { "", "pvid", "", VID(0) },
	[FLOW_PORT_VLANS] = { "", "vlans", "", .kind = FLOW_SETTING_VLANS },
	[FLOW_PORT_VLAN] = { "vlan", "", "Vlan", OTHER },
	[FLOW_PORT_TRUNK] = { "trunk", "", "Trunk", OTHER },
	[FLOW_PORT_NATIVE] = { "native", "", "Native", OTHER },
	[FLOW_PORT_NATIVE_TAGGED] = { "native_tagged", "", "NativeTagged", OTHER },
	[FLOW_PORT_DOT1Q_TUNNEL] = { "dot1q_tunnel", "", "Dot1qTunnel", OTHER },
	[FLOW_PORT_CUSTOMER_VLANS] = { "customer_vlans", "", "CustomerVlans", OTHER },
	[FLOW_PORT_TAG_TYPE] = { "tag_type", "tag_type", "TagType",
				 CHOICE(tag_types, FLOWDP_TAG_TYPE_CUSTOMER) },
	[FLOW_PORT_TRANSLATIONS] = { "translate", "translations", "Translate",
				     .kind = FLOW_SETTING_TRANSLATIONS },
	[FLOW_PORT_PCP] = { "pcp", "pcp", "Pcp", CHOICE(pcps, FLOWDP_PCP_KEEP) },
	[FLOW_PORT_COMMUNITY] = { "community", "community", "Community",
				  NUMBER(0, UINT16_MAX, 0) },
	[FLOW_PORT_STATE] = { "state", "state", "State",
			      CHOICE(states, FLOWDP_PORT_STATE_FORWARDING) },
	[FLOW_PORT_LINK_LOCAL_FORWARD] = { "link_local_forward", "link_local_forward",
					   "LinkLocalForward", NUMBER(0, UINT16_MAX, 0) },
	[FLOW_PORT_MAC_LIMIT] = { "mac_limit", "mac_limit", "MacLimit",
				  NUMBER(0, FLOW_SETTING_MAC_LIMIT_MAX, 0) },
	[FLOW_PORT_LEARNING] = { "learning", "learning", "Learning",
				 FLAG(FLOWDP_PORT_F_LEARNING, true) },
	[FLOW_PORT_FLOOD_UNICAST] = { "flood_unicast", "flood_unicast", "FloodUnicast",
				      FLAG(FLOWDP_PORT_F_FLOOD_UNICAST, true) },
	[FLOW_PORT_FLOOD_MULTICAST] = { "flood_multicast", "flood_multicast", "FloodMulticast",
					FLAG(FLOWDP_PORT_F_FLOOD_MULTICAST, true) },
	[FLOW_PORT_FLOOD_BROADCAST] = { "flood_broadcast", "flood_broadcast", "FloodBroadcast",
					FLAG(FLOWDP_PORT_F_FLOOD_BROADCAST, true) },
	[FLOW_PORT_ISOLATED] = { "isolated", "isolated", "Isolated",
				 FLAG(FLOWDP_PORT_F_ISOLATED, false) },
	[FLOW_PORT_HAIRPIN] = { "hairpin", "hairpin", "Hairpin",
				FLAG(FLOWDP_PORT_F_HAIRPIN, false) },
	[FLOW_PORT_STICKY_LEARNING] = { "sticky_learning", "sticky_learning", "StickyLearning",
					FLAG(0, false) },
	[FLOW_PORT_MAC_OVERFLOW] = { "mac_overflow", "mac_overflow", "MacOverflow",
				     CHOICE(overflows, FLOW_OVERFLOW_ALARM) },
	{ .word = NULL }
};

const struct flow_setting flow_setting_static[] = {
	[FLOW_STATIC_MAC] = { "", "mac", "Mac", OTHER },
	[FLOW_STATIC_PORT] = { "port", "port", "Port", OTHER },
	[FLOW_STATIC_VLAN] = { "vlan", "vlan", "Vlan", VID(0) },
	[FLOW_STATIC_SWITCH] = { "switch", "switch", "Switch", OTHER },
	[FLOW_STATIC_KIND] = { "", "kind", "Kind", CHOICE(flow_fdb_kinds, FLOW_FDB_STATIC) },
	{ .word = NULL }
};

const struct flow_setting flow_setting_neighbour[] = {
	[FLOW_NEIGHBOUR_ADDRESS] = { "", "address", "Address", OTHER },
	[FLOW_NEIGHBOUR_MAC] = { "lladdr", "mac", "Mac", OTHER },
	[FLOW_NEIGHBOUR_VLAN] = { "vlan", "vlan", "Vlan", VID(1) },
	[FLOW_NEIGHBOUR_SWITCH] = { "switch", "switch", "Switch", OTHER },
	{ .word = NULL }
};

_Static_assert(sizeof(flow_setting_port) / sizeof(*flow_setting_port) <= FLOW_SETTINGS_MAX,
	       "a value for each row");

void flow_settings_init(struct flow_settings *settings, const struct flow_setting *table)
{
	memset(settings, 0, sizeof(*settings));
	settings->table = table;
}

void flow_settings_init_all(struct flow_settings *settings, const struct flow_setting *table)
{
	unsigned int row;

	flow_settings_init(settings, table);
	for (row = 0; table[row].json; row++)
		if (table[row].kind != FLOW_SETTING_OTHER)
			flow_settings_set(settings, row, table[row].initial);
}

bool flow_settings_has(const struct flow_settings *settings, unsigned int row)
{
	return settings->present & 1U << row;
}

void flow_settings_set(struct flow_settings *settings, unsigned int row, uint32_t value)
{
	settings->present |= 1U << row;
	settings->value[row] = value;
}

/* Which numbers there are: "a number of seconds from 0 to 9". */
static void describe_number(const struct flow_setting *setting, char *text, size_t size)
{
	snprintf(text, size, "a number%s%s from %u to %u", setting->unit ? " of " : "",
		 setting->unit ? setting->unit : "", setting->min, setting->max);
}

static int parse_number(const struct flow_setting *setting, const char *name, const char *text,
			uint32_t *value, struct flow_error *error)
{
	uint64_t number;
	char takes[96];

	if (flow_words_parse_number(text, setting->max, &number) || number < setting->min) {
		describe_number(setting, takes, sizeof(takes));
		return flow_error_set(error, -EINVAL, "\"%.64s\" is wrong for %s, which takes %s",
				      text, name, takes);
	}
	*value = number;
	return 0;
}

static int parse_choice(const struct flow_setting *setting, const char *name, const char *text,
			uint32_t *value, struct flow_error *error)
{
	int found = flow_names_find(FLOW_NAMES(setting->choices), text);

	if (found < 0)
		return flow_names_unknown(FLOW_NAMES(setting->choices), name, text, NULL, error);
	*value = found;
	return 0;
}

static int parse_flag(const char *name, const char *text, uint32_t *value,
		      struct flow_error *error)
{
	static const char *const on[] = { "on", "yes", "true", "1" };
	static const char *const off[] = { "off", "no", "false", "0" };
	size_t i;

	for (i = 0; i < sizeof(on) / sizeof(*on); i++) {
		if (strcasecmp(text, on[i]) && strcasecmp(text, off[i]))
			continue;
		*value = !strcasecmp(text, on[i]);
		return 0;
	}
	return flow_error_set(error, -EINVAL,
			      "\"%.64s\" is wrong for %s, which takes on or off, or yes or no", text,
			      name);
}

static int parse_vid(const char *text, uint32_t *value, struct flow_error *error)
{
	uint16_t vid;
	int code = flow_vlan_parse_vid(text, &vid, error);

	if (!code)
		*value = vid;
	return code;
}

static int parse_translations(struct flow_settings *settings, const char *text,
			      struct flow_error *error)
{
	struct flow_translations translations = { 0 };
	int code = flow_translations_add(&translations, text, error);

	if (!code)
		settings->translations = translations;
	return code;
}

/* Sentences about VLANs do not name the setting by themselves. */
static int parse_vlans(struct flow_settings *settings, unsigned int row, const char *name,
		       const char *text, uint32_t *value, struct flow_error *error)
{
	struct flow_error why;
	int code;

	switch (settings->table[row].kind) {
	case FLOW_SETTING_VID:
		code = parse_vid(text, value, &why);
		break;
	case FLOW_SETTING_VLANS:
		code = flow_vlan_parse(text, settings->vlans, &why);
		break;
	default:
		code = parse_translations(settings, text, &why);
		*value = settings->translations.count;
		break;
	}
	return code == -EINVAL ? flow_error_set(error, code, "%s: %s", name, why.text) : code;
}

int flow_settings_parse(struct flow_settings *settings, unsigned int row, const char *name,
			const char *text, struct flow_error *error)
{
	const struct flow_setting *setting = &settings->table[row];
	uint32_t value = 0;
	int code;

	switch (setting->kind) {
	case FLOW_SETTING_NUMBER:
		code = parse_number(setting, name, text, &value, error);
		break;
	case FLOW_SETTING_CHOICE:
		code = parse_choice(setting, name, text, &value, error);
		break;
	case FLOW_SETTING_FLAG:
		code = parse_flag(name, text, &value, error);
		break;
	default:
		code = parse_vlans(settings, row, name, text, &value, error);
		break;
	}
	if (!code)
		flow_settings_set(settings, row, value);
	return code;
}

int flow_settings_named(const struct flow_setting *table, unsigned int first, const json_t *named,
			uint32_t *rows, struct flow_error *error)
{
	struct flow_names names = FLOW_NAMES_IN(table, json);
	const char *name;
	json_t *item;
	size_t i;
	int row;

	*rows = 0;
	if (!json_is_array(named))
		return flow_error_set(error, -EINVAL, "\"settings\" is no array");
	json_array_foreach(named, i, item) {
		name = json_string_value(item);
		row = name && *name ? flow_names_find(names, name) : -1;
		if (row < 0)
			return flow_names_unknown(FLOW_NAMES_IN(&table[first], json), "setting",
						  name ? name : "", NULL, error);
		*rows |= 1U << row;
	}
	return 0;
}

int flow_setting_wrong_json(const char *name, const json_t *value, const char *takes,
			    struct flow_error *error)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

	flow_error_set(error, -EINVAL, "%.64s is wrong for %s, which takes %s",
		       text ? text : "this", name, takes);
	free(text);
	return -EINVAL;
}

static int number_from_json(const struct flow_setting *setting, const json_t *value,
			    uint32_t *number, struct flow_error *error)
{
	json_int_t given = json_integer_value(value);
	char takes[96];

	if (json_is_integer(value) && given >= setting->min && given <= setting->max) {
		*number = given;
		return 0;
	}
	if (json_is_integer(value) && setting->kind == FLOW_SETTING_VID)
		return flow_error_set(error, -EINVAL,
				      "%s: %" JSON_INTEGER_FORMAT " is no VLAN: they go from 1 to %u",
				      setting->json, given, setting->max);
	describe_number(setting, takes, sizeof(takes));
	return flow_setting_wrong_json(setting->json, value, takes, error);
}

int flow_settings_from_json(struct flow_settings *settings, unsigned int row,
			    const json_t *value, struct flow_error *error)
{
	const struct flow_setting *setting = &settings->table[row];
	uint32_t number = 0;
	int code = 0;

	switch (setting->kind) {
	case FLOW_SETTING_NUMBER:
	case FLOW_SETTING_VID:
		code = number_from_json(setting, value, &number, error);
		break;
	case FLOW_SETTING_FLAG:
		if (!json_is_boolean(value))
			return flow_setting_wrong_json(setting->json, value, "true or false",
						       error);
		number = json_is_true(value);
		break;
	default:
		if (!json_is_string(value))
			return flow_setting_wrong_json(setting->json, value, "a string", error);
		return flow_settings_parse(settings, row, setting->json, json_string_value(value),
					   error);
	}
	if (!code)
		flow_settings_set(settings, row, number);
	return code;
}

static const char *choice_word(const char *const *choices, uint32_t value)
{
	while (value && *choices) {	/* a newer kernel may have more */
		choices++;
		value--;
	}
	return *choices ? *choices : "unknown";
}

char *flow_settings_format(const struct flow_settings *settings, unsigned int row)
{
	const struct flow_setting *setting = &settings->table[row];
	uint32_t value = settings->value[row];
	char digits[12];

	switch (setting->kind) {
	case FLOW_SETTING_NUMBER:
	case FLOW_SETTING_VID:
		snprintf(digits, sizeof(digits), "%u", value);
		return strdup(digits);
	case FLOW_SETTING_CHOICE:
		return strdup(choice_word(setting->choices, value));
	case FLOW_SETTING_VLANS:
		return flow_vlan_format(settings->vlans);
	case FLOW_SETTING_TRANSLATIONS:
		return flow_translations_format(&settings->translations);
	default:
		return strdup(value ? "yes" : "no");
	}
}

static json_t *list_to_json(const struct flow_settings *settings, unsigned int row)
{
	char *text = flow_settings_format(settings, row);
	json_t *json = text ? json_string(text) : NULL;

	free(text);
	return json;
}

static json_t *value_to_json(const struct flow_settings *settings, unsigned int row)
{
	const struct flow_setting *setting = &settings->table[row];
	uint32_t value = settings->value[row];

	switch (setting->kind) {
	case FLOW_SETTING_NUMBER:
	case FLOW_SETTING_VID:
		return json_integer(value);
	case FLOW_SETTING_CHOICE:
		return json_string(choice_word(setting->choices, value));
	case FLOW_SETTING_VLANS:
	case FLOW_SETTING_TRANSLATIONS:
		return list_to_json(settings, row);
	default:
		return json_boolean(value);
	}
}

void flow_settings_to_json(const struct flow_settings *settings, json_t *json)
{
	unsigned int row;

	for (row = 0; settings->table[row].json; row++)
		if (flow_settings_has(settings, row))
			json_object_set_new(json, settings->table[row].json,
					    value_to_json(settings, row));
}

uint32_t flow_settings_flags(const struct flow_settings *settings, uint32_t *on)
{
	uint32_t present = 0;
	unsigned int row;

	*on = 0;
	for (row = 0; settings->table[row].json; row++) {
		if (!flow_settings_has(settings, row))
			continue;
		present |= settings->table[row].flag;
		if (settings->value[row])
			*on |= settings->table[row].flag;
	}
	return present;
}

void flow_settings_set_flags(struct flow_settings *settings, uint32_t known, uint32_t on)
{
	unsigned int row;
	uint32_t flag;

	for (row = 0; settings->table[row].json; row++) {
		flag = settings->table[row].flag;
		if (known & flag)
			flow_settings_set(settings, row, !!(on & flag));
	}
}
