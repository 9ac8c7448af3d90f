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

static void no_memory_leaves_the_array(void **state)
{
	uint32_t number = 7, *numbers = &number;

	(void)state;
	assert_int_equal(flow_array_grow(&numbers, 1, SIZE_MAX), -ENOMEM);
	assert_ptr_equal(numbers, &number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_stay_while_it_grows),
		cmocka_unit_test(no_memory_leaves_the_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
