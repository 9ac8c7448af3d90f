/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MAC addresses; a station's is an individual one (IEEE 802-2014, 8.2.2), and not zero. */
#ifndef FLOW_MAC_H
#define FLOW_MAC_H

#include <stdbool.h>
#include <stdint.h>
#include "error.h"

#define FLOW_MAC_TEXT	18

/* Each has 6 bytes at @mac. */
bool flow_mac_is_zero(const uint8_t *mac);
bool flow_mac_is_station(const uint8_t *mac);

/* @text has FLOW_MAC_TEXT bytes. */
void flow_mac_format(const uint8_t *mac, char *text);

/* Reads "52:54:00:00:00:01"; -EINVAL if it is none, and @mac is as it was. */
int flow_mac_read(const char *text, uint8_t *mac);

/* Whether @mac, which was written as @text, is a station's: -EINVAL and a sentence. */
int flow_mac_check(const uint8_t *mac, const char *text, struct flow_error *error);

/* Reads the address of a station.  -EINVAL and a sentence. */
int flow_mac_parse(const char *text, uint8_t *mac, struct flow_error *error);

#endif
