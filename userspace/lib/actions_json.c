// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <linux/if_ether.h>
#include <string.h>
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

static json_t *upcall_to_json(const struct flow_action *action)
{
	json_t *json = json_pack("{s:s, s:I}",
		"class", action->upcall.class == FLOWDP_UPCALL_LEARN ? "learn" : "action",
		"userdata", (json_int_t)action->upcall.userdata);

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

static int number_from_json(const json_t *json, const char *name, json_int_t max,
			    json_int_t *number, struct flow_error *error)
{
	if (!json_is_integer(json) || json_integer_value(json) < 0 ||
	    json_integer_value(json) > max)
		return flow_error_set(error, -EINVAL, "%s takes an integer from 0 to %lld", name,
				      (long long)max);
	*number = json_integer_value(json);
	return 0;
}

static int push_from_json(const json_t *json, struct flow_actions *actions,
			  struct flow_error *error)
{
	const char *tpid = json_string_value(json_object_get(json, "tpid"));
	const json_t *tci = json_object_get(json, "tci");
	json_int_t number = 0;

	if (tpid && strcmp(tpid, "802.1Q") && strcmp(tpid, "802.1ad"))
		return flow_error_set(error, -EINVAL, "tpid takes 802.1Q or 802.1ad");
	if (tci && number_from_json(tci, "tci", UINT16_MAX, &number, error))
		return -EINVAL;
	return flow_actions_push_vlan(actions, tpid && !strcmp(tpid, "802.1ad") ? ETH_P_8021AD :
				      ETH_P_8021Q, number);
}

static int set_from_json(const json_t *json, struct flow_actions *actions,
			 struct flow_error *error)
{
	const char *name = json_object_iter_key(json_object_iter((json_t *)json));
	union flow_value value, mask;
	unsigned int field;
	int code;

	field = name ? flow_field_find(name) : 0;
	if (!field || !flow_field(field)->settable || json_object_size(json) != 1)
		return flow_error_set(error, -EINVAL, "set takes one field that can be written");
	code = flow_match_field_from_json(field, json_object_get(json, name), &value, &mask, error);
	return code ? code : flow_actions_set(actions, field, &value, &mask);
}

static int upcall_from_json(const json_t *json, struct flow_actions *actions,
			    struct flow_error *error)
{
	const char *class = json_string_value(json_object_get(json, "class"));
	const json_t *bytes = json_object_get(json, "bytes");
	json_int_t count = 0;

	if (class && strcmp(class, "learn") && strcmp(class, "action"))
		return flow_error_set(error, -EINVAL, "class takes learn or action");
	if (bytes && number_from_json(bytes, "bytes", FLOWDP_UPCALL_BYTES_MAX, &count, error))
		return -EINVAL;
	return flow_actions_upcall(actions, class && !strcmp(class, "learn") ?
				   FLOWDP_UPCALL_LEARN : FLOWDP_UPCALL_ACTION,
				   json_integer_value(json_object_get(json, "userdata")), count);
}

static int from_json(const char *name, const json_t *json, struct flow_actions *actions,
		     struct flow_error *error)
{
	json_int_t number;

	if (!strcmp(name, "output"))
		return number_from_json(json, name, FLOWDP_PORTS_MAX - 1, &number, error) ?:
		       flow_actions_output(actions, number);
	if (!strcmp(name, "group"))
		return number_from_json(json, name, UINT32_MAX, &number, error) ?:
		       flow_actions_group(actions, number);
	if (!strcmp(name, "goto"))
		return number_from_json(json, name, FLOWDP_TABLES_MAX - 1, &number, error) ?:
		       flow_actions_goto(actions, number);
	if (!strcmp(name, "flood"))
		return flow_actions_flood(actions);
	if (!strcmp(name, "drop"))
		return flow_actions_drop(actions);
	if (!strcmp(name, "pop_vlan"))
		return flow_actions_pop_vlan(actions);
	if (!strcmp(name, "push_vlan"))
		return push_from_json(json, actions, error);
	if (!strcmp(name, "set"))
		return set_from_json(json, actions, error);
	if (!strcmp(name, "upcall"))
		return upcall_from_json(json, actions, error);
	return flow_error_set(error, -EINVAL, "\"%s\" is no action", name);
}

int flow_actions_from_json(const json_t *json, struct flow_actions *actions,
			   struct flow_error *error)
{
	struct flow_actions parsed = { 0 };
	const char *name;
	json_t *member;
	size_t i;
	int code;

	if (!json_is_array(json))
		return flow_error_set(error, -EINVAL, "actions are an array of objects");
	json_array_foreach(json, i, member) {
		name = json_object_iter_key(json_object_iter(member));
		if (!name || json_object_size(member) != 1)
			return flow_error_set(error, -EINVAL,
					      "an action is an object with one member, its name");
		code = from_json(name, json_object_get(member, name), &parsed, error);
		if (code == -ENOSPC)
			return flow_error_set(error, -EINVAL, "there are more than %u actions",
					      FLOWDP_ACTIONS_MAX);
		if (code)
			return code;
	}
	*actions = parsed;
	return 0;
}
