// SPDX-License-Identifier: GPL-2.0-or-later
#include "config_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "config.h"
#include "intent_profile.h"
#include "mac.h"

static void put(struct config_text *text, unsigned int row, char *value)
{
	text->value[row] = value;
	text->no_memory |= !value;
}

static void say(struct config_text *text, unsigned int row, const char *value)
{
	put(text, row, strdup(value));
}

/* Those that are known by a key, and whose values are the same everywhere. */
static void say_settings(struct config_text *text, const struct flow_settings *settings)
{
	unsigned int row;

	for (row = 0; settings->table[row].json; row++)
		if (*settings->table[row].key && flow_settings_has(settings, row))
			put(text, row, flow_settings_format(settings, row));
}

static void init(struct config_text *text, const struct flow_setting *table)
{
	memset(text, 0, sizeof(*text));
	text->table = table;
}

void config_text_switch(const struct intent_switch *object, struct config_text *text)
{
	struct flow_settings settings;

	init(text, flow_setting_switch);
	say(text, FLOW_SWITCH_NAME, object->name);
	intent_switch_tell(object, &settings);
	say_settings(text, &settings);
}

void config_text_vlan(const struct intent_vlan *object, struct config_text *text)
{
	struct flow_settings settings;

	init(text, flow_setting_vlan);
	say(text, FLOW_VLAN_SWITCH, object->switch_name);
	intent_vlan_tell(object, &settings);
	say_settings(text, &settings);
}

static void say_list(struct config_text *text, unsigned int row, const flow_vlan_bitmap vlans)
{
	put(text, row, flow_vlan_format(vlans));
}

static void say_vid(struct config_text *text, unsigned int row, uint16_t vid)
{
	char digits[8];

	snprintf(digits, sizeof(digits), "%u", vid);
	say(text, row, digits);
}

/* A tunnel takes all VLANs of its customer if none are named. */
static void say_tunnel(struct config_text *text, const struct intent_settings *settings)
{
	flow_vlan_bitmap all = { 0 };

	say_vid(text, FLOW_PORT_DOT1Q_TUNNEL, settings->pvid);
	flow_vlan_add_all(all);
	if (memcmp(settings->vlans, all, sizeof(all)))
		say_list(text, FLOW_PORT_CUSTOMER_VLANS, settings->vlans);
}

static void say_vlans(struct config_text *text, const struct intent_settings *settings)
{
	switch (settings->vlan_mode) {
	case FLOWDP_VLAN_MODE_ACCESS:
		say_vid(text, FLOW_PORT_VLAN, settings->pvid);
		break;
	case FLOWDP_VLAN_MODE_DOT1Q_TUNNEL:
		say_tunnel(text, settings);
		break;
	case FLOWDP_VLAN_MODE_NATIVE_UNTAGGED:
		say_vid(text, FLOW_PORT_NATIVE, settings->pvid);
		say_list(text, FLOW_PORT_TRUNK, settings->vlans);
		break;
	case FLOWDP_VLAN_MODE_NATIVE_TAGGED:
		say_vid(text, FLOW_PORT_NATIVE_TAGGED, settings->pvid);
		say_list(text, FLOW_PORT_TRUNK, settings->vlans);
		break;
	case FLOWDP_VLAN_MODE_TRUNK:
		say_list(text, FLOW_PORT_TRUNK, settings->vlans);
		break;
	default:
		say(text, FLOW_PORT_VLAN, "none");
		break;
	}
}

void config_text_profile(const struct intent_profile *object, struct config_text *text)
{
	struct intent_port port;

	init(text, flow_setting_port);
	if (flow_settings_has(&object->said, FLOW_PORT_VLAN_MODE)) {
		intent_port_init(&port);
		intent_port_take(&port, &object->said);
		say_vlans(text, &port.settings);
	}
	say_settings(text, &object->said);
}

void config_text_port(const struct intent_port *object, struct config_text *text)
{
	struct flow_settings own;

	init(text, flow_setting_port);
	say(text, FLOW_PORT_MATCH, object->match);
	say(text, FLOW_PORT_SWITCH, object->switch_name);
	if (*object->profile)
		say(text, FLOW_PORT_PROFILE, object->profile);
	if (*object->patch)
		say(text, FLOW_PORT_PATCH, object->patch);
	intent_own_settings(object, &own);
	if (flow_settings_has(&own, FLOW_PORT_VLAN_MODE))
		say_vlans(text, &object->settings);
	say_settings(text, &own);
}

void config_text_static(const struct intent_static *object, struct config_text *text)
{
	char mac[FLOW_MAC_TEXT];

	init(text, flow_setting_static);
	flow_mac_format(object->mac, mac);
	say(text, FLOW_STATIC_MAC, mac);
	say(text, FLOW_STATIC_PORT, object->port);
	if (object->vid)
		say_vid(text, FLOW_STATIC_VLAN, object->vid);
	if (*object->switch_name)
		say(text, FLOW_STATIC_SWITCH, object->switch_name);
	say(text, FLOW_STATIC_KIND, flow_fdb_kinds[object->kind]);
}

void config_text_neighbour(const struct intent_neighbour *object, struct config_text *text)
{
	char address[INTENT_ADDRESS_TEXT], mac[FLOW_MAC_TEXT];

	init(text, flow_setting_neighbour);
	intent_format_address(&object->address, address);
	say(text, FLOW_NEIGHBOUR_ADDRESS, address);
	flow_mac_format(object->mac, mac);
	say(text, FLOW_NEIGHBOUR_MAC, mac);
	say_vid(text, FLOW_NEIGHBOUR_VLAN, object->vid);
	say(text, FLOW_NEIGHBOUR_SWITCH, object->switch_name);
}

void config_text_clear(struct config_text *text)
{
	unsigned int row;

	for (row = 0; row < FLOW_SETTINGS_MAX; row++)
		free(text->value[row]);
}

bool config_text_same(const struct config_text *a, const struct config_text *b, unsigned int row)
{
	if (!a->value[row] || !b->value[row])
		return a->value[row] == b->value[row];
	return !strcmp(a->value[row], b->value[row]);
}

/* A list of VLANs takes as many lines as it needs: a line has a limit. */
static void print_list(FILE *out, const char *key, const char *list)
{
	size_t room = CONFIG_LINE_MAX - strlen(key) - 1, length;

	while (strlen(list) > room) {
		length = room;
		while (list[length] != ',')
			length--;
		fprintf(out, "%s=%.*s\n", key, (int)length, list);
		list += length + 1;
	}
	fprintf(out, "%s=%s\n", key, list);
}

static void print_title(FILE *out, const char *name)
{
	fprintf(out, "%s[%s]\n", ftell(out) ? "\n" : "", name);
}

static bool print_keys(FILE *out, const struct config_text *text,
		       const struct config_text *defaults)
{
	unsigned int row;

	for (row = 0; text->table[row].json; row++)
		if (text->value[row] && !(defaults && config_text_same(text, defaults, row)))
			print_list(out, text->table[row].key, text->value[row]);
	return !text->no_memory;
}

static bool print_section(FILE *out, const char *name, const struct config_text *text,
			  const struct config_text *defaults)
{
	print_title(out, name);
	return print_keys(out, text, defaults);
}

static bool print_switches(FILE *out, const struct intent *intent)
{
	struct config_text text, defaults;
	struct intent_switch plain;
	bool complete = true;
	size_t i;

	intent_switch_init(&plain);
	config_text_switch(&plain, &defaults);
	for (i = 0; i < intent->switches_count; i++) {
		config_text_switch(intent->switches[i], &text);
		complete &= print_section(out, "Switch", &text, &defaults);
		config_text_clear(&text);
	}
	complete &= !defaults.no_memory;
	config_text_clear(&defaults);
	return complete;
}

/* Whether one section can say both, which are of one switch. */
static bool is_alike(const struct intent_vlan *a, const struct intent_vlan *b)
{
	return a->has_ageing == b->has_ageing && a->ageing == b->ageing &&
	       a->mac_limit == b->mac_limit && a->mac_overflow == b->mac_overflow &&
	       a->flags == b->flags;
}

/* From object @first on, all that one section can say, which are marked as said. */
static bool print_alike(FILE *out, const struct intent *intent, size_t first, bool *said,
			const struct config_text *defaults)
{
	flow_vlan_bitmap vlans = { 0 };
	struct config_text text;
	bool complete;
	size_t i;

	for (i = first; i < intent->vlans_count; i++) {
		if (strcmp(intent->vlans[first]->switch_name, intent->vlans[i]->switch_name))
			break;	/* they are in order */
		if (said[i] || !is_alike(intent->vlans[first], intent->vlans[i]))
			continue;
		flow_vlan_add(vlans, intent->vlans[i]->vid);
		said[i] = true;
	}
	config_text_vlan(intent->vlans[first], &text);
	free(text.value[FLOW_VLAN_VID]);
	say_list(&text, FLOW_VLAN_VID, vlans);
	complete = print_section(out, "Vlan", &text, defaults);
	config_text_clear(&text);
	return complete;
}

static bool print_vlans(FILE *out, const struct intent *intent)
{
	bool *said = calloc(intent->vlans_count + 1, sizeof(*said)), complete = said;
	struct config_text defaults;
	struct intent_vlan plain;
	size_t i;

	intent_vlan_init(&plain);
	config_text_vlan(&plain, &defaults);
	for (i = 0; said && i < intent->vlans_count; i++)
		if (!said[i])
			complete &= print_alike(out, intent, i, said, &defaults);
	complete &= !defaults.no_memory;
	config_text_clear(&defaults);
	free(said);
	return complete;
}

static bool print_profiles(FILE *out, const struct intent *intent)
{
	struct config_text text;
	bool complete = true;
	size_t i;

	for (i = 0; i < intent->profiles_count; i++) {
		print_title(out, "Profile");
		fprintf(out, "Name=%s\n", intent->profiles[i]->name);
		config_text_profile(intent->profiles[i], &text);
		complete &= print_keys(out, &text, NULL);
		config_text_clear(&text);
	}
	return complete;
}

static bool print_ports(FILE *out, const struct intent *intent)
{
	struct config_text text, defaults;
	struct intent_port plain;
	bool complete = true;
	size_t i;

	intent_port_init(&plain);
	config_text_port(&plain, &defaults);
	for (i = 0; i < intent->ports_count; i++) {
		config_text_port(intent->ports[i], &text);
		complete &= print_section(out, "Port", &text,
					  *intent->ports[i]->profile ? NULL : &defaults);
		config_text_clear(&text);
	}
	complete &= !defaults.no_memory;
	config_text_clear(&defaults);
	return complete;
}

static bool print_statics(FILE *out, const struct intent *intent)
{
	const struct intent_static plain = { .origin = NULL };
	struct config_text text, defaults;
	bool complete = true;
	size_t i;

	config_text_static(&plain, &defaults);
	for (i = 0; i < intent->statics_count; i++) {
		config_text_static(intent->statics[i], &text);
		complete &= print_section(out, "Fdb", &text, &defaults);
		config_text_clear(&text);
	}
	complete &= !defaults.no_memory;
	config_text_clear(&defaults);
	return complete;
}

static bool print_neighbours(FILE *out, const struct intent *intent)
{
	struct config_text text;
	bool complete = true;
	size_t i;

	for (i = 0; i < intent->neighbours_count; i++) {
		config_text_neighbour(intent->neighbours[i], &text);
		complete &= print_section(out, "Neighbour", &text, NULL);
		config_text_clear(&text);
	}
	return complete;
}

char *config_text_file(const struct intent *intent)
{
	char *text = NULL;
	bool complete;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	complete = print_switches(out, intent) && print_vlans(out, intent) &&
		   print_profiles(out, intent) && print_ports(out, intent) &&
		   print_statics(out, intent) && print_neighbours(out, intent) && !ferror(out);
	if (!fclose(out) && complete)
		return text;
	free(text);
	return NULL;
}
