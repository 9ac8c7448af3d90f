/* SPDX-License-Identifier: GPL-2.0-or-later */
/* As much of the kernel's bitmaps as the pure parts of the module use. */
#ifndef TESTS_LINUX_BITMAP_H
#define TESTS_LINUX_BITMAP_H

#include <limits.h>
#include <stdbool.h>

#define BITS_PER_LONG		(CHAR_BIT * sizeof(long))
#define DECLARE_BITMAP(name, bits)	\
	unsigned long name[((bits) + BITS_PER_LONG - 1) / BITS_PER_LONG]

static inline bool test_bit(unsigned int bit, const unsigned long *bitmap)
{
	return bitmap[bit / BITS_PER_LONG] >> (bit % BITS_PER_LONG) & 1;
}

static inline void __set_bit(unsigned int bit, unsigned long *bitmap)
{
	bitmap[bit / BITS_PER_LONG] |= 1UL << (bit % BITS_PER_LONG);
}

#endif
