/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of one bridge: sw0 with the ports tap1 to tap3, over a datapath in memory. */
#ifndef FLOWD_BRIDGE_TESTING_H
#define FLOWD_BRIDGE_TESTING_H

#include "flowd_testing.h"
#include "flowd_datapath.h"
#include "../flowd/adopt.h"
#include "../flowd/bridge.h"

static struct fake fake;
static struct intent intent;
static struct bridge *bridge;

static const uint8_t switch_mac[6] = { 2, 0xff, 0, 0, 0, 1 };

static inline struct fake_switch *kernel(void)
{
	return fake_find(&fake, "sw0");
}

/* As if the daemon had been started just now. */
static inline void start_bridge(void)
{
	bridge = bridge_new(&fake.base, &intent, "sw0", kernel()->ifindex, switch_mac);
	assert_non_null(bridge);
	assert_int_equal(adopt_run(bridge, 0, NULL), 0);
}

static inline void start(void)
{
	struct intent_switch object;
	struct datapath_port port;
	struct intent_port plain;
	unsigned int i;
	char name[8];

	fake_init(&fake);
	fake_switch_add(&fake, "sw0");
	intent_switch_init(&object);
	strcpy(object.name, "sw0");
	assert_int_equal(intent_put_switch(&intent, &object), 0);
	intent_port_init(&plain);
	for (i = 1; i <= 3; i++) {
		snprintf(name, sizeof(name), "tap%u", i);
		fake_netdev_add(&fake, i, name);
		port = (struct datapath_port){ .switch_ifindex = kernel()->ifindex, .ifindex = i,
					       .number = i, .settings = plain.settings };
		fake.base.operations->port_add(&fake.base, &port, NULL);
	}
	start_bridge();
}

static inline void finish(void)
{
	bridge_free(bridge);
	intent_clear(&intent);
	fake_clear(&fake);
}

static inline const uint8_t *frame_from(unsigned int station)
{
	static uint8_t frame[12];

	memset(frame, 0xff, 6);
	memcpy(frame + 6, mac_of(station), 6);
	return frame;
}

static inline void hear(unsigned int station, uint32_t port, uint16_t vid, int64_t now_ms)
{
	bridge_learn(bridge, port, vid, frame_from(station), 12, now_ms);
}

static inline void learn(unsigned int station, uint32_t port, uint16_t vid, int64_t now_ms)
{
	hear(station, port, vid, now_ms);
	bridge_commit(bridge, now_ms);
}

/* What is to be among the flows of a station, with the serial number that is known. */
static inline struct plan_flow plan_flow_of(uint8_t table, unsigned int station, uint16_t vid,
					    uint32_t port)
{
	struct fdb_entry *entry = fdb_find(&bridge->fdb, mac_of(station), vid);
	struct plan_flow flow = { .table = table, .kind = FLOW_FDB_DYNAMIC, .vid = vid, .port = port };

	memcpy(flow.mac, mac_of(station), sizeof(flow.mac));
	if (entry) {
		flow.serial = entry->serial;
		flow.kind = entry->kind;
	}
	return flow;
}

/* The source flow that the kernel has. */
static inline struct flow_entry *flow_of(unsigned int station, uint16_t vid, uint32_t port)
{
	struct plan_flow flow = plan_flow_of(PLAN_TABLE_SOURCE, station, vid, port);
	struct flow_identity identity;

	plan_to_identity(&flow, &identity);
	return fake_flow_find(kernel(), &identity);
}

static inline void kernel_forgets(const struct plan_flow *flow)
{
	struct flow_identity identity;

	plan_to_identity(flow, &identity);
	fake_flow_delete(kernel(), &identity);
}

/* Both know the station behind this port. */
static inline void assert_station(unsigned int station, uint16_t vid, uint32_t port)
{
	struct fdb_entry *entry = fdb_find(&bridge->fdb, mac_of(station), vid);

	assert_non_null(entry);
	assert_int_equal(entry->port->number, port);
	assert_non_null(flow_of(station, vid, port));
}

static inline void assert_flow(const struct fdb_entry *entry, uint8_t table)
{
	struct plan_flow flow = { .table = table, .vid = entry->vid, .port = entry->port->number };
	struct flow_identity identity;
	const struct flow_entry *there;

	memcpy(flow.mac, entry->mac, sizeof(flow.mac));
	plan_to_identity(&flow, &identity);
	there = fake_flow_find(kernel(), &identity);
	assert_non_null(there);
	assert_true(plan_from_entry(there, &flow));
	assert_int_equal(flow.serial, entry->serial);
	assert_int_equal(flow.kind, entry->kind);
	assert_int_equal(flow.port, entry->port->number);
}

/* The bridge has so many stations, and the kernel has the flows of these, and no more. */
static inline void assert_agreement(unsigned int stations)
{
	struct fdb_entry *entry, *next;
	unsigned int ours = 0, guards = 0;
	size_t i;

	assert_int_equal(bridge->batch.count, 0);
	assert_int_equal(HASH_COUNT(bridge->fdb.entries), stations);
	HASH_ITER(hh, bridge->fdb.entries, entry, next) {
		assert_false(entry->pending);
		assert_flow(entry, PLAN_TABLE_SOURCE);
		assert_flow(entry, PLAN_TABLE_FORWARD);
		guards += plan_has_guard(entry->kind);
	}
	for (i = 0; i < kernel()->flows_count; i++)
		ours += plan_is_ours(kernel()->flows[i].cookie);
	assert_int_equal(ours, 2 * stations + guards);
}

/* Means a station to be at a port. */
static inline void put_static(unsigned int station, uint16_t vid, const char *port)
{
	struct intent_static object = { .vid = vid };

	memcpy(object.mac, mac_of(station), sizeof(object.mac));
	strcpy(object.port, port);
	assert_int_equal(intent_put_static(&intent, &object), 0);
}

/* Makes the port a trunk of these VLANs, as if by an event of the kernel. */
static inline void set_trunk(uint32_t number, const char *vlans)
{
	struct datapath_port port = bridge->ports[number]->is;

	port.settings.vlan_mode = FLOWDP_VLAN_MODE_TRUNK;
	assert_int_equal(flow_vlan_parse(vlans, port.settings.vlans, NULL), 0);
	fake.base.operations->port_set(&fake.base, &port, NULL);
	assert_int_equal(bridge_port_put(bridge, &port, 0), 0);
}

#endif
