/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A switch in a network namespace of its own, with TAP netdevs as its ports.
 * What is written to a TAP enters the switch by that port, and what leaves by a
 * port is read from its TAP, so every byte of every frame is the test's.
 *
 *    test program        TAP      port
 *        fd[1] ---------- tap1 --- 1 \
 *        fd[2] ---------- tap2 --- 2  +-- sw0 --- port 0 --- packet socket fd[0]
 *        fd[3] ---------- tap3 --- 3 /
 *
 * TAPs and switch are as synchronous as a function call: when testbed_send()
 * returns, the frame has left by all ports it leaves by, and is counted.
 *
 * Functions that return bool say on stderr what was wrong when they return
 * false; those that return int return 0 or -errno.
 */
#ifndef SELFTEST_TESTBED_H
#define SELFTEST_TESTBED_H

#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdbool.h>
#include "entry.h"
#include "frame.h"
#include "netlink.h"
#include "packet.h"
#include "port.h"

#define TESTBED_PORTS_MAX	10
#define TESTBED_WAIT_MS		30000	/* for what is to come in any case */

#define TESTBED_VNET		(1U << 0)	/* TAPs and socket speak virtio-net headers */

/* In place of a drop reason: what else may become of a frame. */
#define TESTBED_FORWARDED	FLOWDP_DROP_NONE
#define TESTBED_CONSUMED	(-1)
#define TESTBED_MISCOUNTED	(-2)	/* not exactly one fate */

/* A set of ports. */
#define TESTBED_PORT(number)	(1U << (number))

struct testbed_port {
	char name[IF_NAMESIZE];
	uint32_t ifindex;
	int fd;			/* -1: not open */
	uint64_t read;		/* frames that were read from fd */
};

struct testbed {
	struct flow_netlink *netlink;
	struct flow_netlink *route;
	uint32_t switch_ifindex;
	unsigned int flags;
	unsigned int ports;	/* TAPs are ports 1 to this */
	struct testbed_port port[TESTBED_PORTS_MAX + 1];
};

/* Makes it all; @bed is zeroed.  The process stays in the new namespace. */
bool testbed_open(struct testbed *bed, unsigned int ports, unsigned int flags);

/* What is sent from now on is handled by this CPU, which has counters and a cache of its own. */
bool testbed_run_on(unsigned int cpu);

/* Brings the switch's own netdev up, and puts a packet socket in port 0's place. */
bool testbed_open_local(struct testbed *bed);

/*
 * Checks that each frame that entered had one fate, and that no frame left that
 * the test did not read; then closes everything.
 */
bool testbed_close(struct testbed *bed);

/* Sends a frame into port @number; with a virtio-net header if they speak them. */
bool testbed_send(struct testbed *bed, unsigned int number, const struct flow_frame *frame);
bool testbed_send_vnet(struct testbed *bed, unsigned int number,
		       const struct virtio_net_hdr *header, const struct flow_frame *frame);

/* Sends a frame, and tells its fate by the counters: a drop reason or TESTBED_*. */
int testbed_inject(struct testbed *bed, unsigned int number, const struct flow_frame *frame);

/* Waits for a frame that leaves by port @number; @header may be NULL. */
bool testbed_receive(struct testbed *bed, unsigned int number, struct flow_frame *frame,
		     struct virtio_net_hdr *header);

/* The next frame that leaves by port @number is @frame. */
bool testbed_expect(struct testbed *bed, unsigned int number, const struct flow_frame *frame);

/* Nothing has left by any port but what was read. */
bool testbed_silent(struct testbed *bed);

/* @in goes into @from; @out leaves by all of @to (TESTBED_PORT()s), and by no other. */
bool testbed_forwards(struct testbed *bed, unsigned int from, const struct flow_frame *in,
		      uint32_t to, const struct flow_frame *out);

/* @in goes into @from, leaves by no port, and is counted under @fate. */
bool testbed_drops(struct testbed *bed, unsigned int from, const struct flow_frame *in, int fate);

/* Drops of port @number under @reason. */
uint64_t testbed_rx_drops(struct testbed *bed, unsigned int number, unsigned int reason);
uint64_t testbed_tx_drops(struct testbed *bed, unsigned int number, unsigned int reason);

/* All of a port, statistics included; zeroed if that fails. */
struct flow_port testbed_port_get(struct testbed *bed, unsigned int number);

/* Changes what is present in @settings of port @number. */
int testbed_port_set(struct testbed *bed, unsigned int number, const struct flow_port *settings);
int testbed_port_flags(struct testbed *bed, unsigned int number, uint32_t flags, uint32_t mask);
int testbed_port_state(struct testbed *bed, unsigned int number, uint8_t state);

/*
 * @words: "none", "access VID", "trunk VLANS [native VID | native_tagged VID] [service]
 * [translate PAIRS]" or "tunnel VID [customers VLANS]", each with [pcp PCP].
 */
int testbed_port_vlan(struct testbed *bed, unsigned int number, const char *words);

/* Sets the MTU of the netdev of port @number. */
bool testbed_port_mtu(struct testbed *bed, unsigned int number, unsigned int mtu);

/* Bytes sent to a packet-out: with @actions (words), or NULL: enter by @number. */
int testbed_packet_out(struct testbed *bed, uint32_t number, const char *actions,
		       const struct flow_frame *frame);

#endif
