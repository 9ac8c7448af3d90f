// SPDX-License-Identifier: GPL-2.0-or-later
#include "varlink.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

struct flow_varlink {
	int fd;
	unsigned int timeout_ms;	/* 0: none */
	char *buffer;			/* what came after the last message that was taken */
	size_t length;
	size_t capacity;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int connect_to(const char *path, unsigned int timeout_ms, int *result)
{
	struct timeval timeout = { .tv_sec = timeout_ms / 1000,
				   .tv_usec = timeout_ms % 1000 * 1000 };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, error;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	/* connect() waits while the queue of a daemon that does not accept is full. */
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address))) {
		error = errno == EAGAIN ? -ETIMEDOUT : -errno;
		close(fd);
		return error;
	}
	*result = fd;
	return 0;
}

void flow_varlink_path(const char *netns, char *path)
{
	const char *variable = getenv(FLOW_VARLINK_SOCKET_VARIABLE);

	if (variable && *variable)
		snprintf(path, PATH_MAX, "%s", variable);
	else if (netns)
		snprintf(path, PATH_MAX, FLOW_VARLINK_SOCKET_NETNS, netns);
	else
		snprintf(path, PATH_MAX, FLOW_VARLINK_SOCKET);
}

int flow_varlink_open(struct flow_varlink **result, const char *path, unsigned int timeout_ms)
{
	struct flow_varlink *varlink = calloc(1, sizeof(*varlink));
	int error;

	if (!varlink)
		return -ENOMEM;
	varlink->timeout_ms = timeout_ms;
	error = connect_to(path, timeout_ms, &varlink->fd);
	if (error)
		free(varlink);
	else
		*result = varlink;
	return error;
}

void flow_varlink_close(struct flow_varlink *varlink)
{
	if (!varlink)
		return;
	close(varlink->fd);
	free(varlink->buffer);
	free(varlink);
}

/* Waits until the socket has one of @events, or @deadline (0: none) is past. */
static int wait_for(const struct flow_varlink *varlink, short events, int64_t deadline)
{
	struct pollfd poller = { .fd = varlink->fd, .events = events };
	int64_t left = -1;
	int ready;

	do {
		if (deadline) {
			left = deadline - now_ms();
			if (left <= 0)
				return -ETIMEDOUT;
		}
		ready = poll(&poller, 1, left);
	} while (ready == 0 || (ready < 0 && errno == EINTR));
	return ready < 0 ? -errno : 0;
}

static int64_t deadline_of(const struct flow_varlink *varlink)
{
	return varlink->timeout_ms ? now_ms() + varlink->timeout_ms : 0;
}

static int send_all(struct flow_varlink *varlink, const char *data, size_t length)
{
	int64_t deadline = deadline_of(varlink);
	ssize_t sent;
	int error;

	while (length) {
		sent = send(varlink->fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent >= 0) {
			data += sent;
			length -= sent;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return errno == EPIPE ? -ECONNRESET : -errno;
		error = wait_for(varlink, POLLOUT, deadline);
		if (error)
			return error;
	}
	return 0;
}

static int make_room(struct flow_varlink *varlink)
{
	size_t capacity = varlink->capacity ? 2 * varlink->capacity : 4096;
	char *buffer;

	if (varlink->length < varlink->capacity)
		return 0;
	if (varlink->length >= FLOW_VARLINK_MESSAGE_MAX)
		return -EMSGSIZE;
	buffer = realloc(varlink->buffer, capacity);
	if (!buffer)
		return -ENOMEM;
	varlink->buffer = buffer;
	varlink->capacity = capacity;
	return 0;
}

static int receive_some(struct flow_varlink *varlink, int64_t deadline)
{
	ssize_t received;
	int error;

	error = make_room(varlink);
	if (!error)
		error = wait_for(varlink, POLLIN, deadline);
	if (error)
		return error;
	received = recv(varlink->fd, varlink->buffer + varlink->length,
			varlink->capacity - varlink->length, MSG_DONTWAIT);
	if (received < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (!received)
		return -ECONNRESET;
	varlink->length += received;
	return 0;
}

/* Takes one message off the socket. */
static int receive_message(struct flow_varlink *varlink, json_t **message)
{
	int64_t deadline = deadline_of(varlink);
	size_t searched = 0, size;
	char *end = NULL;
	int error;

	while (!varlink->length || !(end = memchr(varlink->buffer + searched, '\0',
						  varlink->length - searched))) {
		searched = varlink->length;
		error = receive_some(varlink, deadline);
		if (error)
			return error;
	}
	size = end - varlink->buffer;
	*message = json_loadb(varlink->buffer, size, JSON_REJECT_DUPLICATES, NULL);
	varlink->length -= size + 1;
	memmove(varlink->buffer, end + 1, varlink->length);
	return *message ? 0 : -EPROTO;
}

static int send_call(struct flow_varlink *varlink, const char *method, json_t *parameters,
		     bool more)
{
	json_t *call = json_pack("{s:s, s:O*}", "method", method, "parameters", parameters);
	char *text;
	int error;

	if (call && more)
		json_object_set_new(call, "more", json_true());
	text = call ? json_dumps(call, JSON_COMPACT) : NULL;
	json_decref(call);
	if (!text)
		return -ENOMEM;
	error = send_all(varlink, text, strlen(text) + 1);
	free(text);
	return error;
}

/* The daemon's sentence: the parameter "message" of its errors, or else the error's name. */
static int take_error(const json_t *message, const char *error_name, char *name,
		      struct flow_error *error)
{
	const json_t *parameters = json_object_get(message, "parameters");
	const char *text = json_string_value(json_object_get(parameters, "message"));

	if (name)
		snprintf(name, FLOW_VARLINK_NAME_MAX, "%s", error_name);
	return flow_error_set(error, -EREMOTEIO, "%s", text ? text : error_name);
}

/* Receives one reply: its parameters, and whether others follow. */
static int receive_reply(struct flow_varlink *varlink, json_t **parameters, bool *more, char *name,
			 struct flow_error *error)
{
	json_t *message;
	const char *error_name;
	int code;

	code = receive_message(varlink, &message);
	if (code)
		return code;
	*parameters = json_incref(json_object_get(message, "parameters"));
	if (!*parameters)
		*parameters = json_object();
	*more = json_is_true(json_object_get(message, "continues"));
	error_name = json_string_value(json_object_get(message, "error"));
	if (error_name)
		code = take_error(message, error_name, name, error);
	json_decref(message);
	return code;
}

int flow_varlink_call(struct flow_varlink *varlink, const char *method, json_t *parameters,
		      json_t **reply, char *name, struct flow_error *error)
{
	int code = send_call(varlink, method, parameters, false);
	json_t *answer;
	bool more;

	/* A daemon that does not read all of a call may have replied why. */
	if (!code || code == -ECONNRESET)
		code = receive_reply(varlink, &answer, &more, name, error);
	if (!code || code == -EREMOTEIO)
		*reply = answer;
	return code;
}

int flow_varlink_follow(struct flow_varlink *varlink, const char *method, json_t *parameters)
{
	return send_call(varlink, method, parameters, true);
}

int flow_varlink_fd(const struct flow_varlink *varlink)
{
	return varlink->fd;
}

int flow_varlink_receive(struct flow_varlink *varlink, flow_varlink_fn *item, void *data,
			 struct flow_error *error)
{
	json_t *answer;
	bool more = true;
	int code;

	code = receive_some(varlink, deadline_of(varlink));
	while (!code && more && varlink->length && memchr(varlink->buffer, '\0', varlink->length)) {
		code = receive_reply(varlink, &answer, &more, NULL, error);
		if (code && code != -EREMOTEIO)
			break;
		if (!code)
			code = item(answer, data);
		json_decref(answer);
	}
	return code ? code : !more;
}
