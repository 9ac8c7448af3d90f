// SPDX-License-Identifier: GPL-2.0-or-later
/* Frames from what a person gives: words, hexadecimal digits, a capture file. */
#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <pcap/pcap.h>
#include <string.h>
#include "frame.h"

/* "length BYTES", or a field with its value: 1, or 0 if the next word is none. */
static int parse_pair(struct flow_words *words, struct flow_match *fields, uint64_t *length,
		      struct flow_error *error)
{
	int code;

	if (!flow_words_accept(words, "length"))
		return flow_match_parse_field(words, NULL, fields, error);
	if (*length)
		return flow_error_set(error, -EINVAL, "length is said twice; say it once");
	code = flow_words_number(words, "length", FLOWDP_PACKET_MIN, FLOWDP_PACKET_MAX, length,
				 error);
	return code ? code : 1;
}

int flow_frame_parse(struct flow_words *words, struct flow_frame *frame, struct flow_error *error)
{
	struct flow_match fields = { 0 };
	uint64_t length = 0;
	int code;

	do
		code = parse_pair(words, &fields, &length, error);
	while (code > 0);
	if (!code)
		code = flow_match_complete(&fields, error);
	return code ? code : flow_frame_build(&fields, length, frame, error);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int flow_frame_from_hex(const char *text, struct flow_frame *frame, struct flow_error *error)
{
	size_t digits = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	for (; *text; text++) {
		if (isspace((unsigned char)*text) || *text == ':' || *text == '.')
			continue;
		if (digit(*text) < 0)
			return flow_error_set(error, -EINVAL, "'%c' is no hexadecimal digit", *text);
		if (digits == 2 * sizeof(frame->data))
			return flow_error_set(error, -EINVAL, "a frame has %zu bytes at most",
					      sizeof(frame->data));
		if (digits % 2)
			frame->data[digits / 2] |= digit(*text);
		else
			frame->data[digits / 2] = digit(*text) << 4;
		digits++;
	}
	if (digits % 2 || digits / 2 < FLOWDP_PACKET_MIN)
		return flow_error_set(error, -EINVAL,
				      "a frame has two digits a byte and at least %u bytes",
				      FLOWDP_PACKET_MIN);
	frame->length = digits / 2;
	return 0;
}

/* libpcap needs eight more libraries, so it is loaded only when there is a capture to read. */
static struct {
	typeof(pcap_open_offline) *open_offline;
	typeof(pcap_datalink) *datalink;
	typeof(pcap_next_ex) *next_ex;
	typeof(pcap_geterr) *geterr;
	typeof(pcap_close) *close;
} pcap;

static int load_pcap(struct flow_error *error)
{
	void *library = dlopen("libpcap.so.0.8", RTLD_LAZY);

	if (!library)
		return flow_error_set(error, -ENOENT,
				      "a capture cannot be read without libpcap (%s); install it: apt-get install libpcap0.8",
				      dlerror());
	pcap.open_offline = dlsym(library, "pcap_open_offline");
	pcap.datalink = dlsym(library, "pcap_datalink");
	pcap.next_ex = dlsym(library, "pcap_next_ex");
	pcap.geterr = dlsym(library, "pcap_geterr");
	pcap.close = dlsym(library, "pcap_close");
	return 0;
}

static int take_captured(const struct pcap_pkthdr *header, const u_char *data,
			 struct flow_frame *frame, struct flow_error *error)
{
	if (header->caplen < header->len)
		return flow_error_set(error, -EINVAL,
				      "the capture holds only %u of the frame's %u bytes",
				      header->caplen, header->len);
	if (header->caplen < FLOWDP_PACKET_MIN || header->caplen > sizeof(frame->data))
		return flow_error_set(error, -EINVAL, "the frame has %u bytes: %u to %zu can be used",
				      header->caplen, FLOWDP_PACKET_MIN, sizeof(frame->data));
	memcpy(frame->data, data, header->caplen);
	frame->length = header->caplen;
	return 0;
}

static int read_captured(pcap_t *capture, unsigned long number, struct flow_frame *frame,
			 struct flow_error *error)
{
	struct pcap_pkthdr *header;
	const u_char *data;
	unsigned long i;
	int result;

	if (pcap.datalink(capture) != DLT_EN10MB)
		return flow_error_set(error, -EINVAL, "the capture is not of Ethernet frames; capture them on one interface, not on any");
	for (i = 1;; i++) {
		result = pcap.next_ex(capture, &header, &data);
		if (result == PCAP_ERROR_BREAK)
			return flow_error_set(error, -EINVAL, "the capture has only %lu frames",
					      i - 1);
		if (result != 1)
			return flow_error_set(error, -EINVAL, "frame %lu: %s", i,
					      pcap.geterr(capture));
		if (i == number)
			return take_captured(header, data, frame, error);
	}
}

/* Some of libpcap's sentences begin with the path. */
static int refuse_capture(const char *path, const char *text, struct flow_error *error)
{
	if (!strncmp(text, path, strlen(path)))
		return flow_error_set(error, -EINVAL, "%s", text);
	return flow_error_set(error, -EINVAL, "%s: %s", path, text);
}

int flow_frame_from_capture(const char *path, unsigned long number, struct flow_frame *frame,
			    struct flow_error *error)
{
	char text[PCAP_ERRBUF_SIZE];
	pcap_t *capture;
	int code = load_pcap(error);

	if (code)
		return code;
	capture = pcap.open_offline(path, text);
	if (!capture)
		return refuse_capture(path, text, error);
	code = read_captured(capture, number, frame, error);
	pcap.close(capture);
	return code;
}
