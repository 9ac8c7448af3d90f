// SPDX-License-Identifier: GPL-2.0-or-later
/* The control socket: what it answers, and what it refuses. */
#include "flowd_control_testing.h"

#include <sys/wait.h>

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
					       "{\"method\":\"a\"} x" };
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

static void *no_memory(size_t size)
{
	(void)size;
	return NULL;
}

/* Or its place among the clients would be taken for ever. */
static void without_memory_for_a_sentence_the_client_is_let_go(void **state)
{
	int fd = connect_client();

	(void)state;
	testing_log_clear();
	json_set_alloc_funcs(no_memory, free);
	send_message(fd, "{\"method\":\"a\"}");
	while (!*testing_log)
		serve_for(1);
	json_set_alloc_funcs(malloc, free);
	assert_ended(fd);
	assert_string_equal(testing_log, "<4>control socket: no memory for an answer\n");
	assert_others_are_served();
}

static void a_call_has_its_greatest_length(void **state)
{
	char *text = long_call(CONTROL_LONG_MAX);
	int fd = connect_client();

	(void)state;
	send_bytes(fd, text, CONTROL_LONG_MAX);
	assert_reply(fd, "{\"parameters\":{\"n\":1}}");
	free(text);
	text = long_call(CONTROL_LONG_MAX + (10 << 20));
	assert_true(send_bytes(fd, text, CONTROL_LONG_MAX + (10 << 20)) < CONTROL_LONG_MAX + (2 << 20));
	assert_refused(fd, "the message is longer than 16 MiB");
	free(text);
	assert_others_are_served();
}

/* What clients that do not go on let the daemon keep is little. */
static void one_client_at_a_time_sends_a_long_call(void **state)
{
	char *text = long_call(3 << 20);
	int first = connect_client(), second = connect_client(), third;

	(void)state;
	send_bytes(first, text, 2 << 20);
	assert_others_are_served();
	send_bytes(second, text, 2 << 20);
	assert_refused(second, "another client is sending a call of more than 1 MiB; try again");
	send_bytes(first, text + (2 << 20), 1 << 20);
	assert_reply(first, "{\"parameters\":{\"n\":1}}");
	second = connect_client();
	send_bytes(second, text, 2 << 20);
	close(second);	/* in the midst of it */
	serve_for(20);
	third = connect_client();
	send_bytes(third, text, 3 << 20);
	assert_reply(third, "{\"parameters\":{\"n\":1}}");
	send_bytes(first, text, 3 << 20);
	assert_reply(first, "{\"parameters\":{\"n\":1}}");
	close(first);
	close(third);
	free(text);
}

/* It is not read to its end. */
static void garbage_is_refused_at_once(void **state)
{
	char *text = malloc(10 << 20);
	int fd = connect_client();

	(void)state;
	memset(text, 'x', 10 << 20);
	memset(text, ' ', 8);
	assert_true(send_bytes(fd, text, 10 << 20) < 1 << 20);
	assert_refused(fd, "the message is no call: a JSON object with \\\"method\\\" and \\\"parameters\\\"");
	assert_others_are_served();
	free(text);
}

static void the_socket_is_its_owners_alone(void **state)
{
	struct stat status;
	char longer[200], *text;
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
	/* What is no socket is not ours to replace. */
	testing_write("file", "precious");
	assert_int_equal(control_listen(testing_path("file"), &listener), -ENOTSOCK);
	text = testing_read("file");
	assert_string_equal(text, "precious");
	free(text);
}

/* Another flowd that starts at the same time has the lock until it ends. */
static void one_flowd_has_the_socket(void **state)
{
	const char *path = testing_path("locked");
	int ready[2], status;
	pid_t other, holder = 0;
	char byte;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	other = fork();
	if (!other) {
		byte = control_lock(path, &holder) ? 'n' : 'y';
		if (write(ready[1], &byte, 1) == 1)
			pause();
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(byte, 'y');
	assert_int_equal(control_lock(path, &holder), -EBUSY);
	assert_int_equal(holder, other);
	assert_int_equal(kill(other, SIGKILL), 0);
	assert_int_equal(waitpid(other, &status, 0), other);
	assert_int_equal(control_lock(path, &holder), 0);
	assert_int_equal(control_lock("nowhere/socket", &holder), -ENOENT);
	close(ready[0]);
	close(ready[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

static void publish(int n)
{
	json_t *parameters = json_pack("{s:i}", "n", n);

	control_publish(control, parameters);
	json_decref(parameters);
}

static void who_follows_gets_what_is_published(void **state)
{
	int fd = connect_client(), other = connect_client();

	(void)state;
	send_message(other, "{\"method\":\"follow\"}");
	assert_reply(other, "{\"error\":\"org.varlink.service.ExpectedMore\",\"parameters\":{}}");
	publish(1);			/* nobody follows yet */
	send_message(fd, "{\"method\":\"follow\",\"more\":true}");
	assert_reply(fd, "{\"parameters\":{},\"continues\":true}");
	publish(2);
	publish(3);
	assert_reply(fd, "{\"parameters\":{\"n\":2,\"lost\":0},\"continues\":true}");
	assert_reply(fd, "{\"parameters\":{\"n\":3,\"lost\":0},\"continues\":true}");
	send_message(other, "{\"method\":\"a\",\"parameters\":{\"n\":1}}");
	assert_reply(other, "{\"parameters\":{\"n\":1}}");
	close(other);
	serve_for(20);
	publish(4);
	assert_reply(fd, "{\"parameters\":{\"n\":4,\"lost\":0},\"continues\":true}");
	send_message(fd, "{\"method\":\"a\"}");
	assert_refused(fd, "this connection is for what it follows; make calls on another one");
	publish(5);
}

/* What is kept for one who does not read is bounded, and it is told what it lost. */
static void who_does_not_read_loses(void **state)
{
	int fd = connect_client(), i, n = 0;
	json_t *message, *parameters;
	json_int_t lost = 0;
	char *text;

	(void)state;
	send_message(fd, "{\"method\":\"follow\",\"more\":true}");
	assert_reply(fd, "{\"parameters\":{},\"continues\":true}");
	for (i = 1; i <= 100000; i++) {
		publish(i);
		event_base_loop(base, EVLOOP_NONBLOCK);
	}
	for (i = 0; !lost; i++) {
		publish(-1);
		text = receive(fd);
		message = json_loads(text, 0, NULL);
		parameters = json_object_get(message, "parameters");
		lost = json_integer_value(json_object_get(parameters, "lost"));
		if (!lost && json_integer_value(json_object_get(parameters, "n")) > 0)
			assert_int_equal(json_integer_value(json_object_get(parameters, "n")), ++n);
		json_decref(message);
		free(text);
	}
	assert_true(n > 0 && n < 100000);
	assert_true(lost >= 100000 - n);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(calls_are_answered_in_order),
		TEST(oneway_calls_are_not_answered),
		TEST(what_is_no_call_is_refused),
		TEST(wrong_parameters_do_not_end_the_connection),
		TEST(without_memory_the_client_is_told),
		TEST(without_memory_for_a_sentence_the_client_is_let_go),
		TEST(a_call_has_its_greatest_length),
		TEST(one_client_at_a_time_sends_a_long_call),
		TEST(garbage_is_refused_at_once),
		TEST(the_socket_is_its_owners_alone),
		TEST(one_flowd_has_the_socket),
		TEST(who_follows_gets_what_is_published),
		TEST(who_does_not_read_loses),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
