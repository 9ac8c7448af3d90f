/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arrays that grow by one item at a time.
 */
#ifndef FLOW_ARRAY_H
#define FLOW_ARRAY_H

#include <stddef.h>

/*
 * Makes room for one item of @size bytes behind the @count that the allocated
 * array has to which @array points.  Its room is a power of two, so that the
 * count tells it.  -ENOMEM: the array is as it was.
 */
int flow_array_grow(void *array, size_t count, size_t size);

#endif
