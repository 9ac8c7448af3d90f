// SPDX-License-Identifier: GPL-2.0-or-later
#include "fdb_filter.h"

#include <string.h>
#include "intent_json.h"
#include "mac.h"

const char *fdb_filter_read(const json_t *json, struct fdb_filter *filter)
{
	static const char *const members[] = { "switch", "port", "mac", "vlan", "kind" };
	struct intent_static given = { .vid = FDB_ANY_VID, .kind = FDB_ANY_KIND };
	json_t *value, *one;
	size_t i;
	int code;

	for (i = 0; i < sizeof(members) / sizeof(*members); i++) {
		value = json_object_get(json, members[i]);
		if (!value)
			continue;
		one = json_pack("{s:O}", members[i], value);
		code = intent_json_get_static(one, &given, NULL);
		json_decref(one);
		if (code)
			return members[i];
	}
	memcpy(filter->switch_name, given.switch_name, sizeof(filter->switch_name));
	memcpy(filter->port, given.port, sizeof(filter->port));
	memcpy(filter->mac, given.mac, sizeof(filter->mac));
	filter->vid = given.vid;
	filter->kind = given.kind;
	return NULL;
}

bool fdb_filter_has_switch(const struct fdb_filter *filter, const char *name)
{
	return !*filter->switch_name || !strcmp(filter->switch_name, name);
}

bool fdb_filter_has_port(const struct fdb_filter *filter, const char *name)
{
	return !*filter->port || !strcmp(filter->port, name);
}

bool fdb_filter_has_mac(const struct fdb_filter *filter, const uint8_t *mac)
{
	return flow_mac_is_zero(filter->mac) || !memcmp(filter->mac, mac, sizeof(filter->mac));
}

bool fdb_filter_has_entry(const struct fdb_filter *filter, const uint8_t *mac, uint16_t vid,
			  uint8_t kind)
{
	return fdb_filter_has_mac(filter, mac) &&
	       (filter->vid == FDB_ANY_VID || filter->vid == vid) &&
	       (filter->kind == FDB_ANY_KIND || filter->kind == kind);
}

bool fdb_filter_has_static(const struct fdb_filter *filter, const struct intent *intent,
			   const struct intent_static *object)
{
	struct intent_static placed = *object;

	if (!fdb_filter_has_port(filter, object->port) || !fdb_filter_has_mac(filter, object->mac))
		return false;
	intent_place_static(intent, &placed);
	return fdb_filter_has_switch(filter, placed.switch_name) &&
	       fdb_filter_has_entry(filter, placed.mac, placed.vid, placed.kind);
}
