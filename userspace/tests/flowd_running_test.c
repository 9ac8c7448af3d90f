// SPDX-License-Identifier: GPL-2.0-or-later
/* All that runs is exchanged, tried out, and saved; over a datapath in memory. */
#include "flowd_switches_testing.h"

#include "../flowd/daemon.h"
#include "../flowd/intent_diff.h"
#include "../flowd/running.h"

static struct daemon it;
static char config_path[128], state_path[128];

#define SW0	"[Switch]\nName=sw0\n"
#define TWO	SW0 "[Port]\nMatch=tap1\nVlan=1\n[Port]\nMatch=tap2\nVlan=2\n"
#define ONE	SW0 "[Port]\nMatch=tap1\nVlan=1\n"

#define OTHERS	"[Profile]\nName=web\nVlan=3\n[Vlan]\nVlan=7\nAgeing=60\n" \
		"[Fdb]\nMac=2:0:0:0:0:1\nPort=tap1\n" \
		"[Neighbour]\nAddress=10.0.0.1\nMac=2:0:0:0:0:1\nVlan=1\n"

static void tell(uint32_t ifindex, const char *name, bool is_switch)
{
	struct netdev netdev = { .ifindex = ifindex, .is_switch = is_switch, .has_carrier = true };

	snprintf(netdev.name, sizeof(netdev.name), "%s", name);
	switches_netdev(&it.switches, &netdev, daemon_now());
}

/* Flowd starts on what the kernel and the files hold. */
static void start_again(void)
{
	daemon_clear(&it);
	memset(&it, 0, sizeof(it));
	snprintf(config_path, sizeof(config_path), "%s", testing_path("flowd.conf"));
	snprintf(state_path, sizeof(state_path), "%s", testing_path("intent.json"));
	it.config_path = config_path;
	it.state_path = state_path;
	it.switches.datapath = &fake.base;
	testing_log_clear();
	if (fake_find(&fake, "sw0"))
		tell(fake_find(&fake, "sw0")->ifindex, "sw0", true);
	tell(1, "tap1", false);
	tell(2, "tap2", false);
	assert_int_equal(daemon_load(&it), 0);
	daemon_enforce(&it);
	switches_settle(&it.switches, daemon_now());
}

static void start_with_config(const char *config)
{
	unlink(testing_path("intent.json"));
	unlink(testing_path("conf.d/more.conf"));
	testing_write("flowd.conf", config);
	fake_init(&fake);
	fake_netdev_add(&fake, 1, "tap1");
	fake_netdev_add(&fake, 2, "tap2");
	start_again();
	tell(fake_find(&fake, "sw0")->ifindex, "sw0", true);
	switches_settle(&it.switches, daemon_now());
}

static void finish_daemon(void)
{
	daemon_clear(&it);
	memset(&it, 0, sizeof(it));
	fake_clear(&fake);
}

/* @text: what is to be, NULL: the files; returns how many changes that made, or -errno. */
static int apply(const char *text, unsigned int confirm_s, struct flow_error *error)
{
	struct running_change change = { .from_files = !text, .confirm_s = confirm_s };
	struct config_file file = { "candidate.conf", text };
	struct config_mistakes mistakes;
	json_t *changes;
	int code;

	code = text ? config_parse(&file, 1, &change.wanted, &mistakes) :
		      config_load(it.config_path, false, &change.wanted, &mistakes);
	assert_int_equal(code, 0);
	error->text[0] = '\0';
	code = running_apply(&it, &change, &changes, error);
	if (code)
		return code;
	code = json_array_size(changes);
	json_decref(changes);
	return code;
}

static void applied(const char *text, unsigned int confirm_s, int changes)
{
	struct flow_error error;
	int code = apply(text, confirm_s, &error);

	if (code < 0)
		fail_msg("%s", error.text);
	assert_int_equal(code, changes);
}

static void assert_ports(bool tap1, bool tap2)
{
	assert_int_equal(kernel_port("sw0", "tap1") != NULL, tap1);
	assert_int_equal(kernel_port("sw0", "tap2") != NULL, tap2);
}

static void the_same_again_does_nothing(void **state)
{
	unsigned int calls;
	char *before, *after;

	(void)state;
	start_with_config(SW0);
	applied(TWO, 0, 2);
	assert_ports(true, true);
	before = testing_read("intent.json");
	calls = fake.calls;
	assert_int_equal(unlink(testing_path("intent.json")), 0);
	applied(TWO, 0, 0);
	applied(TWO, 60, 0);
	assert_int_equal(it.confirm_by_ms, 0);
	assert_int_equal(fake.calls, calls);
	assert_null(testing_read("intent.json"));	/* not written again either */
	testing_write("intent.json", before);
	start_again();
	applied(TWO, 0, 0);
	after = testing_read("intent.json");
	assert_string_equal(before, after);
	free(before);
	free(after);
	finish_daemon();
}

static void only_what_differs_is_touched(void **state)
{
	static const uint8_t frame[12] = { 2, 9, 9, 9, 9, 9, 2, 0, 0, 0, 0, 5 };
	const struct bridge *bridge;
	unsigned int writes;
	size_t flows;

	(void)state;
	start_with_config(TWO);
	bridge = it.switches.bridges[0];
	switches_learn(&it.switches, bridge->ifindex, kernel_port("sw0", "tap1")->number, 1, frame,
		       sizeof(frame), daemon_now());
	switches_settle(&it.switches, daemon_now());
	flows = fake_find(&fake, "sw0")->flows_count;
	assert_true(flows > 0);
	writes = fake.writes;
	applied(SW0 "[Port]\nMatch=tap1\nVlan=1\n[Port]\nMatch=tap2\nVlan=3\n", 0, 1);
	switches_settle(&it.switches, daemon_now());
	assert_int_equal(fake.writes, writes + 1);
	assert_int_equal(fake_find(&fake, "sw0")->flows_count, flows);
	assert_int_equal(kernel_port("sw0", "tap2")->settings.pvid, 3);
	finish_daemon();
}

/* What is applied is all there is, also after a restart, until the files are applied. */
static void files_come_back_when_they_are_applied(void **state)
{
	(void)state;
	start_with_config(TWO);
	applied(ONE, 0, 1);
	assert_ports(true, false);
	start_again();
	assert_ports(true, false);
	assert_non_null(strstr(testing_log, "flowd.conf is not in force"));
	applied(NULL, 0, 1);
	assert_ports(true, true);
	assert_false(it.applied.complete);
	start_again();
	assert_ports(true, true);
	applied(ONE, 0, 1);
	applied(TWO, 0, 1);	/* nothing else than what the files say */
	assert_false(it.applied.complete);
	assert_non_null(strstr(it.switches.intent.ports[1]->origin, "flowd.conf"));
	finish_daemon();
}

/* Whichever call of the datapath fails. */
static void what_fails_is_undone(void **state)
{
	static const char numbered[] = ONE "Number=1\n";
	struct flow_error error;
	char *before, *kept;
	unsigned int nth;
	int code;

	(void)state;
	for (nth = 1;; nth++) {
		start_with_config(numbered);
		applied(SW0, 0, 1);
		applied(numbered, 0, 1);	/* so that there is a state file, which leaves it to the files */
		kept = testing_read("intent.json");
		before = fake_text(&fake);
		fake_fail(&fake, nth, -EPERM, SIZE_MAX);
		code = apply("[Switch]\nName=sw0\nFailMode=drop\n[Switch]\nName=sw1\n"
			     "[Port]\nMatch=tap2\nSwitch=sw0\n[Fdb]\nMac=2:0:0:0:0:1\nPort=tap2\n",
			     nth % 2 * 60, &error);
		if (!fake_has_failed(&fake))
			break;
		if (code < 0) {
			char *now = testing_read("intent.json");

			assert_true(strlen(error.text));
			assert_int_equal(it.confirm_by_ms, 0);
			assert_string_equal(kept, now);
			free(now);
			assert_kernel(before);
			applied(numbered, 0, 0);
		} else {
			free(before);
		}
		free(kept);
		finish_daemon();
	}
	assert_true(nth > 5);
	free(before);
	free(kept);
	finish_daemon();
}

/* All VLANs of a switch with settings of their own, each as good as alone. */
static char *many_vlans(void)
{
	unsigned int vid;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fputs(TWO, out);
	for (vid = 1; vid <= FLOWDP_VID_MAX; vid++)
		fprintf(out, "[Vlan]\nVlan=%u\nAgeing=%u\nFloodUnicast=%s\n", vid, vid,
			vid % 16 ? "yes" : "no");
	fclose(out);
	return text;
}

static void many_vlans_again_do_nothing(void **state)
{
	char *text = many_vlans();
	unsigned int calls, writes;
	struct flow_error error;

	(void)state;
	start_with_config(TWO);
	assert_int_equal(apply(text, 0, &error), FLOWDP_VID_MAX);
	assert_int_equal(it.switches.intent.vlans_count, FLOWDP_VID_MAX);
	unlink(testing_path("intent.json"));
	calls = fake.calls;
	writes = fake.writes;
	assert_int_equal(apply(text, 0, &error), 0);
	switches_settle(&it.switches, daemon_now());
	assert_int_equal(fake.calls, calls);	/* it is not even asked */
	assert_int_equal(fake.writes, writes);
	assert_int_equal(access(testing_path("intent.json"), F_OK), -1);
	free(text);
	finish_daemon();
}

static void nothing_is_kept_that_is_not_confirmed(void **state)
{
	struct flow_error error;

	(void)state;
	start_with_config(TWO);
	testing_write("flowd.conf", ONE);	/* edited in place */
	applied(NULL, 60, 1);
	assert_ports(true, false);
	assert_int_equal(running_expire(&it, it.confirm_by_ms - 1), it.confirm_by_ms);
	assert_ports(true, false);
	assert_int_equal(running_expire(&it, it.confirm_by_ms), 0);
	assert_ports(true, true);
	start_again();
	assert_ports(true, true);

	applied(NULL, 60, 1);
	assert_ports(true, false);
	start_again();		/* killed meanwhile */
	assert_ports(true, true);
	assert_int_equal(it.confirm_by_ms, 0);

	applied(NULL, 60, 1);
	assert_int_equal(running_cancel(&it, &error), 0);
	assert_ports(true, true);
	assert_int_equal(running_cancel(&it, &error), -EINVAL);
	assert_string_equal(error.text, "no configuration waits to be confirmed");
	finish_daemon();

	start_with_config(ONE);
	testing_write("flowd.conf", TWO);
	applied(NULL, 60, 1);
	assert_ports(true, true);
	assert_int_equal(running_cancel(&it, &error), 0);
	assert_ports(true, false);
	finish_daemon();
}

static void what_is_confirmed_stays(void **state)
{
	struct flow_error error;

	(void)state;
	start_with_config(TWO);
	applied(ONE, 60, 1);
	assert_int_equal(running_confirm(&it, &error), 0);
	assert_int_equal(running_expire(&it, daemon_now() + 3600000), 0);
	assert_ports(true, false);
	start_again();
	assert_ports(true, false);
	assert_int_equal(running_confirm(&it, &error), -EINVAL);
	finish_daemon();
}

#define ANY_NUMBER	SW0 "[Port]\nMatch=tap1\n[Port]\nMatch=tap2\n"

/* Flows name ports by number. */
static void ports_come_back_with_their_numbers(void **state)
{
	uint32_t first, second;
	struct flow_error error;

	(void)state;
	start_with_config(ANY_NUMBER);
	first = kernel_port("sw0", "tap1")->number;
	second = kernel_port("sw0", "tap2")->number;
	applied(SW0 "[Port]\nMatch=tap2\nNumber=9\n", 60, 2);
	assert_int_equal(kernel_port("sw0", "tap2")->number, 9);
	assert_int_equal(running_expire(&it, it.confirm_by_ms), 0);
	assert_int_equal(kernel_port("sw0", "tap1")->number, first);
	assert_int_equal(kernel_port("sw0", "tap2")->number, second);
	assert_false(it.switches.trying);

	applied("[Switch]\nName=sw1\n[Port]\nMatch=tap2\n", 60, 4);
	assert_null(fake_find(&fake, "sw0"));
	assert_int_equal(running_cancel(&it, &error), 0);
	assert_int_equal(kernel_port("sw0", "tap1")->number, first);
	assert_int_equal(kernel_port("sw0", "tap2")->number, second);

	applied(SW0 "[Port]\nMatch=tap2\nNumber=9\n", 60, 2);
	assert_int_equal(running_confirm(&it, &error), 0);
	applied(ANY_NUMBER, 0, 2);
	assert_int_equal(kernel_port("sw0", "tap2")->number, 9);
	finish_daemon();
}

static void assert_numbers(uint32_t tap1, uint32_t tap2)
{
	assert_int_equal(kernel_port("sw0", "tap1")->number, tap1);
	assert_int_equal(kernel_port("sw0", "tap2")->number, tap2);
}

static void numbers_outlive_flowd(void **state)
{
	struct flow_error error;

	(void)state;
	start_with_config(ANY_NUMBER);
	assert_numbers(1, 2);
	applied(SW0 "[Port]\nMatch=tap2\nNumber=1\n", 60, 2);
	assert_int_equal(kernel_port("sw0", "tap2")->number, 1);
	start_again();		/* killed meanwhile */
	assert_numbers(1, 2);
	assert_int_equal(access(testing_path("numbers"), F_OK), -1);

	applied(SW0 "[Port]\nMatch=tap2\nNumber=9\n", 60, 2);
	assert_int_equal(access(testing_path("numbers"), F_OK), 0);
	assert_int_equal(running_confirm(&it, &error), 0);
	applied(ANY_NUMBER, 0, 2);
	start_again();
	assert_int_equal(kernel_port("sw0", "tap2")->number, 9);
	finish_daemon();
}

/* Better under another number than not at all. */
static void a_number_that_is_taken_does_not_come_back(void **state)
{
	struct datapath_port other = { .ifindex = 3 };
	struct flow_error error;

	(void)state;
	start_with_config(ANY_NUMBER);
	fake_netdev_add(&fake, 3, "other");
	tell(3, "other", false);
	other.switch_ifindex = fake_find(&fake, "sw0")->ifindex;
	other.number = kernel_port("sw0", "tap1")->number;
	applied(SW0 "[Port]\nMatch=tap2\n", 60, 1);
	assert_int_equal(fake.base.operations->port_add(&fake.base, &other, NULL), 0);
	assert_int_equal(running_cancel(&it, &error), 0);
	assert_non_null(kernel_port("sw0", "tap1"));
	assert_int_not_equal(kernel_port("sw0", "tap1")->number, other.number);
	assert_null(strstr(testing_log, "<4>tap1"));
	finish_daemon();
}

static void nothing_else_changes_meanwhile(void **state)
{
	json_t *operations = json_loads("[{\"operation\": \"switch-add\", \"name\": \"sw1\"}]", 0, NULL);
	struct config_mistakes mistakes;
	struct flow_error error;
	size_t failed;
	bool written;

	(void)state;
	start_with_config(TWO);
	applied(ONE, 60, 1);
	assert_int_equal(apply(SW0, 0, &error), -EINVAL);
	assert_non_null(strstr(error.text, "waits to be confirmed"));
	assert_int_equal(daemon_apply(&it, operations, &failed, &error), -EINVAL);
	assert_non_null(strstr(error.text, "waits to be confirmed"));
	assert_int_equal(running_save(&it, &written, &mistakes, &error), -EINVAL);
	assert_int_equal(daemon_load(&it), -EBUSY);
	assert_ports(true, false);
	json_decref(operations);
	finish_daemon();
}

static void assert_saved(bool expected)
{
	struct config_mistakes mistakes;
	struct flow_error error = { "" };
	bool written;

	if (running_save(&it, &written, &mistakes, &error))
		fail_msg("%s", mistakes.count ? mistakes.lines[0] : error.text);
	assert_int_equal(written, expected);
	config_mistakes_clear(&mistakes);
}

static void assert_not_saved(const char *sentence)
{
	char *before = testing_read("flowd.conf"), *after;
	struct config_mistakes mistakes;
	struct flow_error error = { "" };
	bool written;

	assert_int_equal(running_save(&it, &written, &mistakes, &error), -EINVAL);
	assert_non_null(strstr(mistakes.count ? mistakes.lines[0] : error.text, sentence));
	config_mistakes_clear(&mistakes);
	after = testing_read("flowd.conf");
	assert_int_equal(!before, !after);
	if (before)
		assert_string_equal(before, after);
	free(before);
	free(after);
}

static void what_is_saved_is_what_runs(void **state)
{
	char *text;

	(void)state;
	start_with_config("# by hand\n" TWO);
	assert_saved(false);
	applied(ONE, 0, 1);
	assert_saved(true);
	text = testing_read("flowd.conf~");
	assert_string_equal(text, "# by hand\n" TWO);
	free(text);
	assert_false(it.applied.complete);
	unlink(testing_path("intent.json"));
	start_again();
	assert_ports(true, false);
	assert_saved(false);
	unlink(testing_path("flowd.conf~"));
	finish_daemon();
}

static void a_link_stays_one(void **state)
{
	struct stat status;
	char *text;

	(void)state;
	start_with_config(TWO);
	assert_int_equal(rename(config_path, testing_path("real.conf")), 0);
	assert_int_equal(symlink("real.conf", config_path), 0);
	applied(ONE, 0, 1);
	assert_saved(true);
	assert_int_equal(lstat(config_path, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_saved(false);
	text = testing_read("real.conf~");
	assert_string_equal(text, TWO);
	free(text);
	unlink(testing_path("real.conf~"));
	unlink(testing_path("real.conf"));
	unlink(config_path);
	finish_daemon();
}

static void a_link_to_nothing_is_not_exchanged(void **state)
{
	struct stat status;

	(void)state;
	start_with_config(SW0);
	applied(ONE, 0, 1);
	it.config_may_lack = true;
	unlink(config_path);
	assert_int_equal(symlink("real.conf", config_path), 0);
	assert_not_saved("is a symbolic link to a file that is not there; make that, or remove the link, and save again");
	assert_int_equal(lstat(config_path, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	testing_write("real.conf", "");
	assert_saved(true);
	unlink(testing_path("real.conf~"));
	unlink(testing_path("real.conf"));
	unlink(config_path);
	finish_daemon();
}

/* As with "flowd -c /dev/null". */
static void a_device_is_not_exchanged(void **state)
{
	(void)state;
	start_with_config(SW0);
	applied(ONE, 0, 1);
	unlink(config_path);
	assert_int_equal(symlink("/dev/null", config_path), 0);
	assert_not_saved("is no regular file");
	unlink(config_path);
	finish_daemon();
}

static void what_is_in_other_files_stays_there(void **state)
{
	char *text;

	(void)state;
	start_with_config(SW0);
	mkdir(testing_path("conf.d"), 0755);
	testing_write("conf.d/more.conf", "[Port]\nMatch=tap2\nVlan=2\n");
	applied(NULL, 0, 1);
	applied(TWO OTHERS, 0, 5);
	assert_saved(true);
	text = testing_read("flowd.conf");
	assert_non_null(strstr(text, "[Profile]\nName=web\n"));
	assert_non_null(strstr(text, "[Vlan]\nVlan=7\n"));
	assert_non_null(strstr(text, "[Fdb]\nMac=02:00:00:00:00:01\n"));
	assert_non_null(strstr(text, "[Neighbour]\nAddress=10.0.0.1\n"));
	assert_non_null(strstr(text, "tap1"));
	assert_null(strstr(text, "tap2"));
	free(text);
	assert_saved(false);
	applied(ONE, 0, 5);
	assert_not_saved("conf.d/more.conf:1: what runs is not what is said of tap2 here");
	testing_write("conf.d/more.conf", "[Port]\nMatch=tap2\nVlan=nothing\n");
	assert_not_saved("conf.d/more.conf:3: Vlan");
	testing_write("conf.d/more.conf", "[Port]\nMatch=t*\n");
	applied(SW0 "[Port]\nMatch=t*\n[Port]\nMatch=tap*\nVlan=2\n", 0, 3);
	assert_not_saved("patterns of conf.d come last");
	unlink(testing_path("conf.d/more.conf"));
	unlink(testing_path("flowd.conf~"));
	finish_daemon();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_again_does_nothing),
		cmocka_unit_test(many_vlans_again_do_nothing),
		cmocka_unit_test(only_what_differs_is_touched),
		cmocka_unit_test(files_come_back_when_they_are_applied),
		cmocka_unit_test(what_fails_is_undone),
		cmocka_unit_test(nothing_is_kept_that_is_not_confirmed),
		cmocka_unit_test(what_is_confirmed_stays),
		cmocka_unit_test(ports_come_back_with_their_numbers),
		cmocka_unit_test(numbers_outlive_flowd),
		cmocka_unit_test(a_number_that_is_taken_does_not_come_back),
		cmocka_unit_test(nothing_else_changes_meanwhile),
		cmocka_unit_test(what_is_saved_is_what_runs),
		cmocka_unit_test(a_link_stays_one),
		cmocka_unit_test(a_link_to_nothing_is_not_exchanged),
		cmocka_unit_test(a_device_is_not_exchanged),
		cmocka_unit_test(what_is_in_other_files_stays_there),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
