// SPDX-License-Identifier: GPL-2.0-or-later
#include "alarm.h"

#include <stdarg.h>
#include <stdio.h>
#include "fdb_filter.h"
#include "intent.h"
#include "log.h"
#include "mac.h"

static const char *const kinds[] = {
	[ALARM_MAC_LIMIT] = "mac-limit",
	[ALARM_MAC_MOVES] = "mac-moves",
	[ALARM_MAC_REFUSED] = "mac-refused",
};

static struct {
	alarm_fn *call;
	void *data;
} listener;

static json_t *describe(const struct alarm *alarm, const char *sentence)
{
	json_t *json = json_pack("{s:s, s:s, s:s*}", "alarm", kinds[alarm->kind], "switch",
				 alarm->switch_name, "port", alarm->port);
	char mac[FLOW_MAC_TEXT];

	if (alarm->vid != FDB_ANY_VID)
		json_object_set_new(json, "vlan", json_integer(alarm->vid));
	if (alarm->mac) {
		flow_mac_format(alarm->mac, mac);
		json_object_set_new(json, "mac", json_string(mac));
	}
	json_object_set_new(json, "message", json_string(sentence));
	return json;
}

void alarm_raise(const struct alarm *alarm, const char *format, ...)
{
	char sentence[512];
	va_list arguments;
	json_t *json;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	log_warning("%s: %s", alarm->switch_name, sentence);
	if (!listener.call)
		return;
	json = describe(alarm, sentence);
	listener.call(json, listener.data);
	json_decref(json);
}

void alarm_listen(alarm_fn *call, void *data)
{
	listener.call = call;
	listener.data = data;
}
