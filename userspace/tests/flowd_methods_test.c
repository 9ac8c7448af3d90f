// SPDX-License-Identifier: GPL-2.0-or-later
/* What the methods of the control socket answer, over a datapath in memory. */
#include "flowd_switches_testing.h"

#include <limits.h>
#include "../flowd/daemon.h"
#include "../flowd/methods.h"
#include "varlink.h"

static const char config[] =
	"[Switch]\nName=sw0\nAgeing=60\n"
	"[Switch]\nName=sw1\n"
	"[Port]\nMatch=eth0\nSwitch=sw0\nTrunk=10,20\nNative=10\n"
	"[Port]\nMatch=tap*\nSwitch=sw0\nVlan=10\n"
	"[Fdb]\nMac=2:0:0:0:0:1\nPort=eth0\nVlan=20\n";

static struct daemon it;

static void add_netdev(uint32_t ifindex, const char *name, bool is_switch)
{
	struct netdev netdev = { .ifindex = ifindex, .is_switch = is_switch, .has_carrier = true,
				 .mac = { 2, 0xff, 0, 0, 0, ifindex } };

	if (!is_switch)
		fake_netdev_add(&fake, ifindex, name);
	snprintf(netdev.name, sizeof(netdev.name), "%s", name);
	switches_netdev(&it.switches, &netdev, 0);
}

static void learn_at(const char *port, uint8_t station)
{
	const uint8_t frame[12] = { 2, 9, 9, 9, 9, 9, 2, 0, 0, 0, 0, station };
	struct bridge *bridge = switches_find_name(&it.switches, "sw0");

	bridge_learn(bridge, bridge_port_find(bridge, port)->is.number, 10, frame, sizeof(frame), 0);
}

/* Two switches: sw0 with eth0, tap1 and a station behind tap1; sw1 without ports. */
static int start_service(void **state)
{
	(void)state;
	memset(&it, 0, sizeof(it));
	fake_init(&fake);
	unlink(testing_path("intent.json"));
	testing_write("flowd.conf", config);
	it.config_path = strdup(testing_path("flowd.conf"));
	it.state_path = strdup(testing_path("intent.json"));
	it.started_ms = daemon_now() - 5000;
	it.switches.datapath = &fake.base;
	if (daemon_load(&it))
		return -1;
	daemon_enforce(&it);
	add_netdev(1, "eth0", false);
	add_netdev(2, "tap1", false);
	add_netdev(3, "other", false);
	add_netdev(fake_find(&fake, "sw0")->ifindex, "sw0", true);
	add_netdev(fake_find(&fake, "sw1")->ifindex, "sw1", true);
	learn_at("tap1", 5);
	switches_settle(&it.switches, 0);
	fake.idle_ms = 1234;
	return 0;
}

static int end_service(void **state)
{
	(void)state;
	daemon_clear(&it);
	fake_clear(&fake);
	free((char *)it.config_path);
	free((char *)it.state_path);
	return 0;
}

/* @parameters: JSON with ' for ", or NULL; the caller releases the reply. */
static json_t *reply_of(const char *method, const char *parameters)
{
	json_t *json = parameters ? testing_json(parameters) : NULL, *reply;

	reply = methods_call(method, json, &it);
	assert_non_null(reply);
	json_decref(json);
	return reply;
}

/* Compact, members in alphabetical order, with ' for ", files without their directory. */
static void assert_text(json_t *reply, const char *expected)
{
	char *text = json_dumps(reply, JSON_COMPACT | JSON_SORT_KEYS), *found;
	size_t length = strlen(testing_directory) + 1;

	while ((found = strchr(text, '"')))
		*found = '\'';
	while ((found = strstr(text, testing_directory)))
		memmove(found, found + length, strlen(found + length) + 1);
	assert_string_equal(text, expected);
	free(text);
}

static void assert_reply(const char *method, const char *parameters, const char *expected)
{
	json_t *reply = reply_of(method, parameters);

	assert_text(reply, expected);
	json_decref(reply);
}

static void assert_invalid(const char *method, const char *parameters, const char *name)
{
	char expected[128];

	snprintf(expected, sizeof(expected),
		 "{'error':'org.varlink.service.InvalidParameter','parameters':{'parameter':'%s'}}",
		 name);
	assert_reply(method, parameters, expected);
}

static void assert_refused(const char *method, const char *parameters, int operation,
			   const char *message)
{
	json_t *reply = reply_of(method, parameters), *members = json_object_get(reply, "parameters");

	assert_string_equal(json_string_value(json_object_get(reply, "error")),
			    "io.flowswitch.Refused");
	assert_string_equal(json_string_value(json_object_get(members, "message")), message);
	assert_int_equal(json_integer_value(json_object_get(members, "operation")), operation);
	assert_true(json_is_integer(json_object_get(members, "operation")));
	json_decref(reply);
}

static void get_info(void **state)
{
	(void)state;
	assert_reply("org.varlink.service.GetInfo", NULL,
		     "{'parameters':{'interfaces':['org.varlink.service','io.flowswitch'],"
		     "'product':'flowd','url':'','vendor':'flowswitch','version':'" FLOW_VERSION "'}}");
}

static void get_interface_description(void **state)
{
	static const char method[] = "org.varlink.service.GetInterfaceDescription";
	json_t *reply = reply_of(method, "{'interface': 'io.flowswitch'}");
	char *text = NULL;
	size_t size = 0;
	FILE *file = fopen("flowd/io.flowswitch.varlink", "re");

	(void)state;
	if (!file)	/* not run from userspace/ */
		file = fopen("userspace/flowd/io.flowswitch.varlink", "re");
	assert_non_null(file);
	assert_true(getdelim(&text, &size, '\0', file) > 0);
	assert_string_equal(json_string_value(json_object_get(json_object_get(reply, "parameters"),
							      "description")), text);
	fclose(file);
	free(text);
	json_decref(reply);
	assert_reply(method, "{'interface': 'io.other'}",
		     "{'error':'org.varlink.service.InterfaceNotFound','parameters':{'interface':'io.other'}}");
	assert_invalid(method, "{'interface': 5}", "interface");
	assert_invalid(method, "{}", "interface");
	assert_invalid(method, NULL, "interface");
}

static void get_status(void **state)
{
	json_t *reply = reply_of("io.flowswitch.GetStatus", NULL);
	json_t *members = json_object_get(reply, "parameters");
	json_int_t uptime = json_integer_value(json_object_get(members, "uptime_ms"));

	(void)state;
	assert_true(uptime >= 5000 && uptime < 60000);
	assert_int_equal(json_integer_value(json_object_get(members, "pid")), getpid());
	json_object_del(members, "uptime_ms");
	json_object_del(members, "pid");
	assert_text(reply, "{'parameters':{'confirm_ms':null,'files_in_force':true,'port_policies':2,'port_policies_not_attached':0,"
		    "'static_entries':1,'static_entries_not_in_place':0,'switches':["
		    "{'ifindex':101,'macs':3,'move_alarms':0,'name':'sw0','ports':2,'ports_full':0,'settled':true,'stations_held':0},"
		    "{'ifindex':102,'macs':1,'move_alarms':0,'name':'sw1','ports':0,'ports_full':0,'settled':true,'stations_held':0}],"
		    "'version':'" FLOW_VERSION "'}}");
	json_decref(reply);
}

#define SWITCH_TEXT(name, ageing, line, present)					\
	"{'ageing_s':" ageing ",'fail_mode':'forward','flows_max':1048576,"		\
	"'mac_hold_s':30,'mac_limit':65536,'mac_moves':5,'mac_moves_window_s':10,'mac_overflow':'alarm','name':'" name "','origin':'flowd.conf:" line "',"		\
	"'present':" present ",'upcall_burst':256,'upcall_rate_pps':1000}"
#define SW0		SWITCH_TEXT("sw0", "60", "1", "true")
#define SW1		SWITCH_TEXT("sw1", "300", "4", "true")
#define SW1_AWAY	SWITCH_TEXT("sw1", "300", "4", "false")
#define SWITCHES(list)	"{'parameters':{'switches':[" list "]}}"

static void get_switches(void **state)
{
	static const char method[] = "io.flowswitch.GetSwitches";

	(void)state;
	assert_reply(method, NULL, SWITCHES(SW0 "," SW1));
	assert_reply(method, "{'name': null}", SWITCHES(SW0 "," SW1));
	assert_reply(method, "{'name': 'sw1'}", SWITCHES(SW1));
	assert_refused(method, "{'name': 'sw9'}", -1,
		       "there is no switch \"sw9\" in flowd's configuration");
	assert_invalid(method, "{'name': ['sw0']}", "name");
	switches_netdev_gone(&it.switches, fake_find(&fake, "sw1")->ifindex, 0);
	assert_reply(method, "{'name': 'sw1'}", SWITCHES(SW1_AWAY));
}

#define PORT_DEFAULTS(attached)								\
	"{'attached':[" attached "],'community':0,'flood_broadcast':true,'flood_multicast':true,"	\
	"'flood_unicast':true,'hairpin':false,'isolated':false,'learning':true,"	\
	"'link_local_forward':0,'mac_limit':0,'mac_overflow':'alarm',"

static const char eth0[] =
	PORT_DEFAULTS("'eth0'") "'match':'eth0','origin':'flowd.conf:6','pcp':'keep','problems':[],"
	"'pvid':10,'state':'forwarding','sticky_learning':false,'switch':'sw0','tag_type':'customer',"
	"'translations':'none','vlan_mode':'native-untagged','vlans':'10,20'}";

static const char taps[] =
	PORT_DEFAULTS("'tap1'") "'match':'tap*','origin':'flowd.conf:11','pcp':'keep','problems':[],"
	"'pvid':10,'state':'forwarding','sticky_learning':false,'switch':'sw0','tag_type':'customer',"
	"'translations':'none','vlan_mode':'access','vlans':'none'}";

static const char tap1[] =
	PORT_DEFAULTS("'tap1'") "'match':'tap1','number':9,'origin':'control socket','pcp':'keep',"
	"'problems':[],'state':'forwarding','sticky_learning':false,'switch':'sw1','tag_type':'customer',"
	"'translations':'none','vlan_mode':'none','vlans':'none'}";

static void get_ports(void **state)
{
	char text[2048];

	(void)state;
	snprintf(text, sizeof(text), "{'parameters':{'ports':[%s,%s]}}", eth0, taps);
	assert_reply("io.flowswitch.GetPorts", NULL, text);
	assert_reply("io.flowswitch.GetPorts", "{'switch': 'sw0'}", text);
	assert_reply("io.flowswitch.GetPorts", "{'switch': 'sw1'}", "{'parameters':{'ports':[]}}");
	assert_refused("io.flowswitch.GetPorts", "{'switch': 'sw9'}", -1,
		       "there is no switch \"sw9\" in flowd's configuration");
	assert_invalid("io.flowswitch.GetPorts", "{'switch': true}", "switch");
	assert_reply("io.flowswitch.Apply", "{'operations': [" NUMBERED("tap1", "sw1", "9") "]}",
		     "{'parameters':{'warnings':[]}}");
	snprintf(text, sizeof(text), "{'parameters':{'ports':[%s]}}", tap1);
	assert_reply("io.flowswitch.GetPorts", "{'switch': 'sw1'}", text);
}

/* The problems of the policy in this place of all. */
static void assert_problems(size_t index, const char *expected)
{
	json_t *reply = reply_of("io.flowswitch.GetPorts", NULL);
	json_t *ports = json_object_get(json_object_get(reply, "parameters"), "ports");

	assert_text(json_object_get(json_array_get(ports, index), "problems"), expected);
	json_decref(reply);
}

static void policies_that_name_one_interface_in_different_ways(void **state)
{
	(void)state;
	assert_reply("io.flowswitch.Apply", "{'operations': [" ACCESS("tap1", "sw0", "20") ","
		     ACCESS("mac:2:ff:0:0:0:2", "sw0", "20") "," ACCESS("alias:web", "sw0", "30") "]}",
		     "{'parameters':{'warnings':[]}}");
	assert_problems(2, "[]");
	assert_problems(3, "[]");	/* says the same */
	assert_problems(4, "[{'port':'alias:web','problem':'no interface has this alias'}]");
	assert_reply("io.flowswitch.Apply", "{'operations': ["
		     "{'operation': 'port-set', 'match': 'mac:02:ff:00:00:00:02', 'pvid': 30},"
		     "{'operation': 'port-del', 'match': 'alias:web'},"
		     ACCESS("mac:2:ff:0:0:0:9", "sw0", "30") "]}", "{'parameters':{'warnings':[]}}");
	assert_problems(1, "[]");	/* a pattern */
	assert_problems(3, "[{'port':'tap1','problem':'the policy \\'tap1\\' holds for it, and not "
			"\\'mac:02:ff:00:00:00:02\\', which says something else'}]");
	assert_problems(4, "[{'port':'mac:02:ff:00:00:00:09','problem':'no interface has this MAC address'}]");
}

static void get_profiles(void **state)
{
	(void)state;
	assert_reply("io.flowswitch.GetProfiles", NULL, "{'parameters':{'profiles':[]}}");
	assert_reply("io.flowswitch.Apply", "{'operations': ["
		     "{'operation': 'profile-add', 'name': 'web', 'isolated': true},"
		     "{'operation': 'port-set', 'match': 'tap*', 'profile': 'web'}]}",
		     "{'parameters':{'warnings':[]}}");
	assert_reply("io.flowswitch.GetProfiles", NULL, "{'parameters':{'profiles':["
		     "{'isolated':true,'name':'web','origin':'control socket','used_by':['tap*']}]}}");
	assert_true(kernel_port("sw0", "tap1")->settings.flags & FLOWDP_PORT_F_ISOLATED);
	assert_int_equal(kernel_port("sw0", "tap1")->settings.pvid, 10);
}

/* 1 000 trunks, of every other VLAN, and settings of 4 000 VLANs: the text of a file. */
static char *large_configuration(void)
{
	unsigned int i, vid;
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	fputs("[Switch]\nName=sw0\n", out);
	for (vid = 1; vid <= 4000; vid++)
		fprintf(out, "[Vlan]\nVlan=%u\nAgeing=%u\nMacLimit=1000\nLearning=no\n", vid, vid);
	for (i = 0; i < 1000; i++) {
		fprintf(out, "[Port]\nMatch=tap%u", i);
		for (vid = 2; vid < 4000; vid += 2)
			fprintf(out, vid % 70 == 2 ? "\nTrunk=%u" : ",%u", vid);
		fputs("\n", out);
	}
	fclose(out);
	return text;
}

static void a_large_configuration_fits(void **state)
{
	char *text = large_configuration();
	json_t *parameters = json_pack("{s:[{s:s, s:s}]}", "files", "name", "large", "text", text);
	json_t *reply;

	(void)state;
	assert_true(json_dumpb(parameters, NULL, 0, JSON_COMPACT) < FLOW_VARLINK_CALL_MAX - 1024);
	reply = methods_call("io.flowswitch.CheckConfiguration", parameters, &it);
	assert_text(reply, "{'parameters':{}}");
	json_decref(reply);
	json_decref(parameters);
	free(text);
}

/* It would be kept as often as there are sections. */
static void the_name_of_a_file_is_no_longer_than_a_path(void **state)
{
	char name[PATH_MAX + 1];
	json_t *parameters, *reply;

	(void)state;
	memset(name, 'x', PATH_MAX);
	name[PATH_MAX] = '\0';
	parameters = json_pack("{s:[{s:s, s:s}]}", "files", "name", name, "text", "");
	reply = methods_call("io.flowswitch.CheckConfiguration", parameters, &it);
	assert_text(reply, "{'error':'org.varlink.service.InvalidParameter','parameters':{'parameter':'files'}}");
	json_decref(reply);
	json_decref(parameters);
	name[PATH_MAX - 1] = '\0';
	parameters = json_pack("{s:[{s:s, s:s}]}", "files", "name", name, "text", "");
	reply = methods_call("io.flowswitch.CheckConfiguration", parameters, &it);
	assert_text(reply, "{'parameters':{}}");
	json_decref(reply);
	json_decref(parameters);
}

#define ENTRY(age, kind, mac, port, vlan) \
	"{'age_ms':" age ",'held_ms':null,'kind':'" kind "','mac':'" mac "','moves':0,'port':'" port "','switch':'sw0','vlan':" vlan "}"
#define LOCAL	ENTRY("1234", "local", "02:ff:00:00:00:65", "sw0", "0")
#define STATIC	ENTRY("1234", "static", "02:00:00:00:00:01", "eth0", "20")
#define LEARNED	ENTRY("1234", "dynamic", "02:00:00:00:00:05", "tap1", "10")
#define NEVER	ENTRY("null", "dynamic", "02:00:00:00:00:05", "tap1", "10")

static void assert_fdb(const char *parameters, const char *entries)
{
	char text[1024];

	snprintf(text, sizeof(text), "{'parameters':{'entries':[%s],'missing':[]}}", entries);
	assert_reply("io.flowswitch.GetFdb", parameters, text);
}

static void get_fdb(void **state)
{
	struct flow_entry entry;

	(void)state;
	assert_fdb("{'switch': 'sw0', 'vlan': null, 'port': null}", LEARNED "," LOCAL "," STATIC);
	assert_fdb("{'vlan': 10}", LEARNED);
	assert_fdb("{'vlan': 0, 'switch': 'sw0'}", LOCAL);
	assert_fdb("{'vlan': 0, 'port': 'sw0'}", LOCAL);
	assert_fdb("{'port': 'eth0'}", STATIC);
	assert_fdb("{'port': 'eth0', 'vlan': 10}", "");
	assert_fdb("{'kind': 'dynamic'}", LEARNED);
	assert_fdb("{'kind': 'static'}", STATIC);
	assert_fdb("{'mac': '02:ff:00:00:00:65'}", LOCAL);
	assert_fdb("{'mac': '02:ff:00:00:00:65', 'kind': 'static'}", "");
	assert_fdb("{'switch': 'sw1', 'vlan': 20}", "");
	plan_to_entry(&(struct plan_flow){ .table = PLAN_TABLE_SOURCE, .kind = FLOW_FDB_DYNAMIC,
					   .vid = 10, .mac = { 2, 0, 0, 0, 0, 5 },
					   .port = 1U << 30 }, &entry);
	fake_flow_add(fake_find(&fake, "sw0"), &entry);	/* by somebody, with our mark */
	assert_fdb("{'vlan': 10}", LEARNED);
	fake.idle_ms = -1;
	assert_fdb("{'port': 'tap1'}", NEVER);
	assert_refused("io.flowswitch.GetFdb", "{'switch': 'sw9'}", -1,
		       "there is no switch \"sw9\" in flowd's configuration");
	assert_refused("io.flowswitch.GetFdb", "{'port': 'eth9'}", -1,
		       "\"eth9\" is no port of a switch, and no policy names it; name one that there is");
	assert_refused("io.flowswitch.GetNeighbours", "{'port': 'eth9'}", -1,
		       "\"eth9\" is no port of a switch, and no policy names it; name one that there is");
	add_netdev(9, "tap-fifteen-chr", false);
	assert_refused("io.flowswitch.GetNeighbours", "{'port': 'tap-fifteen-chrs'}", -1,
		       "\"tap-fifteen-chrs\" is no port of a switch, and no policy names it; name one that there is");
	assert_invalid("io.flowswitch.GetFdb", "{'switch': 1}", "switch");
	assert_invalid("io.flowswitch.GetFdb", "{'port': 1.5}", "port");
	assert_invalid("io.flowswitch.GetFdb", "{'vlan': '10'}", "vlan");
	assert_invalid("io.flowswitch.GetFdb", "{'vlan': -1}", "vlan");
	assert_invalid("io.flowswitch.GetFdb", "{'vlan': 4095}", "vlan");
	assert_invalid("io.flowswitch.GetFdb", "{'mac': '1:0:0:0:0:0'}", "mac");
	assert_invalid("io.flowswitch.GetFdb", "{'kind': 'odd'}", "kind");
}

/* The datapath is asked when each station was last heard. */
static void get_fdb_from_a_datapath_that_fails(void **state)
{
	(void)state;
	fake_fail(&fake, 1, -EIO, 0);
	assert_refused("io.flowswitch.GetFdb", NULL, -1, "Input/output error");
	fake_fail(&fake, 1, -ENODEV, 0);	/* sw0 went a moment ago */
	assert_fdb("{'switch': 'sw0'}", "");
}

/* A station that flowd does not know of yet, or no more, is not listed. */
static void get_fdb_lists_what_flowd_knows(void **state)
{
	struct bridge *bridge = switches_find_name(&it.switches, "sw0");
	const uint8_t mac[6] = { 2, 0, 0, 0, 0, 5 };

	(void)state;
	fdb_delete(&bridge->fdb, fdb_find(&bridge->fdb, mac, 10));
	assert_fdb("{'vlan': 10}", "");
}

static json_t *parameters_of(json_t *reply)
{
	return json_object_get(reply, "parameters");
}

/* The only problem of policy number @index. */
static void assert_problem(size_t index, const char *port, const char *sentence)
{
	json_t *reply = reply_of("io.flowswitch.GetPorts", NULL);
	json_t *policy = json_array_get(json_object_get(parameters_of(reply), "ports"), index);
	json_t *problems = json_object_get(policy, "problems"), *problem;

	assert_int_equal(json_array_size(problems), 1);
	problem = json_array_get(problems, 0);
	assert_string_equal(json_string_value(json_object_get(problem, "port")), port);
	assert_string_equal(json_string_value(json_object_get(problem, "problem")), sentence);
	json_decref(reply);
}

static json_int_t status_of(const char *key)
{
	json_t *reply = reply_of("io.flowswitch.GetStatus", NULL);
	json_int_t number = json_integer_value(json_object_get(parameters_of(reply), key));

	json_decref(reply);
	return number;
}

static void what_is_not_attached_is_told(void **state)
{
	(void)state;
	assert_int_equal(status_of("port_policies_not_attached"), 0);
	fake_fail(&fake, 1, -EBUSY, SIZE_MAX);
	add_netdev(7, "tap7", false);
	assert_problem(1, "tap7", "the datapath was told to fail");
	assert_int_equal(status_of("port_policies_not_attached"), 1);
	attach_retry(&it.switches, INT64_MAX);
	assert_int_equal(status_of("port_policies_not_attached"), 0);
	switches_netdev_gone(&it.switches, 1, 0);
	assert_problem(0, "eth0", "there is no such interface");
	assert_int_equal(status_of("port_policies_not_attached"), 1);
}

/* The only static entry that is not in place, of those that are asked for. */
static void assert_missing_in(const char *parameters, const char *sentence)
{
	json_t *reply = reply_of("io.flowswitch.GetFdb", parameters);
	json_t *missing = json_object_get(parameters_of(reply), "missing");

	assert_int_equal(json_array_size(missing), 1);
	assert_string_equal(json_string_value(json_object_get(json_array_get(missing, 0), "problem")),
			    sentence);
	assert_int_equal(status_of("static_entries_not_in_place"), 1);
	json_decref(reply);
}

static void assert_missing(const char *sentence)
{
	assert_missing_in(NULL, sentence);
}

static void assert_applied(const char *operations)
{
	assert_reply("io.flowswitch.Apply", operations, "{'parameters':{'warnings':[]}}");
}

static void assert_warned(const char *operations, const char *warning)
{
	char reply[256];

	snprintf(reply, sizeof(reply), "{'parameters':{'warnings':['%s']}}", warning);
	assert_reply("io.flowswitch.Apply", operations, reply);
}

static void a_static_entry_that_is_not_in_place_is_told(void **state)
{
	(void)state;
	assert_int_equal(status_of("static_entries_not_in_place"), 0);
	assert_applied("{'operations': [{'operation': 'fdb-add', 'mac': '2:0:0:0:0:9', 'port': 'eth5'}]}");
	assert_missing("eth5 is no port of a switch");
	assert_warned("{'operations': [{'operation': 'fdb-del', 'mac': '2:0:0:0:0:9'},"
		      "{'operation': 'fdb-add', 'mac': '2:0:0:0:0:9', 'port': 'tap1', 'vlan': 30}]}",
		      "the entry 02:00:00:00:00:09 is kept, but not in place as long as tap1 does not carry its VLAN");
	assert_missing("tap1 does not carry its VLAN");
	assert_applied("{'operations': [{'operation': 'fdb-del', 'mac': '2:0:0:0:0:9'},"
		       "{'operation': 'fdb-add', 'mac': '2:0:0:0:0:9', 'port': 'tap1'}]}");
	assert_int_equal(status_of("static_entries"), 2);
	assert_int_equal(status_of("static_entries_not_in_place"), 0);
	/* Its port's policy says the switch and the VLAN. */
	assert_applied("{'operations': [{'operation': 'fdb-add', 'mac': '2:0:0:0:0:a', 'port': 'tap9'}]}");
	assert_missing_in("{'switch': 'sw0', 'vlan': 10}", "tap9 is no port of a switch");
	assert_missing_in("{'port': 'tap9'}", "tap9 is no port of a switch");
}

static void apply(void **state)
{
	static const char method[] = "io.flowswitch.Apply";

	(void)state;
	assert_reply(method, "{'operations': []}", "{'parameters':{'warnings':[]}}");
	assert_reply(method, "{'operations': [" ACCESS("tap1", "sw1", "30") ","
		     "{'operation': 'switch-set', 'name': 'sw1', 'fail_mode': 'drop'}]}",
		     "{'parameters':{'warnings':[]}}");
	assert_int_equal(kernel_port("sw1", "tap1")->settings.pvid, 30);
	assert_int_equal(fake_find(&fake, "sw1")->settings.fail_mode, FLOWDP_FAIL_DROP);
	assert_invalid(method, NULL, "operations");
	assert_invalid(method, "{'operations': {}}", "operations");
	assert_refused(method, "{'operations': [5]}", 0, "\"operation\" is missing");
	assert_refused(method, "{'operations': [{'operation': 'port-ad'}]}", 0,
		       "unknown operation \"port-ad\"; did you mean \"port-add\"?");
}

/* The index is that of the operation that is to blame, wherever it failed. */
static void apply_that_is_refused(void **state)
{
	static const char method[] = "io.flowswitch.Apply";
	char *before = fake_text(&fake), sentence[256];

	(void)state;
	snprintf(sentence, sizeof(sentence),
		 "policy for \"eth0\" is configured in %s:6; remove it there", it.config_path);
	assert_refused(method, "{'operations': [" SWITCH("sw2") "," PORT("x", "sw2") ","
		       "{'operation': 'port-del', 'match': 'eth0'}]}", 2, sentence);
	fake_fail(&fake, 1, -EIO, SIZE_MAX);
	assert_refused(method, "{'operations': [" PORT("x", "sw0") "," PORT("tap1", "sw1") "]}", 1,
		       "tap1: the datapath was told to fail");
	assert_int_equal(mkdir(testing_path("intent.json.new"), 0700), 0);
	snprintf(sentence, sizeof(sentence), "cannot write %s: Is a directory", it.state_path);
	assert_refused(method, "{'operations': [" PORT("x", "sw0") "]}", -1, sentence);
	assert_int_equal(rmdir(testing_path("intent.json.new")), 0);
	assert_kernel(before);
}

static void unknown_methods(void **state)
{
	(void)state;
	assert_reply("io.flowswitch.Getfdb", NULL,
		     "{'error':'org.varlink.service.MethodNotFound','parameters':{'method':'io.flowswitch.Getfdb'}}");
	assert_reply("", "{}",
		     "{'error':'org.varlink.service.MethodNotFound','parameters':{'method':''}}");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start_service, end_service)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(get_info),
		TEST(get_interface_description),
		TEST(get_status),
		TEST(get_switches),
		TEST(get_ports),
		TEST(policies_that_name_one_interface_in_different_ways),
		TEST(get_profiles),
		TEST(a_large_configuration_fits),
		TEST(the_name_of_a_file_is_no_longer_than_a_path),
		TEST(get_fdb),
		TEST(get_fdb_from_a_datapath_that_fails),
		TEST(get_fdb_lists_what_flowd_knows),
		TEST(what_is_not_attached_is_told),
		TEST(a_static_entry_that_is_not_in_place_is_told),
		TEST(apply),
		TEST(apply_that_is_refused),
		TEST(unknown_methods),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
