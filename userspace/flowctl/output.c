// SPDX-License-Identifier: GPL-2.0-or-later
#include "output.h"

#include <errno.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "report.h"
#include "text.h"

#define BELOW_INDENT	"    "
#define BELOW_WIDTH	80	/* of lines, but for what is longer alone */

static bool is_shown(const struct context *context, const struct column *column)
{
	if (column->flags & COLUMN_STATISTICS && !context->statistics)
		return false;
	if (column->flags & (COLUMN_DETAILS | COLUMN_BELOW) && !context->details)
		return false;
	return !(column->flags & COLUMN_JSON) || context->json;
}

static bool is_in_table(const struct context *context, const struct column *column)
{
	return is_shown(context, column) && !(column->flags & COLUMN_BELOW);
}

static char *join(const json_t *array)
{
	char *text = NULL, *part;
	json_t *value;
	size_t size, i;
	FILE *out;

	if (!json_array_size(array))
		return strdup("-");
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	json_array_foreach(array, i, value) {
		part = output_text(value, COLUMN_TEXT);
		fprintf(out, "%s%s", i ? " " : "", part ? part : "");
		free(part);
	}
	fclose(out);
	return text;
}

static char *integer_text(json_int_t number, enum column_kind kind)
{
	char text[64];

	if (kind == COLUMN_HEX)
		snprintf(text, sizeof(text), "0x%llx", (unsigned long long)number);
	else if (kind == COLUMN_MILLISECONDS)
		snprintf(text, sizeof(text), "%.1fs", number / 1000.0);
	else
		snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	return strdup(text);
}

json_t *output_cookie(uint64_t cookie)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%llx", (unsigned long long)cookie);
	return json_string(text);
}

char *output_text(const json_t *value, enum column_kind kind)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		return strdup(json_string_value(value));
	case JSON_INTEGER:
		return integer_text(json_integer_value(value), kind);
	case JSON_TRUE:
		return strdup(kind == COLUMN_FLAG ? "on" : "yes");
	case JSON_FALSE:
		return strdup(kind == COLUMN_FLAG ? "off" : "no");
	case JSON_ARRAY:
		return join(value);
	case JSON_NULL:
		return strdup(kind == COLUMN_MILLISECONDS ? "never" : "-");
	default:
		return json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	}
}

/* Each row gives way to what is shown of it, as there may be many. */
static void print_json(const struct context *context, const struct column *columns, json_t *rows)
{
	const struct column *column;
	json_t *row, *shown;
	size_t i;

	json_array_foreach(rows, i, row) {
		shown = json_object();
		for (column = columns; column->heading; column++)
			if (is_shown(context, column))
				json_object_set(shown, column->key,
						json_object_get(row, column->key));
		json_array_set_new(rows, i, shown);
	}
	json_dumpf(rows, stdout, JSON_INDENT(2));
	putchar('\n');
}

static const json_t *value_of(const json_t *row, const struct column *column)
{
	const json_t *value = NULL;

	if (column->text_key)
		value = json_object_get(row, column->text_key);
	return value ? value : json_object_get(row, column->key);
}

static int set_cell(struct libscols_line *line, size_t index, const struct column *column,
		    const json_t *row)
{
	const json_t *value = value_of(row, column);
	char *text;
	int error;

	if (!value)
		return scols_line_set_data(line, index, "-");
	text = output_text(value, column->kind);
	error = scols_line_set_data(line, index, text);
	free(text);
	return error;
}

static int fill(const struct context *context, const struct column *columns, const json_t *rows,
		struct libscols_table *table)
{
	const struct column *column;
	struct libscols_line *line;
	size_t i, index;
	json_t *row;

	for (column = columns; column->heading; column++)
		if (is_in_table(context, column) &&
		    !scols_table_new_column(table, column->heading, 0,
					    column->flags & COLUMN_RIGHT ? SCOLS_FL_RIGHT : 0))
			return -1;
	json_array_foreach(rows, i, row) {
		line = scols_table_new_line(table, NULL);
		if (!line)
			return -1;
		index = 0;
		for (column = columns; column->heading; column++)
			if (is_in_table(context, column) &&
			    set_cell(line, index++, column, row))
				return -1;
	}
	return 0;
}

static bool is_told_below(const struct column *column, const json_t *value)
{
	return column->flags & COLUMN_BELOW && value && !json_is_null(value) &&
	       !(json_is_array(value) && !json_array_size(value));
}

/* "    learning on isolated off", on as many lines as it takes; a sentence has one of its own. */
static void print_below(const struct column *columns, const json_t *row)
{
	const struct column *column;
	const json_t *value;
	size_t width = 0, length;
	char *text;

	for (column = columns; column->heading; column++) {
		value = value_of(row, column);
		text = is_told_below(column, value) ? output_text(value, column->kind) : NULL;
		if (!text)
			continue;
		flow_text_make_printable(text);
		length = strlen(column->heading) + strlen(text) + 2;
		if (width && (width + length > BELOW_WIDTH || strchr(text, ' '))) {
			putchar('\n');
			width = 0;
		}
		width += printf("%s%s %s", width ? " " : BELOW_INDENT, column->heading, text);
		if (strchr(text, ' '))
			width = BELOW_WIDTH;
		free(text);
	}
	if (width)
		putchar('\n');
}

/* Each line of @table, and what is told below it. */
static int print_lines(struct libscols_table *table, const struct column *columns,
		       const json_t *rows)
{
	char *text, *line;
	size_t i, length;
	json_t *row;

	if (scols_print_table_to_string(table, &text))
		return -1;
	line = text;
	length = strcspn(line, "\n");
	printf("%.*s\n", (int)length, line);
	json_array_foreach(rows, i, row) {
		line += length + !!line[length];
		length = strcspn(line, "\n");
		printf("%.*s\n", (int)length, line);
		print_below(columns, row);
	}
	free(text);
	return 0;
}

static bool has_below(const struct context *context, const struct column *columns)
{
	for (; columns->heading; columns++)
		if (columns->flags & COLUMN_BELOW && is_shown(context, columns))
			return true;
	return false;
}

static int print_text(const struct context *context, const struct column *columns,
		      const json_t *rows)
{
	struct libscols_table *table = scols_new_table();
	int error = -1;

	setlocale(LC_CTYPE, "");
	if (table)
		error = fill(context, columns, rows, table);
	if (!error && json_array_size(rows))
		error = has_below(context, columns) ? print_lines(table, columns, rows) :
						      scols_print_table(table);
	scols_unref_table(table);
	return error;
}

int output(const struct context *context, const struct column *columns, json_t *rows)
{
	int error = 0;

	if (context->json)
		print_json(context, columns, rows);
	else
		error = print_text(context, columns, rows);
	json_decref(rows);
	if (error)
		return report(context, EXIT_REFUSED, "there is not enough memory");
	return EXIT_DONE;
}

int output_finish(const struct context *context, int status)
{
	const char *why = fflush(stdout) ? strerror(errno) : NULL;

	if ((!why && !ferror(stdout)) || status)
		return status;
	return report(context, EXIT_REFUSED, "cannot write the output%s%s", why ? ": " : "",
		      why ? why : "");
}
