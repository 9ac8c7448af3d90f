// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Events: each change is told once and in order, to those who listen in the
 * switch's network namespace, and to nobody else; refused changes are not told.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "event.h"
#include "netns.h"
#include "sample_requests.h"
#include "transaction.h"
#include "vlan.h"

#define EVENTS_MAX	128
#define BOTH		(FLOW_EVENT_SWITCH | FLOW_EVENT_FLOW)

struct heard {
	unsigned int count;
	int error;
	struct flow_event event[EVENTS_MAX];
};

FIXTURE(event)
{
	struct netns netns;
	struct flow_events *events;
	struct heard heard;
};

FIXTURE_SETUP(event)
{
	ASSERT_EQ(0, netns_create(&self->netns));
	ASSERT_EQ(0, flow_event_open(&self->events, NULL, BOTH));
}

FIXTURE_TEARDOWN(event)
{
	flow_event_close(self->events);
	netns_destroy(&self->netns);
}

static int note(const struct flow_event *event, void *data)
{
	struct heard *heard = data;

	if (event && heard->count < EVENTS_MAX)
		heard->event[heard->count++] = *event;
	return 0;
}

/* What was sent since the last time; events are queued before a request is answered. */
static unsigned int listen_to(struct flow_events *events, struct heard *heard)
{
	heard->count = 0;
	do {
		heard->error = flow_event_receive(events, 64, note, heard);
	} while (heard->error > 0);
	return heard->count;
}

static const struct request *sample(const char *name)
{
	const struct request *request = sample_requests;

	while (strcmp(request->name, name))
		request++;
	return request;
}

/* What each sample makes the kernel tell, as commands. */
static const struct {
	const char *name;
	unsigned int count;
	uint8_t commands[4];
} told[] = {
	{ "switch get", 0, { 0 } },
	{ "switch dump", 0, { 0 } },
	{ "switch set", 1, { FLOWDP_CMD_SWITCH_EVENT } },
	{ "port get", 0, { 0 } },
	{ "port new", 1, { FLOWDP_CMD_PORT_EVENT } },
	{ "port set", 1, { FLOWDP_CMD_PORT_EVENT } },
	{ "port delete", 1, { FLOWDP_CMD_PORT_GONE } },
	{ "table set", 0, { 0 } },
	{ "flow get", 0, { 0 } },
	{ "flow new", 0, { 0 } },
	{ "flow replace", 0, { 0 } },
	{ "flow delete", 2, { FLOWDP_CMD_FLOW_REMOVED, FLOWDP_CMD_FLOW_REMOVED } },
	{ "flow delete many", 3, { FLOWDP_CMD_FLOW_REMOVED, FLOWDP_CMD_FLOW_REMOVED,
				   FLOWDP_CMD_FLOW_REMOVED } },
	{ "group new", 0, { 0 } },
	{ "group delete", 0, { 0 } },
	{ "transaction", 4, { FLOWDP_CMD_FLOW_REMOVED, FLOWDP_CMD_FLOW_REMOVED,
			      FLOWDP_CMD_PORT_EVENT, FLOWDP_CMD_PORT_EVENT } },
	{ "packet out", 0, { 0 } },
	{ "trace", 0, { 0 } },
};

TEST_F(event, requests)
{
	struct heard *heard = &self->heard;
	unsigned int i, e;

	for (i = 0; i < ARRAY_SIZE(told); i++) {
		flow_event_close(self->events);
		netns_destroy(&self->netns);
		ASSERT_EQ(0, netns_create(&self->netns));
		ASSERT_EQ(0, flow_event_open(&self->events, NULL, BOTH));
		ASSERT_EQ(0, request_send(self->netns.flow, sample(told[i].name)))
			TH_LOG("%s", told[i].name);
		ASSERT_EQ(told[i].count, listen_to(self->events, heard))
			TH_LOG("%s", told[i].name);
		for (e = 0; e < heard->count; e++)
			EXPECT_EQ(told[i].commands[e], heard->event[e].command)
				TH_LOG("%s", told[i].name);
	}
}

TEST_F(event, contents)
{
	const struct flow_event *event = self->heard.event;
	bool leader;

	ASSERT_EQ(0, request_send(self->netns.flow, sample("port new")));
	ASSERT_EQ(1, listen_to(self->events, &self->heard));
	EXPECT_EQ(33, event->port.number);
	EXPECT_EQ(NETNS_P3, event->port.ifindex);
	EXPECT_EQ(30, event->port.pvid);
	EXPECT_EQ(FLOWDP_PORT_STATE_LEARNING, event->port.state);
	ASSERT_EQ(0, request_send(self->netns.flow, sample("switch set")));
	ASSERT_EQ(1, listen_to(self->events, &self->heard));
	EXPECT_EQ(1000, event->switch_.flows_max);
	EXPECT_EQ(FLOWDP_FAIL_DROP, event->switch_.fail_mode);
	ASSERT_EQ(0, request_send(self->netns.flow, sample("flow delete")));
	ASSERT_EQ(2, listen_to(self->events, &self->heard));
	leader = event[0].entry.cookie == 2;	/* in any order */
	EXPECT_EQ(3, event[leader].entry.cookie);
	EXPECT_EQ(FLOWDP_REMOVED_LEADER, event[leader].entry.removed);
	EXPECT_EQ(2, event[!leader].entry.cookie);
	EXPECT_EQ(FLOWDP_REMOVED_DELETED, event[!leader].entry.removed);
}

static struct flow_entry new_entry(uint64_t cookie)
{
	return (struct flow_entry){
		.switch_ifindex = NETNS_SWITCH,
		.identity.priority = cookie,
		.cookie = cookie,
	};
}

/* A leader that is replaced and deleted at once, before its follower. */
TEST_F(event, a_follower_is_told_of_with_its_leader)
{
	const struct flow_event *event = self->heard.event;
	struct flow_entry leader = new_entry(101), follower = new_entry(102);
	struct flow_transaction *transaction;

	follower.has_leader = true;
	follower.leader = leader.identity;
	ASSERT_EQ(0, flow_entry_new(self->netns.flow, &leader, NLM_F_CREATE));
	ASSERT_EQ(0, flow_entry_new(self->netns.flow, &follower, NLM_F_CREATE));
	transaction = flow_transaction_new(NETNS_SWITCH);
	ASSERT_EQ(0, flow_transaction_entry_new(transaction, &leader, NLM_F_REPLACE));
	ASSERT_EQ(0, flow_transaction_entry_delete(transaction, &leader.identity));
	EXPECT_EQ(0, flow_transaction_commit(transaction, self->netns.flow, 0, NULL));
	flow_transaction_free(transaction);
	ASSERT_EQ(2, listen_to(self->events, &self->heard));
	EXPECT_EQ(101, event[0].entry.cookie);
	EXPECT_EQ(FLOWDP_REMOVED_DELETED, event[0].entry.removed);
	EXPECT_EQ(102, event[1].entry.cookie);
	EXPECT_EQ(FLOWDP_REMOVED_LEADER, event[1].entry.removed);
	ASSERT_TRUE(event[1].entry.has_leader);
	EXPECT_EQ(101, event[1].entry.leader.priority);
}

TEST_F(event, a_new_port_is_echoed_as_it_is_told)
{
	const struct flow_port wanted = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_VLAN_MODE) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_PVID),
		.switch_ifindex = NETNS_SWITCH,
		.ifindex = NETNS_P3,
		.vlan_mode = FLOWDP_VLAN_MODE_ACCESS,
		.pvid = 30,
	};
	struct flow_port made = { .number = 77 };

	ASSERT_EQ(0, flow_port_new(self->netns.flow, &wanted, &made));
	ASSERT_EQ(1, listen_to(self->events, &self->heard));
	EXPECT_EQ(30, made.pvid);
	EXPECT_EQ(0, memcmp(&self->heard.event->port, &made, sizeof(made)));
	made.number = 77;
	EXPECT_EQ(-EBUSY, flow_port_new(self->netns.flow, &wanted, &made));
	EXPECT_EQ(77, made.number);
	EXPECT_EQ(0, listen_to(self->events, &self->heard));
}

/* A port of which there is as much to tell as there can be. */
TEST_F(event, largest)
{
	struct flow_port port = {
		.present = FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_VLAN_MODE) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_VLANS) |
			   FLOW_PORT_BIT(FLOWDP_A_PORT_TRANSLATIONS),
		.switch_ifindex = NETNS_SWITCH,
		.number = 1,
		.vlan_mode = FLOWDP_VLAN_MODE_TRUNK,
	};
	const struct flow_port *heard = &self->heard.event[0].port;
	unsigned int i;

	ASSERT_EQ(0, netns_link_set_up(self->netns.route, NETNS_P1, false));
	ASSERT_EQ(0, netns_link_rename(self->netns.route, NETNS_P1, "longest-name-of"));
	listen_to(self->events, &self->heard);
	for (i = 0; i < FLOWDP_TRANSLATIONS_MAX; i++) {
		flow_vlan_add(port.vlans, 10 + i);
		port.translations.pairs[i] = (struct flowdp_translation){ 1010 + i, 10 + i };
	}
	port.translations.count = i;
	ASSERT_EQ(0, flow_port_set(self->netns.flow, &port));
	ASSERT_EQ(1, listen_to(self->events, &self->heard));
	EXPECT_TRUE(flow_translations_same(&port.translations, &heard->translations));
}

TEST_F(event, links)
{
	const struct netns *netns = &self->netns;
	struct heard *heard = &self->heard;

	ASSERT_EQ(0, netns_link_add(netns->route, FLOWDP_LINK_KIND, "sw1", NETNS_SPARE));
	ASSERT_LE(1, listen_to(self->events, heard));
	EXPECT_EQ(FLOWDP_CMD_SWITCH_EVENT, heard->event[0].command);
	EXPECT_STREQ("sw1", heard->event[0].switch_.name);
	ASSERT_EQ(0, netns_link_set_up(netns->route, NETNS_SPARE, false));
	ASSERT_EQ(0, netns_link_rename(netns->route, NETNS_SPARE, "sw2"));
	ASSERT_EQ(2, listen_to(self->events, heard));
	EXPECT_EQ(FLOWDP_CMD_SWITCH_EVENT, heard->event[0].command);
	EXPECT_STREQ("sw2", heard->event[0].switch_.name);
	EXPECT_EQ(FLOWDP_PORT_LOCAL, heard->event[1].port.number);
	EXPECT_STREQ("sw2", heard->event[1].port.name);
	ASSERT_EQ(0, netns_link_set_up(netns->route, NETNS_P1, false));
	ASSERT_LE(1, listen_to(self->events, heard));
	EXPECT_EQ(FLOWDP_CMD_PORT_EVENT, heard->event[0].command);
	ASSERT_EQ(0, netns_link_rename(netns->route, NETNS_P1, "other"));
	ASSERT_EQ(1, listen_to(self->events, heard));
	EXPECT_STREQ("other", heard->event[0].port.name);
	ASSERT_EQ(0, netns_link_delete(netns->route, NETNS_P1));
	ASSERT_LE(1, listen_to(self->events, heard));
	EXPECT_EQ(FLOWDP_CMD_PORT_GONE, heard->event[heard->count - 1].command);
	EXPECT_EQ(1, heard->event[heard->count - 1].port.number);
	ASSERT_EQ(0, netns_link_delete(netns->route, NETNS_SWITCH));
	/* Port 2, the local port, then the switch. */
	ASSERT_LE(3, listen_to(self->events, heard));
	EXPECT_EQ(FLOWDP_CMD_PORT_GONE, heard->event[heard->count - 2].command);
	EXPECT_EQ(FLOWDP_CMD_SWITCH_GONE, heard->event[heard->count - 1].command);
	EXPECT_EQ(NETNS_SWITCH, heard->event[heard->count - 1].switch_.ifindex);
}

/* From another namespace one is to be made here, of an ifindex that a switch has already. */
TEST_F(event, of_no_switch_that_could_not_be_made)
{
	char command[128];

	snprintf(command, sizeof(command),
		 "unshare -n ip link add sw1 index %u netns %d type flowdp 2>/dev/null",
		 NETNS_SWITCH, getpid());
	EXPECT_NE(0, system(command));
	EXPECT_EQ(0, listen_to(self->events, &self->heard));
	snprintf(command, sizeof(command),
		 "unshare -n ip link add sw1 index %u netns %d type flowdp",
		 NETNS_SPARE, getpid());
	EXPECT_EQ(0, system(command));
	EXPECT_EQ(1, listen_to(self->events, &self->heard));
}

TEST_F(event, of_one_group_only)
{
	struct flow_events *switches, *flows;

	ASSERT_EQ(0, flow_event_open(&switches, NULL, FLOW_EVENT_SWITCH));
	ASSERT_EQ(0, flow_event_open(&flows, NULL, FLOW_EVENT_FLOW));
	ASSERT_EQ(0, request_send(self->netns.flow, sample("flow delete")));
	ASSERT_EQ(0, request_send(self->netns.flow, sample("port set")));
	EXPECT_EQ(1, listen_to(switches, &self->heard));
	EXPECT_EQ(FLOWDP_CMD_PORT_EVENT, self->heard.event[0].command);
	EXPECT_EQ(2, listen_to(flows, &self->heard));
	EXPECT_EQ(3, listen_to(self->events, &self->heard));
	flow_event_close(switches);
	flow_event_close(flows);
}

/* Part of what is done, then undone, by a transaction that fails. */
TEST_F(event, refused_changes_are_not_told)
{
	struct flow_message message = FLOW_MESSAGE_INIT;

	request_build(&message, sample("transaction"));
	request_put(&message, ATTRS(NEST(FLOWDP_A_TRANSACTION_OPERATION,
					 U8(FLOWDP_A_OPERATION_COMMAND, FLOWDP_CMD_GROUP_DEL),
					 NEST(FLOWDP_A_OPERATION_ATTRS,
					      U32(FLOWDP_A_GROUP_ID, 77)))));
	ASSERT_EQ(-ENOENT, request_send_message(self->netns.flow, &message));
	EXPECT_EQ(0, listen_to(self->events, &self->heard));
}

/* The same ifindexes in another namespace: what happens there is not heard here. */
TEST_F(event, of_this_namespace_only)
{
	struct netns other;
	int status = -1;
	pid_t child = fork();

	if (!child) {
		if (netns_create(&other) || request_send(other.flow, sample("transaction")) ||
		    netns_link_delete(other.route, NETNS_SWITCH))
			_exit(1);
		_exit(0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, listen_to(self->events, &self->heard));
}

/* More than the socket holds: the listener is told so, and hears all that comes after that. */
TEST_F(event, too_many)
{
	const int room = 65536;
	unsigned int i;
	int error = 0;

	ASSERT_EQ(0, setsockopt(flow_event_fd(self->events), SOL_SOCKET, SO_RCVBUF, &room,
				sizeof(room)));
	for (i = 0; i < 500 && !error; i++)
		error = request_send(self->netns.flow, sample("port set"));
	ASSERT_EQ(0, error);
	do {
		self->heard.count = 0;
		error = flow_event_receive(self->events, 64, note, &self->heard);
	} while (error > 0);
	EXPECT_EQ(-ENOBUFS, error);
	ASSERT_EQ(0, request_send(self->netns.flow, sample("port delete")));
	ASSERT_EQ(1, listen_to(self->events, &self->heard));
	EXPECT_EQ(FLOWDP_CMD_PORT_GONE, self->heard.event[0].command);
}

TEST_HARNESS_MAIN
