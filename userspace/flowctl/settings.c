// SPDX-License-Identifier: GPL-2.0-or-later
#include "settings.h"

#include <errno.h>
#include <string.h>
#include "output.h"

static int parse_value(struct flow_words *words, int row, const char *keyword,
		       struct flow_settings *settings, struct flow_error *error)
{
	const char *text;
	int code = flow_words_value(words, keyword, &text, error);

	if (!code && flow_settings_has(settings, row))
		return flow_error_set(error, -EINVAL, "%s is said twice; say it once", keyword);
	return code ? code : flow_settings_parse(settings, row, keyword, text, error);
}

static int parse_setting(struct flow_words *words, struct flow_settings *settings,
			 struct flow_error *error)
{
	struct flow_names names = FLOW_NAMES(settings->table);
	const char *word = flow_words_take(words);
	int row = flow_names_find(names, word);

	if (row < 0)
		return flow_names_unknown_key(names, "setting", word, error);
	return parse_value(words, row, word, settings, error);
}

int settings_parse_switch(struct flow_words *words, struct flow_settings *settings,
			  struct flow_error *error)
{
	int code = 0;

	flow_settings_init(settings, flow_setting_switch);
	while (!code && flow_words_peek(words))
		code = parse_setting(words, settings, error);
	return code;
}

int settings_parse_vlan(struct flow_words *words, struct flow_settings *settings,
			struct flow_error *error)
{
	int code = 0;

	flow_settings_init(settings, flow_setting_vlan);
	while (!code && flow_words_peek(words)) {
		if (!strcmp(flow_words_peek(words), flow_setting_vlan[FLOW_VLAN_SWITCH].word))
			return flow_error_set(error, -EINVAL, "\"switch\" follows the VLANs; say \"vlan set VIDS switch NAME\" and then the settings");
		code = parse_setting(words, settings, error);
	}
	return code;
}

/* vlan VID, or vlan none */
static int parse_vlan(struct flow_words *words, struct flow_settings *settings,
		      struct flow_error *error)
{
	if (flow_words_accept(words, "none")) {
		flow_settings_set(settings, FLOW_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_NONE);
		return 0;
	}
	flow_settings_set(settings, FLOW_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_ACCESS);
	return parse_value(words, FLOW_PORT_PVID, "vlan", settings, error);
}

/* trunk VIDS [native VID | native_tagged VID] */
static int parse_trunk(struct flow_words *words, struct flow_settings *settings,
		       struct flow_error *error)
{
	static const struct {
		const char *word;
		uint8_t mode;
	} natives[] = {
		{ "native", FLOWDP_VLAN_MODE_NATIVE_UNTAGGED },
		{ "native_tagged", FLOWDP_VLAN_MODE_NATIVE_TAGGED },
	};
	int code = parse_value(words, FLOW_PORT_VLANS, "trunk", settings, error);
	size_t i;

	flow_settings_set(settings, FLOW_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_TRUNK);
	for (i = 0; !code && i < sizeof(natives) / sizeof(*natives); i++) {
		if (!flow_words_accept(words, natives[i].word))
			continue;
		flow_settings_set(settings, FLOW_PORT_VLAN_MODE, natives[i].mode);
		return parse_value(words, FLOW_PORT_PVID, natives[i].word, settings, error);
	}
	return code;
}

/* dot1q_tunnel VID [customer_vlans VIDS] */
static int parse_tunnel(struct flow_words *words, struct flow_settings *settings,
			struct flow_error *error)
{
	int code = parse_value(words, FLOW_PORT_PVID, "dot1q_tunnel", settings, error);

	flow_settings_set(settings, FLOW_PORT_VLAN_MODE, FLOWDP_VLAN_MODE_DOT1Q_TUNNEL);
	if (!code && flow_words_accept(words, "customer_vlans"))
		code = parse_value(words, FLOW_PORT_VLANS, "customer_vlans", settings, error);
	return code;
}

static int parse_mode(struct flow_words *words, int row, struct flow_settings *settings,
		      struct flow_error *error)
{
	if (flow_settings_has(settings, FLOW_PORT_VLAN_MODE))
		return flow_error_set(error, -EINVAL,
				      "a port has one of vlan, trunk and dot1q_tunnel; leave one out");
	switch (row) {
	case FLOW_PORT_VLAN:
		return parse_vlan(words, settings, error);
	case FLOW_PORT_TRUNK:
		return parse_trunk(words, settings, error);
	default:
		return parse_tunnel(words, settings, error);
	}
}

static int parse_text(struct flow_words *words, const char *keyword, const char **text,
		      struct flow_error *error)
{
	if (*text)
		return flow_error_set(error, -EINVAL, "%s is said twice; say it once", keyword);
	return flow_words_value(words, keyword, text, error);
}

static int parse_port_setting(struct flow_words *words, struct settings_of_port *texts,
			      struct flow_settings *settings, struct flow_error *error)
{
	struct flow_names names = FLOW_NAMES(flow_setting_port);
	const char *word = flow_words_take(words);
	int row = flow_names_find(names, word);

	switch (row) {
	case -1:
		return flow_names_unknown_key(names, "setting", word, error);
	case FLOW_PORT_SWITCH:
		return parse_text(words, word, &texts->switch_name, error);
	case FLOW_PORT_PROFILE:
		return parse_text(words, word, &texts->profile, error);
	case FLOW_PORT_PATCH:
		return parse_text(words, word, &texts->patch, error);
	case FLOW_PORT_VLAN:
	case FLOW_PORT_TRUNK:
	case FLOW_PORT_DOT1Q_TUNNEL:
		return parse_mode(words, row, settings, error);
	case FLOW_PORT_NATIVE:
	case FLOW_PORT_NATIVE_TAGGED:
		return flow_error_set(error, -EINVAL,
				      "%s is for a trunk; say \"trunk VIDS %s VID\"", word, word);
	case FLOW_PORT_CUSTOMER_VLANS:
		return flow_error_set(error, -EINVAL,
				      "%s is for a tunnel; say \"dot1q_tunnel VID %s VIDS\"", word, word);
	default:
		return parse_value(words, row, word, settings, error);
	}
}

int settings_parse_port(struct flow_words *words, struct settings_of_port *texts,
			struct flow_settings *settings, struct flow_error *error)
{
	int code = 0;

	memset(texts, 0, sizeof(*texts));
	flow_settings_init(settings, flow_setting_port);
	while (!code && flow_words_peek(words))
		code = parse_port_setting(words, texts, settings, error);
	return code;
}

int settings_check_shared(const char *word, struct flow_error *error)
{
	int row = flow_names_find(FLOW_NAMES(flow_setting_port), word);

	if (row < 0 || row >= FLOW_PORT_SHARED)
		return 0;
	return flow_error_set(error, -EINVAL, "%s is a port's own; say it with \"flowctl port\"",
			      word);
}

static int parse_shared_setting(struct flow_words *words, struct flow_settings *settings,
				struct flow_error *error)
{
	struct flow_names shared = FLOW_NAMES(&flow_setting_port[FLOW_PORT_SHARED]);
	const char *word = flow_words_peek(words);

	if (flow_names_find(shared, word) < 0)
		return settings_check_shared(word, error) ?:
		       flow_names_unknown_key(shared, "setting", word, error);
	return parse_port_setting(words, NULL, settings, error);
}

int settings_parse_profile(struct flow_words *words, struct flow_settings *settings,
			   struct flow_error *error)
{
	int code = 0;

	flow_settings_init(settings, flow_setting_port);
	while (!code && flow_words_peek(words))
		code = parse_shared_setting(words, settings, error);
	return code;
}

/* Which attribute of the kernel's object is a setting. */
struct pair {
	uint8_t row;
	uint8_t attribute;	/* 0 ends a list */
};

static const struct pair switch_pairs[] = {
	{ FLOW_SWITCH_FAIL_MODE, FLOWDP_A_SWITCH_FAIL_MODE },
	{ FLOW_SWITCH_FLOWS_MAX, FLOWDP_A_SWITCH_FLOWS_MAX },
	{ FLOW_SWITCH_UPCALL_RATE, FLOWDP_A_SWITCH_UPCALL_RATE },
	{ FLOW_SWITCH_UPCALL_BURST, FLOWDP_A_SWITCH_UPCALL_BURST },
	{ 0, 0 }
};

static const struct pair port_pairs[] = {
	{ FLOW_PORT_NUMBER, FLOWDP_A_PORT_NUMBER },
	{ FLOW_PORT_VLAN_MODE, FLOWDP_A_PORT_VLAN_MODE },
	{ FLOW_PORT_PVID, FLOWDP_A_PORT_PVID },
	{ FLOW_PORT_VLANS, FLOWDP_A_PORT_VLANS },
	{ FLOW_PORT_TAG_TYPE, FLOWDP_A_PORT_TAG_TYPE },
	{ FLOW_PORT_TRANSLATIONS, FLOWDP_A_PORT_TRANSLATIONS },
	{ FLOW_PORT_PCP, FLOWDP_A_PORT_PCP },
	{ FLOW_PORT_COMMUNITY, FLOWDP_A_PORT_COMMUNITY },
	{ FLOW_PORT_STATE, FLOWDP_A_PORT_STATE },
	{ FLOW_PORT_LINK_LOCAL_FORWARD, FLOWDP_A_PORT_LINK_LOCAL_FORWARD },
	{ 0, 0 }
};

static uint32_t attributes_of(const struct flow_settings *settings, const struct pair *pair)
{
	uint32_t attributes = 0;

	for (; pair->attribute; pair++)
		if (flow_settings_has(settings, pair->row))
			attributes |= 1U << pair->attribute;
	return attributes;
}

static uint32_t rows_of(uint32_t attributes, const struct pair *pair)
{
	uint32_t rows = 0;

	for (; pair->attribute; pair++)
		if (attributes & 1U << pair->attribute)
			rows |= 1U << pair->row;
	return rows;
}

void settings_to_switch(const struct flow_settings *settings, struct flow_switch *object)
{
	object->present |= attributes_of(settings, switch_pairs);
	object->fail_mode = settings->value[FLOW_SWITCH_FAIL_MODE];
	object->flows_max = settings->value[FLOW_SWITCH_FLOWS_MAX];
	object->upcall_rate = settings->value[FLOW_SWITCH_UPCALL_RATE];
	object->upcall_burst = settings->value[FLOW_SWITCH_UPCALL_BURST];
}

void settings_to_port(const struct flow_settings *settings, struct flow_port *object)
{
	object->present |= attributes_of(settings, port_pairs);
	object->number = settings->value[FLOW_PORT_NUMBER];
	object->vlan_mode = settings->value[FLOW_PORT_VLAN_MODE];
	object->pvid = settings->value[FLOW_PORT_PVID];
	memcpy(object->vlans, settings->vlans, sizeof(object->vlans));
	object->tag_type = settings->value[FLOW_PORT_TAG_TYPE];
	object->translations = settings->translations;
	object->pcp = settings->value[FLOW_PORT_PCP];
	object->community = settings->value[FLOW_PORT_COMMUNITY];
	object->state = settings->value[FLOW_PORT_STATE];
	object->link_local_forward = settings->value[FLOW_PORT_LINK_LOCAL_FORWARD];
	object->flags_mask = flow_settings_flags(settings, &object->flags);
	if (object->flags_mask)
		object->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS) |
				   FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS_MASK);
}

void settings_switch_to_json(const struct flow_switch *object, json_t *json)
{
	struct flow_settings settings;

	flow_settings_init(&settings, flow_setting_switch);
	settings.present = rows_of(object->present, switch_pairs);
	settings.value[FLOW_SWITCH_FAIL_MODE] = object->fail_mode;
	settings.value[FLOW_SWITCH_FLOWS_MAX] = object->flows_max;
	settings.value[FLOW_SWITCH_UPCALL_RATE] = object->upcall_rate;
	settings.value[FLOW_SWITCH_UPCALL_BURST] = object->upcall_burst;
	flow_settings_to_json(&settings, json);
}

/* What does not go with the port's VLAN mode is left out. */
static uint32_t port_attributes(const struct flow_port *object)
{
	uint32_t attributes = object->present;

	if (!object->pvid)
		attributes &= ~FLOW_PORT_BIT(FLOWDP_A_PORT_PVID);
	if (!flow_vlan_has_list(object->vlan_mode))
		attributes &= ~FLOW_PORT_BIT(FLOWDP_A_PORT_VLANS);
	if (!flow_vlan_is_trunk(object->vlan_mode))
		attributes &= ~(FLOW_PORT_BIT(FLOWDP_A_PORT_TAG_TYPE) |
				FLOW_PORT_BIT(FLOWDP_A_PORT_TRANSLATIONS));
	return attributes;
}

void settings_port_to_json(const struct flow_port *object, json_t *json)
{
	struct flow_settings settings;

	flow_settings_init(&settings, flow_setting_port);
	settings.present = rows_of(port_attributes(object), port_pairs);
	settings.value[FLOW_PORT_NUMBER] = object->number;
	settings.value[FLOW_PORT_VLAN_MODE] = object->vlan_mode;
	settings.value[FLOW_PORT_PVID] = object->pvid;
	memcpy(settings.vlans, object->vlans, sizeof(settings.vlans));
	settings.value[FLOW_PORT_TAG_TYPE] = object->tag_type;
	settings.translations = object->translations;
	settings.value[FLOW_PORT_PCP] = object->pcp;
	settings.value[FLOW_PORT_COMMUNITY] = object->community;
	settings.value[FLOW_PORT_STATE] = object->state;
	settings.value[FLOW_PORT_LINK_LOCAL_FORWARD] = object->link_local_forward;
	if (object->present & FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS))
		flow_settings_set_flags(&settings, FLOWDP_PORT_F_ALL, object->flags);
	flow_settings_to_json(&settings, json);
	if (object->present & FLOW_PORT_BIT(FLOWDP_A_PORT_COOKIE))
		json_object_set_new(json, "cookie", output_cookie(object->cookie));
}
