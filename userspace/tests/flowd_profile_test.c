// SPDX-License-Identifier: GPL-2.0-or-later
/* What ports have from profiles, in files, in operations, and in what is kept. */
#include "flowd_config_testing.h"

#include "../flowd/apply.h"
#include "../flowd/config_text.h"
#include "../flowd/intent_diff.h"
#include "../flowd/intent_json.h"

static const char config[] =
	"[Port]\nMatch=tap1\nProfile=web\n"
	"[Port]\nMatch=tap2\nLearning=yes\nProfile=web\nMacLimit=0\n"
	"[Port]\nMatch=tap3\nProfile=web\nTrunk=20\n"
	"[Port]\nMatch=tap4\nVlan=10\n"
	"[Switch]\nName=sw0\n"
	"[Profile]\nName=web\nVlan=10\nLearning=no\nMacLimit=5\nIsolated=yes\nPcp=3\n";

static struct intent intent;	/* that Apply changes */

static void assert_port(const struct intent *of, const char *match, uint16_t pvid, bool learning,
			uint32_t mac_limit)
{
	const struct intent_port *port = intent_find_port(of, match);

	assert_non_null(port);
	assert_int_equal(port->settings.pvid, pvid);
	assert_int_equal(!!(port->settings.flags & FLOWDP_PORT_F_LEARNING), learning);
	assert_int_equal(port->mac_limit, mac_limit);
}

static void own_keys_win(void **state)
{
	struct intent loaded = load(config);

	(void)state;
	assert_port(&loaded, "tap1", 10, false, 5);
	assert_port(&loaded, "tap2", 10, true, 0);
	assert_port(&loaded, "tap3", 0, false, 5);
	assert_int_equal(intent_find_port(&loaded, "tap3")->settings.vlan_mode,
			 FLOWDP_VLAN_MODE_TRUNK);
	assert_true(intent_find_port(&loaded, "tap3")->settings.flags & FLOWDP_PORT_F_ISOLATED);
	assert_port(&loaded, "tap4", 10, true, 0);
	intent_clear(&loaded);
}

static void the_file_says_profiles_and_own_settings(void **state)
{
	struct intent loaded = load(config), again;
	char *text = config_text_file(&loaded);
	json_t *changes;

	(void)state;
	assert_string_equal(text,
		"[Switch]\nName=sw0\n\n"
		"[Profile]\nName=web\nVlan=10\nPcp=3\nMacLimit=5\nLearning=no\nIsolated=yes\n\n"
		"[Port]\nMatch=tap1\nSwitch=sw0\nProfile=web\n\n"
		"[Port]\nMatch=tap2\nSwitch=sw0\nProfile=web\nMacLimit=0\nLearning=yes\n\n"
		"[Port]\nMatch=tap3\nSwitch=sw0\nProfile=web\nTrunk=20\n\n"
		"[Port]\nMatch=tap4\nSwitch=sw0\nVlan=10\n");
	again = load(text);
	changes = intent_diff(&loaded, &again);
	assert_int_equal(json_array_size(changes), 0);
	assert_port(&again, "tap2", 10, true, 0);
	json_decref(changes);
	free(text);
	intent_clear(&again);
	intent_clear(&loaded);
}

/* As all of VLANs, they go when the port has a mode of its own. */
static void translations_are_shared(void **state)
{
	static const char text[] =
		"[Switch]\nName=sw0\n\n"
		"[Profile]\nName=t\nTrunk=10\nTranslate=100:10\n\n"
		"[Port]\nMatch=tap1\nSwitch=sw0\nProfile=t\n\n"
		"[Port]\nMatch=tap2\nSwitch=sw0\nProfile=t\nTrunk=20\n";
	struct intent loaded = load(text);
	char *again = config_text_file(&loaded);

	(void)state;
	assert_string_equal(again, text);
	assert_int_equal(intent_find_port(&loaded, "tap1")->settings.translations.count, 1);
	assert_int_equal(intent_find_port(&loaded, "tap2")->settings.translations.count, 0);
	free(again);
	intent_clear(&loaded);
}

static void mistakes(const char *text, const char *expected)
{
	struct config_file file = { "f", text };
	struct config_mistakes found;
	struct intent none;

	assert_int_equal(config_parse(&file, 1, &none, &found), -EINVAL);
	assert_int_equal(found.count, 1);
	assert_string_equal(found.lines[0], expected);
	config_mistakes_clear(&found);
}

static void mistakes_are_named(void **state)
{
	static const char sw0[] = "[Switch]\nName=sw0\n";
	char text[512];

	(void)state;
#define MISTAKE(rest, expected)							\
	snprintf(text, sizeof(text), "%s%s", sw0, rest);				\
	mistakes(text, expected)
	MISTAKE("[Port]\nMatch=tap1\nProfile=web\n",
		"f:3: there is no profile \"web\" for tap1; add it first");
	MISTAKE("[Profile]\nName=web\n[Profile]\nName=web\n",
		"f:5: there is a profile \"web\" already, in f:3; keep one of them");
	MISTAKE("[Profile]\nVlan=1\n", "f:3: the section has no Name; add it");
	MISTAKE("[Profile]\nName=a b\n",
		"f:3: \"a b\" cannot be a profile's name, which is of letters, digits, - _ and .");
	MISTAKE("[Profile]\nName=none\n",
		"f:3: \"none\" stands for no profile; give it another name");
	MISTAKE("[Profile]\nName=01234567890123456789012345678901\n",
		"f:4: Name: \"01234567890123456789012345678901\" is too long: 31 characters at most");
	MISTAKE("[Profile]\nName=web\nSwitch=sw0\n",
		"f:5: Switch is a port's own; say it in its section [Port]");
	MISTAKE("[Profile]\nName=web\nNumber=1\n",
		"f:5: Number is a port's own; say it in its section [Port]");
	MISTAKE("[Profile]\nName=web\nMatch=x\n",
		"f:5: Match is a port's own; say it in its section [Port]");
	MISTAKE("[Profile]\nName=web\nNative=1\n",
		"f:3: Native is for a trunk; add Trunk, or write Vlan instead");
	MISTAKE("[Profile]\nName=web\nPcp=9\n[Port]\nMatch=a\nProfile=web\n",
		"f:5: unknown Pcp \"9\"; it can be 0, 1, 2, 3, 4, 5, 6, 7 or keep");
	MISTAKE("[Profile]\nName=web\nIsolated=yes\n[Port]\nMatch=a\nCommunity=1\nProfile=web\n",
		"f:6: a is isolated, so it is in no community; leave out one of the two");
#undef MISTAKE
}

/* Operations with ' for "; @sentence: why they are refused, NULL: they are not. */
static void apply(const char *operations, const char *sentence)
{
	static const struct intent nothing;
	json_t *json = testing_json(operations);
	struct flow_error error = { "" };
	struct apply apply;
	int code;

	assert_int_equal(apply_start(&apply, &nothing, &intent), 0);
	code = apply_operations(&apply, json, &error);
	assert_string_equal(error.text, sentence ? sentence : "");
	if (!code) {
		intent_clear(&intent);
		intent = apply.effective;
		memset(&apply.effective, 0, sizeof(apply.effective));
	}
	apply_clear(&apply);
	json_decref(json);
}

#define WEB	"[{'operation': 'profile-add', 'name': 'web', 'vlan_mode': 'access', 'pvid': 10," \
		"  'learning': false, 'mac_limit': 5}," \
		" {'operation': 'switch-add', 'name': 'sw0'}," \
		" {'operation': 'port-add', 'match': 'tap1', 'switch': 'sw0', 'profile': 'web'}," \
		" {'operation': 'port-add', 'match': 'tap2', 'switch': 'sw0', 'profile': 'web'," \
		"  'learning': true}]"

static int forget(void **state)
{
	(void)state;
	intent_clear(&intent);
	return 0;
}

static void a_profile_changes_all_its_ports(void **state)
{
	(void)state;
	apply(WEB, NULL);
	assert_port(&intent, "tap1", 10, false, 5);
	assert_port(&intent, "tap2", 10, true, 5);
	apply("[{'operation': 'profile-set', 'name': 'web', 'pvid': 20, 'learning': true}]", NULL);
	assert_port(&intent, "tap1", 20, true, 5);
	apply("[{'operation': 'profile-set', 'name': 'web', 'learning': false}]", NULL);
	assert_port(&intent, "tap1", 20, false, 5);
	assert_port(&intent, "tap2", 20, true, 5);
	apply("[{'operation': 'vlan-add', 'match': 'tap1', 'vlans': '30'}]",
	      "tap1 is an access port of VLAN 20; make it a trunk first: port set tap1 trunk VIDS");
	apply("[{'operation': 'profile-set', 'name': 'web', 'vlan_mode': 'trunk', 'vlans': '10'},"
	      " {'operation': 'vlan-add', 'match': 'tap1', 'vlans': '30'},"
	      " {'operation': 'profile-set', 'name': 'web', 'vlans': '11'}]", NULL);
	assert_true(intent_carries(&intent_find_port(&intent, "tap1")->settings, 10));
	assert_true(intent_carries(&intent_find_port(&intent, "tap1")->settings, 30));
	assert_false(intent_carries(&intent_find_port(&intent, "tap2")->settings, 10));
	assert_true(intent_carries(&intent_find_port(&intent, "tap2")->settings, 11));
}

/* What a profile may say, as a port's own is none of its settings. */
#define SHARED	"vlan_mode, pvid, vlans, tag_type, translations, pcp, community, state, "	\
		"link_local_forward, mac_limit, learning, flood_unicast, flood_multicast, "	\
		"flood_broadcast, isolated, hairpin, sticky_learning or mac_overflow"

static void what_a_profile_says_is_taken_back(void **state)
{
	(void)state;
	apply(WEB, NULL);
	apply("[{'operation': 'profile-unset', 'name': 'web', 'settings': ['learning']}]", NULL);
	assert_port(&intent, "tap1", 10, true, 5);
	apply("[{'operation': 'profile-unset', 'name': 'web', 'settings': ['vlan_mode', 'pcp']}]", NULL);
	assert_port(&intent, "tap1", 0, true, 5);
	assert_int_equal(intent_find_port(&intent, "tap1")->settings.vlan_mode, FLOWDP_VLAN_MODE_NONE);
	apply("[{'operation': 'profile-unset', 'name': 'web'}]", NULL);
	assert_port(&intent, "tap1", 0, true, 0);
	assert_int_equal(intent_find_profile(&intent, "web")->said.present, 0);
	apply("[{'operation': 'profile-unset', 'name': 'foo'}]",
	      "there is no profile \"foo\"; add it first");
	apply("[{'operation': 'profile-unset', 'name': 'web', 'settings': ['number']}]",
	      "number is a port's own; say it in its policy");
	apply("[{'operation': 'profile-unset', 'name': 'web', 'settings': ['lerning']}]",
	      "unknown setting \"lerning\"; did you mean \"learning\"?");
	apply("[{'operation': 'profile-unset', 'name': 'web', 'settings': ['nubmer']}]",
	      "unknown setting \"nubmer\"; it can be " SHARED);
	apply("[{'operation': 'profile-unset', 'name': 'web', 'settings': 'learning'}]",
	      "\"settings\" is no array");
}

static void a_port_takes_and_leaves_a_profile(void **state)
{
	(void)state;
	apply(WEB, NULL);
	apply("[{'operation': 'port-add', 'match': 'tap3', 'switch': 'sw0', 'mac_limit': 9}]", NULL);
	apply("[{'operation': 'port-set', 'match': 'tap3', 'profile': 'web'}]", NULL);
	assert_port(&intent, "tap3", 10, false, 9);	/* what was not as by default is its own */
	apply("[{'operation': 'port-set', 'match': 'tap3', 'profile': ''}]", NULL);
	assert_port(&intent, "tap3", 0, true, 9);
	apply("[{'operation': 'port-set', 'match': 'tap2', 'profile': '', 'mac_limit': 7}]", NULL);
	assert_port(&intent, "tap2", 0, true, 7);
	apply("[{'operation': 'port-set', 'match': 'tap2', 'profile': 'bar'}]",
	      "there is no profile \"bar\" for tap2; add it first");
}

static void what_profiles_cannot_be(void **state)
{
	(void)state;
	apply(WEB, NULL);
	apply("[{'operation': 'profile-del', 'name': 'web'}]",
	      "tap1 uses the profile \"web\"; give it another one first, or none");
	apply("[{'operation': 'profile-add', 'name': 'web'}]",
	      "there is a profile \"web\" already; change it with profile set");
	apply("[{'operation': 'profile-set', 'name': 'foo'}]",
	      "there is no profile \"foo\"; add it first");
	apply("[{'operation': 'profile-del', 'name': 'foo'}]",
	      "flowd has no profile \"foo\"; \"flowctl config show\" lists what it has");
	apply("[{'operation': 'profile-add', 'name': 'foo', 'pvid': 3}]",
	      "the profile \"foo\" says VLANs, but no VLAN mode; say it too");
	apply("[{'operation': 'profile-add', 'name': 'foo', 'number': 3}]",
	      "number is a port's own; say it in its policy");
	apply("[{'operation': 'profile-add', 'name': 'foo', 'match': 'x'}]",
	      "match is a port's own; say it in its policy");
	apply("[{'operation': 'profile-add', 'name': 'foo', 'nubmer': 3}]",
	      "unknown setting \"nubmer\"; it can be " SHARED);
	apply("[{'operation': 'profile-add'}]", "which profile? Its name is missing");
	apply("[{'operation': 'port-set', 'match': 'tap2', 'community': 4},"
	      " {'operation': 'profile-set', 'name': 'web', 'isolated': true}]",
	      "tap2, which uses the profile \"web\": tap2 is isolated, so it is in no community; leave out one of the two");
	apply("[{'operation': 'port-del', 'match': 'tap1'}, {'operation': 'port-del', 'match': 'tap2'},"
	      " {'operation': 'profile-del', 'name': 'web'}]", NULL);
	assert_int_equal(intent.profiles_count, 0);
}

static void a_port_comes_back_without_what_is_its_profiles(void **state)
{
	struct intent_port port;
	json_t *json;

	(void)state;
	apply(WEB, NULL);
	json = intent_json_own_port(intent_find_port(&intent, "tap2"));
	assert_int_equal(json_object_size(json), 4);	/* match, switch, profile, learning */
	intent_port_init(&port);
	assert_int_equal(intent_json_get_port(json, &port, NULL), 0);
	assert_string_equal(port.profile, "web");
	assert_int_equal(port.own, intent_find_port(&intent, "tap2")->own);
	json_decref(json);
	json = intent_json_port(intent_find_port(&intent, "tap2"));
	assert_int_equal(json_integer_value(json_object_get(json, "pvid")), 10);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_keys_win),
		cmocka_unit_test(the_file_says_profiles_and_own_settings),
		cmocka_unit_test(translations_are_shared),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test_teardown(a_profile_changes_all_its_ports, forget),
		cmocka_unit_test_teardown(what_a_profile_says_is_taken_back, forget),
		cmocka_unit_test_teardown(a_port_takes_and_leaves_a_profile, forget),
		cmocka_unit_test_teardown(what_profiles_cannot_be, forget),
		cmocka_unit_test_teardown(a_port_comes_back_without_what_is_its_profiles, forget),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
