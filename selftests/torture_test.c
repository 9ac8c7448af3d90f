// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Flows, groups, ports and VLANs change from several threads while frames pass
 * and somebody reads everything.  In the end the counters add up, what is said to
 * be there is there, and nothing is left behind.
 *
 * The environment: TORTURE_SECONDS.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "frames.h"
#include "kselftest_harness.h"
#include "link.h"
#include "netns.h"
#include "snapshot.h"
#include "switch.h"
#include "testbed.h"
#include "testbed_rules.h"
#include "vlan_model.h"

#define PORTS		4
#define FLOWS		40	/* of each thread, told apart by priority */

FIXTURE(torture)
{
	struct testbed bed;
	atomic_bool stop;
	atomic_ulong frames, changes, reads;
	atomic_int error;	/* the first one that makes no sense */
};

FIXTURE_SETUP(torture)
{
	static const char *const buckets[] = { "output 2", "output 3", NULL };
	struct testbed *bed = &self->bed;

	ASSERT_TRUE(testbed_open(bed, PORTS, 0));
	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	ASSERT_EQ(0, testbed_group(bed, 1, buckets));
}

FIXTURE_TEARDOWN(torture)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* A thread's copy of the test bed with a socket of its own. */
static bool open_copy(FIXTURE_DATA(torture) *self, struct testbed *bed)
{
	*bed = self->bed;
	return !flow_netlink_open(&bed->netlink, NETLINK_GENERIC, NULL);
}

/* Errors that others' changes explain are none. */
static void judge(FIXTURE_DATA(torture) *self, int error)
{
	int none = 0;

	if (error && error != -ENOENT && error != -EEXIST && error != -EBUSY && error != -EINTR)
		atomic_compare_exchange_strong(&self->error, &none, error);
	atomic_fetch_add(&self->changes, 1);
}

static void *change_flows(void *data)
{
	FIXTURE_DATA(torture) *self = data;
	unsigned int random = (uintptr_t)&random >> 4, number;
	struct testbed bed;

	if (!open_copy(self, &bed))
		return "no socket";
	while (!atomic_load(&self->stop)) {
		number = rand_r(&random) % FLOWS;
		if (rand_r(&random) % 3)
			judge(self, testbed_flow_new(&bed, NLM_F_CREATE | NLM_F_REPLACE,
						     "priority %u in_port %u actions %s", number,
						     1 + number % PORTS,
						     number % 2 ? "group 1" : "set pcp 3 flood"));
		else
			judge(self, testbed_flow_delete(&bed, "priority %u in_port %u", number,
							1 + number % PORTS));
	}
	flow_netlink_close(bed.netlink);
	return NULL;
}

static void *change_groups(void *data)
{
	static const char *const some[] = { "output 2", "set pcp 1 output 3", NULL };
	static const char *const others[] = { "flood", NULL };
	FIXTURE_DATA(torture) *self = data;
	unsigned int round = 0;
	struct testbed bed;

	if (!open_copy(self, &bed))
		return "no socket";
	while (!atomic_load(&self->stop)) {
		judge(self, testbed_group_set(&bed, 1, round++ % 2 ? some : others));
		judge(self, testbed_table(&bed, 0, round % 3 ? "flood" : "group 1"));
	}
	flow_netlink_close(bed.netlink);
	return NULL;
}

/* Each port gets each VLAN mode, and is isolated, of a community, or neither. */
static int change_vlans(struct testbed *bed, unsigned int round)
{
	const struct flow_port role = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS_MASK) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_COMMUNITY),
		.flags = round % 3 ? 0 : FLOWDP_PORT_F_ISOLATED,
		.flags_mask = FLOWDP_PORT_F_ISOLATED,
		.community = round % 3 == 1,
	};
	unsigned int number = 1 + round % PORTS;
	int error;

	error = testbed_port_vlan(bed, number, vlan_modes[1 + round / PORTS % VLAN_MODES].words);
	return error ? error : testbed_port_set(bed, number, &role);
}

/* Port 4 leaves and comes back, with other settings each time. */
static void *change_ports(void *data)
{
	FIXTURE_DATA(torture) *self = data;
	struct flow_port port = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER),
		.number = 4,
	};
	unsigned int round = 0;
	struct testbed bed;

	if (!open_copy(self, &bed))
		return "no socket";
	port.switch_ifindex = bed.switch_ifindex;
	port.ifindex = bed.port[4].ifindex;
	while (!atomic_load(&self->stop)) {
		round++;
		judge(self, change_vlans(&bed, round));
		judge(self, testbed_port_state(&bed, 4, round % 2 ? FLOWDP_PORT_STATE_FORWARDING :
							  FLOWDP_PORT_STATE_LEARNING));
		if (round % 8)
			continue;
		judge(self, flow_port_delete(bed.netlink, bed.switch_ifindex, port.ifindex));
		judge(self, flow_port_new(bed.netlink, &port, NULL));
	}
	flow_netlink_close(bed.netlink);
	return NULL;
}

static void *read_everything(void *data)
{
	FIXTURE_DATA(torture) *self = data;
	struct snapshot snapshot;
	struct testbed bed;

	if (!open_copy(self, &bed))
		return "no socket";
	while (!atomic_load(&self->stop)) {
		judge(self, snapshot_take(bed.netlink, bed.switch_ifindex, &snapshot));
		snapshot_clear(&snapshot);
		atomic_fetch_add(&self->reads, 1);
	}
	flow_netlink_close(bed.netlink);
	return NULL;
}

/* Frames into all ports, with a tag or without; what leaves is read by the same thread. */
static void *send_frames(void *data)
{
	FIXTURE_DATA(torture) *self = data;
	struct testbed *bed = &self->bed;
	static const uint16_t types[] = { 0, 0x8100, 0x88a8 };
	struct flow_frame frames[ARRAY_SIZE(types)], *frame;
	unsigned char buffer[2048];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		frames[i] = *frame_of("length 90 eth_type ipv4 ip_proto udp tp_dst 53");
		if (types[i])
			frame_push_tag(&frames[i], types[i], 10);
	}
	while (!atomic_load(&self->stop)) {
		for (i = 1; i <= PORTS; i++) {
			frame = &frames[self->frames % ARRAY_SIZE(types)];
			frame->data[11] = atomic_fetch_add(&self->frames, 1);
			if (write(bed->port[i].fd, frame->data, frame->length) < 0)
				return "a frame cannot be sent";
			while (read(bed->port[i].fd, buffer, sizeof(buffer)) > 0)
				bed->port[i].read++;
		}
	}
	return NULL;
}

static void drain(struct testbed *bed)
{
	unsigned char buffer[2048];
	unsigned int i;

	for (i = 1; i <= PORTS; i++) {
		while (read(bed->port[i].fd, buffer, sizeof(buffer)) > 0)
			bed->port[i].read++;
		/* Its counters began anew when it came back. */
		if (i == 4)
			bed->port[i].read = testbed_port_get(bed, i).stats.tx_packets;
	}
}

/* Without flows, groups and masks the switch says so. */
static void expect_empty(struct __test_metadata *_metadata, FIXTURE_DATA(torture) *self)
{
	struct testbed *bed = &self->bed;
	struct flow_switch sw;

	ASSERT_EQ(0, testbed_table(bed, 0, "flood"));
	ASSERT_EQ(0, testbed_flow_flush(bed, NULL));
	ASSERT_EQ(0, flow_switch_get(bed->netlink, bed->switch_ifindex, &sw));
	EXPECT_EQ(0, sw.flows);
	EXPECT_EQ(0, sw.masks);
	EXPECT_EQ(1, sw.groups);
	EXPECT_EQ(PORTS + 1, sw.ports);
}

TEST_F(torture, changes_under_traffic)
{
	void *(*const work[])(void *) = {
		change_flows, change_flows, change_groups, change_ports, read_everything,
		send_frames,
	};
	pthread_t threads[ARRAY_SIZE(work)];
	void *failure;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(work); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, work[i], self));
	sleep(environment_number("TORTURE_SECONDS", 10));
	atomic_store(&self->stop, true);
	for (i = 0; i < ARRAY_SIZE(work); i++) {
		ASSERT_EQ(0, pthread_join(threads[i], &failure));
		EXPECT_EQ(NULL, failure)
			TH_LOG("%s", (const char *)failure);
	}
	EXPECT_EQ(0, self->error)
		TH_LOG("%s", strerror(-self->error));
	TH_LOG("%lu frames, %lu changes, %lu snapshots", self->frames, self->changes, self->reads);
	EXPECT_LT(100, self->frames);
	EXPECT_LT(100, self->changes);
	EXPECT_LT(3, self->reads);
	drain(&self->bed);
	expect_empty(_metadata, self);
}

TEST_HARNESS_MAIN
