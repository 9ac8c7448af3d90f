// SPDX-License-Identifier: GPL-2.0-or-later
/* Who may be learned where: moves, limits, fair shares. */
#include "flowd_testing.h"

#include "../flowd/fdb.h"
#include "../flowd/plan.h"

static struct fdb fdb;

static void start(uint32_t limit)
{
	static const uint64_t secret[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };

	hash_set_secret(secret);
	fdb_init(&fdb, limit);
}

/* A frame from a station: what follows from it is done as the bridge would. */
static enum fdb_verdict hear(unsigned int station, struct fdb_port *port, int64_t now_ms)
{
	struct fdb_entry *entry, *victim;
	enum fdb_verdict verdict;

	verdict = fdb_judge(&fdb, mac_of(station), 0, port, now_ms, &entry, &victim);
	assert_ptr_equal(entry, fdb_find(&fdb, mac_of(station), 0));
	if (victim)
		fdb_delete(&fdb, victim);
	if (verdict == FDB_NEW)
		assert_non_null(fdb_add(&fdb, mac_of(station), 0, FLOW_FDB_DYNAMIC, port));
	if (verdict != FDB_MOVE)
		return verdict;
	fdb_move(&fdb, entry, port, FLOW_FDB_DYNAMIC);
	fdb_count_move(entry, now_ms);
	return verdict;
}

static void hear_many(unsigned int first, unsigned int count, struct fdb_port *port)
{
	for (; count; count--)
		assert_int_equal(hear(first++, port, 0), FDB_NEW);
}

static void a_station_is_learned_once(void **state)
{
	struct fdb_entry *entry, *victim;
	struct fdb_port *port;

	(void)state;
	start(10);
	port = fdb_port_put(&fdb, 1, 0);
	assert_int_equal(hear(1, port, 0), FDB_NEW);
	assert_int_equal(hear(1, port, 0), FDB_KNOWN);
	assert_int_equal(port->learned, 1);
	assert_int_equal(fdb.learned, 1);
	assert_ptr_equal(fdb_find(&fdb, mac_of(1), 0)->port, port);
	/* The same address in another VLAN is another station. */
	assert_null(fdb_find(&fdb, mac_of(1), 7));
	assert_int_equal(fdb_judge(&fdb, mac_of(1), 7, port, 0, &entry, &victim), FDB_NEW);
	fdb_clear(&fdb);
}

static void a_station_moves(void **state)
{
	struct fdb_port *one, *two;

	(void)state;
	start(10);
	one = fdb_port_put(&fdb, 1, 0);
	two = fdb_port_put(&fdb, 2, 0);
	hear_many(1, 3, one);
	assert_int_equal(hear(2, two, 0), FDB_MOVE);
	assert_ptr_equal(fdb_find(&fdb, mac_of(2), 0)->port, two);
	assert_int_equal(one->learned, 2);
	assert_int_equal(two->learned, 1);
	assert_int_equal(fdb.learned, 3);
	fdb_clear(&fdb);
	assert_int_equal(fdb.learned, 0);
	assert_null(fdb.ports);
}

/* Five moves within ten seconds are well; after the next try the station is held. */
static void one_that_moves_too_often_is_held(void **state)
{
	struct fdb_port *ports[2];
	unsigned int i;

	(void)state;
	start(10);
	ports[0] = fdb_port_put(&fdb, 1, 0);
	ports[1] = fdb_port_put(&fdb, 2, 0);
	hear(1, ports[0], 0);
	for (i = 1; i <= FDB_MOVES_MAX; i++)
		assert_int_equal(hear(1, ports[i % 2], 1000 * i), FDB_MOVE);
	assert_int_equal(fdb_count_held(&fdb, 10999), 0);
	assert_int_equal(hear(1, ports[0], 10999), FDB_NEWLY_HELD);
	assert_int_equal(fdb.holds, 1);
	assert_int_equal(hear(1, ports[0], 11000), FDB_REFUSED_HELD);
	assert_int_equal(hear(1, ports[1], 11000), FDB_KNOWN);
	assert_int_equal(hear(1, ports[0], 10999 + FDB_HOLD_MS - 1), FDB_REFUSED_HELD);
	assert_int_equal(fdb_count_held(&fdb, 10999 + FDB_HOLD_MS - 1), 1);
	assert_int_equal(fdb_count_held(&fdb, 10999 + FDB_HOLD_MS), 0);
	assert_int_equal(hear(1, ports[0], 10999 + FDB_HOLD_MS), FDB_MOVE);
	assert_int_equal(fdb_find(&fdb, mac_of(1), 0)->moves.total, FDB_MOVES_MAX + 1);
	fdb_clear(&fdb);
}

static void moves_that_are_long_ago_do_not_count(void **state)
{
	struct fdb_port *ports[2];
	unsigned int i;

	(void)state;
	start(10);
	ports[0] = fdb_port_put(&fdb, 1, 0);
	ports[1] = fdb_port_put(&fdb, 2, 0);
	hear(1, ports[0], 0);
	for (i = 1; i <= FDB_MOVES_MAX; i++)	/* the first of them starts the time */
		assert_int_equal(hear(1, ports[i % 2], 1000 * i), FDB_MOVE);
	for (i = FDB_MOVES_MAX + 1; i <= 2 * FDB_MOVES_MAX; i++)
		assert_int_equal(hear(1, ports[i % 2], 1000 + FDB_MOVES_WINDOW_MS), FDB_MOVE);
	assert_int_equal(hear(1, ports[1], 1001 + FDB_MOVES_WINDOW_MS), FDB_NEWLY_HELD);
	fdb_clear(&fdb);
}

static void a_port_has_its_own_limit(void **state)
{
	struct fdb_port *one, *two;

	(void)state;
	start(10);
	one = fdb_port_put(&fdb, 1, 2);
	two = fdb_port_put(&fdb, 2, 0);
	hear_many(1, 2, one);
	assert_int_equal(hear(3, one, 0), FDB_REFUSED_LIMIT);
	assert_int_equal(hear(3, two, 0), FDB_NEW);
	assert_int_equal(hear(3, one, 0), FDB_REFUSED_LIMIT);	/* nor can it come by moving */
	assert_int_equal(fdb_port_share(&fdb, one), 2);
	assert_int_equal(fdb_port_share(&fdb, two), 8);
	fdb_port_put(&fdb, 1, 0);
	assert_int_equal(fdb_port_share(&fdb, one), 5);
	assert_int_equal(hear(4, one, 0), FDB_NEW);
	fdb_clear(&fdb);
}

static void what_is_left_is_shared_evenly(void **state)
{
	struct fdb_port *one, *two, *three;

	(void)state;
	start(30);
	one = fdb_port_put(&fdb, 1, 0);
	assert_int_equal(fdb_port_share(&fdb, one), 30);
	two = fdb_port_put(&fdb, 2, 0);
	three = fdb_port_put(&fdb, 3, 10);
	assert_int_equal(fdb_port_share(&fdb, one), 10);
	assert_ptr_equal(fdb_port_put(&fdb, 3, 20), three);
	assert_int_equal(fdb_port_share(&fdb, one), 5);
	fdb_port_delete(&fdb, two);
	assert_null(fdb_port_find(&fdb, 2));
	assert_int_equal(fdb_port_share(&fdb, one), 10);
	/* However much the others have, one address is always possible. */
	fdb_port_put(&fdb, 3, 100);
	assert_int_equal(fdb_port_share(&fdb, one), 1);
	fdb_port_delete(&fdb, three);
	assert_int_equal(fdb_port_share(&fdb, one), 30);
	fdb_clear(&fdb);
}

static void a_flood_of_addresses_hurts_its_own_port_alone(void **state)
{
	struct fdb_port *calm, *flooding;
	unsigned int i;

	(void)state;
	start(20);
	calm = fdb_port_put(&fdb, 1, 0);
	flooding = fdb_port_put(&fdb, 2, 0);
	hear_many(1, 3, calm);
	hear_many(100, 10, flooding);
	for (i = 200; i < 1200; i++)
		assert_int_equal(hear(i, flooding, 0), FDB_REFUSED_LIMIT);
	assert_int_equal(calm->learned, 3);
	hear_many(4, 7, calm);
	assert_int_equal(fdb.learned, 20);
	assert_int_equal(flooding->learned, 10);
	fdb_clear(&fdb);
}

static void who_has_too_much_yields_its_oldest(void **state)
{
	struct fdb_port *rich, *richest, *poor;
	unsigned int i;

	(void)state;
	start(30);
	richest = fdb_port_put(&fdb, 1, 0);
	hear_many(200, 15, richest);
	rich = fdb_port_put(&fdb, 2, 0);
	hear_many(100, 14, rich);
	poor = fdb_port_put(&fdb, 3, 0);
	assert_int_equal(hear(1, poor, 0), FDB_NEW);	/* that one still fits */
	fdb_find(&fdb, mac_of(200), 0)->pending = true;
	for (i = 2; i <= 10; i++) {
		assert_int_equal(hear(i, poor, 0), FDB_NEW);
		assert_int_equal(fdb.learned, 30);
		if (i == 2)
			assert_int_equal(richest->learned, 14);
	}
	assert_int_equal(poor->learned, 10);
	assert_int_equal(rich->learned, 10);
	assert_int_equal(richest->learned, 10);
	assert_int_equal(hear(11, poor, 0), FDB_REFUSED_LIMIT);
	assert_null(fdb_find(&fdb, mac_of(100), 0));
	assert_null(fdb_find(&fdb, mac_of(201), 0));
	assert_non_null(fdb_find(&fdb, mac_of(113), 0));
	assert_non_null(fdb_find(&fdb, mac_of(200), 0));	/* it is under way */
	assert_non_null(fdb_find(&fdb, mac_of(214), 0));
	fdb_clear(&fdb);
}

static void without_one_to_yield_nothing_is_learned(void **state)
{
	struct fdb_port *one, *two;

	(void)state;
	start(1);
	one = fdb_port_put(&fdb, 1, 0);
	two = fdb_port_put(&fdb, 2, 0);
	hear_many(1, 1, one);
	assert_int_equal(hear(2, two, 0), FDB_REFUSED_LIMIT);
	assert_int_equal(fdb.learned, 1);
	fdb_clear(&fdb);
}

static void pinned_entries_neither_move_nor_count(void **state)
{
	struct fdb_port *one, *two;
	struct fdb_entry *entry;

	(void)state;
	start(2);
	one = fdb_port_put(&fdb, 1, 0);
	two = fdb_port_put(&fdb, 2, 0);
	entry = fdb_add(&fdb, mac_of(1), 0, FLOW_FDB_STATIC, one);
	fdb_add(&fdb, mac_of(2), 0, FLOW_FDB_LOCAL, one);
	assert_int_equal(hear(1, two, 0), FDB_REFUSED_PINNED);
	assert_int_equal(hear(2, two, 0), FDB_REFUSED_PINNED);
	assert_int_equal(hear(1, one, 0), FDB_KNOWN);
	assert_int_equal(one->learned, 0);
	assert_int_equal(hear(3, one, 0), FDB_NEW);
	fdb_move(&fdb, entry, two, FLOW_FDB_DYNAMIC);
	assert_int_equal(two->learned, 1);
	assert_int_equal(fdb.learned, 2);
	fdb_move(&fdb, entry, two, FLOW_FDB_STATIC);
	assert_int_equal(fdb.learned, 1);
	fdb_clear(&fdb);
}

static void a_pinned_entry_is_no_victim(void **state)
{
	struct fdb_port *one, *two;

	(void)state;
	start(4);
	one = fdb_port_put(&fdb, 1, 0);
	fdb_add(&fdb, mac_of(50), 0, FLOW_FDB_STATIC, one);
	hear_many(1, 4, one);
	two = fdb_port_put(&fdb, 2, 0);
	assert_int_equal(hear(10, two, 0), FDB_NEW);
	assert_non_null(fdb_find(&fdb, mac_of(50), 0));
	assert_null(fdb_find(&fdb, mac_of(1), 0));
	fdb_clear(&fdb);
}

static void many_stations_are_all_found(void **state)
{
	struct fdb_port *port;
	unsigned int i;

	(void)state;
	start(100000);
	port = fdb_port_put(&fdb, 1, 0);
	hear_many(0, 100000, port);
	for (i = 0; i < 100000; i += 2)
		fdb_delete(&fdb, fdb_find(&fdb, mac_of(i), 0));
	for (i = 0; i < 100000; i++)
		assert_int_equal(fdb_find(&fdb, mac_of(i), 0) != NULL, i % 2);
	assert_int_equal(port->learned, 50000);
	fdb_clear(&fdb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_station_is_learned_once),
		cmocka_unit_test(a_station_moves),
		cmocka_unit_test(one_that_moves_too_often_is_held),
		cmocka_unit_test(moves_that_are_long_ago_do_not_count),
		cmocka_unit_test(a_port_has_its_own_limit),
		cmocka_unit_test(what_is_left_is_shared_evenly),
		cmocka_unit_test(a_flood_of_addresses_hurts_its_own_port_alone),
		cmocka_unit_test(who_has_too_much_yields_its_oldest),
		cmocka_unit_test(without_one_to_yield_nothing_is_learned),
		cmocka_unit_test(pinned_entries_neither_move_nor_count),
		cmocka_unit_test(a_pinned_entry_is_no_victim),
		cmocka_unit_test(many_stations_are_all_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
