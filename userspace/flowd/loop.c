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
#define HANDLERS	6

struct loop {
	struct daemon *daemon;
	const char *netns;	/* NULL: it may have no name */
	int netns_fd;		/* watches its name; -1: none */
	struct event_base *base;
	struct datapath *datapath;
	struct flow_events *events;
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
	result = flow_upcall_receive(datapath_kernel_upcall(loop->datapath), DATAGRAMS_MAX);
	loop->now_ms = 0;
	/* Whose upcall was lost will be seen again. */
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
	result = flow_event_receive(loop->events, DATAGRAMS_MAX, take_event, loop);
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

/* It would be kept by us alone, and nobody could reach it. */
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
	/* A module that is loaded anew is another: sockets and all are to be opened again. */
	if (switches->retry_ms && switches->retry_ms <= now_ms &&
	    !datapath_kernel_is_current(loop->datapath)) {
		log_error("the module flowdp was unloaded; start flowd again when it is loaded");
		loop->over = true;
		loop->code = -ENODEV;
		return;
	}
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

	code = datapath_kernel_open(&loop->datapath, take_upcall, loop);
	if (code == -EPROTONOSUPPORT) {
		log_error("the module flowdp is not loaded; load it with \"modprobe flowdp\"");
		return code;
	}
	if (!code)
		code = flow_event_open(&loop->events, NULL, FLOW_EVENT_SWITCH | FLOW_EVENT_FLOW);
	if (!code)
		code = links_open(&loop->links, switches);
	if (code)
		log_error("cannot open netlink sockets: %s", strerror(-code));
	switches->datapath = loop->datapath;
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
		{ flow_upcall_fd(datapath_kernel_upcall(loop->datapath)), EV_READ, read_upcalls },
		{ flow_event_fd(loop->events), EV_READ, read_events },
		{ links_fd(loop->links), EV_READ, read_links },
		{ SIGTERM, EV_SIGNAL, stop },
		{ SIGINT, EV_SIGNAL, stop },
		{ SIGHUP, EV_SIGNAL, reload },
	};
	size_t i;
	int code;

	for (i = 0; i < HANDLERS; i++) {
		loop->handled[i] = event_new(loop->base, handlers[i].of,
					     handlers[i].what | EV_PERSIST, handlers[i].call, loop);
		if (!loop->handled[i] || event_add(loop->handled[i], NULL))
			return -ENOMEM;
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
		code = control_open(&loop->control, loop->base, listener, methods_call, daemon);
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

static void free_event(struct event *event)
{
	if (event)
		event_free(event);
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
	flow_event_close(loop->events);
	datapath_kernel_close(loop->datapath);
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
