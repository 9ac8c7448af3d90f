// SPDX-License-Identifier: GPL-2.0-or-later
/* The control socket: what one client does, or does not do, disturbs no other. */
#include "flowd_testing.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include "../flowd/control.h"

#define WAIT_MS		10000	/* for what is to come in any case */
#define BIG		(4U << 20)

static struct event_base *base;
static struct control *control;
static unsigned int calls;

/* "big" has a long reply, "none" is without memory, any other returns its parameters. */
static json_t *carry_out(const char *method, const json_t *parameters, void *data)
{
	json_t *reply;
	char *text;

	assert_ptr_equal(data, &calls);
	calls++;
	if (!strcmp(method, "none"))
		return NULL;
	if (strcmp(method, "big"))
		return json_pack("{s:O*}", "parameters", parameters);
	text = malloc(BIG + 1);
	memset(text, 'x', BIG);
	text[BIG] = '\0';
	reply = json_pack("{s:{s:s}}", "parameters", "text", text);
	free(text);
	return reply;
}

static int start(void **state)
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

static int finish(void **state)
{
	(void)state;
	control_close(control);
	event_base_free(base);
	return 0;
}

static int64_t clock_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Lets the server work for a while. */
static void serve_for(unsigned int ms)
{
	int64_t end = clock_ms() + ms;

	do {
		event_base_loop(base, EVLOOP_NONBLOCK);
		usleep(500);
	} while (clock_ms() < end);
}

static int connect_client(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path, testing_path("control"));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	event_base_loop(base, EVLOOP_NONBLOCK);
	return fd;
}

/* Returns how much could be sent: all of it, unless the server ended the connection. */
static size_t send_bytes(int fd, const char *data, size_t length)
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
static void send_message(int fd, const char *text)
{
	assert_int_equal(send_bytes(fd, text, strlen(text) + 1), strlen(text) + 1);
}

/* The next message, to be freed; NULL: the connection ended. */
static char *receive(int fd)
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

static void assert_reply(int fd, const char *expected)
{
	char *text = receive(fd);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

static void assert_ended(int fd)
{
	assert_null(receive(fd));
	close(fd);
}

static void assert_refused(int fd, const char *sentence)
{
	char expected[256];

	snprintf(expected, sizeof(expected),
		 "{\"error\":\"io.flowswitch.Refused\",\"parameters\":{\"message\":\"%s\",\"operation\":-1}}",
		 sentence);
	assert_reply(fd, expected);
	assert_ended(fd);
}

/* A client that behaves is served. */
static void assert_others_are_served(void)
{
	int fd = connect_client();

	send_message(fd, "{\"method\":\"other\",\"parameters\":{\"n\":7}}");
	assert_reply(fd, "{\"parameters\":{\"n\":7}}");
	close(fd);
}

static void calls_are_answered_in_order(void **state)
{
	static const char two[] = "{\"method\":\"a\",\"parameters\":{\"n\":2}}\0"
				  "{\"method\":\"a\",\"parameters\":{\"n\":3}}\0{\"method\":";
	int fd = connect_client();
	unsigned int i;

	(void)state;
	send_message(fd, "{\"method\":\"a\",\"parameters\":{\"n\":1}}");
	assert_reply(fd, "{\"parameters\":{\"n\":1}}");
	send_bytes(fd, two, sizeof(two) - 1);
	assert_reply(fd, "{\"parameters\":{\"n\":2}}");
	assert_reply(fd, "{\"parameters\":{\"n\":3}}");
	for (i = 0; i < sizeof("\"a\",\"parameters\":{\"n\":4}}"); i++)
		send_bytes(fd, &"\"a\",\"parameters\":{\"n\":4}}"[i], 1);
	assert_reply(fd, "{\"parameters\":{\"n\":4}}");
	send_message(fd, "{\"method\":\"a\"}");
	assert_reply(fd, "{}");
	close(fd);
	assert_int_equal(calls, 5);
}

static void oneway_calls_are_not_answered(void **state)
{
	int fd = connect_client();

	(void)state;
	send_message(fd, "{\"method\":\"a\",\"oneway\":true}");
	send_message(fd, "{\"method\":\"none\",\"oneway\":true}");
	send_message(fd, "{\"method\":\"a\",\"parameters\":{\"n\":1}}");
	assert_reply(fd, "{\"parameters\":{\"n\":1}}");
	assert_int_equal(calls, 3);
	close(fd);
}

static void what_is_no_call_is_refused(void **state)
{
	static const char *const garbage[] = { "", "garbage", "{}", "[1]", "{\"method\":5}", "\xff\xfe",
					       "{\"method\":\"a\",\"method\":\"b\"}", "{\"method\":\"a\"} x" };
	char *deep = malloc(100001);
	unsigned int i;
	int fd;

	(void)state;
	for (i = 0; i < sizeof(garbage) / sizeof(*garbage); i++) {
		fd = connect_client();
		send_message(fd, garbage[i]);
		assert_refused(fd, "the message is no call: a JSON object with \\\"method\\\" and \\\"parameters\\\"");
	}
	memset(deep, '[', 100000);
	deep[100000] = '\0';
	fd = connect_client();
	send_message(fd, deep);
	free(deep);
	assert_refused(fd, "the message is no call: a JSON object with \\\"method\\\" and \\\"parameters\\\"");
	assert_int_equal(calls, 0);
	assert_others_are_served();
}

static void wrong_parameters_do_not_end_the_connection(void **state)
{
	int fd = connect_client();

	(void)state;
	send_message(fd, "{\"method\":\"a\",\"parameters\":[]}");
	assert_reply(fd, "{\"error\":\"org.varlink.service.InvalidParameter\","
		     "\"parameters\":{\"parameter\":\"parameters\"}}");
	send_message(fd, "{\"method\":\"a\",\"parameters\":{}}");
	assert_reply(fd, "{\"parameters\":{}}");
	close(fd);
	assert_int_equal(calls, 1);
}

static void without_memory_the_client_is_told(void **state)
{
	int fd = connect_client();

	(void)state;
	send_message(fd, "{\"method\":\"none\"}");
	assert_refused(fd, "there is not enough memory for the answer");
}

/* Of @length bytes, NUL included. */
static char *long_call(size_t length)
{
	static const char start_of_it[] = "{\"method\":\"a\",\"parameters\":{\"n\":1}}";
	char *text = malloc(length);

	memset(text, ' ', length);
	memcpy(text, start_of_it, sizeof(start_of_it) - 1);
	text[length - 1] = '\0';
	return text;
}

static void a_call_has_its_greatest_length(void **state)
{
	char *text = long_call(CONTROL_MESSAGE_MAX);
	int fd = connect_client();

	(void)state;
	send_bytes(fd, text, CONTROL_MESSAGE_MAX);
	assert_reply(fd, "{\"parameters\":{\"n\":1}}");
	free(text);
	text = long_call(10 << 20);
	assert_true(send_bytes(fd, text, 10 << 20) < 3 << 20);
	assert_refused(fd, "the message is longer than 1 MiB");
	free(text);
	assert_others_are_served();
}

static void half_a_message_is_not_waited_for_long(void **state)
{
	int fd = connect_client(), idle = connect_client(), steady = connect_client();
	unsigned int i;

	(void)state;
	control_set_timeouts(control, 200, 10000);
	send_bytes(fd, "{\"meth", 6);
	for (i = 0; i < 10; i++) {	/* a byte now and then is not enough */
		send_bytes(steady, " ", 1);
		serve_for(30);
		assert_others_are_served();
	}
	assert_refused(fd, "the message did not come in whole in time");
	assert_refused(steady, "the message did not come in whole in time");
	send_message(idle, "{\"method\":\"a\"}");
	assert_reply(idle, "{}");
	close(idle);
}

/* Each call has the time anew, also when a part of the next comes with it. */
static void calls_that_overlap_have_each_their_time(void **state)
{
	static const char piece[] = "oneway\":true}\0{\"method\":\"a\",\"";
	int fd = connect_client();
	unsigned int i;

	(void)state;
	control_set_timeouts(control, 200, 10000);
	send_bytes(fd, piece + sizeof("oneway\":true}"), sizeof(piece) - 1 - sizeof("oneway\":true}"));
	for (i = 0; i < 10; i++) {
		serve_for(50);
		send_bytes(fd, piece, sizeof(piece) - 1);
	}
	send_message(fd, "parameters\":{\"n\":1}}");
	assert_reply(fd, "{\"parameters\":{\"n\":1}}");
	assert_int_equal(calls, 11);
	close(fd);
}

/* Whether the server ends the connection, which is not read. */
static bool is_ended(int fd)
{
	int64_t end = clock_ms() + WAIT_MS;

	while (send(fd, " ", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1 && clock_ms() < end)
		serve_for(50);
	return errno == EPIPE;
}

static void one_that_never_reads_is_heard_no_more(void **state)
{
	static const char call[] = "{\"method\":\"big\"}";
	char many[50 * sizeof(call)];
	unsigned int i;
	int fd;

	(void)state;
	control_set_timeouts(control, 10000, 1500);
	fd = connect_client();
	for (i = 0; i < 50; i++)
		memcpy(many + i * sizeof(call), call, sizeof(call));
	send_bytes(fd, many, sizeof(many));
	serve_for(300);
	assert_int_equal(calls, 1);	/* no more replies wait than one */
	assert_others_are_served();
	errno = 0;
	assert_true(is_ended(fd));
	assert_int_equal(calls, 2);
	close(fd);
}

static void one_that_reads_slowly_gets_all(void **state)
{
	char buffer[65536];
	size_t length = 0;
	ssize_t count = 1;
	int fd;

	(void)state;
	control_set_timeouts(control, 10000, 1500);
	fd = connect_client();
	send_message(fd, "{\"method\":\"big\"}");
	while (length < BIG && count) {
		serve_for(length < 20 * sizeof(buffer) ? 100 : 1);
		count = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);
		if (count > 0)
			length += count;
	}
	assert_true(length >= BIG);
	close(fd);
}

static void there_are_only_so_many_clients(void **state)
{
	int fds[CONTROL_CLIENTS_MAX], late;
	unsigned int i;

	(void)state;
	testing_log_clear();
	for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
		fds[i] = connect_client();
	serve_for(20);
	late = connect_client();
	assert_ended(late);
	assert_string_equal(testing_log, "<4>control socket: 64 clients are the most there can be\n");
	for (i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		send_message(fds[i], "{\"method\":\"a\"}");
		assert_reply(fds[i], "{}");
	}
	close(fds[5]);
	serve_for(20);
	assert_others_are_served();
	for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (i != 5)
			close(fds[i]);
}

static void clients_that_leave_in_the_middle(void **state)
{
	unsigned int i;
	int fd;

	(void)state;
	for (i = 0; i < 200; i++) {
		fd = connect_client();
		if (i % 4 == 0)
			send_bytes(fd, "{\"method\"", 9);
		else if (i % 4 == 1)
			send_message(fd, "{\"method\":\"big\"}");
		else if (i % 4 == 2)
			send_message(fd, "garbage");
		if (i % 8 < 4)
			serve_for(2);
		close(fd);
	}
	serve_for(20);
	assert_others_are_served();
	connect_client();	/* and one that is there when all ends */
	send_message(connect_client(), "{\"method\":\"big\"}");
}

static void the_socket_is_its_owners_alone(void **state)
{
	struct stat status;
	char longer[200];
	int listener;

	(void)state;
	assert_int_equal(stat(testing_path("control"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(control_listen(testing_path("no/such/directory"), &listener), -ENOENT);
	memset(longer, 'x', sizeof(longer));
	longer[199] = '\0';
	assert_int_equal(control_listen(longer, &listener), -ENAMETOOLONG);
	/* One that is in use stays, one that is left over is replaced. */
	assert_int_equal(control_listen(testing_path("control"), &listener), -EADDRINUSE);
	assert_others_are_served();
	assert_int_equal(control_listen(testing_path("left"), &listener), 0);
	close(listener);
	assert_int_equal(control_listen(testing_path("left"), &listener), 0);
	close(listener);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(calls_are_answered_in_order),
		TEST(oneway_calls_are_not_answered),
		TEST(what_is_no_call_is_refused),
		TEST(wrong_parameters_do_not_end_the_connection),
		TEST(without_memory_the_client_is_told),
		TEST(a_call_has_its_greatest_length),
		TEST(half_a_message_is_not_waited_for_long),
		TEST(calls_that_overlap_have_each_their_time),
		TEST(one_that_never_reads_is_heard_no_more),
		TEST(one_that_reads_slowly_gets_all),
		TEST(there_are_only_so_many_clients),
		TEST(clients_that_leave_in_the_middle),
		TEST(the_socket_is_its_owners_alone),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
