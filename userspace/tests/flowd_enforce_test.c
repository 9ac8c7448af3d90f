// SPDX-License-Identifier: GPL-2.0-or-later
/* The intent is put in force: in whole, or as much as can be, or not at all. */
#include "flowd_switches_testing.h"

#define STATIC(mac, port)	"{'operation': 'fdb-add', 'mac': '" mac "', 'port': '" port "'}"

/* Two intents that have little in common; hand1, 2 and 3 were attached by somebody else. */
static const char before[] =
	"[" SWITCH("sw0") "," SWITCH("sw2") ","
	ACCESS("tap1", "sw0", "10") "," PORT("vm*", "sw0") "," NUMBERED("same", "sw0", "3") ","
	PORT("eth1", "sw2") "," STATIC("2:0:0:0:0:77", "same") "," STATIC("2:0:0:0:0:78", "tap1") "]";

static const char after[] =
	"[{'operation': 'switch-add', 'name': 'sw0', 'fail_mode': 'drop', 'upcall_rate_pps': 5}," SWITCH("sw1") ","
	"{'operation': 'port-add', 'match': 'tap1', 'switch': 'sw0', 'vlan_mode': 'trunk', 'vlans': '10,20'},"
	ACCESS("sw0", "sw0", "5") "," NUMBERED("same", "sw0", "3") ","
	ACCESS("hand1", "sw0", "5") "," NUMBERED("hand2", "sw1", "3") ","
	NUMBERED("tap3", "sw1", "1") "," NUMBERED("vm1", "sw1", "2") "," STATIC("2:0:0:0:0:77", "tap3") "," STATIC("2:0:0:0:0:79", "same") "]";

static void start_before(void)
{
	start();
	appear(1, "tap1");
	appear(2, "vm1");
	appear(3, "tap3");
	appear(4, "same");
	appear(5, "eth1");
	appear(6, "hand1");
	appear(7, "hand2");
	appear(8, "hand3");
	enforce(before);
	attach_by_hand("sw0", 6);
	attach_by_hand("sw0", 7);
	attach_by_hand("sw2", 8);
	tell_all();
	learn("sw0", "same", 0, 1);
	assert_int_equal(switches.retry_ms, 0);
	testing_log_clear();
	now_ms += 5000;
}

static int try(const char *operations, struct enforce_fault *fault)
{
	struct intent intent = intent_of(operations);
	int code = enforce_try(&switches, &intent, now_ms, fault);

	if (code)
		enforce_undo(&switches, &intent, now_ms);
	else
		enforce_keep(&switches, &intent);
	assert_int_equal(intent.switches_count, 0);
	assert_false(switches.trying);
	return code;
}

static void a_switch_is_made_as_it_is_meant_to_be(void **state)
{
	const struct fake_switch *of;

	(void)state;
	start();
	enforce("[{'operation': 'switch-add', 'name': 'sw0', 'fail_mode': 'drop', 'flows_max': 9, "
		"'upcall_rate_pps': 8, 'upcall_burst': 7, 'mac_limit': 6}]");
	of = fake_find(&fake, "sw0");
	assert_true(of->up && of->bound && of->planned);
	assert_int_equal(of->settings.fail_mode, FLOWDP_FAIL_DROP);
	assert_int_equal(of->settings.flows_max, 9);
	assert_int_equal(of->settings.upcall_rate, 8);
	assert_int_equal(of->settings.upcall_burst, 7);
	assert_int_equal(switches.bridges[0]->fdb.limit, 6);
	enforce("[" SWITCH("sw0") "]");
	assert_int_equal(of->settings.fail_mode, FLOWDP_FAIL_FORWARD);
	enforce("[]");
	assert_null(fake_find(&fake, "sw0"));
	assert_int_equal(switches.count, 0);
	finish();
}

static void a_switch_that_is_there_is_taken_as_it_is(void **state)
{
	(void)state;
	start();
	fake_switch_add(&fake, "sw0");
	fake_switch_add(&fake, "others");
	tell_all();
	enforce("[" SWITCH("sw0") "]");
	assert_int_equal(switches.count, 1);
	assert_false(fake_find(&fake, "sw0")->up);	/* that is for who made it */
	assert_true(fake_find(&fake, "sw0")->bound);
	assert_false(fake_find(&fake, "others")->bound);
	enforce("[]");
	assert_non_null(fake_find(&fake, "others"));
	finish();
}

static void a_switch_deleted_by_somebody_is_made_again(void **state)
{
	uint32_t ifindex;

	(void)state;
	start();
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "]");
	tell_all();
	ifindex = fake_find(&fake, "sw0")->ifindex;
	fake.base.operations->switch_delete(&fake.base, ifindex, NULL);
	switches_netdev_gone(&switches, ifindex, now_ms);
	assert_int_equal(switches.count, 0);
	wait_for_retries();
	assert_true(fake_find(&fake, "sw0")->up);
	assert_non_null(kernel_port("sw0", "tap1"));
	finish();
}

static void rename_switch(const char *from, const char *to)
{
	struct fake_switch *of = fake_find(&fake, from);

	strcpy(of->name, to);
	strcpy(of->ports[0].name, to);
	tell_netdev(of->ifindex, to, true);
}

/* By its name it is what is configured, as a port is. */
static void a_switch_renamed_by_somebody_is_another(void **state)
{
	(void)state;
	start();
	appear(1, "tap1");
	appear(2, "tap2");
	enforce("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw0") "]");
	attach_by_hand("sw0", 2);
	tell_all();
	rename_switch("sw0", "br0");
	wait_for_retries();
	assert_non_null(strstr(testing_log, "<4>sw0: the switch was renamed to br0 by somebody;"));
	assert_true(fake_find(&fake, "sw0")->up && fake_find(&fake, "sw0")->bound);
	assert_non_null(kernel_port("sw0", "tap1"));
	assert_false(fake_find(&fake, "br0")->bound);
	assert_non_null(kernel_port("br0", "tap2"));
	tell_all();
	assert_int_equal(switches.count, 2);

	/* What nobody serves is served under a name that is configured. */
	enforce("[" SWITCH("sw1") "," SWITCH("br0") "," PORT("tap1", "br0") "]");
	assert_null(fake_find(&fake, "sw0"));
	assert_true(fake_find(&fake, "br0")->bound);
	assert_non_null(kernel_port("br0", "tap1"));
	assert_non_null(kernel_port("br0", "tap2"));

	/* Two exchange their names. */
	rename_switch("br0", "tmp");
	rename_switch("sw1", "br0");
	rename_switch("tmp", "sw1");
	wait_for_retries();
	tell_all();
	assert_non_null(kernel_port("br0", "tap1"));
	assert_non_null(kernel_port("sw1", "tap2"));
	assert_int_equal(switches.count, 2);
	assert_int_equal(fake_find(&fake, "br0")->ifindex,
			 switches_find_name(&switches, "br0")->ifindex);
	finish();
}

/* Nothing that flowd does counts from some call on; the next one starts on what there is. */
static void what_flowd_began_before_it_died_is_ended(void **state)
{
	char *wanted = NULL;
	unsigned int nth;
	bool died;

	(void)state;
	for (nth = 0, died = true; died; nth++) {
		start();
		appear(1, "tap1");
		appear(4, "same");
		appear(5, "eth1");
		fake_fail(&fake, nth, -EIO, SIZE_MAX);
		fake.fail_on = nth;
		enforce(before);
		died = fake_has_failed(&fake) || !nth;
		switches_clear(&switches);
		start_daemon();
		tell_all();
		enforce(before);
		tell_all();
		wait_for_retries();
		if (!nth)
			wanted = fake_text(&fake);
		else
			assert_kernel(strdup(wanted));
		finish();
	}
	free(wanted);
	assert_true(nth > 20);
}

static void why_a_switch_cannot_be(void **state)
{
	struct enforce_fault fault;

	(void)state;
	start();
	appear(1, "sw0");
	assert_int_equal(try("[" SWITCH("sw0") "]", &fault), -EEXIST);
	assert_string_equal(fault.subject, "sw0");
	assert_string_equal(fault.sentence.text,
			    "sw0: there is an interface of this name that is no switch; rename one of them");
	fake_switch_add(&fake, "sw1");
	fake_find(&fake, "sw1")->busy = true;
	tell_all();
	assert_int_equal(try("[" SWITCH("sw1") "," SWITCH("sw5") "]", &fault), -EBUSY);
	assert_string_equal(fault.sentence.text,
			    "sw1: another program takes its upcalls; is another flowd running?");
	assert_int_equal(switches.count, 0);
	finish();
}

static void an_interface_that_fails_is_named(void **state)
{
	struct enforce_fault fault;

	(void)state;
	start_before();
	fake_netdev_add(&fake, 20, "taken");
	fake_switch_add(&fake, "others");
	attach_by_hand("others", 20);
	tell_netdev(20, "taken", false);
	assert_int_equal(try("[" SWITCH("sw0") "," PORT("taken", "sw0") "]", &fault), -EBUSY);
	assert_string_equal(fault.subject, "taken");
	assert_string_equal(fault.sentence.text, "taken: it is a port already");
	/* What a pattern meets need not be fit for a port. */
	assert_int_equal(try("[" SWITCH("sw0") "," PORT("tak*", "sw0") "]", &fault), 0);
	finish();
}

/* What the kernel holds when all goes well; the caller frees it. */
static char *text_after(void)
{
	struct enforce_fault fault;
	char *text;

	start_before();
	assert_int_equal(try(after, &fault), 0);
	wait_for_retries();
	tell_all();
	text = fake_text(&fake);
	finish();
	return text;
}

/*
 * Each call fails once: there is no trace of what was wanted, nor of the
 * failure.  Or the failure could be mended, and all is as wanted.
 */
static void all_or_nothing(void **state)
{
	char *was, *wanted = text_after();
	struct enforce_fault fault;
	unsigned int nth = 0, refused = 0;
	bool failed;
	int code;

	(void)state;
	do {
		start_before();
		was = fake_text(&fake);
		fake_fail(&fake, ++nth, -EIO, SIZE_MAX);
		code = try(after, &fault);
		failed = fake_has_failed(&fake);
		wait_for_retries();
		tell_all();
		if (code)
			assert_string_not_equal(fault.subject, "");
		assert_int_equal(switches.intent.ports_count, code ? 4 : 7);
		assert_kernel(strdup(code ? was : wanted));
		refused += code != 0;
		free(was);
		finish();
	} while (failed);
	free(wanted);
	assert_true(refused > 18 && refused > nth - 4);
}

/* A call fails, and so do some of those that undo what was done: in time all is as before. */
static void undoing_can_fail_too(void **state)
{
	struct enforce_fault fault;
	unsigned int nth, more;
	char *was;

	(void)state;
	for (nth = 1; nth < 30; nth++) {
		for (more = 1; more < 12; more++) {
			start_before();
			was = fake_text(&fake);
			fake_fail(&fake, nth, -EIO, SIZE_MAX);
			fake.fail_also = fake.fail_at + more;
			if (try(after, &fault)) {
				wait_for_retries();
				assert_kernel(was);
			} else {
				free(was);
			}
			finish();
		}
	}
}

/* It could be done, but not be saved: somebody else's ports are as they were. */
static void what_was_done_can_be_undone(void **state)
{
	const struct datapath_port *port;
	struct intent intent;
	struct enforce_fault fault;
	uint32_t number;

	(void)state;
	start_before();
	number = kernel_port("sw0", "hand2")->number;
	intent = intent_of(after);
	assert_int_equal(enforce_try(&switches, &intent, now_ms, &fault), 0);
	assert_true(kernel_port("sw0", "hand1")->ours);
	assert_true(kernel_port("sw1", "hand2")->ours);
	assert_null(fake_find(&fake, "sw2"));
	enforce_undo(&switches, &intent, now_ms);
	wait_for_retries();
	port = kernel_port("sw0", "hand1");
	assert_true(port && !port->ours && port->settings.pvid == 99);
	port = kernel_port("sw0", "hand2");
	assert_true(port && !port->ours && port->settings.pvid == 99 && port->number == number);
	port = kernel_port("sw2", "hand3");
	assert_true(port && !port->ours && port->settings.pvid == 99);
	assert_null(fake_find(&fake, "sw1"));
	assert_true(kernel_port("sw2", "eth1")->ours);
	finish();
}

/* What was tried exchanged the numbers, and some ports' switch. */
static void ports_get_their_numbers_back(void **state)
{
	struct enforce_fault fault;
	struct intent intent;
	char *wanted;

	(void)state;
	start();
	appear(1, "tap1");
	appear(2, "tap2");
	appear(3, "tap3");
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "," PORT("tap2", "sw0") "," PORT("tap3", "sw0") "]");
	tell_all();
	wanted = fake_text(&fake);
	intent = intent_of("[" SWITCH("sw0") "," SWITCH("sw1") "," NUMBERED("tap1", "sw0", "7") ","
			   PORT("tap2", "sw1") "," NUMBERED("tap3", "sw0", "1") "]");
	assert_int_equal(enforce_try(&switches, &intent, now_ms, &fault), 0);
	enforce_undo(&switches, &intent, now_ms);
	wait_for_retries();
	assert_kernel(wanted);
	finish();
}

/* What its client is told need not be in the log too. */
static void a_failure_that_is_undone_is_not_logged(void **state)
{
	struct enforce_fault fault;

	(void)state;
	start_before();
	fake_switch_add(&fake, "others");
	fake_netdev_add(&fake, 20, "taken");
	attach_by_hand("others", 20);
	tell_netdev(20, "taken", false);
	testing_log_clear();
	assert_int_equal(try("[" SWITCH("sw0") "," PORT("taken", "sw0") "]", &fault), -EBUSY);
	assert_null(strstr(testing_log, "<4>"));
	assert_null(strstr(testing_log, "<3>"));
	assert_int_equal(switches_retry(&switches, now_ms), 0);
	finish();
}

/* What is configured is tried until it is so, whatever fails at first. */
static void as_much_as_can_be_and_the_rest_later(void **state)
{
	char *wanted = text_after();
	unsigned int nth = 0;
	bool failed = true;

	(void)state;
	while (failed) {
		start_before();
		fake_fail(&fake, ++nth, -EIO, SIZE_MAX);
		enforce(after);
		failed = fake_has_failed(&fake);
		wait_for_retries();
		tell_all();
		assert_kernel(strdup(wanted));
		finish();
	}
	free(wanted);
	assert_true(nth > 20);
}

static void one_switch_that_fails_does_not_hinder_the_others(void **state)
{
	(void)state;
	start();
	appear(1, "tap1");
	appear(2, "tap2");
	fake_switch_add(&fake, "sw0");
	fake_find(&fake, "sw0")->busy = true;
	tell_all();
	enforce("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw1") ","
		STATIC("2:0:0:0:0:1", "tap1") "]");
	assert_non_null(kernel_port("sw1", "tap1"));
	assert_int_equal(fake_find(&fake, "sw1")->flows_count, 2);
	assert_int_equal(switches.retry_ms, now_ms + 1000);
	assert_non_null(strstr(testing_log, "<3>sw0: another program takes its upcalls"));
	finish();
}

static void a_switch_does_not_wait_for_what_failed_with_another(void **state)
{
	struct bridge *bridge;

	(void)state;
	start();
	appear(1, "tap1");
	fake_switch_add(&fake, "sw0");
	fake_find(&fake, "sw0")->busy = true;
	tell_all();
	enforce("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw1") "]");
	assert_true(switches.retry_ms > now_ms);
	bridge = switches_find_name(&switches, "sw1");
	bridge->stale = true;
	switches_settle(&switches, now_ms);
	assert_false(bridge->stale);
	finish();
}

static unsigned int steps;

static void take_step(void)
{
	steps++;
}

static void long_work_is_told_of_at_each_step(void **state)
{
	(void)state;
	start();
	appear(1, "tap1");
	appear(2, "tap2");
	appear(3, "tap3");
	switches.progress = take_step;
	steps = 0;
	enforce("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap*", "sw0") "]");
	assert_true(steps >= 5);	/* switches and interfaces */
	finish();
}

static void static_entries_of_one_switch_do_not_hinder_those_of_the_next(void **state)
{
	struct intent intent;

	(void)state;
	start();
	appear(1, "tap1");
	appear(2, "tap2");
	enforce("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw0") "," PORT("tap2", "sw1") "]");
	intent = intent_of("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw0") ","
			   PORT("tap2", "sw1") "," STATIC("2:0:0:0:0:1", "tap1") ","
			   STATIC("2:0:0:0:0:2", "tap2") "]");
	fake_find(&fake, "sw0")->settings.flows_max = 0;
	intent.switches[0]->flows_max = 0;
	enforce_intent(&switches, &intent, now_ms);
	assert_int_equal(fake_find(&fake, "sw0")->flows_count, 0);
	assert_int_equal(fake_find(&fake, "sw1")->flows_count, 2);
	assert_null(strstr(testing_log, "<3>sw1"));
	finish();
}

/* As what a switch holds stays, flowd asks for no less room than that. */
static void fewer_flows_than_there_are(void **state)
{
	static const char fewer[] = "[{'operation': 'switch-add', 'name': 'sw0', 'flows_max': 2, 'fail_mode': 'drop'},"
				    PORT("tap1", "sw0") "]";
	struct enforce_fault fault;
	const struct fake_switch *of;

	(void)state;
	start();
	appear(1, "tap1");
	enforce("[" SWITCH("sw0") "," PORT("tap1", "sw0") "]");
	tell_all();
	learn("sw0", "tap1", 0, 1);
	of = fake_find(&fake, "sw0");
	assert_int_equal(of->flows_count, 4);
	assert_int_equal(try(fewer, &fault), -ENOSPC);
	assert_string_equal(fault.sentence.text, "sw0: there are more flows");
	assert_int_equal(of->settings.fail_mode, FLOWDP_FAIL_FORWARD);
	assert_int_equal(switches_retry(&switches, now_ms), 0);

	/* At a start the switch is served all the same. */
	switches_clear(&switches);
	fake_find(&fake, "sw0")->bound = false;
	start_daemon();
	tell_all();
	testing_log_clear();
	enforce(fewer);
	assert_non_null(strstr(testing_log, "<3>sw0: there are more flows\n"));
	assert_true(of->bound);
	assert_int_equal(of->settings.fail_mode, FLOWDP_FAIL_DROP);
	assert_int_equal(of->settings.flows_max, FLOWDP_FLOWS_DEFAULT);
	learn("sw0", "tap1", 0, 2);
	assert_int_equal(of->flows_count, 6);
	bridge_flush(switches.bridges[0], BRIDGE_ANY_PORT, FDB_ANY_VID, now_ms);
	wait_for_retries();
	assert_int_equal(of->flows_count, 2);
	assert_int_equal(of->settings.flows_max, 2);
	finish();
}

/* Who changes one switch is not told of what another's configuration cannot have. */
static void what_fails_hinders_only_changes_of_its_own(void **state)
{
	struct enforce_fault fault;

	(void)state;
	start();
	appear(1, "tap1");
	appear(2, "tap2");
	enforce("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw0") "]");
	tell_all();
	fake_find(&fake, "sw0")->settings.flows_max = 0;
	enforce("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw0") "," STATIC("2:0:0:0:0:1", "tap1") "]");
	assert_int_not_equal(switches_retry(&switches, now_ms), 0);
	assert_int_equal(try("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw0") ","
			     STATIC("2:0:0:0:0:1", "tap1") "," PORT("tap2", "sw1") "]", &fault), 0);
	assert_non_null(kernel_port("sw1", "tap2"));
	assert_int_equal(try("[" SWITCH("sw0") "," SWITCH("sw1") "," PORT("tap1", "sw0") ","
			     STATIC("2:0:0:0:0:1", "tap1") "," STATIC("2:0:0:0:0:2", "tap1") ","
			     PORT("tap2", "sw1") "]", &fault), -ENOSPC);
	assert_string_equal(fault.sentence.text, "sw0: the switch has all flows that fit");
	fake_find(&fake, "sw0")->settings.flows_max = 100;
	wait_for_retries();
	assert_int_equal(fake_find(&fake, "sw0")->flows_count, 4);
	finish();
}

/* What was there before belongs to somebody: it stays, without what an Apply added. */
static void a_switch_that_was_there_has_none_of_our_ports_after_a_failure(void **state)
{
	struct enforce_fault fault;
	unsigned int nth = 0;
	bool failed;
	int code;

	(void)state;
	do {
		start_before();
		fake_switch_add(&fake, "others");
		tell_all();
		fake_fail(&fake, ++nth, -EIO, SIZE_MAX);
		code = try("[" SWITCH("others") "," PORT("tap1", "others") ","
			   PORT("tap3", "others") "," PORT("vm1", "others") "]", &fault);
		failed = fake_has_failed(&fake);
		if (code) {
			wait_for_retries();
			assert_int_equal(fake_find(&fake, "others")->ports_count, 1);
			assert_false(fake_find(&fake, "others")->bound);
			assert_non_null(kernel_port("sw0", "tap1"));
			assert_non_null(kernel_port("sw0", "vm1"));
		}
		finish();
	} while (failed);
	assert_true(nth > 10);
}

/* With each new station, it would be read and logged again. */
static void a_switch_that_cannot_be_read_is_read_again_later(void **state)
{
	unsigned int calls;

	(void)state;
	start_before();
	wait_for_retries();
	testing_log_clear();
	switches_find_name(&switches, "sw0")->stale = true;
	fake_fail(&fake, 1, -EIO, SIZE_MAX);
	switches_settle(&switches, now_ms);
	assert_true(fake_has_failed(&fake));
	assert_string_equal(testing_log, "<4>sw0: cannot be brought in line, will try again: Input/output error\n");
	calls = fake.calls;
	learn("sw0", "same", 0, 5);
	assert_int_equal(fake.calls, calls + 1);	/* it is entered, no more */
	assert_true(switches_find_name(&switches, "sw0")->stale);
	wait_for_retries();
	assert_false(switches_find_name(&switches, "sw0")->stale);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_switch_is_made_as_it_is_meant_to_be),
		cmocka_unit_test(a_switch_that_is_there_is_taken_as_it_is),
		cmocka_unit_test(a_switch_deleted_by_somebody_is_made_again),
		cmocka_unit_test(a_switch_renamed_by_somebody_is_another),
		cmocka_unit_test(what_flowd_began_before_it_died_is_ended),
		cmocka_unit_test(why_a_switch_cannot_be),
		cmocka_unit_test(an_interface_that_fails_is_named),
		cmocka_unit_test(all_or_nothing),
		cmocka_unit_test(undoing_can_fail_too),
		cmocka_unit_test(what_was_done_can_be_undone),
		cmocka_unit_test(ports_get_their_numbers_back),
		cmocka_unit_test(a_failure_that_is_undone_is_not_logged),
		cmocka_unit_test(as_much_as_can_be_and_the_rest_later),
		cmocka_unit_test(one_switch_that_fails_does_not_hinder_the_others),
		cmocka_unit_test(a_switch_does_not_wait_for_what_failed_with_another),
		cmocka_unit_test(long_work_is_told_of_at_each_step),
		cmocka_unit_test(static_entries_of_one_switch_do_not_hinder_those_of_the_next),
		cmocka_unit_test(fewer_flows_than_there_are),
		cmocka_unit_test(what_fails_hinders_only_changes_of_its_own),
		cmocka_unit_test(a_switch_that_was_there_has_none_of_our_ports_after_a_failure),
		cmocka_unit_test(a_switch_that_cannot_be_read_is_read_again_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
