// SPDX-License-Identifier: GPL-2.0-or-later
/* The control socket: what one client does not do disturbs no other. */
#include "flowd_control_testing.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void half_a_message_is_not_waited_for_long(void **state)
{
	int fd = connect_client(), idle = connect_client(), steady = connect_client();
	unsigned int i;
	char byte;

	(void)state;
	control_set_timeouts(control, 200, 10000);
	send_bytes(fd, "{\"meth", 6);
	for (i = 0; i < 10; i++) {	/* a byte now and then is not enough */
		send_bytes(steady, " ", 1);
		serve_for(30);
		assert_others_are_served();
	}
	assert_int_equal(recv(steady, &byte, 1, MSG_DONTWAIT | MSG_PEEK), 1);
	assert_refused(fd, "the message did not come in whole in time");
	assert_refused(steady, "the message did not come in whole in time");
	send_message(idle, "{\"method\":\"a\"}");
	assert_reply(idle, "{}");
	close(idle);
}

/*
 * Sends calls of which each begins with the end of the one before, a quarter of the time
 * for one apart; false if it took so long that they may have come too late.
 */
static bool send_overlapping(int fd, unsigned int time_ms)
{
	static const char piece[] = "oneway\":true}\0{\"method\":\"a\",\"";
	int64_t before = clock_ms();
	bool in_time = true;
	unsigned int i;

	send_bytes(fd, piece + sizeof("oneway\":true}"), sizeof(piece) - 1 - sizeof("oneway\":true}"));
	for (i = 0; i < 10; i++) {
		serve_for(time_ms / 4);
		send_bytes(fd, piece, sizeof(piece) - 1);
		in_time = in_time && clock_ms() - before < time_ms / 2;
		before = clock_ms();
	}
	send_message(fd, "parameters\":{\"n\":1}}");
	return in_time && clock_ms() - before < time_ms / 2;
}

/* Each call has the time anew, also when a part of the next comes with it. */
static void calls_that_overlap_have_each_their_time(void **state)
{
	unsigned int time_ms = 200, tries = 0;
	bool in_time;
	int fd;

	(void)state;
	do {
		control_set_timeouts(control, time_ms, 10000);
		calls = 0;
		fd = connect_client();
		in_time = send_overlapping(fd, time_ms);
		time_ms *= 2;
	} while (!in_time && ++tries < 6 && !close(fd));
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
	char many[50 * sizeof(call)], *flood = calloc(1, 10 << 20);
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
	assert_true(send_bytes(fd, flood, 10 << 20) < 3 << 20);
	free(flood);
	errno = 0;
	assert_true(is_ended(fd));
	assert_int_equal(calls, 2);
	close(fd);
}

static void one_that_sends_no_more_is_answered(void **state)
{
	static const char call[] = "{\"method\":\"other\"}";
	char many[50 * sizeof(call)], *text;
	unsigned int i;
	int fd;

	(void)state;
	fd = connect_client();
	send_message(fd, "{\"method\":\"big\"}");
	shutdown(fd, SHUT_WR);
	serve_for(50);
	text = receive(fd);
	assert_non_null(text);
	assert_true(strlen(text) > BIG);
	free(text);
	assert_ended(fd);
	for (i = 0; i < 50; i++)
		memcpy(many + i * sizeof(call), call, sizeof(call));
	fd = connect_client();
	send_bytes(fd, many, sizeof(many) - 5);	/* the last is not whole */
	shutdown(fd, SHUT_WR);
	for (i = 0; i < 49; i++)
		assert_reply(fd, "{}");
	assert_ended(fd);
	assert_int_equal(calls, 50);
}

/* Nor does it keep the loop busy, in which others wait for what follows from their calls. */
static void one_that_never_reads_leaves_the_loop_idle(void **state)
{
	char *flood = calloc(1, CONTROL_SHORT_MAX);
	unsigned int i;
	int fd;

	(void)state;
	control_set_timeouts(control, 10000, 10000);
	fd = connect_client();
	send_message(fd, "{\"method\":\"big\"}");
	for (i = 0; i < 100; i++) {
		while (send(fd, flood, CONTROL_SHORT_MAX, MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
			;
		assert_int_equal(errno, EAGAIN);	/* busy, it would come back when the time is over */
		assert_int_equal(event_base_loop(base, EVLOOP_NONBLOCK), 0);
	}
	assert_int_equal(calls, 1);
	free(flood);
	close(fd);
}

/*
 * Reads a long reply, in more time than there is for one that is not read; false if it was
 * read so seldom that it may have ended for that.  It goes on after some four readings.
 */
static bool read_slowly(int fd, unsigned int time_ms, size_t *length)
{
	static char buffer[65536];
	int64_t before = clock_ms();
	bool in_time = true;
	ssize_t count = 1;

	for (*length = 0; *length < BIG && count; *length += count > 0 ? count : 0) {
		serve_for(*length < 20 * sizeof(buffer) ? time_ms / 15 : 1);
		count = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);
		in_time = in_time && clock_ms() - before < time_ms / 8;
		before = clock_ms();
	}
	return in_time;
}

static void one_that_reads_slowly_gets_all(void **state)
{
	unsigned int time_ms = 1500, tries = 0;
	bool in_time;
	size_t length;
	int fd;

	(void)state;
	do {
		control_set_timeouts(control, 10000, time_ms);
		fd = connect_client();
		send_message(fd, "{\"method\":\"big\"}");
		in_time = read_slowly(fd, time_ms, &length);
		close(fd);
		time_ms *= 2;
	} while (!in_time && ++tries < 6);
	assert_true(length >= BIG);
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

/* Calls without replies need not wait for each other, but others have their turn between them. */
static void many_calls_at_once_are_not_all_served_first(void **state)
{
	static const char call[] = "{\"method\":\"a\",\"oneway\":true}";
	char many[500 * sizeof(call)];
	int flood = connect_client(), other = connect_client();
	unsigned int i;

	(void)state;
	serve_for(20);
	for (i = 0; i < 500; i++)
		memcpy(many + i * sizeof(call), call, sizeof(call));
	assert_int_equal(send(flood, many, sizeof(many), MSG_DONTWAIT), sizeof(many));
	assert_int_equal(send(other, "{\"method\":\"b\"}", 15, MSG_DONTWAIT), 15);
	while (recv(other, many, 1, MSG_DONTWAIT | MSG_PEEK) < 0)
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
	assert_true(calls > 1 && calls < 100);
	assert_reply(other, "{}");
	serve_calls(501);
	send_message(flood, "{\"method\":\"c\"}");
	assert_reply(flood, "{}");
	assert_int_equal(send(flood, many, sizeof(many), MSG_DONTWAIT), sizeof(many));
	event_base_loop(base, EVLOOP_ONCE);
	close(flood);	/* in the middle of its turns */
	serve_for(100);
	close(other);
}

static void too_long(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	*(bool *)data = true;
	event_base_loopbreak(base);
}

static void call_for_ever(const int *fds)
{
	static const char call[] = "{\"method\":\"slow\"}";
	struct pollfd pollers[CONTROL_CLIENTS_MAX];
	char reply[3] = "";	/* "{}" */
	unsigned int i;

	for (i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		pollers[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
		send(fds[i], call, sizeof(call), MSG_NOSIGNAL);
	}
	while (poll(pollers, CONTROL_CLIENTS_MAX, -1) > 0)
		for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
			if (pollers[i].revents && recv(fds[i], reply, sizeof(reply), 0) > 0)
				send(fds[i], call, sizeof(call), MSG_NOSIGNAL);
	_exit(0);
}

/* However many there are that call all the time: what follows from calls is done between them. */
static void busy_clients_leave_the_loop_its_turns(void **state)
{
	const struct timeval wait = { .tv_sec = WAIT_MS / 1000 };
	int fds[CONTROL_CLIENTS_MAX];
	struct event *watch;
	bool starved = false;
	unsigned int i;
	pid_t child;

	(void)state;
	for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
		fds[i] = connect_client();
	serve_for(20);
	child = fork();
	if (!child)
		call_for_ever(fds);
	watch = evtimer_new(base, too_long, &starved);
	event_add(watch, &wait);
	while (!starved && calls < 1000)
		event_base_loop(base, EVLOOP_ONCE);
	event_free(watch);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_false(starved);
	for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
		close(fds[i]);
}

/* Without descriptors nobody is accepted, and nobody is busy with that. */
static void without_descriptors_it_rests(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), last = dup(client);
	struct rlimit limit, none;
	int64_t began = clock_ms();

	(void)state;
	testing_log_clear();
	event_base_loop(base, EVLOOP_NONBLOCK);
	close(last);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = limit;
	none.rlim_cur = last;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	strcpy(address.sun_path, testing_path("control"));
	assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof(address)), 0);
	event_base_loop(base, EVLOOP_ONCE);
	event_base_loop(base, EVLOOP_ONCE);
	event_base_loop(base, EVLOOP_ONCE);
	assert_true(clock_ms() - began >= CONTROL_REST_MS - 50);
	assert_string_equal(testing_log, "<4>control socket: no client can be accepted: Too many open files\n");
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	send_message(client, "{\"method\":\"a\"}");
	assert_reply(client, "{}");
	close(client);
	assert_others_are_served();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(half_a_message_is_not_waited_for_long),
		TEST(calls_that_overlap_have_each_their_time),
		TEST(one_that_sends_no_more_is_answered),
		TEST(one_that_never_reads_is_heard_no_more),
		TEST(one_that_never_reads_leaves_the_loop_idle),
		TEST(one_that_reads_slowly_gets_all),
		TEST(there_are_only_so_many_clients),
		TEST(many_calls_at_once_are_not_all_served_first),
		TEST(busy_clients_leave_the_loop_its_turns),
		TEST(without_descriptors_it_rests),
		TEST(clients_that_leave_in_the_middle),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
