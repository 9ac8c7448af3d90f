// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who may do what: every command, both multicast groups and the link operations,
 * tried by root, by nobody, by root of a user namespace (with and without a
 * network namespace of its own), and from another network namespace.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "event.h"
#include "netns.h"
#include "receiver.h"
#include "sample_requests.h"
#include "snapshot.h"

#define NOBODY		65534
#define UNTRIED		-9999

/* The link operations, tried behind the samples. */
enum link_operation {
	LINK_ADD,
	LINK_ADD_PATCH,
	LINK_ADD_BELOW,	/* with IFLA_MASTER */
	LINK_SET_MASTER,
	LINK_SET_NO_MASTER,
	LINK_SET_DOWN,
	LINK_RENAME,
	LINK_DELETE,
	LINK_OPERATIONS
};

static const char * const link_names[] = {
	"link add", "link add of a patch", "link add with master", "link set master", "link set nomaster",
	"link set down", "link set name", "link delete",
};

/* What somebody's tries led to, told by a process to its parent. */
struct outcome {
	int opened;
	int requests[64];
	int links[LINK_OPERATIONS];
	int groups[2];
};

static int add_with_master(struct flow_netlink *route)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	size_t nest;

	if (!flow_message_start_raw(&message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
				    sizeof(struct ifinfomsg)))
		return -ENOMEM;
	flow_message_put_string(&message, IFLA_IFNAME, "below");
	flow_message_put_u32(&message, IFLA_MASTER, NETNS_SWITCH);
	nest = flow_message_nest(&message, IFLA_LINKINFO);
	flow_message_put_string(&message, IFLA_INFO_KIND, "dummy");
	flow_message_nest_end(&message, nest);
	return flow_netlink_request(route, &message, NULL, NULL);
}

static int try_link(struct flow_netlink *route, enum link_operation operation)
{
	switch (operation) {
	case LINK_ADD:
		return netns_link_add(route, FLOWDP_LINK_KIND, "mine", NETNS_SPARE);
	case LINK_ADD_PATCH:
		return netns_link_add(route, FLOWDP_PATCH_LINK_KIND, "end", NETNS_SPARE + 1);
	case LINK_ADD_BELOW:
		return add_with_master(route);
	case LINK_SET_MASTER:
		return netns_link_set_master(route, NETNS_P3, NETNS_SWITCH);
	case LINK_SET_DOWN:
		return netns_link_set_up(route, NETNS_P3, false);
	case LINK_SET_NO_MASTER:
		return netns_link_set_master(route, NETNS_P1, 0);
	case LINK_RENAME:	/* of a link that is down: 6.1 renames no other */
		return netns_link_rename(route, NETNS_P3, "stolen");
	case LINK_DELETE:
		return netns_link_delete(route, NETNS_SWITCH);
	default:
		return UNTRIED;
	}
}

static int try_group(struct flow_netlink *flow, const char *name)
{
	struct flow_receiver *receiver;
	uint32_t group;
	int error;

	error = flow_netlink_group(flow, name, &group);
	if (!error)
		error = flow_receiver_open(&receiver, NETLINK_GENERIC, NULL, 65536);
	if (error)
		return UNTRIED;
	error = flow_receiver_join(receiver, group);
	flow_receiver_close(receiver);
	return error;
}

static void try_everything(struct outcome *outcome)
{
	struct netns netns;
	unsigned int i;

	outcome->opened = netns_open(&netns);
	if (outcome->opened)
		return;
	outcome->groups[0] = try_group(netns.flow, FLOWDP_MCGRP_SWITCH);
	outcome->groups[1] = try_group(netns.flow, FLOWDP_MCGRP_FLOW);
	for (i = 0; i < sample_requests_count; i++)
		outcome->requests[i] = request_send(netns.flow, &sample_requests[i]);
	for (i = 0; i < LINK_OPERATIONS; i++)
		outcome->links[i] = try_link(netns.route, i);
}

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok;

	if (fd < 0)
		return false;
	ok = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return ok;
}

/* Becomes root of a new user namespace, and of what else @flags say. */
static bool become_namespace_root(int flags)
{
	if (unshare(CLONE_NEWUSER | flags))
		return false;
	return write_file("/proc/self/uid_map", "0 0 1") &&
	       write_file("/proc/self/setgroups", "deny") &&
	       write_file("/proc/self/gid_map", "0 0 1") && !geteuid();
}

static bool become_nobody(void)
{
	return !setresgid(NOBODY, NOBODY, NOBODY) && !setresuid(NOBODY, NOBODY, NOBODY);
}

static bool become_user_namespace_root(void)
{
	return become_namespace_root(0);
}

static bool become_container_root(void)
{
	return become_namespace_root(CLONE_NEWNET);
}

static bool become_neighbour(void)
{
	return !unshare(CLONE_NEWNET);
}

/* Lets @become turn a process into somebody, who tries everything. */
static bool try_as(bool (*become)(void), struct outcome *outcome)
{
	int status = -1;
	pid_t child;

	memset(outcome, 0, sizeof(*outcome));
	outcome->opened = UNTRIED;
	child = fork();
	if (!child) {
		if (!become())
			_exit(1);
		try_everything(outcome);
		_exit(0);
	}
	return waitpid(child, &status, 0) == child && !status;
}

FIXTURE(permission)
{
	struct netns netns;
	struct snapshot before;
	struct outcome *outcome;
};

FIXTURE_SETUP(permission)
{
	self->outcome = mmap(NULL, sizeof(*self->outcome), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)self->outcome);
	ASSERT_GE(ARRAY_SIZE(self->outcome->requests), sample_requests_count);
	ASSERT_EQ(0, netns_create(&self->netns));
	ASSERT_EQ(0, snapshot_take(self->netns.flow, NETNS_SWITCH, &self->before));
	ASSERT_GT(self->before.messages, 20);
}

FIXTURE_TEARDOWN(permission)
{
	netns_destroy(&self->netns);
}

static void expect_untouched(struct __test_metadata *_metadata,
			     FIXTURE_DATA(permission) *self)
{
	struct snapshot after;

	ASSERT_EQ(0, snapshot_take(self->netns.flow, NETNS_SWITCH, &after));
	EXPECT_TRUE(snapshot_same(&self->before, &after));
	snapshot_clear(&after);
}

/* All tries ended with @request and @link; -EPERM or -ENODEV. */
static void expect_refused(struct __test_metadata *_metadata, const struct outcome *outcome,
			   int request, int link)
{
	unsigned int i;

	ASSERT_EQ(0, outcome->opened);
	for (i = 0; i < sample_requests_count; i++) {
		EXPECT_EQ(request, outcome->requests[i])
			TH_LOG("%s", sample_requests[i].name);
	}
	for (i = 0; i < LINK_OPERATIONS; i++) {
		EXPECT_EQ(link, outcome->links[i])
			TH_LOG("%s", link_names[i]);
	}
}

/* Without these two, the refusals below would prove nothing. */
TEST_F(permission, root_may_send_every_request)
{
	struct netns netns;
	unsigned int i;

	for (i = 0; i < sample_requests_count; i++) {
		ASSERT_EQ(0, netns_create(&netns));
		EXPECT_EQ(0, request_send(netns.flow, &sample_requests[i]))
			TH_LOG("%s: %s", sample_requests[i].name,
			       flow_netlink_error_text(netns.flow));
		netns_destroy(&netns);
	}
}

TEST_F(permission, root_may_join_and_change_links)
{
	const struct netns *netns = &self->netns;
	unsigned int i;

	EXPECT_EQ(0, try_group(netns->flow, FLOWDP_MCGRP_SWITCH));
	EXPECT_EQ(0, try_group(netns->flow, FLOWDP_MCGRP_FLOW));
	for (i = 0; i < LINK_OPERATIONS; i++) {
		EXPECT_EQ(0, try_link(netns->route, i))
			TH_LOG("%s", link_names[i]);
	}
}

TEST_F(permission, nobody_may_do_nothing)
{
	ASSERT_TRUE(try_as(become_nobody, self->outcome));
	expect_refused(_metadata, self->outcome, -EPERM, -EPERM);
	EXPECT_EQ(-EPERM, self->outcome->groups[0]);
	EXPECT_EQ(-EPERM, self->outcome->groups[1]);
	expect_untouched(_metadata, self);
}

TEST_F(permission, root_of_a_user_namespace_may_do_nothing)
{
	ASSERT_TRUE(try_as(become_user_namespace_root, self->outcome));
	expect_refused(_metadata, self->outcome, -EPERM, -EPERM);
	EXPECT_EQ(-EPERM, self->outcome->groups[0]);
	EXPECT_EQ(-EPERM, self->outcome->groups[1]);
	expect_untouched(_metadata, self);
}

TEST_F(permission, root_of_a_container_may_do_nothing)
{
	const struct outcome *outcome = self->outcome;
	unsigned int i;

	ASSERT_TRUE(try_as(become_container_root, self->outcome));
	ASSERT_EQ(0, outcome->opened);
	for (i = 0; i < sample_requests_count; i++) {
		EXPECT_EQ(-EPERM, outcome->requests[i])
			TH_LOG("%s", sample_requests[i].name);
	}
	/* It may make links, but none of ours, and sees none. */
	EXPECT_EQ(-EPERM, outcome->links[LINK_ADD]);
	EXPECT_EQ(-EPERM, outcome->links[LINK_ADD_PATCH]);
	EXPECT_EQ(-EINVAL, outcome->links[LINK_ADD_BELOW]);
	for (i = LINK_SET_MASTER; i < LINK_OPERATIONS; i++) {
		EXPECT_EQ(-ENODEV, outcome->links[i])
			TH_LOG("%s", link_names[i]);
	}
	expect_untouched(_metadata, self);
}

TEST_F(permission, switches_of_another_namespace_are_not_there)
{
	const struct outcome *outcome = self->outcome;
	unsigned int i;

	ASSERT_TRUE(try_as(become_neighbour, self->outcome));
	ASSERT_EQ(0, outcome->opened);
	for (i = 0; i < sample_requests_count; i++) {
		/* The list of switches is an empty one. */
		EXPECT_EQ(sample_requests[i].sw == REQUEST_NO_SWITCH ? 0 : -ENODEV,
			  outcome->requests[i])
			TH_LOG("%s", sample_requests[i].name);
	}
	EXPECT_EQ(0, outcome->links[LINK_ADD]);
	EXPECT_EQ(0, outcome->links[LINK_ADD_PATCH]);
	for (i = LINK_SET_MASTER; i < LINK_OPERATIONS; i++) {
		EXPECT_EQ(-ENODEV, outcome->links[i])
			TH_LOG("%s", link_names[i]);
	}
	expect_untouched(_metadata, self);
}

/* Keeps a process in a network namespace that a user namespace of its own owns. */
static pid_t start_container(void)
{
	char byte = 0;
	int ready[2];
	pid_t child;

	if (pipe(ready))
		return -1;
	child = fork();
	if (child)
		return read(ready[0], &byte, 1) == 1 && byte ? child : -1;
	byte = become_container_root();
	if (write(ready[1], &byte, 1) == 1 && byte)
		pause();
	_exit(0);
}

static int add_in(struct flow_netlink *route, const char *kind, int netns)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	size_t nest;

	if (!flow_message_start_raw(&message, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
				    sizeof(struct ifinfomsg)))
		return -ENOMEM;
	flow_message_put_string(&message, IFLA_IFNAME, "inside");
	flow_message_put_u32(&message, IFLA_NET_NS_FD, netns);
	nest = flow_message_nest(&message, IFLA_LINKINFO);
	flow_message_put_string(&message, IFLA_INFO_KIND, kind);
	flow_message_nest_end(&message, nest);
	return flow_netlink_request(route, &message, NULL, NULL);
}

static int move_switch(struct flow_netlink *route, int netns)
{
	struct flow_message message = FLOW_MESSAGE_INIT;
	struct ifinfomsg *info;

	info = flow_message_start_raw(&message, RTM_NEWLINK, 0, sizeof(*info));
	if (!info)
		return -ENOMEM;
	info->ifi_index = NETNS_SWITCH;
	flow_message_put_u32(&message, IFLA_NET_NS_FD, netns);
	return flow_netlink_request(route, &message, NULL, NULL);
}

TEST_F(permission, nothing_gets_into_a_container)
{
	static const char *const kinds[] = { FLOWDP_LINK_KIND, FLOWDP_PATCH_LINK_KIND };
	unsigned int i;
	char path[64];
	pid_t child;
	int netns;

	child = start_container();
	ASSERT_LT(0, child);
	snprintf(path, sizeof(path), "/proc/%d/ns/net", child);
	netns = open(path, O_RDONLY);
	ASSERT_LE(0, netns);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		EXPECT_EQ(-EPERM, add_in(self->netns.route, kinds[i], netns));
		EXPECT_STREQ("switches and patches need CAP_NET_ADMIN in the initial user namespace",
			     flow_netlink_error_text(self->netns.route));
	}
	EXPECT_EQ(-EINVAL, move_switch(self->netns.route, netns));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	expect_untouched(_metadata, self);
}

static int count_event(const struct flow_event *event, void *data)
{
	if (event)
		++*(int *)data;
	return 0;
}

static int count_events(struct flow_events *events)
{
	int count = 0;

	flow_event_receive(events, 100, count_event, &count);
	return count;
}

/* As root of a container: joins, says so, and when told so tells how much it heard. */
static int listen_in_container(int to_parent, int from_parent)
{
	struct flow_events *events;
	char byte = 0;

	if (!become_container_root() ||
	    flow_event_open(&events, NULL, FLOW_EVENT_SWITCH | FLOW_EVENT_FLOW))
		return 100;
	if (write(to_parent, &byte, 1) != 1 || read(from_parent, &byte, 1) != 1)
		return 101;
	return count_events(events);
}

/*
 * A container's root may join any group in its own network namespace, which is
 * the kernel's rule for all families; no switch is in there, so it hears nothing.
 */
TEST_F(permission, a_container_hears_nothing)
{
	int up[2], down[2], status = -1;
	struct flow_events *outside;
	pid_t child;
	char byte;

	ASSERT_EQ(0, pipe(up));
	ASSERT_EQ(0, pipe(down));
	child = fork();
	if (!child)
		_exit(listen_in_container(up[1], down[0]));
	close(up[1]);
	ASSERT_EQ(1, read(up[0], &byte, 1));
	ASSERT_EQ(0, flow_event_open(&outside, NULL, FLOW_EVENT_SWITCH | FLOW_EVENT_FLOW));
	ASSERT_EQ(0, netns_link_set_up(self->netns.route, NETNS_P1, false));
	EXPECT_LT(0, count_events(outside));
	ASSERT_EQ(1, write(down[1], &byte, 1));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	ASSERT_TRUE(WIFEXITED(status));
	EXPECT_EQ(0, WEXITSTATUS(status));
	flow_event_close(outside);
}

TEST_HARNESS_MAIN
