// SPDX-License-Identifier: GPL-2.0-or-later
#include "mac.h"

#include <errno.h>
#include <string.h>
#include "field.h"

int flow_mac_check(const uint8_t *mac, const char *text, struct flow_error *error)
{
	static const uint8_t zero[6];

	if (mac[0] & 1)
		return flow_error_set(error, -EINVAL,
				      "%s is a multicast address, which no station has; write the station's own",
				      text);
	if (!memcmp(mac, zero, sizeof(zero)))
		return flow_error_set(error, -EINVAL, "%s is no station's address; write its own",
				      text);
	return 0;
}

int flow_mac_parse(const char *text, uint8_t *mac, struct flow_error *error)
{
	union flow_value value, mask;

	if (strchr(text, '/') ||
	    flow_field_parse(FLOWDP_A_FIELD_ETH_SRC, text, NULL, &value, &mask, NULL))
		return flow_error_set(error, -EINVAL,
				      "\"%.64s\" is no MAC address; write it as 52:54:00:12:34:56",
				      text);
	if (flow_mac_check(value.bytes, text, error))
		return -EINVAL;
	memcpy(mac, value.bytes, 6);
	return 0;
}
