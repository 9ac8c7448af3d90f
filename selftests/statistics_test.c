// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The counters of ports, flows, tables, groups and switch, against what the
 * test itself sent and read, and against each other.
 *
 *    1: access 10      2: trunk 10,20      3: access 20      4: no VLAN mode
 */
#include <linux/flowdp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "frames.h"
#include "group.h"
#include "kselftest_harness.h"
#include "switch.h"
#include "table.h"
#include "testbed.h"
#include "testbed_diagnose.h"
#include "testbed_rules.h"

#define PORTS	4
#define ROUNDS	40

/* What the test did, by port. */
struct tally {
	uint64_t packets, bytes;
};

FIXTURE(statistics) {
	struct testbed bed;
	struct tally sent[PORTS + 1], got[PORTS + 1];
};

FIXTURE_SETUP(statistics)
{
	struct testbed *bed = &self->bed;

	ASSERT_TRUE(testbed_open(bed, PORTS, 0));
	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "access 10"));
	ASSERT_EQ(0, testbed_port_vlan(bed, 2, "trunk 10,20"));
	ASSERT_EQ(0, testbed_port_vlan(bed, 3, "access 20"));
}

FIXTURE_TEARDOWN(statistics)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* Sends a frame and reads whatever leaves anywhere. */
static bool send_and_read(FIXTURE_DATA(statistics) *self, unsigned int from,
			  const struct flow_frame *frame)
{
	struct testbed *bed = &self->bed;
	static struct flow_frame seen;
	unsigned int port;
	ssize_t length;

	if (!testbed_send(bed, from, frame))
		return false;
	self->sent[from].packets++;
	self->sent[from].bytes += frame->length;
	for (port = 1; port <= PORTS; port++) {
		while ((length = read(bed->port[port].fd, seen.data, sizeof(seen.data))) > 0) {
			bed->port[port].read++;
			self->got[port].packets++;
			self->got[port].bytes += length;
		}
	}
	return true;
}

static const char *const flows[] = {
	"priority 9 eth_type arp actions flood",
	"priority 8 ipv4_dst 10.0.0.0/8 actions group 1 goto 1",
	"priority 7 eth_type ipv6 actions drop",
	"priority 6 vid 20 actions output 3 output 3 goto 1",
	"table 1 priority 5 eth_type ipv4 ip_proto udp actions goto 2",
	"table 1 priority 4 in_port 4 actions pop_vlan output 4",
	"table 2 actions push_vlan vid 5 output 2 output 1",
};

static const char *const frames[] = {
	"length 60", "length 100 arp_op request", "length 1400 ipv4_dst 10.0.0.1 ip_proto udp",
	"length 200 ipv4_dst 10.0.0.2 ip_proto tcp", "length 80 eth_type ipv6",
	"length 64 vlan_tci 10 arp_op reply", "length 104 vlan_tci 20 ipv4_dst 10.0.0.1",
	"length 333 vlan_tci 20", "length 70 vlan_tci 99", "length 60 eth_src 01:00:00:00:00:05",
	"length 60 eth_dst 01:80:c2:00:00:0e", "length 500 eth_type ipv4 ip_proto udp",
};

static bool run_traffic(FIXTURE_DATA(statistics) *self)
{
	static const char *const buckets[] = { "output 1", "set vid 20 output 2", NULL };
	struct testbed *bed = &self->bed;
	unsigned int i, round;

	if (testbed_group(bed, 1, buckets))
		return false;
	for (i = 0; i < ARRAY_SIZE(flows); i++) {
		if (testbed_flow(bed, "%s", flows[i]))
			return false;
	}
	if (testbed_table(bed, 0, "goto 1"))
		return false;
	srandom(1);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < ARRAY_SIZE(frames); i++) {
			if (!send_and_read(self, 1 + random() % PORTS, frame_of("%s", frames[i])))
				return false;
		}
	}
	return true;
}

static uint64_t drops(const struct flow_port *port, unsigned int first, unsigned int last)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < port->drops_count; i++) {
		if (port->drops[i].reason >= first && port->drops[i].reason <= last)
			sum += port->drops[i].rx_packets;
	}
	return sum;
}

TEST_F(statistics, ports)
{
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_TRUE(run_traffic(self));
	for (i = 1; i <= PORTS; i++) {
		const struct flow_port port = testbed_port_get(bed, i);

		EXPECT_EQ(self->sent[i].packets, port.stats.rx_packets);
		EXPECT_EQ(self->sent[i].bytes, port.stats.rx_bytes);
		EXPECT_EQ(self->got[i].packets, port.stats.tx_packets);
		EXPECT_EQ(self->got[i].bytes, port.stats.tx_bytes);
		EXPECT_EQ(port.stats.rx_packets, port.stats.forwarded + port.stats.consumed +
			  drops(&port, 0, FLOWDP_DROP_MAX));
		EXPECT_EQ(0, drops(&port, FLOWDP_DROP_NONE, FLOWDP_DROP_NONE));
		EXPECT_GT(port.stats.forwarded, 0);
		EXPECT_GT(port.stats.consumed, 0);
		EXPECT_GT(port.drops_count, 2);
	}
}

struct sums {
	uint64_t flows[FLOWDP_TABLES_MAX];	/* packets that met a flow */
	uint64_t bytes[FLOWDP_TABLES_MAX];
	uint64_t defaults[FLOWDP_TABLES_MAX];
	uint64_t default_bytes[FLOWDP_TABLES_MAX];
	uint64_t went_on[FLOWDP_TABLES_MAX];	/* packets that came by goto */
	uint64_t group_packets, group_bytes;
};

static void count_goto(struct sums *sums, const struct flow_actions *actions, uint64_t packets)
{
	const struct flow_action *last = &actions->list[actions->count - 1];

	if (actions->count && last->kind == FLOWDP_A_ACTION_GOTO)
		sums->went_on[last->table] += packets;
}

static int sum_flow(const struct flow_entry *entry, void *data)
{
	struct sums *sums = data;

	sums->flows[entry->identity.table] += entry->packets;
	sums->bytes[entry->identity.table] += entry->bytes;
	count_goto(sums, &entry->actions, entry->packets);
	return 0;
}

static int sum_table(const struct flow_table *table, void *data)
{
	struct sums *sums = data;

	sums->defaults[table->id] = table->default_packets;
	sums->default_bytes[table->id] = table->default_bytes;
	count_goto(sums, &table->default_actions, table->default_packets);
	return 0;
}

static int sum_group(const struct flow_group *group, void *data)
{
	struct sums *sums = data;

	sums->group_packets += group->packets;
	sums->group_bytes += group->bytes;
	return 0;
}

/* Packets that came as far as the tables. */
static uint64_t looked_up(struct testbed *bed)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i <= PORTS; i++) {
		const struct flow_port port = testbed_port_get(bed, i);

		sum += port.stats.rx_packets - port.stats.consumed -
		       drops(&port, FLOWDP_DROP_RUNT, FLOWDP_DROP_INGRESS_VLAN);
	}
	return sum;
}

/* Each packet meets a flow or the default once in each table that it comes through. */
TEST_F(statistics, tables)
{
	struct testbed *bed = &self->bed;
	static struct sums sums;
	struct flow_switch sw;
	struct flow_entry entry;
	unsigned int i;

	ASSERT_TRUE(run_traffic(self));
	ASSERT_EQ(0, flow_entry_dump(bed->netlink, bed->switch_ifindex, NULL, sum_flow, NULL,
				     &sums));
	ASSERT_EQ(0, flow_table_dump(bed->netlink, bed->switch_ifindex, sum_table, NULL, &sums));
	ASSERT_EQ(0, flow_group_dump(bed->netlink, bed->switch_ifindex, sum_group, NULL, &sums));
	ASSERT_EQ(0, flow_switch_get(bed->netlink, bed->switch_ifindex, &sw));
	sums.went_on[0] = looked_up(bed);
	for (i = 0; i < FLOWDP_TABLES_MAX; i++)
		EXPECT_EQ(sums.went_on[i], sums.flows[i] + sums.defaults[i])
			TH_LOG("table %u", i);
	EXPECT_GT(sums.defaults[1], 0);
	EXPECT_GT(sums.flows[2], 0);
	EXPECT_EQ(sums.went_on[0], sw.cache_hits + sw.cache_misses);
	EXPECT_GT(sw.cache_hits, sw.cache_misses);
	/* The group is named by one flow, and sees what that one sees. */
	ASSERT_EQ(0, testbed_flow_get(bed, &entry, "priority 8 ipv4_dst 10.0.0.0/8"));
	EXPECT_GT(entry.packets, 0);
	EXPECT_EQ(entry.packets, sums.group_packets);
	EXPECT_EQ(entry.bytes, sums.group_bytes);
}

static uint64_t packets_of(struct testbed *bed, const char *flow)
{
	struct flow_entry entry;

	return testbed_flow_get(bed, &entry, "%s", flow) ? UINT64_MAX : entry.packets;
}

/* A flow that one CPU uses, then others too, and one that takes its place in the midst of it. */
TEST_F(statistics, cpus)
{
	const struct flow_frame *frame = frame_of("length 100");
	static const char *const flow = "priority 3 in_port 4";
	struct testbed *bed = &self->bed;
	unsigned int cpus = sysconf(_SC_NPROCESSORS_ONLN), i;
	struct flow_entry entry;

	ASSERT_EQ(0, testbed_flow(bed, "%s actions drop", flow));
	for (i = 0; i < 100 * cpus; i++) {
		ASSERT_TRUE(testbed_run_on(i / 10 % cpus));
		ASSERT_TRUE(testbed_send(bed, 4, frame));
		if (i % 30 == 7)
			ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_REPLACE, "%s actions drop", flow));
		ASSERT_EQ(i + 1, packets_of(bed, flow));
	}
	ASSERT_EQ(0, testbed_flow_get(bed, &entry, "%s", flow));
	EXPECT_EQ(i * frame->length, entry.bytes);
	EXPECT_LE(entry.idle_ms, entry.age_ms);
}

/* Bytes are those of the frame as it came, whatever became of it. */
TEST_F(statistics, bytes)
{
	const struct flow_frame *frame = frame_of("length 96");
	struct testbed *bed = &self->bed;
	static struct sums sums;

	ASSERT_EQ(0, testbed_flow(bed, "actions push_vlan vid 5 output 2 goto 1"));
	ASSERT_TRUE(send_and_read(self, 1, frame));
	ASSERT_TRUE(send_and_read(self, 2, frame_tagged(frame, 0x8100, 10)));
	ASSERT_EQ(0, flow_entry_dump(bed->netlink, bed->switch_ifindex, NULL, sum_flow, NULL,
				     &sums));
	ASSERT_EQ(0, flow_table_dump(bed->netlink, bed->switch_ifindex, sum_table, NULL, &sums));
	EXPECT_EQ(196, sums.bytes[0]);
	EXPECT_EQ(196, sums.default_bytes[1]);
	EXPECT_EQ(96, testbed_port_get(bed, 1).stats.rx_bytes);
	EXPECT_EQ(100, testbed_port_get(bed, 2).stats.rx_bytes);
	/* Two tags came on. */
	EXPECT_EQ(104, testbed_port_get(bed, 2).stats.tx_bytes);
	EXPECT_EQ(104, self->got[2].bytes);
}

/* The kernel's own counters of the switch's netdev: what the host sends and gets. */
static bool read_netdev(const char *name, struct tally *rx, struct tally *tx)
{
	unsigned long long values[10];
	char line[256], device[32];
	FILE *file = fopen("/proc/net/dev", "r");
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, " %31[^:]: %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu",
			       device, &values[0], &values[1], &values[2], &values[3], &values[4],
			       &values[5], &values[6], &values[7], &values[8], &values[9]) == 11 &&
			!strcmp(device, name);
	if (file)
		fclose(file);
	*rx = (struct tally){ values[1], values[0] };
	*tx = (struct tally){ values[9], values[8] };
	return found;
}

TEST_F(statistics, netdev_of_the_switch)
{
	const struct flow_frame *frame = frame_of("length 100");
	struct testbed *bed = &self->bed;
	struct tally rx, tx;
	unsigned int i;

	ASSERT_TRUE(testbed_open_local(bed));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 0 actions output 4"));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 4 actions output 0"));
	for (i = 0; i < 3; i++)
		ASSERT_TRUE(testbed_forwards(bed, 4, frame, TESTBED_PORT(0), frame));
	for (i = 0; i < 5; i++)
		ASSERT_TRUE(testbed_forwards(bed, 0, frame, TESTBED_PORT(4), frame));
	ASSERT_TRUE(read_netdev("sw0", &rx, &tx));
	EXPECT_EQ(3, rx.packets);
	EXPECT_EQ(300, rx.bytes);
	EXPECT_EQ(5, tx.packets);
	EXPECT_EQ(500, tx.bytes);
}

/* Whoever reads a name can look it up: each reason has one, and no two share it. */
TEST_F(statistics, names_of_reasons)
{
	struct testbed *bed = &self->bed;
	unsigned int i, j;

	ASSERT_TRUE(run_traffic(self));
	for (i = 1; i <= PORTS; i++) {
		const struct flow_port port = testbed_port_get(bed, i);

		for (j = 0; j < port.drops_count; j++) {
			EXPECT_GT(strlen(port.drops[j].name), 2);
			EXPECT_TRUE(!j || port.drops[j].reason > port.drops[j - 1].reason);
			if (port.drops[j].reason == FLOWDP_DROP_INGRESS_VLAN)
				EXPECT_STREQ("ingress-vlan", port.drops[j].name);
			if (port.drops[j].reason == FLOWDP_DROP_BAD_SOURCE)
				EXPECT_STREQ("bad-source", port.drops[j].name);
		}
	}
}

TEST_HARNESS_MAIN
