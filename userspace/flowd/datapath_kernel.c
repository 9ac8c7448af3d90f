// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath_kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "link.h"
#include "switch.h"
#include "text.h"
#include "transaction.h"

struct kernel {
	struct datapath base;
	struct flow_netlink *generic;
	struct flow_netlink *route;
	struct flow_upcall *upcall;
};

static struct kernel *to_kernel(struct datapath *datapath)
{
	return (struct kernel *)datapath;
}

/* Passes an error on, with the kernel's sentence. */
static int explain(int code, const struct flow_netlink *netlink, struct flow_error *error)
{
	const char *text = flow_netlink_error_text(netlink);

	if (code)
		flow_error_set(error, code, "%s", *text ? text : strerror(-code));
	return code;
}

static int switch_add(struct datapath *datapath, const char *name, uint32_t *ifindex,
		      struct flow_error *error)
{
	struct flow_netlink *route = to_kernel(datapath)->route;

	return explain(flow_link_add_switch(route, name, true, ifindex), route, error);
}

static int patch_add(struct datapath *datapath, const char *name, uint32_t peer,
		     uint32_t *ifindex, struct flow_error *error)
{
	struct flow_netlink *route = to_kernel(datapath)->route;

	return explain(flow_link_add_patch(route, name, peer, ifindex), route, error);
}

static int link_delete(struct datapath *datapath, uint32_t ifindex, struct flow_error *error)
{
	struct flow_netlink *route = to_kernel(datapath)->route;

	return explain(flow_link_delete(route, ifindex), route, error);
}

static int switch_set(struct datapath *datapath, uint32_t ifindex,
		      const struct intent_switch *wanted, bool *changed, struct flow_error *error)
{
	struct flow_netlink *generic = to_kernel(datapath)->generic;
	struct flow_switch is, set = { .ifindex = ifindex };
	bool too_few;
	int code;

	code = flow_switch_get(generic, ifindex, &is);
	if (code)
		return explain(code, generic, error);
	too_few = wanted->flows_max < is.flows_max && wanted->flows_max < is.flows;
	set.fail_mode = wanted->fail_mode;
	set.flows_max = too_few ? is.flows_max : wanted->flows_max;
	set.upcall_rate = wanted->upcall_rate;
	set.upcall_burst = wanted->upcall_burst;
	*changed = is.fail_mode != set.fail_mode || is.flows_max != set.flows_max ||
		   is.upcall_rate != set.upcall_rate || is.upcall_burst != set.upcall_burst;
	set.present = FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FAIL_MODE) |
		      FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_FLOWS_MAX) |
		      FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_RATE) |
		      FLOW_SWITCH_BIT(FLOWDP_A_SWITCH_UPCALL_BURST);
	if (*changed)
		code = explain(flow_switch_set(generic, &set), generic, error);
	if (!code && too_few)
		code = flow_error_set(error, -ENOSPC,
				      "it holds %u flows, more than the %u that flows_max is to allow; remove some, or allow more",
				      is.flows, wanted->flows_max);
	return code;
}

void datapath_kernel_port(const struct flow_port *from, struct datapath_port *port)
{
	struct intent_settings *settings = &port->settings;

	memset(port, 0, sizeof(*port));
	port->switch_ifindex = from->switch_ifindex;
	port->number = from->number;
	port->ifindex = from->ifindex;
	memcpy(port->name, from->name, sizeof(port->name));
	flow_text_make_printable(port->name);	/* as links.c does */
	port->ours = from->cookie == PLAN_COOKIE;
	settings->vlan_mode = from->vlan_mode;
	settings->state = from->state;
	settings->pvid = from->pvid;
	settings->link_local_forward = from->link_local_forward;
	settings->flags = from->flags;
	settings->tag_type = from->tag_type;
	settings->translations = from->translations;
	settings->pcp = from->pcp;
	settings->community = from->community;
	if (flow_vlan_has_list(from->vlan_mode))
		memcpy(settings->vlans, from->vlans, sizeof(settings->vlans));
}

static void fill_port(const struct datapath_port *from, struct flow_port *port)
{
	const struct intent_settings *settings = &from->settings;

	port->switch_ifindex = from->switch_ifindex;
	port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_VLAN_MODE) |
			 FLOW_PORT_BIT(FLOWDP_A_PORT_PCP) |
			 FLOW_PORT_BIT(FLOWDP_A_PORT_COMMUNITY) |
			 FLOW_PORT_BIT(FLOWDP_A_PORT_FLAGS) |
			 FLOW_PORT_BIT(FLOWDP_A_PORT_STATE) |
			 FLOW_PORT_BIT(FLOWDP_A_PORT_LINK_LOCAL_FORWARD) |
			 FLOW_PORT_BIT(FLOWDP_A_PORT_COOKIE);
	port->cookie = from->ours ? PLAN_COOKIE : 0;
	port->vlan_mode = settings->vlan_mode;
	port->pcp = settings->pcp;
	port->community = settings->community;
	port->flags = settings->flags;
	port->state = settings->state;
	port->link_local_forward = settings->link_local_forward;
	if (settings->vlan_mode != FLOWDP_VLAN_MODE_NONE && settings->pvid) {
		port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_PVID);
		port->pvid = settings->pvid;
	}
	if (flow_vlan_has_list(settings->vlan_mode)) {
		port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_VLANS);
		memcpy(port->vlans, settings->vlans, sizeof(port->vlans));
	}
	if (flow_vlan_is_trunk(settings->vlan_mode)) {
		port->present |= FLOW_PORT_BIT(FLOWDP_A_PORT_TAG_TYPE) |
				 FLOW_PORT_BIT(FLOWDP_A_PORT_TRANSLATIONS);
		port->tag_type = settings->tag_type;
		port->translations = settings->translations;
	}
}

static int port_add(struct datapath *datapath, struct datapath_port *port,
		    struct flow_error *error)
{
	struct flow_netlink *generic = to_kernel(datapath)->generic;
	struct flow_port new = { .ifindex = port->ifindex, .number = port->number }, made;
	int code;

	new.present = FLOW_PORT_BIT(FLOWDP_A_PORT_IFINDEX);
	if (port->number)
		new.present |= FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER);
	fill_port(port, &new);
	code = flow_port_new(generic, &new, &made);
	if (!code)
		datapath_kernel_port(&made, port);
	return explain(code, generic, error);
}

static int port_set(struct datapath *datapath, const struct datapath_port *port,
		    struct flow_error *error)
{
	struct flow_netlink *generic = to_kernel(datapath)->generic;
	struct flow_port changed = { .number = port->number };

	changed.present = FLOW_PORT_BIT(FLOWDP_A_PORT_NUMBER);
	fill_port(port, &changed);
	return explain(flow_port_set(generic, &changed), generic, error);
}

static int port_delete(struct datapath *datapath, uint32_t ifindex, uint32_t netdev,
		       struct flow_error *error)
{
	struct flow_netlink *generic = to_kernel(datapath)->generic;

	return explain(flow_port_delete(generic, ifindex, netdev), generic, error);
}

/* What a dump lists; handed out when it is over, since the receiver may make requests. */
struct port_dump {
	struct datapath_port ports[FLOWDP_PORTS_MAX];
	size_t count;
};

static int take_port(const struct flow_port *from, void *data)
{
	struct port_dump *dump = data;

	if (dump->count == FLOWDP_PORTS_MAX)
		return -EBADMSG;
	datapath_kernel_port(from, &dump->ports[dump->count++]);
	return 0;
}

static void forget_ports(void *data)
{
	struct port_dump *dump = data;

	dump->count = 0;
}

static int port_dump(struct datapath *datapath, uint32_t ifindex, datapath_port_fn *item,
		     void *data)
{
	struct port_dump *dump = malloc(sizeof(*dump));
	int code;
	size_t i;

	if (!dump)
		return -ENOMEM;
	dump->count = 0;
	code = flow_port_dump(to_kernel(datapath)->generic, ifindex, take_port, forget_ports,
			      dump);
	for (i = 0; !code && i < dump->count; i++)
		code = item(&dump->ports[i], data);
	free(dump);
	return code;
}

/* Which defaults are as the plan wants them. */
static int take_table(const struct flow_table *table, void *data)
{
	struct flow_actions wanted;
	bool *good = data;

	if (table->id < FLOWDP_TABLES_MAX) {
		plan_default(table->id, &wanted);
		good[table->id] = flow_actions_equal(&table->default_actions, &wanted);
	}
	return 0;
}

static int tables_set(struct datapath *datapath, uint32_t ifindex, struct flow_error *error)
{
	struct flow_netlink *generic = to_kernel(datapath)->generic;
	bool good[FLOWDP_TABLES_MAX] = { false };
	struct flow_transaction *transaction;
	int code;
	size_t i;

	code = flow_table_dump(generic, ifindex, take_table, NULL, good);
	if (code)
		return explain(code, generic, error);
	/* Of a switch that was served before it is the operator's. */
	good[PLAN_TABLE_POLICY] |= good[PLAN_TABLE_SOURCE];
	transaction = flow_transaction_new(ifindex);
	if (!transaction)
		return -ENOMEM;
	for (i = 0; !code && i < sizeof(plan_tables); i++) {
		struct flow_table table = { .id = plan_tables[i] };

		plan_default(table.id, &table.default_actions);
		if (!good[table.id])
			code = flow_transaction_table_set(transaction, &table);
	}
	if (!code && flow_transaction_count(transaction))
		code = explain(flow_transaction_commit(transaction, generic, 0, NULL), generic,
			       error);
	flow_transaction_free(transaction);
	return code;
}

static int append_change(struct flow_transaction *transaction,
			 const struct datapath_change *change)
{
	struct flow_identity identity;
	struct flow_entry entry;

	if (change->kind == DATAPATH_REMOVE) {
		plan_to_identity(&change->flow, &identity);
		return flow_transaction_entry_delete(transaction, &identity);
	}
	plan_to_entry(&change->flow, &entry);
	return flow_transaction_entry_new(transaction, &entry,
					  change->kind == DATAPATH_ADD ? NLM_F_CREATE | NLM_F_EXCL :
									 NLM_F_REPLACE);
}

static int flows_change(struct datapath *datapath, uint32_t ifindex,
			const struct datapath_change *changes, size_t count, size_t *failed,
			struct flow_error *error)
{
	struct flow_netlink *generic = to_kernel(datapath)->generic;
	struct flow_transaction *transaction = flow_transaction_new(ifindex);
	int code = 0;
	size_t i;

	if (!transaction)
		return -ENOMEM;
	for (i = 0; !code && i < count; i++)
		code = append_change(transaction, &changes[i]);
	if (!code)
		code = explain(flow_transaction_commit(transaction, generic, 0, failed), generic,
			       error);
	flow_transaction_free(transaction);
	return code;
}

struct row {
	struct plan_flow flow;
	int64_t idle_ms;
};

struct flow_dump {
	struct row *rows;
	size_t count, capacity;
	struct flow_transaction *mend;	/* removes what the plan does not know; NULL: don't */
};

static void forget_rows(void *data)
{
	struct flow_dump *dump = data;

	dump->count = 0;
	if (dump->mend)
		flow_transaction_reset(dump->mend);
}

static int take_flow(const struct flow_entry *entry, void *data)
{
	struct flow_dump *dump = data;
	struct row *larger;

	if (dump->count == dump->capacity) {
		dump->capacity = dump->capacity ? 2 * dump->capacity : 1024;
		larger = reallocarray(dump->rows, dump->capacity, sizeof(*larger));
		if (!larger)
			return -ENOMEM;
		dump->rows = larger;
	}
	if (plan_from_entry(entry, &dump->rows[dump->count].flow)) {
		dump->rows[dump->count++].idle_ms =
			entry->idle_ms == FLOW_ENTRY_IDLE_NEVER ? -1 : (int64_t)entry->idle_ms;
		return 0;
	}
	return dump->mend ? flow_transaction_entry_delete(dump->mend, &entry->identity) : 0;
}

static int run_flow_dump(struct flow_netlink *generic, uint32_t ifindex, uint8_t table,
			 struct flow_dump *dump)
{
	const struct flow_filter filter = {
		.has_table = true,
		.table = table,
		.has_cookie = true,
		.cookie = PLAN_COOKIE,
		.cookie_mask = PLAN_COOKIE_MASK,
	};
	int code;

	code = flow_entry_dump(generic, ifindex, &filter, take_flow, forget_rows, dump);
	if (!code && dump->mend)
		code = flow_transaction_commit(dump->mend, generic, FLOW_TRANSACTION_SPLIT, NULL);
	return code == -ENOENT ? 0 : code;	/* it went by itself meanwhile */
}

static int flows_dump(struct datapath *datapath, uint32_t ifindex, uint8_t table, bool mend,
		      datapath_flow_fn *item, void *data)
{
	struct flow_dump dump = { .rows = NULL };
	int code;
	size_t i;

	if (mend) {
		dump.mend = flow_transaction_new(ifindex);
		if (!dump.mend)
			return -ENOMEM;
	}
	code = run_flow_dump(to_kernel(datapath)->generic, ifindex, table, &dump);
	flow_transaction_free(dump.mend);
	for (i = 0; !code && i < dump.count; i++)
		code = item(&dump.rows[i].flow, dump.rows[i].idle_ms, data);
	free(dump.rows);
	return code;
}

static int bind_upcalls(struct datapath *datapath, uint32_t ifindex, bool on,
			struct flow_error *error)
{
	struct flow_upcall *upcall = to_kernel(datapath)->upcall;
	int code = flow_upcall_bind(upcall, ifindex, on ? 1U << FLOWDP_UPCALL_LEARN : 0);
	const char *text = flow_upcall_error_text(upcall);

	if (code)
		flow_error_set(error, code, "%s", *text ? text : strerror(-code));
	return code;
}

static const struct datapath_operations operations = {
	.switch_add = switch_add,
	.switch_delete = link_delete,
	.switch_set = switch_set,
	.patch_add = patch_add,
	.patch_delete = link_delete,
	.port_add = port_add,
	.port_set = port_set,
	.port_delete = port_delete,
	.port_dump = port_dump,
	.tables_set = tables_set,
	.flows_change = flows_change,
	.flows_dump = flows_dump,
	.bind = bind_upcalls,
};

struct flow_upcall *datapath_kernel_upcall(struct datapath *datapath)
{
	return to_kernel(datapath)->upcall;
}

bool datapath_kernel_is_current(struct datapath *datapath)
{
	struct flow_netlink *now;
	bool current;
	int code;

	/* Each registration gets a family of its own. */
	code = flow_netlink_open(&now, NETLINK_GENERIC, NULL);
	if (code)	/* without memory, or descriptors, it cannot be said */
		return code != -EPROTONOSUPPORT;
	current = flow_netlink_family(now) == flow_netlink_family(to_kernel(datapath)->generic);
	flow_netlink_close(now);
	return current;
}

int datapath_kernel_open(struct datapath **result, flow_upcall_fn *item, void *data)
{
	struct kernel *kernel = calloc(1, sizeof(*kernel));
	int code;

	if (!kernel)
		return -ENOMEM;
	kernel->base.operations = &operations;
	code = flow_netlink_open(&kernel->generic, NETLINK_GENERIC, NULL);
	if (!code)
		code = flow_netlink_open(&kernel->route, NETLINK_ROUTE, NULL);
	if (!code)
		code = flow_upcall_open(&kernel->upcall, NULL, item, data);
	if (code)
		datapath_kernel_close(&kernel->base);
	else
		*result = &kernel->base;
	return code;
}

void datapath_kernel_close(struct datapath *datapath)
{
	struct kernel *kernel;

	if (!datapath)
		return;
	kernel = to_kernel(datapath);
	flow_upcall_close(kernel->upcall);
	flow_netlink_close(kernel->route);
	flow_netlink_close(kernel->generic);
	free(kernel);
}
