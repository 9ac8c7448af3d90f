/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The packet fields: one table that text, JSON and netlink share.
 */
#ifndef FLOW_FIELD_H
#define FLOW_FIELD_H

#include <linux/flowdp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "error.h"

/* How a field is written by people. */
enum flow_field_kind {
	FLOW_FIELD_PORT,	/* interface name or port number */
	FLOW_FIELD_DECIMAL,
	FLOW_FIELD_HEX,
	FLOW_FIELD_MAC,
	FLOW_FIELD_IPV4,
	FLOW_FIELD_IPV6,
	FLOW_FIELD_ETH_TYPE,
	FLOW_FIELD_TPID,
	FLOW_FIELD_IP_PROTO,
	FLOW_FIELD_IP_FRAG,
	FLOW_FIELD_TCP_FLAGS,
	FLOW_FIELD_ARP_OP,
};

struct flow_field {
	const char *name;
	uint8_t size;		/* bytes: 1, 2, 4, 6 or 16 */
	uint8_t kind;		/* enum flow_field_kind */
	bool big_endian;	/* else host byte order; only numbers of 2 and 4 bytes */
	bool settable;
	uint32_t max;		/* the highest value of a number, in host byte order */
	uint32_t exact;		/* all bits of a number that a packet can have */
};

/* A value or mask, in the byte order of its attribute, at the start of the bytes. */
union flow_value {
	uint8_t u8;
	uint16_t u16;
	uint32_t u32;
	uint8_t bytes[16];
};

/* Turns port numbers into names and back; either function may be NULL. */
struct flow_ports {
	/* Writes the port's name (IFNAMSIZ bytes) and returns 0, or -ENOENT. */
	int (*name)(void *data, uint32_t number, char *name);
	/* 0, or -ENOENT. */
	int (*number)(void *data, const char *name, uint32_t *number);
	void *data;
};

/* Enough for any value with its mask, NUL included. */
#define FLOW_FIELD_TEXT_MAX	128

/* The description of FLOWDP_A_FIELD_@id; NULL if there is no such field. */
const struct flow_field *flow_field(unsigned int id);

/* The FLOWDP_A_FIELD_* of this name; 0 if there is none. */
unsigned int flow_field_find(const char *name);

/* Numbers of fields of 1, 2 and 4 bytes, converted between host order and the field's. */
uint32_t flow_field_number(unsigned int id, const union flow_value *value);
union flow_value flow_field_value(unsigned int id, uint32_t number);

/* The mask that compares every bit of the field that there is (0xfff for tcp_flags). */
union flow_value flow_field_exact(unsigned int id);
bool flow_field_is_exact(unsigned int id, const union flow_value *mask);

/*
 * Reads "VALUE" or "VALUE/MASK" as people write it; without a mask, *@mask is
 * flow_field_exact().  A bit of the value that the mask leaves out is an error
 * for all kinds but IP prefixes, where it is cleared.  @ports may be NULL.
 */
int flow_field_parse(unsigned int id, const char *text, const struct flow_ports *ports,
		     union flow_value *value, union flow_value *mask, struct flow_error *error);

/* Writes what flow_field_parse() reads back, at most FLOW_FIELD_TEXT_MAX bytes. */
void flow_field_format(unsigned int id, const union flow_value *value,
		       const union flow_value *mask, const struct flow_ports *ports, char *text);

#endif
