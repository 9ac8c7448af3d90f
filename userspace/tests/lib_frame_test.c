// SPDX-License-Identifier: GPL-2.0-or-later
/* The expected bytes were read by tcpdump -vvv, which found their checksums correct. */
#include "lib_testing.h"

#include <unistd.h>
#include "frame.h"

static int build(const char *text, struct flow_frame *frame, struct flow_error *error)
{
	struct testing_words words = testing_words(text);
	int code = flow_frame_parse(&words.words, frame, error);

	testing_words_free(&words);
	return code;
}

static const struct {
	const char *words;
	const char *hex;
} frames[] = {
	{ "arp_spa 10.0.0.1 arp_tpa 10.0.0.2 eth_src 52:54:00:00:00:01",
	  "ffffffffffff 525400000001 0806 0001 0800 06 04 0001 525400000001 0a000001"
	  "000000000000 0a000002 000000000000000000000000000000000000" },
	{ "vid 10 pcp 3 ipv4_src 10.0.0.1 ipv4_dst 10.0.0.2 ip_proto tcp tp_dst 80",
	  "020000000002 020000000001 8100 600a 0800 4500002800000000400666ce 0a000001 0a000002"
	  "04000050 00000000 00000000 5002ffff 97900000 0000" },
	{ "length 65 ipv4_dst 10.0.0.2 ip_proto udp tp_dst 53",
	  "020000000002 020000000001 0800 45000033000000004011aeb7 c0000201 0a000002"
	  "04000035 001f2f78 0000000000000000000000000000000000000000000000" },
	{ "ip_proto icmp icmp_type 3 icmp_code 1",
	  "020000000002 020000000001 0800 4500001c000000004001f6dd c0000201 c0000202"
	  "0301fcfe 00000000 000000000000000000000000000000000000" },
	{ "eth_type ipv6 ip_proto tcp tp_src 1 tp_dst 2 tcp_flags syn+ack ipv6_label 0x12345 ip_tos 0xb8",
	  "020000000002 020000000001 86dd 6b81234500140640 20010db8000000000000000000000001"
	  "20010db8000000000000000000000002 00010002 00000000 00000000 5012ffff 545b0000" },
	{ "nd_sll 52:54:00:00:00:01 nd_target fe80::5",
	  "020000000002 020000000001 86dd 6000000000203aff 20010db8000000000000000000000001"
	  "20010db8000000000000000000000002 8700cb53 00000000 fe800000000000000000000000000005"
	  "0101525400000001" },
	{ "eth_type ipv6 ip_proto udp",
	  "020000000002 020000000001 86dd 6000000000081140 20010db8000000000000000000000001"
	  "20010db8000000000000000000000002 04000401 00089c68" },
	{ "eth_type ipv4 ip_proto udp length 62 ip_frag later",
	  "020000000002 020000000001 0800 45000030000000b94011f600 c0000201 c0000202"
	  "00000000000000000000000000000000000000000000000000000000" },
	{ "length 70 eth_type ipv6 ip_proto udp ip_frag first",
	  "020000000002 020000000001 86dd 6000000000102c40 20010db8000000000000000000000001"
	  "20010db8000000000000000000000002 1100000100000000 0400040100080000" },
	{ "vlan_tpid 802.1ad vlan_tci 20 inner_vlan_tci 30 ipv4_dst 1.2.3.4",
	  "020000000002 020000000001 88a8 0014 8100 001e 0800 4500001c000000004011b4ca c0000201"
	  "01020304 0400040100 0831d6 00000000000000000000" },
};

static void words_become_correct_frames(void **state)
{
	static struct flow_frame frame, expected;
	struct flow_error error;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
		error.text[0] = '\0';
		if (build(frames[i].words, &frame, &error))
			fail_msg("%s: %s", frames[i].words, error.text);
		assert_int_equal(flow_frame_from_hex(frames[i].hex, &expected, NULL), 0);
		if (frame.length != expected.length)
			fail_msg("%s: %zu bytes", frames[i].words, frame.length);
		assert_memory_equal(frame.data, expected.data, frame.length);
	}
}

/* Computed by another implementation, whose check value of "123456789" is 0xe3069283. */
static void sctp_has_its_crc(void **state)
{
	static struct flow_frame frame;

	(void)state;
	assert_int_equal(build("eth_type ipv4 ip_proto sctp tp_src 1 tp_dst 2", &frame, NULL), 0);
	assert_memory_equal(frame.data + 34, "\0\1\0\2\0\0\0\0", 8);
	assert_memory_equal(frame.data + 42, "\xfd\x98\x80\x51", 4);
}

static void lengths_are_kept(void **state)
{
	static struct flow_frame frame;
	struct flow_error error;

	(void)state;
	assert_int_equal(build("eth_dst 52:54:00:00:00:01", &frame, NULL), 0);
	assert_int_equal(frame.length, 60);
	assert_int_equal(build("length 65000 ip_proto icmp", &frame, NULL), 0);
	assert_int_equal(frame.length, 65000);
	assert_int_equal(build("length 20 ip_proto icmp", &frame, &error), -EINVAL);
	assert_string_equal(error.text, "its headers alone take 42 bytes; say a greater length");
	assert_int_equal(build("length 65001 ip_proto icmp", &frame, &error), -EINVAL);
	assert_int_equal(build("length 60 length 70", &frame, &error), -EINVAL);
	assert_string_equal(error.text, "length is said twice; say it once");
	assert_int_equal(build("malformed 1", &frame, &error), -EINVAL);
	assert_string_equal(error.text, "a malformed frame is not described in words, but in hex");
}

/* Whatever can be matched can be built, within the frame's bounds. */
static void any_match_builds(void **state)
{
	static struct flow_frame frame;
	unsigned int round;

	(void)state;
	for (round = 0; round < 5000; round++) {
		struct flow_match match = testing_random_match();

		flow_match_clear(&match, FLOWDP_A_FIELD_MALFORMED);
		assert_int_equal(flow_frame_build(&match, 0, &frame, NULL), 0);
		assert_in_range(frame.length, 60, 200);
	}
}

static void hex_is_checked(void **state)
{
	static struct flow_frame frame;
	struct flow_error error;

	(void)state;
	assert_int_equal(flow_frame_from_hex("0x52:54:00:00:00:Ab 020000000001 0800", &frame, NULL), 0);
	assert_int_equal(frame.length, 14);
	assert_int_equal(frame.data[5], 0xab);
	assert_int_equal(flow_frame_from_hex("52540000000102000000000108", &frame, &error), -EINVAL);
	assert_string_equal(error.text, "a frame has two digits a byte and at least 14 bytes");
	assert_int_equal(flow_frame_from_hex("525400000001020000000001080", &frame, &error), -EINVAL);
	assert_int_equal(flow_frame_from_hex("5g", &frame, &error), -EINVAL);
	assert_string_equal(error.text, "'g' is no hexadecimal digit");
}

/* A capture of two frames of 14 bytes, the second cut to 13. */
static const uint8_t capture[] = {
	0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 1, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 14, 0, 0, 0, 14, 0, 0, 0,
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x88, 0xcc,
	0, 0, 0, 0, 0, 0, 0, 0, 13, 0, 0, 0, 14, 0, 0, 0,
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x88,
};

static void captures_are_read(void **state)
{
	char path[] = "/tmp/lib_frame_test.XXXXXX";
	static struct flow_frame frame;
	struct flow_error error;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, capture, sizeof(capture)), sizeof(capture));
	close(fd);
	assert_int_equal(flow_frame_from_capture(path, 1, &frame, NULL), 0);
	assert_int_equal(frame.length, 14);
	assert_memory_equal(frame.data, "\1\2\3\4", 4);
	assert_int_equal(flow_frame_from_capture(path, 2, &frame, &error), -EINVAL);
	assert_string_equal(error.text, "the capture holds only 13 of the frame's 14 bytes");
	assert_int_equal(flow_frame_from_capture(path, 3, &frame, &error), -EINVAL);
	assert_string_equal(error.text, "the capture has only 2 frames");
	unlink(path);
	assert_int_equal(flow_frame_from_capture(path, 1, &frame, &error), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_become_correct_frames),
		cmocka_unit_test(sctp_has_its_crc),
		cmocka_unit_test(lengths_are_kept),
		cmocka_unit_test(any_match_builds),
		cmocka_unit_test(hex_is_checked),
		cmocka_unit_test(captures_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
