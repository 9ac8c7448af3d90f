// SPDX-License-Identifier: GPL-2.0-or-later
#include "testbed_daemon.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include "switch.h"
#include "testbed_diagnose.h"

static int listen_to(const struct flow_upcall_packet *packet, void *data)
{
	struct testbed_daemon *daemon = data;

	if (packet->in_port > TESTBED_PORTS_MAX || packet->class >= __FLOWDP_UPCALL_MAX)
		return -EPROTO;
	daemon->heard++;
	daemon->of_class[packet->class]++;
	if (!daemon->from[packet->in_port]++)
		daemon->first[packet->in_port] = daemon->heard;
	daemon->last = *packet;
	daemon->frame.length = packet->data_length;
	memcpy(daemon->frame.data, packet->data, packet->data_length);
	return 0;
}

bool testbed_daemon_open(struct testbed_daemon *daemon, struct testbed *bed)
{
	int error;

	memset(daemon, 0, sizeof(*daemon));
	daemon->bed = bed;
	error = flow_upcall_open(&daemon->upcall, NULL, listen_to, daemon);
	return !error || testbed_diagnose("no socket for upcalls: %s", strerror(-error));
}

void testbed_daemon_close(struct testbed_daemon *daemon)
{
	flow_upcall_close(daemon->upcall);
	daemon->upcall = NULL;
}

int testbed_daemon_bind(struct testbed_daemon *daemon, uint32_t classes)
{
	return flow_upcall_bind(daemon->upcall, daemon->bed->switch_ifindex, classes);
}

int testbed_fail_mode(struct testbed *bed, enum flowdp_fail_mode mode)
{
	const struct flow_switch object = {
		.present = FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FAIL_MODE),
		.ifindex = bed->switch_ifindex,
		.fail_mode = mode,
	};

	return flow_switch_set(bed->netlink, &object);
}

bool testbed_daemon_hears(struct testbed_daemon *daemon, unsigned int count)
{
	struct pollfd poller = { .fd = flow_upcall_fd(daemon->upcall), .events = POLLIN };

	while (daemon->heard < count && poll(&poller, 1, TESTBED_WAIT_MS) == 1) {
		if (flow_upcall_receive(daemon->upcall, 64) < 0)
			return testbed_diagnose("the upcalls cannot be read");
	}
	return daemon->heard == count ||
	       testbed_diagnose("%u upcalls in place of %u", daemon->heard, count);
}

static int sum_queued(const struct flow_port *port, void *data)
{
	*(uint64_t *)data += port->stats.upcalls;
	return 0;
}

bool testbed_daemon_hears_all(struct testbed_daemon *daemon)
{
	const struct testbed *bed = daemon->bed;
	uint64_t queued = 0;

	if (flow_port_dump(bed->netlink, bed->switch_ifindex, sum_queued, NULL, &queued))
		return testbed_diagnose("the ports cannot be listed");
	return testbed_daemon_hears(daemon, queued);
}

bool testbed_daemon_heard(const struct testbed_daemon *daemon, const struct flow_frame *frame,
			  size_t bytes)
{
	if (daemon->frame.length == bytes && !memcmp(daemon->frame.data, frame->data, bytes))
		return true;
	return testbed_diagnose_frames("upcall", frame, &daemon->frame);
}
