/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames made from words, from hexadecimal digits, or from a capture file.
 */
#ifndef FLOW_FRAME_H
#define FLOW_FRAME_H

#include "match.h"

struct flow_frame {
	size_t length;
	uint8_t data[FLOWDP_PACKET_MAX];
};

/*
 * Builds a correct frame, checksums included, from "FIELD VALUE" pairs and
 * perhaps "length BYTES"; what they leave open gets a sensible value.  vid and pcp
 * become an 802.1Q tag in front of the tags that vlan_tci and inner_vlan_tci
 * ask for; the length is that of the whole frame, by default as short as can be.
 */
int flow_frame_parse(struct flow_words *words, struct flow_frame *frame, struct flow_error *error);

/* Builds it from the values of a completed match; @length 0: as short as can be. */
int flow_frame_build(const struct flow_match *fields, size_t length, struct flow_frame *frame,
		     struct flow_error *error);

/* Reads hexadecimal digits; blanks, colons, dots and a leading 0x are skipped. */
int flow_frame_from_hex(const char *text, struct flow_frame *frame, struct flow_error *error);

/* Reads the frame number @number, from 1, of a pcap or pcapng file of Ethernet frames. */
int flow_frame_from_capture(const char *path, unsigned long number, struct flow_frame *frame,
			    struct flow_error *error);

#endif
