// SPDX-License-Identifier: GPL-2.0-or-later
/* Settings and counters of the test bed's ports. */
#include "testbed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "testbed_diagnose.h"
#include "vlan.h"

struct flow_port testbed_port_get(struct testbed *bed, unsigned int number)
{
	struct flow_port port;

	if (flow_port_get(bed->netlink, bed->switch_ifindex, number, -1, &port))
		memset(&port, 0, sizeof(port));
	return port;
}

int testbed_port_set(struct testbed *bed, unsigned int number, const struct flow_port *settings)
{
	struct flow_port port = *settings;

	port.switch_ifindex = bed->switch_ifindex;
	port.number = number;
	port.present |= FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER);
	return flow_port_set(bed->netlink, &port);
}

int testbed_port_flags(struct testbed *bed, unsigned int number, uint32_t flags, uint32_t mask)
{
	const struct flow_port settings = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS_MASK),
		.flags = flags,
		.flags_mask = mask,
	};

	return testbed_port_set(bed, number, &settings);
}

int testbed_port_state(struct testbed *bed, unsigned int number, uint8_t state)
{
	const struct flow_port settings = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_STATE),
		.state = state,
	};

	return testbed_port_set(bed, number, &settings);
}

static int parse_list(struct flow_words *words, struct flow_port *settings)
{
	const char *list = flow_words_take(words);

	settings->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_VLANS);
	return list ? flow_vlan_parse(list, settings->vlans, NULL) : -EINVAL;
}

static int parse_pvid(struct flow_words *words, struct flow_port *settings, uint8_t mode)
{
	const char *vid = flow_words_take(words);

	settings->vlan_mode = mode;
	settings->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_PVID);
	return vid ? flow_vlan_parse_vid(vid, &settings->pvid, NULL) : -EINVAL;
}

static int parse_translations(struct flow_words *words, struct flow_port *settings)
{
	const char *list = flow_words_take(words);

	settings->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_TRANSLATIONS);
	return list ? flow_translations_add(&settings->translations, list, NULL) : -EINVAL;
}

/* "VLANS [native VID | native_tagged VID] [service] [translate PAIRS]" */
static int parse_trunk(struct flow_words *words, struct flow_port *settings)
{
	int error = parse_list(words, settings);

	settings->vlan_mode = FLOWDP_VLAN_MODE_TRUNK;
	if (!error && flow_words_accept(words, "native"))
		error = parse_pvid(words, settings, FLOWDP_VLAN_MODE_NATIVE_UNTAGGED);
	else if (!error && flow_words_accept(words, "native_tagged"))
		error = parse_pvid(words, settings, FLOWDP_VLAN_MODE_NATIVE_TAGGED);
	if (!error && flow_words_accept(words, "service")) {
		settings->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_TAG_TYPE);
		settings->tag_type = FLOWDP_TAG_TYPE_SERVICE;
	}
	if (!error && flow_words_accept(words, "translate"))
		error = parse_translations(words, settings);
	return error;
}

/* "VID [customers VLANS]" */
static int parse_tunnel(struct flow_words *words, struct flow_port *settings)
{
	int error = parse_pvid(words, settings, FLOWDP_VLAN_MODE_DOT1Q_TUNNEL);

	return !error && flow_words_accept(words, "customers") ? parse_list(words, settings) :
								 error;
}

static int parse_mode(struct flow_words *words, struct flow_port *settings)
{
	if (flow_words_accept(words, "trunk"))
		return parse_trunk(words, settings);
	if (flow_words_accept(words, "tunnel"))
		return parse_tunnel(words, settings);
	if (flow_words_accept(words, "access"))
		return parse_pvid(words, settings, FLOWDP_VLAN_MODE_ACCESS);
	settings->vlan_mode = FLOWDP_VLAN_MODE_NONE;
	return flow_words_accept(words, "none") ? 0 : -EINVAL;
}

static int parse_vlan(struct flow_words *words, struct flow_port *settings)
{
	uint64_t pcp = FLOWDP_PCP_KEEP;
	int error;

	settings->present = FLOW_PORT_BIT(FLOWDP_A_PORT_VLAN_MODE) |
			    FLOW_PORT_BIT(FLOWDP_A_PORT_PCP);
	error = parse_mode(words, settings);
	if (!error && flow_words_accept(words, "pcp"))
		error = flow_words_number(words, "pcp", 0, 7, &pcp, NULL);
	settings->pcp = pcp;
	return error;
}

int testbed_port_vlan(struct testbed *bed, unsigned int number, const char *text)
{
	struct flow_port settings = { 0 };
	char *line = strdup(text);
	struct flow_words words;
	int error;

	if (!line)
		return -ENOMEM;
	error = flow_words_split(line, &words, NULL);
	if (!error) {
		error = parse_vlan(&words, &settings);
		free(words.word);
	}
	free(line);
	return error ? error : testbed_port_set(bed, number, &settings);
}

bool testbed_port_mtu(struct testbed *bed, unsigned int number, unsigned int mtu)
{
	struct ifreq request = { .ifr_mtu = mtu };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int error;

	strcpy(request.ifr_name, number ? bed->port[number].name : "sw0");
	error = ioctl(fd, SIOCSIFMTU, &request);
	close(fd);
	return !error || testbed_diagnose("no MTU of %u: %s", mtu, strerror(errno));
}

static const struct flow_port_drop *find_drop(const struct flow_port *port, unsigned int reason)
{
	unsigned int i;

	for (i = 0; i < port->drops_count; i++) {
		if (port->drops[i].reason == reason)
			return &port->drops[i];
	}
	return NULL;
}

uint64_t testbed_rx_drops(struct testbed *bed, unsigned int number, unsigned int reason)
{
	const struct flow_port port = testbed_port_get(bed, number);
	const struct flow_port_drop *drop = find_drop(&port, reason);

	return drop ? drop->rx_packets : 0;
}

uint64_t testbed_tx_drops(struct testbed *bed, unsigned int number, unsigned int reason)
{
	const struct flow_port port = testbed_port_get(bed, number);
	const struct flow_port_drop *drop = find_drop(&port, reason);

	return drop ? drop->tx_packets : 0;
}
