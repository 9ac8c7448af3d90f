// SPDX-License-Identifier: GPL-2.0-or-later
#include "array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int flow_array_grow(void *array, size_t count, size_t size)
{
	void *items;

	if (count & (count - 1))
		return 0;
	memcpy(&items, array, sizeof(items));	/* a pointer to items of any type */
	items = reallocarray(items, count ? 2 * count : 1, size);
	if (!items)
		return -ENOMEM;
	memcpy(array, &items, sizeof(items));
	return 0;
}
