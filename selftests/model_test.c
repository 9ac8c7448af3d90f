// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random flows and packets, against a classifier that walks a list.  The flows
 * change between the packets, and packets come again, so that what the tables
 * find and what the cache remembers are both compared with the model.
 *
 * Frames enter by ports 1 to 3 and leave by 4 to 6, or are dropped.
 */
#include <linux/flowdp.h>
#include <linux/if_ether.h>
#include <stdlib.h>
#include <unistd.h>
#include "frames.h"
#include "kselftest_harness.h"
#include "testbed.h"
#include "testbed_diagnose.h"
#include "testbed_rules.h"

#define PORTS		6
#define FIRST_OUT	4
#define TABLES		4
#define RULES		48
#define PACKETS		40	/* that are different */
#define STEPS		1200	/* packets sent with one seed */

struct packet {
	struct flow_match fields;	/* all it has, exactly */
	struct flow_frame frame;
};

struct rule {
	bool used;
	struct flow_entry entry;
	uint64_t packets;
};

static struct packet packets[PACKETS];
static struct rule rules[RULES];

FIXTURE(model) {
	struct testbed bed;
};

FIXTURE_SETUP(model)
{
	unsigned int table;

	ASSERT_TRUE(testbed_open(&self->bed, PORTS, 0));
	for (table = 0; table < TABLES; table++)
		ASSERT_EQ(0, testbed_table(&self->bed, table, "drop"));
}

FIXTURE_TEARDOWN(model)
{
	EXPECT_TRUE(testbed_close(&self->bed));
}

static unsigned int below(unsigned int limit)
{
	return random() % limit;
}

/* Few values, so that many packets share some of them. */
static struct flow_match random_fields(void)
{
	static const char *const protos[] = { "tcp", "udp", "sctp" };
	char tag[32] = "", l3[160];

	if (below(2))
		snprintf(tag, sizeof(tag), "vlan_tci 0x%x", below(2) << 13 | (5 + below(3)));
	switch (below(3)) {
	case 0:
		snprintf(l3, sizeof(l3), "ipv4_src 10.0.0.%u ipv4_dst 10.%u.%u.%u ip_tos %u "
			 "ip_ttl %u ip_proto %s tp_src %u tp_dst %u", below(4), below(2), below(3),
			 below(4), below(3), 60 + below(3), protos[below(3)], below(4), below(4));
		break;
	case 1:
		snprintf(l3, sizeof(l3), "ipv6_src fd00::%x ipv6_dst fd0%x::%x ip_tos %u ip_ttl %u "
			 "ipv6_label %u ip_proto %s tp_src %u tp_dst %u", below(4), below(2),
			 below(4), below(3), 60 + below(3), below(3), protos[below(3)], below(4),
			 below(4));
		break;
	default:
		snprintf(l3, sizeof(l3), "arp_op %u arp_spa 10.0.0.%u arp_tpa 10.%u.0.%u",
			 1 + below(2), below(4), below(2), below(4));
	}
	return testbed_parse_flow("eth_dst 02:00:00:00:00:%02x eth_src 02:00:00:00:0%x:0%x %s %s",
				  below(4), below(2), below(3), tag, l3).identity.match;
}

static bool make_packet(struct packet *packet)
{
	struct flow_match *fields = &packet->fields;
	bool tagged;

	*fields = random_fields();
	tagged = flow_match_has(fields, FLOWDP_A_FIELD_VLAN_TCI);
	if (flow_frame_build(fields, 0, &packet->frame, NULL))
		return false;
	flow_match_set_number(fields, FLOWDP_A_FIELD_VLAN_TPID, tagged ? ETH_P_8021Q : 0);
	flow_match_set_number(fields, FLOWDP_A_FIELD_INNER_VLAN_TPID, 0);
	flow_match_set_number(fields, FLOWDP_A_FIELD_VID, 0);
	flow_match_set_number(fields, FLOWDP_A_FIELD_MALFORMED, 0);
	if (!flow_match_has(fields, FLOWDP_A_FIELD_ARP_OP))
		flow_match_set_number(fields, FLOWDP_A_FIELD_IP_FRAG, FLOWDP_IP_FRAG_NONE);
	flow_match_set_number(fields, FLOWDP_A_FIELD_IN_PORT, 1 + below(FIRST_OUT - 1));
	return true;
}

/* Compares the field as the donor has it, in all of its bits or in some. */
static void compare(struct flow_match *match, const struct flow_match *donor, unsigned int id,
		    bool exactly)
{
	union flow_value mask = flow_field_exact(id), value = donor->key[id];
	unsigned int i, bits = 0;

	for (i = 0; i < flow_field(id)->size; i++) {
		if (!exactly)
			mask.bytes[i] &= random();
		value.bytes[i] &= mask.bytes[i];
		bits |= mask.bytes[i];
	}
	if (bits)
		flow_match_set_masked(match, id, &value, &mask);
}

/* A match that at least one packet meets, as it came. */
static void random_match(struct flow_match *match)
{
	const struct flow_match *donor = &packets[below(PACKETS)].fields;
	unsigned int id, density = 2 + below(8);

	memset(match, 0, sizeof(*match));
	for (id = 1; id <= FLOWDP_A_FIELD_MAX; id++) {
		if (!flow_match_has(donor, id) || below(density))
			continue;
		compare(match, donor, id, below(2));
		if (id >= FLOWDP_A_FIELD_IP_PROTO && id != FLOWDP_A_FIELD_MALFORMED)
			compare(match, donor, FLOWDP_A_FIELD_ETH_TYPE, true);
		if (id == FLOWDP_A_FIELD_TP_SRC || id == FLOWDP_A_FIELD_TP_DST)
			compare(match, donor, FLOWDP_A_FIELD_IP_PROTO, true);
	}
}

/* Changes that the packets which match can bear, then a way out, or on. */
static struct flow_actions random_actions(const struct flow_match *match, unsigned int table)
{
	char set[96] = "", end[32] = "";

	if (!below(3))
		snprintf(set, sizeof(set), "set eth_dst 02:00:00:00:00:%02x", below(4));
	else if (!below(2) && flow_match_is(match, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IP))
		snprintf(set, sizeof(set), "set ipv4_dst 10.0.0.%u/0.255.0.255 set ip_tos %u",
			 below(4), below(3));
	else if (!below(2) && flow_match_is(match, FLOWDP_A_FIELD_ETH_TYPE, ETH_P_IPV6))
		snprintf(set, sizeof(set), "set ipv6_src fd00::%u set ip_ttl %u", below(4),
			 60 + below(3));
	if (table < TABLES - 1 && below(3))
		snprintf(end, sizeof(end), "goto %u", table + 1 + below(TABLES - 1 - table));
	else if (below(8))
		snprintf(end, sizeof(end), "output %u", FIRST_OUT + below(PORTS - FIRST_OUT + 1));
	return testbed_parse_flow("actions %s %s", set, end).actions;
}

/* Adds, replaces or deletes a flow.  Its priority tells it from all others. */
static bool change_rule(struct testbed *bed)
{
	struct rule *rule = &rules[below(RULES)];
	struct flow_identity *identity = &rule->entry.identity;

	if (rule->used && below(2)) {
		rule->used = false;
		return !flow_entry_delete(bed->netlink, bed->switch_ifindex, identity);
	}
	if (!rule->used) {
		memset(rule, 0, sizeof(*rule));
		identity->table = below(TABLES);
		identity->priority = below(1000) * RULES + (rule - rules);
		random_match(&identity->match);
	}
	rule->used = true;
	rule->entry.switch_ifindex = bed->switch_ifindex;
	rule->entry.cookie = rule - rules;
	rule->entry.actions = random_actions(&identity->match, identity->table);
	return !flow_entry_new(bed->netlink, &rule->entry, NLM_F_CREATE | NLM_F_REPLACE) ||
	       testbed_diagnose("%s", flow_netlink_error_text(bed->netlink));
}

static bool matches(const struct flow_match *match, const struct flow_match *fields)
{
	unsigned int id, i;

	for (id = 1; id <= FLOWDP_A_FIELD_MAX; id++) {
		if (!flow_match_has(match, id))
			continue;
		if (!flow_match_has(fields, id))
			return false;
		for (i = 0; i < flow_field(id)->size; i++) {
			if ((fields->key[id].bytes[i] & match->mask[id].bytes[i]) !=
			    match->key[id].bytes[i])
				return false;
		}
	}
	return true;
}

static struct rule *best_rule(unsigned int table, const struct flow_match *fields)
{
	struct rule *best = NULL;
	unsigned int i;

	for (i = 0; i < RULES; i++) {
		const struct flow_identity *identity = &rules[i].entry.identity;

		if (rules[i].used && identity->table == table &&
		    (!best || identity->priority > best->entry.identity.priority) &&
		    matches(&identity->match, fields))
			best = &rules[i];
	}
	return best;
}

static void apply_set(struct flow_match *fields, const struct flow_action *action)
{
	union flow_value *field = &fields->key[action->set.field];
	unsigned int i;

	for (i = 0; i < flow_field(action->set.field)->size; i++)
		field->bytes[i] = (field->bytes[i] & ~action->set.mask.bytes[i]) |
				  (action->set.value.bytes[i] & action->set.mask.bytes[i]);
}

/* The port by which the model says that the packet leaves; 0: none. */
static unsigned int classify(const struct packet *packet)
{
	struct flow_match fields = packet->fields;
	unsigned int table = 0, port = 0, i;

	do {
		struct rule *rule = best_rule(table, &fields);
		const struct flow_actions *actions = &rule->entry.actions;

		if (!rule)
			return 0;
		rule->packets++;
		table = 0;
		for (i = 0; i < actions->count; i++) {
			if (actions->list[i].kind == FLOWDP_A_ACTION_SET)
				apply_set(&fields, &actions->list[i]);
			else if (actions->list[i].kind == FLOWDP_A_ACTION_OUTPUT)
				port = actions->list[i].port;
			else
				table = actions->list[i].table;
		}
	} while (table);
	return port;
}

/* The port by which the switch lets it leave; 0: none. */
static unsigned int send_packet(struct testbed *bed, const struct packet *packet)
{
	static struct flow_frame seen;
	unsigned int i, port = 0;

	testbed_send(bed, flow_match_number(&packet->fields, FLOWDP_A_FIELD_IN_PORT),
		     &packet->frame);
	for (i = FIRST_OUT; i <= PORTS; i++) {
		if (read(bed->port[i].fd, seen.data, sizeof(seen.data)) < 0)
			continue;
		bed->port[i].read++;
		port = port ? PORTS + 1 : i;	/* by two is wrong in any case */
	}
	return port;
}

static int compare_counts(const struct flow_entry *entry, void *data)
{
	const struct rule *rule = &rules[entry->cookie];

	if (!rule->used || rule->packets != entry->packets)
		*(bool *)data = testbed_diagnose("flow %u counted %llu packets, the model %llu",
						 (unsigned int)entry->cookie,
						 (unsigned long long)entry->packets,
						 (unsigned long long)rule->packets);
	return 0;
}

static bool run(struct testbed *bed, unsigned int seed)
{
	unsigned int i, wanted, seen;
	bool ok = true;

	srandom(seed);
	for (i = 0; i < PACKETS; i++) {
		if (!make_packet(&packets[i]))
			return false;
	}
	for (i = 0; i < RULES; i++)
		ok = ok && change_rule(bed);
	for (i = 0; i < STEPS && ok; i++) {
		const struct packet *packet = &packets[below(PACKETS)];

		if (!below(4) && !change_rule(bed))
			return false;
		wanted = classify(packet);
		seen = send_packet(bed, packet);
		if (wanted != seen)
			ok = testbed_diagnose("seed %u, step %u: by port %u, not %u", seed, i, seen,
					      wanted);
	}
	flow_entry_dump(bed->netlink, bed->switch_ifindex, NULL, compare_counts, NULL, &ok);
	return ok;
}

TEST_F(model, random_flows)
{
	unsigned int seed;

	for (seed = 1; seed <= 4; seed++) {
		memset(rules, 0, sizeof(rules));
		EXPECT_TRUE(run(&self->bed, seed));
		ASSERT_EQ(0, testbed_flow_flush(&self->bed, NULL));
	}
	/* Enough of them got somewhere, or this tests little. */
	for (seed = FIRST_OUT; seed <= PORTS; seed++)
		EXPECT_GT(self->bed.port[seed].read, 100);
}

TEST_HARNESS_MAIN
