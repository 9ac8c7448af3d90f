// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Wrong values of every setting of every object, in a configuration file, over the
 * control socket and in a command.  Each is refused with the same sentence, which names
 * what is wrong, and changes nothing: neither what is to be, nor what the kernel holds,
 * nor the file that outlives flowd.  flowctl runs in a thread of its own, and is served
 * by flowd's parts in this one, over a datapath in memory.
 */
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

static unsigned int count_lines(const char *text)
{
	unsigned int lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

static void add_netdev(uint32_t ifindex, const char *name, bool is_switch)
{
	struct netdev netdev = { .ifindex = ifindex, .is_switch = is_switch, .has_carrier = true,
				 .mac = { 2, 0xff, 0, 0, 0, ifindex } };

	if (!is_switch)
		fake_netdev_add(&fake, ifindex, name);
	snprintf(netdev.name, sizeof(netdev.name), "%s", name);
	switches_netdev(&it.switches, &netdev, 0);
}

static int start_programs(void **state)
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

static int end_programs(void **state)
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
static char *sentence_of(const char *sentence, enum way way)
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
static char *without_directory(char *text)
{
	const char *prefix = testing_path("");
	char *found;

	while ((found = strstr(text, prefix)))
		memmove(found, found + strlen(prefix), strlen(found + strlen(prefix)) + 1);
	return text;
}

/* All that could have changed; the caller frees it. */
static char *everything(void)
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

static void *run_words(void *data)
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
static char *run_flowctl(char *line, int *status)
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
static void assert_same(char *is, char *wanted, const char *said)
{
	if (strcmp(without_directory(is), without_directory(wanted)))
		fail_msg("\"%s\":\n  is:     %s\n  wanted: %s", said, is, wanted);
	free(is);
	free(wanted);
}

/* "flowd --check" and "flowctl config apply" name the line. */
static void refused_by_file(const struct wrong *wrong, const char *sentence)
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

static void refused_by_socket(const struct wrong *wrong, const char *sentence)
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

static void refused_by_command(const struct wrong *wrong, const char *sentence)
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

static void refused(const struct wrong *wrong)
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

/* What comes before a setting of an object, in each way. */
struct beginning {
	const struct flow_setting *table;
	const char *before[WAYS];
};

static const struct beginning objects[] = {
	{ flow_setting_switch, { "[Switch]\nName=sw9\n",
		"'operation': 'switch-add', 'name': 'sw9'", "switch add sw9" } },
	{ flow_setting_switch, { NULL, "'operation': 'switch-set', 'name': 'sw0'",
		"switch set sw0" } },
	{ flow_setting_vlan, { "[Vlan]\nSwitch=sw0\nVlan=30\n",
		"'operation': 'vlan-set', 'vlan': 30, 'switch': 'sw0'", "vlan set 30 switch sw0" } },
	{ flow_setting_port, { "[Port]\nMatch=x\nSwitch=sw0\n",
		"'operation': 'port-add', 'match': 'x', 'switch': 'sw0'", "port add x switch sw0" } },
	{ flow_setting_port, { NULL, "'operation': 'port-set', 'match': 'eth0'",
		"port set eth0" } },
	{ flow_setting_port, { "[Profile]\nName=db\n",
		"'operation': 'profile-add', 'name': 'db'", "profile add db" } },
	{ flow_setting_port, { NULL, "'operation': 'profile-set', 'name': 'web'",
		"profile set web" } },
	{ flow_setting_static, { "[Fdb]\nMac=2:0:0:0:0:9\nPort=eth1\n",
		"'operation': 'fdb-add', 'mac': '2:0:0:0:0:9', 'port': 'eth1'",
		"fdb add 2:0:0:0:0:9 port eth1" } },
	{ flow_setting_static, { NULL,
		"'operation': 'fdb-replace', 'mac': '2:0:0:0:0:1', 'port': 'eth0'",
		"fdb replace 2:0:0:0:0:1 port eth0" } },
	{ flow_setting_neighbour, { "[Neighbour]\nAddress=10.0.0.9\nMac=2:0:0:0:0:9\n",
		"'operation': 'neighbour-add', 'address': '10.0.0.9', 'mac': '2:0:0:0:0:9'",
		"neighbour add 10.0.0.9 lladdr 2:0:0:0:0:9" } },
};

static bool is_profile(const struct beginning *object)
{
	return strstr(object->before[BY_SOCKET], "profile-");
}

/* @value of a setting, which is @raw JSON or a string there; NULL where it has no words. */
static void refused_value(const struct beginning *object, const struct flow_setting *setting,
			  const char *value, bool raw, const char *sentence)
{
	const char *quote = raw ? "" : "'";
	struct wrong wrong = { .sentence = sentence };
	char *said[WAYS] = { NULL };

	if (object->before[BY_FILE] && *setting->key)
		assert_true(asprintf(&said[BY_FILE], "%s%s=%s\n", object->before[BY_FILE],
				     setting->key, value) > 0);
	if (*setting->json)
		assert_true(asprintf(&said[BY_SOCKET], "{%s, '%s': %s%s%s}",
				     object->before[BY_SOCKET], setting->json, quote, value,
				     quote) > 0);
	if (*setting->word)
		assert_true(asprintf(&said[BY_COMMAND], "%s %s %s", object->before[BY_COMMAND],
				     setting->word, value) > 0);
	memcpy(wrong.said, said, sizeof(said));
	refused(&wrong);
	free(said[BY_FILE]);
	free(said[BY_SOCKET]);
	free(said[BY_COMMAND]);
}

static void wrong_number(const struct beginning *object, const struct flow_setting *setting,
			 const char *value)
{
	char sentence[512];

	snprintf(sentence, sizeof(sentence),
		 "<\"%s\"|%s|\"%s\"> is wrong for <%s|%s|%s>, which takes a number%s%s from %u to %u",
		 value, value, value, setting->key, setting->json, setting->word,
		 setting->unit ? " of " : "", setting->unit ? setting->unit : "", setting->min,
		 setting->max);
	refused_value(object, setting, value, true, sentence);
}

static void wrong_numbers(const struct beginning *object, const struct flow_setting *setting)
{
	static const char *const values[] = {
		"-1", "1.5", "4294967296", "4294967297", "9223372036854775807",
	};
	char beyond[16];
	size_t i;

	if (setting->min)
		wrong_number(object, setting, "0");
	if (setting->max < UINT32_MAX) {
		snprintf(beyond, sizeof(beyond), "%u", setting->max + 1);
		wrong_number(object, setting, beyond);
	}
	for (i = 0; i < sizeof(values) / sizeof(*values); i++)
		wrong_number(object, setting, values[i]);
}

static void wrong_choices(const struct beginning *object, const struct flow_setting *setting)
{
	static const char *const values[] = { "nonsense", "kep", "1x" };
	struct flow_error file, socket, command;
	char sentence[2048];
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(*values); i++) {
		flow_names_unknown(FLOW_NAMES(setting->choices), setting->key, values[i], NULL, &file);
		flow_names_unknown(FLOW_NAMES(setting->choices), setting->json, values[i], NULL,
				   &socket);
		flow_names_unknown(FLOW_NAMES(setting->choices), setting->word, values[i], NULL,
				   &command);
		snprintf(sentence, sizeof(sentence), "<%s|%s|%s>", file.text, socket.text,
			 command.text);
		refused_value(object, setting, values[i], false, sentence);
	}
}

static void wrong_flags(const struct beginning *object, const struct flow_setting *setting)
{
	char sentence[512];

	snprintf(sentence, sizeof(sentence),
		 "\"2\" is wrong for <%s|%s|%s>, which takes <on or off, or yes or no|true or false|on or off, or yes or no>",
		 setting->key, setting->json, setting->word);
	refused_value(object, setting, "2", false, sentence);
}

/* @why: what follows the name. */
static void wrong_vlans(const struct beginning *object, const struct flow_setting *setting,
			const char *value, bool raw, const char *why)
{
	char sentence[512];

	snprintf(sentence, sizeof(sentence), "<%s|%s|%s>: %s", setting->key, setting->json,
		 setting->word, why);
	refused_value(object, setting, value, raw, sentence);
}

/* In JSON, 0 may stand for none. */
static void wrong_vids(const struct beginning *object, const struct flow_setting *setting)
{
	static const char *const values[] = { "0", "4095", "4096", "65546", "-1", "4294967306" };
	struct flow_setting in_words = *setting;
	char why[128];
	size_t i;

	in_words.json = "";
	for (i = 0; i < sizeof(values) / sizeof(*values); i++) {
		snprintf(why, sizeof(why), "<\"%s\"|%s|\"%s\"> is no VLAN: they go from 1 to 4094",
			 values[i], values[i], values[i]);
		wrong_vlans(object, i || setting->min ? setting : &in_words, values[i], true, why);
	}
	wrong_vlans(object, &in_words, "10-20", true,
		    "\"10-20\" is no VLAN: they go from 1 to 4094");
}

static const struct {
	const char *value, *why;
} wrong_lists[] = {
	{ "0", "\"0\" is no VLAN: they go from 1 to 4094" },
	{ "0-10", "\"0\" is no VLAN: they go from 1 to 4094" },
	{ "4095", "\"4095\" is no VLAN: they go from 1 to 4094" },
	{ "10-4096", "\"4096\" is no VLAN: they go from 1 to 4094" },
	{ "65546", "\"65546\" is no VLAN: they go from 1 to 4094" },
	{ "-5", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
	{ "5-", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
	{ "5-6-7", "\"6-7\" is no VLAN: they go from 1 to 4094" },
	{ "10,,20", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
	{ "10,", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
	{ "ten", "\"ten\" is no VLAN: they go from 1 to 4094" },
	{ "30-20", "VLAN range 30-20 is backwards; write 20-30" },
	{ "10,10", "VLAN 10 is given twice; name it once" },
	{ "10,5-15", "VLAN 10 is given twice; name it once" },
};

static void wrong_sets(const struct beginning *object, const struct flow_setting *setting)
{
	size_t i;

	for (i = 0; i < sizeof(wrong_lists) / sizeof(*wrong_lists); i++)
		wrong_vlans(object, setting, wrong_lists[i].value, false, wrong_lists[i].why);
}

static void wrong_translations(const struct beginning *object, const struct flow_setting *setting)
{
	static const struct {
		const char *value, *why;
	} cases[] = {
		{ "10", "\"10\" is no translation; write the VID on the wire and that in the switch, such as 100:10" },
		{ "0:10", "\"0\" is no VLAN: they go from 1 to 4094" },
		{ "100:4095", "\"4095\" is no VLAN: they go from 1 to 4094" },
		{ "100:", "\"\" is no VLAN: they go from 1 to 4094" },
		{ "10:10", "VLAN 10 is translated to itself; leave that out" },
		{ "7:10,8:10", "VLAN 10 has two VIDs on the wire; give it one" },
		{ "7:10,7:20", "VID 7 on the wire is translated twice; give it one VLAN" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		wrong_vlans(object, setting, cases[i].value, false, cases[i].why);
}

/* JSON of another type than the setting's. */
static void wrong_types(const struct beginning *object, const struct flow_setting *setting)
{
	static const char *const values[] = { "[]", "{}", "1.5", "true", "5", "'10'" };
	const bool flag = setting->kind == FLOW_SETTING_FLAG;
	const bool number = setting->kind == FLOW_SETTING_NUMBER ||
			    setting->kind == FLOW_SETTING_VID;
	const char *fits = flag ? "true" : number ? "5" : "'10'";
	struct flow_setting in_json = *setting;
	char sentence[256], takes[96];
	size_t i;

	in_json.key = "";
	in_json.word = "";
	snprintf(takes, sizeof(takes), flag ? "true or false" : "a string");
	if (number)
		snprintf(takes, sizeof(takes), "a number%s%s from %u to %u",
			 setting->unit ? " of " : "", setting->unit ? setting->unit : "",
			 setting->min, setting->max);
	for (i = 0; i < sizeof(values) / sizeof(*values); i++) {
		if (!strcmp(values[i], fits))
			continue;
		snprintf(sentence, sizeof(sentence), "%s is wrong for %s, which takes %s",
			 *values[i] == '\'' ? "\"10\"" : values[i], setting->json, takes);
		refused_value(object, &in_json, values[i], true, sentence);
	}
}

/* The beginning says it already. */
static bool is_said(const struct beginning *object, const struct flow_setting *setting)
{
	char member[32];

	snprintf(member, sizeof(member), "'%s':", setting->json);
	return strstr(object->before[BY_SOCKET], member);
}

static void wrong_values(const struct beginning *object, const struct flow_setting *setting)
{
	switch (setting->kind) {
	case FLOW_SETTING_NUMBER:
		wrong_numbers(object, setting);
		break;
	case FLOW_SETTING_VID:
		wrong_vids(object, setting);
		break;
	case FLOW_SETTING_CHOICE:
		wrong_choices(object, setting);
		break;
	case FLOW_SETTING_FLAG:
		wrong_flags(object, setting);
		break;
	case FLOW_SETTING_VLANS:
		wrong_sets(object, setting);
		break;
	case FLOW_SETTING_TRANSLATIONS:
		wrong_translations(object, setting);
		break;
	case FLOW_SETTING_OTHER:
		break;
	}
	if (*setting->json && !is_said(object, setting))
		wrong_types(object, setting);
}

/* The first row says which object; a profile has no settings of one port alone. */
static void each_setting_of_each_object(void **state)
{
	unsigned int row;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(objects) / sizeof(*objects); i++)
		for (row = 1; objects[i].table[row].json; row++)
			if (!is_profile(&objects[i]) ||
			    (row != FLOW_PORT_NUMBER &&
			     objects[i].table[row].kind != FLOW_SETTING_OTHER))
				wrong_values(&objects[i], &objects[i].table[row]);
}

#define PORT(file, json, words)								\
	{ "[Port]\nMatch=x\nSwitch=sw0\n" file,						\
	  "{'operation': 'port-add', 'match': 'x', 'switch': 'sw0', " json "}",		\
	  "port add x switch sw0 " words }
#define PORT_WORDS(file, words)								\
	{ "[Port]\nMatch=x\nSwitch=sw0\n" file, NULL, "port add x switch sw0 " words }

static void refused_each(const struct wrong *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		refused(&cases[i]);
}

#define REFUSED(cases)	refused_each(cases, sizeof(cases) / sizeof(*cases))

/* Files and commands say with one word what JSON says with mode and VLANs. */
static const struct word_of_vlans {
	const char *before[WAYS];	/* what goes with it */
	const char *key, *word;
	bool list;
} words_of_vlans[] = {
	{ { "", NULL, "" }, "Vlan", "vlan", false },
	{ { "", NULL, "" }, "Trunk", "trunk", true },
	{ { "Trunk=10\n", NULL, "trunk 10" }, "Native", "native", false },
	{ { "Trunk=10\n", NULL, "trunk 10" }, "NativeTagged", "native_tagged", false },
	{ { "", NULL, "" }, "Dot1qTunnel", "dot1q_tunnel", false },
	{ { "Dot1qTunnel=5\n", NULL, "dot1q_tunnel 5" }, "CustomerVlans", "customer_vlans", true },
};

static void vlans_of_ports(void **state)
{
	struct flow_setting setting = { .json = "" };
	struct beginning object = { NULL };
	char file[128], command[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(words_of_vlans) / sizeof(*words_of_vlans); i++) {
		const struct word_of_vlans *word = &words_of_vlans[i];

		setting.key = word->key;
		setting.word = word->word;
		snprintf(file, sizeof(file), "[Port]\nMatch=x\nSwitch=sw0\n%s",
			 word->before[BY_FILE]);
		snprintf(command, sizeof(command), "port add x switch sw0 %s",
			 word->before[BY_COMMAND]);
		object.before[BY_FILE] = file;
		object.before[BY_COMMAND] = command;
		if (word->list)
			wrong_sets(&object, &setting);
		else
			wrong_vids(&object, &setting);
	}
}

/* What is right by itself, but not together. */
static void modes_that_exclude_each_other(void **state)
{
	static const struct wrong cases[] = {
		{ PORT("Trunk=10\nNative=11\n",
		       "'vlan_mode': 'native-untagged', 'vlans': '10', 'pvid': 11",
		       "trunk 10 native 11"),
		  "the native VLAN 11 is none of those of the trunk x; add it to them", 1,
		  EXIT_REFUSED },
		{ PORT("Trunk=10\nNativeTagged=11\n",
		       "'vlan_mode': 'native-tagged', 'vlans': '10', 'pvid': 11",
		       "trunk 10 native_tagged 11"),
		  "the native VLAN 11 is none of those of the trunk x; add it to them", 1,
		  EXIT_REFUSED },
		{ PORT("Vlan=10\nTagType=service\n",
		       "'vlan_mode': 'access', 'pvid': 10, 'tag_type': 'service'",
		       "vlan 10 tag_type service"),
		  "x is no trunk, so it has no tag type; make it one, or leave that out", 1,
		  EXIT_REFUSED },
		{ PORT("Dot1qTunnel=10\nTagType=service\n",
		       "'vlan_mode': 'dot1q-tunnel', 'pvid': 10, 'tag_type': 'service'",
		       "dot1q_tunnel 10 tag_type service"),
		  "x is no trunk, so it has no tag type; make it one, or leave that out", 1,
		  EXIT_REFUSED },
		{ PORT("Vlan=10\nTranslate=20:10\n",
		       "'vlan_mode': 'access', 'pvid': 10, 'translations': '20:10'",
		       "vlan 10 translate 20:10"),
		  "x is no trunk, so it translates no VLANs; make it one, or leave that out", 1,
		  EXIT_REFUSED },
		{ PORT("Trunk=10\nTranslate=10:20\n",
		       "'vlan_mode': 'trunk', 'vlans': '10', 'translations': '10:20'",
		       "trunk 10 translate 10:20"),
		  "x translates 10 to VLAN 20, which is none of its trunk; add it there, or end the translation",
		  1, EXIT_REFUSED },
		{ PORT("Trunk=10,20\nTranslate=10:20\n",
		       "'vlan_mode': 'trunk', 'vlans': '10,20', 'translations': '10:20'",
		       "trunk 10,20 translate 10:20"),
		  "VID 10 on the wire of x would be both VLAN 20 and VLAN 10; translate VLAN 10 too, or take it out of the trunk",
		  1, EXIT_REFUSED },
		{ PORT("Isolated=yes\nCommunity=7\n", "'isolated': true, 'community': 7",
		       "isolated on community 7"),
		  "x is isolated, so it is in no community; leave out one of the two", 1,
		  EXIT_REFUSED },
		{ PORT_WORDS("Vlan=10\nTrunk=20\n", "vlan 10 trunk 20"),
		  "<Trunk: a port has one of Vlan, Trunk and Dot1qTunnel||a port has one of vlan, trunk and dot1q_tunnel>; leave one out",
		  0, 0 },
		{ PORT_WORDS("Trunk=20\nDot1qTunnel=10\n", "trunk 20 dot1q_tunnel 10"),
		  "<Dot1qTunnel: a port has one of Vlan, Trunk and Dot1qTunnel||a port has one of vlan, trunk and dot1q_tunnel>; leave one out",
		  0, 0 },
		{ PORT_WORDS("Vlan=10\nNative=10\n", "vlan 10 native 10"),
		  "<Native||native> is for a trunk; <add Trunk, or write Vlan instead||say \"trunk VIDS native VID\">",
		  1, 0 },
		{ PORT_WORDS("Vlan=10\nCustomerVlans=10\n", "vlan 10 customer_vlans 10"),
		  "<CustomerVlans||customer_vlans> is for a tunnel; <add Dot1qTunnel||say \"dot1q_tunnel VID customer_vlans VIDS\">",
		  1, 0 },
		{ { NULL, "{'operation': 'port-set', 'match': 'eth0', 'pvid': 10}", NULL },
		  "a plain trunk such as eth0 has no native VLAN; its mode is to be native-tagged or native-untagged",
		  0, 0 },
		{ { NULL, "{'operation': 'port-set', 'match': 'eth1', 'vlans': '10'}", NULL },
		  "eth1 is neither trunk nor tunnel, so it has no list of VLANs; make it one, or leave them out",
		  0, 0 },
		{ { NULL, "{'operation': 'port-set', 'match': 'eth1', 'vlan_mode': 'access'}", NULL },
		  "the access port eth1 needs its VLAN; say which", 0, 0 },
		{ { NULL, "{'operation': 'port-set', 'match': 'eth1', 'vlan_mode': 'none', 'pvid': 3}",
		    NULL },
		  "eth1 has no VLAN mode, so it cannot be in VLAN 3; give it one", 0, 0 },
	};

	(void)state;
	REFUSED(cases);
}

#define MATCH(match)	{ "[Port]\nSwitch=sw0\nMatch=" match "\n",			\
			  "{'operation': 'port-add', 'match': '" match "', 'switch': 'sw0'}",	\
			  "port add '" match "' switch sw0" }

static void ports_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ MATCH("lo"), "the loopback interface \"lo\" cannot be a port; name another", 1,
		  EXIT_REFUSED },
		{ MATCH("sw1"), "\"sw1\" is a switch, which cannot be a port of another; name another",
		  1, EXIT_REFUSED },
		{ MATCH("s*"), "the pattern \"s*\" matches the switch \"sw0\", which it cannot hold for; write one that does not match it",
		  1, EXIT_REFUSED },
		{ MATCH("tap["), "the pattern \"tap[\" has a [ without its ]; add it", 1,
		  EXIT_REFUSED },
		{ MATCH("a/b"), "\"a/b\" cannot be an interface's name: no '/' in it", 1,
		  EXIT_REFUSED },
		{ MATCH("0123456789abcdef"),
		  "\"0123456789abcdef\" is too long for an interface: 15 characters at most", 1,
		  EXIT_REFUSED },
		{ MATCH("mac:5254"),
		  "<Match|match|match>: \"5254\" is no MAC address; write it as 52:54:00:12:34:56",
		  3, EXIT_REFUSED },
		{ MATCH("mac:01:00:5e:00:00:01"),
		  "<Match|match|match>: 01:00:5e:00:00:01 is a multicast address, which no station has; write the station's own",
		  3, EXIT_REFUSED },
		{ MATCH("mac:0:0:0:0:0:0"),
		  "<Match|match|match>: 0:0:0:0:0:0 is no station's address; write its own", 3,
		  EXIT_REFUSED },
		{ MATCH("alias:"), "which alias? It is missing behind \"alias:\"", 1, EXIT_REFUSED },
		{ MATCH("eth0"),
		  "there is a policy for \"eth0\" already<, in wrong.conf:13; keep one of them|; change it with port set|; change it with port set>",
		  1, EXIT_REFUSED },
		{ { "[Port]\nMatch=x\nSwitch=sw9\n",
		    "{'operation': 'port-add', 'match': 'x', 'switch': 'sw9'}", "port add x switch sw9" },
		  "there is no switch \"sw9\" for x; add it first", 1, EXIT_REFUSED },
		{ { "[Port]\nMatch=x\n", "{'operation': 'port-add', 'match': 'x'}", "port add x" },
		  "in which switch is x? Its switch can be sw0 or sw1; say which", 1, EXIT_REFUSED },
		{ PORT("Profile=db\n", "'profile': 'db'", "profile db"),
		  "there is no profile \"db\" for x; add it first", 1, EXIT_REFUSED },
		{ PORT("Number=5\n", "'number': 5", "number 5"),
		  "the number 5 is eth1's in switch \"sw0\" already, in <wrong|flowd|flowd>.conf:17; choose another",
		  1, EXIT_REFUSED },
		{ { "[Port]\nMatch=sw0\nSwitch=sw0\nNumber=3\n",
		    "{'operation': 'port-add', 'match': 'sw0', 'switch': 'sw0', 'number': 3}",
		    "port add sw0 switch sw0 number 3" },
		  "\"sw0\" is the switch itself, whose port number is always 0; leave that out", 1,
		  EXIT_REFUSED },
		{ { "[Port]\nMatch=v*\nSwitch=sw0\nNumber=3\n",
		    "{'operation': 'port-add', 'match': 'v*', 'switch': 'sw0', 'number': 3}",
		    "port add v* switch sw0 number 3" },
		  "the pattern v* cannot have a port number: a number is for one port", 1,
		  EXIT_REFUSED },
		{ PORT("Patch=x\n", "'patch': 'x'", "patch x"),
		  "x cannot be patched to itself; name another interface", 1, EXIT_REFUSED },
		{ PORT("Patch=sw1\n", "'patch': 'sw1'", "patch sw1"),
		  "the patch of x: \"sw1\" is a switch; give the end of the patch another name", 1,
		  EXIT_REFUSED },
		{ { NULL, "{'operation': 'port-set', 'match': 'nosuch', 'pcp': '3'}",
		    "port set nosuch pcp 3" },
		  "there is no policy for \"nosuch\"; add it first", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'port-del', 'match': 'nosuch'}", "port del nosuch" },
		  "flowd has no policy for \"nosuch\"; \"flowctl config show\" lists what it has", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'vlan-add', 'match': 'nosuch', 'vlans': '5'}",
		    "vlan add 5 port nosuch" },
		  "there is no policy for \"nosuch\"; add it first", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'port-set', 'match': 'tap1', 'pcp': '3'}",
		    "port set tap1 pcp 3" },
		  "tap1 has no policy of its own, \"tap*\" holds for it; change that, or give it one: port add tap1 switch sw0 ...",
		  0, EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

#define ENTRY(file, json, words)							\
	{ "[Fdb]\n" file, "{'operation': 'fdb-add', " json "}", "fdb add " words }

static void entries_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ ENTRY("Port=eth1\nMac=5254\n", "'mac': '5254', 'port': 'eth1'", "5254 port eth1"),
		  "<Mac|mac|mac>: \"5254\" is no MAC address; write it as 52:54:00:12:34:56", 0, 0 },
		{ ENTRY("Port=eth1\nMac=01:00:5e:00:00:01\n",
			"'mac': '01:00:5e:00:00:01', 'port': 'eth1'", "01:00:5e:00:00:01 port eth1"),
		  "<Mac|mac|mac>: 01:00:5e:00:00:01 is a multicast address, which no station has; write the station's own",
		  0, 0 },
		{ ENTRY("Port=eth1\nMac=ff:ff:ff:ff:ff:ff\n",
			"'mac': 'ff:ff:ff:ff:ff:ff', 'port': 'eth1'", "ff:ff:ff:ff:ff:ff port eth1"),
		  "<Mac|mac|mac>: ff:ff:ff:ff:ff:ff is a multicast address, which no station has; write the station's own",
		  0, 0 },
		{ ENTRY("Port=eth1\nMac=0:0:0:0:0:0\n", "'mac': '0:0:0:0:0:0', 'port': 'eth1'",
			"0:0:0:0:0:0 port eth1"),
		  "<Mac|mac|mac>: 0:0:0:0:0:0 is no station's address; write its own", 0, 0 },
		{ ENTRY("Mac=02:00:00:00:00:09\n", "'mac': '02:00:00:00:00:09'", "02:00:00:00:00:09"),
		  "behind which port is 02:00:00:00:00:09? <Port is missing|Port is missing|Say \"port DEV\", or \"local\" if it is the host's>",
		  1, 0 },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=tap*\n", "'mac': '2:0:0:0:0:9', 'port': 'tap*'",
			"2:0:0:0:0:9 port tap*"),
		  "\"tap*\" is a pattern: 02:00:00:00:00:09 needs the name of one port", 1,
		  EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nVlan=30\n",
			"'mac': '2:0:0:0:0:9', 'port': 'eth1', 'vlan': 30",
			"2:0:0:0:0:9 port eth1 vlan 30"),
		  "02:00:00:00:00:09 cannot be in VLAN 30: its port eth1 does not carry that; name one that it does",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nSwitch=sw1\n",
			"'mac': '2:0:0:0:0:9', 'port': 'eth1', 'switch': 'sw1'",
			"2:0:0:0:0:9 port eth1 switch sw1"),
		  "02:00:00:00:00:09 cannot be in switch \"sw1\": its port eth1 is one of \"sw0\"; name that",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nSwitch=sw9\n",
			"'mac': '2:0:0:0:0:9', 'port': 'eth1', 'switch': 'sw9'",
			"2:0:0:0:0:9 port eth1 switch sw9"),
		  "there is no switch \"sw9\" for 02:00:00:00:00:09; add it first", 1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth0\n", "'mac': '2:0:0:0:0:9', 'port': 'eth0'",
			"2:0:0:0:0:9 port eth0"),
		  "in which VLAN is 02:00:00:00:00:09? Vlan is missing, and the trunk eth0 has no native one",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nKind=local\n",
			"'mac': '2:0:0:0:0:9', 'port': 'eth1', 'kind': 'local'",
			"2:0:0:0:0:9 port eth1 local"),
		  "02:00:00:00:00:09 is local, so it is behind the switch itself, not behind eth1; leave the port out",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nKind=sticky-learned\n",
			"'mac': '2:0:0:0:0:9', 'port': 'eth1', 'kind': 'sticky-learned'",
			"2:0:0:0:0:9 port eth1 sticky-learned"),
		  "02:00:00:00:00:09 cannot be sticky-learned in a configuration, as such an entry is learned; make it sticky",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:1\nPort=eth0\nVlan=20\nSwitch=sw0\n",
			"'mac': '2:0:0:0:0:1', 'port': 'eth0', 'vlan': 20, 'switch': 'sw0'",
			"2:0:0:0:0:1 port eth0 vlan 20 switch sw0"),
		  "there is a static entry 02:00:00:00:00:01 already<, in wrong.conf:26; keep one of them|; change it with fdb replace|; change it with fdb replace>",
		  1, EXIT_REFUSED },
		{ ENTRY("Mac=2:0:0:0:0:9\nPort=eth1\nKind=dynamic\n",
			"'mac': '2:0:0:0:0:9', 'port': 'port9', 'kind': 'dynamic'",
			"2:0:0:0:0:9 port port9 dynamic"),
		  "<02:00:00:00:00:09 cannot be dynamic in a configuration, as such an entry is learned|\"port9\" is no port now, and a dynamic entry is for one that is|\"port9\" is no port now, and a dynamic entry is for one that is>; make it static",
		  1, EXIT_REFUSED },
		{ { NULL,
		    "{'operation': 'fdb-add', 'mac': '2:0:0:0:0:9', 'port': 'eth1', 'vlan': 30, 'kind': 'dynamic'}",
		    "fdb add 2:0:0:0:0:9 port eth1 vlan 30 dynamic" },
		  "02:00:00:00:00:09 cannot be in VLAN 30: its port eth1 does not carry that; name one that it does",
		  0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'fdb-flush', 'port': 'eth9'}", "fdb flush port eth9" },
		  "\"eth9\" is no port of a switch, and no policy names it; name one that there is", 0,
		  EXIT_REFUSED },
		{ { NULL, "{'operation': 'fdb-flush', 'switch': 'sw9'}", "fdb flush switch sw9" },
		  "there is no switch \"sw9\"; name one that there is", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'fdb-flush', 'vlan': 4095}", "fdb flush vlan 4095" },
		  "vlan: <|4095|\"4095\"> is no VLAN: they go from 1 to 4094", 0, 0 },
		{ { NULL, NULL, "fdb show vlan 4096" },
		  "vlan: \"4096\" is no VLAN: they go from 1 to 4094", 0, 0 },
		{ { NULL, NULL, "fdb add 2:0:0:0:0:9 port eth1 static local" },
		  "an entry has one kind: it is either static or local", 0, 0 },
		{ { NULL, NULL, "fdb add 2:0:0:0:0:9 port eth1 port eth0" },
		  "port is said twice; say it once", 0, 0 },
	};

	(void)state;
	REFUSED(cases);
}

#define NEIGHBOUR(file, json, words)							\
	{ "[Neighbour]\n" file, "{'operation': 'neighbour-add', " json "}", "neighbour add " words }

static void neighbours_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
		{ NEIGHBOUR("Address=10.0.0\n", "'address': '10.0.0'", "10.0.0"),
		  "<Address|address|address>: \"10.0.0\" is no address; write it as 192.0.2.1 or 2001:db8::1",
		  0, EXIT_REFUSED },
		{ NEIGHBOUR("Address=224.0.0.1\n", "'address': '224.0.0.1'", "224.0.0.1"),
		  "<Address|address|address>: 224.0.0.1 is the address of no single host; name one that is",
		  0, EXIT_REFUSED },
		{ NEIGHBOUR("Address=10.0.0.9\nMac=01:00:5e:00:00:01\n",
			    "'address': '10.0.0.9', 'mac': '01:00:5e:00:00:01'",
			    "10.0.0.9 lladdr 01:00:5e:00:00:01"),
		  "<Mac|mac|lladdr>: 01:00:5e:00:00:01 is a multicast address, which no station has; write the station's own",
		  0, 0 },
		{ NEIGHBOUR("Address=10.0.0.9\nMac=0:0:0:0:0:0\n",
			    "'address': '10.0.0.9', 'mac': '0:0:0:0:0:0'",
			    "10.0.0.9 lladdr 0:0:0:0:0:0"),
		  "<Mac|mac|lladdr>: 0:0:0:0:0:0 is no station's address; write its own", 0, 0 },
		{ NEIGHBOUR("Address=10.0.0.9\nMac=2:0:0:0:0:9\nVlan=10\nSwitch=sw9\n",
			    "'address': '10.0.0.9', 'mac': '2:0:0:0:0:9', 'vlan': 10, 'switch': 'sw9'",
			    "10.0.0.9 lladdr 2:0:0:0:0:9 vlan 10 switch sw9"),
		  "there is no switch \"sw9\" for 10.0.0.9; add it first", 1, EXIT_REFUSED },
		{ NEIGHBOUR("Address=10.0.0.9\nMac=2:0:0:0:0:9\nSwitch=sw0\n",
			    "'address': '10.0.0.9', 'mac': '2:0:0:0:0:9', 'switch': 'sw0'",
			    "10.0.0.9 lladdr 2:0:0:0:0:9 switch sw0"),
		  "10.0.0.9 needs a VLAN; name the one that it is in", 1, EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

static void switches_vlans_and_profiles_that_cannot_be(void **state)
{
	static const struct wrong cases[] = {
#define SWITCH(name)	{ "[Switch]\nName=" name "\n",					\
			  "{'operation': 'switch-add', 'name': '" name "'}", "switch add '" name "'" }
		{ SWITCH("a/b"),
		  "<Name|name|name>: \"a/b\" cannot be an interface's name: no '/' in it", 2,
		  EXIT_REFUSED },
		{ SWITCH("0123456789abcdef"),
		  "<Name|name|name>: \"0123456789abcdef\" is too long for an interface: 15 characters at most",
		  2, EXIT_REFUSED },
		{ SWITCH("x*"), "\"x*\" is a pattern: a switch needs a name", 1, EXIT_REFUSED },
		{ SWITCH("lo"), "\"lo\" is the loopback interface; give the switch another name", 1,
		  EXIT_REFUSED },
		{ SWITCH("sw0"),
		  "there is a switch \"sw0\" already<, in wrong.conf:1; keep one of them|; change it with switch set|; change it with switch set>",
		  1, EXIT_REFUSED },
		{ { "[Switch]\nAgeing=5\n", "{'operation': 'switch-add', 'ageing_s': 5}",
		    "switch add" },
		  "<the section has no Name; add it|which switch? Its name is missing|which switch? Its name is missing>",
		  1, 0 },
		{ { NULL, "{'operation': 'switch-set', 'name': 'sw9', 'ageing_s': 5}",
		    "switch set sw9 ageing 5" },
		  "there is no switch \"sw9\"; add it first", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'switch-set', 'name': 'sw0', 'ageing_s': 1, 'agein_s': 2}",
		    "switch set sw0 ageing 1 agein 2" },
		  "unknown setting \"<|agein_s|agein>\"; did you mean \"<|ageing_s|ageing>\"?", 0, 0 },
		{ { "[Switch]\nName=sw9\nAgeing=1\nAgeing=2\n",
		    "{'operation': 'switch-add', 'name': 'sw9', 'ageing_s': 1, 'ageing_s': 2}",
		    "switch add sw9 ageing 1 ageing 2" },
		  "<Ageing is in this section already; each object has a section of its own|the message is no call: duplicate object key near '\"ageing_s\"'; say it once|ageing is said twice; say it once>",
		  0, 0 },
		{ { "[Vlan]\nVlan=30\nSwitch=sw9\n",
		    "{'operation': 'vlan-set', 'vlan': 30, 'switch': 'sw9', 'ageing_s': 5}",
		    "vlan set 30 switch sw9 ageing 5" },
		  "there is no switch \"sw9\" for VLAN 30; add it first", 1, EXIT_REFUSED },
		{ { "[Vlan]\nSwitch=sw0\nVlan=none\n", NULL, "vlan set none switch sw0 ageing 5" },
		  "<Vlan: ||>\"none\" names no VLAN; write a list such as 10,20-29", 1, 0 },
		{ { NULL, "{'operation': 'vlan-unset', 'vlan': 30, 'switch': 'sw0'}",
		    "vlan unset 30 switch sw0" },
		  "flowd has no setting of VLAN 30 in switch \"sw0\"; \"flowctl config show\" lists what it has", 0, EXIT_REFUSED },
		{ { "[Vlan]\nSwitch=sw0\nVlan=19-21\n", NULL, NULL },
		  "there is VLAN 20 of switch \"sw0\" already, in wrong.conf:5; keep one of them", 1, 0 },
		{ { NULL, "{'operation': 'vlan-set', 'vlan': 0}", "vlan set 0 ageing 5" },
		  "<|vlan: 0|\"0\"> is no VLAN: they go from 1 to 4094", 0, 0 },
		{ { NULL, "{'operation': 'vlan-set', 'vlan': 4095}", "vlan set 4095 ageing 5" },
		  "<|vlan: 4095|\"4095\"> is no VLAN: they go from 1 to 4094", 0, 0 },
		{ { NULL, "{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '30-20'}",
		    "vlan add 30-20 port eth0" },
		  "VLAN range 30-20 is backwards; write 20-30", 0, 0 },
		{ { NULL, "{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '30,31', 'native': true}",
		    "vlan add 30,31 port eth0 native" },
		  "one VLAN can be native, not \"30,31\"; name that one", 0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'vlan-add', 'match': 'eth0', 'vlans': 30}", NULL },
		  "30 is wrong for vlans, which takes a string", 0, 0 },
		{ { NULL, "{'operation': 'vlan-add', 'match': 'eth0', 'vlans': '30', 'native': 1}", NULL },
		  "1 is wrong for native, which takes true or false", 0, 0 },
		{ { NULL, "{'operation': 'vlan-del', 'match': 'eth0', 'vlans': '10-11'}",
		    "vlan del 10-11 port eth0" },
		  "eth0 does not carry VLAN 11; leave it out", 0, EXIT_REFUSED },
		{ { "[Profile]\nName=a:b\n", "{'operation': 'profile-add', 'name': 'a:b'}",
		    "profile add a:b" },
		  "\"a:b\" cannot be a profile's name, which is of letters, digits, - _ and .", 1,
		  EXIT_REFUSED },
		{ { "[Profile]\nName=none\n", "{'operation': 'profile-add', 'name': 'none'}",
		    "profile add none" },
		  "\"none\" stands for no profile; give it another name", 1, EXIT_REFUSED },
		{ { "[Profile]\nName=web\n", "{'operation': 'profile-add', 'name': 'web'}",
		    "profile add web" },
		  "there is a profile \"web\" already<, in wrong.conf:9; keep one of them|; change it with profile set|; change it with profile set>",
		  1, EXIT_REFUSED },
		{ { "[Profile]\nName=db\nNumber=7\n",
		    "{'operation': 'profile-add', 'name': 'db', 'number': 7}", "profile add db number 7" },
		  "<Number|number|number> is a port's own; say it <in its section [Port]|in its policy|with \"flowctl port\">",
		  0, 0 },
		{ { NULL, "{'operation': 'profile-set', 'name': 'web', 'community': 4}",
		    "profile set web community 4" },
		  "tap*, which uses the profile \"web\": tap* is isolated, so it is in no community; leave out one of the two",
		  0, EXIT_REFUSED },
		{ { NULL, "{'operation': 'profile-del', 'name': 'web'}", "profile del web" },
		  "profile \"web\" is configured in flowd.conf:9; remove it there", 0, EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

/* Nothing that somebody writes makes a second line, or takes a sentence away. */
static void what_cannot_be_printed(void **state)
{
	static const struct wrong cases[] = {
		{ { "[Switch]\nName=a\033[2Jb\n", "{'operation': 'switch-add', 'name': 'a\\u001b[2Jb'}",
		    "switch add a\033[2Jb" },
		  "<Name|name|name>: \"a?[2Jb\" cannot be an interface's name: no '?' in it", 2,
		  EXIT_REFUSED },
		{ { NULL, "{'operation': 'switch-add', 'name': 'a\\nflowd: all is well'}", NULL },
		  "name: \"a?flowd: all is well\" is too long for an interface: 15 characters at most",
		  0, 0 },
		{ MATCH("xéééééééééééééééééééééééééééééééé"),
		  "<Match|match|match>: \"xééééééééééééééé?\" is too long: 63 characters at most", 3,
		  EXIT_REFUSED },
	};

	(void)state;
	REFUSED(cases);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start_programs, end_programs)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_setting_of_each_object),
		TEST(vlans_of_ports),
		TEST(modes_that_exclude_each_other),
		TEST(ports_that_cannot_be),
		TEST(entries_that_cannot_be),
		TEST(neighbours_that_cannot_be),
		TEST(switches_vlans_and_profiles_that_cannot_be),
		TEST(what_cannot_be_printed),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
