// SPDX-License-Identifier: GPL-2.0-or-later
/* What was applied is kept in a file, and nothing of it is lost by a failure. */
#include "flowd_testing.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include "../flowd/intent_json.h"
#include "../flowd/state.h"

#define REMEDY											\
	"no port of it is taken out as long as it is kept there: mend it and move it back, or "	\
	"apply all of it anew and remove it, and then reload flowd"

/* Trunks first, and then one each of other kinds. */
static struct intent_port sample_port(unsigned int nth)
{
	struct intent_port port;

	intent_port_init(&port);
	snprintf(port.match, sizeof(port.match), "tap%u", nth);
	strcpy(port.switch_name, "sw0");
	if (nth == 2)	/* as by default */
		return port;
	if (nth == 3) {
		port.settings.vlan_mode = FLOWDP_VLAN_MODE_ACCESS;
		port.settings.pvid = 10;
		port.settings.flags = FLOWDP_PORT_F_ISOLATED;
		port.settings.state = FLOWDP_PORT_STATE_DISABLED;
		port.number = 7;
		port.mac_limit = 8;
		port.sticky_learning = true;
		return port;
	}
	port.settings.vlan_mode = FLOWDP_VLAN_MODE_TRUNK;
	flow_vlan_add(port.settings.vlans, 10);
	flow_vlan_add(port.settings.vlans, 4094);
	if (nth == 4) {
		port.settings.vlan_mode = FLOWDP_VLAN_MODE_NATIVE_UNTAGGED;
		port.settings.pvid = 10;
		port.settings.tag_type = FLOWDP_TAG_TYPE_SERVICE;
		port.settings.pcp = 3;
		flow_translations_add(&port.settings.translations, "20:4094", NULL);
	}
	return port;
}

static struct intent sample(unsigned int ports)
{
	struct intent_static fixed = { .switch_name = "sw1", .port = "tap0", .vid = 10,
				       .mac = { 2, 0, 0, 0, 0, 1 } };
	struct intent_neighbour neighbour = { .switch_name = "sw1", .vid = 10,
					      .address = { AF_INET6, { 0xfe, 0x80, [15] = 1 } },
					      .mac = { 2, 0, 0, 0, 0, 1 } };
	struct intent intent = { 0 };
	struct intent_switch object;
	struct intent_vlan vlan;
	struct intent_port port;
	unsigned int i;

	intent_switch_init(&object);
	strcpy(object.name, "sw1");
	object.ageing = 5;
	assert_int_equal(intent_put_switch(&intent, &object), 0);
	assert_int_equal(intent_put_static(&intent, &fixed), 0);
	assert_int_equal(intent_put_neighbour(&intent, &neighbour), 0);
	intent_vlan_init(&vlan);
	strcpy(vlan.switch_name, "sw0");	/* which a file may configure */
	vlan.vid = 10;
	assert_int_equal(intent_put_vlan(&intent, &vlan), 0);
	vlan.vid = 11;
	vlan.has_ageing = true;
	vlan.mac_limit = 4;
	vlan.flags = 0;
	assert_int_equal(intent_put_vlan(&intent, &vlan), 0);
	for (i = 0; i < ports; i++) {
		port = sample_port(i);
		assert_int_equal(intent_put_port(&intent, &port), 0);
	}
	return intent;
}

static void assert_same(const struct intent *a, const struct intent *b)
{
	size_t i;

	assert_int_equal(a->switches_count, b->switches_count);
	assert_int_equal(a->vlans_count, b->vlans_count);
	assert_int_equal(a->ports_count, b->ports_count);
	assert_int_equal(a->statics_count, b->statics_count);
	assert_int_equal(a->neighbours_count, b->neighbours_count);
	for (i = 0; i < a->switches_count; i++)
		testing_assert_same(a->switches[i], b->switches[i]);
	for (i = 0; i < a->vlans_count; i++)
		testing_assert_same(a->vlans[i], b->vlans[i]);
	for (i = 0; i < a->ports_count; i++)
		testing_assert_same(a->ports[i], b->ports[i]);
	for (i = 0; i < a->statics_count; i++)
		testing_assert_same(a->statics[i], b->statics[i]);
	for (i = 0; i < a->neighbours_count; i++)
		testing_assert_same(a->neighbours[i], b->neighbours[i]);
}

static void save(const char *name, unsigned int ports)
{
	struct intent intent = sample(ports);
	struct flow_error error = { "" };

	assert_int_equal(state_save(testing_path(name), &intent, &error), 0);
	intent_clear(&intent);
}

static void assert_saved(const char *name, unsigned int ports)
{
	struct intent intent = sample(ports), again = { 0 };
	bool lost = true;

	assert_int_equal(state_load(testing_path(name), &again, &lost), 0);
	assert_false(lost);
	assert_same(&intent, &again);
	intent_clear(&intent);
	intent_clear(&again);
}

static void what_is_saved_comes_back(void **state)
{
	struct intent nothing = { 0 }, again = { 0 };
	struct stat status;
	bool lost = true;

	(void)state;
	assert_int_equal(state_load(testing_path("state/intent.json"), &again, &lost), 0);
	assert_false(lost);
	assert_int_equal(again.switches_count + again.ports_count + again.statics_count, 0);
	save("state/intent.json", 3);	/* the directory is made */
	assert_saved("state/intent.json", 3);
	assert_int_equal(stat(testing_path("state/intent.json"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(stat(testing_path("state"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
	save("state/intent.json", 1000);
	assert_saved("state/intent.json", 1000);
	assert_int_equal(state_save(testing_path("state/intent.json"), &nothing, NULL), 0);
	assert_int_equal(state_load(testing_path("state/intent.json"), &again, &lost), 0);
	assert_same(&nothing, &again);
}

/* Whatever is left of a file, it is loaded whole or put aside as it is. */
static void a_damaged_file_is_put_aside(const char *text, const char *why)
{
	struct intent intent = { 0 };
	char expected[1024], *aside;
	bool lost = false;

	testing_write("damaged.json", text);
	testing_log_clear();
	assert_int_equal(state_load(testing_path("damaged.json"), &intent, &lost), 0);
	assert_true(lost);
	assert_int_equal(intent.switches_count + intent.ports_count + intent.statics_count, 0);
	aside = testing_read("damaged.json.damaged");
	assert_non_null(aside);
	assert_string_equal(aside, text);
	free(aside);
	assert_int_not_equal(access(testing_path("damaged.json"), F_OK), 0);
	snprintf(expected, sizeof(expected),
		 "<3>%s is damaged (%s): kept as %s; " REMEDY "\n",
		 testing_path("damaged.json"), why, testing_path("damaged.json.damaged"));
	if (why)
		assert_string_equal(testing_log, expected);
	assert_int_equal(state_load(testing_path("damaged.json"), &intent, &lost), 0);
	assert_true(lost);	/* still */
	unlink(testing_path("damaged.json.damaged"));
	assert_int_equal(state_load(testing_path("damaged.json"), &intent, &lost), 0);
	assert_false(lost);
	intent_clear(&intent);
}

static void what_cannot_be_read_stays_where_it_is(void **state)
{
	struct intent intent = { 0 };
	bool lost;

	(void)state;
	mkdir(testing_path("directory"), 0700);
	assert_int_equal(state_load(testing_path("directory"), &intent, &lost), -EISDIR);
	assert_false(lost);
	assert_int_equal(rmdir(testing_path("directory")), 0);
}

static void a_file_that_is_cut_short(void **state)
{
	char *whole;
	size_t length;

	(void)state;
	save("intent.json", 1);
	whole = testing_read("intent.json");
	for (length = strlen(whole) - 2; length; length--) {
		whole[length] = '\0';
		a_damaged_file_is_put_aside(whole, NULL);
	}
	a_damaged_file_is_put_aside("", NULL);
	free(whole);
}

static void a_file_that_says_what_cannot_be(void **state)
{
	(void)state;
	a_damaged_file_is_put_aside("{}", "it is not of format 1");
	a_damaged_file_is_put_aside("[]", "it is not of format 1");
	a_damaged_file_is_put_aside("{\"format\": 2, \"switches\": [], \"ports\": [], \"fdb\": []}",
				    "it is not of format 1");
	a_damaged_file_is_put_aside("{\"format\": 1, \"switches\": [], \"ports\": []}",
				    "there is no list \"fdb\"");
	a_damaged_file_is_put_aside("{\"format\": 1, \"switches\": [{\"name\": \"a/b\"}], "
				    "\"ports\": [], \"fdb\": []}",
				    "name: \"a/b\" cannot be an interface's name: no '/' in it");
	a_damaged_file_is_put_aside("{\"format\": 1, \"switches\": [{\"name\": \"sw1\"}], "
				    "\"ports\": [{\"pvid\": -1}], \"fdb\": []}", "pvid: -1 is no VLAN: they go from 1 to 4094");
	a_damaged_file_is_put_aside("{\"format\": 1, \"switches\": [], \"ports\": [], "
				    "\"fdb\": [{\"mac\": \"x\"}]}",
				    "mac: \"x\" is no MAC address; write it as 52:54:00:12:34:56");
	a_damaged_file_is_put_aside("{\"format\": 1, \"format\": 1}",
				    "line 1: duplicate object key near '\"format\"'");
}

static void a_save_that_fails(const char *why)
{
	struct intent intent = sample(900);
	struct flow_error error = { "" };
	char expected[512];

	assert_true(state_save(testing_path("intent.json"), &intent, &error) < 0);
	snprintf(expected, sizeof(expected), "cannot write %s: %s", testing_path("intent.json"),
		 why);
	assert_string_equal(error.text, expected);
	intent_clear(&intent);
	assert_saved("intent.json", 2);
}

static void nothing_is_lost_when_the_disk_is_full(void **state)
{
	const struct rlimit little = { .rlim_cur = 10000, .rlim_max = RLIM_INFINITY };
	const struct rlimit plenty = { .rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY };

	(void)state;
	save("intent.json", 2);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	a_save_that_fails("File too large");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &plenty), 0);
	assert_int_not_equal(access(testing_path("intent.json.new"), F_OK), 0);
	save("intent.json", 900);
	assert_saved("intent.json", 900);
}

static void nothing_is_lost_when_a_file_cannot_be_made(void **state)
{
	(void)state;
	save("intent.json", 2);
	assert_int_equal(mkdir(testing_path("intent.json.new"), 0700), 0);
	a_save_that_fails("Is a directory");
	assert_int_equal(rmdir(testing_path("intent.json.new")), 0);
	/* What is left of a save that was cut short does not matter. */
	testing_write("intent.json.new", "{\"format\"");
	assert_saved("intent.json", 2);
	save("intent.json", 3);
	assert_saved("intent.json", 3);
}

/* The rate had no unit in its name once. */
static void a_file_of_an_earlier_flowd(void **state)
{
	struct intent intent = { 0 };
	bool lost;

	(void)state;
	testing_write("old.json", "{\"format\": 1, \"switches\": [{\"name\": \"sw0\", "
		      "\"upcall_rate\": 77}], \"ports\": [], \"fdb\": []}");
	assert_int_equal(state_load(testing_path("old.json"), &intent, &lost), 0);
	assert_false(lost);
	assert_int_equal(intent.switches[0]->upcall_rate, 77);
	intent_clear(&intent);
}

static void a_directory_that_cannot_be_written(void **state)
{
	struct intent intent = sample(1);
	struct flow_error error = { "" };
	char expected[512];
	bool lost;

	(void)state;
	testing_write("file", "");
	assert_int_equal(state_save(testing_path("file/intent.json"), &intent, &error), -ENOTDIR);
	snprintf(expected, sizeof(expected), "cannot write %s: Not a directory",
		 testing_path("file/intent.json"));
	assert_string_equal(error.text, expected);
	assert_int_equal(state_save(testing_path("no/such/intent.json"), &intent, &error), -ENOENT);
	assert_int_equal(state_load(testing_path("file/intent.json"), &intent, &lost), -ENOTDIR);
	assert_int_equal(intent.ports_count, 1);
	intent_clear(&intent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_saved_comes_back),
		cmocka_unit_test(a_file_of_an_earlier_flowd),
		cmocka_unit_test(what_cannot_be_read_stays_where_it_is),
		cmocka_unit_test(a_file_that_is_cut_short),
		cmocka_unit_test(a_file_that_says_what_cannot_be),
		cmocka_unit_test(nothing_is_lost_when_the_disk_is_full),
		cmocka_unit_test(nothing_is_lost_when_a_file_cannot_be_made),
		cmocka_unit_test(a_directory_that_cannot_be_written),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
