// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module's own reading of packets, on frames cut anywhere and with every
 * byte changed.  Each is in memory of just its size, so that ASan sees a read
 * behind its end.
 */
#include "kmod_testing.h"

#include <stdlib.h>
#include <string.h>
#include <uapi/linux/flowdp.h>
#include "../../kmod/key.h"
#include "frame.h"
#include "words.h"

#define FRAME_MAX	FDP_KEY_WINDOW

struct sample {
	const char *words;	/* for flow_frame_parse() */
	u8 layers;
};

#define L34	(FDP_LAYER_L3 | FDP_LAYER_L4)

static const struct sample samples[] = {
	{ "arp_spa 10.0.0.1 arp_tpa 10.0.0.2", FDP_LAYER_L3 },
	{ "ipv4_dst 10.0.0.2 ip_proto tcp tp_dst 80 tcp_flags syn", L34 },
	{ "ipv4_dst 10.0.0.2 ip_proto udp tp_dst 53", L34 },
	{ "eth_type ipv4 ip_proto sctp tp_dst 9", L34 },
	{ "eth_type ipv4 ip_proto 136 length 60", L34 },
	{ "eth_type ipv6 ip_proto 33 length 80", L34 },
	{ "eth_type ipv4 ip_proto icmp icmp_type 3", L34 },
	{ "eth_type ipv4 ip_proto udp ip_frag first length 70", L34 },
	{ "eth_type ipv4 ip_proto udp ip_frag later length 70", FDP_LAYER_L3 },
	{ "vlan_tpid 802.1ad vlan_tci 20 inner_vlan_tci 30 ipv4_dst 1.2.3.4 ip_proto tcp",
	  L34 | FDP_LAYER_TAG | FDP_LAYER_INNER_TAG },
	{ "eth_type ipv6 ip_proto tcp tp_dst 80", L34 },
	{ "eth_type ipv6 ip_proto udp ip_frag later length 80", FDP_LAYER_L3 },
	{ "nd_sll 52:54:00:00:00:01 nd_target fe80::5",
	  L34 | FDP_LAYER_ND | FDP_LAYER_ND_SLL },
	{ "nd_tll 52:54:00:00:00:01 nd_target fe80::5",
	  L34 | FDP_LAYER_ND | FDP_LAYER_ND_TLL },
};

static void build(const struct sample *sample, struct flow_frame *frame)
{
	struct flow_error error;
	char *argv[32], *text = strdup(sample->words), *word, *rest = text;
	struct flow_words words = { .word = argv };

	while ((word = strsep(&rest, " ")) && words.count < 32)
		argv[words.count++] = word;
	if (flow_frame_parse(&words, frame, &error))
		fail_msg("\"%s\": %s", sample->words, error.text);
	free(text);
}

/* If it reads such a frame at all, fdp_key_read_plain() reads the same. */
static bool plain_agrees(const struct fdp_key *expected, const struct fdp_key_input *input)
{
	struct fdp_key key;

	memset(&key, 0xff, sizeof(key));
	key.words[0] = 0;
	if (!fdp_key_read_plain(&key, input->data, input->len, input->frame_len, input->depth))
		return false;
	assert_memory_equal(&key, expected, sizeof(key));
	return true;
}

static unsigned int plain_frames;	/* that fdp_key_read_plain() has read */

/*
 * Reads a copy of @len bytes, both ways if that can be; *@offsets lie inside of them in
 * any case.
 */
static struct fdp_key read_key(const u8 *data, u32 len, u32 frame_len, enum fdp_depth depth)
{
	struct fdp_key_offsets offsets;
	struct fdp_key key = {};
	u8 *copy = malloc(len);
	const struct fdp_key_input input = {
		.data = copy, .len = len, .frame_len = frame_len, .depth = depth,
	};

	assert_non_null(copy);
	memcpy(copy, data, len);
	fdp_key_read(&key, &input, &offsets);
	assert_true(offsets.l3 <= len && offsets.l4 <= len);
	if (depth > FDP_DEPTH_L2)
		plain_frames += plain_agrees(&key, &input);
	free(copy);
	return key;
}

static void whole_frames_have_all_layers(void **state)
{
	static struct flow_frame frame;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct fdp_key key;

		build(&samples[i], &frame);
		key = read_key(frame.data, frame.length, frame.length, FDP_DEPTH_L4);
		if (key.layers != samples[i].layers)
			fail_msg("\"%s\": layers %#x", samples[i].words, key.layers);
	}
}

/* Where does the last header end?  From there on the frame may be cut. */
static u32 headers_end(const struct flow_frame *frame, u8 layers)
{
	u32 len = frame->length;

	while (len > ETH_HLEN &&
	       read_key(frame->data, len - 1, frame->length, FDP_DEPTH_L4).layers == layers)
		len--;
	return len;
}

/* A cut frame has only layers of the whole one, and says so if one is missing. */
static void cut_frames_are_malformed(void **state)
{
	static struct flow_frame frame;
	size_t i;
	u32 len;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		build(&samples[i], &frame);
		for (len = ETH_HLEN; len < headers_end(&frame, samples[i].layers); len++) {
			u8 layers = read_key(frame.data, len, len, FDP_DEPTH_L4).layers;

			if (!(layers & FDP_LAYER_MALFORMED) ||
			    (layers & ~FDP_LAYER_MALFORMED & ~samples[i].layers))
				fail_msg("\"%s\" cut to %u: layers %#x", samples[i].words, len,
					 layers);
		}
	}
}

static void changed_frames_are_read_in_bounds(void **state)
{
	static struct flow_frame frame;
	unsigned int value;
	size_t i, at;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		build(&samples[i], &frame);
		for (at = 12; at < frame.length && at < FRAME_MAX; at++) {
			u8 before = frame.data[at];

			for (value = 0; value < 256; value++) {
				frame.data[at] = value;
				read_key(frame.data, frame.length, frame.length, FDP_DEPTH_L3);
				read_key(frame.data, frame.length, frame.length, FDP_DEPTH_L4);
			}
			frame.data[at] = before;
		}
	}
}

/* Reading less deep gives the same fields, only fewer. */
static void depths_agree(void **state)
{
	static struct flow_frame frame;
	struct fdp_key deep, shallow;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		build(&samples[i], &frame);
		deep = read_key(frame.data, frame.length, frame.length, FDP_DEPTH_L4);
		shallow = read_key(frame.data, frame.length, frame.length, FDP_DEPTH_L2);
		assert_memory_equal(deep.eth_dst, shallow.eth_dst, ETH_ALEN);
		assert_memory_equal(deep.eth_src, shallow.eth_src, ETH_ALEN);
		assert_int_equal(deep.eth_type, shallow.eth_type);
		assert_int_equal(deep.vlan_tci, shallow.vlan_tci);
		assert_int_equal(deep.inner_vlan_tci, shallow.inner_vlan_tci);
		assert_int_equal(shallow.ip_proto, 0);
	}
}

/* The short way reads of every type of frame what the long way does, or leaves it alone. */
static void short_way_agrees(void **state)
{
	u8 data[ETH_HLEN];
	unsigned int type;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(data); i++)
		data[i] = 0x11 * (i + 1);
	for (type = 0; type <= 0xffff; type++) {
		struct fdp_key key, expected;
		u8 *copy = malloc(sizeof(data));

		assert_non_null(copy);
		data[12] = type >> 8;
		data[13] = type;
		memcpy(copy, data, sizeof(data));
		memset(&key, 0, sizeof(key));
		if (fdp_key_read_untagged(&key, copy)) {
			expected = read_key(data, sizeof(data), sizeof(data), FDP_DEPTH_L2);
			assert_memory_equal(&key, &expected, sizeof(key));
			assert_true(type != ETH_P_8021Q && type != ETH_P_8021AD);
		} else {
			assert_true(type == ETH_P_8021Q || type == ETH_P_8021AD ||
				    type < ETH_P_802_3_MIN);
		}
		free(copy);
	}
}

/* TCP and UDP in IPv4, whole, at both depths, and no other sample. */
static void plain_frames_are_read_fast(void **state)
{
	static struct flow_frame frame;
	enum fdp_depth depth;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		bool plain = !strncmp(samples[i].words, "ipv4_dst", strlen("ipv4_dst"));

		build(&samples[i], &frame);
		for (depth = FDP_DEPTH_L3; depth <= FDP_DEPTH_L4; depth++) {
			plain_frames = 0;
			read_key(frame.data, frame.length, frame.length, depth);
			assert_int_equal(plain_frames, plain);
		}
	}
}

/* Puts a length and SNAP in front of the type behind all tags; returns where that was. */
static size_t add_snap(struct flow_frame *frame)
{
	static const u8 length_and_snap[] = { 0, 100, 0xaa, 0xaa, 0x03, 0, 0, 0 };
	size_t at = 12;

	while (frame->data[at] == 0x81 || frame->data[at] == 0x88)
		at += 4;
	memmove(frame->data + at + sizeof(length_and_snap), frame->data + at, frame->length - at);
	memcpy(frame->data + at, length_and_snap, sizeof(length_and_snap));
	frame->length += sizeof(length_and_snap);
	return at;
}

static void type_may_be_behind_a_length(void **state)
{
	static struct flow_frame frame;
	struct fdp_key plain, key;
	size_t i, at, len;
	u8 depth;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		for (depth = FDP_DEPTH_L2; depth <= FDP_DEPTH_L4; depth++) {
			build(&samples[i], &frame);
			plain = read_key(frame.data, frame.length, frame.length, depth);
			at = add_snap(&frame);
			key = read_key(frame.data, frame.length, frame.length, depth);
			assert_memory_equal(&plain, &key, sizeof(key));
		}
		/* Cut before its type, it has none, and nothing is wrong with it. */
		for (len = at + 2; len < at + 10; len++) {
			key = read_key(frame.data, len, len, FDP_DEPTH_L4);
			assert_int_equal(key.eth_type, 0);
			assert_false(key.layers & FDP_LAYER_MALFORMED);
		}
	}
}

/* The layers of a GSO frame in which the 16 bits at @at are @value. */
static u8 gso_layers(struct flow_frame *frame, size_t at, u16 value)
{
	struct fdp_key_input input = {
		.data = frame->data, .len = frame->length, .frame_len = frame->length,
		.depth = FDP_DEPTH_L4, .gso = true,
	};
	struct fdp_key_offsets offsets;
	struct fdp_key key = {};

	frame->data[at] = value >> 8;
	frame->data[at + 1] = value;
	fdp_key_read(&key, &input, &offsets);
	assert_int_equal(offsets.end, frame->length);
	return key.layers;
}

/* The lengths in the headers of a GSO frame do not count. */
static void gso_has_all_layers(void **state)
{
	static const struct sample ipv4 = { "eth_type ipv4 ip_proto tcp length 100", L34 };
	static const struct sample ipv6 = { "eth_type ipv6 ip_proto tcp length 100", L34 };
	static struct flow_frame frame;
	unsigned int length;

	(void)state;
	for (length = 0; length <= 0xffff; length++) {
		build(&ipv4, &frame);
		assert_int_equal(ipv4.layers, gso_layers(&frame, ETH_HLEN + 2, length));
		build(&ipv6, &frame);
		assert_int_equal(ipv6.layers, gso_layers(&frame, ETH_HLEN + 4, length));
	}
}

static void arrival_is_the_first_word(void **state)
{
	struct fdp_key key = { .in_port = 0x01020304, .vid = 0x0506, .pcp = 7 };

	(void)state;
	assert_int_equal(key.words[0], fdp_key_arrival(0x01020304, 0x0506, 7));
}

static void tags_are_pushed_and_popped(void **state)
{
	struct fdp_key key = {};

	(void)state;
	fdp_key_push_tag(&key, htons(ETH_P_8021Q), htons(5));
	fdp_key_push_tag(&key, htons(ETH_P_8021AD), htons(6));
	assert_int_equal(key.layers, FDP_LAYER_TAG | FDP_LAYER_INNER_TAG);
	assert_int_equal(key.vlan_tci, htons(6));
	assert_int_equal(key.inner_vlan_tci, htons(5));
	fdp_key_pop_tag(&key);
	assert_int_equal(key.layers, FDP_LAYER_TAG);
	assert_int_equal(key.vlan_tpid, htons(ETH_P_8021Q));
	assert_int_equal(key.vlan_tci, htons(5));
	fdp_key_pop_tag(&key);
	assert_int_equal(key.layers, 0);
	assert_int_equal(key.vlan_tpid, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_frames_have_all_layers),
		cmocka_unit_test(cut_frames_are_malformed),
		cmocka_unit_test(changed_frames_are_read_in_bounds),
		cmocka_unit_test(depths_agree),
		cmocka_unit_test(short_way_agrees),
		cmocka_unit_test(plain_frames_are_read_fast),
		cmocka_unit_test(type_may_be_behind_a_length),
		cmocka_unit_test(gso_has_all_layers),
		cmocka_unit_test(arrival_is_the_first_word),
		cmocka_unit_test(tags_are_pushed_and_popped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
