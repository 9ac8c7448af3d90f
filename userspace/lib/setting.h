/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of switches, VLANs, ports, static entries and neighbours: one table of each that
 * commands, configuration files and JSON share.
 */
#ifndef FLOW_SETTING_H
#define FLOW_SETTING_H

#include <jansson.h>
#include "names.h"
#include "translation.h"
#include "vlan.h"

#define FLOW_SETTING_AGEING_DEFAULT	300	/* seconds; IEEE 802.1Q-2022, table 8-6 */
#define FLOW_SETTING_MAC_MOVES_DEFAULT	5	/* in a window: more are too many */
#define FLOW_SETTING_MAC_WINDOW_DEFAULT	10	/* seconds, as the next */
#define FLOW_SETTING_MAC_HOLD_DEFAULT	30
#define FLOW_SETTING_MAC_LIMIT_MAX	8388607	/* each takes two flows */

enum flow_setting_kind {
	FLOW_SETTING_OTHER,	/* not a number; each reader parses it by itself */
	FLOW_SETTING_NUMBER,
	FLOW_SETTING_VID,	/* of a VLAN; in JSON, 0 is none where that is the minimum */
	FLOW_SETTING_CHOICE,	/* one of a few words; the value is the place of the word */
	FLOW_SETTING_FLAG,	/* on or off */
	FLOW_SETTING_VLANS,	/* a set of them */
	FLOW_SETTING_TRANSLATIONS,	/* the value is how many */
};

/* A name is "" where a setting is not known by one. */
struct flow_setting {
	const char *word;	/* in commands */
	const char *json;	/* in JSON; ends with the unit of a number that has one */
	const char *key;	/* in configuration files */
	enum flow_setting_kind kind;
	const char *unit;	/* of a number, for sentences; NULL: none */
	uint32_t min, max;
	uint32_t initial;
	const char *const *choices;	/* in the order of the kernel's numbers; NULL ends them */
	uint32_t flag;		/* FLOWDP_PORT_F_* or FLOW_VLAN_F_* */
};

/* The rows of flow_setting_switch. */
enum {
	FLOW_SWITCH_NAME,
	FLOW_SWITCH_FAIL_MODE,
	FLOW_SWITCH_FLOWS_MAX,
	FLOW_SWITCH_UPCALL_RATE,
	FLOW_SWITCH_UPCALL_BURST,
	FLOW_SWITCH_AGEING,
	FLOW_SWITCH_MAC_LIMIT,
	FLOW_SWITCH_MAC_OVERFLOW,
	FLOW_SWITCH_MAC_MOVES,
	FLOW_SWITCH_MAC_MOVES_WINDOW,
	FLOW_SWITCH_MAC_HOLD,
};

/* Of flow_setting_vlan. */
enum {
	FLOW_VLAN_VID,
	FLOW_VLAN_SWITCH,
	FLOW_VLAN_AGEING,
	FLOW_VLAN_MAC_LIMIT,
	FLOW_VLAN_MAC_OVERFLOW,
	FLOW_VLAN_LEARNING,
	FLOW_VLAN_FLOOD_UNICAST,
	FLOW_VLAN_FLOOD_MULTICAST,
	FLOW_VLAN_FLOOD_BROADCAST,
	FLOW_VLAN_NEIGHBOUR_SUPPRESSION,
};

/* The flags of a VLAN. */
#define FLOW_VLAN_F_LEARNING		(1U << 0)
#define FLOW_VLAN_F_FLOOD_UNICAST	(1U << 1)
#define FLOW_VLAN_F_FLOOD_MULTICAST	(1U << 2)
#define FLOW_VLAN_F_FLOOD_BROADCAST	(1U << 3)
#define FLOW_VLAN_F_NEIGHBOUR_SUPPRESSION	(1U << 4)
#define FLOW_VLAN_F_ALL			((1U << 5) - 1)
/* Those that are on unless something else is said. */
#define FLOW_VLAN_F_INITIAL		((1U << 4) - 1)

/* Of flow_setting_port. */
enum {
	FLOW_PORT_MATCH,
	FLOW_PORT_SWITCH,
	FLOW_PORT_NUMBER,
	FLOW_PORT_PATCH,
	FLOW_PORT_PROFILE,
	FLOW_PORT_VLAN_MODE,	/* JSON has these three, */
	FLOW_PORT_PVID,
	FLOW_PORT_VLANS,
	FLOW_PORT_VLAN,		/* and people write these, */
	FLOW_PORT_TRUNK,
	FLOW_PORT_NATIVE,	/* of which one of these two goes with a trunk, */
	FLOW_PORT_NATIVE_TAGGED,
	FLOW_PORT_DOT1Q_TUNNEL,
	FLOW_PORT_CUSTOMER_VLANS,	/* and this one with a tunnel */
	FLOW_PORT_TAG_TYPE,
	FLOW_PORT_TRANSLATIONS,
	FLOW_PORT_PCP,
	FLOW_PORT_COMMUNITY,
	FLOW_PORT_STATE,
	FLOW_PORT_LINK_LOCAL_FORWARD,
	FLOW_PORT_MAC_LIMIT,
	FLOW_PORT_LEARNING,
	FLOW_PORT_FLOOD_UNICAST,
	FLOW_PORT_FLOOD_MULTICAST,
	FLOW_PORT_FLOOD_BROADCAST,
	FLOW_PORT_ISOLATED,
	FLOW_PORT_HAIRPIN,
	FLOW_PORT_STICKY_LEARNING,
	FLOW_PORT_MAC_OVERFLOW,
};

/* What a profile may say begins here; what comes before is a port's own. */
#define FLOW_PORT_SHARED	FLOW_PORT_VLAN_MODE

/* Of flow_setting_static. */
enum {
	FLOW_STATIC_MAC,
	FLOW_STATIC_PORT,
	FLOW_STATIC_VLAN,
	FLOW_STATIC_SWITCH,
	FLOW_STATIC_KIND,
};

/* Of flow_setting_neighbour. */
enum {
	FLOW_NEIGHBOUR_ADDRESS,
	FLOW_NEIGHBOUR_MAC,
	FLOW_NEIGHBOUR_VLAN,
	FLOW_NEIGHBOUR_SWITCH,
};

/* What becomes of stations beyond a limit. */
enum flow_overflow {
	FLOW_OVERFLOW_ALARM,	/* forwarded, not learned, and said */
	FLOW_OVERFLOW_FLOOD,	/* the same, and not said */
	FLOW_OVERFLOW_DROP,	/* dropped, and said */
};

/* Kinds of entries in a forwarding database; cookies of flows have these numbers. */
enum flow_fdb_kind {
	FLOW_FDB_STATIC,	/* configured */
	FLOW_FDB_DYNAMIC,	/* ages, and moves with the station */
	FLOW_FDB_LOCAL,		/* the host's own */
	FLOW_FDB_STICKY,	/* configured; nobody else may speak from it */
	FLOW_FDB_STICKY_LEARNED,	/* the same, but learned */

	__FLOW_FDB_KIND_MAX
};

/* Their words; NULL ends them. */
extern const char *const flow_fdb_kinds[];

#define FLOW_SETTINGS_MAX	32	/* rows of a table, and its end */

extern const struct flow_setting flow_setting_switch[];
extern const struct flow_setting flow_setting_vlan[];
extern const struct flow_setting flow_setting_port[];
extern const struct flow_setting flow_setting_static[];
extern const struct flow_setting flow_setting_neighbour[];

/* Settings that somebody has given for an object. */
struct flow_settings {
	const struct flow_setting *table;
	uint32_t present;	/* bit n: row n was said */
	uint32_t value[FLOW_SETTINGS_MAX];
	flow_vlan_bitmap vlans;
	struct flow_translations translations;
};

/* Nothing was said yet. */
void flow_settings_init(struct flow_settings *settings, const struct flow_setting *table);
/* All have their initial value. */
void flow_settings_init_all(struct flow_settings *settings, const struct flow_setting *table);

bool flow_settings_has(const struct flow_settings *settings, unsigned int row);
void flow_settings_set(struct flow_settings *settings, unsigned int row, uint32_t value);

/*
 * Reads the value of a setting that is called @name there, from text or from
 * JSON: not of FLOW_SETTING_OTHER.  -EINVAL and a sentence that names it.
 */
int flow_settings_parse(struct flow_settings *settings, unsigned int row, const char *name,
			const char *text, struct flow_error *error);
int flow_settings_from_json(struct flow_settings *settings, unsigned int row,
			    const json_t *value, struct flow_error *error);

/*
 * The rows, a bit each, of the settings that an array of their JSON names lists.
 * -EINVAL and a sentence, which suggests rows from @first on.
 */
int flow_settings_named(const struct flow_setting *table, unsigned int first, const json_t *named,
			uint32_t *rows, struct flow_error *error);

/*
 * Says that @value is wrong for what is called @name in JSON, and what that
 * takes: "a string".  Returns -EINVAL.
 */
int flow_setting_wrong_json(const char *name, const json_t *value, const char *takes,
			    struct flow_error *error);

/*
 * The value as flow_settings_parse() reads it, of any kind but
 * FLOW_SETTING_OTHER; the caller frees it.  NULL: no memory.
 */
char *flow_settings_format(const struct flow_settings *settings, unsigned int row);

/* Adds to @json what is present. */
void flow_settings_to_json(const struct flow_settings *settings, json_t *json);

/* Flags of a port or a VLAN in one word: those that are present, and which are on. */
uint32_t flow_settings_flags(const struct flow_settings *settings, uint32_t *on);
void flow_settings_set_flags(struct flow_settings *settings, uint32_t known, uint32_t on);

#endif
