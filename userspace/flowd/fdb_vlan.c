// SPDX-License-Identifier: GPL-2.0-or-later
#include "fdb_vlan.h"

#include <stdlib.h>
#include <utlist.h>
#include "fdb.h"

/* A port's dynamic entries in a VLAN; there while it has any. */
struct fdb_member {
	uint32_t key;				/* of port and VLAN; no frame chooses both */
	uint32_t learned;
	struct fdb_entry *entries;		/* oldest first */
	struct fdb_member *prev, *next;		/* of the VLAN */
	UT_hash_handle hh;
};

static uint32_t make_key(uint16_t vid, const struct fdb_port *port)
{
	return port->number << 16 | vid;
}

static struct fdb_member *find_member(const struct fdb *fdb, uint16_t vid,
				      const struct fdb_port *port)
{
	uint32_t key = make_key(vid, port);
	struct fdb_member *member;

	HASH_FIND(hh, fdb->members, &key, sizeof(key), member);
	return member;
}

static struct fdb_member *new_member(struct fdb *fdb, uint16_t vid, const struct fdb_port *port)
{
	struct fdb_member *member = calloc(1, sizeof(*member));
	struct fdb_vlan *vlan = &fdb->vlans[vid];

	if (!member)
		return NULL;
	member->key = make_key(vid, port);
	HASH_ADD(hh, fdb->members, key, sizeof(member->key), member);
	if (!member->hh.tbl) {
		free(member);
		return NULL;
	}
	DL_APPEND(vlan->members, member);
	vlan->members_count++;
	return member;
}

static void delete_member(struct fdb *fdb, uint16_t vid, struct fdb_member *member)
{
	struct fdb_vlan *vlan = &fdb->vlans[vid];

	vlan->members_count--;
	DL_DELETE(vlan->members, member);
	HASH_DEL(fdb->members, member);
	free(member);
}

void fdb_vlan_limit(struct fdb *fdb, uint16_t vid, uint32_t limit)
{
	fdb->vlans[vid].limit = limit;
}

bool fdb_vlan_has_room(const struct fdb *fdb, uint16_t vid)
{
	const struct fdb_vlan *vlan = &fdb->vlans[vid];

	return !vlan->limit || vlan->learned < vlan->limit;
}

/* The oldest entry of the port that is most beyond @share, or NULL. */
static struct fdb_entry *find_victim(const struct fdb_vlan *vlan, uint32_t share)
{
	const struct fdb_member *member, *worst = NULL;
	struct fdb_entry *entry;

	DL_FOREACH(vlan->members, member)
		if (member->learned > (worst ? worst->learned : share))
			worst = member;
	if (!worst)
		return NULL;
	DL_FOREACH2(worst->entries, entry, member_next)
		if (!entry->pending)
			return entry;
	return NULL;
}

bool fdb_vlan_judge(const struct fdb *fdb, uint16_t vid, const struct fdb_port *port,
		    struct fdb_entry **victim)
{
	const struct fdb_member *member = find_member(fdb, vid, port);
	const struct fdb_vlan *vlan = &fdb->vlans[vid];
	uint32_t share;

	*victim = NULL;
	if (fdb_vlan_has_room(fdb, vid))
		return true;
	share = vlan->limit / (vlan->members_count + !member);
	if (member && member->learned >= share)
		return false;
	*victim = find_victim(vlan, share ? share : 1);
	return *victim;
}

void fdb_vlan_enter(struct fdb *fdb, struct fdb_entry *entry)
{
	struct fdb_member *member = find_member(fdb, entry->vid, entry->port);

	if (!member)
		member = new_member(fdb, entry->vid, entry->port);
	entry->member = member;
	if (!member)
		return;
	DL_APPEND2(member->entries, entry, member_prev, member_next);
	member->learned++;
	fdb->vlans[entry->vid].learned++;
}

void fdb_vlan_leave(struct fdb *fdb, struct fdb_entry *entry)
{
	struct fdb_member *member = entry->member;

	if (!member)
		return;
	DL_DELETE2(member->entries, entry, member_prev, member_next);
	entry->member = NULL;
	fdb->vlans[entry->vid].learned--;
	if (!--member->learned)
		delete_member(fdb, entry->vid, member);
}
