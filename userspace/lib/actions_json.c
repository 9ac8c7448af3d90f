// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/if_ether.h>
#include <stdio.h>
#include "actions.h"
#include "match.h"

static json_t *push_to_json(const struct flow_action *action)
{
	return json_pack("{s:s, s:i}",
			 "tpid", action->push.tpid == ETH_P_8021AD ? "802.1ad" : "802.1Q",
			 "tci", action->push.tci);
}

static json_t *set_to_json(const struct flow_action *action)
{
	return json_pack("{s:o}", flow_field(action->set.field)->name,
			 flow_match_field_to_json(action->set.field, &action->set.value,
						  &action->set.mask));
}

/* Userdata is a string, as a cookie is: many readers of JSON have smaller integers. */
static json_t *upcall_to_json(const struct flow_action *action)
{
	char userdata[19];
	json_t *json;

	snprintf(userdata, sizeof(userdata), "0x%llx", (unsigned long long)action->upcall.userdata);
	json = json_pack("{s:s, s:s}",
		"class", action->upcall.class == FLOWDP_UPCALL_LEARN ? "learn" : "action",
		"userdata", userdata);
	if (action->upcall.bytes)
		json_object_set_new(json, "bytes", json_integer(action->upcall.bytes));
	return json;
}

static json_t *to_json(const struct flow_action *action)
{
	switch (action->kind) {
	case FLOWDP_A_ACTION_OUTPUT:
		return json_pack("{s:I}", "output", (json_int_t)action->port);
	case FLOWDP_A_ACTION_GROUP:
		return json_pack("{s:I}", "group", (json_int_t)action->group);
	case FLOWDP_A_ACTION_FLOOD:
		return json_pack("{s:b}", "flood", true);
	case FLOWDP_A_ACTION_PUSH_VLAN:
		return json_pack("{s:o}", "push_vlan", push_to_json(action));
	case FLOWDP_A_ACTION_POP_VLAN:
		return json_pack("{s:b}", "pop_vlan", true);
	case FLOWDP_A_ACTION_SET:
		return json_pack("{s:o}", "set", set_to_json(action));
	case FLOWDP_A_ACTION_UPCALL:
		return json_pack("{s:o}", "upcall", upcall_to_json(action));
	case FLOWDP_A_ACTION_GOTO:
		return json_pack("{s:i}", "goto", action->table);
	default:
		return json_pack("{s:b}", "drop", true);
	}
}

json_t *flow_actions_to_json(const struct flow_action *list, unsigned int count)
{
	json_t *json = json_array();
	unsigned int i;

	for (i = 0; i < count; i++)
		json_array_append_new(json, to_json(&list[i]));
	return json;
}
