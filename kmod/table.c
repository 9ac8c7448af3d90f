// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flow tables: what they hold, and how that changes.  A table has a hash table for
 * each mask that its flows use; walk.c looks into them.
 *
 * The best priority of a mask is an upper bound: it rises with what is added
 * and falls when the mask gets empty.
 */
#include <linux/bitops.h>
#include <linux/slab.h>

#include "flow.h"
#include "mask.h"
#include "switch.h"
#include "table.h"
#include "table_default.h"

/* A table of so many flows does not stay in a CPU's own caches. */
#define LARGE		4096

/* Notes which tables are large, for walks to prefetch. */
static void note_large(struct fdp_switch *sw)
{
	u16 large = 0;
	unsigned int i;

	for (i = 0; i < FLOWDP_TABLES_MAX; i++) {
		if (sw->tables[i].flow_count >= LARGE)
			large |= BIT(i);
	}
	WRITE_ONCE(sw->large_tables, large);
}

static struct fdp_mask_array *masks_of(const struct fdp_switch *sw, u8 table)
{
	return rcu_dereference_protected(sw->tables[table].masks,
					 lockdep_is_held(&sw->lock));
}

/* A push or pop moves all tags, so a rule that looks at one of them depends on all. */
static void spread_tags(struct fdp_key *bits)
{
	if (!bits->vlan_tpid && !bits->vlan_tci && !bits->inner_vlan_tpid &&
	    !bits->inner_vlan_tci && !(bits->layers & (FDP_LAYER_TAG | FDP_LAYER_INNER_TAG)))
		return;
	bits->vlan_tpid = htons(0xffff);
	bits->vlan_tci = htons(0xffff);
	bits->inner_vlan_tpid = htons(0xffff);
	bits->inner_vlan_tci = htons(0xffff);
	bits->layers |= FDP_LAYER_TAG | FDP_LAYER_INNER_TAG;
}

static enum fdp_depth depth_of(const struct fdp_key *bits)
{
	u8 layers = bits->layers & ~(FDP_LAYER_TAG | FDP_LAYER_INNER_TAG);

	if (!layers)
		return FDP_DEPTH_L2;
	return layers == FDP_LAYER_L3 ? FDP_DEPTH_L3 : FDP_DEPTH_L4;
}

static void add_bits(struct fdp_key *bits, const struct fdp_key *more)
{
	unsigned int i;

	for (i = 0; i < FDP_KEY_WORDS; i++)
		bits->words[i] |= more->words[i];
}

static void collect_bits(const struct fdp_switch *sw, struct fdp_key *bits)
{
	unsigned int table, i;

	memset(bits, 0, sizeof(*bits));
	for (table = 0; table < FLOWDP_TABLES_MAX; table++) {
		const struct fdp_mask_array *array = masks_of(sw, table);

		for (i = 0; i < array->count; i++)
			add_bits(bits, &array->masks[i].mask->bits);
	}
}

static struct fdp_table_view *new_view(const struct fdp_key *bits)
{
	struct fdp_table_view *view = kzalloc(sizeof(*view), GFP_KERNEL);
	u8 i;

	if (!view)
		return NULL;
	view->bits = *bits;
	/* Settings of ports decide, too; see fdp_tx_admits(). */
	view->bits.in_port = U32_MAX;
	view->bits.vid = U16_MAX;
	spread_tags(&view->bits);
	view->depth = depth_of(&view->bits);
	view->word_count = FDP_KEY_WORDS_UNTAGGED;
	for (i = FDP_KEY_WORDS_UNTAGGED; i < FDP_KEY_WORDS; i++) {
		if (view->bits.words[i])
			view->word_count = i + 1;
	}
	view->shallow = view->depth == FDP_DEPTH_L2 &&
			view->word_count == FDP_KEY_WORDS_UNTAGGED;
	return view;
}

static bool is_flat(const struct fdp_switch *sw)
{
	unsigned int table;

	for (table = 0; table < FLOWDP_TABLES_MAX; table++) {
		if (masks_of(sw, table)->count > 1)
			return false;
	}
	return true;
}

/* The new view may see less than the old one, so no earlier generation may use it. */
static void set_view(struct fdp_switch *sw, struct fdp_table_view *view)
{
	struct fdp_table_view *old;

	view->since = sw->generation;
	view->flat = is_flat(sw);
	old = rcu_replace_pointer(sw->view, view, lockdep_is_held(&sw->lock));
	if (old)
		kfree_rcu(old, rcu);
}

static struct fdp_mask *new_mask(const struct fdp_key *bits, u16 priority)
{
	struct fdp_mask *mask = kzalloc(sizeof(*mask), GFP_KERNEL);
	unsigned int i;

	if (!mask)
		return NULL;
	if (fdp_flow_hash_init(&mask->flows)) {
		kfree(mask);
		return NULL;
	}
	mask->best_priority = priority;
	mask->bits = *bits;
	for (i = 0; i < FDP_KEY_WORDS; i++) {
		if (!bits->words[i])
			continue;
		mask->words[mask->word_count] = i;
		mask->word_bits[mask->word_count++] = bits->words[i];
	}
	return mask;
}

static void free_mask(struct fdp_mask *mask)
{
	fdp_flow_hash_destroy(&mask->flows);
	kfree(mask);
}

static void free_mask_work(struct work_struct *work)
{
	free_mask(container_of(to_rcu_work(work), struct fdp_mask, free_work));
}

static void sort_in(struct fdp_mask_array *array, struct fdp_mask *mask)
{
	unsigned int i = array->count++;

	while (i && array->masks[i - 1].best_priority < mask->best_priority) {
		array->masks[i] = array->masks[i - 1];
		i--;
	}
	array->masks[i].mask = mask;
	array->masks[i].best_priority = mask->best_priority;
}

static bool is_unused(const struct fdp_mask *mask)
{
	return !mask->flows.count;
}

/*
 * Puts a table's masks in order, without those that are not used, and with
 * @extra, if not NULL.  Those left out stay whole until readers are gone.
 */
static int rebuild(struct fdp_switch *sw, u8 table, struct fdp_mask *extra)
{
	struct fdp_mask_array *old = masks_of(sw, table);
	struct fdp_mask_array *array;
	unsigned int i;

	array = kzalloc(struct_size(array, masks, old->count + 1), GFP_KERNEL);
	if (!array)
		return -ENOMEM;
	for (i = 0; i < old->count; i++) {
		if (old->masks[i].mask != extra && !is_unused(old->masks[i].mask))
			sort_in(array, old->masks[i].mask);
	}
	if (extra)
		sort_in(array, extra);
	rcu_assign_pointer(sw->tables[table].masks, array);
	for (i = 0; i < old->count; i++) {
		struct fdp_mask *mask = old->masks[i].mask;

		if (mask != extra && is_unused(mask)) {
			INIT_RCU_WORK(&mask->free_work, free_mask_work);
			queue_rcu_work(fdp_switch_workqueue, &mask->free_work);
		}
	}
	kfree_rcu(old, rcu);
	return 0;
}

static struct fdp_mask *find_mask(const struct fdp_switch *sw, u8 table,
				  const struct fdp_key *bits)
{
	const struct fdp_mask_array *array = masks_of(sw, table);
	unsigned int i;

	for (i = 0; i < array->count; i++) {
		if (!memcmp(&array->masks[i].mask->bits, bits, sizeof(*bits)))
			return array->masks[i].mask;
	}
	return NULL;
}

static struct fdp_mask *add_mask(struct fdp_switch *sw, u8 table,
				 const struct fdp_key *bits, u16 priority)
{
	struct fdp_table_view *view;
	struct fdp_key all;
	struct fdp_mask *mask;

	if (masks_of(sw, table)->count >= FLOWDP_MASKS_MAX)
		return ERR_PTR(-ENOSPC);
	collect_bits(sw, &all);
	add_bits(&all, bits);
	view = new_view(&all);
	mask = new_mask(bits, priority);
	if (!view || !mask || rebuild(sw, table, mask)) {
		if (mask)
			free_mask(mask);
		kfree(view);
		return ERR_PTR(-ENOMEM);
	}
	set_view(sw, view);
	return mask;
}

/**
 * fdp_table_get_mask - find or make the place for a flow
 * @sw: the switch, locked
 * @table: number of the table
 * @bits: that the flow looks at
 * @priority: of the flow
 *
 * Packets search a new mask at once.  If no flow is put into it, the next
 * fdp_table_trim() removes it.
 *
 * Return: the mask, or ERR_PTR of -ENOMEM or -ENOSPC.
 */
struct fdp_mask *fdp_table_get_mask(struct fdp_switch *sw, u8 table,
				    const struct fdp_key *bits, u16 priority)
{
	struct fdp_mask *mask = find_mask(sw, table, bits);
	u16 before;

	if (!mask)
		return add_mask(sw, table, bits, priority);
	if (is_unused(mask) || priority > mask->best_priority) {
		before = mask->best_priority;
		mask->best_priority = priority;
		if (priority != before && rebuild(sw, table, mask)) {
			mask->best_priority = before;
			return ERR_PTR(-ENOMEM);
		}
	}
	return mask;
}

/* Do as many other flows as are allowed have this match?  A packet may look at each of them. */
static bool is_crowded(const struct fdp_flow *flow, u32 hash)
{
	const struct fdp_mask *mask = flow->mask;
	struct fdp_flow_cursor cursor;
	const struct fdp_flow *other;
	unsigned int others = 0;

	rcu_read_lock();
	fdp_mask_start(mask, hash, &cursor);
	while ((other = fdp_flow_cursor_next(&cursor)))
		others += !other->doomed && other->rule.priority != flow->rule.priority &&
			  fdp_mask_matches(other, flow->key, mask->word_count);
	rcu_read_unlock();
	return others >= FLOWDP_PRIORITIES_MAX;
}

/* Links a flow that has its mask; 0, -ENOMEM or -ENOSPC. */
int fdp_table_insert(struct fdp_switch *sw, struct fdp_flow *flow)
{
	struct fdp_mask *mask = flow->mask;
	u32 hash = fdp_mask_hash_flow(mask, flow);
	int err;

	if (is_crowded(flow, hash))
		return -ENOSPC;
	err = fdp_flow_hash_insert(&mask->flows, hash, flow);
	if (!err)
		sw->tables[flow->rule.table].flow_count++;
	return err;
}

/* Unlinks a flow; readers may still hold it. */
void fdp_table_remove(struct fdp_switch *sw, struct fdp_flow *flow)
{
	struct fdp_mask *mask = flow->mask;

	fdp_flow_hash_remove(&mask->flows, fdp_mask_hash_flow(mask, flow), flow);
	sw->tables[flow->rule.table].flow_count--;
}

/* The flow of this identity that will be there after the transaction, or NULL. */
struct fdp_flow *fdp_table_find_flow(struct fdp_switch *sw, u8 table, u16 priority,
				     const struct fdp_match *match)
{
	struct fdp_mask *mask = find_mask(sw, table, &match->mask);
	struct fdp_flow_cursor cursor;
	u64 words[FDP_KEY_WORDS];
	struct fdp_flow *flow;

	if (!mask)
		return NULL;
	rcu_read_lock();
	fdp_mask_start(mask, fdp_mask_key(mask, mask->word_count, words, &match->key), &cursor);
	do {
		flow = fdp_flow_cursor_next(&cursor);
	} while (flow && (!fdp_mask_matches(flow, words, mask->word_count) ||
			  flow->rule.priority != priority || flow->doomed));
	rcu_read_unlock();
	return flow;
}

/*
 * Removes unused masks.  Without memory they stay until the next call, and all they cost
 * is a search that finds nothing.
 */
void fdp_table_trim(struct fdp_switch *sw)
{
	struct fdp_table_view *view;
	bool trimmed = false;
	struct fdp_key bits;
	unsigned int table, i;

	note_large(sw);
	for (table = 0; table < FLOWDP_TABLES_MAX; table++) {
		const struct fdp_mask_array *array = masks_of(sw, table);

		for (i = 0; i < array->count; i++) {
			if (is_unused(array->masks[i].mask)) {
				trimmed |= !rebuild(sw, table, NULL);
				break;
			}
		}
	}
	if (!trimmed)
		return;
	collect_bits(sw, &bits);
	view = new_view(&bits);
	if (view)
		set_view(sw, view);
}

unsigned int fdp_table_mask_count(const struct fdp_switch *sw, u8 table)
{
	return masks_of(sw, table)->count;
}

static int init_table(struct fdp_switch *sw, u8 number)
{
	struct fdp_mask_array *array = kzalloc(sizeof(*array), GFP_KERNEL);

	if (!array)
		return -ENOMEM;
	RCU_INIT_POINTER(sw->tables[number].masks, array);
	return fdp_table_default_init(sw, number);
}

/* Gives a new switch its tables; fdp_table_destroy() is to follow an error, too. */
int fdp_table_init(struct fdp_switch *sw)
{
	const struct fdp_key nothing = {};
	struct fdp_table_view *view;
	u8 i;

	for (i = 0; i < FLOWDP_TABLES_MAX; i++) {
		if (init_table(sw, i))
			return -ENOMEM;
	}
	view = new_view(&nothing);
	if (!view)
		return -ENOMEM;
	RCU_INIT_POINTER(sw->view, view);
	return 0;
}

static void destroy_table(struct fdp_table *table)
{
	struct fdp_mask_array *array = rcu_dereference_protected(table->masks, true);
	unsigned int i;

	for (i = 0; array && i < array->count; i++)
		free_mask(array->masks[i].mask);
	kfree(array);
	fdp_table_default_destroy(table);
}

/* All flows are gone, and no packet reads the tables any more. */
void fdp_table_destroy(struct fdp_switch *sw)
{
	unsigned int i;

	for (i = 0; i < FLOWDP_TABLES_MAX; i++)
		destroy_table(&sw->tables[i]);
	kfree(rcu_dereference_protected(sw->view, true));
}
