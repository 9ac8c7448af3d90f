// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "field.h"
#include "mac.h"
#include "words.h"

struct name {
	const char *name;
	uint32_t number;
};

/* Assigned by IEEE 802, IEEE 802.1Q and IANA; a number may be written instead of any name. */
static const struct name eth_type_names[] = {
	{ "ipv4", ETH_P_IP },
	{ "ipv6", ETH_P_IPV6 },
	{ "arp", ETH_P_ARP },
	{ "lldp", ETH_P_LLDP },
	{ "lacp", ETH_P_SLOW },
	{ NULL, 0 }
};

static const struct name tpid_names[] = {
	{ "802.1Q", ETH_P_8021Q },
	{ "802.1ad", ETH_P_8021AD },
	{ "none", 0 },
	{ NULL, 0 }
};

static const struct name ip_proto_names[] = {
	{ "icmp", IPPROTO_ICMP },
	{ "igmp", IPPROTO_IGMP },
	{ "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP },
	{ "gre", IPPROTO_GRE },
	{ "esp", IPPROTO_ESP },
	{ "ah", IPPROTO_AH },
	{ "icmpv6", IPPROTO_ICMPV6 },
	{ "ospf", 89 },
	{ "vrrp", 112 },
	{ "sctp", IPPROTO_SCTP },
	{ NULL, 0 }
};

static const struct name ip_frag_names[] = {
	{ "no", FLOWDP_IP_FRAG_NONE },
	{ "first", FLOWDP_IP_FRAG_FIRST },
	{ "later", FLOWDP_IP_FRAG_LATER },
	{ NULL, 0 }
};

static const struct name arp_op_names[] = {
	{ "request", 1 },
	{ "reply", 2 },
	{ NULL, 0 }
};

static const struct name tcp_flag_names[] = {
	{ "fin", 0x01 },
	{ "syn", 0x02 },
	{ "rst", 0x04 },
	{ "psh", 0x08 },
	{ "ack", 0x10 },
	{ "urg", 0x20 },
	{ "ece", 0x40 },
	{ "cwr", 0x80 },
	{ "ae", 0x100 },
	{ "none", 0 },
	{ NULL, 0 }
};

/* The names of a kind's values, and what to tell someone who wrote something else. */
static const struct {
	const struct name *names;
	const char *expected;
} kinds[] = {
	[FLOW_FIELD_PORT] = { NULL, "an interface that is a port of the switch, or a port number" },
	[FLOW_FIELD_DECIMAL] = { NULL, "a number" },
	[FLOW_FIELD_HEX] = { NULL, "a number" },
	[FLOW_FIELD_MAC] = { NULL, "a MAC address such as 52:54:00:00:00:01" },
	[FLOW_FIELD_IPV4] = { NULL, "an IPv4 address or prefix such as 10.0.0.0/24" },
	[FLOW_FIELD_IPV6] = { NULL, "an IPv6 address or prefix such as 2001:db8::/64" },
	[FLOW_FIELD_ETH_TYPE] = { eth_type_names, "ipv4, ipv6, arp, lldp, lacp or a number" },
	[FLOW_FIELD_TPID] = { tpid_names, "802.1Q, 802.1ad or none" },
	[FLOW_FIELD_IP_PROTO] = { ip_proto_names, "tcp, udp, icmp, icmpv6, sctp... or a number" },
	[FLOW_FIELD_IP_FRAG] = { ip_frag_names, "no, first or later" },
	[FLOW_FIELD_TCP_FLAGS] = { tcp_flag_names, "flags such as syn or syn/syn+ack, or none" },
	[FLOW_FIELD_ARP_OP] = { arp_op_names, "request, reply or a number" },
};

static int find_name(const struct name *names, const char *text, size_t length, uint32_t *number)
{
	for (; names && names->name; names++) {
		if (strlen(names->name) == length && !strncmp(names->name, text, length)) {
			*number = names->number;
			return 0;
		}
	}
	return -EINVAL;
}

static const char *name_of(const struct name *names, uint32_t number)
{
	for (; names && names->name; names++)
		if (names->number == number)
			return names->name;
	return NULL;
}

/* "syn+ack": every word a flag. */
static int parse_flags(const char *text, uint32_t *number)
{
	uint32_t flag, flags = 0;
	size_t length;

	for (;; text += length + 1) {
		length = strcspn(text, "+");
		if (find_name(tcp_flag_names, text, length, &flag))
			return -EINVAL;
		flags |= flag;
		if (!text[length])
			break;
	}
	*number = flags;
	return 0;
}

static int parse_port(const char *text, const struct flow_ports *ports, uint32_t *number)
{
	if (!ports || !ports->number)
		return -EINVAL;
	return ports->number(ports->data, text, number);
}

/* One number of a field, without mask. */
static int parse_number(unsigned int id, const char *text, uint32_t max,
			const struct flow_ports *ports, uint32_t *number)
{
	uint8_t kind = flow_field(id)->kind;
	uint64_t wide;
	int error;

	error = flow_words_parse_number(text, max, &wide);
	if (!error)
		*number = wide;
	if (error != -EINVAL)
		return error;
	if (kind == FLOW_FIELD_PORT)
		return parse_port(text, ports, number);
	if (kind == FLOW_FIELD_TCP_FLAGS)
		return parse_flags(text, number);
	return find_name(kinds[kind].names, text, strlen(text), number);
}

/* A mask written as the length of a prefix. */
static int parse_prefix(const char *text, unsigned int size, uint8_t *bytes)
{
	unsigned int i;
	uint64_t length;
	int error;

	error = flow_words_parse_number(text, size * 8, &length);
	if (error)
		return error;
	memset(bytes, 0, size);
	for (i = 0; i < length; i++)
		bytes[i / 8] |= 0x80 >> i % 8;
	return 0;
}

static int parse_bytes(const struct flow_field *field, const char *text, bool is_mask,
		       union flow_value *value)
{
	int family = field->kind == FLOW_FIELD_IPV4 ? AF_INET : AF_INET6;

	if (field->kind == FLOW_FIELD_MAC)
		return flow_mac_read(text, value->bytes);
	if (is_mask && !parse_prefix(text, field->size, value->bytes))
		return 0;
	return inet_pton(family, text, value->bytes) == 1 ? 0 : -EINVAL;
}

static bool is_prefix_kind(const struct flow_field *field)
{
	return field->kind == FLOW_FIELD_IPV4 || field->kind == FLOW_FIELD_IPV6;
}

static bool is_address(const struct flow_field *field)
{
	return field->kind == FLOW_FIELD_MAC || is_prefix_kind(field);
}

static int parse_part(unsigned int id, const char *text, bool is_mask,
		      const struct flow_ports *ports, union flow_value *value)
{
	const struct flow_field *field = flow_field(id);
	uint32_t number;
	int error;

	if (is_address(field))
		return parse_bytes(field, text, is_mask, value);
	error = parse_number(id, text, is_mask ? field->exact : field->max, ports, &number);
	if (!error)
		*value = flow_field_value(id, number);
	return error;
}

/* Checks the value against its mask; clears other bits of a prefix. */
static int check_mask(unsigned int id, union flow_value *value, const union flow_value *mask,
		      struct flow_error *error)
{
	const struct flow_field *field = flow_field(id);
	unsigned int i;

	for (i = 0; i < field->size; i++) {
		if (is_prefix_kind(field))
			value->bytes[i] &= mask->bytes[i];
		else if (value->bytes[i] & ~mask->bytes[i])
			return flow_error_set(error, -EINVAL,
					      "the value of %s has bits that its mask leaves out; clear them",
					      field->name);
	}
	return 0;
}

static int refuse(unsigned int id, const char *text, int code, struct flow_error *error)
{
	const struct flow_field *field = flow_field(id);

	if (code == -ERANGE)
		return flow_error_set(error, -EINVAL, "\"%s\" is too large for %s, which goes up to %u",
				      text, field->name, field->max);
	return flow_error_set(error, -EINVAL, "\"%s\" is wrong for %s, which takes %s", text,
			      field->name, kinds[field->kind].expected);
}

int flow_field_parse(unsigned int id, const char *text, const struct flow_ports *ports,
		     union flow_value *value, union flow_value *mask, struct flow_error *error)
{
	union flow_value v = { .bytes = { 0 } }, m = flow_field_exact(id);
	char copy[FLOW_FIELD_TEXT_MAX];
	char *slash;
	int code;

	if ((size_t)snprintf(copy, sizeof(copy), "%s", text) >= sizeof(copy))
		return refuse(id, text, -EINVAL, error);
	slash = strchr(copy, '/');
	if (slash)
		*slash++ = '\0';
	code = parse_part(id, copy, false, ports, &v);
	if (!code && slash)
		code = parse_part(id, slash, true, NULL, &m);
	if (code)
		return refuse(id, text, code, error);
	code = check_mask(id, &v, &m, error);
	if (code)
		return code;
	*value = v;
	*mask = m;
	return 0;
}

/* "syn+ack", or a number if it has flags without name. */
static void format_flags(uint32_t flags, char *text)
{
	const struct name *flag;
	size_t length = 0;

	if (flags & ~0x1ffU) {
		sprintf(text, "0x%x", flags);
		return;
	}
	if (!flags)
		strcpy(text, "none");
	for (flag = tcp_flag_names; flag->name; flag++)
		if (flags & flag->number)
			length += sprintf(text + length, "%s%s", length ? "+" : "", flag->name);
}

static void format_port(uint32_t number, const struct flow_ports *ports, char *text)
{
	char name[IF_NAMESIZE];
	uint64_t ignored;

	/* An interface that is called like a number would be read back as one. */
	if (ports && ports->name && !ports->name(ports->data, number, name) &&
	    flow_words_parse_number(name, UINT64_MAX, &ignored) == -EINVAL)
		strcpy(text, name);
	else
		sprintf(text, "%u", number);
}

static void format_number(unsigned int id, uint32_t number, const struct flow_ports *ports,
			  char *text)
{
	uint8_t kind = flow_field(id)->kind;
	const char *name = name_of(kinds[kind].names, number);

	if (kind == FLOW_FIELD_PORT)
		format_port(number, ports, text);
	else if (kind == FLOW_FIELD_TCP_FLAGS)
		format_flags(number, text);
	else if (name)
		strcpy(text, name);
	else if (kind == FLOW_FIELD_HEX || kind == FLOW_FIELD_ETH_TYPE || kind == FLOW_FIELD_TPID)
		sprintf(text, "0x%x", number);
	else
		sprintf(text, "%u", number);
}

static void format_address(const struct flow_field *field, const uint8_t *bytes, char *text)
{
	if (field->kind == FLOW_FIELD_MAC)
		flow_mac_format(bytes, text);
	else
		inet_ntop(field->kind == FLOW_FIELD_IPV4 ? AF_INET : AF_INET6, bytes, text,
			  INET6_ADDRSTRLEN);
}

/* The length of the prefix that the mask is; -1 if it is none. */
static int prefix_length(const uint8_t *bytes, unsigned int size)
{
	unsigned int length = 0, i;

	while (length < size * 8 && bytes[length / 8] & (0x80 >> length % 8))
		length++;
	for (i = length; i < size * 8; i++)
		if (bytes[i / 8] & (0x80 >> i % 8))
			return -1;
	return length;
}

static void format_mask(unsigned int id, const union flow_value *mask, char *text)
{
	const struct flow_field *field = flow_field(id);
	int length = is_prefix_kind(field) ? prefix_length(mask->bytes, field->size) : -1;

	if (length >= 0)
		sprintf(text, "%d", length);
	else if (is_address(field))
		format_address(field, mask->bytes, text);
	else if (field->kind == FLOW_FIELD_TCP_FLAGS)
		format_flags(flow_field_number(id, mask), text);
	else
		sprintf(text, "0x%x", flow_field_number(id, mask));
}

void flow_field_format(unsigned int id, const union flow_value *value,
		       const union flow_value *mask, const struct flow_ports *ports, char *text)
{
	const struct flow_field *field = flow_field(id);

	if (is_address(field))
		format_address(field, value->bytes, text);
	else
		format_number(id, flow_field_number(id, value), ports, text);
	if (flow_field_is_exact(id, mask))
		return;
	text += strlen(text);
	*text++ = '/';
	format_mask(id, mask, text);
}
