// SPDX-License-Identifier: GPL-2.0-or-later
/* Wrong values of every setting of every object. */
#include "programs_testing.h"

/* What comes before a setting of an object, in each way. */
struct beginning {
	const struct flow_setting *table;
	const char *before[WAYS];
};

static const struct beginning objects[] = {
	{ flow_setting_switch, { "[Switch]\nName=sw9\n",
		"'operation': 'switch-add', 'name': 'sw9'", "switch add sw9" } },
	{ flow_setting_switch, { NULL, "'operation': 'switch-set', 'name': 'sw0'",
		"switch set sw0" } },
	{ flow_setting_vlan, { "[Vlan]\nSwitch=sw0\nVlan=30\n",
		"'operation': 'vlan-set', 'vlan': 30, 'switch': 'sw0'", "vlan set 30 switch sw0" } },
	{ flow_setting_port, { "[Port]\nMatch=x\nSwitch=sw0\n",
		"'operation': 'port-add', 'match': 'x', 'switch': 'sw0'", "port add x switch sw0" } },
	{ flow_setting_port, { NULL, "'operation': 'port-set', 'match': 'eth0'",
		"port set eth0" } },
	{ flow_setting_port, { "[Profile]\nName=db\n",
		"'operation': 'profile-add', 'name': 'db'", "profile add db" } },
	{ flow_setting_port, { NULL, "'operation': 'profile-set', 'name': 'web'",
		"profile set web" } },
	{ flow_setting_static, { "[Fdb]\nMac=2:0:0:0:0:9\nPort=eth1\n",
		"'operation': 'fdb-add', 'mac': '2:0:0:0:0:9', 'port': 'eth1'",
		"fdb add 2:0:0:0:0:9 port eth1" } },
	{ flow_setting_static, { NULL,
		"'operation': 'fdb-replace', 'mac': '2:0:0:0:0:1', 'port': 'eth0'",
		"fdb replace 2:0:0:0:0:1 port eth0" } },
	{ flow_setting_neighbour, { "[Neighbour]\nAddress=10.0.0.9\nMac=2:0:0:0:0:9\n",
		"'operation': 'neighbour-add', 'address': '10.0.0.9', 'mac': '2:0:0:0:0:9'",
		"neighbour add 10.0.0.9 lladdr 2:0:0:0:0:9" } },
};

static bool is_profile(const struct beginning *object)
{
	return strstr(object->before[BY_SOCKET], "profile-");
}

/* @value of a setting, which is @raw JSON or a string there; NULL where it has no words. */
static void refused_value(const struct beginning *object, const struct flow_setting *setting,
			  const char *value, bool raw, const char *sentence)
{
	const char *quote = raw ? "" : "'";
	struct wrong wrong = { .sentence = sentence };
	char *said[WAYS] = { NULL };

	if (object->before[BY_FILE] && *setting->key)
		assert_true(asprintf(&said[BY_FILE], "%s%s=%s\n", object->before[BY_FILE],
				     setting->key, value) > 0);
	if (*setting->json)
		assert_true(asprintf(&said[BY_SOCKET], "{%s, '%s': %s%s%s}",
				     object->before[BY_SOCKET], setting->json, quote, value,
				     quote) > 0);
	if (*setting->word)
		assert_true(asprintf(&said[BY_COMMAND], "%s %s %s", object->before[BY_COMMAND],
				     setting->word, value) > 0);
	memcpy(wrong.said, said, sizeof(said));
	refused(&wrong);
	free(said[BY_FILE]);
	free(said[BY_SOCKET]);
	free(said[BY_COMMAND]);
}

static void wrong_number(const struct beginning *object, const struct flow_setting *setting,
			 const char *value)
{
	char sentence[512];

	snprintf(sentence, sizeof(sentence),
		 "<\"%s\"|%s|\"%s\"> is wrong for <%s|%s|%s>, which takes a number%s%s from %u to %u",
		 value, value, value, setting->key, setting->json, setting->word,
		 setting->unit ? " of " : "", setting->unit ? setting->unit : "", setting->min,
		 setting->max);
	refused_value(object, setting, value, true, sentence);
}

static void wrong_numbers(const struct beginning *object, const struct flow_setting *setting)
{
	static const char *const values[] = {
		"-1", "1.5", "4294967296", "4294967297", "9223372036854775807",
	};
	char beyond[16];
	size_t i;

	if (setting->min)
		wrong_number(object, setting, "0");
	if (setting->max < UINT32_MAX) {
		snprintf(beyond, sizeof(beyond), "%u", setting->max + 1);
		wrong_number(object, setting, beyond);
	}
	for (i = 0; i < sizeof(values) / sizeof(*values); i++)
		wrong_number(object, setting, values[i]);
}

static void wrong_choices(const struct beginning *object, const struct flow_setting *setting)
{
	static const char *const values[] = { "nonsense", "kep", "1x" };
	struct flow_error file, socket, command;
	char sentence[2048];
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(*values); i++) {
		flow_names_unknown(FLOW_NAMES(setting->choices), setting->key, values[i], NULL, &file);
		flow_names_unknown(FLOW_NAMES(setting->choices), setting->json, values[i], NULL,
				   &socket);
		flow_names_unknown(FLOW_NAMES(setting->choices), setting->word, values[i], NULL,
				   &command);
		snprintf(sentence, sizeof(sentence), "<%s|%s|%s>", file.text, socket.text,
			 command.text);
		refused_value(object, setting, values[i], false, sentence);
	}
}

static void wrong_flags(const struct beginning *object, const struct flow_setting *setting)
{
	char sentence[512];

	snprintf(sentence, sizeof(sentence),
		 "\"2\" is wrong for <%s|%s|%s>, which takes <on or off, or yes or no|true or false|on or off, or yes or no>",
		 setting->key, setting->json, setting->word);
	refused_value(object, setting, "2", false, sentence);
}

/* @why: what follows the name. */
static void wrong_vlans(const struct beginning *object, const struct flow_setting *setting,
			const char *value, bool raw, const char *why)
{
	char sentence[512];

	snprintf(sentence, sizeof(sentence), "<%s|%s|%s>: %s", setting->key, setting->json,
		 setting->word, why);
	refused_value(object, setting, value, raw, sentence);
}

/* In JSON, 0 may stand for none. */
static void wrong_vids(const struct beginning *object, const struct flow_setting *setting)
{
	static const char *const values[] = { "0", "4095", "4096", "65546", "-1", "4294967306" };
	struct flow_setting in_words = *setting;
	char why[128];
	size_t i;

	in_words.json = "";
	for (i = 0; i < sizeof(values) / sizeof(*values); i++) {
		snprintf(why, sizeof(why), "<\"%s\"|%s|\"%s\"> is no VLAN: they go from 1 to 4094",
			 values[i], values[i], values[i]);
		wrong_vlans(object, i || setting->min ? setting : &in_words, values[i], true, why);
	}
	wrong_vlans(object, &in_words, "10-20", true,
		    "\"10-20\" is no VLAN: they go from 1 to 4094");
}

static const struct {
	const char *value, *why;
} wrong_lists[] = {
	{ "0", "\"0\" is no VLAN: they go from 1 to 4094" },
	{ "0-10", "\"0\" is no VLAN: they go from 1 to 4094" },
	{ "4095", "\"4095\" is no VLAN: they go from 1 to 4094" },
	{ "10-4096", "\"4096\" is no VLAN: they go from 1 to 4094" },
	{ "65546", "\"65546\" is no VLAN: they go from 1 to 4094" },
	{ "-5", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
	{ "5-", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
	{ "5-6-7", "\"6-7\" is no VLAN: they go from 1 to 4094" },
	{ "10,,20", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
	{ "10,", "a VLAN is missing; write a list without blanks, such as 10,20-29" },
	{ "ten", "\"ten\" is no VLAN: they go from 1 to 4094" },
	{ "30-20", "VLAN range 30-20 is backwards; write 20-30" },
	{ "10,10", "VLAN 10 is given twice; name it once" },
	{ "10,5-15", "VLAN 10 is given twice; name it once" },
};

static void wrong_sets(const struct beginning *object, const struct flow_setting *setting)
{
	size_t i;

	for (i = 0; i < sizeof(wrong_lists) / sizeof(*wrong_lists); i++)
		wrong_vlans(object, setting, wrong_lists[i].value, false, wrong_lists[i].why);
}

static void wrong_translations(const struct beginning *object, const struct flow_setting *setting)
{
	static const struct {
		const char *value, *why;
	} cases[] = {
		{ "10", "\"10\" is no translation; write the VID on the wire and that in the switch, such as 100:10" },
		{ "0:10", "\"0\" is no VLAN: they go from 1 to 4094" },
		{ "100:4095", "\"4095\" is no VLAN: they go from 1 to 4094" },
		{ "100:", "\"\" is no VLAN: they go from 1 to 4094" },
		{ "10:10", "VLAN 10 is translated to itself; leave that out" },
		{ "7:10,8:10", "VLAN 10 has two VIDs on the wire; give it one" },
		{ "7:10,7:20", "VID 7 on the wire is translated twice; give it one VLAN" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		wrong_vlans(object, setting, cases[i].value, false, cases[i].why);
}

/* JSON of another type than the setting's. */
static void wrong_types(const struct beginning *object, const struct flow_setting *setting)
{
	static const char *const values[] = { "[]", "{}", "1.5", "true", "5", "'10'" };
	const bool flag = setting->kind == FLOW_SETTING_FLAG;
	const bool number = setting->kind == FLOW_SETTING_NUMBER ||
			    setting->kind == FLOW_SETTING_VID;
	const char *fits = flag ? "true" : number ? "5" : "'10'";
	struct flow_setting in_json = *setting;
	char sentence[256], takes[96];
	size_t i;

	in_json.key = "";
	in_json.word = "";
	snprintf(takes, sizeof(takes), flag ? "true or false" : "a string");
	if (number)
		snprintf(takes, sizeof(takes), "a number%s%s from %u to %u",
			 setting->unit ? " of " : "", setting->unit ? setting->unit : "",
			 setting->min, setting->max);
	for (i = 0; i < sizeof(values) / sizeof(*values); i++) {
		if (!strcmp(values[i], fits))
			continue;
		snprintf(sentence, sizeof(sentence), "%s is wrong for %s, which takes %s",
			 *values[i] == '\'' ? "\"10\"" : values[i], setting->json, takes);
		refused_value(object, &in_json, values[i], true, sentence);
	}
}

/* The beginning says it already. */
static bool is_said(const struct beginning *object, const struct flow_setting *setting)
{
	char member[32];

	snprintf(member, sizeof(member), "'%s':", setting->json);
	return strstr(object->before[BY_SOCKET], member);
}

static void wrong_values(const struct beginning *object, const struct flow_setting *setting)
{
	switch (setting->kind) {
	case FLOW_SETTING_NUMBER:
		wrong_numbers(object, setting);
		break;
	case FLOW_SETTING_VID:
		wrong_vids(object, setting);
		break;
	case FLOW_SETTING_CHOICE:
		wrong_choices(object, setting);
		break;
	case FLOW_SETTING_FLAG:
		wrong_flags(object, setting);
		break;
	case FLOW_SETTING_VLANS:
		wrong_sets(object, setting);
		break;
	case FLOW_SETTING_TRANSLATIONS:
		wrong_translations(object, setting);
		break;
	case FLOW_SETTING_OTHER:
		break;
	}
	if (*setting->json && !is_said(object, setting))
		wrong_types(object, setting);
}

/* The first row says which object; what is a port's own is no setting of a profile. */
static void each_setting_of_each_object(void **state)
{
	unsigned int row;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(objects) / sizeof(*objects); i++)
		for (row = is_profile(&objects[i]) ? FLOW_PORT_SHARED : 1;
		     objects[i].table[row].json; row++)
			wrong_values(&objects[i], &objects[i].table[row]);
}

/* Files and commands say with one word what JSON says with mode and VLANs. */
static const struct word_of_vlans {
	const char *before[WAYS];	/* what goes with it */
	const char *key, *word;
	bool list;
} words_of_vlans[] = {
	{ { "", NULL, "" }, "Vlan", "vlan", false },
	{ { "", NULL, "" }, "Trunk", "trunk", true },
	{ { "Trunk=10\n", NULL, "trunk 10" }, "Native", "native", false },
	{ { "Trunk=10\n", NULL, "trunk 10" }, "NativeTagged", "native_tagged", false },
	{ { "", NULL, "" }, "Dot1qTunnel", "dot1q_tunnel", false },
	{ { "Dot1qTunnel=5\n", NULL, "dot1q_tunnel 5" }, "CustomerVlans", "customer_vlans", true },
};

static void vlans_of_ports(void **state)
{
	struct flow_setting setting = { .json = "" };
	struct beginning object = { NULL };
	char file[128], command[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(words_of_vlans) / sizeof(*words_of_vlans); i++) {
		const struct word_of_vlans *word = &words_of_vlans[i];

		setting.key = word->key;
		setting.word = word->word;
		snprintf(file, sizeof(file), "[Port]\nMatch=x\nSwitch=sw0\n%s",
			 word->before[BY_FILE]);
		snprintf(command, sizeof(command), "port add x switch sw0 %s",
			 word->before[BY_COMMAND]);
		object.before[BY_FILE] = file;
		object.before[BY_COMMAND] = command;
		if (word->list)
			wrong_sets(&object, &setting);
		else
			wrong_vids(&object, &setting);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_setting_of_each_object),
		TEST(vlans_of_ports),
	};

	return cmocka_run_group_tests(tests, testing_directory_make, testing_directory_remove);
}
