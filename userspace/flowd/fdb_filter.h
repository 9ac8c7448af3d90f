/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which entries of the forwarding databases are meant: those that agree with
 * all that is given.
 */
#ifndef FLOWD_FDB_FILTER_H
#define FLOWD_FDB_FILTER_H

#include <jansson.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include "intent.h"

#define FDB_ANY_VID	UINT16_MAX
#define FDB_ANY_KIND	UINT8_MAX

struct fdb_filter {
	char switch_name[IF_NAMESIZE];	/* "": any */
	char port[IF_NAMESIZE];		/* "": any */
	uint8_t mac[6];			/* zero: any */
	uint16_t vid;
	uint8_t kind;			/* enum flow_fdb_kind */
};

/*
 * Reads the members switch, port, mac, vlan and kind, as far as they are there.
 * Returns the name of the first that is wrong, or NULL.
 */
const char *fdb_filter_read(const json_t *json, struct fdb_filter *filter);

bool fdb_filter_has_switch(const struct fdb_filter *filter, const char *name);
bool fdb_filter_has_port(const struct fdb_filter *filter, const char *name);
bool fdb_filter_has_mac(const struct fdb_filter *filter, const uint8_t *mac);
/* Whether an entry of such a switch and port is meant. */
bool fdb_filter_has_entry(const struct fdb_filter *filter, const uint8_t *mac, uint16_t vid,
			  uint8_t kind);
/* Whether a static entry is, with the switch and the VLAN that it leaves to its port. */
bool fdb_filter_has_static(const struct fdb_filter *filter, const struct intent *intent,
			   const struct intent_static *object);

#endif
