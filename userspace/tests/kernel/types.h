/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's names for types and byte order, for the parts of the module
 * that know neither skb nor netdev and therefore compile in user space.
 */
#ifndef TESTS_KERNEL_TYPES_H
#define TESTS_KERNEL_TYPES_H

#include <assert.h>
#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define U32_MAX		UINT32_MAX
#define __packed	__attribute__((__packed__))
#define __force
#define unlikely(condition)	(condition)

/* Constant expressions, as the kernel's are. */
#define htons(value)	((__be16)__builtin_bswap16(value))
#define ntohs(value)	__builtin_bswap16(value)
#define htonl(value)	((__be32)__builtin_bswap32(value))
#define ntohl(value)	__builtin_bswap32(value)

#if __BYTE_ORDER != __LITTLE_ENDIAN
#error "the conversions above are for little-endian machines"
#endif

#endif
