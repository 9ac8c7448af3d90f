// SPDX-License-Identifier: GPL-2.0-or-later
#include "mac.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LENGTH	6

bool flow_mac_is_zero(const uint8_t *mac)
{
	static const uint8_t zero[LENGTH];

	return !memcmp(mac, zero, sizeof(zero));
}

bool flow_mac_is_station(const uint8_t *mac)
{
	return !(mac[0] & 1) && !flow_mac_is_zero(mac);
}

/* Digit by digit: flowd formats the addresses of all interfaces when it looks at them. */
void flow_mac_format(const uint8_t *mac, char *text)
{
	static const char digits[] = "0123456789abcdef";
	unsigned int i;

	for (i = 0; i < LENGTH; i++) {
		*text++ = digits[mac[i] >> 4];
		*text++ = digits[mac[i] & 15];
		*text++ = i < LENGTH - 1 ? ':' : '\0';
	}
}

int flow_mac_read(const char *text, uint8_t *mac)
{
	unsigned int part[LENGTH], i;
	int end = 0;

	if (strspn(text, "0123456789abcdefABCDEF:") != strlen(text) ||
	    sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &part[0], &part[1], &part[2], &part[3],
		   &part[4], &part[5], &end) != LENGTH || text[end])
		return -EINVAL;
	for (i = 0; i < LENGTH; i++)
		mac[i] = part[i];
	return 0;
}

int flow_mac_check(const uint8_t *mac, const char *text, struct flow_error *error)
{
	if (mac[0] & 1)
		return flow_error_set(error, -EINVAL,
				      "%s is a multicast address, which no station has; write the station's own",
				      text);
	if (flow_mac_is_zero(mac))
		return flow_error_set(error, -EINVAL, "%s is no station's address; write its own",
				      text);
	return 0;
}

int flow_mac_parse(const char *text, uint8_t *mac, struct flow_error *error)
{
	uint8_t read[LENGTH];

	if (flow_mac_read(text, read))
		return flow_error_set(error, -EINVAL,
				      "\"%.64s\" is no MAC address; write it as 52:54:00:12:34:56",
				      text);
	if (flow_mac_check(read, text, error))
		return -EINVAL;
	memcpy(mac, read, sizeof(read));
	return 0;
}
