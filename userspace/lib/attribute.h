/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Objects of fixed shape to and from attributes, by a table that has one row
 * for each attribute.  For switch.c, port.c and their like.
 */
#ifndef FLOW_ATTRIBUTE_H
#define FLOW_ATTRIBUTE_H

#include <stdbool.h>
#include "message.h"

struct flow_attribute {
	uint16_t type;		/* the attribute; 0 ends a table */
	uint16_t size;		/* bytes of the member */
	uint16_t offset;	/* of the member in the object */
	bool string;		/* NUL-terminated; shorter than the member is fine */
	bool reply;		/* not for requests */
};

/* A row for member @member of @structure. */
#define FLOW_ATTRIBUTE(attribute, structure, member)			\
	.type = (attribute),						\
	.size = sizeof(((structure *)0)->member),			\
	.offset = offsetof(structure, member)

/* Appends the members whose bit (1 << type) is set in @present, except those of replies. */
void flow_attribute_put(struct flow_message *message, const struct flow_attribute *rows,
			const void *object, uint32_t present);

/*
 * Reads the attributes that are in @table (see flow_message_parse()) into
 * @object, and sets their bits in *@present.  -EBADMSG if a length is wrong.
 */
int flow_attribute_get(const struct nlattr *const *table, const struct flow_attribute *rows,
		       void *object, uint32_t *present);

#endif
