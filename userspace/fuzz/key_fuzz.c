// SPDX-License-Identifier: GPL-2.0-or-later
/* libFuzzer feeds the module's reading of packets; the first 8 bytes say how. */
#include "../tests/kernel/types.h"

#include <stdlib.h>
#include <string.h>
#include <uapi/linux/flowdp.h>
#include "../../kmod/key.h"

#define HEAD	8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What it reads at all fdp_key_read_plain() reads as fdp_key_read() does. */
static void read_plain(const struct fdp_key_input *input, const struct fdp_key *expected)
{
	struct fdp_key key = { .vid = 10 };

	if (!input->vlan_tpid && !input->gso &&
	    fdp_key_read_plain(&key, input->data, input->len, input->frame_len, input->depth) &&
	    memcmp(&key, expected, sizeof(key)))
		abort();
}

static struct fdp_key read_key(const u8 *head, const u8 *frame, u32 len, enum fdp_depth depth)
{
	struct fdp_key_offsets offsets;
	struct fdp_key key = { .vid = 10 };
	struct fdp_key_input input = {
		.data = frame,
		.len = len,
		.frame_len = len + head[4] + 256 * head[5],
		.vlan_tpid = head[0] & 1 ? htons(ETH_P_8021Q) : 0,
		.depth = depth,
		.gso = head[0] & 2,
		.ufo = (head[0] & 6) == 6,
	};

	memcpy(&input.vlan_tci, head + 2, sizeof(input.vlan_tci));
	fdp_key_read(&key, &input, &offsets);
	if (offsets.end > input.frame_len || offsets.end < offsets.l4)
		abort();
	if (offsets.l3 > len || offsets.l4 > len || (offsets.l4 && offsets.l4 < offsets.l3))
		abort();
	if (key.vid != 10)
		abort();
	if (depth > FDP_DEPTH_L2)
		read_plain(&input, &key);
	return key;
}

/* What is read at a lesser depth must not differ at a greater one. */
static void compare(const struct fdp_key *less, const struct fdp_key *more, size_t words)
{
	struct fdp_key copy = *more;

	copy.layers = less->layers;
	if (memcmp(less, &copy, words * sizeof(u64)))
		abort();
	if (less->layers & ~more->layers)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fdp_key l2, l3, l4;
	u8 *frame;
	u32 len;

	if (size < HEAD + ETH_HLEN)
		return 0;
	len = size - HEAD < FDP_KEY_WINDOW ? size - HEAD : FDP_KEY_WINDOW;
	frame = malloc(len);
	if (!frame)
		abort();
	memcpy(frame, data + HEAD, len);
	l2 = read_key(data, frame, len, FDP_DEPTH_L2);
	l3 = read_key(data, frame, len, FDP_DEPTH_L3);
	l4 = read_key(data, frame, len, FDP_DEPTH_L4);
	/* Ports and addresses, the first three words, are of L2. */
	compare(&l2, &l3, 3);
	compare(&l2, &l4, 3);
	if (l3.ip_proto != l4.ip_proto || l3.ip_frag != l4.ip_frag)
		abort();
	free(frame);
	return 0;
}
