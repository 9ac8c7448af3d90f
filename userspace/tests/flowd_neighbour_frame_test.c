// SPDX-License-Identifier: GPL-2.0-or-later
/* What is believed of ARP and neighbour discovery, whatever a guest writes. */
#include "lib_testing.h"

#include <arpa/inet.h>
#include "../flowd/neighbour_frame.h"

static const uint8_t arp_frame[] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 0x08, 0x06,
	0, 1, 8, 0, 6, 4, 0, 1,
	2, 0, 0, 0, 0, 1, 10, 0, 0, 1,
	0, 0, 0, 0, 0, 0, 10, 0, 0, 2,
};

static const uint8_t advertisement[] = {
	0x33, 0x33, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 0x86, 0xdd,
	0x60, 0, 0, 0, 0, 32, 58, 255,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	136, 0, 0, 0, 0x60, 0, 0, 0,
	0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	2, 1, 2, 0, 0, 0, 0, 1,
};

#define ARP		14
#define IPV6		14
#define ICMP		54
#define TARGET		62
#define OPTION		78

/* Reads a copy of just this size, so that a sanitizer sees a byte too many. */
static bool reads(const uint8_t *frame, size_t length, struct plan_address *address)
{
	uint8_t *copy = malloc(length ? length : 1);
	bool result;

	assert_non_null(copy);
	memcpy(copy, frame, length);
	result = neighbour_frame_read(copy, length, address);
	free(copy);
	return result;
}

/* The frame with one byte changed. */
static bool reads_changed(const uint8_t *frame, size_t length, size_t at, uint8_t value)
{
	uint8_t changed[sizeof(advertisement) + 64];
	struct plan_address address;

	memcpy(changed, frame, length);
	changed[at] = value;
	return reads(changed, length, &address);
}

#define ARP_WITH(at, value)	reads_changed(arp_frame, sizeof(arp_frame), at, value)
#define ND_WITH(at, value)	reads_changed(advertisement, sizeof(advertisement), at, value)

static void arp_claims_its_sender(void **state)
{
	struct plan_address address;

	(void)state;
	assert_true(reads(arp_frame, sizeof(arp_frame), &address));
	assert_int_equal(address.family, AF_INET);
	assert_memory_equal(address.bytes, "\x0a\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_true(ARP_WITH(ARP + 7, 2));	/* so does a reply */
}

static void arp_of_another_kind_claims_nothing(void **state)
{
	static const uint8_t first[] = { 0, 127, 224, 239, 240, 255 };
	size_t i;

	(void)state;
	for (i = 0; i < 6; i++)		/* hardware and protocol, and their lengths */
		assert_false(ARP_WITH(ARP + i, arp_frame[ARP + i] ^ 1));
	for (i = 0; i < 6; i++)		/* another's address */
		assert_false(ARP_WITH(ARP + 8 + i, arp_frame[ARP + 8 + i] ^ 4));
	for (i = 0; i < sizeof(first); i++)	/* 0.x.x.x is in a probe */
		assert_false(ARP_WITH(ARP + 14, first[i]));
	assert_true(ARP_WITH(ARP + 14, 223));
}

static void an_advertisement_claims_its_target(void **state)
{
	struct plan_address address;

	(void)state;
	assert_true(reads(advertisement, sizeof(advertisement), &address));
	assert_int_equal(address.family, AF_INET6);
	assert_memory_equal(address.bytes, advertisement + TARGET, 16);
}

static void other_messages_claim_nothing(void **state)
{
	(void)state;
	assert_false(ND_WITH(12, 0x08));		/* another protocol */
	assert_false(ND_WITH(IPV6, 0x40));		/* version */
	assert_false(ND_WITH(IPV6 + 6, 44));		/* a fragment */
	assert_false(ND_WITH(IPV6 + 6, 0));		/* other headers first */
	assert_false(ND_WITH(IPV6 + 7, 254));		/* not from this link */
	assert_false(ND_WITH(ICMP, 135));
	assert_false(ND_WITH(ICMP + 1, 1));
	assert_false(ND_WITH(TARGET, 0xff));		/* a group */
	assert_false(ND_WITH(OPTION, 1));		/* no target link-layer address */
	assert_false(ND_WITH(OPTION + 7, 2));		/* another's */
}

/* "::" and "::1" are no host's; "::2" may be. */
static void an_advertisement_of_no_host_claims_nothing(void **state)
{
	uint8_t frame[sizeof(advertisement)];
	struct plan_address address;
	unsigned int last;

	(void)state;
	memcpy(frame, advertisement, sizeof(frame));
	memset(frame + TARGET, 0, 16);
	for (last = 0; last < 4; last++) {
		frame[TARGET + 15] = last;
		assert_int_equal(reads(frame, sizeof(frame), &address), last > 1);
	}
}

static void lengths_that_lie_claim_nothing(void **state)
{
	unsigned int value;

	(void)state;
	for (value = 0; value < 256; value++) {
		/* Of the packet: all but the option is left of it, and there is no more. */
		assert_int_equal(ND_WITH(IPV6 + 5, value), value == 32);
		assert_int_equal(ND_WITH(IPV6 + 4, value), value == 0);
		assert_int_equal(ND_WITH(OPTION + 1, value), value == 1);
	}
}

static void a_frame_cut_short_claims_nothing(void **state)
{
	struct plan_address address;
	size_t length;

	(void)state;
	for (length = 0; length < sizeof(arp_frame); length++)
		assert_false(reads(arp_frame, length, &address));
	for (length = 0; length < sizeof(advertisement); length++)
		assert_false(reads(advertisement, length, &address));
}

static void padding_and_other_options_do_no_harm(void **state)
{
	uint8_t frame[sizeof(advertisement) + 32] = { 0 };
	struct plan_address address;

	(void)state;
	memcpy(frame, arp_frame, sizeof(arp_frame));
	assert_true(reads(frame, 60, &address));
	memcpy(frame, advertisement, sizeof(advertisement));
	assert_true(reads(frame, sizeof(frame), &address));
	/* One before it of 16 bytes, an unknown one. */
	frame[IPV6 + 5] += 16;
	memmove(frame + OPTION + 16, frame + OPTION, 8);
	memset(frame + OPTION, 0, 16);
	frame[OPTION] = 200;
	frame[OPTION + 1] = 2;
	assert_true(reads(frame, sizeof(frame), &address));
	/* One behind it that contradicts it. */
	memcpy(frame + OPTION, "\x02\x01\x02\0\0\0\0\x01\x02\x01\x02\0\0\0\0\x09", 16);
	frame[IPV6 + 5] -= 8;
	assert_false(reads(frame, sizeof(frame), &address));
}

static void random_bytes_do_no_harm(void **state)
{
	uint8_t frame[300];
	struct plan_address address;
	unsigned int i, j;

	(void)state;
	for (i = 0; i < 20000; i++) {
		for (j = 0; j < sizeof(frame); j++)
			frame[j] = testing_random();
		if (i % 2)
			memcpy(frame, advertisement, TARGET + testing_below(16));
		else
			memcpy(frame, arp_frame, 14 + testing_below(28));
		reads(frame, testing_below(sizeof(frame) + 1), &address);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arp_claims_its_sender),
		cmocka_unit_test(arp_of_another_kind_claims_nothing),
		cmocka_unit_test(an_advertisement_claims_its_target),
		cmocka_unit_test(other_messages_claim_nothing),
		cmocka_unit_test(an_advertisement_of_no_host_claims_nothing),
		cmocka_unit_test(lengths_that_lie_claim_nothing),
		cmocka_unit_test(a_frame_cut_short_claims_nothing),
		cmocka_unit_test(padding_and_other_options_do_no_harm),
		cmocka_unit_test(random_bytes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
