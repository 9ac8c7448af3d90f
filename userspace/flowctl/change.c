// SPDX-License-Identifier: GPL-2.0-or-later
#include "change.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel.h"
#include "report.h"
#include "table.h"

struct change {
	char name[IF_NAMESIZE];			/* of the transaction's switch, as it was typed */
	struct switch_list of;			/* the transaction's switch */
	struct port_list ports;			/* and its ports */
	struct flow_transaction *transaction;	/* NULL: nothing for the kernel */
	json_t *operations;			/* NULL: nothing for flowd */
	unsigned int *lines;			/* of the batch, for each operation */
	size_t lines_count;
	uint8_t table;				/* of flowd that a flow is put into; 0: none */
	size_t table_operation;			/* which does so first */
};

struct change *change_new(void)
{
	return calloc(1, sizeof(struct change));
}

void change_free(struct change *change)
{
	if (!change)
		return;
	flow_transaction_free(change->transaction);
	free(change->ports.items);
	free(change->of.items);
	json_decref(change->operations);
	free(change->lines);
	free(change);
}

static int refuse_mixture(const struct context *context)
{
	return report(context, EXIT_WRONG,
		      "a batch is either for the kernel (flow, group, table, port set -k) or for flowd (switch, port, profile, vlan, fdb, neighbour), not for both");
}

static int start_transaction(struct context *context, const char *name)
{
	struct change *change = context->change;
	int status;

	status = kernel_switches(context, name, &change->of);
	if (!status)
		status = kernel_ports(context, change->of.items, &change->ports);
	if (status)
		return status;
	change->transaction = flow_transaction_new(change->of.items->ifindex);
	if (!change->transaction)
		return report(context, EXIT_REFUSED, "there is not enough memory");
	snprintf(change->name, sizeof(change->name), "%s", name);
	return EXIT_DONE;
}

int change_kernel(struct context *context, const char *name,
		  struct flow_transaction **transaction, struct flow_ports *ports)
{
	struct change *change = context->change;
	int status;

	if (change->operations)
		return refuse_mixture(context);
	if (!change->transaction) {
		status = start_transaction(context, name);
		if (status)
			return status;
	}
	if (strcmp(change->name, name))
		return report(context, EXIT_WRONG,
			      "a batch is one transaction on one switch: \"%s\" here, \"%s\" before",
			      name, change->name);
	*transaction = change->transaction;
	*ports = kernel_port_names(&change->ports);
	return EXIT_DONE;
}

void change_note_table(struct change *change, uint8_t table)
{
	if (change->table || !(FLOW_TABLES_OF_FLOWD & 1U << table))
		return;
	change->table = table;
	change->table_operation = flow_transaction_count(change->transaction);
}

int change_daemon(struct context *context, json_t *operation)
{
	struct change *change = context->change;
	int status = context_check_daemon(context);

	if (!status && change->transaction)
		status = refuse_mixture(context);
	if (status) {
		json_decref(operation);
		return status;
	}
	if (!change->operations)
		change->operations = json_array();
	if (json_array_append_new(change->operations, operation))
		return report(context, EXIT_REFUSED, "there is not enough memory");
	return EXIT_DONE;
}

int change_delete(struct context *context, struct flow_words *words,
		  const struct change_deletion *deletion)
{
	const char *name = flow_words_take(words);
	int status;

	if (!name)
		return report(context, EXIT_WRONG, "which %s is missing", deletion->what);
	if (flow_words_peek(words))
		return report(context, EXIT_WRONG, "\"%s\" was not expected here; say \"%s\"",
			      flow_words_peek(words), deletion->usage);
	if (!context->kernel_only || !deletion->from_kernel)
		return change_daemon(context, json_pack("{s:s, s:s}", "operation",
							deletion->operation, deletion->key, name));
	status = change_direct(context);
	return status ? status : deletion->from_kernel(context, name);
}

int change_direct(const struct context *context)
{
	if (!context->file)
		return EXIT_DONE;
	return report(context, EXIT_WRONG,
		      "this is carried out at once and cannot be part of a batch");
}

static size_t count(const struct change *change)
{
	if (change->transaction)
		return flow_transaction_count(change->transaction);
	return json_array_size(change->operations);
}

int change_mark(struct context *context)
{
	struct change *change = context->change;
	unsigned int *lines;

	if (count(change) == change->lines_count)
		return EXIT_DONE;
	lines = reallocarray(change->lines, count(change), sizeof(*lines));
	if (!lines)
		return report(context, EXIT_REFUSED, "there is not enough memory");
	change->lines = lines;
	while (change->lines_count < count(change))
		lines[change->lines_count++] = context->line;
	return EXIT_DONE;
}

/* Makes errors name the line that operation @index came from. */
static void point_at(struct context *context, size_t index)
{
	if (index < context->change->lines_count)
		context->line = context->change->lines[index];
}

/* What asks for sources that are not known is flowd's doing. */
static int see_table(const struct flow_table *table, void *data)
{
	const struct flow_actions *actions = &table->default_actions;
	bool *is_served = data;
	unsigned int i;

	for (i = 0; i < actions->count; i++)
		if (actions->list[i].kind == FLOWDP_A_ACTION_UPCALL &&
		    actions->list[i].upcall.class == FLOWDP_UPCALL_LEARN)
			*is_served = true;
	return 0;
}

/* Without flowd its tables are as good as any other. */
static void warn_of_table(struct context *context)
{
	const struct change *change = context->change;
	bool is_served = false;

	if (!change->table || flow_table_dump(context->kernel, change->of.items->ifindex,
					      see_table, NULL, &is_served) || !is_served)
		return;
	point_at(context, change->table_operation);
	report(context, EXIT_DONE,
	       "warning: table %u is flowd's, and such a flow may keep stations from being entered; 0 to 7 are for flows of your own",
	       change->table);
}

static int commit_kernel(struct context *context)
{
	struct change *change = context->change;
	size_t failed = SIZE_MAX;
	int error;

	error = flow_transaction_commit(change->transaction, context->kernel, 0, &failed);
	if (!error) {
		warn_of_table(context);
		return EXIT_DONE;
	}
	point_at(context, failed);
	return report_kernel(context, error, context->kernel, "switch %s refuses it",
			     change->name);
}

/* What was done all the same. */
static void warn(const struct context *context, const json_t *reply)
{
	json_t *warning;
	size_t i;

	json_array_foreach(json_object_get(reply, "warnings"), i, warning)
		report(context, EXIT_DONE, "warning: %s", json_string_value(warning));
}

static int commit_daemon(struct context *context)
{
	json_t *parameters = json_pack("{s:O}", "operations", context->change->operations);
	struct flow_error error = { "" };
	struct flow_varlink *daemon;
	json_t *reply = NULL;
	int code, status;

	status = context_daemon(context, &daemon);
	if (!status) {
		code = flow_varlink_call(daemon, "io.flowswitch.Apply", parameters, &reply, NULL,
					 &error);
		if (code == -EREMOTEIO && json_is_integer(json_object_get(reply, "operation")))
			point_at(context, json_integer_value(json_object_get(reply, "operation")));
		if (code)
			status = report_daemon(context, code, &error);
		else
			warn(context, reply);
	}
	json_decref(parameters);
	json_decref(reply);
	return status;
}

int change_commit(struct context *context)
{
	if (context->change->transaction)
		return commit_kernel(context);
	if (context->change->operations)
		return commit_daemon(context);
	return EXIT_DONE;
}
