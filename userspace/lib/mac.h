/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MAC addresses that a station can have: individual ones (IEEE 802-2014, 8.2.2), and not zero. */
#ifndef FLOW_MAC_H
#define FLOW_MAC_H

#include <stdint.h>
#include "error.h"

/* Whether @mac, which was written as @text, is one: -EINVAL and a sentence. */
int flow_mac_check(const uint8_t *mac, const char *text, struct flow_error *error);

/* Reads "52:54:00:00:00:01" into the 6 bytes at @mac.  -EINVAL and a sentence. */
int flow_mac_parse(const char *text, uint8_t *mac, struct flow_error *error);

#endif
