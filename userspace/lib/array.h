/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arrays that grow by one item at a time.
 */
#ifndef FLOW_ARRAY_H
#define FLOW_ARRAY_H

#include <stddef.h>

/*
 * Makes room for one more item of @size bytes in an allocated array of @count items;
 * @array points to the pointer to it.  The room is always a power of two, so that @count
 * tells when it is full.  -ENOMEM: the array is unchanged.
 */
int flow_array_grow(void *array, size_t count, size_t size);

#endif
