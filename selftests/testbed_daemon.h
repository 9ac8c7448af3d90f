/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A daemon that only listens: whoever asks, it remembers who and what. */
#ifndef SELFTEST_TESTBED_DAEMON_H
#define SELFTEST_TESTBED_DAEMON_H

#include "testbed.h"
#include "upcall.h"

#define TESTBED_LEARN		(1U << FLOWDP_UPCALL_LEARN)
#define TESTBED_ACTION		(1U << FLOWDP_UPCALL_ACTION)
#define TESTBED_PROTOCOL	(1U << FLOWDP_UPCALL_PROTOCOL)

struct testbed_daemon {
	struct testbed *bed;
	struct flow_upcall *upcall;	/* NULL: closed */
	unsigned int heard;		/* upcalls */
	unsigned int from[TESTBED_PORTS_MAX + 1];	/* those of each port */
	unsigned int of_class[__FLOWDP_UPCALL_MAX];
	unsigned int first[TESTBED_PORTS_MAX + 1];	/* which one was its first, from 1 */
	struct flow_upcall_packet last;
	struct flow_frame frame;	/* the last one's bytes */
};

/* As the functions of testbed.h: bool says on stderr what was wrong, int is 0 or -errno. */
bool testbed_daemon_open(struct testbed_daemon *daemon, struct testbed *bed);
void testbed_daemon_close(struct testbed_daemon *daemon);

/* @classes: of TESTBED_LEARN and its like; 0: none any more. */
int testbed_daemon_bind(struct testbed_daemon *daemon, uint32_t classes);

/* What becomes of a frame that needs the daemon while none is bound. */
int testbed_fail_mode(struct testbed *bed, enum flowdp_fail_mode mode);

/* Waits until @count upcalls were heard in all; more is wrong. */
bool testbed_daemon_hears(struct testbed_daemon *daemon, unsigned int count);

/* Waits for all that the ports have queued. */
bool testbed_daemon_hears_all(struct testbed_daemon *daemon);

/* The last upcall had these first bytes of @frame, and no more. */
bool testbed_daemon_heard(const struct testbed_daemon *daemon, const struct flow_frame *frame,
			  size_t bytes);

#endif
