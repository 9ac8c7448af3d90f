/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The intent: which switches there are to be, what holds in their VLANs, which
 * interfaces are their ports, and which MAC addresses and neighbours are fixed.  Knows
 * no kernel.
 */
#ifndef FLOWD_INTENT_H
#define FLOWD_INTENT_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "error.h"
#include "hash.h"
#include "mac.h"
#include "setting.h"
#include "vlan.h"

#define INTENT_MATCH_MAX	64
#define INTENT_OBJECTS_MAX	65536	/* of each kind */
#define INTENT_PROFILE_MAX	32
#define INTENT_ADDRESS_TEXT	46

struct intent_switch {
	UT_hash_handle hh;		/* each kind: by its key, in the intent */
	char *origin;			/* "FILE:LINE"; NULL: the control socket */
	char name[IF_NAMESIZE];
	uint8_t fail_mode;		/* enum flowdp_fail_mode */
	uint32_t flows_max;
	uint32_t upcall_rate;
	uint32_t upcall_burst;
	uint32_t ageing;		/* seconds; 0: never */
	uint32_t mac_limit;
	uint8_t mac_overflow;		/* enum flow_overflow */
	uint8_t mac_moves;		/* more of a station in a window are too many; 0: never */
	uint32_t mac_moves_window;	/* seconds */
	uint32_t mac_hold;		/* seconds that it is held then */
};

/* What holds in one VLAN of a switch. */
struct intent_vlan {
	UT_hash_handle hh;
	char *origin;
	uint16_t vid;			/* begins the key */
	char switch_name[IF_NAMESIZE];	/* ends it */
	bool has_ageing;		/* else the switch's holds */
	uint32_t ageing;		/* seconds; 0: never */
	uint32_t mac_limit;		/* 0: none of its own */
	uint8_t mac_overflow;		/* enum flow_overflow */
	uint32_t flags;			/* FLOW_VLAN_F_* */
};

/* What the kernel is to know of a port. */
struct intent_settings {
	uint8_t vlan_mode;		/* enum flowdp_vlan_mode */
	uint8_t state;			/* enum flowdp_port_state */
	uint16_t pvid;			/* 0: none */
	uint16_t community;		/* in a private VLAN; 0: none */
	uint16_t link_local_forward;
	uint32_t flags;			/* FLOWDP_PORT_F_* */
	uint8_t tag_type;		/* enum flowdp_tag_type */
	uint8_t pcp;			/* or FLOWDP_PCP_KEEP */
	flow_vlan_bitmap vlans;		/* of a trunk, the pvid too; of a tunnel's customers */
	struct flow_translations translations;	/* of a trunk */
};

/* Settings that ports share: those of flow_setting_port that it says. */
struct intent_profile {
	UT_hash_handle hh;
	char *origin;
	char name[INTENT_PROFILE_MAX];
	struct flow_settings said;
};

struct intent_port {
	UT_hash_handle hh;
	char *origin;
	char match[INTENT_MATCH_MAX];	/* see intent_parse_match() */
	char switch_name[IF_NAMESIZE];
	uint32_t number;		/* to ask for; 0: any */
	char patch[IF_NAMESIZE];	/* the other end, if it is one of a patch; "": it is none */
	char profile[INTENT_PROFILE_MAX];	/* "": none */
	uint32_t own;			/* with a profile: bit n: row n of the settings is not from there */
	uint32_t mac_limit;		/* 0: a fair share of the switch's */
	bool sticky_learning;		/* what is learned stays */
	uint8_t mac_overflow;		/* enum flow_overflow; of its own limit */
	struct intent_settings settings;	/* the profile's too: see intent_resolve() */
};

struct intent_static {
	UT_hash_handle hh;
	char *origin;
	uint16_t vid;			/* begins the key */
	uint8_t mac[6];
	char switch_name[IF_NAMESIZE];	/* ends it; "": the one that has the port */
	char port[IF_NAMESIZE];
	uint8_t kind;			/* enum flow_fdb_kind */
};

/* A network address. */
struct intent_address {
	uint16_t family;		/* AF_INET, AF_INET6; 0: none */
	uint8_t bytes[16];		/* the first 4 for IPv4, the rest zero */
};

/* Which station has a network address. */
struct intent_neighbour {
	UT_hash_handle hh;
	char *origin;
	uint16_t vid;			/* begins the key */
	struct intent_address address;
	char switch_name[IF_NAMESIZE];	/* ends it */
	uint8_t mac[6];
};

/* All zero is empty. */
struct intent {
	struct intent_switch **switches, *switches_by_key;
	struct intent_vlan **vlans, *vlans_by_key;	/* in order of switch and VLAN */
	struct intent_profile **profiles, *profiles_by_key;
	struct intent_port **ports, *ports_by_key;
	struct intent_static **statics, *statics_by_key;	/* in order of MAC address */
	struct intent_neighbour **neighbours, *neighbours_by_key;	/* of network address */
	size_t switches_count, vlans_count, profiles_count, ports_count, statics_count;
	size_t neighbours_count;
	bool has_patches;		/* there was a port that says one, ever */
	bool complete;			/* of what was applied: the files count for nothing */
};

void intent_switch_init(struct intent_switch *object);
void intent_vlan_init(struct intent_vlan *object);
void intent_profile_init(struct intent_profile *object);
void intent_port_init(struct intent_port *object);

void intent_clear(struct intent *intent);

/*
 * Add a copy (the origin is copied too), or replace the object with the same
 * key: name, VLAN and switch, match, or MAC or network address, VLAN and switch.  -ENOMEM, or
 * -ENOSPC if there are INTENT_OBJECTS_MAX.
 */
int intent_put_switch(struct intent *intent, const struct intent_switch *object);
int intent_put_vlan(struct intent *intent, const struct intent_vlan *object);
int intent_put_profile(struct intent *intent, const struct intent_profile *object);
int intent_put_port(struct intent *intent, const struct intent_port *object);
int intent_put_static(struct intent *intent, const struct intent_static *object);
int intent_put_neighbour(struct intent *intent, const struct intent_neighbour *object);

/* The sentence for -ENOSPC of these; passes other codes on. */
int intent_refuse_put(int code, struct flow_error *error);

/* Remove by key; false if there is none. */
bool intent_delete_switch(struct intent *intent, const char *name);
bool intent_delete_vlan(struct intent *intent, const struct intent_vlan *key);
bool intent_delete_profile(struct intent *intent, const char *name);
bool intent_delete_port(struct intent *intent, const char *match);
bool intent_delete_static(struct intent *intent, const struct intent_static *key);
bool intent_delete_neighbour(struct intent *intent, const struct intent_neighbour *key);

/* What @from says of it holds again, or nothing. */
int intent_restore_switch(struct intent *intent, const struct intent *from, const char *name);
int intent_restore_vlan(struct intent *intent, const struct intent *from,
			const struct intent_vlan *key);
int intent_restore_port(struct intent *intent, const struct intent *from, const char *match);
int intent_restore_static(struct intent *intent, const struct intent *from,
			  const struct intent_static *key);
int intent_restore_neighbour(struct intent *intent, const struct intent *from,
			     const struct intent_neighbour *key);

/* Copies all objects of @from over what @intent has; those with the same key are replaced. */
int intent_merge(struct intent *intent, const struct intent *from);

/* NULL if there is none; valid until the intent changes. */
struct intent_switch *intent_find_switch(const struct intent *intent, const char *name);
struct intent_vlan *intent_find_vlan(const struct intent *intent, const struct intent_vlan *key);
struct intent_profile *intent_find_profile(const struct intent *intent, const char *name);
struct intent_port *intent_find_port(const struct intent *intent, const char *match);
struct intent_static *intent_find_static(const struct intent *intent,
					 const struct intent_static *key);
struct intent_neighbour *intent_find_neighbour(const struct intent *intent,
					       const struct intent_neighbour *key);

/* Where those of the address begin, if there are any. */
size_t intent_first_static(const struct intent *intent, const uint8_t *mac);
size_t intent_first_neighbour(const struct intent *intent, const struct intent_address *address);

/* What policies know an interface by. */
struct intent_interface {
	const char *name;
	char mac[FLOW_MAC_TEXT];	/* "": not known, as the next */
	const char *alias;		/* NULL: none */
	bool is_switch;
};

/*
 * Reads how a policy names interfaces: "tap0", "mac:52:54:00:00:00:01",
 * "alias:web", or a pattern of names or aliases, as "tap*" and "alias:web-*".
 * @match has INTENT_MATCH_MAX bytes; of all ways to write it, it gets one.
 */
int intent_parse_match(const char *text, char *match, struct flow_error *error);
bool intent_is_pattern(const char *match);
bool intent_is_name(const char *match);

/* Whether it names the interface; all but a name spare "lo" and switches. */
bool intent_names(const char *match, const struct intent_interface *interface);
/*
 * The policies that name the interface without a pattern, in the order in which they win;
 * returns how many.
 */
#define INTENT_EXACT_MAX	3
size_t intent_find_exact(const struct intent *intent, const struct intent_interface *interface,
			 const struct intent_port *found[INTENT_EXACT_MAX]);
/* A sentence: that there is no interface that it names. */
const char *intent_explain_absence(const char *match);

/*
 * The policy for an interface: that of its name, or else of its MAC address, of
 * its alias, of a pattern of its alias, or of its name; of several, the first.
 * NULL: none.
 */
const struct intent_port *intent_match(const struct intent *intent,
				       const struct intent_interface *interface);

/* Each checks one object by itself and against @intent; -EINVAL and a sentence. */
int intent_check_switch(const struct intent_switch *object, struct flow_error *error);
int intent_check_new_switch(const struct intent *intent, const char *name,
			    struct flow_error *error);
int intent_check_vlan(const struct intent *intent, const struct intent_vlan *object,
		      struct flow_error *error);
/* Goes through the ports that use it, too. */
int intent_check_profile(const struct intent *intent, const struct intent_profile *object,
			 struct flow_error *error);
int intent_check_match(const struct intent *intent, const struct intent_port *object,
		       struct flow_error *error);
int intent_check_port(const struct intent *intent, const struct intent_port *object,
		      struct flow_error *error);
int intent_check_static(const struct intent *intent, const struct intent_static *object,
			struct flow_error *error);
int intent_check_neighbour(const struct intent *intent, const struct intent_neighbour *object,
			   struct flow_error *error);

/* Adds the switch and the VLAN that an entry leaves to its port, as far as policies tell. */
void intent_place_static(const struct intent *intent, struct intent_static *object);

/*
 * Whether the object contradicts others of @intent, which may be those of the
 * other source: -EINVAL and a sentence.
 */
int intent_check_number(const struct intent *intent, const struct intent_port *object,
			struct flow_error *error);
int intent_check_place(const struct intent *intent, const struct intent_static *object,
		       struct flow_error *error);

/* Whether a port with these settings has frames of this VLAN; 0: without one. */
bool intent_carries(const struct intent_settings *settings, uint16_t vid);

/* A local entry is behind the switch itself: fills in its name where none is given. */
int intent_default_local(const struct intent *intent, struct intent_static *object,
			 struct flow_error *error);

/* Fills in the switch if the object names none and there is just one. */
int intent_default_switch(const struct intent *intent, char *name, const char *what,
			  struct flow_error *error);

/* Reads "192.0.2.1" or "2001:db8::1", an address that one host has. */
int intent_parse_address(const char *text, struct intent_address *address,
			 struct flow_error *error);
/* @text has INTENT_ADDRESS_TEXT bytes. */
void intent_format_address(const struct intent_address *address, char *text);

#endif
