// SPDX-License-Identifier: GPL-2.0-or-later
/* Patches: what policies may say of them, when they are made, and when they go. */
#include "flowd_switches_testing.h"

#include "../flowd/patch.h"

#define PATCH(match, switch, peer) "{'operation': 'port-add', 'match': '" match "', 'switch': '" \
				switch "', 'patch': '" peer "'}"
#define SWITCHES_	SWITCH("sw0") "," SWITCH("sw1")
#define POLICIES	PATCH("p0", "sw0", "p1") "," PORT("p1", "sw1")
#define BOTH		SWITCHES_ "," POLICIES

/* Whether both are in the kernel, patched to each other. */
static bool patched(const char *one, const char *other)
{
	const struct fake_netdev *end = NULL, *peer = NULL;
	size_t i;

	for (i = 0; i < FAKE_NETDEVS; i++) {
		if (fake.netdevs[i].ifindex && !strcmp(fake.netdevs[i].name, one))
			end = &fake.netdevs[i];
		if (fake.netdevs[i].ifindex && !strcmp(fake.netdevs[i].name, other))
			peer = &fake.netdevs[i];
	}
	return end && peer && end->peer == peer->ifindex && peer->peer == end->ifindex;
}

static uint32_t make_end_by_hand(const char *name, uint32_t peer)
{
	uint32_t ifindex;

	assert_int_equal(fake.base.operations->patch_add(&fake.base, name, peer, &ifindex, NULL), 0);
	tell_netdev(ifindex, name, false);
	if (peer)
		tell_netdev(peer, netdev_find(switches.netdevs, peer)->name, false);
	return ifindex;
}

static int try(const char *operations, struct enforce_fault *fault)
{
	struct intent intent = intent_of(operations);
	int code = enforce_try(&switches, &intent, now_ms, fault);

	if (code)
		enforce_undo(&switches, &intent, now_ms);
	else
		enforce_keep(&switches, &intent);
	return code;
}

static void both_ends_are_made_and_are_ports(void **state)
{
	(void)state;
	start();
	enforce("[" BOTH "]");
	assert_true(patched("p0", "p1"));
	assert_non_null(kernel_port("sw0", "p0"));
	assert_non_null(kernel_port("sw1", "p1"));
	tell_all();
	wait_for_retries();
	assert_true(patched("p0", "p1"));
	assert_non_null(kernel_port("sw0", "p0"));
	finish();
}

/* The kernel tells of the first one before it has a second. */
static void events_on_their_way_change_nothing(void **state)
{
	struct netdev early = { .name = "p0", .is_patch = true };
	unsigned int writes;

	(void)state;
	start();
	enforce("[" BOTH "]");
	tell_all();
	writes = fake.writes;
	early.ifindex = kernel_port("sw0", "p0")->ifindex;
	switches_netdev(&switches, &early, now_ms);
	tell_all();
	assert_int_equal(fake.writes, writes);
	finish();
}

static void one_that_no_policy_names_is_in_no_switch(void **state)
{
	(void)state;
	start();
	enforce("[" SWITCHES_ "," PATCH("p0", "sw0", "p1") "]");
	tell_all();
	assert_true(patched("p0", "p1"));
	assert_int_equal(fake_find(&fake, "sw1")->ports_count, 1);
	enforce("[" BOTH "]");
	assert_non_null(kernel_port("sw1", "p1"));
	finish();
}

static void a_patch_goes_when_no_policy_asks_for_it(void **state)
{
	(void)state;
	start();
	enforce("[" SWITCHES_ "," PATCH("p0", "sw0", "p1") "," PATCH("p1", "sw1", "p0") "]");
	tell_all();
	enforce("[" SWITCHES_ "," PATCH("p1", "sw1", "p0") "]");
	assert_true(patched("p0", "p1"));
	assert_null(kernel_port("sw0", "p0"));
	enforce("[" SWITCHES_ "," PORT("p1", "sw1") "]");
	assert_false(patched("p0", "p1"));
	assert_null(netdev_find_name(switches.netdevs, "p0"));
	assert_null(bridge_port_find(switches_find_name(&switches, "sw1"), "p1"));
	assert_int_equal(switches.retry_ms, 0);
	finish();
}

static void an_end_gets_another_other_end(void **state)
{
	(void)state;
	start();
	enforce("[" BOTH "]");
	tell_all();
	enforce("[" SWITCHES_ "," PATCH("p0", "sw0", "p2") "," PORT("p2", "sw1") "]");
	assert_true(patched("p0", "p2"));
	assert_null(netdev_find_name(switches.netdevs, "p1"));
	assert_non_null(kernel_port("sw0", "p0"));
	assert_non_null(kernel_port("sw1", "p2"));
	tell_all();
	wait_for_retries();
	assert_true(patched("p0", "p2"));
	enforce("[" SWITCHES_ "," PATCH("p1", "sw0", "p2") "," PORT("p2", "sw1") "]");
	assert_true(patched("p1", "p2"));
	assert_null(netdev_find_name(switches.netdevs, "p0"));
	assert_non_null(kernel_port("sw1", "p2"));
	finish();
}

static void a_restart_makes_nothing_anew(void **state)
{
	unsigned int writes;

	(void)state;
	start();
	enforce("[" BOTH "]");
	tell_all();
	writes = fake.writes;
	switches_clear(&switches);
	start_daemon();
	tell_all();
	enforce("[" BOTH "]");
	assert_int_equal(fake.writes, writes);
	enforce("[" SWITCHES_ "]");
	assert_false(patched("p0", "p1"));
	finish();
}

static void one_made_by_hand_is_left_alone_until_a_policy_names_it(void **state)
{
	struct enforce_fault fault;

	(void)state;
	start();
	make_end_by_hand("p1", make_end_by_hand("p0", 0));
	enforce("[" SWITCHES_ "," PORT("p0", "sw0") "]");
	enforce("[" SWITCHES_ "]");
	assert_true(patched("p0", "p1"));
	assert_int_equal(try("[" BOTH "]", &fault), 0);
	enforce("[" SWITCHES_ "]");
	assert_false(patched("p0", "p1"));
	finish();
}

static void one_made_by_hand_outlives_an_intent_that_comes_to_nothing(void **state)
{
	struct intent intent = intent_of("[" BOTH "]");
	struct enforce_fault fault;

	(void)state;
	start();
	make_end_by_hand("p1", make_end_by_hand("p0", 0));
	appear(1, "tap1");
	appear(2, "tap2");
	enforce("[" SWITCHES_ "," NUMBERED("tap1", "sw0", "7") "]");
	attach_by_hand("sw1", 2);	/* port 1 */
	assert_int_equal(try("[" BOTH "," NUMBERED("tap1", "sw1", "1") "]", &fault), -EEXIST);
	wait_for_retries();
	assert_true(patched("p0", "p1"));
	assert_null(kernel_port("sw0", "p0"));
	assert_int_equal(enforce_try(&switches, &intent, now_ms, &fault), 0);
	assert_non_null(kernel_port("sw0", "p0"));
	enforce_undo(&switches, &intent, now_ms);	/* it was not confirmed */
	wait_for_retries();
	assert_true(patched("p0", "p1"));
	assert_null(kernel_port("sw0", "p0"));
	finish();
}

static void an_end_alone_gets_its_other_one(void **state)
{
	(void)state;
	start();
	make_end_by_hand("p1", 0);
	enforce("[" BOTH "]");
	assert_true(patched("p0", "p1"));
	tell_all();
	assert_non_null(kernel_port("sw0", "p0"));
	assert_non_null(kernel_port("sw1", "p1"));
	finish();
}

static void one_deleted_by_somebody_is_made_again(void **state)
{
	uint32_t p0, p1;
	const char *said;

	(void)state;
	start();
	enforce("[" BOTH "]");
	tell_all();
	p0 = kernel_port("sw0", "p0")->ifindex;
	p1 = kernel_port("sw1", "p1")->ifindex;
	fake_netdev_delete(&fake, p0);
	switches_netdev_gone(&switches, p0, now_ms);
	switches_netdev_gone(&switches, p1, now_ms);
	said = strstr(testing_log, "p0: the patch was deleted by somebody; it will be made again");
	assert_non_null(said);
	assert_null(strstr(strchr(said, '\n'), "deleted by somebody"));
	wait_for_retries();
	assert_true(patched("p0", "p1"));
	assert_non_null(kernel_port("sw0", "p0"));
	assert_non_null(kernel_port("sw1", "p1"));
	finish();
}

/* Refused when it is applied; otherwise in the log, and what is in the way is no port. */
static void assert_in_the_way(const char *sentence)
{
	char *kernel = fake_text(&fake), expected[256];
	const struct netdev *netdev;
	struct enforce_fault fault;
	struct flow_error why;

	snprintf(expected, sizeof(expected), "p0: %s", sentence);
	assert_int_equal(try("[" BOTH "]", &fault), -EEXIST);
	assert_string_equal(fault.subject, "p0");
	assert_string_equal(fault.sentence.text, expected);
	assert_kernel(kernel);
	enforce("[" BOTH "]");
	assert_int_equal(fake_find(&fake, "sw0")->ports_count, 1);
	assert_int_equal(fake_find(&fake, "sw1")->ports_count, 1);
	assert_non_null(strstr(testing_log, expected));
	assert_int_equal(patch_check(&switches, "p0", &why), -EEXIST);
	assert_string_equal(why.text, sentence);
	assert_int_equal(patch_check(&switches, "p1", NULL), -EEXIST);
	netdev = netdev_find_name(switches.netdevs, "p0");
	if (netdev) {
		assert_false(attach_explain(&switches, netdev, intent_find_port(&switches.intent, "p0"),
					    &why));
		assert_string_equal(why.text, sentence);
	}
	assert_true(switches.retry_ms);
}

static void what_can_be_in_the_way(void **state)
{
	(void)state;
	start();
	appear(1, "p0");
	assert_in_the_way("there is an interface \"p0\" that is no patch; rename it, or name another end");
	fake_netdev_delete(&fake, 1);
	switches_netdev_gone(&switches, 1, now_ms);
	wait_for_retries();
	assert_true(patched("p0", "p1"));
	assert_non_null(kernel_port("sw0", "p0"));
	finish();

	start();
	appear(1, "p1");
	assert_in_the_way("there is an interface \"p1\" that is no patch; rename it, or name another end");
	finish();

	start();
	make_end_by_hand("q", make_end_by_hand("p1", 0));
	assert_in_the_way("p1 is patched to q already; delete that patch with \"ip link del p1\"");
	finish();

	start();
	make_end_by_hand("p0", 0);
	make_end_by_hand("p1", 0);
	assert_in_the_way("p0 and p1 are there, but not patched to each other; delete one of them with \"ip link del p1\"");
	finish();
}

static void what_is_in_the_way_hinders_no_other_change(void **state)
{
	struct enforce_fault fault;
	struct intent intent;

	(void)state;
	start();
	appear(1, "p0");
	appear(2, "tap1");
	appear(3, "taken");
	fake_switch_add(&fake, "others");
	attach_by_hand("others", 3);
	enforce("[" BOTH "," PORT("taken", "sw0") "]");
	tell_all();
	intent = intent_of("[" BOTH "," PORT("taken", "sw0") "," PORT("tap1", "sw0") "]");
	assert_int_equal(enforce_try(&switches, &intent, now_ms, &fault), 0);
	enforce_keep(&switches, &intent);
	assert_non_null(kernel_port("sw0", "tap1"));
	assert_true(switches.retry_ms);
	intent = intent_of("[" SWITCHES_ "," PATCH("p0", "sw1", "p1") "," PORT("p1", "sw0") "]");
	assert_int_equal(enforce_try(&switches, &intent, now_ms, &fault), -EEXIST);
	assert_string_equal(fault.subject, "p0");
	enforce_undo(&switches, &intent, now_ms);
	finish();
}

/* As when what was applied goes, and what a file says of an end holds again. */
static void policies_that_disagree_after_all(void **state)
{
	struct intent intent = intent_of("[" BOTH "]");
	struct intent_port other;
	struct flow_error why;

	(void)state;
	start();
	intent_port_init(&other);
	strcpy(other.match, "p2");
	strcpy(other.switch_name, "sw0");
	strcpy(other.patch, "p1");
	assert_int_equal(intent_put_port(&intent, &other), 0);
	enforce_intent(&switches, &intent, now_ms);
	wait_for_retries();
	assert_true(patched("p0", "p1"));
	assert_null(netdev_find_name(switches.netdevs, "p2"));
	assert_int_equal(patch_check(&switches, "p0", NULL), 0);
	assert_int_equal(patch_check(&switches, "p2", &why), -EEXIST);
	assert_string_equal(why.text, "another policy says that p1 is to be patched to p0; change one of them");
	finish();
}

/* A pattern comes to hold for the other end when its own policy goes. */
static void both_ends_in_one_switch_are_no_ports(void **state)
{
	struct intent intent = intent_of("[" BOTH "," PORT("p*", "sw0") "]");
	struct flow_error why;

	(void)state;
	start();
	enforce("[" BOTH "," PORT("p*", "sw0") "]");
	tell_all();
	intent_delete_port(&intent, "p1");
	enforce_intent(&switches, &intent, now_ms);
	assert_null(kernel_port("sw0", "p1"));
	assert_null(kernel_port("sw1", "p1"));
	assert_int_equal(patch_check(&switches, "p1", &why), -EEXIST);
	assert_string_equal(why.text, "p1 and p0, both ends of a patch, would be in switch \"sw0\", which is a loop; "
				      "put one of them into another switch");
	finish();
}

/* What is made anew has another ifindex. */
static char *text_without_ifindexes(void)
{
	char *text = fake_text(&fake), *from, *to = text;

	for (from = text; *from; from++)
		if (!(from > text && to[-1] == '(' && *from != ')'))
			*to++ = *from;
	*to = '\0';
	return text;
}

/* Whatever fails, and wherever: all is as it was, or nothing is missing. */
static void a_failure_leaves_all_as_it_was(void **state)
{
	static const char *const intents[] = {
		"[" SWITCHES_ "," PORT("tap1", "sw0") "]",
		"[" BOTH "," PORT("tap1", "sw0") "]",
		"[" SWITCHES_ "," PATCH("p0", "sw1", "p2") "," PORT("p2", "sw0") "]",
	};
	struct enforce_fault fault;
	unsigned int nth;
	size_t i, j;
	char *before, *now;
	int code;

	(void)state;
	for (i = 0; i < 3; i++) {
		for (j = 0; j < 3; j++) {
			for (nth = 1;; nth++) {
				start();
				appear(1, "tap1");
				enforce(intents[i]);
				tell_all();
				before = text_without_ifindexes();
				fake_fail(&fake, nth, -ENOMEM, 0);
				code = try(intents[j], &fault);
				if (!fake_has_failed(&fake))
					break;
				if (code) {
					wait_for_retries();
					now = text_without_ifindexes();
					assert_string_equal(now, before);
					free(now);
				}
				free(before);
				finish();
			}
			assert_int_equal(code, 0);
			free(before);
			finish();
		}
	}
}

static void assert_refused(const char *operations, const char *sentence)
{
	json_t *json = testing_json(operations);
	struct intent nothing = { 0 };
	struct flow_error error = { "" };
	struct apply apply;

	assert_int_equal(apply_start(&apply, &nothing, &nothing), 0);
	assert_int_equal(apply_operations(&apply, json, &error), -EINVAL);
	assert_string_equal(error.text, sentence);
	apply_clear(&apply);
	json_decref(json);
}

#define REFUSED(operations, sentence)	assert_refused("[" SWITCHES_ "," operations "]", sentence)

static void what_a_policy_cannot_say(void **state)
{
	(void)state;
	REFUSED(PATCH("p0", "sw0", "p0"), "p0 cannot be patched to itself; name another interface");
	REFUSED(PATCH("p*", "sw0", "p1"),
		"\"p*\" is not the name of an interface, so it cannot be an end of a patch; give that end a policy by its name");
	REFUSED(PATCH("mac:2:0:0:0:0:1", "sw0", "p1"),
		"\"mac:02:00:00:00:00:01\" is not the name of an interface, so it cannot be an end of a patch; give that end a policy by its name");
	REFUSED(PATCH("alias:a", "sw0", "p1"),
		"\"alias:a\" is not the name of an interface, so it cannot be an end of a patch; give that end a policy by its name");
	REFUSED(PATCH("p0", "sw0", "a/b"),
		"the patch of p0: \"a/b\" cannot be an interface's name: no '/' in it");
	REFUSED(PATCH("p0", "sw0", "mac:2:0:0:0:0"),
		"the patch of p0: \"mac:2:0:0:0:0\" cannot be an interface's name: no ':' in it");
	REFUSED(PATCH("p0", "sw0", "p*"),
		"the patch of p0: \"p*\" is a pattern; the end of a patch needs a name");
	REFUSED(PATCH("p0", "sw0", "none"),
		"the patch of p0: \"none\" stands for no patch; give its end another name");
	REFUSED(PATCH("p0", "sw0", "lo"),
		"the patch of p0: \"lo\" is the loopback interface; give its end another name");
	REFUSED(PATCH("p0", "sw0", "sw1"),
		"the patch of p0: \"sw1\" is a switch; give the end of the patch another name");
	REFUSED(PATCH("sw0", "sw0", "p1"),
		"the patch of sw0: \"sw0\" is a switch; give the end of the patch another name");
	REFUSED(PATCH("p0", "sw0", "p1") "," SWITCH("p1"),
		"\"p1\" is an end of a patch, so it cannot be a switch; give one of them another name");
	REFUSED("{'operation': 'profile-add', 'name': 'a', 'patch': 'p1'}",
		"patch is a port's own; say it in its policy");
}

static void peers_that_disagree(void **state)
{
	(void)state;
	REFUSED(PATCH("p0", "sw0", "p1") "," PATCH("p1", "sw1", "p2"),
		"p1 cannot be patched to p2, as p0 is to be patched to p1; change one of them");
	REFUSED(PATCH("p0", "sw0", "p1") "," PATCH("p2", "sw1", "p1"),
		"p2 cannot be patched to p1, as p0 is to be patched to p1; change one of them");
	REFUSED(PATCH("p0", "sw0", "p1") "," PATCH("p2", "sw1", "p0"),
		"p2 cannot be patched to p0, as p0 is to be patched to p1; change one of them");
	REFUSED(PATCH("p0", "sw0", "p1") "," PATCH("p1", "sw1", "p0") ","
		"{'operation': 'port-set', 'match': 'p0', 'patch': 'p2'}",
		"p0 cannot be patched to p2, as p1 is to be patched to p0; change one of them");
}

static const char loop[] = "both ends of the patch from p0 to p1 would be in switch \"sw0\", "
			   "which is a loop; put one of them into another switch";

static void both_ends_in_one_switch(void **state)
{
	struct intent intent;

	(void)state;
	REFUSED(PATCH("p0", "sw0", "p1") "," PORT("p1", "sw0"), loop);
	REFUSED(PORT("p1", "sw0") "," PATCH("p0", "sw0", "p1"), loop);
	REFUSED(PATCH("p0", "sw0", "p1") "," PORT("p*", "sw0"), loop);
	REFUSED(PORT("p*", "sw0") "," PATCH("p0", "sw0", "p1"), loop);
	REFUSED(POLICIES ",{'operation': 'port-set', 'match': 'p1', 'switch': 'sw0'}", loop);
	REFUSED(PATCH("p0", "sw0", "p1") "," PORT("p*", "sw1")
		",{'operation': 'port-set', 'match': 'p*', 'switch': 'sw0'}", loop);
	REFUSED(POLICIES ",{'operation': 'port-set', 'match': 'p0', 'switch': 'sw1'}",
		"both ends of the patch from p0 to p1 would be in switch \"sw1\", which is a loop; "
		"put one of them into another switch");
	/* The first pattern holds, and a name before both. */
	intent = intent_of("[" BOTH "," PORT("p*", "sw0") "]");
	intent_clear(&intent);
	intent = intent_of("[" SWITCHES_ "," PORT("?1", "sw1") "," PORT("p*", "sw0") ","
			   PATCH("p0", "sw0", "p1") "]");
	intent_clear(&intent);
}

static void a_patch_is_taken_back(void **state)
{
	struct intent intent = intent_of("[" BOTH ",{'operation': 'port-set', 'match': 'p0', 'patch': ''},"
					 PATCH("q", "sw0", "p1") "]");

	(void)state;
	assert_string_equal(intent_find_port(&intent, "p0")->patch, "");
	assert_string_equal(intent_find_port(&intent, "q")->patch, "p1");
	intent_clear(&intent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ends_are_made_and_are_ports),
		cmocka_unit_test(events_on_their_way_change_nothing),
		cmocka_unit_test(one_that_no_policy_names_is_in_no_switch),
		cmocka_unit_test(a_patch_goes_when_no_policy_asks_for_it),
		cmocka_unit_test(an_end_gets_another_other_end),
		cmocka_unit_test(a_restart_makes_nothing_anew),
		cmocka_unit_test(one_made_by_hand_is_left_alone_until_a_policy_names_it),
		cmocka_unit_test(one_made_by_hand_outlives_an_intent_that_comes_to_nothing),
		cmocka_unit_test(an_end_alone_gets_its_other_one),
		cmocka_unit_test(one_deleted_by_somebody_is_made_again),
		cmocka_unit_test(what_can_be_in_the_way),
		cmocka_unit_test(what_is_in_the_way_hinders_no_other_change),
		cmocka_unit_test(policies_that_disagree_after_all),
		cmocka_unit_test(both_ends_in_one_switch_are_no_ports),
		cmocka_unit_test(a_failure_leaves_all_as_it_was),
		cmocka_unit_test(what_a_policy_cannot_say),
		cmocka_unit_test(peers_that_disagree),
		cmocka_unit_test(both_ends_in_one_switch),
		cmocka_unit_test(a_patch_is_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
