// SPDX-License-Identifier: GPL-2.0-or-later
/* Neighbours that are configured. */
#include "intent.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include "address.h"
#include "mac.h"

int intent_parse_address(const char *text, struct intent_address *address, struct flow_error *error)
{
	struct intent_address read = { .family = strchr(text, ':') ? AF_INET6 : AF_INET };

	if (inet_pton(read.family, text, read.bytes) != 1)
		return flow_error_set(error, -EINVAL,
				      "\"%.64s\" is no address; write it as 192.0.2.1 or 2001:db8::1",
				      text);
	if (!flow_address_is_host(read.family, read.bytes))
		return flow_error_set(error, -EINVAL, "%s is the address of no single host; name one that is", text);
	*address = read;
	return 0;
}

void intent_format_address(const struct intent_address *address, char *text)
{
	inet_ntop(address->family, address->bytes, text, INTENT_ADDRESS_TEXT);
}

int intent_check_neighbour(const struct intent *intent, const struct intent_neighbour *object,
			   struct flow_error *error)
{
	char text[INTENT_ADDRESS_TEXT];

	if (!object->address.family)
		return flow_error_set(error, -EINVAL, "which neighbour? Its address is missing");
	intent_format_address(&object->address, text);
	if (flow_mac_is_zero(object->mac))
		return flow_error_set(error, -EINVAL, "%s needs a MAC address; name the one that has it", text);
	if (!object->vid)
		return flow_error_set(error, -EINVAL, "%s needs a VLAN; name the one that it is in", text);
	if (!intent_find_switch(intent, object->switch_name))
		return flow_error_set(error, -EINVAL, "there is no switch \"%s\" for %s; add it first",
				      object->switch_name, text);
	return 0;
}
