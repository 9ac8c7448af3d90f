// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Load on the kernel's flow tables through netlink.
 *
 *    flows install SWITCH COUNT        one batch of flows that compare a whole 5-tuple
 *    flows dump SWITCH                 all flows
 *    flows move SWITCH RATE SECONDS    stations come and go, so many a second
 *    flows wait SWITCH COUNT SECONDS   until there are so many
 *
 * install and dump print how many seconds the kernel took, without what it takes to
 * write or read the messages; move how many stations came or went; wait how many
 * seconds it took, and fails after the given ones.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "switch.h"
#include "transaction.h"

#define TABLE_SOURCE	8
#define TABLE_FORWARD	12
#define PORT		1	/* where the stations are */
#define VLAN		10
#define ROUNDS		100	/* a second */
#define TIMEOUT_MS	60000

static struct flow_netlink *netlink;

static void check(int error, const char *what)
{
	if (!error)
		return;
	fprintf(stderr, "flows: %s: %s (%s)\n", what, strerror(-error),
		netlink ? flow_netlink_error_text(netlink) : "");
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* MAC addresses differ in their last bytes. */
static void set_mac(struct flow_match *match, unsigned int field, uint32_t number)
{
	uint8_t mac[6] = { 0x02, 0x77 };

	number = htonl(number);
	memcpy(mac + 2, &number, sizeof(number));
	flow_match_set_bytes(match, field, mac);
}

static void fill_exact(struct flow_entry *entry, uint32_t number)
{
	struct flow_match *match = &entry->identity.match;

	memset(entry, 0, sizeof(*entry));
	entry->identity.priority = 10;
	flow_match_set_number(match, FLOWDP_A_FIELD_ETH_TYPE, 0x0800);
	flow_match_set_number(match, FLOWDP_A_FIELD_IP_PROTO, IPPROTO_UDP);
	flow_match_set_number(match, FLOWDP_A_FIELD_IPV4_SRC, 0x0b000000 + number);
	flow_match_set_number(match, FLOWDP_A_FIELD_IPV4_DST, 0x0c000000);
	flow_match_set_number(match, FLOWDP_A_FIELD_TP_SRC, 1024);
	flow_match_set_number(match, FLOWDP_A_FIELD_TP_DST, 80);
	flow_actions_goto(&entry->actions, TABLE_SOURCE);
}

static int install(uint32_t sw, uint32_t count)
{
	struct flow_transaction *transaction = flow_transaction_new(sw);
	struct flow_entry entry;
	double began;
	uint32_t i;

	check(transaction ? 0 : -ENOMEM, "install");
	for (i = 0; i < count; i++) {
		fill_exact(&entry, i);
		check(flow_transaction_entry_new(transaction, &entry, NLM_F_CREATE), "install");
	}
	began = now();
	check(flow_transaction_commit(transaction, netlink, 0, NULL), "install");
	printf("%.6f\n", now() - began);
	flow_transaction_free(transaction);
	return 0;
}

static int ignore(const struct nlmsghdr *header, void *data)
{
	(void)header;
	(void)data;
	return 0;
}

static int dump(uint32_t sw)
{
	const struct flow_netlink_dump to = { .item = ignore };
	struct flow_message message = FLOW_MESSAGE_INIT;
	double began = now();

	flow_message_start(&message, FLOWDP_CMD_FLOW_GET, 0);
	flow_message_put_u32(&message, FLOWDP_A_FLOW_SWITCH, sw);
	check(flow_netlink_dump(netlink, &message, &to), "dump");
	printf("%.6f\n", now() - began);
	return 0;
}

static void fill_source(struct flow_entry *entry, uint32_t number)
{
	memset(entry, 0, sizeof(*entry));
	entry->identity.table = TABLE_SOURCE;
	entry->identity.priority = 100;
	flow_match_set_number(&entry->identity.match, FLOWDP_A_FIELD_IN_PORT, PORT);
	flow_match_set_number(&entry->identity.match, FLOWDP_A_FIELD_VID, VLAN);
	set_mac(&entry->identity.match, FLOWDP_A_FIELD_ETH_SRC, number);
	flow_actions_goto(&entry->actions, TABLE_FORWARD);
}

static void fill_forward(struct flow_entry *entry, const struct flow_entry *source, uint32_t number)
{
	memset(entry, 0, sizeof(*entry));
	entry->identity.table = TABLE_FORWARD;
	entry->identity.priority = 100;
	flow_match_set_number(&entry->identity.match, FLOWDP_A_FIELD_VID, VLAN);
	set_mac(&entry->identity.match, FLOWDP_A_FIELD_ETH_DST, number);
	flow_actions_output(&entry->actions, PORT);
	entry->has_leader = true;
	entry->leader = source->identity;
}

/* As flowd does it: a flow for the source, and one to it that goes with it. */
static int move_one(struct flow_transaction *transaction, uint32_t number, bool come)
{
	struct flow_entry source, forward;
	int error;

	fill_source(&source, number);
	if (!come)
		return flow_transaction_entry_delete(transaction, &source.identity);
	fill_forward(&forward, &source, number);
	error = flow_transaction_entry_new(transaction, &source, NLM_F_CREATE);
	return error ? error : flow_transaction_entry_new(transaction, &forward, NLM_F_CREATE);
}

static void sleep_until(double when)
{
	struct timespec time = { .tv_sec = when, .tv_nsec = (when - (time_t)when) * 1e9 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static int move(uint32_t sw, uint32_t rate, double seconds)
{
	struct flow_transaction *transaction = flow_transaction_new(sw);
	uint32_t count = rate / ROUNDS, round, i;
	double began = now();

	check(transaction ? 0 : -ENOMEM, "move");
	for (round = 0; now() < began + seconds; round++) {
		flow_transaction_reset(transaction);
		for (i = 0; i < count; i++)
			check(move_one(transaction, i, !(round & 1)), "move");
		check(flow_transaction_commit(transaction, netlink, 0, NULL), "move");
		sleep_until(began + (round + 1) / (double)ROUNDS);
	}
	printf("%u\n", round * count);
	flow_transaction_free(transaction);
	return 0;
}

static int wait_for(uint32_t sw, uint32_t count, double seconds)
{
	struct flow_switch found = { .flows = 0 };
	double began = now();

	for (;;) {
		check(flow_switch_get(netlink, sw, &found), "wait");
		if (found.flows >= count)
			break;
		if (now() > began + seconds) {
			fprintf(stderr, "flows: %u of %u\n", found.flows, count);
			return 1;
		}
		sleep_until(now() + 0.02);
	}
	printf("%.3f\n", now() - began);
	return 0;
}

int main(int argc, char **argv)
{
	uint32_t sw = argc > 2 ? if_nametoindex(argv[2]) : 0;

	check(flow_netlink_open(&netlink, NETLINK_GENERIC, NULL), "netlink");
	flow_netlink_set_timeout(netlink, TIMEOUT_MS);
	if (argc == 4 && !strcmp(argv[1], "install"))
		return install(sw, atoi(argv[3]));
	if (argc == 3 && !strcmp(argv[1], "dump"))
		return dump(sw);
	if (argc == 5 && !strcmp(argv[1], "move"))
		return move(sw, atoi(argv[3]), atof(argv[4]));
	if (argc == 5 && !strcmp(argv[1], "wait"))
		return wait_for(sw, atoi(argv[3]), atof(argv[4]));
	fprintf(stderr, "usage: see the head of flows.c\n");
	return 1;
}
