// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib_testing.h"

#include "array.h"

static void items_stay_while_it_grows(void **state)
{
	uint32_t *numbers = NULL, *before = NULL;
	unsigned int count, moves = 0;

	(void)state;
	for (count = 0; count < 1000; count++) {
		assert_int_equal(flow_array_grow(&numbers, count, sizeof(*numbers)), 0);
		numbers[count] = count;
		moves += numbers != before;
		before = numbers;
	}
	for (count = 0; count < 1000; count++)
		assert_int_equal(numbers[count], count);
	assert_true(moves <= 11);
	free(numbers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_stay_while_it_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
