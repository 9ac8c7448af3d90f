// SPDX-License-Identifier: GPL-2.0-or-later
/* Transactions of a bridge that the datapath refuses, in whole or in part. */
#include "flowd_bridge_testing.h"

/* A flow of the operator's with the identity of one of the plan's. */
static void occupy(uint8_t table, unsigned int station, uint32_t port)
{
	struct plan_flow flow = plan_flow_of(table, station, 0, port);
	struct flow_entry entry;

	plan_to_entry(&flow, &entry);
	entry.cookie = 7;
	entry.has_leader = false;
	fake_flow_add(kernel(), &entry);
}

static void what_does_not_fit_is_not_remembered(void **state)
{
	unsigned int calls;

	(void)state;
	start();
	testing_log_clear();
	calls = fake.calls;
	kernel()->settings.flows_max = 5;	/* two stations, and a flow without its other */
	hear(1, 1, 0, 0);
	hear(2, 2, 0, 0);
	hear(3, 3, 0, 0);
	hear(4, 3, 0, 0);
	bridge_commit(bridge, 0);
	assert_agreement(2);
	assert_station(1, 0, 1);
	assert_station(2, 0, 2);
	assert_false(bridge->stale);
	assert_string_equal(testing_log,
			    "<4>sw0: not all stations could be entered: the switch has all flows that fit\n");
	assert_int_equal(bridge->batch.error, -ENOSPC);
	assert_int_equal(fake.calls, calls + 2);	/* none for each that does not fit */
	/* A station that moves needs no more room. */
	learn(1, 3, 0, 0);
	assert_station(1, 0, 3);
	kernel()->settings.flows_max = 6;
	learn(4, 3, 0, 0);
	assert_agreement(3);
	finish();
}

static void a_change_that_is_refused_is_left_out(void **state)
{
	(void)state;
	start();
	occupy(PLAN_TABLE_FORWARD, 2, 1);
	occupy(PLAN_TABLE_SOURCE, 4, 1);
	hear(1, 1, 0, 0);
	hear(2, 1, 0, 0);
	hear(3, 1, 0, 0);
	hear(4, 1, 0, 0);
	hear(5, 1, 0, 0);
	bridge_commit(bridge, 0);
	assert_agreement(3);
	assert_station(1, 0, 1);
	assert_station(3, 0, 1);
	assert_station(5, 0, 1);
	assert_false(bridge->stale);
	assert_int_equal(bridge->batch.error, -EEXIST);
	assert_string_equal(bridge->batch.sentence.text,
			    "a flow that flowd does not know is in the way; delete it with "
			    "\"flowctl flow del sw0 table 12 priority 100 vid 0 eth_dst 02:00:00:00:00:02\"");
	finish();
}

static void a_move_that_is_refused_is_taken_back(void **state)
{
	(void)state;
	start();
	learn(1, 1, 0, 0);
	learn(2, 1, 0, 0);
	occupy(PLAN_TABLE_SOURCE, 1, 2);
	hear(1, 2, 0, 0);
	hear(2, 2, 0, 0);
	bridge_commit(bridge, 0);
	assert_station(1, 0, 1);
	assert_station(2, 0, 2);
	assert_agreement(2);
	assert_int_equal(fdb_find(&bridge->fdb, mac_of(1), 0)->moves.count, 0);
	assert_int_equal(fdb_find(&bridge->fdb, mac_of(2), 0)->moves.count, 1);
	finish();
}

/* A source flow can age a moment before the station moves, or is flushed. */
static void what_is_gone_already_needs_no_removal(void **state)
{
	struct plan_flow flow;

	(void)state;
	start();
	learn(1, 1, 0, 0);
	learn(2, 1, 0, 0);
	flow = plan_flow_of(PLAN_TABLE_SOURCE, 1, 0, 1);
	kernel_forgets(&flow);
	learn(1, 2, 0, 0);
	assert_station(1, 0, 2);
	assert_agreement(2);
	flow = plan_flow_of(PLAN_TABLE_SOURCE, 2, 0, 1);
	kernel_forgets(&flow);
	bridge_flush(bridge, 1, FDB_ANY_VID, 0);
	assert_agreement(1);
	assert_int_equal(bridge->batch.error, 0);
	finish();
}

static void a_move_from_nowhere_that_is_refused_forgets_the_station(void **state)
{
	struct plan_flow flow;

	(void)state;
	start();
	learn(1, 1, 0, 0);
	flow = plan_flow_of(PLAN_TABLE_SOURCE, 1, 0, 1);
	kernel_forgets(&flow);
	occupy(PLAN_TABLE_SOURCE, 1, 2);
	learn(1, 2, 0, 0);
	assert_agreement(0);
	finish();
}

static void a_removal_that_is_refused_leaves_the_station(void **state)
{
	(void)state;
	start();
	learn(1, 1, 0, 0);
	learn(2, 1, 0, 0);
	fake_fail(&fake, 1, -EPERM, 0);
	bridge_flush(bridge, BRIDGE_ANY_PORT, FDB_ANY_VID, 0);
	assert_agreement(1);
	assert_station(1, 0, 1);
	finish();
}

/* Nobody knows which change was at fault, or whether any was. */
static void a_failure_as_a_whole_is_looked_into_later(void **state)
{
	(void)state;
	start();
	learn(1, 1, 0, 0);
	learn(2, 1, 0, 0);
	hear(1, 2, 0, 0);
	hear(3, 1, 0, 0);
	fake_fail(&fake, 1, -ENOBUFS, SIZE_MAX);
	bridge_commit(bridge, 0);
	assert_true(bridge->stale);
	assert_station(1, 0, 1);
	assert_agreement(2);
	fake_fail(&fake, 1, -ENOBUFS, SIZE_MAX);
	bridge_flush(bridge, BRIDGE_ANY_PORT, FDB_ANY_VID, 0);
	assert_agreement(2);
	finish();
}

static void a_switch_that_is_gone_is_no_matter_for_the_log(void **state)
{
	(void)state;
	start();
	learn(1, 1, 0, 0);
	testing_log_clear();
	fake_fail(&fake, 1, -ENODEV, SIZE_MAX);
	learn(2, 1, 0, 0);
	assert_false(bridge->stale);
	assert_string_equal(testing_log, "");
	assert_agreement(1);
	finish();
}

static void without_its_port_nothing_is_remembered(void **state)
{
	(void)state;
	start();
	learn(1, 1, 0, 0);
	fake_fail(&fake, 1, -EPERM, 0);
	bridge_port_gone(bridge, 1, 0);
	assert_int_equal(HASH_COUNT(bridge->fdb.entries), 0);
	assert_true(bridge->stale);
	assert_int_equal(adopt_run(bridge, 0, NULL), 0);
	assert_agreement(1);	/* the port is still there: as it was */
	finish();
}

/* What was learned a moment ago, and is not committed, can be refused while it is removed. */
static void refused_while_its_removal_waits(void **state)
{
	(void)state;
	start();
	set_trunk(1, "5,6");
	kernel()->settings.flows_max = 2;
	hear(1, 1, 5, 0);
	hear(2, 1, 5, 0);
	hear(3, 1, 5, 0);
	set_trunk(1, "6");
	assert_agreement(0);
	hear(1, 2, 0, 0);
	hear(2, 2, 0, 0);
	bridge_flush(bridge, BRIDGE_ANY_PORT, FDB_ANY_VID, 0);
	assert_agreement(0);
	hear(1, 2, 0, 0);
	hear(2, 2, 0, 0);
	bridge_port_gone(bridge, 2, 0);
	assert_agreement(0);
	assert_false(bridge->stale);
	finish();
}

static void a_move_refused_while_its_removal_waits(void **state)
{
	(void)state;
	start();
	learn(1, 1, 0, 0);
	occupy(PLAN_TABLE_SOURCE, 1, 2);
	hear(1, 2, 0, 0);
	bridge_flush(bridge, 2, FDB_ANY_VID, 0);
	assert_station(1, 0, 1);
	assert_agreement(1);
	finish();
}

/* Whichever attempt fails, and however: both sides agree afterwards. */
static void both_sides_agree_whatever_fails(void **state)
{
	static const size_t indexes[] = { 0, 1, 2, 5, 7, SIZE_MAX };
	unsigned int nth, i;

	(void)state;
	for (nth = 1; nth <= 4; nth++) {
		for (i = 0; i < sizeof(indexes) / sizeof(*indexes); i++) {
			start();
			learn(1, 1, 0, 0);
			learn(2, 1, 0, 0);
			learn(3, 2, 0, 0);
			occupy(PLAN_TABLE_FORWARD, 9, 1);
			hear(1, 2, 0, 0);
			hear(4, 1, 0, 0);
			hear(9, 1, 0, 0);
			fdb_batch_remove(bridge, fdb_find(&bridge->fdb, mac_of(2), 0));
			hear(5, 3, 0, 0);
			fake_fail(&fake, nth, -EINVAL, indexes[i]);
			bridge_commit(bridge, 0);
			fake_fail(&fake, 0, 0, 0);
			assert_agreement(HASH_COUNT(bridge->fdb.entries));
			assert_int_equal(adopt_run(bridge, 0, NULL), 0);
			assert_agreement(HASH_COUNT(bridge->fdb.entries));
			finish();
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_does_not_fit_is_not_remembered),
		cmocka_unit_test(a_change_that_is_refused_is_left_out),
		cmocka_unit_test(a_move_that_is_refused_is_taken_back),
		cmocka_unit_test(what_is_gone_already_needs_no_removal),
		cmocka_unit_test(a_move_from_nowhere_that_is_refused_forgets_the_station),
		cmocka_unit_test(a_removal_that_is_refused_leaves_the_station),
		cmocka_unit_test(a_failure_as_a_whole_is_looked_into_later),
		cmocka_unit_test(a_switch_that_is_gone_is_no_matter_for_the_log),
		cmocka_unit_test(without_its_port_nothing_is_remembered),
		cmocka_unit_test(refused_while_its_removal_waits),
		cmocka_unit_test(a_move_refused_while_its_removal_waits),
		cmocka_unit_test(both_sides_agree_whatever_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
