// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What happens to netdevs that are ports, or are to be: deleted, moved to another
 * namespace, renamed, taken down, given another MTU or type; which netdevs cannot
 * be ports at all; and which addresses a switch cannot have.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "link.h"
#include "netns.h"
#include "port.h"
#include "receiver.h"
#include "sample_requests.h"
#include "snapshot.h"

#define WAIT_MS		30000

FIXTURE(netdev)
{
	struct netns netns;
	struct snapshot before;
};

FIXTURE_SETUP(netdev)
{
	ASSERT_EQ(0, netns_create(&self->netns));
	ASSERT_EQ(0, snapshot_take(self->netns.flow, NETNS_SWITCH, &self->before));
}

FIXTURE_TEARDOWN(netdev)
{
	snapshot_clear(&self->before);
	netns_destroy(&self->netns);
}

/* Runs "ip" with these words; true if it succeeds. */
static __attribute__((format(printf, 1, 2))) bool ip(const char *format, ...)
{
	char command[256] = "ip ";
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command + 3, sizeof(command) - 3, format, arguments);
	va_end(arguments);
	return !system(command);
}

static bool same_as_before(FIXTURE_DATA(netdev) *self)
{
	struct snapshot now;
	bool same;

	if (snapshot_take(self->netns.flow, NETNS_SWITCH, &now))
		return false;
	same = snapshot_same(&self->before, &now);
	snapshot_clear(&now);
	return same;
}

static int get_port(FIXTURE_DATA(netdev) *self, unsigned int number, struct flow_port *port)
{
	return flow_port_get(self->netns.flow, NETNS_SWITCH, number, -1, port);
}

static int add_port(struct flow_netlink *flow, uint32_t sw, uint32_t ifindex, uint32_t number)
{
	struct flow_port port = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER),
		.switch_ifindex = sw,
		.ifindex = ifindex,
		.number = number,
	};

	return flow_port_new(flow, &port, NULL);
}

static struct flow_link get_link(FIXTURE_DATA(netdev) *self, uint32_t ifindex)
{
	struct flow_link link = { .ifindex = 0 };

	flow_link_get(self->netns.route, ifindex, &link);
	return link;
}

TEST_F(netdev, deleted)
{
	const struct netns *netns = &self->netns;
	struct flow_port port;

	ASSERT_EQ(0, netns_link_delete(netns->route, NETNS_P1));
	EXPECT_EQ(-ENOENT, get_port(self, 1, &port));
	/* Its number and its index can be used again, and flows have stayed. */
	ASSERT_EQ(0, netns_link_add(netns->route, "dummy", "p1", NETNS_P1));
	ASSERT_EQ(0, add_port(netns->flow, NETNS_SWITCH, NETNS_P1, 1));
	port = (struct flow_port){ .number = 1, .switch_ifindex = NETNS_SWITCH,
				   .vlan_mode = FLOWDP_VLAN_MODE_ACCESS, .pvid = 10,
				   .present = FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER) |
					      FLOW_PORT_BIT(FLOWDP_A_PORT_VLAN_MODE) |
					      FLOW_PORT_BIT(FLOWDP_A_PORT_PVID) };
	ASSERT_EQ(0, flow_port_set(netns->flow, &port));
	EXPECT_TRUE(same_as_before(self));
}

TEST_F(netdev, renamed)
{
	struct flow_port port;

	ASSERT_TRUE(ip("link set p1 down"));
	ASSERT_EQ(0, netns_link_rename(self->netns.route, NETNS_P1, "other"));
	ASSERT_EQ(0, get_port(self, 1, &port));
	EXPECT_STREQ("other", port.name);
	EXPECT_EQ(NETNS_P1, port.ifindex);
	EXPECT_EQ(10, port.pvid);
	ASSERT_EQ(0, netns_link_rename(self->netns.route, NETNS_P1, "p1"));
	EXPECT_TRUE(same_as_before(self));
}

static uint64_t send_to_port_1(FIXTURE_DATA(netdev) *self, struct flow_port *port)
{
	const struct request out = {
		"out", FLOWDP_CMD_PACKET_OUT, 0,
		ATTRS(BYTES(FLOWDP_A_PACKET_DATA, SAMPLE_FRAME), U16(FLOWDP_A_PACKET_VID, 10),
		      NEST(FLOWDP_A_PACKET_ACTIONS, U32(FLOWDP_A_ACTION_OUTPUT, 1))), 0
	};
	uint64_t before;

	get_port(self, 1, port);
	before = port->stats.tx_packets;
	request_send(self->netns.flow, &out);
	get_port(self, 1, port);
	return port->stats.tx_packets - before;
}

TEST_F(netdev, down_and_up)
{
	struct flow_port port;

	EXPECT_EQ(1, send_to_port_1(self, &port));
	ASSERT_EQ(0, netns_link_set_up(self->netns.route, NETNS_P1, false));
	EXPECT_EQ(0, send_to_port_1(self, &port));
	ASSERT_EQ(1, port.drops_count);
	EXPECT_EQ(FLOWDP_DROP_EGRESS_DOWN, port.drops[0].reason);
	EXPECT_EQ(1, port.drops[0].tx_packets);
	EXPECT_TRUE(same_as_before(self));
	ASSERT_EQ(0, netns_link_set_up(self->netns.route, NETNS_P1, true));
	EXPECT_EQ(1, send_to_port_1(self, &port));
}

/* Frames that did not enter by port 1, of which one more is sent. */
static uint64_t refused_by_port_1(FIXTURE_DATA(netdev) *self)
{
	const struct request in = {
		"in", FLOWDP_CMD_PACKET_OUT, 0,
		ATTRS(BYTES(FLOWDP_A_PACKET_DATA, SAMPLE_FRAME),
		      U32(FLOWDP_A_PACKET_IN_PORT, 1)), 0
	};
	struct flow_port port;
	unsigned int i;

	request_send(self->netns.flow, &in);
	get_port(self, 1, &port);
	for (i = 0; i < port.drops_count; i++) {
		if (port.drops[i].reason == FLOWDP_DROP_INGRESS_STATE)
			return port.drops[i].rx_packets;
	}
	return 0;
}

/* As until it is authenticated (IEEE 802.1X). */
TEST_F(netdev, dormant)
{
	struct flow_port port;

	EXPECT_EQ(1, send_to_port_1(self, &port));
	EXPECT_EQ(0, refused_by_port_1(self));
	ASSERT_TRUE(ip("link set p1 state dormant"));
	EXPECT_EQ(0, send_to_port_1(self, &port));
	EXPECT_EQ(1, refused_by_port_1(self));
	ASSERT_TRUE(ip("link set p1 state up"));
	EXPECT_EQ(1, send_to_port_1(self, &port));
	EXPECT_EQ(1, refused_by_port_1(self));
	/* One that comes to the switch so. */
	ASSERT_TRUE(ip("link set p1 nomaster state dormant"));
	ASSERT_EQ(0, add_port(self->netns.flow, NETNS_SWITCH, NETNS_P1, 1));
	EXPECT_EQ(1, refused_by_port_1(self));
}

TEST_F(netdev, mtu)
{
	EXPECT_EQ(1500, get_link(self, NETNS_SWITCH).mtu);
	ASSERT_TRUE(ip("link set p1 mtu 9000 && ip link set p2 mtu 4000"));
	EXPECT_EQ(4000, get_link(self, NETNS_SWITCH).mtu);
	ASSERT_TRUE(ip("link set p1 mtu 1400"));
	EXPECT_EQ(1400, get_link(self, NETNS_SWITCH).mtu);
	ASSERT_TRUE(ip("link set p1 nomaster"));
	EXPECT_EQ(4000, get_link(self, NETNS_SWITCH).mtu);
	/* From here on it is what the administrator says. */
	ASSERT_TRUE(ip("link set sw0 mtu 2000 && ip link set p2 mtu 1600"));
	EXPECT_EQ(2000, get_link(self, NETNS_SWITCH).mtu);
}

/* Waits till the host has sent @count frames, or more. */
static bool host_sends(FIXTURE_DATA(netdev) *self, uint64_t count)
{
	struct flow_port port = { .number = 0 };
	int i;

	for (i = 0; port.stats.rx_packets < count && i < WAIT_MS / 10; i++) {
		get_port(self, FLOWDP_PORT_LOCAL, &port);
		usleep(10000);
	}
	return port.stats.rx_packets >= count;
}

/* The host joins an IPv4 multicast group on the switch's netdev; returns the socket. */
static int join_group(void)
{
	struct ip_mreqn group = { .imr_ifindex = NETNS_SWITCH };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "239.1.2.3", &group.imr_multiaddr);
	return setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof(group)) ? -1 : fd;
}

/* When a bond fails over, whoever is behind it now has to hear of the host's groups. */
TEST_F(netdev, bond_fails_over)
{
	const uint64_t reports = 2;	/* of who joins (RFC 3376, 8.1) */
	int fd;

	ASSERT_EQ(0, system("echo 1 >/proc/sys/net/ipv6/conf/sw0/disable_ipv6"));
	ASSERT_TRUE(ip("link add d1 type dummy && ip link add d2 type dummy"));
	ASSERT_TRUE(ip("link add bond1 type bond mode active-backup"));
	ASSERT_TRUE(ip("link set d1 master bond1 && ip link set d2 master bond1"));
	ASSERT_TRUE(ip("link set bond1 up && ip link set bond1 master sw0"));
	ASSERT_TRUE(ip("address add 10.0.0.1/24 dev sw0 && ip link set sw0 up"));
	fd = join_group();
	ASSERT_LE(0, fd);
	EXPECT_TRUE(host_sends(self, reports));
	ASSERT_TRUE(ip("link set bond1 type bond active_slave d2"));
	EXPECT_TRUE(host_sends(self, reports + 1));
	close(fd);
}

static int open_tap(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR);

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	return ioctl(fd, TUNSETIFF, &request) ? -1 : fd;
}

TEST_F(netdev, type)
{
	uint32_t ifindex;
	int fd = open_tap("tap0");

	ASSERT_LE(0, fd);
	ifindex = if_nametoindex("tap0");
	ASSERT_EQ(0, add_port(self->netns.flow, NETNS_SWITCH, ifindex, 3));
	EXPECT_EQ(-1, ioctl(fd, TUNSETLINK, ARPHRD_PPP));
	EXPECT_EQ(ARPHRD_ETHER, get_link(self, ifindex).type);
	/* The same once it is no port any more. */
	ASSERT_EQ(0, netns_link_set_master(self->netns.route, ifindex, 0));
	EXPECT_EQ(0, ioctl(fd, TUNSETLINK, ARPHRD_PPP));
	EXPECT_EQ(-EINVAL, add_port(self->netns.flow, NETNS_SWITCH, ifindex, 3));
	close(fd);
}

TEST_F(netdev, switch_deleted)
{
	const struct netns *netns = &self->netns;

	ASSERT_EQ(0, netns_link_delete(netns->route, NETNS_SWITCH));
	EXPECT_EQ(0, get_link(self, NETNS_P1).master);
	EXPECT_TRUE(ip("-d link show p1 | grep -q 'promiscuity 0'"));
	ASSERT_EQ(0, netns_link_add(netns->route, FLOWDP_LINK_KIND, "sw1", NETNS_SPARE));
	EXPECT_EQ(0, add_port(netns->flow, NETNS_SPARE, NETNS_P1, 1));
	EXPECT_EQ(0, add_port(netns->flow, NETNS_SPARE, NETNS_P2, 2));
	EXPECT_TRUE(ip("-d link show p1 | grep -q 'promiscuity 1'"));
}

/* A process in a network namespace of its own; -1 if there is none. */
static pid_t start_neighbour(void)
{
	int ready[2];
	char byte;
	pid_t child;

	if (pipe(ready))
		return -1;
	child = fork();
	if (!child) {
		if (!unshare(CLONE_NEWNET) && write(ready[1], "", 1) == 1)
			pause();
		_exit(1);
	}
	close(ready[1]);
	return read(ready[0], &byte, 1) == 1 ? child : -1;
}

static void stop(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

TEST_F(netdev, moved)
{
	pid_t child = start_neighbour();
	struct flow_port port;

	ASSERT_LT(0, child);
	ASSERT_TRUE(ip("link set p1 netns %d", child));
	EXPECT_EQ(-ENOENT, get_port(self, 1, &port));
	EXPECT_EQ(-ENODEV, add_port(self->netns.flow, NETNS_SWITCH, NETNS_P1, 1));
	stop(child);
	EXPECT_FALSE(ip("link set sw0 netns 1 2>/dev/null"));
}

/* Waits till port @number is gone. */
static int wait_for_loss(FIXTURE_DATA(netdev) *self, unsigned int number)
{
	struct flow_port port;
	int error = 0, i;

	for (i = 0; !error && i < WAIT_MS / 10; i++) {
		error = get_port(self, number, &port);
		usleep(10000);
	}
	return error;
}

/* The end of a veth pair in the namespace that goes is a port of a switch there. */
TEST_F(netdev, namespace_deleted)
{
	pid_t child = start_neighbour();

	ASSERT_LT(0, child);
	ASSERT_TRUE(ip("link add near type veth peer far netns %d", child));
	ASSERT_EQ(0, add_port(self->netns.flow, NETNS_SWITCH, if_nametoindex("near"), 5));
	ASSERT_TRUE(ip("link set near up"));
	ASSERT_TRUE(ip("netns attach neighbour %d", child));
	ASSERT_TRUE(ip("-n neighbour link add inner type flowdp"));
	ASSERT_TRUE(ip("-n neighbour link set far master inner up"));
	ASSERT_TRUE(ip("netns delete neighbour"));
	stop(child);
	EXPECT_EQ(-ENOENT, wait_for_loss(self, 5));
	EXPECT_TRUE(same_as_before(self));
}

/* Netdevs that cannot be ports, and how "ip" makes them. */
static const struct candidate {
	const char *make, *name;
	int error;
	const char *text;
} candidates[] = {
	{ "link set lo up", "lo", EINVAL, "the loopback netdev cannot be a port" },
	{ "link show sw0", "sw0", ELOOP, "a switch cannot be a port of a switch" },
	{ "link add sw1 type flowdp", "sw1", ELOOP, "a switch cannot be a port of a switch" },
	{ "link add link sw0 name sw0.5 type vlan id 5", "sw0.5", ELOOP,
	  "the netdev stands on the switch, so it cannot be a port of it" },
	{ "link add link sw0 name mv0 type macvlan", "mv0", ELOOP,
	  "the netdev stands on the switch, so it cannot be a port of it" },
	{ "link show p1", "p1", EBUSY,
	  "the netdev has a master already; take it out first: ip link set DEV nomaster" },
	{ "link add br0 type bridge && ip link add p4 type dummy && ip link set p4 master br0",
	  "p4", EBUSY,
	  "the netdev has a master already; take it out first: ip link set DEV nomaster" },
	{ "link add bond0 type bond && ip link add p5 type dummy && ip link set p5 master bond0",
	  "p5", EBUSY,
	  "the netdev has a master already; take it out first: ip link set DEV nomaster" },
	{ "link add p6 type dummy && ip link add link p6 name mv6 type macvlan", "p6", EBUSY,
	  "something else takes the netdev's frames already" },
	{ "link add p7 type dummy && ip link add link p7 name p7.5 type vlan id 5 reorder_hdr off",
	  "p7.5", EOPNOTSUPP,
	  "the VLAN netdev leaves its tag in the frame; set it right first: "
	  "ip link set DEV type vlan reorder_hdr on" },
	{ "tuntap add tun0 mode tun", "tun0", EINVAL, "only Ethernet netdevs can be ports" },
	{ "link add p8 type dummy && ip link add link p8 name iv8 type ipvlan", "iv8", EOPNOTSUPP,
	  "this netdev gives its frames to nobody but the host, so it cannot be a port" },
	{ "link add v1 type dummy && for i in 1 2 3 4 5 6 7; do "
	  "ip link add link v$i name v$((i + 1)) type vlan id 5; done", "v8", EMLINK,
	  "too many netdevs would stand on one another; "
	  "a stack with a switch in it has 8 levels at most" },
};

TEST_F(netdev, that_cannot_be_a_port)
{
	const struct netns *netns = &self->netns;
	const struct candidate *candidate;
	uint32_t ifindex, master;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(candidates); i++) {
		candidate = &candidates[i];
		ASSERT_TRUE(ip("%s >/dev/null 2>&1", candidate->make))
			TH_LOG("%s", candidate->make);
		ifindex = if_nametoindex(candidate->name);
		ASSERT_NE(0, ifindex);
		snapshot_clear(&self->before);
		ASSERT_EQ(0, snapshot_take(netns->flow, NETNS_SWITCH, &self->before));
		master = get_link(self, ifindex).master;
		EXPECT_EQ(-candidate->error, add_port(netns->flow, NETNS_SWITCH, ifindex, 9))
			TH_LOG("%s", candidate->name);
		EXPECT_STREQ(candidate->text, flow_netlink_error_text(netns->flow))
			TH_LOG("%s", candidate->name);
		if (!master) {
			EXPECT_GT(0, netns_link_set_master(netns->route, ifindex, NETNS_SWITCH))
				TH_LOG("%s", candidate->name);
			EXPECT_STRNE("", flow_netlink_error_text(netns->route))
				TH_LOG("%s", candidate->name);
		}
		EXPECT_EQ(master, get_link(self, ifindex).master);
		EXPECT_TRUE(same_as_before(self))
			TH_LOG("%s", candidate->name);
	}
}

/* Counts the events that tell of p3 under a switch; links tell of other things in their own time. */
static int count_enslaved(const struct flow_link *link, void *data)
{
	*(unsigned int *)data += link->ifindex == NETNS_P3 && link->master;
	return 0;
}

/* A netdev for which there is no number is not put under the switch and taken out again. */
TEST_F(netdev, without_a_number)
{
	const struct netns *netns = &self->netns;
	struct flow_receiver *receiver;
	unsigned int told = 0;

	ASSERT_EQ(0, flow_link_events_open(&receiver, NULL));
	EXPECT_EQ(-EEXIST, add_port(netns->flow, NETNS_SWITCH, NETNS_P3, 2));
	EXPECT_LE(0, flow_link_receive(receiver, 64, count_enslaved, &told));
	EXPECT_EQ(0, told);
	EXPECT_EQ(0, add_port(netns->flow, NETNS_SWITCH, NETNS_P3, 3));
	EXPECT_LT(0, flow_link_receive(receiver, 64, count_enslaved, &told));
	EXPECT_LT(0, told);
	flow_receiver_close(receiver);
}

/* Flows may still name the number of a port that is gone, so it is not given out at once. */
TEST_F(netdev, number_that_was_free)
{
	const struct flow_port wanted = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX),
		.switch_ifindex = NETNS_SWITCH,
		.ifindex = NETNS_P3,
	};
	struct flow_netlink *flow = self->netns.flow;
	struct flow_port first, second;

	ASSERT_EQ(0, flow_port_new(flow, &wanted, &first));
	ASSERT_EQ(0, flow_port_delete(flow, NETNS_SWITCH, NETNS_P3));
	ASSERT_EQ(0, flow_port_new(flow, &wanted, &second));
	EXPECT_NE(first.number, second.number);
}

/* Makes a switch of this address, of @length bytes. */
static int add_switch(struct flow_netlink *route, const uint8_t *address, size_t length)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	size_t nest;

	flow_message_start_raw(&message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
			       sizeof(struct ifinfomsg));
	flow_message_put_string(&message, IFLA_IFNAME, "sw1");
	flow_message_put(&message, IFLA_ADDRESS, address, length);
	nest = flow_message_nest(&message, IFLA_LINKINFO);
	flow_message_put_string(&message, IFLA_INFO_KIND, FLOWDP_LINK_KIND);
	flow_message_nest_end(&message, nest);
	return flow_netlink_request(route, &message, NULL, NULL);
}

TEST_F(netdev, address_of_a_switch)
{
	static const uint8_t bad[][ETH_ALEN] = {
		{ 0 }, { 0x01, 0, 0x5e, 0, 0, 1 }, { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
	};
	static const uint8_t infiniband[20] = { 0x02 };
	static const uint8_t good[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x99 };
	struct flow_netlink *route = self->netns.route;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(-EADDRNOTAVAIL, add_switch(route, bad[i], ETH_ALEN));
		EXPECT_STREQ("the address of a switch or patch is a unicast address",
			     flow_netlink_error_text(route));
		EXPECT_EQ(0, if_nametoindex("sw1"));
	}
	EXPECT_EQ(-EINVAL, add_switch(route, infiniband, sizeof(infiniband)));
	EXPECT_STREQ("a MAC address has six bytes", flow_netlink_error_text(route));
	EXPECT_EQ(0, if_nametoindex("sw1"));
	ASSERT_EQ(0, add_switch(route, good, ETH_ALEN));
	EXPECT_FALSE(ip("link set sw1 address 01:00:5e:00:00:01 2>/dev/null"));
	EXPECT_FALSE(ip("link set sw1 address 00:00:00:00:00:00 2>/dev/null"));
	EXPECT_EQ(0, memcmp(good, get_link(self, if_nametoindex("sw1")).address, ETH_ALEN));
	EXPECT_TRUE(ip("link set sw1 address 02:00:00:00:00:98"));
}

TEST_HARNESS_MAIN
