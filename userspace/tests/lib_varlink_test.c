// SPDX-License-Identifier: GPL-2.0-or-later
/* The client against a server that says what each test makes it say. */
#include "lib_testing.h"

#include <limits.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "varlink.h"

#define TIMEOUT_MS	60000	/* for what is to come in any case */
#define SILENCE_MS	500

static char path[64];
static pid_t server;

/* Reads one call and then writes @length bytes, @pause_ms before the last. */
static void serve(int listener, const char *reply, size_t length, unsigned int pause_ms)
{
	struct timespec pause = { .tv_sec = pause_ms / 1000, .tv_nsec = pause_ms % 1000 * 1000000L };
	int fd = accept(listener, NULL, NULL);
	char last;

	do
		if (read(fd, &last, 1) != 1)
			_exit(1);
	while (last);
	if (length > 1 && write(fd, reply, length - 1) < 0)
		_exit(1);
	nanosleep(&pause, NULL);
	if (length && write(fd, reply + length - 1, 1) < 0)
		_exit(1);
	close(fd);
	_exit(0);
}

/* Says why and closes, as soon as something has come in. */
static void refuse(int listener, const char *reply, size_t length)
{
	int fd = accept(listener, NULL, NULL);
	char byte;

	_exit(read(fd, &byte, 1) != 1 || write(fd, reply, length) < 0);
}

static int listen_here(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(path, sizeof(path), "/tmp/lib_varlink_test.%d", getpid());
	unlink(path);
	strcpy(address.sun_path, path);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 1), 0);
	return listener;
}

static struct flow_varlink *start(const char *reply, size_t length, unsigned int pause_ms,
				  unsigned int timeout_ms)
{
	struct flow_varlink *varlink;
	int listener = listen_here();

	server = fork();
	if (!server)
		serve(listener, reply, length, pause_ms);
	close(listener);
	assert_int_equal(flow_varlink_open(&varlink, path, timeout_ms), 0);
	return varlink;
}

static void stop(struct flow_varlink *varlink)
{
	flow_varlink_close(varlink);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	unlink(path);
}

#define START(text)	start(text, sizeof(text), 0, TIMEOUT_MS)

static void a_call_gets_its_reply(void **state)
{
	struct flow_varlink *varlink = START("{\"parameters\": {\"version\": \"1\"}}");
	json_t *parameters = json_pack("{s:s}", "switch", "sw0"), *reply;

	(void)state;
	assert_int_equal(flow_varlink_call(varlink, "io.flowswitch.GetStatus", parameters, &reply,
					   NULL, NULL), 0);
	assert_string_equal(json_string_value(json_object_get(reply, "version")), "1");
	json_decref(reply);
	json_decref(parameters);
	stop(varlink);
}

static void an_error_has_name_sentence_and_parameters(void **state)
{
	struct flow_varlink *varlink = START("{\"error\": \"io.flowswitch.Refused\", \"parameters\": "
					     "{\"message\": \"no such port\", \"operation\": 3}}");
	char name[FLOW_VARLINK_NAME_MAX];
	struct flow_error error;
	json_t *reply;

	(void)state;
	assert_int_equal(flow_varlink_call(varlink, "x.y", NULL, &reply, name, &error), -EREMOTEIO);
	assert_string_equal(name, "io.flowswitch.Refused");
	assert_string_equal(error.text, "no such port");
	assert_int_equal(json_integer_value(json_object_get(reply, "operation")), 3);
	json_decref(reply);
	stop(varlink);
}

static int count(json_t *parameters, void *data)
{
	int *sum = data;

	*sum += json_integer_value(json_object_get(parameters, "n"));
	return *sum == 100 ? -ECANCELED : 0;
}

static void a_stream_ends_when_the_daemon_says_so(void **state)
{
	struct flow_varlink *varlink = START("{\"parameters\": {\"n\": 1}, \"continues\": true}\0"
					     "{\"parameters\": {\"n\": 2}, \"continues\": true}\0"
					     "{\"parameters\": {\"n\": 3}}\0{\"parameters\": {\"n\": 50}}");
	int sum = 0, code;

	(void)state;
	assert_int_equal(flow_varlink_follow(varlink, "x.y", NULL), 0);
	while (!(code = flow_varlink_receive(varlink, count, &sum, NULL)))
		;
	assert_int_equal(code, 1);
	assert_int_equal(sum, 6);
	stop(varlink);
}

static void a_stream_can_be_stopped(void **state)
{
	struct flow_varlink *varlink = START("{\"parameters\": {\"n\": 100}, \"continues\": true}");
	int sum = 0, code;

	(void)state;
	assert_int_equal(flow_varlink_follow(varlink, "x.y", NULL), 0);
	while (!(code = flow_varlink_receive(varlink, count, &sum, NULL)))
		;
	assert_int_equal(code, -ECANCELED);
	stop(varlink);
}

static void garbage_is_an_error(void **state)
{
	struct flow_varlink *varlink = START("{\"parameters\": ");
	json_t *reply;

	(void)state;
	assert_int_equal(flow_varlink_call(varlink, "x.y", NULL, &reply, NULL, NULL), -EPROTO);
	stop(varlink);
}

static void half_a_message_is_an_error(void **state)
{
	struct flow_varlink *varlink = start("{\"parameters\"", 10, 0, TIMEOUT_MS);
	json_t *reply;

	(void)state;
	assert_int_equal(flow_varlink_call(varlink, "x.y", NULL, &reply, NULL, NULL), -ECONNRESET);
	stop(varlink);
}

static void silence_times_out(void **state)
{
	struct flow_varlink *varlink = start("{}", 3, TIMEOUT_MS, SILENCE_MS);
	json_t *reply;

	(void)state;
	assert_int_equal(flow_varlink_call(varlink, "x.y", NULL, &reply, NULL, NULL), -ETIMEDOUT);
	stop(varlink);
}

static void one_who_does_not_accept_times_out(void **state)
{
	struct flow_varlink *varlinks[8];
	int listener = listen_here(), error = 0;
	unsigned int count = 0;

	(void)state;
	while (!error && count < sizeof(varlinks) / sizeof(*varlinks)) {
		error = flow_varlink_open(&varlinks[count], path, 50);
		count += !error;
	}
	assert_int_equal(error, -ETIMEDOUT);
	while (count)
		flow_varlink_close(varlinks[--count]);
	close(listener);
	unlink(path);
}

static void one_who_does_not_take_a_call_may_say_why(void **state)
{
	static const char why[] = "{\"error\": \"x.No\", \"parameters\": {\"message\": \"too long\"}}";
	int listener = listen_here();
	struct flow_varlink *varlink;
	struct flow_error error;
	char *text = calloc(1, 4 << 20);
	json_t *parameters, *reply;

	(void)state;
	server = fork();
	if (!server)
		refuse(listener, why, sizeof(why));
	close(listener);
	assert_int_equal(flow_varlink_open(&varlink, path, TIMEOUT_MS), 0);
	memset(text, 'x', (4 << 20) - 1);
	parameters = json_pack("{s:s}", "text", text);
	assert_int_equal(flow_varlink_call(varlink, "x.y", parameters, &reply, NULL, &error),
			 -EREMOTEIO);
	assert_string_equal(error.text, "too long");
	json_decref(parameters);
	json_decref(reply);
	free(text);
	stop(varlink);
}

static void nobody_there_is_told(void **state)
{
	struct flow_varlink *varlink;

	(void)state;
	assert_int_equal(flow_varlink_open(&varlink, "/tmp/no-such-socket", TIMEOUT_MS), -ENOENT);
}

static void each_namespace_has_its_socket(void **state)
{
	char found[PATH_MAX];

	(void)state;
	unsetenv(FLOW_VARLINK_SOCKET_VARIABLE);
	flow_varlink_path(NULL, found);
	assert_string_equal(found, "/run/flowswitch/flowd.varlink");
	flow_varlink_path("blue", found);
	assert_string_equal(found, "/run/flowswitch@blue/flowd.varlink");
	setenv(FLOW_VARLINK_SOCKET_VARIABLE, "/tmp/socket", 1);
	flow_varlink_path("blue", found);
	assert_string_equal(found, "/tmp/socket");
	setenv(FLOW_VARLINK_SOCKET_VARIABLE, "", 1);
	flow_varlink_path(NULL, found);
	assert_string_equal(found, "/run/flowswitch/flowd.varlink");
	unsetenv(FLOW_VARLINK_SOCKET_VARIABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_gets_its_reply),
		cmocka_unit_test(an_error_has_name_sentence_and_parameters),
		cmocka_unit_test(a_stream_ends_when_the_daemon_says_so),
		cmocka_unit_test(a_stream_can_be_stopped),
		cmocka_unit_test(garbage_is_an_error),
		cmocka_unit_test(half_a_message_is_an_error),
		cmocka_unit_test(silence_times_out),
		cmocka_unit_test(one_who_does_not_accept_times_out),
		cmocka_unit_test(one_who_does_not_take_a_call_may_say_why),
		cmocka_unit_test(nobody_there_is_told),
		cmocka_unit_test(each_namespace_has_its_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
