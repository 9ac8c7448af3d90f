// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "alarms.h"
#include "commands.h"
#include "event.h"
#include "link.h"
#include "output.h"
#include "report.h"
#include "settings.h"
#include "text.h"

#define BATCH	64	/* datagrams to read before looking at the queue again */

static const char *const removals[] = {
	[FLOWDP_REMOVED_DELETED] = "deleted",
	[FLOWDP_REMOVED_IDLE] = "idle",
	[FLOWDP_REMOVED_HARD] = "hard",
	[FLOWDP_REMOVED_LEADER] = "leader",
};

#define REMOVALS	(sizeof(removals) / sizeof(*removals))

static json_t *name_to_json(const char *name)
{
	char text[IF_NAMESIZE];

	snprintf(text, sizeof(text), "%s", name);
	flow_text_make_printable(text);
	return json_string(text);
}

/* What is followed: @events and @alarms may be NULL. */
struct monitor {
	struct context *context;
	unsigned int groups;	/* of @events */
	struct flow_events *events;
	struct alarms *alarms;
	uint32_t gone_ifindex;	/* the switch whose own port went last */
	char gone_name[IF_NAMESIZE];
};

/* A switch that is gone has the name of its own port, which went just before it. */
static void add_switch(const struct monitor *monitor, json_t *event, uint32_t ifindex)
{
	struct flow_netlink *route;
	struct flow_link link;

	if (!context_route(monitor->context, &route) && !flow_link_get(route, ifindex, &link))
		json_object_set_new(event, "switch", name_to_json(link.name));
	else if (monitor->gone_ifindex == ifindex)
		json_object_set_new(event, "switch", name_to_json(monitor->gone_name));
	json_object_set_new(event, "switch_ifindex", json_integer(ifindex));
}

static json_t *switch_event(const struct monitor *monitor, const struct flow_event *event)
{
	bool gone = event->command == FLOWDP_CMD_SWITCH_GONE;
	json_t *json = json_pack("{s:s}", "event", gone ? "switch-gone" : "switch");

	add_switch(monitor, json, event->switch_.ifindex);
	if (!gone)
		settings_switch_to_json(&event->switch_, json);
	return json;
}

static json_t *port_event(struct monitor *monitor, const struct flow_event *event)
{
	bool gone = event->command == FLOWDP_CMD_PORT_GONE;
	json_t *json = json_pack("{s:s}", "event", gone ? "port-gone" : "port");

	if (gone && event->port.ifindex == event->port.switch_ifindex) {
		monitor->gone_ifindex = event->port.ifindex;
		memcpy(monitor->gone_name, event->port.name, sizeof(monitor->gone_name));
	}
	add_switch(monitor, json, event->port.switch_ifindex);
	json_object_set_new(json, "port", name_to_json(event->port.name));
	json_object_set_new(json, "ifindex", json_integer(event->port.ifindex));
	settings_port_to_json(&event->port, json);
	return json;
}

static json_t *flow_event(const struct monitor *monitor, const struct flow_entry *entry)
{
	json_t *json = json_pack("{s:s}", "event", "flow-removed");

	add_switch(monitor, json, entry->switch_ifindex);
	json_object_update_new(json, json_pack("{s:s, s:i, s:i, s:o, s:I, s:I, s:I, s:o}",
		"removed", entry->removed < REMOVALS ? removals[entry->removed] : "unknown",
		"table", entry->identity.table,
		"priority", entry->identity.priority,
		"cookie", output_cookie(entry->cookie),
		"packets", (json_int_t)entry->packets,
		"bytes", (json_int_t)entry->bytes,
		"age_ms", (json_int_t)entry->age_ms,
		"match", flow_match_to_json(&entry->identity.match)));
	return json;
}

static json_t *to_json(struct monitor *monitor, const struct flow_event *event)
{
	switch (event->command) {
	case FLOWDP_CMD_FLOW_REMOVED:
		return flow_event(monitor, &event->entry);
	case FLOWDP_CMD_PORT_EVENT:
	case FLOWDP_CMD_PORT_GONE:
		return port_event(monitor, event);
	default:
		return switch_event(monitor, event);
	}
}

/* With -d, when it was heard of: "2026-11-21 22:30:00.125 ". */
static void print_time(json_int_t time_ms)
{
	time_t seconds = time_ms / 1000;
	char text[32];

	strftime(text, sizeof(text), "%F %T", localtime(&seconds));
	printf("%s.%03u ", text, (unsigned int)(time_ms % 1000));
}

/* One line: "port switch sw0 port tap0 vlan_mode access ...". */
static void print_text(const json_t *event, const struct flow_match *match)
{
	const json_t *time_ms = json_object_get(event, "time_ms");
	const char *key;
	json_t *value;
	char *text;

	if (time_ms)
		print_time(json_integer_value(time_ms));
	fputs(json_string_value(json_object_get(event, "event")), stdout);
	json_object_foreach((json_t *)event, key, value) {
		if (!strcmp(key, "event") || !strcmp(key, "time_ms"))
			continue;
		text = strcmp(key, "match") ? output_text(value, COLUMN_TEXT) :
					      flow_match_format(match, NULL);
		printf(" %s %s", key, text && *text ? text : "any");
		free(text);
	}
	putchar('\n');
}

static json_int_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (json_int_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Takes over @json. */
static int print(const struct context *context, json_t *json, const struct flow_match *match)
{
	if (context->details)
		json_object_set_new(json, "time_ms", json_integer(now_ms()));
	if (context->json) {
		json_dumpf(json, stdout, JSON_COMPACT);
		putchar('\n');
	} else {
		print_text(json, match);
	}
	json_decref(json);
	return fflush(stdout) ? -EPIPE : 0;
}

static int print_event(const struct flow_event *event, void *data)
{
	struct monitor *monitor = data;

	return print(monitor->context, to_json(monitor, event), &event->entry.identity.match);
}

static int print_alarm(struct context *context, json_t *alarm)
{
	json_t *json = json_pack("{s:s}", "event", "alarm");

	json_object_update(json, alarm);
	return print(context, json, NULL);
}

static int open_events(struct monitor *monitor)
{
	return flow_event_open(&monitor->events, monitor->context->netns,
			       monitor->groups | FLOW_EVENT_MODULE);
}

/* If the module is gone again, the events of before still tell when it comes. */
static int open_anew(struct monitor *monitor)
{
	struct flow_events *before = monitor->events;
	int error;

	report(monitor->context, EXIT_DONE, "the module flowdp was loaded anew");
	error = open_events(monitor);
	if (!error)
		flow_event_close(before);
	return error == -EPROTONOSUPPORT ? 0 : error;
}

static int read_events(struct monitor *monitor)
{
	int result = flow_event_receive(monitor->events, BATCH, print_event, monitor);

	if (result == -ESTALE)
		return open_anew(monitor);
	if (result == -ENOBUFS)
		report(monitor->context, EXIT_DONE, "events were lost, there were too many at once");
	return result == -ENOBUFS || result > 0 ? 0 : result;
}

static int watch(struct monitor *monitor)
{
	struct context *context = monitor->context;
	struct pollfd pollers[2] = { { .events = POLLIN }, { .events = POLLIN } };
	int result = 0, wait_ms;

	while (!result) {
		pollers[0].fd = monitor->events ? flow_event_fd(monitor->events) : -1;
		pollers[1].fd = monitor->alarms ? alarms_fd(monitor->alarms) : -1;
		wait_ms = monitor->alarms && pollers[1].fd < 0 ? ALARMS_RETRY_MS : -1;
		if (poll(pollers, 2, wait_ms) < 0 && errno != EINTR)
			return report(context, EXIT_REFUSED, "cannot wait for events: %s",
				      strerror(errno));
		if (monitor->events)
			result = read_events(monitor);
		if (!result && monitor->alarms && (pollers[1].revents || pollers[1].fd < 0))
			result = alarms_receive(monitor->alarms);
	}
	if (result == -EPIPE)
		return EXIT_DONE;
	return report_kernel(context, result, NULL, "cannot receive events");
}

/* What is to be followed: FLOW_EVENT_* and this. */
#define ALARMS	(1U << 31)

static int parse_groups(struct context *context, struct flow_words *words, unsigned int *groups)
{
	static const char *const known[] = { "switch", "flow", "alarm", "all", NULL };
	static const unsigned int of[] = { FLOW_EVENT_SWITCH, FLOW_EVENT_FLOW, ALARMS };
	const char *word = flow_words_take(words);
	int found;

	*groups = FLOW_EVENT_SWITCH | FLOW_EVENT_FLOW;
	if (context_may_ask_daemon(context))
		*groups |= ALARMS;
	if (!word || !strcmp(word, "all"))
		return report_rest(context, words);
	found = flow_names_find(FLOW_NAMES(known), word);
	if (found < 0)
		return report_unknown(context, FLOW_NAMES(known), "kind of event", word, NULL);
	*groups = of[found];
	return *groups == ALARMS ? context_check_daemon(context) ?: report_rest(context, words) :
				   report_rest(context, words);
}

/* Alarms alone need flowd; what the kernel tells is shown without it too. */
static int follow_alarms(struct alarms *alarms, bool alone)
{
	int error = alarms_open(alarms);

	if (error && alone)
		return report_daemon(alarms->context, error, NULL);
	if (error)
		alarms_receive(alarms);
	return EXIT_DONE;
}

static int run(struct context *context, struct flow_words *words)
{
	struct alarms alarms = { .context = context, .print = print_alarm };
	struct monitor monitor = { .context = context };
	unsigned int groups;
	int status, error = 0;

	status = parse_groups(context, words, &groups);
	if (status)
		return status;
	monitor.groups = groups & ~ALARMS;
	if (monitor.groups)
		error = open_events(&monitor);
	if (error)
		return report_unopened(context, error, "cannot follow events");
	if (groups & ALARMS) {
		monitor.alarms = &alarms;
		status = follow_alarms(&alarms, groups == ALARMS);
	}
	if (!status)
		status = watch(&monitor);
	alarms_close(&alarms);
	flow_event_close(monitor.events);
	return status;
}

static const struct command commands[] = {
	{ NULL, run, false },
	{ NULL, NULL, false }
};

const struct object monitor_object = {
	.name = "monitor",
	.summary = "events as they happen",
	.help =
		"Usage: flowctl monitor [switch|flow|alarm|all]\n"
		"\n"
		"Prints a line for each event until it is interrupted: switches and ports that come,\n"
		"change or go (switch), flows that were removed, with the reason (flow), and what\n"
		"flowd raises an alarm of (alarm).  With -d each line has its time, and with -j it is a\n"
		"JSON object.  Says so when there were more events than it could take.\n",
	.commands = commands,
};
