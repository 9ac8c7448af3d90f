// SPDX-License-Identifier: GPL-2.0-or-later
#include "listing.h"

#include <errno.h>
#include <stdlib.h>

struct show {
	struct listing listing;
	listing_dump_fn *dump;
};

static int show_switch(struct context *context, const struct flow_switch *of,
		       const struct port_list *list, void *data)
{
	struct flow_ports ports = kernel_port_names(list);
	struct show *show = data;

	show->listing.switch_name = of->name;
	show->listing.ports = &ports;
	show->listing.kept = json_array_size(show->listing.rows);
	return show->dump(context, of, &show->listing);
}

int listing_show(struct context *context, const char *name, listing_dump_fn *dump, void *data,
		 const struct column *columns)
{
	struct show show = {
		.listing = { .json = context->json, .rows = json_array(), .data = data },
		.dump = dump,
	};
	int status = kernel_each_switch(context, name, show_switch, &show);

	if (!status)
		return output(context, columns, show.listing.rows);
	json_decref(show.listing.rows);
	return status;
}

void listing_restart(void *data)
{
	struct listing *listing = data;

	while (json_array_size(listing->rows) > listing->kept)
		json_array_remove(listing->rows, json_array_size(listing->rows) - 1);
}

int listing_add(const struct listing *listing, json_t *row)
{
	return json_array_append_new(listing->rows, row) ? -ENOMEM : 0;
}

struct keyed {
	uint64_t key;
	size_t place;
	json_t *row;
};

static int compare(const void *a, const void *b)
{
	const struct keyed *one = a, *other = b;

	if (one->key != other->key)
		return one->key < other->key ? -1 : 1;
	return one->place < other->place ? -1 : 1;
}

int listing_sort(const struct listing *listing, uint64_t (*key)(const json_t *row))
{
	size_t count = json_array_size(listing->rows) - listing->kept, i;
	struct keyed *keyed = calloc(count + 1, sizeof(*keyed));

	if (!keyed)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		keyed[i].row = json_incref(json_array_get(listing->rows, listing->kept + i));
		keyed[i].key = key(keyed[i].row);
		keyed[i].place = i;
	}
	qsort(keyed, count, sizeof(*keyed), compare);
	for (i = 0; i < count; i++)
		json_array_set_new(listing->rows, listing->kept + i, keyed[i].row);
	free(keyed);
	return 0;
}
