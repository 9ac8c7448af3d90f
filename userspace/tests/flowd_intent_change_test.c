// SPDX-License-Identifier: GPL-2.0-or-later
/* Which interfaces and switches are concerned, between two configuration files. */
#include "flowd_config_testing.h"

#include "../flowd/intent_change.h"

#define SW0		"[Switch]\nName=sw0\n"
#define PORT(match)	"[Port]\nMatch=" match "\n"
#define A		PORT("a*")
#define B		PORT("b*")
#define C		PORT("c*")

/* @expected: those of a1, b1, c1 and d1 that are concerned. */
static void assert_change(const char *from, const char *to, const char *expected)
{
	static const char *const names[] = { "a1", "b1", "c1", "d1" };
	struct intent before = load(from), after = load(to);
	struct intent_interface interface = { .mac = "02:00:00:00:00:01" };
	struct intent_change change;
	char concerned[16] = "";
	size_t i;

	intent_compare(&before, &after, &change);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		interface.name = names[i];
		if (intent_change_concerns(&change, &interface))
			strcat(concerned, names[i]);
	}
	assert_string_equal(concerned, expected);
	intent_clear(&before);
	intent_clear(&after);
}

static void what_stays_concerns_nobody(void **state)
{
	(void)state;
	assert_change("", "", "");
	assert_change(SW0 A B, SW0 A B, "");
	assert_change(SW0 A B, SW0 "Ageing=7\n" A B, "");
}

static void what_comes_and_goes_concerns_those_it_names(void **state)
{
	(void)state;
	assert_change(SW0, SW0 A, "a1");
	assert_change(SW0 A B, SW0 A B C, "c1");
	assert_change(SW0 A B, SW0 C A B, "c1");
	assert_change(SW0 A B, SW0 A PORT("d1") B, "d1");
	assert_change(SW0 A B C, SW0 A C, "b1");
	assert_change(SW0 A B C, SW0 B C, "a1");
	assert_change(SW0 A B C, SW0, "a1b1c1");
	assert_change(SW0 A, SW0 A PORT("mac:02:00:00:00:00:01"), "a1b1c1d1");
	assert_change(SW0 A, SW0 A PORT("mac:02:00:00:00:00:02"), "");
}

static void what_says_something_else_does_too(void **state)
{
	(void)state;
	assert_change(SW0 A B C, SW0 A B "Vlan=7\n" C, "b1");
	assert_change(SW0 A B C, SW0 "[Profile]\nName=p\nVlan=7\n" A "Profile=p\n" B C, "a1");
	assert_change(SW0 "[Profile]\nName=p\nVlan=7\n" A "Profile=p\n" B,
		      SW0 "[Profile]\nName=p\nVlan=8\n" A "Profile=p\n" B, "a1");
	/* Of two patterns for one interface the first counts. */
	assert_change(SW0 PORT("?1") A B, SW0 A PORT("?1") B, "a1b1c1d1");
}

static void a_patch_concerns_all(void **state)
{
	(void)state;
	assert_change(SW0 A PORT("p") "Patch=q\n", SW0 A B PORT("p") "Patch=q\n", "a1b1c1d1");
	assert_change(SW0 A PORT("p") "Patch=q\n", SW0 A, "a1b1c1d1");
	assert_change(SW0 A PORT("p") "Patch=q\n", SW0 A PORT("p") "Patch=q\n", "");
}

#define SW1		"[Switch]\nName=sw1\n"
#define IN(switch)	"Switch=" switch "\n"
#define VLAN(vid)	"[Vlan]\nVlan=" vid "\n"
#define FDB(n)		"[Fdb]\nMac=2:0:0:0:0:" n "\nPort=p\n"
#define NEIGHBOUR(n)	"[Neighbour]\nAddress=10.0.0." n "\nMac=2:0:0:0:0:1\nVlan=7\n"

/* @expected: those of sw0 and sw1 that are concerned. */
static void assert_switches(const char *from, const char *to, const char *expected)
{
	struct intent before = load(from), after = load(to);
	struct intent_change change;
	char concerned[16] = "";

	intent_compare(&before, &after, &change);
	if (intent_change_concerns_switch(&change, "sw0"))
		strcat(concerned, "sw0");
	if (intent_change_concerns_switch(&change, "sw1"))
		strcat(concerned, "sw1");
	assert_string_equal(concerned, expected);
	intent_clear(&before);
	intent_clear(&after);
}

#define BOTH		SW0 SW1 A IN("sw0") B IN("sw1") VLAN("7") IN("sw0")		\
			VLAN("8") IN("sw1")						\
			FDB("1") IN("sw0") FDB("2") IN("sw1")				\
			NEIGHBOUR("1") IN("sw0") NEIGHBOUR("2") IN("sw1")

static void a_change_concerns_the_switches_that_it_is_about(void **state)
{
	(void)state;
	assert_switches(BOTH, BOTH, "");
	assert_switches(SW0, SW0 SW1, "sw1");
	assert_switches(SW0 SW1, SW1, "sw0");
	assert_switches(SW0 SW1, SW0 SW1 "FlowsMax=9\n", "sw1");
	assert_switches(BOTH, BOTH C IN("sw1"), "sw1");
	assert_switches(SW0 SW1 A IN("sw0"), SW0 SW1 A IN("sw1"), "sw0sw1");
	assert_switches(BOTH, BOTH VLAN("9") IN("sw0"), "sw0");
	assert_switches(BOTH, BOTH VLAN("9") IN("sw1"), "sw1");
	assert_switches(BOTH VLAN("9") IN("sw1"), BOTH, "sw1");
	assert_switches(BOTH, BOTH FDB("3") IN("sw0"), "sw0");
	assert_switches(BOTH, BOTH NEIGHBOUR("3") IN("sw1"), "sw1");
	assert_switches(BOTH, BOTH FDB("3"), "sw0sw1");	/* whichever has the port */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stays_concerns_nobody),
		cmocka_unit_test(what_comes_and_goes_concerns_those_it_names),
		cmocka_unit_test(what_says_something_else_does_too),
		cmocka_unit_test(a_patch_concerns_all),
		cmocka_unit_test(a_change_concerns_the_switches_that_it_is_about),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
