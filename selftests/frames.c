// SPDX-License-Identifier: GPL-2.0-or-later
#include "frames.h"

#include <linux/if_ether.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "checksum.h"
#include "testbed_diagnose.h"

#define TAG_LENGTH	4
#define TAG_AT		12
#define LINE_MAX_BYTES	1024

static struct flow_frame *next_frame(void)
{
	static struct flow_frame frames[FRAMES_ALIVE];
	static unsigned int next;

	return &frames[next++ % FRAMES_ALIVE];
}

static void give_up(const char *words, const struct flow_error *error)
{
	testbed_diagnose("\"%s\": %s", words, error->text);
	exit(1);
}

struct flow_frame *frame_of(const char *format, ...)
{
	char line[LINE_MAX_BYTES], copy[LINE_MAX_BYTES];
	struct flow_frame *frame = next_frame();
	struct flow_error error = { "" };
	struct flow_words words;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	strcpy(copy, line);
	if (flow_words_split(copy, &words, &error) || flow_frame_parse(&words, frame, &error) ||
	    flow_words_peek(&words))
		give_up(line, &error);
	free(words.word);
	return frame;
}

struct flow_frame *frame_from_hex(const char *digits)
{
	struct flow_frame *frame = next_frame();
	struct flow_error error = { "" };

	if (flow_frame_from_hex(digits, frame, &error))
		give_up(digits, &error);
	return frame;
}

struct flow_frame *frame_copy(const struct flow_frame *frame)
{
	struct flow_frame *copy = next_frame();

	copy->length = frame->length;
	memcpy(copy->data, frame->data, frame->length);
	return copy;
}

void frame_insert(struct flow_frame *frame, size_t at, const void *bytes, size_t count)
{
	memmove(frame->data + at + count, frame->data + at, frame->length - at);
	memcpy(frame->data + at, bytes, count);
	frame->length += count;
}

void frame_remove(struct flow_frame *frame, size_t at, size_t count)
{
	frame->length -= count;
	memmove(frame->data + at, frame->data + at + count, frame->length - at);
}

uint16_t frame_get16(const struct flow_frame *frame, size_t at)
{
	return frame->data[at] << 8 | frame->data[at + 1];
}

void frame_set16(struct flow_frame *frame, size_t at, uint16_t value)
{
	frame->data[at] = value >> 8;
	frame->data[at + 1] = value;
}

void frame_push_tag(struct flow_frame *frame, uint16_t tpid, uint16_t tci)
{
	const uint8_t tag[TAG_LENGTH] = { tpid >> 8, tpid, tci >> 8, tci };

	frame_insert(frame, TAG_AT, tag, sizeof(tag));
}

void frame_pop_tag(struct flow_frame *frame)
{
	frame_remove(frame, TAG_AT, TAG_LENGTH);
}

struct flow_frame *frame_tagged(const struct flow_frame *frame, uint16_t tpid, uint16_t tci)
{
	struct flow_frame *copy = frame_copy(frame);

	frame_push_tag(copy, tpid, tci);
	return copy;
}

void frame_add_snap(struct flow_frame *frame, size_t at)
{
	const uint8_t length_and_snap[] = { 0, 0, 0xaa, 0xaa, 0x03, 0, 0, 0 };

	frame_insert(frame, at, length_and_snap, sizeof(length_and_snap));
	frame_set16(frame, at, frame->length - at - 2);
}

static uint16_t sum_of(const uint8_t *bytes, size_t count)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < count; i += 2)
		sum += bytes[i] << 8 | bytes[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16));
}

void frame_add_ipv4_options(struct flow_frame *frame, unsigned int words)
{
	uint8_t nothing[40], *ip = frame->data + FRAME_L3;

	memset(nothing, 1, sizeof(nothing));	/* no operation (RFC 791, 3.1) */
	frame_insert(frame, FRAME_IPV4_L4, nothing, 4 * words);
	ip[0] += words;
	frame_set16(frame, FRAME_L3 + 2, frame_get16(frame, FRAME_L3 + 2) + 4 * words);
	frame_set16(frame, FRAME_L3 + 10, 0);
	frame_set16(frame, FRAME_L3 + 10, sum_of(ip, 20 + 4 * words));
}

/* The length field of an extension header; that of a fragment header is reserved. */
static uint8_t length_field(uint8_t type, size_t length)
{
	switch (type) {
	case FRAME_IP6_FRAGMENT:
		return 0;
	case FRAME_IP6_AH:
		return length / 4 - 2;
	default:
		return length / 8 - 1;
	}
}

void frame_add_ipv6_header(struct flow_frame *frame, uint8_t type, size_t length)
{
	uint8_t header[2048] = { frame->data[FRAME_L3 + 6], length_field(type, length) };

	if (type == FRAME_IP6_HOPOPTS || type == FRAME_IP6_DSTOPTS) {
		header[2] = 1;			/* PadN (RFC 8200, 4.2) */
		header[3] = length - 4;
	}
	frame_insert(frame, FRAME_IPV6_L4, header, length);
	frame->data[FRAME_L3 + 6] = type;
	frame_set16(frame, FRAME_L3 + 4, frame_get16(frame, FRAME_L3 + 4) + length);
}

static bool is_ipv6(const struct flow_frame *frame)
{
	return frame->data[FRAME_L3] >> 4 == 6;
}

void frame_trim(struct flow_frame *frame)
{
	size_t end;

	if (is_ipv6(frame))
		end = FRAME_IPV6_L4 + frame_get16(frame, FRAME_L3 + 4);
	else
		end = FRAME_L3 + frame_get16(frame, FRAME_L3 + 2);
	if (frame->length > end)
		frame->length = end;
}

/* Where the transport's checksum lies in its header, and its length. */
static bool find_sum(uint8_t proto, size_t *at, size_t *length)
{
	*length = 2;
	switch (proto) {
	case IPPROTO_TCP:
		*at = 16;
		return true;
	case IPPROTO_UDP:
		*at = 6;
		return true;
	case IPPROTO_SCTP:
		*at = 8;
		*length = 4;
		return true;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		*at = 2;
		return true;
	default:
		return false;
	}
}

bool frame_is_right(const struct flow_frame *frame)
{
	static struct flow_frame computed, given;
	size_t l4 = is_ipv6(frame) ? FRAME_IPV6_L4 : FRAME_IPV4_L4, at, length;
	uint8_t proto = frame->data[is_ipv6(frame) ? FRAME_L3 + 6 : FRAME_L3 + 9];

	given = *frame;
	frame_trim(&given);
	computed = given;
	if (!is_ipv6(frame))
		frame_set16(&computed, FRAME_L3 + 10, 0);
	if (find_sum(proto, &at, &length))
		memset(computed.data + l4 + at, 0, length);
	flow_checksum_fill(&computed, FRAME_L3, l4, proto, FLOWDP_IP_FRAG_NONE);
	if (!memcmp(computed.data, given.data, given.length))
		return true;
	return testbed_diagnose_frames("checksums", &computed, &given);
}
