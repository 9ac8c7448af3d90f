// SPDX-License-Identifier: GPL-2.0-only
/* Lists of actions: from netlink and back, and what they do to a packet's key. */
#include <linux/if_vlan.h>
#include <linux/slab.h>

#include "action.h"
#include "group.h"
#include "netlink.h"
#include "port.h"

static const struct nla_policy push_policy[FLOWDP_A_PUSH_MAX + 1] = {
	[FLOWDP_A_PUSH_TPID] = { .type = NLA_BE16 },
	[FLOWDP_A_PUSH_TCI] = { .type = NLA_BE16 },
};

static const struct nla_policy set_policy[FLOWDP_A_SET_MAX + 1] = {
	[FLOWDP_A_SET_KEY] = NLA_POLICY_NESTED(fdp_field_policy),
	[FLOWDP_A_SET_MASK] = NLA_POLICY_NESTED(fdp_field_policy),
};

static const struct nla_policy upcall_policy[FLOWDP_A_UPCALL_ACTION_MAX + 1] = {
	[FLOWDP_A_UPCALL_ACTION_CLASS] = NLA_POLICY_MAX(NLA_U8, FLOWDP_UPCALL_ACTION),
	[FLOWDP_A_UPCALL_ACTION_USERDATA] = { .type = NLA_U64 },
	[FLOWDP_A_UPCALL_ACTION_BYTES] = NLA_POLICY_RANGE(NLA_U32, ETH_HLEN,
							  FLOWDP_UPCALL_BYTES_MAX),
};

const struct nla_policy fdp_action_policy[FLOWDP_A_ACTION_MAX + 1] = {
	[FLOWDP_A_ACTION_OUTPUT] = NLA_POLICY_MAX(NLA_U32, FLOWDP_PORTS_MAX - 1),
	[FLOWDP_A_ACTION_GROUP] = { .type = NLA_U32 },
	[FLOWDP_A_ACTION_FLOOD] = { .type = NLA_FLAG },
	[FLOWDP_A_ACTION_DROP] = { .type = NLA_FLAG },
	[FLOWDP_A_ACTION_PUSH_VLAN] = NLA_POLICY_NESTED(push_policy),
	[FLOWDP_A_ACTION_POP_VLAN] = { .type = NLA_FLAG },
	[FLOWDP_A_ACTION_SET] = NLA_POLICY_NESTED(set_policy),
	[FLOWDP_A_ACTION_UPCALL] = NLA_POLICY_NESTED(upcall_policy),
	[FLOWDP_A_ACTION_GOTO] = NLA_POLICY_MAX(NLA_U8, FLOWDP_TABLES_MAX - 1),
};

static int parse_output(struct fdp_action *action, const struct fdp_action_place *place,
			const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	action->port = nla_get_u32(attr);
	if (!fdp_port_get(place->sw, action->port))
		return fdp_refuse(extack, attr, ENOENT,
				  "the switch has no port of this number; add the port first");
	return 0;
}

static int parse_group(struct fdp_action *action, const struct fdp_action_place *place,
		       const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	if (!place->group)
		return fdp_refuse(extack, attr, EOPNOTSUPP, "a bucket cannot name a group");
	action->group = fdp_group_find(place->sw, nla_get_u32(attr));
	if (!action->group)
		return fdp_refuse(extack, attr, ENOENT,
				  "the switch has no group of this number; add the group first");
	return 0;
}

static int parse_push(struct fdp_action *action, const struct nlattr *attr,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[FLOWDP_A_PUSH_MAX + 1];
	int err;

	err = nla_parse_nested(tb, FLOWDP_A_PUSH_MAX, attr, push_policy, extack);
	if (err)
		return err;
	if (!tb[FLOWDP_A_PUSH_TPID])
		return fdp_refuse(extack, attr, EINVAL, "push_vlan needs a TPID");
	action->tag.tpid = nla_get_be16(tb[FLOWDP_A_PUSH_TPID]);
	if (!eth_type_vlan(action->tag.tpid))
		return fdp_refuse(extack, tb[FLOWDP_A_PUSH_TPID], EINVAL,
				  "the TPID of a tag is 0x8100 or 0x88a8");
	if (tb[FLOWDP_A_PUSH_TCI])
		action->tag.tci = nla_get_be16(tb[FLOWDP_A_PUSH_TCI]);
	return 0;
}

static int parse_set(struct fdp_action *action, const struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[FLOWDP_A_SET_MAX + 1];
	int err;

	err = nla_parse_nested(tb, FLOWDP_A_SET_MAX, attr, set_policy, extack);
	if (err)
		return err;
	if (!tb[FLOWDP_A_SET_KEY])
		return fdp_refuse(extack, attr, EINVAL, "set needs a field to write");
	action->set = kzalloc(sizeof(*action->set), GFP_KERNEL);
	if (!action->set)
		return -ENOMEM;
	return fdp_field_parse_set(action->set, tb[FLOWDP_A_SET_KEY], tb[FLOWDP_A_SET_MASK],
				   extack);
}

static int parse_upcall(struct fdp_action *action, const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[FLOWDP_A_UPCALL_ACTION_MAX + 1];
	int err;

	err = nla_parse_nested(tb, FLOWDP_A_UPCALL_ACTION_MAX, attr, upcall_policy, extack);
	if (err)
		return err;
	action->upcall.class = FLOWDP_UPCALL_ACTION;
	action->upcall.bytes = FLOWDP_UPCALL_BYTES_DEFAULT;
	if (tb[FLOWDP_A_UPCALL_ACTION_CLASS])
		action->upcall.class = nla_get_u8(tb[FLOWDP_A_UPCALL_ACTION_CLASS]);
	if (tb[FLOWDP_A_UPCALL_ACTION_USERDATA])
		action->upcall.userdata = nla_get_u64(tb[FLOWDP_A_UPCALL_ACTION_USERDATA]);
	if (tb[FLOWDP_A_UPCALL_ACTION_BYTES])
		action->upcall.bytes = nla_get_u32(tb[FLOWDP_A_UPCALL_ACTION_BYTES]);
	return 0;
}

static int parse_goto(struct fdp_action *action, const struct fdp_action_place *place,
		      const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	if (place->table < 0)
		return fdp_refuse(extack, attr, EOPNOTSUPP, "goto has no place here");
	action->table = nla_get_u8(attr);
	if (action->table <= place->table)
		return fdp_refuse(extack, attr, ELOOP, "goto only leads to a later table");
	return 0;
}

static int parse_action(struct fdp_action *action, const struct fdp_action_place *place,
			const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	action->type = nla_type(attr);
	switch (action->type) {
	case FLOWDP_A_ACTION_OUTPUT:
		return parse_output(action, place, attr, extack);
	case FLOWDP_A_ACTION_GROUP:
		return parse_group(action, place, attr, extack);
	case FLOWDP_A_ACTION_PUSH_VLAN:
		return parse_push(action, attr, extack);
	case FLOWDP_A_ACTION_SET:
		return parse_set(action, attr, extack);
	case FLOWDP_A_ACTION_UPCALL:
		return parse_upcall(action, attr, extack);
	case FLOWDP_A_ACTION_GOTO:
		return parse_goto(action, place, attr, extack);
	default:
		return 0;
	}
}

static int count_actions(const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int count = 0, rem;

	nla_for_each_nested(attr, nest, rem) {
		if (++count > FLOWDP_ACTIONS_MAX)
			return fdp_refuse(extack, attr, E2BIG, "a list holds at most 64 actions");
	}
	return count;
}

/* The rules about where in the list an action may stand. */
static int check_order(const struct fdp_action_list *list, unsigned int i,
		       const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	switch (list->actions[i].type) {
	case FLOWDP_A_ACTION_DROP:
		if (list->count != 1)
			return fdp_refuse(extack, attr, EINVAL, "drop stands alone");
		return 0;
	case FLOWDP_A_ACTION_GOTO:
		if (i != list->count - 1)
			return fdp_refuse(extack, attr, EINVAL, "goto stands last");
		return 0;
	default:
		return 0;
	}
}

static void summarise(struct fdp_action_list *list)
{
	unsigned int i;

	for (i = 0; i < list->count; i++) {
		struct fdp_action *action = &list->actions[i];

		switch (action->type) {
		case FLOWDP_A_ACTION_PUSH_VLAN:
		case FLOWDP_A_ACTION_POP_VLAN:
		case FLOWDP_A_ACTION_SET:
			list->rewrites = true;
			break;
		case FLOWDP_A_ACTION_GOTO:
			list->next_table = action->table;
			break;
		}
		action->last = i == list->count - 1;
	}
	list->steps = list->next_table ? list->count - 1 : list->count;
}

/**
 * fdp_action_parse - compile a list of actions
 * @place: where the list will stand
 * @nest: of FLOWDP_A_ACTION_*, or NULL: an empty list, which drops
 * @extack: set to what is wrong
 *
 * The switch is locked.  The list does not hold its groups yet.
 *
 * Return: the list, to be freed with fdp_action_free(), or an ERR_PTR.
 */
struct fdp_action_list *fdp_action_parse(const struct fdp_action_place *place,
					 const struct nlattr *nest,
					 struct netlink_ext_ack *extack)
{
	struct fdp_action_list *list;
	const struct nlattr *attr;
	int count = 0, rem, err;
	unsigned int i = 0;

	fdp_switch_assert_locked(place->sw);
	if (nest) {
		err = nla_validate_nested(nest, FLOWDP_A_ACTION_MAX, fdp_action_policy, extack);
		if (err)
			return ERR_PTR(err);
		count = count_actions(nest, extack);
		if (count < 0)
			return ERR_PTR(count);
	}
	list = kzalloc(struct_size(list, actions, count), GFP_KERNEL);
	if (!list)
		return ERR_PTR(-ENOMEM);
	list->count = count;
	if (nest) {
		nla_for_each_nested(attr, nest, rem) {
			err = parse_action(&list->actions[i], place, attr, extack);
			if (!err)
				err = check_order(list, i, attr, extack);
			if (err)
				goto err_free;
			i++;
		}
	}
	summarise(list);
	return list;

err_free:
	fdp_action_free(list);
	return ERR_PTR(err);
}

/* Groups cannot be deleted while lists that are in force name them. */
void fdp_action_hold_groups(const struct fdp_action_list *list)
{
	unsigned int i;

	for (i = 0; i < list->count; i++) {
		if (list->actions[i].type == FLOWDP_A_ACTION_GROUP)
			fdp_group_hold(list->actions[i].group);
	}
}

void fdp_action_release_groups(const struct fdp_action_list *list)
{
	unsigned int i;

	for (i = 0; i < list->count; i++) {
		if (list->actions[i].type == FLOWDP_A_ACTION_GROUP)
			fdp_group_release(list->actions[i].group);
	}
}

/* Frees what the actions own. */
void fdp_action_clear(struct fdp_action_list *list)
{
	unsigned int i;

	for (i = 0; i < list->count; i++) {
		if (list->actions[i].type == FLOWDP_A_ACTION_SET)
			kfree(list->actions[i].set);
	}
}

/* @list may be NULL. */
void fdp_action_free(struct fdp_action_list *list)
{
	if (list)
		fdp_action_clear(list);
	kfree(list);
}

static int put_push(struct sk_buff *msg, const struct fdp_action *action)
{
	struct nlattr *nest = nla_nest_start(msg, FLOWDP_A_ACTION_PUSH_VLAN);

	if (!nest || nla_put_be16(msg, FLOWDP_A_PUSH_TPID, action->tag.tpid) ||
	    nla_put_be16(msg, FLOWDP_A_PUSH_TCI, action->tag.tci))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int put_set(struct sk_buff *msg, const struct fdp_action *action)
{
	struct nlattr *nest = nla_nest_start(msg, FLOWDP_A_ACTION_SET);

	if (!nest || fdp_field_put_set(msg, FLOWDP_A_SET_KEY, FLOWDP_A_SET_MASK, action->set))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int put_upcall(struct sk_buff *msg, const struct fdp_action *action)
{
	struct nlattr *nest = nla_nest_start(msg, FLOWDP_A_ACTION_UPCALL);

	if (!nest ||
	    nla_put_u8(msg, FLOWDP_A_UPCALL_ACTION_CLASS, action->upcall.class) ||
	    nla_put_u64_64bit(msg, FLOWDP_A_UPCALL_ACTION_USERDATA, action->upcall.userdata,
			      FLOWDP_A_UPCALL_ACTION_PAD) ||
	    nla_put_u32(msg, FLOWDP_A_UPCALL_ACTION_BYTES, action->upcall.bytes))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* Writes one action; returns 0 or -EMSGSIZE. */
int fdp_action_put(struct sk_buff *msg, const struct fdp_action *action)
{
	switch (action->type) {
	case FLOWDP_A_ACTION_OUTPUT:
		return nla_put_u32(msg, FLOWDP_A_ACTION_OUTPUT, action->port);
	case FLOWDP_A_ACTION_GROUP:
		return nla_put_u32(msg, FLOWDP_A_ACTION_GROUP, action->group->id);
	case FLOWDP_A_ACTION_PUSH_VLAN:
		return put_push(msg, action);
	case FLOWDP_A_ACTION_SET:
		return put_set(msg, action);
	case FLOWDP_A_ACTION_UPCALL:
		return put_upcall(msg, action);
	case FLOWDP_A_ACTION_GOTO:
		return nla_put_u8(msg, FLOWDP_A_ACTION_GOTO, action->table);
	default:
		return nla_put_flag(msg, action->type);
	}
}

/* Writes a list as a nest; returns 0 or -EMSGSIZE. */
int fdp_action_put_list(struct sk_buff *msg, int attr, const struct fdp_action_list *list)
{
	struct nlattr *nest = nla_nest_start(msg, attr);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < list->count; i++) {
		if (fdp_action_put(msg, &list->actions[i]))
			return -EMSGSIZE;
	}
	nla_nest_end(msg, nest);
	return 0;
}

/* Makes the changes of the list in a packet's key, as later tables are to see it. */
void fdp_action_apply_key(const struct fdp_action_list *list, struct fdp_key *key)
{
	unsigned int i;

	for (i = 0; i < list->count; i++) {
		const struct fdp_action *action = &list->actions[i];

		switch (action->type) {
		case FLOWDP_A_ACTION_PUSH_VLAN:
			fdp_key_push_tag(key, action->tag.tpid, action->tag.tci);
			break;
		case FLOWDP_A_ACTION_POP_VLAN:
			fdp_key_pop_tag(key);
			break;
		case FLOWDP_A_ACTION_SET:
			fdp_field_apply_set(key, action->set);
			break;
		}
	}
}
