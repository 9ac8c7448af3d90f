// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "array.h"
#include "report.h"
#include "text.h"

static int take_switch(const struct flow_switch *item, void *data)
{
	struct switch_list *list = data;
	int error = flow_array_grow(&list->items, list->count, sizeof(*item));

	if (error)
		return error;
	list->items[list->count] = *item;
	flow_text_make_printable(list->items[list->count++].name);	/* or JSON would lack it */
	return 0;
}

static void forget_switches(void *data)
{
	struct switch_list *list = data;

	free(list->items);
	memset(list, 0, sizeof(*list));
}

static int take_port(const struct flow_port *item, void *data)
{
	struct port_list *list = data;
	int error = flow_array_grow(&list->items, list->count, sizeof(*item));

	if (error)
		return error;
	list->items[list->count] = *item;
	flow_text_make_printable(list->items[list->count++].name);
	return 0;
}

static void forget_ports(void *data)
{
	struct port_list *list = data;

	free(list->items);
	memset(list, 0, sizeof(*list));
}

static int one_switch(struct context *context, struct flow_netlink *kernel, const char *name,
		      struct switch_list *list)
{
	struct flow_switch found;
	uint32_t ifindex;
	int status, error;

	status = context_switch(context, name, &ifindex);
	if (status)
		return status;
	error = flow_switch_get(kernel, ifindex, &found);
	if (!error)
		error = take_switch(&found, list);
	if (error)
		return report_kernel(context, error, kernel, "cannot read switch %s", name);
	return EXIT_DONE;
}

int kernel_switches(struct context *context, const char *name, struct switch_list *list)
{
	struct flow_netlink *kernel;
	int status, error;

	memset(list, 0, sizeof(*list));
	status = context_kernel(context, &kernel);
	if (status)
		return status;
	if (name)
		return one_switch(context, kernel, name, list);
	error = flow_switch_dump(kernel, take_switch, forget_switches, list);
	if (error) {
		forget_switches(list);
		return report_kernel(context, error, kernel, "cannot list the switches");
	}
	return EXIT_DONE;
}

int kernel_ports(struct context *context, const struct flow_switch *of, struct port_list *list)
{
	int error;

	memset(list, 0, sizeof(*list));
	error = flow_port_dump(context->kernel, of->ifindex, take_port, forget_ports, list);
	if (error) {
		forget_ports(list);
		return report_kernel(context, error, context->kernel,
				     "cannot list the ports of %s", of->name);
	}
	return EXIT_DONE;
}

static int name_of_port(void *data, uint32_t number, char *name)
{
	const struct port_list *list = data;
	size_t i;

	for (i = 0; i < list->count; i++) {
		if (list->items[i].number == number) {
			strcpy(name, list->items[i].name);
			return 0;
		}
	}
	return -ENOENT;
}

static int number_of_port(void *data, const char *name, uint32_t *number)
{
	const struct port_list *list = data;
	size_t i;

	for (i = 0; i < list->count; i++) {
		if (!strcmp(list->items[i].name, name)) {
			*number = list->items[i].number;
			return 0;
		}
	}
	return -ENOENT;
}

struct flow_ports kernel_port_names(const struct port_list *list)
{
	return (struct flow_ports){
		.name = name_of_port,
		.number = number_of_port,
		.data = (void *)list,
	};
}

void kernel_port_name(const struct port_list *list, uint32_t number, char *name)
{
	if (name_of_port((void *)list, number, name))
		snprintf(name, IF_NAMESIZE, "%u", number);
}

static int with_ports(struct context *context, const struct flow_switch *of,
		      kernel_switch_fn *item, void *data)
{
	struct port_list ports;
	int status;

	status = kernel_ports(context, of, &ports);
	if (status)
		return status;
	status = item(context, of, &ports, data);
	free(ports.items);
	return status;
}

int kernel_each_switch(struct context *context, const char *name, kernel_switch_fn *item,
		       void *data)
{
	struct switch_list list;
	int status;
	size_t i;

	status = kernel_switches(context, name, &list);
	for (i = 0; !status && i < list.count; i++)
		status = with_ports(context, &list.items[i], item, data);
	free(list.items);
	return status;
}
