/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of the control socket: a server, and clients in the same process. */
#ifndef FLOWD_CONTROL_TESTING_H
#define FLOWD_CONTROL_TESTING_H

#include "flowd_testing.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include "../flowd/control.h"

#define WAIT_MS		60000	/* for what is to come in any case */
#define BIG		(4U << 20)

static struct event_base *base;
static struct control *control;
static unsigned int calls;

/*
 * "big" has a long reply, "none" is without memory, that of "follow" continues, "slow"
 * takes its time; any other returns its parameters.
 */
static inline json_t *carry_out(const char *method, const json_t *parameters, void *data)
{
	json_t *reply;
	char *text;

	assert_ptr_equal(data, &calls);
	calls++;
	if (!strcmp(method, "none"))
		return NULL;
	if (!strcmp(method, "slow"))
		usleep(500);
	if (!strcmp(method, "follow"))
		return json_pack("{s:{}, s:b}", "parameters", "continues", true);
	if (strcmp(method, "big"))
		return json_pack("{s:O*}", "parameters", parameters);
	text = malloc(BIG + 1);
	memset(text, 'x', BIG);
	text[BIG] = '\0';
	reply = json_pack("{s:{s:s}}", "parameters", "text", text);
	free(text);
	return reply;
}

static inline int start(void **state)
{
	int listener;

	(void)state;
	signal(SIGPIPE, SIG_IGN);	/* as main.c does */
	calls = 0;
	base = event_base_new();
	if (control_listen(testing_path("control"), &listener))
		return -1;
	return control_open(&control, base, listener, carry_out, &calls);
}

static inline int finish(void **state)
{
	(void)state;
	control_close(control);
	event_base_free(base);
	return 0;
}

static inline int64_t clock_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Lets the server work for a while. */
static inline void serve_for(unsigned int ms)
{
	int64_t end = clock_ms() + ms;

	do {
		event_base_loop(base, EVLOOP_NONBLOCK);
		usleep(500);
	} while (clock_ms() < end);
}

/* Lets the server work until it was called so often. */
static inline void serve_calls(unsigned int count)
{
	int64_t end = clock_ms() + WAIT_MS;

	while (calls < count && clock_ms() < end)
		serve_for(1);
	assert_int_equal(calls, count);
}

static inline int connect_client(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path, testing_path("control"));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	event_base_loop(base, EVLOOP_NONBLOCK);
	return fd;
}

/* Returns how much could be sent: all of it, unless the server ended the connection. */
static inline size_t send_bytes(int fd, const char *data, size_t length)
{
	int64_t end = clock_ms() + WAIT_MS;
	size_t sent = 0;
	ssize_t count;

	while (sent < length && clock_ms() < end) {
		count = send(fd, data + sent, length - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (count > 0)
			sent += count;
		else if (errno != EAGAIN)
			break;
		event_base_loop(base, EVLOOP_NONBLOCK);
	}
	return sent;
}

/* A message is a text with its NUL. */
static inline void send_message(int fd, const char *text)
{
	assert_int_equal(send_bytes(fd, text, strlen(text) + 1), strlen(text) + 1);
}

/* The next message, to be freed; NULL: the connection ended. */
static inline char *receive(int fd)
{
	int64_t end = clock_ms() + WAIT_MS;
	size_t size = 0;
	char *text = NULL;
	ssize_t count;

	while (clock_ms() < end) {
		event_base_loop(base, EVLOOP_NONBLOCK);
		text = realloc(text, size + 65536);
		count = recv(fd, text + size, 65536, MSG_DONTWAIT | MSG_PEEK);
		if (count < 0 && errno == EAGAIN) {
			usleep(200);
			continue;
		}
		if (count <= 0)
			break;
		if (memchr(text + size, '\0', count)) {
			count = strlen(text + size) + 1;
			assert_int_equal(recv(fd, text + size, count, 0), count);
			return text;
		}
		assert_int_equal(recv(fd, text + size, count, 0), count);
		size += count;
	}
	assert_true(clock_ms() < end);
	free(text);
	return NULL;
}

static inline void assert_reply(int fd, const char *expected)
{
	char *text = receive(fd);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

static inline void assert_ended(int fd)
{
	assert_null(receive(fd));
	close(fd);
}

static inline void assert_refused(int fd, const char *sentence)
{
	char expected[256];

	snprintf(expected, sizeof(expected),
		 "{\"error\":\"io.flowswitch.Refused\",\"parameters\":{\"message\":\"%s\",\"operation\":-1}}",
		 sentence);
	assert_reply(fd, expected);
	assert_ended(fd);
}

/* A client that behaves is served. */
static inline void assert_others_are_served(void)
{
	int fd = connect_client();

	send_message(fd, "{\"method\":\"other\",\"parameters\":{\"n\":7}}");
	assert_reply(fd, "{\"parameters\":{\"n\":7}}");
	close(fd);
}

#endif
