// SPDX-License-Identifier: GPL-2.0-or-later
/* How many addresses are learned in a VLAN, and by which ports. */
#include "flowd_testing.h"

#include "../flowd/fdb.h"
#include "../flowd/plan.h"
#include "setting.h"

#define PORTS	3

static struct fdb fdb;
static struct fdb_port *ports[PORTS + 1];

/* VLAN 10 has a limit. */
static void start(uint32_t limit)
{
	unsigned int i;

	fdb_init(&fdb, 100000);
	fdb_vlan_limit(&fdb, 10, limit);
	for (i = 1; i <= PORTS; i++)
		ports[i] = fdb_port_put(&fdb, i, 0);
}

/* A frame from a station: what follows from it is done as the bridge would. */
static enum fdb_verdict hear(unsigned int station, uint16_t vid, unsigned int port)
{
	struct fdb_entry *entry, *victim;
	enum fdb_verdict verdict;

	verdict = fdb_judge(&fdb, mac_of(station), vid, ports[port], 0, &entry, &victim);
	if (victim)
		fdb_delete(&fdb, victim);
	if (verdict == FDB_NEW)
		assert_non_null(fdb_add(&fdb, mac_of(station), vid, FLOW_FDB_DYNAMIC, ports[port]));
	if (verdict == FDB_MOVE)
		fdb_move(&fdb, entry, ports[port], FLOW_FDB_DYNAMIC);
	return verdict;
}

static unsigned int hear_many(unsigned int first, unsigned int count, uint16_t vid,
			      unsigned int port)
{
	unsigned int learned = 0;

	while (count--)
		learned += hear(first++, vid, port) == FDB_NEW;
	return learned;
}

static unsigned int count(uint16_t vid, unsigned int port)
{
	struct fdb_entry *entry, *next;
	unsigned int found = 0;

	HASH_ITER(hh, fdb.entries, entry, next)
		found += entry->vid == vid && entry->port == ports[port];
	return found;
}

static void one_port_may_have_all_that_nobody_else_wants(void **state)
{
	(void)state;
	start(10);
	assert_int_equal(hear_many(1, 10, 10, 1), 10);
	assert_int_equal(hear(11, 10, 1), FDB_REFUSED_VLAN);
	assert_int_equal(hear(1, 10, 1), FDB_KNOWN);
	assert_int_equal(hear_many(1, 100, 11, 1), 100);	/* another VLAN */
	assert_int_equal(fdb.vlans[10].learned, 10);
	fdb_clear(&fdb);
}

static void a_flood_of_addresses_hurts_its_own_port_alone(void **state)
{
	(void)state;
	start(12);
	assert_int_equal(hear_many(1, 3, 10, 1), 3);
	hear_many(100, 1000, 10, 2);
	assert_int_equal(count(10, 2), 9);
	assert_int_equal(count(10, 1), 3);
	/* Who comes late has its share still, of the one that has most. */
	assert_int_equal(hear_many(2000, 10, 10, 3), 4);
	assert_int_equal(count(10, 1), 3);
	assert_int_equal(count(10, 2), 5);
	assert_int_equal(fdb.vlans[10].learned, 12);
	assert_null(fdb_find(&fdb, mac_of(100), 10));	/* its oldest */
	assert_int_equal(hear_many(5, 10, 10, 1), 1);
	assert_int_equal(count(10, 2), 4);
	fdb_clear(&fdb);
}

static void fewer_places_than_ports_go_to_the_first(void **state)
{
	(void)state;
	start(2);
	assert_int_equal(hear_many(1, 1, 10, 1), 1);
	assert_int_equal(hear_many(11, 1, 10, 2), 1);
	assert_int_equal(hear(21, 10, 3), FDB_REFUSED_VLAN);
	fdb_clear(&fdb);
}

static void what_moves_is_counted_where_it_is(void **state)
{
	(void)state;
	start(2);
	assert_int_equal(hear_many(1, 2, 10, 1), 2);
	assert_int_equal(hear(1, 10, 2), FDB_MOVE);
	assert_int_equal(hear(2, 10, 2), FDB_MOVE);
	assert_int_equal(fdb.vlans[10].learned, 2);
	assert_int_equal(fdb.vlans[10].members_count, 1);
	assert_int_equal(hear(3, 10, 1), FDB_NEW);	/* in place of one of them */
	assert_int_equal(count(10, 2), 1);
	fdb_delete(&fdb, fdb_find(&fdb, mac_of(3), 10));
	assert_int_equal(fdb.vlans[10].learned, 1);
	assert_int_equal(fdb.vlans[10].members_count, 1);
	fdb_clear(&fdb);
	assert_int_equal(fdb.vlans[10].members_count, 0);
}

static void what_is_not_learned_does_not_count(void **state)
{
	(void)state;
	start(1);
	assert_non_null(fdb_add(&fdb, mac_of(1), 10, FLOW_FDB_STATIC, ports[1]));
	assert_non_null(fdb_add(&fdb, mac_of(2), 10, FLOW_FDB_LOCAL, ports[1]));
	assert_true(fdb_vlan_has_room(&fdb, 10));
	assert_int_equal(hear(3, 10, 1), FDB_NEW);
	assert_false(fdb_vlan_has_room(&fdb, 10));
	fdb_move(&fdb, fdb_find(&fdb, mac_of(3), 10), ports[1], FLOW_FDB_STATIC);
	assert_true(fdb_vlan_has_room(&fdb, 10));
	fdb_clear(&fdb);
}

/* It is on its way to the datapath, and cannot be taken back now. */
static void what_is_pending_is_no_victim(void **state)
{
	(void)state;
	start(4);
	hear_many(1, 4, 10, 1);
	fdb_find(&fdb, mac_of(1), 10)->pending = true;
	assert_int_equal(hear(11, 10, 2), FDB_NEW);
	assert_non_null(fdb_find(&fdb, mac_of(1), 10));
	assert_null(fdb_find(&fdb, mac_of(2), 10));
	fdb_clear(&fdb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_port_may_have_all_that_nobody_else_wants),
		cmocka_unit_test(a_flood_of_addresses_hurts_its_own_port_alone),
		cmocka_unit_test(fewer_places_than_ports_go_to_the_first),
		cmocka_unit_test(what_moves_is_counted_where_it_is),
		cmocka_unit_test(what_is_not_learned_does_not_count),
		cmocka_unit_test(what_is_pending_is_no_victim),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
