// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A trace against the truth: each frame is traced, which must change no
 * counter, and then sent; it has to leave by the ports, with the bytes, by the
 * flows and with the fate that the trace foretold.
 *
 *    1: access 10      3: trunk 10,20      5: access 20, isolated
 *    2: access 10      4: no VLAN mode     6: access 20, isolated
 */
#include <linux/flowdp.h>
#include "frames.h"
#include "group.h"
#include "kselftest_harness.h"
#include "switch.h"
#include "table.h"
#include "testbed.h"
#include "testbed_daemon.h"
#include "testbed_diagnose.h"
#include "testbed_rules.h"
#include "trace.h"

#define PORTS		6
#define COOKIES		32	/* flows are told apart by theirs, which are below */
#define OUTPUTS_MAX	512

/* Everything that counts. */
struct counters {
	struct flow_port port[PORTS + 1];
	uint64_t flow[COOKIES];
	uint64_t table[FLOWDP_TABLES_MAX];
	uint64_t groups;
	struct flow_switch sw;
};

/* What a trace said. */
struct story {
	uint64_t flow[COOKIES];			/* how often it matched */
	uint64_t table[FLOWDP_TABLES_MAX];	/* how often there was no match */
	unsigned int tx_drops[PORTS + 1];
	unsigned int upcalls;
	unsigned int outputs;
	bool consumed, in_vlan;
	int reason;				/* of the packet's drop */
	struct flow_match key;
	struct {
		unsigned int port;
		size_t length;
		uint8_t data[256];
	} output[OUTPUTS_MAX];
};

FIXTURE(trace) {
	struct testbed bed;
};

FIXTURE_SETUP(trace)
{
	static const char *const modes[PORTS + 1] = {
		"none", "access 10", "access 10", "trunk 10,20", "none", "access 20", "access 20"
	};
	struct testbed *bed = &self->bed;
	unsigned int i;

	ASSERT_TRUE(testbed_open(bed, PORTS, 0));
	for (i = 1; i <= PORTS; i++)
		ASSERT_EQ(0, testbed_port_vlan(bed, i, modes[i]));
	for (i = 5; i <= 6; i++)
		ASSERT_EQ(0, testbed_port_flags(bed, i, FLOWDP_PORT_F_ISOLATED,
						FLOWDP_PORT_F_ISOLATED));
}

FIXTURE_TEARDOWN(trace)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

static int keep_port(const struct flow_port *port, void *data)
{
	struct counters *counters = data;

	counters->port[port->number] = *port;
	return 0;
}

static int count_flow(const struct flow_entry *entry, void *data)
{
	struct counters *counters = data;

	counters->flow[entry->cookie % COOKIES] += entry->packets;
	return 0;
}

static int count_table(const struct flow_table *table, void *data)
{
	struct counters *counters = data;

	counters->table[table->id] = table->default_packets;
	return 0;
}

static int count_group(const struct flow_group *group, void *data)
{
	struct counters *counters = data;

	counters->groups += group->packets;
	return 0;
}

static void read_counters(struct testbed *bed, struct counters *counters)
{
	memset(counters, 0, sizeof(*counters));
	flow_port_dump(bed->netlink, bed->switch_ifindex, keep_port, NULL, counters);
	flow_entry_dump(bed->netlink, bed->switch_ifindex, NULL, count_flow, NULL, counters);
	flow_table_dump(bed->netlink, bed->switch_ifindex, count_table, NULL, counters);
	flow_group_dump(bed->netlink, bed->switch_ifindex, count_group, NULL, counters);
	flow_switch_get(bed->netlink, bed->switch_ifindex, &counters->sw);
}

static bool same_counters(const struct counters *a, const struct counters *b)
{
	unsigned int i;

	for (i = 0; i <= PORTS; i++) {
		if (memcmp(&a->port[i].stats, &b->port[i].stats, sizeof(a->port[i].stats)) ||
		    a->port[i].drops_count != b->port[i].drops_count ||
		    memcmp(a->port[i].drops, b->port[i].drops,
			   a->port[i].drops_count * sizeof(a->port[i].drops[0])))
			return testbed_diagnose("port %u counted a trace", i);
	}
	if (memcmp(a->flow, b->flow, sizeof(a->flow)) ||
	    memcmp(a->table, b->table, sizeof(a->table)) ||
	    a->groups != b->groups ||
	    a->sw.cache_hits != b->sw.cache_hits || a->sw.cache_misses != b->sw.cache_misses)
		return testbed_diagnose("flow, table, group or switch counted a trace");
	return true;
}

static int tell(const struct flow_trace_step *step, void *data)
{
	struct story *story = data;

	switch (step->kind) {
	case FLOWDP_STEP_INGRESS:
		story->in_vlan = true;
		break;
	case FLOWDP_STEP_KEY:
		story->key = step->match;
		break;
	case FLOWDP_STEP_MATCH:
		story->flow[step->cookie % COOKIES]++;
		break;
	case FLOWDP_STEP_MISS:
		story->table[step->table]++;
		break;
	case FLOWDP_STEP_OUTPUT:
		if (story->outputs == OUTPUTS_MAX)
			return -ENOSPC;
		story->output[story->outputs].port = step->port;
		story->output[story->outputs].length = step->data_length;
		memcpy(story->output[story->outputs++].data, step->data, step->data_length);
		break;
	case FLOWDP_STEP_UPCALL:
		story->upcalls++;
		break;
	case FLOWDP_STEP_CONSUME:
		story->consumed = true;
		break;
	case FLOWDP_STEP_DROP:
		if (!(step->present & FLOW_TRACE_BIT(FLOWDP_A_STEP_PORT)))
			story->reason = step->reason;
		else
			story->tx_drops[step->port]++;
		break;
	}
	return 0;
}

static int trace(struct testbed *bed, unsigned int from, const struct flow_frame *frame,
		 struct story *story, bool *truncated)
{
	const struct flow_packet packet = {
		.switch_ifindex = bed->switch_ifindex,
		.in_port = from,
		.data = frame->data,
		.length = frame->length,
	};

	memset(story, 0, sizeof(*story));
	return flow_trace(bed->netlink, &packet, tell, story, truncated);
}

static uint64_t all_tx_drops(const struct flow_port *port)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < port->drops_count; i++)
		sum += port->drops[i].tx_packets;
	return sum;
}

/* The counters have risen as the trace said. */
static bool came_true(const struct story *story, const struct counters *before,
		      const struct counters *after, unsigned int from)
{
	unsigned int i;

	for (i = 0; i < COOKIES; i++) {
		if (after->flow[i] - before->flow[i] != story->flow[i])
			return testbed_diagnose("flow %u was foretold otherwise", i);
	}
	for (i = 0; i < FLOWDP_TABLES_MAX; i++) {
		if (after->table[i] - before->table[i] != story->table[i])
			return testbed_diagnose("table %u was foretold otherwise", i);
	}
	for (i = 0; i <= PORTS; i++) {
		if (all_tx_drops(&after->port[i]) - all_tx_drops(&before->port[i]) !=
		    story->tx_drops[i])
			return testbed_diagnose("drops at port %u were foretold otherwise", i);
	}
	if (after->port[from].stats.upcalls - before->port[from].stats.upcalls != story->upcalls)
		return testbed_diagnose("upcalls were foretold otherwise");
	return true;
}

static bool outputs_came(struct testbed *bed, const struct story *story)
{
	unsigned int i;

	for (i = 0; i < story->outputs; i++) {
		struct flow_frame frame = { .length = story->output[i].length };

		memcpy(frame.data, story->output[i].data, frame.length);
		if (!testbed_expect(bed, story->output[i].port, &frame))
			return false;
	}
	return testbed_silent(bed);
}

static int foretold(const struct story *story)
{
	if (story->outputs)
		return TESTBED_FORWARDED;
	/* The host took it, or the daemon got it and it was not dropped. */
	if (story->consumed || (story->upcalls && !story->reason))
		return TESTBED_CONSUMED;
	return story->reason;
}

/* Traces a frame, sends it, and compares. */
static bool agrees(struct testbed *bed, unsigned int from, const struct flow_frame *frame)
{
	static struct counters before, traced, after;
	static struct story story;
	bool truncated;
	int fate;

	read_counters(bed, &before);
	if (trace(bed, from, frame, &story, &truncated) || truncated)
		return testbed_diagnose("no trace");
	read_counters(bed, &traced);
	if (!same_counters(&before, &traced) || !testbed_silent(bed))
		return false;
	fate = foretold(&story);
	if (testbed_inject(bed, from, frame) != fate)
		return testbed_diagnose("fate %d was foretold", fate);
	read_counters(bed, &after);
	return outputs_came(bed, &story) && came_true(&story, &before, &after, from);
}

static const char *const frames[] = {
	"", "eth_dst ff:ff:ff:ff:ff:ff arp_op request", "eth_type ipv4 ip_proto udp tp_dst 53",
	"eth_type ipv4 ip_proto tcp tp_dst 80", "ipv6_dst fd00::1 ip_proto tcp tp_dst 80",
	"ipv6_dst fd00::2 icmp_type 135 nd_target fd00::2", "eth_src 01:00:00:00:00:01",
	"eth_dst 01:80:c2:00:00:00 eth_type 0x0027", "vlan_tci 10", "vlan_tci 20 arp_op reply",
	"vlan_tci 30", "vlan_tci 0x600a eth_type ipv4 ip_proto udp tp_dst 53",
	"vlan_tpid 802.1ad vlan_tci 10", "vlan_tci 10 inner_vlan_tci 20", "vlan_tci 0",
	"vlan_tci 20 inner_vlan_tpid 802.1ad inner_vlan_tci 3 ipv4_dst 10.0.0.1 ip_proto tcp",
	"eth_type ipv4 ip_proto udp ip_frag later", "eth_type 0x88cc", "eth_dst 02:00:00:00:00:05",
};

static const char *const flows[] = {
	"priority 90 cookie 1 arp_op request actions output 3 goto 1",
	"priority 80 cookie 2 eth_type ipv4 ip_proto udp tp_dst 53 actions "
	"set ipv4_dst 10.9.9.9 set tp_dst 5353 goto 1",
	"priority 80 cookie 3 eth_type ipv6 ip_proto tcp actions "
	"set ip_ttl 1 push_vlan vid 77 goto 1",
	"priority 70 cookie 4 vlan_tpid 802.1Q actions pop_vlan goto 1",
	"priority 60 cookie 5 eth_dst 02:00:00:00:00:05 actions output 5",
	"priority 50 cookie 6 eth_type 0x88cc actions drop",
	"table 1 priority 5 cookie 10 ipv4_dst 10.9.9.9 actions group 1",
	"table 1 priority 4 cookie 11 vid 10 actions flood",
	"table 1 priority 4 cookie 12 vid 20 actions set vid 10 output 1 output 2 output 4",
	"table 1 priority 3 cookie 13 vlan_tci 77 actions pop_vlan set ip_tos 0xb8 output 4 goto 2",
	"table 1 priority 2 cookie 14 eth_type arp actions pop_vlan output 2",
};

TEST_F(trace, agrees_with_the_truth)
{
	static const char *const buckets[] = {
		"output 2", "set vid 20 output 3", "push_vlan vid 9 output 4", "pop_vlan", NULL
	};
	struct testbed *bed = &self->bed;
	unsigned int i, from;

	ASSERT_TRUE(testbed_open_local(bed));
	ASSERT_EQ(0, testbed_group(bed, 1, buckets));
	for (i = 0; i < ARRAY_SIZE(flows); i++)
		ASSERT_EQ(0, testbed_flow(bed, "%s", flows[i]));
	ASSERT_EQ(0, testbed_table(bed, 0, "goto 1"));
	ASSERT_EQ(0, testbed_table(bed, 2, "output 3"));
	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		for (from = FLOWDP_PORT_LOCAL; from <= PORTS; from++)
			EXPECT_TRUE(agrees(bed, from, frame_of("%s", frames[i])))
				TH_LOG("frame %u into port %u", i, from);
	}
}

/* Whether or not somebody is there to be asked. */
TEST_F(trace, upcalls)
{
	static const char *const actions[] = {
		"upcall", "upcall output 2", "output 2 upcall goto 1", "upcall class learn",
		"upcall class learn output 2", "upcall upcall class learn",
	};
	static struct testbed_daemon daemon;
	struct testbed *bed = &self->bed;
	unsigned int i, mode, bound;

	ASSERT_TRUE(testbed_daemon_open(&daemon, bed));
	for (i = 0; i < 4 * ARRAY_SIZE(actions); i++) {
		mode = i / ARRAY_SIZE(actions) / 2;
		bound = i / ARRAY_SIZE(actions) % 2;
		ASSERT_EQ(0, testbed_fail_mode(bed, mode));
		ASSERT_EQ(0, testbed_daemon_bind(&daemon, bound ? TESTBED_ACTION : 0));
		ASSERT_EQ(0, testbed_table(bed, 0, actions[i % ARRAY_SIZE(actions)]));
		EXPECT_TRUE(agrees(bed, 1, frame_of("length 100")))
			TH_LOG("case %u", i);
		/* What is still queued would be counted as lost by and by. */
		EXPECT_TRUE(testbed_daemon_hears_all(&daemon));
	}
	testbed_daemon_close(&daemon);
}

/* The fields are read however deep, though no rule asks for any. */
TEST_F(trace, key)
{
	struct testbed *bed = &self->bed;
	static struct story story;
	bool truncated;

	ASSERT_EQ(0, trace(bed, 3, frame_of("vlan_tci 0x600a eth_dst 02:00:00:00:00:05 ip_ttl 7 "
					    "ipv4_dst 10.0.0.1 ip_proto tcp tp_dst 80"),
			   &story, &truncated));
	EXPECT_TRUE(story.in_vlan);
	EXPECT_EQ(FLOWDP_DROP_NO_MATCH, story.reason);
	EXPECT_EQ(3, flow_match_number(&story.key, FLOWDP_A_FIELD_IN_PORT));
	EXPECT_EQ(10, flow_match_number(&story.key, FLOWDP_A_FIELD_VID));
	EXPECT_EQ(3, flow_match_number(&story.key, FLOWDP_A_FIELD_PCP));
	EXPECT_EQ(5, story.key.key[FLOWDP_A_FIELD_ETH_DST].bytes[5]);
	EXPECT_EQ(7, flow_match_number(&story.key, FLOWDP_A_FIELD_IP_TTL));
	EXPECT_EQ(0x0a000001, flow_match_number(&story.key, FLOWDP_A_FIELD_IPV4_DST));
	EXPECT_EQ(80, flow_match_number(&story.key, FLOWDP_A_FIELD_TP_DST));
	/* What does not come in shows no fields. */
	ASSERT_EQ(0, trace(bed, 1, frame_of("vlan_tci 10"), &story, &truncated));
	EXPECT_FALSE(story.in_vlan);
	EXPECT_EQ(FLOWDP_DROP_INGRESS_TAGGED, story.reason);
}

/* More steps than a message holds: as many as fit, and a word about it. */
TEST_F(trace, truncated)
{
	static const char *const one[] = { "output 4", NULL };
	const struct flow_frame *frame = frame_of("length 1400");
	const char *many[OUTPUTS_MAX];
	struct testbed *bed = &self->bed;
	static struct story story;
	bool truncated;
	unsigned int i;

	ASSERT_EQ(0, testbed_port_vlan(bed, 1, "none"));
	ASSERT_EQ(0, testbed_group(bed, 1, one));
	ASSERT_EQ(0, testbed_table(bed, 0, "group 1"));
	ASSERT_EQ(0, trace(bed, 1, frame, &story, &truncated));
	EXPECT_FALSE(truncated);
	EXPECT_EQ(1, story.outputs);
	EXPECT_EQ(256, story.output[0].length);
	EXPECT_EQ(0, memcmp(frame->data, story.output[0].data, 256));
	for (i = 0; i < OUTPUTS_MAX; i++)
		many[i] = i == OUTPUTS_MAX - 1 ? NULL : "output 4";
	ASSERT_EQ(0, testbed_group_set(bed, 1, many));
	ASSERT_EQ(0, trace(bed, 1, frame, &story, &truncated));
	EXPECT_TRUE(truncated);
	EXPECT_GT(story.outputs, 50);
	EXPECT_LT(story.outputs, OUTPUTS_MAX - 1);
	/* However little room the steps leave. */
	ASSERT_EQ(0, testbed_table(bed, 0, "set eth_src 02:00:00:00:00:05 group 1"));
	for (i = 100; i < 256; i += 4) {
		EXPECT_EQ(0, trace(bed, 1, frame_of("length %u", i), &story, &truncated))
			TH_LOG("length %u", i);
		EXPECT_TRUE(truncated);
	}
}

TEST_HARNESS_MAIN
