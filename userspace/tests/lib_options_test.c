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

static int take(const char *text, struct members *members)
{
	struct testing_words words = testing_words(text);
	int code;

	*members = (struct members){ .file = "unsaid" };
	optind = 0;
	opterr = 0;
	code = flow_options_take(options, members, words.words.count, words.words.word);
	testing_words_free(&words);
	return code;
}

static void letters_and_long_forms(void **state)
{
	struct members members;

	(void)state;
	assert_int_equal(take("program", &members), 0);
	assert_false(members.json || members.check);
	assert_string_equal(members.file, "unsaid");
	assert_int_equal(take("program -j --check rest", &members), 0);
	assert_true(members.json && members.check);
	assert_int_equal(optind, 3);
	assert_int_equal(take("program --json -fx", &members), 0);
	assert_true(members.json && !members.check);
}

static void wrong_ones_are_refused(void **state)
{
	struct members members;

	(void)state;
	assert_int_equal(take("program -x", &members), -EINVAL);
	assert_int_equal(take("program --nonsense", &members), -EINVAL);
	assert_int_equal(take("program -f", &members), -EINVAL);
	assert_int_equal(take("program --json=5", &members), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_and_long_forms),
		cmocka_unit_test(wrong_ones_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
