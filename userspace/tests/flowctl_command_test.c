// SPDX-License-Identifier: GPL-2.0-or-later
/* Whole commands, with a daemon that writes down what it is told; no kernel. */
#include "lib_testing.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../flowctl/batch_file.h"
#include "../flowctl/change.h"
#include "../flowctl/dispatch.h"

static char directory[] = "/tmp/flowctl_test.XXXXXX";
static char socket_path[64], batch_path[64];

/* A command as main.c runs it, with what it said on stderr. */
struct run {
	struct context context;
	int status;
	char *said;
	size_t size;
};

static void finish(struct run *run, FILE *real)
{
	if (!run->status)
		run->status = change_commit(&run->context);
	context_close(&run->context);
	fclose(stderr);
	stderr = real;
}

/* @options: what the context says of them. */
static struct run run_with(const char *text, struct context options)
{
	struct run run = { .context = options };
	struct testing_words words = testing_words(text);
	FILE *real = stderr;

	run.context.timeout_ms = 60000;
	run.context.change = change_new();
	stderr = open_memstream(&run.said, &run.size);
	run.status = dispatch(&run.context, &words.words);
	finish(&run, real);
	testing_words_free(&words);
	return run;
}

static struct run run_words_in(const char *text, const char *netns, bool kernel_only)
{
	return run_with(text, (struct context){ .netns = netns, .kernel_only = kernel_only });
}

static struct run run_words(const char *text)
{
	return run_words_in(text, NULL, false);
}

static void write_batch(const char *text, size_t length)
{
	FILE *out = fopen(batch_path, "w");

	fwrite(text, 1, length, out);
	fclose(out);
}

static struct run run_batch_of(const char *text, size_t length)
{
	struct run run = { .context = { .timeout_ms = 60000, .change = change_new() } };
	FILE *real = stderr;

	write_batch(text, length);
	stderr = open_memstream(&run.said, &run.size);
	run.status = batch_file_run(&run.context, batch_path);
	finish(&run, real);
	return run;
}

static struct run run_batch(const char *text)
{
	return run_batch_of(text, strlen(text));
}

static void assert_said(struct run run, int status, const char *expected)
{
	assert_string_equal(run.said, expected);
	assert_int_equal(run.status, status);
	free(run.said);
}

/* A daemon that answers one call with @reply and hands the call to @calls. */
static pid_t start_daemon(const char *reply, int *calls)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), fds[2], fd;
	char byte;
	pid_t pid;

	strcpy(address.sun_path, socket_path);
	unlink(socket_path);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid) {
		close(listener);
		close(fds[1]);
		*calls = fds[0];
		return pid;
	}
	alarm(10);	/* nobody may call */
	fd = accept(listener, NULL, NULL);
	while (read(fd, &byte, 1) == 1 && byte)
		if (write(fds[1], &byte, 1) != 1)
			_exit(1);
	_exit(write(fd, reply, strlen(reply) + 1) < 0);
}

static void stop_daemon(pid_t pid, int calls)
{
	close(calls);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unlink(socket_path);
}

/* The operations of the Apply that @text leads to. */
static void assert_operations(const char *text, const char *expected)
{
	char call[4096] = "";
	json_t *operations, *wanted = json_loads(expected, 0, NULL), *json;
	int calls;
	pid_t pid = start_daemon("{\"parameters\": {}}", &calls);
	struct run run = run_words(text);

	assert_said(run, EXIT_DONE, "");
	assert_true(read(calls, call, sizeof(call) - 1) > 0);
	while (strlen(call) < sizeof(call) - 1 &&
	       read(calls, call + strlen(call), sizeof(call) - 1 - strlen(call)) > 0)
		;
	json = json_loads(call, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(json, "method")),
			    "io.flowswitch.Apply");
	operations = json_object_get(json_object_get(json, "parameters"), "operations");
	if (!json_equal(operations, wanted))
		fail_msg("%s: %s", text, call);
	json_decref(json);
	json_decref(wanted);
	stop_daemon(pid, calls);
}

static void words_of_switches_become_operations(void **state)
{
	(void)state;
	assert_operations("switch add sw0 fail_mode drop ageing 60",
			  "[{\"operation\": \"switch-add\", \"name\": \"sw0\", "
			  "\"fail_mode\": \"drop\", \"ageing_s\": 60}]");
	assert_operations("switch delete sw0",
			  "[{\"operation\": \"switch-del\", \"name\": \"sw0\"}]");
	assert_operations("switch del sw0", "[{\"operation\": \"switch-del\", \"name\": \"sw0\"}]");
}

static void words_of_ports_become_operations(void **state)
{
	(void)state;
	assert_operations("port add tap* switch sw0 vlan 10 learning off isolated on",
			  "[{\"operation\": \"port-add\", \"match\": \"tap*\", \"switch\": \"sw0\", "
			  "\"vlan_mode\": \"access\", \"pvid\": 10, \"learning\": false, "
			  "\"isolated\": true}]");
	assert_operations("port set eth1 trunk 5,10,20-22 native 5 state blocking",
			  "[{\"operation\": \"port-set\", \"match\": \"eth1\", "
			  "\"vlan_mode\": \"native-untagged\", \"pvid\": 5, \"vlans\": \"5,10,20-22\", "
			  "\"state\": \"blocking\"}]");
	assert_operations("port set tap1 profile web",
			  "[{\"operation\": \"port-set\", \"match\": \"tap1\", \"profile\": \"web\"}]");
	assert_operations("port set tap1 profile none pcp 3",
			  "[{\"operation\": \"port-set\", \"match\": \"tap1\", \"profile\": \"\", "
			  "\"pcp\": \"3\"}]");
	assert_operations("port set p0 patch p1",
			  "[{\"operation\": \"port-set\", \"match\": \"p0\", \"patch\": \"p1\"}]");
	assert_operations("port set p0 patch none",
			  "[{\"operation\": \"port-set\", \"match\": \"p0\", \"patch\": \"\"}]");
	assert_operations("profile add web vlan 10 learning off",
			  "[{\"operation\": \"profile-add\", \"name\": \"web\", "
			  "\"vlan_mode\": \"access\", \"pvid\": 10, \"learning\": false}]");
	assert_operations("profile del web",
			  "[{\"operation\": \"profile-del\", \"name\": \"web\"}]");
}

static void words_of_vlans_become_operations(void **state)
{
	(void)state;
	assert_operations("vlan set 10-11 switch sw0 ageing 60 learning off",
			  "[{\"operation\": \"vlan-set\", \"vlan\": 10, \"switch\": \"sw0\", "
			  "\"ageing_s\": 60, \"learning\": false}, "
			  "{\"operation\": \"vlan-set\", \"vlan\": 11, \"switch\": \"sw0\", "
			  "\"ageing_s\": 60, \"learning\": false}]");
	assert_operations("vlan set 4094 learning on",
			  "[{\"operation\": \"vlan-set\", \"vlan\": 4094, \"learning\": true}]");
	assert_operations("vlan unset 10-12", "[{\"operation\": \"vlan-unset\", \"vlans\": \"10-12\"}]");
	assert_operations("vlan unset 10 ageing mac_limit",
			  "[{\"operation\": \"vlan-unset\", \"vlans\": \"10\", "
			  "\"settings\": [\"ageing_s\", \"mac_limit\"]}]");
	assert_operations("vlan add 10-12 port eth1",
			  "[{\"operation\": \"vlan-add\", \"vlans\": \"10-12\", "
			  "\"match\": \"eth1\", \"native\": false}]");
}

static void words_of_stations_become_operations(void **state)
{
	(void)state;
	assert_operations("fdb add 52:54:00:00:00:01 port tap0 vlan 10",
			  "[{\"operation\": \"fdb-add\", \"mac\": \"52:54:00:00:00:01\", "
			  "\"port\": \"tap0\", \"vlan\": 10}]");
	assert_operations("fdb flush", "[{\"operation\": \"fdb-flush\"}]");
	assert_operations("fdb replace 52:54:00:00:00:01 dev tap0 master dynamic br sw0",
			  "[{\"operation\": \"fdb-replace\", \"mac\": \"52:54:00:00:00:01\", "
			  "\"port\": \"tap0\", \"kind\": \"dynamic\", \"switch\": \"sw0\"}]");
	assert_operations("fdb add 52:54:00:00:00:01 permanent vlan 7",
			  "[{\"operation\": \"fdb-add\", \"mac\": \"52:54:00:00:00:01\", "
			  "\"kind\": \"local\", \"vlan\": 7}]");
	assert_operations("fdb flush mac 52:54:00:00:00:01 static brport tap0",
			  "[{\"operation\": \"fdb-flush\", \"mac\": \"52:54:00:00:00:01\", "
			  "\"kind\": \"static\", \"port\": \"tap0\"}]");
	assert_operations("neighbour flush switch sw0 port tap0 vlan 10",
			  "[{\"operation\": \"neighbour-flush\", \"switch\": \"sw0\", "
			  "\"port\": \"tap0\", \"vlan\": 10}]");
}

static void unknown_words_get_a_suggestion(void **state)
{
	(void)state;
	assert_said(run_words("prot"), EXIT_WRONG,
		    "flowctl: unknown object \"prot\"; did you mean \"port\"?\n");
	assert_said(run_words("port shwo"), EXIT_WRONG,
		    "flowctl: unknown command \"shwo\"; did you mean \"show\"?\n");
	assert_said(run_words("port elephant"), EXIT_WRONG,
		    "flowctl: unknown command \"elephant\"; \"flowctl port help\" lists them\n");
	assert_said(run_words("elephant"), EXIT_WRONG,
		    "flowctl: unknown object \"elephant\"; \"flowctl help\" lists them\n");
	assert_said(run_words("stats shwo"), EXIT_WRONG,
		    "flowctl: unknown command \"shwo\"; did you mean \"show\"?\n");
	assert_said(run_words("drops hepl"), EXIT_WRONG,
		    "flowctl: unknown command \"hepl\"; did you mean \"help\"?\n");
	assert_said(run_words("status shwo"), EXIT_WRONG,
		    "flowctl: unknown command \"shwo\"; did you mean \"show\"?\n");
	assert_said(run_words("switch add sw0 fail_mod drop"), EXIT_WRONG,
		    "flowctl: unknown setting \"fail_mod\"; did you mean \"fail_mode\"?\n");
	assert_said(run_words("switch add sw0 fail_mode dorp"), EXIT_WRONG,
		    "flowctl: unknown fail_mode \"dorp\"; did you mean \"drop\"?\n");
	assert_said(run_words("port add tap0 switch sw0 lerning on"), EXIT_WRONG,
		    "flowctl: unknown setting \"lerning\"; did you mean \"learning\"?\n");
	assert_said(run_words("monitor flwo"), EXIT_WRONG,
		    "flowctl: unknown kind of event \"flwo\"; did you mean \"flow\"?\n");
	assert_said(run_words("fdb flush prot tap0"), EXIT_WRONG,
		    "flowctl: unknown word \"prot\"; did you mean \"port\"?\n");
	assert_said(run_words("neigh"), EXIT_WRONG,
		    "flowctl: unknown object \"neigh\"; did you mean \"neighbour\"?\n");
	assert_said(run_words("switch sw0"), EXIT_WRONG,
		    "flowctl: unknown command \"sw0\"; \"flowctl switch help\" lists them\n");
}

/* What is a port's own is no setting of a profile. */
static void a_profile_is_told_its_own_settings(void **state)
{
#define SHARED	"vlan, trunk, native, native_tagged, dot1q_tunnel, customer_vlans, tag_type, "	\
		"translate, pcp, community, state, link_local_forward, mac_limit, learning, "	\
		"flood_unicast, flood_multicast, flood_broadcast, isolated, hairpin, "		\
		"sticky_learning or mac_overflow"
	static const char *const own[] = { "switch", "number", "patch", "profile" };
	char words[64], said[96];
	size_t i;

	(void)state;
	assert_said(run_words("profile unset web bla"), EXIT_WRONG,
		    "flowctl: unknown setting \"bla\"; it can be " SHARED "\n");
	assert_said(run_words("profile set web bla 1"), EXIT_WRONG,
		    "flowctl: unknown setting \"bla\"; it can be " SHARED "\n");
	for (i = 0; i < sizeof(own) / sizeof(*own); i++) {
		snprintf(said, sizeof(said),
			 "flowctl: %s is a port's own; say it with \"flowctl port\"\n", own[i]);
		snprintf(words, sizeof(words), "profile set web %s 1", own[i]);
		assert_said(run_words(words), EXIT_WRONG, said);
		snprintf(words, sizeof(words), "profile unset web %s", own[i]);
		assert_said(run_words(words), EXIT_WRONG, said);
	}
}

static void a_value_in_place_of_a_command_is_recognised(void **state)
{
	static const struct {
		const char *words;
		const char *meant;
	} cases[] = {
		{ "vlan 10", "vlan show 10" },
		{ "vlan lo", "vlan show port lo" },
		{ "fdb 10", "fdb show vlan 10" },
		{ "fdb 2:0:0:0:0:1", "fdb get 2:0:0:0:0:1" },
		{ "fdb lo", "fdb show port lo" },
		{ "neighbour 10", "neighbour show vlan 10" },
		{ "neighbour lo", "neighbour show port lo" },
		{ "port lo", "port show lo" },
		{ "flow lo", "flow show in_port lo" },
	};
	const char *word;
	char said[160];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		word = strchr(cases[i].words, ' ') + 1;
		snprintf(said, sizeof(said),
			 "flowctl: unknown command \"%s\"; did you mean \"%s\"?\n", word,
			 cases[i].meant);
		assert_said(run_words(cases[i].words), EXIT_WRONG, said);
	}
	/* Where it is of no use, it is a word as any other. */
	assert_said(run_words("port 10"), EXIT_WRONG,
		    "flowctl: unknown command \"10\"; \"flowctl port help\" lists them\n");
	assert_said(run_words("switch lo"), EXIT_WRONG,
		    "flowctl: unknown command \"lo\"; \"flowctl switch help\" lists them\n");
}

static void a_namespace_that_is_not_there_is_said_once(void **state)
{
	(void)state;
	assert_said(run_words_in("status", "nowhere", false), EXIT_WRONG,
		    "flowctl: there is no network namespace \"nowhere\"; \"ip netns\" lists them\n");
}

/* Words that are wrong, and what is said of them. */
struct wrong {
	const char *words;
	const char *sentence;
};

static void assert_wrong(const struct wrong *cases, size_t count)
{
	char said[256];
	size_t i;

	for (i = 0; i < count; i++) {
		snprintf(said, sizeof(said), "flowctl: %s\n", cases[i].sentence);
		assert_said(run_words(cases[i].words), EXIT_WRONG, said);
	}
}

#define ASSERT_WRONG(cases)	assert_wrong(cases, sizeof(cases) / sizeof(*cases))

static void commands_of_other_tools_lead_to_ours(void **state)
{
	static const struct wrong cases[] = {
		{ "add-br br0", "unknown object \"add-br\"; did you mean \"switch add NAME\"?" },
		{ "list-br", "unknown object \"list-br\"; did you mean \"switch\"?" },
		{ "fdb/show br0",
		  "unknown object \"fdb/show\"; did you mean \"fdb show switch NAME\"?" },
		{ "show", "unknown object \"show\"; did you mean \"port show\"?" },
		{ "br list", "unknown object \"br\"; did you mean \"switch\"?" },
		{ "fdb append 2:0:0:0:0:1 dev tap1", "unknown command \"append\"; did you mean \"add\"?" },
		{ "set port tap0 tag=10", "the object comes first; did you mean \"port set\"?" },
		{ "list interface", "the object comes first; did you mean \"port list\"?" },
	};

	(void)state;
	ASSERT_WRONG(cases);
}

static void the_name_of_another_tool_may_stand_in_front(void **state)
{
	static const struct wrong cases[] = {
		{ "bridge fdb show", "unknown object \"bridge\"; did you mean \"fdb\"?" },
		{ "bridge link", "unknown object \"bridge\"; did you mean \"port\"?" },
		{ "bridge", "unknown object \"bridge\"; did you mean \"switch\"?" },
		{ "brctl", "unknown object \"brctl\"; did you mean \"switch\"?" },
		{ "brctl show", "unknown object \"show\"; did you mean \"port show\"?" },
		{ "brctl addif br0 tap1",
		  "unknown object \"addif\"; did you mean \"port add DEV switch NAME\"?" },
		{ "brctl elephant", "unknown object \"elephant\"; \"flowctl help\" lists them" },
		{ "ovs-vsctl", "unknown object \"ovs-vsctl\"; did you mean \"switch\"?" },
		{ "ovs-vsctl add-br br0",
		  "unknown object \"add-br\"; did you mean \"switch add NAME\"?" },
		{ "ovs-vsctl set port tap0 tag=10",
		  "the object comes first; did you mean \"port set\"?" },
		{ "ovs-ofctl add-flow br0 actions=drop",
		  "unknown object \"add-flow\"; did you mean \"flow add SWITCH MATCH actions ACTIONS\"?" },
		{ "ovs-appctl fdb/show br0",
		  "unknown object \"fdb/show\"; did you mean \"fdb show switch NAME\"?" },
		{ "ovs-dpctl dump-flows", "unknown object \"dump-flows\"; did you mean \"flow show SWITCH\"?" },
		{ "ovs-vsctl list-br", "unknown object \"ovs-vsctl\"; did you mean \"switch\"?" },
		{ "ovs-vsctl help", "unknown object \"ovs-vsctl\"; did you mean \"switch\"?" },
	};

	(void)state;
	ASSERT_WRONG(cases);
}

static void settings_of_other_tools_lead_to_ours(void **state)
{
	static const struct wrong cases[] = {
		{ "fdb show tag=10", "unknown word \"tag=10\"; did you mean \"vlan 10\"?" },
		{ "port set tap1 access 10", "unknown setting \"access\"; did you mean \"vlan\"?" },
		{ "port set tap1 untagged 10", "unknown setting \"untagged\"; did you mean \"vlan\"?" },
		{ "port set tap1 tagged 10", "unknown setting \"tagged\"; did you mean \"trunk\"?" },
		{ "neighbour show switch=sw0",
		  "unknown word \"switch=sw0\"; did you mean \"switch sw0\"?" },
		{ "port add tap0 switch br0 tag=10",
		  "unknown setting \"tag=10\"; did you mean \"vlan 10\"?" },
		{ "port set eth1 trunks=10,20",
		  "unknown setting \"trunks=10,20\"; did you mean \"trunk 10,20\"?" },
		{ "vlan add vid 10 dev tap0 pvid untagged",
		  "unknown word \"pvid\"; did you mean \"native\"?" },
	};

	(void)state;
	ASSERT_WRONG(cases);
}

static void words_of_bridge_are_taken(void **state)
{
	(void)state;
	assert_operations("vlan add vid 10 dev tap0",
			  "[{\"operation\": \"vlan-add\", \"vlans\": \"10\", "
			  "\"match\": \"tap0\", \"native\": false}]");
	assert_operations("vlan del dev tap0 vid 10 native",
			  "[{\"operation\": \"vlan-del\", \"vlans\": \"10\", "
			  "\"match\": \"tap0\", \"native\": true}]");
}

static void a_value_that_stands_alone_gets_its_word(void **state)
{
	static const struct wrong cases[] = {
		{ "fdb show tap1", "unknown word \"tap1\"; did you mean \"port tap1\" or \"switch tap1\"?" },
		{ "fdb show 10", "unknown word \"10\"; did you mean \"vlan 10\"?" },
		{ "fdb flush 2:0:0:0:0:1",
		  "unknown word \"2:0:0:0:0:1\"; did you mean \"mac 2:0:0:0:0:1\"?" },
		{ "fdb show 10.0.0.1",
		  "unknown word \"10.0.0.1\"; it can be port, dev, vlan, mac, switch, br, static, dynamic, local, sticky or sticky-learned" },
		{ "neighbour show tap1",
		  "unknown word \"tap1\"; did you mean \"port tap1\" or \"switch tap1\"?" },
		{ "neighbour flush 10", "unknown word \"10\"; did you mean \"vlan 10\"?" },
		{ "vlan show tap3",
		  "unknown word \"tap3\"; did you mean \"port tap3\" or \"switch tap3\"?" },
		{ "port set tap1 10", "unknown setting \"10\"; did you mean \"vlan 10\"?" },
		{ "port set tap1 10,20", "unknown setting \"10,20\"; did you mean \"trunk 10,20\"?" },
	};

	(void)state;
	ASSERT_WRONG(cases);
}

static void an_interface_in_the_wrong_place_is_led_to_the_right_one(void **state)
{
	static const struct wrong cases[] = {
		{ "vlan add tap3 10", "unknown word \"tap3\"; did you mean \"port tap3\"?" },
		{ "stats sw0 tap1", "unknown word \"tap1\"; did you mean \"port tap1\"?" },
		{ "drops sw0 dev tap1", "unknown word \"dev\"; did you mean \"port\"?" },
		{ "port show dev tap1", "\"tap1\" was not expected here; say \"port show DEV\"" },
		{ "stats lo", "\"lo\" is no switch; did you mean \"port lo\"?" },
		{ "drops show lo", "\"lo\" is no switch; did you mean \"port lo\"?" },
		{ "port add sw0 lo",
		  "\"lo\" is an interface and no setting; say \"port add DEV switch NAME\"" },
		{ "port set sw0 lo",
		  "\"lo\" is an interface and no setting; say \"port set DEV SETTINGS\"" },
	};

	(void)state;
	ASSERT_WRONG(cases);
}

static void what_is_missing_is_named(void **state)
{
	static const struct wrong cases[] = {
		{ "switch add", "which switch? Its name is missing" },
		{ "switch del", "which switch? Its name is missing" },
		{ "port del", "which port? The interface is missing" },
		{ "vlan add 10", "of which port? Say \"vlan add 10 port DEV\"" },
		{ "vlan del 10 tap0", "of which port? Say \"vlan del 10 port DEV\"" },
		{ "fdb add", "which entry? The MAC address is missing" },
		{ "fdb get", "which entry? The MAC address is missing" },
		{ "fdb add 52:54:00:00:00:01 vlan 10",
		  "behind which port is 52:54:00:00:00:01? Say \"port DEV\", or \"local\" if it is the host's" },
		{ "fdb replace 52:54:00:00:00:01 dynamic",
		  "behind which port is 52:54:00:00:00:01? Say \"port DEV\", or \"local\" if it is the host's" },
		{ "fdb show mac", "\"mac\" needs a value" },
		{ "flow add", "in which switch? Its name is missing" },
		{ "flow flush sw0",
		  "which flows? Say what they match, such as \"table 0\", or \"flow flush sw0 all\"" },
		{ "group add sw0", "which group? Say \"id N\" behind the switch" },
		{ "switch set sw0", "which setting? Say \"switch set sw0 ageing 60\", or another" },
		{ "port set tap0", "which setting? Say \"port set tap0 vlan 10\", or another" },
		{ "profile set web", "which setting? Say \"profile set web vlan 10\", or another" },
		{ "trace", "in which switch? Its name is missing" },
		{ "vlan add", "which VLANs? They are missing" },
		{ "vlan set", "which VLANs? They are missing" },
		{ "vlan set 10", "which setting? Say \"vlan set VIDS ageing 60\", or another" },
	};

	(void)state;
	ASSERT_WRONG(cases);
}

static void what_is_wrong_is_named(void **state)
{
	static const struct wrong cases[] = {
		{ "switch set sw0 flows_max 0",
		  "\"0\" is wrong for flows_max, which takes a number from 1 to 16777216" },
		{ "fdb get 0:0:0:0:0:0", "mac: 0:0:0:0:0:0 is no station's address; write its own" },
		{ "fdb add 52:54:00:00:00:01 dev tap0 static dynamic",
		  "an entry has one kind: it is either static or dynamic" },
		{ "fdb show vlan 4095", "vlan: \"4095\" is no VLAN: they go from 1 to 4094" },
		{ "fdb flush vlan 0", "vlan: \"0\" is no VLAN: they go from 1 to 4094" },
		{ "fdb replace 52:54:00:00:00:01 port tap0 vlan 4096",
		  "vlan: \"4096\" is no VLAN: they go from 1 to 4094" },
		{ "fdb del 52:54", "mac: \"52:54\" is no MAC address; write it as 52:54:00:12:34:56" },
		{ "fdb flush port t\xff" "1", "\"t?1\" is not UTF-8 text; write it in UTF-8" },
		{ "vlan show vlan 10", "unknown word \"vlan\"; it can be VIDS, switch or port" },
		{ "vlan show 4095", "\"4095\" is no VLAN: they go from 1 to 4094" },
	};

	(void)state;
	ASSERT_WRONG(cases);
}

static void what_is_too_much_is_named(void **state)
{
	static const struct wrong cases[] = {
		{ "switch del sw0 sw1", "\"sw1\" was not expected here; say \"switch del NAME\"" },
		{ "port del sw0 tap1", "\"tap1\" was not expected here; say \"port del DEV\"" },
		{ "profile del web db", "\"db\" was not expected here; say \"profile del NAME\"" },
		{ "flow flush sw0 all table 0", "\"table\" was not expected here" },
		{ "config show me", "\"me\" was not expected here" },
		{ "vlan show 10 20", "\"20\" was not expected here" },
		{ "vlan add 10 port tap0 native pvid", "\"pvid\" was not expected here" },
	};

	(void)state;
	ASSERT_WRONG(cases);
}

static void trials_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ "config apply confirm", "confirm takes the seconds in which it is to be confirmed, from 1 to 86400" },
		{ "config apply confirm 0", "confirm takes the seconds in which it is to be confirmed, from 1 to 86400" },
		{ "config apply confirm 60 /no/such", "cannot read /no/such: No such file or directory" },
		{ "config apply confirm 60 confirm 5", "confirm is said twice; say it once" },
		{ "config diff confirm 60", "cannot read confirm: No such file or directory" },
	};

	(void)state;
	ASSERT_WRONG(cases);
}

/* Behind the files, as documented, or where one would write an option. */
static void a_trial_may_be_said_anywhere(void **state)
{
	static const char *const commands[] = {
		"config apply %s confirm 60", "config apply confirm 60 %s",
	};
	char words[128], call[256];
	json_t *json, *wanted;
	size_t i;
	int calls;
	pid_t pid;

	(void)state;
	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		write_batch("[Switch]", 8);
		snprintf(words, sizeof(words), commands[i], batch_path);
		pid = start_daemon("{\"parameters\": {\"changes\": []}}", &calls);
		assert_said(run_words(words), EXIT_DONE, "");
		memset(call, 0, sizeof(call));
		while (read(calls, call + strlen(call), sizeof(call) - 1 - strlen(call)) > 0)
			;
		json = json_loads(call, 0, NULL);
		wanted = json_pack("{s:i, s:[{s:s, s:s}]}", "confirm_s", 60, "files", "name", batch_path,
				   "text", "[Switch]");
		assert_true(json_equal(json_object_get(json, "parameters"), wanted));
		json_decref(wanted);
		json_decref(json);
		stop_daemon(pid, calls);
	}
}

static void what_is_wrong_for_the_kernel_alone(void **state)
{
	(void)state;
	assert_said(run_words_in("port set tap0 switch sw0", NULL, true), EXIT_WRONG,
		    "flowctl: which setting? Say \"port set tap0 vlan 10\", or another\n");
	assert_said(run_words_in("switch set sw0 ageing 60", NULL, true), EXIT_WRONG,
		    "flowctl: ageing and the settings that begin with mac_ are flowd's, so they do not "
		    "go with -k\n");
	assert_said(run_words_in("switch add sw0123456789abcd", NULL, true), EXIT_WRONG,
		    "flowctl: \"sw0123456789abcd\" is too long for an interface: 15 characters at most\n");
	assert_said(run_words_in("switch add sw%d", NULL, true), EXIT_WRONG,
		    "flowctl: \"sw%d\" cannot be an interface's name: no '%' in it\n");
}

static void mistakes_in_files_are_passed_on(void **state)
{
	int calls;
	pid_t pid = start_daemon("{\"error\": \"io.flowswitch.Mistakes\", \"parameters\": "
				 "{\"mistakes\": [\"a.conf:1: one\", \"b.conf:7: two\"]}}", &calls);

	(void)state;
	assert_said(run_words("config check"), EXIT_WRONG, "a.conf:1: one\nb.conf:7: two\n");
	stop_daemon(pid, calls);
}

static void files_that_cannot_be_sent(void **state)
{
	char words[128], said[256], *much = malloc(FLOW_VARLINK_CALL_MAX);

	(void)state;
	snprintf(words, sizeof(words), "config diff %s", batch_path);
	write_batch("[Switch]\nName=\xff\n", 15);
	snprintf(said, sizeof(said), "flowctl: %s is no configuration file: it is not UTF-8 text\n",
		 batch_path);
	assert_said(run_words(words), EXIT_WRONG, said);
	write_batch("a\0b", 3);
	assert_said(run_words(words), EXIT_WRONG, said);
	memset(much, '#', FLOW_VARLINK_CALL_MAX);
	write_batch(much, FLOW_VARLINK_CALL_MAX);
	free(much);
	snprintf(said, sizeof(said), "flowctl: the files are too long to be sent, %zu of 16776192 bytes; "
		 "put them in flowd's own configuration and name none\n",
		 strlen(batch_path) + FLOW_VARLINK_CALL_MAX + 23);
	assert_said(run_words(words), EXIT_WRONG, said);
	assert_said(run_words("config check /no/such"), EXIT_WRONG,
		    "flowctl: cannot read /no/such: No such file or directory\n");
}

static void an_absent_daemon_is_told(void **state)
{
	(void)state;
	assert_said(run_words("fdb"), EXIT_UNREACHABLE,
		    "flowctl: flowd does not run; start it with \"systemctl start flowd\"\n");
	assert_said(run_words("switch add sw0"), EXIT_UNREACHABLE,
		    "flowctl: flowd does not run; start it with \"systemctl start flowd\"\n");
}

static void flowd_is_not_asked_where_it_is_not_meant(void **state)
{
	static const char *const commands[] = {
		"fdb", "fdb flush", "fdb del 52:54:00:00:00:01", "vlan add 10 port tap0",
		"vlan set 10 ageing 60", "vlan unset 10-12",
		"vlan del 10 port tap0 native", "profile del web",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		assert_said(run_words_in(commands[i], NULL, true), EXIT_WRONG,
			    "flowctl: this is flowd's, so it does not go with -k, the kernel alone\n");
	unsetenv(FLOW_VARLINK_SOCKET_VARIABLE);
	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		assert_said(run_words_in(commands[i], "no-such", false), EXIT_UNREACHABLE,
			    "flowctl: no flowd runs for network namespace \"no-such\"; "
			    "start it with \"flowd -n no-such\"\n");
		assert_said(run_words_in(commands[i], "/proc/1/ns/net", false), EXIT_WRONG,
			    "flowctl: \"/proc/1/ns/net\" is no name of a network namespace, by which "
			    "its flowd would be found; set FLOWSWITCH_SOCKET to its socket, or use -k\n");
	}
	setenv(FLOW_VARLINK_SOCKET_VARIABLE, socket_path, 1);
}

static void the_daemons_refusal_is_passed_on(void **state)
{
	int calls;
	pid_t pid = start_daemon("{\"error\": \"io.flowswitch.Refused\", "
				 "\"parameters\": {\"message\": \"there is no switch sw9\"}}", &calls);

	(void)state;
	assert_said(run_words("switch del sw9"), EXIT_REFUSED, "flowctl: there is no switch sw9\n");
	stop_daemon(pid, calls);
}

/* Its switch and VLAN follow from its port, which is not there. */
static void what_is_not_known_of_an_entry_is_not_told(void **state)
{
	FILE *real = stdout;
	char *shown = NULL;
	size_t size;
	int calls;
	pid_t pid = start_daemon("{\"parameters\": {\"entries\": [], \"missing\": [{\"switch\": \"\", "
				 "\"mac\": \"52:54:00:00:00:01\", \"vlan\": 0, \"port\": \"tap0\", "
				 "\"kind\": \"static\", \"problem\": \"no port\"}]}}", &calls);

	(void)state;
	stdout = open_memstream(&shown, &size);
	assert_said(run_with("fdb", (struct context){ .details = true }), EXIT_DONE, "");
	fclose(stdout);
	stdout = real;
	stop_daemon(pid, calls);
	assert_string_equal(shown,
			    "SWITCH VLAN MAC               PORT KIND   AGE MOVES HELD PROBLEM\n"
			    "-         - 52:54:00:00:00:01 tap0 static   -     -    - no port\n");
	free(shown);
}

static void a_batch_is_one_call_and_errors_name_the_line(void **state)
{
	int calls;
	pid_t pid = start_daemon("{\"error\": \"io.flowswitch.Refused\", \"parameters\": "
				 "{\"message\": \"tap0 is in sw1\", \"operation\": 1}}", &calls);
	struct run run = run_batch("# ports\n\nswitch add sw0\n\nport add tap0 switch sw0 # the first\n"
				   "port add tap1 switch sw0\n");
	char expected[128];

	(void)state;
	snprintf(expected, sizeof(expected), "flowctl: %s:5: tap0 is in sw1\n", batch_path);
	assert_said(run, EXIT_REFUSED, expected);
	stop_daemon(pid, calls);
}

static void what_no_line_is_to_blame_for_names_none(void **state)
{
	char expected[256];

	(void)state;
	snprintf(expected, sizeof(expected),
		 "flowctl: %s: flowd does not run; start it with \"systemctl start flowd\"\n",
		 batch_path);
	assert_said(run_batch("switch add sw0\nswitch add sw1\nswitch add sw2\n"), EXIT_UNREACHABLE,
		    expected);
}

static void a_batch_is_text(void **state)
{
	static const char nul[] = "switch add sw0\nswitch add sw1\0 fail_mode drop\n";
	char said[128];

	(void)state;
	snprintf(said, sizeof(said), "flowctl: %s:2: there is a NUL byte in the line; remove it\n",
		 batch_path);
	assert_said(run_batch_of(nul, sizeof(nul) - 1), EXIT_WRONG, said);
}

static void a_batch_is_checked_before_anything_is_done(void **state)
{
	static const struct {
		const char *batch;
		const char *sentence;
	} cases[] = {
		{ "switch add sw0\nport ad tap0\n",
		  "2: unknown command \"ad\"; did you mean \"add\"?" },
		{ "switch add sw0\nflowctl port add tap0 switch sw0\n",
		  "2: a line begins with the object; leave \"flowctl\" out" },
		{ "switch add sw0\n-k port set tap0 vlan 10\n",
		  "2: options are for the whole batch; say \"-k\" before -b" },
		{ "switch add sw0\nconfig save\n",
		  "2: this is carried out at once and cannot be part of a batch" },
		{ "switch add sw0\nswitch show\n", "2: a batch holds only commands that change something" },
		{ "switch add sw0\nflow add sw0 actions drop\n",
		  "2: a batch is either for the kernel (flow, group, table, port set -k) or for flowd "
		  "(switch, port, profile, vlan, fdb, neighbour), not for both" },
		{ "switch add \"sw0\n", "1: a quote is not closed" },
		{ "switch add sw0 flows_max 0\n",
		  "1: \"0\" is wrong for flows_max, which takes a number from 1 to 16777216" },
	};
	char said[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(said, sizeof(said), "flowctl: %s:%s\n", batch_path, cases[i].sentence);
		assert_said(run_batch(cases[i].batch), EXIT_WRONG, said);
	}
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(socket_path, sizeof(socket_path), "%s/socket", directory);
	snprintf(batch_path, sizeof(batch_path), "%s/batch", directory);
	return setenv(FLOW_VARLINK_SOCKET_VARIABLE, socket_path, 1);
}

static int tear_down(void **state)
{
	(void)state;
	unlink(batch_path);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_switches_become_operations),
		cmocka_unit_test(words_of_ports_become_operations),
		cmocka_unit_test(words_of_vlans_become_operations),
		cmocka_unit_test(words_of_stations_become_operations),
		cmocka_unit_test(unknown_words_get_a_suggestion),
		cmocka_unit_test(a_profile_is_told_its_own_settings),
		cmocka_unit_test(a_value_in_place_of_a_command_is_recognised),
		cmocka_unit_test(a_namespace_that_is_not_there_is_said_once),
		cmocka_unit_test(commands_of_other_tools_lead_to_ours),
		cmocka_unit_test(the_name_of_another_tool_may_stand_in_front),
		cmocka_unit_test(settings_of_other_tools_lead_to_ours),
		cmocka_unit_test(words_of_bridge_are_taken),
		cmocka_unit_test(a_value_that_stands_alone_gets_its_word),
		cmocka_unit_test(an_interface_in_the_wrong_place_is_led_to_the_right_one),
		cmocka_unit_test(what_is_missing_is_named),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(what_is_too_much_is_named),
		cmocka_unit_test(trials_that_cannot_be),
		cmocka_unit_test(a_trial_may_be_said_anywhere),
		cmocka_unit_test(what_is_wrong_for_the_kernel_alone),
		cmocka_unit_test(mistakes_in_files_are_passed_on),
		cmocka_unit_test(files_that_cannot_be_sent),
		cmocka_unit_test(an_absent_daemon_is_told),
		cmocka_unit_test(flowd_is_not_asked_where_it_is_not_meant),
		cmocka_unit_test(the_daemons_refusal_is_passed_on),
		cmocka_unit_test(what_is_not_known_of_an_entry_is_not_told),
		cmocka_unit_test(a_batch_is_one_call_and_errors_name_the_line),
		cmocka_unit_test(what_no_line_is_to_blame_for_names_none),
		cmocka_unit_test(a_batch_is_checked_before_anything_is_done),
		cmocka_unit_test(a_batch_is_text),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
