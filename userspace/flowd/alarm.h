/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alarms: what somebody should look at.  Each is a line of the log, and an object
 * for those who follow them at the control socket.
 */
#ifndef FLOWD_ALARM_H
#define FLOWD_ALARM_H

#include <jansson.h>
#include <stdint.h>

enum alarm_kind {
	ALARM_MAC_LIMIT,	/* a limit is met */
	ALARM_MAC_MOVES,	/* a station moves too often, and is held */
	ALARM_MAC_REFUSED,	/* an address was used elsewhere than where it is pinned to */
};

struct alarm {
	enum alarm_kind kind;
	const char *switch_name;
	const char *port;	/* where it was raised; NULL: of no port, as the next */
	const uint8_t *mac;
	uint16_t vid;		/* FDB_ANY_VID: of none */
};

/* Raises one, with a sentence.  Who hears it gets it also if the log leaves it out. */
void alarm_raise(const struct alarm *alarm, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Called for each alarm, with its members as io.flowswitch.varlink has them. */
typedef void alarm_fn(json_t *alarm, void *data);

/* There is one who hears; NULL: nobody. */
void alarm_listen(alarm_fn *listener, void *data);

#endif
