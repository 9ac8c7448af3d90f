// SPDX-License-Identifier: GPL-2.0-or-later
/* The making and the unmaking of the test bed. */
#include "testbed.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "link.h"
#include "netns.h"
#include "testbed_diagnose.h"

#define SWITCH_NAME	"sw0"

/* Nothing is to be sent that the test did not send; without IPv6 there is no file. */
static bool silence_ipv6(void)
{
	static const char *const files[] = {
		"/proc/sys/net/ipv6/conf/all/disable_ipv6",
		"/proc/sys/net/ipv6/conf/default/disable_ipv6",
	};
	unsigned int i;
	bool ok = true;

	for (i = 0; i < 2; i++) {
		int fd = open(files[i], O_WRONLY);

		if (fd < 0)
			return errno == ENOENT;
		ok = ok && write(fd, "1", 1) == 1;
		close(fd);
	}
	return ok;
}

static bool enter_namespace(void)
{
	if (unshare(CLONE_NEWNET))
		return testbed_diagnose("cannot make a network namespace: %s", strerror(errno));
	return silence_ipv6() || testbed_diagnose("cannot turn IPv6 off");
}

static bool open_switch(struct testbed *bed)
{
	int error;

	error = flow_netlink_open(&bed->route, NETLINK_ROUTE, NULL);
	if (!error)
		error = flow_netlink_open(&bed->netlink, NETLINK_GENERIC, NULL);
	if (!error)
		error = flow_link_add_switch(bed->route, SWITCH_NAME, false, &bed->switch_ifindex);
	if (error)
		return testbed_diagnose("no switch: %s", strerror(-error));
	return true;
}

static int open_tap(struct testbed_port *port, unsigned int flags)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);

	if (flags & TESTBED_VNET)
		request.ifr_flags |= IFF_VNET_HDR;
	memcpy(request.ifr_name, port->name, sizeof(port->name));
	if (fd >= 0 && ioctl(fd, TUNSETIFF, &request)) {
		close(fd);
		return -1;
	}
	return fd;
}

static bool open_port(struct testbed *bed, unsigned int number)
{
	struct testbed_port *port = &bed->port[number];
	struct flow_port settings = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER),
		.switch_ifindex = bed->switch_ifindex,
		.number = number,
	};
	int error;

	snprintf(port->name, sizeof(port->name), "tap%u", number);
	port->fd = open_tap(port, bed->flags);
	if (port->fd < 0)
		return testbed_diagnose("cannot make %s: %s", port->name, strerror(errno));
	port->ifindex = if_nametoindex(port->name);
	settings.ifindex = port->ifindex;
	error = netns_link_set_up(bed->route, port->ifindex, true);
	if (!error)
		error = flow_port_new(bed->netlink, &settings, NULL);
	if (error)
		return testbed_diagnose("%s is no port: %s", port->name,
					flow_netlink_error_text(bed->netlink));
	return true;
}

bool testbed_open(struct testbed *bed, unsigned int ports, unsigned int flags)
{
	unsigned int i;

	*bed = (struct testbed){ .flags = flags };
	for (i = 0; i <= TESTBED_PORTS_MAX; i++)
		bed->port[i].fd = -1;
	if (!enter_namespace() || !open_switch(bed))
		return false;
	for (i = 1; i <= ports; i++) {
		if (!open_port(bed, i))
			return false;
		bed->ports = i;
	}
	return true;
}

bool testbed_run_on(unsigned int cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	return !sched_setaffinity(0, sizeof(cpus), &cpus);
}

bool testbed_open_local(struct testbed *bed)
{
	struct testbed_port *port = &bed->port[FLOWDP_PORT_LOCAL];
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = bed->switch_ifindex,
	};
	const int vnet = !!(bed->flags & TESTBED_VNET), one = 1;

	strcpy(port->name, SWITCH_NAME);
	port->ifindex = bed->switch_ifindex;
	/* First of all: a socket bound to a netdev that is down has an error to report. */
	if (netns_link_set_up(bed->route, bed->switch_ifindex, true))
		return testbed_diagnose("%s stays down", port->name);
	port->fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	/* The tag that the kernel took out of the bytes comes back beside them. */
	if (setsockopt(port->fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one)) ||
	    setsockopt(port->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof(one)) ||
	    setsockopt(port->fd, SOL_PACKET, PACKET_VNET_HDR, &vnet, sizeof(vnet)) ||
	    bind(port->fd, (struct sockaddr *)&address, sizeof(address)))
		return testbed_diagnose("no packet socket: %s", strerror(errno));
	return true;
}

/* Every frame that entered has one fate. */
static int check_fates(const struct flow_port *port, void *data)
{
	uint64_t fates = port->stats.forwarded + port->stats.consumed;
	bool *ok = data;
	unsigned int i;

	for (i = 0; i < port->drops_count; i++)
		fates += port->drops[i].rx_packets;
	if (fates != port->stats.rx_packets)
		*ok = testbed_diagnose("%s: %llu frames entered, but %llu have a fate",
				       port->name, (unsigned long long)port->stats.rx_packets,
				       (unsigned long long)fates);
	return 0;
}

bool testbed_close(struct testbed *bed)
{
	bool ok = testbed_silent(bed);
	unsigned int i;

	if (flow_port_dump(bed->netlink, bed->switch_ifindex, check_fates, NULL, &ok))
		ok = testbed_diagnose("the ports cannot be listed");
	for (i = 0; i <= TESTBED_PORTS_MAX; i++) {
		if (bed->port[i].fd >= 0)
			close(bed->port[i].fd);
	}
	flow_link_delete(bed->route, bed->switch_ifindex);
	flow_netlink_close(bed->netlink);
	flow_netlink_close(bed->route);
	return ok;
}
