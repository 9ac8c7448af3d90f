// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every VLAN mode against every kind of tag, both ways: each frame of a table
 * enters by each port, and must leave by exactly the ports, with exactly the
 * bytes, that a model says, or be dropped for the reason that it says.
 *
 *    1: none                        5: trunk 10,20 native 20
 *    2: access 10                   6: tunnel 10
 *    3: trunk 10,20                 7: tunnel 10 customers 20,30
 *    4: trunk 10,20 native_tagged 20  8: trunk 10,20 service
 *    9: trunk 10,20 translate 20:10,10:20
 *    10: trunk 10,20 native_tagged 20 service translate 10:20,30:10
 *
 * Table 0 floods, and all ports are hairpin ports, so that each frame meets each
 * mode on its way out.  Each frame comes twice: the second one's path is known.
 */
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_rules.h"
#include "vlan_model.h"

#define PORTS		VLAN_MODES
#define TIMES		2

FIXTURE(vlan_table) {
	struct testbed bed;
};

FIXTURE_SETUP(vlan_table)
{
	ASSERT_TRUE(testbed_open(&self->bed, PORTS, 0));
	ASSERT_EQ(0, testbed_table(&self->bed, 0, "flood"));
}

FIXTURE_TEARDOWN(vlan_table)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

/* All ports get their modes, and set this priority. */
static bool set_modes(struct testbed *bed, unsigned int pcp, bool hairpin)
{
	char words[96];
	unsigned int i;

	for (i = 1; i <= PORTS; i++) {
		if (pcp == FLOWDP_PCP_KEEP)
			snprintf(words, sizeof(words), "%s", vlan_modes[i].words);
		else
			snprintf(words, sizeof(words), "%s pcp %u", vlan_modes[i].words, pcp);
		if (testbed_port_vlan(bed, i, words) ||
		    testbed_port_flags(bed, i, hairpin ? FLOWDP_PORT_F_HAIRPIN : 0,
				       FLOWDP_PORT_F_HAIRPIN))
			return false;
	}
	return true;
}

static const struct flow_frame *with_tags(const struct vlan_tags *tags)
{
	static struct flow_frame plain, frame;
	unsigned int i;

	if (!plain.length)
		plain = *frame_of("eth_dst 02:00:00:00:00:99 ipv4_dst 10.0.0.2");
	frame.length = plain.length;
	memcpy(frame.data, plain.data, plain.length);
	for (i = tags->count; i--;)
		frame_push_tag(&frame, tags->tag[i].tpid, tags->tag[i].tci);
	return &frame;
}

/* One run of the table. */
struct run {
	struct testbed *bed;
	unsigned int pcp;
	bool hairpin;
	bool packet_out;		/* frames enter by a packet-out, not by a netdev */
	const struct vlan_mode *local;	/* of port 0; NULL: it is not there */
	unsigned int only;		/* the port that table 0 sends to; 0: it floods */
	unsigned int forwarded;		/* frames that left */
};

static const struct vlan_mode *mode_of(const struct run *run, unsigned int port)
{
	return port == FLOWDP_PORT_LOCAL ? run->local : &vlan_modes[port];
}

static bool leaves(const struct run *run, unsigned int from, unsigned int to,
		   const struct vlan_inside *inside, struct vlan_tags *tags)
{
	const struct vlan_mode *mode = mode_of(run, to);

	if (!mode || (run->only && run->only != to) ||
	    (from == to && (!run->hairpin || to == FLOWDP_PORT_LOCAL)))
		return false;
	return vlan_model_leave(mode, inside, tags);
}

/* The ports by which the frame is to leave. */
static uint32_t model_outputs(const struct run *run, unsigned int from, const struct vlan_inside *inside)
{
	struct vlan_tags tags;
	uint32_t ports = 0;
	unsigned int to;

	for (to = 0; to <= PORTS; to++) {
		if (leaves(run, from, to, inside, &tags))
			ports |= TESTBED_PORT(to);
	}
	return ports;
}

static bool left(const struct run *run, unsigned int from, const struct vlan_inside *inside)
{
	struct vlan_tags tags;
	unsigned int to;

	for (to = 0; to <= PORTS; to++) {
		if (leaves(run, from, to, inside, &tags) &&
		    !testbed_expect(run->bed, to, with_tags(&tags)))
			return false;
	}
	return true;
}

static bool enters(const struct run *run, unsigned int from, const struct vlan_tags *tags, int fate)
{
	const struct flow_frame *frame = with_tags(tags);

	return run->packet_out ? testbed_packet_out(run->bed, from, NULL, frame) == 0 :
				 testbed_inject(run->bed, from, frame) == fate;
}

/* One frame into one port: its fate, and each way out. */
static bool run_row(struct run *run, unsigned int from, const struct vlan_tags *tags)
{
	struct vlan_inside inside;
	int wanted = vlan_model_enter(mode_of(run, from), run->pcp, tags, &inside);
	uint32_t outputs = wanted ? 0 : model_outputs(run, from, &inside);
	unsigned int i;

	if (!wanted && !outputs)
		wanted = run->only ? FLOWDP_DROP_EGRESS_VLAN : FLOWDP_DROP_NO_OUTPUT;
	run->forwarded += !wanted;
	for (i = 0; i < TIMES; i++) {
		if (!enters(run, from, tags, wanted) ||
		    (outputs && !left(run, from, &inside)) || !testbed_silent(run->bed))
			return false;
	}
	return true;
}

static const struct vlan_tag outer_tags[] = {
	{ C_TAG, 0xb000 }, { C_TAG, 0xb00a }, { C_TAG, 0xa014 }, { C_TAG, 0x101e },
	{ C_TAG, 0xbffe }, { C_TAG, 0xbfff }, { S_TAG, 0xb000 }, { S_TAG, 0xb00a },
	{ S_TAG, 0xa014 }, { S_TAG, 0x101e }, { S_TAG, 0xbfff },
};

static const struct vlan_tag inner_tags[] = {
	{ C_TAG, 0x6000 }, { C_TAG, 0x700a }, { C_TAG, 0x6014 }, { C_TAG, 0x601e },
	{ C_TAG, 0x6fff }, { S_TAG, 0x6000 }, { S_TAG, 0x700a }, { S_TAG, 0x6014 },
};

#define OUTERS	ARRAY_SIZE(outer_tags)
#define INNERS	ARRAY_SIZE(inner_tags)
#define ROWS	(1 + OUTERS * (1 + INNERS))

/* Row 0 has no tag, then come those with one, then those with two. */
static struct vlan_tags row(unsigned int index)
{
	struct vlan_tags tags = { 0 };

	if (!index--)
		return tags;
	if (index >= OUTERS) {
		index -= OUTERS;
		vlan_model_push(&tags, inner_tags[index % INNERS].tpid, inner_tags[index % INNERS].tci);
		index /= INNERS;
	}
	vlan_model_push(&tags, outer_tags[index].tpid, outer_tags[index].tci);
	return tags;
}

#define RUN_ROWS(run, from)							\
	do {									\
		unsigned int index;						\
										\
		for (index = 0; index < ROWS; index++) {			\
			struct vlan_tags tags = row(index);				\
										\
			ASSERT_TRUE(run_row((run), (from), &tags))		\
				TH_LOG("port %u, tags %x.%x %x.%x", (from),	\
				       tags.tag[0].tpid, tags.tag[0].tci,	\
				       tags.tag[1].tpid, tags.tag[1].tci);	\
		}								\
	} while (0)

#define RUN_TABLE(run)								\
	do {									\
		unsigned int port;						\
										\
		ASSERT_TRUE(set_modes((run)->bed, (run)->pcp, (run)->hairpin));	\
		for (port = 1; port <= PORTS; port++)				\
			RUN_ROWS((run), port);					\
		EXPECT_LT(PORTS * 5, (run)->forwarded);			\
	} while (0)

TEST_F(vlan_table, by_netdevs)
{
	struct run run = { .bed = &self->bed, .pcp = FLOWDP_PCP_KEEP, .hairpin = true };

	RUN_TABLE(&run);
}

/* What a table sends to one port alone goes another way through the module. */
TEST_F(vlan_table, to_one_port)
{
	struct run run = { .bed = &self->bed, .pcp = FLOWDP_PCP_KEEP, .hairpin = true };

	for (run.only = 1; run.only <= PORTS; run.only++) {
		char output[16];

		snprintf(output, sizeof(output), "output %u", run.only);
		ASSERT_EQ(0, testbed_table(run.bed, 0, output));
		RUN_TABLE(&run);
	}
}

TEST_F(vlan_table, with_priorities_of_the_ports)
{
	struct run run = { .bed = &self->bed, .pcp = 6, .hairpin = true };

	RUN_TABLE(&run);
}

TEST_F(vlan_table, by_packet_out)
{
	struct run run = { .bed = &self->bed, .pcp = FLOWDP_PCP_KEEP, .hairpin = true,
			   .packet_out = true };

	RUN_TABLE(&run);
}

/* The host's own port in each mode: frames from it, and to it from each kind of payload. */
TEST_F(vlan_table, by_the_host)
{
	struct run run = { .bed = &self->bed, .pcp = FLOWDP_PCP_KEEP };
	unsigned int mode;

	ASSERT_TRUE(testbed_open_local(run.bed));
	ASSERT_TRUE(set_modes(run.bed, run.pcp, run.hairpin));
	for (mode = 1; mode <= PORTS; mode++) {
		run.local = &vlan_modes[mode];
		ASSERT_EQ(0, testbed_port_vlan(run.bed, FLOWDP_PORT_LOCAL, run.local->words));
		RUN_ROWS(&run, FLOWDP_PORT_LOCAL);
		RUN_ROWS(&run, mode);
	}
}

/* Sends a frame of the sweep, and reads what it is to become. */
static bool sweep_one(struct run *run, unsigned int from, const struct vlan_tags *tags)
{
	struct vlan_inside inside;

	if (!testbed_send(run->bed, from, with_tags(tags)))
		return false;
	return vlan_model_enter(&vlan_modes[from], run->pcp, tags, &inside) || left(run, from, &inside);
}

/*
 * Every VID as an outer tag, each time over another inner one, and every VID under
 * an outer tag that is the port's own.  Nothing leaves but what the model says, or
 * the next frame that is read from that port were another one than expected.
 */
static bool sweep(struct run *run, unsigned int from)
{
	const uint16_t tpid = vlan_modes[from].tpid ? vlan_modes[from].tpid : C_TAG;
	uint16_t vid;

	for (vid = 0; vid < 4096; vid++) {
		const struct vlan_tags over = { 2, { { tpid, vid }, { C_TAG, (vid * 5 + 20) % 4096 } } };
		const struct vlan_tags under = { 2, { { tpid, 20 }, { C_TAG, vid } } };

		if (!sweep_one(run, from, &over) || !sweep_one(run, from, &under))
			return false;
	}
	return testbed_silent(run->bed) &&
	       testbed_port_get(run->bed, from).stats.rx_packets == 2 * 4096;
}

#define TEST_SWEEP(from)							\
	TEST_F(vlan_table, every_vid_by_port_##from)				\
	{									\
		struct run run = { .bed = &self->bed, .pcp = FLOWDP_PCP_KEEP };	\
										\
		ASSERT_TRUE(set_modes(run.bed, run.pcp, run.hairpin));		\
		EXPECT_TRUE(sweep(&run, from));					\
	}

TEST_SWEEP(1)
TEST_SWEEP(2)
TEST_SWEEP(3)
TEST_SWEEP(4)
TEST_SWEEP(5)
TEST_SWEEP(6)
TEST_SWEEP(7)
TEST_SWEEP(8)
TEST_SWEEP(9)
TEST_SWEEP(10)

TEST_HARNESS_MAIN
