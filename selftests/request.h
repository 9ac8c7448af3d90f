/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests as data: attributes in static tables, right or deliberately wrong.
 */
#ifndef SELFTEST_REQUEST_H
#define SELFTEST_REQUEST_H

#include <linux/flowdp.h>
#include "netlink.h"

/* One attribute; a list ends with type 0. */
struct attr {
	uint16_t type;
	uint16_t size;		/* of the value, or of the data */
	uint64_t value;
	const void *data;	/* NULL: the value */
	const struct attr *nest;	/* not NULL: an attribute of attributes */
};

#define ATTRS(...)		((const struct attr[]){ __VA_ARGS__ __VA_OPT__(,) { 0 } })
#define U8(type_, value_)	{ .type = (type_), .size = 1, .value = (value_) }
#define U16(type_, value_)	{ .type = (type_), .size = 2, .value = (value_) }
#define U32(type_, value_)	{ .type = (type_), .size = 4, .value = (value_) }
#define U64(type_, value_)	{ .type = (type_), .size = 8, .value = (value_) }
#define FLAG(type_)		{ .type = (type_) }
/* @string_ is a string literal; its NUL is not sent. */
#define BYTES(type_, string_)	{ .type = (type_), .size = sizeof(string_) - 1, .data = (string_) }
/* @bitmap_ is an array of FLOWDP_VLAN_BITMAP_LEN bytes. */
#define VLANS(bitmap_)		\
	{ .type = FLOWDP_A_PORT_VLANS, .size = FLOWDP_VLAN_BITMAP_LEN, .data = (bitmap_) }
#define NEST(type_, ...)	{ .type = (type_), .nest = ATTRS(__VA_ARGS__) }

/* A request to the family; the switch is its first attribute and not in the list. */
struct request {
	const char *name;
	uint8_t command;
	uint16_t flags;			/* NLM_F_DUMP: it is a dump */
	const struct attr *attrs;
	uint32_t sw;			/* 0: NETNS_SWITCH, REQUEST_NO_SWITCH: left out */
};

#define REQUEST_NO_SWITCH	UINT32_MAX

/* Appends a list of attributes. */
void request_put(struct flow_message *message, const struct attr *attrs);

/* Starts @message with the whole request. */
void request_build(struct flow_message *message, const struct request *request);

/* Sends it and throws the reply away; 0 or the kernel's -errno. */
int request_send(struct flow_netlink *netlink, const struct request *request);

/* The same for a message that is built already, which is used up. */
int request_send_message(struct flow_netlink *netlink, struct flow_message *message);

#endif
