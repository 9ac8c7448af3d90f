/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Network addresses that one host can have. */
#ifndef FLOW_ADDRESS_H
#define FLOW_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

/* AF_INET: 4 bytes (RFC 1122, 3.2.1.3; RFC 1112, 4).  AF_INET6: 16 (RFC 4291, 2.5 and 2.7). */
bool flow_address_is_host(uint16_t family, const uint8_t *bytes);

#endif
