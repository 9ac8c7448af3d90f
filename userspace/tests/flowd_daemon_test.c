// SPDX-License-Identifier: GPL-2.0-or-later
/* Files, Apply, the datapath and the state file together. */
#include "flowd_switches_testing.h"

#include "../flowd/daemon.h"
#include "../flowd/state.h"

static struct daemon it;
static char config_path[128], state_path[128];

/* A daemon that has been told nothing yet. */
static void prepare(const char *config)
{
	memset(&it, 0, sizeof(it));
	snprintf(config_path, sizeof(config_path), "%s", testing_path("flowd.conf"));
	snprintf(state_path, sizeof(state_path), "%s", testing_path("intent.json"));
	it.config_path = config_path;
	it.state_path = state_path;
	it.switches.datapath = &fake.base;
	testing_write("flowd.conf", config);
	testing_log_clear();
}

static void read_again(void)
{
	assert_int_equal(daemon_load(&it), 0);
	daemon_enforce(&it);
}

static void start_with(const char *config)
{
	prepare(config);
	read_again();
}

static void start_fresh(const char *config)
{
	struct netdev tap1 = { .ifindex = 1, .name = "tap1", .has_carrier = true };

	unlink(testing_path("intent.json"));
	fake_init(&fake);
	fake_netdev_add(&fake, 1, "tap1");
	start_with(config);
	switches_netdev(&it.switches, &tap1, daemon_now());
}

static void finish_daemon(void)
{
	daemon_clear(&it);
	fake_clear(&fake);
}

static int apply(const char *operations, size_t *failed, struct flow_error *error)
{
	json_t *json = testing_json(operations);
	int code = daemon_apply(&it, json, failed, error);

	json_decref(json);
	return code;
}

static void applied(const char *operations)
{
	struct flow_error error = { "" };
	size_t failed;

	if (apply(operations, &failed, &error))
		fail_msg("%s", error.text);
}

static void what_is_applied_outlives_a_restart(void **state)
{
	(void)state;
	start_fresh("[Switch]\nName=sw0\n");
	applied("[" ACCESS("tap1", "sw0", "7") "]");
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 7);
	daemon_clear(&it);
	fake_clear(&fake);	/* the host is started anew, too */
	fake_init(&fake);
	start_with("[Switch]\nName=sw0\n");
	assert_non_null(intent_find_port(&it.switches.intent, "tap1"));
	assert_int_equal(it.applied.ports_count, 1);
	assert_non_null(fake_find(&fake, "sw0"));
	finish_daemon();
}

static unsigned int steps;

static void take_step(void)
{
	steps++;
}

/* There may be thousands, which take longer than the watchdog waits. */
static void each_operation_is_a_step(void **state)
{
	(void)state;
	start_fresh("[Switch]\nName=sw0\n");
	it.switches.progress = take_step;
	steps = 0;
	applied("[" PORT("nx1", "sw0") "," PORT("nx2", "sw0") "," PORT("nx3", "sw0") ","
		"{'operation': 'port-del', 'match': 'nx1'}, {'operation': 'port-del', 'match': 'nx2'},"
		"{'operation': 'port-del', 'match': 'nx3'}]");
	assert_true(steps >= 6);
	it.switches.progress = NULL;
	finish_daemon();
}

static void another_port_costs_one_call(void **state)
{
	struct netdev tap2 = { .ifindex = 2, .name = "tap2", .has_carrier = true };
	unsigned int calls;

	(void)state;
	start_fresh("[Switch]\nName=sw0\n[Port]\nMatch=tap1\n");
	fake_netdev_add(&fake, 2, "tap2");
	switches_netdev(&it.switches, &tap2, daemon_now());
	calls = fake.calls;
	applied("[" PORT("tap2", "sw0") "]");
	assert_int_equal(fake.calls - calls, 1);
	assert_non_null(kernel_port("sw0", "tap2"));
	finish_daemon();
}

static void what_others_set_is_set_back(void **state)
{
	struct fake_switch *of;

	(void)state;
	start_fresh("[Switch]\nName=sw0\nUpcallRate=7\n");
	of = fake_find(&fake, "sw0");
	of->settings.upcall_rate = 8;
	switches_switch(&it.switches, of->ifindex);
	applied("[" PORT("tap1", "sw0") "]");
	assert_int_equal(of->settings.upcall_rate, 7);
	of->settings.upcall_rate = 8;
	switches_lost(&it.switches);
	applied("[" PORT("tap2", "sw0") "]");
	assert_int_equal(of->settings.upcall_rate, 7);
	finish_daemon();
}

static void start_again(const char *config)
{
	const struct netdev netdevs[] = {
		{ .ifindex = fake_find(&fake, "sw0")->ifindex, .name = "sw0", .is_switch = true },
		{ .ifindex = 1, .name = "tap1", .has_carrier = true },
		{ .ifindex = 2, .name = "tap2", .has_carrier = true },
	};
	size_t i;

	daemon_clear(&it);
	prepare(config);
	for (i = 0; i < sizeof(netdevs) / sizeof(*netdevs); i++)
		switches_netdev(&it.switches, &netdevs[i], daemon_now());
	read_again();
}

static void assert_ports(bool tap1, bool tap2)
{
	assert_int_equal(kernel_port("sw0", "tap1") != NULL, tap1);
	assert_int_equal(kernel_port("sw0", "tap2") != NULL, tap2);
}

/* A file that cannot be read does not say that its ports are to go. */
static void ports_stay_when_what_was_applied_is_lost(void **state)
{
	static const char config[] = "[Switch]\nName=sw0\n";
	struct flow_error error;
	size_t failed;

	(void)state;
	start_fresh(config);
	fake_netdev_add(&fake, 2, "tap2");
	start_again(config);
	applied("[" ACCESS("tap1", "sw0", "7") ",{'operation': 'port-add', 'match': 'sw0', "
		"'vlan_mode': 'access', 'pvid': 7}]");
	testing_write("intent.json", "{\"format\": 2}");
	start_again(config);
	assert_ports(true, false);
	assert_int_equal(it.applied.ports_count, 0);
	start_again(config);	/* the file is not there any more */
	assert_ports(true, false);
	read_again();
	assert_ports(true, false);
	fake_fail(&fake, 2, -EPERM, SIZE_MAX);
	assert_int_equal(apply("[" PORT("tap2", "sw0") "," SWITCH("sw1") "]", &failed, &error),
			 -EPERM);
	assert_ports(true, false);
	applied("[" PORT("tap2", "sw0") "]");
	assert_ports(true, true);	/* the operator was about to apply it all anew */
	start_again(config);
	assert_ports(true, true);
	unlink(testing_path("intent.json.damaged"));
	read_again();
	assert_ports(false, true);
	finish_daemon();
}

/* Only what flowd served goes, and only if it is still the same. */
static void a_switch_that_is_not_named_any_more_goes_at_the_start(void **state)
{
	static const char config[] = "[Switch]\nName=sw0\n[Switch]\nName=sw1\n";
	struct netdev sw1 = { .name = "sw1", .is_switch = true };
	struct netdev mine = { .name = "mine", .is_switch = true };
	bool remade;

	(void)state;
	for (remade = false;; remade = true) {
		start_fresh(config);
		daemon_remember(&it);
		sw1.ifindex = fake_find(&fake, "sw1")->ifindex + remade;
		mine.ifindex = fake_switch_add(&fake, "mine");
		daemon_clear(&it);
		prepare("[Switch]\nName=sw0\n");
		switches_netdev(&it.switches, &sw1, daemon_now());
		switches_netdev(&it.switches, &mine, daemon_now());
		read_again();
		assert_int_equal(fake_find(&fake, "sw1") != NULL, remade);
		assert_non_null(fake_find(&fake, "mine"));
		assert_non_null(strstr(testing_log, "mine: is left as it is, as nothing names it; "
				       "\"flowctl switch add mine\" has it served, "
				       "\"ip link del mine\" deletes it\n"));
		assert_null(strstr(testing_log, "sw0: is left"));
		assert_null(strstr(testing_log, "sw1: is left"));
		finish_daemon();
		if (remade)
			break;
	}
	unlink(testing_path("switches"));
}

/* Each keeps what it serves beside a state file of its own. */
static void what_another_flowd_serves_stays(void **state)
{
	struct netdev sw0 = { .name = "sw0", .is_switch = true };
	const char *files[] = { "other.json.switches", "switches" };
	char *text;
	size_t i;

	(void)state;
	start_fresh("[Switch]\nName=sw0\n");
	daemon_remember(&it);
	sw0.ifindex = fake_find(&fake, "sw0")->ifindex;
	daemon_clear(&it);
	prepare("[Switch]\nName=sw1\n");
	it.state_path = testing_path("other.json");
	switches_netdev(&it.switches, &sw0, daemon_now());
	read_again();
	daemon_remember(&it);
	assert_non_null(fake_find(&fake, "sw0"));
	for (i = 0; i < 2; i++) {
		text = testing_read(files[i]);
		assert_non_null(strstr(text, i ? " sw0\n" : " sw1\n"));
		free(text);
		unlink(testing_path(files[i]));
	}
	finish_daemon();
}

/* As when the host was started anew, and a script made it meanwhile. */
static void what_is_by_chance_as_before_stays(void **state)
{
	struct netdev sw1 = { .name = "sw1", .is_switch = true };
	char line[64];

	(void)state;
	fake_init(&fake);
	sw1.ifindex = fake_switch_add(&fake, "sw1");
	prepare("[Switch]\nName=sw0\n");
	snprintf(line, sizeof(line), "boot 00112233445566778899aabbccddeeff\n%u sw1\n", sw1.ifindex);
	testing_write("switches", line);
	switches_netdev(&it.switches, &sw1, daemon_now());
	read_again();
	assert_non_null(fake_find(&fake, "sw1"));
	finish_daemon();
	unlink(testing_path("switches"));
}

static void a_switch_of_others_is_said_once(void **state)
{
	struct netdev mine = { .name = "mine", .is_switch = true };

	(void)state;
	start_fresh("");
	mine.ifindex = fake_switch_add(&fake, "mine");
	switches_netdev(&it.switches, &mine, daemon_now());
	read_again();
	assert_non_null(strstr(testing_log, "mine: is left as it is"));
	testing_log_clear();
	switches_netdev(&it.switches, &mine, daemon_now());
	read_again();
	assert_null(strstr(testing_log, "mine: is left as it is"));
	finish_daemon();
}

/* Both ends of a patch, as the kernel lists them. */
static void list_patch(const char *name, const char *peer_name)
{
	struct netdev ends[] = { { .is_patch = true }, { .is_patch = true } };
	const char *names[] = { name, peer_name };
	size_t i, j;

	for (i = 0; i < 2; i++) {
		strcpy(ends[i].name, names[i]);
		for (j = 0; j < FAKE_NETDEVS; j++) {
			if (!fake.netdevs[j].ifindex || strcmp(fake.netdevs[j].name, names[i]))
				continue;
			ends[i].ifindex = fake.netdevs[j].ifindex;
			ends[i].peer = fake.netdevs[j].peer;
		}
		if (ends[i].ifindex)
			switches_netdev(&it.switches, &ends[i], daemon_now());
	}
}

static bool is_there(const char *name)
{
	return netdev_find_name(it.switches.netdevs, name);
}

/* Only what was flowd's goes. */
static void a_patch_that_is_not_named_any_more_goes_at_the_start(void **state)
{
	static const char config[] = "[Switch]\nName=sw0\n[Port]\nMatch=p0\nPatch=p1\n";
	uint32_t mine;

	(void)state;
	start_fresh(config);
	daemon_remember(&it);
	fake.base.operations->patch_add(&fake.base, "q0", 0, &mine, NULL);
	fake.base.operations->patch_add(&fake.base, "q1", mine, &mine, NULL);
	daemon_clear(&it);
	prepare(config);
	list_patch("p0", "p1");
	list_patch("q0", "q1");
	read_again();
	assert_true(is_there("p0") && is_there("p1"));
	daemon_remember(&it);
	daemon_clear(&it);
	prepare("[Switch]\nName=sw0\n");
	list_patch("p0", "p1");
	list_patch("q0", "q1");
	read_again();
	assert_false(is_there("p0") || is_there("p1"));
	assert_true(is_there("q0") && is_there("q1"));
	finish_daemon();
	unlink(testing_path("switches"));
}

static void a_lost_file_can_be_done_without(void **state)
{
	static const char config[] = "[Switch]\nName=sw0\n";

	(void)state;
	start_fresh(config);
	applied("[" PORT("tap1", "sw0") "]");
	testing_write("intent.json", "");
	read_again();	/* what is known holds on */
	assert_int_equal(it.applied.ports_count, 1);
	start_again(config);
	assert_ports(true, false);
	unlink(testing_path("intent.json.damaged"));
	read_again();
	assert_ports(false, false);
	finish_daemon();
}

static void apply_wins_over_the_files_until_it_is_taken_back(void **state)
{
	(void)state;
	start_fresh("[Switch]\nName=sw0\n[Port]\nMatch=tap1\nVlan=5\n");
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 5);
	applied("[{'operation': 'port-set', 'match': 'tap1', 'pvid': 6}]");
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 6);
	assert_int_equal(daemon_load(&it), 0);
	daemon_enforce(&it);
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 6);
	applied("[{'operation': 'port-del', 'match': 'tap1'}]");
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 5);
	finish_daemon();
}

static void assert_refused(const char *operations, int code, size_t failed, const char *sentence)
{
	char *before = fake_text(&fake), *file = testing_read("intent.json"), *file_after;
	size_t ports = it.applied.ports_count, which = 99;
	struct flow_error error = { "" };

	assert_int_equal(apply(operations, &which, &error), code);
	assert_string_equal(error.text, sentence);
	assert_int_equal(which, failed);
	assert_int_equal(it.applied.ports_count, ports);
	assert_kernel(before);
	file_after = testing_read("intent.json");
	assert_string_equal(file_after ? file_after : "", file ? file : "");
	free(file_after);
	free(file);
}

static void a_refused_apply_leaves_no_trace(void **state)
{
	(void)state;
	start_fresh("[Switch]\nName=sw0\n");
	applied("[" ACCESS("tap1", "sw0", "7") "]");
	assert_refused("[" SWITCH("sw1") ", {'operation': 'port-set', 'match': 'x'}]", -EINVAL, 1,
		       "there is no policy for \"x\"; add it first");
	fake_fail(&fake, 1, -EPERM, SIZE_MAX);
	assert_refused("[" PORT("other", "sw0") "," SWITCH("sw1") "]", -EPERM, 1,
		       "sw1: the datapath was told to fail");
	fake_fail(&fake, 1, -EPERM, SIZE_MAX);
	assert_refused("[" PORT("x", "sw0") ",{'operation': 'port-set', 'match': 'tap1', 'pvid': 8}]",
		       -EPERM, 1, "tap1: the datapath was told to fail");
	finish_daemon();
}

static void what_cannot_be_saved_is_not_in_force(void **state)
{
	char sentence[256];

	(void)state;
	start_fresh("[Switch]\nName=sw0\n");
	applied("[" ACCESS("tap1", "sw0", "7") "]");
	assert_int_equal(mkdir(testing_path("intent.json.new"), 0700), 0);
	snprintf(sentence, sizeof(sentence), "cannot write %s: Is a directory", state_path);
	assert_refused("[" SWITCH("sw1") ", {'operation': 'port-set', 'match': 'tap1', 'pvid': 8}]",
		       -EISDIR, SIZE_MAX, sentence);
	assert_int_equal(rmdir(testing_path("intent.json.new")), 0);
	finish_daemon();
}

static void a_configuration_with_mistakes_changes_nothing(void **state)
{
	char *before;

	(void)state;
	start_fresh("[Switch]\nName=sw0\n[Port]\nMatch=tap1\n");
	applied("[{'operation': 'port-set', 'match': 'tap1', 'vlan_mode': 'access', 'pvid': 6}]");
	before = fake_text(&fake);
	testing_write("flowd.conf", "[Switch]\nName=sw1\nAging=5\n");
	assert_int_equal(unlink(testing_path("intent.json")), 0);
	testing_log_clear();
	assert_int_equal(daemon_load(&it), -EINVAL);
	assert_non_null(strstr(testing_log, "flowd.conf:3: unknown key \"Aging\""));
	daemon_enforce(&it);
	assert_kernel(before);
	finish_daemon();
}

static void what_no_longer_fits_is_left_out_and_said(void **state)
{
	(void)state;
	start_fresh("[Switch]\nName=sw0\n[Switch]\nName=sw1\n");
	applied("[" PORT("tap1", "sw1") "]");
	assert_non_null(kernel_port("sw1", "tap1"));
	testing_write("flowd.conf", "[Switch]\nName=sw0\n");
	testing_log_clear();
	assert_int_equal(daemon_load(&it), 0);
	daemon_enforce(&it);
	assert_null(fake_find(&fake, "sw1"));
	assert_non_null(strstr(testing_log, "<4>tap1 was applied, but does not go with the configuration: "
			       "there is no switch \"sw1\" for tap1; add it first\n"));
	assert_int_equal(it.applied.ports_count, 1);	/* should the switch come back */
	finish_daemon();
}

static void flushing_is_no_change_to_the_intent(void **state)
{
	const uint8_t frame[12] = { 2, 9, 9, 9, 9, 9, 2, 0, 0, 0, 0, 1 };
	struct bridge *bridge;

	(void)state;
	start_fresh("[Switch]\nName=sw0\n[Port]\nMatch=tap1\n");
	bridge = it.switches.bridges[0];
	bridge_learn(bridge, kernel_port("sw0", "tap1")->number, 0, frame, sizeof(frame), 0);
	bridge_commit(bridge, 0);
	applied("[{'operation': 'fdb-flush', 'vlan': 3}]");
	assert_refused("[{'operation': 'fdb-flush'}, {'operation': 'fdb-flush', 'port': 'tap2'}]", -EINVAL,
		       1, "\"tap2\" is no port of a switch, and no policy names it; name one that there is");
	applied("[{'operation': 'fdb-flush', 'port': 'sw0'}]");
	applied("[{'operation': 'fdb-flush', 'mac': '2:0:0:0:0:2'}]");
	assert_int_equal(bridge->fdb.learned, 1);
	applied("[{'operation': 'fdb-flush', 'port': 'tap1', 'switch': 'sw0'}]");
	assert_int_equal(bridge->fdb.learned, 0);
	assert_int_equal(fake_find(&fake, "sw0")->flows_count, 0);
	assert_null(testing_read("intent.json"));
	finish_daemon();
}

#define ADD(mac, port)	"{'operation': 'fdb-add', 'kind': 'dynamic', 'mac': '" mac "', 'port': '" port "'}"
#define REPLACE(mac, port)	\
	"{'operation': 'fdb-replace', 'kind': 'dynamic', 'mac': '" mac "', 'port': '" port "'}"

static void a_dynamic_entry_is_made_but_not_kept(void **state)
{
	const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct netdev tap2 = { .ifindex = 2, .name = "tap2", .has_carrier = true };
	struct bridge *bridge;

	(void)state;
	start_fresh("[Switch]\nName=sw0\nMacLimit=2\n[Port]\nMatch=tap*\n"
		    "[Fdb]\nMac=2:0:0:0:0:9\nPort=tap1\n");
	bridge = it.switches.bridges[0];
	fake_netdev_add(&fake, 2, "tap2");
	switches_netdev(&it.switches, &tap2, daemon_now());
	switches_settle(&it.switches, daemon_now());
	applied("[" ADD("2:0:0:0:0:1", "tap1") "]");
	assert_int_equal(fdb_find(&bridge->fdb, mac, 0)->kind, FLOW_FDB_DYNAMIC);
	assert_null(testing_read("intent.json"));
	assert_refused("[" ADD("2:0:0:0:0:1", "tap2") "]", -EINVAL, 0,
		       "there is an entry 02:00:00:00:00:01 behind tap1 already; change it with fdb replace");
	applied("[" REPLACE("2:0:0:0:0:1", "tap2") "]");
	assert_string_equal(bridge->ports[fdb_find(&bridge->fdb, mac, 0)->port->number]->is.name, "tap2");
	assert_refused("[" REPLACE("2:0:0:0:0:9", "tap2") "]", -EINVAL, 0,
		       "there is a static entry 02:00:00:00:00:09 behind tap1 already; delete it first");
	assert_refused("[" ADD("2:0:0:0:0:2", "tap8") "]", -EINVAL, 0,
		       "\"tap8\" is no port now, and a dynamic entry is for one that is; make it static");
	assert_refused("[{'operation': 'switch-add', 'name': 'sw1'}, " ADD("2:0:0:0:0:2", "tap1") "]", -EINVAL, 1,
		       "a dynamic entry is for now, so it cannot be made together with changes that are for good; make it by itself");
	assert_refused("[" ADD("2:0:0:0:0:2", "tap2") "]", -EINVAL, 0,
		       "tap2 has all the 1 addresses that it may (MacLimit sets how many)");
	assert_refused("[" ADD("2:0:0:0:0:2", "tap1") ", " ADD("2:0:0:0:0:2", "tap1") "]", -EINVAL, 1,
		       "there is an entry 02:00:00:00:00:02 behind tap1 already; change it with fdb replace");
	assert_int_equal(bridge->fdb.learned, 1);
	fake_fail(&fake, 1, -EIO, 0);
	assert_refused("[" ADD("2:0:0:0:0:2", "tap1") "]", -EIO, 0, "the datapath was told to fail");
	assert_int_equal(bridge->fdb.learned, 1);
	finish_daemon();
}

static void assert_behind(const struct bridge *bridge, const uint8_t *mac, uint16_t vid,
			  const char *port)
{
	const struct fdb_entry *entry = fdb_find(&bridge->fdb, mac, vid);

	assert_non_null(entry);
	assert_string_equal(bridge->ports[entry->port->number]->is.name, port);
}

static void dynamic_entries_are_as_before_if_one_fails(void **state)
{
	const uint8_t first[6] = { 2, 0, 0, 0, 0, 1 }, second[6] = { 2, 0, 0, 0, 0, 2 };
	struct netdev tap2 = { .ifindex = 2, .name = "tap2", .has_carrier = true };
	struct bridge *bridge;

	(void)state;
	start_fresh("[Switch]\nName=sw0\n[Port]\nMatch=tap*\nTrunk=1,5\nNative=1\n");
	bridge = it.switches.bridges[0];
	fake_netdev_add(&fake, 2, "tap2");
	switches_netdev(&it.switches, &tap2, daemon_now());
	switches_settle(&it.switches, daemon_now());
	applied("[" ADD("2:0:0:0:0:1", "tap1") "]");
	applied("[{'operation': 'fdb-add', 'kind': 'dynamic', 'mac': '2:0:0:0:0:2', 'port': 'tap2', 'vlan': 5}]");
	fake_fail(&fake, 3, -EIO, 0);
	assert_refused("[" REPLACE("2:0:0:0:0:1", "tap2") ", " ADD("2:0:0:0:0:2", "tap2") ", "
		       ADD("2:0:0:0:0:3", "tap1") "]", -EIO, 2, "the datapath was told to fail");
	assert_behind(bridge, first, 1, "tap1");
	assert_behind(bridge, second, 5, "tap2");
	assert_int_equal(bridge->fdb.learned, 2);
	finish_daemon();
}

static void a_dynamic_entry_keeps_to_the_limit_of_its_vlan(void **state)
{
	(void)state;
	start_fresh("[Switch]\nName=sw0\n[Vlan]\nVlan=10\nMacLimit=1\n[Port]\nMatch=tap1\nVlan=10\n");
	applied("[" ADD("2:0:0:0:0:1", "tap1") "]");
	assert_refused("[" ADD("2:0:0:0:0:2", "tap1") "]", -EINVAL, 0,
		       "VLAN 10 has all the 1 addresses that it may (MacLimit sets how many)");
	applied("[" REPLACE("2:0:0:0:0:1", "tap1") "]");
	assert_int_equal(it.switches.bridges[0]->fdb.learned, 1);
	finish_daemon();
}

static void a_dynamic_entry_is_refused_without_learning(void **state)
{
	(void)state;
	start_fresh("[Switch]\nName=sw0\n[Vlan]\nVlan=10\nLearning=no\n[Port]\nMatch=tap1\nVlan=10\n");
	assert_refused("[" ADD("2:0:0:0:0:1", "tap1") "]", -EINVAL, 0,
		       "VLAN 10 has learning off, and a dynamic entry is as if it had been learned; make it static");
	assert_int_equal(it.switches.bridges[0]->fdb.learned, 0);
	finish_daemon();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_applied_outlives_a_restart),
		cmocka_unit_test(each_operation_is_a_step),
		cmocka_unit_test(another_port_costs_one_call),
		cmocka_unit_test(what_others_set_is_set_back),
		cmocka_unit_test(ports_stay_when_what_was_applied_is_lost),
		cmocka_unit_test(a_switch_that_is_not_named_any_more_goes_at_the_start),
		cmocka_unit_test(what_another_flowd_serves_stays),
		cmocka_unit_test(what_is_by_chance_as_before_stays),
		cmocka_unit_test(a_switch_of_others_is_said_once),
		cmocka_unit_test(a_patch_that_is_not_named_any_more_goes_at_the_start),
		cmocka_unit_test(a_lost_file_can_be_done_without),
		cmocka_unit_test(apply_wins_over_the_files_until_it_is_taken_back),
		cmocka_unit_test(a_refused_apply_leaves_no_trace),
		cmocka_unit_test(what_cannot_be_saved_is_not_in_force),
		cmocka_unit_test(a_configuration_with_mistakes_changes_nothing),
		cmocka_unit_test(what_no_longer_fits_is_left_out_and_said),
		cmocka_unit_test(flushing_is_no_change_to_the_intent),
		cmocka_unit_test(a_dynamic_entry_is_made_but_not_kept),
		cmocka_unit_test(dynamic_entries_are_as_before_if_one_fails),
		cmocka_unit_test(a_dynamic_entry_keeps_to_the_limit_of_its_vlan),
		cmocka_unit_test(a_dynamic_entry_is_refused_without_learning),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
