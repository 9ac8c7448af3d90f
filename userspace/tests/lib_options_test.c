// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib_testing.h"

#include "options.h"

struct members {
	bool json;
	bool check;
	const char *file;
};

static const struct flow_option options[] = {
	{ "json", no_argument, 'j', offsetof(struct members, json) },
	{ "check", no_argument, '\0', offsetof(struct members, check) },
	{ "file", required_argument, 'f', offsetof(struct members, file) },
	{ NULL, 0, '\0', 0 }
};

static int take(const char *text, struct members *members, struct flow_error *error)
{
	struct testing_words words = testing_words(text);
	static char file[8];
	int code;

	*members = (struct members){ .file = "unsaid" };
	optind = 0;
	code = flow_options_take(options, members, words.words.count, words.words.word, error);
	snprintf(file, sizeof(file), "%s", members->file);
	members->file = file;
	testing_words_free(&words);
	return code;
}

static void letters_and_long_forms(void **state)
{
	struct members members;

	(void)state;
	assert_int_equal(take("program", &members, NULL), 0);
	assert_false(members.json || members.check);
	assert_string_equal(members.file, "unsaid");
	assert_int_equal(take("program -j --check rest", &members, NULL), 0);
	assert_true(members.json && members.check);
	assert_int_equal(optind, 3);
	assert_int_equal(take("program --json -fx", &members, NULL), 0);
	assert_true(members.json && !members.check);
	assert_string_equal(members.file, "x");
	assert_int_equal(take("program --file y", &members, NULL), 0);
	assert_string_equal(members.file, "y");
	assert_int_equal(take("program -j -- -check", &members, NULL), 0);
	assert_true(members.json && !members.check);
}

static void wrong_ones_are_refused(void **state)
{
	static const struct {
		const char *words;
		const char *sentence;
	} cases[] = {
		{ "program -x", "unknown option \"-x\"; \"--help\" lists them" },
		{ "program word -5", "unknown option \"-5\"; \"--help\" lists them" },
		{ "program --nonsense", "unknown option \"--nonsense\"; \"--help\" lists them" },
		{ "program --jsno", "unknown option \"--jsno\"; did you mean \"--json\"?" },
		{ "program --nonsense=5 -j", "unknown option \"--nonsense=5\"; \"--help\" lists them" },
		{ "program -json word", "unknown option \"-json\"; did you mean \"--json\"?" },
		{ "program -file x", "unknown option \"-file\"; did you mean \"--file\"?" },
		{ "program -f", "the option --file needs a value" },
		{ "program -jf", "the option --file needs a value" },
		{ "program --file", "the option --file needs a value" },
		{ "program --json=5", "the option --json takes no value" },
		{ "program --check=5", "the option --check takes no value" },
	};
	struct members members;
	struct flow_error error;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(take(cases[i].words, &members, &error), -EINVAL);
		assert_string_equal(error.text, cases[i].sentence);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_and_long_forms),
		cmocka_unit_test(wrong_ones_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
