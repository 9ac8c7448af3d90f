// SPDX-License-Identifier: GPL-2.0-or-later
/* Whose address is whose: claims, conflicts, limits, and what the kernel holds of them. */
#include "flowd_bridge_testing.h"

#include <sys/socket.h>
#include "setting.h"
#include "../flowd/neighbour_static.h"
#include "../flowd/vlan_rules.h"

#define VID	10

/* Suppression in this VLAN, as the intent says, or in none. */
static void suppress(uint16_t vid)
{
	struct intent_vlan object;

	intent_vlan_init(&object);
	strcpy(object.switch_name, "sw0");
	object.vid = VID;
	if (vid)
		object.flags |= FLOW_VLAN_F_NEIGHBOUR_SUPPRESSION;
	assert_int_equal(intent_put_vlan(&intent, &object), 0);
	bridge_configure(bridge, &intent);
	assert_true(bridge->stale);
	assert_int_equal(adopt_run(bridge, 0, NULL), 0);
	assert_int_equal(vlan_rules_settle(bridge, 0, NULL), 0);
}

/* A bridge whose ports are trunks, with suppression in VLAN 10 only. */
static void start_suppressing(void)
{
	unsigned int i;

	start();
	for (i = 1; i <= 3; i++)
		set_trunk(i, "10,11");
	suppress(VID);
}

static const uint8_t *arp_from(unsigned int station, unsigned int ip)
{
	static uint8_t frame[42];
	static const uint8_t fixed[10] = { 8, 6, 0, 1, 8, 0, 6, 4, 0, 1 };

	memset(frame, 0xff, 6);
	memcpy(frame + 6, mac_of(station), 6);
	memcpy(frame + 12, fixed, sizeof(fixed));
	memcpy(frame + 22, mac_of(station), 6);
	memcpy(frame + 28, (uint8_t[]){ 10, ip >> 16, ip >> 8, ip }, 4);
	memset(frame + 32, 0, 10);
	return frame;
}

/* The station says that it has the address; both questions are asked. */
static void claim(unsigned int station, unsigned int ip, uint32_t port, int64_t now_ms)
{
	hear(station, port, VID, now_ms);
	bridge_neighbour(bridge, port, VID, arp_from(station, ip), 42, now_ms);
	bridge_commit(bridge, now_ms);
}

static struct plan_flow flow_for(uint8_t table, unsigned int ip)
{
	struct plan_flow flow = { .table = table, .kind = FLOW_FDB_DYNAMIC,
				  .address = { .vid = VID, .family = AF_INET,
					       .bytes = { 10, ip >> 16, ip >> 8, ip } } };

	return flow;
}

/* What the kernel does with requests for the address; "" if nothing special. */
static const char *asked_at(unsigned int ip)
{
	struct plan_flow flow = flow_for(PLAN_TABLE_TARGET, ip);
	struct flow_entry *question, *announcement;
	struct flow_identity identity;
	static char *text;

	free(text);
	text = NULL;
	plan_to_identity(&flow, &identity);
	question = fake_flow_find(kernel(), &identity);
	flow.announcement = true;
	plan_to_identity(&flow, &identity);
	announcement = fake_flow_find(kernel(), &identity);
	assert_int_equal(!question, !announcement);
	if (!question)
		return "";
	assert_non_null(fake_flow_find(kernel(), &question->leader));
	assert_true(flow_match_equal(&question->leader.match, &announcement->leader.match));
	text = flow_actions_format(question->actions.list, question->actions.count, NULL);
	return text;
}

static void assert_asked_at(unsigned int ip, const char *expected)
{
	assert_string_equal(asked_at(ip), expected);
	assert_null(bridge->neighbours.dirty);
	assert_false(bridge->stale);
}

static unsigned int count_flows(uint8_t table)
{
	unsigned int count = 0;
	size_t i;

	for (i = 0; i < kernel()->flows_count; i++)
		count += kernel()->flows[i].identity.table == table;
	return count;
}

static struct flow_entry *sender(unsigned int station, unsigned int ip, uint32_t port)
{
	struct plan_flow flow = flow_for(PLAN_TABLE_SENDER, ip);
	struct flow_identity identity;

	flow.port = port;
	memcpy(flow.mac, mac_of(station), 6);
	plan_to_identity(&flow, &identity);
	return fake_flow_find(kernel(), &identity);
}

/* The kernel lets the flow go. */
static void lose(const struct flow_entry *entry)
{
	struct flow_identity identity = entry->identity;

	fake_flow_delete(kernel(), &identity);
}

/* The same, and it says so. */
static void forget_sender(unsigned int station, unsigned int ip, uint32_t port)
{
	struct plan_flow flow;

	assert_true(plan_from_entry(sender(station, ip, port), &flow));
	kernel_forgets(&flow);
	bridge_flow_gone(bridge, &flow, 0);
	bridge_commit(bridge, 0);
}

static void a_claim_is_entered(void **state)
{
	(void)state;
	start_suppressing();
	claim(1, 1, 1, 0);
	assert_asked_at(1, "output 1");
	assert_non_null(sender(1, 1, 1));
	assert_int_equal(sender(1, 1, 1)->idle_timeout, bridge->vlans[VID].ageing);
	assert_asked_at(2, "");
	claim(1, 2, 1, 0);
	assert_asked_at(2, "output 1");
	finish();
}

static void only_stations_that_are_known_claim(void **state)
{
	(void)state;
	start_suppressing();
	bridge_neighbour(bridge, 1, VID, arp_from(1, 1), 42, 0);
	bridge_commit(bridge, 0);
	assert_asked_at(1, "");
	learn(1, 2, VID, 0);
	bridge_neighbour(bridge, 1, VID, arp_from(1, 1), 42, 0);
	bridge_neighbour(bridge, 1, 11, arp_from(1, 1), 42, 0);
	bridge_commit(bridge, 0);
	assert_asked_at(1, "");
	assert_int_equal(count_flows(PLAN_TABLE_TARGET), 0);
	finish();
}

static void rules_are_there_only_with_suppression(void **state)
{
	struct plan_flow flow;

	(void)state;
	start();
	set_trunk(1, "10,11");
	learn(1, 1, 10, 0);
	learn(2, 1, 11, 0);
	assert_int_equal(count_flows(PLAN_TABLE_SENDER), 0);
	assert_int_equal(count_flows(PLAN_TABLE_SOURCE), 2);
	suppress(VID);
	assert_int_equal(count_flows(PLAN_TABLE_SENDER), PLAN_SENDER_RULES);
	assert_int_equal(count_flows(PLAN_TABLE_SOURCE), 3);
	assert_true(plan_from_entry(flow_of(1, 10, 1), &flow));
	assert_true(flow.suppresses);
	assert_true(plan_from_entry(flow_of(2, 11, 1), &flow));
	assert_false(flow.suppresses);
	learn(3, 1, 10, 0);
	assert_true(plan_from_entry(flow_of(3, 10, 1), &flow));
	assert_true(flow.suppresses);
	claim(3, 3, 1, 0);
	suppress(0);
	assert_int_equal(count_flows(PLAN_TABLE_SENDER), 0);
	assert_int_equal(count_flows(PLAN_TABLE_TARGET), 0);
	assert_true(plan_from_entry(flow_of(3, 10, 1), &flow));
	assert_false(flow.suppresses);
	finish();
}

static void who_else_claims_it_is_asked_too(void **state)
{
	(void)state;
	start_suppressing();
	claim(1, 1, 1, 0);
	claim(2, 1, 2, 0);
	assert_asked_at(1, "output 1 output 2");
	claim(3, 1, 3, 0);
	assert_asked_at(1, "output 1 output 2 output 3");
	/* The first is silent for long. */
	forget_sender(1, 1, 1);
	assert_asked_at(1, "output 2 output 3");
	forget_sender(3, 1, 3);
	assert_asked_at(1, "output 2");
	forget_sender(2, 1, 2);
	assert_asked_at(1, "");
	assert_int_equal(HASH_COUNT(bridge->neighbours.addresses), 0);
	finish();
}

static void a_port_claims_an_address_once(void **state)
{
	(void)state;
	start_suppressing();
	claim(1, 1, 1, 0);
	claim(2, 1, 1, NEIGHBOUR_CHANGE_MS - 1);
	assert_non_null(sender(1, 1, 1));
	assert_null(sender(2, 1, 1));
	claim(2, 1, 1, NEIGHBOUR_CHANGE_MS);
	assert_null(sender(1, 1, 1));
	assert_non_null(sender(2, 1, 1));
	assert_asked_at(1, "output 1");
	assert_int_equal(bridge->neighbours.count, 1);
	assert_int_equal(bridge->ports[1]->fdb->neighbours, 1);
	finish();
}

static void a_neighbour_goes_with_its_station(void **state)
{
	struct plan_flow flow;

	(void)state;
	start_suppressing();
	claim(1, 1, 1, 0);
	claim(1, 2, 1, 0);
	learn(1, 2, VID, 0);	/* it moves */
	assert_asked_at(1, "");
	assert_asked_at(2, "");
	claim(1, 1, 2, 0);
	assert_asked_at(1, "output 2");
	flow = plan_flow_of(PLAN_TABLE_SOURCE, 1, VID, 2);
	kernel_forgets(&flow);
	bridge_flow_gone(bridge, &flow, 0);	/* it ages */
	bridge_commit(bridge, 0);
	assert_asked_at(1, "");
	claim(1, 1, 2, 0);
	bridge_flush(bridge, 2, FDB_ANY_VID, 0);
	assert_asked_at(1, "");
	claim(1, 1, 2, 0);
	bridge_port_gone(bridge, 2, 0);
	assert_asked_at(1, "");
	assert_int_equal(bridge->neighbours.count, 0);
	assert_int_equal(count_flows(PLAN_TABLE_SENDER), PLAN_SENDER_RULES);
	finish();
}

static void a_port_has_its_share_and_no_more(void **state)
{
	unsigned int ip, i;

	(void)state;
	start_suppressing();
	bridge->fdb.limit = 40;		/* ten for each port, the local one too */
	claim(1, 500, 1, 0);
	for (ip = 1; ip <= 100; ip++)
		claim(2, ip, 2, 0);
	assert_int_equal(bridge->ports[2]->fdb->neighbours, 10);
	assert_asked_at(500, "output 1");
	assert_asked_at(10, "output 2");
	assert_asked_at(11, "");
	/* One that cannot be held: all are asked, so nobody is hidden. */
	claim(2, 500, 2, 0);
	assert_asked_at(500, "");
	for (i = 0; i < 9; i++)
		claim(1, 600 + i, 1, 0);
	assert_int_equal(bridge->ports[1]->fdb->neighbours, 10);
	finish();
}

/* The port entered addresses from @first on, when it was alone. */
static void fill(unsigned int station, uint32_t port, unsigned int first, unsigned int count)
{
	unsigned int ip;

	hear(station, port, VID, 0);
	bridge_commit(bridge, 0);
	bridge->ports[port]->fdb->limit = 40;
	for (ip = first; ip < first + count; ip++) {
		struct plan_flow flow = flow_for(PLAN_TABLE_SENDER, ip);

		neighbour_claim(&bridge->neighbours, &bridge->fdb, &flow.address,
				fdb_find(&bridge->fdb, mac_of(station), VID), 0);
	}
	bridge->ports[port]->fdb->limit = 0;
	bridge_commit(bridge, 0);
	assert_int_equal(bridge->ports[port]->fdb->neighbours, count);
}

/* A port that had all when it was alone yields. */
static void a_port_beyond_its_share_yields(void **state)
{
	(void)state;
	start_suppressing();
	bridge->fdb.limit = 40;
	fill(1, 1, 0, 40);
	claim(2, 100, 2, 0);
	assert_asked_at(100, "output 2");
	assert_asked_at(0, "");
	assert_asked_at(1, "output 1");
	assert_int_equal(bridge->neighbours.count, 40);
	finish();
}

static void the_port_most_beyond_its_share_yields(void **state)
{
	unsigned int most;

	(void)state;
	for (most = 1; most <= 3; most += 2) {
		start_suppressing();
		bridge->fdb.limit = 40;
		fill(1, 1, 0, most == 1 ? 25 : 15);
		fill(3, 3, 50, most == 3 ? 25 : 15);
		claim(2, 100, 2, 0);
		assert_asked_at(100, "output 2");
		assert_int_equal(bridge->ports[most]->fdb->neighbours, 24);
		finish();
	}
}

static void what_the_kernel_lost_is_entered_again(void **state)
{
	(void)state;
	start_suppressing();
	claim(1, 1, 1, 0);
	lose(sender(1, 1, 1));
	claim(1, 1, 1, 10);
	assert_string_equal(asked_at(1), "");
	claim(1, 1, 1, NEIGHBOUR_LOST_MS);
	assert_asked_at(1, "output 1");
	finish();
}

static void a_flow_that_somebody_deletes_takes_the_rest_along(void **state)
{
	struct plan_flow flow = flow_for(PLAN_TABLE_TARGET, 1);
	struct flow_identity identity;

	(void)state;
	start_suppressing();
	claim(1, 1, 1, 0);
	plan_to_identity(&flow, &identity);
	assert_true(plan_from_entry(fake_flow_find(kernel(), &identity), &flow));
	kernel_forgets(&flow);
	bridge_flow_gone(bridge, &flow, 0);
	bridge_commit(bridge, 0);
	assert_null(sender(1, 1, 1));
	assert_asked_at(1, "");
	claim(1, 1, 1, 0);
	assert_asked_at(1, "output 1");
	/* A rule is put back. */
	flow = (struct plan_flow){ .table = PLAN_TABLE_SENDER, .form = PLAN_SENDER_RULE };
	kernel_forgets(&flow);
	bridge_flow_gone(bridge, &flow, 0);
	assert_true(bridge->stale);
	assert_int_equal(adopt_run(bridge, 0, NULL), 0);
	assert_int_equal(count_flows(PLAN_TABLE_SENDER), PLAN_SENDER_RULES + 1);
	finish();
}

static void a_full_kernel_refuses_claims_alone(void **state)
{
	(void)state;
	start_suppressing();
	claim(1, 1, 1, 0);
	learn(2, 2, VID, 0);
	kernel()->settings.flows_max = kernel()->flows_count;
	claim(2, 2, 2, 0);
	assert_asked_at(2, "");
	claim(2, 1, 2, 0);
	assert_asked_at(1, "");		/* not to the first alone */
	assert_non_null(sender(1, 1, 1));
	assert_int_equal(bridge->neighbours.count, 1);
	finish();
}

static void restart_suppressing(void)
{
	bridge_free(bridge);
	start_bridge();
}

static void a_restart_changes_nothing(void **state)
{
	unsigned int ip, writes;
	char *before, *after;

	(void)state;
	start_suppressing();
	for (ip = 1; ip <= 300; ip++)
		claim(ip % 40 + 1, ip, ip % 40 % 3 + 1, 0);
	claim(50, 7, 1, 0);
	claim(51, 7, 2, 0);
	claim(52, 7, 3, 0);
	before = fake_text(&fake);
	writes = fake.writes;
	restart_suppressing();
	after = fake_text(&fake);
	assert_string_equal(before, after);
	assert_int_equal(fake.writes, writes);
	assert_null(bridge->neighbours.dirty);
	assert_int_equal(bridge->neighbours.count, 302);
	forget_sender(50, 7, 1);
	free(before);
	free(after);
	finish();
}

/* Whatever is missing of a neighbour after a restart: the rest of it is mended or gone. */
static void halves_are_mended(void **state)
{
	struct plan_flow flow = flow_for(PLAN_TABLE_TARGET, 1);
	struct flow_identity identity;
	unsigned int part;

	(void)state;
	for (part = 0; part < 4; part++) {
		start_suppressing();
		claim(1, 1, 1, 0);
		claim(2, 1, 2, 0);
		flow.announcement = part == 1;
		plan_to_identity(&flow, &identity);
		if (part < 2)
			fake_flow_delete(kernel(), &identity);
		else if (part == 2)
			fake_flow_find(kernel(), &identity)->actions.count--;
		else
			lose(sender(1, 1, 1));
		restart_suppressing();
		assert_asked_at(1, part < 3 ? "output 1 output 2" : "output 2");
		assert_int_equal(count_flows(PLAN_TABLE_TARGET), 2);
		finish();
	}
}

static void what_is_not_wanted_is_removed(void **state)
{
	(void)state;
	start_suppressing();
	claim(1, 1, 1, 0);
	claim(2, 2, 2, 0);
	claim(3, 3, 3, 0);
	lose(flow_of(1, VID, 1));
	fake_netdev_delete(&fake, 3);
	restart_suppressing();
	assert_asked_at(1, "");
	assert_asked_at(2, "output 2");
	assert_asked_at(3, "");
	assert_int_equal(count_flows(PLAN_TABLE_SENDER), PLAN_SENDER_RULES + 1);
	finish();
}

static void a_new_ageing_is_put_in_force(void **state)
{
	(void)state;
	start_suppressing();
	claim(1, 1, 1, 0);
	intent.switches[0]->ageing = 60;
	bridge_configure(bridge, &intent);
	assert_int_equal(adopt_run(bridge, 0, NULL), 0);
	assert_int_equal(sender(1, 1, 1)->idle_timeout, 60);
	assert_asked_at(1, "output 1");
	finish();
}

/* After any one call that fails, what is there is as if it had not, at the latest after adoption. */
static void after_any_failure_it_agrees_later(void **state)
{
	static const int codes[] = { -EIO, -ENOSPC, -EEXIST, -ENOENT };
	unsigned int nth, code;
	bool failed;

	(void)state;
	for (code = 0; code < 4; code++) {
		failed = true;
		for (nth = 1; failed; nth++) {
			start_suppressing();
			claim(1, 1, 1, 0);
			fake_fail(&fake, nth, codes[code], nth % 2 ? 0 : SIZE_MAX);
			claim(2, 1, 2, 0);
			claim(2, 2, 2, 0);
			learn(1, 3, VID, 0);
			claim(1, 3, 3, 0);
			if (bridge->stale && adopt_run(bridge, 0, NULL))
				assert_int_equal(adopt_run(bridge, 0, NULL), 0);
			failed = fake_has_failed(&fake);
			assert_int_equal(count_flows(PLAN_TABLE_SENDER),
					 PLAN_SENDER_RULES + bridge->neighbours.count);
			asked_at(1);
			finish();
		}
		assert_true(nth > 3);
	}
}

static void adoption_that_fails_is_repeated(void **state)
{
	struct plan_flow question = flow_for(PLAN_TABLE_TARGET, 1);
	bool failed = true;
	unsigned int nth;

	(void)state;
	for (nth = 1; failed; nth++) {
		start_suppressing();
		claim(1, 1, 1, 0);
		kernel_forgets(&question);
		fake_fail(&fake, nth, -EIO, SIZE_MAX);
		adopt_run(bridge, 0, NULL);
		failed = fake_has_failed(&fake);
		assert_int_equal(bridge->stale, failed);
		if (failed)
			assert_int_equal(adopt_run(bridge, 0, NULL), 0);
		assert_asked_at(1, "output 1");
		finish();
	}
	assert_true(nth > 5);
}

static int64_t now_ms;

static void do_anything(void)
{
	uint32_t port = 1 + testing_below(3);
	struct plan_flow flow;

	now_ms += testing_below(500);
	switch (testing_below(20)) {
	case 0:
		bridge_flush(bridge, port, FDB_ANY_VID, now_ms);
		break;
	case 1:
		bridge->fdb.limit = 10 + testing_below(100);
		break;
	case 2:
		fake_fail(&fake, 1 + testing_below(3), testing_below(2) ? -ENOSPC : -EINVAL,
			  testing_below(3) ? testing_below(6) : SIZE_MAX);
		break;
	case 3:
		if (!kernel()->flows_count)
			break;
		if (!plan_from_entry(&kernel()->flows[testing_below(kernel()->flows_count)], &flow))
			break;
		kernel_forgets(&flow);
		bridge_flow_gone(bridge, &flow, now_ms);
		break;
	default:
		claim(1 + testing_below(20), testing_below(30), port, now_ms);
	}
}

static void both_sides_agree_in_the_end(void **state)
{
	struct neighbour_address *address, *next;
	unsigned int i, most = 0;
	struct neighbour *at;

	(void)state;
	start_suppressing();
	for (i = 0; i < 20000; i++) {
		do_anything();
		if (testing_below(20))
			continue;
		bridge_commit(bridge, now_ms);
		fake_has_failed(&fake);
		bridge_commit(bridge, now_ms);
		if (bridge->stale)
			assert_int_equal(adopt_run(bridge, now_ms, NULL), 0);
		assert_int_equal(count_flows(PLAN_TABLE_SENDER),
				 PLAN_SENDER_RULES + bridge->neighbours.count);
		HASH_ITER(hh, bridge->neighbours.addresses, address, next)
			for (at = address->claims; at; at = at->next)
				assert_true(at->installed && at->station);
		if (bridge->neighbours.count > most)
			most = bridge->neighbours.count;
	}
	assert_true(most > 10);
	finish();
}

static struct intent_neighbour given(unsigned int station, unsigned int ip)
{
	struct intent_neighbour object = { .switch_name = "sw0", .vid = VID };

	object.address = (struct intent_address){ .family = AF_INET,
						  .bytes = { 10, ip >> 16, ip >> 8, ip } };
	memcpy(object.mac, mac_of(station), sizeof(object.mac));
	return object;
}

static void reconfigure(void)
{
	bridge_configure(bridge, &intent);
	neighbour_static_settle(bridge);
}

/* The station has the address, as is configured. */
static void give(unsigned int station, unsigned int ip)
{
	struct intent_neighbour object = given(station, ip);

	assert_int_equal(intent_put_neighbour(&intent, &object), 0);
	reconfigure();
}

static void what_is_given_is_in_place_with_its_station(void **state)
{
	struct intent_neighbour object = given(1, 7);
	struct fdb_filter filter = { .vid = FDB_ANY_VID, .kind = FLOW_FDB_DYNAMIC };
	struct plan_flow flow;
	struct flow_error why;

	(void)state;
	start_suppressing();
	give(1, 7);
	give(1, 8);
	assert_asked_at(7, "");
	assert_false(neighbour_static_explain(bridge, &object, &why));
	assert_string_equal(why.text, "where 02:00:00:00:00:01 is, is not known");
	learn(1, 1, VID, 0);
	assert_asked_at(7, "output 1");
	assert_asked_at(8, "output 1");
	assert_true(neighbour_static_explain(bridge, &object, &why));
	assert_int_equal(sender(1, 7, 1)->idle_timeout, 0);
	assert_true(plan_from_entry(sender(1, 7, 1), &flow));
	assert_int_equal(flow.kind, FLOW_FDB_STATIC);
	learn(1, 2, VID, 0);
	assert_asked_at(7, "output 2");
	assert_asked_at(8, "output 2");
	bridge_flush_neighbours(bridge, &filter, 0);
	assert_asked_at(7, "output 2");
	bridge_flush_matching(bridge, &filter, 0);
	assert_asked_at(7, "");
	assert_int_equal(count_flows(PLAN_TABLE_TARGET), 0);
	finish();
}

static void what_is_given_nobody_else_has(void **state)
{
	struct intent_neighbour object = given(1, 7);

	(void)state;
	start_suppressing();
	claim(2, 7, 2, 0);
	assert_asked_at(7, "output 2");
	learn(1, 1, VID, 0);
	give(1, 7);
	assert_asked_at(7, "output 1");
	assert_null(sender(2, 7, 2));
	claim(2, 7, 2, 5000);
	claim(1, 7, 1, 5000);
	assert_asked_at(7, "output 1");
	assert_int_equal(count_flows(PLAN_TABLE_TARGET), 2);
	assert_int_equal(bridge->neighbours.count, 0);	/* it counts for no limit */
	give(3, 7);			/* another's now, who is not there */
	assert_asked_at(7, "");
	give(2, 7);
	assert_asked_at(7, "output 2");
	assert_true(intent_delete_neighbour(&intent, &object));
	reconfigure();
	assert_asked_at(7, "");
	claim(1, 7, 1, 9000);
	assert_asked_at(7, "output 1");
	assert_int_equal(bridge->neighbours.count, 1);
	finish();
}

static void a_restart_keeps_what_is_given(void **state)
{
	struct intent_neighbour object = given(1, 7);
	unsigned int writes;

	(void)state;
	start_suppressing();
	learn(1, 1, VID, 0);
	give(1, 7);
	claim(2, 8, 2, 0);
	writes = fake.writes;
	bridge_free(bridge);
	start_bridge();
	neighbour_static_settle(bridge);
	assert_int_equal(fake.writes, writes);
	assert_asked_at(7, "output 1");
	forget_sender(1, 7, 1);
	assert_asked_at(7, "");
	assert_true(bridge->unsettled);
	neighbour_static_settle(bridge);
	assert_asked_at(7, "output 1");
	assert_true(intent_delete_neighbour(&intent, &object));
	object = given(1, 8);
	assert_int_equal(intent_put_neighbour(&intent, &object), 0);
	bridge_free(bridge);
	start_bridge();
	neighbour_static_settle(bridge);
	assert_asked_at(7, "");
	assert_asked_at(8, "output 1");
	finish();
}

static void what_was_learned_is_flushed_by_port_and_vlan(void **state)
{
	struct fdb_filter filter = { .port = "tap1", .vid = VID };

	(void)state;
	start_suppressing();
	claim(1, 1, 1, 0);
	claim(2, 2, 2, 0);
	filter.vid = 11;
	bridge_flush_neighbours(bridge, &filter, 0);
	assert_asked_at(1, "output 1");
	filter.vid = VID;
	bridge_flush_neighbours(bridge, &filter, 0);
	assert_asked_at(1, "");
	assert_asked_at(2, "output 2");
	assert_station(1, VID, 1);
	claim(1, 1, 1, 0);
	assert_asked_at(1, "output 1");
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_given_is_in_place_with_its_station),
		cmocka_unit_test(what_is_given_nobody_else_has),
		cmocka_unit_test(a_restart_keeps_what_is_given),
		cmocka_unit_test(what_was_learned_is_flushed_by_port_and_vlan),
		cmocka_unit_test(a_claim_is_entered),
		cmocka_unit_test(only_stations_that_are_known_claim),
		cmocka_unit_test(rules_are_there_only_with_suppression),
		cmocka_unit_test(who_else_claims_it_is_asked_too),
		cmocka_unit_test(a_port_claims_an_address_once),
		cmocka_unit_test(a_neighbour_goes_with_its_station),
		cmocka_unit_test(a_port_has_its_share_and_no_more),
		cmocka_unit_test(a_port_beyond_its_share_yields),
		cmocka_unit_test(the_port_most_beyond_its_share_yields),
		cmocka_unit_test(what_the_kernel_lost_is_entered_again),
		cmocka_unit_test(a_flow_that_somebody_deletes_takes_the_rest_along),
		cmocka_unit_test(a_full_kernel_refuses_claims_alone),
		cmocka_unit_test(a_restart_changes_nothing),
		cmocka_unit_test(halves_are_mended),
		cmocka_unit_test(what_is_not_wanted_is_removed),
		cmocka_unit_test(a_new_ageing_is_put_in_force),
		cmocka_unit_test(after_any_failure_it_agrees_later),
		cmocka_unit_test(adoption_that_fails_is_repeated),
		cmocka_unit_test(both_sides_agree_in_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
