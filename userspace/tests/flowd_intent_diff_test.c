// SPDX-License-Identifier: GPL-2.0-or-later
/* In what two intents differ, each given by a configuration file. */
#include "flowd_config_testing.h"

#include "../flowd/intent_diff.h"

/* @expected: a line each, "CHANGE OBJECT NAME: SETTING BEFORE > AFTER" */
static void assert_diff(const char *from, const char *to, const char *expected)
{
	struct intent before = load(from), after = load(to);
	json_t *changes = intent_diff(&before, &after), *change;
	const char *object, *kind, *name, *setting, *was, *is;
	size_t i, size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	json_array_foreach(changes, i, change) {
		setting = was = is = "-";
		assert_int_equal(json_unpack(change, "{s:s, s:s, s:s, s?s, s?s, s?s}", "change",
					     &kind, "object", &object, "name", &name, "setting",
					     &setting, "before", &was, "after", &is), 0);
		fprintf(out, "%s %s %s: %s %s > %s\n", kind, object, name, setting, was, is);
	}
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
	json_decref(changes);
	intent_clear(&before);
	intent_clear(&after);
}

#define SW0	"[Switch]\nName=sw0\n"
#define SW1	"[Switch]\nName=sw1\n"

static void what_says_the_same_does_not_differ(void **state)
{
	(void)state;
	assert_diff("", "", "");
	assert_diff(SW0 "[Port]\nMatch=a\nTrunk=1,2\nNative=2\n[Port]\nMatch=b\n",
		    "[Port]\nMatch=b\nIsolated=no\n[Port]\nNative=2\nMatch=a\nTrunk=2,1\n" SW0, "");
}

static void each_object_has_its_line(void **state)
{
	(void)state;
	assert_diff(SW0 "[Port]\nMatch=a\n[Fdb]\nMac=2:0:0:0:0:1\nPort=a\nSwitch=sw0\n",
		    "[Switch]\nName=sw1\n[Port]\nMatch=b\n[Fdb]\nMac=2:0:0:0:0:1\nVlan=7\nPort=x\n",
		    "removed switch sw0: - - > -\n"
		    "added switch sw1: - - > -\n"
		    "removed port a: - - > -\n"
		    "added port b: - - > -\n"
		    "removed fdb 02:00:00:00:00:01 switch sw0: - - > -\n"
		    "added fdb 02:00:00:00:00:01 vlan 7: - - > -\n");
}

static void each_setting_has_its_line(void **state)
{
	(void)state;
	assert_diff(SW0 "[Port]\nMatch=a\nVlan=10\n[Port]\nMatch=b\nTrunk=1,2\n",
		    "[Switch]\nName=sw0\nAgeing=7\n[Port]\nMatch=b\nTrunk=1-3\nIsolated=yes\n"
		    "[Port]\nMatch=a\nTrunk=5,6\nNative=6\nNumber=9\nPatch=p1\n",
		    "changed switch sw0: Ageing 300 > 7\n"
		    "changed port b: Trunk 1-2 > 1-3\n"
		    "changed port b: Isolated no > yes\n"
		    "changed port a: Number - > 9\n"
		    "changed port a: Patch - > p1\n"
		    "changed port a: Vlan 10 > -\n"
		    "changed port a: Trunk - > 5-6\n"
		    "changed port a: Native - > 6\n");
	assert_diff(SW0 "[Neighbour]\nAddress=10.0.0.1\nMac=2:0:0:0:0:1\nVlan=7\n"
		    "[Neighbour]\nAddress=10.0.0.2\nMac=2:0:0:0:0:1\nVlan=7\n",
		    SW0 "[Neighbour]\nAddress=10.0.0.1\nMac=2:0:0:0:0:2\nVlan=7\n"
		    "[Neighbour]\nAddress=10.0.0.1\nMac=2:0:0:0:0:1\nVlan=8\n",
		    "removed neighbour 10.0.0.2 vlan 7 switch sw0: - - > -\n"
		    "changed neighbour 10.0.0.1 vlan 7 switch sw0: Mac 02:00:00:00:00:01 > 02:00:00:00:00:02\n"
		    "added neighbour 10.0.0.1 vlan 8 switch sw0: - - > -\n");
	assert_diff(SW0 "[Fdb]\nMac=2:0:0:0:0:1\nPort=a\n", SW0 "[Fdb]\nMac=2:0:0:0:0:1\nPort=b\n",
		    "changed fdb 02:00:00:00:00:01: Port a > b\n");
}

static void vlans_are_those_of_a_switch(void **state)
{
	(void)state;
	assert_diff(SW0 "[Vlan]\nVlan=1-3\n", SW0 "[Vlan]\nVlan=3\n[Vlan]\nVlan=1-2\nLearning=yes\n",
		    "");
	assert_diff(SW0 SW1 "[Vlan]\nVlan=1-3\nSwitch=sw0\nAgeing=5\n",
		    SW0 SW1 "[Vlan]\nVlan=2-3\nSwitch=sw0\nMacLimit=7\n[Vlan]\nVlan=1\nSwitch=sw1\n",
		    "removed vlan 1 switch sw0: - - > -\n"
		    "changed vlan 2 switch sw0: Ageing 5 > -\n"
		    "changed vlan 2 switch sw0: MacLimit - > 7\n"
		    "changed vlan 3 switch sw0: Ageing 5 > -\n"
		    "changed vlan 3 switch sw0: MacLimit - > 7\n"
		    "added vlan 1 switch sw1: - - > -\n");
}

/* Of patterns that match, the first counts; of names there is only one. */
static void the_order_of_patterns_counts(void **state)
{
	(void)state;
	assert_diff(SW0 "[Port]\nMatch=tap*\n[Port]\nMatch=x\n[Port]\nMatch=t*\nVlan=1\n",
		    SW0 "[Port]\nMatch=x\n[Port]\nMatch=t*\nVlan=1\n[Port]\nMatch=tap*\n",
		    "changed port t*: place among the patterns - > -\n"
		    "changed port tap*: place among the patterns - > -\n");
	assert_diff(SW0 "[Port]\nMatch=a*\n[Port]\nMatch=b*\n",
		    SW0 "[Port]\nMatch=c*\n[Port]\nMatch=a*\n[Port]\nMatch=b*\n",
		    "added port c*: - - > -\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_says_the_same_does_not_differ),
		cmocka_unit_test(each_object_has_its_line),
		cmocka_unit_test(each_setting_has_its_line),
		cmocka_unit_test(vlans_are_those_of_a_switch),
		cmocka_unit_test(the_order_of_patterns_counts),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
