// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch.h"

#include <errno.h>
#include <string.h>
#include "intent_patch.h"
#include "log.h"

/* One end that a policy asks for. */
struct end {
	const char *name;
	const struct netdev *netdev;	/* NULL: it is not there */
	const struct intent_port *policy;	/* NULL: it is to be in no switch */
};

static struct end find_end(const struct switches *switches, const char *name)
{
	const struct intent_interface interface = { .name = name };
	struct end end = { .name = name, .netdev = netdev_find_name(switches->netdevs, name) };

	end.policy = end.netdev ? netdev_policy(end.netdev, &switches->intent) :
				  intent_match(&switches->intent, &interface);
	return end;
}

static bool is_in_place(const struct end *end, const struct end *other)
{
	return end->netdev && other->netdev && (end->netdev->peer == other->netdev->ifindex ||
						other->netdev->peer == end->netdev->ifindex);
}

/* What an end is, if it cannot be patched to @other. */
static int check_end(const struct switches *switches, const struct end *end,
		     const struct end *other, struct flow_error *error)
{
	const struct netdev *peer;

	if (!end->netdev)
		return 0;
	if (!end->netdev->is_patch)
		return flow_error_set(error, -EEXIST,
				      "there is an interface \"%s\" that is no patch; rename it, or name another end",
				      end->name);
	peer = netdev_find(switches->netdevs, end->netdev->peer);
	if (peer && strcmp(peer->name, other->name))
		return flow_error_set(error, -EEXIST,
				      "%s is patched to %s already; delete that patch with \"ip link del %s\"",
				      end->name, peer->name, end->name);
	return 0;
}

static int check(const struct switches *switches, const struct end *end, const struct end *other,
		 struct flow_error *error)
{
	const char *back = intent_patch_peer(&switches->intent, other->name);
	int code;

	if (strcmp(back, end->name))
		return flow_error_set(error, -EEXIST,
				      "another policy says that %s is to be patched to %s; change one of them",
				      other->name, back);
	if (end->policy && other->policy &&
	    !strcmp(end->policy->switch_name, other->policy->switch_name))
		return flow_error_set(error, -EEXIST,
				      "%s and %s, both ends of a patch, would be in switch \"%s\", which is a loop; put one of them into another switch",
				      end->name, other->name, end->policy->switch_name);
	code = check_end(switches, end, other, error);
	if (!code)
		code = check_end(switches, other, end, error);
	if (!code && end->netdev && other->netdev && !is_in_place(end, other))
		code = flow_error_set(error, -EEXIST,
				      "%s and %s are there, but not patched to each other; delete one of them with \"ip link del %s\"",
				      end->name, other->name, other->name);
	return code;
}

int patch_check(const struct switches *switches, const char *name, struct flow_error *error)
{
	const char *peer = intent_patch_peer(&switches->intent, name);
	struct end end, other;

	if (!peer)
		return 0;
	end = find_end(switches, name);
	other = find_end(switches, peer);
	return check(switches, &end, &other, error);
}

static void own(struct switches *switches, struct netdev *netdev)
{
	switches->changed |= !netdev->patched;
	netdev->patched = true;
}

/* Makes one end, before the kernel's event tells of it. */
static int make_end(struct switches *switches, const char *name, uint32_t peer, uint32_t *ifindex,
		    struct flow_error *error)
{
	const struct datapath_operations *operations = switches->datapath->operations;
	struct netdev *netdev;
	int code;

	code = operations->patch_add(switches->datapath, name, peer, ifindex, error);
	if (code)
		return code;
	netdev = netdev_put(&switches->netdevs, *ifindex);
	if (!netdev)
		return -ENOMEM;
	strcpy(netdev->name, name);
	netdev->is_patch = true;
	switches->has_patches = true;
	netdev->peer = peer;
	own(switches, netdev);
	return 0;
}

/* Makes what is missing: one end is there, or none; one that is left alone is for later. */
static int make(struct switches *switches, const struct end *end, const struct end *other,
		struct flow_error *error)
{
	uint32_t ifindex, peer;
	int code = 0;

	if (end->netdev)
		ifindex = end->netdev->ifindex;
	else
		code = make_end(switches, end->name, 0, &ifindex, error);
	if (!code)
		code = make_end(switches, other->name, ifindex, &peer, error);
	if (!code)
		netdev_find(switches->netdevs, ifindex)->peer = peer;
	return code;
}

/* Whether it is still asked for, with the other end that it has. */
static bool is_wanted(const struct switches *switches, const struct netdev *netdev)
{
	const char *wanted = intent_patch_peer(&switches->intent, netdev->name);
	const struct netdev *peer = netdev_find(switches->netdevs, netdev->peer);

	return wanted && (!peer || !strcmp(peer->name, wanted));
}

/* Ours that has the name, but another other end. */
static int make_way(struct switches *switches, const char *name, int64_t now_ms,
		    struct flow_error *error)
{
	const struct netdev *netdev = netdev_find_name(switches->netdevs, name);

	if (!netdev || !netdev->patched || is_wanted(switches, netdev))
		return 0;
	return patch_delete(switches, netdev, now_ms, error);
}

int patch_settle(struct switches *switches, const struct intent_port *policy, int64_t now_ms,
		 struct flow_error *error)
{
	struct end end, other;
	int code;

	if (!*policy->patch)
		return 0;
	code = make_way(switches, policy->match, now_ms, error);
	if (!code)
		code = make_way(switches, policy->patch, now_ms, error);
	if (!code)
		code = patch_check(switches, policy->match, error);
	if (code)
		return code;
	end = find_end(switches, policy->match);
	other = find_end(switches, policy->patch);
	if (is_in_place(&end, &other))
		return 0;
	code = other.netdev ? make(switches, &other, &end, error) :
			      make(switches, &end, &other, error);
	if (!code)
		log_info("%s: patched to %s, as its policy says", end.name, other.name);
	return code;
}

void patch_adopt(struct switches *switches)
{
	struct netdev *netdev, *next;

	if (!switches->has_patches)
		return;
	HASH_ITER(hh, switches->netdevs, netdev, next)
		if (netdev->is_patch && is_wanted(switches, netdev))
			own(switches, netdev);
}

struct netdev *patch_find_unwanted(const struct switches *switches)
{
	struct netdev *netdev, *next;

	if (!switches->has_patches)
		return NULL;
	HASH_ITER(hh, switches->netdevs, netdev, next)
		if (netdev->patched && !is_wanted(switches, netdev))
			return netdev;
	return NULL;
}

/* What the kernel's events are to tell still. */
static void forget(struct switches *switches, uint32_t ifindex, int64_t now_ms)
{
	struct netdev *netdev = netdev_find(switches->netdevs, ifindex);
	struct bridge_port *port;
	struct bridge *bridge = switches_find_port(switches, ifindex, &port);

	if (bridge)
		bridge_port_gone(bridge, port->is.number, now_ms);
	if (!netdev)
		return;
	netdev->patched = false;
	switches->changed = true;
	switches_netdev_gone(switches, ifindex, now_ms);
}

int patch_delete(struct switches *switches, const struct netdev *end, int64_t now_ms,
		 struct flow_error *error)
{
	uint32_t ifindex = end->ifindex, peer = end->peer;
	int code;

	code = switches->datapath->operations->patch_delete(switches->datapath, ifindex, error);
	if (code && code != -ENODEV)
		return code;
	log_info("%s: the patch was deleted", end->name);
	forget(switches, ifindex, now_ms);
	if (peer)
		forget(switches, peer, now_ms);
	return 0;
}

void patch_gone(struct switches *switches, struct netdev *netdev, int64_t retry_ms)
{
	struct netdev *peer = netdev_find(switches->netdevs, netdev->peer);

	if (!intent_patch_peer(&switches->intent, netdev->name))
		return;
	if (netdev->patched)
		log_warning("%s: the patch was deleted by somebody; it will be made again",
			    netdev->name);
	if (peer)	/* it goes too, and is not said again */
		peer->patched = false;
	switches->changed = true;
	switches->retry_ms = retry_ms;
}
