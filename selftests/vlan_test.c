// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * VLAN modes: what enters, in which VLAN it then is, and how it leaves.
 *
 *    1, 2: access 10           4: trunk 10,20
 *    3: access 20              5: trunk 10,20,30 native 10
 *    7, 8: no VLAN mode        6: trunk 30 native 30
 *
 * Table 0 floods, so that each frame shows its VLAN by where it leaves.
 */
#include <arpa/inet.h>
#include <linux/flowdp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"
#include "vlan.h"

#define PORTS		8
#define TAGS_MAX	3
#define OUTPUTS_MAX	3

struct tag {
	uint16_t tpid, tci;
};

#define C(tci)		{ 0x8100, (tci) }	/* customer tag */
#define S(tci)		{ 0x88a8, (tci) }	/* service tag */
#define PCP(n)		((n) << 13)
#define DEI		0x1000

/* The tags of a frame, outermost first. */
struct tags {
	struct tag tag[TAGS_MAX];
};

struct vlan_case {
	unsigned int from;
	struct tags in;
	int fate;
	struct {
		unsigned int to;	/* 0: no more */
		struct tags tags;
	} out[OUTPUTS_MAX];
};

static const struct vlan_case access_cases[] = {
	{ 1, {}, 0, { { 2, {} }, { 4, { { C(10) } } }, { 5, {} } } },
	{ 1, { { C(PCP(5)) } }, 0, { { 2, {} }, { 4, { { C(PCP(5) | 10) } } }, { 5, {} } } },
	{ 1, { { C(PCP(2) | DEI) } }, 0,
	  { { 2, {} }, { 4, { { C(PCP(2) | DEI | 10) } } }, { 5, {} } } },
	{ 3, {}, 0, { { 4, { { C(20) } } }, { 5, { { C(20) } } } } },
	{ 1, { { C(10) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
	{ 1, { { C(20) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
	{ 1, { { C(4095) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
	{ 1, { { S(10) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
	{ 1, { { S(0) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
	{ 1, { { C(10), C(20) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
	{ 1, { { C(0), C(20) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
	{ 1, { { C(PCP(7)), S(20) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
};

static const struct vlan_case trunk_cases[] = {
	{ 4, {}, FLOWDP_DROP_INGRESS_UNTAGGED, {} },
	{ 4, { { C(0) } }, FLOWDP_DROP_INGRESS_UNTAGGED, {} },
	{ 4, { { C(20) } }, 0, { { 3, {} }, { 5, { { C(20) } } } } },
	{ 4, { { C(PCP(7) | 20) } }, 0, { { 3, {} }, { 5, { { C(PCP(7) | 20) } } } } },
	{ 4, { { C(10) } }, 0, { { 1, {} }, { 2, {} }, { 5, {} } } },
	{ 4, { { C(30) } }, FLOWDP_DROP_INGRESS_VLAN, {} },
	{ 4, { { C(4095) } }, FLOWDP_DROP_INGRESS_VLAN, {} },
	{ 4, { { S(20) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
	{ 4, { { S(20), C(20) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
};

static const struct vlan_case native_cases[] = {
	{ 5, {}, 0, { { 1, {} }, { 2, {} }, { 4, { { C(10) } } } } },
	{ 5, { { C(PCP(1)) } }, 0, { { 1, {} }, { 2, {} }, { 4, { { C(PCP(1) | 10) } } } } },
	{ 5, { { C(10) } }, 0, { { 1, {} }, { 2, {} }, { 4, { { C(10) } } } } },
	{ 5, { { C(30) } }, 0, { { 6, {} } } },
	{ 6, {}, 0, { { 5, { { C(30) } } } } },
	{ 6, { { C(20) } }, FLOWDP_DROP_INGRESS_VLAN, {} },
	{ 5, { { C(0), C(20) } }, FLOWDP_DROP_INGRESS_TAGGED, {} },
};

/* An inner tag goes where its outer tag allows, and is never bared. */
static const struct vlan_case double_cases[] = {
	{ 4, { { C(20), C(10) } }, 0, { { 5, { { C(20), C(10) } } } } },
	{ 4, { { C(20), S(10) } }, 0, { { 5, { { C(20), S(10) } } } } },
	{ 4, { { C(10), C(20) } }, FLOWDP_DROP_NO_OUTPUT, {} },
	{ 6, { { C(30), C(20) } }, 0, { { 5, { { C(30), C(20) } } } } },
	{ 5, { { C(10), C(20) } }, 0, { { 4, { { C(10), C(20) } } } } },
	{ 5, { { C(10), C(20), C(30) } }, 0, { { 4, { { C(10), C(20), C(30) } } } } },
};

static const struct vlan_case none_cases[] = {
	{ 7, {}, 0, { { 8, {} } } },
	{ 7, { { C(0) } }, 0, { { 8, { { C(0) } } } } },
	{ 7, { { C(PCP(3) | DEI | 10) } }, 0, { { 8, { { C(PCP(3) | DEI | 10) } } } } },
	{ 7, { { C(4095) } }, 0, { { 8, { { C(4095) } } } } },
	{ 7, { { S(10) } }, 0, { { 8, { { S(10) } } } } },
	{ 7, { { S(10), C(20) } }, 0, { { 8, { { S(10), C(20) } } } } },
	{ 7, { { S(10), C(20), C(30) } }, 0, { { 8, { { S(10), C(20), C(30) } } } } },
};

static const char *const modes[PORTS + 1] = {
	[1] = "access 10", [2] = "access 10", [3] = "access 20",
	[4] = "trunk 10,20", [5] = "trunk 10,20,30 native 10", [6] = "trunk 30 native 30",
	[7] = "none", [8] = "none",
};

FIXTURE(vlan) {
	struct testbed bed;
};

FIXTURE_SETUP(vlan)
{
	unsigned int i;

	ASSERT_TRUE(testbed_open(&self->bed, PORTS, 0));
	for (i = 1; i <= PORTS; i++)
		ASSERT_EQ(0, testbed_port_vlan(&self->bed, i, modes[i]));
	ASSERT_EQ(0, testbed_table(&self->bed, 0, "flood"));
}

FIXTURE_TEARDOWN(vlan)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

static const struct flow_frame *with_tags(const struct tags *tags)
{
	struct flow_frame *frame = frame_of("eth_dst 02:00:00:00:00:99 ipv4_dst 10.0.0.2");
	unsigned int i;

	for (i = TAGS_MAX; i--;) {
		if (tags->tag[i].tpid)
			frame_push_tag(frame, tags->tag[i].tpid, tags->tag[i].tci);
	}
	return frame;
}

static bool run_case(struct testbed *bed, const struct vlan_case *test)
{
	unsigned int i;

	if (testbed_inject(bed, test->from, with_tags(&test->in)) != test->fate)
		return false;
	for (i = 0; i < OUTPUTS_MAX && test->out[i].to; i++) {
		if (!testbed_expect(bed, test->out[i].to, with_tags(&test->out[i].tags)))
			return false;
	}
	return testbed_silent(bed);
}

#define RUN_CASES(cases)						\
	do {								\
		unsigned int index;					\
									\
		for (index = 0; index < ARRAY_SIZE(cases); index++) {	\
			EXPECT_TRUE(run_case(&self->bed, &(cases)[index])) \
				TH_LOG("case %u", index);		\
		}							\
	} while (0)

TEST_F(vlan, access)
{
	RUN_CASES(access_cases);
}

TEST_F(vlan, trunk)
{
	RUN_CASES(trunk_cases);
}

TEST_F(vlan, native)
{
	RUN_CASES(native_cases);
}

TEST_F(vlan, double_tagged)
{
	RUN_CASES(double_cases);
}

TEST_F(vlan, none)
{
	RUN_CASES(none_cases);
}

/* A port that a rule names still has to be a member; the copy is counted there. */
TEST_F(vlan, output_to_another_vlan)
{
	static const struct {
		unsigned int from, to;
	} pairs[] = { { 1, 3 }, { 1, 6 }, { 1, 7 }, { 7, 1 }, { 7, 4 }, { 7, 5 } };
	const struct flow_frame *frame = with_tags(&(struct tags){});
	struct testbed *bed = &self->bed;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		uint64_t before = testbed_tx_drops(bed, pairs[i].to, FLOWDP_DROP_EGRESS_VLAN);

		ASSERT_EQ(0, testbed_flow_new(bed, NLM_F_CREATE | NLM_F_REPLACE,
					      "actions output %u", pairs[i].to));
		EXPECT_TRUE(testbed_drops(bed, pairs[i].from, frame, FLOWDP_DROP_EGRESS_VLAN));
		EXPECT_EQ(before + 1,
			  testbed_tx_drops(bed, pairs[i].to, FLOWDP_DROP_EGRESS_VLAN));
	}
}

TEST_F(vlan, set_vid_and_pcp)
{
	const struct flow_frame *plain = with_tags(&(struct tags){});
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "in_port 1 actions set vid 20 set pcp 6 flood"));
	ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, plain));
	EXPECT_TRUE(testbed_expect(bed, 3, plain));
	EXPECT_TRUE(testbed_expect(bed, 4, with_tags(&(struct tags){ { C(PCP(6) | 20) } })));
	EXPECT_TRUE(testbed_expect(bed, 5, with_tags(&(struct tags){ { C(PCP(6) | 20) } })));
	/* Out of all VLANs: only a port without VLAN mode takes it. */
	ASSERT_EQ(0, testbed_flow(bed, "in_port 2 actions set vid 0 output 1 output 7"));
	EXPECT_TRUE(testbed_forwards(bed, 2, plain, TESTBED_PORT(7), plain));
	EXPECT_EQ(1, testbed_tx_drops(bed, 1, FLOWDP_DROP_EGRESS_VLAN));
}

/* An outer tag that a rule takes away or puts on is the operator's will. */
TEST_F(vlan, tags_by_rules)
{
	const struct flow_frame *plain = with_tags(&(struct tags){});
	struct testbed *bed = &self->bed;

	ASSERT_EQ(0, testbed_flow(bed, "in_port 1 actions push_vlan vid 77 output 2 output 4"));
	ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 1, plain));
	EXPECT_TRUE(testbed_expect(bed, 2, with_tags(&(struct tags){ { C(77) } })));
	EXPECT_TRUE(testbed_expect(bed, 4, with_tags(&(struct tags){ { C(10), C(77) } })));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 4 actions pop_vlan output 1"));
	EXPECT_TRUE(testbed_forwards(bed, 4, with_tags(&(struct tags){ { C(10), C(77) } }),
				     TESTBED_PORT(1), plain));
	/* That does not go for the tag below. */
	EXPECT_TRUE(testbed_drops(bed, 4, with_tags(&(struct tags){ { C(10), C(77), C(20) } }),
				  FLOWDP_DROP_EGRESS_VLAN));
	ASSERT_EQ(0, testbed_flow(bed, "in_port 5 actions push_vlan vid 77 output 1"));
	EXPECT_TRUE(testbed_forwards(bed, 5, with_tags(&(struct tags){ { C(10), C(20) } }),
				     TESTBED_PORT(1),
				     with_tags(&(struct tags){ { C(77), C(20) } })));
}

TEST_F(vlan, mode_changes_at_once)
{
	const struct flow_port access_20 = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_VLAN_MODE) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_PVID),
		.vlan_mode = FLOWDP_VLAN_MODE_ACCESS,
		.pvid = 20,
	};
	const struct flow_frame *plain = with_tags(&(struct tags){});
	struct testbed *bed = &self->bed;

	EXPECT_TRUE(testbed_forwards(bed, 6, plain, TESTBED_PORT(5),
				     with_tags(&(struct tags){ { C(30) } })));
	ASSERT_EQ(0, testbed_port_vlan(bed, 6, "access 20"));
	ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 6, plain));
	EXPECT_TRUE(testbed_expect(bed, 3, plain));
	EXPECT_TRUE(testbed_expect(bed, 4, with_tags(&(struct tags){ { C(20) } })));
	EXPECT_TRUE(testbed_expect(bed, 5, with_tags(&(struct tags){ { C(20) } })));
	/* The port's priority stays when only its mode changes. */
	ASSERT_EQ(0, testbed_port_vlan(bed, 6, "access 20 pcp 5"));
	ASSERT_EQ(0, testbed_port_set(bed, 6, &access_20));
	EXPECT_EQ(5, testbed_port_get(bed, 6).pcp);
	ASSERT_EQ(0, testbed_port_vlan(bed, 6, "trunk none"));
	EXPECT_TRUE(testbed_drops(bed, 6, plain, FLOWDP_DROP_INGRESS_UNTAGGED));
	ASSERT_EQ(0, testbed_port_vlan(bed, 6, "none"));
	ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 6, plain));
	EXPECT_TRUE(testbed_expect(bed, 7, plain));
	EXPECT_TRUE(testbed_expect(bed, 8, plain));
}

struct listed {
	unsigned int count;
	struct flow_port port;		/* port 4 */
};

static int take_port(const struct flow_port *item, void *data)
{
	struct listed *listed = data;

	listed->count++;
	if (item->number == 4)
		listed->port = *item;
	return 0;
}

/* A port with all the translations that it may have still fits into a message. */
TEST_F(vlan, as_many_translations_as_fit)
{
	struct flow_port settings = { .present = FLOW_PORT_BIT(FLOWDP_A_PORT_VLANS) |
						 FLOW_PORT_BIT(FLOWDP_A_PORT_TRANSLATIONS) };
	struct testbed *bed = &self->bed;
	struct listed listed = { 0 };
	unsigned int i;

	for (i = 0; i < FLOWDP_TRANSLATIONS_MAX; i++) {
		flow_vlan_add(settings.vlans, 10 + i);
		settings.translations.pairs[i] =
			(struct flowdp_translation){ 1010 + i, 10 + i };
	}
	settings.translations.count = i;
	ASSERT_EQ(0, testbed_port_set(bed, 4, &settings));
	ASSERT_EQ(0, flow_port_dump(bed->netlink, bed->switch_ifindex, take_port, NULL,
				    &listed));
	EXPECT_EQ(1 + PORTS, listed.count);
	EXPECT_TRUE(flow_translations_same(&settings.translations, &listed.port.translations));
	ASSERT_EQ(TESTBED_FORWARDED, testbed_inject(bed, 3, with_tags(&(struct tags){})));
	EXPECT_TRUE(testbed_expect(bed, 4, with_tags(&(struct tags){ { C(1020) } })));
	EXPECT_TRUE(testbed_expect(bed, 5, with_tags(&(struct tags){ { C(20) } })));
}

/* Every outer tag, above an inner one that names somebody else's VLAN. */
TEST_F(vlan, hopping)
{
	struct flow_frame inner = *with_tags(&(struct tags){ { C(20) } });
	struct testbed *bed = &self->bed;
	unsigned int vid;

	for (vid = 0; vid < 4096; vid++) {
		const struct flow_frame *frame = frame_tagged(&inner, 0x8100, vid);

		ASSERT_TRUE(testbed_send(bed, 1, frame));
		ASSERT_TRUE(testbed_send(bed, 6, frame));
		if (vid == 30) {
			EXPECT_TRUE(testbed_expect(bed, 5, frame));
		}
	}
	EXPECT_EQ(4096, testbed_rx_drops(bed, 1, FLOWDP_DROP_INGRESS_TAGGED));
	EXPECT_EQ(1, testbed_rx_drops(bed, 6, FLOWDP_DROP_INGRESS_TAGGED));
	EXPECT_EQ(4094, testbed_rx_drops(bed, 6, FLOWDP_DROP_INGRESS_VLAN));
	EXPECT_EQ(1, testbed_port_get(bed, 6).stats.forwarded);
}

/* Sends a frame as the host, and calls it one of this type (packet(7), sll_protocol). */
static bool send_as(struct testbed *bed, uint16_t type, const struct flow_frame *frame)
{
	const struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(type),
		.sll_ifindex = bed->switch_ifindex,
	};

	return sendto(bed->port[FLOWDP_PORT_LOCAL].fd, frame->data, frame->length, 0,
		      (const struct sockaddr *)&address, sizeof(address)) ==
	       (ssize_t)frame->length;
}

/* A tag is one, and what is none is not, whatever the sender calls the frame. */
TEST_F(vlan, host_calls_it_another_type)
{
	const struct flow_frame *frame = frame_of("eth_dst 02:00:00:00:00:99"), *tagged;
	struct testbed *bed = &self->bed;

	ASSERT_TRUE(testbed_open_local(bed));
	ASSERT_EQ(0, testbed_port_vlan(bed, FLOWDP_PORT_LOCAL, "access 10"));
	tagged = frame_tagged(frame, ETH_P_8021Q, 20);
	ASSERT_TRUE(send_as(bed, ETH_P_IP, tagged));
	EXPECT_EQ(1, testbed_rx_drops(bed, FLOWDP_PORT_LOCAL, FLOWDP_DROP_INGRESS_TAGGED));
	EXPECT_TRUE(testbed_silent(bed));
	ASSERT_TRUE(send_as(bed, ETH_P_8021Q, frame));
	EXPECT_TRUE(testbed_expect(bed, 1, frame));
	EXPECT_TRUE(testbed_expect(bed, 2, frame));
	EXPECT_TRUE(testbed_expect(bed, 4, frame_tagged(frame, ETH_P_8021Q, 10)));
	EXPECT_TRUE(testbed_expect(bed, 5, frame));
}

TEST_HARNESS_MAIN
