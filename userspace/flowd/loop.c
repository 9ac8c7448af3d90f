// SPDX-License-Identifier: GPL-2.0-or-later
#include "loop.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>
#include "alarm.h"
#include "datapath_kernel.h"
#include "event.h"
#include "links.h"
#include "log.h"
#include "methods.h"
#include "netns.h"
#include "running.h"
#include "watchdog.h"

#define DATAGRAMS_MAX	64	/* read before others have their turn */
#define HANDLERS	4

/* What the module is reached through as long as it is loaded. */
struct module {
	struct datapath *datapath;
	struct flow_events *events;
	struct event *upcalls_readable, *events_readable;
};

struct loop {
	struct daemon *daemon;
	const char *netns;	/* NULL: it may have no name */
	int netns_fd;		/* watches its name; -1: none */
	struct event_base *base;
	struct module module;
	struct links *links;
	struct control *control;
	struct event *handled[HANDLERS];
	struct event *retry;
	struct event *watchdog;
	struct event *netns_gone;
	int64_t now_ms;		/* when what is being read was begun; 0: nothing is */
	bool over;
	int code;
};

static int take_upcall(const struct flow_upcall_packet *packet, void *data)
{
	struct loop *loop = data;
	struct switches *switches = &loop->daemon->switches;
	/* It may come while a binding is asked for, too. */
	int64_t now_ms = loop->now_ms ? loop->now_ms : daemon_now();

	if (packet->class != FLOWDP_UPCALL_LEARN)
		return 0;
	if (packet->has_action && packet->userdata == PLAN_UPCALL_NEIGHBOUR)
		switches_neighbour(switches, packet->switch_ifindex, packet->in_port, packet->vid,
				   packet->data, packet->data_length, now_ms);
	else
		switches_learn(switches, packet->switch_ifindex, packet->in_port, packet->vid,
			       packet->data, packet->data_length, now_ms);
	return 0;
}

static void read_upcalls(evutil_socket_t fd, short what, void *data)
{
	struct loop *loop = data;
	int result;

	(void)fd;
	(void)what;
	loop->now_ms = daemon_now();
	result = flow_upcall_receive(datapath_kernel_upcall(loop->module.datapath), DATAGRAMS_MAX);
	loop->now_ms = 0;
	/* A station whose upcall was lost will be seen again. */
	if (result < 0 && result != -ENOBUFS)
		log_warning("reading upcalls: %s", strerror(-result));
}

static void take_port(struct switches *switches, const struct flow_port *from, int64_t now_ms)
{
	struct datapath_port port;

	datapath_kernel_port(from, &port);
	switches_port(switches, &port, now_ms);
}

static void take_removed(struct switches *switches, const struct flow_entry *entry,
			 int64_t now_ms)
{
	struct plan_flow flow;

	if (plan_from_entry(entry, &flow))
		switches_flow_gone(switches, entry->switch_ifindex, &flow, now_ms);
}

static int take_event(const struct flow_event *event, void *data)
{
	struct loop *loop = data;
	struct switches *switches = &loop->daemon->switches;

	switch (event->command) {
	case FLOWDP_CMD_SWITCH_EVENT:
		switches_switch(switches, event->switch_.ifindex);
		break;
	case FLOWDP_CMD_SWITCH_GONE:
		switches_netdev_gone(switches, event->switch_.ifindex, loop->now_ms);
		break;
	case FLOWDP_CMD_PORT_EVENT:
		take_port(switches, &event->port, loop->now_ms);
		break;
	case FLOWDP_CMD_PORT_GONE:
		switches_port_gone(switches, event->port.switch_ifindex, event->port.number,
				   event->port.ifindex, loop->now_ms);
		break;
	case FLOWDP_CMD_FLOW_REMOVED:
		take_removed(switches, &event->entry, loop->now_ms);
		break;
	}
	return 0;
}

static void read_events(evutil_socket_t fd, short what, void *data)
{
	struct loop *loop = data;
	int result;

	(void)fd;
	(void)what;
	loop->now_ms = daemon_now();
	result = flow_event_receive(loop->module.events, DATAGRAMS_MAX, take_event, loop);
	loop->now_ms = 0;
	if (result >= 0)
		return;
	log_info("events were lost (%s), the switches are read anew", strerror(-result));
	switches_lost(&loop->daemon->switches);
}

static void read_links(evutil_socket_t fd, short what, void *data)
{
	struct loop *loop = data;

	(void)fd;
	(void)what;
	links_receive(loop->links, daemon_now());
}

static void stop(evutil_socket_t signal, short what, void *data)
{
	struct loop *loop = data;

	(void)what;
	log_info("%s: stopping; the switches go on as they are", strsignal(signal));
	loop->over = true;
}

static void reload(evutil_socket_t signal, short what, void *data)
{
	struct daemon *daemon = ((struct loop *)data)->daemon;

	(void)signal;
	(void)what;
	sd_notify(0, "RELOADING=1");
	if (daemon_load(daemon)) {
		log_error("the configuration stays as it was");
	} else {
		daemon_enforce(daemon);
		log_info("the configuration was read again");
	}
	sd_notify(0, "READY=1");
}

/* Only we would keep the deleted namespace alive, and nobody could reach it. */
static void check_netns(struct loop *loop)
{
	if (loop->over || flow_netns_is_here(loop->netns))
		return;
	log_warning("the network namespace \"%s\" was deleted: stopping, and its switches go with it",
		    loop->netns);
	loop->over = true;
}

static void read_netns(evutil_socket_t fd, short what, void *data)
{
	char events[4096];

	(void)what;
	while (read(fd, events, sizeof(events)) > 0)
		;
	check_netns(data);
}

/* Only wakes the loop, which then looks what is due. */
static void wake(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	(void)data;
}

static void feed_watchdog(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	(void)data;
	watchdog_feed();
}

static struct timeval to_timeval(int64_t milliseconds)
{
	return (struct timeval){ .tv_sec = milliseconds / 1000,
				 .tv_usec = milliseconds % 1000 * 1000 };
}

static int handle(struct loop *loop, struct event **event, evutil_socket_t of, short what,
		  event_callback_fn call)
{
	*event = event_new(loop->base, of, what | EV_PERSIST, call, loop);
	return *event && !event_add(*event, NULL) ? 0 : -ENOMEM;
}

static void free_event(struct event *event)
{
	if (event)
		event_free(event);
}

static void close_module(struct module *module)
{
	free_event(module->upcalls_readable);
	free_event(module->events_readable);
	flow_event_close(module->events);
	datapath_kernel_close(module->datapath);
	memset(module, 0, sizeof(*module));
}

static int open_module(struct loop *loop, struct module *module)
{
	int code;

	code = datapath_kernel_open(&module->datapath, take_upcall, loop);
	if (!code)
		code = flow_event_open(&module->events, NULL, FLOW_EVENT_SWITCH | FLOW_EVENT_FLOW);
	if (!code)
		code = handle(loop, &module->upcalls_readable,
			      flow_upcall_fd(datapath_kernel_upcall(module->datapath)), EV_READ,
			      read_upcalls);
	if (!code)
		code = handle(loop, &module->events_readable, flow_event_fd(module->events),
			      EV_READ, read_events);
	if (code)
		close_module(module);
	return code;
}

/* A module that was loaded anew is another.  While there is none, requests fail. */
static void follow_module(struct loop *loop)
{
	struct module module = { .datapath = NULL };

	if (datapath_kernel_is_current(loop->module.datapath) || open_module(loop, &module))
		return;
	log_info("the module flowdp was loaded anew");
	switches_reach(&loop->daemon->switches, module.datapath);
	close_module(&loop->module);
	loop->module = module;
}

/* Only of a switch that it takes with it, the module's end is told. */
static json_t *call_method(const char *method, const json_t *parameters, void *data)
{
	struct loop *loop = data;

	if (!loop->daemon->switches.count)
		follow_module(loop);
	return methods_call(method, parameters, loop->daemon);
}

/* Does what follows from the events that were read. */
static void settle(struct loop *loop)
{
	struct switches *switches = &loop->daemon->switches;
	int64_t now_ms = daemon_now(), next_ms;
	struct timeval wait;

	next_ms = running_expire(loop->daemon, now_ms);
	next_ms = switches_earlier(next_ms, links_retry(loop->links, now_ms));
	switches_settle(switches, now_ms);
	daemon_remember(loop->daemon);
	if (switches->retry_ms && switches->retry_ms <= now_ms)
		follow_module(loop);
	next_ms = switches_earlier(next_ms, switches_retry(switches, now_ms));
	if (!next_ms)
		return;
	wait = to_timeval(next_ms > now_ms ? next_ms - now_ms : 0);
	event_add(loop->retry, &wait);
}

static int open_watchdog(struct loop *loop)
{
	struct timeval interval;

	if (!watchdog_interval())
		return 0;
	interval = to_timeval(watchdog_interval());
	loop->watchdog = event_new(loop->base, -1, EV_PERSIST, feed_watchdog, NULL);
	return loop->watchdog && !event_add(loop->watchdog, &interval) ? 0 : -ENOMEM;
}

static void publish_alarm(json_t *alarm, void *data)
{
	json_t *parameters = json_pack("{s:O}", "alarm", alarm);

	if (parameters)
		control_publish(data, parameters);
	json_decref(parameters);
}

static int open_netns(struct loop *loop)
{
	if (!loop->netns)
		return 0;
	loop->netns_fd = flow_netns_watch();
	if (loop->netns_fd < 0)
		return loop->netns_fd;
	loop->netns_gone = event_new(loop->base, loop->netns_fd, EV_READ | EV_PERSIST, read_netns,
				     loop);
	if (!loop->netns_gone || event_add(loop->netns_gone, NULL))
		return -ENOMEM;
	check_netns(loop);	/* what was before the watch is not told */
	return 0;
}

static int open_kernel(struct loop *loop)
{
	struct switches *switches = &loop->daemon->switches;
	int code;

	code = open_module(loop, &loop->module);
	if (code == -EPROTONOSUPPORT) {
		log_error("the module flowdp is not loaded; load it with \"modprobe flowdp\"");
		return code;
	}
	if (!code)
		code = links_open(&loop->links, switches);
	if (code)
		log_error("cannot open netlink sockets: %s", strerror(-code));
	switches->datapath = loop->module.datapath;
	switches->progress = watchdog_progress;
	return code;
}

/* @how: SIG_BLOCK or SIG_UNBLOCK. */
static void mask_reload(int how)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGHUP);
	sigprocmask(how, &signals, NULL);
}

void loop_hold_reload(void)
{
	mask_reload(SIG_BLOCK);
}

static int open_events(struct loop *loop)
{
	const struct {
		evutil_socket_t of;	/* a file descriptor, or a signal */
		short what;
		event_callback_fn call;
	} handlers[HANDLERS] = {
		{ links_fd(loop->links), EV_READ, read_links },
		{ SIGTERM, EV_SIGNAL, stop },
		{ SIGINT, EV_SIGNAL, stop },
		{ SIGHUP, EV_SIGNAL, reload },
	};
	size_t i;
	int code;

	for (i = 0; i < HANDLERS; i++) {
		code = handle(loop, &loop->handled[i], handlers[i].of, handlers[i].what,
			      handlers[i].call);
		if (code)
			return code;
	}
	mask_reload(SIG_UNBLOCK);
	loop->retry = event_new(loop->base, -1, 0, wake, NULL);
	if (!loop->retry)
		return -ENOMEM;
	code = open_netns(loop);
	return code ? code : open_watchdog(loop);
}

static int start(struct loop *loop, int listener)
{
	struct daemon *daemon = loop->daemon;
	int code;

	code = open_kernel(loop);
	if (code)
		return code;
	code = links_list(loop->links, daemon_now());
	if (code) {
		log_error("cannot list the interfaces: %s", strerror(-code));
		return code;
	}
	daemon_enforce(daemon);
	code = open_events(loop);
	if (!code)
		code = control_open(&loop->control, loop->base, listener, call_method, loop);
	if (code) {
		log_error("%s", strerror(-code));
		return code;
	}
	alarm_listen(publish_alarm, loop->control);
	log_info("ready: %zu switches, %zu policies for ports", daemon->switches.intent.switches_count,
		 daemon->switches.intent.ports_count);
	sd_notify(0, "READY=1");
	return 0;
}

static void close_all(struct loop *loop)
{
	size_t i;

	alarm_listen(NULL, NULL);
	control_close(loop->control);
	for (i = 0; i < HANDLERS; i++)
		free_event(loop->handled[i]);
	free_event(loop->retry);
	free_event(loop->watchdog);
	free_event(loop->netns_gone);
	if (loop->netns_fd >= 0)
		close(loop->netns_fd);
	links_close(loop->links);
	close_module(&loop->module);
	event_base_free(loop->base);
}

int loop_run(struct daemon *daemon, const char *netns, int listener)
{
	struct loop loop = { .daemon = daemon, .netns = netns, .netns_fd = -1,
			     .base = event_base_new() };

	if (!loop.base) {
		log_error("cannot make an event loop");
		return -ENOMEM;
	}
	signal(SIGPIPE, SIG_IGN);
	loop.code = start(&loop, listener);
	while (!loop.code && !loop.over) {
		settle(&loop);
		if (!loop.over && event_base_loop(loop.base, EVLOOP_ONCE) < 0)
			loop.code = -EIO;
	}
	sd_notify(0, "STOPPING=1");
	if (!loop.code)
		running_cancel(daemon, NULL);
	close_all(&loop);
	return loop.code;
}
