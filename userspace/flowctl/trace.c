// SPDX-License-Identifier: GPL-2.0-or-later
#include "trace.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "commands.h"
#include "frame.h"
#include "kernel.h"
#include "output.h"
#include "reason.h"
#include "report.h"

static const char *const kinds[] = {
	[FLOWDP_STEP_INGRESS] = "ingress",
	[FLOWDP_STEP_KEY] = "key",
	[FLOWDP_STEP_MATCH] = "match",
	[FLOWDP_STEP_MISS] = "miss",
	[FLOWDP_STEP_ACTION] = "action",
	[FLOWDP_STEP_OUTPUT] = "output",
	[FLOWDP_STEP_UPCALL] = "upcall",
	[FLOWDP_STEP_CONSUME] = "consume",
	[FLOWDP_STEP_DROP] = "drop",
};

static const char *const classes[] = {
	[FLOWDP_UPCALL_LEARN] = "learn",
	[FLOWDP_UPCALL_ACTION] = "action",
	[FLOWDP_UPCALL_PROTOCOL] = "protocol",
};

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

struct trace {
	struct context *context;
	const char *switch_name;
	const struct port_list *list;
	struct flow_ports ports;
	const struct flow_packet *packet;
	json_t *rows;
	FILE *verdict;		/* what became of the packet, collected */
	unsigned int fates;
};

static bool has(const struct flow_trace_step *step, unsigned int attribute)
{
	return step->present & FLOW_TRACE_BIT(attribute);
}

static void add_fate(struct trace *trace, const char *what, const char *name)
{
	fprintf(trace->verdict, "%s%s%s", trace->fates++ ? ", " : "", what, name);
}

/* The VID of a frame's first tag; -1: it has none. */
static int tag_vid(const uint8_t *frame, size_t length)
{
	unsigned int type = length < ETH_HLEN + 2 ? 0 : frame[12] << 8 | frame[13];

	if (type != ETH_P_8021Q && type != ETH_P_8021AD)
		return -1;
	return (frame[14] << 8 | frame[15]) & 0xfff;
}

/* As the frame is on the wire, where it enters or leaves. */
static int wire_vid(const struct trace *trace, const struct flow_trace_step *step)
{
	if (step->kind == FLOWDP_STEP_INGRESS)
		return tag_vid(trace->packet->data, trace->packet->length);
	return tag_vid(step->data, step->data_length);
}

/* The VLAN in the switch, and what stands for it on the wire where that is another VID. */
static void print_vlan(FILE *out, const struct trace *trace, const struct flow_trace_step *step)
{
	int wire = wire_vid(trace, step);

	if (wire > 0 && wire != step->vid)
		fprintf(out, ", tagged %d", wire);
	if (step->vid)
		fprintf(out, ", in VLAN %u", step->vid);
	else
		fputs(", in no VLAN", out);
}

static void print_match(FILE *out, const struct trace *trace, const struct flow_trace_step *step)
{
	char *text = flow_match_format(&step->match, &trace->ports);

	fputs(text && *text ? text : "any packet", out);
	free(text);
}

static void explain_ingress(FILE *out, struct trace *trace, const struct flow_trace_step *step)
{
	char name[IF_NAMESIZE];

	kernel_port_name(trace->list, step->port, name);
	fprintf(out, "enters %s by port %s", trace->switch_name, name);
	print_vlan(out, trace, step);
}

static void explain_key(FILE *out, struct trace *trace, const struct flow_trace_step *step)
{
	fputs("is read as: ", out);
	print_match(out, trace, step);
}

static void explain_match(FILE *out, struct trace *trace, const struct flow_trace_step *step)
{
	fprintf(out, "table %u: the flow of priority %u matches: ", step->table, step->priority);
	print_match(out, trace, step);
	if (step->cookie)
		fprintf(out, " (cookie 0x%llx)", (unsigned long long)step->cookie);
}

static void explain_miss(FILE *out, struct trace *trace, const struct flow_trace_step *step)
{
	(void)trace;
	fprintf(out, "table %u: no flow matches, so its default applies", step->table);
}

static void explain_action(FILE *out, struct trace *trace, const struct flow_trace_step *step)
{
	char *text = flow_actions_format(step->action.list, step->action.count, &trace->ports);

	fprintf(out, "  action: %s", text ? text : "");
	free(text);
}

/* In hexadecimal digits; the caller frees it. */
static char *frame_text(const struct flow_trace_step *step)
{
	char *text = calloc(step->data_length + 1, 2);
	uint32_t i;

	for (i = 0; text && i < step->data_length; i++)
		sprintf(text + 2 * i, "%02x", step->data[i]);
	return text;
}

static void explain_output(FILE *out, struct trace *trace, const struct flow_trace_step *step)
{
	char name[IF_NAMESIZE], *frame;

	kernel_port_name(trace->list, step->port, name);
	fprintf(out, "  leaves by port %s", name);
	print_vlan(out, trace, step);
	if (trace->context->details) {
		frame = frame_text(step);
		fprintf(out, ": %s", frame ? frame : "");
		free(frame);
	}
	add_fate(trace, "sent to ", name);
}

static const char *class_name(const struct flow_trace_step *step)
{
	return step->class < COUNT(classes) ? classes[step->class] : "unknown";
}

static void explain_upcall(FILE *out, struct trace *trace, const struct flow_trace_step *step)
{
	const char *class = class_name(step);

	fprintf(out, "  a copy goes to flowd (%s)", class);
	add_fate(trace, "shown to flowd: ", class);
}

static void explain_consume(FILE *out, struct trace *trace, const struct flow_trace_step *step)
{
	(void)step;
	fputs("the host takes the frame", out);
	add_fate(trace, "taken by the host", "");
}

static void explain_drop(FILE *out, struct trace *trace, const struct flow_trace_step *step)
{
	char name[IF_NAMESIZE] = "";

	if (has(step, FLOWDP_A_STEP_PORT)) {
		kernel_port_name(trace->list, step->port, name);
		fprintf(out, "  the copy for port %s is dropped: %s (%s)", name, step->name,
			reason_explain(step->reason));
		return;
	}
	fprintf(out, "is dropped: %s (%s)", step->name, reason_explain(step->reason));
	add_fate(trace, "dropped: ", step->name);
}

static void (*const explainers[])(FILE *out, struct trace *trace,
				  const struct flow_trace_step *step) = {
	[FLOWDP_STEP_INGRESS] = explain_ingress,
	[FLOWDP_STEP_KEY] = explain_key,
	[FLOWDP_STEP_MATCH] = explain_match,
	[FLOWDP_STEP_MISS] = explain_miss,
	[FLOWDP_STEP_ACTION] = explain_action,
	[FLOWDP_STEP_OUTPUT] = explain_output,
	[FLOWDP_STEP_UPCALL] = explain_upcall,
	[FLOWDP_STEP_CONSUME] = explain_consume,
	[FLOWDP_STEP_DROP] = explain_drop,
};

static void set_number(json_t *row, const struct flow_trace_step *step, unsigned int attribute,
		       const char *key, uint64_t number)
{
	if (has(step, attribute))
		json_object_set_new(row, key, json_integer(number));
}

static json_t *to_row(const struct trace *trace, const struct flow_trace_step *step,
		      const char *explanation)
{
	json_t *row = json_pack("{s:I, s:s, s:s}",
		"step", (json_int_t)json_array_size(trace->rows) + 1,
		"kind", step->kind < COUNT(kinds) ? kinds[step->kind] : "unknown",
		"explanation", explanation + strspn(explanation, " "));
	char name[IF_NAMESIZE], *frame;

	if (has(step, FLOWDP_A_STEP_PORT)) {
		kernel_port_name(trace->list, step->port, name);
		json_object_set_new(row, "port", json_string(name));
	}
	set_number(row, step, FLOWDP_A_STEP_PORT, "port_number", step->port);
	set_number(row, step, FLOWDP_A_STEP_VID, "vid", step->vid);
	if (has(step, FLOWDP_A_STEP_VID) && wire_vid(trace, step) >= 0)
		json_object_set_new(row, "tag_vid", json_integer(wire_vid(trace, step)));
	set_number(row, step, FLOWDP_A_STEP_TABLE, "table", step->table);
	set_number(row, step, FLOWDP_A_STEP_PRIORITY, "priority", step->priority);
	if (has(step, FLOWDP_A_STEP_COOKIE))
		json_object_set_new(row, "cookie", output_cookie(step->cookie));
	if (has(step, FLOWDP_A_STEP_KEY))
		json_object_set_new(row, "match", flow_match_to_json(&step->match));
	if (has(step, FLOWDP_A_STEP_ACTION))
		json_object_set_new(row, "action", flow_actions_to_json(step->action.list,
									step->action.count));
	if (has(step, FLOWDP_A_STEP_CLASS))
		json_object_set_new(row, "class", json_string(class_name(step)));
	if (has(step, FLOWDP_A_STEP_NAME))
		json_object_set_new(row, "reason", json_string(step->name));
	if (has(step, FLOWDP_A_STEP_DATA) && trace->context->details) {
		frame = frame_text(step);
		json_object_set_new(row, "frame", json_string(frame));
		free(frame);
	}
	return row;
}

static int take_step(const struct flow_trace_step *step, void *data)
{
	struct trace *trace = data;
	char *text = NULL;
	size_t size;
	FILE *out;

	out = open_memstream(&text, &size);
	if (!out)
		return -ENOMEM;
	if (step->kind < COUNT(explainers))
		explainers[step->kind](out, trace, step);
	else
		fputs("a step that this flowctl does not know", out);
	fclose(out);
	json_array_append_new(trace->rows, to_row(trace, step, text));
	if (!trace->context->json)
		printf("%3zu  %s\n", json_array_size(trace->rows), text);
	free(text);
	return 0;
}

/* What is left over behind the fields. */
static int unknown_field(struct context *context, const char *word)
{
	const char *names[FLOWDP_A_FIELD_MAX + 2] = { "length" };
	unsigned int i;

	for (i = 1; i <= FLOWDP_A_FIELD_MAX; i++)
		names[i] = flow_field(i)->name;
	return report_unknown(context, FLOW_NAMES(names), "packet field", word,
			      "\"flowctl flow help\"");
}

static int parse_frame(struct context *context, struct flow_words *words,
		       struct flow_frame *frame)
{
	struct flow_error error = { "" };
	const char *text;
	uint64_t number = 1;
	int code;

	if (flow_words_accept(words, "hex")) {
		code = flow_words_value(words, "hex", &text, &error);
		if (!code)
			code = flow_frame_from_hex(text, frame, &error);
	} else if (flow_words_accept(words, "pcap")) {
		code = flow_words_value(words, "pcap", &text, &error);
		if (!code && flow_words_accept(words, "frame"))
			code = flow_words_number(words, "frame", 1, UINT32_MAX, &number, &error);
		if (!code)
			code = flow_frame_from_capture(text, number, frame, &error);
	} else {
		code = flow_frame_parse(words, frame, &error);
		if (!code && flow_words_peek(words))
			return unknown_field(context, flow_words_peek(words));
	}
	return code ? report_usage(context, &error) : report_rest(context, words);
}

static int parse_in_port(struct context *context, struct flow_words *words,
			 const struct flow_ports *ports, uint32_t *in_port)
{
	union flow_value value, mask;
	struct flow_error error = { "" };
	const char *text;

	if (!flow_words_accept(words, "in_port"))
		return report(context, EXIT_WRONG,
			      "by which port does it enter? Say \"in_port DEV\" behind the switch");
	if (flow_words_value(words, "in_port", &text, &error) ||
	    flow_field_parse(FLOWDP_A_FIELD_IN_PORT, text, ports, &value, &mask, &error))
		return report_usage(context, &error);
	*in_port = flow_field_number(FLOWDP_A_FIELD_IN_PORT, &value);
	return EXIT_DONE;
}

static void print_verdict(struct trace *trace, const char *verdict, bool truncated)
{
	if (trace->context->json)
		return;
	if (truncated)
		puts("     ... and more steps than the kernel tells");
	printf("verdict: %s\n", *verdict ? verdict : "nothing becomes of it");
}

/* The verdict of a trace as the last object of the JSON. */
static int finish(struct trace *trace, const char *verdict, bool truncated)
{
	print_verdict(trace, verdict, truncated);
	if (!trace->context->json)
		return EXIT_DONE;
	json_array_append_new(trace->rows, json_pack("{s:s, s:s, s:b}", "kind", "verdict",
						     "explanation", verdict,
						     "truncated", truncated));
	json_dumpf(trace->rows, stdout, JSON_INDENT(2));
	putchar('\n');
	return EXIT_DONE;
}

static int run_trace(struct trace *trace, const struct flow_packet *packet)
{
	struct context *context = trace->context;
	bool truncated = false;
	char *verdict = NULL;
	int status, error;
	size_t size;

	trace->verdict = open_memstream(&verdict, &size);
	if (!trace->verdict)
		return report(context, EXIT_REFUSED, "there is not enough memory");
	trace->packet = packet;
	trace->rows = json_array();
	error = flow_trace(context->kernel, packet, take_step, trace, &truncated);
	fclose(trace->verdict);
	if (error)
		status = report_kernel(context, error, context->kernel, "cannot trace in %s",
				       trace->switch_name);
	else
		status = finish(trace, verdict, truncated);
	json_decref(trace->rows);
	free(verdict);
	return status;
}

static int trace_in(struct context *context, const struct flow_switch *of,
		    const struct port_list *list, void *data)
{
	struct trace trace = { .context = context, .switch_name = of->name, .list = list,
			       .ports = kernel_port_names(list) };
	struct flow_packet packet = { .switch_ifindex = of->ifindex };
	struct flow_words *words = data;
	struct flow_frame *frame;
	int status;

	status = parse_in_port(context, words, &trace.ports, &packet.in_port);
	if (status)
		return status;
	frame = malloc(sizeof(*frame));
	if (!frame)
		return report(context, EXIT_REFUSED, "there is not enough memory");
	status = parse_frame(context, words, frame);
	packet.data = frame->data;
	packet.length = frame->length;
	if (!status)
		status = run_trace(&trace, &packet);
	free(frame);
	return status;
}

static int run(struct context *context, struct flow_words *words)
{
	const char *name = flow_words_take(words);

	if (!name)
		return report(context, EXIT_WRONG, "in which switch? Its name is missing");
	return kernel_each_switch(context, name, trace_in, words);
}

static const struct command commands[] = {
	{ NULL, run, false },
	{ NULL, NULL, false }
};

const struct object trace_object = {
	.name = "trace",
	.summary = "what would become of a packet, step by step",
	.help =
		"Usage: flowctl trace SWITCH in_port DEV [length BYTES] FIELD VALUE ...\n"
		"       flowctl trace SWITCH in_port DEV hex DIGITS\n"
		"       flowctl trace SWITCH in_port DEV pcap FILE [frame N]\n"
		"\n"
		"The packet goes through the module's own code, but nothing is sent or counted.  In\n"
		"words, the fields are those of \"flowctl flow help\"; vid and pcp make an 802.1Q\n"
		"tag, and what is not said gets a sensible value.  With -d, frames that leave are\n"
		"shown in hex.\n"
		"\n"
		"Examples: flowctl trace sw0 in_port tap0 eth_src 52:54:00:00:00:01 arp_tpa 10.0.0.2\n"
		"          flowctl trace sw0 in_port eth1 vid 10 ipv4_dst 10.0.0.1 ip_proto tcp tp_dst 80\n",
	.commands = commands,
	.takes_switch = true,
};
