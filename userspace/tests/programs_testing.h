/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What tests of both programs share: something wrong, said in a configuration file, over
 * the control socket and in a command.  Each is refused with the same sentence, and changes
 * nothing: neither what is to be, nor what the kernel holds, nor the file that outlives
 * flowd.  flowctl runs in a thread of its own, and is served by flowd's parts in this one,
 * over a datapath in memory.
 */
#ifndef PROGRAMS_TESTING_H
#define PROGRAMS_TESTING_H

#include "flowd_control_testing.h"

#include <pthread.h>
#include <stdatomic.h>
#include "../flowctl/change.h"
#include "../flowctl/dispatch.h"
#include "../flowd/config.h"
#include "../flowd/config_text.h"
#include "../flowd/daemon.h"
#include "../flowd/methods.h"
#include "flowd_datapath.h"

/* What is in force when something wrong is said. */
static const char configured[] =
	"[Switch]\nName=sw0\n"
	"[Switch]\nName=sw1\n"
	"[Vlan]\nSwitch=sw0\nVlan=20\nAgeing=60\n"
	"[Profile]\nName=web\nVlan=10\nIsolated=yes\n"
	"[Port]\nMatch=eth0\nSwitch=sw0\nTrunk=10,20\n"
	"[Port]\nMatch=eth1\nSwitch=sw0\nVlan=10\nNumber=5\n"
	"[Port]\nMatch=tap*\nSwitch=sw0\nProfile=web\n"
	"[Fdb]\nMac=2:0:0:0:0:1\nPort=eth0\nVlan=20\nSwitch=sw0\n";

enum way { BY_FILE, BY_SOCKET, BY_COMMAND, WAYS };

/* Something wrong, said in each way; NULL: this way has no words for it. */
struct wrong {
	const char *said[WAYS];	/* behind what is configured; an operation, with ' for "; words */
	const char *sentence;	/* <a|b|c>: as each way calls it */
	unsigned int line;	/* of the file's part at fault, from 1; 0: its last one */
	int status;		/* of the command; 0: EXIT_WRONG */
};

static struct daemon it;
static struct fake fake;

static inline unsigned int count_lines(const char *text)
{
	unsigned int lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

static inline void add_netdev(uint32_t ifindex, const char *name, bool is_switch)
{
	struct netdev netdev = { .ifindex = ifindex, .is_switch = is_switch, .has_carrier = true,
				 .mac = { 2, 0xff, 0, 0, 0, ifindex } };

	if (!is_switch)
		fake_netdev_add(&fake, ifindex, name);
	snprintf(netdev.name, sizeof(netdev.name), "%s", name);
	switches_netdev(&it.switches, &netdev, 0);
}

static inline int start_programs(void **state)
{
	static const char *const names[] = { "eth0", "eth1", "tap1", "other" };
	int listener;
	size_t i;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	memset(&it, 0, sizeof(it));
	fake_init(&fake);
	testing_write("flowd.conf", configured);
	it.config_path = strdup(testing_path("flowd.conf"));
	it.state_path = strdup(testing_path("intent.json"));
	it.switches.datapath = &fake.base;
	if (daemon_load(&it))
		return -1;
	daemon_enforce(&it);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		add_netdev(i + 1, names[i], false);
	add_netdev(fake_find(&fake, "sw0")->ifindex, "sw0", true);
	add_netdev(fake_find(&fake, "sw1")->ifindex, "sw1", true);
	switches_settle(&it.switches, 0);
	base = event_base_new();
	setenv(FLOW_VARLINK_SOCKET_VARIABLE, testing_path("control"), 1);
	if (control_listen(testing_path("control"), &listener))
		return -1;
	return control_open(&control, base, listener, methods_call, &it);
}

static inline int end_programs(void **state)
{
	(void)state;
	control_close(control);
	event_base_free(base);
	daemon_clear(&it);
	fake_clear(&fake);
	free((char *)it.config_path);
	free((char *)it.state_path);
	return 0;
}

/* The sentence as this way says it; the caller frees it. */
static inline char *sentence_of(const char *sentence, enum way way)
{
	char *text = calloc(1, strlen(sentence) + 1), *out = text;
	const char *c;
	int choice = -1;

	for (c = sentence; *c; c++) {
		if (*c == '<')
			choice = 0;
		else if (*c == '>')
			choice = -1;
		else if (*c == '|' && choice >= 0)
			choice++;
		else if (choice < 0 || choice == (int)way)
			*out++ = *c;
	}
	return text;
}

/* Takes the directory of the files out of a text. */
static inline char *without_directory(char *text)
{
	const char *prefix = testing_path("");
	char *found;

	while ((found = strstr(text, prefix)))
		memmove(found, found + strlen(prefix), strlen(found + strlen(prefix)) + 1);
	return text;
}

/* All that could have changed; the caller frees it. */
static inline char *everything(void)
{
	char *intent = config_text_file(&it.switches.intent), *kernel = fake_text(&fake);
	char *kept = testing_read("intent.json"), *all;

	assert_true(asprintf(&all, "%s\n%s\n%s\n%u changes in the kernel\n", intent, kernel,
			     kept ? kept : "nothing is kept", fake.writes) > 0);
	free(intent);
	free(kernel);
	free(kept);
	return all;
}

/* A command, with what it said on stderr. */
struct run {
	struct flow_words words;
	int status;
	char *said;
	size_t size;
	atomic_bool done;
};

static inline void *run_words(void *data)
{
	struct context context = { .timeout_ms = WAIT_MS, .change = change_new() };
	FILE *real = stderr;
	struct run *run = data;

	stderr = open_memstream(&run->said, &run->size);
	run->status = dispatch(&context, &run->words);
	if (!run->status)
		run->status = change_commit(&context);
	context_close(&context);
	fclose(stderr);
	stderr = real;
	atomic_store(&run->done, true);
	return NULL;
}

/* flowctl, up to its end; what it said on stderr is the caller's to free. */
static inline char *run_flowctl(char *line, int *status)
{
	struct run run = { .done = false };
	pthread_t thread;

	assert_int_equal(flow_words_split(line, &run.words, NULL), 0);
	assert_int_equal(pthread_create(&thread, NULL, run_words, &run), 0);
	while (!atomic_load(&run.done)) {
		event_base_loop(base, EVLOOP_NONBLOCK);
		usleep(50);
	}
	pthread_join(thread, NULL);
	free(run.words.word);
	*status = run.status;
	return run.said;
}

/* Compares, frees both, and names the case. */
static inline void assert_same(char *is, char *wanted, const char *said)
{
	if (strcmp(without_directory(is), without_directory(wanted)))
		fail_msg("\"%s\":\n  is:     %s\n  wanted: %s", said, is, wanted);
	free(is);
	free(wanted);
}

/* "flowd --check" and "flowctl config apply" name the line. */
static inline void refused_by_file(const struct wrong *wrong, const char *sentence)
{
	const char *said = wrong->said[BY_FILE], *path = testing_path("wrong.conf");
	unsigned int line = count_lines(configured) + (wrong->line ?: count_lines(said));
	struct config_mistakes mistakes;
	struct intent intent = { 0 };
	char *text, *command, *wanted;
	int status;

	assert_true(asprintf(&text, "%s%s", configured, said) > 0);
	testing_write("wrong.conf", text);
	assert_true(asprintf(&wanted, "%s:%u: %s", path, line, sentence) > 0);
	assert_int_equal(config_load(path, false, &intent, &mistakes), -EINVAL);
	assert_same(strdup(mistakes.lines[0]), strdup(wanted), said);
	assert_int_equal(mistakes.count, 1);
	config_mistakes_clear(&mistakes);
	free(text);
	assert_true(asprintf(&text, "%s\n", wanted) > 0);
	assert_true(asprintf(&command, "config apply %s", path) > 0);
	assert_same(run_flowctl(command, &status), text, said);
	assert_int_equal(status, EXIT_WRONG);
	free(command);
	free(wanted);
}

static inline void refused_by_socket(const struct wrong *wrong, const char *sentence)
{
	const char *said = wrong->said[BY_SOCKET];
	char *call, *quote, *answer;
	int fd = connect_client();
	json_t *reply, *message;

	assert_true(asprintf(&call, "{'method': 'io.flowswitch.Apply', "
			     "'parameters': {'operations': [%s]}}", said) > 0);
	while ((quote = strchr(call, '\'')))
		*quote = '"';
	send_message(fd, call);
	answer = receive(fd);
	assert_non_null(answer);
	reply = json_loads(answer, 0, NULL);
	assert_non_null(reply);
	message = json_object_get(json_object_get(reply, "parameters"), "message");
	assert_same(strdup(json_is_string(message) ? json_string_value(message) : answer),
		    strdup(sentence), said);
	assert_string_equal(json_string_value(json_object_get(reply, "error")),
			    "io.flowswitch.Refused");
	json_decref(reply);
	free(answer);
	free(call);
	close(fd);
}

static inline void refused_by_command(const struct wrong *wrong, const char *sentence)
{
	const char *said = wrong->said[BY_COMMAND];
	char *line = strdup(said), *wanted;
	int status;

	assert_true(asprintf(&wanted, "flowctl: %s\n", sentence) > 0);
	assert_same(run_flowctl(line, &status), wanted, said);
	if (status != (wrong->status ?: EXIT_WRONG))
		fail_msg("\"%s\": exit status %d", said, status);
	free(line);
}

static inline void refused(const struct wrong *wrong)
{
	static void (*const refused_by[WAYS])(const struct wrong *wrong, const char *sentence) = {
		refused_by_file, refused_by_socket, refused_by_command
	};
	char *before = everything(), *sentence;
	enum way way;

	for (way = BY_FILE; way < WAYS; way++) {
		if (!wrong->said[way])
			continue;
		sentence = sentence_of(wrong->sentence, way);
		refused_by[way](wrong, sentence);
		free(sentence);
		assert_same(everything(), strdup(before), wrong->said[way]);
	}
	free(before);
}

static inline void refused_each(const struct wrong *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		refused(&cases[i]);
}

#define REFUSED(cases)	refused_each(cases, sizeof(cases) / sizeof(*cases))

#define TEST(name) cmocka_unit_test_setup_teardown(name, start_programs, end_programs)

#endif
