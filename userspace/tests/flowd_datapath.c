// SPDX-License-Identifier: GPL-2.0-or-later
#include "flowd_datapath.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fake *to_fake(struct datapath *datapath)
{
	return (struct fake *)datapath;
}

/* Counts a call, and says whether it is the one that fails. */
static int enter(struct datapath *datapath, struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);

	fake->calls++;
	if (fake->calls != fake->fail_at && fake->calls != fake->fail_also &&
	    !(fake->fail_on && fake->calls > fake->fail_at))
		return 0;
	return flow_error_set(error, fake->fail_code, "the datapath was told to fail");
}

static struct fake_switch *find(struct fake *fake, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < FAKE_SWITCHES; i++)
		if (fake->switches[i].ifindex == ifindex)
			return &fake->switches[i];
	return NULL;
}

struct fake_switch *fake_find(struct fake *fake, const char *name)
{
	size_t i;

	for (i = 0; i < FAKE_SWITCHES; i++)
		if (fake->switches[i].ifindex && !strcmp(fake->switches[i].name, name))
			return &fake->switches[i];
	return NULL;
}

uint32_t fake_switch_add(struct fake *fake, const char *name)
{
	struct fake_switch *new = find(fake, 0);
	struct intent_port port;

	memset(new, 0, sizeof(*new));
	new->ifindex = ++fake->next_ifindex;
	strcpy(new->name, name);
	intent_switch_init(&new->settings);
	intent_port_init(&port);
	new->ports[0].switch_ifindex = new->ifindex;
	new->ports[0].ifindex = new->ifindex;
	new->ports[0].settings = port.settings;
	strcpy(new->ports[0].name, name);
	new->ports_count = 1;
	return new->ifindex;
}

static int switch_add(struct datapath *datapath, const char *name, uint32_t *ifindex,
		      struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);
	int code = enter(datapath, error);

	if (code)
		return code;
	if (fake_find(fake, name))
		return flow_error_set(error, -EEXIST, "there is such a switch");
	*ifindex = fake_switch_add(fake, name);
	find(fake, *ifindex)->up = true;
	fake->writes++;
	return 0;
}

static void free_flows(struct fake_switch *of)
{
	free(of->flows);
	free(of->flows_before);
}

static int switch_delete(struct datapath *datapath, uint32_t ifindex, struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);
	struct fake_switch *of = find(fake, ifindex);
	int code = enter(datapath, error);

	if (code)
		return code;
	if (!of)
		return flow_error_set(error, -ENODEV, "there is no such switch");
	free_flows(of);
	memset(of, 0, sizeof(*of));
	fake->writes++;
	return 0;
}

static int switch_set(struct datapath *datapath, uint32_t ifindex,
		      const struct intent_switch *wanted, bool *changed, struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);
	struct fake_switch *of = find(fake, ifindex);
	struct intent_switch *is = &of->settings;
	int code = enter(datapath, error);
	uint32_t flows_max;

	if (code)
		return code;
	flows_max = wanted->flows_max < of->flows_count && wanted->flows_max < is->flows_max ?
			    is->flows_max : wanted->flows_max;
	*changed = is->fail_mode != wanted->fail_mode || is->flows_max != flows_max ||
		   is->upcall_rate != wanted->upcall_rate ||
		   is->upcall_burst != wanted->upcall_burst;
	is->fail_mode = wanted->fail_mode;
	is->flows_max = flows_max;
	is->upcall_rate = wanted->upcall_rate;
	is->upcall_burst = wanted->upcall_burst;
	fake->writes += *changed;
	if (flows_max != wanted->flows_max)
		code = flow_error_set(error, -ENOSPC, "there are more flows");
	return code;
}

/* The port of a switch with this netdev, or, if that is 0, this number. */
static struct datapath_port *find_port(struct fake_switch *of, uint32_t netdev, uint32_t number)
{
	size_t i;

	for (i = 0; i < of->ports_count; i++)
		if (netdev ? of->ports[i].ifindex == netdev : of->ports[i].number == number)
			return &of->ports[i];
	return NULL;
}

static struct fake_netdev *find_netdev(struct fake *fake, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < FAKE_NETDEVS; i++)
		if (fake->netdevs[i].ifindex == ifindex)
			return &fake->netdevs[i];
	return NULL;
}

static int patch_add(struct datapath *datapath, const char *name, uint32_t peer,
		     uint32_t *ifindex, struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);
	struct fake_netdev *other = peer ? find_netdev(fake, peer) : NULL, *netdev;
	int code = enter(datapath, error);
	size_t i;

	if (code)
		return code;
	for (i = 0; i < FAKE_NETDEVS; i++)
		if (fake->netdevs[i].ifindex && !strcmp(fake->netdevs[i].name, name))
			return flow_error_set(error, -EEXIST, "there is such an interface");
	if (peer && (!other || !other->is_patch || other->peer))
		return flow_error_set(error, -EINVAL, "that is no end of a patch without another");
	*ifindex = ++fake->next_ifindex;
	fake_netdev_add(fake, *ifindex, name);
	netdev = find_netdev(fake, *ifindex);
	netdev->is_patch = true;
	netdev->peer = peer;
	if (other)
		other->peer = *ifindex;
	fake->writes++;
	return 0;
}

static int patch_delete(struct datapath *datapath, uint32_t ifindex, struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);
	struct fake_netdev *netdev = find_netdev(fake, ifindex);
	int code = enter(datapath, error);

	if (code)
		return code;
	if (!netdev || !netdev->is_patch)
		return flow_error_set(error, -ENODEV, "there is no such patch");
	fake_netdev_delete(fake, ifindex);
	fake->writes++;
	return 0;
}

static int port_add(struct datapath *datapath, struct datapath_port *port,
		    struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);
	struct fake_netdev *device = find_netdev(fake, port->ifindex);
	struct fake_switch *of = find(fake, port->switch_ifindex);
	int code = enter(datapath, error);
	uint32_t number = port->number;
	size_t i;

	if (code)
		return code;
	if (!device || !of)
		return flow_error_set(error, -ENODEV, "there is no such interface");
	for (i = 0; i < FAKE_SWITCHES; i++)
		if (find_port(&fake->switches[i], port->ifindex, 0))
			return flow_error_set(error, -EBUSY, "it is a port already");
	if (number && find_port(of, 0, number))
		return flow_error_set(error, -EEXIST, "the port number is taken");
	if (of->ports_count == FAKE_PORTS)
		return flow_error_set(error, -ENOSPC, "there is no port number left");
	while (!number || find_port(of, 0, number))
		number++;
	port->number = number;
	strcpy(port->name, device->name);
	of->ports[of->ports_count++] = *port;
	fake->writes++;
	return 0;
}

static int port_set(struct datapath *datapath, const struct datapath_port *wanted,
		    struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);
	struct datapath_port *port = find_port(find(fake, wanted->switch_ifindex), 0,
					       wanted->number);
	int code = enter(datapath, error);

	if (code)
		return code;
	if (!port)
		return flow_error_set(error, -ENOENT, "there is no such port");
	port->settings = wanted->settings;
	port->ours = wanted->ours;
	fake->writes++;
	return 0;
}

static void take_out(struct fake_switch *of, struct datapath_port *port)
{
	*port = of->ports[--of->ports_count];
}

static int port_delete(struct datapath *datapath, uint32_t ifindex, uint32_t netdev,
		       struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);
	struct fake_switch *of = find(fake, ifindex);
	struct datapath_port *port = find_port(of, netdev, 0);
	int code = enter(datapath, error);

	if (code)
		return code;
	if (!port)
		return flow_error_set(error, -ENOENT, "there is no such port");
	take_out(of, port);
	fake->writes++;
	return 0;
}

static int port_dump(struct datapath *datapath, uint32_t ifindex, datapath_port_fn *item,
		     void *data)
{
	struct fake_switch *of = find(to_fake(datapath), ifindex);
	int code = enter(datapath, NULL);
	size_t i;

	for (i = 0; !code && i < of->ports_count; i++)
		code = item(&of->ports[i], data);
	return code;
}

static int tables_set(struct datapath *datapath, uint32_t ifindex, struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);
	struct fake_switch *of = find(fake, ifindex);
	int code = enter(datapath, error);

	if (code)
		return code;
	fake->writes += !of->planned;
	of->planned = true;
	return 0;
}

static bool same(const struct flow_identity *a, const struct flow_identity *b)
{
	return a->table == b->table && a->priority == b->priority &&
	       flow_match_equal(&a->match, &b->match);
}

struct flow_entry *fake_flow_find(struct fake_switch *of, const struct flow_identity *identity)
{
	size_t i;

	for (i = 0; i < of->flows_count; i++)
		if (same(&of->flows[i].identity, identity))
			return &of->flows[i];
	return NULL;
}

/* Makes room at once for all that most tests need: with the sanitizers it costs most. */
static void grow_flows(struct fake_switch *of)
{
	of->flows_capacity = of->flows_capacity ? 2 * of->flows_capacity : 256;
	of->flows = reallocarray(of->flows, of->flows_capacity, sizeof(*of->flows));
	of->flows_before = reallocarray(of->flows_before, of->flows_capacity,
					sizeof(*of->flows_before));
	if (!of->flows || !of->flows_before)
		abort();
}

void fake_flow_add(struct fake_switch *of, const struct flow_entry *entry)
{
	if (of->flows_count == of->flows_capacity)
		grow_flows(of);
	of->flows[of->flows_count++] = *entry;
}

/* With all that it leads. */
void fake_flow_delete(struct fake_switch *of, const struct flow_identity *identity)
{
	size_t i, left = 0;

	for (i = 0; i < of->flows_count; i++) {
		const struct flow_entry *entry = &of->flows[i];

		if (same(&entry->identity, identity) ||
		    (entry->has_leader && same(&entry->leader, identity)))
			continue;
		if (left++ != i)
			of->flows[left - 1] = *entry;
	}
	of->flows_count = left;
}

static int change_flow(struct fake_switch *of, const struct datapath_change *change,
		       struct flow_error *error)
{
	struct flow_entry entry, *there;
	struct flow_identity identity;

	plan_to_entry(&change->flow, &entry);
	identity = entry.identity;
	there = fake_flow_find(of, &identity);
	if (!there && change->kind != DATAPATH_ADD)
		return flow_error_set(error, -ENOENT, "there is no such flow");
	if (change->kind == DATAPATH_REMOVE) {
		fake_flow_delete(of, &identity);
		return 0;
	}
	if (entry.has_leader && !fake_flow_find(of, &entry.leader))
		return flow_error_set(error, -ENOENT, "there is no such leader");
	if (change->kind == DATAPATH_REPLACE) {
		*there = entry;
		return 0;
	}
	if (there)
		return flow_error_set(error, -EEXIST, "there is such a flow");
	if (of->flows_count >= of->settings.flows_max)
		return flow_error_set(error, -ENOSPC, "the switch has all flows that fit");
	fake_flow_add(of, &entry);
	return 0;
}

static int flows_change(struct datapath *datapath, uint32_t ifindex,
			const struct datapath_change *changes, size_t count, size_t *failed,
			struct flow_error *error)
{
	struct fake *fake = to_fake(datapath);
	struct fake_switch *of = find(fake, ifindex);
	int code = enter(datapath, error);
	struct flow_entry *changed;
	size_t before_count, i;

	if (code) {
		*failed = fake->fail_index;
		return code;
	}
	if (!of)
		return flow_error_set(error, -ENODEV, "there is no such switch");
	before_count = of->flows_count;
	if (!of->flows_capacity)
		grow_flows(of);
	memcpy(of->flows_before, of->flows, before_count * sizeof(*of->flows));
	for (i = 0; !code && i < count; i++)
		code = change_flow(of, &changes[i], error);
	if (!code) {
		fake->writes += count;
		return 0;
	}
	*failed = i - 1;
	changed = of->flows;
	of->flows = of->flows_before;
	of->flows_before = changed;
	of->flows_count = before_count;
	return code;
}

static void mend_flows(struct fake *fake, struct fake_switch *of, uint8_t table)
{
	struct flow_identity identity;
	struct plan_flow flow;
	size_t i = of->flows_count;

	while (i--) {
		identity = of->flows[i].identity;
		if (identity.table != table || !plan_is_ours(of->flows[i].cookie) ||
		    plan_from_entry(&of->flows[i], &flow))
			continue;
		fake_flow_delete(of, &identity);
		fake->writes++;
		i = of->flows_count;
	}
}

static int flows_dump(struct datapath *datapath, uint32_t ifindex, uint8_t table, bool mend,
		      datapath_flow_fn *item, void *data)
{
	struct fake *fake = to_fake(datapath);
	struct fake_switch *of = find(fake, ifindex);
	int code = enter(datapath, NULL);
	struct plan_flow flow;
	size_t i;

	if (!code && mend)
		mend_flows(fake, of, table);
	for (i = 0; !code && i < of->flows_count; i++)
		if (of->flows[i].identity.table == table && plan_from_entry(&of->flows[i], &flow))
			code = item(&flow, fake->idle_ms, data);
	return code;
}

static int bind_upcalls(struct datapath *datapath, uint32_t ifindex, bool on,
			struct flow_error *error)
{
	struct fake_switch *of = find(to_fake(datapath), ifindex);
	int code = enter(datapath, error);

	if (code)
		return code;
	if (on && of->busy)
		return flow_error_set(error, -EBUSY, "another socket has them");
	of->bound = on;
	return 0;
}

static const struct datapath_operations operations = {
	.switch_add = switch_add,
	.switch_delete = switch_delete,
	.switch_set = switch_set,
	.patch_add = patch_add,
	.patch_delete = patch_delete,
	.port_add = port_add,
	.port_set = port_set,
	.port_delete = port_delete,
	.port_dump = port_dump,
	.tables_set = tables_set,
	.flows_change = flows_change,
	.flows_dump = flows_dump,
	.bind = bind_upcalls,
};

void fake_init(struct fake *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->base.operations = &operations;
	fake->next_ifindex = 100;
	fake->fail_index = SIZE_MAX;
}

void fake_clear(struct fake *fake)
{
	size_t i;

	for (i = 0; i < FAKE_SWITCHES; i++)
		free_flows(&fake->switches[i]);
}

void fake_netdev_add(struct fake *fake, uint32_t ifindex, const char *name)
{
	struct fake_netdev *netdev = find_netdev(fake, 0);

	netdev->ifindex = ifindex;
	strcpy(netdev->name, name);
}

void fake_netdev_rename(struct fake *fake, uint32_t ifindex, const char *name)
{
	struct datapath_port *port;
	size_t i;

	strcpy(find_netdev(fake, ifindex)->name, name);
	for (i = 0; i < FAKE_SWITCHES; i++) {
		port = find_port(&fake->switches[i], ifindex, 0);
		if (port)
			strcpy(port->name, name);
	}
}

void fake_netdev_delete(struct fake *fake, uint32_t ifindex)
{
	struct fake_netdev *netdev = find_netdev(fake, ifindex);
	uint32_t peer = netdev->peer;
	struct datapath_port *port;
	size_t i;

	memset(netdev, 0, sizeof(*netdev));
	for (i = 0; i < FAKE_SWITCHES; i++) {
		port = find_port(&fake->switches[i], ifindex, 0);
		if (port)
			take_out(&fake->switches[i], port);
	}
	if (!peer)
		return;
	find_netdev(fake, peer)->peer = 0;
	fake_netdev_delete(fake, peer);
}

void fake_fail(struct fake *fake, unsigned int nth, int code, size_t index)
{
	fake->fail_at = nth ? fake->calls + nth : 0;
	fake->fail_also = 0;
	fake->fail_on = false;
	fake->fail_code = code;
	fake->fail_index = index;
}

bool fake_has_failed(struct fake *fake)
{
	bool failed = fake->fail_at && fake->calls >= fake->fail_at;

	fake->fail_at = 0;
	fake->fail_on = false;
	return failed;
}
