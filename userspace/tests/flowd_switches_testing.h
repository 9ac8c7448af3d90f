/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of all switches together, over a datapath in memory. */
#ifndef FLOWD_SWITCHES_TESTING_H
#define FLOWD_SWITCHES_TESTING_H

#include "flowd_testing.h"
#include "flowd_datapath.h"
#include "../flowd/apply.h"
#include "../flowd/attach.h"
#include "../flowd/enforce.h"

static struct fake fake;
static struct switches switches;
static int64_t now_ms;

static inline void start_daemon(void)
{
	memset(&switches, 0, sizeof(switches));
	switches.datapath = &fake.base;
}

static inline void start(void)
{
	fake_init(&fake);
	start_daemon();
	now_ms = 1000000;
	testing_log_clear();
}

static inline void finish(void)
{
	switches_clear(&switches);
	fake_clear(&fake);
}

/* The intent that operations of Apply make, with ' for ". */
static inline struct intent intent_of(const char *operations)
{
	struct intent nothing = { 0 }, result;
	json_t *json = testing_json(operations);
	struct flow_error error = { "" };
	struct apply apply;

	assert_int_equal(apply_start(&apply, &nothing, &nothing), 0);
	if (apply_operations(&apply, json, &error))
		fail_msg("%s", error.text);
	result = apply.effective;
	intent_clear(&apply.applied);
	json_decref(json);
	return result;
}

#define SWITCH(name)		"{'operation': 'switch-add', 'name': '" name "'}"
#define PORT(match, switch)	"{'operation': 'port-add', 'match': '" match "', 'switch': '" switch "'}"
#define NUMBERED(match, switch, number) "{'operation': 'port-add', 'match': '" match \
				"', 'switch': '" switch "', 'number': " number "}"
#define ACCESS(match, switch, vid) "{'operation': 'port-add', 'match': '" match "', 'switch': '" \
				switch "', 'vlan_mode': 'access', 'pvid': " vid "}"

static inline void enforce(const char *operations)
{
	struct intent intent = intent_of(operations);

	enforce_intent(&switches, &intent, now_ms);
}

/* What the kernel tells of a netdev. */
static inline void tell_netdev(uint32_t ifindex, const char *name, bool is_switch)
{
	struct netdev netdev = { .ifindex = ifindex, .is_switch = is_switch, .has_carrier = true,
				 .mac = { 2, 0xff, 0, 0, 0, ifindex } };
	size_t i;

	snprintf(netdev.name, sizeof(netdev.name), "%s", name);
	for (i = 0; i < FAKE_NETDEVS; i++) {
		if (fake.netdevs[i].ifindex != ifindex)
			continue;
		netdev.is_patch = fake.netdevs[i].is_patch;
		netdev.peer = fake.netdevs[i].peer;
	}
	switches_netdev(&switches, &netdev, now_ms);
}

/* A netdev that appears. */
static inline void appear(uint32_t ifindex, const char *name)
{
	fake_netdev_add(&fake, ifindex, name);
	tell_netdev(ifindex, name, false);
}

/* Somebody else attaches it, as access port of VLAN 99. */
static inline void attach_by_hand(const char *of, uint32_t ifindex)
{
	struct datapath_port port = { .switch_ifindex = fake_find(&fake, of)->ifindex,
				      .ifindex = ifindex };
	struct intent_port plain;

	intent_port_init(&plain);
	port.settings = plain.settings;
	port.settings.vlan_mode = FLOWDP_VLAN_MODE_ACCESS;
	port.settings.pvid = 99;
	assert_int_equal(fake.base.operations->port_add(&fake.base, &port, NULL), 0);
	switches_port(&switches, &port, now_ms);
}

/* The kernel lists all that there is. */
static inline void tell_all(void)
{
	size_t i;

	switches_netdevs_begin(&switches);
	for (i = 0; i < FAKE_SWITCHES; i++)
		if (fake.switches[i].ifindex)
			tell_netdev(fake.switches[i].ifindex, fake.switches[i].name, true);
	for (i = 0; i < FAKE_NETDEVS; i++)
		if (fake.netdevs[i].ifindex)
			tell_netdev(fake.netdevs[i].ifindex, fake.netdevs[i].name, false);
	switches_netdevs_end(&switches, now_ms);
	switches_settle(&switches, now_ms);
}

/* The port of a netdev in the kernel; NULL: it is none. */
static inline const struct datapath_port *kernel_port(const char *of, const char *name)
{
	const struct fake_switch *found = fake_find(&fake, of);
	size_t i;

	for (i = 0; found && i < found->ports_count; i++)
		if (!strcmp(found->ports[i].name, name))
			return &found->ports[i];
	return NULL;
}

/* Lets time pass until nothing is left to be tried again, an hour at most. */
static inline void wait_for_retries(void)
{
	int64_t next, end = now_ms + 3600000;

	while ((next = switches_retry(&switches, now_ms)) && now_ms < end) {
		now_ms = next > now_ms ? next : now_ms + 1;
		switches_settle(&switches, now_ms);
	}
	switches_settle(&switches, now_ms);
}

/* Compares what the kernel holds with an earlier fake_text(), which it frees. */
static inline void assert_kernel(char *expected)
{
	char *is = fake_text(&fake), *rest = is, *wanted_rest = expected, *line, *wanted;

	do {
		line = strsep(&rest, "\n");
		wanted = strsep(&wanted_rest, "\n");
		if (line || wanted)
			assert_string_equal(line ? line : "(the end)", wanted ? wanted : "(the end)");
	} while (line && wanted);
	free(is);
	free(expected);
}

static inline void learn(const char *name, const char *port, uint16_t vid, uint8_t station)
{
	struct bridge *bridge = switches_find_name(&switches, name);
	const uint8_t frame[12] = { 2, 9, 9, 9, 9, 9, 2, 0, 0, 0, 0, station };

	assert_non_null(bridge);
	assert_non_null(bridge_port_find(bridge, port));
	switches_learn(&switches, bridge->ifindex, bridge_port_find(bridge, port)->is.number, vid,
		       frame, sizeof(frame), now_ms);
	switches_settle(&switches, now_ms);
}

#endif
