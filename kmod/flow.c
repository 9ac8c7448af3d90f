// SPDX-License-Identifier: GPL-2.0-only
/* A flow: match, priority, actions, timeouts; and its life inside transactions. */
#include <linux/slab.h>
#include <linux/stringify.h>

#include "flow.h"
#include "flow_stats.h"
#include "mask.h"
#include "netlink.h"
#include "switch.h"
#include "timeout.h"
#include "transaction.h"

static_assert(offsetof(struct fdp_flow, rule.stats) == 128);
/* A flow of five words and one action takes 256 bytes. */
static_assert(sizeof(struct fdp_flow) + 5 * sizeof(u64) + sizeof(struct fdp_action_list) +
	      sizeof(struct fdp_action) <= 256);

static void free_flow(struct fdp_flow *flow)
{
	fdp_flow_stats_hand_over(flow);
	fdp_rule_destroy(&flow->rule);
	fdp_action_clear(flow->rule.actions);
	kfree(flow);
}

static void free_flow_rcu(struct rcu_head *rcu)
{
	free_flow(container_of(rcu, struct fdp_flow, rcu));
}

/* The flow of this identity that will be there after the transaction, or NULL. */
struct fdp_flow *fdp_flow_find(struct fdp_switch *sw, const struct fdp_flow_identity *identity)
{
	return fdp_table_find_flow(sw, identity->table, identity->priority, &identity->match);
}

/* What the flow matches, as it was given. */
void fdp_flow_get_match(const struct fdp_flow *flow, struct fdp_match *match)
{
	unsigned int i;

	memset(match, 0, sizeof(*match));
	match->mask = flow->mask->bits;
	for (i = 0; i < flow->mask->word_count; i++)
		match->key.words[flow->mask->words[i]] = flow->key[i];
}

static void set_key(struct fdp_flow *flow, const struct fdp_match *match)
{
	unsigned int i;

	for (i = 0; i < flow->mask->word_count; i++)
		flow->key[i] = match->key.words[flow->mask->words[i]];
}

/* Takes over what @actions own; the caller is left to kfree() the list itself. */
static struct fdp_flow *new_flow(struct fdp_mask *mask, const struct fdp_flow_spec *spec,
				 const struct fdp_action_list *actions)
{
	size_t actions_size = struct_size(actions, actions, actions->count);
	struct fdp_flow *flow;

	flow = kzalloc(struct_size(flow, key, mask->word_count) + actions_size, GFP_KERNEL);
	if (!flow)
		return NULL;
	fdp_rule_init(&flow->rule, spec->identity.table);
	fdp_rule_set_actions(&flow->rule, memcpy(&flow->key[mask->word_count], actions,
						 actions_size));
	flow->mask = mask;
	set_key(flow, &spec->identity.match);
	flow->rule.priority = spec->identity.priority;
	flow->rule.cookie = spec->cookie;
	flow->idle_timeout = spec->idle_timeout;
	flow->hard_timeout = spec->hard_timeout;
	flow->created = jiffies;
	flow->pending = true;
	INIT_HLIST_NODE(&flow->timer);
	INIT_LIST_HEAD(&flow->change);
	INIT_LIST_HEAD(&flow->kin);
	return flow;
}

static struct fdp_flow *compile(struct fdp_switch *sw, struct fdp_mask *mask,
				const struct fdp_flow_spec *spec, struct netlink_ext_ack *extack)
{
	const struct fdp_action_place place = {
		.sw = sw,
		.table = spec->identity.table,
		.group = true,
	};
	struct fdp_action_list *actions = fdp_action_parse(&place, spec->actions, extack);
	struct fdp_flow *flow;

	if (IS_ERR(actions))
		return ERR_CAST(actions);
	flow = new_flow(mask, spec, actions);
	if (!flow) {
		fdp_action_free(actions);
		return ERR_PTR(-ENOMEM);
	}
	kfree(actions);
	return flow;
}

/* The leader that @identity names, for a flow that replaces @old; NULL if it names none. */
static struct fdp_flow *find_leader(struct fdp_switch *sw, const struct fdp_flow *old,
				    const struct fdp_flow_identity *identity,
				    struct netlink_ext_ack *extack)
{
	struct fdp_flow *leader;
	int err;

	if (!identity)
		return NULL;
	leader = fdp_flow_find(sw, identity);
	if (!leader || leader == old)
		err = fdp_refuse(extack, NULL, ENOENT,
				 "the switch has no such flow to be the leader");
	else if (leader->leader)
		err = fdp_refuse(extack, NULL, ELOOP, "a flow with a leader cannot lead");
	else
		return leader;
	return ERR_PTR(err);
}

static void follow(struct fdp_flow *flow, struct fdp_flow *leader)
{
	flow->leader = leader;
	list_add_tail(&flow->kin, &leader->kin);
}

static int link_flow(struct fdp_switch *sw, struct fdp_flow *flow,
		     struct netlink_ext_ack *extack)
{
	int err;

	err = xa_alloc_cyclic(&sw->flows, &flow->id, flow, XA_LIMIT(1, INT_MAX),
			      &sw->flow_next, GFP_KERNEL);
	if (err < 0)
		return err;
	err = fdp_table_insert(sw, flow);
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(extack,
			       "the table has " __stringify(FLOWDP_PRIORITIES_MAX)
			       " flows of this match, as many as it can; remove some of other priorities");
	if (err) {
		xa_erase(&sw->flows, flow->id);
		return err;
	}
	sw->flow_count++;
	return 0;
}

static void unlink_flow(struct fdp_switch *sw, struct fdp_flow *flow)
{
	fdp_table_remove(sw, flow);
	xa_erase(&sw->flows, flow->id);
}

static void take_followers(struct fdp_flow *flow, struct fdp_flow *from)
{
	struct fdp_flow *follower;

	list_for_each_entry(follower, &from->kin, kin)
		follower->leader = flow;
	list_splice_tail_init(&from->kin, &flow->kin);
}

static void detach_kin(struct fdp_flow *flow)
{
	struct fdp_flow *follower, *next;

	if (flow->leader) {
		list_del_init(&flow->kin);
		flow->leader = NULL;
		return;
	}
	list_for_each_entry_safe(follower, next, &flow->kin, kin) {
		list_del_init(&follower->kin);
		follower->leader = NULL;
	}
}

/* Removes a flow that never came into force; readers may hold it all the same. */
static void withdraw(struct fdp_switch *sw, struct fdp_flow *flow)
{
	list_del_init(&flow->change);
	detach_kin(flow);
	flow->replaces = NULL;
	fdp_action_release_groups(flow->rule.actions);
	unlink_flow(sw, flow);
	sw->flow_count--;
	call_rcu(&flow->rcu, free_flow_rcu);
}

/* The flow stops counting at once: what the transaction adds later may use the room. */
static void doom_one(struct fdp_transaction *transaction, struct fdp_flow *flow, u8 why)
{
	if (flow->pending) {
		withdraw(transaction->sw, flow);
		return;
	}
	flow->doomed = true;
	flow->why = why;
	fdp_action_release_groups(flow->rule.actions);
	transaction->sw->flow_count--;
	list_add_tail(&flow->change, &transaction->removed);
}

/* Of a flow that follows, kin is no list of others. */
static bool leads(const struct fdp_flow *flow)
{
	return !flow->leader && !list_empty(&flow->kin);
}

static void doom_followers(struct fdp_transaction *transaction, struct fdp_flow *leader)
{
	struct fdp_flow *follower, *next;

	if (!leads(leader))
		return;
	list_for_each_entry_safe(follower, next, &leader->kin, kin) {
		if (!follower->doomed)
			doom_one(transaction, follower, FLOWDP_REMOVED_LEADER);
	}
}

/* Removes a flow, not doomed yet, and its followers when the transaction commits. */
void fdp_flow_doom(struct fdp_transaction *transaction, struct fdp_flow *flow, u8 why)
{
	doom_followers(transaction, flow);
	if (flow->pending && flow->replaces)
		doom_followers(transaction, flow->replaces);
	doom_one(transaction, flow, why);
}

/* The flow takes the place of @old, whose followers stay @old's until the commit. */
static void replace(struct fdp_transaction *transaction, struct fdp_flow *flow,
		    struct fdp_flow *old)
{
	flow->created = old->created;
	if (old->pending) {
		flow->replaces = old->replaces;
		if (!old->leader)
			take_followers(flow, old);
	} else {
		flow->replaces = old;
	}
	doom_one(transaction, old, FLOWDP_REMOVED_DELETED);
}

static int check_presence(const struct fdp_flow *old, const struct fdp_flow_spec *spec,
			  const struct fdp_switch *sw, struct netlink_ext_ack *extack)
{
	if (old && (spec->flags & NLM_F_EXCL || !(spec->flags & NLM_F_REPLACE)))
		return fdp_refuse(extack, NULL, EEXIST,
				  "the switch has this flow already; replace it instead");
	if (!old && !(spec->flags & NLM_F_CREATE))
		return fdp_refuse(extack, NULL, ENOENT,
				  "the switch has no such flow to replace; add it instead");
	if (!old && sw->flow_count >= sw->flows_max)
		return fdp_refuse(extack, NULL, ENOSPC,
				  "the switch holds as many flows as flows_max allows; raise it or remove flows");
	if (old && spec->leader &&
	    (leads(old) || (old->pending && old->replaces && leads(old->replaces))))
		return fdp_refuse(extack, NULL, ELOOP, "a flow that leads others cannot follow");
	return 0;
}

static struct fdp_mask *get_mask(struct fdp_switch *sw,
				 const struct fdp_flow_identity *identity,
				 struct netlink_ext_ack *extack)
{
	struct fdp_mask *mask = fdp_table_get_mask(sw, identity->table, &identity->match.mask,
						   identity->priority);

	if (PTR_ERR_OR_ZERO(mask) == -ENOSPC)
		NL_SET_ERR_MSG(extack,
			       "the table has as many different masks as it can; use fewer");
	return mask;
}

/**
 * fdp_flow_add - add or replace a flow
 * @transaction: of which this is a part
 * @spec: what to add
 * @extack: set to what is wrong
 *
 * Return: 0 or a negative error; after an error the transaction is to be aborted.
 */
int fdp_flow_add(struct fdp_transaction *transaction, const struct fdp_flow_spec *spec,
		 struct netlink_ext_ack *extack)
{
	struct fdp_switch *sw = transaction->sw;
	struct fdp_flow *flow, *old, *leader;
	struct fdp_mask *mask;
	int err;

	old = fdp_flow_find(sw, &spec->identity);
	err = check_presence(old, spec, sw, extack);
	if (err)
		return err;
	leader = find_leader(sw, old, spec->leader, extack);
	if (IS_ERR(leader))
		return PTR_ERR(leader);
	mask = get_mask(sw, &spec->identity, extack);
	if (IS_ERR(mask))
		return PTR_ERR(mask);
	flow = compile(sw, mask, spec, extack);
	if (IS_ERR(flow))
		return PTR_ERR(flow);
	err = link_flow(sw, flow, extack);
	if (err) {
		free_flow(flow);
		return err;
	}
	fdp_action_hold_groups(flow->rule.actions);
	list_add_tail(&flow->change, &transaction->added);
	if (leader)
		follow(flow, leader);
	if (old)
		replace(transaction, flow, old);
	return 0;
}

/* Does the flow compare all bits of @wanted, with the same outcome? */
static bool agrees(const struct fdp_flow *flow, const struct fdp_match *wanted)
{
	struct fdp_match match;
	unsigned int i;

	fdp_flow_get_match(flow, &match);
	for (i = 0; i < FDP_KEY_WORDS; i++) {
		u64 bits = wanted->mask.words[i];

		if ((match.mask.words[i] & bits) != bits ||
		    (match.key.words[i] & bits) != wanted->key.words[i])
			return false;
	}
	return true;
}

bool fdp_flow_passes(const struct fdp_flow *flow, const struct fdp_flow_filter *filter)
{
	if (filter->table >= 0 && flow->rule.table != filter->table)
		return false;
	if ((flow->rule.cookie ^ filter->cookie) & filter->cookie_mask)
		return false;
	return agrees(flow, &filter->match);
}

/* Removes all flows that pass when the transaction commits. */
void fdp_flow_doom_matching(struct fdp_transaction *transaction,
			    const struct fdp_flow_filter *filter)
{
	struct fdp_flow *flow;
	unsigned long id;

	xa_for_each(&transaction->sw->flows, id, flow) {
		if (!flow->doomed && fdp_flow_passes(flow, filter))
			fdp_flow_doom(transaction, flow, FLOWDP_REMOVED_DELETED);
		cond_resched();
	}
}

/* The flow has come into force. */
void fdp_flow_commit_added(struct fdp_switch *sw, struct fdp_flow *flow)
{
	struct fdp_flow *old = flow->replaces;

	list_del_init(&flow->change);
	flow->pending = false;
	if (old) {
		if (!old->leader)
			take_followers(flow, old);
		detach_kin(old);
		fdp_flow_stats_inherit(flow, old);
	}
	fdp_timeout_start(sw, flow);
}

void fdp_flow_abort_added(struct fdp_switch *sw, struct fdp_flow *flow)
{
	withdraw(sw, flow);
}

/* The flow has gone out of force; packets under way may still hold it. */
void fdp_flow_commit_removed(struct fdp_switch *sw, struct fdp_flow *flow)
{
	list_del_init(&flow->change);
	fdp_timeout_stop(sw, flow);
	if (!flow->replaced)
		detach_kin(flow);
	unlink_flow(sw, flow);
	call_rcu(&flow->rcu, free_flow_rcu);
}

void fdp_flow_abort_removed(struct fdp_switch *sw, struct fdp_flow *flow)
{
	list_del_init(&flow->change);
	flow->doomed = false;
	sw->flow_count++;
	fdp_action_hold_groups(flow->rule.actions);
}

/* The switch is being freed and its tables are gone: nobody reads its flows. */
void fdp_flow_destroy_all(struct fdp_switch *sw)
{
	struct fdp_flow *flow;
	unsigned long id;

	xa_for_each(&sw->flows, id, flow) {
		free_flow(flow);
		cond_resched();
	}
	xa_destroy(&sw->flows);
}
