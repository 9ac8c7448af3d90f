/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A netlink message that grows as attributes are appended.
 *
 * The first failure (no memory, an attribute longer than netlink can say) is
 * kept and reported by flow_message_error(); what is appended after it is
 * ignored, so that fillers need not check each step.
 */
#ifndef FLOW_MESSAGE_H
#define FLOW_MESSAGE_H

#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>

struct flow_message {
	char *data;		/* starts with a struct nlmsghdr */
	size_t capacity;
	int error;
};

#define FLOW_MESSAGE_INIT { .data = NULL }

/* Frees what the message holds; it can be started again. */
void flow_message_clear(struct flow_message *message);

/*
 * Starts a request to the generic netlink family flowdp; the handle that sends
 * it fills in the family.  @flags: NLM_F_*, NLM_F_REQUEST is added.
 */
void flow_message_start(struct flow_message *message, uint8_t command, uint16_t flags);

/* Starts a message of any type; returns the @size zeroed bytes behind nlmsghdr, or NULL. */
void *flow_message_start_raw(struct flow_message *message, uint16_t type, uint16_t flags,
			     size_t size);

/* 0, -ENOMEM or -EMSGSIZE. */
int flow_message_error(const struct flow_message *message);

/* The finished message; valid until the next append. */
struct nlmsghdr *flow_message_header(const struct flow_message *message);
size_t flow_message_length(const struct flow_message *message);

/* Takes off what was appended behind @length bytes, and forgets a failure. */
void flow_message_truncate(struct flow_message *message, size_t length);

/* Appends one attribute.  Integers are in host byte order. */
void flow_message_put(struct flow_message *message, uint16_t type, const void *data, size_t length);
void flow_message_put_u8(struct flow_message *message, uint16_t type, uint8_t value);
void flow_message_put_u16(struct flow_message *message, uint16_t type, uint16_t value);
void flow_message_put_u32(struct flow_message *message, uint16_t type, uint32_t value);
void flow_message_put_u64(struct flow_message *message, uint16_t type, uint64_t value);
void flow_message_put_string(struct flow_message *message, uint16_t type, const char *value);
void flow_message_put_flag(struct flow_message *message, uint16_t type);

/* Appends bytes that already are aligned attributes. */
void flow_message_put_raw(struct flow_message *message, const void *attributes, size_t length);

/* Opens a nested attribute; give what it returns to flow_message_nest_end(). */
size_t flow_message_nest(struct flow_message *message, uint16_t type);
void flow_message_nest_end(struct flow_message *message, size_t nest);

/*
 * Sorts attributes by type: @table has @max + 1 entries, NULL where a type is
 * absent; of repeated ones the last counts, types beyond @max are left out.
 * -EBADMSG if the lengths contradict each other.
 */
int flow_message_parse(const void *attributes, size_t length, const struct nlattr **table,
		       uint16_t max);
int flow_message_parse_nested(const struct nlattr *nest, const struct nlattr **table, uint16_t max);

/* The attributes of a message received from the family flowdp. */
int flow_message_parse_generic(const struct nlmsghdr *header, const struct nlattr **table,
			       uint16_t max);

/* Reads a payload that must have exactly this size; else -EBADMSG. */
int flow_message_get(const struct nlattr *attribute, void *value, size_t size);

#endif
