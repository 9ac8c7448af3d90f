// SPDX-License-Identifier: GPL-2.0-or-later
/* What is meant to be: its objects, which policy holds for an interface, and the checks. */
#include "lib_testing.h"

#include "../flowd/intent.h"
#include "link_name.h"
#include "mac.h"

static struct intent_port port_named(const char *match, const char *switch_name)
{
	struct intent_port port;

	intent_port_init(&port);
	snprintf(port.match, sizeof(port.match), "%s", match);
	snprintf(port.switch_name, sizeof(port.switch_name), "%s", switch_name);
	return port;
}

static void put_port(struct intent *intent, const char *match)
{
	struct intent_port port = port_named(match, "sw0");

	assert_int_equal(intent_put_port(intent, &port), 0);
}

static void put_switch(struct intent *intent, const char *name)
{
	struct intent_switch object;

	intent_switch_init(&object);
	snprintf(object.name, sizeof(object.name), "%s", name);
	assert_int_equal(intent_put_switch(intent, &object), 0);
}

static void an_object_with_the_same_key_is_replaced(void **state)
{
	struct intent_port port = port_named("eth0", "sw0");
	char origin[] = "a:1";
	struct intent intent = { 0 };

	(void)state;
	port.origin = origin;
	assert_int_equal(intent_put_port(&intent, &port), 0);
	origin[0] = 'b';
	port.mac_limit = 5;
	assert_int_equal(intent_put_port(&intent, &port), 0);
	assert_int_equal(intent.ports_count, 1);
	assert_int_equal(intent.ports[0]->mac_limit, 5);
	origin[0] = 'c';
	assert_string_equal(intent.ports[0]->origin, "b:1");
	intent_clear(&intent);
	assert_null(intent.ports);
}

static void what_makes_a_static_entry_another(void **state)
{
	struct intent_static object = { .port = "p", .vid = 1, .mac = { 2, 0, 0, 0, 0, 1 } };
	struct intent intent = { 0 };

	(void)state;
	assert_int_equal(intent_put_static(&intent, &object), 0);
	strcpy(object.port, "q");
	assert_int_equal(intent_put_static(&intent, &object), 0);
	assert_int_equal(intent.statics_count, 1);
	assert_string_equal(intent.statics[0]->port, "q");
	object.vid = 2;
	assert_int_equal(intent_put_static(&intent, &object), 0);
	object.mac[5] = 2;
	assert_int_equal(intent_put_static(&intent, &object), 0);
	strcpy(object.switch_name, "sw0");
	assert_int_equal(intent_put_static(&intent, &object), 0);
	assert_int_equal(intent.statics_count, 4);
	assert_true(intent_delete_static(&intent, &object));
	assert_false(intent_delete_static(&intent, &object));
	assert_int_equal(intent.statics_count, 3);
	intent_clear(&intent);
}

/* Puts and deletes at random, beside a plain list of what should be there, in order. */
/* So that those of an address are found together, and one that goes without a look at all. */
static void entries_are_in_order_of_their_address(void **state)
{
	struct intent_static object = { .port = "p", .mac = { 2 } };
	struct intent_neighbour neighbour = { .address = { .family = AF_INET, .bytes = { 10 } } };
	struct intent intent = { 0 };
	unsigned int i;

	(void)state;
	for (i = 0; i < 90; i++) {
		object.mac[5] = neighbour.address.bytes[3] = 1 + i * 7 % 9;
		object.vid = neighbour.vid = 1 + i * 7 / 9 % 10;
		assert_int_equal(intent_put_static(&intent, &object), 0);
		assert_int_equal(intent_put_neighbour(&intent, &neighbour), 0);
	}
	assert_int_equal(intent.statics_count, 90);
	assert_int_equal(intent.neighbours_count, 90);
	for (i = 0; i < 90; i++) {
		assert_int_equal(intent.statics[i]->mac[5], 1 + i / 10);
		assert_int_equal(intent.statics[i]->vid, 1 + i % 10);
		assert_int_equal(intent_first_static(&intent, intent.statics[i]->mac), i / 10 * 10);
		assert_int_equal(intent_first_neighbour(&intent, &intent.neighbours[i]->address),
				 i / 10 * 10);
	}
	object.mac[5] = 4;
	for (object.vid = 1; object.vid <= 10; object.vid++)
		assert_true(intent_delete_static(&intent, &object));
	assert_int_equal(intent_first_static(&intent, object.mac), 30);
	assert_int_equal(intent.statics[29]->mac[5], 3);
	assert_int_equal(intent.statics[30]->mac[5], 5);
	object.mac[5] = 10;
	assert_int_equal(intent_first_static(&intent, object.mac), intent.statics_count);
	intent_clear(&intent);
}

static void many_objects_come_and_go(void **state)
{
	struct intent intent = { 0 };
	unsigned int there[40], count = 0, turn, i, id;
	char name[16];

	(void)state;
	for (turn = 0; turn < 3000; turn++) {
		id = testing_below(40);
		snprintf(name, sizeof(name), "eth%u", id);
		for (i = 0; i < count && there[i] != id; i++)
			;
		if (testing_below(2)) {
			put_port(&intent, name);
			if (i == count)
				there[count++] = id;
		} else {
			assert_int_equal(intent_delete_port(&intent, name), i < count);
			if (i < count)
				memmove(&there[i], &there[i + 1], (--count - i) * sizeof(*there));
		}
		assert_int_equal(intent.ports_count, count);
		for (i = 0; i < count; i++)
			assert_int_equal(atoi(intent.ports[i]->match + 3), there[i]);
	}
	intent_clear(&intent);
}

static void assert_spread(const UT_hash_table *table)
{
	unsigned int i;

	for (i = 0; i < table->num_buckets; i++)
		assert_in_range(table->buckets[i].count, 0, 32);
}

/* The list of all is not there to be searched, and only a few share a place in the table. */
static void one_of_very_many_ports_is_found_without_a_look_at_all(void **state)
{
	struct intent_interface interface = { .alias = NULL };
	struct intent intent = { 0 }, searched = { 0 };
	unsigned int i;
	char name[16];

	(void)state;
	interface.name = name;
	for (i = 0; i < 20000; i++) {
		snprintf(name, sizeof(name), "eth%u", i);
		put_port(&intent, name);
	}
	searched.ports_by_key = intent.ports_by_key;
	searched.ports_count = intent.ports_count;
	for (i = 0; i < 20000; i++) {
		snprintf(name, sizeof(name), "eth%u", i);
		assert_ptr_equal(intent_find_port(&searched, name), intent.ports[i]);
		assert_ptr_equal(intent_match(&searched, &interface), intent.ports[i]);
	}
	assert_spread(intent.ports_by_key->hh.tbl);
	intent_clear(&intent);
}

/* As above.  The same address in another switch or VLAN is another entry. */
static void one_of_very_many_entries_is_found_without_a_look_at_all(void **state)
{
	struct intent_static object = { .port = "p", .mac = { 2 }, .switch_name = "sw1" };
	struct intent intent = { 0 }, searched = { 0 };
	struct flow_error error;
	unsigned int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		object.vid = 1 + i % 4000;
		object.mac[5] = i / 4000;
		snprintf(object.switch_name, sizeof(object.switch_name), "sw%u", i & 1);
		assert_int_equal(intent_put_static(&intent, &object), 0);
	}
	searched.statics_by_key = intent.statics_by_key;
	searched.statics_count = intent.statics_count;
	for (i = 0; i < 20000; i++) {
		object = *intent.statics[i];
		assert_ptr_equal(intent_find_static(&searched, &object), intent.statics[i]);
		assert_int_equal(intent_check_place(&searched, &object, &error), 0);
		*object.switch_name = '\0';
		assert_null(intent_find_static(&searched, &object));
	}
	assert_spread(intent.statics_by_key->hh.tbl);
	intent_clear(&intent);
}

static void one_of_very_many_neighbours_is_found_without_a_look_at_all(void **state)
{
	struct intent_neighbour object = { .vid = 1, .switch_name = "sw0" };
	struct intent intent = { 0 }, searched = { 0 };
	unsigned int i;

	(void)state;
	object.address.family = AF_INET6;
	for (i = 0; i < 20000; i++) {
		object.address.bytes[i & 1 ? 15 : 0] = i >> 1;
		object.address.bytes[8] = i >> 9;
		assert_int_equal(intent_put_neighbour(&intent, &object), 0);
	}
	searched.neighbours_by_key = intent.neighbours_by_key;
	searched.neighbours_count = intent.neighbours_count;
	for (i = 0; i < intent.neighbours_count; i++) {
		object = *intent.neighbours[i];
		assert_ptr_equal(intent_find_neighbour(&searched, &object), intent.neighbours[i]);
		object.vid = 2;
		assert_null(intent_find_neighbour(&searched, &object));
	}
	assert_spread(intent.neighbours_by_key->hh.tbl);
	intent_clear(&intent);
}

static void there_is_an_upper_limit(void **state)
{
	struct intent_static object = { .port = "p", .mac = { 2 } };
	struct intent intent = { 0 };
	unsigned int i;

	(void)state;
	for (i = 0; i < INTENT_OBJECTS_MAX; i++) {
		object.mac[4] = i >> 8;
		object.mac[5] = i;
		assert_int_equal(intent_put_static(&intent, &object), 0);
	}
	assert_int_equal(intent_put_static(&intent, &object), 0);
	object.vid = 7;
	assert_int_equal(intent_put_static(&intent, &object), -ENOSPC);
	assert_int_equal(intent.statics_count, INTENT_OBJECTS_MAX);
	intent_clear(&intent);
}

static void merging_lets_the_second_win(void **state)
{
	struct intent first = { 0 }, second = { 0 };
	struct intent_static fixed = { .port = "p", .mac = { 2 } };
	struct intent_port port = port_named("eth1", "sw1");

	(void)state;
	put_switch(&first, "sw0");
	put_port(&first, "eth0");
	put_port(&first, "eth1");
	put_switch(&second, "sw1");
	assert_int_equal(intent_put_port(&second, &port), 0);
	assert_int_equal(intent_put_static(&second, &fixed), 0);
	assert_int_equal(intent_merge(&first, &second), 0);
	assert_int_equal(first.switches_count, 2);
	assert_int_equal(first.ports_count, 2);
	assert_int_equal(first.statics_count, 1);
	assert_string_equal(intent_find_port(&first, "eth0")->switch_name, "sw0");
	assert_string_equal(intent_find_port(&first, "eth1")->switch_name, "sw1");
	assert_int_equal(second.ports_count, 1);
	intent_clear(&first);
	intent_clear(&second);
}

static void assert_match(const struct intent *intent, const char *interface, bool is_switch,
			 const char *expected)
{
	const struct intent_interface object = { .name = interface, .is_switch = is_switch };
	const struct intent_port *port = intent_match(intent, &object);

	assert_string_equal(port ? port->match : "none", expected);
}

static void a_name_beats_patterns_and_the_first_pattern_beats_the_next(void **state)
{
	struct intent intent = { 0 };

	(void)state;
	put_port(&intent, "tap-[ab]*");
	put_port(&intent, "tap-*");
	put_port(&intent, "tap-a1");
	put_port(&intent, "veth?");
	assert_match(&intent, "tap-a1", false, "tap-a1");
	assert_match(&intent, "tap-a2", false, "tap-[ab]*");
	assert_match(&intent, "tap-c", false, "tap-*");
	assert_match(&intent, "veth1", false, "veth?");
	assert_match(&intent, "veth12", false, "none");
	assert_match(&intent, "xtap-a", false, "none");
	/* An interface may have the very name that is a pattern. */
	assert_match(&intent, "tap-[ab]*", false, "tap-*");
	intent_clear(&intent);
}

static void patterns_spare_the_loopback_interface_and_switches(void **state)
{
	struct intent intent = { 0 };

	(void)state;
	put_port(&intent, "*");
	assert_match(&intent, "eth0", false, "*");
	assert_match(&intent, "lo", false, "none");
	assert_match(&intent, "sw0", true, "none");
	put_port(&intent, "sw0");
	assert_match(&intent, "sw0", true, "sw0");
	intent_clear(&intent);
}

static void assert_match_of(const struct intent *intent, struct intent_interface object,
			    const char *expected)
{
	const struct intent_port *port = intent_match(intent, &object);

	assert_string_equal(port ? port->match : "none", expected);
}

/* Each step takes away the policy that won, in the order in which they do. */
static void a_name_beats_a_mac_beats_an_alias_beats_patterns(void **state)
{
	static const char *const put[] = { "tap*", "tap[1]", "alias:web-*", "alias:*", "alias:web-1",
					   "mac:52:54:00:00:00:0a", "tap1" };
	static const char *const win[] = { "tap1", "mac:52:54:00:00:00:0a", "alias:web-1",
					   "alias:web-*", "alias:*", "tap*", "tap[1]" };
	struct intent_interface object = { .name = "tap1", .mac = "52:54:00:00:00:0a",
					   .alias = "web-1" };
	struct intent intent = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(put) / sizeof(*put); i++)
		put_port(&intent, put[i]);
	for (i = 0; i < sizeof(win) / sizeof(*win); i++) {
		assert_match_of(&intent, object, win[i]);
		assert_true(intent_delete_port(&intent, win[i]));
	}
	assert_match_of(&intent, object, "none");
	intent_clear(&intent);
}

static void macs_and_aliases_spare_the_loopback_interface_and_switches(void **state)
{
	struct intent_interface object = { .name = "sw0", .mac = "52:54:00:00:00:0a",
					   .alias = "web-1", .is_switch = true };
	struct intent intent = { 0 };

	(void)state;
	put_port(&intent, "mac:52:54:00:00:00:0a");
	put_port(&intent, "alias:web-1");
	put_port(&intent, "alias:*");
	assert_match_of(&intent, object, "none");
	object.is_switch = false;
	object.name = "lo";
	assert_match_of(&intent, object, "none");
	object = (struct intent_interface){ .name = "tap1", .alias = "" };
	assert_match_of(&intent, object, "none");
	intent_clear(&intent);
}

static void a_match_is_written_in_one_way(void **state)
{
	char match[INTENT_MATCH_MAX];
	struct flow_error error;

	(void)state;
	assert_int_equal(intent_parse_match("mac:52:54:0:0:0:A", match, NULL), 0);
	assert_string_equal(match, "mac:52:54:00:00:00:0a");
	assert_int_equal(intent_parse_match("alias:Web-1", match, NULL), 0);
	assert_string_equal(match, "alias:Web-1");
	assert_int_equal(intent_parse_match("mac:52:54:*", match, &error), -EINVAL);
	assert_string_equal(match, "alias:Web-1");
	assert_true(intent_is_pattern("alias:[a-z]"));
	assert_false(intent_is_pattern("alias:a"));
	assert_true(intent_is_name("tap0"));
	assert_false(intent_is_name("alias:a"));
}

static void assert_refused(int code, const struct flow_error *error, const char *sentence)
{
	assert_int_equal(code, -EINVAL);
	assert_string_equal(error->text, sentence);
}

static void names_of_interfaces(void **state)
{
	struct flow_error error;

	(void)state;
	assert_int_equal(flow_link_name_check("0123456789abcde", NULL), 0);
	assert_int_equal(flow_link_name_check("...", NULL), 0);
	assert_int_equal(flow_link_name_check("tap-a_1.2@!", NULL), 0);
	assert_refused(flow_link_name_check("", &error), &error, "the name is empty");
	assert_refused(flow_link_name_check("0123456789abcdef", &error), &error,
		       "\"0123456789abcdef\" is too long for an interface: 15 characters at most");
	assert_refused(flow_link_name_check(".", &error), &error,
		       "\".\" cannot be an interface's name");
	assert_refused(flow_link_name_check("all", &error), &error,
		       "\"all\" cannot be an interface's name");
	assert_int_equal(flow_link_name_check("default", NULL), -EINVAL);
	assert_refused(flow_link_name_check("a%d", &error), &error,
		       "\"a%d\" cannot be an interface's name: no '%' in it");
	assert_int_equal(flow_link_name_check("a\tb", NULL), -EINVAL);
	assert_int_equal(flow_link_name_check("a\033b", NULL), -EINVAL);
	assert_int_equal(flow_link_name_check("a\xc2\xa9", NULL), 0);
	assert_refused(flow_link_name_check("a\xc2\x85", &error), &error,
		       "\"a??\" cannot be an interface's name here: it cannot be printed");
	assert_int_equal(flow_link_name_check("a:0", NULL), -EINVAL);
}

static void a_switch_may_be_a_port_of_itself_alone(void **state)
{
	struct intent_port port = port_named("sw0", "sw0");
	struct intent intent = { 0 };
	struct flow_error error;

	(void)state;
	put_switch(&intent, "sw0");
	put_switch(&intent, "sw1");
	assert_int_equal(intent_check_port(&intent, &port, &error), 0);
	port.number = 1;
	assert_refused(intent_check_port(&intent, &port, &error), &error,
		       "\"sw0\" is the switch itself, whose port number is always 0; leave that out");
	port = port_named("sw0", "sw1");
	assert_refused(intent_check_port(&intent, &port, &error), &error,
		       "\"sw0\" is a switch, which cannot be a port of another; name another");
	intent_clear(&intent);
}

static void what_a_port_needs(void **state)
{
	struct intent_port port = port_named("eth0", "sw0");
	struct intent intent = { 0 };
	struct flow_error error;

	(void)state;
	assert_refused(intent_check_port(&intent, &port, &error), &error,
		       "there is no switch \"sw0\" for eth0; add it first");
	put_switch(&intent, "sw0");
	assert_int_equal(intent_check_port(&intent, &port, &error), 0);
	port.settings.vlan_mode = FLOWDP_VLAN_MODE_ACCESS;
	assert_refused(intent_check_port(&intent, &port, &error), &error,
		       "the access port eth0 needs its VLAN; say which");
	port.settings.pvid = 1;
	assert_int_equal(intent_check_port(&intent, &port, &error), 0);
	port.match[0] = '\0';
	assert_refused(intent_check_port(&intent, &port, &error), &error,
		       "which interface? Match is missing");
	port = port_named("eth*", "sw0");
	port.number = 3;
	assert_refused(intent_check_port(&intent, &port, &error), &error,
		       "the pattern eth* cannot have a port number: a number is for one port");
	intent_clear(&intent);
}

static void the_only_switch_is_meant(void **state)
{
	struct intent intent = { 0 };
	struct flow_error error;
	char name[IF_NAMESIZE] = "";

	(void)state;
	assert_refused(intent_default_switch(&intent, name, "eth0", &error), &error,
		       "in which switch is eth0? There is none yet; add one first");
	put_switch(&intent, "sw0");
	assert_int_equal(intent_default_switch(&intent, name, "eth0", &error), 0);
	assert_string_equal(name, "sw0");
	put_switch(&intent, "sw1");
	assert_int_equal(intent_default_switch(&intent, name, "eth0", &error), 0);
	name[0] = '\0';
	assert_refused(intent_default_switch(&intent, name, "eth0", &error), &error,
		       "in which switch is eth0? Its switch can be sw0 or sw1; say which");
	put_switch(&intent, "sw2");
	assert_refused(intent_default_switch(&intent, name, "eth0", &error), &error,
		       "in which switch is eth0? Its switch can be sw0, sw1 or another; say which");
	assert_string_equal(name, "");
	intent_clear(&intent);
}

static void addresses_of_stations(void **state)
{
	static const uint8_t expected[6] = { 0x52, 0x54, 0, 0xab, 0xcd, 0xef };
	uint8_t mac[6] = { 9, 9, 9, 9, 9, 9 };
	char text[FLOW_MAC_TEXT];
	struct flow_error error;

	(void)state;
	assert_refused(flow_mac_parse("ff:ff:ff:ff:ff:ff", mac, &error), &error,
		       "ff:ff:ff:ff:ff:ff is a multicast address, which no station has; write the station's own");
	assert_refused(flow_mac_parse("00:00:00:00:00:00", mac, &error), &error,
		       "00:00:00:00:00:00 is no station's address; write its own");
	assert_int_equal(flow_mac_parse("52:54:00:ab:cd", mac, NULL), -EINVAL);
	assert_int_equal(flow_mac_parse("52:54:00:ab:cd:ef:01", mac, NULL), -EINVAL);
	assert_int_equal(flow_mac_parse("", mac, NULL), -EINVAL);
	assert_int_equal(mac[0], 9);
	assert_int_equal(flow_mac_parse("52:54:00:AB:cd:ef", mac, &error), 0);
	assert_memory_equal(mac, expected, 6);
	flow_mac_format(mac, text);
	assert_string_equal(text, "52:54:00:ab:cd:ef");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_with_the_same_key_is_replaced),
		cmocka_unit_test(what_makes_a_static_entry_another),
		cmocka_unit_test(entries_are_in_order_of_their_address),
		cmocka_unit_test(many_objects_come_and_go),
		cmocka_unit_test(one_of_very_many_ports_is_found_without_a_look_at_all),
		cmocka_unit_test(one_of_very_many_entries_is_found_without_a_look_at_all),
		cmocka_unit_test(one_of_very_many_neighbours_is_found_without_a_look_at_all),
		cmocka_unit_test(there_is_an_upper_limit),
		cmocka_unit_test(merging_lets_the_second_win),
		cmocka_unit_test(a_name_beats_patterns_and_the_first_pattern_beats_the_next),
		cmocka_unit_test(patterns_spare_the_loopback_interface_and_switches),
		cmocka_unit_test(a_name_beats_a_mac_beats_an_alias_beats_patterns),
		cmocka_unit_test(macs_and_aliases_spare_the_loopback_interface_and_switches),
		cmocka_unit_test(a_match_is_written_in_one_way),
		cmocka_unit_test(names_of_interfaces),
		cmocka_unit_test(a_switch_may_be_a_port_of_itself_alone),
		cmocka_unit_test(what_a_port_needs),
		cmocka_unit_test(the_only_switch_is_meant),
		cmocka_unit_test(addresses_of_stations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
