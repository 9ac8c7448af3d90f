// SPDX-License-Identifier: GPL-2.0-or-later
#include "control.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "log.h"
#include "reply.h"

#define BACKLOG		16
#define NO_CALL		"the message is no call: a JSON object with \"method\" and \"parameters\""

struct client {
	struct control *control;
	struct bufferevent *stream;
	struct event *deadline;		/* of the call that is coming in */
	struct event *turn;		/* the next one, if this one was not enough */
	size_t searched;		/* bytes of the input without a NUL */
	bool closing;			/* when what is to be sent is sent */
	bool ended;			/* it sends no more, but may still read */
	bool follows;			/* it gets what is published */
	unsigned int lost;		/* of that, what it did not get */
	struct client *next;
};

struct control {
	struct event_base *base;
	struct event *listening;
	struct event *rest;		/* until it listens again */
	bool failing;			/* the log knows that clients cannot be accepted */
	int listener;
	control_fn *call;
	void *data;
	struct client *clients;
	struct client *sends_long;	/* whose call is longer than others' may be; NULL: none */
	unsigned int count;
	struct timeval call_timeout;
	struct timeval reply_timeout;
};

/* Others may send a long call now. */
static void end_long(struct client *client)
{
	if (client->control->sends_long != client)
		return;
	client->control->sends_long = NULL;
	bufferevent_setwatermark(client->stream, EV_READ, 0, CONTROL_SHORT_MAX + 1);
}

static void free_client(struct client *client)
{
	struct client **link = &client->control->clients;

	while (*link != client)
		link = &(*link)->next;
	*link = client->next;
	client->control->count--;
	end_long(client);
	if (client->deadline)
		event_free(client->deadline);
	if (client->turn)
		event_free(client->turn);
	bufferevent_free(client->stream);
	free(client);
}

static struct evbuffer *output_of(const struct client *client)
{
	return bufferevent_get_output(client->stream);
}

static bool has_unsent(const struct client *client)
{
	return evbuffer_get_length(output_of(client)) != 0;
}

/* How much of it went.  What ends the connection is left to the stream, which says when it went. */
static size_t send_at_once(const struct client *client, const char *text, size_t length)
{
	ssize_t sent;

	if (has_unsent(client) || client->closing)
		return 0;
	sent = send(bufferevent_getfd(client->stream), text, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	return sent < 0 ? 0 : sent;
}

static void release_text(const void *rest, size_t length, void *text)
{
	(void)rest;
	(void)length;
	free(text);
}

/* Sent at once, so that the client need not wait for the loop's other work. */
static int send_reply(struct client *client, const json_t *reply)
{
	char *text = json_dumps(reply, JSON_COMPACT);
	size_t length, sent;

	if (!text)
		return -ENOMEM;
	length = strlen(text) + 1;	/* its NUL ends the message */
	sent = send_at_once(client, text, length);
	if (sent < length && !evbuffer_add_reference(output_of(client), text + sent, length - sent,
						     release_text, text))
		return 0;
	free(text);
	return sent < length ? -ENOMEM : 0;
}

/* Says why, and then ends the connection: if nothing can be said, with its next turn. */
static void refuse(struct client *client, const char *sentence)
{
	static const struct timeval at_once;
	json_t *reply = reply_refused(sentence, -1);

	bufferevent_disable(client->stream, EV_READ);
	evbuffer_drain(bufferevent_get_input(client->stream), SIZE_MAX);
	end_long(client);
	event_del(client->deadline);
	client->closing = true;
	if (!reply || send_reply(client, reply)) {
		log_warning("control socket: no memory for an answer");
		event_add(client->turn, &at_once);
	}
	json_decref(reply);
}

/* A reply that continues is for one who takes more than one. */
static json_t *start_following(struct client *client, const json_t *call, json_t *reply)
{
	if (!json_is_true(json_object_get(reply, "continues")))
		return reply;
	client->follows = json_is_true(json_object_get(call, "more"));
	if (client->follows)
		return reply;
	json_decref(reply);
	return json_pack("{s:s, s:{}}", "error", "org.varlink.service.ExpectedMore", "parameters");
}

/* What is no call.  @where: what is wrong with it as JSON, if anything. */
static void refuse_message(struct client *client, const json_error_t *where)
{
	struct flow_error error = { NO_CALL };

	if (json_error_code(where) == json_error_duplicate_key)
		flow_error_set(&error, 0, "the message is no call: %s; say it once", where->text);
	refuse(client, error.text);
}

/* Carries out one call; false if the client is not to be heard any more. */
static bool answer(struct client *client, const char *text, size_t length)
{
	struct control *control = client->control;
	json_error_t where = { .text = "" };
	json_t *call = json_loadb(text, length, JSON_REJECT_DUPLICATES, &where), *reply;
	const json_t *parameters = json_object_get(call, "parameters");
	const char *method = json_string_value(json_object_get(call, "method"));
	bool oneway = json_is_true(json_object_get(call, "oneway"));
	int code = 0;

	if (!method || client->follows) {
		json_decref(call);
		if (method)
			refuse(client, "this connection is for what it follows; make calls on another one");
		else
			refuse_message(client, &where);
		return false;
	}
	if (parameters && !json_is_object(parameters))
		reply = reply_invalid("parameters");
	else
		reply = start_following(client, call,
					control->call(method, parameters, control->data));
	if (!oneway)
		code = reply ? send_reply(client, reply) : -ENOMEM;
	json_decref(reply);
	json_decref(call);
	if (code)
		refuse(client, "there is not enough memory for the answer");
	return !code;
}

/* Whether the input begins as a call does, as far as it is there. */
static bool is_call(struct evbuffer *input)
{
	char start[64];
	ssize_t length = evbuffer_copyout(input, start, sizeof(start)), i;

	for (i = 0; i < length && strchr(" \t\r\n", start[i]); i++)
		;
	return i == length || start[i] == '{';
}

/*
 * Bounds the memory that clients can make us keep: calls as long as a whole
 * configuration are accepted from one client at a time.
 */
static void let_send_long(struct client *client)
{
	struct control *control = client->control;

	if (control->sends_long && control->sends_long != client) {
		refuse(client, "another client is sending a call of more than 1 MiB; try again");
		return;
	}
	control->sends_long = client;
	bufferevent_setwatermark(client->stream, EV_READ, 0, CONTROL_LONG_MAX + 1);
}

/* The end of a call is not there yet, but so much of it. */
static void wait_for_end(struct client *client, size_t length)
{
	if (!is_call(bufferevent_get_input(client->stream)))
		refuse(client, NO_CALL);
	else if (length >= CONTROL_LONG_MAX)
		refuse(client, "the message is longer than 16 MiB");
	else if (length >= CONTROL_SHORT_MAX)
		let_send_long(client);
}

static bool serve_one(struct client *client)
{
	struct evbuffer *input = bufferevent_get_input(client->stream);
	size_t length = evbuffer_get_length(input);
	struct evbuffer_ptr from, found;
	char *text;
	bool go_on;

	if (has_unsent(client) || !length || client->closing)
		return false;
	evbuffer_ptr_set(input, &from, client->searched, EVBUFFER_PTR_SET);
	found = evbuffer_search(input, "", 1, &from);
	if (found.pos < 0) {
		client->searched = length;
		wait_for_end(client, length);
		return false;
	}
	client->searched = 0;
	end_long(client);
	text = (char *)evbuffer_pullup(input, found.pos + 1);
	if (!text) {
		refuse(client, "there is not enough memory");
		return false;
	}
	go_on = answer(client, text, found.pos);
	evbuffer_drain(input, found.pos + 1);
	return go_on;
}

/*
 * One call at a time: until its reply is read, the client's next call waits, and its
 * stream does not read, as it would wake us for a full buffer again and again.
 */
static void hear(struct client *client)
{
	if (has_unsent(client) || client->ended)
		bufferevent_disable(client->stream, EV_READ);
	else
		bufferevent_enable(client->stream, EV_READ);
}

/* May end the client. */
static void serve(struct client *client)
{
	static const struct timeval at_once;
	struct evbuffer *input = bufferevent_get_input(client->stream);
	unsigned int i;

	if (event_pending(client->turn, EV_TIMEOUT, NULL))
		return;
	for (i = 0; i < CONTROL_TURN && serve_one(client); i++)
		event_del(client->deadline);	/* the next call has its own time */
	if (client->closing)
		return;
	if (client->ended && i < CONTROL_TURN && !has_unsent(client)) {
		free_client(client);
		return;
	}
	hear(client);
	if (i == CONTROL_TURN)
		event_add(client->turn, &at_once);
	else if (!evbuffer_get_length(input) || has_unsent(client))
		event_del(client->deadline);
	else if (!event_pending(client->deadline, EV_TIMEOUT, NULL))
		event_add(client->deadline, &client->control->call_timeout);
}

static void publish(struct client *client, json_t *parameters)
{
	json_t *reply;

	if (evbuffer_get_length(output_of(client)) >= CONTROL_UNREAD_MAX) {
		client->lost++;
		return;
	}
	json_object_set_new(parameters, "lost", json_integer(client->lost));
	reply = json_pack("{s:O, s:b}", "parameters", parameters, "continues", true);
	if (!reply || send_reply(client, reply))
		client->lost++;
	else
		client->lost = 0;
	json_decref(reply);
}

void control_publish(struct control *control, json_t *parameters)
{
	struct client *client;

	for (client = control->clients; client; client = client->next)
		if (client->follows && !client->closing)
			publish(client, parameters);
}

static void next_turn(evutil_socket_t fd, short what, void *data)
{
	struct client *client = data;

	(void)fd;
	(void)what;
	if (client->closing && !has_unsent(client))
		free_client(client);
	else
		serve(client);
}

static void readable(struct bufferevent *stream, void *data)
{
	(void)stream;
	serve(data);
}

/* Everything is sent. */
static void drained(struct bufferevent *stream, void *data)
{
	struct client *client = data;

	(void)stream;
	if (has_unsent(client))
		return;
	if (client->closing)
		free_client(client);
	else
		serve(client);
}

/* Calls that came before the end of the input are still answered. */
static void over(struct bufferevent *stream, short what, void *data)
{
	struct client *client = data;

	(void)stream;
	if (what & BEV_EVENT_EOF) {
		client->ended = true;
		serve(client);
	} else {
		free_client(client);
	}
}

static void too_slow(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	refuse(data, "the message did not come in whole in time");
}

static struct client *new_client(struct control *control, int fd)
{
	struct client *client = calloc(1, sizeof(*client));

	if (!client) {
		close(fd);
		return NULL;
	}
	client->control = control;
	/* Deferred callbacks of many clients would keep EVLOOP_ONCE from returning. */
	client->stream = bufferevent_socket_new(control->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!client->stream) {
		close(fd);
		free(client);
		return NULL;
	}
	client->next = control->clients;
	control->clients = client;
	control->count++;
	client->deadline = evtimer_new(control->base, too_slow, client);
	client->turn = evtimer_new(control->base, next_turn, client);
	if (client->deadline && client->turn)
		return client;
	free_client(client);
	return NULL;
}

static struct timeval to_timeval(unsigned int milliseconds)
{
	return (struct timeval){ .tv_sec = milliseconds / 1000,
				 .tv_usec = milliseconds % 1000 * 1000 };
}

/* A client that cannot be accepted stays in the queue, and would wake us all the time. */
static void rest(struct control *control, int error)
{
	struct timeval wait = to_timeval(CONTROL_REST_MS);

	if (error != EMFILE && error != ENFILE && error != ENOBUFS && error != ENOMEM)
		return;
	if (!control->failing)
		log_warning("control socket: no client can be accepted: %s", strerror(error));
	control->failing = true;
	event_del(control->listening);
	event_add(control->rest, &wait);
}

static void listen_again(evutil_socket_t fd, short what, void *data)
{
	struct control *control = data;

	(void)fd;
	(void)what;
	event_add(control->listening, NULL);
}

static void accept_client(evutil_socket_t listener, short what, void *data)
{
	struct control *control = data;
	struct client *client;
	int fd;

	(void)what;
	fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0) {
		rest(control, errno);
		return;
	}
	control->failing = false;
	if (control->count == CONTROL_CLIENTS_MAX) {
		log_warning("control socket: %d clients are the most there can be",
			    CONTROL_CLIENTS_MAX);
		close(fd);
		return;
	}
	client = new_client(control, fd);
	if (!client) {
		log_warning("control socket: no memory for a client");
		return;
	}
	bufferevent_setcb(client->stream, readable, drained, over, client);
	bufferevent_setwatermark(client->stream, EV_READ, 0, CONTROL_SHORT_MAX + 1);
	bufferevent_set_timeouts(client->stream, NULL, &control->reply_timeout);
	bufferevent_enable(client->stream, EV_READ | EV_WRITE);
}

void control_set_timeouts(struct control *control, unsigned int call_ms, unsigned int reply_ms)
{
	control->call_timeout = to_timeval(call_ms);
	control->reply_timeout = to_timeval(reply_ms);
}

static void free_listener(struct control *control)
{
	if (control->listening)
		event_free(control->listening);
	if (control->rest)
		event_free(control->rest);
	free(control);
}

int control_open(struct control **result, struct event_base *base, int listener,
		 control_fn *call, void *data)
{
	struct control *control = calloc(1, sizeof(*control));

	if (!control)
		return -ENOMEM;
	control->base = base;
	control->listener = listener;
	control->call = call;
	control->data = data;
	control_set_timeouts(control, CONTROL_CALL_S * 1000, CONTROL_REPLY_S * 1000);
	control->listening = event_new(base, listener, EV_READ | EV_PERSIST, accept_client,
				       control);
	control->rest = evtimer_new(base, listen_again, control);
	if (!control->listening || !control->rest || event_add(control->listening, NULL)) {
		free_listener(control);
		return -ENOMEM;
	}
	*result = control;
	return 0;
}

void control_close(struct control *control)
{
	if (!control)
		return;
	while (control->clients)
		free_client(control->clients);
	close(control->listener);
	free_listener(control);
}

/* Who has the lock, as the kernel knows it. */
static int find_holder(int fd, pid_t *holder)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_GETLK, &lock))
		return -errno;
	if (lock.l_type == F_UNLCK)	/* it has just ended */
		return -EAGAIN;
	*holder = lock.l_pid;
	return -EBUSY;
}

int control_lock(const char *path, pid_t *holder)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char beside[PATH_MAX];
	int fd, code;

	if (snprintf(beside, sizeof(beside), "%s.lock", path) >= (int)sizeof(beside))
		return -ENAMETOOLONG;
	fd = open(beside, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	do {
		code = 0;
		if (fcntl(fd, F_SETLK, &lock))
			code = errno == EACCES || errno == EAGAIN ?
				       find_holder(fd, holder) : -errno;
	} while (code == -EAGAIN);
	if (code)	/* else it stays open, as long as the lock is to be held */
		close(fd);
	return code;
}

/* Whether somebody listens there. */
static bool is_served(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool served;

	if (fd < 0)
		return false;
	served = !connect(fd, (const struct sockaddr *)address, sizeof(*address)) ||
		 errno == EAGAIN;
	close(fd);
	return served;
}

/* Takes away a socket that is left over, and nothing else: the path may be a mistake. */
static int remove_socket(const char *path)
{
	struct stat status;

	if (lstat(path, &status))
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(status.st_mode))
		return -ENOTSOCK;
	return unlink(path) ? -errno : 0;
}

int control_listen(const char *path, int *listener)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	mode_t mask;
	int fd, code;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	if (is_served(&address))
		return -EADDRINUSE;
	code = remove_socket(path);
	if (code)
		return code;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	mask = umask(0177);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, BACKLOG))
		code = -errno;
	umask(mask);
	if (code)
		close(fd);
	else
		*listener = fd;
	return code;
}
