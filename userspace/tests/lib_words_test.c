// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib_testing.h"

static void split_takes_quotes_and_comments(void **state)
{
	struct testing_words text = testing_words("  add \"a b\"  c'd e'f # rest");

	(void)state;
	assert_int_equal(text.words.count, 3);
	assert_string_equal(flow_words_take(&text.words), "add");
	assert_string_equal(flow_words_take(&text.words), "a b");
	assert_string_equal(flow_words_take(&text.words), "cd ef");
	assert_null(flow_words_take(&text.words));
	testing_words_free(&text);
}

static void split_of_nothing_is_empty(void **state)
{
	static const char *const lines[] = { "", "   \t\n", "# only a comment", "  #" };
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		struct testing_words text = testing_words(lines[i]);

		assert_int_equal(text.words.count, 0);
		testing_words_free(&text);
	}
}

static void split_refuses_an_open_quote(void **state)
{
	char line[] = "add \"a b";
	struct flow_error error;
	struct flow_words words;

	(void)state;
	assert_int_equal(flow_words_split(line, &words, &error), -EINVAL);
	assert_string_equal(error.text, "a quote is not closed");
}

static void numbers_are_whole_words_in_range(void **state)
{
	uint64_t number = 7;

	(void)state;
	assert_int_equal(flow_words_parse_number("0", 10, &number), 0);
	assert_int_equal(number, 0);
	assert_int_equal(flow_words_parse_number("0x1F", 31, &number), 0);
	assert_int_equal(number, 31);
	assert_int_equal(flow_words_parse_number("18446744073709551615", UINT64_MAX, &number), 0);
	assert_true(number == UINT64_MAX);
	assert_int_equal(flow_words_parse_number("18446744073709551616", UINT64_MAX, &number),
			 -ERANGE);
	assert_int_equal(flow_words_parse_number("11", 10, &number), -ERANGE);
	assert_int_equal(flow_words_parse_number("", 10, &number), -EINVAL);
	assert_int_equal(flow_words_parse_number("-1", 10, &number), -EINVAL);
	assert_int_equal(flow_words_parse_number("+1", 10, &number), -EINVAL);
	assert_int_equal(flow_words_parse_number("1 ", 10, &number), -EINVAL);
	assert_int_equal(flow_words_parse_number("0x", 10, &number), -EINVAL);
	assert_int_equal(flow_words_parse_number("0x0x5", 10, &number), -EINVAL);
	assert_int_equal(flow_words_parse_number("a", 10, &number), -EINVAL);
	assert_int_equal(flow_words_parse_number("0x-1", 10, &number), -EINVAL);
	assert_int_equal(flow_words_parse_number("1a", 10, &number), -EINVAL);
	assert_int_equal(flow_words_parse_number("ab", UINT64_MAX, &number), -EINVAL);
	assert_true(number == UINT64_MAX);
}

static void number_names_keyword_and_range(void **state)
{
	struct testing_words text = testing_words("17 16");
	struct flow_error error;
	uint64_t number;

	(void)state;
	assert_int_equal(flow_words_number(&text.words, "table", 0, 15, &number, &error), -EINVAL);
	assert_string_equal(error.text,
			    "\"17\" is wrong for table, which takes a number from 0 to 15");
	assert_int_equal(flow_words_number(&text.words, "table", 16, 16, &number, &error), 0);
	assert_int_equal(flow_words_number(&text.words, "table", 0, 15, &number, &error), -EINVAL);
	assert_string_equal(error.text, "\"table\" needs a value");
	testing_words_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(split_takes_quotes_and_comments),
		cmocka_unit_test(split_of_nothing_is_empty),
		cmocka_unit_test(split_refuses_an_open_quote),
		cmocka_unit_test(numbers_are_whole_words_in_range),
		cmocka_unit_test(number_names_keyword_and_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
