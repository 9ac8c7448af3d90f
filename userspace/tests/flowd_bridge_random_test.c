// SPDX-License-Identifier: GPL-2.0-or-later
/* Whatever happens to a bridge, in whatever order: it agrees with the datapath. */
#include "flowd_bridge_testing.h"

#include "../flowd/fdb_static.h"

#define STATIONS	40
#define TURNS		20000

static int64_t now_ms;

static uint16_t random_vid(uint32_t port)
{
	if (bridge->ports[port] &&
	    bridge->ports[port]->is.settings.vlan_mode == FLOWDP_VLAN_MODE_NONE)
		return 0;
	return 5 + testing_below(3);
}

static void hear_any(void)
{
	uint32_t port = 1 + testing_below(3);

	hear(1 + testing_below(STATIONS), port, random_vid(port), now_ms);
}

/* The kernel lets a flow go, and says so, or somebody loses the event. */
static void lose_a_flow(void)
{
	struct fdb_entry *entry = bridge->fdb.entries;
	struct plan_flow flow = { .table = PLAN_TABLE_SOURCE };
	unsigned int i;

	if (testing_below(2))
		flow.table = PLAN_TABLE_FORWARD;
	for (i = testing_below(STATIONS); entry && i; i--)
		entry = entry->hh.next ? entry->hh.next : entry;
	if (!entry || entry->pending)
		return;
	memcpy(flow.mac, entry->mac, sizeof(flow.mac));
	flow.vid = entry->vid;
	flow.port = entry->port->number;
	flow.serial = entry->serial;
	flow.kind = entry->kind;
	kernel_forgets(&flow);
	if (testing_below(4))
		bridge_flow_gone(bridge, &flow, now_ms);
	else
		bridge->stale = true;
}

static void change_a_port(void)
{
	static const char *const vlans[] = { "5", "5,6", "6,7", "none" };
	uint32_t port = 1 + testing_below(3);

	if (bridge->ports[port] && !testing_below(4))
		bridge_port_gone(bridge, port, now_ms);
	else if (bridge->ports[port])
		set_trunk(port, vlans[testing_below(4)]);
	bridge->stale = true;	/* what is gone is there still, for the kernel */
}

static void do_anything(void)
{
	switch (testing_below(40)) {
	case 0:
		lose_a_flow();
		break;
	case 1:
		change_a_port();
		break;
	case 2:
		bridge_flush(bridge, 1 + testing_below(3), FDB_ANY_VID, now_ms);
		break;
	case 3:
		kernel()->settings.flows_max = 10 + testing_below(80);
		break;
	case 4:
		fake_fail(&fake, 1 + testing_below(3), testing_below(3) ? -ENOSPC : -EINVAL,
			  testing_below(4) ? testing_below(12) : SIZE_MAX);
		break;
	case 5:
		now_ms += testing_below(20000);
		break;
	case 6:
		bridge->fdb.limit = 5 + testing_below(30);
		break;
	case 7:
		bridge_commit(bridge, now_ms);
		break;
	default:
		hear_any();
	}
}

static void settle(void)
{
	bridge_commit(bridge, now_ms);
	fake_has_failed(&fake);
	kernel()->settings.flows_max = 1000;
	if (bridge->stale)
		assert_int_equal(adopt_run(bridge, now_ms, NULL), 0);
	assert_int_equal(fdb_static_settle(bridge, now_ms, NULL), 0);
	assert_agreement(HASH_COUNT(bridge->fdb.entries));
}

static void both_sides_agree_in_the_end(void **state)
{
	struct intent_static fixed = { .port = "tap2", .vid = 6, .mac = { 2, 0, 0, 0, 0, 7 } };
	unsigned int i, most = 0;

	(void)state;
	start();
	assert_int_equal(intent_put_static(&intent, &fixed), 0);
	for (i = 0; i < TURNS; i++) {
		do_anything();
		if (HASH_COUNT(bridge->fdb.entries) > most)
			most = HASH_COUNT(bridge->fdb.entries);
		if (testing_below(20) == 0)
			settle();
	}
	settle();
	assert_true(most > 20);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_sides_agree_in_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
