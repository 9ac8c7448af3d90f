/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames for tests: made by libflow from words, then changed byte by byte where
 * the words end.
 */
#ifndef SELFTEST_FRAMES_H
#define SELFTEST_FRAMES_H

#include <stdbool.h>
#include "frame.h"

/* Headers of the chain of IPv6 (RFC 8200, 4; RFC 4302). */
#define FRAME_IP6_HOPOPTS	0
#define FRAME_IP6_ROUTING	43
#define FRAME_IP6_FRAGMENT	44
#define FRAME_IP6_AH		51
#define FRAME_IP6_DSTOPTS	60

/* Offsets in frames without tags, and with an IPv4 header without options. */
#define FRAME_L3		14
#define FRAME_IPV4_L4		34
#define FRAME_IPV6_L4		54

/*
 * A frame from words (see flow_frame_parse()), formatted as by printf; words
 * that make no sense end the program.  The frame may be changed; it lives until
 * FRAMES_ALIVE more were made.
 */
#define FRAMES_ALIVE		16
struct flow_frame *frame_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
struct flow_frame *frame_from_hex(const char *digits);
struct flow_frame *frame_copy(const struct flow_frame *frame);

/* Puts @count bytes in, or takes them out, at offset @at. */
void frame_insert(struct flow_frame *frame, size_t at, const void *bytes, size_t count);
void frame_remove(struct flow_frame *frame, size_t at, size_t count);

/* Big-endian numbers in the frame. */
uint16_t frame_get16(const struct flow_frame *frame, size_t at);
void frame_set16(struct flow_frame *frame, size_t at, uint16_t value);

/* A tag right behind the addresses. */
void frame_push_tag(struct flow_frame *frame, uint16_t tpid, uint16_t tci);
void frame_pop_tag(struct flow_frame *frame);

/* The same on a copy, for use in expressions. */
struct flow_frame *frame_tagged(const struct flow_frame *frame, uint16_t tpid, uint16_t tci);

/* Puts a length in place of the type at offset @at, and the type behind it (RFC 1042). */
void frame_add_snap(struct flow_frame *frame, size_t at);

/* Puts @words words of no-operation options into the IPv4 header at FRAME_L3. */
void frame_add_ipv4_options(struct flow_frame *frame, unsigned int words);

/*
 * Puts an extension header of @length bytes, all options padding, in front of
 * the chain of IPv6 at FRAME_L3.
 */
void frame_add_ipv6_header(struct flow_frame *frame, uint8_t type, size_t length);

/* Cuts off what lies behind the end of the IP packet at FRAME_L3 (RFC 894: padding). */
void frame_trim(struct flow_frame *frame);

/*
 * Whether lengths and checksums of the IP packet at FRAME_L3 (IPv4 without
 * options, IPv6 without extension headers) are what libflow computes.
 */
bool frame_is_right(const struct flow_frame *frame);

#endif
