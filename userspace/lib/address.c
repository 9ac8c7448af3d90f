// SPDX-License-Identifier: GPL-2.0-or-later
#include "address.h"

#include <string.h>
#include <sys/socket.h>

bool flow_address_is_host(uint16_t family, const uint8_t *bytes)
{
	static const uint8_t zero[15];

	if (family == AF_INET)
		return bytes[0] != 0 && bytes[0] != 127 && bytes[0] < 224;
	return bytes[0] != 0xff && (memcmp(bytes, zero, sizeof(zero)) != 0 || bytes[15] > 1);
}
